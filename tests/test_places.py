"""Places, modes of attendance, links: tables anyone can extend, and bad input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.places import find_room, is_online_link, is_registration_link, read_mode, read_place, room_behind
from pipeline.talk import Mode, Place

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "places.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE["place"], ids=lambda row: row["text"])
def test_a_place_is_taken_apart(row: dict[str, str]) -> None:
    mode = Mode(row["mode"]) if "mode" in row else None
    assert read_place(row["text"]) == Place(
        mode, row.get("venue"), row.get("room"), row.get("address"), row.get("link")
    )


@pytest.mark.parametrize(("mode", "text"), [(mode, text) for mode, texts in TABLE["mode"].items() for text in texts])
def test_the_mode_is_what_the_sentence_says(mode: str, text: str) -> None:
    assert read_mode(text) == (None if mode == "none" else Mode(mode))


def test_links_are_told_apart() -> None:
    links = TABLE["links"]
    assert [url for url in links["online"] if not is_online_link(url)] == []
    assert [url for url in links["neither"] if is_online_link(url)] == []
    assert [pair for pair in links["registration"] if not is_registration_link(*pair)] == []
    assert [pair for pair in links["no_registration"] if is_registration_link(*pair)] == []


def test_a_sentence_names_the_room() -> None:
    assert find_room("This takes place both in person at the Oak Building Room 390 and online via Zoom.") == "Room 390"
    assert find_room("The office hours are from 3 to 4.") is None
    assert find_room("There will be room for questions.") is None


@pytest.mark.parametrize("room", ["Lecture Hall II", "Room 7", "Hörsaal B", "Raum V", "sala 3"])
def test_a_room_stands_in_brackets_behind_a_title(room: str) -> None:
    found = room_behind(text := f"On Dunes ({room})")
    assert found is not None
    assert (text[: found[0]], text[found[1] : found[2]]) == ("On Dunes", room)


def test_other_brackets_behind_a_title_are_no_rooms() -> None:
    titles = [
        "On Dunes (Part II)",
        "On Dunes (Room TBA)",
        "The Office (Office UK)",
        "Salt (Theater of War)",
        "(Room 7)",
    ]
    assert [title for title in titles if room_behind(title)] == []


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    place = read_place(text)
    assert all(part is None or part.strip() for part in (place.venue, place.room, place.address))
    read_mode(text)
    is_online_link(text)
    is_registration_link(text, text)
    find_room(text)


@pytest.mark.parametrize(
    "unit", ["a", "A1 ", "Room ", "(", ", ", "1-", "both ", "in person and ", "Hall ", "12 x street "]
)
def test_long_texts_are_read_in_no_time(unit: str, in_no_time: Any) -> None:
    text = unit * (20_000 // len(unit))
    with in_no_time():
        read_place(text)
        read_mode(text)
        find_room(text)
