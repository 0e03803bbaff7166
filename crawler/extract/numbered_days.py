"""Lists whose entries begin with days in numbers alone: "7", "14" under a line that is a month, or "11/24", "12/1".

A number at the beginning of a line mostly counts something. It is a day where the entries of a list begin with one, set
off from what follows, the numbers go through the month in one direction without counting from one to the next, and no
weekday beside them speaks against it. So are two numbers with a stroke where all of a list are days if read alike.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block, Blocks, Zone, cell_of
from crawler.extract.facts import column_heads
from crawler.extract.grid import CAPTION, is_weekday_name, month_named, suits
from crawler.extract.named_years import YearsInForce
from crawler.extract.terms import YEAR, term_in
from crawler.extract.years import TURN
from pipeline.reading import times

FEWEST = 3
"""Entries of all months of a page from which on their numbers are days."""

SOME_YEAR = 2024
"""A leap year, for days whose year others settle."""

_WORD = r"[^\W\d_]{1,12}"
_NUMBER = re.compile(
    rf"(?:(?P<before>{_WORD})[.,]? )?(?P<day>\d{{1,2}})(?P<ordinal>st|nd|rd|th|[.º日일])?"
    rf"(?:[, ]*[(（]?(?P<after>{_WORD})\b[)）.]?)?(?![\w/]|[.:-]\d)"
)
_PAIR = re.compile(
    rf"(?:(?P<before>{_WORD})[.,]? )?(?P<day>(?P<one>\d{{1,2}})/(?P<ordinal>\d{{1,2}}))"
    rf"(?:[, ]*[(（]?(?P<after>{_WORD})\b[)）.]?)?(?![\w/]|[.:-]\d)"
)
_APART = (":", "：", "|", "·", "–", "—", "-", ",")
_DAY_SIGN = ("日", "일")
_ENTRY = frozenset(str.split("li tr dt p div article section h3 h4 h5 h6"))


class _Entry(NamedTuple):
    """The line that begins an entry, the element that is the entry or holds its line, the number, the weekday beside
    it, and where both end."""

    block: Block
    holder: HtmlElement
    number: int
    weekday: str
    stop: int


class _Month(NamedTuple):
    """The first day of a month that a line names, the line that names its year, and the entries below."""

    first: date
    year_from: Block | None
    entries: list[_Entry]

    def day(self, entry: _Entry) -> date:
        return self.first.replace(day=entry.number)

    @property
    def steps(self) -> list[int]:
        """From each number to the next."""
        return [other.number - one.number for one, other in pairwise(self.entries)]

    @property
    def holds(self) -> bool:
        """Whether the numbers go through the month in one direction, each a day of it and on its weekday."""
        if min(self.steps, default=0) < 0 < max(self.steps, default=0):
            return False
        length = monthrange(self.first.year, self.first.month)[1]
        return all(
            entry.number <= length and (not entry.weekday or suits(self.day(entry), entry.weekday))
            for entry in self.entries
        )


def find_numbered_days(blocks: Blocks, context: times.Context) -> list[Anchor]:
    """A day for each entry of the months' lists of a page, in reading order; none where its numbers may be others."""
    begun = {block.index: match for block in blocks.all if (match := _number(block)) is not None}
    if len(begun) < FEWEST:
        return []
    months = [month for month in _months(blocks, begun, context) if month.entries]
    listed = [entry for month in months for entry in month.entries]
    if len(listed) < FEWEST or not all(month.holds for month in months) or not _is_whole(blocks, listed):
        return []
    if not all(entry.weekday for entry in listed) and all(abs(step) <= 1 for month in months for step in month.steps):
        return []
    return [_composed(entry, month.day(entry), month.year_from) for month in months for entry in month.entries]


def find_day_pairs(blocks: Blocks, context: times.Context) -> list[Anchor]:
    """A day for each entry of a list whose entries begin with two numbers ("11/24"), in reading order; none where they
    may be fractions, scores, or days in another order. The year is that in force, or a near one that others settle."""
    begun = {block.index: match for block in blocks.all if (match := _PAIR.match(block.text)) and _is_pair(match)}
    if len(begun) < FEWEST:
        return []
    years, columns = YearsInForce(context), column_heads(blocks)
    found: list[tuple[_Entry, tuple[int, int], int, Block | None]] = []
    for block in blocks.all:
        if block.zone is Zone.CHROME:
            continue
        years.pass_by(block)
        match = begun.get(block.index)
        entry = _entry(blocks, block, match, -1) if match is not None else None
        year = years.context().year or (years.today.year if years.today else 0)
        if entry is None or match is None or not year or columns.get(cell_of(block.element), "when") != "when":
            continue
        found.append((entry, (int(match["one"]), int(match["ordinal"])), year, years.block()))
    if len(found) < FEWEST or not _is_whole(blocks, [entry for entry, *_ in found]):
        return []
    pairs = [pair for _, pair, *_ in found]
    month_first = None if _count_parts(pairs) else _month_first(pairs, context)
    if month_first is None:
        return []
    try:
        days = [_in_order(pair, month_first, year) for _, pair, year, _ in found]
    except ValueError:
        return []  # 29 February
    return [_composed(entry, day, year_from) for (entry, _, _, year_from), day in zip(found, days, strict=True)]


def _is_pair(match: re.Match[str]) -> bool:
    one, other = int(match["one"]), int(match["ordinal"])
    return 1 <= min(one, other) <= 12 and max(one, other) <= 31


