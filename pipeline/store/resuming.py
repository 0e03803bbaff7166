"""A database behind what was published goes on from there: no calendar sees time run backwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from pipeline.store import joins, read
from pipeline.store import tables as t
from pipeline.store.amending import run_of
from pipeline.store.store import Store
from pipeline.store.told import keep_in_mind

RESTORED = "restore"
"""Whose word such a revision is (`revision.by`)."""

NOTE = "the database was behind what was published; counted on from there"

Alike = Callable[[Sequence[str]], Mapping[str, bool]]
"""Of talks by UID whether time, place, title and status are shown as they were published; those not shown left out."""


class Told(NamedTuple):
    """What subscribers were told of a talk last: SEQUENCE, LAST-MODIFIED (aware), and the lines of its event that make
    SEQUENCE rise."""

    sequence: int
    modified: datetime
    loud: str = ""


class Behind(NamedTuple):
    """How many talks of the database were behind what was published, and how many that were published it does not
    know."""

    talks: int = 0
    unknown: int = 0


def unlike(_: Sequence[str]) -> dict[str, bool]:
    """Nobody looks what talks are shown as."""
    return {}


def all_alike(uids: Sequence[str]) -> dict[str, bool]:
    """What talks are shown as is not known yet, and may be what was published."""
    return dict.fromkeys(uids, True)


def resume(
    store: Store, published: Mapping[str, Told], now: datetime, alike: Alike = unlike, *, ahead: bool = False
) -> Behind:
    """Count on from what subscribers were told last, by UID. Nothing is written where nothing is behind that.

    A talk that is behind gets a revision of its own and is modified `now` (aware), for it is shown as it was, and no
    calendar takes an older state for news. What was announced and is not known here is kept in mind for when it is
    announced under the same UID again. `ahead`: what is read next may be what was published, so SEQUENCE does not rise
    above that yet, only not fall; whoever calls asks again before anything is published.
    """
    with store.reading() as connection:
        rows = _rows(connection, sorted(published))
    shown = alike([row.uid for row in rows if _in_question(row, published[row.uid])])
    known = {row.uid for row in rows}
    late = [row.uid for row in rows if counted_on(row, published[row.uid], shown.get(row.uid)) is not None]
    strange = {uid: told.sequence - ahead for uid, told in published.items() if uid not in known}
    if not late and not strange:
        return Behind()
    behind, unknown, runs = 0, 0, dict[str, str]()
    with store.changing() as connection:
        joins.take_turns(connection)
        for chunk in read.chunks(sorted(strange)):
            unknown += keep_in_mind(connection, {uid: strange[uid] for uid in chunk})
        for row in _rows(connection, late):  # read again: it is nobody else's turn now
            if (sequence := counted_on(row, published[row.uid], shown.get(row.uid))) is None:
                continue
            told = published[row.uid]
            behind += row.sequence < told.sequence or row.updated < told.modified  # and not only something else
            if row.source not in runs:
                runs[row.source] = run_of(connection, row.source, RESTORED, now)
            _count_on(connection, row, sequence, runs[row.source], now)
    return Behind(behind, unknown)


def counted_on(row: Any, told: Told, alike: bool | None) -> int | None:
    """The SEQUENCE of a talk from now on; None where it may stay as it is.

    It rises above what was told, or is the same for a talk that says the same (`alike`; None: it is not shown)."""
    if row.sequence > told.sequence or (row.sequence == told.sequence and alike is not False):
        return row.sequence if row.updated < told.modified else None
    if row.sequence == told.sequence and row.updated == told.modified:
        return None  # that very state
    return told.sequence + (not alike)


def _in_question(row: Any, told: Told) -> bool:
    """Whether it matters what this talk is shown as."""
    return row.sequence <= told.sequence and (row.sequence, row.updated) != (told.sequence, told.modified)


def _rows(connection: Connection, uids: Sequence[str]) -> list[Any]:
    c = t.talk.c
    asked = select(c.uid, c.source, c.sequence, c.revision, c.updated).order_by(c.uid)
    return [row for chunk in read.chunks(uids) for row in connection.execute(asked.where(c.uid.in_(chunk)))]


def _count_on(connection: Connection, row: Any, sequence: int, run: str, now: datetime) -> None:
    number = row.revision + 1
    step = {"talk_uid": row.uid, "number": number, "kind": "details changed", "sequence": sequence}
    step |= {"run_id": run, "changed_at": now, "diff": {}}
    connection.execute(t.revision.insert().values(**step, by=RESTORED, note=NOTE))
    values = {"sequence": sequence, "revision": number, "updated": now}
    connection.execute(update(t.talk).where(t.talk.c.uid == row.uid).values(**values))
