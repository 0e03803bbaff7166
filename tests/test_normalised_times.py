"""When a talk is, from claims that agree, contradict or complete each other."""

from __future__ import annotations

from datetime import date, datetime

from pipeline.talk import (
    Mode,
    Person,
    Rejected,
)
from tests.claims import PLATFORM, SOURCE, TITLE, WHEN, grounds, machine, outcome, talk, visible

# ── When ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_followed_by_hand() -> None:
    found = talk(
        machine("title", "Gari Moran (Emory) – Mythical Medical Machines", PLATFORM),
        visible("title", "Gari Moran (Emory) – Mythical Medical Machines", "visible:heading"),
        visible("when", "Thursday, March 5, 3–4 pm"),
        machine("when", "03/05/2026 03:00 PM", PLATFORM),
        machine("end", "03/05/2026 04:00 PM", PLATFORM),
        visible("where", "Oak Library Building"),
        visible(
            "where",
            "This event takes place both in-person at Oak Library Building Room 390 and online.",
            "visible:mode",
        ),
        visible("attendance_mode", "This event takes place both in-person at Oak Library and online.", "visible:mode"),
    )
    assert found.title == "Mythical Medical Machines"
    assert found.speakers == (Person("Gari Moran", "Emory"),)
    assert (found.when.start, found.when.end) == (datetime(2026, 3, 5, 15), datetime(2026, 3, 5, 16))
    assert found.when.timezone == "America/Chicago"
    assert (found.place.venue, found.place.room) == ("Oak Library Building", "Room 390")
    assert found.place.attendance_mode is Mode.HYBRID
    assert found.confidence > 0.8
    assert "source:timezone" in grounds(found)


def test_the_hour_people_read_beats_a_wrong_offset() -> None:
    found = talk(TITLE, WHEN, machine("when", "2026-03-05T15:00:00Z"), machine("end", "2026-03-05T16:00:00Z"))
    assert (found.when.start, found.when.end) == (datetime(2026, 3, 5, 15), datetime(2026, 3, 5, 16))
    assert "contradicted" in grounds(found)
    agreed = talk(TITLE, WHEN, machine("when", "2026-03-05T21:00:00Z"))
    assert agreed.when.start == found.when.start
    assert agreed.confidence > found.confidence


def test_an_offset_of_the_other_season_leaves_the_wall_time_right() -> None:
    found = talk(TITLE, machine("when", "2026-07-09T15:00:00-06:00"), machine("end", "2026-07-09T16:00:00-06:00"))
    assert (found.when.start, found.when.end) == (datetime(2026, 7, 9, 15), datetime(2026, 7, 9, 16))
    assert "offset-out-of-season" in grounds(found)
    abroad = talk(TITLE, machine("when", "2026-07-09T15:00:00+02:00"))
    assert abroad.when.start == datetime(2026, 7, 9, 8)


def test_a_date_in_the_place_of_a_title_is_none() -> None:
    assert talk(visible("title", "March 5, 2026", "visible:heading"), TITLE, WHEN).title == "On foams"


def test_an_end_with_a_wrong_offset_is_not_believed() -> None:
    start = visible("when", "March 5, 2026, 3 pm")
    found = talk(TITLE, start, machine("when", "2026-03-05T15:00:00Z"), machine("end", "2026-03-05T16:00:00Z"))
    assert found.when.end is None


def test_structured_data_add_the_hour_a_page_does_not_show() -> None:
    found = talk(TITLE, visible("when", "March 5, 2026"), machine("when", "2026-03-05T15:00:00-06:00"))
    assert found.when.start == datetime(2026, 3, 5, 15)


def test_structured_data_add_the_year() -> None:
    found = talk(TITLE, visible("when", "December 6, 3–4 pm"), machine("when", "2021-12-06"), retrieved=None)
    assert found.when.start == datetime(2021, 12, 6, 15)
    assert "year-completed" in grounds(found)
    guessed = talk(TITLE, visible("when", "December 6, 3–4 pm"), machine("when", "2021-12-06"))
    assert guessed.when.start == datetime(2021, 12, 6, 15)


