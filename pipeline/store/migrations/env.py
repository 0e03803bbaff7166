"""Alembic's entry: runs migrations on the connection it is handed (`pipeline.store.schema.upgrade`)."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from pipeline.store.migrations import ours
from pipeline.store.tables import metadata


def run(connection: Connection) -> None:
    """All revisions asked for, in one transaction."""
    context.configure(connection=connection, target_metadata=metadata, include_object=ours, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run(context.config.attributes["connection"])
