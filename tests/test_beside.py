"""What stands beside a talk's hour, title and speaker, and is none of them, or belongs to them."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")


def talks(body: str, path: str = "/talks/") -> list[Talk]:
    html = f"<html><head><title>Talks</title></head><body>{body}</body></html>"
    page = Page(f"https://a.example.org{path}", html.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(sighting, SOURCE, date(2026, 11, 20)) for sighting in extract(page, SOURCE))
    return sorted((talk for talk in found if isinstance(talk, Talk)), key=lambda talk: str(talk.when.start))


def starts(body: str, path: str = "/talks/") -> list[str]:
    return [talk.when.start.isoformat() for talk in talks(body, path) if talk.when.start]


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("4 pm (tea from 3:30 pm)", "16:00"),
        ("Doors open at 6:30 pm, begins at 7 pm", "19:00"),
        ("The doors are open from 3:30 pm, the lecture begins at 4 pm.", "16:00"),
        ("4 pm sharp, register before noon", "16:00"),
        ("4 pm, coffee will be served afterwards", "16:00"),
        ("16:00, office hours at 17:00", "16:00"),
        ("Vortrag um 16 Uhr, anschließend Sprechstunde mit der Referentin", "16:00"),
        ("Séminaire ouvert le jeudi de 14h à 15h, salle 12", "14:00"),
        ("Incontro aperto dalle 15:00 alle 16:00", "15:00"),
        ("Evento abierto de 16:00 a 17:00", "16:00"),
        ("The event is open between 16:00 and 17:00 to all.", "16:00"),
        ("Open quantum systems welcome you at 4 pm", "16:00"),
        ("受付時間 15:30 開演 16:00", "16:00"),
        ("Die Sitzung ist für alle geöffnet und beginnt um 16:15 Uhr", "16:15"),
        ("Das Haus ist ab 15 Uhr geöffnet, der Vortrag beginnt um 16 Uhr", "16:00"),
        ("Het symposium wordt geopend om 16:00 door de rector", "16:00"),
        ("Zaal open om 15:30, aanvang 16:00", "16:00"),
        ("Kaffee ab 15:45 Uhr, Vortrag 16:15 Uhr", "16:15"),
        ("The library is open until 18:00, we begin at 15:00", "15:00"),
        ("Welcome to the lecture at 16:00", "16:00"),
        ("Tea and seminar at 4 pm", "16:00"),
        ("Starts no earlier than 16:00", "16:00"),
        ("Café scientifique à 19h", "19:00"),
        ("Bâtiment A, porte 3, de 14h à 16h", "14:00"),
        ("ab 16 Uhr im Café am Damm", "16:00"),
        ("Beginn nicht vor 16 Uhr", "16:00"),
        ("16 bis 18 Uhr, Einlass ab 15:30 Uhr", "16:00"),
        ("desde las 16:00 hasta las 18:00", "16:00"),
        ("van 15:00 tot 16:00 uur, inloop vanaf 14:30", "15:00"),
        ("kl 13 till 15, kaffe från kl. 12.30", "13:00"),
        ("15:00から16:00まで", "15:00"),
    ],
)
def test_the_hour_of_a_talk_is_read_beside_others(line: str, start: str) -> None:
    body = f"<h1>Dikes and Dunes</h1><p>10 December 2026</p><p>{line}</p><p>Ada Byron (Delft)</p>"
    assert starts(body, "/talks/dikes") == [f"2026-12-10T{start}:00"]


def test_the_hour_behind_that_of_the_doors_is_the_talks() -> None:
    body = "<h1>Tidvatten och vallar</h1><p>10.12.2026</p><p>Dörrarna öppnas 18.30, start 19.00</p><p>Föreläsning</p>"
    assert starts(body, "/talks/vallar") == ["2026-12-10T19:00:00"]


def test_a_list_that_is_open_online_too_has_its_hour_and_room() -> None:
    body = """<h1>Seminars</h1><p>All seminars are on Thursdays at 4 pm in Room 12 and are open on Zoom as well.</p>
        <ul><li>3 December 2026: Tides</li><li>10 December 2026: Dikes and Dunes</li></ul>"""
    assert starts(body) == ["2026-12-03T16:00:00", "2026-12-10T16:00:00"]
    assert [talk.place.room for talk in talks(body)] == ["Room 12", "Room 12"]


# ── Titles ──


def seminar(*lines: str) -> list[Talk]:
    """Three talks of one list, of which each says its lines."""
    said = "".join(f"<p>{line}</p>" for line in lines)
    return talks(
        "<h1>Tidal Seminar</h1>" + "".join(f"<div><p>{day} December 2026, 16:00</p>{said}</div>" for day in (3, 10, 17))
    )


@pytest.mark.parametrize(
    "line",
    [
        "Department of Physics, MIT", "University of Oxford", "CNRS, Paris", "Institut für Küstenforschung",
        "Professor of Mathematics", "Postdoc", "PhD student", "Faculty candidate", "Job talk", "Inaugural lecture",
        "Refreshments will be served", "Lunch provided", "Register by 1 December", "Bring your lunch", "All welcome!",
        "Eintritt frei", "Zoom link will be sent by email", "ada@delta.example", "Joint with the geometry seminar",
        "Part of the Foams programme", "Tea at 15:30 in the common room", "Im Anschluss Kaffee im Foyer",
        "Inscription gratuite mais obligatoire", "Followed by drinks in the common room", "The talk will be recorded",
        "Kaffee und Kuchen werden angeboten", "Un café sera servi", "Suivi d'un pot", "Sarà offerto un rinfresco",
        "Se servirá café", "Er wordt koffie geschonken", "Kaffe serveras", "Language of the talk: English",
        "Everyone is cordially invited", "Registration is free", "Toegang gratis", "Slides are available",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Ada Byron (Delft)", "Dr. Klara Weil"])
def test_what_goes_with_a_speaker_is_no_title(name: str, line: str) -> None:
    assert [talk.title for talk in seminar(name, line)] == [name] * 3
    assert [talk.title for talk in seminar(name, line, "How salt finds its way")] == ["How salt finds its way"] * 3


@pytest.mark.parametrize(
    "title",
    ["Group actions on trees", "Bank failures and contagion", "The salt of the Wadden Sea", "Zur Theorie der Gezeiten",
     "Research on dikes since 1953", "AI and the tides", "Language models and the brain", "Sprache und Küste",
     "Registration of aerial images", "Register allocation at scale", "Inscriptions grecques de Délos",
     "Inscripciones ibéricas del sur", "Part of the problem: dikes", "Everyone counts: a census of seals",
     "How tides are recorded in shells", "Why no food is served at low tide", "Justice served, justice denied",
     "Was dem Meer neu angeboten wird", "Im Anschluss an Husserl", "Suivi de la biodiversité en estuaire",
     "Toegang tot het recht", "Renormalization Group Flows", "The Economics of Bank Runs", "The Library of Alexandria",
     "Hospital Mergers and Prices", "University Rankings in Europe", "The University in Ruins", "Head and Neck Cancer",
     "Portrait of a Young Artist", "The Dike Project", "DNA Repair at Low Tide", "Society of the Seals",
     "大学における潮汐教育"],
)  # fmt: skip
def test_a_title_beside_a_speaker_is_one_whatever_it_is_about(title: str) -> None:
    assert [talk.title for talk in seminar("Ada Byron (Delft)", title)] == [title] * 3


@pytest.mark.parametrize(
    "home",
    ["Coastal Research Group", "Bank of England", "Banque de France", "Bell Labs", "Medical Research Council",
     "Observatoire de Paris", "Forschungszentrum Nord", "Universidad autónoma de Madrid", "TU Graz", "東京大学"],
)  # fmt: skip
def test_a_house_below_a_speaker_is_no_title(home: str) -> None:
    assert [talk.title for talk in seminar("Dr. Klara Weil", home, "How salt finds its way")] == [
        "How salt finds its way"
    ] * 3
    assert [talk.title for talk in seminar("Dr. Klara Weil", home)] == ["Dr. Klara Weil"] * 3


def under_days(*lines: str, title: str = "<b>Operators</b><br>Klara Weil, University of Oxford") -> list[Talk]:
    """Talks of one list, each under a heading that says its day and one of the lines."""
    days = ("Thursday, 3 December 2026", "Thursday, 10 December 2026", "Thursday, 17 December 2026")
    cards = (f"<div><h4>{day}, 15:00 {line}</h4><p>{title}</p></div>" for day, line in zip(days, lines, strict=True))
    return talks("<h1>Tidal Seminar</h1>" + "".join(cards))


@pytest.mark.parametrize("place", ["Room P3.10", "Room P3.10, Main Building", "Sala P3.10, Pavilhão", "Hörsaal 3"])
def test_the_place_in_the_heading_of_a_day_is_no_title(place: str) -> None:
    found = under_days(*[f"| {place}"] * 3)
    assert [talk.title for talk in found] == ["Operators"] * 3
    assert [talk.place.room for talk in found] == [place.partition(",")[0]] * 3
    assert speakers(found) == [[("Klara Weil", "University of Oxford")]] * 3


def test_a_note_in_brackets_behind_a_day_is_no_title() -> None:
    notes = ("(Monday is a holiday)", "(joint with Geometry)", "(note unusual day)")
    assert [talk.title for talk in under_days(*notes)] == ["Operators"] * 3
    open_ = under_days(*notes, title="Klara Weil (Delft)</p><p>TBA")
    assert [talk.title for talk in open_] == ["TBA"] * 3
    assert speakers(open_) == [[("Klara Weil", "Delft")]] * 3


@pytest.mark.parametrize(
    "line",
    ["L'orario sarà comunicato in seguito", "Time and room will be announced",
     "Raum und Zeit werden noch bekanntgegeben",
     "Le lieu sera précisé plus tard", "La hora será comunicada más adelante", "De zaal wordt nog bekendgemaakt"],
)  # fmt: skip
def test_what_is_told_later_is_no_title(line: str) -> None:
    assert [talk.title for talk in seminar(line, "How salt finds its way")] == ["How salt finds its way"] * 3


@pytest.mark.parametrize(("title", "abstract"), [("Title", "Abstract"), ("Titel", "Zusammenfassung")])
def test_labelled_lines_below_a_day_are_its_talks(title: str, abstract: str) -> None:
    rows = (("3 December 2026", "Klara Weil (Delft)", "Tides"), ("10 December 2026", "Ada Byron (Bath)", "Dunes"))
    told = "Water comes and goes, and nobody has ever told us why it does so twice a day."
    row = f"<p><b>{{}}</b> {{}}</p><p><b>{title}:</b> {{}}</p><p>{abstract}: {told}</p>"
    found = talks("<h1>Tidal Seminar</h1>" + "".join(row.format(*one) for one in rows) + "<p>Coffee is served.</p>")
    assert [(talk.title, talk.abstract) for talk in found] == [("Tides", told), ("Dunes", told)]
    assert speakers(found) == [[("Klara Weil", "Delft")], [("Ada Byron", "Bath")]]


def test_labelled_lines_above_a_day_are_its_talks() -> None:
    row = "<p>Title: {}</p><p>{} December 2026, 16:00, Room 5</p>"
    found = talks("<h1>Tidal Seminar</h1>" + row.format("Tides", 3) + row.format("Dunes", 10) + row.format("Salt", 17))
    assert [talk.title for talk in found] == ["Tides", "Dunes", "Salt"]


@pytest.mark.parametrize(
    ("topic", "title"),
    [("Topic: ", "Title: "), ("Title: ", "Title: "), ("Thema: ", "Titel: "), ("Sujet : ", "Titre : "),
     ("Onderwerp: ", "Titel: "), ("Tema: ", "Título: "), ("Argomento: ", "Titolo: "), ("Ämne: ", "Titel: "),
     ("テーマ：", "題目：")],
)  # fmt: skip
@pytest.mark.parametrize("last", ["{}Salt", "To be announced"])
def test_the_topic_of_a_list_is_no_talks_title(topic: str, title: str, last: str) -> None:
    if topic == title and title not in last.format(title):
        return  # nobody could tell
    row = "<p>{} December 2026, 16:00, Room 5</p><p>{}</p>"
    rows = (row.format(3, f"{title}Tides"), row.format(10, f"{title}Dunes"), row.format(17, last.format(title)))
    found = talks(f"<h1>Tidal Seminar</h1><p>{topic}Foams and gels</p>" + "".join(rows))
    assert [talk.title for talk in found][:2] == ["Tides", "Dunes"]
    assert last == "To be announced" or found[2].title == "Salt"


@pytest.mark.parametrize("home", ["Fermilab", "University of Oxford", "Institut für Küstenforschung, Kiel"])
def test_the_second_line_in_a_speakers_cell_says_where_from(home: str) -> None:
    row = "<tr><td>{}</td><td>Klara Weil<br><i>" + home + "</i></td><td>{}</td></tr>"
    head = "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
    rows = row.format("3 December 2026, 16:00", "Tides") + row.format("10 December 2026, 16:00", "Dunes")
    found = talks(f"<h1>Tidal Seminar</h1><table>{head}{rows}</table>")
    assert speakers(found) == [[("Klara Weil", home)]] * 2
    assert [talk.title for talk in found] == ["Tides", "Dunes"]


def test_two_speakers_in_a_cell_are_two() -> None:
    row = "<tr><td>{}</td><td>Klara Weil<br>Ada Byron</td><td>{}</td></tr>"
    head = "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
    rows = row.format("3 December 2026, 16:00", "Tides") + row.format("10 December 2026, 16:00", "Dunes")
    found = talks(f"<h1>Tidal Seminar</h1><table>{head}{rows}</table>")
    assert speakers(found) == [[("Klara Weil", None), ("Ada Byron", None)]] * 2


# ── Speakers ──


def speakers(found: list[Talk]) -> list[list[tuple[str, str | None]]]:
    return [[(one.name, one.affiliation) for one in talk.speakers] for talk in found]


@pytest.mark.parametrize("home", ["University of Oxford", "Department of Physics, MIT", "CNRS, Paris"])
def test_the_line_below_a_speaker_says_where_from(home: str) -> None:
    assert speakers(seminar("Dr. Klara Weil", home)) == [[("Klara Weil", home)]] * 3
    assert speakers(seminar("How salt finds its way", "Ada Byron", home)) == [[("Ada Byron", home)]] * 3


def test_a_role_below_a_speaker_is_no_affiliation() -> None:
    assert speakers(seminar("Dr. Klara Weil", "Faculty candidate")) == [[("Klara Weil", None)]] * 3


@pytest.mark.parametrize(
    "line",
    ["Marie Curie Hall", "John von Neumann Haus", "Otto Hahn Bibliothek", "Paul Ehrlich Saal",
     "Rosa Luxemburg Stiftung", "Martin Luther King Day", "Marie Curie, room 304"],
)  # fmt: skip
def test_what_bears_a_name_does_not_speak(line: str) -> None:
    assert speakers(seminar("How salt finds its way", line)) == [[]] * 3


@pytest.mark.parametrize("name", ["Sarah Jane Hall", "Monica Hall", "Doris Day", "Ada K. Hall"])
def test_people_may_be_called_like_houses(name: str) -> None:
    assert speakers(seminar("How salt finds its way", name)) == [[(name, None)]] * 3


@pytest.mark.parametrize("name", ["Ngozi Adaeze Day", "Anna Lindqvist Hall", "Prof. Nnamdi Obi Court"])
def test_who_is_called_a_speaker_speaks(name: str) -> None:
    assert (
        speakers(seminar("How salt finds its way", f"Speaker: {name}")) == [[(name.removeprefix("Prof. "), None)]] * 3
    )


@pytest.mark.parametrize(
    ("line", "person"),
    [("Luc Moreau, Université Lyon 1, UMR 5208", ("Luc Moreau", "Université Lyon 1, UMR 5208")),
     ("Claire Martin (CNRS), UMR 6629", ("Claire Martin", "CNRS, UMR 6629")),
     ("Klara Weil, Universität Bonn, SFB 1060", ("Klara Weil", "Universität Bonn, SFB 1060")),
     ("Maria Rossi (Bonn), Germany", ("Maria Rossi", "Bonn, Germany"))],
)  # fmt: skip
def test_a_speaker_with_a_number_is_no_room(line: str, person: tuple[str, str]) -> None:
    found = seminar(line, "How salt finds its way")
    assert speakers(found) == [[person]] * 3
    assert [(talk.place.venue, talk.place.room, talk.place.address) for talk in found] == [(None, None, None)] * 3
    assert [talk.title for talk in found] == ["How salt finds its way"] * 3


@pytest.mark.parametrize(
    ("line", "room"),
    [("Note: COVID 19!", None), ("Attention: ICM 2026!", None), ("Hinweis: SFB 1060!", None),
     ("NB: MATH 101!", "MATH 101"),
     ("Klara Weil, University of Oxford – COVID 19", None)],
)  # fmt: skip
def test_a_room_known_by_its_house_is_no_virus_year_or_unit(line: str, room: str | None) -> None:
    found = seminar("<b>How salt finds its way</b>", line)
    assert [(talk.place.venue, talk.place.room) for talk in found] == [(None, room)] * 3


def test_a_hall_may_bear_any_name() -> None:
    found = seminar("How salt finds its way", "Anna Lindqvist Hall")
    assert [talk.place.venue for talk in found] == ["Anna Lindqvist Hall"] * 3


@pytest.mark.parametrize("room", ["Room 120", "WEB 2250", "Hörsaal 3", "salle 12"])
def test_a_room_behind_a_speaker_is_no_place_of_theirs(room: str) -> None:
    found = seminar("How salt finds its way", f"Klara Weil, University of Oxford · {room}")
    assert speakers(found) == [[("Klara Weil", "University of Oxford")]] * 3
    assert [(talk.place.venue, talk.place.room) for talk in found] == [(None, room)] * 3


@pytest.mark.parametrize("row", ["{}: Klara Weil (MIT), <i>Gaps</i>", "{} – Klara Weil (MIT), Gaps"])
def test_a_title_may_follow_the_brackets_behind_a_speaker(row: str) -> None:
    days = ("3 December 2026, 16:00", "10 December 2026, 16:00", "17 December 2026, 16:00")
    found = talks("<h1>Algebra Seminar</h1><ul>" + "".join(f"<li>{row.format(day)}</li>" for day in days) + "</ul>")
    assert [talk.title for talk in found] == ["Gaps"] * 3
    assert speakers(found) == [[("Klara Weil", "MIT")]] * 3


# ── Places ──


@pytest.mark.parametrize(
    ("day", "title", "room"),
    [
        ("10 December 2026<br><b>4:15 pm, Hall 3</b>", "Dunes", "Hall 3"),
        ("10.12.2026<br><b>16:15 Uhr, Hörsaal 3</b>", "Dünen", "Hörsaal 3"),
        ("10 décembre 2026<br><b>16h15, salle 12</b>", "Dunes", "salle 12"),
        ("10 December 2026", "Dunes (in Hall 5)", "Hall 5"),
        ("10 December 2026", "Dunes<br>Note: room 200!", "room 200"),
        ("10.12.2026", "Dünen<br>Achtung: Raum 200!", "Raum 200"),
    ],
)
def test_the_room_of_a_row_comes_before_that_of_the_list(day: str, title: str, room: str) -> None:
    row = "<tr><td>{}</td><td>Klara Weil (Delft)</td><td>{}</td></tr>"
    found = talks(
        "<h1>Tidal Seminar</h1><p>Thursdays at 2:15 pm in Room 930.</p><table>"
        "<tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
        + row.format("3 December 2026", "Tides") + row.format(day, title) + "</table>"
    )  # fmt: skip
    assert [talk.place.room for talk in found] == ["Room 930", room]
    assert [talk.title for talk in found] == ["Tides", title[:5]]
