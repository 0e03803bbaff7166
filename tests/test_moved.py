"""An entry that says where its talk moved is on the new day, with its title whole, and at no hour that nobody said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.talk import Status, Talk

LINES = (
    "10 December 2026, 16:15: Bob Ray (TU Graz), Soap films",
    "17 December 2026, 16:15: Cy Roe (MIT), Knots and links",
)
CELLS = ("10 December 2026|16:15|Bob Ray (TU Graz)|Soap films", "17 December 2026|16:15|Cy Roe (MIT)|Knots and links")


def first_moved(found: list[Talk]) -> tuple[str, str]:
    """The talk that is not on its old day, as title and start; the others are as they were."""
    others = {("Soap films", "2026-12-10 16:15:00"), ("Knots and links", "2026-12-17 16:15:00")}
    (moved,) = {(talk.title, str(talk.when.start)) for talk in found} - others
    assert len(found) == 3
    return moved


@pytest.mark.parametrize(
    ("behind", "start"),
    [
        (" – moved to 15 December", "2026-12-15"),
        (" (moved to 15 December)", "2026-12-15"),
        (" (moved to 15 December, 14:00)", "2026-12-15 14:00:00"),
        (" - rescheduled to Tuesday 15 December", "2026-12-15"),
        (" – postponed to 15 December 2026, 16:15", "2026-12-15 16:15:00"),
        (" (verlegt auf den 15. Dezember)", "2026-12-15"),
        (" – spostato al 15 dicembre", "2026-12-15"),
        (" – reporté au 15 décembre", "2026-12-15"),
        (" [verplaatst naar 15 december]", "2026-12-15"),
        ("; a talk about the storm of 15 December", "2026-12-03 16:15:00"),
    ],
)
def test_a_line_that_ends_with_the_new_day(talks: Callable[..., list[Talk]], behind: str, start: str) -> None:
    row = f"3 December 2026, 16:15: Ann Lee (ETH Zurich), Tropical curves{behind}"
    rows = "".join(f"<li>{line}</li>" for line in (row, *LINES))
    title, when = first_moved(talks(f"<h1>Geometry Seminar</h1><p>Room 5</p><ul>{rows}</ul>"))
    assert (title[:15], when) == ("Tropical curves", start)


@pytest.mark.parametrize(
    "row",
    [
        "3 December 2026|16:15|Ann Lee (ETH Zurich)|Tropical curves – moved to 15 December",
        "3 December 2026|16:15|Ann Lee (ETH Zurich)|Tropical curves (postponed to 15 December)",
        "3 December 2026 moved to 15 December|16:15|Ann Lee (ETH Zurich)|Tropical curves",
    ],
)
def test_a_row_that_tells_the_new_day(talks: Callable[..., list[Talk]], row: str) -> None:
    cells = ("".join(f"<td>{cell}</td>" for cell in line.split("|")) for line in (row, *CELLS))
    rows = "".join(f"<tr>{line}</tr>" for line in cells)
    moved = first_moved(talks(f"<h1>Geometry Seminar</h1><table>{rows}</table>"))
    assert moved == ("Tropical curves", "2026-12-15 16:15:00")


def own_page(told: str, day: str = "9 December 2026, 16:15") -> str:
    return (
        f"<main><h1>Soap films</h1><p>Date: {day}</p><p>Bob Ray (TU Graz)</p><p>{told}</p><p>We show how soap films "
        "hang on wire frames and how many there can be for one wire.</p></main>"
    )


@pytest.mark.parametrize("date", ["<p>Date: {}</p>", "<div class='date'>{}</div>", "<p>{}</p>"])
@pytest.mark.parametrize(
    "told",
    [
        "This talk has been moved to 10 December 2026, 16:15.",
        "This talk has been rescheduled to Thursday, 10 December 2026, 16:15",
        "The talk is postponed to 10 December 2026, 16:15",
        "Verlegt auf 10.12.2026, 16:15",
        "Der Vortrag wurde auf den 10. Dezember 2026, 16:15 verschoben.",
        "L'exposé est reporté au 10 décembre 2026 à 16h15.",
        "Il seminario è spostato al 10 dicembre 2026, ore 16:15.",
        "La charla ha sido aplazada al 10 de diciembre de 2026, 16:15.",
        "De lezing is verplaatst naar 10 december 2026, 16:15.",
    ],
)
def test_a_page_that_says_in_full_where_its_talk_moved_is_on_the_new_day(
    talks: Callable[..., list[Talk]], told: str, date: str
) -> None:
    (talk,) = talks(
        own_page(told).replace("<p>Date: 9 December 2026, 16:15</p>", date.format("9 December 2026, 16:15")), "/event/1"
    )
    assert (talk.title, str(talk.when.start), talk.when.end) == ("Soap films", "2026-12-10 16:15:00", None)
    assert talk.status is Status.CONFIRMED


@pytest.mark.parametrize(
    "told", ["Moved to 10 December 2026", "This talk has been moved to Thursday, 10 December 2026."]
)
def test_a_page_with_the_hour_on_a_line_of_its_own_keeps_it_on_the_new_day(
    talks: Callable[..., list[Talk]], told: str
) -> None:
    (talk,) = talks(own_page(told, "9 December 2026</p><p>Time: 16:15"), "/event/1")
    assert (talk.title, str(talk.when.start), talk.status) == ("Soap films", "2026-12-10 16:15:00", Status.CONFIRMED)


@pytest.mark.parametrize(
    "told",
    [
        "This talk has been moved to Room 10.",
        "The talk of Ann Lee has been moved to 10 December 2026, 16:15.",
        "The dinner has been moved to 10 December 2026, 19:00.",
        "This talk has been moved to 2 December 2026, 16:15.",  # an old note, of before it moved again
        "This talk has been moved from 2 December 2026, 16:15.",
        "This talk will not be moved to 10 December 2026, 16:15.",
        "This talk has been moved to 10 December 2026, 16:15 for all who cannot come.",
        "The talk has been moved to 10 December 2026, 16:15. The talk has been moved to 11 December 2026, 16:15.",
    ],
)
def test_a_page_that_says_less_stays_on_its_day(talks: Callable[..., list[Talk]], told: str) -> None:
    found = {str(talk.when.start) for talk in talks(own_page(told), "/event/1") if talk.title == "Soap films"}
    assert found == {"2026-12-09 16:15:00"}


def test_a_page_on_which_the_line_stands_behind_the_room_is_on_the_new_day(talks: Callable[..., list[Talk]]) -> None:
    told = "</p><p>Speaker: Bob Ray</p><p>Room 7</p><p>This talk has been moved to 10 December 2026, 16:15."
    (talk,) = talks(own_page(told), "/event/1")
    assert (talk.title, str(talk.when.start)) == ("Soap films", "2026-12-10 16:15:00")


def test_a_notice_behind_the_room_of_another_day_calls_nothing_off(talks: Callable[..., list[Talk]]) -> None:
    told = "</p><p>Speaker: Bob Ray</p><p>Room 7</p><p>The seminar is cancelled on 15 December."
    found = talks(own_page(told), "/event/1")
    assert {talk.status for talk in found} == {Status.CONFIRMED}


@pytest.mark.parametrize("form", ["<tr><td>{}</td><td>{}</td><td>{}</td></tr>", "<p><b>{2}</b><br>{0}<br>{1}</p>"])
@pytest.mark.parametrize(
    "day",
    [
        "9 December 2026 cancelled, new date: 13 January 2027",
        "9 December 2026 (cancelled; new date 13 January 2027)",
        "9 December 2026: cancelled, moved to 13 January 2027",
        "9. Dezember 2026 abgesagt, neuer Termin: 13. Januar 2027",
        "9 décembre 2026 annulé, nouvelle date : 13 janvier 2027",
        "9 dicembre 2026 annullato, nuova data: 13 gennaio 2027",
    ],
)
def test_a_day_that_is_off_beside_a_new_one_is_no_title(talks: Callable[..., list[Talk]], day: str, form: str) -> None:
    rows = (("2 December 2026", "Ann Lee (ETH Zurich)", "Tropical curves"), (day, "Bob Ray (TU Graz)", "Soap films"),
            ("16 December 2026", "Cy Roe (MIT)", "Knots and links"))  # fmt: skip
    body = "".join(form.format(*row) for row in rows)
    found = talks(f"<h1>Geometry Seminar</h1>{f'<table>{body}</table>' if '<tr>' in form else body}")
    assert [(talk.title, str(talk.when.start)[:10]) for talk in found if "Soap" in talk.title] == [
        ("Soap films", "2027-01-13")
    ]
    assert len(found) == 3
    assert {talk.status for talk in found} == {Status.CONFIRMED}


@pytest.mark.parametrize("day", ["9 December 2026 cancelled, new date: 13 January 2027"])
def test_a_line_with_a_day_that_is_off_beside_a_new_one_is_on_the_new_day(
    talks: Callable[..., list[Talk]], day: str
) -> None:
    lines = ("2 December 2026: Ann Lee (ETH Zurich), Tropical curves", f"{day}: Bob Ray (TU Graz), Soap films",
             "16 December 2026: Cy Roe (MIT), Knots and links")  # fmt: skip
    found = talks(f"<h1>Geometry Seminar</h1><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
    assert {str(talk.when.start)[:10] for talk in found} == {"2026-12-02", "2027-01-13", "2026-12-16"}
    assert not any("cancelled" in talk.title for talk in found)
