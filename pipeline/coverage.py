"""How far a run could see: what its absences may be worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a run could see.

    `flaw`: why the run is not to be trusted about absences, a sentence, or "". `reach`: the last day each listing
    provably covers, by listing address. `gone`: addresses of talk pages that answered 404 or 410. `unchanged`: nothing
    new anywhere: every listing answered 304 or the same bytes. `vouched`: the site itself says that nothing is coming.
    `chosen`: no crawl, but pages that somebody chose (an import): it adds and corrects, takes nothing away, and tells
    nothing of the institute's health.
    """

    flaw: str = ""
    reach: tuple[tuple[str, date], ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: bool = False
    vouched: bool = False
    chosen: bool = False
