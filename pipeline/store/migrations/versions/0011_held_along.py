"""Which corrections nobody made: an end, a zone that are held along with a corrected start.

Until now nothing told them from what a person said. What is the same as the source said then, and an end that became
unknown with the start, is taken for held along.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and fill it."""
    comment = "nobody said it: held with a corrected start"
    column: sa.Column[bool] = sa.Column(
        "along", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
    )
    op.add_column("correction", column)
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    names = ("id", "talk_uid", "field", "made_at", "value", "was", "along")
    correction = sa.table("correction", *(sa.Column(name) for name in names))
    c = correction.c
    value, was = sa.cast(c.value, sa.Text).label("value"), sa.cast(c.was, sa.Text).label("was")
    asked = sa.select(c.id, c.talk_uid, c.field, c.made_at, value, was)
    rows = connection.execute(asked).all()
    starts = {(row.talk_uid, row.made_at) for row in rows if row.field == "start"}
    held = [
        row.id
        for row in rows
        if (row.talk_uid, row.made_at) in starts
        and (
            row.field in ("all_day", "time_known")
            or (row.field in ("end", "timezone") and _value(row.value) == _value(row.was))
            or (row.field == "end" and _value(row.value) is None)
        )
    ]
    for chunk in (held[start : start + 500] for start in range(0, len(held), 500)):
        connection.execute(sa.update(correction).where(c.id.in_(chunk)).values(along=True))


def _value(text: str | None) -> object:
    return None if text is None else json.loads(text)
