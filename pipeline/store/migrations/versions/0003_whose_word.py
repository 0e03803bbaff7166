"""Whose word a revision is, since when a correction is in conflict, and why it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what is there stays."""
    by = "person, or expiry of what a person said; null: the source"
    op.add_column("revision", sa.Column("by", sa.String(), nullable=True, comment=by))
    op.add_column("revision", sa.Column("note", sa.Text(), nullable=True, comment="the person's reason"))
    since = "since when the source has said something else; null: no conflict"
    op.add_column("correction", sa.Column("conflict_at", Instant(), nullable=True, comment=since))
    ending = "why it ended: taken back, ran out, replaced …"
    op.add_column("correction", sa.Column("ending", sa.Text(), nullable=True, comment=ending))
