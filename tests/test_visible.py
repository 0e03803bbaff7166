"""What people see: claims of labels, headings, hints, each with its place."""

from __future__ import annotations

import sys
from datetime import date, datetime

import lxml.html
import pytest

from config.sources import Source
from crawler.extract.blocks import MAX_LINE, MAX_LINKS, MAX_URL, flatten
from crawler.extract.page import Page
from crawler.extract.visible import visible
from pipeline.normalise.when import decide_when
from pipeline.reading.times import Context
from pipeline.talk import Claim, Sighting

SOURCE = Source(id="a", name="A", timezone="Europe/London")


def seen(html: str, url: str = "https://a.example.org/events/one") -> list[Sighting]:
    page = Page(url, f"<html lang='en'><body>{html}</body></html>".encode(), date(2024, 9, 1), timezone="Europe/London")
    found = visible(page, SOURCE)
    for sighting in found:
        for claim in sighting.claims:
            text = page.text_at(claim.at.path)
            assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text
    return found


def said(sighting: Sighting, field: str) -> list[str]:
    return [claim.text for claim in sighting.of(field)]


def first(sighting: Sighting, field: str) -> Claim:
    return sighting.of(field)[0]


TALK = "<h1>On the weight of knots</h1><p>Thursday 3 October 2024, 15:00-16:00</p>"


def test_labels_name_the_fields_and_end_at_the_next_label() -> None:
    (talk,) = seen(
        TALK + "<p><b>Speaker:</b> Ida Holm (Oslo)</p><p>Where: Room B12</p><p>Host: Jo Field</p>"
        "<p><b>Abstract:</b> Knots weigh more than one thinks.</p><p>A second paragraph tells how much more, and why "
        "it took so long to notice.</p><p><b>Bio:</b> Ida Holm was born in 1980.</p>"
    )
    assert said(talk, "speaker") == ["Ida Holm (Oslo)"]
    assert said(talk, "where") == ["Room B12"]
    assert said(talk, "host") == ["Jo Field"]
    assert said(talk, "abstract")[0].startswith("Knots weigh")
    assert said(talk, "abstract")[0].endswith("to notice.")
    assert said(talk, "bio") == ["Ida Holm was born in 1980."]
    assert talk.own_page


def test_several_labels_on_one_line_are_taken_apart() -> None:
    (talk,) = seen("<h1>On knots</h1><div><span>When:</span>3 October 2024 15:15<span>Where:</span>Room Omega</div>")
    assert said(talk, "when")[0] == "3 October 2024 15:15"
    assert said(talk, "where") == ["Room Omega"]


def test_definition_lists_and_headings_are_labels_too() -> None:
    (talk,) = seen(
        TALK + "<dl><dt>Speaker</dt><dd>Ida Holm</dd><dt>Location</dt><dd>Old Hall</dd></dl>"
        "<h2>Abstract</h2><p>" + "Knots are heavy. " * 10 + "</p>"
    )
    assert said(talk, "speaker") == ["Ida Holm"]
    assert said(talk, "where") == ["Old Hall"]
    assert len(said(talk, "abstract")) == 1


def test_columns_are_labels_for_their_cells() -> None:
    rows = "".join(
        f"<tr><td>{day} October 2024</td><td>Ida Holm</td><td>Knots, part {day}</td></tr>" for day in (3, 10, 17)
    )
    talks = seen(f"<h1>Seminar</h1><table><tr><th>Date</th><th>Speaker</th><th>Title</th></tr>{rows}</table>")
    assert [said(talk, "title")[0] for talk in talks] == ["Knots, part 3", "Knots, part 10", "Knots, part 17"]
    assert all(first(talk, "speaker").by == "visible:column" for talk in talks)
    assert all(said(talk, "series") == [] or said(talk, "series") == ["Seminar"] for talk in talks)


def test_registration_and_online_links_keep_text_and_target() -> None:
    (talk,) = seen(
        TALK + "<p><a href='https://zoom.us/j/123'>Join by Zoom</a> <a href='https://forms.gle/x'>Register</a></p>"
    )
    assert (first(talk, "online_url").text, first(talk, "online_url").url) == ("Join by Zoom", "https://zoom.us/j/123")
    assert first(talk, "registration_url").url == "https://forms.gle/x"


def test_an_hour_on_a_line_of_its_own_completes_the_day() -> None:
    (talk,) = seen("<h1>Knots lecture</h1><p>Thursday 3 October 2024</p><p>4:30 pm - 5:30 pm</p>")
    assert any("4:30 pm" in claim.text for claim in talk.of("when"))


