"""Days that entries of a list tell beside their own."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.visible import visible

SOURCE = Source(id="a", name="A", timezone="Europe/London")
TALKS = [
    ("Knots at sea", "4 December 2026, 16:00", "Ida Holm (Oslo)"),
    ("Lines on land", "11 December 2026, 16:00", "Jo Field (Bath)"),
    ("Ropes in the air", "18 December 2026, 16:00", "Eva Lind (Lund)"),
]
TOLD = [
    "Please sign up before 1 December 2026", "Book by 1 December, 12:00", "Tickets on sale from 1 December",
    "Slides uploaded 20 December 2026", "Save the date: workshop on 20 January 2027",
    "Bitte melden Sie sich bis zum 1. Dezember 2026 an.", "Anmeldefrist: 1. Dezember", "Anmeldung bis 1.12.2026",
    "Inscription avant le 1er décembre 2026", "Inscripciones hasta el 1 de diciembre de 2026", "Plazo: 1 de diciembre",
    "Prenotazioni entro il 1 dicembre 2026", "Prazo: 1 de dezembro de 2026", "Aanmelden tot 1 december 2026",
    "Sista anmälningsdag: 1 december 2026", "申込締切：2026年12月1日", "报名截止日期：2026年12月1日",
    "신청 마감: 2026년 12월 1일",
]  # fmt: skip
SHAPES = [
    "<li><h3>{}</h3><p>{}</p><p>Speaker: {}</p><p>{}</p></li>",
    "<h3>{}</h3><p>{}</p><p>Speaker: {}</p><p>{}</p>",
    "<p><b>{}</b><br>{}<br>Speaker: {}<br>{}</p>",
    "<li>{1}: <i>{0}</i>. {2}. {3}</li>",
]


def read(html: str) -> list[tuple[str, str]]:
    """Title and first time of each talk that a page announces."""
    page = Page("https://a.example.org/talks/", f"<body>{html}</body>".encode(), date(2026, 11, 21))
    return [(talk.of("title")[0].text, talk.of("when")[0].text) for talk in visible(page, SOURCE)]


def listed(shape: str, told: str, here: set[int], count: int = 3, timed: bool = True) -> str:
    """A list of talks, some of them with a second day."""
    entries = [
        shape.format(title, day if timed else day.split(",")[0], who, told if number in here else "")
        for number, (title, day, who) in enumerate(TALKS[:count])
    ]
    return f"<h1>Rope Seminar</h1><ul>{''.join(entries)}</ul>"


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_day_told_in_words_is_no_talk_and_spoils_no_list(shape: str, told: str) -> None:
    for here, count in (({0}, 3), ({1}, 3), ({2}, 3), ({0}, 2)):
        found = read(listed(shape, told, here, count))
        assert [day for _, day in found] == [day for _, day, _ in TALKS[:count]], (here, count)
        assert all(own in title for (own, _, _), (title, _) in zip(TALKS, found, strict=False))


@pytest.mark.parametrize("shape", SHAPES[:3])
def test_every_entry_may_tell_a_second_day(shape: str) -> None:
    for timed in (True, False):
        found = read(listed(shape, "Please sign up before 1 December 2026", {0, 1, 2}, timed=timed))
        assert [day for _, day in found] == [day if timed else day.split(",")[0] for _, day, _ in TALKS]


def test_an_entry_that_moved_is_on_the_day_to_which_it_moved() -> None:
    html = listed(SHAPES[0], "", set()).replace("Knots at sea", "Knots at sea – moved to 15 January 2027")
    assert sorted(day for _, day in read(html)) == [
        "11 December 2026, 16:00",
        "15 January 2027",
        "18 December 2026, 16:00",
    ]


def test_days_that_are_talks_stay_talks() -> None:
    lines = "".join(f"<p>{day}</p><p>{who}: {title}</p>" for title, day, who in TALKS)
    rows = "<li>4 December 2026, 16:00: Ida Holm, Knots</li>" + "".join(
        f"<li>{day} December 2026: Jo Field, Lines and more</li>" for day in (11, 18)
    )
    ends = "<li>Ida Holm, Knots, 4 December 2026, 16:00</li>" + "".join(
        f"<li>Jo Field, Lines and more, {day} December 2026</li>" for day in (11, 18)
    )
    for part in (lines, f"<ul>{rows}</ul>", f"<ul>{ends}</ul>"):
        later = part.replace("December 2026", "January 2027")
        html = f"<h1>Rope Seminar</h1><div><h2>Before</h2>{part}</div><div><h2>Behind</h2>{later}</div>"
        assert len(read(html)) == 6, part


def test_a_post_of_a_list_is_of_the_later_day_with_an_hour() -> None:
    posts = "".join(
        f"<article><h2>Knots, part {part}</h2><p>{part} November 2026</p>"
        f"<p>Ida Holm will speak on {part} December 2026 at 16:00.</p></article>"
        for part in (3, 10, 17)
    )
    assert {f"{part} December 2026 at 16:00" for part in (3, 10, 17)} <= {
        day for _, day in read(f"<h1>Seminar</h1>{posts}")
    }
