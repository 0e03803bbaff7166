"""The years that headings and short lines name for the days below them: "Fall 2021", "Seminar 2026/27".

The heading of a talk may hold a year as well, "Europe in 1938": it says nothing of other days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.blocks import Block
from crawler.extract.gatherings import BODIES, GATHERING
from crawler.extract.places import looks_like_place
from crawler.extract.terms import YEAR, term_in
from pipeline.reading import times
from pipeline.reading.remembered import remembered
from pipeline.reading.text import fold, label

LINE_OF_YEAR = 7
"""The rank, below all headings, of a short line that names a year."""

LONGEST, SHORT = 120, 40
"""Characters of a heading, and of a line that is none, which may name a year."""

NEAR, FAR = 1, 10
"""Years around the day a page was read which any heading may name, and those which one that tells of a list may."""

OTHERS = 2
"""Words that may stand beside those which tell of a list where any year is believed: "Physics colloquia 1998"."""

_DIGIT = re.compile(r"\d")
_OF_LISTS = re.compile(
    r"\b(?:\w*(?:seminar|kolloqui|colloqui|coloqui|semest|vortrag|vorlesung|lecture)\w*|"
    r"archiv(?:es?|io)?|archief|arquivo|arkiv|past|previous|earlier|upcoming|coming|fruhere|vergangene|kommende|"
    r"program(?:m|me|ma|a)?|schedules?|calendar|agenda|lists?|dates?|termine|events?|news|minutes|series|reihe|"
    r"academic year|curso|terms?|trimest(?:er|re)|quarter|seasons?|saison|ws|ss|hs|fs|wise|sose|ay)\b"
)
_OF_THE_YEAR = re.compile(
    r"\b(?:years?|jahr|annee|ano|anno|q[1-4]|"
    r"winter|spring|summer|fall|autumn|fruhjahr|fruhling|sommer|herbst|printemps|ete|automne|hiver|primavera|verano|"
    r"otono|invierno|estate|autunno|inverno|verao|outono|voorjaar|najaar|zomer|herfst|var|sommar|host|vinter)\b"
)
_YEARS = re.compile(rf"{YEAR.pattern}(?:\s?[-–—/]\s?(?:\d\d)?\d\d(?!\d))?")
_JOINING = re.compile(
    r"\b(?:the|in|of|for|and|to|from|at|im|am|den|der|des|die|das|und|fur|la|le|les|du|de|del|y|et|e|en)\b"
)


_SOME_YEAR = r"(?:19|20)\d\d\b"
_OF_ELSE = re.compile(
    r"\b(?:founded|established|created|built|launched|started|since|gegrundet|erbaut|errichtet|gebaut|seit|"
    r"fondee?s?|creee?s?|construite?s?|depuis|fundad[oa]s?|cread[oa]s?|construid[oa]s?|desde|"
    r"fondat[oaie]|costruit[oaie]|dal|opgericht|gesticht|gebouwd|sinds|criad[oa]s?|grundad|grundat|grundade|byggt?|sedan)"
    rf"(?: [a-z]+){{0,4}}? {_SOME_YEAR}|"
    r"\b(?:after|before|post|nach|vor|apres|avant|despues de|antes de|tras|dopo il|prima del|voor|apos|depois de|efter|"
    rf"fore)(?: the year| dem jahr| l ?annee| el ano| o ano| het jaar| ar)? {_SOME_YEAR}"
)
_OF_ELSE_BESIDE = re.compile(
    r"(?:自|于|於|設立は|創立は)\s?(?:19|20)\d\d|"
    r"(?:19|20)\d\d\s?[年년]?に?\s?(?:以来|以降|から|創立|創設|設立|発足|開始|创立|创办|成立|设立|부터|이후|설립|창립|창설|시작)"
)


def is_since(text: str) -> bool:
    """Whether a line tells since when there is something, or what followed a year: "founded in London in 1998"."""
    return bool(_OF_ELSE.search(fold(text)) or _OF_ELSE_BESIDE.search(text))


class NamedYear(NamedTuple):
    """A year that a line names for the days below it; the first of a term's two. `sure`: it says little else; `alone`:
    nothing else, or it ends a series' name ("Physics Colloquium 2027")."""

    year: int
    sure: bool
    alone: bool


