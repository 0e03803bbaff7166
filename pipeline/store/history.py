"""Revisions read back: what changed when, and what was known at an instant of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from pipeline.store import tables as t


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in a talk's life. `kind`: INTERFACE's words; `diff`: field → (before, after). `by`: None for what the
    source said, "person" for a correction, "expiry" for one that ran out; `note`: the person's reason."""

    number: int
    kind: str
    sequence: int
    changed_at: datetime
    diff: Mapping[str, tuple[object, object]]
    run: str
    by: str | None = None
    note: str | None = None


def revisions(connection: Connection, *which: ColumnElement[bool]) -> list[Revision]:
    """The revisions meant, talk by talk, the first first."""
    statement = select(t.revision).where(*which).order_by(t.revision.c.talk_uid, t.revision.c.number)
    return [_revision(row) for row in connection.execute(statement)]


def _revision(row: Any) -> Revision:
    diff = {name: (pair[0], pair[1]) for name, pair in row.diff.items()}
    return Revision(row.number, row.kind, row.sequence, row.changed_at, diff, row.run_id, row.by, row.note)
