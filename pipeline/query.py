"""A question about talks, its one spelling, and the read model every exporter renders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.talk import Article, Talk


@dataclass(frozen=True, slots=True)
class TalkQuery:
    """The filters of INTERFACE §4. Repeated values: any of them; `without`: (filter, value) pairs excluded.

    `since` and `until` are `from` and `to`: days, both included, in the talk's own zone.
    """

    q: str = ""
    source: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: datetime | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored talk as exporters render it. `created`, `updated`: aware UTC; `aliases`: UIDs merged into it."""

    uid: str
    talk: Talk
    sequence: int
    created: datetime
    updated: datetime
    revision: int = 1
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A stored article."""

    id: int
    article: Article
    created: datetime
    updated: datetime
