"""A database brought back from a backup goes on from what was published since: no calendar sees time run backwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from pipeline.store import joins, read
from pipeline.store import tables as t
from pipeline.store.amending import run_of
from pipeline.store.store import Store
from pipeline.store.told import keep_in_mind

RESTORED = "restore"
"""Whose word such a revision is (`revision.by`)."""

NOTE = "restored from a backup; counted on from what was published"


def resume(store: Store, published: Mapping[str, tuple[int, datetime]], now: datetime) -> int:
    """Count on from what subscribers were told last: UID → SEQUENCE and LAST-MODIFIED (aware). How many talks were
    behind that.

    A talk that is behind gets a revision of its own and is modified `now` (aware), for it is shown as it was, and no
    calendar takes an older state for news. What was announced after the backup is not known here; it is kept in mind
    for when it is announced under the same UID again.
    """
    behind, runs = 0, dict[str, str]()
    with store.changing() as connection:
        joins.take_turns(connection)
        for chunk in read.chunks(sorted(published)):
            c = t.talk.c
            keep_in_mind(connection, {uid: published[uid][0] for uid in chunk})
            asked = select(c.uid, c.source, c.sequence, c.revision, c.updated).where(c.uid.in_(chunk))
            for row in connection.execute(asked.order_by(c.uid)).all():
                sequence, modified = published[row.uid]
                if row.sequence >= sequence and row.updated >= modified:
                    continue
                behind += 1
                sequence, number = max(row.sequence, sequence + (row.sequence < sequence)), row.revision + 1
                step = {"talk_uid": row.uid, "number": number, "kind": "details changed", "sequence": sequence}
                if row.source not in runs:
                    runs[row.source] = run_of(connection, row.source, RESTORED, now)
                step |= {"run_id": runs[row.source], "changed_at": now, "diff": {}}
                connection.execute(t.revision.insert().values(**step, by=RESTORED, note=NOTE))
                values = {"sequence": sequence, "revision": number, "updated": now}
                connection.execute(update(t.talk).where(c.uid == row.uid).values(**values))
    return behind
