"""Shapes in which pages write a talk's lines: what stands behind its day, in brackets, in a sentence, or glued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Reads = Callable[..., list[Any]]


@pytest.mark.parametrize(
    "line",
    ["<p>{day}</p><p>{who}</p>", "<p>{day}</p><p>Series: Wide Water</p><p>{who}</p>", "<p>{who}</p><p>{day}</p>"],
)
def test_the_line_of_people_behind_a_titles_day_says_who_speaks(talks: Reads, line: str) -> None:
    rows = [("Dikes and Dunes", "3 December 2026, 14:00", "Ada Byron (Delft)"),
            ("Tides under Ice", "10 December 2026, 14:00", "Peter Strand (Lund)"),
            ("Salt in the Delta", "17 December 2026, 14:00", "Carmen Ruiz (Cádiz)")]  # fmt: skip
    body = "".join(
        f"<div class=one><h3>{title}</h3>{line.format(day=day, who=who)}<p>Room 12</p></div>"
        for title, day, who in rows
    )
    found = [(talk.title, [(one.name, one.affiliation) for one in talk.speakers]) for talk in talks(body)]
    assert found == [
        ("Dikes and Dunes", [("Ada Byron", "Delft")]),
        ("Tides under Ice", [("Peter Strand", "Lund")]),
        ("Salt in the Delta", [("Carmen Ruiz", "Cádiz")]),
    ]


@pytest.mark.parametrize(
    ("note", "hour"),
    [("(special time: 4 pm)", "16:00"), ("(unusual time: 16:00)", "16:00"), ("[note time: 16:00]", "16:00"),
     ("(andere Uhrzeit: 16 Uhr)", "16:00"), ("(otra hora: 16:00)", "16:00")],
)  # fmt: skip
def test_a_note_with_a_label_in_brackets_leaves_the_talk_its_title(
    talks: Reads, starts: Reads, note: str, hour: str
) -> None:
    body = f"""<h1>Seminar</h1><p>All seminars are on Thursdays at 2 pm.</p><ul>
        <li>3 December 2026: Ada Byron (Delft) – Dikes and Dunes</li>
        <li>10 December 2026: Peter Strand (Lund) – Tides under Ice {note}</li>
        <li>17 December 2026: Carmen Ruiz (Cádiz) – Salt in the Delta</li></ul>"""
    assert [talk.title for talk in talks(body)] == ["Dikes and Dunes", "Tides under Ice", "Salt in the Delta"]
    assert starts(body)[1] == f"2026-12-10T{hour}:00"


@pytest.mark.parametrize(
    ("sentence", "room"),
    [
        ("The seminar meets on Thursdays at 16:00 in room A-106. To give a talk contact Ada.", "room A-106"),
        ("We meet on Thursdays at 16:00 in room 12. Lunch is provided.", "room 12"),
        ("We meet on Thursdays at 16:00 in Dike 207. Lunch is provided.", "207"),
        ("Das Seminar findet donnerstags um 16 Uhr in Raum 7 statt. Gäste sind willkommen.", "Raum 7"),
        ("Los seminarios se celebran los jueves a las 16:00 en la Sala 301. Entrada libre.", "Sala 301"),
    ],
)
def test_a_sentence_that_ends_in_a_number_ends_there(talks: Reads, starts: Reads, sentence: str, room: str) -> None:
    body = f"""<h1>Physics Seminar</h1><p>{sentence}</p><ul>
        <li>3 December 2026: Ada Byron (Delft) – Dikes and Dunes</li>
        <li>10 December 2026: Peter Strand (Lund) – Tides under Ice</li></ul>"""
    assert starts(body) == ["2026-12-03T16:00:00", "2026-12-10T16:00:00"]
    assert [talk.place.room for talk in talks(body)] == [room] * 2


def test_a_place_ends_with_its_sentence(talks: Reads) -> None:
    body = """<h1>Dikes and Dunes</h1><p>Thursday 3 December 2026, 17:00 in Linden Auditorium. The lecture is free and
        open to the public.</p><p>Speaker: Ada Byron (Delft)</p>"""
    (talk,) = talks(body, "/talks/dikes")
    assert talk.place.room == "Linden Auditorium"
    assert talk.place.venue is None


def test_day_month_and_weekday_side_by_side_without_a_blank_are_a_day(starts: Reads) -> None:
    card = """<div class=one><p><a><span><span><em>{:02}</em><em>dec</em><em>thu</em></span></span><span><span>{}</span>
        <span>{}</span><span><em>3:00 pm - 4:15 pm</em></span><span><em>PAB 205</em></span></span></a></p></div>"""
    body = (
        "<h1>Seminar calendar</h1><p>December, 2026</p>"
        + card.format(3, "Galaxies that Quit Early", "Ada Byron, University of Delft")
        + card.format(10, "What Dust Hides", "Peter Strand, University of Lund")
    )
    assert starts(body) == ["2026-12-03T15:00:00", "2026-12-10T15:00:00"]


def test_a_headline_behind_the_kind_of_gathering_is_no_series(talks: Reads) -> None:
    row = "<div class=one><p>{} December 2026, 14:00</p><h3>Colloquium: {}, “{}”</h3><p>Room 12</p></div>"
    body = "<h1>Physics Seminar</h1>" + "".join(
        row.format(day, who, title)
        for day, who, title in ((3, "Ada Byron (Delft)", "Dikes and Dunes"), (10, "Peter Strand (Lund)", "Tides"))
    )
    assert [(talk.title, talk.speakers[0].name) for talk in talks(body)] == [
        ("Dikes and Dunes", "Ada Byron"),
        ("Tides", "Peter Strand"),
    ]
    assert all(talk.series is None or "Byron" not in talk.series for talk in talks(body))


@pytest.mark.parametrize(
    ("sentence", "hour"),
    [
        ("Los seminarios se celebran los jueves a las 4 de la tarde en el aula 12.", "16:00"),
        ("Das Seminar findet jeden Donnerstag um 4 Uhr nachmittags statt.", "16:00"),
        ("Le séminaire a lieu chaque jeudi à 4 heures de l’après-midi, salle 12.", "16:00"),
        ("I seminari si tengono ogni giovedì alle 4 del pomeriggio in aula 12.", "16:00"),
        ("All seminars are on Thursdays at 4 in the afternoon.", "16:00"),
        ("每周四下午3:00在数学楼302举行。", "15:00"),
        ("每周四下午3点在数学楼302举行。", "15:00"),
    ],
)
def test_the_hour_said_once_has_its_half_of_the_day(starts: Reads, sentence: str, hour: str) -> None:
    body = f"""<h1>Seminar</h1><p>{sentence}</p><ul>
        <li>3.12.2026: <b>Dikes and Dunes</b>, Ada Byron (Delft)</li>
        <li>10.12.2026: <b>Tides under Ice</b>, Peter Strand (Lund)</li>
        <li>17.12.2026: <b>Salt in the Delta</b>, Eva Moll (Bern)</li></ul>"""
    assert {start[11:16] for start in starts(body)} <= {hour}
    assert len(starts(body)) == 3


@pytest.mark.parametrize("row", ["8:30–9:00|Registration", "12:30|Lunch", "8:30|Anmeldung", "13 h|Déjeuner"])
def test_rows_of_a_day_that_are_no_talks_leave_the_others_their_hours(talks: Reads, row: str) -> None:
    hour, what = row.split("|")
    day = f"""<table><tr><td>{hour}</td><td>{what}</td></tr>
        <tr><td>9:15–10:15</td><td>Ada Byron<br>Tropical heights</td></tr>
        <tr><td>10:45–11:45</td><td>Peter Strand<br>Skeletons of curves</td></tr></table>"""
    body = "<h1>Tropical Methods</h1>" + "".join(
        f"<h3>{heading} December 2026</h3>{day}" for heading in ("Monday, 7", "Tuesday, 8", "Wednesday, 9")
    )
    assert sorted({(talk.title, str(talk.when.start)[11:16]) for talk in talks(body)}) == [
        ("Skeletons of curves", "10:45"),
        ("Tropical heights", "09:15"),
    ]


def test_the_head_of_a_column_is_no_label_of_the_next_row(talks: Reads) -> None:
    table = """<table><tr><th>Time</th><th>Speaker</th><th>Title</th></tr>
        <tr><td>9:15–10:15</td><td>Ada Byron</td><td>Tropical heights</td></tr></table>"""
    body = f"<h1>Tropical Methods</h1><h3>Monday, 7 December 2026</h3>{table}"
    assert all("9:15" not in talk.title for talk in talks(body, "/talks/tropical"))
