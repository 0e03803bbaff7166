"""Talks of one institute, put into a store and read from it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from config.sources import Source
from pipeline.changes import Report, decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import (
    Article,
    At,
    Claim,
    Coverage,
    Evidence,
    Ground,
    Kind,
    Layer,
    Listed,
    Mode,
    Person,
    Place,
    Recurrence,
    Span,
    Status,
    Talk,
)

BASE = "https://institute.example/talks/"
CHICAGO = "America/Chicago"
WHOLE = Coverage()


def talk(slug: str, title: str = "On the Number of Stars", day: date = date(2026, 3, 3), **more: object) -> Talk:
    """A talk of the institute at 15:00 of a day, with the keys it would have."""
    start = datetime(day.year, day.month, day.day, 15)
    url = f"{BASE}{slug}"
    made = Talk(source="institute", url=url, title=title, when=Span(start, timezone=CHICAGO))
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, keys=keys_of(made.url, (), made.when.day, made.title))


def full_talk() -> Talk:
    """A talk of which everything is known."""
    claim = Claim(
        "title",
        "Stars — and Dust",
        Layer.SITE,
        "select:title",
        At("ab" * 32, "/html/body/h1", 3, 9),
        "https://x.example",
    )
    return talk(
        "stars",
        "Stars — and Dust 星と塵",
        when=Span(
            datetime(2026, 3, 3, 15),
            datetime(2026, 3, 3, 16, 30),
            CHICAGO,
            recurrence=Recurrence("FREQ=WEEKLY;COUNT=3", ("2026-04-01T15:00",), ("2026-03-10T15:00",)),
        ),
        series="Dust Colloquium",
        kind=Kind.COLLOQUIUM,
        topics=("Astronomy", "Dust"),
        language="en",
        image="https://institute.example/i.png",
        status=Status.TENTATIVE,
        place=Place(Mode.HYBRID, "Observatory", "R 12", "1 Sky Road", "https://zoom.example/j/1"),
        registration_url="https://institute.example/register",
        speakers=(Person("Vera Rubin", "Carnegie", "https://v.example"), Person("Ada Łovelace")),
        hosts=(Person("Jan Oort", None),),
        abstract="Why is there dust?\n\nA survey.",
        bio="An astronomer.",
        listings=(Listed("institute", f"{BASE}stars"),),
        confidence=0.75,
        evidence=(
            Evidence("title", claim, True, "clean"),
            Evidence(
                "timezone",
                None,
                True,
                "inherit",
                (Ground("source:timezone"), Ground("heading", "March", At("cd", "/p"))),
            ),
        ),
    )


def put(
    store: Store,
    source: Source,
    talks: Iterable[Talk],
    *,
    now: datetime,
    coverage: Coverage = WHOLE,
    articles: Iterable[Article] = (),
    run: str = "",
    pages_ok: int = 1,
    pages_failed: int = 0,
) -> Report:
    """What `ingest` does once sightings are understood."""
    run, talks = run or f"run-{now.isoformat()}", list(talks)
    harvest = Harvest(source.id, run, now, now, pages_ok=pages_ok, pages_failed=pages_failed, coverage=coverage)
    with store.writing(source, now=now) as past:
        verdict = decide(talks, past.known(talks), coverage, now=now, taken=past.taken())
        return past.apply(harvest, verdict, articles)


def contents(store: Store, *without: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, for comparing databases."""
    from pipeline.store.tables import metadata

    with store.reading() as connection:
        return {
            name: sorted(tuple(map(str, row)) for row in connection.execute(table.select()))
            for name, table in metadata.tables.items()
            if name not in without
        }


def titles(store: Store, **query: object) -> list[str]:
    return [entry.talk.title for entry in store.find(TalkQuery(**query))]  # type: ignore[arg-type]
