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

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Block, Blocks, cell_of, parts_of
from crawler.extract.facts import column_heads
from pipeline.reading.status import says_moved

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
