"""Saved queries as feeds: made, renamed, ended. A row is never deleted, so that an address answers for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from config.errors import QueryError
from pipeline.feeds import RESERVED
from pipeline.query import TalkQuery
from pipeline.store import tables as t
from pipeline.store.store import Store

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")


class SavedFeeds:
    """The saved queries of one store. Instants are aware."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, name: str, query: TalkQuery, *, title: str, taken: Iterable[str], now: datetime) -> None:
        """Save a query under a short id. `taken`: ids of feeds there are by themselves. QueryError if it cannot be."""
        with self.store.changing() as connection:
            self._free(connection, name, taken)
            row = {"id": name, "name": title, "query": query.spelling(), "created_at": now}
            connection.execute(insert(t.feed).values(**row))

    def rename(self, name: str, new: str, *, taken: Iterable[str], now: datetime) -> None:
        """The feed under another id; the old address leads there for ever."""
        with self.store.changing() as connection:
            row = self._living(connection, name)
            self._free(connection, new, taken)
            values = {"id": new, "name": row.name, "query": row.query, "created_at": now}
            connection.execute(insert(t.feed).values(**values))
            # Whoever was led to the old id is led straight to the new one.
            feed = t.feed.c
            connection.execute(update(t.feed).where((feed.id == name) | (feed.moved_to == name)).values(moved_to=new))

    def retire(self, name: str, *, now: datetime) -> None:
        """End a feed: its address goes on to answer, with a last calendar that says so."""
        with self.store.changing() as connection:
            self._living(connection, name)
            connection.execute(update(t.feed).where(t.feed.c.id == name).values(retired_at=now))

    def _living(self, connection: Connection, name: str) -> Any:
        row = connection.execute(select(t.feed).where(t.feed.c.id == name)).one_or_none()
        if row is None:
            raise QueryError(f"no saved feed is called {name!r}; 'talkfeed feeds' lists them")
        if row.moved_to is not None:
            raise QueryError(f"the feed {name!r} is called {row.moved_to!r} now")
        if row.retired_at is not None:
            raise QueryError(f"the feed {name!r} has ended on {row.retired_at:%Y-%m-%d}")
        return row

    def _free(self, connection: Connection, name: str, taken: Iterable[str]) -> None:
        if not _ID.match(name):
            raise QueryError(f"{name!r} is no feed id: up to 40 small letters, digits and '-', such as quantum-talks")
        known = connection.scalar(select(t.feed.c.id).where(t.feed.c.id == name))
        if known or name in RESERVED or name in set(taken):
            raise QueryError(f"the id {name!r} is taken; an address that people subscribed to stays theirs")
