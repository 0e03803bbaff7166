"""Joins, corrections, the history of articles, what a page keeps taking back, and how sure each value is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Add them; what is there stays."""
    unsettled = "what its page keeps taking back, field → values; reported, not published"
    op.add_column("talk", sa.Column("unsettled", WORDS, nullable=True, comment=unsettled))
    shown = "the talk under whose UID it is shown; null: its own"
    op.add_column("talk", sa.Column("joined_to", sa.String(), nullable=True, comment=shown))
    op.create_index(op.f("ix_talk_joined_to"), "talk", ["joined_to"], unique=False)
    sure = "0 to 1: of the value, where it was believed; null: nobody judged it"
    op.add_column("evidence", sa.Column("confidence", sa.Float(), nullable=True, comment=sure))
    _make_joining()
    _make_correction()
    _make_article_revision()


def _make_joining() -> None:
    op.create_table(
        "joining",
        sa.Column("one", sa.String(), nullable=False, comment="a talk's UID, the smaller of the two"),
        sa.Column("other", sa.String(), nullable=False, comment="the other talk's UID"),
        sa.Column("together", sa.Boolean(), nullable=False, comment="whether both are one talk"),
        sa.Column("by", sa.String(), nullable=False, comment="score or person; a person's word stands"),
        sa.Column("score", sa.Float(), nullable=True, comment="how alike they are; null: a person said so"),
        sa.Column("grounds", WORDS, nullable=True, comment="what the score is made of"),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_joining")),
        comment="talks announced in several listings: which are one, which are not",
    )
    op.create_index(op.f("ix_joining_other"), "joining", ["other"], unique=False)


def _make_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_uid", sa.String(), nullable=False, comment="the talk"),
        sa.Column("field", sa.String(), nullable=False, comment="the field of the JSON form"),
        sa.Column("value", WORDS, nullable=True, comment="what it shall be"),
        sa.Column("was", WORDS, nullable=True, comment="what the source said when it was corrected"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True, comment="the last day it holds; null: until it is taken back"),
        sa.Column("conflict", WORDS, nullable=True, comment="what the source says since it changed; null: no conflict"),
        sa.Column("ended_at", Instant(), nullable=True, comment="when it was taken back or ran out; null: it holds"),
        sa.ForeignKeyConstraint(["talk_uid"], ["talk.uid"], name=op.f("fk_correction_talk_uid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        comment="what people corrected; it survives crawls and imports",
    )
    op.create_index(op.f("ix_correction_talk_uid"), "correction", ["talk_uid"], unique=False)


def _make_article_revision() -> None:
    op.create_table(
        "article_revision",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1 is the publication"),
        sa.Column("run_id", sa.String(), nullable=False, comment="the run that brought it"),
        sa.Column("kind", sa.Text(), nullable=False, comment="announced, retitled, details changed …"),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("diff", WORDS, nullable=False, comment="field → [before, after]"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_revision_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_article_revision_run_id")),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_article_revision")),
        comment="what changed in articles when",
    )
    op.create_index(op.f("ix_article_revision_changed_at"), "article_revision", ["changed_at"], unique=False)
