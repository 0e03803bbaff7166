"""Days on which a page was posted, told from those of its talk."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.visible import visible

SOURCE = Source(id="a", name="A", timezone="Europe/London")


def days(html: str) -> list[str]:
    """The first time that each talk of a page claims."""
    page = Page("https://a.example.org/talks/one", f"<body>{html}</body>".encode(), date(2026, 11, 21))
    return [sighting.of("when")[0].text for sighting in visible(page, SOURCE)]


ANNOUNCED = [
    ("16 November 2026", "Ida Holm (Oslo) will speak on Friday ", "4 December 2026 at 16:00", " in Old Hall."),
    ("16. November 2026", "Ida Holm spricht am ", "4. Dezember 2026 um 16:00 Uhr", " im Hörsaal 3."),
    ("16 novembre 2026", "Ida Holm donnera un exposé le ", "4 décembre 2026 à 16h00", " en salle 3."),
    ("16 novembre 2026", "Ida Holm terrà un seminario il ", "4 dicembre 2026 alle ore 16", " in Aula 3."),
    ("16 de noviembre de 2026", "Ida Holm impartirá una charla el ", "4 de diciembre de 2026 a las 16:00", "."),
    ("16 de novembro de 2026", "Ida Holm dará uma palestra em ", "4 de dezembro de 2026, às 16h00", "."),
    ("16 november 2026", "Ida Holm geeft op ", "4 december 2026 om 16.00 uur", " een lezing."),
    ("16 november 2026", "Ida Holm talar den ", "4 december 2026 kl. 16.00", " i sal 3."),
    ("2026年11月16日", "", "2026年12月4日(金) 16:00", "より、井田花子氏が講演します。"),
    ("2026-11-16", "李明教授将于", "2026年12月4日16:00", "举行讲座。"),
    ("2026년 11월 16일", "", "2026년 12월 4일(금) 16:00", "에 강연합니다."),
]


@pytest.mark.parametrize(("posted", "before", "when", "behind"), ANNOUNCED)
def test_a_sentence_with_an_hour_comes_before_the_day_of_posting(
    posted: str, before: str, when: str, behind: str
) -> None:
    bare = f"<p>{posted}</p>"
    named = f"<div class='entry-meta'><time class='entry-date published'>{posted}</time></div>"
    for line in (bare, named, f"<p class='submitted'>{posted}</p>", f"<p><span class='post-date'>{posted}</span></p>"):
        (day,) = days(f"<h1>Knots at sea</h1>{line}<p>{before}{when}{behind}</p><p>16 ropes were tied.</p>")
        assert when in day


SPEAKS = "Ida Holm will speak on 4 December 2026 at 16:00 in Old Hall."


def test_a_talks_own_day_without_an_hour_stays_its_day() -> None:
    head = "<h1>Lecture: Knots at sea</h1><p>16 November 2026</p>"
    for line in (
        "The next lecture will be held on 4 December 2026 at 16:00.",
        "Ropes can be handed in until 4 December 2026 at 16:00.",
        "The prize was handed over; see you on 4 December 2026 at 16:00.",
        "On 16 November we met. A second lecture will be given on 4 December 2026 at 16:00.",
    ):
        assert days(f"{head}<p>{line}</p>") == ["16 November 2026"], line
    assert days(f"{head}<p>15:00</p><p>{SPEAKS}</p>")[0].startswith("16 November 2026")
    assert days(f"{head}<p>{SPEAKS} The prize will be given on 11 December 2026 at 16:00.</p>") == ["16 November 2026"]


def test_a_day_to_come_and_a_day_named_as_the_talks_are_not_of_posting() -> None:
    assert days(f"<h1>Lecture: Knots</h1><p>27 November 2026</p><p>{SPEAKS}</p>")[0] == "27 November 2026"
    assert days(f"<h1>Lecture: Knots</h1><p class='event-date'>16 November 2026</p><p>{SPEAKS}</p>") == [
        "16 November 2026"
    ]


def test_each_post_of_a_list_is_of_the_day_that_it_announces() -> None:
    posts = "".join(
        f"<article><h2>Knots, part {part}</h2><p class='post-meta'><time class='published'>{part} November 2026</time>"
        f"</p><p>Ida Holm will speak on {part} December 2026 at 16:00.</p></article>"
        for part in (3, 10, 17)
    )
    assert days(f"<h1>Seminar</h1>{posts}") == [f"{part} December 2026 at 16:00" for part in (3, 10, 17)]


def test_other_days_in_the_text_of_a_post_are_no_talks() -> None:
    body = """<article class="news-item"><h1>Laureate to speak here</h1><p class="date">November 17, 2026</p>
        <p>Ada Byron will give this year's Tide Lecture at 5 p.m. on Thursday, December 3, in Linden Auditorium.</p>
        <p>Byron, who received a medal in 2021, joined the faculty on July 1, 2004.</p>
        <p>Last year's lecture on December 4, 2025, drew 600 people.</p></article>"""
    assert days(body) == ["5 p.m. on Thursday, December 3"]
