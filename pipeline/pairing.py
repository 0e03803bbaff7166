"""How talks seen and talks known are brought together, pass by pass; what makes two one is `pipeline.identity`.

Nobody is found twice, and the order in which talks come does not matter. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from pipeline.talk import Talk

CROWD = 400
"""Comparisons of talks at one hour or day; where there are more, nothing tells them apart."""

SHARERS = 40_000
"""Comparisons of talks that share one key; a source that calls thousands of talks the same is not to cost hours."""


class Remembered(Protocol):
    """What pairing needs to know of a stored talk; `pipeline.changes.Known` is one."""

    @property
    def uid(self) -> str: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


K = TypeVar("K", bound=Remembered)


class Pairing(Generic[K]):
    """Who has been found so far; each pass adds to it."""

    def __init__(self, talks: Sequence[Talk], olds: Sequence[K], likeness: Callable[[Talk, Talk], int]) -> None:
        self.talks, self.olds, self.likeness = talks, olds, likeness
        self.found: dict[int, K] = {}
        self.used: set[str] = set()

    def by_sight(self) -> None:
        """Pair those of whom no fact has changed: what is known of them is the very talk that was seen."""
        same = {id(old.talk): old for old in self.olds}
        for number, talk in enumerate(self.talks):
            if (old := same.get(id(talk))) is not None:
                self._take(number, old.uid, old)

    def by_key(self, wanted: Callable[[str], bool], agrees: Callable[[Talk, K], bool]) -> None:
        """Pair those who share a key of the wanted sort; where several do, the most alike first."""
        holders: Mapping[str, list[K]] = self._grouped(old for old in self.olds if old.uid not in self.used)
        sharers: dict[str, list[int]] = defaultdict(list)
        for number, talk in enumerate(self.talks):
            if number not in self.found:
                for key in filter(wanted, talk.keys):
                    sharers[key].append(number)
        offers: dict[tuple[int, str], K] = {}
        for key, numbers in sharers.items():
            olds = holders.get(key, ())
            if len(numbers) * len(olds) <= SHARERS:
                offers |= {(n, old.uid): old for n in numbers for old in olds if agrees(self.talks[n], old)}
        talks, others = Counter(number for number, _ in offers), Counter(uid for _, uid in offers)
        contested = []
        for (number, uid), old in offers.items():
            if talks[number] == 1 and others[uid] == 1:  # the usual case
                self._take(number, uid, old)
            else:
                contested.append((-self.likeness(self.talks[number], old.talk), number, uid, old))
        for _, number, uid, old in sorted(contested, key=lambda offer: offer[:3]):
            self._take(number, uid, old)

    def by_trait(self, trait: Callable[[Talk], object], agrees: Callable[[Talk, Talk], bool]) -> None:
        """Pair those left over who share a trait and agree, if with nobody else of the other side."""
        left: dict[object, list[int]] = defaultdict(list)
        for number, talk in enumerate(self.talks):
            if number not in self.found and (value := trait(talk)) is not None:
                left[value].append(number)
        if not left:
            return
        rest: dict[object, list[K]] = defaultdict(list)
        for old in self.olds:
            if old.uid not in self.used and (value := trait(old.talk)) in left:
                rest[value].append(old)
        for value, olds in rest.items():
            if len(olds) * len(left[value]) <= CROWD:
                self._by_agreement(left[value], olds, agrees)

    def _by_agreement(self, numbers: Sequence[int], olds: Sequence[K], agrees: Callable[[Talk, Talk], bool]) -> None:
        fits = [(number, old) for number in numbers for old in olds if agrees(self.talks[number], old.talk)]
        talks, others = Counter(number for number, _ in fits), Counter(old.uid for _, old in fits)
        for number, old in fits:
            if talks[number] == 1 and others[old.uid] == 1:
                self._take(number, old.uid, old)

    def _grouped(self, olds: Iterable[K]) -> dict[str, list[K]]:
        holders: dict[str, list[K]] = defaultdict(list)
        for old in olds:
            for key in old.keys:
                holders[key].append(old)
        return holders

    def _take(self, number: int, uid: str, old: K) -> None:
        if number not in self.found and uid not in self.used:
            self.found[number] = old
            self.used.add(uid)
