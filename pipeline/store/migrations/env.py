"""Alembic's entry: runs migrations on the connection it is handed (`pipeline.store.schema.upgrade`)."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from pipeline.store.tables import metadata


def ours(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out what is made by hand: the text indexes of either engine, and the archive's own tables."""
    return not (name or "").startswith(("talk_fts", "ix_talk_text_words", "archive_"))


def run(connection: Connection) -> None:
    """All revisions asked for, in one transaction."""
    context.configure(connection=connection, target_metadata=metadata, include_object=ours, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run(context.config.attributes["connection"])
