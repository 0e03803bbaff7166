"""The check before publishing: a spoilt calendar is noticed, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from calendar_export import ics
from calendar_export.feed import Feed
from calendar_export.grammar import is_event
from calendar_export.validate import validate
from pipeline.query import Entry
from pipeline.talk import Span, Talk

UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
BERLIN = Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16, 30), "Europe/Berlin")


def entry() -> Entry:
    talk = Talk(source="sample", url="https://institute.example.org/1", title="On talks", when=BERLIN)
    return Entry("1@talkfeed", talk, 0, UPDATED, UPDATED)


def feed(*entries: Entry) -> Feed:
    return Feed("sample", "Sample talks", entries)


GOOD = ics.render(feed(entry()))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (b"UID:1@talkfeed\r\n", b"", "lacks UID"),
        (b"DTSTAMP:20260105T093000Z\r\n", b"", "lacks DTSTAMP"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 70, "octets"),
        (b"SUMMARY:", b"SUMMARY:\x07", "control character"),
        (b"SUMMARY:", b"SUMMARY:a\nb", "bare line break"),
        (b"SUMMARY:On", b"SUMMARY:\xff", "not UTF-8"),
        (b"SUMMARY:On talks", b"Summary On talks", "no property"),
        (b"END:VEVENT\r\n", b"", "ends what was not begun"),
        (b"DTSTART;TZID=Europe/Berlin:2026", b"DTSTART;TZID=Europe/Bern:2026", "not defined"),
        (b"DTSTART;TZID=Europe/Berlin:2026", b"DTSTART:2026", "floats"),
        (b"DTEND;TZID=Europe/Berlin:20260303T16", b"DTEND;TZID=Europe/Berlin:20260303T14", "does not end after"),
        (b"DTSTART;TZID=Europe/Berlin:20260303T150000", b"DTSTART;VALUE=DATE:20260303", "different kinds"),
        (b"DTSTART;TZID=Europe/Berlin:20260303T150000", b"DTSTART;TZID=Europe/Berlin:noon", "DTSTART"),
        (b"BEGIN:VCALENDAR\r\n", b"", "does not begin"),
        (b"END:VCALENDAR\r\n", b"", "does not begin"),
        (b"VERSION:2.0\r\n", b"", "lacks VERSION"),
    ],
)
def test_a_spoilt_calendar_is_noticed(before: bytes, after: bytes, complaint: str) -> None:
    assert validate(GOOD) == []
    assert before in GOOD
    problems = validate(GOOD.replace(before, after, 1))
    assert any(complaint in problem for problem in problems), problems


def test_two_talks_with_one_uid_are_noticed() -> None:
    assert any("occurs 2 times" in problem for problem in validate(ics.render(feed(entry(), entry()))))
    twice = GOOD.replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n" + ics.render_event(entry()), 1)
    apart = twice.replace(b"SEQUENCE", b"RECURRENCE-ID:20260303T140000Z\r\nSEQUENCE", 1)
    assert validate(apart) == []


def test_the_grammar_of_our_events_knows_them_and_nothing_else() -> None:
    event = ics.render_event(entry())
    assert is_event(event, "1@talkfeed")
    for before, after in ((b"SUMMARY:", b"SUMMARY:a;"), (b"STATUS", b"X-OTHER"), (b"T163000", b"T143000")):
        assert not is_event(event.replace(before, after, 1), "1@talkfeed")
    assert not is_event(event, "2@talkfeed")
