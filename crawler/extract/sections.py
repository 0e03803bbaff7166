"""The part of a page that a row's own link leads to: "abstract" further down, which tells more of the same talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from crawler.extract.blocks import Block, Blocks
from crawler.extract.page import Page
from crawler.extract.regions import Card

LONGEST = 8
"""Lines of a part that are read."""

CLIMB = 2
"""How far above the name its heading may be: `<h4><a name="ada"></a> Ada</h4>`."""


class Sections:
    """The parts of one page that its own links lead to. `cards`: the rows, whose lines are no such part."""

    def __init__(self, page: Page, blocks: Blocks, cards: Sequence[Card]) -> None:
        self.page, self.blocks = page, blocks
        self.inside = {index for card in cards for index in range(card.first, card.end)}
        self.uses = Counter(name for card in cards for name in self._names(card))

    def of(self, card: Card) -> list[Block]:
        """The lines below the heading that a card, and no other, leads to; none where it leads nowhere on its page."""
        for name in self._names(card):
            first = self._places.get(name) if self.uses[name] == 1 else None
            if first is not None and first not in self.inside:
                return self._below(first)
        return []

    def _names(self, card: Card) -> set[str]:
        links = (link.url.partition("#") for block in self.blocks.all[card.first : card.end] for link in block.links)
        return {name for url, _, name in links if name and self.page.is_at(url)}

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each named place begins."""
        found: dict[str, int] = {}
        for element in self.page.marked("//*[@id or @name]") if self.uses else ():
            near = (element, *islice(element.iterancestors(), CLIMB))
            span = next((span for one in near if (span := self.blocks.spans.get(one))), None)
            if span is not None:
                found.setdefault(element.get("id") or element.get("name") or "", span[0])
        return found

    def _below(self, first: int) -> list[Block]:
        """The lines under a heading, up to the next one."""
        lines: list[Block] = []
        for block in self.blocks.all[first + 1 : first + 1 + LONGEST]:
            if block.level or block.index in self.inside:
                break
            lines.append(block)
        return lines
