"""Lists of talks that neither their heading nor an hour tells, but who speaks; and lists of two."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.visible import visible

SOURCE = Source(id="a", name="A", timezone="Europe/London")
LATIN = [("Ida Holm (Oslo)", "Knots at sea"), ("Jon Falk (Bath)", "Lines on land"), ("Eva Lind (Lund)", "Ropes in air")]
JAPANESE = [
    ("井田花子（京都大学）", "結び目の静けさ"),
    ("山本太郎（東京大学）", "線の動きと形"),
    ("林一郎（大阪大学）", "夜の縄について"),
]
CHINESE = [("李明（北京大学）", "海上的绳结"), ("王芳（清华大学）", "陆地上的线"), ("张伟（复旦大学）", "空中的绳索")]
KOREAN = [
    ("김민수 (서울대학교)", "바다의 매듭"),
    ("이영희 (고려대학교)", "육지의 선"),
    ("박철수 (연세대학교)", "하늘의 밧줄"),
]
LISTS = [
    ("Rope Tea", "{} December 2026", "Date|Speaker|Title", LATIN),
    ("Arbeitsgemeinschaft Knoten", "{}. Dezember 2026", "Datum|Vortragende|Titel", LATIN),
    ("Groupe de travail", "{} décembre 2026", "Date|Orateur|Titre", LATIN),
    ("Charlas", "{} de diciembre de 2026", "Fecha|Ponente|Título", LATIN),
    ("Gruppo di lavoro", "{} dicembre 2026", "Data|Relatore|Titolo", LATIN),
    ("Palestras", "{} de dezembro de 2026", "Data|Palestrante|Título", LATIN),
    ("Lunchpraatjes", "{} december 2026", "Datum|Spreker|Titel", LATIN),
    ("Föredrag", "{} december 2026", "Datum|Talare|Titel", LATIN),
    ("輪講", "2026年12月{}日", "日付|講演者|題目", JAPANESE),
    ("讨论班", "2026年12月{}日", "日期|报告人|题目", CHINESE),
    ("모임", "2026년 12월 {}일", "날짜|연사|제목", KOREAN),
]


def titles(html: str) -> list[str]:
    """The titles of the talks that a page announces."""
    page = Page("https://a.example.org/x", f"<body>{html}</body>".encode(), date(2026, 11, 21))
    return [talk.of("title")[0].text for talk in visible(page, SOURCE)]


@pytest.mark.parametrize(("heading", "day", "heads", "talks"), LISTS)
def test_who_speaks_makes_a_list_of_talks_under_any_heading(
    heading: str, day: str, heads: str, talks: list[tuple[str, str]]
) -> None:
    head = "".join(f"<th>{name}</th>" for name in heads.split("|"))
    for number in (2, 3):
        named = [(day.format(5 + 7 * place), *talk) for place, talk in enumerate(talks[:number])]
        rows = "".join(f"<tr><td>{when}</td><td>{who}</td><td>{what}</td></tr>" for when, who, what in named)
        lines = "".join(f"<li>{when}: {who} – {what}</li>" for when, who, what in named)
        below = "".join(f"<li>{when}<br>{who}<br>{what}</li>" for when, who, what in named)
        for body in (f"<table><tr>{head}</tr>{rows}</table>", f"<ul>{lines}</ul>", f"<ul>{below}</ul>"):
            found = titles(f"<h1>{heading}</h1>{body}")
            assert len(found) == number, body
            assert all(what in title for (_, _, what), title in zip(named, found, strict=True))


def test_people_in_lists_of_other_things_give_no_talks() -> None:
    past = "".join(f"<li>{day} November 2026: {who} – {what}</li>" for day, (who, what) in enumerate(LATIN, 3))
    assert titles(f"<h1>Papers</h1><ul>{past}</ul>") == []
    for lines in (
        [f"{day} December 2026: {who}" for day, (who, _) in enumerate(LATIN, 3)],
        ["3 December 2026: End of term", "4 December 2026: Exams (all years)", "10 December 2026: Travel money – call"],
        ["3 December 2026: Rope prize (Oslo) – call", "4 December 2026: Knot grant", "10 December 2026: Line award"],
        [f"{day}–{day + 5} December 2026: {who}, guest of the group" for day, (who, _) in enumerate(LATIN, 3)],
    ):
        assert titles(f"<h1>Group</h1><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>") == [], lines


ENTRY = "<h3>{}</h3><p>{}</p><p>Speaker: {}</p>"
TWO = [("Knots at sea", "3 December 2026, 16:00", "Ida Holm"), ("Lines on land", "10 December 2026, 16:00", "Jon Falk")]


@pytest.mark.parametrize("heading", ["Reading group", "What's on", "Institute of Ropes", "PhD defences", "Lab meeting"])
def test_two_entries_in_which_others_speak_are_two_talks(heading: str) -> None:
    entries = [ENTRY.format(*talk) for talk in TWO]
    for around in ("<li>{}</li>", "<div class='item'>{}</div>", "{}"):
        found = titles(f"<h1>{heading}</h1><h2>Coming up</h2>{''.join(map(around.format, entries))}")
        assert found == [title for title, _, _ in TWO], around


def test_one_of_two_rows_may_have_an_hour_of_its_own_and_lie_near_the_other() -> None:
    head = "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
    for first, second in (("3 December 2026", "10 December 2026, 16:00"), ("3 December 2026", "4 December 2026")):
        days = (first, second)
        rows = "".join(
            f"<tr><td>{day}</td><td>{who}</td><td>{title}</td></tr>"
            for day, (title, _, who) in zip(days, TWO, strict=True)
        )
        assert titles(f"<h1>Rope Seminar</h1><table>{head}{rows}</table>") == [title for title, _, _ in TWO]


def test_two_days_of_one_speaker_or_one_talk_and_a_deadline_are_one_talk() -> None:
    same = "".join(f"<li>{day} December 2026, 9:00<br>Speaker: Ida Holm</li>" for day in (3, 4))
    assert len(titles(f"<h1>Course on knots</h1><ul>{same}</ul>")) == 1
    own = "<div><p>3 December 2026, 16:00</p><p>Speaker: Ida Holm</p></div>"
    other = "<div><p>Registration until 1 December 2026, 12:00</p><p>Contact: Jon Falk</p></div>"
    assert len(titles(f"<h1>Lecture: knots</h1>{own}{other}")) == 1
