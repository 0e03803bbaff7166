"""Who gets which feed by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "digest",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False, comment="who gets it: a mail address"),
        sa.Column("every", sa.String(), nullable=False, comment="day | week"),
        sa.Column("language", sa.String(), nullable=False, comment="of the mail"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True, comment="the last mail"),
        sa.PrimaryKeyConstraint("feed_id", "address", name=op.f("pk_digest")),
        comment="who gets which feed by mail",
    )
