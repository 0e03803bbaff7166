"""Two pages of one talk in one run: the one a listing leads to, and an older one that nobody took down.

A site that gives its talks new addresses often leaves the old pages where they were. They are visited, for what is
known there is expected, and tell of the same talk: it is one, at the address that is linked now. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import permutations

from pipeline.gather import pooled
from pipeline.identity import may_be_settled, title_of
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import Sighting, Talk


def without_old_pages(
    pools: Sequence[Sighting], talk: Callable[[Sighting], Talk | None], linked: Collection[str]
) -> list[Sighting]:
    """The pools of a run, an old page's with the one that is linked now. `talk`: what a sighting is read as, if it is
    one; `linked`: addresses on cards of listings, in comparable form. Only where one linked talk is that of an old
    page, for two may differ in what only people can tell."""
    read = [talk(one) for one in pools]
    new = {place for place, one in enumerate(pools) if not _addresses(one).isdisjoint(linked)}
    old = {place for place, one in enumerate(pools) if one.own_page} - new
    mates: dict[int, int] = {}
    for places in _alike(read, lambda one: one.when.start):
        for place in sorted(old.intersection(places)):
            fits = [other for other in places if other in new and _is_one(read[place], read[other])]
            if len(fits) == 1:
                mates[place] = fits[0]
    for pair in _alike(read, _day_of_people):
        for place, other in permutations(pair, 2):
            if (
                len(pair) == 2
                and place in old - mates.keys()
                and other in new
                and _is_filled_in(read[place], read[other])
            ):
                mates[place] = other
    merged = list(pools)
    for other in set(mates.values()):
        merged[other] = _together(pools[other], [pools[place] for place in sorted(mates) if mates[place] == other])
    return [one for place, one in enumerate(merged) if place not in mates]


def _alike(read: Sequence[Talk | None], sort: Callable[[Talk], object]) -> list[list[int]]:
    """Places of talks that have something in common, those of each sort together."""
    found: dict[object, list[int]] = defaultdict(list)
    for place, one in enumerate(read):
        if one is not None and (shared := sort(one)) is not None:
            found[shared].append(place)
    return [*found.values()]


def _day_of_people(talk: Talk) -> object:
    """The day with all who speak then, where both are known."""
    people = frozenset(fold(person.name) for person in talk.speakers)
    return (talk.when.day, people) if people and talk.when.day is not None else None


def _is_filled_in(talk: Talk | None, other: Talk | None) -> bool:
    """Whether an old page still says that a title is to be announced, and the other has it, perhaps at another hour:
    the only two pages of those people on that day."""
    if talk is None or other is None or title_of(talk) or not title_of(other):
        return False
    return may_be_settled(other, talk)


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
    """All addresses that lead to a page, in comparable form."""
    return {canonical(one.url)} | {key.removeprefix("url:") for key in one.keys if key.startswith("url:")}


def _together(linked: Sighting, old: Sequence[Sighting]) -> Sighting:
    """The linked page, known by the old addresses too; where only its card could be read, the old page with that."""
    one = linked if linked.own_page else pooled([*old, linked])
    keys = {f"url:{address}" for page in (linked, *old) for address in _addresses(page)}
    return replace(one, keys=tuple(dict.fromkeys((*one.keys, *sorted(keys)))))
