"""What search engines are told of a talk: Google's fields of an Event, each there exactly where somebody told it.

The fields are those of Google's documentation of structured data for events: what is required makes a rich result
possible, what is recommended makes it better. A value that no institute tells is left out, never invented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from calendar_export.jsonld import SESSIONS, Organizer, sessions
from calendar_export.web import Site, TalkPage, render_talk
from config.settings import Settings
from config.sources import load_sources
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.query import Entry
from pipeline.store.history import Revision
from pipeline.talk import Mode, Person, Place, Recurrence, Span, Status, Talk
from talkfeed import samples
from talkfeed.service.site import moved_from

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BASE = "http://127.0.0.1:8600"
LAB = Organizer("The Laboratory", "https://lab.example/")
SCHEMA = "https://schema.org/"
STATES = {"EventScheduled", "EventRescheduled", "EventPostponed", "EventCancelled"}
MODES = {"OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"}
MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d([+-]\d\d:\d\d)?)?"

REQUIRED: dict[str, Callable[[Talk], object]] = {
    "name": lambda talk: talk.title,
    "startDate": lambda talk: talk.when.start,
    "location": lambda talk: placed(talk) or joined(talk),
}
RECOMMENDED: dict[str, Callable[[Talk], object]] = {
    "description": lambda talk: talk.abstract,
    "endDate": lambda talk: talk.when.end,
    "eventStatus": lambda talk: True,
    "eventAttendanceMode": lambda talk: talk.place.attendance_mode,
    "image": lambda talk: talk.image,
    "organizer": lambda talk: True,
    "performer": lambda talk: talk.speakers,
    "offers": lambda talk: talk.registration_url,
    "previousStartDate": lambda talk: False,  # of talks that were moved, below
}


def placed(talk: Talk) -> bool:
    return bool(talk.place.venue or talk.place.room or talk.place.address)


def joined(talk: Talk) -> bool:
    online = talk.place.attendance_mode in (Mode.ONLINE, Mode.HYBRID)
    return bool(talk.place.online_url or (online and talk.registration_url))


def entry(talk: Talk) -> Entry:
    return Entry("1@talkfeed", talk, 0, NOW, NOW)


def shown(talk: Talk, before: Span | None = None) -> list[dict[str, Any]]:
    """The events of a talk's page, as a search engine finds them."""
    page = TalkPage(entry(talk), sources={talk.source: LAB.name}, homepage=LAB.homepage, before=before)
    found = lxml.html.fromstring(render_talk(Site(), page)).xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(found[0]) if found else []
    return told if isinstance(told, list) else [told]


def wrong(event: dict[str, Any]) -> list[str]:
    """What a validator of Google's would complain of in the values that are there."""
    mistakes = [name for name in ("startDate", "endDate", "previousStartDate") if not re.fullmatch(MOMENT, event.get(name, "2026-01-01"))]  # noqa: E501  # fmt: skip
    mistakes += ["endDate"] if event.get("endDate", event["startDate"])[:10] < event["startDate"][:10] else []
    mistakes += [] if event["eventStatus"].removeprefix(SCHEMA) in STATES else ["eventStatus"]
    mistakes += [] if event.get("eventAttendanceMode", SCHEMA + min(MODES)).removeprefix(SCHEMA) in MODES else ["mode"]
    mistakes += ["moved"] if ("previousStartDate" in event) != event["eventStatus"].endswith("Rescheduled") else []
    for place in event.get("location", []):
        needed = ("name", "address") if place["@type"] == "Place" else ("url",)
        mistakes += [f"location.{name}" for name in needed if not place.get(name)]
    mistakes += [f"performer.{one}" for one in event.get("performer", []) if not (one["@type"] and one["name"])]
    mistakes += [] if event["organizer"].keys() == {"@type", "name", "url"} else ["organizer"]
    links = [event.get("url"), event.get("image"), *(one.get("url") for one in event.get("location", []))]
    return mistakes + [link for link in links if link and not link.startswith(("https://", "http://"))]


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> list[Talk]:
    """Every talk that the sample institutes' pages announce."""
    folder: Path = tmp_path_factory.mktemp("sources")
    samples.write_sources(folder, BASE)
    found = []
    for source in load_sources(Settings(sources_dirs=(folder,), catalogue=False)).values():
        sightings = []
        for path, (kind, body) in samples.build(date(2026, 11, 21), BASE).items():
            if path.split("/")[1] == source.id and path != "/robots.txt":
                page = Page(BASE + path, body, NOW, kind, source.timezone, source.language or "")
                sightings += extract(page, source)
        found += [one for one in (normalise(x, source, NOW) for x in gather(sightings)) if isinstance(one, Talk)]
    return found


