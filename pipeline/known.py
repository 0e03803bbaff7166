"""A talk as the store remembers it: what a run is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.talk import Status, Talk


@dataclass(frozen=True, slots=True)
class Known:
    """A talk as the store remembers it. `misses`: complete runs in a row that missed it, by kind of evidence
    (`pipeline.absence`); `found_on`: the pages where it was announced; `unsettled`: what its page keeps taking back
    (`pipeline.settling`)."""

    uid: str
    talk: Talk
    sequence: int = 0
    revision: int = 1
    misses: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    found_on: tuple[str, ...] = ()
    unsettled: Mapping[str, Any] = field(default_factory=dict)

    def is_coming(self, now: datetime) -> bool:
        """Whether it is still ahead and not called off."""
        return self.talk.status not in (Status.WITHDRAWN, Status.CANCELLED) and self.talk.is_coming(now)
