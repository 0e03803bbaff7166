"""Days without a year take it from the page: from the same day elsewhere, the line above their list, its order."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.segment import outline
from crawler.extract.visible import context_of, visible
from pipeline.normalise import normalise
from pipeline.reading.times import Context
from pipeline.talk import Talk

READ_ON = date(2024, 10, 10)


def days(html: str) -> list[str]:
    page = Page("https://a.example.org/board/", f"<html><body>{html}</body></html>".encode(), READ_ON, timezone="UTC")
    found = outline(page, Context(timezone="UTC", retrieved=READ_ON))
    return [anchor.day.isoformat() for anchor in found.anchors]


def listed(*texts: str) -> str:
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["January 8", "April 9", "July 9", "November 5"], ["2024-01-08", "2024-04-09", "2024-07-09", "2024-11-05"]),
        (["November 5", "July 9", "April 9", "January 8"], ["2024-11-05", "2024-07-09", "2024-04-09", "2024-01-08"]),
        (["September 3", "December 3", "February 4"], ["2024-09-03", "2024-12-03", "2025-02-04"]),
        (
            ["January 8", "July 9", "March 5", "August 6", "May 7", "November 5"],
            [f"2024-{day}" for day in ("01-08", "07-09", "03-05", "08-06", "05-07", "11-05")],
        ),
    ],
    ids=["forwards", "backwards", "over the turn of the year", "two columns"],
)
def test_the_order_of_a_list_tells_its_years(texts: list[str], expected: list[str]) -> None:
    assert days("<h1>Board meetings</h1>" + listed(*texts)) == expected


def test_a_day_in_no_order_lies_near_the_one_beside_it_whose_weekday_is_told() -> None:
    texts = listed("Wednesday, March 22", "Thursday, September 22", "Friday, January 21", "February 10", "March 10")
    assert days("<h1>Board meetings</h1>" + texts)[2:] == ["2022-01-21", "2022-02-10", "2022-03-10"]


def test_days_in_numbers_that_read_one_way_only_tell_how_the_others_are_meant() -> None:
    body = "<html lang='en-gb'><body><h1>Board meetings</h1>" + listed("05-22-24", "05-29-24", "06-05-24", "06-19-24")
    page = Page("https://a.example.org/board/", body.encode(), READ_ON, timezone="UTC")
    assert [anchor.day for anchor in outline(page, context_of(page)).anchors][2] == date(2024, 6, 5)


def test_a_line_above_a_list_names_its_year() -> None:
    lead = "<p>The 2025 meetings of the planning board are held at 4 pm in Room 9.</p>"
    assert days(lead + listed("January 8", "May 7", "July 9")) == ["2025-01-08", "2025-05-07", "2025-07-09"]


def test_a_weekday_speaks_against_a_year_named_above() -> None:
    lead = "<p>Dates as agreed in 2023.</p>"  # in 2023 the 8th of January was a Sunday
    texts = listed("Monday, January 8", "Tuesday, April 9", "Tuesday, July 9")
    assert days(lead + texts) == ["2024-01-08", "2024-04-09", "2024-07-09"]


def test_the_same_day_stated_in_full_tells_the_year() -> None:
    html = "<h1>Open hearing</h1><div>Jun 12</div><p>The hearing is on June 12, 2024, 5 pm, in Room 9.</p>"
    assert days(html)[0] == "2024-06-12"


def test_the_year_of_the_order_reaches_the_talk() -> None:
    body = "<h1>Board meetings</h1><table>" + "".join(
        f"<tr><td>{day}</td><td>Budget of {area}</td></tr>"
        for day, area in (("January 8", "parks and gardens"), ("April 9", "roads and paths"), ("November 5", "schools"))
    )
    page = Page("https://a.example.org/board/", f"<html><body>{body}</table></body></html>".encode(), READ_ON)
    nobody = Source(id="a", name="A", timezone="UTC")
    talks = [normalise(sighting, nobody, READ_ON) for sighting in visible(page, nobody)]
    assert [talk.when.day for talk in talks if isinstance(talk, Talk)] == [
        date(2024, 1, 8),
        date(2024, 4, 9),
        date(2024, 11, 5),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Winter Term 2026/27",
        "Seminar 2026–27",
        "Academic year 2026-2027",
        "Vorträge im WS 26/27",
        "Wintersemester 2026",
        "Année 2026/2027",
        "2026年度",
    ],
)
def test_a_term_over_two_years_ends_in_the_second(heading: str) -> None:
    rows = ["November 18", "December 9", "January 13", "January 20"]
    expected = ["2026-11-18", "2026-12-09", "2027-01-13", "2027-01-20"]
    assert days(f"<h2>{heading}</h2>" + listed(*rows)) == expected
    assert days(f"<h2>{heading}</h2>" + listed(*reversed(rows))) == expected[::-1]
    assert days(f"<h2>{heading}</h2>" + listed(*rows[2:])) == expected[2:]


def test_the_years_of_a_term_meet_where_the_order_says() -> None:
    rows = ["July 9", "October 8", "January 14", "June 10", "July 1"]
    expected = ["2026-07-09", "2026-10-08", "2027-01-14", "2027-06-10", "2027-07-01"]
    assert days("<h2>Meetings 2026-2027</h2>" + listed(*rows)) == expected


def test_the_terms_of_an_archive_keep_their_years() -> None:
    terms = [
        f"<h2>Winter term {year}/{year % 100 + 1}</h2>" + listed("November 5", "January 9") for year in (2023, 2021)
    ]
    assert days("".join(terms)) == ["2023-11-05", "2024-01-09", "2021-11-05", "2022-01-09"]


def test_a_line_that_names_a_term_is_one_as_well() -> None:
    lead = "<p>Wintersemester 2024/25, dienstags 14 c.t., Hörsaal 3</p>"
    assert days(lead + listed("November 5", "December 3", "January 7")) == ["2024-11-05", "2024-12-03", "2025-01-07"]
