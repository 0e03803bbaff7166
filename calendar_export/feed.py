"""What a feed is made of, whatever form it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.query import Entry


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own facts and its entries, sorted by start and UID. `updated` is that of its newest entry (aware UTC).

    `url` is the page for people, `self_url` the feed's own address (None when written to a folder without base_url).
    `language` decides prefixes ("Cancelled: "); `cancelled` is the policy of INTERFACE §2.
    """

    id: str
    title: str
    entries: tuple[Entry, ...]
    description: str = ""
    url: str | None = None
    self_url: str | None = None
    updated: datetime | None = None
    language: str = "en"
    cancelled: str = "mark"