def test_an_hour_before_a_colon_is_no_label() -> None:
    rows = ["3 ottobre 2024, ore 15: Ida Holm (Oslo) – Nodi e linee", "10 ottobre 2024, ore 15:30: Jo Field – Onde"]
    (first_talk, _) = seen("<h1>Seminari di fisica</h1><ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>")
    assert said(first_talk, "when") == ["3 ottobre 2024, ore 15"]
    assert not first_talk.of("room") + first_talk.of("venue")


def test_what_is_said_once_holds_for_all_rows() -> None:
    rows = "".join(f"<tr><td>{day} October 2024</td><td>Knots, part {day}</td></tr>" for day in (3, 10, 17))
    talks = seen(f"<h1>Knot Seminar</h1><p>Thursdays at 4pm in Room 12 unless noted.</p><table>{rows}</table>")
    assert [c.text for c in talks[0].claims if c.by == "visible:default"] == ["4pm", "Room 12"]
    assert said(talks[0], "series") == ["Knot Seminar"]


def test_a_status_counts_in_its_own_slot_only() -> None:
    (talk,) = seen(TALK + "<p>Cancelled</p><p>Please cancel your registration if you cannot come.</p>")
    assert said(talk, "status") == ["Cancelled"]
    (other,) = seen(TALK + "<p>Please cancel your registration if you cannot come.</p>")
    assert said(other, "status") == []


def test_papers_and_actions_are_no_titles() -> None:
    cards = "".join(
        f"<li><a href='/m/{n}.pdf'>Agenda</a> <a href='/e/{n}'>Read more</a> {n} October 2024 "
        f"<h3>Knots {n} ways</h3></li>"
        for n in (3, 10, 17)
    )
    talks = seen(f"<h1>Meetings</h1><ul>{cards}</ul>", "https://a.example.org/meetings")
    assert [said(talk, "title")[0] for talk in talks] == ["Knots 3 ways", "Knots 10 ways", "Knots 17 ways"]
    assert [talk.url for talk in talks] == [f"https://a.example.org/e/{n}" for n in (3, 10, 17)]


def test_no_seminar_is_no_talk() -> None:
    rows = "".join(
        f"<tr><td>{day} October 2024</td><td>{t}</td></tr>"
        for day, t in ((3, "On knots and ropes"), (10, "No seminar"), (17, "On sails and wind"))
    )
    talks = seen(f"<h1>Seminar</h1><table>{rows}</table>", "https://a.example.org/seminar")
    assert [said(talk, "title")[0] for talk in talks] == ["On knots and ropes", "On sails and wind"]


def test_news_is_no_talk() -> None:
    text = "<p>" + "The old rope walk has been opened to the public, and many came to see it. " * 6 + "</p>"
    assert (
        seen("<h1>Rope walk opened</h1><p>3 October 2024</p>" + text * 4, "https://a.example.org/news/rope-walk") == []
    )


def test_a_page_without_a_day_announces_nothing() -> None:
    assert seen("<h1>About us</h1><p>We study knots.</p>") == []
    assert seen("") == []


def test_rows_on_one_day_that_say_different_things_are_different_talks() -> None:
    told = ((3, "LGX"), (3, "STP"), (3, "LGX"), (10, "LGX"), (17, "STP"), (24, "LGX"))
    rows = "".join(f"<tr><td>{day} October 2024</td><td>{name}</td></tr>" for day, name in told)
    talks = seen(f"<h1>Board meetings</h1><table><tr><th>Date</th><th>Type</th></tr>{rows}</table>")
    assert len(talks) == 5
    assert len({talk.url for talk in talks}) == 5


def test_dated_notes_without_a_word_of_gatherings_are_no_talks() -> None:
    notes = "".join(f"<div><h3>Rain over town {n}</h3><p>{n} October 2024</p></div>" for n in range(1, 9))
    assert seen(f"<h1>Weather</h1>{notes}", "https://a.example.org/weather/") == []
    assert len(seen(f"<h1>Council meetings</h1>{notes}", "https://a.example.org/weather/")) == 8


def test_one_meeting_without_any_heading_is_found_by_its_hour_and_its_words() -> None:
    (talk,) = seen(
        "<div>Regular Board Meeting</div><div>Thursday, 3 October 2024</div><div>6:30 p.m. | Learning Center</div>",
        "https://a.example.org/x/",
    )
    assert said(talk, "title") == ["Regular Board Meeting"]