def test_the_samples_hold_every_kind_of_talk(talks: list[Talk]) -> None:
    assert {talk.place.attendance_mode for talk in talks} >= set(Mode)
    assert {talk.status for talk in talks} >= {Status.CONFIRMED, Status.CANCELLED, Status.POSTPONED}
    assert any(not talk.when.time_known for talk in talks), "a day without an hour"
    assert any(talk.when.recurrence for talk in talks), "several sessions"
    assert any(talk.when.last_day != talk.when.day and not talk.when.recurrence for talk in talks), "several days"


def test_each_field_is_there_exactly_where_somebody_told_it(talks: list[Talk]) -> None:
    assert len(talks) > 60
    for talk in talks:
        for event in shown(talk):
            for name, told in (REQUIRED | RECOMMENDED).items():
                assert (name in event) == bool(told(talk)), (talk.title, name)
            assert wrong(event) == [], talk.title


def test_nearly_all_have_what_is_required(talks: list[Talk]) -> None:
    events = [shown(talk)[0] for talk in talks]
    whole = [event for event in events if REQUIRED.keys() <= event.keys()]
    assert len(whole) / len(events) >= 0.9


BOOKED = Talk(
    "lab", "https://lab.example/1", "Tides",
    Span(datetime(2026, 12, 2, 16), datetime(2026, 12, 2, 17), "Europe/Berlin"),
    place=Place(Mode.HYBRID, "Hall", "R1", "1 High St", "https://meet.example/1"), image="https://lab.example/1.png",
    registration_url="https://lab.example/1/register", speakers=(Person("Ada Okuosa", None),), abstract="Of mud.",
)  # fmt: skip


def test_a_talk_of_which_all_is_known_lacks_nothing_but_a_price() -> None:
    (event,) = shown(BOOKED)
    assert event.keys() >= (REQUIRED | RECOMMENDED).keys() - {"previousStartDate"}
    assert event["offers"] == {"@type": "Offer", "url": "https://lab.example/1/register"}
    assert event["organizer"] == {"@type": "Organization", "name": "The Laboratory", "url": "https://lab.example/"}
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    assert wrong(event) == []


def test_what_the_institute_says_of_a_room_is_how_one_gets_there() -> None:
    (event,) = shown(replace(BOOKED, place=Place(Mode.IN_PERSON, room="R1", venue="Hall")))
    assert event["location"] == [{"@type": "Place", "name": "R1, Hall", "address": "R1, Hall"}]
    (event,) = shown(replace(BOOKED, place=Place(Mode.ONLINE)))
    assert event["location"] == [{"@type": "VirtualLocation", "url": "https://lab.example/1/register"}]
    (event,) = shown(replace(BOOKED, place=Place()))
    assert "location" not in event, "nobody told where"


def step(number: int, start: tuple[str, str] | None = None, by: str | None = None, **diff: Any) -> Revision:
    return Revision(number, "moved", 0, NOW, diff | ({"start": start} if start else {}), "run", by)


def test_a_talk_that_was_moved_says_from_when() -> None:
    announced, retitled = step(1), step(2, title=("TBA", "Tides"))
    moved = step(3, ("2026-11-25T16:00", "2026-12-02T16:00"))
    before = moved_from([announced, retitled, moved, step(4, title=("Tides", "Mud"))], BOOKED)
    (event,) = shown(BOOKED, before)
    assert (event["eventStatus"], event["previousStartDate"]) == (SCHEMA + "EventRescheduled", "2026-11-25T16:00+01:00")
    assert wrong(event) == []
    for status, word in ((Status.CANCELLED, "EventCancelled"), (Status.POSTPONED, "EventPostponed")):
        (event,) = shown(replace(BOOKED, status=status), before)
        assert event["eventStatus"] == SCHEMA + word
        assert "previousStartDate" not in event
    (event,) = shown(BOOKED, moved_from([announced, step(2, ("2026-11-24", "2026-12-02T16:00"))], BOOKED))
    assert event["previousStartDate"] == "2026-11-24"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [step(1)],
        [step(1), step(2, ("2026-12-02", "2026-12-02T16:00"))],  # the hour was announced
        [step(1), step(2, ("2026-12-09T16:00", "2026-12-02T16:00"), "person")],  # we had read it wrong
    ],
)
def test_what_is_no_move_is_none(steps: list[Revision]) -> None:
    assert moved_from(steps, BOOKED) is None


def test_each_session_is_an_event_of_its_own() -> None:
    when = replace(BOOKED.when, recurrence=Recurrence("FREQ=WEEKLY;COUNT=4", exdate=("2026-12-09T16:00",)))
    found = shown(replace(BOOKED, when=when))
    assert [(one["startDate"], one["endDate"]) for one in found] == [
        (f"2026-12-{day:02}T16:00+01:00", f"2026-12-{day:02}T17:00+01:00") for day in (2, 16, 23)
    ]
    assert all(wrong(one) == [] for one in found)
    endless = replace(BOOKED, when=replace(BOOKED.when, recurrence=Recurrence("FREQ=DAILY")))
    assert len(sessions(entry(endless), LAB)) == SESSIONS
    assert shown(replace(BOOKED, when=Span(None))) == []
