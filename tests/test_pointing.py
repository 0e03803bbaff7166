"""A line that points to a talk of the list beside it is no talk: nobody's calendar has that talk twice."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")
ROWS = (
    ("2 December 2026", "Ann Lee (ETH Zurich)", "Tropical curves"),
    ("9 December 2026", "Bob Ray (TU Graz)", "Soap films"),
    ("16 December 2026", "Cy Roe (MIT)", "Knots and links"),
    ("13 January 2027", "Hal Ito (Kyoto)", "Modular forms"),
    ("20 January 2027", "Flo Kim (Rome)", "Word maps"),
)
TABLE = "<table>{}</table>", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
LIST = "<ul>{}</ul>", "<li>{}: {}, <i>{}</i></li>"


def talks(line: str, shape: tuple[str, str] = TABLE, count: int = len(ROWS)) -> list[tuple[str, str]]:
    """Start and title of each talk of a list that this line stands above."""
    whole, row = shape
    rows = whole.format("".join(row.format(*one) for one in ROWS[:count]))
    body = f"<main><h1>Geometry seminar</h1><p>Wednesdays at 16:15, Room 5</p><p>{line}</p>{rows}</main>"
    content = f"<html><head><title>Talks</title></head><body>{body}</body></html>"
    page = Page("https://a.example.org/talks/", content.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(one, SOURCE, date(2026, 11, 20)) for one in extract(page, SOURCE))
    return sorted((str(one.when.start)[:16], one.title) for one in found if isinstance(one, Talk))


def usual(count: int = len(ROWS)) -> list[tuple[str, str]]:
    days = ("2026-12-02", "2026-12-09", "2026-12-16", "2027-01-13", "2027-01-20")
    return [(f"{day} 16:15", title) for day, (*_, title) in zip(days[:count], ROWS, strict=False)]


@pytest.mark.parametrize(("shape", "count"), [(TABLE, 5), (TABLE, 3), (LIST, 5), (LIST, 2)])
@pytest.mark.parametrize(
    "line",
    [
        "Next seminar: Wednesday, 2 December 2026, 16:15 in Room 7",
        "The next seminar is on 2 December 2026 at 16:15.",
        "Our next meeting takes place on Wednesday, December 2, at 4.15 pm in Room 7.",
        "Next talk: 2 December 2026, 16:15, Ann Lee",
        "Next seminar: Ann Lee, Tropical curves, 2 December 2026, 16:15",
        "Nächster Vortrag: Mittwoch, 2. Dezember 2026, 16:15 Uhr, Raum 7",
        "Prochaine séance : mercredi 2 décembre 2026 à 16h15",
        "The seminar on 9 December takes place in Room 7.",
        "The talk on 9 December will be given via Zoom.",
    ],
)
def test_a_line_that_points_into_the_list_is_no_talk(line: str, shape: tuple[str, str], count: int) -> None:
    assert talks(line, shape, count) == usual(count)


@pytest.mark.parametrize("line", ["The seminar on 16 December starts at 17:15.", "Next seminar: 16 December, 17:15"])
def test_the_hour_it_tells_is_that_days_alone(line: str) -> None:
    assert talks(line) == [
        ("2026-12-16 17:15", title) if title == "Knots and links" else (start, title) for start, title in usual()
    ]


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("Next seminar: 6 January 2027, 16:15", "2027-01-06 16:15"),
        ("Christmas party: 16 December 2026, 18:00", "2026-12-16 18:00"),
    ],
    ids=["a day of its own", "a name of its own"],
)
def test_what_the_list_does_not_hold_is_more(line: str, more: str) -> None:
    found = talks(line)
    assert set(usual()) < set(found)
    assert [start for start, title in found if (start, title) not in usual()] == [more]


SERIES = (
    ("December 1, 2026", "Ann Lee", "Random walks on graphs"),
    ("December 8, 2026", "Bob Ray", "Knots and braids"),
    ("December 15, 2026", "Carla Diaz", "Foams and bubbles"),
)


@pytest.mark.parametrize(
    ("line", "day", "hour"),
    [
        ("Next colloquium: Tuesday, December 8, 2026, 17:00, Eve Fox (Oslo): Soap films", "2026-12-08", "17:00"),
        ("Next talk: Tuesday, December 8, 2026, 17:00, Eve Fox (Oslo): Soap films", "2026-12-08", "17:00"),
        ("Next workshop: December 8, 2026, 9:00: Soap films in nature", "2026-12-08", "09:00"),
        ("Upcoming event: December 15, 2026, 18:00 Christmas lecture by Eve Fox", "2026-12-15", "18:00"),
        ("Next meeting of the organizers: December 8, 2026, 13:00", "2026-12-08", "13:00"),
    ],
)
def test_a_line_that_announces_something_else_is_that(line: str, day: str, hour: str) -> None:
    rows = "".join(TABLE[1].format(*one) for one in SERIES)
    body = f"<main><h1>Department of Mathematics: Events</h1><p>{line}</p><h2>Algebra Seminar</h2><table>{rows}</table>"
    content = f"<html><head><title>Talks</title></head><body>{body}</main></body></html>"
    page = Page("https://a.example.org/talks/", content.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = [one for x in extract(page, SOURCE) if isinstance(one := normalise(x, SOURCE, date(2026, 11, 20)), Talk)]
    assert {str(one.when.start) for one in found if one.when.day == date.fromisoformat(day)} == {
        day,
        f"{day} {hour}:00",
    }
    assert {title for *_, title in SERIES} < {one.title for one in found}
