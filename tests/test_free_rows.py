"""Rows of a list of talks that say that there is none on their day, or nothing at all."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.visible import visible

SOURCE = Source(id="a", name="A", timezone="Europe/London")
HEAD = "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
FREE = [
    "Public holiday", "Bank holiday", "Group retreat", "available", "free slot", "slot available", "Christmas",
    "noch frei", "Weihnachten", "Feiertag", "Jour férié", "créneau libre", "Festa nazionale", "Festivo", "Navidad",
    "Feriado", "Feestdag", "Kerst", "Helgdag", "Julafton", "休講", "祝日", "停课", "放假", "휴강", "공휴일",
]  # fmt: skip


def listed(*cells: str, head: str = HEAD) -> list[str]:
    """The days of the talks in a table, one of whose rows has these cells behind its day."""
    rows = [
        ("1 December 2026", "Ida Holm (Oslo)", "Knots at sea"),
        ("8 December 2026", *cells),
        ("15 December 2026", "Jon Falk (Bath)", "Lines on land"),
        ("12 January 2027", "Eva Lind (Lund)", "Ropes in the air"),
    ]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = Page(
        "https://a.example.org/x", f"<h1>Rope Seminar</h1><table>{head}{body}</table>".encode(), date(2026, 11, 21)
    )
    return [talk.of("when")[0].text for talk in visible(page, SOURCE)]


@pytest.mark.parametrize("free", FREE)
def test_a_row_that_says_that_its_day_is_free_is_no_talk(free: str) -> None:
    for cells in ((free, ""), ("", free), ("—", free)):
        for head in (HEAD, ""):
            assert listed(*cells, head=head) == ["1 December 2026", "15 December 2026", "12 January 2027"]


def test_a_row_without_a_word_where_others_name_speakers_is_no_talk() -> None:
    for cells in (("", ""), ("—", "—"), ("-", "")):
        assert "8 December 2026" not in listed(*cells)
    assert "8 December 2026" in listed("", "", head="")


def test_a_row_that_says_little_is_a_talk_all_the_same() -> None:
    for cells in (
        ("Falk", ""), ("Prof. Meier", ""), ("Ann della Torre", ""), ("University of York", ""), ("Student talks", ""),
        ("", "Foams"), ("TBA", "TBA"), ("", "TBA"), ("", "Christmas trees in the wild"),
    ):  # fmt: skip
        assert "8 December 2026" in listed(*cells), cells
