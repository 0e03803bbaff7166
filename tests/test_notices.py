"""Notices above a list: they call off the talk of their day, whatever their form, and no other; nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.talk import Status, Talk

OFF = [
    ("en", "The seminar on 9 December is cancelled."),
    ("en", "Please note: the seminar on 9 December is cancelled."),
    ("en", "Please note that the seminar on 9 December is cancelled."),
    ("en", "The talk by Bob Ray on 9 December is cancelled due to illness."),
    ("en", "Cancelled: 9 December (Bob Ray)"),
    ("en", "9 December: cancelled"),
    ("en", "Attention! The talk of 9 December has been cancelled."),
    ("en", "Unfortunately the 9 December seminar is cancelled."),
    ("en", "NOTE: Seminar of 9 December CANCELLED"),
    ("en", "Important: The seminar planned for 9 December will not take place."),
    ("en", "The seminar scheduled for 9 December has been cancelled."),
    ("en", "Seminar on 9 December cancelled"),
    ("en", "We regret to inform you that the talk on 9 December has been cancelled."),
    ("en", "The next seminar (9 December) is cancelled."),
    ("de", "Wir müssen den Vortrag am 9. Dezember leider absagen."),
    ("de", "Das für den 9. Dezember geplante Kolloquium entfällt."),
    ("de", "Achtung: Der Vortrag am 9. Dezember entfällt!"),
    ("de", "Bitte beachten: Das Kolloquium am 9. Dezember fällt aus."),
    ("de", "Kolloquium am 9. Dezember: fällt aus"),
    ("de", "Entfällt: 9. Dezember (Bob Ray)"),
    ("de", "Der Vortrag von Bob Ray am 9. Dezember muss leider entfallen."),
    ("fr", "Attention : la séance du 9 décembre est annulée."),
    ("fr", "Le séminaire prévu le 9 décembre est annulé."),
    ("fr", "L'exposé de Bob Ray du 9 décembre est annulé."),
    ("fr", "Annulé : 9 décembre"),
    ("es", "El seminario previsto para el 9 de diciembre se cancela."),
    ("es", "Atención: el seminario del 9 de diciembre está cancelado."),
    ("it", "Avviso: il seminario previsto per il 9 dicembre è annullato."),
    ("it", "Il seminario del 9 dicembre viene annullato."),
    ("pt", "Atenção: o seminário previsto para 9 de dezembro foi cancelado."),
    ("nl", "Let op: de lezing van 9 december gaat niet door."),
    ("nl", "De lezing gepland voor 9 december is geannuleerd."),
    ("nl", "De voor 9 december geplande lezing is geannuleerd."),
    ("sv", "Obs! Seminariet den 9 december är inställt."),
    ("sv", "INSTÄLLT: seminariet den 9 december"),
    ("en", "The seminar on 9 December is cancelled. The next seminar will be held online."),
    ("en", "The talk on 9 December is cancelled. Tickets will be refunded online."),
    ("de", "Der Vortrag am 9. Dezember entfällt. Die nächste Sitzung findet online statt."),
    ("de", "Der Vortrag am 9. Dezember fällt aus. Das Seminar findet nächste Woche wieder statt."),
    ("fr", "La séance du 9 décembre est annulée. La prochaine séance aura lieu en ligne."),
    ("es", "La charla del 9 de diciembre se cancela. La próxima charla se celebrará en línea."),
    ("it", "Il seminario del 9 dicembre è annullato. Il prossimo seminario si terrà online."),
]
"""Of the seminar, or of the talk of Bob Ray, on 9 December."""

STANDS = [
    ("en", "The algebra seminar of 9 December is cancelled."),
    ("en", "The talk by Dan Fox on 9 December is cancelled."),
    ("en", "Cancelled: 9 December (Dan Fox)"),
    ("en", "The excursion on 9 December is cancelled."),
    ("en", "The seminar on 9 December is not cancelled."),
    ("en", "Coffee on 9 December is cancelled."),
    ("en", "The seminar on 9 December replaces the seminar of 2 December, which is cancelled."),
    ("en", "If the talk on 9 December is cancelled we will tell you."),
    ("en", "The talk on 9 December was cancelled by mistake in our calendar; it takes place."),
    ("en", "We heard rumours that the talk on 9 December is cancelled; it is not."),
    ("en", "The talk on 9 December is cancelled? No!"),
    ("en", "The talk on 9 December is cancelled. Dan Fox will speak instead."),
    ("en", "The talk on 9 December had been cancelled but will now take place."),
    ("en", "The seminar on 9 December has been cancelled as an in-person event and will be online."),
    ("en", "The seminar on 9 December is postponed by half an hour."),
    ("en", "On 9 December the talk starts at 17:00; the talk of 2 November was cancelled."),
    ("de", "Der Vortrag am 9. Dezember ist in Präsenz abgesagt und findet online statt."),
    ("fr", "La séance du 9 décembre a été annulée par erreur."),
    ("es", "El seminario del 9 de diciembre fue cancelado por error."),
    ("it", "Il seminario del 9 dicembre è rinviato di un'ora."),
    ("nl", "De lezing van 9 december was geannuleerd, maar gaat toch door."),
    ("de", "Der Vortrag von Dan Fox am 9. Dezember entfällt."),
    ("de", "Das Analysis-Kolloquium am 9. Dezember entfällt."),
]
"""Of something or somebody else on that day."""

DAYS = {
    "en": "{} December 2026",
    "de": "{}. Dezember 2026",
    "fr": "{} décembre 2026",
    "es": "{} de diciembre de 2026",
    "it": "{} dicembre 2026",
    "pt": "{} de dezembro de 2026",
    "nl": "{} december 2026",
    "sv": "{} december 2026",
}
ROWS = ((2, "Ann Lee (ETH Zurich)", "Tropical curves"), (9, "Bob Ray (TU Graz)", "Soap films"),
        (16, "Cy Roe (MIT)", "Knots and links"))  # fmt: skip
FORMS = {
    "parts": ("", "<div><h3>{}</h3><p>{}</p><p>{}</p></div>", ""),
    "list": ("<ul>", "<li>{}, 16:15: {}, {}</li>", "</ul>"),
    "table": ("<table>", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", "</table>"),
}


def page(said: str, language: str, form: str) -> str:
    begin, row, end = FORMS[form]
    rows = "".join(row.format(DAYS[language].format(day), who, what) for day, who, what in ROWS)
    return f"<main lang='{language}'><h1>Geometry Seminar</h1><p>Room 5</p><p>{said}</p>{begin}{rows}{end}</main>"


def states(talks: list[Talk]) -> list[tuple[str, Status]]:
    return [(talk.title, talk.status) for talk in talks]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("language", "said"), OFF)
def test_a_notice_calls_off_the_talk_of_its_day(
    talks: Callable[..., list[Talk]], language: str, said: str, form: str
) -> None:
    wanted = [
        ("Tropical curves", Status.CONFIRMED),
        ("Soap films", Status.CANCELLED),
        ("Knots and links", Status.CONFIRMED),
    ]
    assert states(talks(page(said, language, form))) == wanted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("language", "said"), STANDS)
def test_a_notice_about_something_else_calls_off_nothing_and_is_no_talk(
    talks: Callable[..., list[Talk]], language: str, said: str, form: str
) -> None:
    assert states(talks(page(said, language, form))) == [(title, Status.CONFIRMED) for _, _, title in ROWS]


@pytest.mark.parametrize(
    "said",
    [
        "cancelled. The next talk will be held online",
        "cancelled. Is it online? No",
        "postponed. It will be held online in January",
        "cancelled, sorry! No, really",
    ],
)
def test_what_follows_about_another_day_takes_nothing_back(talks: Callable[..., list[Talk]], said: str) -> None:
    first, off, last = talks(page(f"The talk on December 9 is {said}.", "en", "list"))
    assert off.status in (Status.CANCELLED, Status.POSTPONED)
    assert first.status is last.status is Status.CONFIRMED


def test_a_line_like_those_beside_it_is_an_entry_and_no_notice(talks: Callable[..., list[Talk]]) -> None:
    rows = "".join(f"<p>{day} December 2026: {who}, {what}</p>" for day, who, what in ROWS)
    found = talks(f"<h1>Seminars</h1>{rows}<p>9 December 2026: cancelled</p>")
    assert ("Soap films", Status.CONFIRMED) in states(found)
