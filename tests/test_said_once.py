"""What a page says once for many talks, and places that no label names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.places import looks_like_place
from crawler.extract.sentences import for_all, hour_in, place_in
from crawler.extract.titles import name_in
from crawler.extract.visible import visible
from pipeline.normalise.title import without_time
from pipeline.reading.sentences import sentences_in
from pipeline.reading.times import Context
from pipeline.talk import Sighting

CONTEXT = Context(timezone="America/Chicago")
SOURCE = Source(id="a", name="A", timezone="America/Chicago")


def seen(body: str) -> list[Sighting]:
    html = f"<html><body><main>{body}</main></body></html>".encode()
    page = Page("https://a.example.org/seminar", html, datetime(2024, 9, 1, tzinfo=UTC), timezone="America/Chicago")
    return visible(page, SOURCE)


def listed(days: str, text: str = "Knots, part {}") -> str:
    return "".join(f"<li>{day} 2024 – {text.format(n)}</li>" for n, day in enumerate(days.split("|")))


def by_default(talk: Sighting, field: str) -> list[str]:
    return [claim.text for claim in talk.of(field) if claim.by == "visible:default"]


def test_sentences_end_at_no_abbreviation() -> None:
    text = "We meet at 9 a.m. in St. Paul Hall, 7 N. Main St. near the quay. All are welcome!"
    assert [text[a:b] for a, b in sentences_in(text)][1:] == ["All are welcome!"]


@pytest.mark.parametrize(
    ("text", "hour", "place"),
    [
        ("All talks take place at 4:15 pm in the Mill Library, 12 Mill Lane, unless noted.", "4:15 pm",
         "Mill Library, 12 Mill Lane"),
        ("The seminar meets on the first Monday of every month at noon in Room 304.", "noon", "Room 304"),
        ("Meetings are held from 2:00 pm - 3:30 pm at the Rope Museum located at 5 Quay Street.", "2:00 pm - 3:30 pm",
         "Rope Museum located at 5 Quay Street"),
    ],
)  # fmt: skip
def test_a_sentence_for_all_names_hour_and_place(text: str, hour: str, place: str) -> None:
    assert for_all(text)
    said = hour_in(text, CONTEXT)
    where = place_in(text)
    assert said is not None
    assert text[slice(*said)] == hour
    assert where is not None
    assert text[slice(*where)] == place


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("fr", "Sauf mention contraire, le séminaire a lieu le mardi à 14h, dans la salle Ampère du bâtiment", "14h"),
        ("fr", "Sauf mention contraire, le séminaire dure 1h et a lieu tous les mardis de 14 h à 15 h 30 en salle 4.",
         "14 h à 15 h 30"),
        ("nl", "De lezing vindt, tenzij anders vermeld, elke dinsdag plaats van 12.45 tot 13.30 uur in de Kade-zaal.",
         "12.45 tot 13.30 uur"),
        ("nl", "De lezing vindt, tenzij anders vermeld, elke dinsdag plaats om 16 uur in de grote zaal aan de kade.",
         "16 uur"),
        ("sv", "Seminariet äger om inget annat anges rum varje tisdag kl. 13.15 i den stora salen vid hamnen.",
         "kl. 13.15"),
        ("sv", "Seminariet äger om inget annat anges rum varje tisdag kl 13.15–14.00 i den stora salen vid hamnen.",
         "kl 13.15–14.00"),
        ("it", "Salvo diversa indicazione il seminario si tiene ogni martedì alle ore 15 in aula B, al piano terra.",
         "ore 15"),
        ("it", "Salvo diversa indicazione il seminario si tiene ogni martedì dalle 15.00 alle 16.00 nella stessa aula.",
         "dalle 15.00 alle 16.00"),
        ("en", "We start every Thursday at 16:15.", "16:15"),
        ("de", "Wir treffen uns jeden Dienstag um 16 Uhr.", "16 Uhr"),
        ("de", "Die Kolloquien finden jeweils donnerstags um 16:15 Uhr statt.", "16:15 Uhr"),
        ("fr", "Les colloques ont lieu tous les jeudis à 16h15.", "16h15"),
        ("es", "Los coloquios tienen lugar todos los jueves a las 16:15.", "16:15"),
        ("es", "Nos reunimos todos los martes a las 12:00.", "12:00"),
        ("it", "Le conferenze si tengono ogni giovedì alle ore 16:15.", "ore 16:15"),
        ("it", "I colloqui si tengono ogni giovedì alle 16:15.", "alle 16:15"),
        ("pt", "As palestras têm lugar todas as quintas-feiras às 16h15.", "16h15"),
        ("nl", "We beginnen elke donderdag om 16:00 uur.", "16:00 uur"),
        ("sv", "Föreläsningarna hålls varje torsdag kl. 16.15 om inget annat anges.", "kl. 16.15"),
        ("sv", "Vi träffas varje torsdag kl. 16.15.", "kl. 16.15"),
        ("ja", "談話会は毎週木曜日16:15から行います。", "16:15"),
        ("zh", "研讨会每周四16:15举行。", "16:15"),
        ("ko", "세미나는 매주 목요일 16:15에 열립니다.", "16:15"),
        ("fr", "Sauf mention contraire, chaque séminaire comprend 14h de cours, dans la salle Ampère du bâtiment", ""),
        ("de", "Das Seminar trifft sich sofern nicht anders angegeben alle 14 Tage im großen Saal des Hauses am Hafen.",
         ""),
    ],
)  # fmt: skip
def test_a_long_sentence_for_all_names_its_hour_in_each_language(language: str, text: str, hour: str) -> None:
    assert for_all(text)
    said = hour_in(text, Context(timezone="Europe/Paris", language=language))
    assert (text[slice(*said)] if said else "") == hour


@pytest.mark.parametrize(
    "text",
    [
        "Requests to speak at a meeting must be received no later than 3:00 p.m.",
        "The seminar office is open from 9 am to 5 pm, office hours on all days.",
        "The meeting of May has been moved to 3 pm.",
        "The library closes every Thursday at 16:15.",
        "We start registration every Monday at 9:00.",
        "Der Bus fährt jeden Tag um 16:15 Uhr.",
        "受付は毎週木曜日16:15から",
        "She was born in the Old Hall.",
    ],
)
def test_deadlines_and_office_hours_hold_for_no_list(text: str) -> None:
    assert not for_all(text)


def test_a_sentence_in_a_long_paragraph_holds_for_all_rows() -> None:
    prose = "The society was founded by rope makers. " * 8
    prose += "Its talks are generally held on Thursdays at the Mill Library, 12 Mill Lane, and begin at 5:45 p.m."
    talks = seen(f"<h1>Knot Seminar</h1><p>{prose}</p><ul>{listed('3 October|10 October|17 October')}</ul>")
    assert len(talks) == 3
    assert by_default(talks[2], "when")[0].startswith("5:45 p.m")
    assert by_default(talks[0], "where") == ["Mill Library, 12 Mill Lane"]


def test_what_leads_in_one_list_holds_for_that_list_alone() -> None:
    first = "<p><b>Rope Group</b></p><p><b>Thursdays at 2 pm</b></p><p><b>Room 12</b></p>"
    second = "<p><b>Sail Group</b></p><p><b>Fridays at 5 pm</b></p><p><b>Room 7</b></p>"
    dates = "<ul>" + "".join(f"<li>{day} October 2024</li>" for day in (3, 10, 17, 24)) + "</ul>"
    others = "<ul>" + "".join(f"<li>{day} October 2024</li>" for day in (4, 11, 18, 25)) + "</ul>"
    talks = seen(f"<h1>Seminar meetings 2024</h1>{first}{dates}{second}{others}")
    told = {talk.of("when")[0].text: talk for talk in talks}
    assert by_default(told["10 October 2024"], "when") == ["2 pm"]
    assert by_default(told["11 October 2024"], "when") == ["5 pm"]
    assert by_default(told["10 October 2024"], "where") == ["Room 12"]
    assert by_default(told["11 October 2024"], "where") == ["Room 7"]
    assert told["11 October 2024"].of("title")[0].text == "Sail Group"


def test_an_address_over_several_lines_is_one_place() -> None:
    card = (
        "<div><h3>Knots {0}</h3><p>{0} October 2024, 4 pm</p>"
        "<p>Rope Society<br>12 Mill Lane<br>Hull, MA 02045</p></div>"
    )
    talks = seen("<h1>Talks</h1>" + "".join(card.format(day) for day in (3, 10, 17)))
    assert [talk.of("where")[0].text for talk in talks] == ["Rope Society\n12 Mill Lane\nHull, MA 02045"] * 3


def test_a_place_behind_the_time_is_no_title() -> None:
    talks = seen(
        f"<h1>Rope Lectures</h1><ul>{listed('3 October|10 October|17 October', 'at Mill Hall, 12 Mill Lane')}</ul>"
    )
    assert all(claim.text != "at Mill Hall, 12 Mill Lane" for talk in talks for claim in talk.of("title"))
    assert talks[0].of("where")[0].text == "Mill Hall, 12 Mill Lane"


@pytest.mark.parametrize(
    "text",
    ["2019", "22026", "Minutes Room 4", "Meeting schedule, 12 Mill Street", "This event will take place online only",
     "Ada Byron won the Tide medal in 2021.", "Foams count to three (Cells, 2025)", "The Annual Lecture 2026, with Ada",
     "Based on Byron and Moran, Annals, 2025."],
)  # fmt: skip
def test_years_papers_and_sentences_are_no_places(text: str) -> None:
    assert not looks_like_place(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2020 Knot Seminar Schedule and Minutes", "Knot Seminar"),
        ("Rope Council Agendas & Minutes Archive", "Rope Council"),
        ("Meeting Schedule", "Meeting Schedule"),
        ("Knots", "Knots"),
    ],
)
def test_a_heading_over_a_list_names_what_is_listed(text: str, name: str) -> None:
    assert text[slice(*name_in(text))] == name


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Regular Seminar - 8 Jan 2024", "Regular Seminar"),
        ("10/3/2024 3:30 PM - 6:00 PM On knots", "On knots"),
        ("Rope Committee at 4:30 P.M.", "Rope Committee"),
        ("The crisis (2008)", "The crisis (2008)"),
        ("1984: A novel", "1984: A novel"),
        ("On the 3:2 resonance", "On the 3:2 resonance"),
        ("World War II, 1939-1945", "World War II, 1939-1945"),
        ("Rope Council 3-15-2024", "Rope Council"),
        ("Rope Council April 5, 2024", "Rope Council"),
        ("Rope Council revised 3/15/2024", "Rope Council revised 3/15/2024"),
        ("Rope Festival 2024", "Rope Festival 2024"),
    ],
)
def test_a_title_is_shown_without_its_own_day_and_hour(title: str, bare: str) -> None:
    assert without_time(title) == bare


def test_data_keeps_the_day_that_is_part_of_a_name() -> None:
    assert without_time("May 6, 2024 Rope Council", seen=False) == "May 6, 2024 Rope Council"
    assert without_time("Rope Council May 6, 2024", seen=False) == "Rope Council May 6, 2024"
    assert without_time("5/6/2024 3:30 PM Rope Council", seen=False) == "Rope Council"


@pytest.mark.parametrize(
    ("note", "days"),
    [
        ("(moved to 17 October)", {"17 October"}),
        ("– postponed to 17 October", {"17 October"}),
        ("(verlegt auf 17.10.)", {"17.10."}),
        ("[reporté au 17 octobre]", {"17 octobre"}),
        ("(moved from 26 September)", {"10 October 2024"}),
        ("(continued on 17 October)", {"10 October 2024"}),
    ],
)
def test_a_note_behind_the_title_of_a_row_tells_the_day_to_which_the_talk_moved(note: str, days: set[str]) -> None:
    rows = [("3 October 2024", "Ada Rope", "Bends"), ("10 October 2024", "Ben Sail", f"Hitches {note}"),
            ("24 October 2024", "Cy Mast", "Splices")]  # fmt: skip
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    talks = seen(f"<h1>Seminar</h1><table><tr><th>Date</th><th>Speaker</th><th>Title</th></tr>{table}</table>")
    assert [{claim.text for claim in talk.of("when")} for talk in talks] == [
        {"3 October 2024"},
        days,
        {"24 October 2024"},
    ]
