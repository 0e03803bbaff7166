"""What belongs to what: settings make a store, an archive, a ledger, the sources. Opened when first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from config.settings import Settings
from config.sources import Publish, Source, load_sources
from pipeline.feeds import FeedSpec, feeds
from pipeline.health import Health, health
from pipeline.query import TalkQuery
from pipeline.store import Corrections, Store, retention
from pipeline.store.archive import Archive
from pipeline.store.digesting import Digests
from pipeline.store.ledger import Ledger
from pipeline.store.saving import SavedFeeds
from pipeline.store.successors import successors
from pipeline.store.weekly import articles

Clock = Callable[[], datetime]

DEFAULT_ADDRESS = "http://127.0.0.1:8000"


def wall_clock() -> datetime:
    """The time now, aware UTC: the clock of a deployment that is given no other."""
    return datetime.now(UTC)


@dataclass
class App:
    """One deployment. `clock` gives aware UTC; `problems` collects what is wrong with single source files."""

    settings: Settings
    clock: Clock = wall_clock
    problems: list[str] = field(default_factory=list)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source that is offered, by id. A broken file costs that source and is told in `problems`."""
        return load_sources(self.settings, on_problem=self.problems.append)

    @cached_property
    def store(self) -> Store:
        """The database, brought up to date."""
        return Store.open(self.settings.database_url)

    @cached_property
    def archive(self) -> Archive:
        """Every page that was fetched: a file beside a SQLite database, two tables of a PostgreSQL one."""
        return Archive.open(self.archive_file or self.settings.database_url)

    @property
    def archive_file(self) -> Path | None:
        """The archive's own file; None where it lies in a PostgreSQL database."""
        return self.settings.data_dir / "archive.db" if self.settings.database_url.startswith("sqlite") else None

    @cached_property
    def ledger(self) -> Ledger:
        """What was published, and as which bytes."""
        return Ledger(self.store)

    @property
    def base_url(self) -> str:
        """How subscribers reach site and feeds, without a slash at its end: as set, else where last served."""
        return self.settings.base_url or self.served_at

    @property
    def served_at(self) -> str:
        """Where this deployment was last served. Kept in a file, so that whoever publishes writes the same bytes."""
        try:
            return self._served_file.read_text("utf-8").strip() or DEFAULT_ADDRESS
        except OSError:
            return DEFAULT_ADDRESS

    def serve_at(self, address: str) -> None:
        """Say where it is served from now on, without a slash at the end."""
        if address != self.served_at:
            self._served_file.parent.mkdir(parents=True, exist_ok=True)
            self._served_file.write_text(f"{address}\n", "utf-8")

    @property
    def _served_file(self) -> Path:
        return self.settings.data_dir / "served-at"

    def refresh(self) -> None:
        """Read the source files again when they are next asked for: they may have changed while `up` goes on."""
        for name in ("sources", "said_before"):
            self.__dict__.pop(name, None)
        self.problems.clear()

    def tend(self, *, whole: bool = False) -> None:
        """Bring the source rows up to the source files. Only `up` knows the `whole` of a deployment: another command in
        another folder may see other sources, and must not mark those of a running deployment as removed. Corrections
        whose last day is over end."""
        wanted = [source.id for source in self.sources.values() if source.wanted]
        self.store.sources_sync(self.sources.values(), crawled=wanted, now=self.clock(), whole=whole)
        self.corrections.expire(self.clock())

    @cached_property
    def corrections(self) -> Corrections:
        """What people corrected."""
        return Corrections(self.store)

    @cached_property
    def said_before(self) -> dict[str, Publish]:
        """What each source the database knows allowed to be republished when its file was last read."""
        return {row.id: Publish(**row.publish) for row in self.store.source_rows() if row.publish is not None}

    def enabled(self) -> list[str]:
        """The sources that are crawled, by id: those the operator enabled, or never spoke of and that want to be."""
        said = {row.id: row.chosen for row in self.store.source_rows()}
        return [
            source.id
            for source in self.sources.values()
            if source.moved_to is None and (source.wanted if said.get(source.id) is None else said[source.id])
        ]

    def due(self) -> list[str]:
        """The sources whose time has come, the longest waiting first; new ones at once."""
        enabled, known = set(self.enabled()), {row.id for row in self.store.source_rows()}
        waiting = [source for source in self.store.due(self.clock()) if source in enabled]
        return waiting + sorted(enabled - known)

    def coming(self) -> int:
        """How many talks are still ahead."""
        return self.store.count(TalkQuery(since=self.clock().astimezone(UTC).date()))

    def feeds(self) -> list[FeedSpec]:
        """The feeds there are: of sources that are crawled or hold talks, of their series, of saved queries; those of
        sources that were taken out have ended and still answer."""
        rows = self.store.source_rows()
        alive = {row.id for row in rows if row.enabled or row.last_run_at is not None} | self.store.holding()
        alive |= {source.id for source in self.sources.values() if source.moved_to}  # whose addresses lead on
        gone = [row for row in rows if row.id in alive - self.sources.keys() and row.removed_at and not row.moved_to]
        known = (alive & self.sources.keys()) | {row.id for row in gone}
        series = [one for one in self.store.series() if one.source in known]
        offered = [self.sources[name] for name in alive & self.sources.keys()]
        return feeds(offered, series, self.store.feeds(), gone, successors(self.store))

    @cached_property
    def saved(self) -> SavedFeeds:
        """The saved queries."""
        return SavedFeeds(self.store)

    @cached_property
    def digests(self) -> Digests:
        """Who gets which feed by mail."""
        return Digests(self.store)

    def health(self) -> Health:
        """How the sources fare."""
        holding = self.store.holding()
        news = {source: count for source, count in articles(self.store).items() if source not in holding}
        return health(self.store.source_rows(), self.store.last_runs(), news, now=self.clock())

    def stuck(self) -> list[str]:
        """A sentence for each feed that could not be published and is as it was before, or that somebody should look
        at."""
        told = [one for one in self.ledger.publications() if one.problem]
        return [f"feed {one.feed_id}{'' if one.form == 'state' else f'.{one.form}'}: {one.problem}" for one in told]

    def record_failure(self, source: str, problem: str) -> None:
        """A crawl that brought no harvest, as a run that says why."""
        now = self.clock()
        self.store.failed(self.sources[source], run=uuid4().hex, started=now, now=now, error=problem)

    def archive_horizon(self) -> datetime:
        """Pages fetched before this instant need not be kept."""
        return self.clock() - timedelta(days=self.settings.archive_days)

    def forget(self) -> dict[str, int]:
        """Forget what retention does not keep: fetched pages older than `archive_days`, how talks were rendered that no
        feed shows any more, and of the past what lies before `history_days`. How many rows of which table went."""
        first = self.clock().astimezone(UTC).date() - timedelta(days=self.settings.window_past_days)
        gone = {"page": self.archive.prune(self.archive_horizon())}
        gone["ledger"] = retention.forget_renderings(self.store, first)
        before = retention.horizon(self.clock(), self.settings.history_days)
        return gone if before is None else gone | retention.forget(self.store, before)

    def close(self) -> None:
        """Let go of what was opened."""
        for name in ("store", "archive"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
        self.__dict__.pop("ledger", None)
