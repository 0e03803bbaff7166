"""What is added to the day of a row is no part of its title, and takes the row away from nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Status, Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")
ROWS = (
    ("2 December 2026", "Ann Lee (ETH Zurich)", "Tropical curves"),
    ("16 December 2026", "Cy Roe (MIT)", "Knots and links"),
    ("23 December 2026", "Hal Ito (Kyoto)", "Modular forms"),
    ("30 December 2026", "Flo Kim (Rome)", "Word maps"),
)


def talks(said: str, parted: str) -> list[Talk]:
    return read((ROWS[0], (said, "Bob Ray (TU Graz)", "Soap films"), *ROWS[1:]), parted)


def read(rows: Iterable[tuple[str, str, str]], parted: str) -> list[Talk]:
    return read_items("".join(f"<li>{day}{parted}{who}, <i>{title}</i></li>" for day, who, title in rows))


def read_rows(first: tuple[str, str, str], item: str) -> list[Talk]:
    return read_items("<li>{}: {}, <i>{}</i></li>".format(*first) + item)


def read_items(items: str) -> list[Talk]:
    body = f"<html><head><title>Talks</title></head><body><main><h1>Seminar</h1><ul>{items}</ul></main></body></html>"
    page = Page("https://a.example.org/talks/", body.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(one, SOURCE, date(2026, 11, 20)) for one in extract(page, SOURCE))
    return sorted((one for one in found if isinstance(one, Talk)), key=lambda one: str(one.when.start))


@pytest.mark.parametrize("parted", [": ", ", ", " – "])
@pytest.mark.parametrize(
    "said",
    [
        "9 December 2026",
        "9 December 2026 (online)",
        "9 December 2026 (on Zoom)",
        "9 December 2026 (Room 9)",
        "9 December 2026 (in English)",
        "9 December 2026 [new!]",
        "9 December 2026 (instead of 8 December 2026)",
        "9 December 2026, 16:15 (joint with the logic seminar)",
    ],
)
def test_what_stands_in_brackets_behind_a_day_is_an_aside(said: str, parted: str) -> None:
    found = talks(said, parted)
    assert [one.title for one in found] == ["Tropical curves", "Soap films", *(title for *_, title in ROWS[1:])]
    assert found[1].when.day == date(2026, 12, 9)
    assert [one.name for one in found[1].speakers] == ["Bob Ray"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("9 December 2026 via Zoom", Status.CONFIRMED),
        ("9 December 2026 online", Status.CONFIRMED),
        ("9 December 2026 cancelled due to illness", Status.CANCELLED),
        ("9 December 2026, 16:15 – cancelled due to illness", Status.CANCELLED),
    ],
)
def test_what_stands_between_a_day_and_a_colon_is_one_too(said: str, status: Status) -> None:
    found = talks(said, ": ")
    assert [(one.title, one.status) for one in found if one.when.day == date(2026, 12, 9)] == [("Soap films", status)]
    assert len(found) == len(ROWS) + 1


@pytest.mark.parametrize("name", ["Di Fox", "Mo Zhang", "Sun Li"])
@pytest.mark.parametrize("day", ["23 December 2026", "23 December"])
def test_a_name_that_begins_like_a_weekday_is_one(day: str, name: str) -> None:
    rows = (ROWS[0], ROWS[1], (day, f"{name} (Bonn)", "Soap films"))
    found = read(rows, ": ")
    assert [(one.title, str(one.when.day)) for one in found][-1] == ("Soap films", "2026-12-23")
    assert [one.name for one in found[-1].speakers] == [name]


@pytest.mark.parametrize(
    ("rest", "title"),
    [
        ("– Hall algebras: an introduction", "Hall algebras: an introduction"),
        ("– Room squares: old and new", "Room squares: old and new"),
        ("– House of cards: buildings and trees", "House of cards: buildings and trees"),
        ("– Online algorithms: a survey", "Online algorithms: a survey"),
        ("– Hybrid: plants of two kinds", "Hybrid: plants of two kinds"),
        ("Theatre: a mathematical view", "Theatre: a mathematical view"),
    ],
)
def test_the_beginning_of_a_title_is_no_aside(rest: str, title: str) -> None:
    found = read_rows(ROWS[0], f"<li>8 December 2026 {rest}</li>")
    assert [one.title for one in found if one.when.day == date(2026, 12, 8)] == [title]


@pytest.mark.parametrize(
    "rest", ["(2+1)-dimensional gravity", "(∞,1)-categories and more", "(p, q)-Laplacians and more"]
)
def test_a_bracket_that_a_word_goes_on_from_belongs_to_the_title(rest: str) -> None:
    (one,) = (x for x in read_rows(ROWS[0], f"<li>8 December 2026 {rest}</li>") if x.when.day == date(2026, 12, 8))
    assert one.title.strip("(") == rest.strip("(")


def test_who_stands_in_brackets_speaks() -> None:
    found = read_rows(ROWS[0], "<li>8 December 2026 (Ann Lee, Bonn): Random walks on graphs</li>")
    (one,) = (x for x in found if x.when.day == date(2026, 12, 8))
    assert (one.title, [x.name for x in one.speakers]) == ("Random walks on graphs", ["Ann Lee"])
