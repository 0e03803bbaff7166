"""Talks of several institutes in one store, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from calendar_export import ics
from calendar_export.feed import Feed
from config.sources import Listing, Source
from pipeline.changes import Report, decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import Entry, TalkQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.talk import Coverage, Listed, Person, Span, Talk

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
SUBJECTS = ("tides", "storms", "currents", "islands", "harbours", "lighthouses", "glaciers", "estuaries")


def source(name: str) -> Source:
    listing = Listing(url=f"https://{name}.example/talks/")
    return Source(id=name, name=name.title(), timezone="Europe/Berlin", listing=(listing,))


def talk(where: str, slug: str = "tides", *, day: int = 3, **more: object) -> Talk:
    """A talk of one source; talks of one slug and day are one talk by their titles and speakers."""
    url = f"https://{where}.example/talks/{slug}"
    made = Talk(
        where,
        url,
        f"On the {slug} and slow waters of the inner sea",
        Span(datetime(2026, 3, 1, 15) + timedelta(days=day), timezone="Europe/Berlin"),
        speakers=(Person(f"Ada {slug.title()}son"),),
        listings=(Listed(where, url),),
    )
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, keys=keys_of(made.url, (), made.when.day, made.title))


def put(store: Store, where: str, talks: Iterable[Talk], *, now: datetime = NOW) -> Report:
    run = f"{where}-{now.isoformat()}"
    harvest = Harvest(where, run, now, now, pages_ok=1, coverage=Coverage())
    with store.writing(source(where), now=now) as past:
        verdict = decide(talks := list(talks), past.known(talks), harvest.coverage, now=now, taken=past.taken())
        return past.apply(harvest, verdict)


def groups(store: Store) -> set[frozenset[str]]:
    """Which addresses are shown as one talk."""
    return {frozenset(part.talk.url for part in entry.listings()) for entry in store.find(TalkQuery())}


def only(store: Store, **query: object) -> Entry:
    (entry,) = store.find(TalkQuery(**query))  # type: ignore[arg-type]
    return entry


def rows(store: Store, *without: str) -> dict[str, list[dict[str, object]]]:
    """All that is in the database, columns and tables left out by name."""
    with store.reading() as connection:
        return {
            name: sorted(
                ({x: str(y) for x, y in row._mapping.items() if x not in without} for row in found),
                key=str,
            )
            for name, table in t.metadata.tables.items()
            if name not in without
            for found in [connection.execute(select(table)).all()]
        }


MOVES_ON = ("sequence", "revision", "updated", "joining", "decided_at")
"""What a join and a split leave behind: counters that never go back, history, and the words themselves."""


def calendar(store: Store) -> list[str]:
    """The events of all talks, without what always moves on."""
    entries = tuple(store.find(TalkQuery()))
    lines = ics.render(Feed("all", "All", entries)).decode().splitlines()
    return [line for line in lines if not line.startswith(("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"))]
