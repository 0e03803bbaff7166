"""What is due: it lives in the rows of `source`, is set when a harvest is ingested, and survives every restart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from config.sources import Source
from pipeline.harvest import Harvest
from pipeline.health import Run, SourceState
from pipeline.store import tables as t

MAX_BACK_OFF = timedelta(days=3)
"""A source that cannot be reached is asked again at least this often (or at its own interval, if that is longer)."""

COUNTS = ("announced", "changed", "unchanged", "missed", "cancelled", "withdrawn", "reinstated", "rejected", "articles")


def ensure(connection: Connection, source: Source) -> None:
    """The source has a row, which nobody else changes until the transaction ends; one brought in by an import is not
    crawled."""
    if connection.scalar(select(t.source.c.id).where(t.source.c.id == source.id).with_for_update()) is None:
        connection.execute(t.source.insert().values(_row(source, source.verified) | {"id": source.id, "failures": 0}))


def _row(source: Source, crawled: bool) -> dict[str, Any]:
    return {
        "name": source.name,
        "homepage": source.homepage,
        "timezone": source.timezone,
        "verified": crawled,
        "interval": int(source.every.total_seconds()),
        "moved_to": source.moved_to,
        "publish": source.publish.model_dump(),
        "removed_at": None,
    }


def sync(
    connection: Connection,
    sources: Iterable[Source],
    crawled: Collection[str] | None,
    now: datetime,
    whole: bool = True,
) -> None:
    """Bring the rows up to the configuration; rows that are right are not written. `whole`: these are all sources
    there are, and others are marked as removed."""
    columns = t.source.c
    rows = {row.id: row for row in connection.execute(select(t.source))}
    for source in sources:
        wanted = _row(source, source.verified if crawled is None else source.id in crawled)
        row = rows.pop(source.id, None)
        if row is None:
            connection.execute(t.source.insert().values(wanted | {"id": source.id, "failures": 0}))
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            if row.next_due_at and row.interval > wanted["interval"]:  # asked for more often: from now on
                wanted["next_due_at"] = min(row.next_due_at, now + source.every)
            connection.execute(update(t.source).where(columns.id == source.id).values(wanted))
    for row in rows.values():
        if whole and row.removed_at is None:
            connection.execute(update(t.source).where(columns.id == row.id).values(removed_at=now))


def due(connection: Connection, now: datetime) -> list[str]:
    """The ids of sources to crawl now, the longest waiting first."""
    columns = t.source.c
    statement = (
        select(columns.id)
        .where(func.coalesce(columns.enabled, columns.verified).is_(True), columns.removed_at.is_(None))
        .where((columns.next_due_at.is_(None)) | (columns.next_due_at <= now))
        .order_by(func.coalesce(columns.next_due_at, columns.last_run_at).asc().nulls_first(), columns.id)
    )
    return list(connection.scalars(statement))


def ran(connection: Connection, source: Source, harvest: Harvest, now: datetime) -> None:
    """A harvest was ingested: say when the source is due again. One that reached nothing waits longer each time."""
    failed = harvest.pages_ok == 0 and (harvest.pages_failed > 0 or bool(harvest.coverage.flaw))
    _again(connection, source, now, failed=failed, seen={"last_listing_hash": harvest.listing_hash or None})


def failed(connection: Connection, source: Source, run: str, started: datetime, now: datetime, error: str) -> None:
    """A crawl that ended without a harvest: its run is kept with the error, and the source waits."""
    ensure(connection, source)
    row = {"id": run, "source": source.id, "started_at": started, "finished_at": now, "complete": False}
    row |= {"crawled": True, "pages_ok": 0, "pages_failed": 0, "doubt": "", "error": error, "problems": []}
    connection.execute(t.run.insert(), [row | dict.fromkeys(COUNTS, 0)])
    _again(connection, source, now, failed=True, seen={})


def _again(connection: Connection, source: Source, now: datetime, *, failed: bool, seen: dict[str, Any]) -> None:
    columns = t.source.c
    failures = (connection.scalar(select(columns.failures).where(columns.id == source.id)) or 0) + 1 if failed else 0
    values = {"failures": failures, "last_run_at": now, "next_due_at": now + wait(source.every, failures), **seen}
    connection.execute(update(t.source).where(columns.id == source.id).values(values))


def crawls(connection: Connection) -> dict[str, list[datetime]]:
    """By source: the aware instants at which crawls began that brought a harvest, in order."""
    run = t.run.c
    statement = select(run.source, run.started_at).where(run.crawled.is_(True), run.error == "")
    found: dict[str, list[datetime]] = defaultdict(list)
    for source, began in connection.execute(statement.order_by(run.started_at)):
        found[source].append(began)
    return found


def wait(every: timedelta, failures: int) -> timedelta:
    """How long until the next crawl: the interval, doubled with each failure in a row, bounded."""
    return min(every * float(2 ** min(failures, 16)), max(every, MAX_BACK_OFF))


def states(connection: Connection) -> list[SourceState]:
    """All sources, by id."""
    rows = connection.execute(select(t.source).order_by(t.source.c.id))
    return [
        SourceState(
            id=row.id,
            name=row.name,
            homepage=row.homepage,
            timezone=row.timezone,
            enabled=row.verified if row.enabled is None else row.enabled,
            chosen=row.enabled,
            next_due_at=row.next_due_at,
            interval=timedelta(seconds=row.interval),
            failures=row.failures,
            last_run_at=row.last_run_at,
            listing_hash=row.last_listing_hash or "",
            moved_to=row.moved_to,
            publish=row.publish,
            removed_at=row.removed_at,
        )
        for row in rows
    ]


def runs(connection: Connection, source: str | None, limit: int, *, imports: bool = True) -> list[Run]:
    """The latest runs first; without `imports` crawls alone."""
    statement = select(t.run).order_by(t.run.c.started_at.desc(), t.run.c.id).limit(limit)
    if source is not None:
        statement = statement.where(t.run.c.source == source)
    if not imports:
        statement = statement.where(t.run.c.crawled)
    names = [column.name for column in t.run.columns if column.name != "problems"]
    return [
        Run(**{name: getattr(row, name) for name in names}, problems=tuple(row.problems))
        for row in connection.execute(statement)
    ]
