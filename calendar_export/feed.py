"""What a feed is made of, whatever form it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pipeline.query import Entry, NewsEntry

ENDING = re.compile(r"\A([^?]*)\.[a-z]+(?=\Z|\?)")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own facts and its entries, sorted by start and UID. `updated` is that of its newest entry (aware UTC).

    `url` is the page for people, `self_url` the feed's own address, whatever its ending (None when written to a folder
    without base_url).
    `language` decides prefixes ("Cancelled: "); `cancelled` is the policy of INTERFACE §2.
    `passcodes`: whether its entries hold keys to meetings; they then are kept apart from those without.
    `contact`: the operator's mail or page, to which each talk's mistakes are reported; None: nowhere.
    `ended`: since when (aware UTC) nothing new is put into it; its readers are told.
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
    passcodes: bool = False
    contact: str | None = None
    ended: datetime | None = None


def own_url(feed: Feed | News, form: str) -> str | None:
    """The feed's own address in this form: `self_url` with the ending of its path exchanged, never that of a query."""
    return feed.self_url and ENDING.sub(rf"\1.{form}", feed.self_url)


@dataclass(frozen=True, slots=True)
class News:
    """The feed of articles, newest first. `body`: how much of an article is republished: none, summary, full."""

    id: str
    title: str
    entries: tuple[NewsEntry, ...]
    description: str = ""
    url: str | None = None
    self_url: str | None = None
    updated: datetime | None = None
    language: str = "en"
    body: str = "summary"
