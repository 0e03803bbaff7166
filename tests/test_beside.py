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
