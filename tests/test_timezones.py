"""VTIMEZONEs: they begin before the oldest talk, follow the IANA zone to the minute, and stay small."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from calendar_export.timezones import onsets, vtimezone, zone

EVERYWHERE = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Havana", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Almaty", "Asia/Gaza",
    "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Europe/London", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati",
)  # fmt: skip


def wrapped(tzid: str, first: int, last: int) -> bytes:
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + vtimezone(tzid, first, last) + b"END:VCALENDAR\r\n"


@pytest.mark.parametrize("tzid", EVERYWHERE)
def test_the_component_agrees_with_the_zone_every_six_hours_and_at_each_change(tzid: str) -> None:
    component = Calendar.from_ical(wrapped(tzid, 2024, 2027)).timezones[0]
    read, right = component.to_tz(lookup_tzid=False), ZoneInfo(tzid)
    walls = [datetime(2024, 1, 1) + timedelta(hours=6 * n) for n in range(4 * 4 * 365)]
    changes = [onset.wall for onset in onsets(tzid, 2024, 2027)]
    walls += [change + timedelta(minutes=minutes) for change in changes for minutes in (-61, -1, 61, 121)]
    for wall in walls:
        expected = wall.replace(tzinfo=right)
        if expected.utcoffset() == expected.replace(fold=1).utcoffset():  # gap and fold: `moments` keeps out of them
            assert wall.replace(tzinfo=read).utcoffset() == expected.utcoffset(), wall


@pytest.mark.parametrize("tzid", EVERYWHERE)
def test_something_says_what_holds_before_the_oldest_talk(tzid: str) -> None:
    starts = re.findall(rb"DTSTART:(\d{8}T\d{6})", vtimezone(tzid, 2024, 2027))
    assert min(starts) < b"20240101T000000"


def test_a_rule_is_written_as_a_rule() -> None:
    assert vtimezone("Europe/Berlin", 2026, 2026).decode() == (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
        "TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
        "BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
        "TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
    )


def test_winter_is_standard_time_in_ireland_too() -> None:
    parts = re.findall(
        r"BEGIN:(STANDARD|DAYLIGHT)\r\n.*?TZNAME:(\w+)", vtimezone("Europe/Dublin", 2026, 2026).decode(), re.S
    )
    assert sorted(parts) == [("DAYLIGHT", "IST"), ("STANDARD", "GMT")]


def test_a_zone_without_changes_has_one_part() -> None:
    assert vtimezone("Asia/Kolkata", 2026, 2027).count(b"BEGIN:") == 2
    assert b"TZOFFSETTO:+0530" in vtimezone("Asia/Kolkata", 2026, 2027)


def test_what_follows_no_rule_is_listed_for_the_years_used_only() -> None:
    assert vtimezone("America/Santiago", 2026, 2026).count(b"DTSTART") == 6  # two changes in each of three years
    assert b"RDATE" not in vtimezone("America/Santiago", 2026, 2030)  # ical.js cannot read them


def test_utc_and_nonsense_need_no_component() -> None:
    assert vtimezone("UTC", 2026, 2026) == vtimezone("Europe/Atlantis", 2026, 2026) == vtimezone("", 2026, 2026) == b""
    assert zone("../../etc/passwd") is None


def test_changes_are_found_to_the_minute() -> None:
    found = onsets("Europe/Berlin", 2026, 2026)
    assert [onset.wall for onset in found] == [datetime(2026, 3, 29, 2), datetime(2026, 10, 25, 3)]
    first = datetime(2026, 3, 29, 1, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert found[0].after == first.utcoffset()
