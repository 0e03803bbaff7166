"""The rows of `correction`, read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from pipeline.corrections import Correction
from pipeline.store import tables as t

_MAY_CHANGE = ("value", "conflict", "conflict_at", "ended_at", "ending")


def corrections(connection: Connection, *which: ColumnElement[bool], ended: bool = False) -> list[Correction]:
    """Corrections that hold, of the talks meant; with `ended` also those that do not hold any more. In the order in
    which they were made."""
    statement = select(t.correction).where(*which).order_by(t.correction.c.made_at, t.correction.c.id)
    if not ended:
        statement = statement.where(t.correction.c.ended_at.is_(None))
    return [_correction(row) for row in connection.execute(statement)]


def held(connection: Connection, source: str) -> dict[str, list[Correction]]:
    """The corrections that hold of a source's talks, by UID."""
    own = select(t.talk.c.uid).where(t.talk.c.source == source)
    by_talk: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections(connection, t.correction.c.talk_uid.in_(own)):
        by_talk[one.uid].append(one)
    return dict(by_talk)


def corrected_fields(connection: Connection, uids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What people say of these few talks, by UID: fields of the JSON form."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in corrections(connection, t.correction.c.talk_uid.in_(uids)) if uids else ():
        found[one.uid][one.field] = one.value
    return dict(found)


def keep(connection: Connection, those: Iterable[Correction]) -> None:
    """Write new corrections, and how known ones stand now."""
    those = tuple(those)
    if new := [_row(one) for one in those if one.id is None]:
        connection.execute(t.correction.insert(), new)
    rows = [{"b_id": one.id} | {name: getattr(one, name) for name in _MAY_CHANGE} for one in those if one.id]
    if rows:
        values = {name: bindparam(name, type_=t.correction.c[name].type) for name in _MAY_CHANGE}
        connection.execute(update(t.correction).where(t.correction.c.id == bindparam("b_id")).values(values), rows)


def _row(one: Correction) -> dict[str, Any]:
    names = ("field", "was", "reason", "made_at", "until", "along", *_MAY_CHANGE)
    return {"talk_uid": one.uid} | {name: getattr(one, name) for name in names}


def _correction(row: Any) -> Correction:
    names = ("field", "was", "reason", "made_at", "until", "along", *_MAY_CHANGE, "id")
    return Correction(uid=row.talk_uid, **{name: getattr(row, name) for name in names})
