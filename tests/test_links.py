"""Where a listing leads."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Listing, Source
from crawler.extract.links import next_link, talk_links
from crawler.extract.page import Page

SOURCE = Source(id="a", name="A", timezone="Europe/London")
HERE = "https://a.example.org/events"


def page(html: str, url: str = HERE) -> Page:
    return Page(url, f"<html><body>{html}</body></html>".encode(), date(2024, 9, 1), timezone="Europe/London")


CARDS = "".join(
    f"<li><h3><a href='/events/knots-and-ropes-{n}'>Knots and ropes, part {n}</a></h3>"
    f"<p>{n} October 2024, 15:00</p></li>"
    for n in (3, 10, 17)
)
LISTING = (
    "<nav><a href='/about'>About</a><a href='/events'>Events</a></nav><h1>Events</h1>"
    f"<ul>{CARDS}</ul><p><a href='/events/category/rope'>Rope</a> <a href='/files/plan.pdf'>Plan</a> "
    "<a href='https://elsewhere.example.org/x'>Partner</a></p><footer><a href='/imprint'>Imprint</a></footer>"
)


def test_the_cards_own_links_are_followed_and_no_menus_files_or_strangers() -> None:
    assert talk_links(page(LISTING), SOURCE, Listing(url=HERE)) == [
        f"https://a.example.org/events/knots-and-ropes-{n}" for n in (3, 10, 17)
    ]


def test_a_source_may_say_itself_which_links_to_follow() -> None:
    listing = Listing(url=HERE, follow=r"/events/[^/]+-10$")
    assert talk_links(page(LISTING), SOURCE, listing) == ["https://a.example.org/events/knots-and-ropes-10"]


def test_news_without_days_are_found_by_how_their_addresses_are_built() -> None:
    items = "".join(
        f"<article><h2><a href='/news/a-story-about-rope-{n}'>A story about rope {n}</a></h2></article>"
        for n in range(4)
    )
    found = talk_links(
        page(f"<h1>News</h1>{items}", "https://a.example.org/news"), SOURCE, Listing(url=HERE, kind="news")
    )
    assert found == [f"https://a.example.org/news/a-story-about-rope-{n}" for n in range(4)]


@pytest.mark.parametrize(
    ("html", "url", "then"),
    [
        ("<a rel='next' href='/events?page=2'>more</a>", HERE, "https://a.example.org/events?page=2"),
        ("<a href='/events/page/2/'>Next »</a>", HERE, "https://a.example.org/events/page/2/"),
        ("<a href='/events?page=0'>1</a><a href='/events?page=1' aria-label='Next page'>›</a>", HERE, "https://a.example.org/events?page=1"),
        ("<a href='/termine?seite=2'>Nächste Seite</a>", HERE, "https://a.example.org/termine?seite=2"),
        ("<a href='/events?page=2'>2</a><a href='/events?page=3'>3</a>", HERE + "?page=2", "https://a.example.org/events?page=3"),
        ("<a href='/events?page=1'>1</a><a href='/events?page=2'>2</a>", HERE + "?page=2", None),
        ("<li class='disabled'><a href='/events?page=9'>Next</a></li>", HERE, None),
        ("<a href='https://b.example.org/events?page=2'>Next</a>", HERE, None),
        ("<a href='/about'>About</a>", HERE, None),
    ],
)  # fmt: skip
def test_the_next_page_is_found(html: str, url: str, then: str | None) -> None:
    assert next_link(page(html, url), Listing(url=HERE)) == then


def test_a_source_may_say_itself_which_link_pages_on() -> None:
    html = "<a class='more' href='/events?after=9'>…</a><a href='/events?page=2'>Next</a>"
    assert next_link(page(html), Listing(url=HERE, next="a.more")) == "https://a.example.org/events?after=9"
