"""Calendars drawn as grids: a cell says "29 Monday" or "29", and the month stands once above all cells.

The cells of a month are told by their numbers alone: nothing else on a page counts from 1 to the end of a month under
a line that is a month and a year. A grid also shows days of the months before and after, which are placed by order.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.anchors import YEAR, Anchor
from crawler.extract.blocks import Block, Blocks, Zone, words_of
from pipeline.reading import times

CAPTION = 30
"""Characters of a line that is a month and a year."""

REACH = 30
"""Lines between a month's name and its first cell: controls, the names of the weekdays."""

_NUMBER = re.compile(r"(?:(?P<before>[^\W\d_]{2,12})[.,]? )?(?P<day>\d{1,2})(?:st|nd|rd|th|[.º日일])?"
                     r"(?:[, ]+(?P<after>[^\W\d_]{2,12})\b)?(?![\d:/-]|[.,]\d)")  # fmt: skip
_CELL = frozenset(str.split("day date cell tag jour dia giorno dag"))


class _Cell(NamedTuple):
    """The first line of a cell, the number it begins with, and where that and a weekday beside it end."""

    block: Block
    number: int
    weekday: str
    stop: int


def find_grid(blocks: Blocks, context: times.Context) -> list[Anchor]:
    """A day for each cell of each month that a page draws, in reading order; none where it draws none."""
    cells = list(_cells(blocks))
    found: list[Anchor] = []
    place = 0
    while len(cells) - place >= 28:
        run = _run(cells, place)
        days = _days(blocks, run, context) if len(run) >= 28 else []
        found.extend(days)
        place += len(run) if days else 1
    return found


def _cells(blocks: Blocks) -> Iterator[_Cell]:
    """The lines that begin a cell with a small number."""
    for block in blocks.all:
        if block.zone is Zone.CHROME or len(block.text) > 200:
            continue
        match = _NUMBER.match(block.text)
        if match is None or not 1 <= int(match["day"]) <= 31 or not _begins_cell(blocks, block):
            continue
        names = (match["before"] or "", match["after"] or "")
        weekday = next(filter(is_weekday_name, names), "")
        if match["before"] and match["before"] != weekday:
            continue
        stop = match.end("after") if weekday and weekday == match["after"] else match.end("day")
        yield _Cell(block, int(match["day"]), weekday, stop)


@lru_cache(maxsize=512)
def is_weekday_name(name: str) -> bool:
    """Whether a word is a weekday's in any language: it then speaks against one of two days in a row."""
    days = (date(2024, 1, 1), date(2024, 1, 2))
    return bool(name) and not all(suits(day, name) for day in days)


def _begins_cell(blocks: Blocks, block: Block) -> bool:
    """Whether a line is the first of a table's cell, or of an element whose class calls it a day."""
    element: HtmlElement | None = block.element
    for _ in range(4):
        if element is None or blocks.spans.get(element, (block.index, 0))[0] != block.index:
            return False
        if element.tag == "td" or element.get("role") == "gridcell" or words_of(element) & _CELL:
            return True
        element = element.getparent()
    return False


def _run(cells: Sequence[_Cell], place: int) -> list[_Cell]:
    """The cells from here on whose numbers count on: up to a month's end, then from 1 again."""
    run = [cells[place]]
    for cell in cells[place + 1 :]:
        last = run[-1].number
        if cell.number == last + 1 or (cell.number == 1 and last >= 28):
            run.append(cell)
        elif cell.number != last:  # a number again: what stands in a cell
            break
    return run


def _days(blocks: Blocks, run: Sequence[_Cell], context: times.Context) -> list[Anchor]:
    """The cells of one month as anchors; none where no line names it or where its length or a weekday disagrees."""
    named = _month_above(blocks, run[0].block, context)
    first = next((place for place, cell in enumerate(run) if cell.number == 1), None)
    if named is None or first is None:
        return []
    month, caption = named
    length = monthrange(month.year, month.month)[1]
    whole = [cell.number for cell in run[first : first + length]] == list(range(1, length + 1))
    if first > 6 or not whole:
        return []
    shown = run[: first + length + 6]
    found = []
    for place, cell in enumerate(shown):
        day = month + timedelta(days=place - first)
        if day.day != cell.number:
            break
        if cell.weekday and not suits(day, cell.weekday):
            return []
        text = cell.block.text[: cell.stop]
        found.append(
            Anchor(cell.block.index, cell.block.index + 1, day, False, cell.stop / len(cell.block.text), text, 0,
                   cell.stop, day, year_from=caption, composed=True)
        )  # fmt: skip
    return found


def _month_above(blocks: Blocks, first: Block, context: times.Context) -> tuple[date, Block] | None:
    """The first day of the month that the nearest line above a grid names with its year."""
    for block in reversed(blocks.all[max(0, first.index - REACH) : first.index]):
        if len(block.text) <= CAPTION and YEAR.search(block.text):
            month = month_named(block.text, replace(context, year=None))
            if month is not None:
                return month, block
    return None


@lru_cache(maxsize=512)
def month_named(text: str, context: times.Context) -> date | None:
    """The first day of the month that a line is the name of, with or without a year; None where it says anything
    else."""
    for said in (f"1 {text}", f"{text}1日"):
        reading = times.read_when(said, context)
        day = reading.span.day if reading else None
        if reading is not None and day is not None and day.day == 1 and reading.span.all_day and not reading.span.end:
            return day
    return None


def suits(day: date, weekday: str) -> bool:
    """Whether a word does not speak against a day, as the name of another weekday does."""
    reading = times.read_when(f"{day.isoformat()} ({weekday})", times.Context())
    return reading is None or not any("weekday" in ground.fact for ground in reading.grounds)


def with_grid(anchors: list[Anchor], grid: list[Anchor]) -> list[Anchor]:
    """The times of a page, those of its calendar's cells for what was read of the same lines otherwise."""
    if not grid:
        return anchors
    cells = {anchor.first for anchor in grid}
    others = (anchor for anchor in anchors if cells.isdisjoint(range(anchor.first, anchor.end)))
    return sorted((*grid, *others), key=lambda anchor: (anchor.first, anchor.start))