def test_a_calendars_cell_claims_the_day_that_cell_and_caption_say_together() -> None:
    cells = [f"<td>{day}{'<p>10:30 Seminar on knots</p>' if day == 12 else ''}</td>" for day in range(1, 31)]
    (talk,) = seen(f"<h1>Seminar calendar</h1><table><caption>November 2024</caption><tr>{''.join(cells)}</tr></table>")
    claim = first(talk, "when")
    assert (claim.text, claim.by) == ("12", "visible:grid:2024-11-12")
    when = decide_when(talk, Context(timezone="Europe/London", retrieved=date(2024, 9, 1)), {})
    assert when.span.start == datetime(2024, 11, 12, 10, 30)
    assert any(ground.fact == "day-composed" for ground in when.choices[0].grounds)


def test_a_repetition_told_in_a_sentence_is_one_record_with_its_exceptions() -> None:
    (talk,) = seen(
        "<h1>Knot seminar</h1><p>The seminar meets every Tuesday from 8 October to 10 December 2024 at 4 pm in Room 5, "
        "no seminar on 12 November. Everybody is welcome.</p>"
    )
    when = decide_when(talk, Context(timezone="Europe/London", retrieved=date(2024, 9, 1)), {})
    assert when.span.start == datetime(2024, 10, 8, 16)
    assert when.span.recurrence is not None
    assert when.span.recurrence.rrule.startswith("FREQ=WEEKLY;BYDAY=TU;UNTIL=20241210")
    assert when.span.recurrence.exdate == ("2024-11-12T16:00",)


def test_a_repetition_whose_days_are_listed_is_not_told_twice() -> None:
    rows = "".join(f"<tr><td>{day} October 2024</td><td>On knots of kind {day}</td></tr>" for day in (8, 15, 22, 29))
    talks = seen(
        f"<h1>Knot seminar</h1><p>Every Tuesday from 8 October to 29 October 2024, 4 pm.</p><table>{rows}</table>"
    )
    assert [said(talk, "title") for talk in talks] == [[f"On knots of kind {day}"] for day in (8, 15, 22, 29)]


def test_a_sentence_of_a_long_paragraph_may_announce_the_next_talk() -> None:
    prose = (
        "Knots have been tied by all sailors at all times, and nobody has counted them until now, as far as we know. "
    )
    (talk,) = seen(
        f"<h1>Knot seminar</h1><p>{prose * 3}The next seminar will be held on Tuesday, 8 October 2024 at 4 pm in the "
        f"library. {prose}</p>"
    )
    assert said(talk, "when")[0] == "Tuesday, 8 October 2024 at 4 pm"
    assert seen(f"<h1>On knots</h1><p>{prose * 3}They were first drawn on 8 October 1924. {prose}</p>") == []


def test_talks_at_one_time_in_several_places_are_several() -> None:
    row = "<li><h3>Public hearing</h3><p>8 October 2024, 6 pm</p><p>Location: {}</p></li>"
    rows = row.format("Old Harbour Hall") + row.format("Rope Works") + row.format("Rope Works")
    talks = seen(f"<h1>Meetings</h1><ul>{rows}<li><h3>Council</h3><p>9 October 2024, 6 pm</p></li></ul>")
    assert [said(talk, "where")[:1] for talk in talks] == [["Old Harbour Hall"], ["Rope Works"], []]


def test_a_list_whose_headings_are_its_days_is_no_page_of_one_talk() -> None:
    row = "<tr><td><h3>{} October 2024</h3><p>Regular meeting</p></td></tr>"
    talks = seen(f"<table>{row.format(8)}{row.format(15)}</table>", "https://a.example.org/agendas")
    assert [said(talk, "when")[0] for talk in talks] == ["8 October 2024", "15 October 2024"]


def linked(*links: str, beside: str = "") -> list[str]:
    """The addresses of two talks' cards with these links, as far as they are pages of their own."""
    cards = "".join(
        f"<li><h3>{title}</h3><p>{day} October 2024, 15:00</p><p>{link}</p></li>"
        for title, day, link in zip(("Knots", "Loops and their names"), (3, 10), links, strict=True)
    )
    found = seen(f"<main><h1>Talks</h1><ul>{cards}</ul>{beside}</main>", "https://a.example.org/events/")
    return [one.url if "#" not in one.url else "" for one in found]


def test_a_card_leads_to_its_own_page_by_whatever_link_says_so() -> None:
    pages = ["https://a.example.org/events/1", "https://a.example.org/events/2"]
    for text in (
        "Details",
        "View event",
        "Abstract",
        "Info",
        "mehr",
        "Weiterlesen",
        "En savoir plus",
        "→",
        "詳細",
        "Leer más",
    ):
        assert linked(*(f"<a href='/events/{number}'>{text}</a>" for number in (1, 2))) == pages, text


