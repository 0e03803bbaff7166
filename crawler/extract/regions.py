"""The cards of a page, found from the days it states: the largest parts that state one day, and runs of lines.

Parts that end up side by side are a list. Where they hold no titles, the lines around them are cut into runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Block, Blocks
from crawler.extract.siblings import are_apart, gathering_above, in_columns, is_titlelike, rows_spanned
from pipeline.reading.text import fold, label

MANY = 4
"""From so many days on under one heading, each is a talk of its own even if no title stands beside it."""

LONGEST = 21
"""Days that the first and last day of one card may lie apart."""

FEW = 40
"""Times of one day in one part of a page, up to which it is looked at whether they are several talks'."""

PARAGRAPH = 60
"""Characters from which on a line below a label goes on with what the label names."""

ABOVE = 3
"""Lines above a day among which the label of its talk's title stands."""

BARE = 16
"""Characters beside its day that a card may hold and still need its neighbours to make sense."""


@dataclass(slots=True)
class Card:
    """A part of a page that is about one talk: blocks `first` to `end`, the times they state, the headings above.

    `above` are the headings over it, nearest first. `whole`: the page itself is the talk. `piece`: the stretch of the
    only line that is about this talk, where several talks share a line. `column`: the head of the column in which the
    part is a cell. `notes`: lines elsewhere on the page that say that this talk is off, and where; `strange`: those in
    the part that tell of another one; `passing`: those in it whose day is not the talk's.
    """

    first: int
    end: int
    anchors: list[Anchor]
    parent: HtmlElement | None = None
    above: tuple[Block, ...] = ()
    whole: bool = False
    titled: bool = False
    piece: tuple[int, int] | None = None
    column: Block | None = None
    notes: tuple[tuple[Block, int, int], ...] = ()
    strange: set[int] = field(default_factory=set)
    passing: frozenset[int] = frozenset()


_Look = tuple[str, int, bool, bool]
"""What a line looks like: its element, its rank as a heading, whether it is bold, whether it links."""


