"""Widgets are small islands of exact data: read by class, never by order."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.platforms import platforms
from crawler.extract.platforms.addevent import iso
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Layer, Sighting, Talk

SOURCE = Source(id="", name="", timezone="America/Chicago")


def read(markup: str) -> list[Sighting]:
    return platforms(Page("https://institute.example/e/1", f"<html><body>{markup}</body></html>".encode()), SOURCE)


def said(sighting: Sighting) -> dict[str, str]:
    return {claim.field: claim.text for claim in sighting.claims}


ADDEVENT = """<div title="Add to Calendar" class="addeventatc">Add to Calendar
<span class="end">12/06/2021 04:00 PM</span><span class="start">12/06/2021 03:00 PM</span>
<span class="title">Ada Marsh (Delta) &#8211; Tides</span><span class="location">Hall of Letters</span>
<span class="all_day_event">false</span></div>"""


def test_addevent_is_read_by_class() -> None:
    (talk,) = read(ADDEVENT)
    assert said(talk) == {
        "when": "2021-12-06T15:00", "end": "2021-12-06T16:00", "title": "Ada Marsh (Delta) – Tides",
        "where": "Hall of Letters",
    }  # fmt: skip
    assert talk.own_page
    assert {claim.layer for claim in talk.claims} == {Layer.PLATFORM}


def test_the_same_button_twice_is_one_talk_and_two_are_two() -> None:
    assert len(read(ADDEVENT * 2)) == 1
    two = read(ADDEVENT + ADDEVENT.replace("12/06", "12/13"))
    assert [talk.own_page for talk in two] == [False, False]


def test_addevent_knows_whole_days_zones_status_and_its_own_date_format() -> None:
    more = (
        '<div class="addeventatc"><span class="start">06/12/2021 09:00</span>'
        '<span class="date_format">DD/MM/YYYY</span>'
        '<span class="timezone">Europe/Paris</span><span class="all_day_event">true</span>'
        '<span class="title">Tides</span>'
        '<span class="status">CANCELLED</span><span class="recurring">FREQ=WEEKLY;COUNT=3</span></div>'
    )
    assert said(read(more)[0]) == {
        "when": "2021-12-06", "timezone": "Europe/Paris", "title": "Tides", "status": "CANCELLED",
        "recurrence": "RRULE:FREQ=WEEKLY;COUNT=3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/06/2021 03:00 PM", "2021-12-06T15:00"),
        ("12/06/2021 12:00 AM", "2021-12-06T00:00"),
        ("06-12-2021 15:00", "2021-12-06T15:00"),
        ("06.12.2021", "2021-12-06"),
        ("2021-12-06 15:00:00", "2021-12-06T15:00"),
        ("21-12-06 15:00", "2021-12-06T15:00"),
        ("13/13/2021", "13/13/2021"),
        ("soon", "soon"),
    ],
)
def test_addevents_own_rules_for_dates(text: str, expected: str) -> None:
    assert iso(text) == expected


def test_a_button_saved_as_text_is_still_a_button() -> None:
    lines = b"# Tides\n\nAdd To Calendar 12/06/2021 03:00 PM\n12/06/2021 04:00 PM\n\nTides\n\nHall of Letters\nfalse\n"
    page = Page("https://institute.example/e/1", lines)
    (talk,) = platforms(page, SOURCE)
    assert said(talk) == {
        "when": "2021-12-06T15:00",
        "end": "2021-12-06T16:00",
        "title": "Tides",
        "where": "Hall of Letters",
    }
    title = talk.of("title")[0]
    assert page.text_at(title.at.path)[title.at.start : title.at.end] == "Tides"


def test_addtocalendar_gives_wall_time_unless_it_says_utc() -> None:
    event = """<span class="addtocalendar"><var class="atc_event"><var class="atc_date_start">2026-03-17 16:15:00</var>
    <var class="atc_date_end">2026-03-17 17:15:00</var>
    <var class="atc_timezone">{}</var><var class="atc_title">Tides</var>
    <var class="atc_location">Room 1</var></var></span>"""
    assert said(read(event.format("America/New_York"))[0]) == {
        "when": "2026-03-17T16:15:00", "end": "2026-03-17T17:15:00", "timezone": "America/New_York", "title": "Tides",
        "where": "Room 1",
    }  # fmt: skip
    assert said(read(event.format("UTC"))[0])["when"] == "2026-03-17T16:15:00+00:00"


def test_the_calendar_button_element_keeps_day_and_hour_apart() -> None:
    (talk,) = read(
        '<add-to-calendar-button name="Tides" startDate="2026-03-04" startTime="16:00" endTime="17:00"'
        ' timeZone="Europe/Rome">'
        "</add-to-calendar-button>"
    )
    assert said(talk) == {
        "title": "Tides",
        "when": "2026-03-04T16:00",
        "end": "2026-03-04T17:00",
        "timezone": "Europe/Rome",
    }


def test_links_into_peoples_calendars_hold_the_talk() -> None:
    google = "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=Tides+%26+sands&amp;ctz=Europe/Rome"
    (talk,) = read(f'<a href="{google}&amp;dates=20260304T150000Z/20260304T160000Z&amp;location=Room+1">add</a>')
    assert said(talk) == {
        "when": "2026-03-04T15:00+00:00", "end": "2026-03-04T16:00+00:00", "timezone": "Europe/Rome",
        "title": "Tides & sands", "where": "Room 1",
    }  # fmt: skip
    outlook = "https://outlook.office.com/calendar/0/deeplink/compose?subject=Tides&amp;startdt=2026-03-04T15:00:00Z"
    assert said(read(f'<a href="{outlook}">add</a>')[0]) == {"when": "2026-03-04T15:00+00:00", "title": "Tides"}


def test_a_button_without_a_start_is_nothing() -> None:
    assert read('<div class="addeventatc" data-id="xy123">Add to calendar</div>') == []


WITH_WIDGET = """<html><body><main><h1>How Salt Finds Its Way Upstream</h1><p>Tuesday, 17 March 2026, 415pm</p>
<p>Speaker: Ada Marsh (Delta Institute)</p><p><a href="https://secure-web.cisco.com/1aB/https%3A%2F%2Fzoom.us%2Fj%2F12345">Join
on Zoom</a></p><span class="addtocalendar"><var class="atc_event"><var class="atc_date_start">2026-03-17 20:15:00</var>
<var class="atc_date_end">2026-03-17 21:15:00</var><var class="atc_timezone">UTC</var>
<var class="atc_title">How Salt Finds Its Way Upstream</var><var class="atc_location">Room 1, Quay House</var>
<var class="atc_organizer">Institute of Coasts</var></var></span></main></body></html>"""


def test_addtocalendar_completes_what_people_read() -> None:
    source = Source(id="", name="", timezone="America/New_York")
    page = Page("https://institute.example/e/1", WITH_WIDGET.encode(), date(2026, 3, 1), timezone=source.timezone)
    (talk,) = (normalise(sighting, source, page.retrieved) for sighting in gather(extract(page, source)))
    assert isinstance(talk, Talk)
    assert (talk.title, talk.speakers[0].name) == ("How Salt Finds Its Way Upstream", "Ada Marsh")
    assert str(talk.when.start) == "2026-03-17 16:15:00"
    assert str(talk.when.end) == "2026-03-17 17:15:00"
    assert talk.place.online_url == "https://zoom.us/j/12345"
