"""Where the sentences of a paragraph begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reading.places import find_room

LONGEST = 3000
"""Characters of a paragraph that are taken apart."""

_OPENING = 60
"""Characters of a day with which a paragraph begins."""
_END = re.compile(r"[.!?;]['”\"]?\s+(?=[A-ZÀ-Þ*“\"•])|\s*\n\s*|\s[•|]\s")
_SHORT = re.compile(
    r"(?:\b(?:st|ave|av|blvd|rd|dr|ste|bldg|fl|rm|no|nr|str|prof|mr|mrs|ms|jr|sr|inc|dept|univ|u\.s|e\.g|i\.e|vs|approx|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|thu|fri|sat|sun|tel|ext|hwy|pkwy|mt|ft|ln|sq|pl)|"
    r"\b[A-Za-z]|(?<!\d\d)\d)\.$",
    re.IGNORECASE,
)
_NOON = re.compile(r"[ap]\.\s?m\.$", re.IGNORECASE)
_DATED = re.compile(
    r"\W*(?:stand|updated?|aktualisiert|as of|status|mise à jour|aggiornamento|actualización)\b[^.!?;\n]{0,12}"
    r"(?:\.[^.!?;\n]{1,14}){0,2}[^.!?;\n]{0,14}\b20\d\d\.$",
    re.IGNORECASE,
)
"""A day with which a notice begins: "Stand: 1. Dezember 2026."."""
_OPENERS = frozenset(
    str.split("all the meetings meeting if please for they this each any unless you we members our no to public and")
)


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end. Dots of abbreviations, of initials and behind small numbers
    ("3. Mai") end none, but those behind a room's do."""
    text = text[:LONGEST]
    begun = 0
    for match in _END.finditer(text):
        said = text[begun : match.start() + 1]
        if match[0][0] == "." and _SHORT.search(said[-8:]) and not _ends_in_room(said[:-1]):
            following = text[match.end() : match.end() + 12].split(" ")[0].lower().strip(",.*")
            if not (_NOON.search(said[-6:]) and following in _OPENERS):
                continue
        if not begun and len(said) <= _OPENING and _DATED.fullmatch(said):
            continue
        yield begun, match.start()
        begun = match.end()
    yield begun, len(text)


def _ends_in_room(said: str) -> bool:
    return said[-1:].isdigit() and said.endswith(find_room(said[-40:]) or "\n")
