"""Pages that tell of something else than the talk they were: a site's front page, a notice that it is being rebuilt.

Such a page answers like any other, and may name a day and an hour. While the listing that leads there still tells of
the talk as it is known, the page is not that talk's. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.gather import disagree, pooled
from pipeline.identity import alike, shares_people, title_of
from pipeline.known import Known
from pipeline.reading.addresses import canonical
from pipeline.talk import Sighting, Talk


@dataclass(frozen=True, slots=True)
class Contest:
    """A talk as its page tells it, and as the cards do that lead there, which name another title and another day."""

    page: Talk
    card: Talk


def contested(sightings: Iterable[Sighting], talk: Callable[[Sighting], Talk | None]) -> dict[str, Contest]:
    """By address in comparable form: the talks of which page and cards have neither title nor day in common. `talk`:
    what a sighting is read as, if it is one."""
    cards: dict[str, list[Sighting]] = defaultdict(list)
    pages: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        for address in addresses_of(one.url, one.keys) if one.own_page else (canonical(one.url),):
            (pages if one.own_page else cards)[address].append(one)
    found = {}
    for address in sorted(pages.keys() & cards.keys()):
        own, card = (pooled(sorted(those[address], key=repr)) for those in (pages, cards))
        if disagree((own, card)) and (page := talk(own)) and (listed := talk(card)):
            found[address] = Contest(page, listed)
    return found


def without_strays(
    talks: Sequence[Talk], known: Iterable[Known], contests: Mapping[str, Contest], now: datetime
) -> tuple[tuple[Talk, ...], tuple[str, ...]]:
    """The talks; one whose page tells of something else than the talk known there, which its card still tells, as on
    that card. And the addresses of those pages."""
    if not contests:
        return tuple(talks), ()
    coming = (old for old in sorted(known, key=lambda old: old.uid) if old.is_coming(now))
    olds = {address: old for old in coming for address in addresses_of(old.talk.url, old.keys)}
    seen, strays = [], []
    for talk in talks:
        address = next((one for one in sorted(addresses_of(talk.url, talk.keys)) if one in contests), "")
        if address and address in olds and _is_stray(contests[address], olds[address].talk):
            strays.append(contests[address].card.url)
            talk = contests[address].card
        seen.append(talk)
    return tuple(seen), tuple(strays)


def addresses_of(url: str, keys: Iterable[str]) -> set[str]:
    """All addresses that lead to a page, in comparable form."""
    return {canonical(url)} | {key.removeprefix("url:") for key in keys if key.startswith("url:")}


def _is_stray(contest: Contest, old: Talk) -> bool:
    """Whether the card tells of the talk that is known, and the page of another title, day and people."""
    page, card = contest.page, contest.card
    told = card.when.day == old.when.day and alike(title_of(card), title_of(old))
    other = page.when.day != old.when.day and title_of(page) != "" and not alike(title_of(page), title_of(old))
    return told and other and not shares_people(page, old)
