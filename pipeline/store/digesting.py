"""Who gets which feed by mail: written down, and when each was last written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from config.errors import QueryError
from pipeline.digests import EVERY, Digest
from pipeline.store import tables as t
from pipeline.store.store import Store


class Digests:
    """The digests of one store. Instants are aware."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self) -> list[Digest]:
        """All of them, by feed and address."""
        column = t.digest.c
        statement = select(
            column.feed_id, column.address, column.every, column.language, column.created_at, column.sent_at
        )
        with self.store.reading() as connection:
            rows = connection.execute(statement.order_by(column.feed_id, column.address)).all()
        return [Digest(*row) for row in rows]

    def add(self, digest: Digest, feeds: Iterable[str]) -> None:
        """Write it down. `feeds`: the ids there are. QueryError if it cannot be."""
        if digest.feed not in set(feeds):
            raise QueryError(f"there is no feed {digest.feed!r}; 'talkfeed feeds' lists them")
        if digest.every not in EVERY:
            raise QueryError(f"every: {digest.every!r} is none of {', '.join(EVERY)}")
        if any((one.feed, one.address) == (digest.feed, digest.address) for one in self.all()):
            raise QueryError(f"{digest.address} gets {digest.feed!r} already; 'talkfeed digests remove' ends that")
        row = {name: getattr(digest, name) for name in ("address", "every", "language", "created_at", "sent_at")}
        with self.store.changing() as connection:
            connection.execute(insert(t.digest).values(feed_id=digest.feed, **row))

    def remove(self, feed: str, address: str) -> None:
        """Send no more. QueryError if none was sent."""
        with self.store.changing() as connection:
            gone = connection.execute(delete(t.digest).where(t.digest.c.feed_id == feed, t.digest.c.address == address))
            if not gone.rowcount:
                raise QueryError(f"{address} gets no digest of {feed!r}; 'talkfeed digests' lists who gets what")

    def sent(self, digest: Digest, now: datetime) -> None:
        """Note that a mail was sent."""
        with self.store.changing() as connection:
            here = (t.digest.c.feed_id == digest.feed, t.digest.c.address == digest.address)
            connection.execute(update(t.digest).where(*here).values(sent_at=now))
