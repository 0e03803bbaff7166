"""Lists that hold one talk for now, and pages about one talk, which are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Reads = Callable[..., list[Any]]

DAY = "8 December 2026, 15:00"

CARDS = {
    "list": "<ul><li><h3>{link}</h3><p>{day}</p><p>Speaker: Ada Byron</p></li></ul>",
    "list without headings": "<ul><li>{link}<br>{day}<br>Speaker: Ada Byron</li></ul>",
    "parts": "<div class=list><div class=card><h2>{link}</h2><div>{day}</div><div>Ada Byron</div></div></div>",
    "article": "<article><h2>{link}</h2><time>{day}</time><p>Ada Byron</p></article>",
    "flat": "<h2>{link}</h2><p>{day}</p><p>Ada Byron</p>",
    "paragraphs": "<p>Everybody is welcome.</p><p><b>{day}</b><br>Ada Byron: {link}</p>",
    "table": "<table><tr><th>Date</th><th>Speaker</th><th>Title</th></tr>"
    "<tr><td>{day}</td><td>Ada Byron</td><td>{link}</td></tr></table>",
    "button": "<ul><li><h3>Dikes and Dunes</h3><p>{day}</p><a href='/e/dikes'>Details</a></li></ul>",
    "deadline": "<ul><li><h3>{link}</h3><p>{day}</p><p>Register by: 1 December 2026</p></li></ul>",
}


@pytest.mark.parametrize("shape", CARDS)
@pytest.mark.parametrize(
    "heading",
    ["Seminar talks", "Oberseminar", "Upcoming Events", "Prochains exposés", "Coast and Climate Seminar, Winter 2026"],
)
def test_the_one_card_of_a_list_is_a_talk_with_its_own_title_and_page(talks: Reads, shape: str, heading: str) -> None:
    card = CARDS[shape].format(day=DAY, link="<a href='/e/dikes'>Dikes and Dunes</a>")
    (talk,) = talks(f"<main><h1>{heading}</h1>{card}</main>")
    assert (talk.title, talk.url) == ("Dikes and Dunes", "https://a.example.org/e/dikes")
    assert talk.when.start.isoformat() == "2026-12-08T15:00:00"


@pytest.mark.parametrize("heading", ["Upcoming lectures", "Coast and Climate Seminar in the Winter of 2026"])
def test_two_cards_whose_titles_lead_to_two_pages_are_two_talks(talks: Reads, heading: str) -> None:
    card = "<div><p>{} December 2026, 15:00</p><h2><a href='/e/{}'>{}</a></h2><p>Room 12</p></div>"
    cards = card.format(8, "dikes", "Dikes and Dunes") + card.format(15, "salt", "Salt in the Delta")
    found = [(talk.title, talk.url[-5:]) for talk in talks(f"<main><h1>{heading}</h1>{cards}</main>")]
    assert found == [("Dikes and Dunes", "dikes"), ("Salt in the Delta", "/salt")]


def test_two_days_of_one_gathering_stay_one(talks: Reads) -> None:
    card = "<div><p>{} December 2026, 15:00</p><p><a href='/e/dikes{}'>{}</a></p></div>"
    cards = card.format(8, "", "Programme") + card.format(9, ".pdf", "Slides of the second day")
    (talk,) = talks(f"<main><h1>Seminar on Dikes and Dunes along the Coast</h1>{cards}</main>", "/e/coast")
    assert talk.title == "Seminar on Dikes and Dunes along the Coast"


def test_the_heading_over_one_card_names_its_series(talks: Reads) -> None:
    card = CARDS["list"].format(day=DAY, link="<a href='/e/dikes'>Dikes and Dunes</a>")
    assert [talk.series for talk in talks(f"<main><h1>Seminar talks</h1>{card}</main>")] == ["Seminar talks"]


def test_where_no_heading_names_a_list_the_address_below_it_does(talks: Reads) -> None:
    card = CARDS["list"].format(day=DAY, link="<a href='/talks/dikes'>Dikes and Dunes</a>")
    (talk,) = talks(f"<main><h1>Mathematics on the Coast</h1>{card}</main>")
    assert (talk.title, talk.url) == ("Dikes and Dunes", "https://a.example.org/talks/dikes")


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/talks/dikes/register'>Register here</a>",
        "<a href='/files/dikes.pdf'>Slides</a>",
        "<a href='/people/byron'>Ada Byron</a>",
        "<a href='/talks/dikes.ics'>Add to calendar</a>",
        "<a href='/maps/7'>Lecture Hall 7</a>",
        "<a href='/seminar/'>Coastal Seminar</a>",
        "<a href='/talks/'>All talks</a>",
        "<a href='/preprints/7'>Sand in Motion and Other Stories</a>",
        "<a href='https://zoom.us/j/7'>Join by Zoom</a>",
    ],
)
@pytest.mark.parametrize(
    "shape",
    [
        "<p>{day}</p><p>Speaker: Ada Byron</p><p>{link}</p>",
        "<ul><li>{day}</li><li>Room 12</li><li>{link}</li></ul>",
        "<div><p>{day}, {link}</p></div><h2>Abstract</h2><p>We follow the sand along the coast, and ask why.</p>",
    ],
)
def test_a_page_about_one_talk_stays_one_talk_whatever_it_links_to(talks: Reads, shape: str, link: str) -> None:
    body = f"<main><h1>Dikes and Dunes</h1>{shape.format(day=DAY, link=link)}</main>"
    (talk,) = talks(body, "/talks/dikes")
    assert (talk.title, talk.url) == ("Dikes and Dunes", "https://a.example.org/talks/dikes")


@pytest.mark.parametrize(
    "link",
    ["<a href='/people/byron'>Ada Byron</a>", "<a href='/seminar/past'>Past talks</a>", "<a href='/s.pdf'>Slides</a>"],
)
def test_a_talk_under_its_seminars_name_stays_one_talk(talks: Reads, link: str) -> None:
    body = f"<main><h1>Coastal Seminar</h1><p>{DAY}</p><p>Speaker: Ada Byron</p><p>{link}</p></main>"
    (talk,) = talks(body, "/seminar/next")
    assert (talk.title, talk.url) == ("Coastal Seminar", "https://a.example.org/seminar/next")
