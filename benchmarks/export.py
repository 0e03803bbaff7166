"""Export, side by side in one run: our serialiser and icalendar's; a feed of a real database, rebuilt and at rest.

    python -m benchmarks export [--talks 10000] [--rounds 5]

CPU time of this process (SQLite's is in it), median of so many rounds in turn. What is compared gives the same bytes,
which is checked first. `rebuild` is the way of `talkfeed publish` from the database to the bytes of a calendar and its
tag, one talk in a hundred changed since: their rows are read, rendered, checked and kept anew, all others taken from
the published calendar. Its parts are timed once more, one by one; `published` is all of it and the writing of the file
and of the list of what it was joined from. The full build is what an exporter without a ledger does: read all, build
icalendar's objects, write the bytes. The calendar is not narrowed to what Google takes here. Limits of issue 5 are
judged. Figures: docs/figures.md.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from calendar_export import assembling, ics
from calendar_export import publish as files
from calendar_export.assembling import Assembled, calendar
from calendar_export.draft import Draft
from calendar_export.feed import Feed
from calendar_export.publish import etag_of
from calendar_export.validate import check_form, validate
from calendar_export.words import words
from config.settings import Settings
from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.feeds import FeedSpec
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import Entry, TalkQuery
from pipeline.talk import Coverage, Listed, Mode, Person, Place, Span, Talk
from talkfeed import publishing
from talkfeed.wiring import App

START = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  (wall time)
UPDATED = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/Chicago", "Asia/Tokyo", "Europe/London")
ABSTRACT = "We show, for every ε > 0; that “structured” sparsity \\(\\ell_1\\) helps. Joint work, with others. "


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


Work = Callable[[], object]


def timed(work: Work) -> float:
    """CPU seconds."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def median(rounds: int, *works: Work) -> list[float]:
    """CPU seconds of each, median of so many rounds in turn: what else the machine does meets all alike."""
    return [
        statistics.median(found)
        for found in zip(*([timed(work) for work in works] for _ in range(rounds)), strict=True)
    ]


class Desk:
    """A deployment whose database holds so many talks of one institute."""

    def __init__(self, folder: Path, count: int) -> None:
        self.now, self.runs = UPDATED, 0
        self.app = App(
            Settings(data_dir=folder, window_future_days=800, base_url="https://t.example"), lambda: self.now
        )
        self.source = Source(
            id="institute", name="Institute", timezone="Europe/Berlin", listing=(Listing(url="https://i.example/"),)
        )
        self.app.__dict__["sources"] = {"institute": self.source}
        self.spec = FeedSpec("all", "All talks", TalkQuery(), "all")
        self.talks = [self._talk(number) for number in range(count)]
        self.write(self.talks)
        gc.collect()
        gc.freeze()  # what the benchmark itself holds is not looked through again and again

    def _talk(self, number: int) -> Talk:
        talk = replace(entry(number).talk, source="institute")
        keys = keys_of(talk.url, (), talk.when.day, talk.title)
        return replace(talk, keys=keys, listings=(Listed("institute", talk.url),))

    def write(self, talks: Sequence[Talk]) -> None:
        """What the institute says now; the rest stays."""
        self.now += timedelta(seconds=1)
        self.runs += 1
        with self.app.store.writing(self.source, now=self.now) as past:
            verdict = decide(talks, past.known(talks), Coverage(reach=()), now=self.now, taken=past.taken())
            past.apply(Harvest("institute", f"r{self.runs}", self.now, self.now, pages_ok=1), verdict)

    def change(self) -> None:
        """Another hundredth of the talks says something else."""
        some = [replace(talk, abstract=f"{talk.abstract} {self.runs}") for talk in self.talks[self.runs :: 100]]
        self.write(some)

    def rebuild(self) -> bytes:
        """The calendar of all, from the database and the calendar published before."""
        made = self.join(self.draft())
        etag_of(made.content)
        return made.content

    def draft(self) -> Draft:
        """What is known of the talks before they are read."""
        return publishing.draft(self.app, self.spec, self.now, self.app.settings.public_dir / "feeds")

    def join(self, draft: Draft) -> Assembled:
        """The calendar, what is new in it checked."""
        made = calendar(draft, self.app.ledger)
        if wrong := check_form(made.fresh):
            sys.exit("; ".join(wrong))
        return made

    def publish(self) -> None:
        """The calendar of all as a file, not narrowed."""
        lists, out = publishing.lists(self.app), self.app.settings.public_dir
        with patch.object(assembling, "FULL", 10**12):
            (one,) = files.publish([self.draft()], self.app.ledger, out, now=self.now, forms=("ics",), lists=lists)
        if one.problem:
            sys.exit(one.problem)

    def afresh(self) -> bytes:
        """The same as an exporter does it that reads all and builds icalendar's objects."""
        return with_icalendar(self.app.store.find(TalkQuery()))


