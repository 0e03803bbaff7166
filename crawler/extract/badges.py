"""What a card says of its talk's fate, where no label does: beside the day, on a line of its own, by a paper's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Block
from crawler.extract.cutting import Cutter
from crawler.extract.regions import Card
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.status import read_status
from pipeline.reading.text import fold
from pipeline.talk import Claim, Status

LONGEST = 600
"""Characters of a line whose first sentence may state a status."""

GRAVEST = (Status.CANCELLED, Status.POSTPONED, Status.TENTATIVE, Status.CONFIRMED)
"""The states a card may state, the gravest first."""

_OF_DAY = re.compile(r"\s+(?:of|for|on|to|until)(?: the)?$", re.IGNORECASE)
_NOTICE = re.compile(r"\b(?:cancell?ation notice|notice of cancell?ation)\b", re.IGNORECASE)
"""How a paper is called that cancels a meeting."""


@dataclass(frozen=True, slots=True)
class Badges:
    """The states one card states. `blocks`: its lines but the page's heading; `below`: notes that belong to it."""

    cut: Cutter
    all: list[Block]
    card: Card
    blocks: Sequence[Block]
    below: Sequence[Block]
    context: times.Context

    def claims(self) -> Iterator[Claim | None]:
        """The gravest that is found beside the day and on a line, else in the name of a paper: a talk that was moved
        once may be off today."""
        found = [(GRAVEST.index(state), claim) for state, claim in (*self._beside_day(), *self._on_line()) if claim]
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

    def _on_line(self) -> Iterator[tuple[Status, Claim | None]]:
        for block in (*self.blocks, *self.below, *self.card.notes):
            if len(block.text) > LONGEST or block.index in self.card.strange:
                continue
            end = next(sentences_in(block.text))[1]
            end = len(_OF_DAY.sub("", block.text[:end]))
            status = read_status(block.text[:end])
            if status is Status.CANCELLED and self._names_another_day(block.text[:end]):
                continue
            if status is not None and not self._is_of_another_day(block):
                yield status, self.cut.claim("status", block, "visible:badge", 0, end)

    def _names_another_day(self, text: str) -> bool:
        """Whether a sentence that calls something off names, before it says so, a day and not that of the talk."""
        text = text.replace("日の", "日 の")  # the grammar of times reads no day with a particle
        days = {
            reading.span.day
            for reading in times.find_when(text, self.context)
            if read_status(text[: reading.start]) is not Status.CANCELLED
        } - {None}
        return bool(days) and not any(one and _within(one, anchor) for one in days for anchor in self.card.anchors)

    def _is_of_another_day(self, block: Block) -> bool:
        """Whether a line of a page that is about one talk stands in a row or an item below another day than its own."""
        if not self.card.whole:
            return False
        row = next((one for one in _around(block) if one.tag in ("li", "tr")), None)
        told = [anchor for anchor in self.card.anchors if any(one is row for one in _around(self.all[anchor.first]))]
        own = any(same_day(anchor, self.card.anchors[0]) or anchor.first == block.index for anchor in told)
        return bool(told) and not own

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
