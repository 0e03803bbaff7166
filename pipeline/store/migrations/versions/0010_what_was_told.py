"""What subscribers were told of talks that a database brought back from a backup does not know yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "told",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="the SEQUENCE that was published last"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_told")),
        comment="published, and gone with a database: where their SEQUENCE goes on when they are announced again",
    )
