"""Which changes a run brought is asked whenever old runs are forgotten."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes; what is there stays."""
    for table in ("revision", "article_revision"):
        op.create_index(op.f(f"ix_{table}_run_id"), table, ["run_id"], unique=False)
