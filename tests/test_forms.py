"""The other forms of a feed: Atom, JSON Feed, CSV; and the news."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_export import FORMATS, atom, jsonfeed, table
from calendar_export.feed import Feed, News, own_url
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Article, Person, Place, Span, Status, Talk, talk_json

UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def entry(number: int = 1, **fields: Any) -> Entry:
    when = Span(datetime(2026, 3, number, 15), datetime(2026, 3, number, 16), "America/Chicago")
    facts: dict[str, Any] = {"title": f"Talk {number}", "when": when, "url": f"https://institute.example.org/{number}"}
    talk = Talk(source="sample", **{**facts, **fields})
    return Entry(f"{number}@talkfeed", talk, 0, UPDATED + timedelta(days=number), UPDATED + timedelta(days=number))


def feed(*entries: Entry, **fields: Any) -> Feed:
    facts = {"self_url": "https://talks.example.org/feeds/sample.ics", "url": "https://talks.example.org/"} | fields
    return Feed("sample", "Sample talks", entries, updated=UPDATED, **facts)


def test_every_form_names_its_media_type_and_itself() -> None:
    assert {name: form.media_type.partition(";")[0] for name, form in FORMATS.items()} == {
        "ics": "text/calendar",
        "atom": "application/atom+xml",
        "json": "application/feed+json",
        "csv": "text/csv",
        "jcal": "application/calendar+json",
        "xcal": "application/calendar+xml",
    }
    for form in ("ics", "atom", "json"):
        assert f"https://talks.example.org/feeds/sample.{form}".encode() in FORMATS[form].render(feed(entry()))


def test_the_address_of_a_query_keeps_its_query() -> None:
    query = feed(self_url="https://talks.example.org/talks.ics?q=a.b&speaker=C.+D.")
    assert own_url(query, "json") == "https://talks.example.org/talks.json?q=a.b&speaker=C.+D."
    dotted = feed(self_url="https://talks.example.org/talks.ics?q=foo.bar")
    assert own_url(dotted, "atom") == "https://talks.example.org/talks.atom?q=foo.bar"


def test_announcements_come_newest_first() -> None:
    several = feed(entry(1), entry(3), entry(2))
    read = ElementTree.fromstring(FORMATS["atom"].render(several))
    assert [x.findtext(f"{ATOM}title") for x in read.iter(f"{ATOM}entry")] == ["Talk 3", "Talk 2", "Talk 1"]
    assert [x["title"] for x in json.loads(FORMATS["json"].render(several))["items"]] == ["Talk 3", "Talk 2", "Talk 1"]


def test_atom_has_what_it_must() -> None:
    one = entry(speakers=(Person("Ada Lovelace", "Society", "https://a.example.org/"),), topics=("engines",))
    read = ElementTree.fromstring(FORMATS["atom"].render(feed(one)))
    assert read.tag == f"{ATOM}feed"
    for part in (read, *read.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.findtext(ATOM + name), name
    first = next(read.iter(f"{ATOM}entry"))
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Ada Lovelace"
    assert [x.get("term") for x in first.iter(f"{ATOM}category")] == ["talk", "engines"]
    assert "2026-03-01 15:00–16:00 America/Chicago" in str(first.findtext(f"{ATOM}content"))


def test_identities_do_not_depend_on_where_a_feed_is_served() -> None:
    here, there = (
        FORMATS["atom"].render(feed(entry(), self_url=f"https://{host}/f.atom")) for host in ("a.org", "b.org")
    )
    identities = [[x.text for x in ElementTree.fromstring(content).iter(f"{ATOM}id")] for content in (here, there)]
    assert identities[0] == identities[1]


def test_an_empty_feed_is_a_feed() -> None:
    assert ElementTree.fromstring(FORMATS["atom"].render(feed(url=None, self_url=None)))
    assert json.loads(FORMATS["json"].render(feed()))["items"] == []
    assert len(list(csv.reader(io.StringIO(FORMATS["csv"].render(feed()).decode())))) == 1


def test_json_feed_holds_the_whole_talk() -> None:
    one = entry(status=Status.CANCELLED, speakers=(Person("Ada"),), image="javascript:x")
    read = json.loads(FORMATS["json"].render(feed(one)))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    item = read["items"][0]
    assert (item["id"], item["title"], item["authors"]) == ("1@talkfeed", "Cancelled: Talk 1", [{"name": "Ada"}])
    assert "image" not in item
    talk = item["_talkfeed"]
    assert {key: talk[key] for key in talk_json(one.talk)} == json.loads(json.dumps(talk_json(one.talk)))
    assert (talk["uid"], talk["sequence"], talk["start_utc"]) == ("1@talkfeed", 0, "2026-03-01T21:00:00Z")
    assert (talk["end_utc"], talk["created"]) == ("2026-03-01T22:00:00Z", "2026-01-06T09:30:00Z")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Span(None), ""),
        (Span(date(2026, 3, 1)), "2026-03-01"),
        (Span(date(2026, 3, 1), date(2026, 3, 4)), "2026-03-01–2026-03-04"),
        (Span(datetime(2026, 3, 1, 9), None, "UTC"), "2026-03-01 09:00 UTC"),
        (Span(datetime(2026, 3, 1, 22), datetime(2026, 3, 2, 1), "UTC"), "2026-03-01 22:00–2026-03-02 01:00 UTC"),
        (Span(datetime(2026, 3, 1, 22)), "2026-03-01 22:00"),
    ],
)
def test_when_is_said_without_guessing(when: Span, expected: str) -> None:
    assert jsonfeed.when_text(entry(when=when)) == expected


def test_a_table_has_a_row_for_each_talk_and_runs_no_formula() -> None:
    one = entry(
        title='=HYPERLINK("https://evil.example")', abstract='two\nlines, and “quotes”"', place=Place(venue="-1 floor")
    )
    rows = list(csv.DictReader(io.StringIO(table.render(feed(one, entry(2))).decode(), newline="")))
    assert [row["uid"] for row in rows] == ["1@talkfeed", "2@talkfeed"]
    assert rows[0]["title"] == '\'=HYPERLINK("https://evil.example")'
    assert rows[0]["venue"] == "'-1 floor"
    assert rows[0]["abstract"] == 'two\nlines, and “quotes”"'
    assert (rows[0]["start"], rows[0]["all_day"], rows[0]["room"]) == ("2026-03-01T15:00", "false", "")


def news(body: str) -> News:
    article = Article(
        "sample",
        "https://institute.example.org/n",
        "A & B",
        date(2026, 1, 3),
        "Jo",
        body="The body.",
        summary="The gist.",
    )
    return News("news", "News", (NewsEntry(7, article, UPDATED, UPDATED),), updated=UPDATED, body=body)


@pytest.mark.parametrize(
    ("body", "gist", "whole"), [("none", False, False), ("summary", True, False), ("full", True, True)]
)
def test_as_much_of_an_article_as_may_be_republished(body: str, gist: bool, whole: bool) -> None:
    for content in (atom.render_news(news(body)), jsonfeed.render_news(news(body))):
        assert (b"The body." in content) is whole
    item = json.loads(jsonfeed.render_news(news(body)))["items"][0]
    assert (item["_talkfeed"]["summary"] == "The gist.") is gist
    assert item["date_published"] == "2026-01-03T00:00:00Z"
    assert "content_text" in item


HOSTILE = st.lists(
    st.one_of(st.text(max_size=40), st.sampled_from(["]]>", "<b>", "&amp;", "\x00", "\ud800", "\r\n", "=1"]))
).map("".join)


@given(HOSTILE, HOSTILE)
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_a_form(title: str, text: str) -> None:
    one = entry(
        title=title, abstract=text, series=text, topics=(title,), speakers=(Person(text, title, text),), url=text
    )
    here = replace(feed(one), title=title, description=text)
    read = ElementTree.fromstring(FORMATS["atom"].render(here))
    assert len(list(read.iter(f"{ATOM}entry"))) == 1
    assert len(json.loads(FORMATS["json"].render(here))["items"]) == 1
    assert len(list(csv.DictReader(io.StringIO(FORMATS["csv"].render(here).decode(), newline="")))) == 1
