"""How far a run could see: what its absences may be worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EVER = date.max
"""The reach of a listing that says in its own words that nothing is coming."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is coming of a source, as it is known before a run: the addresses of talks' own pages, by time; the titles
    of all talks, as their source tells them."""

    urls: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a run could see.

    `flaw`: why the run is not to be trusted about absences, a sentence, or "". `reach`: the last day each listing
    provably covers, by listing address; EVER where it says itself that nothing is coming. `cut`: those of which
    only the beginning was read, though they go on to later days. `gone`: addresses of talk pages that answered 404
    or 410. `unchanged`: nothing new anywhere: every listing answered 304 or the same bytes. `vouched`: all listings
    say themselves that nothing is coming. `chosen`: no crawl, but pages that somebody chose (an import), or a run
    that is known already: it adds and corrects, takes nothing away, and tells nothing of the institute's health.
    `believed`: a person looked, and says that what this run did not see is not there any more. `unread`: addresses
    of talk pages about which this run learnt nothing (errors, logins, never asked): what they said before still
    holds. `down`: those of them that could not be had at all: whether such a talk is gone, this run cannot tell.
    `replayed`: no crawl, but the pages of the archive read again: talks may change in every way, but that one is
    missing says nothing that was not counted when its listing was fetched. `told`: titles of known talks, folded,
    that stand on a page of a listing though no talk that was read there bears them.
    """

    flaw: str = ""
    reach: tuple[tuple[str, date], ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: bool = False
    vouched: bool = False
    chosen: bool = False
    believed: bool = False
    unread: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    replayed: bool = False
    told: tuple[str, ...] = ()

    @property
    def is_crawl(self) -> bool:
        """Whether an institute was asked: only then does what was not seen count, and tell of its health."""
        return not (self.chosen or self.replayed)
