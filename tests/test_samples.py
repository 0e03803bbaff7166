"""The demo's institutes: plausible, anchored, the same every time, and served as a real site would be."""

from __future__ import annotations

import http.client
import json
import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from config.errors import ServeError
from config.settings import Settings
from config.sources import load_sources, problems
from talkfeed import lock, samples
from talkfeed.demo import institutes

ANCHOR = date(2026, 11, 21)
BASE = "http://127.0.0.1:8600"


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[str, bytes]]:
    return samples.build(ANCHOR, BASE)


def trees(pages: dict[str, tuple[str, bytes]]) -> Iterator[tuple[str, html.HtmlElement]]:
    for path, (content_type, body) in pages.items():
        if content_type.startswith("text/html"):
            yield path, html.fromstring(body)


def coming(anchor: date) -> list[dict[str, object]]:
    return [talk for talk in samples.expected(anchor) if str(talk["start"])[:10] > anchor.isoformat()]


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_whenever_the_demo_is_started_at_least_sixty_talks_lie_ahead_over_ten_weeks(anchor: date) -> None:
    ahead = coming(anchor)
    assert len(ahead) >= 60
    weeks = {(date.fromisoformat(str(talk["start"])[:10]) - anchor).days // 7 for talk in ahead}
    assert set(range(1, 10)) <= weeks
    assert max(weeks) <= 10
    assert len(samples.expected(anchor)) > len(ahead), "some are past"


@settings(max_examples=5, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 300))
def test_dates_follow_the_anchor_and_nothing_else_does(anchor: date, days: int) -> None:
    later = anchor + timedelta(weeks=days)
    for here, there in zip(samples.expected(anchor), samples.expected(later), strict=True):
        moved = datetime.fromisoformat(there["start"]) - datetime.fromisoformat(here["start"])
        assert moved == timedelta(weeks=days)
        assert here["title"] == there["title"]


def test_same_anchor_same_bytes(pages: dict[str, tuple[str, bytes]]) -> None:
    assert samples.build(ANCHOR, BASE) == pages
    assert samples.build(ANCHOR + timedelta(days=7), BASE) != pages


def test_the_samples_hold_the_traps_of_real_sites() -> None:
    ahead = coming(ANCHOR)
    assert Counter(talk["status"] for talk in ahead) == {
        "confirmed": len(ahead) - 5, "cancelled": 4, "postponed": 1,
    }  # fmt: skip
    assert {talk["attendance_mode"] for talk in ahead} == {"in-person", "online", "hybrid", None}
    assert [talk["title"] for talk in ahead].count(None) == 1
    assert any(talk["all_day"] and not talk["time_known"] for talk in ahead), "a day whose hour is not announced"
    assert any(talk["all_day"] and talk["end"] for talk in ahead), "several days"
    assert any(talk["recurrence"] for talk in ahead)
    assert len({talk["timezone"] for talk in ahead}) == 6
    assert len({talk["source"] for talk in ahead}) == 6


def test_every_page_is_well_formed_and_titled(pages: dict[str, tuple[str, bytes]]) -> None:
    found = dict(trees(pages))
    assert len(found) > 60
    titles = [tree.findtext(".//title") for tree in found.values()]
    assert all(titles)
    for path, tree in found.items():
        assert tree.xpath("//h1 | //h2"), path
        assert not re.search(r"\{\{|\}\}|\{%|\bNone\b|Undefined", html.tostring(tree, encoding="unicode")), path
    etree.fromstring(pages["/ashgrove-news/rss/feed"][1])


def test_no_link_of_a_sample_site_is_dead(pages: dict[str, tuple[str, bytes]]) -> None:
    for path, tree in trees(pages):
        for link in tree.xpath("//a/@href"):
            target = urlsplit(urljoin(BASE + path, link))
            if target.netloc == urlsplit(BASE).netloc and not link.startswith("#") and "elsewhere" not in link:
                known = f"{target.path}?{target.query}" if target.query else target.path
                assert known in pages, f"{path} → {link}"


def test_every_talk_stands_on_its_page_and_on_a_list(pages: dict[str, tuple[str, bytes]]) -> None:
    texts = {path: " ".join(tree.text_content().split()) for path, tree in trees(pages)}
    for talk in samples.expected(ANCHOR):
        words = talk["title"] or "TBA"
        if talk["path"]:
            assert words in texts[talk["path"]]
            assert re.search(str(int(talk["start"][8:10])), texts[talk["path"]])
        elif talk["source"] != "cvm":
            assert any(words in text for path, text in texts.items() if path.startswith(f"/{talk['source']}/"))


def test_json_ld_agrees_with_what_is_expected(pages: dict[str, tuple[str, bytes]]) -> None:
    found = {}
    for path, tree in trees(pages):
        for script in tree.xpath("//script[@type='application/ld+json']/text()"):
            found[path] = json.loads(script)["@graph"][1]
    expected = [talk for talk in samples.expected(ANCHOR) if talk["source"] == "tanjong"]
    assert len(found) == len(expected)
    for talk in expected:
        event = found[talk["path"]]
        start = datetime.fromisoformat(event["startDate"])
        assert start == datetime.fromisoformat(talk["start"]).replace(tzinfo=ZoneInfo("Asia/Singapore"))
        assert event["name"] == talk["title"]
        assert event["eventStatus"].endswith("Cancelled") == (talk["status"] == "cancelled")


