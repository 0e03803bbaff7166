"""The publication ledger: each talk as last rendered, and what each feed last said.

`form` names the format with every option that changes bytes (`ics;en;mark`), so that what was rendered one way is
never served as another.
"""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Protocol

from sqlalchemy import CursorResult, Select, String, cast, delete, func, or_, select, text, type_coerce

from pipeline.query import Entry, TalkQuery
from pipeline.store import find, read, told
from pipeline.store import tables as t
from pipeline.store.apply import upsert
from pipeline.store.engine import sqlite_path
from pipeline.store.read import chunks
from pipeline.store.store import Store
from pipeline.talk import Status


@dataclass(frozen=True, slots=True)
class Publication:
    """What a feed last said: the strong ETag and time of its last good bytes; `problem`: why newer ones stay out."""

    feed_id: str
    form: str
    etag: str
    last_modified: datetime
    problem: str = ""


class Revised(Protocol):
    """A talk at one of its revisions."""

    @property
    def uid(self) -> str: ...
    @property
    def revision(self) -> int: ...


Glance = tuple[str, int, str, str, str | None, str | None, str | None, str, bool, bool, bool]
"""What publishing must know of a talk before it reads it whole, as the database has it: UID, revision, source, zone,
start, end, last day, status; whether it recurs, whether it has an abstract or a biography, and whether it leads other
listings, so that the rest does not tell what is shown."""


def uid_of(row: str) -> str:
    """The UID of a talk as `Ledger.rows` lists it."""
    return row.rpartition(" ")[2]


def _glance() -> Select[Any]:
    c = t.talk.c
    words = (type_coerce(c.start, String), type_coerce(c.end, String), cast(c.last_day, String))
    described = or_(c.abstract.is_not(None), c.bio.is_not(None))
    again = type_coerce(c.recurrence, String).is_not(None)
    return select(c.uid, c.revision, c.source, c.timezone, *words, c.status, again, described, c.uid.in_(find.LED))


ABSENT = (Status.CANCELLED.value, Status.WITHDRAWN.value)

MANY = 1000
"""Talks whose bytes are found faster by reading a form whole than by asking for each."""

PUBLISHING = 0x66656564  # "feed": the advisory lock of whoever publishes


