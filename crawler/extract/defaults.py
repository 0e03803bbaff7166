"""What a page says once for all its talks: "Thursdays at 4 pm in Room 304 unless noted", "Location: …", the series.

A row's own words come first; these only fill what it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.anchors import PROSE, hour_of
from crawler.extract.blocks import Block, Zone
from crawler.extract.cutting import Cutter
from crawler.extract.facts import facts_of
from crawler.extract.places import looks_like_place
from crawler.extract.segment import Outline
from crawler.extract.titles import is_generic
from crawler.extract.verdict import EVENT_WORDS
from crawler.extract.zones import is_aside_title
from pipeline.reading import times
from pipeline.reading.places import is_online_link
from pipeline.reading.status import read_kind
from pipeline.reading.text import fold, unwrap
from pipeline.talk import Claim, Kind

FOR_ALL = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|every|each|all|unless|otherwise|usually|normally|"
    r"regular(?:ly)?|meets?|held|"
    r"takes? place|begins?|starts?|convenes?|time|when|jeden|jeweils|immer|sofern|montags|dienstags|mittwochs|"
    r"donnerstags|freitags|"
    r"chaque|tous les|sauf|ogni|tutti|salvo|cada|todos|elke|iedere|tenzij)\b"
)
"""Words of sentences that hold for a whole list."""

REACH = 40
"""Lines before the first talk that may say something for all."""

_SERIES = frozenset((Kind.SEMINAR, Kind.COLLOQUIUM, Kind.LECTURE, Kind.TALK))
_IN = re.compile(r"\b(?:in|at|im|en|à|nel|nella)\s+(?:the\s+)?(?=\w)|@\s*", re.I)
_PLACE_END = re.compile(r",? \b(?:unless|except|and|with|via|or|on|from|every|each|at)\b|[.;(]|$")


class Defaults:
    """What holds for all cards of a page."""

    def __init__(self, found: Outline, context: times.Context, columns: dict[HtmlElement, str], cut: Cutter) -> None:
        self.cut = cut
        inside = {index for card in found.cards for index in range(card.first, card.end)}
        first = min(card.first for card in found.cards)
        blocks = [b for b in found.blocks.all if b.zone < Zone.ASIDE and b.index not in inside]
        self.before = [block for block in blocks if first - REACH <= block.index < first]
        self.facts = facts_of(self.before, columns)
        near = sorted(blocks, key=lambda block: (block.index > first, abs(block.index - first)))
        self.for_all = [b for b in near if len(b.text) <= PROSE and FOR_ALL.search(fold(b.text))][:REACH]
        self.hour = self._hour(context)
        self.place = self._place()
        self.series = self._series(found)

    def _hour(self, context: times.Context) -> tuple[Block, tuple[int, int]] | None:
        """The sentence that states an hour for all, and where in it that stands."""
        for block in self.for_all:
            if stretch := hour_of(block.text, context):
                return block, stretch
        return None

    def _place(self) -> tuple[Block, int, int] | None:
        """The stretch of such a sentence that names the place."""
        if any(fact.field in ("where", "room", "venue") for fact in self.facts):
            return None
        first = [self.hour[0]] if self.hour else []
        for block in (*first, *self.for_all):
            for match in _IN.finditer(block.text):
                end = _PLACE_END.search(block.text, match.end())
                said = block.text[match.end() : end.start() if end else None]
                if 3 <= len(said) <= 90 and not times.looks_like_when(said) and looks_like_place(said):
                    return block, match.end(), match.end() + len(said)
        return None

    def _series(self, found: Outline) -> Block | None:
        """The page's heading where it names a series rather than a list."""
        heading = found.heading
        if heading is None or is_aside_title(heading.text) or is_generic(heading.text) or len(heading.text) > 100:
            return None
        named = read_kind(heading.text) in _SERIES or "series" in fold(heading.text).split()
        return heading if named and EVENT_WORDS.search(fold(heading.text)) else None

    def claims(self, have: frozenset[str]) -> Iterator[Claim | None]:
        """Claims about fields that a card itself says nothing of; `have` are those it does."""
        if self.series is not None and "series" not in have:
            yield self.cut.claim("series", self.series, "visible:above")
        if not have & {"where", "venue", "room", "online_url"}:
            for fact in self.facts:
                if fact.field in ("where", "venue", "room", "address"):
                    yield self.cut.across(fact.field, fact.first, fact.last, "visible:default", fact.start, fact.end)
            if self.place is not None:
                yield self.cut.claim("where", self.place[0], "visible:default", *self.place[1:])
            yield from self._online()

    def _online(self) -> Iterator[Claim | None]:
        for block in self.before:
            for link in block.links:
                url = unwrap(link.url)
                if link.text and is_online_link(url):
                    end = link.start + len(link.text)
                    yield self.cut.claim("online_url", block, "visible:default", link.start, end, url)
                    return