def test_a_short_title_that_is_a_link_leads_to_its_page() -> None:
    cards = "".join(
        f"<li>{day} October 2024, 15:00 <a href='/events/{n}'>{title}</a><br>Dr. {who}</li>"
        for n, (day, title, who) in enumerate(((3, "Nests", "Ida Holm"), (10, "Eggs", "Jo Field")))
    )
    found = seen(f"<main><h1>Talks</h1><ul>{cards}</ul></main>", "https://a.example.org/events/")
    assert [one.url for one in found] == [f"https://a.example.org/events/{n}" for n in (0, 1)]


def test_a_link_that_many_cards_have_is_nobodys_own() -> None:
    assert linked(*["<a href='/venue'>Info</a>"] * 2) == ["", ""]
    assert linked("<a href='/venue'>Info</a>", "", beside="<p><a href='/venue'>How to get here</a></p>") == ["", ""]
    several = "<a href='/events/1'>Details</a> <a href='/abstracts/1'>Abstract</a>"
    assert linked(several, "<a href='/events/2'>Details</a>") == ["", "https://a.example.org/events/2"]
    elsewhere = "<a href='https://b.example.org/events/1'>Details</a>"
    assert linked(elsewhere, "<a href='/abstracts/1.pdf'>Abstract</a>") == ["", ""]


def titles(*cards: str) -> list[str]:
    return [said(one, "title")[0] for one in seen(f"<main><h1>Talks</h1>{''.join(cards)}</main>")]


def test_a_line_of_people_is_no_title_where_another_is() -> None:
    found = titles(
        "<p>Thursday, 3 October 2024, 2:00pm<br>Dr. Ida Holm, University of Oslo<br><i>Why do knots hold?</i></p>",
        "<p>Thursday, 10 October 2024, 2:00pm<br>Prof. Jo Field, Institute of Rope<br><i>Counting loops</i></p>",
        "<p>Thursday, 17 October 2024, time tbc<br>Dr. Ann Lee, Marsh Station<br><i>Title to be announced</i></p>",
        "<p>Thursday, 24 October 2024, 2:00pm<br>Dr. Bo Ek, Marsh Station</p>",
    )
    assert found == [
        "Why do knots hold?",
        "Counting loops",
        "Title to be announced",
        "Dr. Bo Ek, Marsh Station",
    ]


def test_a_card_without_title_says_so_and_borrows_none_of_another() -> None:
    says = ["Glas und Zeit", "N.N. (Titel wird noch bekannt gegeben)", "Das Salz der Moore"]
    cards = [
        f"<article><p>{day}.10.2024 · 11:00 Uhr</p><h2>{title}</h2><p>Seminarraum 1.04</p></article>"
        for day, title in (
            (3, "Glas und Zeit"),
            (10, "N.N. (Titel wird noch bekannt gegeben)"),
            (17, "Das Salz der Moore"),
        )
    ]
    assert titles(*cards) == says


def test_a_sentence_that_calls_a_talk_off_names_it_in_quotes() -> None:
    (off, _) = seen(
        "<main><h1>Talks</h1><article><p>3 October 2024, 15:00</p><h2>The talk “Knots of Ice” is cancelled</h2>"
        "<p>Dr. Ida Holm, Oslo</p></article>"
        "<article><p>10 October 2024, 15:00</p><h2>Loops of Rope</h2></article></main>"
    )
    assert said(off, "title") == ["Knots of Ice"]
    assert said(off, "status") == ["The talk “Knots of Ice” is cancelled"]


def test_of_a_page_without_end_its_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged page may hold its cards many times over, and each in the others."""
    html = "<h1>Seminars</h1>" + "".join(
        f"<div class='talk'><h3>On knots {n}</h3><p>{n} October 2024, 15:00</p><p>Room {n}</p></div>"
        for n in range(1, 9)
    )
    whole = seen(html)
    assert len(whole) == 8
    monkeypatch.setattr(sys.modules["crawler.extract.visible"], "MOST_BLOCKS", 10)
    assert [said(one, "title") for one in seen(html)] == [said(one, "title") for one in whole[:3]]


def test_of_a_line_of_links_without_end_the_first_are_kept() -> None:
    root = lxml.html.fromstring(f"<body><p>{'<a href=/x>on</a> ' * (MAX_LINKS + 200)}</p></body>")
    (line,) = flatten(root, "https://a.example.org/").all
    assert len(line.links) == MAX_LINKS


def test_lines_and_addresses_without_end_are_cut() -> None:
    long = f"<h1>{'on foams ' * MAX_LINE}</h1><p><a href='/{'x' * MAX_URL}'>One</a> <a href='/two'>Two</a></p>"
    heading, line = flatten(lxml.html.fromstring(f"<body>{long}</body>"), "https://a.example.org/").all
    assert len(heading.text) <= MAX_LINE
    assert [link.url for link in line.links] == ["https://a.example.org/two"]
