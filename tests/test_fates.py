"""What becomes of a talk as its row tells: the gravest word counts, a day alone revives none, and no talk is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.talk import Status, Talk

SOURCE = Source(id="a", name="A", timezone="Europe/Berlin")


def talks(body: str, language: str = "en", url: str = "https://a.example.org/talks/") -> list[Talk]:
    html = f"<html lang='{language}'><head><title>Talks</title></head><body>{body}</body></html>"
    page = Page(url, html.encode(), date(2026, 11, 20), timezone=SOURCE.timezone)
    found = (normalise(sighting, SOURCE, date(2026, 11, 20)) for sighting in extract(page, SOURCE))
    return sorted((talk for talk in found if isinstance(talk, Talk)), key=lambda talk: str(talk.when.start))


def between(row: str) -> str:
    """A list in which a row stands between two ordinary ones."""
    before, after = (
        "3.12.2026, 16 Uhr<br>Ida Holm (Oslo)<br>Salz und Seide",
        "17.12.2026, 16 Uhr<br>Rosa Quint (Gent)<br>Sand in Bewegung",
    )
    return f"<h1>Kolloquium</h1><ul><li>{before}</li><li>{row}</li><li>{after}</li></ul>"


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("de", "10.12.2026, 16 Uhr<br>Verschoben vom 26.11.<br>Jan Orth (Kiel)<br>Die Ebbe<br>Abgesagt"),
        ("de", "10.12.2026, 16 Uhr (verschoben vom 26.11.)<br>Jan Orth (Kiel)<br>Die Ebbe<br>Abgesagt"),
        ("de", "10.12.2026, 16 Uhr, verschoben vom 26. November<br>Jan Orth (Kiel)<br>Die Ebbe<br>Fällt aus"),
        ("fr", "10 décembre 2026, 16h<br>Déplacé du 26 novembre<br>Jean Orth (Lyon)<br>Die Ebbe<br>ANNULÉ"),
        ("en", "10 December 2026, 4 pm<br>New room<br>Jan Orth (Kiel)<br>Die Ebbe<br>CANCELLED"),
        ("en", "10 December 2026, 4 pm<br>Moved from 26 November<br>Jan Orth (Kiel)<br>Die Ebbe<br>CANCELLED"),
        ("it", "10 dicembre 2026, ore 16<br>Spostato dal 26 novembre<br>Gia Orth (Pisa)<br>Die Ebbe<br>Annullato"),
        (
            "nl",
            "10 december 2026, 16.00 uur<br>Verplaatst van 26 november<br>Jan Orth (Gent)<br>Die Ebbe<br>Geannuleerd",
        ),
    ],
)
def test_a_talk_that_was_moved_and_then_called_off_is_off(language: str, row: str) -> None:
    found = talks(between(row), language)
    assert [talk.status for talk in found] == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED]


def test_a_talk_that_was_moved_to_its_day_takes_place_and_one_moved_from_its_day_does_not() -> None:
    said = "Verschoben vom {}<br>Jan Orth (Kiel)<br>Die Ebbe"
    moved = talks(between("10.12.2026, 16 Uhr<br>" + said.format("26.11.")), "de")
    assert [talk.status for talk in moved] == [Status.CONFIRMED] * 3
    gone = talks(between("10.12.2026, 16 Uhr<br>" + said.format("10.12.")), "de")
    assert [talk.status for talk in gone] == [Status.CONFIRMED, Status.POSTPONED, Status.CONFIRMED]


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("es", "Aplazada la charla del 3 de diciembre", "Jueves 3 de diciembre de 2026, 12:00"),
        ("it", "Rinviato il seminario del 3 dicembre", "Giovedì 3 dicembre 2026, ore 15:00"),
        ("de", "Verschoben: Vortrag von Ida Holm am 3. Dezember", "3. Dezember 2026, 16 Uhr"),
    ],
)
def test_a_talk_put_off_without_a_new_day_is_put_off(language: str, said: str, day: str) -> None:
    body = f"<h1>Salz und Seide</h1><p>{said}</p><p>{day}</p><p>Ida Holm (Oslo)</p>"
    found = talks(body, language, "https://a.example.org/talks/salz")
    assert [talk.status for talk in found] == [Status.POSTPONED]


@pytest.mark.parametrize(
    "title",
    [
        "How the conference “Tomorrow” was cancelled",
        "Why the lecture was cancelled",
        "After the symposium was postponed",
    ],
)
def test_a_talk_about_something_called_off_takes_place(title: str) -> None:
    found = talks(between(f"10.12.2026, 16 Uhr<br>{title}<br>Jan Orth (Kiel)"))
    assert [talk.status for talk in found] == [Status.CONFIRMED] * 3
    assert found[1].title == title


@pytest.mark.parametrize("title", ["No class – why schools differ", "Deadlines for decarbonisation", "Offline"])
def test_a_title_like_a_notice_is_a_talk_where_somebody_speaks(title: str) -> None:
    found = talks(between(f"10.12.2026, 16 Uhr<br>{title}<br>Jan Orth (Kiel)"))
    assert [talk.title for talk in found][1:2] == [title]


def test_what_a_row_of_another_day_says_is_not_said_of_the_talk_a_page_is_about() -> None:
    rows = "<li>3.12.2026, 16 Uhr<br>Ida Holm (Oslo)<br>Salz und Seide{}</li>"
    rows += "<li>10.12.2026, 16 Uhr<br>Jan Orth (Kiel)<br>Die Ebbe{}</li>"
    second = talks(f"<h1>Kolloquium</h1><ul>{rows.format('', '<br>ABGESAGT')}</ul>", "de")
    assert [talk.status for talk in second if talk.when.start and talk.when.start.day == 3] == [Status.CONFIRMED]
    first = talks(f"<h1>Kolloquium</h1><ul>{rows.format('<br>ABGESAGT', '')}</ul>", "de")
    assert [talk.status for talk in first if talk.when.start and talk.when.start.day == 3] == [Status.CANCELLED]
    said = "<h1>Salz und Seide</h1><ul><li>3.12.2026, 16 Uhr</li><li>This talk was cancelled on 1 December.</li></ul>"
    assert [talk.status for talk in talks(said, "de")] == [Status.CANCELLED]


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("ja", "2026年12月{}日 16:00", "12月10日の談話会は中止となりました。"),
        ("en", "{} December 2026, 4 pm", "Due to the workshop of 10 December the seminar is cancelled."),
        ("de", "{}. Dezember 2026, 16 Uhr", "Wegen der Tagung am 10. Dezember ist der Vortrag abgesagt."),
    ],
)
def test_a_line_that_names_another_day_before_it_calls_something_off_is_not_about_its_card(
    language: str, day: str, said: str
) -> None:
    rows = zip((3, 17, 24), ("Salt and Silk", "The Ebb and its Shores", "Sand in Motion"), ("", said, ""), strict=True)
    listed = "".join(f"<li><h3>{title}</h3><p>{day.format(n)}</p><p>{line}</p></li>" for n, title, line in rows)
    found = talks(f"<h1>談話会</h1><ul>{listed}</ul>", language)
    listed_days = [talk.status for talk in found if talk.when.start and talk.when.start.day != 10]
    assert listed_days == [Status.CONFIRMED] * 3


@pytest.mark.parametrize(
    ("language", "day", "said", "status"),
    [
        ("en", "{} December 2026, 4 pm", "The talk on 10 December will not take place.", Status.CANCELLED),
        ("de", "{}. Dezember 2026, 16 Uhr", "Der Vortrag vom 10. Dezember muss leider entfallen.", Status.CANCELLED),
        ("fr", "{} décembre 2026, 16h30", "Le séminaire du 10 décembre n'aura pas lieu.", Status.CANCELLED),
        ("es", "{} de diciembre de 2026, 16:30", "La charla del 10 de diciembre se ha cancelado.", Status.CANCELLED),
        ("it", "{} dicembre 2026, ore 16:30", "Il seminario del 10 dicembre è rinviato.", Status.POSTPONED),
        ("pt", "{} de dezembro de 2026, 16h30", "O seminário de 10 de dezembro foi cancelado.", Status.CANCELLED),
        ("nl", "{} december 2026, 16.30 uur", "De lezing van 10 december gaat niet door.", Status.CANCELLED),
        ("sv", "{} december 2026, kl. 16.30", "Seminariet den 10 december är inställt.", Status.CANCELLED),
        ("sv", "{} december 2026, kl. 16.30", "Seminariet den 10 december är inte inställt.", Status.CONFIRMED),
        ("ko", "2026년 12월 {}일 16:30", "12월 10일 세미나는 취소되었습니다.", Status.CANCELLED),
        ("ko", "2026년 12월 {}일 16:30", "12월 10일 세미나는 취소되지 않았습니다.", Status.CONFIRMED),
    ],
)
def test_a_sentence_above_a_list_calls_off_the_talk_of_its_day(
    language: str, day: str, said: str, status: Status
) -> None:
    titles = ((3, "Salt and Silk in Ice"), (10, "The Ebb and its Shores"), (17, "Sand in Slow Motion"))
    rows = "".join(f"<li>{day.format(n)}<br>Ida Holm (Oslo)<br>{title}</li>" for n, title in titles)
    found = talks(f"<main><h1>Kolloquium</h1><p>{said}</p><ul>{rows}</ul></main>", language)
    assert [talk.status for talk in found] == [Status.CONFIRMED, status, Status.CONFIRMED]


OWN = "<h1>Salz und Seide</h1><p>3. Dezember 2026, 16:15 Uhr, Raum 5</p><p>Es geht um Salz, um Seide und ihre Wege.</p>"
"""A page about one talk."""


@pytest.mark.parametrize(
    ("below", "off"),
    [
        (
            "<div><div><i>10. Dezember 2026</i> <div>Abgesagt</div></div><div>17. Dezember 2026, Sand</div></div>",
            False,
        ),
        ("<section><h4>10. Dezember 2026</h4><p>Abgesagt</p><h4>17. Dezember 2026</h4><p>Sand</p></section>", False),
        ("<h4>10. Dezember 2026</h4><p>Abgesagt</p><h4>17. Dezember 2026</h4><p>Sand</p>", False),
        ("<dl><dt>10. Dezember 2026</dt><dd>Abgesagt</dd></dl>", False),
        (
            "<table><tr><td>9:00</td><td>Sand</td><td>Abgesagt</td></tr><tr><td>10:00</td><td>Ebbe</td></tr></table>",
            False,
        ),
        ("<div class='slot'><span>10 Uhr</span> <h4>Ebbe</h4><p>Abgesagt</p></div>", False),
        ("<p>Abgesagt</p>", True),
        ("<div><div><p>Abgesagt</p></div></div>", True),
        ("<table><tr><td>16:15</td><td>Abgesagt</td></tr></table>", True),
        ("<div><p>Der Vortrag wurde am 1. Dezember abgesagt.</p></div>", True),
        ("<p>Abgesagt</p><div><div>10. Dezember 2026</div><div>Ebbe</div></div>", True),
    ],
)
def test_on_a_talks_own_page_a_state_beside_another_day_or_hour_is_not_its_own(below: str, off: bool) -> None:
    found = talks(f"<main>{OWN}{below}</main>", "de", "https://a.example.org/talks/salz")
    own = [talk.status for talk in found if talk.when.start and talk.when.start.day == 3]
    assert own == [Status.CANCELLED if off else Status.CONFIRMED]


@pytest.mark.parametrize(("hour", "off"), [("09:00", False), ("10:00", False), ("", True)])
def test_a_workshop_takes_place_if_one_talk_of_its_programme_does_not(hour: str, off: bool) -> None:
    rows = {"09:00": "Tides", "10:00": "Foams", "11:00": "Knots", "": "Status"}
    cells = "".join(
        f"<tr><td>{at}</td><td>{what}</td><td>{'Cancelled' if at == hour else ''}</td></tr>"
        for at, what in rows.items()
    )
    body = f"<main><h1>Winter Workshop</h1><p>3–5 December 2026, Room 5</p><table>{cells}</table></main>"
    found = talks(body, "en", "https://a.example.org/talks/winter")
    assert [talk.status for talk in found] == [Status.CANCELLED if off else Status.CONFIRMED]


@pytest.mark.parametrize(
    "row", ["<li>3. Dezember 2026, 16:15<p>Abgesagt</p></li>", "<p>{}. Mai 2027</p><p>Abgesagt</p>"]
)
def test_a_page_with_many_cancelled_days_is_read_in_no_time(row: str, in_no_time: Any) -> None:
    days = "".join(row.format(1 + n % 28) for n in range(1500))
    with in_no_time():
        talks(f"<main>{OWN}<ul>{days}</ul></main>", "de", "https://a.example.org/talks/salz")


def test_there_is_no_talk_where_a_row_says_so_and_why() -> None:
    assert len(talks(between("10.12.2026, 16 Uhr<br>Kein Kolloquium – Feiertag"), "de")) == 2
    assert len(talks(between("10.12.2026, 16 Uhr<br>No class (public holiday)"))) == 2


def listed(links: str) -> list[str]:
    """The addresses of three talks that stand in cards, with such links below each; `{}`: the card's number."""
    told = ("3 December|Salt and Silk|Ida Holm (Oslo)", "10 December|The Ebb|Jan Orth (Kiel)")
    told += ("17 December|Sand in Motion|Rosa Quint (Gent)",)
    made = "<h1>Talks</h1>"
    for number, card in enumerate(told, 1):
        day, title, who = card.split("|")
        made += f"<div class='tile'><p>{day} 2026, 16:00</p><h3>{title}</h3><p>{who}</p>{links.format(number)}</div>"
    return [talk.url for talk in talks(made)]


