"""A digest mail: a feed's talks of the coming days and what changed since the last one, as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from calendar_export.changes import Step
from calendar_export.ics import person_text, place_text
from calendar_export.languages import N_
from calendar_export.lines import isolated, one_line
from calendar_export.showing import Shown, day_of
from calendar_export.web import Site, render_mail
from pipeline.query import Entry

UNTOLD = ("announced",)
"""Of talks within the days of a mail it is not told that they were announced: they stand in it."""


@dataclass(frozen=True, slots=True)
class DigestMail:
    """What a mail holds. `entries`: the talks from `first` to `last`, in order; `steps`: what else happened to coming
    talks, the latest first. `feed_url`, `page_url`: whole addresses. `every`: day or week."""

    title: str
    entries: tuple[Entry, ...]
    steps: tuple[Step, ...]
    first: date
    last: date
    every: str
    feed_url: str
    page_url: str
    contact: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.entries or self.steps)


def news(steps: tuple[Step, ...], first: date, last: date) -> tuple[Step, ...]:
    """What of the steps a mail tells: those of talks still ahead, each talk's latest, no announcement of what it
    shows anyway."""
    told: dict[str, Step] = {}
    for step in steps:
        day = step.entry.talk.when.day
        if day is not None and day < first:
            continue
        if step.kind in UNTOLD and day is not None and day <= last:
            continue
        told.setdefault(step.entry.uid, step)
    return tuple(told.values())


def subject(mail: DigestMail, language: str) -> str:
    """`Colloquium: talks from Mon 2 Mar to Mon 9 Mar`."""
    shown = Shown(language)
    said = shown.say("{title}: talks from {first} to {last}")
    return said.format(title=one_line(mail.title), first=shown.short_day(mail.first), last=shown.short_day(mail.last))


def text(mail: DigestMail, site: Site) -> str:
    """The mail for those who read plain text; complete by itself."""
    return "\n".join(_lines(mail, site, Shown(site.language))) + "\n"


def html(mail: DigestMail, site: Site) -> str:
    """The same for those who read HTML; it loads nothing, so that nobody learns who reads it."""
    why, ending = _ending(mail, Shown(site.language))
    return render_mail(site, mail, mail.entries, subject=subject(mail, site.language), why=why, ending=ending)


def _lines(mail: DigestMail, site: Site, shown: Shown) -> Iterator[str]:
    say = shown.say
    if not mail.entries:
        yield from (say("No talk is announced for these days."), "")
    for day, entries in groupby(mail.entries, key=day_of):
        yield shown.long_day(day) if day else say("Date not announced yet")
        for entry in entries:
            yield from ("", *_talk(entry, site, shown))
        yield ""
    if mail.steps:
        yield from (say("What changed lately"), "")
        for step in mail.steps:
            talk = step.entry.talk
            when = f" ({shown.short_day(talk.when.day)}, {shown.hours(talk.when)})" if talk.when.day else ""
            yield f"* {shown.changed(step.kind)}: {isolated(one_line(talk.title))}{when}"
            yield f"  {site.whole(site.path('talks', step.entry.uid))}"
        yield ""
    yield from ("-- ", say("All talks: {address}").format(address=mail.page_url))
    yield say("As a calendar: {address}").format(address=mail.feed_url)
    yield " ".join(_ending(mail, shown))


def _ending(mail: DigestMail, shown: Shown) -> tuple[str, str]:
    """Why the mail comes, and how to end that."""
    why = shown.say(N_("This mail comes each day.") if mail.every == "day" else N_("This mail comes each week."))
    return why, shown.say("To end it, write to {contact}.").format(contact=mail.contact)


def _talk(entry: Entry, site: Site, shown: Shown) -> Iterator[str]:
    talk = entry.talk
    zone = shown.zone_name(talk.when)
    state = shown.state(talk)
    yield f"  {shown.hours(talk.when)}{f' {zone}' if zone else ''}{f'  [{state}]' if state else ''}"
    yield f"  {one_line(talk.title)}"
    where = ", ".join(filter(None, (place_text(talk), shown.mode(talk) if not place_text(talk) else "")))
    for fact in (", ".join(isolated(one_line(person_text(person))) for person in talk.speakers), where):
        if fact:
            yield f"  {fact}"
    yield f"  {site.whole(site.path('talks', entry.uid))}"
