"""Manners: one request at a time per host, with a pause between, and later when the host asks for it.

One `Manners` serves all crawls of a process, so that two sources on one host take turns. Waiting is all it does; which
host, how long and when to give up are told by the caller. Seconds on the monotonic clock, except `Retry-After` dates.
"""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

PATIENCE_S = 120.0
"""The longest `Retry-After` worth waiting for within a crawl; what asks for more is asked again on the next run."""

SILENCES = 4
"""After so many requests in a row without an answer a host is not asked again in this crawl."""

GLANCE_S = 0.25
"""How often a waiting request looks whether its crawl has been stopped."""


class NotNow(Exception):  # noqa: N818 - it is no error
    """A request that is not made in this crawl: its host asks for a long pause, or the crawl has ended."""


@dataclass
class Host:
    """What is known of one host: whose turn it is, when the next request may start, the pause it asks for."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: float = 0.0
    delay_s: float = 0.0
    silences: int = 0


class Manners:
    """Turns at hosts. `patience_s`: how long a pause that a host asks for is waited out."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._hosts: dict[str, Host] = {}

    def _host(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host())

    @asynccontextmanager
    async def turn(self, host: str, delay_s: float, ended: Callable[[], str]) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it. `ended` says why the crawl is over, or "". Raises NotNow."""
        place = self._host(host)
        async with place.lock:
            while (wait := place.not_before - monotonic()) > 0:
                if why := ended():
                    raise NotNow(why)
                if wait > max(self.patience_s, place.delay_s, delay_s):
                    raise NotNow(f"{host} asks to be left alone for {wait:.0f} seconds")
                await asyncio.sleep(min(wait, GLANCE_S))
            if why := ended():
                raise NotNow(why)
            if place.silences >= SILENCES:
                raise NotNow(f"{host} has stopped answering")
            try:
                yield
            finally:  # counted from the answer, so that the pause is one for the host too
                place.not_before = max(place.not_before, monotonic() + max(delay_s, place.delay_s))

    def answered(self, host: str) -> None:
        """This host gave an answer, whichever."""
        self._host(host).silences = 0

    def silent(self, host: str) -> None:
        """This host gave no answer."""
        self._host(host).silences += 1

    def pause(self, host: str, seconds: float) -> None:
        """This host asked to be left alone for so long (`Retry-After`)."""
        place = self._host(host)
        place.not_before = max(place.not_before, monotonic() + seconds)

    def slow_down(self, host: str, delay_s: float) -> None:
        """This host asks for so much time between requests (`Crawl-delay`)."""
        place = self._host(host)
        place.not_before += max(0.0, delay_s - place.delay_s) if place.not_before else 0.0
        place.delay_s = max(place.delay_s, delay_s)


def retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """The seconds that a `Retry-After` header asks for (RFC 9110 §10.2.3); None where there is none. `now` is aware."""
    if not value:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        then = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then.replace(tzinfo=UTC) if then.tzinfo is None else then
    return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())