class Ledger:
    """Rendered talks and published feeds of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Within it, nobody else publishes from this database, on this machine or another; waits for whoever does.

        What is read within it is the latest, so that an older state never replaces a newer one.
        """
        file = sqlite_path(self.store.url)
        if file is not None:
            with file.with_name(f"{file.name}.publishing").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        elif self.store.engine.dialect.name == "postgresql":
            with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": PUBLISHING})
                try:
                    yield
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": PUBLISHING})
        else:
            yield

    def rows(self, query: TalkQuery, edge: date) -> list[str]:
        """The talks that answer the query as it is now, in the order of `Store.find`, in a line each: revision, since
        when, source, UID. Nothing of a talk that leads no others (`leading`) changes while its line stays, nor does
        another database have it (one brought back from a backup counts the same numbers again). Those called off
        whose last day lies before `edge` are left out, where they lead none."""
        c = t.talk.c
        counts = or_(c.status.not_in(ABSENT), c.last_day.is_(None), c.last_day >= edge, c.uid.in_(find.LED))
        line = cast(c.revision, String) + " " + cast(c.updated, String) + " " + c.source + " " + c.uid
        asked = select(line).where(*find.conditions(query, self.store.engine.dialect.name), counts)
        asked = asked.order_by(c.order_utc.asc().nulls_last(), c.uid).limit(query.limit)
        with self.store.reading() as connection:
            return [row for (row,) in _plain(connection.execute(asked))]

    def leading(self) -> frozenset[str]:
        """The UIDs under which joined talks are shown: they change with their other listings, too."""
        with self.store.reading() as connection:
            return frozenset(connection.scalars(find.LED))

    def glances(self, query: TalkQuery) -> list[Glance]:
        """The talks that answer the query as it is now, in the order of `Store.find`, without reading them whole."""
        asked = _glance().where(*find.conditions(query, self.store.engine.dialect.name))
        asked = asked.order_by(t.talk.c.order_utc.asc().nulls_last(), t.talk.c.uid).limit(query.limit)
        with self.store.reading() as connection:
            return _plain(connection.execute(asked))

    def glances_at(self, uids: Sequence[str]) -> list[Glance]:
        """These talks in the same way, as far as they are there and shown under their own UID."""
        c = t.talk.c
        alone = func.coalesce(c.joined_to, "") == ""  # of joined_to itself SQLite would ask first, and find most talks
        parts = [_glance().where(c.uid.in_(some), alone) for some in chunks(uids)]
        with self.store.reading() as connection:
            return [row for part in parts for row in _plain(connection.execute(part))]

    def told(self, since: datetime) -> str:
        """A digest of what was believed and what became of it from `since` on (aware). While it stays, so does what is
        told of changes: each comes with a revision, a join, a correction, or talks that came or went."""
        c, r, j, x = t.talk.c, t.revision.c, t.joining.c, t.correction.c
        sums = (func.count(), func.sum(c.revision), func.sum(c.sequence), func.count(c.joined_to))
        asked = (
            select(c.source, *sums, func.max(c.updated)).group_by(c.source).order_by(c.source),
            select(func.count(), func.sum(r.number), func.max(r.changed_at)).where(r.changed_at >= since),
            select(func.count(), func.max(j.decided_at)).select_from(t.joining),
            select(func.count(), func.max(x.made_at), func.max(x.ended_at)).select_from(t.correction),
            select(func.count()).select_from(t.listing),
        )
        with self.store.reading() as connection:
            found = [tuple(row) for one in asked for row in connection.execute(one)]
        return blake2b(repr(found).encode(), digest_size=16).hexdigest()

    def entries(self, uids: Sequence[str]) -> dict[str, Entry]:
        """These talks read whole, by UID; those that are gone are left out."""
        found: dict[str, Entry] = {}
        with self.store.reading() as connection:
            for some in chunks(uids):
                rows = connection.execute(read.talks().where(t.talk.c.uid.in_(some))).all()
                found |= {entry.uid: entry for entry in read.entries(connection, rows)}
        return found

    def unheard_of(self, uids: Collection[str]) -> set[str]:
        """Those of these UIDs that the database does not know, as a talk or as another name of one; it forgets none."""
        with self.store.reading() as connection:
            return {uid for some in chunks(sorted(uids)) for uid in told.unheard_of(connection, some)}

    def rendered(self, form: str, talks: Iterable[Revised]) -> dict[str, bytes]:
        """The bytes kept of these talks, by UID; those rendered at another revision are left out."""
        revisions = {talk.uid: talk.revision for talk in talks}
        c, found = t.ledger.c, dict[str, bytes]()
        asked = select(c.talk_uid, c.revision, c.bytes).where(c.form == form)
        parts = (
            [asked] if len(revisions) > MANY else [asked.where(c.talk_uid.in_(x)) for x in chunks(sorted(revisions))]
        )
        with self.store.reading() as connection:
            for part in parts:
                rows = _plain(connection.execute(part))
                found |= {uid: content for uid, revision, content in rows if revisions.get(uid) == revision}
        return found

    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None:
        """Keep rendered talks: UID → (revision, bytes)."""
        rows = [
            {"talk_uid": uid, "form": form, "revision": revision, "bytes": content}
            for uid, (revision, content) in sorted(rendered.items())
        ]
        if rows:
            with self.store.changing() as connection:
                upsert(connection, t.ledger, rows)

    def forget(self, form: str) -> None:
        """Drop everything rendered in a form: the renderer changed."""
        with self.store.changing() as connection:
            connection.execute(delete(t.ledger).where(t.ledger.c.form == form))

    def publication(self, feed_id: str, form: str) -> Publication | None:
        """What the feed last said in this form; None if it was never published."""
        columns = t.publication.c
        with self.store.reading() as connection:
            row = connection.execute(
                select(t.publication).where(columns.feed_id == feed_id, columns.form == form)
            ).one_or_none()
        return None if row is None else _publication(row)

    def publications(self) -> list[Publication]:
        """What all feeds last said."""
        with self.store.reading() as connection:
            rows = connection.execute(select(t.publication).order_by(*t.publication.primary_key))
            return [_publication(row) for row in rows]

    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None:
        """Remember what a feed says now. Nothing is written if that is what it said before."""
        now = Publication(feed_id, form, etag, last_modified.replace(microsecond=0), problem)
        if self.publication(feed_id, form) == now:
            return
        row = {"feed_id": feed_id, "form": form, "etag": etag, "last_modified": last_modified, "problem": problem}
        with self.store.changing() as connection:
            upsert(connection, t.publication, [row])


def _plain(result: CursorResult[Any]) -> list[Any]:
    """All rows as the driver's own tuples, in half the time: where no column needs SQLAlchemy's types."""
    assert result.cursor is not None
    return list(result.cursor.fetchall())


def _publication(row: Any) -> Publication:
    return Publication(row.feed_id, row.form, row.etag, row.last_modified, row.problem)
