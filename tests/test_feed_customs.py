"""What calendars mean by what they write: hours wrongly called UTC, ends a day late, hours in titles; torn XML."""

from __future__ import annotations

import json
from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.hours import hour_in, without_hour
from crawler.extract.page import Page
from crawler.extract.xml_tree import balanced, parse_xml
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.reading.status import is_no_talk
from pipeline.talk import Talk, talk_json

CHICAGO = Source(id="", name="", timezone="America/Chicago")


def page(body: object) -> Page:
    text = body if isinstance(body, str) else json.dumps(body)
    return Page("https://institute.example/events", text.encode(), date(2026, 2, 1), timezone="America/Chicago")


def told(it: Page) -> list[tuple[str, str | None, str | None]]:
    """Title, start and end of each talk by day, through the whole trip; each value is found again where it stood."""
    sightings = extract(it, CHICAGO)
    for claim in (claim for sighting in sightings for claim in sighting.claims):
        text = it.text_at(claim.at.path)
        assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text, claim
    understood = [normalise(sighting, CHICAGO, it.retrieved) for sighting in gather(sightings)]
    talks = [talk_json(one) for one in understood if isinstance(one, Talk)]
    return sorted(((t["title"], t["start"], t["end"]) for t in talks), key=lambda talk: talk[1])


def stamped(*starts: str) -> list[dict[str, str]]:
    return [{"eventName": f"Foam colloquium {number}", "startDateTime": start} for number, start in enumerate(starts)]


def test_hours_that_ignore_the_clock_change_are_wall_time_whatever_their_z_says() -> None:
    """Regular at 17:30 as written in winter and in summer: in UTC they would move by an hour in March."""
    days = ("2026-02-03", "2026-02-17", "2026-03-24", "2026-04-07")
    assert [start for _, start, _ in told(page(stamped(*(f"{day}T17:30:00Z" for day in days))))] == [
        f"{day}T17:30" for day in days
    ]


def test_hours_that_follow_the_clock_change_are_utc() -> None:
    stamps = ("2026-02-03T23:30:00Z", "2026-02-17T23:30:00Z", "2026-03-24T22:30:00Z", "2026-04-07T22:30:00Z")
    assert {start and start[11:] for _, start, _ in told(page(stamped(*stamps)))} == {"17:30"}


def test_seconds_since_1970_that_ignore_the_clock_change_are_wall_time() -> None:
    seconds = (1770139800, 1771349400, 1774373400, 1775583000)  # 17:30 on four days, counted as if in UTC
    things = [{"title": f"Foam colloquium {s}", "date": str(s), "location": "Hall"} for s in seconds]
    assert {start and start[11:] for _, start, _ in told(page(things))} == {"17:30"}


def test_whole_days_that_end_on_the_day_after_last_one_day_less() -> None:
    one = {"title": "Open day", "allDay": True, "start": "2026-05-05T00:00:00", "end": "2026-05-06T00:00:00"}
    three = {"title": "Knot workshop", "allDay": True, "start": "2026-05-12T00:00:00", "end": "2026-05-15T00:00:00"}
    assert told(page([one, three])) == [
        ("Open day", "2026-05-05", None),
        ("Knot workshop", "2026-05-12", "2026-05-14"),
    ]


def test_whole_days_of_which_some_have_no_end_state_their_last_day() -> None:
    one = {"title": "Open day", "start": {"date": "2026-05-05"}, "end": {"date": "2026-05-05"}}
    two = {"title": "Knot workshop", "start": {"date": "2026-05-12"}, "end": {"date": "2026-05-13"}}
    assert told(page([one, two])) == [("Open day", "2026-05-05", None), ("Knot workshop", "2026-05-12", "2026-05-13")]


def test_an_hour_in_the_title_of_a_whole_day_is_its_hour_and_leaves_the_title() -> None:
    things = [
        {"title": "Library committee 10:00 a.m.", "allDay": True, "start": "2026-05-05T00:00:00", "venue": 153},
        {"title": "Board of Trustees @ 2:30 pm", "allDay": True, "start": "2026-05-06T00:00:00"},
    ]
    assert told(page(things)) == [
        ("Library committee", "2026-05-05T10:00", None),
        ("Board of Trustees", "2026-05-06T14:30", None),
    ]
    assert not any(sighting.of("venue", "where") for sighting in extract(page(things), CHICAGO))


