"""What a run of one institute found, and the rows it leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.harvest import Harvest
from pipeline.store import Store
from pipeline.store.tables import metadata
from pipeline.talk import At, Claim, Coverage, Layer, Sighting

LISTING = "https://institute.example/talks/"
PAGE = "ab" * 32


def sighting(name: str, *, own_page: bool = True, kind: str = "talk", **claims: str) -> Sighting:
    """What a page says: field → text."""
    url = f"{LISTING}{name}"
    made = tuple(
        Claim(field, text, Layer.VISIBLE, f"visible:{field}", At(PAGE, "/html")) for field, text in claims.items()
    )
    return Sighting(kind, url if own_page else LISTING, url, made, own_page=own_page)


STARS = sighting(
    "stars",
    title="On the Number of Stars",
    when="Tuesday, March 3, 2026, 3:00–4:00 pm",
    speaker="Ada Lovelace",
    room="R 12",
)
DUST = sighting(
    "dust",
    title="A Theory of Dust",
    when="5 March 2026, 11:00",
    abstract="Why is there dust, and where does all of it go?",
)
LATER = sighting("later", title="Later Than Anything", when="12 March 2026, 11:00")
NEWS = sighting(
    "news/1",
    kind="article",
    title="Stars were found",
    body="Many stars were found by the institute, more than anybody there had expected. " * 4,
    published="2 February 2026",
)
PAUSE = sighting("pause", title="No seminar", when="10 March 2026")


def harvest(now: datetime, *sightings: Sighting, run: str = "", coverage: Coverage | None = None) -> Harvest:
    """A run that brought these home; by default it saw as far as there is."""
    far = coverage or Coverage(reach=((LISTING, date(2027, 1, 1)),))
    run = run or f"run-{now.isoformat()}"
    return Harvest(
        "institute", run, now, now + timedelta(minutes=1), sightings, pages_ok=len(sightings) + 1, coverage=far
    )


def rows(store: Store, *without: str) -> dict[str, list[list[str]]]:
    with store.reading() as connection:
        return {
            name: sorted([*map(str, row)] for row in connection.execute(table.select()))
            for name, table in metadata.tables.items()
            if name not in without
        }
