"""Connecting: one engine per database, SQLite set up as it should be, and every failure told in a sentence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from config.errors import StoreError

BUSY_TIMEOUT_S = 30
"""How long a writer waits for another one before it gives up; an ingest takes well under a second."""


def parse_url(database_url: str) -> URL:
    """The address of a database, checked: SQLite or PostgreSQL (psycopg)."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise StoreError(
            f"database_url {database_url!r} is no address of a database; write sqlite:///path/to/talkfeed.db "
            "or postgresql+psycopg://user:password@host/name"
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"database_url names {url.get_backend_name()}; Talkfeed knows sqlite and postgresql+psycopg")
    return url


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL and for databases in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def connect(url: URL) -> Engine:
    """An engine for this address; nothing is opened yet."""
    try:
        engine = create_engine(url, json_serializer=_json, pool_pre_ping=url.get_backend_name() != "sqlite")
    except NoSuchModuleError:
        raise StoreError(f"database_url names the driver {url.drivername}; write postgresql+psycopg://…") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that began by reading could not wait for it (SQLITE_BUSY_SNAPSHOT).
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    writing = options.get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Within it, what the database refuses becomes a StoreError that says what to do. Mistakes of ours stay bugs."""
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(url, error)
        if sentence is None:
            raise
        raise StoreError(sentence) from error


_SQLITE = {
    "database is locked": "is locked by another program; let that one finish, or look with `talkfeed status`",
    "file is not a database": "is not a SQLite database; choose another database_url or move the file away",
    "unable to open database file": "cannot be opened; is its folder there, and may you write in it?",
    "readonly database": "cannot be written; give this user the right to write the file and its folder",
    "database disk image is malformed": "is damaged; put a backup in its place (`talkfeed db backup` makes them)",
    "database or disk is full": "cannot grow: the disk is full",
    "disk I/O error": "cannot be read or written: the disk reports an error",
}


def _sentence(url: URL, error: DBAPIError) -> str | None:
    name, said = url.render_as_string(hide_password=True), str(error.orig)
    if url.get_backend_name() == "sqlite":
        place = sqlite_path(url) or name
        return next((f"the database {place} {text}" for words, text in _SQLITE.items() if words in said), None)
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return f"the database {name} cannot be used: {said.strip().splitlines()[0]}"
    return None
