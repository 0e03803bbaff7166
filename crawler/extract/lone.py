"""A list that holds one talk for now: a heading such as "Seminar talks", and one card below it.

Where several cards lie side by side their days tell them apart. One card alone is told from a page about one talk by
its title, which leads to the talk's own page, and by the page's heading, which names a list; where the heading names
none, by the address of that page, which lies below the list's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block, Blocks, Link, Zone, parts_of
from crawler.extract.facts import bracket_of, column_heads, facts_of
from crawler.extract.gatherings import names_series
from crawler.extract.leads import is_page_beside, leads_aside, leads_on
from crawler.extract.places import looks_like_place
from crawler.extract.regions import Card
from crawler.extract.titles import best_title, is_action, is_generic, is_paper
from crawler.extract.zones import is_aside_title
from pipeline.reading.addresses import canonical
from pipeline.reading.people import SURE, name_score, read_headline
from pipeline.reading.text import label, unwrap

ENTRIES = frozenset(("li", "tr", "article", "dd"))
"""Elements that are entries of lists."""

MOST = 0.6
"""How much of its line a link is that is the line's title."""

SHORTEST = 4
"""Characters of a title."""

_PARTED = re.compile(r"[:：|]|\s[–—-]\s")


def lone_card(url: str, own: Anchor, cards: list[Card], heading: Block, blocks: Blocks) -> Card | None:
    """The one card of a list at this address; None for a page about one talk. `own`: the time that stands by the page's
    heading; `cards`: the parts of the page that state one day each; of a card that tells another day, too, one each."""
    if heading.index >= own.first:
        return None
    times = [own, *(anchor for card in cards for anchor in card.anchors if anchor is not own)]
    lists = _is_list_name(heading.text)
    for element, first, end in _parts(own, heading, blocks):
        entry = element is not None and element.tag in ENTRIES
        if any(not first <= anchor.first < end for anchor in times) or (len(cards) > 1 and not entry):
            continue
        title = _title(blocks.all[first:end], times, blocks)
        pages = _pages(url, blocks.all[first:end], title) if title is not None else ()
        if title is not None and any(lists or _is_below(url, page) for page in pages):
            first = min(title[0].index, own.first) if element is None else first
            return Card(first, end, times, element.getparent() if element is not None else None, titled=True)
    return None


def lead_apart(url: str, cards: Sequence[Card], heading: Block, blocks: Blocks) -> bool:
    """Whether cards under the name of a list have titles of their own, each of which leads to another page."""
    if not _is_list_name(heading.text):
        return False
    found: list[str] = []
    for card in cards:
        lines = blocks.all[card.first : card.end]
        title = _title(lines, card.anchors, blocks) if card.piece is None else None
        found += list(dict.fromkeys(_pages(url, lines, title)))[:1] if title is not None else []
    return len(set(found)) == len(cards)


def _is_list_name(text: str) -> bool:
    """Whether a heading may stand over a list: "Seminar talks", "Upcoming events", "Seminar on Algebra and Geometry";
    what stands behind a colon or a dash is a title."""
    return _is_list_only(text) or (not _PARTED.search(text) and any(map(names_series, text.split())))


def _is_list_only(text: str) -> bool:
    """Whether a text is the name of a list and hardly a talk's title."""
    return is_aside_title(text) or is_generic(text) or names_series(text)


def _parts(own: Anchor, heading: Block, blocks: Blocks) -> Iterator[tuple[HtmlElement | None, int, int]]:
    """The elements around a day which the page's heading does not stand in, the smallest first, each with all that goes
    with it, and their lines; last the lines that lie flat below the heading."""
    element: HtmlElement | None = blocks.all[own.first].element
    while element is not None:
        first, end = blocks.spans.get(element, (0, 0))
        parent = element.getparent()
        if end > first and first <= own.first < end:
            if first <= heading.index < end:
                break
            around = blocks.spans.get(parent, (0, 0))
            grows = around[0] == first and not around[0] <= heading.index < around[1]
            if not grows or element.tag in ENTRIES:
                yield element, first, end
        element = parent
    end = next((b.index for b in blocks.all[own.end :] if b.zone is not Zone.MAIN), len(blocks.all))
    yield None, heading.index + 1, end


def _title(lines: list[Block], times: list[Anchor], blocks: Blocks) -> tuple[Block, int, int] | None:
    """The line that titles a card of these lines, and where in it."""
    facts = facts_of(lines, column_heads(blocks))
    named = next((fact for fact in facts if fact.field == "title"), None)
    if named is not None:
        return named.first, named.start, named.end if named.last is named.first else len(named.first.text)
    taken = {i for fact in facts if bracket_of(fact) is None for i in range(fact.first.index, fact.last.index + 1)}
    return best_title(lines, times, taken)


def _pages(url: str, lines: list[Block], title: tuple[Block, int, int]) -> Iterator[str]:
    """The addresses of pages to which a card's title leads or, where a heading is its title, a link that only says that
    there is more."""
    block, start, end = title
    for link in block.links:
        at = unwrap(link.url)
        if _may_be(url, at) and _names_talk(link, block, start, end):
            yield at
    if block.level and not block.links and _is_title(block.text):
        for line in lines:
            yield from (unwrap(link.url) for link in line.links if leads_on(link.text) and _may_be(url, link.url))


def _may_be(url: str, other: str) -> bool:
    """Whether an address may be that of the page of a talk that is listed at `url`."""
    return is_page_beside(url, other) and canonical(url) != canonical(other) and not leads_aside(parts_of(other).path)


def _names_talk(link: Link, block: Block, start: int, end: int) -> bool:
    """Whether a link is the title, or all that its line says of it beside who speaks: "Ada Lovelace: Rivers"."""
    last = link.start + len(link.text)
    if link.start < start - 1 or last > end + 1 or not _is_title(link.text):
        return False
    if len(link.text) >= MOST * (end - start):
        return True
    return bool(read_headline((block.text[start : link.start] + block.text[last:end]).strip(" :–—-,")).speakers)


def _is_title(text: str) -> bool:
    """Whether a text can be a talk's title: neither a person, a place, a list, a paper nor something to do."""
    if len(text) < SHORTEST or label(text) is not None or _is_list_only(text) or is_action(text) or is_paper(text):
        return False
    return not (leads_on(text) or name_score(text) >= SURE or looks_like_place(text))


def _is_below(url: str, other: str) -> bool:
    """Whether an address lies in the folder that another one is: "/events/rivers" in "/events/"."""
    folder = parts_of(url).path.rstrip("/") + "/"
    return len(folder) > 1 and parts_of(other).path.startswith(folder)