@remembered(LONGEST)
def year_named(text: str, today: date | None, is_heading: bool, is_title: bool = False) -> NamedYear | None:
    """The year that a heading names, or a short line that says little else ("2019 Meetings", "Fall 2021"), on a page
    read `today`. `is_title`: the heading is the page's own."""
    if len(text) > LONGEST or not _DIGIT.search(text) or is_since(text):
        return None
    term = term_in(text, today)
    years = {term.first} if term is not None else {int(year) for year in YEAR.findall(text)}
    if len(years) != 1:
        return None
    year = years.pop()
    rest = text[: term.start] + " " + text[term.end :] if term is not None else _YEARS.sub(" ", text)
    if not is_heading and (len(text) > SHORT or _DIGIT.search(rest)):
        return None
    sure = _is_of_list(rest)
    left = _of_else(fold(rest))
    ends = is_title or not re.search(r"\w", text[text.rfind(str(year)) + len(str(year)) :])
    alone = not left or (len(left) == 1 and ends and tells_of_list(rest))
    return NamedYear(year, sure, alone) if sure or (is_heading and _may_name(rest, year, today, is_title)) else None


def _is_of_list(rest: str) -> bool:
    """Whether words beside a year tell of a list and of little else, or there are none: "Past seminars", "March"."""
    left = _of_else(fold(rest))
    if tells_of_list(rest):
        return len(left) <= OTHERS
    return not left or (len(left) == 1 and times.looks_like_when(f"1 {left[0]}"))


def _of_else(said: str) -> list[str]:
    for words in (BODIES, GATHERING, _OF_LISTS, _OF_THE_YEAR, _JOINING):
        said = words.sub(" ", said)
    return said.split()


def tells_of_list(text: str) -> bool:
    """Whether words of a list, of gatherings or of those who gather stand in a text."""
    said = fold(text)
    return any(words.search(said) for words in (_OF_LISTS, GATHERING, BODIES))


def _may_name(rest: str, year: int, today: date | None, is_title: bool) -> bool:
    """Whether a line that says more than a year names that of other days: the nearer it must be, the less a list is
    told of. A page's title is about more than one talk rather than a heading in it."""
    said = fold(rest)
    if (named := label(rest)) is not None and named[0] not in ("when", "series"):
        return False
    away = abs(year - today.year) if today is not None else 0
    if tells_of_list(rest):
        return is_title or away <= FAR
    if is_title or _OF_THE_YEAR.search(said):
        return away <= FAR
    return away <= NEAR and today is not None and not looks_like_place(rest)


class YearsInForce:
    """The year in force while a page is read: that of the nearest heading which names one. `heads_one`: whether a
    line stands over one day only; it is then a talk's, and names no year if it says anything else."""

    def __init__(self, context: times.Context, heads_one: Callable[[Block], bool] = lambda _: False) -> None:
        self.given = context
        self.heads_one = heads_one
        self.today = context.retrieved.date() if isinstance(context.retrieved, datetime) else context.retrieved
        self.named: dict[int, tuple[NamedYear, Block]] = {}
        self.last: tuple[NamedYear, Block] | None = None
        self.titled = False

    def pass_by(self, block: Block) -> None:
        """Go on to a block, which may be a heading."""
        named = year_named(block.text, self.today, block.level > 0, block.level > 0 and not self.titled)
        self.titled = self.titled or block.level > 0
        if named and not named.alone and self.heads_one(block):
            named = None
        level = block.level or (LINE_OF_YEAR if named else 0)
        if not level or (not named and LINE_OF_YEAR in self.named and times.looks_like_when(block.text)):
            return  # a heading that is a talk's day ends no "Spring 2027" above it
        self.named = {rank: year for rank, year in self.named.items() if rank < level}
        if named:
            self.named[level] = self.last = (named, block)

    def _in_force(self) -> tuple[NamedYear, Block] | None:
        if self.named:
            return self.named[max(self.named)]
        return None if self.given.retrieved else self.last

    def block(self) -> Block | None:
        """The line that names the year in force."""
        force = self._in_force()
        return force[1] if force else None

    def context(self) -> times.Context:
        """The page's context with the year in force."""
        force = self._in_force()
        return in_year(self.given, force[0].year) if force else self.given

    def is_doubted(self, texts: list[str]) -> bool:
        """Whether the weekday of a day speaks against the year of a heading that says more than a year; then that is no
        year in force any more."""
        force = self._in_force()
        if force is None or force[0].sure or not any(_speaks_against(text, self.context()) for text in texts):
            return False
        self.named = {rank: named for rank, named in self.named.items() if named is not force}
        self.last = None
        return True


def _speaks_against(text: str, context: times.Context) -> bool:
    reading = times.read_when(text, context)
    return reading is not None and any(ground.fact == "weekday_mismatch" for ground in reading.grounds)


@lru_cache(maxsize=64)
def in_year(context: times.Context, year: int | None) -> times.Context:
    """The context of a part of a page that stands under a year."""
    return replace(context, year=year)
