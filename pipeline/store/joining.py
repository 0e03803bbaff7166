"""A person's word on whether two listings are one talk, and what is known of it; each word one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, or_, select

from config.errors import QueryError
from pipeline.joins import Ground, Pair, pair_of
from pipeline.store import joins, read
from pipeline.store import tables as t
from pipeline.store.store import Store

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is written of two listings, by UID: whether they are one talk, by whose word (`score` or `person`), since
    when. `score` 0 to 1 and its `grounds`; None and empty where a person said so."""

    one: str
    other: str
    together: bool
    by: str
    decided_at: datetime
    score: float | None = None
    grounds: tuple[Ground, ...] = ()


class Joins:
    """Which listings are one talk, in one store. A person's word stands for ever, also against the score."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def join(self, one: str, other: str, *, now: datetime) -> str:
        """Say that two talks, by UID, are one: the UID under which it is shown. A split of these two is taken back
        whole, also from what one of them was set apart from besides. QueryError if they are one already, or if a person
        said that listings which would come together are two."""
        with self.store.changing() as connection:
            joins.take_turns(connection)
            mine, theirs = _group(connection, one), _group(connection, other)
            if mine == theirs:
                raise QueryError("these are one talk already")
            pairs = {pair_of(a, b) for a in mine for b in theirs} - {pair_of(one, other)}
            apart = [row for row in _written(connection, pairs) if row.by == PERSON and not row.together]
            split = {row.decided_at for row in _written(connection, [pair_of(one, other)]) if not row.together}
            for row in apart:
                if row.decided_at not in split or {row.one, row.other}.isdisjoint((one, other)):
                    raise QueryError(
                        f"{row.one} and {row.other}, which would come together, were said to be two talks on "
                        f"{row.decided_at:%Y-%m-%d}; 'talkfeed join' them first"
                    )
            joins.forget(connection, [(row.one, row.other) for row in apart])
            joins.say(connection, now, [pair_of(one, other)], together=True)
            joins.settle(connection, now, (), {}, by=PERSON, note="the listings are one talk", spoken=(one, other))
            return _leader(connection, one)

    def split(self, uid: str, *, now: datetime) -> tuple[str, ...]:
        """Say that a talk, by UID, is none of those it is shown with: the UIDs of what is shown instead, its own first.
        What persons joined with it, one after the other, stays one talk without it. QueryError if it is shown alone."""
        with self.store.changing() as connection:
            joins.take_turns(connection)
            others = sorted(_group(connection, uid) - {uid})
            if not others:
                raise QueryError("this talk is announced in one listing only; there is nothing to set apart")
            written = _written(connection, [pair_of(uid, other) for other in others])
            same = sorted({row.one, row.other}.difference((uid,)).pop() for row in written if _is_meant(row))
            joins.say(connection, now, [pair_of(uid, other) for other in others], together=False)
            joins.say(connection, now, [pair_of(*two) for two in pairwise(same)], together=True)
            joins.settle(connection, now, (), {}, by=PERSON, note="the listings are two talks", spoken=(uid, *others))
            return tuple(dict.fromkeys((uid, *(_leader(connection, other) for other in others))))

    def pairings(self, uid: str) -> list[Pairing]:
        """What is written of the listings shown as this talk: with each other, and apart from which others."""
        with self.store.reading() as connection:
            group = sorted(_group(connection, uid))
            column = t.joining.c
            found: dict[Pair, Any] = {}
            for chunk in read.chunks(group):
                which = or_(column.one.in_(chunk), column.other.in_(chunk))
                found |= {(row.one, row.other): row for row in connection.execute(select(t.joining).where(which))}
        return [_pairing(found[pair]) for pair in sorted(found)]


def _group(connection: Connection, uid: str) -> set[str]:
    """All the rows that are shown as one with this one."""
    lead, column = _leader(connection, uid), t.talk.c
    return set(connection.scalars(select(column.uid).where(or_(column.uid == lead, column.joined_to == lead))))


def _leader(connection: Connection, uid: str) -> str:
    row = connection.execute(select(t.talk.c.uid, t.talk.c.joined_to).where(t.talk.c.uid == uid)).one_or_none()
    if row is None:
        raise QueryError(f"there is no talk {uid!r}")
    return str(row.joined_to or row.uid)


def _written(connection: Connection, pairs: Iterable[Pair]) -> list[Any]:
    column = t.joining.c
    found = (
        connection.execute(select(t.joining).where(column.one == one, column.other == other)).one_or_none()
        for one, other in sorted(pairs)
    )
    return [row for row in found if row is not None]


def _is_meant(row: Any) -> bool:
    """Whether a person said that these two are one."""
    return bool(row.by == PERSON and row.together)


def _pairing(row: Any) -> Pairing:
    grounds = tuple(Ground(x["field"], x["found"], x["weight"], x["text"]) for x in row.grounds or ())
    return Pairing(row.one, row.other, row.together, row.by, row.decided_at, row.score, grounds)
