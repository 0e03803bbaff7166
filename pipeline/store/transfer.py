"""A whole database into another one, of the other engine if need be: every row of every table, and nothing of it is
believed before it was read back.

`talkfeed db move`, `restore` and, on PostgreSQL, `backup` are this one thing. What is copied is what one moment showed;
it is written in one transaction; counts and contents of both sides are compared, and only then it is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, MetaData, Table, delete, func, select, text

from config.errors import StoreError
from pipeline.store import tables as t
from pipeline.store.archive import Archive, archive_tables
from pipeline.store.engine import DAMAGED, explained, full_disk, parse_url, sqlite_path
from pipeline.store.store import Store

AT_ONCE = 500
"""Rows read and written together; bodies of pages are up to megabytes."""

OWN = ("talk", "article", "run", "feed", "correction", "joining", "digest", "told")
"""Tables whose rows nobody can make again: where one holds any, a database is not empty."""

Watch = Callable[[str, int], None]
"""Told the name of each table and how many of its rows are copied."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A table's rows in a form that no order and no engine changes: how many, and the sum of their hashes."""

    rows: int
    sum: int


def unwatched(table: str, rows: int) -> None:
    """Nobody looks."""


# ── The database ──────────────────────────────────────────────────────────────────────────────────────────────────────


def transfer(origin: Store, target: Store, watch: Watch = unwatched) -> dict[str, int]:
    """Copy all tables of one store into an empty one; rows by table. StoreError, and nothing written, where the target
    is not empty or does not read back as the origin."""
    with origin.reading() as here, target.changing() as there:
        return _fill(here, there, target.name, watch)


def _fill(here: Connection, there: Connection, name: str, watch: Watch) -> dict[str, int]:
    _must_be_empty(there, name)
    for table in reversed(t.metadata.sorted_tables):  # rows that any start makes again, of sources and series
        there.execute(delete(table))
    return _copy(here, there, t.metadata, name, watch)


def _fill_archive(here: Connection, there: Connection, name: str, watch: Watch) -> dict[str, int]:
    for table in archive_tables.sorted_tables:
        if there.scalar(select(func.count()).select_from(table)):
            raise StoreError(f"the archive of {name} is not empty; name another place, or move it away")
    return _copy(here, there, archive_tables, name, watch)


def _must_be_empty(connection: Connection, name: str) -> None:
    for table in OWN:
        rows = connection.scalar(select(func.count()).select_from(t.metadata.tables[table]))
        if rows:
            raise StoreError(
                f"the database {name} is not empty: {rows} rows in {table}; name an empty one, or move this one away"
            )