LABELS = {
    "rebuild": "rebuild, 1 % changed",
    "  listed": "  of it: all talks listed, what changed looked at",
    "  joined": "  of it: what changed read, rendered, checked, kept; all joined",
    "  tag": "  of it: the tag (SHA-256 of all bytes)",
    "rebuild again": "rebuild, nothing changed",
    "publish": "published, 1 % changed: the file and its list written",
    "publish again": "published, nothing changed: no byte written",
}
LIMITS = {"our serialiser": 10.0, "rebuild, 1 % changed": 60.0}
"""How many times faster than icalendar (issue 5)."""


class Once:
    """A work whose result is wanted, too."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work, self.result = work, None  # type: Callable[[], Any], Any

    def __call__(self) -> None:
        self.result = self.work()


def of_a_database(count: int, rounds: int) -> Iterator[tuple[str, float, str]]:
    """Seconds of each way from the database to a calendar."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), count)
        desk.publish()
        first = desk.rebuild()
        if b"".join(first.partition(b"BEGIN:VEVENT")[1:]) != desk.afresh() + b"END:VCALENDAR\r\n":
            sys.exit("the bytes differ: nothing is measured")
        took: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for work in (desk.rebuild, desk.publish):
                desk.change()
                took[work.__name__].append(timed(work))
                took[f"{work.__name__} again"].append(timed(work))
            desk.change()
            took["  listed"].append(timed(draft := Once(desk.draft)))
            took["  joined"].append(timed(made := Once(partial(desk.join, draft.result))))
            took["  tag"].append(timed(partial(etag_of, made.result.content)))
            desk.publish()
            took["read"].append(timed(entries := Once(partial(desk.app.store.find, TalkQuery()))))
            took["built"].append(timed(built := Once(partial(with_icalendar, entries.result))))
            took["written"].append(timed(partial((Path(folder) / "full.ics").write_bytes, built.result)))
        median = {name: statistics.median(found) for name, found in took.items()}
        full = median["read"] + median["built"] + median["written"]
        yield "full build: read all, icalendar, write", full, "1.0"
        yield "full build by icalendar without the reading", median["built"], ""
        for name, label in LABELS.items():
            yield label, median[name], f"{full / median[name]:.1f} ({median['built'] / median[name]:.1f})"
        publishing.publish(desk.app)
        stamps = {file: file.stat().st_mtime_ns for file in Path(folder).rglob("*.*") if "talkfeed.db" not in file.name}
        seconds = timed(lambda: publishing.publish(desk.app))
        if stamps != {file: file.stat().st_mtime_ns for file in stamps}:
            sys.exit("something was written although nothing changed")
        yield "publish all forms of all feeds, nothing changed: no byte written", seconds, f"{full / seconds:.1f}"
        desk.app.close()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Calendars per second.")
    parser.add_argument("--talks", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    entries = tuple(entry(number) for number in range(asked.talks))
    feed = Feed("all", "All talks", entries)
    ours = [ics.render_event(one) for one in entries]
    if b"".join(ours) != with_icalendar(entries):
        sys.exit("the bytes differ: nothing is measured")
    whole = ics.render_calendar(feed, ours)
    slow, fast, check = median(
        asked.rounds,
        lambda: with_icalendar(entries),
        lambda: [ics.render_event(one) for one in entries],
        lambda: check_form(whole),
    )
    rows = [
        ("icalendar: build and to_ical", slow, "1.0"),
        ("our serialiser", fast, f"{slow / fast:.1f}"),
        ("check of the joined bytes", check, f"{slow / check:.1f}"),
        *of_a_database(asked.talks, asked.rounds),
    ]
    sys.stdout.write(f"{asked.talks} talks, {len(whole) / 1e6:.1f} MB; the same bytes from both\n")
    for label, seconds, ratio in rows:
        sys.stdout.write(f"{label:64} {seconds * 1e6 / asked.talks:8.2f} µs/talk {ratio:>14} ×\n")
    if problems := validate(whole):
        sys.exit("; ".join(problems))
    missed = [label for label, _, ratio in rows if float(ratio.split()[0] if ratio else 1) < LIMITS.get(label, 0)]
    if missed:
        sys.stdout.write(f"missed: {', '.join(missed)}\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
