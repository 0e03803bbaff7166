"""Struck text that something has taken the place of is not said; what is struck whole is still that talk."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.talk import Status, Talk

Talks = Callable[..., list[Talk]]
DAYS = (("2 December 2026, 16:15", "Ann Lee (ETH Zurich)", "Tropical curves", "Room 7"),
        ("16 December 2026, 16:15", "Cy Roe (MIT)", "Knots and links", "Room 7"))  # fmt: skip
FORMS = {
    "cards": ("", "<div class=row><h3>{2}</h3><div class=date>{0}</div><div>{1}</div><p>{3}</p></div>", ""),
    "table": ("<table>", "<tr><td>{0}</td><td>{1}</td><td>{2}</td><td>{3}</td></tr>", "</table>"),
}
SOAP = ("9 December 2026, 16:15", "Bob Ray (TU Graz)", "Soap films", "Room 7")


def listed(form: str, *row: str) -> str:
    begin, one, end = FORMS[form]
    rows = "".join(one.format(*cells) for cells in (DAYS[0], row, DAYS[1]))
    return f"<main><h1>Seminar</h1>{begin}{rows}{end}</main>"


def own(when: str, title: str = "Soap films") -> str:
    return f"<main><h1>{title}</h1>{when}<p>Speaker: Bob Ray</p></main>"


def told(talk: Talk) -> tuple[str, str | None, str | None, list[str], str | None]:
    start, end = (one and f"{one:%d %H:%M}" for one in (talk.when.start, talk.when.end))
    return talk.title, start, end, [person.name for person in talk.speakers], talk.place.room


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("struck", ["<del>{}</del> {}", "<s>{}</s> {}", "<strike>{}</strike><br>{}",
                                    "<span style='text-decoration: line-through'>{}</span> {}",
                                    "<del>{}</del> <ins>{}</ins>", "{1} <s>{0}</s>", "<del>{}</del> New date: {}",
                                    "<b><del>{}</del></b> <b>{}</b>"])  # fmt: skip
def test_a_day_that_replaces_a_struck_one_is_the_talks(talks: Talks, struck: str, form: str) -> None:
    when = struck.format("9 December 2026, 16:15", "10 December 2026, 16:15")
    found = talks(listed(form, when, *SOAP[1:]))
    assert [told(talk)[:2] for talk in found] == [
        ("Tropical curves", "02 16:15"),
        ("Soap films", "10 16:15"),
        ("Knots and links", "16 16:15"),
    ]
    assert told(found[1])[2:] == (None, ["Bob Ray"], "Room 7")


@pytest.mark.parametrize("day", ["<del>9 December 2026</del> 10 December 2026",
                                 "<s>Wed 9 December</s> Thu 10 December", "<del>9.12.</del> 10.12.2026",
                                 "<del>9 December</del><br>10 December 2026"])  # fmt: skip
def test_a_row_whose_day_is_replaced_stays_a_talk(talks: Talks, day: str) -> None:
    cells = [("2 December 2026", *DAYS[0][1:3]), (day, *SOAP[1:3]), ("16 December 2026", *DAYS[1][1:3])]
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in cells)
    found = talks(f"<main><h1>Seminar</h1><p>Wednesdays, 16:15</p><table>{rows}</table></main>")
    assert [talk.when.start.day for talk in found] == [2, 10, 16]
    assert told(found[1])[0] == "Soap films"


@pytest.mark.parametrize("when", [
    "<p>9 December 2026, <del>16:15</del> 17:15</p>", "<p>Time: <s>16:15</s> 17:15, 9 December 2026</p>",
    "<p>9 December 2026, <span style='text-decoration:line-through'>4:15 pm</span> 5:15 pm</p>",
    "<p>Date: 9 December 2026</p><p>Time: <s>16:15</s> 17:15</p>", "<p><s>8</s> 9 December 2026, 17:15</p>",
    "<p><s>8 December 2026, 16:15</s><br>9 December 2026, 17:15</p>",
    "<p><del>8 December</del>, <del>16:15</del> 9 December 2026, 17:15</p>",
    "<div><del>8 December 2026, 16:15</del></div><div>New date: 9 December 2026, 17:15</div>",
])  # fmt: skip
def test_an_hour_that_replaces_a_struck_one_begins_the_talk(talks: Talks, when: str) -> None:
    (talk,) = talks(own(when), "/event/1")
    assert told(talk)[:3] == ("Soap films", "09 17:15", None)


def test_titles_rooms_and_people_are_replaced(talks: Talks) -> None:
    row = ("9 December 2026, <del>16:15</del> 17:15", "<del>Bob Ray (TU Graz)</del> Di Fox (Bonn)",
           "<del>Soap films</del> Bubbles and drops", "<del>Room 7</del> Room 9")  # fmt: skip
    for form in FORMS:
        found = talks(listed(form, *row))
        assert told(found[1]) == ("Bubbles and drops", "09 17:15", None, ["Di Fox"], "Room 9")
    (talk,) = talks(own("<p>9 December 2026, 16:15</p><p>Location: <s>Room 7</s> Room 9</p>",
                        "<del>Soap films</del> Bubbles and drops"), "/event/1")  # fmt: skip
    assert (talk.title, talk.place.room) == ("Bubbles and drops", "Room 9")


@pytest.mark.parametrize("title", ["<del>{}</del>", "<del>{}</del> <span>Cancelled</span>",
                                   "<b>Cancelled:</b> <s>{}</s>", "<s>{}</s> cancelled",
                                   "<s>{}</s> – entfällt"])  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_a_title_struck_whole_is_still_its_talks(talks: Talks, title: str, form: str) -> None:
    found = talks(listed(form, SOAP[0], SOAP[1], title.format("Soap films"), SOAP[3]))
    assert [told(talk)[:2] for talk in found][1] == ("Soap films", "09 16:15")
    off = Status.CONFIRMED if title == "<del>{}</del>" else Status.CANCELLED
    assert [talk.status for talk in found] == [Status.CONFIRMED, off, Status.CONFIRMED]


@pytest.mark.parametrize("behind", [" cancelled", " – entfällt", " <b>Cancelled</b>", ""])
def test_an_entry_struck_whole_is_still_a_talk(talks: Talks, behind: str) -> None:
    struck = f"<del>9 December 2026: Bob Ray, Soap films</del>{behind}"
    rows = "".join(f"<li>{row}</li>" for row in (struck, "16 December 2026: Cy Roe, Knots and links",
                                                 "23 December 2026: Ann Lee, Modular forms"))  # fmt: skip
    found = talks(f"<main><h1>Seminar</h1><ul>{rows}</ul></main>")
    assert [talk.when.start.day for talk in found] == [9, 16, 23]
    assert found[0].title == "Bob Ray, Soap films"
    assert [talk.status for talk in found[1:]] == [Status.CONFIRMED] * 2
    assert found[0].status is (Status.CANCELLED if behind else Status.CONFIRMED)


@pytest.mark.parametrize("when", ["<del>9 December 2026, 16:15</del>", "<del>9 December 2026, 16:15</del> fällt aus",
                                  "<del>9 December 2026, 16:15</del> cancelled"])  # fmt: skip
def test_a_day_struck_without_another_is_still_the_talks(talks: Talks, when: str) -> None:
    found = talks(listed("cards", when, *SOAP[1:]))
    assert [told(talk)[:2] for talk in found][1] == ("Soap films", "09 16:15")
    assert found[1].status is (Status.CONFIRMED if when.endswith("</del>") else Status.CANCELLED)


@pytest.mark.parametrize("behind", ["ausgefallen", "(speaker ill)", "moved to 10 December", "No seminar", "not today"])
def test_a_remark_takes_no_titles_place(talks: Talks, behind: str) -> None:
    found = talks(listed("table", *SOAP[:2], f"<del>Soap films</del> {behind}", SOAP[3]))
    assert len(found) == 3
    assert found[1].title.startswith("Soap films")


REASONS = ["Speaker is ill", "Ausfall wegen Krankheit", "KRANK", "Due to illness", "Moved to the spring term",
           "Will be given in summer", "New date to be announced", "Next week!", "Speaker could not get a visa",
           "Snow day", "Train strike", "Grève", "Maladie", "Sorry!", "Slides", "<a href=/a.pdf>Abstract</a>",
           "<a href=/9>Abstract and slides</a>", "Online", "Family reasons", "Speaker unable to travel"]  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("form", FORMS)
def test_a_reason_takes_no_titles_place(talks: Talks, form: str, reason: str) -> None:
    found = talks(listed(form, *SOAP[:2], f"<del>Soap films</del> {reason}", SOAP[3]))
    assert len(found) == 3
    assert found[1].title.startswith("Soap films")
    assert [person.name for person in found[1].speakers] == ["Bob Ray"]


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_takes_no_entrys_place(talks: Talks, reason: str) -> None:
    rows = ("2 December 2026: Ann Lee, Modular forms", f"9 December 2026: <s>Bob Ray, Knots and braids</s> {reason}",
            "16 December 2026: Cy Roe, Soap films")  # fmt: skip
    found = talks(f"<main><h1>Seminar</h1><ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul></main>")
    assert [talk.when.start.day for talk in found] == [2, 9, 16]
    assert "Knots and braids" in found[1].title


def test_values_beside_struck_text_are_read_again_at_their_place() -> None:
    body = listed("table", "<del>9 December 2026, 16:15</del> 10 December 2026, 16:15", "<s>Bob Ray</s> Di Fox (Bonn)",
                  "<a href='/9'><del>Soap films</del> Bubbles</a> and drops", "<s>Room 7</s> Room 9")  # fmt: skip
    page = Page("https://a.example/", f"<html><body>{body}".encode(), date(2026, 11, 20), timezone="Europe/Berlin")
    claims = [
        claim for one in extract(page, Source(id="a", name="A", timezone="Europe/Berlin")) for claim in one.claims
    ]
    assert len(claims) > 10
    for claim in claims:
        text = page.text_at(claim.at.path)
        assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text


HOSTILE = {
    "beside each other": "<p>" + "<del>9 December 2026</del> 10 December " * 5000,
    "in one another": "<p>" + "<del>" * 250 + "Soap films" + "</del> x" * 250,
    "before nothing": "<p>" + "<del>Soap films</del>" * 300 + "<b>" + "<i></i>" * 50_000,
}


@pytest.mark.parametrize("page", HOSTILE)
def test_struck_text_without_end_is_read_in_no_time(page: str) -> None:
    begun = time.process_time()
    assert Page("https://a.example/", HOSTILE[page].encode()).document is not None
    assert time.process_time() - begun < 2
