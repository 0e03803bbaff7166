"""What the lines of a card are: its day as it was changed, its title, its people and their homes."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")


def talks(body: str) -> list[Talk]:
    html = f"<html><head><title>Talks</title></head><body>{body}</body></html>"
    page = Page("https://a.example.org/talks/", html.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(sighting, SOURCE, date(2026, 11, 20)) for sighting in extract(page, SOURCE))
    return sorted((talk for talk in found if isinstance(talk, Talk)), key=lambda talk: str(talk.when.start))


def starts(found: list[Talk]) -> list[str]:
    return [talk.when.start.isoformat() for talk in found if talk.when.start]


@pytest.mark.parametrize(
    ("when", "start"),
    [("2026年12月10日(木) 15:00（16:00から変更）", "2026-12-10T15:00:00"),
     ("2026年12月3日（木）から12月24日（木）に変更", "2026-12-24"),
     ("2026年12月3日から12月24日に変更", "2026-12-24"),
     ("2026年12月10日（木）16:00から17:00に変更", "2026-12-10T17:00:00"),
     ("2026년 12월 10일 16:00에서 17:00로 변경", "2026-12-10T17:00:00")],
)  # fmt: skip
def test_what_a_day_or_hour_changed_to_holds_in_a_list_too(when: str, start: str) -> None:
    row = "<tr><td>{}</td><td>山田太郎（東京大学）</td><td>{}</td></tr>"
    rows = ((when, "潮汐の数理"), ("2026年12月25日(金) 16:00", "氷の幾何"), ("2026年12月26日(土) 16:00", "泡の力学"))
    found = talks("<h1>談話会</h1><table>" + "".join(row.format(*one) for one in rows) + "</table>")
    assert [talk.title for talk in found] == ["潮汐の数理", "氷の幾何", "泡の力学"]
    assert starts(found)[0] == start
    assert found[0].when.end is None


def in_cell(second: str) -> list[tuple[str, str | None]]:
    """Who speaks in a table whose cell of speakers has a second line."""
    row = f"<tr><td>{{}} December 2026, 15:00</td><td>Klara Weil<br>{second}</td><td>Salt in tidal {{}}</td></tr>"
    rows = row.format(3, "flats") + row.format(10, "pools") + row.format(17, "marshes")
    head = "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
    found = talks(f"<h1>Tidal Seminar</h1><table>{head}{rows}</table>")
    assert [talk.title for talk in found] == ["Salt in tidal flats", "Salt in tidal pools", "Salt in tidal marshes"]
    return [(one.name, one.affiliation) for one in found[0].speakers]


@pytest.mark.parametrize(
    "home",
    ["Fermilab", "Georgetown", "TU Graz", "Inria Rennes", "Uppsala universitet", "Bell Labs",
     "Sapienza Università di Roma",
     "Institut für Küstenforschung", "Laboratoire de physique", "Universidad de Cádiz", "UMR 5208, Lyon", "東京大学"],
)  # fmt: skip
def test_a_second_line_in_a_cell_of_speakers_is_their_home(home: str) -> None:
    assert in_cell(home) == [("Klara Weil", home)]


@pytest.mark.parametrize(
    "line",
    ["joint with the knot group", "talk in Italian", "moved from 7 January", "Online talk", "Room 214",
     "Faculty candidate", "WEB 2250",
     "Job talk", "Vortrag auf Deutsch", "gemeinsam mit der Knotengruppe", "verschoben vom 7. Januar", "Raum 12",
     "exposé en anglais", "en visioconférence", "salle 12", "charla en inglés", "aula 3", "in lingua inglese", "online",
     "föredrag på svenska", "lezing in het Nederlands", "via Zoom", "palestra em inglês", "Antrittsvorlesung", "16:00",
     "TBA",
     "cancelled", "lunch provided"],
)  # fmt: skip
def test_a_second_line_that_tells_of_the_talk_is_no_home(line: str) -> None:
    assert in_cell(line) == [("Klara Weil", None)]


@pytest.mark.parametrize("path", ["/seminars/staff/salt", "/ics/salt", "/people/salt", "/maps/salt"])
def test_what_a_title_leads_to_is_its_talks_page(path: str) -> None:
    row = (
        '<li>{} December 2026, 16:15: <a href="{}-{}">Salt in tidal {}</a> (<a href="/people/weil">Klara Weil</a>)</li>'
    )
    rows = "".join(row.format(day, path, day, what) for day, what in ((3, "flats"), (10, "pools"), (17, "marshes")))
    found = talks(f"<h1>Tidal Seminar</h1><ul>{rows}</ul>")
    assert [talk.url for talk in found] == [f"https://a.example.org{path}-{day}" for day in (3, 10, 17)]


def test_what_a_speaker_leads_to_is_no_talks_page() -> None:
    row = '<li>{} December 2026, 16:15: <a href="/people/{}">Dr. Klara Weil</a></li>'
    found = talks("<h1>Tidal Seminar</h1><ul>" + "".join(row.format(day, day) for day in (3, 10, 17)) + "</ul>")
    assert [talk.url.partition("#")[0] for talk in found] == ["https://a.example.org/talks/"] * 3


@pytest.mark.parametrize("title", ["The Library of Alexandria", "The Quantum Hall", "The Tower of London"])
def test_what_follows_a_day_and_a_colon_is_a_title_though_it_may_be_a_house(title: str) -> None:
    cards = "<div><h3>{} December 2026, 15:00: {}</h3><p>Klara Weil, University of Oxford</p></div>"
    found = talks("<h1>Autumn lectures</h1>" + "".join(cards.format(day, title) for day in (3, 10, 17)))
    assert [talk.title for talk in found] == [title] * 3
    assert [talk.speakers[0].affiliation for talk in found] == ["University of Oxford"] * 3


@pytest.mark.parametrize("place", ["Room 12", "Great Hall, Room 12", "Hörsaal 3", "Great Hall"])
def test_a_room_behind_a_day_and_a_colon_is_no_title(place: str) -> None:
    cards = "<div><h3>{} December 2026, 15:00: {}</h3><p><b>Salt in tidal flats</b></p><p>Klara Weil, Oxford</p></div>"
    found = talks("<h1>Autumn lectures</h1>" + "".join(cards.format(day, place) for day in (3, 10, 17)))
    assert [talk.title for talk in found] == ["Salt in tidal flats"] * 3


def two(name: str, *entries: str, days: tuple[str, str] = ("3 December 2026", "10 December 2026")) -> list[Talk]:
    """What a page with two entries announces."""
    rows = "".join(f"<li><p>{day}, 15:00</p>{entry}</li>" for day, entry in zip(days, entries, strict=True))
    return talks(f"<h1>{name}</h1><ul>{rows}</ul>")


@pytest.mark.parametrize(
    "name",
    ["Seminar in Algebra, Geometry and Topology", "Tidal Seminar",
     "Oberseminar Zahlentheorie und arithmetische Geometrie",
     "Séminaire de géométrie algébrique et arithmétique", "Seminario de geometría y topología de Cádiz",
     "Colloquio di fisica matematica e applicata", "The Applied Mathematics and Physics Colloquium",
     "Colóquio de matemática pura e aplicada", "Seminarium i algebra och geometri"],
)  # fmt: skip
@pytest.mark.parametrize("days", [("3 December 2026", "10 December 2026"), ("30 November 2026", "3 December 2026")])
def test_two_entries_that_say_who_speaks_are_two_talks(name: str, days: tuple[str, str]) -> None:
    found = two(
        name, "<p>Klara Weil (Delft)</p><p>Salt in tidal flats</p>", "<p>Ada Byron (Bath)</p><p>Foams</p>", days=days
    )
    assert [talk.title for talk in found] == ["Salt in tidal flats", "Foams"]
    assert [talk.speakers[0].name for talk in found] == ["Klara Weil", "Ada Byron"]


def test_two_entries_under_headings_of_their_own_are_two_talks_however_short() -> None:
    found = two("Tidal Seminar", "<h3>Salt in tidal flats</h3>", "<h3>Foams</h3>")
    assert [talk.title for talk in found] == ["Salt in tidal flats", "Foams"]


@pytest.mark.parametrize(
    ("name", "entries"),
    [("Seminar in honour of Ada Byron", ("<p>Klara Weil (Delft)</p>", "<p>Jane Fields (MIT)</p>")),
     ("Foams: an international symposium on soft matter", ("<p>Klara Weil (Delft)</p>", "<p>Jane Fields (MIT)</p>")),
     ("Tidal Seminar", ("<p>First day</p>", "<p>Second day</p>"))],
)  # fmt: skip
def test_two_days_of_one_gathering_are_one(name: str, entries: tuple[str, str]) -> None:
    assert [talk.title for talk in two(name, *entries, days=("3 December 2026", "4 December 2026"))] == [name]
