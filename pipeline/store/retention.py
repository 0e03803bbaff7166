"""Forgetting the past, and what may never be forgotten.

Kept whatever the settings say: talks with their UIDs, aliases, keys and sequences, corrections that hold, joins, feeds
and what they last said, which series were renamed; each talk's and article's latest revision, and the one that tells
how it stood at the horizon, so that every moment since is answered as if nothing had been forgotten. What was before it
is refused, never told wrongly.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, Connection, Table, Text, and_, cast, delete, exists, func, select, update

from config.errors import QueryError
from pipeline.store import history
from pipeline.store import tables as t
from pipeline.store.store import Store
from pipeline.talk import utc_iso

LEAST = timedelta(days=31)
"""What is kept in any case: feeds of changes tell thirty days, and by thirty days of changes a flapping page is known
(`pipeline.settling`)."""

RUNS = 20
"""The latest crawls and imports of each source stay, however long ago: its health is read from them."""


def horizon(now: datetime, days: int | None) -> datetime | None:
    """The moment (aware) from which on the past is kept; None: all of it is. `days`: the setting `history_days`."""
    return None if days is None else now - max(timedelta(days=days), LEAST)


def must_be_kept(store: Store, since: datetime, now: datetime) -> None:
    """QueryError where not all that happened since this moment is kept at `now`: part of it would be no answer."""
    if now - since <= LEAST:
        return
    with store.reading() as connection:
        first = history.kept_since(connection)
    if first is not None and since < first:
        raise QueryError(
            f"since: {utc_iso(since)} is before what is kept of the past (history_days): ask from {utc_iso(first)} on"
        )


def forget(store: Store, before: datetime) -> dict[str, int]:
    """Forget what only tells how it was before that moment (aware); how many rows of which table went.

    Revisions of talks and articles that were superseded by then; where the values of talks come from that were over by
    then, and those of articles that did not change since; corrections that had ended; runs of which nothing else speaks
    any more, with their rejected sightings."""
    with store.changing() as connection:
        gone = {
            "revision": _superseded(connection, t.revision, t.revision.c.talk_uid, before),
            "article_revision": _superseded(connection, t.article_revision, t.article_revision.c.article_id, before),
        }
    with store.changing() as connection:
        gone["evidence"] = _evidence(connection, before)
        gone["article evidence"] = _of_articles(connection, before)
        ended = t.correction.c.ended_at <= before
        gone["correction"] = connection.execute(delete(t.correction).where(ended)).rowcount
    with store.changing() as connection:
        gone["run"] = _runs(connection, before)
    return gone


def _superseded(connection: Connection, table: Table, owner: Column[object], before: datetime) -> int:
    """The revisions that another one had followed by then."""
    later = table.alias("later")
    followed = exists().where(
        later.c[owner.name] == owner, later.c.number > table.c.number, later.c.changed_at <= before
    )
    return connection.execute(delete(table).where(table.c.changed_at <= before, followed)).rowcount


def _evidence(connection: Connection, before: datetime) -> int:
    """Where values come from, of talks that were over by then and did not change since."""
    day = before.astimezone(UTC).date()
    over = select(t.talk.c.uid).where(t.talk.c.last_day < day, t.talk.c.updated <= before)
    return connection.execute(delete(t.evidence).where(t.evidence.c.talk_uid.in_(over))).rowcount


def _of_articles(connection: Connection, before: datetime) -> int:
    """Where values come from, of articles that did not change since."""
    column = t.article.c
    some = cast(column.evidence, Text) != "[]"
    return connection.execute(update(t.article).where(column.updated <= before, some).values(evidence=[])).rowcount


def forget_renderings(store: Store, first: date) -> int:
    """Forget how talks were rendered that were over before this day, the first that feeds show: whoever asks for one of
    them has it rendered anew. How many."""
    over = select(t.talk.c.uid).where(t.talk.c.last_day < first)
    with store.changing() as connection:
        return connection.execute(delete(t.ledger).where(t.ledger.c.talk_uid.in_(over))).rowcount


def _runs(connection: Connection, before: datetime) -> int:
    """Runs that brought nothing which is still told."""
    run = t.run.c
    place = func.row_number().over(partition_by=(run.source, run.crawled), order_by=(run.started_at.desc(), run.id))
    ranked = select(run.id, run.started_at, place.label("place")).subquery()
    old = select(ranked.c.id).where(and_(ranked.c.place > RUNS, ranked.c.started_at < before))
    # EXCEPT, not a question per run: each engine answers it by sorting once
    free = old.except_(select(t.revision.c.run_id), select(t.article_revision.c.run_id))
    return connection.execute(delete(t.run).where(run.id.in_(free))).rowcount
