"""Independent readers see the same talks: icalendar, vobject, ical.js (Thunderbird), node-ical, libical (GNOME)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from calendar_export import ics, jcal, xcal
from calendar_export.feed import Feed
from calendar_export.timezones import onsets
from pipeline.query import Entry
from pipeline.talk import Kind, Mode, Person, Place, Recurrence, Span, Status, Talk

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


def test_every_kind_of_event_is_read_alike(reader: Reader, reference: Reader) -> None:
    read = {one["uid"].partition("@")[0]: one for one in reader(ics.render(FEED))}
    assert set(read) == {one.uid.partition("@")[0] for one in EVERY_KIND}
    expected = {one["uid"].partition("@")[0]: one for one in reference(ics.render(FEED))}
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
        assert (got["location"] or None) == expected[name]["location"], name
        assert got["description"] == expected[name]["description"], name
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
    """Zones are renamed on the way, so that readers cannot look them up and must believe our VTIMEZONEs.

    Not so for two: node-ical knows zones by name only, as its own tables have them; and vobject takes a VTIMEZONE that
    tells of no clock change between 2000 and 2020 for UTC if it begins there: London's, trimmed to the years used.
    """
    entries = near_clock_changes()
    content = ics.render(Feed("clocks", "Clocks", tuple(entries)))
    if "node-ical" in request.node.name:
        entries = [one for one in entries if one.talk.when.timezone not in CHANGED_LATELY]
    elif "vobject" not in request.node.name:
        content = re.sub(rb"(TZID[=:])([A-Z])", rb"\1Unheard/\2", content.replace(b"\r\n ", b""))
    read = {one["uid"]: one["start"] for one in reader(content)}
    wrong = [
        (one.uid, read[one.uid] - expected)
        for one in entries
        if read[one.uid] != (expected := instant(one.talk.when.start, one.talk.when.timezone))
    ]
    assert not wrong, f"{len(wrong)} of {len(entries)}: {wrong[:8]}"
