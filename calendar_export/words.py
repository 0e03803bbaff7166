"""What feeds and pages say in words of their own, by language. English where a language is not here yet."""

from __future__ import annotations

from dataclasses import dataclass


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
    online: str
    ended: str
    is_ended: str


WORDS = {
    "en": Words(
        cancelled="Cancelled: ",
        postponed="Postponed: ",
        is_cancelled="This talk is cancelled.",
        is_withdrawn="This talk has disappeared from its institute's pages; take it as cancelled.",
        is_postponed="This talk is postponed; the new date is not announced yet.",
        is_tentative="This talk is not confirmed yet.",
        no_hour="The hour is not announced yet.",
        no_end="The end is not stated.",
        speaker="Speaker",
        speakers="Speakers",
        host="Host",
        series="Series",
        join="Join online",
        register="Register",
        about_speaker="About the speaker",
        more="Announced at",
        online="Online",
        ended="This calendar has ended",
        is_ended="Nothing new will appear in it; what it holds stays. You may unsubscribe. Other talks:",
    ),
    "de": Words(
        cancelled="Abgesagt: ",
        postponed="Verschoben: ",
        is_cancelled="Dieser Vortrag ist abgesagt.",
        is_withdrawn="Dieser Vortrag ist von den Seiten des Instituts verschwunden; er gilt als abgesagt.",
        is_postponed="Dieser Vortrag ist verschoben; der neue Termin steht noch nicht fest.",
        is_tentative="Dieser Vortrag ist noch nicht bestätigt.",
        no_hour="Die Uhrzeit steht noch nicht fest.",
        no_end="Das Ende ist nicht angegeben.",
        speaker="Vortrag",
        speakers="Vortragende",
        host="Gastgeber",
        series="Reihe",
        join="Online teilnehmen",
        register="Anmeldung",
        about_speaker="Zur Person",
        more="Angekündigt auf",
        online="Online",
        ended="Dieser Kalender wird nicht fortgeführt",
        is_ended="Es kommt nichts Neues hinzu; was er enthält, bleibt. Sie können ihn abbestellen. Andere Vorträge:",
    ),
}


def words(language: str) -> Words:
    """The words of this language (a BCP 47 tag; its first part counts)."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])
