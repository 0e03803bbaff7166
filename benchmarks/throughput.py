"""Talks per second into the database: the first time, and when nothing changed, against the driver's own upsert.

    python benchmarks/throughput.py                                  # SQLite in a temporary folder
    python benchmarks/throughput.py --postgres postgresql+psycopg://user:password@host/name

For each engine, median of so many rounds: `raw` is one table and the driver's `executemany` upsert of a talk's own
columns, in one transaction; `store` decides and writes talks that are understood already, with their people, topics,
keys, evidence, revisions and text index; `ingest` is the whole way from sightings. CPU times of other processes
(PostgreSQL's server) are in the wall time only. Read the ratios.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store.rows import talk_row
from pipeline.talk import (
    At,
    Claim,
    Coverage,
    Evidence,
    Layer,
    Listed,
    Person,
    Place,
    Sighting,
    Span,
    Talk,
    iso,
    utc_iso,
)

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
FAR = Coverage(reach=(("https://institute.example/talks/", date(2030, 1, 1)),))
PAGE = "ab" * 32
WORDS = ("stars", "dust", "light", "matter", "learning", "proofs", "graphs", "cells", "rivers", "markets", "law")


def word(number: int) -> str:
    return WORDS[number % len(WORDS)]


def source(number: int) -> Source:
    listing = Listing(url="https://institute.example/talks/")
    return Source(id=f"institute-{number}", name="Institute", timezone="America/Chicago", listing=(listing,))


def day_of(number: int) -> date:
    return date(2026, 2, 10) + timedelta(days=number % 300)


def sighting(number: int) -> Sighting:
    """A talk's own page, with as many claims as a usual one makes."""
    day = day_of(number)
    texts = {
        "title": f"On {word(number)} and {word(number // 12)}, part {number}",
        "when": f"{day:%B} {day.day}, {day.year}, {1 + number % 5}:00 pm",
        "speaker": f"Ada {word(number % 7).title()}",
        "venue": "Main Hall",
        "room": f"R {number % 40}",
        "abstract": " ".join(word(number + k) for k in range(80)),
        "series": f"Seminar {number % 5}",
    }
    claims = tuple(
        Claim(name, text, Layer.VISIBLE, f"visible:{name}", At(PAGE, "/html")) for name, text in texts.items()
    )
    url = f"https://institute.example/talks/{number}"
    return Sighting("talk", url, url, claims, own_page=True)


def talk(number: int, owner: str) -> Talk:
    """The same talk, understood."""
    seen, day = sighting(number), day_of(number)
    texts = {claim.field: claim.text for claim in seen.claims}
    start = datetime(day.year, day.month, day.day, 13 + number % 5)  # noqa: DTZ001 - wall time
    return Talk(
        source=owner,
        url=seen.url,
        title=texts["title"],
        when=Span(start, timezone="America/Chicago"),
        series=texts["series"],
        place=Place(venue=texts["venue"], room=texts["room"]),
        speakers=(Person(texts["speaker"], "Institute"),),
        topics=(word(number),),
        abstract=texts["abstract"],
        listings=(Listed(owner, seen.url),),
        keys=keys_of(seen.url, (), day, texts["title"]),
        evidence=tuple(Evidence(claim.field, claim, True, "best") for claim in seen.claims),
    )


def raw_rows(count: int) -> list[tuple[object, ...]]:
    """A talk's own columns as plain text."""
    rows: list[tuple[object, ...]] = []
    for number in range(count):
        row = talk_row(talk(number, "raw"))
        row |= {name: iso(row[name]) for name in ("start", "end", "first_day", "last_day")}
        row |= {name: utc_iso(row[name]) for name in ("start_utc", "end_utc", "order_utc")}
        rows.append((str(number), *(x if x is None else str(x) for x in row.values())))
    return rows


def statements(mark: str) -> tuple[str, str]:
    """What makes the raw table, and what fills it."""
    names = [f'"{name}"' for name in talk_row(talk(0, "raw"))]
    follow = ", ".join(f"{name} = excluded.{name}" for name in names)
    marks = ", ".join([mark] * (len(names) + 1))
    return (
        f"CREATE TABLE raw (uid TEXT PRIMARY KEY, {', '.join(f'{name} TEXT' for name in names)})",
        f"INSERT INTO raw (uid, {', '.join(names)}) VALUES ({marks}) ON CONFLICT (uid) DO UPDATE SET {follow}",
    )


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def write_raw(url: str, rows: list[tuple[object, ...]]) -> float:
    """Seconds of the driver's own executemany, commit included."""
    connection: Any
    if url.startswith("sqlite"):
        connection, mark = sqlite3.connect(url.removeprefix("sqlite:///") + ".raw"), "?"
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    else:
        connection, mark = psycopg.connect(url.replace("+psycopg", "")), "%s"
    make, fill = statements(mark)
    connection.execute(make)
    connection.commit()

    def write() -> None:
        connection.cursor().executemany(fill, rows)
        connection.commit()

    seconds = timed(write)
    connection.close()
    return seconds


def measure(url: str, count: int) -> dict[str, float]:
    """Talks per second of every way, on an empty database."""
    found = {"raw": count / write_raw(url, raw_rows(count))}
    talks = [talk(number, "institute-0") for number in range(count)]
    sightings, later = tuple(map(sighting, range(count))), NOW + timedelta(hours=6)
    first = Harvest("institute-1", "r1", NOW, NOW, sightings, pages_ok=count, coverage=FAR)
    again = Harvest("institute-1", "r2", later, later, sightings, pages_ok=count, coverage=FAR)
    with Store.open(url) as store:

        def put(run: str) -> None:
            with store.writing(source(0), now=NOW) as past:
                verdict = decide(talks, past.known(talks), FAR, now=NOW, taken=past.taken())
                past.apply(Harvest("institute-0", run, NOW, NOW, pages_ok=count), verdict)

        found["store, new"] = count / timed(lambda: put("a"))
        found["store, unchanged"] = count / timed(lambda: put("b"))
        found["ingest, new"] = count / timed(lambda: ingest(store, source(1), first, now=NOW))
        found["ingest, unchanged"] = count / timed(lambda: ingest(store, source(1), again, now=later))
        found["find"] = 2 * count / timed(lambda: store.find(TalkQuery()))
    return found


@contextmanager
def fresh(postgres: str | None) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if postgres is None:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'talkfeed.db'}"
        return
    name = f"throughput_{time.time_ns()}"
    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
        try:
            yield f"{postgres}?options={quote(f'-csearch_path={name}')}"
        finally:
            connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Talks per second into the database.")
    parser.add_argument("--postgres", help="a PostgreSQL database to measure too, in a schema of its own")
    parser.add_argument("--talks", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result: dict[str, dict[str, float]] = {}
    for engine, address in (("SQLite", None), ("PostgreSQL", asked.postgres)):
        if engine == "PostgreSQL" and address is None:
            continue
        rounds = []
        for _ in range(asked.rounds):
            with fresh(address) as url:
                rounds.append(measure(url, asked.talks))
        result[engine] = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    if asked.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return 0
    for engine, found in result.items():
        sys.stdout.write(f"{engine}, {asked.talks} talks, median of {asked.rounds}\n")
        for name, rate in found.items():
            sys.stdout.write(f"  {name:20} {rate:10,.0f} talks/s {rate / found['raw']:8.3f} × raw\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
