"""What subscribers were told of talks that went with a database: from there they go on, once announced again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from pipeline.changes import Change
from pipeline.store import read
from pipeline.store import tables as t


def keep_in_mind(connection: Connection, sequences: Mapping[str, int]) -> int:
    """Of UIDs that are not known, as a talk or as another name of one, what was told last; how many are news."""
    uids = sorted(sequences)
    strange = unheard_of(connection, uids)
    asked = select(t.told.c.uid, t.told.c.sequence).where(t.told.c.uid.in_(uids))
    kept = {row.uid: row.sequence for row in connection.execute(asked)}
    fresh = [uid for uid in uids if uid in strange and (uid not in kept or kept[uid] < sequences[uid])]
    if over := sorted((kept.keys() - strange) | (kept.keys() & {*fresh})):
        connection.execute(t.told.delete().where(t.told.c.uid.in_(over)))
    if fresh:
        connection.execute(t.told.insert(), [{"uid": uid, "sequence": sequences[uid]} for uid in fresh])
    return len(strange - kept.keys())


def unheard_of(connection: Connection, uids: Sequence[str]) -> set[str]:
    """Those of these UIDs, as many as a statement takes, that are not known, as a talk or as another name of one."""
    strange = {*uids} - {*connection.scalars(select(t.talk.c.uid).where(t.talk.c.uid.in_(uids)))}
    return strange - {*connection.scalars(select(t.alias.c.uid).where(t.alias.c.uid.in_(uids)))}


def going_on(connection: Connection, changes: Sequence[Change]) -> tuple[Change, ...]:
    """These changes, with talks that are announced although they were once, before a backup came back, as the next that
    subscribers hear of them."""
    fresh = [change.uid for change in changes if change.known is None]
    told: dict[str, int] = {}
    for chunk in read.chunks(fresh):
        asked = select(t.told.c.uid, t.told.c.sequence).where(t.told.c.uid.in_(chunk))
        told |= {row.uid: row.sequence for row in connection.execute(asked)}
    if not told:
        return tuple(changes)
    connection.execute(t.told.delete().where(t.told.c.uid.in_(sorted(told))))
    return tuple(replace(one, sequence=told[one.uid] + 1) if one.uid in told else one for one in changes)
