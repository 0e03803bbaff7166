"""Several talks under one day: a cell of a calendar, or a heading that is a day, and the items below it.

Elsewhere a talk is the largest part of a page that states one day. Here one part holds several, and what tells them
apart are their hours: each item has one, and a title.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from crawler.extract.anchors import Anchor, hour_of, is_divider
from crawler.extract.blocks import Block, Blocks, words_of
from crawler.extract.regions import Card
from crawler.extract.siblings import child_with, common_holder
from pipeline.reading import times
from pipeline.reading.text import fold, label

LINE = 80
"""Characters of a line that states an item's hour."""

BREAK = 60
"""Characters of an item without a title: an hour and "Registration", "Lunch"."""

MOST = 60
"""Items of one day; more are the lines of something else."""


def with_items(cards: list[Card], blocks: Blocks, context: times.Context) -> list[Card]:
    """The cards of a list; those that are a day and the items under it, each with its hour, as a card per item."""
    found: list[Card] = []
    for card in cards:
        items = _items(card, blocks, context) if card.piece is None else []
        found.extend(items or [card])
    listed = {card.anchors[0].day for card in found if not card.anchors[0].composed}
    return [card for card in found if not card.anchors[0].composed or _tells(card, listed)]


def _tells(card: Card, listed: set[date]) -> bool:
    """Whether a cell of a calendar holds anything that the page does not list beside the calendar as well."""
    day = card.anchors[0]
    empty = day.first == card.first and card.end == day.end and day.part == 1.0
    return not empty and day.day not in listed


# ── Items under one day ───────────────────────────────────────────────────────────────────────────────────────────────


def _items(card: Card, blocks: Blocks, context: times.Context) -> list[Card]:
    """The parts of a card that begins with a bare day, each with an hour and a title of its own; [] unless several."""
    day = card.anchors[0]
    head = blocks.all[day.first]
    heads = day.composed or head.level or is_divider(head)
    if not heads or day.timed or day.part < 0.6 or day.first > card.first + 1 or card.end - day.end < 2:
        return []
    lines = blocks.all[day.end : card.end]
    hours = [block for block in lines if len(block.text) <= LINE and hour_of(block.text, context)]
    if not 2 <= len(hours) <= MOST:
        return []
    parts = _siblings(hours, blocks) or (_runs(hours, lines) if day.composed else [])
    if len(parts) < 2 or parts[0][0] > day.end + 1:
        return []
    titled = [(first, end) for first, end in parts if _title(blocks.all[first:end], context)]
    others = [blocks.all[first:end] for first, end in parts if (first, end) not in titled]
    if len(titled) < 2 or any(sum(len(block.text) for block in part) > BREAK for part in others):
        return []
    return [
        replace(card, first=first, end=end, anchors=[day, *_own(card, first, end)], titled=True)
        for first, end in titled
    ]


def _own(card: Card, first: int, end: int) -> list[Anchor]:
    """The times a part of a card states itself."""
    return [anchor for anchor in card.anchors[1:] if first <= anchor.first < end]


def _siblings(hours: list[Block], blocks: Blocks) -> list[tuple[int, int]]:
    """The children of the innermost element around all hours, one for each hour and all of one kind; else []."""
    holder = common_holder(hours[0], hours[-1], blocks)
    children = [child_with(holder, block) for block in hours] if holder is not None else []
    kinds = {(child.tag, words_of(child)) for child in children if child is not None}
    if None in children or len(set(children)) != len(hours) or len(kinds) != 1:
        return []
    return [blocks.spans[child] for child in children if child is not None and child in blocks.spans]


def _runs(hours: list[Block], lines: list[Block]) -> list[tuple[int, int]]:
    """The lines of a cell cut at their hours, which open each item or close it."""
    first, end = lines[0].index, lines[-1].index + 1
    places = [block.index for block in hours]
    if places[0] == first:
        return list(pairwise([*places, end]))
    return list(pairwise([first, *(place + 1 for place in places[:-1]), end]))


def _title(lines: list[Block], context: times.Context) -> str:
    """The first line that can be a title, without its hour; "" if there is none."""
    for block in lines:
        hour = hour_of(block.text, context) if len(block.text) <= LINE else None
        text = block.text if hour is None else f"{block.text[: hour[0]]} {block.text[hour[1] :]}"
        if sum(map(str.isalpha, text)) >= 4 and label(text) is None:
            return fold(text)
    return ""
