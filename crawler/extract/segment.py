"""Which parts of a page are talks: cards, rows, runs of lines, or the page as a whole.

The idea: a talk is the largest part of a page that states one day. From each stated day (`anchors.py`) we climb as long
as no other day comes into view; parts that end up side by side are the cards of a list. Where the lines of many talks
lie flat beside each other, runs are cut where the same kind of line comes again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor, distinct_days, find_anchors, is_divider, same_day
from crawler.extract.announced import announcing
from crawler.extract.blocks import Block, Blocks, Zone, flatten, parts_of
from crawler.extract.called_off import told_off
from crawler.extract.entries import without_seconds
from crawler.extract.facts import column_heads
from crawler.extract.gatherings import GATHERING, names_series
from crawler.extract.grid import find_grid, with_grid
from crawler.extract.lone import lead_apart, lone_card
from crawler.extract.numbered_days import find_day_pairs, find_numbered_days
from crawler.extract.page import Page
from crawler.extract.passing import moved_on, names_file, without_passing
from crawler.extract.pointing import pointing, with_hours
from crawler.extract.posted import without_posted
from crawler.extract.regions import LONGEST, MANY, Card, Cards
from crawler.extract.several import with_items
from crawler.extract.siblings import gathering_above
from crawler.extract.spoken import speak_apart
from crawler.extract.titles import is_generic
from crawler.extract.years import settle_years
from crawler.extract.zones import is_aside_title, mark_zones
from pipeline.reading import times
from pipeline.reading.text import fold

MAX_HEADINGS = 400
"""Headings that are looked through above a card."""

MAX_CARDS = 700
"""Talks that are read of one page; the longest listing met has some five hundred."""

ENTRY = 160
"""Characters of a line that is an entry of a list if those beside it are."""

MORE = 12
"""Characters beside its time from which on an entry says what takes place."""

APART = 5
"""Days between two talks of a series which are not two days of one gathering."""

ALONE = 0.9
"""How much of its line a day is that stands alone."""

NEAR = 7
"""Blocks between a page's heading and its own time."""


@dataclass(slots=True)
class Outline:
    """What a page consists of. `url`: its address; `heading`: its main one; `talk`: the page as one talk; else `cards`
    are its list. `points`: the lines that only point to one of those."""

    blocks: Blocks
    anchors: list[Anchor]
    url: str = ""
    heading: Block | None = None
    talk: Card | None = None
    cards: list[Card] = field(default_factory=list)
    points: frozenset[int] = frozenset()


def outline(page: Page, context: times.Context) -> Outline:
    """Take a page apart; what is found depends on the page and the context alone."""
    if page.tree is None or page.kind in ("json", "ics", "xml"):
        return Outline(Blocks(), [])
    blocks = flatten(page.tree, page.base_url)
    mark_zones(blocks)
    drawn = find_grid(blocks, context) or find_numbered_days(blocks, context) or find_day_pairs(blocks, context)
    anchors = with_grid(without_passing(find_anchors(blocks, context), blocks), drawn)
    settle_years(anchors, blocks, context)
    parts = parts_of(page.url)
    heading = main_heading(blocks, page.title, f"{parts.scheme}://{parts.netloc}", _days(anchors))
    posted = without_posted(anchors, blocks, heading, context)
    found = Outline(blocks, posted.anchors, page.url, heading)
    _decide(found, posted.told)
    found.cards = with_items(found.cards, blocks, context)[:MAX_CARDS]
    return found


def _days(anchors: list[Anchor]) -> frozenset[int]:
    """The lines that are a time and nothing else."""
    return frozenset(index for anchor in anchors if anchor.part > 0.9 for index in range(anchor.first, anchor.end))


def main_heading(blocks: Blocks, title: str = "", home: str = "", days: frozenset[int] = frozenset()) -> Block | None:
    """The page's main heading: the one that its `<title>` begins with, else the first of the highest rank.

    A heading that only leads to the site's `home` address is the site's name; one of the `days` heads a part of a list.
    """
    headings = [
        block
        for block in blocks.all
        if block.level
        and block.zone is not Zone.CHROME
        and len(block.text) > 2
        and block.index not in days
        and not _is_site_name(block, home)
    ]
    titled = fold(title)

    def rank(block: Block) -> tuple[bool, bool, int, int]:
        text = fold(block.text)
        named = len(text) >= 4 and (titled.startswith(text) or (len(titled) >= 12 and text.startswith(titled)))
        return (block.zone is not Zone.MAIN, not named, block.level, block.index)

    return min(headings, key=rank, default=None)