@pytest.mark.parametrize(
    "links",
    [
        "<a href='/calendar/add/{}'>📅</a>",
        "<a href='/map/{}'>📍</a>",
        "<a href='/x/{}'>★</a>",
        "<a href='/top{}'>↑</a>",
        "<a href='/node/{}/edit'>…</a>",
        "<a href='/node/{}/edit'>→</a>",
        "<a href='/people/{}'>→</a>",
        "<a href='/people/{}'>Info</a>",
        "<a href='/people/{}'>more about the speaker</a>",
        "<a href='/login'>Details</a><a href='/ical/{}'>Info</a>",
    ],
)
def test_a_link_to_a_map_a_calendar_a_person_or_a_form_is_no_talks_address(links: str) -> None:
    assert all("#2026-12-" in url for url in listed(links))


@pytest.mark.parametrize("text", ["→", "»", "›", ">", ">>", "⟶", "Details", "mehr"])
def test_an_arrow_or_a_word_leads_to_a_talks_page(text: str) -> None:
    assert listed("<p><a href='/talk/{}'>" + text + "</a></p>") == [
        f"https://a.example.org/talk/{n}" for n in (1, 2, 3)
    ]


def test_what_there_is_more_to_read_in_a_speakers_line_is_about_the_speaker() -> None:
    told = "<div class='tile'><p>{} December 2026, 16:00</p><h3>{}</h3><p>{} <a href='/{}'>→</a></p></div>"
    rows = ((3, "Salt and Silk", "Ida Holm (Oslo)", "holm"), (10, "The Ebb", "Jan Orth (Kiel)", "orth"))
    rows += ((17, "Sand in Motion", "Rosa Quint (Gent)", "quint"),)
    found = talks("<h1>Talks</h1>" + "".join(told.format(*row) for row in rows))
    assert len(found) == 3
    assert all("#2026-12-" in talk.url for talk in found)
