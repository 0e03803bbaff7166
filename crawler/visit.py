"""A visit: what one crawl of one source shares between Scrapy's parts. No Scrapy here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from config.settings import Settings
from config.sources import Source
from crawler.guard import Guard
from crawler.manners import Manners
from crawler.survey import Survey
from pipeline.coverage import Expected
from pipeline.talk import Sighting

MOVED = 301
GONE = (404, 410)
"""The statuses of a page that is no more; the archive knows them of some addresses, as it knows who MOVED."""


class Remembered(Protocol):
    """What the archive knows of an address: the page last fetched there, and when those bytes were first seen.

    With a `status` of MOVED its body is the address to which it redirected.
    """

    @property
    def sha256(self) -> str: ...
    @property
    def retrieved(self) -> datetime: ...
    @property
    def status(self) -> int: ...
    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...
    @property
    def content_type(self) -> str | None: ...


class Archive(Protocol):
    """Fetched pages, handed to the crawler by whoever starts it (`pipeline.store.archive` is one)."""

    def keep(
        self, url: str, source: str, body: bytes, *, status: int, headers: Mapping[str, str], retrieved: datetime
    ) -> str: ...
    def recall(self, url: str) -> Remembered | None: ...
    def body(self, sha256: str) -> bytes | None: ...
    def seen(self, url: str, now: datetime) -> None:
        """The page kept for this address is still there, or was read in place of asking."""


class NoArchive:
    """Remembers nothing: every page is fetched afresh (`scrapy crawl`, a page outside a crawl)."""

    def keep(
        self, url: str, source: str, body: bytes, *, status: int, headers: Mapping[str, str], retrieved: datetime
    ) -> str:
        del url, source, body, status, headers, retrieved
        return ""

    def recall(self, url: str) -> Remembered | None:
        del url
        return None

    def body(self, sha256: str) -> bytes | None:
        del sha256
        return None

    def seen(self, url: str, now: datetime) -> None:
        del url, now


class Basket(Protocol):
    """Where sightings go: a harvest file."""

    def add(self, sighting: Sighting) -> None: ...


def nobody_watches(pages: int, sightings: int) -> None:
    """The progress of a visit that nobody watches."""


@dataclass
class Visit:
    """One crawl of one source. `now`: the aware instant at which its pages count as retrieved. `ended`: why it stops
    before it is done, a sentence, or "" while it goes on. `asked`: requests made so far, for the page budget.
    `expected`: what is known to be coming; asked for at the end if no listing showed it.
    `offline`: nothing is asked of anybody; what the archive does not hold cannot be had."""

    source: Source
    settings: Settings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    archive: Archive = field(default_factory=NoArchive)
    manners: Manners = field(default_factory=Manners)
    survey: Survey = field(default_factory=Survey)
    basket: Basket | None = None
    progress: Callable[[int, int], None] = nobody_watches
    ended: str = ""
    asked: int = 0
    expected: Expected = field(default_factory=Expected)
    offline: bool = False

    def __post_init__(self) -> None:
        self.guard = Guard(self.settings.private_hosts)

    def end(self, why: str) -> None:
        """Ask for nothing more; `why` becomes the run's flaw."""
        self.ended = self.ended or why
        self.survey.flaw(why)
