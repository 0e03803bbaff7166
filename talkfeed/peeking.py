"""An archive for those who only look: it answers, and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from crawler.visit import Remembered


class Memory(Protocol):
    """What is known of pages, as the crawler's archive tells it."""

    def recall(self, url: str) -> Remembered | None: ...
    def body(self, sha256: str) -> bytes | None: ...


class Peeking:
    """The archive behind it, without adding to it (`crawl --dry-run`, `replay`)."""

    def __init__(self, archive: Memory) -> None:
        self._archive = archive

    def keep(
        self, url: str, source: str, body: bytes, *, status: int, headers: Mapping[str, str], retrieved: datetime
    ) -> str:
        """The hash the page would have had."""
        del url, source, status, headers, retrieved
        return sha256(body).hexdigest()

    def recall(self, url: str) -> Remembered | None:
        return self._archive.recall(url)

    def body(self, sha256: str) -> bytes | None:
        return self._archive.body(sha256)

    def seen(self, url: str, now: datetime) -> None:
        """Nothing is noted."""
        del url, now
