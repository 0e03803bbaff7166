"""Export, side by side in one process: our serialiser and icalendar's; a rebuild with one per cent changed.

    python benchmarks/export.py [TALKS]

CPU time, median of five. What is compared gives the same bytes, which is checked first. Figures: docs/figures.md.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from calendar_export import ics
from calendar_export.feed import Feed
from calendar_export.publish import calendar
from calendar_export.validate import check_form, validate
from calendar_export.words import words
from pipeline.query import Entry
from pipeline.talk import Mode, Person, Place, Span, Talk

ROUNDS = 5
START = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  (wall time)
UPDATED = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/Chicago", "Asia/Tokyo", "Europe/London")
ABSTRACT = "We show, for every ε > 0; that “structured” sparsity \\(\\ell_1\\) helps. Joint work, with others. "


@dataclass
class Memory:
    """A ledger in memory: what is measured is rendering, not a database."""

    kept: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def rendered(self, form: str, entries: Sequence[Entry]) -> dict[str, bytes]:
        kept = self.kept
        return {x.uid: kept[x.uid][1] for x in entries if x.uid in kept and kept[x.uid][0] == x.revision}

    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None:
        self.kept.update(rendered)

    def publication(self, feed_id: str, form: str) -> None:
        return None

    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None:
        return None


def entry(number: int) -> Entry:
    """An ordinary talk, each a little different."""
    start = START + timedelta(hours=number % 9, days=number % 400)
    talk = Talk(
        source=f"source-{number % 50}",
        url=f"https://institute.example.org/events/{number}",
        title=f"Talk {number}: on the spectral gap of random covers, and what it means für Zahlen",
        when=Span(start, start + timedelta(hours=1), ZONES[number % len(ZONES)]),
        series="Research seminar",
        topics=("mathematics", "probability"),
        place=Place(
            Mode.HYBRID, "Main Building", f"Room {number % 30}", "1 High St", "https://meet.example.org/j/12345"
        ),
        speakers=(Person(f"Ada Lovelace {number}", "Analytical Society"),),
        abstract=ABSTRACT * (3 + number % 5),
    )
    return Entry(f"{number:08}-0000-4000-8000-000000000000@talkfeed", talk, 0, UPDATED, UPDATED)


def with_icalendar(entries: Sequence[Entry]) -> bytes:
    """The same VEVENTs built as icalendar objects, as most exporters do."""
    calendar = Calendar()
    for one in entries:
        calendar.add_component(rebuilt(one))
    return b"".join(component.to_ical() for component in calendar.subcomponents)


def rebuilt(one: Entry) -> Event:
    """One entry as icalendar's Event."""
    talk, when, event = one.talk, one.talk.when, Event()
    assert isinstance(when.start, datetime)
    assert isinstance(when.end, datetime)
    event.add("summary", talk.title)
    event.add("dtstart", when.start.replace(tzinfo=ZoneInfo(when.timezone)))
    event.add("dtend", when.end.replace(tzinfo=ZoneInfo(when.timezone)))
    event.add("dtstamp", one.updated)
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("categories", [talk.kind.value, *talk.topics, talk.series])
    conference = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Join online"}
    event.add("conference", talk.place.online_url, parameters=conference)
    event.add("created", one.created)
    event.add("description", ics.description(talk, words("en")))
    event.add("last-modified", one.updated)
    event.add("location", ics.place_text(talk))
    event.add("status", "CONFIRMED")
    event.add("url", talk.url)
    for person in talk.speakers:
        event.add("x-talkfeed-speaker", ics.person_text(person))
    return event


def measured(work: Callable[[], object]) -> float:
    """CPU seconds, median."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def main(count: int) -> None:
    entries = tuple(entry(number) for number in range(count))
    feed = Feed("all", "All talks", entries)
    ours = b"".join(map(ics.render_event, entries))
    if ours != with_icalendar(entries):
        sys.exit("the bytes differ: nothing is measured")
    slow, fast = measured(lambda: with_icalendar(entries)), measured(lambda: [ics.render_event(x) for x in entries])

    ledger = Memory()
    calendar(feed, ledger)
    full, turn = dict(ledger.kept), iter(range(10**6))

    def rebuild() -> bytes:
        ledger.kept = dict(full)
        step = next(turn)
        some = tuple(replace(x, revision=2) if (n + step) % 100 == 0 else x for n, x in enumerate(entries))
        return calendar(replace(feed, entries=some), ledger)[0]

    content = rebuild()
    again, join = measured(rebuild), measured(lambda: calendar(feed, ledger))
    check = measured(lambda: check_form(content))
    rows = [
        ("icalendar: build and to_ical", slow, 1.0),
        ("our serialiser", fast, slow / fast),
        ("joined, 1 % rendered, read back and kept", again, slow / again),
        ("joined, nothing changed", join, slow / join),
        ("check of the joined bytes before publishing", check, slow / check),
    ]
    print(f"{count} talks, {len(content) / 1e6:.1f} MB; the same bytes from both")  # noqa: T201
    for label, seconds, ratio in rows:
        print(f"{label:46} {seconds * 1e6 / count:8.2f} µs/talk {ratio:8.1f} ×")  # noqa: T201
    if problems := validate(content):
        sys.exit("; ".join(problems))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
