"""What a card says of its talk's fate, where no label does: beside the day, on a line of its own, by a paper's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from lxml.html import HtmlElement

from crawler.extract.anchors import NO_DAY, Anchor, hour_of, same_day
from crawler.extract.blocks import Block
from crawler.extract.cutting import Cutter
from crawler.extract.facts import Fact
from crawler.extract.notices import dates_notice, is_notice, stands_out
from crawler.extract.paragraphs import PARAGRAPH
from crawler.extract.regions import Card
from crawler.extract.slots import is_of_else, is_of_legend
from crawler.extract.title_badges import badge_beside
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.status import read_status
from pipeline.reading.text import fold, label
from pipeline.talk import Claim, Status

LONGEST = 600
"""Characters of a line whose first sentence may state a status."""

GRAVEST = (Status.CANCELLED, Status.POSTPONED, Status.TENTATIVE, Status.CONFIRMED)
"""The states a card may state, the gravest first."""

_OF_DAY = re.compile(r"\s+(?:of|for|on|to|until)(?: the)?$", re.IGNORECASE)
_NOTICE = re.compile(r"\b(?:cancell?ation notice|notice of cancell?ation)\b", re.IGNORECASE)
"""How a paper is called that cancels a meeting."""


CLOSE = 60
"""Characters of a line that states the hour of what stands in its part of the page."""


@dataclass(slots=True)
class _Stated:
    """What the lines of a part of the page state: which of them days, two at most, whether of the talk's own, and
    the hours beside no day."""

    lines: set[int] = field(default_factory=set)
    own: bool = False
    hours: set[time] = field(default_factory=set)


@dataclass(frozen=True)
class Badges:
    """The states one card states. `blocks`: its lines but the page's heading; `below`: notes that belong to it;
    `texts`: abstract and biography; `titles`: its title."""

    cut: Cutter
    all: list[Block]
    card: Card
    blocks: Sequence[Block]
    below: Sequence[Block]
    texts: Sequence[Fact]
    context: times.Context
    titles: frozenset[int] = frozenset()

    def claims(self) -> Iterator[Claim | None]:
        """The gravest that is found beside the day and on a line, else in the name of a paper: a talk that was moved
        once may be off today."""
        found = [
            (GRAVEST.index(state), claim)
            for state, claim in (*self._beside_day(), *self._on_line(), *self._noted())
            if claim
        ]
        yield min(found, key=lambda one: one[0])[1] if found else self._notice()

    def _beside_day(self) -> Iterator[tuple[Status, Claim | None]]:
        for anchor in self.card.anchors[:2]:
            if self.card.whole and not same_day(anchor, self.card.anchors[0]):
                continue
            block = self.all[anchor.first]
            start, end = self.card.piece or (0, len(block.text))
            for first, last in ((anchor.stop, end), (start, anchor.start)):
                said = _OF_DAY.sub("", block.text[first:last].strip(" -–—:|,;()[]*"))
                status = read_status(said) if 4 <= len(said) <= 60 and anchor.end - anchor.first == 1 else None
                if status is not None:
                    place = block.text.find(said, first)
                    yield status, self.cut.claim("status", block, "visible:badge", place, place + len(said))
                elif badge := badge_beside(block, first, last):  # beside links to papers it is in no title's line
                    status = read_status(block.text[badge.start : badge.stop]) or Status.CONFIRMED
                    yield status, self.cut.claim("status", block, "visible:badge", badge.start, badge.stop)

    def _on_line(self) -> Iterator[tuple[Status, Claim | None]]:
        for block in (*self.blocks, *self.below):
            if len(block.text) > LONGEST or block.index in self.card.strange:
                continue
            text = self._text_around(block)
            start = text.start if text is not None and text.first is block else 0
            end = start + next(sentences_in(block.text[start:]))[1]
            end = start + len(_OF_DAY.sub("", block.text[start:end]))
            status = read_status(block.text[start:end])
            if status is None or (status is Status.CANCELLED and self.names_another_day(block, block.text[start:end])):
                continue
            if not (self._is_apart(text, block, end) if text else is_notice(block.text, end)):
                continue
            if not (self._is_of_another_day(block) or self._is_of_else(block, block.text[start:end])):
                yield status, self.cut.claim("status", block, "visible:badge", start, end)

    def _is_of_else(self, block: Block, said: str) -> bool:
        """Whether a line states what became of something that goes with the talk, or is one of a legend."""
        blocks = self.cut.blocks
        return is_of_legend(block, blocks) or is_of_else(block, said, blocks, self.titles, self.card)

    def _text_around(self, block: Block) -> Fact | None:
        """The abstract or biography that a line stands in, be it that short lines end it and this one goes on."""
        for text in self.texts:
            goes_on = text.last.index + 1 == block.index and self._is_between(text.last, block)
            if goes_on or text.first.index <= block.index <= text.last.index:
                return text
        return None

    def _is_between(self, above: Block, block: Block) -> bool:
        """Whether a line stands between two paragraphs of one text."""
        below = self.all[block.index + 1] if block.index + 1 < len(self.all) else block
        parents = {one.element.getparent() for one in (above, block, below)}
        is_text = not block.level and not below.level and len(below.text) >= PARAGRAPH and label(block.text) is None
        return is_text and len(parents) == 1

    def _is_apart(self, text: Fact, block: Block, end: int) -> bool:
        """Whether a line in an abstract is a notice put there rather than the speaker's: nothing else stands there, or
        it stands first or last and stands out."""
        lines = self.all[text.first.index : text.last.index + 1]
        if is_notice(" ".join(line.text for line in lines)[text.start :], end - text.start, alone=True):
            return block is text.first
        at_edge = block is lines[0] or block.index >= lines[-1].index
        return at_edge and stands_out(block, text.start if block is text.first else 0, end)

    def _noted(self) -> Iterator[tuple[Status, Claim | None]]:
        for block, start, stop in self.card.notes:
            if (status := read_status(block.text[start:stop])) is not None:
                yield status, self.cut.claim("status", block, "visible:badge", start, stop)

    def names_another_day(self, block: Block, text: str) -> bool:
        """Whether a sentence of a line that calls something off names, before it says so, a day and not that of the
        talk, be it that no other line states."""
        days = {
            reading.span.day
            for reading in times.find_when(text, self.context)
            if not dates_notice(text, reading.start, reading.end)
        } - {None}
        others = [a for a in self.card.anchors if not a.first <= block.index < a.end] or self.card.anchors
        own = [self.card.anchors[0], *others] if self.card.anchors else []
        return bool(days) and not any(one and _within(one, anchor) for one in days for anchor in own)

    def _is_of_another_day(self, block: Block) -> bool:
        """Whether a line of a page that is about one talk belongs to another day or hour than the talk's: the nearest
        part of the page around it that states any states another, or it stands right below another day."""
        if not self.card.whole:
            return False
        own = self.card.anchors[0]
        if any(a.end == block.index and a.part > 0.9 and not same_day(a, own) for a in self.card.anchors):
            return True
        near = (self._stated[part] for part in _around(block) if part in self._stated)
        told = next((one for one in near if one.hours or one.own or one.lines - {block.index}), None)
        if told is None or told.own:
            return False
        return bool(told.lines - {block.index}) or self._is_of_another_hour(told.hours)

    def _is_of_another_hour(self, hours: set[time]) -> bool:
        """Whether hours beside a line are not the talk's: it states another, or this is one of a programme's."""
        own = self.card.anchors[0]
        stated = {a.hour for a in self.card.anchors if a.timed and a.hour and same_day(a, own)}
        if stated:
            return not stated & hours
        return len(hours) == 1 and any(told.hours - hours for told in self._stated.values())

    @cached_property
    def _stated(self) -> dict[HtmlElement, _Stated]:
        """What each part of a page states that is about one talk."""
        stated: dict[HtmlElement, _Stated] = defaultdict(_Stated)
        own = self.card.anchors[0]
        for anchor in self.card.anchors:
            is_own = same_day(anchor, own)
            for part in _around(self.all[anchor.first]):
                told = stated[part]
                told.own |= is_own
                if len(told.lines) < 2:
                    told.lines.add(anchor.first)
        days = {index for anchor in self.card.anchors for index in range(anchor.first, anchor.end)}
        for block in self.blocks:
            if len(block.text) <= CLOSE and block.index not in days and (hour := self._hour_in(block.text)):
                for part in _around(block):
                    stated[part].hours.add(hour)
        return stated

    def _hour_in(self, text: str) -> time | None:
        """The hour that a line without a day states."""
        stretch = hour_of(text, self.context)
        reading = times.read_when(text[slice(*stretch)], replace(self.context, day=NO_DAY)) if stretch else None
        return reading.span.start.time() if reading and isinstance(reading.span.start, datetime) else None

    def _notice(self) -> Claim | None:
        """The paper among a card's that cancels it. Where minutes were taken, the meeting it cancels was another."""
        if self.card.whole or any("minutes" in fold(block.text).split() for block in self.blocks):
            return None
        for block in self.blocks:
            notice = _NOTICE.search(block.text) if len(block.text) <= 160 else None
            if notice is not None:
                return self.cut.claim("status", block, "visible:notice", *notice.span())
        return None


def _within(day: date, anchor: Anchor) -> bool:
    """Whether a day, of whatever year, is one of those that an anchor states."""
    first, last = ((one.month, one.day) for one in (anchor.day, anchor.last_day))
    return first <= (day.month, day.day) <= last or first == (day.month, day.day)


def _around(block: Block) -> Iterator[HtmlElement]:
    """A line's element and those that hold it, inmost first."""
    yield block.element
    yield from block.element.iterancestors()