def _is_site_name(block: Block, home: str) -> bool:
    return (
        bool(home and block.links)
        and block.links[0].url.rstrip("/") == home
        and len(block.links[0].text) > 0.8 * len(block.text)
    )


def _decide(page: Outline, told: Anchor | None = None) -> None:
    """Tell one talk from a list of them. `told`: the time that a post announces."""
    blocks = page.blocks.all
    usable = [anchor for anchor in page.anchors if blocks[anchor.first].zone < Zone.FOREIGN]
    if not usable and distinct_days(page.anchors) >= MANY:  # a list, if only in a menu
        usable = page.anchors
    points = pointing(usable, page.blocks) if told is None else []
    page.points = frozenset(anchor.first for anchor in points)
    usable = [anchor for anchor in usable if not any(anchor is one for one in points)]
    stated = _strong(usable, page.blocks) or usable
    strong = without_seconds(stated, page.blocks)
    main = [anchor for anchor in strong if blocks[anchor.first].zone is Zone.MAIN]
    listed = [anchor for anchor in strong if blocks[anchor.first].zone < Zone.ASIDE]
    cards = Cards(page.blocks, main).cards()
    own = told or _own_time(page, [a for a in main if not names_file(a, blocks[a.first])] or main)
    alone = own is not None and (told is not None or not _is_list(page, own, cards))
    again = _occurrences(own, main) if own is not None and alone and told is None else []
    if again:
        page.cards = [Card(a.first, a.end, [a], above=(page.heading,) if page.heading else ()) for a in again]
    elif told is None and (alone or own is None) and (lone := _lone(page, own, cards)) is not None:
        page.cards = [lone]
    elif own is not None and alone and not _has_equals(page, own, cards):
        hours = [a for a in usable if a.hour and a not in main and a is not own and same_day(a, own)]  # in sentences
        others = [a for a in main if a is not own and (told is None or same_day(a, told))]
        page.talk = _whole(page, moved_on([own, *others, *hours], usable, page.blocks))
    elif len(cards) == 1 and _holds_heading(page, cards[0]):
        page.talk = _whole(page, cards[0].anchors)
    else:
        page.cards = cards if len(listed) == len(main) > 0 else Cards(page.blocks, listed or strong).cards()
    _tell_hours(page, [anchor for anchor in usable if anchor.hour and all(anchor is not other for other in strong)])
    with_hours(page.cards, points)
    page.cards = told_off(page.cards, [*usable, *points], page.blocks)
    _pass_over(page.cards, [a for a in stated if not any(a is one for one in strong)] if strong is not stated else [])
    ranks = _ranks(page) if page.cards else []
    for card in page.cards if not again else ():
        card.above = _above(ranks, card)
        card.column = _column(card, page.blocks)


def _lone(page: Outline, own: Anchor | None, cards: list[Card]) -> Card | None:
    """The one card of a page that is a list of one, where it would be taken for the page of a talk."""
    if page.heading is None or (own is None and not (len(cards) == 1 and _holds_heading(page, cards[0]))):
        return None
    return lone_card(page.url, own or cards[0].anchors[0], cards, page.heading, page.blocks)


def _tell_hours(page: Outline, told: list[Anchor]) -> None:
    """Give cards that state no hour the times that a sentence in them announces of their day: "Board meeting – May 5",
    and below it "The Board will meet on May 5 at 9:30 am"."""
    told = [anchor for anchor in told if _announces(page.blocks.all[anchor.first].text, anchor)]
    for card in page.cards if told else ():
        if card.piece is None and not any(anchor.timed for anchor in card.anchors):
            day = card.anchors[0]
            card.anchors += [one for one in told if card.first <= one.first < card.end and same_day(one, day)]


def _pass_over(cards: list[Card], told: list[Anchor]) -> None:
    """Tell cards in which of their lines a day stands that is told beside their own."""
    for card in cards if told else ():
        own = {index for anchor in card.anchors for index in range(anchor.first, anchor.end)}
        card.passing = frozenset(anchor.first for anchor in told) - own


