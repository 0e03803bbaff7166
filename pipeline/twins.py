"""Two pages of one talk in one run: the one a listing leads to, and an older one that nobody took down.

A site that gives its talks new addresses often leaves the old pages where they were. They are visited, for what is
known there is expected, and tell of the same talk: it is one, at the address that is linked now. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.gather import pooled
from pipeline.identity import title_of
from pipeline.reading.text import fold
from pipeline.strays import addresses_of
from pipeline.talk import Sighting, Talk


def without_old_pages(
    pools: Sequence[Sighting], talk: Callable[[Sighting], Talk | None], linked: Collection[str]
) -> list[Sighting]:
    """The pools of a run, an old page's with the one that is linked now. `talk`: what a sighting is read as, if it is
    one; `linked`: addresses on cards of listings, in comparable form. Only where one linked talk is that of an old
    page, for two may differ in what only people can tell."""
    begun: dict[object, list[int]] = defaultdict(list)
    read = [talk(one) for one in pools]
    for place, found in enumerate(read):
        if found is not None and found.when.start is not None:
            begun[found.when.start].append(place)
    mates: dict[int, list[int]] = defaultdict(list)
    for places in begun.values():
        new = [place for place in places if not _addresses(pools[place]).isdisjoint(linked)]
        old = sorted({place for place in places if pools[place].own_page}.difference(new))
        for place in old:
            fits = [other for other in new if _is_one(read[place], read[other])]
            if len(fits) == 1:
                mates[fits[0]].append(place)
    merged = list(pools)
    for place, those in mates.items():
        merged[place] = _together(pools[place], [pools[other] for other in those])
    gone = {other for those in mates.values() for other in those}
    return [one for place, one in enumerate(merged) if place not in gone]


def _is_one(talk: Talk | None, other: Talk | None) -> bool:
    """Whether two pages that name the same start tell of one talk: it has the same title, and nobody else gives it; or
    the very same people give it at that hour, for nobody gives two at once."""
    if talk is None or other is None:
        return False
    here, there = ({fold(person.name) for person in one.speakers} for one in (talk, other))
    if here and there and here.isdisjoint(there):
        return False
    title = title_of(talk)
    if title and title == title_of(other) and (here & there or title != fold(talk.series or "")):
        return True
    return isinstance(talk.when.start, datetime) and bool(here) and here == there


def _addresses(one: Sighting) -> set[str]:
    return addresses_of(one.url, one.keys)


def _together(linked: Sighting, old: Sequence[Sighting]) -> Sighting:
    """The linked page, known by the old addresses too; where only its card could be read, the old page with that."""
    one = linked if linked.own_page else pooled([*old, linked])
    keys = {f"url:{address}" for page in (linked, *old) for address in _addresses(page)}
    return replace(one, keys=tuple(dict.fromkeys((*one.keys, *sorted(keys)))))
