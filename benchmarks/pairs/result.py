"""What became of labelled pairs: how many were taken for one rightly, and how many not."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

C = TypeVar("C")


@dataclass
class Result(Generic[C]):
    """What became of the pairs: `right` and `wrong` joins, those `missed`, those rightly left `apart`; how many there
    are of each sort, and which of them `failed`."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0
    failed: dict[str, list[C]] = field(default_factory=lambda: defaultdict(list))
    sorts: Counter[str] = field(default_factory=Counter)

    def put(self, case: C, sort: str, *, same: bool, said: bool) -> None:
        """One more of this sort: whether it is one, and whether it was taken for one."""
        self.sorts[sort] += 1
        if said != same:
            self.failed[sort].append(case)
        self.right += said and same
        self.wrong += said and not same
        self.missed += same and not said
        self.apart += not (said or same)

    @property
    def precision(self) -> float:
        """The share of the joins that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs that are one which were joined."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0