def _count_parts(pairs: list[tuple[int, int]]) -> bool:
    """Whether pairs number the parts of something: 1/3, 2/3, 3/3."""
    return len({whole for _, whole in pairs}) == 1 and [one for one, _ in pairs] == list(range(1, len(pairs) + 1))


def _month_first(pairs: list[tuple[int, int]], context: times.Context) -> bool | None:
    """Whether the month stands first in all pairs of a list; None where they go through a year in neither order. Where
    they do so in both, the page's other days tell, else its language."""
    fitting = [first for first in (True, False) if _goes_on(pairs, first)]
    if len(fitting) != 2:
        return fitting[0] if fitting else None
    if context.month_first is not None:
        return context.month_first
    one, other = pairs[0]
    reading = times.read_when(f"{one}/{other}/{SOME_YEAR}", context)
    return reading is None or reading.span.day is None or reading.span.day.month == one


def _goes_on(pairs: list[tuple[int, int]], month_first: bool) -> bool:
    """Whether pairs read in one order are days that go through the year in one direction, with at most one turn."""
    try:
        days = [_in_order(pair, month_first).timetuple().tm_yday for pair in pairs]
    except ValueError:
        return False
    steps = [other - one for one, other in pairwise(days)]
    against = min(([step for step in steps if step < 0], [step for step in steps if step > 0]), key=len)
    return any(steps) and len(against) <= 1 and all(abs(step) >= TURN for step in against)


def _in_order(pair: tuple[int, int], month_first: bool, year: int = SOME_YEAR) -> date:
    """A pair as a day of a year; ValueError where it is none."""
    month, day = pair if month_first else pair[::-1]
    return date(year, month, day)


def _number(block: Block) -> re.Match[str] | None:
    """What a line begins with that may be a day's number."""
    match = _NUMBER.match(block.text) if block.zone is not Zone.CHROME else None
    return match if match is not None and 1 <= int(match["day"]) <= 31 else None


def _months(blocks: Blocks, begun: dict[int, re.Match[str]], context: times.Context) -> Iterator[_Month]:
    """The months that lines of a page name, each with the entries up to the next."""
    years = YearsInForce(context)
    columns = column_heads(blocks)
    month: _Month | None = None
    named_by = -1
    for block in blocks.all:
        if block.zone is Zone.CHROME:
            continue
        years.pass_by(block)
        named = _named(block, years)
        if named is not None:
            if month is not None:
                yield month
            month, named_by = _Month(named, years.block(), []), block.index
        elif month is not None and block.index in begun:
            entry = _entry(blocks, block, begun[block.index], named_by)
            if entry is not None and columns.get(cell_of(block.element), "when") == "when":
                month.entries.append(entry)
    if month is not None:
        yield month


def _named(block: Block, years: YearsInForce) -> date | None:
    """The first day of the month that a line is the name of, in the year it says or that in force."""
    named = month_named(block.text, years.context()) if len(block.text) <= CAPTION else None
    force = years.block()
    if named is None or force is None or YEAR.search(block.text):
        return named
    term = term_in(force.text, years.today)
    return named.replace(year=term.year_of(named.month)) if term is not None else named


def _entry(blocks: Blocks, block: Block, match: re.Match[str], named_by: int) -> _Entry | None:
    """The entry that a line begins, if the number is set off from what follows; `named_by`: the month's line."""
    before, after = match["before"] or "", match["after"] or ""
    weekday = next(filter(is_weekday_name, (before, after)), "")
    if before != weekday and before:
        return None
    number = max(match.end("day"), match.end("ordinal"))
    stop = match.end() if weekday and weekday == after else number
    rest = block.text[stop:].strip()
    marked = any(begin == 0 and match.end("day") <= end <= stop + 1 for begin, end in block.marks)
    apart = weekday or match["ordinal"] in _DAY_SIGN or rest.startswith(_APART)
    if rest and not apart and (not marked or rest[0].islower()):
        return None
    holder = block.element if block.soft else _holder(blocks, block, named_by)
    return _Entry(block, holder, int(match["day"].partition("/")[0]), weekday, stop) if holder is not None else None


def _holder(blocks: Blocks, block: Block, named_by: int) -> HtmlElement | None:
    """The outermost entry whose first line a block is, or whose first after the month's name in a cell of its own."""
    element: HtmlElement | None = block.element
    found = None
    while element is not None:
        first = blocks.spans.get(element, (-1, 0))[0]
        if first != block.index and not (element.tag == "tr" and first == named_by == block.index - 1):
            break
        if element.tag in _ENTRY:
            found = element
        element = element.getparent()
    return found


def _is_whole(blocks: Blocks, entries: list[_Entry]) -> bool:
    """Whether most elements beside the entries begin with a number as they do; of lines in one element a third, for
    entries may have several."""
    lines = Counter(entry.holder for entry in entries)
    if len({holder.tag for holder in lines}) > 1:
        return False
    if max(lines.values()) > 1:
        return all(3 * count >= len(blocks.under(holder)) for holder, count in lines.items())
    parents = {holder.getparent() for holder in lines} - {None}
    beside = [child for parent in parents for child in parent.iterchildren(entries[0].holder.tag)]
    return 3 * len(lines) >= 2 * sum(child in blocks.spans for child in beside)


def _composed(entry: _Entry, day: date, year_from: Block | None) -> Anchor:
    text = entry.block.text[: entry.stop]
    return Anchor(entry.block.index, entry.block.index + 1, day, False, entry.stop / len(entry.block.text), text, 0,
                  entry.stop, day, year_from=year_from, composed=True)  # fmt: skip
