"""A talk's words without those its source may keep for itself; numbers of articles that proved to be another one.

The words are worked out from what is stored; a joined talk's own are written anew when it next changes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.store.rows import searchable

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what is there stays."""
    told = "the same without abstract and bio"
    op.add_column("talk_text", sa.Column("told", sa.Text(), nullable=False, server_default="", comment=told))
    _fill(op.get_bind())
    op.create_table(
        "article_alias",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="a number given to it before"),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_alias_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_alias")),
        comment="articles that proved to be another one",
    )
    op.create_index(op.f("ix_article_alias_article_id"), "article_alias", ["article_id"], unique=False)


def _fill(connection: sa.Connection) -> None:
    words: dict[str, list[str]] = defaultdict(list)
    for question in (
        "SELECT uid, title, NULL FROM talk",
        "SELECT talk_uid, name, affiliation FROM talk_person JOIN person ON person.id = talk_person.person_id",
        "SELECT uid, name, NULL FROM talk JOIN series ON series.id = talk.series_id",
        "SELECT talk_uid, topic, NULL FROM topic",
        "SELECT talk_uid, place, NULL FROM talk_text",
    ):
        for uid, one, other in connection.execute(sa.text(question)):
            words[uid] += [text for text in (one, other) if text]
    rows: list[dict[str, Any]] = [
        {"uid": uid, "told": searchable("\n".join(those))} for uid, those in sorted(words.items())
    ]
    if rows:
        connection.execute(sa.text("UPDATE talk_text SET told = :told WHERE talk_uid = :uid"), rows)
