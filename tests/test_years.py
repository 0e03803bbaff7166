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


READ_LATER = date(2026, 11, 20)


def later(html: str, read_on: date = READ_LATER) -> list[str]:
    page = Page("https://a.example.org/talks/", f"<html><body>{html}</body></html>".encode(), read_on, timezone="UTC")
    return [anchor.day.isoformat() for anchor in outline(page, Context(timezone="UTC", retrieved=read_on)).anchors]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Physikzentrum, HS 13/14</p>",
        "<p>Ort: HS 13/14</p>",
        "<p>For pupils in year 12/13</p>",
        "<p>Semester 12/13 und höher</p>",
        "<h2>Maths circle for year 12-13</h2>",
        "<h2>End of term 14-15 December</h2>",
        "<h2>Winter 15-16 December</h2>",
        "<h2>Curso 12/13</h2>",
    ],
)
def test_rooms_classes_and_days_are_no_terms(line: str) -> None:
    rows = listed("December 3", "December 10", "January 14")
    assert later(f"<h1>Kolloquium</h1>{line}{rows}")[-3:] == ["2026-12-03", "2026-12-10", "2027-01-14"]


@pytest.mark.parametrize("line", ["Saison 26/27", "Season 26–27", "Academic year 26/27", "Anno accademico 26/27"])
def test_two_digits_are_years_behind_what_names_a_term(line: str) -> None:
    assert later(f"<h2>{line}</h2>" + listed("January 14", "January 21")) == ["2027-01-14", "2027-01-21"]


def test_a_term_long_ago_keeps_its_years() -> None:
    assert later("<h2>WS 13/14</h2>" + listed("November 5", "January 9")) == ["2013-11-05", "2014-01-09"]


def cards(heading: str, *days: str) -> str:
    titles = ["Trade and towns", heading, "Sand dunes"]
    return "<h1>History seminar</h1>" + "".join(
        f"<div><p>{day}, 16:00</p><h3>{title}</h3><p>Room 5</p></div>" for day, title in zip(days, titles, strict=True)
    )


@pytest.mark.parametrize(
    "title",
    ["Europe in 1938", "Europe in 1938–1939", "Influenza 1918/19", "Der Sommer 1989 in Leipzig", "Lima 2012/13"],
)
def test_the_heading_of_one_talk_dates_no_other(title: str) -> None:
    expected = ["2026-12-03", "2026-12-10", "2026-12-17"]
    assert later(cards(title, "December 3", "December 10", "December 17")) == expected
    assert later(cards(title, "Thursday December 3", "Thursday December 10", "Thursday December 17")) == expected


def test_a_weekday_speaks_against_the_year_of_a_heading_that_says_more() -> None:
    days = ["Thursday December 3", "Thursday December 10", "Thursday December 17"]
    assert later(cards("Lessons of the year 2023 for towns and their markets", *days))[2] == "2026-12-17"


@pytest.mark.parametrize(
    "heading", ["1998", "Past seminars 1998", "Physics colloquia 1998", "Fall 1998", "November 1998", "Archiv 1998"]
)
def test_the_heading_of_an_old_list_names_its_year(heading: str) -> None:
    assert later(f"<h2>{heading}</h2>" + listed("November 5", "November 12")) == ["1998-11-05", "1998-11-12"]


@pytest.mark.parametrize("title", ["Mittagsgespräche Biologie 2021", "The 1999 lectures on knots in Bath and Oslo"])
def test_the_title_of_a_page_names_the_year_of_its_list(title: str) -> None:
    year = "2021" if "2021" in title else "1999"
    assert later(f"<h1>{title}</h1>" + listed("November 5", "November 12")) == [f"{year}-11-05", f"{year}-11-12"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["May 6", "June 10", "July 8"], ["2027-05-06", "2027-06-10", "2027-07-08"]),
        (["July 8", "June 10", "May 6"], ["2027-07-08", "2027-06-10", "2027-05-06"]),
        (["July 8", "September 9", "October 14"], ["2026-07-08", "2026-09-09", "2026-10-14"]),
        (
            ["January 14", "October 15", "February 11", "November 12"],
            ["2027-01-14", "2026-10-15", "2027-02-11", "2026-11-12"],
        ),
    ],
    ids=["a summer", "backwards", "before the winter", "in no order"],
)
def test_the_days_of_a_term_lie_in_it(texts: list[str], expected: list[str]) -> None:
    assert later("<h1>Seminar 2026/27</h1>" + listed(*texts), date(2027, 4, 20)) == expected