def test_the_calendar_file_is_read_by_an_independent_reader(pages: dict[str, tuple[str, bytes]]) -> None:
    content_type, body = pages["/cvm/agenda.ics"]
    assert content_type.startswith("text/calendar")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(body)
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    expected = {talk["title"]: talk for talk in samples.expected(ANCHOR) if talk["source"] == "cvm"}
    assert events.keys() == expected.keys()
    for title, talk in expected.items():
        start = events[title].decoded("DTSTART")
        wall = start.replace(tzinfo=None).isoformat(timespec="minutes") if isinstance(start, datetime) else str(start)
        assert wall == talk["start"]
        assert (str(events[title]["STATUS"]) == "CANCELLED") == (talk["status"] == "cancelled")
    window = (ANCHOR, ANCHOR + timedelta(weeks=20))
    mondays = [x for x in recurring_ical_events.of(calendar).between(*window) if "Café" in x["SUMMARY"]]
    assert len(mondays) == 11, "twelve Mondays but one"


def test_the_digest_repeats_the_news_room_with_foreign_boxes(pages: dict[str, tuple[str, bytes]]) -> None:
    copies = [(path, tree) for path, tree in trees(pages) if re.fullmatch(r"/digest/[^/]+/", path)]
    assert len(copies) == len([x for x in samples.expected_articles(ANCHOR) if x["source"] == "ashgrove-news"])
    canonical = [tree.xpath("//link[@rel='canonical']/@href") for _, tree in copies]
    assert [bool(links) for links in canonical] == [True, False, True, False]
    assert all(links[0].removeprefix(BASE) in pages for links in canonical if links)
    for path, tree in copies:
        assert "Related work from others:" in tree.text_content(), path
        assert "Similar Posts" in tree.text_content(), path


def test_long_titles_of_one_beginning_get_addresses_of_their_own_below_a_hundred_characters() -> None:
    paths = [talk["path"] for talk in samples.expected(ANCHOR) if talk["source"] == "linc"]
    assert len(set(paths)) == len(paths)
    assert all(len(path) - len("/linc/") < 100 for path in paths)


# ── The server ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_server_answers_200_then_304() -> None:
    with samples.serve(ANCHOR) as server:
        asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for path, (content_type, _) in list(server.pages.items())[:12]:
            asked.request("GET", path)
            first = asked.getresponse()
            body = first.read()
            assert (first.status, first.headers["Content-Type"]) == (200, content_type)
            for name, value in (
                ("If-None-Match", first.headers["ETag"]),
                ("If-Modified-Since", first.headers["Last-Modified"]),
            ):
                asked.request("GET", path, headers={name: value})
                again = asked.getresponse()
                assert (again.status, again.read()) == (304, b"")
                assert again.headers["ETag"] == first.headers["ETag"]
            asked.request("HEAD", path)
            head = asked.getresponse()
            assert (head.status, head.read(), int(head.headers["Content-Length"])) == (200, b"", len(body))
            asked.request(
                "GET", path, headers={"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
            )
            assert asked.getresponse().read() == body, "the entity tag decides"
        asked.close()


def test_what_is_not_there_is_404_and_pages_beyond_the_last_are_empty() -> None:
    with samples.serve(ANCHOR) as server:
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(f"{server.base}/linc/nothing", timeout=10)
        with urllib.request.urlopen(f"{server.base}/linc/news-and-events/events?page=2", timeout=10) as answer:
            assert b'class="views-row' not in answer.read()


def test_links_written_in_full_lead_to_the_server_that_wrote_them() -> None:
    with samples.serve(ANCHOR) as server:
        feed = server.pages["/ashgrove-news/rss/feed"][1].decode()
        assert f"<link>{server.base}/ashgrove-news/" in feed


def test_a_port_in_use_is_said_in_a_sentence() -> None:
    with (
        samples.serve(ANCHOR) as server,
        pytest.raises(ServeError, match=f"cannot use 127.0.0.1:{server.port}"),
        samples.serve(ANCHOR, port=server.port),
    ):
        pass


def test_a_demo_that_cannot_write_or_runs_already_says_so_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServeError, match="cannot be written to"), institutes(tmp_path / "file", datetime.now(UTC)):
        pass
    with (
        lock.held(tmp_path / "demo"),
        pytest.raises(ServeError, match="already in use by a running talkfeed"),
        institutes(tmp_path / "demo", datetime.now(UTC)),
    ):
        pass


def test_the_source_files_are_sound_and_say_little(tmp_path: Path) -> None:
    with samples.serve(ANCHOR) as server:
        written = samples.write_sources(tmp_path / "sources", server.base)
        here = Settings(sources_dirs=(tmp_path / "sources",), catalogue=False)
        assert problems(here) == []
        sources = load_sources(here)
        assert len(written) == len(sources) == 8
        for source in sources.values():
            assert source.wanted
            assert not source.select
            assert all(url.url.removeprefix(server.base) in server.pages for url in source.listing)
    zones = {talk["source"]: talk["timezone"] for talk in samples.expected(ANCHOR)}
    assert {name: sources[name].timezone for name in zones} == zones
