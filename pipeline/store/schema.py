"""The schema's version, and bringing a database up to it. Alembic is loaded only when there is something to do."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection, inspect

from config.errors import StoreError

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""Every revision of the schema, the first first; each a file in `migrations/versions`."""

HEAD = REVISIONS[-1]

_ONE_AT_A_TIME = Lock()  # Alembic keeps its context in a global

UPGRADING = 0x74616C6B  # "talk": the advisory lock of whoever upgrades


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None if it is empty. StoreError if it is somebody else's."""
    names = set(inspect(connection).get_table_names())
    if "alembic_version" in names and ("talk" in names or len(names) == 1):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)
    if "alembic_version" in names or "talk" in names:
        raise StoreError("the database holds tables that are not Talkfeed's; choose another database_url")
    return None


def is_older(found: str) -> bool:
    """Whether this program can bring a database of that revision up to date."""
    return found in REVISIONS


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction: two programs that start at once do so one after the
    other, and one that is stopped leaves nothing half done."""
    from alembic import command
    from alembic.config import Config

    connection.begin()  # on SQLite with the write lock; Alembic by itself would begin none there
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADING})")
    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, to)
