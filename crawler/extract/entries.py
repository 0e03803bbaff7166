"""Days that entries of a list tell beside their own: "Please sign up before 24 November" below "26 November, 14:00".

Entries of one list are built alike: each has one day in the same place. Another day that one of them tells in words is
no talk of its own. Of "moved to 15 December" it is the day on which the entry's talk takes place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Blocks, words_of
from crawler.extract.passing import ASIDE
from pipeline.reading.status import says_moved

WHOLE = 0.8
"""How much of its line a day is that stands alone, perhaps with its weekday."""

WORDS = 5
"""Letters that lead to a day which is told in words."""

LINKED = 0.5
"""How much of a line is a link that leads to another talk, or to its papers."""

MOST = 3
"""Days besides its own that an entry tells in passing."""

DEEP = 8
"""Elements from a day to the entry it stands in."""

_Entry = tuple[HtmlElement | None, list[Anchor]]
"""An element around an entry, or None where entries lie flat; its times."""


class _Look(NamedTuple):
    """Where in an entry a day stands, and how."""

    path: tuple[str, ...]
    timed: bool
    whole: bool
    opens: bool


def without_seconds(anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times of a page without those that entries tell beside their own."""
    gone: list[Anchor] = []
    for entries in (*_siblings(anchors, blocks), *_below_headings(anchors, blocks)):
        gone.extend(_seconds(entries, blocks))
    return [anchor for anchor in anchors if not any(anchor is one for one in gone)] if gone else anchors


def _siblings(anchors: list[Anchor], blocks: Blocks) -> Iterable[list[_Entry]]:
    """The lists of elements of one kind side by side, each with a day."""
    inside: dict[HtmlElement, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        element: HtmlElement | None = blocks.all[anchor.first].element
        for _ in range(DEEP):
            if element is None or element.tag in ("body", "html"):
                break
            inside[element].append(anchor)
            element = element.getparent()
    lists: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
    for element, told in inside.items():
        lists[element.getparent(), element.tag, words_of(element)].append((element, told))
    return lists.values()


def _below_headings(anchors: list[Anchor], blocks: Blocks) -> Iterable[list[_Entry]]:
    """The lists of entries that lie flat beside each other, each under a heading of the same rank."""
    heads: dict[tuple[HtmlElement | None, int], list[int]] = defaultdict(list)
    for block in blocks.all:
        if block.level > 1:
            heads[block.element.getparent(), block.level].append(block.index)
    for (parent, _), begins in heads.items():
        if parent is None or len(begins) < 2:
            continue
        end = blocks.spans.get(parent, (0, 0))[1]
        parts = ([a for a in anchors if first <= a.first < last] for first, last in pairwise([*begins, end]))
        yield [(None, told) for told in parts if told]


def _seconds(entries: list[_Entry], blocks: Blocks) -> list[Anchor]:
    """The days that entries of a list tell beside their own; for those that have moved, their own."""
    more = [told for _, told in entries if not all(same_day(told[0], other) for other in told)]
    if len(entries) < 2 or not more:
        return []
    looks = [[(_look(anchor, element, blocks), anchor) for anchor in told] for element, told in entries]
    own = _own_look(looks)
    if own is None or (2 * len(more) > len(entries) and not own.whole):
        return []
    gone: list[Anchor] = []
    for seen in looks:
        day = next(anchor for look, anchor in seen if look == own)
        others = [(look, anchor) for look, anchor in seen if not same_day(anchor, day)]
        if len(others) <= MOST and all(_in_passing(*other, own, day, blocks) for other in others):
            gone.extend(_not_the_day(day, [anchor for _, anchor in others], blocks))
    return gone


def _own_look(looks: list[list[tuple[_Look, Anchor]]]) -> _Look | None:
    """The look that just one day of each entry has."""
    shared = set.intersection(*({look for look, _ in seen} for seen in looks))
    for look in sorted(shared, key=lambda look: (look.timed, look.whole, look.opens), reverse=True):
        days = [[anchor for other, anchor in seen if other == look] for seen in looks]
        if all(same_day(told[0], one) for told in days for one in told):
            return look
    return None


def _look(anchor: Anchor, entry: HtmlElement | None, blocks: Blocks) -> _Look:
    element: HtmlElement | None = blocks.all[anchor.first].element
    path: list[str] = []
    for _ in range(DEEP if entry is not None else 1):
        if element is None or element is entry:
            break
        path.append(element.tag)
        element = element.getparent()
    return _Look(tuple(path), anchor.timed, anchor.part >= WHOLE, anchor.start <= 2)


def _in_passing(look: _Look, anchor: Anchor, own: _Look, day: Anchor, blocks: Blocks) -> bool:
    """Whether a day is told in words, in another way than the entry's own."""
    before = _before(anchor, day, blocks)
    if sum(len(link.text) for link in blocks.all[anchor.first].links) > LINKED * len(blocks.all[anchor.first].text):
        return False
    if look.opens or look.whole or anchor.composed or sum(map(str.isalpha, before)) < WORDS:
        return False
    if look.timed > own.timed and anchor.day > day.day:
        return False  # the entry's own is that of posting
    if own.whole:
        return True
    return anchor.first == day.first or look.path != own.path


def _before(anchor: Anchor, day: Anchor, blocks: Blocks) -> str:
    """What leads to a day in its line, behind the entry's own."""
    begin = day.stop if day.first == anchor.first and day.stop <= anchor.start else 0
    return blocks.all[anchor.first].text[begin : anchor.start]


def _not_the_day(day: Anchor, others: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """Of an entry's day and others beside it those that are not its talk's."""
    for other in others:
        if says_moved(ASIDE.split(_before(other, day, blocks))[-1]):
            other.moved_from = day.first
            return [day, *(one for one in others if one is not other)]
    return others
