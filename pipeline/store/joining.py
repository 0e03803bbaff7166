"""A person's word on whether two listings are one talk: said, written, shown; each one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from config.errors import QueryError
from pipeline.joins import pair_of
from pipeline.store import joins
from pipeline.store import tables as t
from pipeline.store.store import Store

PERSON = "person"


class Joins:
    """Which listings are one talk, in one store. A person's word stands for ever, also against the score."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def join(self, one: str, other: str, *, now: datetime) -> list[str]:
        """Say that two talks, by UID, are one. What changed, a sentence for each talk; QueryError if they are one."""
        with self.store.changing() as connection:
            joins.take_turns(connection)
            if one == other or _leader(connection, one) == _leader(connection, other):
                raise QueryError("these are one talk already")
            joins.say(connection, now, [pair_of(one, other)], together=True)
            return joins.settle(connection, now, (), {}, by=PERSON, spoken=(one, other))

    def split(self, uid: str, *, now: datetime) -> list[str]:
        """Say that a talk, by UID, is none of those it is shown with; QueryError if it is shown alone."""
        with self.store.changing() as connection:
            joins.take_turns(connection)
            lead = _leader(connection, uid)
            column = t.talk.c
            group = connection.scalars(select(column.uid).where(or_(column.uid == lead, column.joined_to == lead)))
            others = sorted(set(group) - {uid})
            if not others:
                raise QueryError("this talk is announced in one listing only; there is nothing to set apart")
            joins.say(connection, now, [pair_of(uid, other) for other in others], together=False)
            return joins.settle(connection, now, (), {}, by=PERSON, spoken=(uid, *others))


def _leader(connection: Connection, uid: str) -> str:
    row = connection.execute(select(t.talk.c.uid, t.talk.c.joined_to).where(t.talk.c.uid == uid)).one_or_none()
    if row is None:
        raise QueryError(f"there is no talk {uid!r}")
    return str(row.joined_to or row.uid)
