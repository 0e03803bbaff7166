"""The harvest file: where crawling ends and ingesting begins. One header, a line per sighting, one footer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.talk import Sighting


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a run could see.

    `flaw`: why the run is not to be trusted about absences, a sentence, or "". `reach`: the last day each listing
    provably covers, by listing address. `gone`: addresses of talk pages that answered 404 or 410. `unchanged`: nothing
    new anywhere: every listing answered 304 or the same bytes. `vouched`: the site itself says that nothing is coming.
    """

    flaw: str = ""
    reach: tuple[tuple[str, date], ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: bool = False
    vouched: bool = False


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
