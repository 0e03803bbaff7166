"""The rows of `correction`, read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from pipeline.corrections import Correction
from pipeline.store import tables as t

_MAY_CHANGE = ("value", "conflict", "conflict_at", "ended_at", "ending")
_AS_MADE = ("field", "was", "reason", "made_at", "until", "along")


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
    rows = [{"b_id": one.id} | _standing(one) for one in those if one.id]
    if rows:
        values = {name: bindparam(name, type_=t.correction.c[name].type) for name in _MAY_CHANGE}
        connection.execute(update(t.correction).where(t.correction.c.id == bindparam("b_id")).values(values), rows)


def _row(one: Correction) -> dict[str, Any]:
    return {"talk_uid": one.uid} | {name: getattr(one, name) for name in _AS_MADE} | _standing(one)


def _standing(one: Correction) -> dict[str, Any]:
    """What may change of a correction. All that its source came to say lies beside what it says now."""
    noticed = {"noticed": [[says, at.isoformat()] for says, at in one.noticed]} if one.noticed else {}
    return {name: getattr(one, name) for name in _MAY_CHANGE} | {
        "conflict": {**(one.conflict or {}), **noticed} or None
    }


def _correction(row: Any) -> Correction:
    kept = row.conflict or {}
    conflict = {"says": kept["says"]} if "says" in kept else None
    noticed = tuple((says, datetime.fromisoformat(at)) for says, at in kept.get("noticed", ()))
    if conflict and not noticed:  # of before all of them were kept
        noticed = ((conflict["says"], row.conflict_at),)
    values = {name: getattr(row, name) for name in (*_AS_MADE, *_MAY_CHANGE, "id")}
    return Correction(uid=row.talk_uid, **values | {"conflict": conflict, "noticed": noticed})
