"""What tells apart lines that stand side by side: the elements that hold them, and the titles those begin with."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.extract.anchors import PROSE, Anchor
from crawler.extract.blocks import Block, Blocks, Zone, cell_of, words_of
from crawler.extract.gatherings import GATHERING
from crawler.extract.titles import is_paper
from pipeline.reading.text import fold, label, small_number

BARE_DAY = 0.65
"""How much of its line a day is that stands for itself, perhaps with a mark of a footnote."""

LONGEST_SPAN = 60
"""Rows that one cell may span; more are damage."""


def is_titlelike(block: Block) -> bool:
    """Whether a block could be a talk's title: a heading, a link, bold words, or a line of several words."""
    if label(block.text) is not None or len(block.text) < 4 or block.zone is Zone.CHROME:
        return False
    if block.level or block.bold:
        return True
    if block.links and len(block.links[0].text) >= 0.7 * len(block.text):
        return True
    return 3 <= len(block.text.split()) <= 40


def common_holder(one: Block, other: Block, blocks: Blocks) -> HtmlElement | None:
    """The innermost element that holds both lines."""
    holder: HtmlElement | None = one.element
    while holder is not None:
        first, end = blocks.spans.get(holder, (0, 0))
        if first <= one.index and other.index < end:
            return holder
        holder = holder.getparent()
    return None


def child_with(holder: HtmlElement, block: Block) -> HtmlElement | None:
    """The child of an element in which a line stands."""
    element: HtmlElement | None = block.element
    while element is not None and element.getparent() is not holder:
        element = element.getparent()
    return element


def are_apart(one: Anchor, other: Anchor, blocks: Blocks) -> bool:
    """Whether two anchors of one day stand in siblings of one kind, each with an hour and a title of its own."""
    a, b = blocks.all[one.first], blocks.all[other.first]
    if a.element is b.element:
        return False
    first, last = (a, b) if a.index < b.index else (b, a)
    if in_columns(one, other, blocks):
        return True
    holder = common_holder(first, last, blocks)
    x, y = (child_with(holder, a), child_with(holder, b)) if holder is not None else (None, None)
    if x is None or y is None or x is y or (x.tag, words_of(x)) != (y.tag, words_of(y)):
        return False
    parts = [blocks.under(child) for child in (x, y)]
    titles = [_named(part, anchor) for part, anchor in zip(parts, (one, other), strict=True)]
    return all(titles) and titles[0] != titles[1] and all(map(_states_hour, parts))


def in_columns(one: Anchor, other: Anchor, blocks: Blocks) -> bool:
    """Whether two bare days stand in columns of two gatherings: "Committee meetings", "Board meetings"."""
    if min(one.part, other.part) < BARE_DAY:
        return False
    heads = [gathering_above(blocks.all[anchor.first], blocks) for anchor in (one, other)]
    return None not in heads and heads[0] is not heads[1]


def gathering_above(block: Block, blocks: Blocks) -> Block | None:
    """The head of the column in which a line stands, if that names a gathering: "Hearings", not "Meeting date"."""
    head = column_head(block, blocks)
    said = fold(head.text) if head is not None else ""
    return head if any(match.end() == len(said) for match in GATHERING.finditer(said)) else None


def column_head(block: Block, blocks: Blocks) -> Block | None:
    """The first line of the first row's cell in a line's column; None outside tables and in that row."""
    cell = cell_of(block.element)
    row = cell.getparent() if cell is not None else None
    table = next(row.iterancestors("table"), None) if row is not None else None
    top = next(table.iter("tr"), None) if table is not None else None
    if cell is None or row is None or top is None or top is row or len(top) != len(row):
        return None
    return next(iter(blocks.under(top[row.index(cell)])), None)


_CLOCK = re.compile(r"\b\d{1,2}(?:[:.h]\d\d| ?[ap]\.?m\b| ?uhr\b)|\bnoon\b|[時시]", re.IGNORECASE)


def _states_hour(lines: list[Block]) -> bool:
    return any(len(line.text) <= PROSE and _CLOCK.search(line.text) for line in lines)


def _named(lines: list[Block], day: Anchor) -> str:
    """The heading or bold line with which a part begins, without its day; "" if it has none or it names papers."""
    for block in lines[:6]:
        text = block.text
        if day.first == block.index:
            text = f"{text[: day.start]} {text[day.stop :]}"
        if (block.level or block.bold) and is_titlelike(block) and sum(map(str.isalpha, text)) >= 6:
            return "" if is_paper(text) else fold(text)
    return ""


def rows_spanned(day: Anchor, blocks: Blocks) -> list[tuple[int, int, HtmlElement | None]]:
    """The rows after the one a date's cell stands in, as far as the cell spans them: first line, end, and table."""
    cell = cell_of(blocks.all[day.first].element)
    rows = cell.get("rowspan", "") if cell is not None else ""
    row = cell.getparent() if cell is not None else None
    found: list[tuple[int, int, HtmlElement | None]] = []
    for _ in range(min(small_number(rows), LONGEST_SPAN) - 1):
        row = row.getnext() if row is not None else None
        if row is None or row.tag != "tr":
            break
        first, end = blocks.spans.get(row, (0, 0))
        if end > first:
            found.append((first, end, row.getparent()))
    return found
