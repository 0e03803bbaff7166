"""What stands beside a talk and is none of it: badges that a style sheet parts, files, opening hours, old days."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Status, Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")


def talks(body: str, title: str = "Talks") -> list[Talk]:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    page = Page("https://a.example.org/a/", html.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(sighting, SOURCE, date(2026, 11, 20)) for sighting in extract(page, SOURCE))
    return sorted((talk for talk in found if isinstance(talk, Talk)), key=lambda talk: str(talk.when.start))


def starts(body: str) -> list[str]:
    return [talk.when.start.isoformat() for talk in talks(body) if talk.when.start]


def cards(*inside: str) -> str:
    return "<h1>Talks at the Quay</h1>" + "".join(f"<div class='tile'>{card}</div>" for card in inside)


@pytest.mark.parametrize(
    ("badge", "status"),
    [
        ("<span>CANCELLED</span>", Status.CANCELLED),
        ("<span>cancelled</span>", Status.CANCELLED),
        ("<em>POSTPONED</em>", Status.POSTPONED),
        ("<span>ABGESAGT</span>", Status.CANCELLED),
        ("<span>Annulé</span>", Status.CANCELLED),
    ],
)
def test_a_badge_is_a_line_of_its_own_wherever_it_stands(badge: str, status: Status) -> None:
    day = "<span>DEC</span><span>{}</span><h3>{}</h3><p>12:00 noon</p>"
    other = day.format("03", "Reward and Regret") + "<a href='/talks/a'>Details</a>"
    for card in (
        badge + day.format("08", "Red Teams and Blue Notes") + "<a href='/talks/b'>Details</a>",
        day.format("08", "Red Teams and Blue Notes") + badge + "<a href='/talks/b'>Details</a>",
        day.format("08", "Red Teams and Blue Notes") + badge + "Details",
    ):
        found = talks(cards(other, card, day.format("15", "A Third Thing")))
        assert [talk.status for talk in found] == [Status.CONFIRMED, status, Status.CONFIRMED], card
        assert [talk.title for talk in found] == ["Reward and Regret", "Red Teams and Blue Notes", "A Third Thing"]


def test_letters_that_a_style_sheet_marks_stay_one_word() -> None:
    found = talks("<h1><span>Q</span><span>UANTUM</span> Foams</h1><p>8 December 2026, 4 pm</p><p>Room 12</p>")
    assert [talk.title for talk in found] == ["QUANTUM Foams"]


def test_a_file_that_names_a_day_and_an_hour_does_not_tell_the_talks() -> None:
    body = """<h1>Dike Seminar</h1><p>8 December 2026</p><p>4:45 pm</p><p>Old Library, Room 12</p><h2>Documents</h2>
        <ul><li><a href="/files/a.pdf">Hearing 8 December 2026 5:15 pm, Quay.pdf</a></li></ul>"""
    assert starts(body) == ["2026-12-08T16:45:00"]


@pytest.mark.parametrize(
    "opening",
    [
        "Opening hours of the library: Monday to Friday 9 am – 4 pm",
        "The library is open Mon–Fri 9:00–16:00",
        "Öffnungszeiten Mo–Fr 9–16 Uhr",
        "Die Bibliothek ist montags bis freitags von 9 bis 16 Uhr geöffnet.",
        "La bibliothèque est ouverte du lundi au vendredi de 9h à 16h.",
        "Horario de atención: lunes a viernes 9:00–14:00",
        "Opening hours: Monday to Friday, 9 am – 4 pm",
        "Opening times: Mon–Thu 9:00–16:00, Fri 9:00–14:00",
        "Horaires d'ouverture : lundi, 9h-17h",
        "The seminar office is open from 9 am to 5 pm.",
        "The exhibition is open between 10:00 and 17:00",
        "Biblioteket är öppet 9.00–16.00",
        "La biblioteca è aperta dalle 9:00 alle 17:00",
        "La sala está abierta de 9:00 a 17:00",
        "Coffee is served at 3:30 pm before the seminar.",
        "Register by 5 pm for the talk.",
        "Doors open at 9 am each day.",
        "The museum closes at 17:00",
        "The reading room is open until 18:00",
        "Please arrive by 3:50 pm",
        "Deadline for the seminar: 12:00",
        "Coffee and cake in the foyer from 15:30",
        "The seminar ends at 17:00",
        "Anmeldung zum Seminar erbeten bis 12 Uhr",
        "Einlass zum Vortrag ab 18:30 Uhr",
        "Das Archiv schließt um 18 Uhr",
        "Kaffee und Kuchen ab 15:45 Uhr",
        "Inscription obligatoire avant 12h",
        "Le musée ferme à 18h",
        "Café d'accueil à 13h30",
        "Inscripción obligatoria antes de las 12 horas",
        "El museo cierra a las 18:00",
        "Apertura de puertas 18:30 h",
        "Iscrizioni non oltre le ore 12",
        "Il museo chiude alle 18:00",
        "Apertura porte ore 20:30",
        "Aanmelden voor 12 uur",
        "Het museum sluit om 18 uur",
        "Zaal open om 15:30",
        "Inscrições até às 12 horas",
        "O museu fecha às 18h",
        "Anmälan senast kl. 12",
        "Museet stänger kl. 18",
        "Kaffe serveras från kl. 14.30",
        "申込は12:00まで",
        "17:30開場",
        "12:00前报名",
        "签到 13:30",
        "등록 15:30",
        "12:00까지 신청",
    ],
)
def test_hours_in_which_something_is_open_are_no_talks(opening: str) -> None:
    card = "<article><h3>{}</h3><p>{} December 2026</p>{}</article>"
    body = "<h1>Seminars</h1>" + "".join(
        card.format(title, day, f"<p>{opening}</p>" if day == 8 else "")
        for title, day in (("Tides", 1), ("Dikes and Dunes", 8), ("Salt", 15))
    )
    assert starts(body) == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert starts(body.replace(f"<p>{opening}</p>", "") + f"<p>{opening}</p>") == starts(body)


@pytest.mark.parametrize(
    "note", ["time TBA", "time to be announced", "Uhrzeit folgt", "heure à préciser", "hora por confirmar"]
)
def test_an_hour_still_to_follow_is_not_taken_from_the_list(note: str) -> None:
    rows = "".join(
        f"<li>{day} December 2026{more}: {title}</li>"
        for day, more, title in (
            (3, "", "Tides and Time"),
            (10, f", {note}", "Dikes and Dunes"),
            (17, "", "Salt of the Earth"),
        )
    )
    body = f"<h1>Seminars</h1><p>All seminars take place on Thursdays at 4 pm in Room 12.</p><ul>{rows}</ul>"
    assert starts(body) == ["2026-12-03T16:00:00", "2026-12-10", "2026-12-17T16:00:00"]


def test_a_row_says_where_it_is_and_is_not() -> None:
    rows = [
        ("1 December", "Tides", ""),
        ("8 December", "Dikes and Dunes (Room 007)", ""),
        ("15 December", "Salt", "joint with Physics, Lecture Hall A"),
        ("22 December", "Ice", "Room 12, not in the Old Chapel"),
        ("29 December", "Dunes (Lecture Hall II)", ""),
    ]
    lines = "".join(f"<tr><td>{day}</td><td>{title}</td><td>{note}</td></tr>" for day, title, note in rows)
    head = "<tr><th>Date</th><th>Title</th><th>Remarks</th></tr>"
    body = (
        f"<h1>Seminar</h1><p>Winter term 2026/27, Tuesdays 2 pm, Room 3, 12 Ring Street</p><table>{head}{lines}</table>"
    )
    found = [(talk.title, talk.place.venue, talk.place.room) for talk in talks(body)]
    assert found == [
        ("Tides", None, "Room 3"),
        ("Dikes and Dunes", None, "Room 007"),
        ("Salt", None, "Lecture Hall A"),
        ("Ice", None, "Room 12"),
        ("Dunes", None, "Lecture Hall II"),
    ]


def test_an_hour_behind_the_place_is_the_talks_and_no_place() -> None:
    card = "<span>DEC</span> <span>{}</span><h3>{}</h3><p class='who'>{}</p><p class='where'>{}</p>"
    found = talks(
        cards(
            card.format("01", "Tides and Time", "Ada Marsh · Cape Analytics", "Suite 400 · 12:00–1:00 PM"),
            card.format("03", "Salt of the Earth", "Carmela Neri · Politecnico di Sestri", "Virtual · 9:00–10:30 AM"),
            card.format("08", "Ice and Fire", "Bo Lind · TU Havelsee", "Old Library. Also online"),
        )
    )
    assert [(talk.place.venue, talk.place.room, talk.place.attendance_mode) for talk in found] == [
        (None, "Suite 400", "in-person"),
        (None, None, "online"),
        ("Old Library", None, "hybrid"),
    ]
    assert [talk.when.start.isoformat() for talk in found[:2] if talk.when.start] == [
        "2026-12-01T12:00:00",
        "2026-12-03T09:00:00",
    ]
    assert [(one.name, one.affiliation) for talk in found for one in talk.speakers] == [
        ("Ada Marsh", "Cape Analytics"),
        ("Carmela Neri", "Politecnico di Sestri"),
        ("Bo Lind", "TU Havelsee"),
    ]


def test_a_day_and_its_hour_in_elements_side_by_side_are_two_things() -> None:
    card = "<time>{}</time><span>{}</span><h3>{}</h3>"
    body = cards(
        card.format("Fri, Dec 4", "1:00–2:00 PM", "Listening to Ice"),
        card.format("Dec 11–12", "10 AM – 4 PM", "Weaving for Two"),
        card.format("Fri, Dec 18", "1:00–2:00 PM", "The Ethics of Echo"),
    )
    assert starts(body) == ["2026-12-04T13:00:00", "2026-12-11", "2026-12-18T13:00:00"]


def test_what_stands_between_a_day_and_a_title_is_no_part_of_it() -> None:
    rows = (
        "<b>Nov 27</b> Alice Wren (Burrow College), “Moss and Memory”",
        "<b>Dec 4</b> No seminar (conference)",
        "<b>Jan 15</b> Ben Tarrow (Eastmoor), “Counting Crows”",
        "<b>Jan 22, 11 am (not 3 pm!)</b> Cleo Marsh (Delta Labs), “Paper Rivers”",
        "<b>Jan 29</b> in the Old Library: Slow Rivers",
    )
    found = talks("<h2>Field Seminar 2026-2027</h2>Fridays 3 pm.<br>" + "<br>".join(rows))
    assert [(talk.title, str(talk.when.start)) for talk in found] == [
        ("Moss and Memory", "2026-11-27 15:00:00"),
        ("Counting Crows", "2027-01-15 15:00:00"),
        ("Paper Rivers", "2027-01-22 11:00:00"),
        ("Slow Rivers", "2027-01-29 15:00:00"),
    ]
    assert found[-1].place.venue == "Old Library"


def test_a_quarter_past_by_custom_holds_for_a_whole_list() -> None:
    rows = "".join(
        f"<li>{day}.12.2026: {title} am Deich</li>" for day, title in ((3, "Ebbe"), (10, "Flut"), (17, "Watt"))
    )
    assert starts(f"<h1>Kolloquium</h1><p>Donnerstags 14 Uhr c.t., Raum 7</p><ul>{rows}</ul>") == [
        f"2026-12-{day:02}T14:15:00" for day in (3, 10, 17)
    ]


@pytest.mark.parametrize(
    "series",
    ["Oberseminar Topologie", "Ringvorlesung", "Seminarier", "Seminario de nudos", "Coloquio", "Colloqui", "談話会",
     "数理セミナー", "学术报告"],
)  # fmt: skip
def test_days_without_an_hour_are_talks_under_the_name_of_a_series(series: str) -> None:
    rows = "".join(f"<tr><td>{d}.12.2026</td><td>{who}</td><td>{what}</td></tr>" for d, who, what in DECEMBER)
    assert len(talks(f"<h1>{series}</h1><table>{rows}</table>", "Institute")) == 3
    assert talks(f"<h1>Protokolle</h1><table>{rows}</table>", "Institute") == []


DECEMBER = (("02", "Ida Holm (Oslo)", "Knots"), ("09", "Jo Field (Bath)", "Lines"), ("16", "Al Roth (Trier)", "Ropes"))


def flat(*rows: tuple[str, str, str]) -> str:
    row = "<p><b>{} December 2026, 16:30</b><br>Speaker: {}<br>Title: {}</p>"
    return "".join(row.format(*cells) for cells in rows)


@pytest.mark.parametrize(
    "said",
    [
        "The colloquium of 9 December has been cancelled.",
        "Because of an illness of the speaker, the colloquium of Wednesday, 9 December had to be cancelled.",
        "Das Kolloquium am 9. Dezember entfällt wegen Krankheit.",
        "Le colloque du 9 décembre est annulé.",
        "The colloquium on 9 December at 16:30 is cancelled and will be repeated on 16 December.",
        "Leider fällt das Kolloquium am 9. Dezember krankheitsbedingt aus, wir bitten um Verständnis.",
        "El seminario del 9 de diciembre está cancelado.",
        "Il seminario del 9 dicembre è annullato.",
        "Het colloquium van 9 december is helaas geannuleerd.",
    ],
)
def test_a_sentence_below_a_list_calls_off_the_talk_of_its_day(said: str) -> None:
    for body in (f"<h1>Colloquium</h1>{flat(*DECEMBER)}<p>{said}</p>", f"<p>{said}</p>{flat(*DECEMBER)}"):
        off = [(talk.title, talk.status) for talk in talks(body)]
        assert off == [("Knots", Status.CONFIRMED), ("Lines", Status.CANCELLED), ("Ropes", Status.CONFIRMED)]


@pytest.mark.parametrize(
    "said",
    [
        "The colloquium on 9 December replaces the colloquium of 2 December, which is cancelled.",
        "The colloquium on 9 December replaces the one of last week that was cancelled.",
        "Due to the colloquium on 9 December the seminar is cancelled.",
        "Wegen des Kolloquiums am 9. Dezember fällt das Seminar aus.",
        "Statt der Vorlesung am 9. Dezember findet das Kolloquium statt, die Vorlesung fällt aus.",
        "Das Kolloquium am 9. Dezember findet statt, das Seminar ist abgesagt.",
        "Le colloque du 9 décembre a lieu, la visite du laboratoire et le séminaire sont annulés.",
        "Au lieu de la conférence du 9 décembre, la séance est annulée.",
        "El seminario del 9 de diciembre no está cancelado.",
        "Il seminario del 9 dicembre non è annullato.",
        "Het colloquium van 9 december gaat door, het seminarium van 16 december is geannuleerd.",
    ],
)
def test_a_sentence_about_another_gathering_or_a_denial_calls_off_none(said: str) -> None:
    for body in (
        f"<h1>Colloquium</h1>{flat(*DECEMBER)}<p>{said}</p>",
        f"<h1>Colloquium</h1><p>{said}</p>{flat(*DECEMBER)}",
    ):
        off = [(talk.title, talk.status) for talk in talks(body)]
        assert off == [("Knots", Status.CONFIRMED), ("Lines", Status.CONFIRMED), ("Ropes", Status.CONFIRMED)]


def test_of_two_gatherings_of_a_day_that_is_called_off_which_the_sentence_names() -> None:
    row = "<li>{} December 2026, 16:15: {} – {}, {}</li>"
    rows = (("09", "Colloquium", *DECEMBER[0][1:]), ("16", "Colloquium", *DECEMBER[1][1:]))
    rows += (("16", "Seminar", *DECEMBER[2][1:]), ("17", "Colloquium", "Ed Moss (Leeds)", "Nets"))
    listed = "<ul>" + "".join(row.format(*cells) for cells in rows) + "</ul>"
    for day, off in (("9", []), ("16", ["Ropes"])):
        found = talks(f"<h1>What is on</h1><p>The seminar on {day} December is cancelled.</p>{listed}")
        assert len(found) == len(rows)
        assert [talk.title[-5:] for talk in found if talk.status is Status.CANCELLED] == off


def test_a_gathering_with_a_name_is_not_that_of_the_day() -> None:
    said = "<p>The algebra colloquium of 9 December has been cancelled.</p>"
    found = {talk.title: talk.status for talk in talks(f"<h1>Colloquium</h1>{flat(*DECEMBER)}{said}")}
    assert found["Lines"] is Status.CONFIRMED
