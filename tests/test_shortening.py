"""Addresses that calendars take whole: short where they can be, with honest help where they cannot."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from calendar_export.web import LONGEST
from config.settings import load_settings
from pipeline.query import TalkQuery
from pipeline.reading.text import fold
from pipeline.store.find import named, phrases
from pipeline.store.rows import slug
from talkfeed.commands import run
from talkfeed.publishing import query_address
from talkfeed.service import service
from talkfeed.service.shortening import address_of, command, folded, lengthy
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BASE = "https://talks.example.org"
MANY = TalkQuery(q="tides", series=tuple(f"Colloquium on the tides of harbour {n}" for n in range(9)))
MUELLER = TalkQuery(speaker=tuple(f"Jürgen Müller-Lüdenscheidt {n}" for n in range(3)), topic=("Ästhetik",))
USUAL = (
    TalkQuery(q="machine learning", source=("mit-lids", "uchicago-dsi"), mode=("hybrid", "online")),
    TalkQuery(series=("Distinguished Speaker Series",), since=date(2026, 9, 1), until=date(2026, 12, 31)),
    TalkQuery(speaker=("Ada Lovelace (Analytical Institute)",), without=(("kind", "workshop"), ("topic", "biology"))),
)


@pytest.mark.parametrize("query", USUAL)
def test_what_people_ask_has_a_short_address(query: TalkQuery) -> None:
    assert len(address_of(query, BASE)) < 130
    assert lengthy(query, BASE) is None
    assert TalkQuery.from_spelling(address_of(query, BASE).partition("?")[2]) == query


def test_letters_that_need_many_characters_are_folded_where_that_helps() -> None:
    assert len(BASE + query_address(MUELLER, "ics")) > LONGEST >= len(BASE + address_of(MUELLER, BASE))
    assert "jurgen+muller+ludenscheidt+1" in address_of(MUELLER, BASE)
    assert lengthy(MUELLER, BASE) is None
    assert address_of(TalkQuery(q="Tür"), BASE).endswith("q=T%C3%BCr"), "what is short stays as it was written"


_text = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
_value = _text.map(lambda text: " ".join(text.split())).filter(lambda text: text.isprintable() and text[:1] not in "-")


@given(_value, _value, _value, _value, _value)
def test_shorter_means_the_same(q: str, series: str, speaker: str, topic: str, place: str) -> None:
    long = TalkQuery(q=q, series=(series,), speaker=(speaker,), topic=(topic,), place=(place,), without=(("topic", q),))
    short = folded(long)
    assert phrases(short.q) == phrases(q)
    assert slug(short.series[0]) == slug(series)
    assert slug(short.topic[0]) == slug(topic)
    assert slug(short.without[0][1]) == slug(q)
    assert fold(short.place[0]) == fold(place)
    (name, place_of), (was, place_was) = named(short.speaker[0]), named(speaker)
    assert (fold(name), place_of) == (fold(was), place_was)


def test_help_names_what_is_long_and_the_operator_s_command() -> None:
    told = lengthy(MANY, BASE)
    assert told is not None
    assert told.size > LONGEST
    assert [(name, count) for name, count, _ in told.parts] == [("series", 9), ("q", 1)]
    assert told.parts[0][2] > 0.8 * (told.size - len(BASE))
    assert command(TalkQuery(limit=3)) == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talkfeed.toml").write_text(
        'data_dir = "."\ncontact = "talks@example.org"\nbase_url = "https://talks.example.org"\n'
    )
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    app = App(load_settings(folder / "talkfeed.toml", {}, {}), lambda: NOW)
    yield app
    app.close()


@pytest.mark.parametrize(
    "query",
    [
        *USUAL,
        MANY,
        TalkQuery(q='"black holes" -dust quant* it\'s', without=(("speaker", "A. Nobody (It's)"),)),
        TalkQuery(place=("Room 4; rm -rf",), status=("confirmed",), kind=("talk",)),
    ],
)
def test_the_command_makes_the_very_feed(folder: Path, app: App, query: TalkQuery) -> None:
    words = shlex.split(command(query).replace("NAME", "short-one"))
    assert words[0] == "talkfeed"
    given = ["--config", str(folder / "talkfeed.toml"), "--now", "2026-03-02T09:00:00Z", "-q"]
    assert run([*given, *words[1:]]) == 0
    (made,) = (spec for spec in app.feeds() if spec.id == "short-one")
    assert phrases(made.query.q) == phrases(query.q)
    assert TalkQuery.from_spelling(made.query.spelling()) == made.query
    assert made.query.spelling().partition("&")[2] == query.spelling().partition("&")[2] or not query.q
    if not query.q:
        assert made.query.spelling() == query.spelling()


def test_the_page_says_how_to_shorten_it(app: App) -> None:
    with TestClient(service(app)) as client:
        page = lxml.html.fromstring(client.get(f"/?{MANY.spelling()}").text)
        (box,) = page.xpath("//input[@id='feed-command']/@value")
        assert box == command(MANY)
        (mail,) = page.xpath("//a[starts-with(@href, 'mailto:') and contains(@href, 'body=')]/@href")
        assert mail.startswith("mailto:talks@example.org?subject=")
        said = " ".join(page.xpath("//details[@id='subscribe']")[0].text_content().split())
        assert page.xpath("//h1/text()") == [
            "Talks: " + ", ".join(f"Colloquium on the tides of harbour {n}" for n in range(3)) + ", 7 more"
        ]
        assert "Choose fewer filters; what is longest: Series (9 values, " in said
        assert not lxml.html.fromstring(client.get("/?q=tides").text).xpath("//input[@id='feed-command']")
