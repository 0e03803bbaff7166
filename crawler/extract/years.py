"""The years of days that state none: from the same day stated elsewhere, from the line above a list, from its order.

A list of days goes through its years in one direction. So one year tells all of them, and the list as a whole can be
placed better than each of its days: where it spans the day on which the page was read, that is where it belongs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.extract.anchors import NO_DAY, NOT_THE_TALK, SHORT_YEAR, Anchor, heads_one
from crawler.extract.blocks import Block, Blocks
from crawler.extract.named_years import is_since
from crawler.extract.terms import YEAR, Term, term_in
from pipeline.reading import times
from pipeline.reading.text import fold

LIST = 3
"""From so many days on a list has an order."""

TURN = 120
"""Days by which a list must jump against its direction for the year to turn there."""

BACK = 4
"""Years before the page was read that are tried."""

PAST, AHEAD = 90, 275
"""Days before and after the page was read within which lists are expected (DECISIONS: absent year)."""

LEAD = 260
"""Characters of a line above a list that may name its year."""


@dataclass(slots=True)
class _Guess:
    """A day without a year, and how it is read in a given one."""

    anchor: Anchor
    text: str

    def on(self, year: int) -> date | None:
        """The day in that year; None where the year has no such day or the stated weekday speaks against it."""
        try:
            day = self.anchor.day.replace(year=year)
        except ValueError:
            return None
        weekday = _weekday(self.text)
        return day if weekday is None or day.weekday() == weekday else None


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|n|r?s|ur|urs|nes)?(?:day)?s?\b", re.I)


def _weekday(text: str) -> int | None:
    match = _WEEKDAY.search(text)
    return _WEEKDAYS.index(match[1].lower()) if match else None


def is_yearless(anchor: Anchor) -> bool:
    """Whether neither the text of a time nor a heading above it names its year."""
    stated = YEAR.search(anchor.text) or SHORT_YEAR.search(anchor.text)
    return anchor.year_from is None and not stated and anchor.day.year > NO_DAY.year


def settle_years(anchors: Sequence[Anchor], blocks: Blocks, context: times.Context) -> None:
    """Give the days of a page whose year was only guessed the year that the rest of the page tells."""
    today = context.retrieved.date() if isinstance(context.retrieved, datetime) else context.retrieved
    _settle_terms(anchors, blocks, today)
    if today is None or context.year:
        return
    elsewhere = _stated(anchors, blocks)
    for run in _runs(anchors, blocks):
        guesses = [_Guess(anchor, anchor.text) for anchor in run]
        if _from_elsewhere(guesses, elsewhere) or _from_line(guesses, blocks, context, today):
            continue
        if len({(a.day.month, a.day.day) for a in run}) >= LIST and not _from_order(guesses, today):
            _from_beside(guesses)
        for anchor in (one for one in run if one.year_from is None):
            alone = times.read_when(anchor.text, context)
            if alone is None or alone.span.day != anchor.day:
                anchor.year = anchor.day.year


def _settle_terms(anchors: Sequence[Anchor], blocks: Blocks, today: date | None) -> None:
    """Give the days under the heading of a term over two years the one of them in which they lie."""
    under: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.year_from is not None:
            under[anchor.year_from.index].append(anchor)
    for group in under.values():
        block = group[0].year_from
        if block is not None and (term := term_in(block.text, today)) is not None:
            guesses = [_Guess(anchor, anchor.text) for anchor in group]
            whole = _by_order(guesses, term) is not None
            for one in [guesses] if whole else _between_headings(guesses, blocks):
                _settle_term(one, term, block)


def _between_headings(guesses: Sequence[_Guess], blocks: Blocks) -> list[list[_Guess]]:
    """The days of a list in parts, a heading between them: "Summer" and, below it, "Winter"."""
    parts = [[guesses[0]]]
    for before, guess in pairwise(guesses):
        if any(block.level for block in blocks.all[before.anchor.end : guess.anchor.first]):
            parts.append([])
        parts[-1].append(guess)
    return parts


def _settle_term(guesses: Sequence[_Guess], term: Term, block: Block) -> None:
    """Place the days of a list in a term: the order tells where its years meet, else the month."""
    by_month = [term.year_of(guess.anchor.day.month) for guess in guesses]
    for guess, year in zip(guesses, _by_order(guesses, term) or by_month, strict=True):
        day = guess.on(year) or guess.on(term.first + term.last - year)  # where the weekday says so
        if day is not None:
            _move(guess.anchor, day, block)
            guess.anchor.year = day.year


def _by_order(guesses: Sequence[_Guess], term: Term) -> list[int] | None:
    """The years of the days of a list in a term as its order tells them, if they then lie within the term; where they
    do so in two ways (a list in a summer), that to which more of their months belong."""
    turns = _turns(guesses)
    best: tuple[int, list[int]] | None = None
    for start in (term.last, term.first):
        years = [start + turn - min(turns) for turn in turns]
        months = [12 * year + guess.anchor.day.month for guess, year in zip(guesses, years, strict=True)]
        if min(months) < 12 * term.first + term.begins or max(months) - min(months) > 12:
            continue
        if max(months) > 12 * term.last + term.begins + 1 or not set(years) <= {term.first, term.last}:
            continue
        fitting = sum(year == term.year_of(guess.anchor.day.month) for guess, year in zip(guesses, years, strict=True))
        if best is None or fitting > best[0]:
            best = fitting, years
    return best[1] if best is not None else None


def _move(anchor: Anchor, day: date, block: Block | None) -> None:
    length = anchor.last_day - anchor.day
    anchor.day, anchor.last_day, anchor.year_from = day, day + length, block


# ── The same day, stated elsewhere ────────────────────────────────────────────────────────────────────────────────────


def _stated(anchors: Sequence[Anchor], blocks: Blocks) -> dict[tuple[int, int], dict[int, Block]]:
    """Month and day → year → the line that says so."""
    found: dict[tuple[int, int], dict[int, Block]] = defaultdict(dict)
    for anchor in anchors:
        block = blocks.all[anchor.first]
        if set(YEAR.findall(block.text)) == {str(anchor.day.year)} and YEAR.search(anchor.text):
            found[anchor.day.month, anchor.day.day].setdefault(anchor.day.year, block)
    return found


def _from_elsewhere(guesses: Sequence[_Guess], stated: dict[tuple[int, int], dict[int, Block]]) -> bool:
    """Whether most days of a list are stated with one and the same year elsewhere; then they take it."""
    told = [stated.get((guess.anchor.day.month, guess.anchor.day.day), {}) for guess in guesses]
    years = {year for said in told for year in said}
    if len(years) != 1 or 2 * sum(map(bool, told)) <= len(told):
        return False
    year = years.pop()
    days = [guess.on(year) for guess in guesses]
    if None in days:
        return False
    any_block = next(said[year] for said in told if said)
    for guess, day, said in zip(guesses, days, told, strict=True):
        if day is not None:
            _move(guess.anchor, day, said.get(year, any_block))
    return True


# ── The line above ────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_line(guesses: Sequence[_Guess], blocks: Blocks, context: times.Context, today: date) -> bool:
    """Whether a line close above a list names one near year, which suits all its days."""
    first = guesses[0].anchor.first
    for block in reversed(blocks.all[max(0, first - 3) : first]):
        years = set(YEAR.findall(block.text))
        if len(block.text) <= LEAD and len(guesses) >= LIST and (term := term_in(block.text, today)) is not None:
            if min(abs(year - today.year) for year in (term.first, term.last)) <= 1:
                _settle_term(guesses, term, block)
                return True
            return False
        is_else = block.level or is_since(block.text) or NOT_THE_TALK.search(fold(block.text))
        if len(block.text) > LEAD or len(years) != 1 or is_else or heads_one(blocks, block, context):
            continue
        year = int(years.pop())
        days = [guess.on(year) for guess in guesses]
        if abs(year - today.year) > 1 or len(guesses) < LIST or None in days:
            return False
        for guess, day in zip(guesses, days, strict=True):
            if day is not None:
                _move(guess.anchor, day, block)
        return True
    return False


# ── The order ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _runs(anchors: Sequence[Anchor], blocks: Blocks) -> list[list[Anchor]]:
    """Yearless days of one list: in elements of the same kind, with no stated year between them."""
    runs: list[list[Anchor]] = []
    look: tuple[str, ...] = ()
    for anchor in anchors:
        if not is_yearless(anchor):
            look = ()
            continue
        mine = _look(blocks.all[anchor.first].element)
        if mine == look:
            runs[-1].append(anchor)
        else:
            runs.append([anchor])
            look = mine
    return runs


def _look(element: HtmlElement) -> tuple[str, ...]:
    """The tags from an element upwards: what the entries of one list have in common."""
    found: list[str] = []
    holder: HtmlElement | None = element
    while holder is not None and len(found) < 8:
        found.append(holder.tag)
        holder = holder.getparent()
    return tuple(found)


def _from_order(guesses: Sequence[_Guess], today: date) -> bool:
    """Place a list as a whole: of the years its first day may have, the one in which the list lies nearest to today.
    False where its weekdays fit none."""
    turns = _turns(guesses)
    best: tuple[float, list[date]] | None = None
    for first in range(today.year - BACK, today.year + 2):
        days = [guess.on(first + turn) for guess, turn in zip(guesses, turns, strict=True)]
        known = [day for day in days if day is not None]
        if len(known) < len(days):
            continue
        away = _distance(min(known), max(known), today)
        if best is None or away < best[0]:
            best = (away, known)
    if best is not None:
        for guess, day in zip(guesses, best[1], strict=True):
            _move(guess.anchor, day, None)
    return best is not None


def _from_beside(guesses: Sequence[_Guess]) -> None:
    """Place the days without weekday of a list in no order as near as can be to those beside them that have one."""
    sure = [(place, guess.anchor.day) for place, guess in enumerate(guesses) if _weekday(guess.text) is not None]
    for place, guess in enumerate(guesses if sure else ()):
        near = min(sure, key=lambda one: abs(one[0] - place))[1]
        days = [day for year in (-1, 0, 1) if (day := guess.on(near.year + year))]
        if _weekday(guess.text) is None and days:
            _move(guess.anchor, min(days, key=lambda day: abs(day - near)), None)


def _turns(guesses: Sequence[_Guess]) -> list[int]:
    """For each day how many years after the first it lies. Lists go forward or back; else all are of one year."""
    days = [guess.anchor.day.timetuple().tm_yday for guess in guesses]
    steps = [b - a for a, b in pairwise(days)]
    forward = sum(step > 0 for step in steps) >= sum(step < 0 for step in steps)
    against = [step for step in steps if (step < 0 if forward else step > 0)]
    if any(abs(step) < TURN for step in against) or (len(against) > 1 and 3 * len(against) > len(steps)):
        return [0] * len(days)  # columns side by side
    turns = [0]
    for step in steps:
        turned = step < 0 if forward else step > 0
        turns.append(turns[-1] + (1 if forward else -1) * turned)
    return turns


def _distance(first: date, last: date, today: date) -> float:
    """How far a list lies from where lists are expected; 0 where it spans today."""
    if first <= today <= last:
        return 0.0
    return (today - last).days / PAST if last < today else (first - today).days / AHEAD
