"""What forgetting the past costs (`history_days`): talks with five revisions and eight values each, of 500 sources.

    python -m benchmarks forgetting [--talks 100000] [--postgres URL]

The first time half of it goes, after that nothing does: what the timer of a running deployment finds each night lies in
between. Ends with status 1 where a second time takes longer than `--limit` seconds (30).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.throughput import fresh
from pipeline.store import Store, retention
from pipeline.store import tables as t
from pipeline.store.schedule import COUNTS

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
SOURCES, RUNS, REVISIONS, VALUES = 500, 100, 5, 8


def sources() -> Iterator[dict[str, Any]]:
    """Institutes."""
    for n in range(SOURCES):
        yield {"id": f"s{n}", "name": "x", "timezone": "UTC", "verified": True, "interval": 1, "failures": 0}


def runs() -> Iterator[dict[str, Any]]:
    """A run of each in four days, for more than a year."""
    said: dict[str, Any] = {
        "crawled": True,
        "complete": True,
        "doubt": "",
        "error": "",
        "problems": [],
    } | dict.fromkeys(COUNTS, 0)
    said |= {"pages_ok": 1, "pages_failed": 0}
    for source in range(SOURCES):
        for n in range(RUNS):
            at = NOW - timedelta(days=4 * n, minutes=source)
            yield {"id": f"r{source}-{n}", "source": f"s{source}", "started_at": at, "finished_at": at, **said}


def talks(first: int, last: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Talks with what became of them, as rows of their tables; each lives for sixty days."""
    for n in range(first, last):
        uid, source, born = f"{n:08}@talkfeed", n % SOURCES, NOW - timedelta(days=400 - n % 300)
        died = born + timedelta(days=60)
        talk: dict[str, Any] = {
            "uid": uid,
            "source": f"s{source}",
            "url": "u",
            "title": "A talk",
            "kind": "talk",
            "timezone": "UTC",
        }
        talk |= {"all_day": False, "time_known": True, "status": "confirmed", "confidence": 1.0, "sequence": 4}
        talk |= {"revision": REVISIONS, "created": born, "updated": born + timedelta(days=40), "last_day": died.date()}
        yield t.talk, talk
        for number in range(REVISIONS):
            step: dict[str, Any] = {
                "talk_uid": uid,
                "number": number + 1,
                "run_id": f"r{source}-{(n * 7 + number) % RUNS}",
            }
            step |= {"kind": "moved", "sequence": number, "changed_at": born + timedelta(days=10 * number)}
            yield t.revision, step | {"diff": {"title": ["before", "after"]}}
        for place in range(VALUES):
            value: dict[str, Any] = {
                "talk_uid": uid,
                "position": place,
                "field": "title",
                "rule": "stated",
                "chosen": True,
            }
            yield t.evidence, value | {"text": "what the page said"}


def fill(store: Store, count: int) -> None:
    """A database that has been at work for more than a year."""
    with store.changing() as connection:
        connection.execute(insert(t.source), list(sources()))
        connection.execute(insert(t.run), list(runs()))
        for first in range(0, count, 10_000):
            rows: dict[Any, list[dict[str, Any]]] = {}
            for table, row in talks(first, min(first + 10_000, count)):
                rows.setdefault(table, []).append(row)
            for table, some in rows.items():
                connection.execute(insert(table), some)


def main() -> int:
    """Fill, forget twice, say how long it took."""
    parser = argparse.ArgumentParser(prog="benchmarks forgetting", description=__doc__)
    parser.add_argument("--talks", type=int, default=100_000)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--limit", type=float, default=30.0)
    given = parser.parse_args()
    slow = False
    for url in (None, *([given.postgres] if given.postgres else [])):
        with fresh(url) as address, Store.open(address) as store:
            fill(store, given.talks)
            sys.stdout.write(f"{store.engine.dialect.name}, {given.talks:,} talks, {SOURCES * RUNS:,} runs\n")
            for word in ("first", "again"):
                begun = time.perf_counter()
                gone = retention.forget(store, NOW - timedelta(days=180))
                took = time.perf_counter() - begun
                rows = ", ".join(f"{number:,} of {name}" for name, number in gone.items() if number) or "nothing"
                sys.stdout.write(f"  {word}  {took:6.1f} s  {rows}\n")
            slow = slow or took > given.limit
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
