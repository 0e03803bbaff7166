"""The publication ledger: each talk as last rendered, and what each feed last said.

`form` names the format with every option that changes bytes (`ics;en;mark`), so that what was rendered one way is
never served as another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from pipeline.query import Entry
from pipeline.store import tables as t
from pipeline.store.apply import upsert
from pipeline.store.read import chunks
from pipeline.store.store import Store


@dataclass(frozen=True, slots=True)
class Publication:
    """What a feed last said: the strong ETag and time of its last good bytes; `problem`: why newer ones stay out."""

    feed_id: str
    form: str
    etag: str
    last_modified: datetime
    problem: str = ""


class Ledger:
    """Rendered talks and published feeds of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def rendered(self, form: str, entries: Iterable[Entry]) -> dict[str, bytes]:
        """The bytes kept of these talks, by UID; those rendered at another revision are left out."""
        revisions = {entry.uid: entry.revision for entry in entries}
        columns, found = t.ledger.c, {}
        with self.store.reading() as connection:
            for some in chunks(sorted(revisions)):
                statement = select(columns.talk_uid, columns.revision, columns.bytes)
                for row in connection.execute(statement.where(columns.form == form, columns.talk_uid.in_(some))):
                    if row.revision == revisions[row.talk_uid]:
                        found[row.talk_uid] = bytes(row.bytes)
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


def _publication(row: Any) -> Publication:
    return Publication(row.feed_id, row.form, row.etag, row.last_modified, row.problem)
