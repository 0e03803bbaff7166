"""What feeds and pages say in words of their own, by language. English where a language is not here yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from calendar_export.languages import catalogue, known


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences and labels of a calendar entry in one language."""

    cancelled: str
    postponed: str
    is_cancelled: str
    is_withdrawn: str
    is_postponed: str
    is_tentative: str
    no_hour: str
    no_end: str
    speaker: str
    speakers: str
    host: str
    series: str
    join: str
    register: str
    about_speaker: str
    more: str
    mistake: str
    online: str
    ended: str
    is_ended: str


@cache
def _words(language: str) -> Words:
    _ = catalogue(language).gettext
    return Words(
        cancelled=_("Cancelled: "),
        postponed=_("Postponed: "),
        is_cancelled=_("This talk is cancelled."),
        is_withdrawn=_("This talk has disappeared from its institute's pages; take it as cancelled."),
        is_postponed=_("This talk is postponed; the new date is not announced yet."),
        is_tentative=_("This talk is not confirmed yet."),
        no_hour=_("The announcement does not say the hour."),
        no_end=_("The end is not stated."),
        speaker=_("Speaker"),
        speakers=_("Speakers"),
        host=_("Host"),
        series=_("Series"),
        join=_("Join online"),
        register=_("Register"),
        about_speaker=_("About the speaker"),
        more=_("Announced at"),
        mistake=_("Report a mistake"),
        online=_("Online"),
        ended=_("This calendar has ended"),
        is_ended=_("Nothing new will appear in it; what it holds stays. You may unsubscribe. Other talks:"),
    )


def words(language: str) -> Words:
    """The words of this language (a BCP 47 tag; its first part counts)."""
    return _words(known(language))
