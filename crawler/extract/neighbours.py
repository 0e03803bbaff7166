"""Talks named beside one: "Next talk: Soap films". They are no titles of the talk of their page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.facts import Fact
from crawler.extract.gatherings import names_series
from crawler.extract.titles import is_generic
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
_CLAUSE = re.compile(r"[.;|·•!?]\s|\n")


def without_neighbours(facts: list[Fact], heading: Block | None, blocks: Sequence[Block]) -> list[Fact]:
    """The facts of a card or page but the titles of other talks: of the next one, of the first of two. Under the name
    of a series they name the talk that there is. `heading`: the page's own, if the card is all of it."""
    beside = [fact for fact in facts if fact.field == "title" and names_neighbour(fact.first.text[: fact.start])]
    if not beside:
        return facts
    head = heading or next((block for block in blocks if block.level), None)
    if head is None or names_series(head.text) or is_generic(head.text):
        return facts
    return [fact for fact in facts if fact not in beside or fact.first is head]


def names_neighbour(lead: str) -> bool:
    """Whether a label, or what leads to a title, names another talk: "Next talk:"."""
    key = fold(_CLAUSE.split(lead)[-1])
    return bool(_TALK.search(key) and (_BESIDE.fullmatch(key) or _BEHIND.fullmatch(key)))
