"""Connecting: one engine per database, SQLite set up as it should be, and every failure told in a sentence."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from config.errors import StoreError
from config.settings import masked, names_no_file

BUSY_TIMEOUT_S = 30
"""How long a writer waits for another one before it gives up; an ingest takes well under a second."""

FILE = "sqlite:///path/to/talkfeed.db"
SERVER = "postgresql+psycopg://user:password@host/name"


def parse_url(database_url: str) -> URL:
    """The address of a database, checked: a SQLite file, or PostgreSQL (psycopg)."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError(
            f"database_url {masked(database_url)!r} is no address of a database; write {FILE} or {SERVER}"
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    shown = masked(url.render_as_string(hide_password=True))
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"database_url names {url.get_backend_name()}; Talkfeed knows sqlite and postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(f"database_url names the driver {url.drivername}; write {FILE} or {SERVER}")
    if url.get_backend_name() == "sqlite" and (url.host or names_no_file(url.database or "")):
        raise StoreError(f"{shown} names no file, and a database in memory is forgotten; write {FILE}")
    if not url.database:
        raise StoreError(f"{shown} names a server and no database on it; write {SERVER}")
    return url


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def connect(url: URL) -> Engine:
    """An engine for this address; nothing is opened yet."""
    engine = create_engine(url, json_serializer=_json, pool_pre_ping=url.get_backend_name() != "sqlite")
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


DAMAGED = "is damaged; put a backup in its place (`talkfeed db backup` makes them)"

_SQLITE = {
    "database is locked": "is locked by another program; let that one finish, or look with `talkfeed status`",
    "file is not a database": "is not a SQLite database; choose another database_url or move the file away",
    "unable to open database file": "cannot be opened; is its folder there, and may you write in it?",
    "readonly database": "cannot be written; give this user the right to write the file and its folder",
    "database disk image is malformed": DAMAGED,
    "database or disk is full": "cannot grow: a disk is full; free space",
    "disk I/O error": "cannot be read or written: the disk reports an error",
}

_SHORT = ("database or disk is full", "disk I/O error", "unable to open database file")
"""What SQLite says, among other things, where a disk is full: even who only reads writes a little beside the file."""

ROOM = 2**20
"""Bytes without which a disk counts as full."""


def _sentence(url: URL, error: DBAPIError) -> str | None:
    name, said = url.render_as_string(hide_password=True), str(error.orig)
    if url.get_backend_name() == "sqlite":
        place = Path(str(url.database))
        if any(words in said for words in _SHORT) and (full := full_disk(place)):
            return f"the database {place} cannot be read or written: {full}"
        return next((f"the database {place} {text}" for words, text in _SQLITE.items() if words in said), None)
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return f"the database {name} cannot be used: {said.strip().splitlines()[0]}"
    return None


def full_disk(file: Path) -> str:
    """That the disk of this file is full, or the one on which SQLite sorts, and what to do; "" if neither is."""
    for folder in (file.absolute().parent, Path(tempfile.gettempdir())):
        try:
            if shutil.disk_usage(folder).free < ROOM:
                return f"the disk of {folder} is full; free space there"
        except OSError:  # no such folder: another sentence says so
            continue
    return ""
