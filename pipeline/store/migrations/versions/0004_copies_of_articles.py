"""What each copy of an article says and by what it is looked for, and whom articles name.

Signs and names of what is stored already are learnt when it is seen again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Add them; what is there stays."""
    since = "when it was first seen there; null: before this was noted"
    op.add_column("article_address", sa.Column("since", Instant(), nullable=True, comment=since))
    said = "the copy that stands there, where it is not the one shown"
    op.add_column("article_address", sa.Column("said", WORDS, nullable=True, comment=said))
    sign = "url:address it has or names, title:folded title it ever bore"
    op.create_table(
        "article_sign",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False, comment=sign),
        sa.PrimaryKeyConstraint("source", "url", "sign", name=op.f("pk_article_sign")),
        sa.ForeignKeyConstraint(
            ["source", "url"],
            ["article_address.source", "article_address.url"],
            name="fk_article_sign_article_address",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        comment="by what a copy of an article is looked for",
    )
    op.create_index(op.f("ix_article_sign_sign"), "article_sign", ["sign"], unique=False)
    name = "a full name, for comparison with that of speakers"
    op.create_table(
        "article_person",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False, comment=name),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_person_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "folded_name", name=op.f("pk_article_person")),
        comment="whom an article names in full",
    )
    op.create_index(op.f("ix_article_person_folded_name"), "article_person", ["folded_name"], unique=False)
