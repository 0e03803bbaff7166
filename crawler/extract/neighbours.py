"""Talks named beside one: "Next talk: Soap films". They are no titles of the talk of their page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.facts import Fact
from crawler.extract.gatherings import BODIES, names_series
from crawler.extract.titles import is_generic
from pipeline.reading.people.homes import names_organisation
from pipeline.reading.states import THING
from pipeline.reading.text import fold

_BESIDE = re.compile(
    r"(?:.* )?(?:next|previous|prev|upcoming|coming|last|latest|past|earlier|later|following|preceding|subsequent|"
    r"related|similar|other|another|first|second|third|"
    r"(?:nachst|vorig|vorherig|vorhergehend|letzt|kommend|folgend|weiter|ander|ahnlich|erst|zweit|dritt)e[rsnm]?|"
    r"prochaine?|precedente?|suivante?|derniere?|premiere?|deuxieme|seconde?|autre|"
    r"proxim[oa]|siguiente|anterior|ultim[oa]|primer[oa]?|segund[oa]|otr[oa]|relacionad[oa]|"
    r"prossim[oa]|successiv[oa]|prim[oa]|second[oa]|altr[oa]|seguinte|outr[oa]|"
    r"volgende|vorige|laatste|eerste|tweede|andere?|nasta|foregaende|forra|senaste|forsta|andra|naeste|forrige)"
    r"(?: \w+){1,2}"
)
"""How a line, folded, leads to another talk's title."""
_BEHIND = re.compile(
    r"(?:.* )?(?:suivante?|precedente?|prochaine?|siguiente|anterior|seguinte|successiv[oa]|prossim[oa]|proxim[oa])"
)
"""The same where languages have it behind: "Exposé suivant : …"."""
_TALK = re.compile(rf"\b(?:{THING}|topic|theme|thema|tema|subject|title|titel|titre|titolo|titulo|ponencia)\b")
_HOST = re.compile(
    r"(?:^|.* )(?:ag|arbeitsgruppe|arbeitskreis|forschungsgruppe|fachgruppe|lehrstuhl|fachbereich|abteilung|equipe|"
    r"groupe|gruppo|grupo|vakgroep|sektion|section|division|chair|group|team|network|netzwerk|verein|society|zentrum|"
    r"centre|center)(?: .*|$)|(?:\w+ ){0,3}(?:\w*days?|\w*tage?|journees?|giornat[ae]|jornadas?|dag|workshop|"
    r"conference|konferenz|tagung|symposium|school|series|reihe|program|programme)(?: \d{4})?$|^(?:prof|dr|mr|mrs|ms)\b"
)
"""A heading, folded, that names a group, a day of talks or, by a title, a person."""
_CLAUSE = re.compile(r"[.;|·•!?]\s|\n")


def without_neighbours(
    facts: list[Fact], heading: Block | None, blocks: Sequence[Block], days: Sequence[int]
) -> list[Fact]:
    """The facts of a card or page but the titles of other talks: of the next one, of the first of two. Under the name
    of those who invite they name the talk that there is. `heading`: the page's own, if the card is all of it; `days`:
    the lines that state the days."""
    beside = [fact for fact in facts if fact.field == "title" and names_neighbour(fact.first.text[: fact.start])]
    if not beside:
        return facts
    head = heading or next((block for block in blocks if block.level), None)
    if head is None or names_series(head.text) or is_generic(head.text) or _names_host(head.text):
        return facts
    return [fact for fact in facts if fact not in beside or not _is_beside(fact, head, days)]


def _is_beside(fact: Fact, head: Block, days: Sequence[int]) -> bool:
    """Whether the talk of a page has a title besides a fact: it is a link, or the page's own title and day stand
    above it, or the title below."""
    line = fact.first
    if line is head:
        return False
    if line.index < head.index or any(link.start + len(link.text) > fact.start for link in line.links):
        return True
    return any(head.index < day < line.index for day in days)


def _names_host(text: str) -> bool:
    """Whether a heading names who invites: an institution, a group, a day of talks, a person."""
    key = fold(text)
    return names_organisation(text) or bool(BODIES.search(key) or _HOST.match(key))


def names_neighbour(lead: str) -> bool:
    """Whether a label, or what leads to a title, names another talk: "Next talk:"."""
    key = fold(_CLAUSE.split(lead)[-1])
    return bool(_TALK.search(key) and (_BESIDE.fullmatch(key) or _BEHIND.fullmatch(key)))
