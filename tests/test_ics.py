"""The calendar: what a VEVENT says, that no text becomes syntax, that bytes are icalendar's own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from icalendar import Calendar

from calendar_export import ics
from calendar_export.alarms import with_alarms
from calendar_export.validate import validate
from pipeline.talk import Kind, Listed, Mode, Person, Place, Recurrence, Span, Status
from tests.calendars import BERLIN, entry, event, feed, lines

# ── What it says ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_becomes_these_bytes() -> None:
    one = entry(
        sequence=2,
        title="Mythological Medical Machine Learning",
        series="Speaker Series",
        kind=Kind.LECTURE,
        topics=("medicine",),
        place=Place(Mode.HYBRID, "Crerar Library", "Room 390", None, "https://meet.example.org/j/1?a=b,c;d"),
        registration_url="https://institute.example.org/register",
        speakers=(Person("Gari Clifford", "Emory"),),
        abstract="First.\n\nSecond; third.",
        image="https://institute.example.org/ü.png",
    )
    assert ics.render_event(one).decode() == (
        "BEGIN:VEVENT\r\n"
        "SUMMARY:Mythological Medical Machine Learning\r\n"
        "DTSTART;TZID=Europe/Berlin:20260303T150000\r\n"
        "DTEND;TZID=Europe/Berlin:20260303T163000\r\n"
        "DTSTAMP:20260105T093000Z\r\n"
        "UID:1@talkfeed\r\n"
        "SEQUENCE:2\r\n"
        "CATEGORIES:lecture,medicine,Speaker Series\r\n"
        "CONFERENCE;FEATURE=VIDEO;LABEL=Join online;VALUE=URI:https://meet.example.\r\n"
        " org/j/1?a=b,c;d\r\n"
        "CREATED:20260102T080000Z\r\n"
        "DESCRIPTION:Join online: https://meet.example.org/j/1?a=b\\,c\\;d\\nRegister:\r\n"
        "  https://institute.example.org/register\\nSpeaker: Gari Clifford (Emory)\\n\r\n"
        " \\nFirst.\\n\\nSecond\\; third.\\n\\nSeries: Speaker Series\\nAnnounced at: https\r\n"
        " ://institute.example.org/1\r\n"
        "IMAGE;VALUE=URI:https://institute.example.org/%C3%BC.png\r\n"
        "LAST-MODIFIED:20260105T093000Z\r\n"
        "LOCATION:Room 390\\, Crerar Library\r\n"
        "STATUS:CONFIRMED\r\n"
        "URL:https://institute.example.org/1\r\n"
        "X-TALKFEED-SPEAKER:Gari Clifford (Emory)\r\n"
        "END:VEVENT\r\n"
    )


def test_the_same_state_gives_the_same_bytes_whatever_the_hour() -> None:
    assert ics.render(feed(entry())) == ics.render(feed(entry()))
    assert b"DTSTAMP:20260105T093000Z" in ics.render(feed(entry()))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (BERLIN, ["DTSTART;TZID=Europe/Berlin:20260303T150000", "DTEND;TZID=Europe/Berlin:20260303T163000"]),
        (replace(BERLIN, timezone="UTC"), ["DTSTART:20260303T150000Z", "DTEND:20260303T163000Z"]),
        (replace(BERLIN, end=None), ["DTSTART;TZID=Europe/Berlin:20260303T150000"]),
        (replace(BERLIN, end=BERLIN.start), ["DTSTART;TZID=Europe/Berlin:20260303T150000"]),
        (replace(BERLIN, end=datetime(2026, 3, 3, 14)), ["DTSTART;TZID=Europe/Berlin:20260303T150000"]),
        (
            replace(BERLIN, end=date(2026, 3, 5)),
            ["DTSTART;TZID=Europe/Berlin:20260303T150000", "DTEND;TZID=Europe/Berlin:20260306T000000"],
        ),
        (Span(date(2026, 3, 3), None, ""), ["DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260304"]),
        (Span(date(2026, 3, 3), date(2026, 3, 6), ""), ["DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260307"]),
        (Span(date(2026, 3, 3), date(2026, 3, 1), ""), ["DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260304"]),
        # in the gap of the clock change the time moves forward; what clocks show twice is written in UTC
        (Span(datetime(2026, 3, 29, 2, 30), None, "Europe/Berlin"), ["DTSTART;TZID=Europe/Berlin:20260329T033000"]),
        (
            Span(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), "Europe/Berlin"),
            ["DTSTART:20261025T003000Z", "DTEND:20261025T030000Z"],
        ),
    ],
)
def test_times_are_written_so_that_nothing_floats(when: Span, expected: list[str]) -> None:
    assert [line for line in lines(entry(when=when)) if line.startswith(("DTSTART", "DTEND"))] == expected
    assert validate(ics.render(feed(entry(when=when)))) == []


@pytest.mark.parametrize(
    "when", [Span(None), replace(BERLIN, timezone=""), replace(BERLIN, timezone="Europe/Atlantis")]
)
def test_a_talk_without_a_date_or_a_zone_is_in_no_calendar(when: Span) -> None:
    assert ics.render_event(entry(when=when)) == b""
    assert b"VEVENT" not in ics.render(feed(entry(when=when)))
    assert validate(ics.render(feed(entry(when=when)))) == []


def test_a_day_without_an_hour_blocks_nobody_and_says_why() -> None:
    day = entry(when=Span(date(2026, 3, 3), None, "", all_day=True, time_known=False))
    assert "TRANSP:TRANSPARENT" in lines(day)
    assert "The announcement does not say the hour." in str(event(day)["DESCRIPTION"])
    whole = entry(when=Span(date(2026, 3, 3), None, "", all_day=True, time_known=True))
    assert not any(line.startswith("TRANSP") for line in lines(whole))
    assert "hour" not in str(event(whole)["DESCRIPTION"])


def test_an_end_nobody_states_is_not_invented_and_said_to_be_missing() -> None:
    open_end = entry(when=replace(BERLIN, end=None))
    assert not any(line.startswith(("DTEND", "DURATION")) for line in lines(open_end))
    assert "The end is not stated." in str(event(open_end)["DESCRIPTION"])


@pytest.mark.parametrize(
    ("status", "cancelled", "language", "expected"),
    [
        (Status.CONFIRMED, "mark", "en", ("On talks", "CONFIRMED", False)),
        (Status.TENTATIVE, "mark", "en", ("On talks", "TENTATIVE", False)),
        (Status.POSTPONED, "mark", "en", ("Postponed: On talks", "TENTATIVE", True)),
        (Status.POSTPONED, "drop", "de-AT", ("Verschoben: On talks", "TENTATIVE", True)),
        (Status.CANCELLED, "mark", "en", ("Cancelled: On talks", "CANCELLED", True)),
        (Status.CANCELLED, "mark", "de", ("Abgesagt: On talks", "CANCELLED", True)),
        (Status.WITHDRAWN, "mark", "fr", ("Cancelled: On talks", "CANCELLED", True)),
        (Status.CANCELLED, "announce", "en", ("Cancelled: On talks", "CONFIRMED", True)),
        (Status.WITHDRAWN, "announce", "en", ("Cancelled: On talks", "CONFIRMED", True)),
        (Status.CANCELLED, "drop", "en", None),
        (Status.WITHDRAWN, "drop", "en", None),
    ],
)
def test_what_became_of_a_talk(status: Status, cancelled: str, language: str, expected: tuple[str, str, bool]) -> None:
    one = entry(status=status)
    if expected is None:
        assert ics.render_event(one, cancelled=cancelled, language=language) == b""
        return
    read = event(one, cancelled=cancelled, language=language)
    assert (str(read["SUMMARY"]), str(read["STATUS"]), read.get("TRANSP") == "TRANSPARENT") == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(Mode.HYBRID, "Hall", "R1", "1 High St", "https://meet.example.org/1"), "R1, Hall, 1 High St"),
        (Place(Mode.ONLINE, online_url="https://meet.example.org/1"), "https://meet.example.org/1"),
        (Place(Mode.ONLINE), "Online"),
        (Place(Mode.ONLINE, online_url="javascript:alert(1)"), "Online"),
        (Place(None, "Room 5, Main Building", "Room 5"), "Room 5, Main Building"),
        (Place(None, "Hall", "4", "4 High St"), "4, Hall, 4 High St"),
        (Place(None, "Hall", "Hall", "HALL"), "Hall"),
        (Place(None, "Main Building", "Main Building 5"), "Main Building 5"),
        (Place(None, online_url="https://meet.example.org/1"), None),
        (Place(), None),
    ],
)
def test_a_link_never_displaces_the_room(place: Place, expected: str | None) -> None:
    assert event(entry(place=place)).get("LOCATION") == expected


def test_the_description_is_complete_by_itself() -> None:
    one = entry(
        speakers=(Person("Ada Lovelace", "Analytical Society"), Person("Li Wei")),
        hosts=(Person("M. Faraday"),),
        abstract="It computes.",
        bio="She wrote.",
        series="Engines",
        place=Place(Mode.ONLINE, online_url="https://meet.example.org/1"),
        listings=(Listed("sample", "https://institute.example.org/1"), Listed("other", "https://other.example.org/9")),
    )
    assert str(event(one)["DESCRIPTION"]) == (
        "Join online: https://meet.example.org/1\n"
        "Speakers: Ada Lovelace (Analytical Society); Li Wei\n\n"
        "It computes.\n\n"
        "About the speaker: She wrote.\n\n"
        "Series: Engines\nHost: M. Faraday\n"
        "Announced at: https://institute.example.org/1\nAnnounced at: https://other.example.org/9"
    )


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("talks@institute.example", "mailto:talks@institute.example?subject=Talk%201@talkfeed"),
        ("https://institute.example/report", "https://institute.example/report?talk=1@talkfeed"),
        ("https://institute.example/r?x=1#form", "https://institute.example/r?x=1&talk=1@talkfeed#form"),
    ],
)
def test_a_mistake_is_reported_to_the_operator_with_the_talks_uid(contact: str, address: str) -> None:
    described = str(event(entry(), contact=contact)["DESCRIPTION"])
    assert described.splitlines()[-1] == f"Report a mistake: {address}"
    assert f"Fehler melden: {address}" in str(event(entry(), contact=contact, language="de")["DESCRIPTION"])
    assert "mistake" not in str(event(entry())["DESCRIPTION"])
    forms = {ics.form(feed(contact=one)) for one in (None, contact, "other@institute.example")}
    assert len(forms) == 3, "what was rendered with one contact is not joined into a feed with another"


def test_nobody_is_invited_and_nothing_rings() -> None:
    content = ics.render(feed(entry(speakers=(Person("Ada Lovelace"),), hosts=(Person("M. F."),))))
    assert not re.search(rb"^(ATTENDEE|ORGANIZER|BEGIN:VALARM)", content, re.M)
    assert re.findall(rb"^METHOD:(.*)\r$", content, re.M) == [b"PUBLISH"]


def test_the_calendar_introduces_itself() -> None:
    content = ics.render(
        feed(
            entry(),
            description="Talks\nof all kinds",
            url="https://talks.example.org/",
            self_url="https://talks.example.org/feeds/sample.atom",
        )
    )
    read = Calendar.from_ical(content)
    assert read["NAME"] == "Sample talks"
    assert b"\r\nX-WR-CALNAME:Sample talks\r\n" in content
    assert b"\r\nX-WR-CALDESC:Talks\\nof all kinds\r\n" in content
    assert b"\r\nSOURCE;VALUE=URI:https://talks.example.org/feeds/sample.ics\r\n" in content
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in content
    assert ics.color("sample") in ics.COLORS
    assert ics.render(feed()).count(b"BEGIN:") == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=4", ["RRULE:FREQ=WEEKLY;COUNT=4"]),
        ("FREQ=WEEKLY;UNTIL=20260601", ["RRULE:FREQ=WEEKLY;UNTIL=20260601T215900Z"]),
        ("FREQ=WEEKLY;UNTIL=20260601T100000", ["RRULE:FREQ=WEEKLY;UNTIL=20260601T080000Z"]),
        ("FREQ=SECONDLY", []),
        ("nonsense", []),
        ("FREQ=WEEKLY;BYDAY=XX", []),
        ("FREQ=WEEKLY\r\nATTENDEE:x", []),
    ],
)
def test_only_sound_rules_are_written(rule: str, expected: list[str]) -> None:
    one = entry(when=replace(BERLIN, recurrence=Recurrence(rule)))
    assert [line for line in lines(one) if line.startswith(("RRULE", "ATTENDEE"))] == expected
    assert validate(ics.render(feed(one))) == []


def test_a_talk_rings_for_those_who_ask_if_it_has_an_hour_and_stands() -> None:
    title = "Long; enough, to be folded: " + "日本語の講演 " * 8
    talks = (
        entry(uid="stands", title=title),
        entry(uid="day", when=Span(date(2026, 3, 3), None, "")),
        entry(uid="off", status=Status.CANCELLED),
        entry(uid="tentative", status=Status.TENTATIVE),
    )
    silent = ics.render(feed(*talks))
    content = with_alarms(silent, 15)
    assert validate(content) == []
    read = Calendar.from_ical(content)
    assert read.to_ical() == content
    rings = {str(one["UID"]): [(str(x["TRIGGER"].dt), str(x["DESCRIPTION"])) for x in one.walk("VALARM")]
             for one in read.events}  # fmt: skip
    assert rings["stands"] == [("-1 day, 23:45:00", title.strip())]
    assert [len(rings[name]) for name in ("day", "off", "tentative")] == [0, 0, 1]
    assert re.sub(rb"BEGIN:VALARM.*?END:VALARM\r\n", b"", content, flags=re.DOTALL) == silent
