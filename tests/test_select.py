"""Selectors and page objects from the source: somebody looked at this very site."""

from __future__ import annotations

import pytest

from config.errors import SourceError
from config.sources import Source
from crawler import pages
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.select import select
from crawler.pages import TalkPage, page_object
from pipeline.talk import TALK_FIELDS, Layer, Sighting

LISTING = b"""<html><body><h1>Talks</h1><ul>
<li class="card"><h3><a href="/t/1">Tides</a></h3><time datetime="2026-03-04T16:00">4 March, 4 pm</time>
<p class="who">Ada Marsh</p></li>
<li class="card"><h3>Sands</h3><time datetime="2026-03-11T16:00">11 March, 4 pm</time><img src="/s.jpg"></li>
<li>no card</li></ul></body></html>"""


def source(**more: object) -> Source:
    return Source.model_validate({"id": "shores", "name": "Shores", "timezone": "Europe/Rome", **more})


def listing() -> Page:
    return Page("https://institute.example/talks/", LISTING, None, None, "Europe/Rome")


def said(sighting: Sighting, *fields: str) -> list[str]:
    return [claim.text for claim in sighting.of(*fields) if claim.layer is Layer.SITE]


CARDS = {
    "card": "li.card",
    "select": {"title": "h3", "when": "time::attr(datetime)", "speaker": ".who", "image": "img::attr(src)"},
}


def test_each_card_is_read_by_the_selectors() -> None:
    first, second = select(listing(), source(**CARDS))
    assert said(first, "title", "when", "speaker") == ["Tides", "2026-03-04T16:00", "Ada Marsh"]
    assert said(second, "title", "when") == ["Sands", "2026-03-11T16:00"]
    assert first.url == "https://institute.example/t/1"
    assert second.url == "https://institute.example/talks/#2026-03-11t16-00-sands"
    assert second.of("image")[0].url == "https://institute.example/s.jpg"
    assert first.claims[0].by == "select:title"


def test_cards_that_are_said_are_all_there_is() -> None:
    assert [said(talk, "title") for talk in extract(listing(), source(**CARDS))] == [["Tides"], ["Sands"]]


def test_without_card_the_page_is_the_talk() -> None:
    page = Page("https://institute.example/t/1", b"<h1>Tides</h1><p class=room>Room 4</p>")
    (talk,) = select(page, source(select={"title": "h1", "room": ".room"}))
    assert said(talk, "title", "room") == ["Tides", "Room 4"]
    assert talk.own_page


def test_a_source_without_selectors_says_nothing_here() -> None:
    assert select(listing(), source()) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"page": "no-such-page"}, ["shores.toml", "no-such-page"]),
        ({"page": "no_such_module:Page"}, ["shores.toml", "no_such_module"]),
    ],
)
def test_a_mistake_names_file_and_key(more: dict[str, object], words: list[str]) -> None:
    with pytest.raises(SourceError) as error:
        select(listing(), source(**more))
    assert all(word in str(error.value) for word in words)


class ShoresPage(TalkPage):
    def title(self) -> str:
        return self.page.text("h1").removesuffix(" (Shores)")

    def speaker(self) -> str:
        return "Ada" + " Marsh"


def test_a_page_object_makes_claims_that_stand_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pages.PAGES, "shores", ShoresPage)
    page = Page("https://institute.example/t/1", b"<html><body><h1>Tides (Shores)</h1><p>x</p></body></html>")
    (talk,) = select(page, source(page="shores"))
    title, speaker = talk.claims
    assert (title.text, title.by, title.layer) == ("Tides", "ShoresPage.title", Layer.SITE)
    assert page.text_at(title.at.path)[title.at.start : title.at.end] == "Tides"
    assert speaker.text == "Ada Marsh"


def test_a_page_object_has_a_documented_method_per_field() -> None:
    for field in TALK_FIELDS:
        method = getattr(TalkPage, field)
        assert method.__doc__, field
        assert method(TalkPage(listing())) == ""


def test_a_near_name_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pages.PAGES, "shores", ShoresPage)
    with pytest.raises(SourceError, match="did you mean `shores`"):
        page_object("shore", "x")
