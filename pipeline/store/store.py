"""The store: every question to the database and every change of it goes through here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import URL

from config.errors import QueryError, StoreError
from config.sources import Source
from pipeline.changes import Known
from pipeline.coverage import Expected
from pipeline.health import Run, SourceState
from pipeline.query import Entry, NewsEntry, NewsQuery, TalkQuery
from pipeline.reading.addresses import canonical
from pipeline.store import find, history, joins, moving, read, schedule, schema
from pipeline.store import news as newsroom
from pipeline.store import tables as t
from pipeline.store.apply import Transaction
from pipeline.store.engine import connect, explained, parse_url, sqlite_path
from pipeline.store.history import Happened
from pipeline.store.history import Revision as Revision
from pipeline.store.rows import evidence_of
from pipeline.store.tally import Tally, tally
from pipeline.talk import Evidence


@dataclass(frozen=True, slots=True)
class Series:
    """A series: `id` is `source.slug`, which is also its feed's id."""

    id: str
    source: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class SavedFeed:
    """A saved query under its short id."""

    id: str
    name: str
    query: str
    created_at: datetime
    moved_to: str | None = None
    retired_at: datetime | None = None


class Store:
    """A database of talks. Open it with `Store.open`, close it with `close()` or use it as a context manager.

    Methods are safe to call from several threads; each takes a connection of its own.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = connect(url)

    @classmethod
    def open(cls, database_url: str, *, create: bool = True) -> Store:
        """The database at this address, brought up to date; with `create=False` one that is missing or older is a
        StoreError instead. A database of a newer version always is."""
        url = parse_url(database_url)
        path = sqlite_path(url)
        if path is not None:
            _make_room(path, create)
        store = cls(url)
        try:
            with explained(url):
                store._check(create)
        except BaseException:
            store.close()
            raise
        return store

    def _check(self, create: bool) -> None:
        with self.engine.connect() as connection:
            found = schema.revision(connection)
        if found == schema.HEAD:
            return
        name = self.name
        if found is not None and not schema.is_older(found):
            raise StoreError(
                f"the database {name} was written by a newer Talkfeed (its schema is {found}); upgrade Talkfeed"
            )
        if not create:
            what = "holds no talks yet" if found is None else "is of an older version"
            raise StoreError(f"the database {name} {what}; run `talkfeed db upgrade`")
        self.upgrade()

    def upgrade(self) -> None:
        """Bring the schema up to date; data stays."""
        with explained(self.url), self.engine.connect().execution_options(writing=True) as connection:
            schema.upgrade(connection)

    @property
    def name(self) -> str:
        """The database as people know it: its file, or its address without the password."""
        return str(sqlite_path(self.url) or self.url.render_as_string(hide_password=True))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent look at the database: all statements see it as of the first of them."""
        # SQLite's transactions see one state anyway; PostgreSQL's by themselves a new one with each statement.
        options = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with explained(self.url), self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A change that happens whole or not at all; on SQLite it has the write lock from the start."""
        with (
            explained(self.url),
            self.engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self, source: Source, *, now: datetime, keep: bool = True) -> Iterator[Transaction]:
        """One run of one source, to be read and written in one transaction; without `keep` it is taken back."""
        with self.changing() as connection:
            yield Transaction(connection, source, now)
            if not keep:
                connection.rollback()

    # ── Sources and runs ──────────────────────────────────────────────────────────────────────────────────────────────

    def sources_sync(
        self, sources: Iterable[Source], *, crawled: Collection[str] | None = None, now: datetime, whole: bool = True
    ) -> None:
        """Bring the rows of `source` up to the configuration. `crawled`: ids crawled unless the operator says
        otherwise; those marked verified if not given. With `whole` a source no longer configured is marked as removed;
        its row and its talks stay. What a source that has moved announced becomes its follower's."""
        with self.changing() as connection:
            joins.take_turns(connection)
            schedule.sync(connection, sources, crawled, now, whole)
            moving.rehome(connection, now)

    def due(self, now: datetime) -> list[str]:
        """Ids of the sources to crawl at `now`, the longest waiting first."""
        with self.reading() as connection:
            return schedule.due(connection, now)

    def enable(self, source: str, enabled: bool | None) -> None:
        """The operator's word on crawling a source; None leaves it to the configuration."""
        with self.changing() as connection:
            statement = update(t.source).where(t.source.c.id == source).values(enabled=enabled)
            if connection.execute(statement).rowcount == 0:
                raise StoreError(f"there is no source {source!r}; `talkfeed sources` lists them")

    def failed(self, source: Source, *, run: str, started: datetime, now: datetime, error: str) -> None:
        """A crawl that brought no harvest: keep the sentence, and wait longer before the next."""
        with self.changing() as connection:
            schedule.failed(connection, source, run, started, now, error)

    def source_rows(self) -> list[SourceState]:
        """All sources, removed ones too, by id."""
        with self.reading() as connection:
            return schedule.states(connection)

    def runs(self, source: str | None = None, limit: int = 50) -> list[Run]:
        """What the latest runs did, the latest first."""
        with self.reading() as connection:
            return schedule.runs(connection, source, limit)

    def last_runs(self, limit: int = 3) -> dict[str, list[Run]]:
        """The latest crawls of each source, the latest first: what `pipeline.health.health` wants."""
        with self.reading() as connection:
            ids = list(connection.scalars(select(t.source.c.id)))
            return {source: schedule.runs(connection, source, limit, imports=False) for source in ids}

    def holding(self) -> set[str]:
        """Ids of the sources of which there are talks, crawled or imported."""
        with self.reading() as connection:
            return set(connection.scalars(select(t.talk.c.source).distinct()))

    # ── Talks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def known(self, source: str) -> list[Known]:
        """All that is known of a source's talks."""
        with self.reading() as connection:
            return read.known(connection, source)

    def expected(self, source: str, now: datetime) -> Expected:
        """A source's talks that are still to come by what it says itself, whatever people corrected."""
        with self.reading() as connection:
            return read.expected(connection, source, now)

    def find(self, query: TalkQuery, *, after: find.Position | None = None, skip: int = 0) -> list[Entry]:
        """The talks that answer the query, by time and UID; those without a date last. A recurring talk is one entry;
        `since` and `until` meet its first to its last day. `after`: only those that come after this position. With
        `as_of` what was known then; QueryError where that is no longer kept."""
        with self.reading() as connection:
            if query.as_of is not None:
                limit = None if query.limit is None else query.limit + skip
                then = history.as_of(connection, replace(query, limit=limit), self.engine.dialect.name, after)
                return then[skip:]
            return read.entries(
                connection, connection.execute(find.question(query, self.engine.dialect.name, after, skip)).all()
            )

    def tally(self, query: TalkQuery) -> tuple[Tally, list[Entry]]:
        """The talks of one listing that answer, counted by what they can be narrowed by, and those of several, read;
        the query's limit aside. What was known then is read whole."""
        if query.as_of is not None:
            return Tally(), self.find(replace(query, limit=None))
        with self.reading() as connection:
            return tally(connection, query, self.engine.dialect.name)

    def count(self, query: TalkQuery = TalkQuery()) -> int:  # noqa: B008
        """How many talks answer the query, its limit aside."""
        if query.as_of is not None:
            return len(self.find(replace(query, limit=None)))
        with self.reading() as connection:
            conditions = find.conditions(query, self.engine.dialect.name)
            return connection.scalar(select(func.count()).select_from(t.talk).where(*conditions)) or 0

    def entry(self, name: str) -> Entry | None:
        """The talk of this UID, alias, beginning of a UID (8 letters or more), or address; None if there is none.
        QueryError if several fit."""
        with self.reading() as connection:
            uids = self._uids(connection, name)
            if len(uids) > 1:
                raise QueryError(f"{name!r} fits {len(uids)} talks: {', '.join(uids[:3])} …; say more of the UID")
            if not uids:
                return None
            rows = connection.execute(read.talks().where(t.talk.c.uid == uids[0])).all()
            return read.entries(connection, rows)[0]

    def row_of(self, name: str) -> str | None:
        """The UID of the one row of this name, also where it is shown under another; None if there is none, or more."""
        with self.reading() as connection:
            found = self._rows(connection, name)
        return found.pop() if len(found) == 1 else None

    def _uids(self, connection: Connection, name: str) -> list[str]:
        shown = func.coalesce(t.talk.c.joined_to, t.talk.c.uid)
        return sorted(set(connection.scalars(select(shown).where(t.talk.c.uid.in_(self._rows(connection, name))))))

    def _rows(self, connection: Connection, name: str) -> set[str]:
        direct = select(t.talk.c.uid).where(t.talk.c.uid == name)
        merged = select(t.alias.c.talk_uid).where(t.alias.c.uid == name)
        asked = [direct, merged]
        if "://" in name:
            keyed = select(t.talk_key.c.talk_uid).where(t.talk_key.c.key == f"url:{canonical(name)}")
            listed = select(t.listing.c.talk_uid).where(t.listing.c.url == name)
            asked += [select(t.talk.c.uid).where(t.talk.c.url == name), keyed, listed]
        elif len(name) >= 8:
            asked.append(select(t.talk.c.uid).where(t.talk.c.uid.startswith(name, autoescape=True)).limit(4))
        for statement in asked:
            if found := set(connection.scalars(statement)):
                return found
        return set()

    def history(self, uid: str) -> list[Revision]:
        """What changed when, the first first."""
        with self.reading() as connection:
            return history.revisions(connection, t.revision.c.talk_uid == uid)

    def happened(self, since: datetime, until: datetime | None = None, *, source: str | None = None) -> list[Happened]:
        """What changed from then on, until then, the latest first, each with the talk as it was shown after it."""
        which = () if source is None else (t.talk.c.source == source,)
        with self.reading() as connection:
            return history.happened(connection, since, until, *which)

    def latest(self, since: datetime, count: int, *, source: str | None = None) -> tuple[list[Happened], bool]:
        """The latest so many changes from then on, the latest first, and whether there were no others; of all talks or
        of those that a source announces."""
        which = () if source is None else (find.listed_by(source),)
        with self.reading() as connection:
            return history.latest(connection, since, count, *which)

    def evidence(self, uid: str) -> list[Evidence]:
        """Where each value comes from, as of the talk's latest revision."""
        statement = select(t.evidence).where(t.evidence.c.talk_uid == uid).order_by(t.evidence.c.position)
        with self.reading() as connection:
            return [evidence_of(row) for row in connection.execute(statement)]

    def news(
        self,
        query: NewsQuery = NewsQuery(),  # noqa: B008
        *,
        skip: int = 0,
        shares: newsroom.Shares = newsroom.whole,
    ) -> list[NewsEntry]:
        """The articles that answer the query, the newest first. `shares`: how much of each source's may be searched."""
        with self.reading() as connection:
            return newsroom.find(connection, query, skip=skip, shares=shares)

    def count_news(self, query: NewsQuery = NewsQuery(), shares: newsroom.Shares = newsroom.whole) -> int:  # noqa: B008
        """How many articles answer the query, its limit aside."""
        with self.reading() as connection:
            return newsroom.count(connection, query, shares)

    def article_number(self, number: int) -> int | None:
        """The number of the article that has or had this one; None if there is none."""
        with self.reading() as connection:
            return newsroom.current(connection, number)

    def article(self, number: int) -> NewsEntry | None:
        """The article of this number; None if there is none."""
        with self.reading() as connection:
            return next(iter(newsroom.find(connection, NewsQuery(), only=[number])), None)

    def article_at(self, url: str) -> NewsEntry | None:
        """The article that stands or stood at this address; None if there is none."""
        with self.reading() as connection:
            number = newsroom.number_at(connection, url)
            return None if number is None else next(iter(newsroom.find(connection, NewsQuery(), only=[number])), None)

    def article_history(self, number: int) -> list[Revision]:
        """What changed in an article when, the first first."""
        with self.reading() as connection:
            return newsroom.revisions(connection, number)

    def copies(self, entry: NewsEntry) -> list[newsroom.CopyOf]:
        """The pages that carry an article besides the one shown, and why that is believed."""
        with self.reading() as connection:
            return newsroom.other_copies(connection, entry)

    def series(self) -> list[Series]:
        """All series, by id."""
        with self.reading() as connection:
            rows = connection.execute(select(t.series).order_by(t.series.c.id))
            return [Series(row.id, row.source, row.name, row.slug) for row in rows]

    def series_of(self, source: str) -> list[Series]:
        """A source's series, by name."""
        with self.reading() as connection:
            rows = connection.execute(select(t.series).where(t.series.c.source == source).order_by(t.series.c.name))
            return [Series(row.id, row.source, row.name, row.slug) for row in rows]

    def feeds(self) -> list[SavedFeed]:
        """Saved queries, retired ones too, by id."""
        with self.reading() as connection:
            rows = connection.execute(select(t.feed).order_by(t.feed.c.id))
            return [SavedFeed(x.id, x.name, x.query, x.created_at, x.moved_to, x.retired_at) for x in rows]

    # ── Upkeep ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def info(self) -> dict[str, Any]:
        """Engine, schema, size in bytes, and how many rows each table has."""
        with self.reading() as connection:
            counts = {
                name: connection.scalar(select(func.count()).select_from(table))
                for name, table in t.metadata.tables.items()
            }
            found = schema.revision(connection)
            sqlite = self.engine.dialect.name == "sqlite"
            sql = "SELECT sqlite_version()" if sqlite else "SHOW server_version"
            size = (
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
                if sqlite
                else "SELECT pg_database_size(current_database())"
            )
            return {
                "database": self.name,
                "engine": f"{self.engine.dialect.name} {connection.exec_driver_sql(sql).scalar()}",
                "schema": found,
                "bytes": connection.exec_driver_sql(size).scalar(),
                "rows": counts,
            }


def _make_room(path: Path, create: bool) -> None:
    """The folder of a SQLite file, made if need be; and the file must be one that SQLite can have made."""
    if not path.exists() and not create:
        raise StoreError(f"there is no database {path}; `talkfeed up` makes one")
    if path.is_dir():
        raise StoreError(f"the database {path} is a folder; name a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {path.parent} of the database cannot be made: {error.strerror}") from error
