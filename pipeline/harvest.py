"""The harvest file: where crawling ends and ingesting begins. One header, a line per sighting, one footer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipeline.talk import Coverage, Sighting

__all__ = ["Coverage", "Harvest"]


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one run brought home from one source. Instants are aware UTC. `problems`: one sentence per failed page."""

    source: str
    run: str
    started: datetime
    finished: datetime
    sightings: tuple[Sighting, ...] = ()
    pages_ok: int = 0
    pages_failed: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    problems: tuple[str, ...] = ()
    listing_hash: str = ""
