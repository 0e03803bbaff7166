"""Days that are told in passing beside a talk's own: in other cells of its row, and those from or to which it moved.

A row of a table is about the day in the column that is headed as that of the days: "Continued from May 5" in another
cell is none of its own. Of "May 5, moved to May 9" the talk has one, the new one; where that is listed as a talk of
its own, the line speaks of the old one, which does not take place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.extract.anchors import NO_YEAR, SHORT_YEAR, Anchor, same_day
from crawler.extract.blocks import Block, Blocks, Zone, cell_of, parts_of
from crawler.extract.facts import column_heads
from crawler.extract.terms import YEAR
from pipeline.reading.status import LONGEST_SENTENCE, leads_to_new_day, says_moved

FILES = re.compile(
    r"\.(?:pdf|docx?|pptx?|xlsx?|ics|jpe?g|png|gif|svg|webp|mp[34]|zip|xml|rss|atom|json|css|js|epub)$", re.I
)
"""Addresses of files that are no page of a talk."""


def names_file(anchor: Anchor, block: Block) -> bool:
    """Whether a time stands in the name of a file that a line links to: "Notice 2026-05-05 515PM.pdf"."""
    return any(
        link.start <= anchor.start < link.start + len(link.text) and FILES.search(parts_of(link.url).path)
        for link in block.links
    )


def without_passing(anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The anchors that are days of talks."""
    heads = column_heads(blocks)
    rows: dict[HtmlElement, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        cell = cell_of(blocks.all[anchor.first].element)
        row = cell.getparent() if cell is not None and cell in heads else blocks.all[anchor.first].element
        rows[row].append(anchor)
    left = anchors
    for told in [told for told in rows.values() if len(told) > 1]:
        gone = _moved(told, anchors, blocks) or _beside(told, heads, blocks)
        left = [anchor for anchor in left if not any(anchor is one for one in gone)] if gone else left
    return left


def moved_on(own: list[Anchor], told: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times of a page about one talk, the day of the first stated in full; where a line says in full to which later
    day it moved, and to what hour if the first has one, that time alone. `told`: all times that the page states."""
    day = own[0]
    if day.day.year < NO_YEAR:
        return own
    later = [one for one in told if one.day > day.last_day and (one.timed or not day.timed)]
    new = [one for one in later if _says_move(one, blocks.all[one.first]) is not None]
    if len({(one.day, one.hour) for one in new}) != 1:
        return own
    first = new[0]
    line = blocks.all[first.first]
    first.moved_from, first.labelled = day.first, day.labelled
    first.start, first.stop = 0, first.stop + (_says_move(first, line) or 0)  # "postponed" in it puts nothing off
    first.text = line.text[: first.stop]
    return [first]


def _says_move(new: Anchor, line: Block) -> int | None:
    """How many characters behind a day belong to the sentence, the first of its line, that a talk moves to it; None if
    none says so."""
    in_full = YEAR.search(new.text) or SHORT_YEAR.search(new.text)
    if not in_full or line.zone is not Zone.MAIN or len(line.text) > LONGEST_SENTENCE:
        return None
    return leads_to_new_day(line.text[: new.start], line.text[new.stop :])


def _moved(told: list[Anchor], anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """Of the days in one row or line those that are no more, or where that is listed, the one to which it moved."""
    for old, new in pairwise(told):
        before = _before(old, new, blocks)
        if not same_day(old, new) and (
            says_moved(before) or (_is_apart(old, new, blocks) and says_moved(ASIDE.split(before)[-1]))
        ):
            listed = any(same_day(new, other) for other in anchors if not any(other is one for one in told))
            new.moved_from = None if listed else old.first
            return [one for one in told if same_day(one, new if listed else old)]
    return []


ASIDE = re.compile(r"[(\[]|\s[–—-]\s")
"""What begins a note behind a title: "Knots (moved to 9 May)"."""


def _is_apart(old: Anchor, new: Anchor, blocks: Blocks) -> bool:
    """Whether a day stands in another line than the one before it, or ends their line."""
    return old.first != new.first or not any(map(str.isalnum, blocks.all[new.first].text[new.stop :]))


def _before(old: Anchor, new: Anchor, blocks: Blocks) -> str:
    """What leads to a day: the words since the one before it in its line, else those of its cell."""
    line = blocks.all[new.first]
    if line is blocks.all[old.first]:
        return line.text[old.stop : new.start]
    cell = cell_of(line.element)
    above = (
        [block.text for block in blocks.under(cell) if old.first < block.index < new.first] if cell is not None else []
    )
    return " ".join([*above, line.text[: new.start]])


def _beside(told: list[Anchor], heads: dict[HtmlElement, str], blocks: Blocks) -> list[Anchor]:
    """Of the days told in one row those outside the column of days; none where no column is headed as that."""
    cells = [cell_of(blocks.all[anchor.first].element) for anchor in told]
    own = next((day for day, cell in zip(told, cells, strict=True) if heads.get(cell) == "when"), None)
    return [
        day
        for day, cell in zip(told, cells, strict=True)
        if own is not None and heads.get(cell) not in ("when", "end") and not same_day(own, day)
    ]