@pytest.mark.parametrize(
    ("title", "hour", "rest"),
    [
        ("Tides (14:00)", "14:00", "Tides"),
        ("Deep water at 3-4pm", "3-4pm", "Deep water"),
        ("Kolloquium 16:15 Uhr", "16:15 Uhr", "Kolloquium"),
        ("Noon – organ recital", "Noon", "Noon – organ recital"),
        ("From 10:00 to dusk, from 11:00 to dawn", "", "From 10:00 to dusk, from 11:00 to dawn"),
        ("Version 2.10 of the atlas", "", "Version 2.10 of the atlas"),
        ("High noon", "", "High noon"),
        ("Chapter 3: am I a strange loop?", "", "Chapter 3: am I a strange loop?"),
    ],
)
def test_hours_in_titles(title: str, hour: str, rest: str) -> None:
    found = hour_in(title)
    assert (title[slice(*found)] if found else "") == hour
    assert title[: without_hour(title)] == rest


MEETINGS = """<?xml version="1.0"?><meetings>
<meeting><name>Notice of Regular Meeting of the Reef Board</name><start><date>2026-05-05</date></start></item></meeting>
<meeting><name>Tide Committee - 9:30 A.M.</name><start><date>2026-05-06</date></start><item><name>1. Roll</name>
</meeting>
<meeting><name>Sand Committee</name><start><date>2026-05-07</date></start></meeting>
</meetings>"""


def test_xml_goes_on_behind_a_closing_tag_that_closes_nothing() -> None:
    assert told(page(MEETINGS)) == [
        ("Regular Meeting of the Reef Board", "2026-05-05", None),
        ("Tide Committee", "2026-05-06T09:30", None),
        ("Sand Committee", "2026-05-07", None),
    ]


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("<a><b></c></b></a>", "<a><b></b></a>"),
        ("<a><b><c></b></a>", "<a><b><c></c></b></a>"),
        ("<a><b>", "<a><b></b></a>"),
        ("<a><!-- </a> --><![CDATA[</b>]]></a>", "<a><!-- </a> --><![CDATA[</b>]]></a>"),
        ("<a><!-- </a>", "<a><!-- </a></a>"),
        ("</a></a>", ""),
    ],
)
def test_closing_tags_are_made_good(torn: str, whole: str) -> None:
    assert balanced(torn) == whole


def test_no_nesting_makes_mending_slow() -> None:
    assert parse_xml("<a>" * 200_000 + "</b>" * 200_000) is not None


@pytest.mark.parametrize(
    ("title", "is_none"),
    [
        ("Submission Deadline – Reef Survey Services", True),
        ("Abstract submission deadline", True),
        ("Registration closes", True),
        ("Anmeldeschluss Sommerschule", True),
        ("Washington’s Birthday", True),
        ("Deadline scheduling in real-time systems", False),
        ("Papers under extension", False),
    ],
)
def test_deadlines_and_birthdays_of_presidents_are_no_talks(title: str, is_none: bool) -> None:
    assert is_no_talk(title) is is_none


def test_a_series_in_front_of_a_day_is_no_title_of_a_day() -> None:
    assert told(page([{"title": "Reef Reading Group: May 31, 2026", "start": "2026-05-31T10:00:00"}])) == [
        ("Reef Reading Group: May 31, 2026", "2026-05-31T10:00", None)
    ]


def test_a_day_with_an_agenda_beside_it_is_a_meetings() -> None:
    rows = [
        {"Date": "2/3/2026", "Type": "Foam Commission", "AgendaLink": "https://institute.example/70719", "Note": note}
        for note in ("Foam Commission Agenda", "Foam Commission Agenda Package- Canceled ")
    ]
    rows[1]["Date"] = "2/10/2026"
    it = page({"Entries": rows})
    assert [(title, start) for title, start, _ in told(it)] == [
        ("Foam Commission", "2026-02-03"),
        ("Foam Commission", "2026-02-10"),
    ]
    assert [[claim.text for claim in one.of("status")] for one in extract(it, CHICAGO)] == [[], ["cancelled"]]


def test_the_list_a_script_draws_its_calendar_from_is_read() -> None:
    events = [{"Name": f"Foam talk {n}", "startDate": f"2026-02-0{n}T17:30:00", "location": "Tank 4"} for n in (3, 5)]
    script = f"<script>window.zone = 1; window.events = {json.dumps(events)}; draw(events)</script>"
    it = page(f"<html><body><h1>Calendar</h1><div id='calendar'></div>{script}</body></html>")
    assert told(it) == [("Foam talk 3", "2026-02-03T17:30", None), ("Foam talk 5", "2026-02-05T17:30", None)]
    assert (
        told(page("<html><body><h1>Foam</h1><script>var a = [{'start': x}, {\"start\": 1}];</script></body></html>"))
        == []
    )
