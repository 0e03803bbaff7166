"""A hash of each talk's facts, so that a run that says the same as the last one need not read what is stored.

What is there gets its hash when it is next compared with a run.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; what is there stays."""
    means = "of its facts; a run that says the same needs read no more"
    op.add_column("talk", sa.Column("hash", sa.String(), nullable=True, comment=means))