def _announces(text: str, anchor: Anchor) -> bool:
    """Whether a time stands in a sentence that announces a gathering."""
    return any(start <= anchor.start < end for start, end in announcing(text))


def _strong(anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times that stand for themselves, and those in the lines beside them that are of the same kind."""
    strong = {id(anchor) for anchor in anchors if is_strong(blocks.all[anchor.first], anchor)}
    kinds = Counter(_kin(blocks.all[anchor.first], blocks) for anchor in anchors if id(anchor) in strong)
    return [
        anchor
        for anchor in anchors
        if id(anchor) in strong
        or (kinds[_kin(blocks.all[anchor.first], blocks)] >= MANY and len(blocks.all[anchor.first].text) <= ENTRY)
    ]


def _kin(block: Block, blocks: Blocks) -> tuple[HtmlElement | None, str]:
    """The list in which a line is an entry, and the tag of such entries: wrappers of one line count as that line."""
    element, parent = block.element, block.element.getparent()
    while parent is not None and blocks.spans.get(parent) == (block.index, block.index + 1):
        element, parent = parent, parent.getparent()
    return parent, element.tag


def is_strong(block: Block, anchor: Anchor) -> bool:
    """Whether a time stands for itself rather than in a sentence."""
    if anchor.labelled or anchor.moved_from is not None or block.level or block.bold:
        return True
    if anchor.part >= 0.4 or anchor.start <= 2:
        return True
    last = anchor.stop >= len(block.text) - 1 and _PAPER_OF_DAY.search(fold(block.text[: anchor.start]))
    return len(block.text) <= (90 if anchor.part >= 0.25 or last else 60)


_PAPER_OF_DAY = re.compile(
    GATHERING.pattern + "(?: (?:cancell?ation|draft|notices?|agendas?|minutes|packets?|materials))*$"
)
"""How a line begins that a day ends: "North committee, notice of regular meeting – May 5, 2026"."""


def _is_list(page: Outline, own: Anchor, cards: list[Card]) -> bool:
    """Whether a page that states a time by its heading is a list all the same: many days stand side by side."""
    sizes = Counter(card.parent for card in cards)
    mine = next((card.parent for card in cards if own in card.anchors), None)
    if mine is not None and (sizes[mine] >= 3 or _are_two(page, [card for card in cards if card.parent is mine])):
        return True
    if _beside(page, own, cards) >= 3:
        return True
    labelled = [card.anchors[0] for card in cards if any(anchor.labelled for anchor in card.anchors)]
    if len(labelled) >= 2 and distinct_days(labelled) >= 2:
        return True
    largest, size = max(sizes.items(), key=lambda entry: entry[1], default=(None, 0))
    days = distinct_days([card.anchors[0] for card in cards if card.parent is largest])
    return size > MANY and days > MANY


_LISTS = frozenset(("ul", "ol", "dl", "tbody", "table"))


def _beside(page: Outline, own: Anchor, cards: list[Card]) -> int:
    """How many cards begin with a day as the page's own time does, in the list where that stands or in one of its kind
    beside it: each under a heading of its own."""
    mine = _list_of(page.blocks.all[own.first])
    if mine is None or own.part < ALONE:
        return 0
    days = [card.anchors[0] for card in cards]
    alike = [day for day in days if day.timed == own.timed and day.part >= ALONE]
    lists = [_list_of(page.blocks.all[day.first]) for day in alike]
    return sum(one is not None and (one.getparent(), one.tag) == (mine.getparent(), mine.tag) for one in lists)


def _list_of(block: Block) -> HtmlElement | None:
    return next((element for element in block.element.iterancestors() if element.tag in _LISTS), None)


def _are_two(page: Outline, cards: list[Card]) -> bool:
    """Whether two entries of a list are two talks: somebody else speaks in each; the title of each leads to a page of
    its own; or both or neither state an hour, both say more, days lie between them, and the page is called after a
    series."""
    if len(cards) != 2 or page.heading is None:
        return False
    if not any(_holds_heading(page, card) for card in cards) and speak_apart(
        cards, page.blocks, column_heads(page.blocks)
    ):
        return True
    if lead_apart(page.url, cards, page.heading, page.blocks):
        return True
    if not names_series(page.heading.text):
        return False
    one, other = (card.anchors[0] for card in cards)
    sizes = (sum(len(block.text) for block in page.blocks.all[card.first : card.end]) for card in cards)
    rich = all(size - (a.stop - a.start) > MORE for size, a in zip(sizes, (one, other), strict=True))
    return (
        one.timed == other.timed
        and (one.timed or not (one.labelled or other.labelled))
        and abs(one.day - other.day).days >= APART
        and (rich or all(_has_title(page, card) for card in cards))
    )


def _has_title(page: Outline, card: Card) -> bool:
    """Whether an entry has a heading of its own, however short, that says more than "Programme"."""
    days = range(card.anchors[0].first, card.anchors[0].end)
    return any(
        block.level and block.index not in days and block is not page.heading and not is_generic(block.text)
        for block in page.blocks.all[card.first : card.end]
    )


def _occurrences(own: Anchor, main: list[Anchor]) -> list[Anchor]:
    """The times at which a page's talk takes place again, far apart, stated as its own one is: "Next date: …", then all
    dates in a list. None where there is but one, or days of one gathering."""
    alike: list[Anchor] = []
    for anchor in main:
        stands = anchor is own or (anchor.timed and anchor.part >= 0.6 and not anchor.stamped)
        if stands and not any(same_day(anchor, other) for other in alike):
            alike.append(anchor)
    days = [anchor.day for anchor in alike]
    return alike if own.timed and (max(days) - min(days)).days > LONGEST else []


def _has_equals(page: Outline, own: Anchor, cards: list[Card]) -> bool:
    """Whether other cards stand under headings that rank as high as the page's main one: then that is a card's too."""
    level = page.heading.level if page.heading else 0
    return any(
        block.level == level > 1
        for card in cards
        if own not in card.anchors and card.anchors[0].timed
        for block in page.blocks.all[card.first : card.end]
    )


def _holds_heading(page: Outline, card: Card) -> bool:
    return page.heading is not None and card.first <= page.heading.index < card.end


def _own_time(page: Outline, anchors: list[Anchor]) -> Anchor | None:
    """The time that stands by the page's heading, and so is the page's own."""
    heading = page.heading
    if heading is None or is_aside_title(heading.text):
        return None
    best: tuple[float, Anchor] | None = None
    for anchor in anchors:
        block = page.blocks.all[anchor.first]
        distance = anchor.first - heading.index
        if anchor.composed:
            continue  # an entry of a calendar
        if not (anchor.part >= 0.5 or anchor.labelled or anchor.first == heading.index) or not -4 <= distance <= 60:
            continue
        score = 2.0 * anchor.labelled + 1.5 * anchor.timed + anchor.part - abs(distance) / NEAR
        score += 0.5 * ("date" in block.hints or "time" in block.hints or "when" in block.hints)
        if score > 0.4 and (best is None or score > best[0]):
            best = (score, anchor)
    return best[1] if best else None


def _whole(page: Outline, anchors: list[Anchor]) -> Card:
    return Card(0, len(page.blocks.all), anchors, whole=True, titled=True)


def _ranks(page: Outline) -> list[tuple[int, Block]]:
    """The headings of a page and the lines that stand for headings, with their rank; days are none."""
    stated = {index for anchor in page.anchors for index in range(anchor.first, anchor.end)}
    return [
        (block.level or 7, block)
        for block in page.blocks.all
        if block.zone is not Zone.CHROME and (block.level or is_divider(block)) and block.index not in stated
    ]


def _column(card: Card, blocks: Blocks) -> Block | None:
    """What a cell that is a card of its own stands under, if that names a gathering."""
    day = blocks.all[card.anchors[0].first]
    return gathering_above(day, blocks) if card.end - card.first == 1 else None


def _above(ranks: list[tuple[int, Block]], card: Card) -> tuple[Block, ...]:
    """The headings a card stands under, nearest first: each of a higher rank than the one before."""
    found: list[Block] = []
    rank = 8
    nearest = bisect_left(ranks, card.first, key=lambda ranked: ranked[1].index)
    for level, block in reversed(ranks[max(0, nearest - MAX_HEADINGS) : nearest]):
        if level < rank:
            found.append(block)
            rank = level
        if rank == 1:
            break
    return tuple(found)
