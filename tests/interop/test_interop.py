"""Independent readers see the same talks: icalendar, ical.js (Thunderbird), node-ical, libical (GNOME).

The JavaScript readers come from npm into a folder of their own; what is not on a machine is skipped with a reason,
except where CI is set: there it fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from calendar_export import ics, jcal, xcal
from calendar_export.feed import Feed
from calendar_export.timezones import onsets
from pipeline.query import Entry
from pipeline.talk import Kind, Mode, Person, Place, Recurrence, Span, Status, Talk

HERE = Path(__file__).parent
PACKAGES = ("ical.js@2.2.1", "node-ical@0.26.1")
UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "America/Argentina/Buenos_Aires", "America/Chicago",
    "America/Denver", "America/Halifax", "America/Havana", "America/Los_Angeles", "America/Mexico_City",
    "America/New_York", "America/Phoenix", "America/Santiago", "America/Sao_Paulo", "America/St_Johns",
    "America/Toronto", "America/Vancouver", "Asia/Beirut", "Asia/Hong_Kong", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Seoul", "Asia/Singapore", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Melbourne", "Australia/Sydney", "Europe/Berlin",
    "Europe/Chisinau", "Europe/Dublin", "Europe/Istanbul", "Europe/Lisbon", "Europe/London", "Europe/Moscow",
    "Pacific/Auckland", "Pacific/Chatham",
)  # fmt: skip
CHANGED_LATELY = frozenset({"Africa/Casablanca"})  # the law is newer than the tables inside most Node.js
Reader = Callable[[bytes], list[dict[str, Any]]]


def absent(reason: str) -> None:
    """Skip, or in continuous integration fail: there every reader must be asked."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose node_modules hold the JavaScript readers."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        absent("node and npm are not on this machine: ical.js and node-ical are not asked")
    folder = tmp_path_factory.mktemp("javascript")
    command = [str(npm), "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), *PACKAGES]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        absent("npm does not answer: ical.js and node-ical are not asked")
    if done.returncode:
        absent(f"npm cannot install {' '.join(PACKAGES)}: {done.stderr[-300:]}")
    return folder


@pytest.fixture(params=["icalendar", "libical", "ical.js", "ical.js of jCal", "node-ical"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    """Each reader in turn: bytes of a calendar in, what it understood out."""
    if request.param == "icalendar":
        return read_with_icalendar
    if request.param == "libical":
        return lambda content: _ask([sys.executable, str(HERE / "libical.py")], content, tmp_path)
    folder = request.getfixturevalue("javascript")
    if request.param == "ical.js of jCal":
        ask = ["node", str(HERE / "read.mjs"), str(folder), "ical.js"]
        return lambda content: _ask(ask, jcal.of(content), tmp_path)
    return lambda content: _ask(["node", str(HERE / "read.mjs"), str(folder), request.param], content, tmp_path)


def _ask(command: list[str], content: bytes, folder: Path) -> list[dict[str, Any]]:
    file = folder / "feed.ics"
    file.write_bytes(content)
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode == 3:
        absent("libical is not on this machine")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read_with_icalendar(content: bytes) -> list[dict[str, Any]]:
    """The same facts as the other readers give."""
    calendar = Calendar.from_ical(content)

    def value(moment: date) -> object:
        return int(moment.timestamp()) if isinstance(moment, datetime) else moment.isoformat()

    def text(event: Any, name: str) -> str | None:
        return None if event.get(name) is None else str(event[name])

    found = []
    for event in calendar.events:
        end = event.get("DTEND")
        starts: list[object] = []
        if "RRULE" in event:
            span = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
            again = recurring_ical_events.of(calendar).between(*span)
            starts = sorted(value(one["DTSTART"].dt) for one in again if one["UID"] == event["UID"])
        found.append(
            {
                "uid": str(event["UID"]),
                "start": value(event["DTSTART"].dt),
                "end": None if end is None else value(end.dt),
                "all_day": not isinstance(event["DTSTART"].dt, datetime),
                "summary": text(event, "SUMMARY"),
                "status": text(event, "STATUS"),
                "sequence": int(event["SEQUENCE"]),
                "description": text(event, "DESCRIPTION"),
                "location": text(event, "LOCATION"),
                "starts": starts,
            }
        )
    return found


def entry(name: str, when: Span, *, sequence: int = 0, **fields: Any) -> Entry:
    fields.setdefault("title", f"On {name}")
    talk = Talk(source="sample", url=f"https://institute.example.org/talks/{name}", when=when, **fields)
    return Entry(uid=f"{name}@talkfeed", talk=talk, sequence=sequence, created=UPDATED, updated=UPDATED)


def instant(wall: datetime, tzid: str) -> int:
    return int(wall.replace(tzinfo=ZoneInfo(tzid)).timestamp())


WEEKLY = Recurrence(
    "FREQ=WEEKLY;COUNT=5", exdate=("2026-03-31T15:00", "2026-04-07"), rdate=("2026-05-01T10:00", "2026-05-06T10:00")
)
BERLIN = "Europe/Berlin"
EVERY_KIND = (
    entry("timed", Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16, 30), BERLIN), sequence=3),
    entry("open", Span(datetime(2026, 3, 4, 15), None, "America/Chicago")),
    entry("utc", Span(datetime(2026, 3, 4, 15), datetime(2026, 3, 4, 16), "UTC")),
    entry("day", Span(date(2026, 3, 5), None, BERLIN, all_day=True)),
    entry("hourless", Span(date(2026, 3, 6), None, "", all_day=True, time_known=False)),
    entry("school", Span(date(2026, 3, 9), date(2026, 3, 13), BERLIN, all_day=True), kind=Kind.COURSE),
    entry("night", Span(datetime(2026, 3, 28, 22), datetime(2026, 3, 29, 4), BERLIN)),
    entry("weekly", Span(datetime(2026, 3, 17, 15), datetime(2026, 3, 17, 16), BERLIN, recurrence=WEEKLY)),
    entry("cancelled", Span(datetime(2026, 3, 10, 15), None, BERLIN), status=Status.CANCELLED, sequence=2),
    entry("withdrawn", Span(datetime(2026, 3, 10, 15), None, BERLIN), status=Status.WITHDRAWN),
    entry("postponed", Span(datetime(2026, 3, 10, 15), None, BERLIN), status=Status.POSTPONED),
    entry(
        "hybrid",
        Span(datetime(2026, 3, 11, 15), datetime(2026, 3, 11, 16), "Europe/London"),
        title="Ελληνικά; commas, “quotes”: \\alpha & <b>tags</b>, 日本語の講演 — عربى, and on until it folds 🎓",
        place=Place(Mode.HYBRID, "Hall; East, Wing", "R 1.02", "1 High St, Town", "https://meet.example.org/a?b=c,d;e"),
        speakers=(Person("Müller, Jürgen", 'Inst. "for" X; Y'), Person("李 伟")),
        abstract="First: line\nsecond, line; with \\times and\ttab\n\nBEGIN:VEVENT\nEND:VCALENDAR\n" + "日本語" * 60,
        topics=("a,b", "c;d"),
        series="Colloquium; Spring, 2026",
    ),
)
FEED = Feed("every-kind", "Every kind; of, talk", EVERY_KIND, description="For readers\nof all kinds")
EXPECTED_STATUS = {"cancelled": "CANCELLED", "withdrawn": "CANCELLED", "postponed": "TENTATIVE"}


def test_every_kind_of_event_is_read_alike(reader: Reader) -> None:
    read = {one["uid"].partition("@")[0]: one for one in reader(ics.render(FEED))}
    assert set(read) == {one.uid.partition("@")[0] for one in EVERY_KIND}
    reference = {one["uid"].partition("@")[0]: one for one in read_with_icalendar(ics.render(FEED))}
    for one in EVERY_KIND:
        name, when = one.uid.partition("@")[0], one.talk.when
        got = read[name]
        if isinstance(when.start, datetime):
            assert got["start"] == instant(when.start, when.timezone), name
            expected_end = instant(when.end, when.timezone) if isinstance(when.end, datetime) else None
        else:
            assert got["start"] == str(when.start), name
            expected_end = str((when.end or when.start) + timedelta(days=1))
        assert got.get("end", expected_end) == expected_end, name
        assert got["all_day"] is not isinstance(when.start, datetime), name
        assert got["status"] == EXPECTED_STATUS.get(name, "CONFIRMED"), name
        assert got["sequence"] == one.sequence, name
        prefix = {"postponed": "Postponed: "}.get(name, "Cancelled: " if name in EXPECTED_STATUS else "")
        assert got["summary"] == prefix + one.talk.title, name
        assert (got["location"] or None) == reference[name]["location"], name
        assert got["description"] == reference[name]["description"], name
    assert "\nBEGIN:VEVENT\nEND:VCALENDAR\n" in read["hybrid"]["description"]


def test_jcal_is_what_icalendar_makes_of_the_calendar() -> None:
    """But for two properties of RFC 7986 that icalendar takes for unknown, and lists of one."""

    def comparable(component: Any) -> Any:
        name, properties, inner = component
        known = [one for one in properties if one[0] not in ("name", "color", "rrule")]
        return [name, sorted(known, key=str), sorted(map(comparable, inner), key=str)]

    content = ics.render(FEED)
    assert comparable(jcal.read(content)) == comparable(Calendar.from_ical(content).to_jcal())
    rules = [one[3] for part in jcal.read(content)[2] for one in part[1] if one[0] == "rrule"]
    assert rules == [{"freq": "WEEKLY", "count": 5}]


def test_xcal_holds_every_value_of_the_calendar() -> None:
    content = ics.render(FEED)
    tree = ElementTree.fromstring(xcal.of(content))
    space = "{urn:ietf:params:xml:ns:icalendar-2.0}"
    events = tree.findall(f".//{space}vevent/{space}properties")
    expected = [part[1] for part in jcal.read(content)[2] if part[0] == "vevent"]
    assert len(events) == len(expected) == len(EVERY_KIND)
    for event, properties in zip(events, expected, strict=True):
        for element, (name, parameters, kind, *values) in zip(event, properties, strict=True):
            assert element.tag == space + name
            said = {one.tag.removeprefix(space): one[0].text for one in element.findall(f"{space}parameters/*")}
            assert said == parameters
            if kind != "recur":
                assert [one.text or "" for one in element.findall(space + kind)] == list(map(str, values))


def test_a_recurring_talk_happens_at_the_same_instants_everywhere(reader: Reader) -> None:
    read = {one["uid"]: one for one in reader(ics.render(FEED))}["weekly@talkfeed"]
    days = ((3, 17, 15), (3, 24, 15), (4, 14, 15), (5, 1, 10), (5, 6, 10))
    assert read["starts"] == [instant(datetime(2026, *day), BERLIN) for day in days]


def near_clock_changes() -> list[Entry]:
    """A talk an hour and a minute either side of, and right at, every clock change of four years in every zone."""
    entries = []
    for tzid in ZONES:
        changes = [onset.wall for onset in onsets(tzid, 2024, 2028)] or [datetime(2026, 6, 1, 12)]
        for change in changes:
            for minutes in (-1500, -60, -1, 0, 1, 60, 120, 1500):
                wall = change + timedelta(minutes=minutes)
                name = f"{tzid.replace('/', '-').lower()}-{wall:%Y%m%d%H%M}"
                entries.append(entry(name, Span(wall, wall + timedelta(hours=1), tzid)))
    return entries


def test_no_reader_is_an_hour_off_around_clock_changes(reader: Reader, request: pytest.FixtureRequest) -> None:
    """Zones are renamed on the way, so that readers cannot look them up and must believe our VTIMEZONEs."""
    entries = near_clock_changes()
    content = ics.render(Feed("clocks", "Clocks", tuple(entries)))
    if "node-ical" in request.node.name:  # it knows zones by name only, as its own tables have them
        entries = [one for one in entries if one.talk.when.timezone not in CHANGED_LATELY]
    else:
        content = re.sub(rb"(TZID[=:])([A-Z])", rb"\1Unheard/\2", content.replace(b"\r\n ", b""))
    read = {one["uid"]: one["start"] for one in reader(content)}
    wrong = [
        (one.uid, read[one.uid] - expected)
        for one in entries
        if read[one.uid] != (expected := instant(one.talk.when.start, one.talk.when.timezone))
    ]
    assert not wrong, f"{len(wrong)} of {len(entries)}: {wrong[:8]}"
