"""One talk, one sighting: what its own page, the cards of listings and feeds claim about it is pooled.

Sightings are one when they share a strong key or their address; an address keeps its fragment, so that several talks
announced on one page stay apart. The order in which sightings come does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.reading.times import day_or_text
from pipeline.talk import Claim, Sighting


def gather(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each talk and each article once, with the claims of all its sightings, its own page's first.

    Two VEVENTs, or two cards, of one page that share an address but no key are two talks: only sightings of different
    pages are pooled by address.
    """
    ordered = sorted(dict.fromkeys(sightings), key=_rank)
    parent = list(range(len(ordered)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for members in (*_by_key(ordered), *_by_address(ordered)):
        for other in members[1:]:
            a, b = sorted((root(members[0]), root(other)))
            parent[b] = a
    pools: dict[int, list[Sighting]] = defaultdict(list)
    for place, one in enumerate(ordered):
        pools[root(place)].append(one)
    return [pooled(pool) for pool in pools.values()]


def with_cards(
    pools: Sequence[Sighting], key: Callable[[Sighting], str], is_one: Callable[[Sighting, Sighting], bool]
) -> list[Sighting]:
    """The pools of `gather`; a card without an address of its own is pooled with the one page of its talk.

    Many listings show cards whose links nobody recognises, beside pages of their talks. `key` is what such a card
    shares with its page (the day and the title, or the hour and the people), "" where there is nothing;
    `is_one`: whether nothing else contradicts. Only where both are the only ones of their sort, for a page may hold two
    sessions of one title.
    """
    merged = list(pools)
    lone = {place for place, one in enumerate(pools) if one.url.startswith(f"{one.page_url}#")}
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(pools if lone else ()):
        if shared := key(one):
            alike[one.kind, shared].append(place)
    gone = set()
    for places in alike.values():
        pages = [place for place in places if pools[place].own_page and "#" not in pools[place].url]
        cards = [place for place in places if place in lone]
        if len(pages) != 1 or len(cards) != 1:
            continue
        page, card = pools[pages[0]], pools[cards[0]]
        if card.page_url != page.page_url and is_one(page, card):
            merged[pages[0]] = pooled([page, card])
            gone.add(cards[0])
    return [one for place, one in enumerate(merged) if place not in gone]


def _rank(one: Sighting) -> tuple[object, ...]:
    """Own pages first, then by what is said, never by the order of arrival."""
    said = tuple(map(repr, one.claims))
    return (one.kind, not one.own_page, one.page_url, one.url, one.keys, said, repr(one.retrieved))


def _by_key(ordered: Sequence[Sighting]) -> list[list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(ordered):
        for key in one.keys:
            found[one.kind, key].append(place)
    return [places for places in found.values() if len(places) > 1]


def _by_address(ordered: Sequence[Sighting]) -> list[list[int]]:
    """Sightings of one address. Where a page holds several of them, their address is not theirs alone."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(ordered):
        known = {key.removeprefix("url:") for key in one.keys if key.startswith("url:")}  # redirects led here from them
        for address in sorted(known | ({canonical(one.url)} if one.url else set())):
            found[one.kind, address].append(place)
    return [places for places in found.values() if len(places) > 1 and _one_each(ordered, places)]


def _one_each(ordered: Sequence[Sighting], places: Sequence[int]) -> bool:
    """Whether no page holds two of these sightings that differ: in their keys or, without any, in title and time; nor
    two pages that say they are the talk's own: a template may write one canonical address on every page."""
    if disagree([ordered[place] for place in places if ordered[place].own_page]):
        return False
    pages: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for place in places:
        one = ordered[place]
        said = tuple(fold(day_or_text(claim)) for claim in one.of("title", "when"))
        strong = tuple(key for key in one.keys if not key.startswith("url:"))  # the same page, come to by two ways
        pages[canonical(one.page_url)].add(strong or ("says", *sorted(set(said))))
    return all(len(keys) == 1 for keys in pages.values())


def disagree(own: Sequence[Sighting]) -> bool:
    """Whether any of these sightings shares neither a title nor a time with the first, though both state both."""
    said = [tuple({fold(day_or_text(claim)) for claim in one.of(field)} for field in ("title", "when")) for one in own]
    whole = [one for one in said if all(one)]
    return any(all(map(set.isdisjoint, whole[0], other)) for other in whole[1:])


def pooled(pool: Sequence[Sighting]) -> Sighting:
    """One sighting of many. Its page is the talk's own, if that was seen, and so is the instant of retrieval; of
    several the earliest, for what has stood there longest had its year left out first."""
    first = pool[0]
    if len(pool) == 1:
        return first
    claims: dict[Claim, None] = {}
    for one in pool:
        claims.update(dict.fromkeys(one.claims))
    keys = dict.fromkeys(key for one in pool for key in one.keys)
    instants = [one.retrieved for one in pool if one.retrieved and one.own_page == first.own_page]
    return replace(first, claims=tuple(claims), keys=tuple(keys), retrieved=min(instants, default=first.retrieved))
