"""Times that are told by duration, by rhythm or in a calendar inside a link; what parts take from the whole."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.schedules import ending, first_day, weekday
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Talk, talk_json

SOURCE = Source(id="", name="", timezone="Europe/Berlin")
HERE = "https://institute.example/events/tides"


def talks(markup: str | bytes, url: str = HERE) -> list[dict[str, Any]]:
    """The talks of a page by day, through the whole trip; each claim is found again where it stood."""
    body = markup if isinstance(markup, bytes) else f"<!DOCTYPE html><html><body>{markup}</body></html>".encode()
    page = Page(url, body, date(2026, 1, 5), timezone="Europe/Berlin")
    sightings = extract(page, SOURCE)
    for claim in (claim for sighting in sightings for claim in sighting.claims):
        text = page.text_at(claim.at.path)
        assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text, claim
    read = (normalise(sighting, SOURCE, page.retrieved) for sighting in gather(sightings))
    return sorted((talk_json(one) for one in read if isinstance(one, Talk)), key=lambda talk: talk["start"] or "")


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-03-04T16:00:00+01:00", "PT1H30M", "2026-03-04T17:30:00+01:00"),
        ("2026-03-04T16:00", "PT45M", "2026-03-04T16:45:00"),
        ("2026-03-04T23:30", "P0DT1H", "2026-03-05T00:30:00"),
        ("2026-03-04", "PT1H", ""),
        ("2026-03-04T16:00", "P3D", ""),
        ("2026-03-04T16:00", "PT0S", ""),
        ("2026-03-04T16:00", "an hour", ""),
        ("2026-13-04T16:00", "PT1H", ""),
    ],
)
def test_a_duration_tells_the_end(start: str, duration: str, end: str) -> None:
    assert ending(start, duration) == end


def test_an_event_with_a_duration_has_an_end_unless_it_states_one() -> None:
    talk = {"@type": "Event", "name": "Tides of Memory", "startDate": "2026-03-04T16:00", "duration": "PT1H30M"}
    assert [(t["start"], t["end"]) for t in talks(script(talk))] == [("2026-03-04T16:00", "2026-03-04T17:30")]
    assert talks(script(talk | {"endDate": "2026-03-04T17:00"}))[0]["end"] == "2026-03-04T17:00"


def test_a_schedule_is_a_recurrence() -> None:
    """Tuesdays from a Monday on: the first one is the day after, and its holiday is left out."""
    schedule = {
        "@type": "Schedule", "startDate": "2026-01-12", "endDate": "2026-03-31", "repeatFrequency": "P1W",
        "byDay": "https://schema.org/Tuesday", "startTime": "16:15:00", "endTime": "17:45:00",
        "exceptDate": ["2026-02-17"], "scheduleTimezone": "Europe/Berlin",
    }  # fmt: skip
    (talk,) = talks(script({"@type": "Event", "name": "Shore Seminar", "eventSchedule": schedule}))
    assert (talk["start"], talk["end"], talk["timezone"]) == ("2026-01-13T16:15", "2026-01-13T17:45", "Europe/Berlin")
    assert talk["recurrence"]["rrule"] == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260331T235959"
    assert talk["recurrence"]["exdate"] == ["2026-02-17T16:15"]


def test_a_schedule_without_a_rhythm_or_an_hour_leaves_the_start_alone() -> None:
    event = {"@type": "Event", "name": "Shore Seminar", "startDate": "2026-01-13T16:15"}
    for schedule in ({"repeatFrequency": "P1W"}, {"startTime": "16:15"}, {"startTime": "late", "repeatFrequency": "?"}):
        (talk,) = talks(script(event | {"eventSchedule": {"@type": "Schedule"} | schedule}))
        assert (talk["start"], talk["recurrence"]) == ("2026-01-13T16:15", None)


def test_weekdays_and_first_days() -> None:
    assert [weekday(name) for name in ("https://schema.org/Tuesday", "FR", "Daily", "")] == ["TU", "FR", "", ""]
    assert first_day("2026-01-12", []) == "2026-01-12"
    assert first_day("2026-01-12", ["SU"]) == "2026-01-18"
    assert first_day("soon", ["SU"]) == ""


def test_parts_of_a_series_are_the_talks_and_take_its_name_and_place() -> None:
    parts = [
        {"@type": "Event", "name": "On ebb", "startDate": "2026-03-04T16:00"},
        {"@type": "Event", "name": "On flood", "startDate": "2026-03-11T16:00", "location": "Library, Room 4"},
    ]
    series = {
        "@type": "EventSeries",
        "name": "Shore Lectures",
        "startDate": "2026-03-04",
        "location": "Hall of Letters",
    }
    found = talks(script(series | {"subEvent": parts}), "https://institute.example/events")
    assert [(t["title"], t["series"], t["venue"], t["room"]) for t in found] == [
        ("On ebb", "Shore Lectures", "Hall of Letters", None),
        ("On flood", "Shore Lectures", "Library", "Room 4"),
    ]


CALENDAR = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Tides of Memory\r\nDTSTART:20260304T150000Z\r\n"
    "DTEND:20260304T160000Z\r\nLOCATION:Hall of Letters\r\nEND:VEVENT\r\nEND:VCALENDAR"
)


@pytest.mark.parametrize(
    "address",
    [
        "data:text/calendar;charset=utf8," + CALENDAR.replace("\r\n", "%0A").replace(" ", "%20"),
        "data:text/calendar;base64," + base64.b64encode(CALENDAR.encode()).decode(),
    ],
    ids=["percent", "base64"],
)
def test_a_calendar_inside_a_link_is_read(address: str) -> None:
    (talk,) = talks(f'<h1>Tides of Memory</h1><p>Come and hear.</p><a href="{address}">Add to calendar</a>')
    assert (talk["title"], talk["start"], talk["end"]) == ("Tides of Memory", "2026-03-04T16:00", "2026-03-04T17:00")
    assert talk["venue"] == "Hall of Letters"


@pytest.mark.parametrize("address", ["data:text/calendar", "data:text/calendar;base64,%%%", "data:text/calendar,BEGIN"])
def test_a_broken_calendar_inside_a_link_says_nothing(address: str) -> None:
    assert talks(f'<h1>Tides</h1><a href="{address}">Add to calendar</a>') == []


def test_categories_and_calendar_names_that_name_a_series_are_the_series() -> None:
    head = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:{name}\r\n"
    event = "BEGIN:VEVENT\r\nSUMMARY:On ebb\r\nDTSTART:20260304T150000Z\r\nCATEGORIES:{words}\r\nEND:VEVENT\r\n"

    def read(name: str, words: str) -> tuple[str | None, list[str]]:
        (talk,) = talks((head.format(name=name) + event.format(words=words)).encode(), "https://institute.example/ics")
        return talk["series"], talk["topics"]

    assert read("Shore Institute", "Shore Physics Seminar,Tides") == ("Shore Physics Seminar", ["Tides"])
    assert read("Shore Physics Colloquium", "Tides") == ("Shore Physics Colloquium", ["Tides"])
    assert read("Shore Institute", "Seminar,Open Science Talk") == (None, ["Seminar", "Open Science Talk"])


def test_a_calendar_that_cancels_says_where() -> None:
    body = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n" + CALENDAR.partition("\r\n")[2]
    (talk,) = talks(body.encode(), "https://institute.example/ics")
    assert talk["status"] == "cancelled"