def test_the_next_talk_above_a_programme_lies_in_its_term() -> None:
    rows = ["October 15", "November 12", "January 14", "February 11"]
    html = "<h1>Seminar 2026/27</h1><h2>Next talk</h2><p>February 11: Tides</p><h2>Programme</h2>" + listed(*rows)
    assert later(html, date(2027, 1, 20))[0] == "2027-02-11"


def test_parts_of_a_term_are_placed_each_for_itself() -> None:
    summer, winter = listed("April 15", "May 12", "July 1"), listed("October 15", "November 12", "January 14")
    html = f"<h1>Oberseminar 2026/27</h1><h2>Summer</h2>{summer}<h2>Winter</h2>{winter}"
    assert later(html)[:4] == ["2027-04-15", "2027-05-12", "2027-07-01", "2026-10-15"]


def test_a_fiscal_year_is_no_term() -> None:
    assert later("<h2>FY 2026-2027 Budget</h2>" + listed("June 10", "June 24")) == ["2026-06-10", "2026-06-24"]


@pytest.mark.parametrize("line", ["Founded in 2025.", "Last updated 2025", "Seit 2025 am Institut"])
def test_a_line_about_another_thing_names_no_year(line: str) -> None:
    rows = listed("December 3", "January 14", "February 4")
    assert later(f"<h1>Kolloquium</h1><p>{line}</p>{rows}") == ["2026-12-03", "2027-01-14", "2027-02-04"]


@pytest.mark.parametrize(
    "line",
    [
        "Colloquium founded in 1998",
        "Lecture series since 2019",
        "Lecture Hall (built in 1998)",
        "Vortragsreihe (gegründet in Berlin im Jahr 1999)",
        "Öffentliche Vorträge seit 1985",
        "Séminaire créé en 2001",
        "Séminaires depuis 2010",
        "Coloquios desde 2005",
        "Seminario fondato nel 1990",
        "Seminari dal 1990",
        "Seminário criado em 2003",
        "Lezingen sinds 1970",
        "Föreläsningar sedan 1988",
        "談話会 1998年創立",
        "学术报告 自1998年",
        "세미나 2019년부터",
    ],
)
def test_since_when_there_is_a_list_is_not_its_year(line: str) -> None:
    rows = listed("December 3", "December 10", "January 14")
    expected = ["2026-12-03", "2026-12-10", "2027-01-14"]
    assert later(f"<h1>Kolloquium</h1><p>{line}</p>{rows}")[-3:] == expected
    assert later(f"<h1>{line}</h1>{rows}")[-3:] == expected


@pytest.mark.parametrize(
    "title",
    ["Lectures on towns after 1945", "Vorträge: Städte nach 1945", "Conférences : les villes après 1945",
     "Conferencias: ciudades después de 1945", "Conferenze: le città dopo il 1945", "Lezingen: steden voor 1914",
     "Palestras: cidades depois de 1945", "Föreläsningar: städer efter 1945"],
)  # fmt: skip
def test_the_subject_of_a_list_is_not_its_year(title: str) -> None:
    assert later(f"<h1>{title}</h1>" + listed("December 3", "January 14")) == ["2026-12-03", "2027-01-14"]


@pytest.mark.parametrize(
    "title",
    ["What the elections of 2027 will decide", "Learning from the drought of 2025", "Die Wahlen 2027",
     "Seminar: What happened in 2025 at the mill", "The 2025 flood: a seminar", "Seminar on the 2027 climate agenda",
     "A lecture on the wall of 1989", "Le budget 2027", "Los incendios de 2025"],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["h3", "b", "div"])
def test_the_title_of_a_talk_dates_neither_it_nor_others(title: str, tag: str) -> None:
    titles = {title: "December 3", "Sand dunes": "December 10", "Salt": "December 17"}
    expected = ["2026-12-03", "2026-12-10", "2026-12-17"]
    for card in (f"<{tag}>{{0}}</{tag}><p>{{1}}, 18:00</p>", f"<p>{{1}}, 18:00</p><{tag}>{{0}}</{tag}>"):
        html = "".join(f"<div>{card.format(*one)}<p>Room 5</p></div>" for one in titles.items())
        assert later(f"<h1>Public lectures</h1>{html}") == expected
    assert later(f"<h1>{title}</h1><p>December 3, 18:00, Room 5</p>") == ["2026-12-03"]


@pytest.mark.parametrize(
    "heading", ["Physics Colloquium 2027", "2027", "Fall 2025", "Seminars in 2025", "Archive 2019"]
)
def test_a_list_of_one_talk_has_the_year_of_its_heading(heading: str) -> None:
    year = heading.split()[-1]
    assert later(f"<h1>{heading}</h1>" + listed("December 3")) == [f"{year}-12-03"]
    assert later(f"<h1>Rope Society</h1><h2>{heading}</h2>" + listed("December 3")) == [f"{year}-12-03"]
