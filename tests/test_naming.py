"""What talks are called that bear no title of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.sources import Source
from crawler.extract.naming import best_part, weight
from crawler.extract.page import Page
from crawler.extract.visible import visible

SOURCE = Source(id="a", name="A", timezone="America/Chicago")
DAYS = "".join(f"<li>{day} October 2024</li>" for day in (3, 10, 17, 24))


def titles(body: str, title: str = "") -> set[str]:
    html = f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>".encode()
    page = Page("https://a.example.org/dates", html, datetime(2024, 9, 1, tzinfo=UTC), timezone="America/Chicago")
    return {talk.of("title")[0].text for talk in visible(page, SOURCE)}


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Knot Seminar", "Regular meetings"),
        ("Board of Trustees", "Board meetings"),
        ("Board meetings", "Special meetings"),
        ("Special meetings", "2024 meeting dates"),
        ("Rope Lab", "Thursdays at"),
    ],
)
def test_who_gathers_weighs_more_than_that_somebody_does(more: str, less: str) -> None:
    assert weight(more) > weight(less)


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Rope Town :: Knot Council Meeting Schedule", "Knot Council Meeting"),
        ("Meetings - Commission on Knots", "Commission on Knots"),
        ("Rope Lab", "Rope Lab"),
    ],
)
def test_of_a_pages_title_the_part_that_names_most_counts(title: str, part: str) -> None:
    assert title[slice(*best_part(title))] == part


def test_a_sentence_that_says_who_meets_names_the_days_below() -> None:
    first = "<p>The 2024 Knot Policy Board meetings are held on the first Thursday at 9 a.m.</p>"
    second = "<p>The Rope Advisory Committee meets on Fridays at noon.</p>"
    others = "".join(f"<li>{day} November 2024</li>" for day in (1, 8, 15, 22))
    found = titles(f"<h1>Dates</h1>{first}<ul>{DAYS}</ul>{second}<ul>{others}</ul>", "Rope Town")
    assert found == {"Knot Policy Board meetings", "Rope Advisory Committee"}


def test_a_heading_that_names_nothing_leaves_the_name_to_the_one_above() -> None:
    assert titles(f"<h1>Knot Appeals Commission</h1><h2>2024 Meeting Schedule</h2><ul>{DAYS}</ul>") == {
        "Knot Appeals Commission"
    }
    assert titles(f"<h1>Agendas</h1><ul>{DAYS}</ul>", "Knot Control Board | Rope Town") == {"Knot Control Board"}


def test_a_sections_line_names_its_days_up_to_the_hour() -> None:
    found = titles(
        f"<h1>District meetings</h1><p><b>Harbour District, 2 p.m., Mill House</b></p><ul>{DAYS}</ul>"
        "<p><b>Subscribe to the Seminar list here</b></p>"
    )
    assert found == {"Harbour District"}


def test_the_nearer_of_two_names_is_taken() -> None:
    assert titles(f"<h1>Rope Council and Bodies</h1><h2>2024 Board Meetings</h2><ul>{DAYS}</ul>") == {"Board Meetings"}


def test_a_list_that_stands_in_a_menu_alone_is_read_with_its_titles() -> None:
    items = "".join(
        f"<li>{who} – {day} October 2024, 4 pm</li>"
        for who, day in (
            ("Closed session", 3),
            ("Rope Council meeting", 10),
            ("Knot Committee", 17),
            ("Sail Board", 24),
        )
    )
    head = "<html><head><title>Town clerk</title></head><body>"
    html = f"{head}<nav><ul>{items}</ul></nav><main><p>Meetings.</p></main></body></html>"
    page = Page(
        "https://a.example.org/meetings", html.encode(), datetime(2024, 9, 1, tzinfo=UTC), timezone="America/Chicago"
    )
    assert "Rope Council meeting" in {talk.of("title")[0].text for talk in visible(page, SOURCE)}


@pytest.mark.parametrize(
    "line",
    [
        "Via Webinar",
        "Virtual meeting",
        "Mill Library, 60 South Mill Street, Hull, MA 02045",
        "<a href='/v'>Live Video Link</a>",
        "<a href='/d'>Agenda & Documents</a>",
        "<a href='/4'>Item IV(A) Report of the master</a>",
        "01h 46m",
        "<b>July 3rd</b>",
    ],
)
def test_papers_places_and_ways_to_join_are_no_titles(line: str) -> None:
    rows = "".join(f"<div><h4>{day} October 2024</h4><p>4 pm</p><p>{line}</p></div>" for day in (3, 10, 17, 24))
    assert titles(f"<h1>Knot Trustees Board</h1>{rows}") == {"Knot Trustees Board"}


def test_a_line_of_its_own_comes_before_papers_and_links() -> None:
    papers = "<td><a href='/a'>Agenda</a></td><td><a href='/v'>Live Video Link</a></td>"
    row = "<tr><td>{} October 2024 - 4 pm</td><td>{}</td>" + papers + "</tr>"
    rows = "".join(map(row.format, (3, 10, 17), ("Committee of the Whole", "Rope Retreat", "Regular Board Meeting")))
    assert titles(f"<h1>Agendas</h1><table>{rows}</table>") == {
        "Committee of the Whole", "Rope Retreat", "Regular Board Meeting",
    }  # fmt: skip