class Cards:
    """Finds the cards of a page from its anchors."""

    def __init__(self, blocks: Blocks, anchors: list[Anchor]) -> None:
        self.blocks = blocks
        self.anchors = anchors
        self.starts = [anchor.first for anchor in anchors]
        self.clusters = [[anchor] for anchor in anchors]
        self.apart: dict[tuple[int, int], bool] = {}
        self.same: dict[tuple[object, ...], bool] = {}

    def cards(self) -> list[Card]:
        for _ in range(3):
            found = self._regions()
            if not self._merge(found):
                break
        groups: dict[HtmlElement | None, list[Card]] = defaultdict(list)
        for card in [*found, *self._spanned(found)]:
            groups[card.parent].append(card)
        cards = [card for parent, group in groups.items() for card in self._settle(parent, group)]
        return sorted(cards, key=lambda card: card.first)

    def _spanned(self, cards: list[Card]) -> list[Card]:
        """The rows that a date's cell spans besides its own, each as a card of that day."""
        begun = [card.first for card in cards]
        return [
            Card(first, end, [card.anchors[0]], parent)
            for card in cards
            for first, end, parent in rows_spanned(card.anchors[0], self.blocks)
            if bisect_left(begun, first) == bisect_left(begun, end)
        ]

    # ── The largest part that states one day ──

    def _regions(self) -> list[Card]:
        found: dict[tuple[int, int, int], Card] = {}
        for cluster in self.clusters:
            card = self._region(cluster)
            place = (card.first, card.end, cluster[0].start if card.end - card.first == 1 else 0)
            known = found.get(place)
            if known is not None:
                known.anchors.extend(card.anchors)
            else:
                found[place] = card
        return self._pieces(list(found.values()))

    def _pieces(self, cards: list[Card]) -> list[Card]:
        """Cards that share one line get the stretch of it from their day to the next."""
        for card, following in pairwise(cards):
            if card.end - card.first == 1 and (following.first, following.end) == (card.first, card.end):
                if same_day(card.anchors[0], following.anchors[0]):
                    continue
                opening = card.piece[0] if card.piece else 0
                cut = following.anchors[0].start
                card.piece = (opening, cut)
                following.piece = (cut, len(self.blocks.all[card.first].text))
        return cards

    def _region(self, cluster: list[Anchor]) -> Card:
        first, end = cluster[0].first, cluster[-1].end
        element = self._holder(self.blocks.all[first].element, first, end)
        if element is None or not self._alone(element, cluster):
            return Card(first, end, list(cluster), element)
        parent = element.getparent()
        while parent is not None and self._alone(parent, cluster):
            element, parent = parent, parent.getparent()
        first, end = self.blocks.spans[element]
        if parent is not None and parent.tag == "tr" and gathering_above(self.blocks.all[first], self.blocks):
            parent = parent.getparent()  # a cell of its own: the table is the list
        return Card(first, end, list(cluster), parent)

    def _holder(self, element: HtmlElement | None, first: int, end: int) -> HtmlElement | None:
        while element is not None:
            span = self.blocks.spans.get(element)
            if span is not None and span[0] <= first and end <= span[1]:
                return element
            element = element.getparent()
        return None

    def _alone(self, element: HtmlElement, cluster: list[Anchor]) -> bool:
        """Whether an element states no day but the cluster's."""
        first, end = self.blocks.spans.get(element, (0, 0))
        if element not in self.blocks.spans:
            return False
        inside = self.anchors[bisect_left(self.starts, first) : bisect_left(self.starts, end)]
        if not self._of_one_day(inside, first, end, cluster):
            return False
        if len(inside) > FEW:
            return True
        others = [anchor for anchor in inside if not any(anchor is own for own in cluster)]
        return not any(self._are_apart(own, anchor) for own in cluster for anchor in others)

    def _of_one_day(self, inside: list[Anchor], first: int, end: int, cluster: list[Anchor]) -> bool:
        """Whether all anchors of a part state one of the cluster's days; found out once for anchors of the same day."""
        asked = first, end, *((own.day, own.last_day) for own in cluster)
        if asked not in self.same:
            self.same[asked] = all(any(same_day(anchor, own) for own in cluster) for anchor in inside)
        return self.same[asked]

    def _are_apart(self, one: Anchor, other: Anchor) -> bool:
        """`are_apart`, found out once a pair: part after part that holds both is asked about."""
        pair = id(one), id(other)
        if pair not in self.apart:
            self.apart[pair] = are_apart(one, other, self.blocks)
        return self.apart[pair]

    # ── Several days in one card ──

    def _merge(self, cards: list[Card]) -> bool:
        """Put together days that share one card (start and end on lines of their own); whether anything changed."""
        groups: dict[HtmlElement | None, list[Card]] = defaultdict(list)
        for card in cards:
            groups[card.parent].append(card)
        tags = Counter((parent.getparent(), parent.tag) for parent in groups if parent is not None)
        changed = False
        for parent, group in groups.items():
            if parent is None or not 2 <= len(group) < MANY or tags[parent.getparent(), parent.tag] < 2:
                continue
            days = sorted(anchor.day for card in group for anchor in card.anchors)
            near = (days[-1] - days[0]).days <= LONGEST
            if (
                near
                and not in_columns(group[0].anchors[0], group[1].anchors[0], self.blocks)
                and all(self._is_bare(card) for card in group)
                and self._titles(self.blocks.spans.get(parent, (0, 0)), group) < len(group)
            ):
                merged = [anchor for card in group for anchor in card.anchors]
                mine = {id(anchor) for anchor in merged}
                self.clusters = [c for c in self.clusters if not any(id(a) in mine for a in c)] + [merged]
                changed = True
        self.clusters.sort(key=lambda cluster: cluster[0].first)
        return changed

    def _is_bare(self, card: Card) -> bool:
        """Whether a card holds hardly anything but its day and labels."""
        size = sum(len(block.text) for block in self.blocks.all[card.first : card.end] if label(block.text) is None)
        return size - sum(len(anchor.text) for anchor in card.anchors if not anchor.labelled) < BARE

    def _titles(self, span: tuple[int, int], cards: Iterable[Card]) -> int:
        """How many blocks of a span could be titles; those that state the days count if there is more in them."""
        stated = {
            index: anchor for card in cards for anchor in card.anchors for index in range(anchor.first, anchor.end)
        }
        count = 0
        for block in self.blocks.all[span[0] : span[1]]:
            anchor = stated.get(block.index)
            if anchor is None:
                count += is_titlelike(block)
            elif len(block.text) * (1 - anchor.part) >= 12 and not anchor.labelled:
                count += 1
        return count

    # ── Runs of lines ──

    def _settle(self, parent: HtmlElement | None, group: list[Card]) -> list[Card]:
        """The cards of one list: as they are if they hold their titles, else runs cut from the lines around them."""
        if self._take_labelled(parent, group):
            return group
        for card in group:
            card.titled = self._titles((card.first, card.end), [card]) > 0
        if parent is None or len(group) < 2 or sum(card.titled for card in group) >= 0.6 * len(group):
            return group
        return self._runs(self.blocks.spans[parent], group)

    def _take_labelled(self, parent: HtmlElement | None, group: list[Card]) -> bool:
        """Give each card of a list the lines that a label names its own: "Title: Tides", "Abstract: …". They stand
        below the cards or, where none like the first's stands below the last, above them; whether above."""
        group = sorted(group, key=lambda card: card.first)
        first, end = self.blocks.spans.get(parent, (0, 0))
        limits = [*[card.first for card in group[1:]], end]
        if len(group) < 2 or any(card.end > limit for card, limit in zip(group, limits, strict=True)):
            return False
        begins = [first, *[card.end for card in group[:-1]]]
        heads = [self._labelled_above(card.first, begin) for card, begin in zip(group, begins, strict=True)]
        if heads[0] is not None and self._are_above(heads, group[-1].end, end):
            for card, head in zip(group, heads, strict=True):
                card.first = card.first if head is None or None in heads else head
            return None not in heads
        for card, limit in zip(group, limits, strict=True):
            if card.end < limit and self._is_labelled(card.end):
                card.end = self._end_of_labelled(card.end, limit)
        return False

    def _are_above(self, heads: list[int | None], index: int, limit: int) -> bool:
        """Whether the lines above the days are their talks': all labelled alike, and none so below the last day. A
        "Topic: foams" above a list may be all its talks'."""
        said = [self._label_at(head) for head in heads if head is not None]
        return said[0] in said[1:] and said[0] not in map(self._label_at, range(index, min(index + ABOVE, limit)))

    def _label_at(self, index: int) -> str | None:
        """The label of a line as it is written; None for a line without one."""
        text = self.blocks.all[index].text
        said = label(text)
        return fold(text.removesuffix(said[1])) if said is not None else None

    def _labelled_above(self, index: int, begin: int) -> int | None:
        """The first of the labelled lines close above a line, none of them before `begin`; None where none stands."""
        return next(filter(self._is_labelled, range(max(begin, index - ABOVE), index)), None)

    def _end_of_labelled(self, index: int, limit: int) -> int:
        """Where lines end that are labelled, or long enough to go on with what a label names."""
        while index < limit and not (block := self.blocks.all[index]).level:
            if label(block.text) is None and len(block.text) < PARAGRAPH:
                break
            index += 1
        return index

    def _is_labelled(self, index: int) -> bool:
        """Whether a line is labelled as title or abstract."""
        said = label(self.blocks.all[index].text)
        return said is not None and said[0] in ("title", "abstract") and bool(said[1])

    def _runs(self, span: tuple[int, int], group: list[Card]) -> list[Card]:
        group = sorted(group, key=lambda card: card.first)
        starts = [card.first for card in group]
        ends = [*starts[1:], span[1]]
        opener = self._opener(span, group)
        if opener is not None:
            starts = [self._opening(opener, prior.end if prior else span[0], card.first)
                      for prior, card in zip([None, *group], group, strict=False)]  # fmt: skip
            ends = [*starts[1:], span[1]]
        for card, first, end in zip(group, starts, ends, strict=True):
            card.first, card.end = first, max(end, card.end if opener is None else first + 1)
            card.titled = self._titles((card.first, card.end), [card]) > 0
        return group

    def _kind(self, block: Block) -> _Look:
        return (block.element.tag, block.level, block.bold, bool(block.links))

    def _opener(self, span: tuple[int, int], group: list[Card]) -> _Look | None:
        """The kind of line that opens each run before its day (a title), or None if the day itself opens it."""
        gaps = [(a.end, b.first) for a, b in pairwise(group)]
        votes = Counter(
            kind
            for first, end in gaps
            for kind in {self._kind(b) for b in self.blocks.all[first:end] if is_titlelike(b)}
        )
        head = {self._kind(b) for b in self.blocks.all[span[0] : group[0].first] if is_titlelike(b)}
        tail = {self._kind(b) for b in self.blocks.all[group[-1].end : span[1]] if is_titlelike(b)}
        fitting = [
            (kind[1] > 0, kind[2], kind[3], count, kind)
            for kind, count in votes.items()
            if count >= 0.6 * len(gaps)
            and kind in head
            and (kind not in tail or (kind[1] and self._closes(gaps, kind)))
        ]
        return max(fitting, key=lambda vote: vote[:4])[-1] if fitting else None

    def _closes(self, gaps: list[tuple[int, int]], kind: _Look) -> bool:
        """Whether this kind of line mostly stands right before the day."""
        return sum(end > first and self._kind(self.blocks.all[end - 1]) == kind for first, end in gaps) * 2 > len(gaps)

    def _opening(self, opener: _Look, first: int, day: int) -> int:
        """Where a run begins: at the last line of the opening kind before its day."""
        for index in range(day - 1, first - 1, -1):
            if self._kind(self.blocks.all[index]) == opener and is_titlelike(self.blocks.all[index]):
                return index
        return day
