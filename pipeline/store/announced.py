"""Talks that are over, with what became of them: from these `pipeline.announcing` tells how early what is announced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.announcing import Life
from pipeline.store import tables as t
from pipeline.store.read import CHUNK, talks
from pipeline.store.store import Store
from pipeline.talk import Status

_OFF = (Status.CANCELLED.value, Status.POSTPONED.value, Status.WITHDRAWN.value)


def lives(store: Store, since: date, until: date, sources: Collection[str] = ()) -> list[Life]:
    """The talks of these days (`until` not included) that took place, of these sources or of all; those that were
    stored before they began. A joined talk is told by each of its listings."""
    with store.reading() as connection:
        return list(_lives(connection, since, until, sources))


def _lives(connection: Connection, since: date, until: date, sources: Collection[str]) -> Iterator[Life]:
    c = t.talk.c
    asked = talks().where(c.first_day >= since, c.first_day < until, c.status.not_in(_OFF), c.created <= c.order_utc)
    if sources:
        asked = asked.where(c.source.in_(sources))
    firsts = dict(connection.execute(select(c.source, func.min(c.created)).group_by(c.source)).all())
    rows = connection.execute(asked.order_by(c.source, c.uid)).all()
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        people, steps = _speakers(connection, some), _steps(connection, some)
        for row in some:
            yield _life(row, people[row.uid], steps[row.uid], row.created == firsts[row.source])


def _life(row: Any, speakers: list[dict[str, str]], steps: Sequence[Any], found: bool) -> Life:
    names = ("title", "series", "kind", "room", "attendance_mode", "abstract")
    form = {name: getattr(row, name) for name in names} | {"speakers": speakers}
    whole = bool(steps) and steps[-1].number == 1
    return Life(
        row.source, row.order_utc, row.created, form, [(one.changed_at, one.diff) for one in steps], whole, found
    )


def _speakers(connection: Connection, rows: Sequence[Any]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    speaks = t.talk_person.c
    asked = select(speaks.talk_uid, t.person.c.name).join_from(t.talk_person, t.person)
    asked = asked.where(speaks.role == "speaker", speaks.talk_uid.in_([row.uid for row in rows]))
    for one in connection.execute(asked.order_by(speaks.talk_uid, speaks.position)):
        found[one.talk_uid].append({"name": one.name})
    return found


def _steps(connection: Connection, rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    r = t.revision.c
    asked = select(r.talk_uid, r.number, r.changed_at, r.diff).where(r.talk_uid.in_([row.uid for row in rows]))
    for one in connection.execute(asked.order_by(r.talk_uid, r.number.desc())):
        found[one.talk_uid].append(one)
    return found
