"""A feed of one talk, and its lines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from calendar_export import ics
from calendar_export.feed import Feed
from pipeline.query import Entry
from pipeline.talk import Span, Talk

CREATED = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
BERLIN = Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16, 30), "Europe/Berlin")


def entry(**fields: Any) -> Entry:
    uid, sequence = fields.pop("uid", "1@talkfeed"), fields.pop("sequence", 0)
    facts = {"source": "sample", "url": "https://institute.example.org/1", "title": "On talks", "when": BERLIN}
    talk = Talk(**{**facts, **fields})
    return Entry(uid=uid, talk=talk, sequence=sequence, created=CREATED, updated=UPDATED)


def feed(*entries: Entry, **fields: Any) -> Feed:
    return Feed("sample", "Sample talks", entries, **fields)


def event(one: Entry, **options: str) -> Event:
    """The VEVENT as icalendar reads it back."""
    return Calendar.from_ical(ics.render(feed(one, **options))).events[0]


def lines(one: Entry, **options: str) -> list[str]:
    """The unfolded lines of its VEVENT."""
    return ics.render_event(one, **options).replace(b"\r\n ", b"").decode().splitlines()