def _copy(here: Connection, there: Connection, what: MetaData, name: str, watch: Watch) -> dict[str, int]:
    counts = {}
    for table in what.sorted_tables:
        done = 0
        for rows in _rows(here, table):
            there.execute(table.insert(), rows)
            done += len(rows)
            watch(table.name, done)
        counts[table.name] = done
        _go_on_counting(there, table)
    wrong = [table.name for table in what.sorted_tables if digest(here, table) != digest(there, table)]
    if wrong:
        raise StoreError(f"{name}: {', '.join(wrong)} did not read back as written; nothing was kept")
    return counts


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    with explained(connection.engine.url):  # and not what is wrong here as if it were there
        found = connection.execute(select(table), execution_options={"yield_per": AT_ONCE})
        for some in found.partitions(AT_ONCE):
            yield [dict(row._mapping) for row in some]


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers the next row after those that were copied."""
    (key, *others) = table.primary_key.columns
    if connection.dialect.name != "postgresql" or others or not isinstance(key.type, Integer):
        return
    last = connection.scalar(select(func.max(key)))
    if last is not None:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key.name}
        )
        connection.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last}
        )


def digest(connection: Connection, table: Table) -> Digest:
    """What a table holds, comparable between engines."""
    count = total = 0
    for rows in _rows(connection, table):
        for row in rows:
            said = json.dumps(row, sort_keys=True, default=_plain, ensure_ascii=False)
            total += int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest())
            count += 1
    return Digest(count, total % 2**256)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, (bytes, memoryview))
    return hashlib.sha256(value).hexdigest()


# ── Files and addresses ───────────────────────────────────────────────────────────────────────────────────────────────


def archive_of(file: Path) -> Path:
    """Where the fetched pages lie that belong to a backup, if it has any."""
    return file.with_name(f"{file.name}.archive")


def backup(store: Store, file: Path, *, archive: Archive | None = None) -> None:
    """A copy of the database, of either engine, as it is now, as a SQLite file that is not there yet; others go on
    meanwhile. `archive`: the fetched pages, into a file beside it (`archive_of`)."""
    pages = archive_of(file)
    with _made(file) as part, nullcontext() if archive is None else _made(pages) as leaves:
        if archive is not None and leaves is not None:
            _leaves(archive, leaves, str(pages), unwatched)
        original = sqlite_path(store.url)
        if original is None:
            with closing(_opened(part)) as copy:
                transfer(store, copy)
            return
        try:
            with closing(sqlite3.connect(str(original))) as here, closing(sqlite3.connect(part)) as there:
                here.backup(there)
        except sqlite3.Error as error:
            why = full_disk(file) or full_disk(original) or error
            raise StoreError(f"the backup {file} cannot be written: {why}") from error


def restore(
    file: Path, store: Store, watch: Watch = unwatched, *, archive: Archive | None = None, room: Path | None = None
) -> dict[str, int]:
    """A backup's rows into an empty store of either engine; rows by table. The file stays as it is, also where it is of
    an older version: what is upgraded is a copy.

    `archive`: an empty one, for the fetched pages that lie beside the backup, if they do. `room`: a folder for the
    copy, in which nobody else restores meanwhile; that of the database, or of the backup, if not given."""
    if not file.is_file():
        raise StoreError(f"there is no file {file}")
    if room is not None:
        _clear(room)
    room = room or (sqlite_path(store.url) or file).parent
    pages = archive_of(file)
    with (
        _copied(file, room) as place,
        closing(_opened(place)) as copy,
        copy.reading() as here,
        store.changing() as there,
    ):
        counts = _fill(here, there, store.name, watch)
        if archive is not None and pages.is_file():
            with _copied(pages, room) as leaf, closing(Archive.open(leaf)) as leaves:
                counts |= _leaves_into(leaves, archive, archive.url.render_as_string(hide_password=True), watch)
        return counts


_COPY = re.compile(r"\..+\.reading(-wal|-shm)?")


def _clear(room: Path) -> None:
    """Remove what a restore that was killed left behind."""
    for path in room.glob(".*"):
        if _COPY.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def _copied(file: Path, room: Path) -> Iterator[Path]:
    """A copy of a backup, to be read; what is wrong with it is said of the backup."""
    with file.open("rb") as content:
        if content.read(16) != b"SQLite format 3\x00":
            raise StoreError(f"{file} is no backup: 'talkfeed db backup' writes SQLite files")
    place = room / f".{file.name}.reading"
    try:
        room.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        with _said_of(place, file, "backup"):
            yield place
    except OSError as error:
        raise StoreError(f"{room} cannot hold a copy of the backup: {error.strerror}") from error
    finally:
        _remove(place)


@contextmanager
def _said_of(hidden: Path, file: Path, what: str) -> Iterator[None]:
    """Within it, sentences about a file that nobody but us knows name the one it stands for."""
    try:
        yield
    except StoreError as error:
        if str(hidden) not in (said := str(error)):
            raise
        said = said.replace(f"the database {hidden}", f"the {what} {file}").replace(str(hidden), str(file))
        raise StoreError(said.replace(DAMAGED, "is damaged; take another one")) from error


def move(
    store: Store, url: str, *, archive: Archive | None = None, pages: Path | None = None, watch: Watch = unwatched
) -> dict[str, int]:
    """Everything to another address, SQLite or PostgreSQL; rows by table. What is moved from stays as it is.

    `archive`: the fetched pages, which go along: into the same PostgreSQL database, or into the file `pages`."""
    to = parse_url(url)
    path = sqlite_path(to)
    if to == store.url or (path is not None and path.absolute() == _file(store)):
        raise StoreError(f"the database is at {store.name} already; name another address")
    if path is None:
        return _into_postgresql(store, url, archive, watch)
    beside = nullcontext() if archive is None or pages is None else _made(pages, ELSEWHERE)
    with _made(path) as part, beside as leaves:
        counts = {} if archive is None or leaves is None else _leaves(archive, leaves, str(pages), watch)
        with closing(_opened(part)) as copy:
            return transfer(store, copy, watch) | counts


def _leaves(archive: Archive, file: Path, name: str, watch: Watch) -> dict[str, int]:
    """The archive into a file of its own."""
    with closing(Archive.open(file)) as target:
        return _leaves_into(archive, target, name, watch)


def _leaves_into(archive: Archive, target: Archive, name: str, watch: Watch) -> dict[str, int]:
    with (
        explained(archive.url),
        seen_at_once(archive.engine) as here,
        explained(target.url),
        target.engine.connect().execution_options(writing=True) as there,
        there.begin(),
    ):
        return _fill_archive(here, there, name, watch)


def _into_postgresql(store: Store, url: str, archive: Archive | None, watch: Watch) -> dict[str, int]:
    """Database and archive lie together there: one transaction for both."""
    with closing(Store.open(url)) as target:
        if archive is None:
            return transfer(store, target, watch)
        Archive.open(url).close()
        with store.reading() as here, seen_at_once(archive.engine) as pages, target.changing() as there:
            counts = _fill(here, there, target.name, watch)
            return counts | _fill_archive(pages, there, target.name, watch)


def _file(store: Store) -> Path | None:
    path = sqlite_path(store.url)
    return path and path.absolute()


@contextmanager
def seen_at_once(engine: Engine) -> Iterator[Connection]:
    """A consistent look at an archive."""
    options: Mapping[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        yield connection


ANOTHER = "name a file that is not, or move it away"
ELSEWHERE = "move it away and the fetched pages go there, or say --without-archive to leave them where they are"


@contextmanager
def _made(file: Path, remedy: str = ANOTHER) -> Iterator[Path]:
    """A file that is made whole or not at all; it must not be there yet."""
    if file.exists():
        raise StoreError(f"{file} is there already; {remedy}")
    part = file.with_name(f"{file.name}.part")
    _remove(part)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _said_of(part, file, "database"):
            yield part
        part.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        _remove(part)


def _opened(path: Path) -> Store:
    return Store.open(f"sqlite:///{path}")


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def vacuum(engines: Sequence[Engine]) -> None:
    """Give freed space back, and let the engine look again at what it holds."""
    for engine in engines:
        with explained(engine.url), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("VACUUM (ANALYZE)"))
                continue
            connection.execute(text("VACUUM"))
            connection.execute(text("PRAGMA optimize"))
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).close()
