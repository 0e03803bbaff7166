"""Fetched pages, each body once under its sha256, compressed: in a file of its own beside the database.

The crawler writes here while an ingest writes the database; two files, so neither waits for the other. Given the
address of a PostgreSQL database, the same tables lie in it. Handed to the crawler, never imported by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

import zstandard
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL

from config.errors import StoreError
from pipeline.store.apply import upsert
from pipeline.store.columns import Instant
from pipeline.store.engine import connect, explained, parse_url, sqlite_path

LEVEL = 3
"""Of zstd: nine times as fast to write as gzip at the same size; higher levels cost more than they save."""

LARGEST = 256 * 2**20
"""Bytes a body may unpack to; pages are bounded long before (`[limits] bytes`)."""
A_DAY = timedelta(days=1)

GONE = 404
"""The status of an address that was asked for in a whole run and had no page any more."""

FOLLOWING = 3
"""Whole runs without anything new that are noted: after so many nothing more is believed gone (`pipeline.absence`)."""

MANY = 500
"""Hashes asked for with one statement: well under both engines' limits of parameters."""

archive_tables = MetaData()

PAGES = Table(
    "archive_page",
    archive_tables,
    Column("url", Text, primary_key=True),
    Column("source", String, nullable=False, comment="for which source it was fetched"),
    Column("sha256", String, nullable=False, comment="its body"),
    Column("retrieved", Instant, nullable=False, comment="when these bytes were first seen there"),
    Column("last_seen", Instant, nullable=False, comment="when they were last of use, to the day"),
    Column("status", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content_type", Text),
    Index("ix_archive_page_sha256", "sha256"),
    Index("ix_archive_page_last_seen", "last_seen"),
    comment="the page last fetched at each address",
)

VERSIONS = Table(
    "archive_version",
    archive_tables,
    Column("url", Text, primary_key=True),
    Column("retrieved", Instant, primary_key=True, comment="when these bytes were first seen there"),
    Column("source", String, nullable=False, comment="for which source it was fetched"),
    Column("sha256", String, nullable=False, comment="its body, kept as long as that is of use"),
    Column("status", Integer, nullable=False),
    Column("content_type", Text),
    Index("ix_archive_version_source", "source", "retrieved"),
    Index("ix_archive_version_sha256", "sha256"),
    comment="every page fetched at each address, the last one too, and that it was gone",
)

RUNS = Table(
    "archive_run",
    archive_tables,
    Column("source", String, primary_key=True),
    Column("at", Instant, primary_key=True, comment="when its pages counted as fetched"),
    comment="whole runs after one that brought something new, as many as tell what an absence is worth",
)

EMPTY = hashlib.sha256(b"").hexdigest()

BODIES = Table(
    "archive_body",
    archive_tables,
    Column("sha256", String, primary_key=True),
    Column("last_seen", Instant, nullable=False, comment="when a page last said this, to the day"),
    Column("size", Integer, nullable=False, comment="bytes, unpacked"),
    Column("zstd", LargeBinary, nullable=False),
    Index("ix_archive_body_last_seen", "last_seen"),
    comment="the bytes of pages, older versions too",
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of an address: the page last fetched there, and what to ask "has it changed?" with. `retrieved`:
    when these bytes were first seen there; `last_seen`: when they last were, or were read in place of asking."""

    url: str
    source: str
    sha256: str
    retrieved: datetime
    last_seen: datetime
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None


class Archive:
    """Pages by address, bodies by hash. Open it with `Archive.open`; one object per thread of writing."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = connect(url)

    @classmethod
    def open(cls, place: str | Path) -> Archive:
        """The archive in this SQLite file (a path or an address), or in this PostgreSQL database; made if missing."""
        url = (
            parse_url(place) if isinstance(place, str) and "://" in place else URL.create("sqlite", database=str(place))
        )
        if (path := sqlite_path(url)) is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"the folder {path.parent} of the archive cannot be made: {error.strerror}") from error
        archive = cls(url)
        try:
            with explained(url), archive.engine.begin() as connection:
                _make(connection)
        except BaseException:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(
        self, url: str, source: str, body: bytes, *, status: int, headers: Mapping[str, str], retrieved: datetime
    ) -> str:
        """Keep a fetched page; gives the sha256 of its bytes. `retrieved` is aware; header names in any case."""
        sha256, named = hashlib.sha256(body).hexdigest(), {name.lower(): value for name, value in headers.items()}
        row = {"url": url, "source": source, "sha256": sha256, "retrieved": retrieved, "status": status}
        row["last_seen"] = retrieved
        row |= {"etag": named.get("etag"), "last_modified": named.get("last-modified")}
        row |= {"content_type": named.get("content-type")}
        with (
            explained(self.url),
            self.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            if connection.scalar(select(BODIES.c.sha256).where(BODIES.c.sha256 == sha256)) is None:
                packed = zstandard.ZstdCompressor(level=LEVEL).compress(body)
                kept = {"sha256": sha256, "last_seen": retrieved, "size": len(body), "zstd": packed}
                upsert(connection, BODIES, [kept], update=("last_seen",))
            else:
                _touch(connection, BODIES, BODIES.c.sha256 == sha256, retrieved)
            upsert(connection, PAGES, [row])
            upsert(connection, VERSIONS, [{column.name: row[column.name] for column in VERSIONS.c}])
        return sha256

    def seen(self, url: str, now: datetime) -> None:
        """The page at this address was of use again, with the bytes that are kept: so it stays. Written once a day at
        most, for most pages of most runs are unchanged."""
        known = self.recall(url)
        if known is None or now - known.last_seen < A_DAY:
            return
        with (
            explained(self.url),
            self.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            _touch(connection, PAGES, PAGES.c.url == url, now)
            _touch(connection, BODIES, BODIES.c.sha256 == known.sha256, now)

    def note(self, source: str, at: datetime, gone: Iterable[str]) -> None:
        """A run read all that it wanted to, and these addresses had no page any more. Of runs that follow one another
        with nothing new only the first are noted: nothing is written once a source has settled."""
        version, run = VERSIONS.c, RUNS.c
        with (
            explained(self.url),
            self.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            kept = [
                {"url": url, "retrieved": at, "source": source, "sha256": EMPTY, "status": GONE, "content_type": None}
                for url in sorted(set(gone))
                if _last_status(connection, url) not in (None, GONE)
            ]
            if kept:
                nothing = {
                    "sha256": EMPTY,
                    "last_seen": at,
                    "size": 0,
                    "zstd": zstandard.ZstdCompressor().compress(b""),
                }
                upsert(connection, BODIES, [nothing], update=("last_seen",))
                upsert(connection, VERSIONS, kept, update=())
            news = select(func.max(version.retrieved)).where(version.source == source).scalar_subquery()
            since = select(func.count()).select_from(RUNS).where(run.source == source, run.at > news)
            if (connection.scalar(since) or 0) < FOLLOWING:
                upsert(connection, RUNS, [{"source": source, "at": at}], update=())

    def recall(self, url: str) -> Remembered | None:
        """The page last fetched at this address."""
        with explained(self.url), self.engine.connect() as connection:
            row = connection.execute(select(PAGES).where(PAGES.c.url == url)).one_or_none()
        return None if row is None else Remembered(**row._mapping)

    def body(self, sha256: str) -> bytes | None:
        """The bytes of this hash."""
        with explained(self.url), self.engine.connect() as connection:
            packed = connection.scalar(select(BODIES.c.zstd).where(BODIES.c.sha256 == sha256))
        if packed is None:
            return None
        return zstandard.ZstdDecompressor().decompress(bytes(packed), max_output_size=LARGEST)

    def as_of(self, at: datetime) -> AsOf:
        """The pages as they were known at this aware instant."""
        return AsOf(self, at)

    def runs(self) -> list[tuple[datetime, str]]:
        """When pages were fetched that were new by then or gone, and the whole runs after that; and of which source, in
        order: all pages of one run count as fetched at one instant."""
        new, whole = select(VERSIONS.c.retrieved, VERSIONS.c.source), select(RUNS.c.at, RUNS.c.source)
        with explained(self.url), self.engine.connect() as connection:
            return sorted((row[0], row[1]) for row in connection.execute(new.union(whole)))

    def pages(self, sha256s: Iterable[str]) -> dict[str, list[Remembered]]:
        """The addresses that show these bytes at present, by hash, in the order of the hashes; none where they say
        something else by now."""
        wanted = sorted(sha256s)
        found: dict[str, list[Remembered]] = {sha256: [] for sha256 in wanted}
        with explained(self.url), self.engine.connect() as connection:
            for start in range(0, len(wanted), MANY):
                some = PAGES.c.sha256.in_(wanted[start : start + MANY])
                for row in connection.execute(select(PAGES).where(some).order_by(PAGES.c.url)):
                    found[row.sha256].append(Remembered(**row._mapping))
        return found

    def former(self, sha256s: Iterable[str]) -> dict[str, tuple[str, datetime]]:
        """Where these bytes stood when they were last new at an address, and when that was (aware), by hash; whatever
        stands there by now."""
        wanted = sorted(sha256s)
        found: dict[str, tuple[str, datetime]] = {}
        with explained(self.url), self.engine.connect() as connection:
            for start in range(0, len(wanted), MANY):
                some = VERSIONS.c.sha256.in_(wanted[start : start + MANY])
                for row in connection.execute(select(VERSIONS).where(some).order_by(VERSIONS.c.retrieved)):
                    found[row.sha256] = row.url, row.retrieved
        return found

    def last(self) -> dict[str, datetime]:
        """When something new was last fetched of each source (aware)."""
        version = VERSIONS.c
        statement = select(version.source, func.max(version.retrieved)).group_by(version.source)
        with explained(self.url), self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}

    def prune(self, before: datetime) -> int:
        """Forget pages last of use before this instant, with the bytes that nothing refers to any more; how many
        bodies went. An unchanged page that is still there stays, however old it is."""
        with (
            explained(self.url),
            self.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            connection.execute(delete(PAGES).where(PAGES.c.last_seen < before))
            used = select(PAGES.c.sha256)
            gone = delete(BODIES).where(BODIES.c.last_seen < before, BODIES.c.sha256.not_in(used))
            bodies = connection.execute(gone).rowcount
            connection.execute(delete(VERSIONS).where(VERSIONS.c.sha256.not_in(select(BODIES.c.sha256))))
            connection.execute(delete(RUNS).where(RUNS.c.at < before))
            return bodies

    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        with explained(self.url), self.engine.connect() as connection:
            return connection.scalar(select(BODIES.c.sha256).limit(1)) is None

    def info(self) -> dict[str, int]:
        """How many pages and bodies there are, and their bytes unpacked and packed."""
        statement = select(func.count(), func.sum(BODIES.c.size), func.sum(func.length(BODIES.c.zstd)))
        with explained(self.url), self.engine.connect() as connection:
            pages = connection.scalar(select(func.count()).select_from(PAGES)) or 0
            bodies, size, packed = connection.execute(statement).one()
        return {"pages": pages, "bodies": bodies, "bytes": int(size or 0), "packed_bytes": int(packed or 0)}


class AsOf:
    """What an archive held at an instant: it answers, and takes nothing."""

    def __init__(self, archive: Archive, at: datetime) -> None:
        self._archive = archive
        self._at = at

    def recall(self, url: str) -> Remembered | None:
        """The page last fetched at this address by then; nothing to ask "has it changed?" with."""
        version = VERSIONS.c
        statement = select(VERSIONS).where(version.url == url, version.retrieved <= self._at)
        with explained(self._archive.url), self._archive.engine.connect() as connection:
            row = connection.execute(statement.order_by(version.retrieved.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        return Remembered(**row._mapping, last_seen=row.retrieved, etag=None, last_modified=None)

    def body(self, sha256: str) -> bytes | None:
        """The bytes of this hash."""
        return self._archive.body(sha256)


def _make(connection: Connection) -> None:
    """The tables and indexes, where they are missing. An archive of before there were versions knows the last of each
    address."""
    versioned = inspect(connection).has_table(VERSIONS.name)
    archive_tables.create_all(connection)
    if versioned:
        for index in VERSIONS.indexes:
            index.create(connection, checkfirst=True)
    else:
        names = [column.name for column in VERSIONS.c]
        connection.execute(insert(VERSIONS).from_select(names, select(*(PAGES.c[name] for name in names))))


def _last_status(connection: Connection, url: str) -> int | None:
    """What is known of an address last; None where nothing is."""
    version = VERSIONS.c
    newest = select(version.status).where(version.url == url).order_by(version.retrieved.desc()).limit(1)
    return connection.scalar(newest)


def _touch(connection: Connection, table: Table, which: ColumnElement[bool], now: datetime) -> None:
    connection.execute(update(table).where(which, table.c.last_seen < now).values(last_seen=now))
