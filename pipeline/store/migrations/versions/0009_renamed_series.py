"""Which series gave talks to which others, known also when the revisions that tell it are forgotten."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from alembic import op

from pipeline.store.rows import series_id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and count what the revisions still tell."""
    renaming = op.create_table(
        "renaming",
        sa.Column("series_id", sa.String(), nullable=False, comment="the series they were in"),
        sa.Column("given_to", sa.String(), nullable=False, comment="the series they were given to"),
        sa.Column("talks", sa.Integer(), nullable=False, comment="how many, since it was first so"),
        sa.PrimaryKeyConstraint("series_id", "given_to", name=op.f("pk_renaming")),
        comment="talks given from one series to another; one without any leads to where most went",
    )
    if rows := _told(op.get_bind()):
        op.bulk_insert(renaming, rows)


def _told(connection: sa.Connection) -> list[dict[str, object]]:
    talk = sa.table("talk", sa.column("uid"), sa.column("source"))
    change = sa.table("revision", sa.column("talk_uid"), sa.column("diff", sa.JSON))
    asked = sa.select(talk.c.source, change.c.diff).join_from(change, talk, change.c.talk_uid == talk.c.uid)
    given: Counter[tuple[str, str]] = Counter()
    for source, diff in connection.execute(asked.where(sa.cast(change.c.diff, sa.Text).like('%"series"%'))):
        before, after = diff.get("series", (None, None))
        if before and after:
            given[series_id(source, before), series_id(source, after)] += 1
    return [
        {"series_id": old, "given_to": new, "talks": talks} for (old, new), talks in sorted(given.items()) if old != new
    ]
