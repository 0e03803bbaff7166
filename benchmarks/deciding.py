"""What a run costs in which nothing changed: 100,000 known talks of 500 sources, decided.

    python -m benchmarks deciding [--sources 500] [--talks 200] [--postgres URL] [--json]

For each engine a database is filled; then every source has a run that sees again what is known, in two ways:

- `decided`: what is known is read from the database and the run is compared with it, no more.
- `whole run`: the same, and the run is written, each in a transaction of its own, safely on the disk.

The statements of the whole run are counted: what they write, and which columns of talks they read. Ends with status 1
where deciding takes longer than `--limit` seconds (10), or an unchanged run writes anything but its own row and its
source's, or reads more of a talk than what tells whether it changed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.throughput import fresh, source, word
from config.sources import Source
from pipeline.changes import Verdict, decide
from pipeline.corrections import reconcile, uncorrected
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.settling import settle
from pipeline.store import Store
from pipeline.talk import Coverage, Listed, Person, Place, Span, Talk

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
LISTING = "https://institute.example/talks/"
FAR = Coverage(reach=((LISTING, date(2030, 1, 1)),))

OWN = frozenset({"run", "source"})
"""The tables an unchanged run may write."""

WORDS = ("abstract", "bio", "venue", "registration_url")
"""Columns of a talk that an unchanged run has no need to read."""


@dataclass
class Statements:
    """What was asked of a database: writes by table, with the rows they touched; and how many statements in all."""

    count: int = 0
    written: Counter[str] = field(default_factory=Counter)
    wordy: list[str] = field(default_factory=list)


@dataclass
class Figures:
    """Seconds for all sources together, also those of this process alone (the machine may have others); statements and
    rows written by one run, of whichever source needs most."""

    engine: str
    sources: int
    talks: int
    decided_s: float
    decided_cpu_s: float
    whole_s: float
    statements: int
    written: dict[str, int]
    read: list[str]


def talk(owner: int, number: int) -> Talk:
    """A talk as it is understood, with an abstract of usual length; no two are at one hour under one title."""
    day = date(2026, 2, 10) + timedelta(days=(number * 7 + owner) % 300)
    start = datetime(day.year, day.month, day.day, 8 + (number + owner) % 11, 5 * (owner % 12))  # noqa: DTZ001 - wall time
    title = f"On {word(number)} and {word(owner)}, part {number} of {owner}"
    url = f"{LISTING}{owner}/{number}"
    return Talk(
        source=f"institute-{owner}",
        url=url,
        title=title,
        when=Span(start, start + timedelta(hours=1), timezone="America/Chicago"),
        place=Place(venue="Main Hall", room=f"R {number % 40}"),
        speakers=(Person(f"Ada {word(number % 7).title()} {owner}", "Institute"),),
        topics=(word(number),),
        abstract=" ".join(word(number + k) for k in range(120)),
        listings=(Listed(f"institute-{owner}", url),),
        keys=keys_of(url, (), day, title),
    )


def talks_of(owner: int, count: int) -> list[Talk]:
    return [talk(owner, number) for number in range(count)]


def verdict_of(store: Store, one: Source, seen: Sequence[Talk], *, now: datetime, write: str = "") -> Verdict:
    """What a run that saw these talks means, decided as `pipeline.ingest` does; written as the run `write`, if any."""
    with store.writing(one, now=now, keep=bool(write)) as past:
        corrections = past.corrections()
        known = uncorrected(past.known(seen, corrections.keys()), corrections)
        verdict = decide(seen, known, FAR, now=now, listings=(LISTING,), taken=past.taken())
        verdict = settle(verdict, known, past.recent(verdict.changes), now=now)
        verdict, noticed, hidden = reconcile(verdict, corrections, now=now)
        if write:
            harvest = Harvest(one.id, write, now, now, pages_ok=len(seen), coverage=FAR)
            past.apply(harvest, verdict, noticed=noticed, hidden=hidden)
    return verdict


@contextmanager
def counted(store: Store) -> Iterator[Statements]:
    """What is asked of a store within the block."""
    found = Statements()

    def note(_: Any, cursor: Any, statement: str, *more: Any) -> None:
        del more
        found.count += 1
        verb, _, rest = statement.lstrip().partition(" ")
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = rest.removeprefix("INTO ").removeprefix("FROM ").split()[0].strip('"')
            found.written[table] += max(cursor.rowcount, 0)
        found.wordy += [name for name in WORDS if verb == "SELECT" and f"talk.{name}" in statement]

    event.listen(store.engine, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(store.engine, "after_cursor_execute", note)


def fill(store: Store, sources: int, talks: int) -> None:
    """Every source's first run."""
    for owner in range(sources):
        verdict_of(store, source(owner), talks_of(owner, talks), now=NOW, write=f"first-{owner}")


def measure(url: str, sources: int, talks: int) -> Figures:
    """Fill an empty database, and have every source run again with nothing new."""
    with Store.open(url) as store:
        fill(store, sources, talks)
        later = NOW + timedelta(hours=6)
        decided = busy = whole = 0.0
        most = Statements()
        for owner in range(sources):  # one source's talks at a time, as in a crawl
            seen = talks_of(owner, talks)
            begin, began = time.perf_counter(), time.process_time()
            verdict = verdict_of(store, source(owner), seen, now=later)
            decided += time.perf_counter() - begin
            busy += time.process_time() - began
            assert (len(verdict.changes), verdict.unchanged) == (0, talks), verdict
        for owner in range(sources):
            seen = talks_of(owner, talks)
            begin = time.perf_counter()
            with counted(store) as found:
                verdict_of(store, source(owner), seen, now=later, write=f"second-{owner}")
            whole += time.perf_counter() - begin
            most.count = max(most.count, found.count)
            most.written |= found.written
            most.wordy += found.wordy
        engine = store.engine.dialect.name
    return Figures(
        engine, sources, talks, decided, busy, whole, most.count, dict(most.written), sorted(set(most.wordy))
    )


def is_well(found: Figures, limit_s: float) -> bool:
    """Whether the figures are as promised."""
    return found.decided_s <= limit_s and found.written.keys() <= OWN and not found.read


def report(found: Figures) -> None:
    """The figures, for people."""
    total = found.sources * found.talks
    rows = ", ".join(f"{count} of {table}" for table, count in sorted(found.written.items())) or "none"
    sys.stdout.write(
        f"{found.engine}: {total} known talks of {found.sources} sources, nothing new\n"
        f"  decided    {found.decided_s:8.2f} s {1e6 * found.decided_s / total:8.1f} µs a talk"
        f"; {found.decided_cpu_s:.2f} s of this process\n"
        f"  whole run  {found.whole_s:8.2f} s {1e6 * found.whole_s / total:8.1f} µs a talk\n"
        f"  a run: {found.statements} statements at most; rows written: {rows}"
        f"{'; read in vain: ' + ', '.join(found.read) if found.read else ''}\n"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks deciding", description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--talks", type=int, default=200, help="known talks of each source")
    parser.add_argument("--postgres", help="a PostgreSQL database to measure too, in a schema of its own")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that deciding may take")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = parser.parse_args()
    well = True
    for address in (None, asked.postgres) if asked.postgres else (None,):
        with fresh(address) as url:
            found = measure(url, asked.sources, asked.talks)
        well = well and is_well(found, asked.limit)
        if asked.json:
            sys.stdout.write(json.dumps(asdict(found)) + "\n")
        else:
            report(found)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