def test_day_and_hour_may_stand_apart() -> None:
    found = talk(TITLE, visible("when", "March 5, 2026"), visible("when", "3:00 – 4:00 pm", "visible:hour"))
    assert (found.when.start, found.when.end) == (datetime(2026, 3, 5, 15), datetime(2026, 3, 5, 16))
    both = talk(TITLE, visible("when", "March 5, 2026"), visible("when", "3:00 pm"))
    assert both.when.start == datetime(2026, 3, 5, 15)


def test_the_hour_of_the_whole_list_is_the_last_resort() -> None:
    default = visible("when", "Time: 2:00pm-3:00pm", "visible:default")
    year = visible("when", "2026", "visible:year")
    assert talk(TITLE, visible("when", "Mar 5"), default, year, retrieved=None).when.start == datetime(2026, 3, 5, 14)
    assert talk(TITLE, visible("when", "Mar 5, 11 am"), default, year).when.start == datetime(2026, 3, 5, 11)


def test_an_end_is_never_invented() -> None:
    assert talk(TITLE, visible("when", "March 5, 2026, 3 pm")).when.end is None
    same = talk(TITLE, machine("when", "2026-03-05T15:00"), machine("end", "2026-03-05T15:00"))
    assert same.when.end is None
    before = talk(TITLE, machine("when", "2026-03-05T15:00"), machine("end", "2026-03-05T14:00"))
    assert before.when.end is None


def test_an_end_that_is_claimed_completes() -> None:
    found = talk(TITLE, machine("when", "2026-03-05T15:00"), machine("end", "2026-03-05T16:30"))
    assert found.when.end == datetime(2026, 3, 5, 16, 30)
    hour = talk(TITLE, visible("when", "March 5, 2026, 3 pm"), visible("end", "4:30 pm"))
    assert hour.when.end == datetime(2026, 3, 5, 16, 30)


def test_midnight_to_midnight_is_a_day() -> None:
    found = talk(TITLE, machine("when", "2026-03-05T00:00"), machine("end", "2026-03-06T00:00"))
    assert found.when.start in (date(2026, 3, 5), datetime(2026, 3, 5))
    alone = talk(TITLE, machine("when", "2026-03-05T00:00"))
    assert alone.when.start == date(2026, 3, 5)
    assert (alone.when.all_day, alone.when.time_known) == (True, False)


def test_a_day_without_an_hour_says_so() -> None:
    found = talk(TITLE, visible("when", "March 5, 2026"))
    assert found.when.start == date(2026, 3, 5)
    assert (found.when.all_day, found.when.time_known) == (True, False)


def test_several_days_are_meant_whole() -> None:
    found = talk(TITLE, machine("when", "2026-03-05"), machine("end", "2026-03-07"))
    assert (found.when.start, found.when.end) == (date(2026, 3, 5), date(2026, 3, 7))
    assert (found.when.all_day, found.when.time_known) == (True, True)


def test_a_zone_that_is_stated_is_kept() -> None:
    found = talk(TITLE, machine("when", "2026-03-05T15:00"), machine("timezone", "Europe/Berlin"))
    assert found.when.timezone == "Europe/Berlin"
    assert found.when.start == datetime(2026, 3, 5, 15)


def test_without_a_clock_no_year_is_guessed() -> None:
    found = outcome(TITLE, visible("when", "March 5, 3 pm"), retrieved=None)
    assert isinstance(found, Rejected)


def test_a_repetition_is_kept_as_calendars_write_it() -> None:
    lines = "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:2026-03-12T15:00,2026-03-19T15:00"
    found = talk(TITLE, machine("when", "2026-03-05T15:00"), machine("recurrence", lines))
    assert found.when.recurrence is not None
    assert found.when.recurrence.rrule == "FREQ=WEEKLY;COUNT=4"
    assert found.when.recurrence.exdate == ("2026-03-12T15:00", "2026-03-19T15:00")


def test_a_source_may_move_a_layer_to_the_front() -> None:
    stubborn = SOURCE.model_copy(update={"trust": {"when": "platform"}})
    claims = (TITLE, WHEN, machine("when", "03/05/2026 05:00 PM", PLATFORM))
    assert talk(*claims).when.start == datetime(2026, 3, 5, 15)
    assert talk(*claims, source=stubborn).when.start == datetime(2026, 3, 5, 17)
