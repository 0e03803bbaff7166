"""Each value keeps the place it was read from: reading that place again gives the text again, for every value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.readers import READERS
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Article, Claim, Rejected, Talk
from talkfeed import samples

PAGES = Path(__file__).parent / "pages"
BASE = "http://127.0.0.1:8600"
ANCHOR = date(2026, 11, 21)


def saved() -> Iterator[Page]:
    """The saved pages."""
    for path in sorted(path for path in PAGES.rglob("*") if path.suffix in (".html", ".md", ".txt")):
        told = json.loads(path.with_suffix(".json").read_text("utf-8")) if path.with_suffix(".json").exists() else {}
        retrieved = date.fromisoformat(told["retrieved"]) if told.get("retrieved") else None
        yield Page(told.get("url", ""), path.read_bytes(), retrieved, timezone=told.get("timezone") or "")


def sampled() -> Iterator[Page]:
    """The pages of the sample institutes."""
    for path, (content_type, body) in samples.build(ANCHOR, BASE).items():
        yield Page(BASE + path, body, datetime(2026, 11, 21, 12, tzinfo=UTC), content_type, "Europe/Berlin")


def again(page: Page, claim: Claim) -> str:
    """What stands at the place of a claim."""
    text = page.text_at(claim.at.path)
    return text[claim.at.start : claim.at.end] if claim.at.end else text


def understood(page: Page) -> Iterator[Talk | Article]:
    source = Source(id="x", name="x", timezone=page.timezone, language=page.language)
    for sighting in gather(extract(page, source)):
        one = normalise(sighting, source, page.retrieved)
        if not isinstance(one, Rejected):
            yield one


def differing(page: Page) -> list[tuple[str, str, str]]:
    """The chosen claims of a page that read differently at their place, and claims cited of another page."""
    chosen = [line.claim for one in understood(page) for line in one.evidence if line.chosen and line.claim]
    wrong = [claim for claim in chosen if claim.at.page != page.sha256 or again(page, claim) != claim.text]
    return [(claim.by, claim.text, again(page, claim)) for claim in wrong]


@pytest.mark.parametrize("pages", [saved, sampled])
def test_every_value_is_read_again_at_its_place(pages: Callable[[], Iterator[Page]]) -> None:
    read = list(pages())
    assert len(read) > 5
    assert [found for page in read for found in differing(page)] == []
    assert sum(len(one.evidence) for page in read for one in understood(page)) > 20


WIDGETS = {
    "an AddEvent button, month first": """<h1>Tides</h1><p>2 January 2024, 3 pm</p><span class="addeventatc">
        <span class="start">01/02/2024 3:00 PM</span><span class="end">01/02/2024 4:00 PM</span>
        <span class="title">Tides</span><span class="recurring">FREQ=WEEKLY;COUNT=2</span></span>""",
    "a link to a calendar": """<h1>Tides</h1><p>Join us.</p><a href="https://calendar.google.com/calendar/render?action=TEMPLATE
        &text=Tides+at+noon&dates=20240102T150000Z/20240102T160000Z&location=Great+Hall">Add</a>""".replace(
        "\n        ", ""
    ),
    "a button with day and hour apart": """<h1>Tides</h1><add-to-calendar-button name="Tides" startDate="2024-01-02"
        startTime="15:00" endTime="16:00" timeZone="Europe/Berlin" location="Great Hall"></add-to-calendar-button>""",
    "a microformat in parts": """<div class="vevent"><b class="summary">Tides</b> <span class="dtstart">
        <span class="value" title="2024-01-02">2 January</span>, <span class="value">3:00pm</span></span> to
        <span class="dtend"><span class="value">16:00</span></span></div>""",
    "a course": """<script type="application/ld+json">{"@context": "https://schema.org", "@type": ["CourseInstance"],
        "name": "Tides", "startDate": "2024-01-02"}</script><h1>Tides</h1>""",
}
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Talks</title><item><title>Tides at noon</title>
<link>https://marsh.example/tides</link>
<pubDate>Tue, 02 Jan 2024 15:00:00 +0100 - Tue, 02 Jan 2024 16:00:00 +0100</pubDate>
</item></channel></rss>"""
FLAGS = b"""{"events": [{"name": "Tides at noon", "start": 1704204000, "online_event": true, "url": "https://m.example/t"},
{"name": "Salt marshes", "start": "2024-01-03T15:00:00", "is_canceled": true, "url": "https://m.example/s"}]}"""


@pytest.mark.parametrize(
    "body", [*(text.encode() for text in WIDGETS.values()), FEED, FLAGS], ids=[*WIDGETS, "rss", "json"]
)
def test_what_software_wrote_is_read_again_through_its_reader(body: bytes) -> None:
    page = Page("https://marsh.example/tides", body, date(2024, 1, 1), timezone="Europe/Berlin")
    source = Source(id="x", name="x", timezone=page.timezone)
    claims = [claim for sighting in extract(page, source) for claim in sighting.claims]
    assert any("|" in claim.at.path for claim in claims)
    assert [(c.by, c.text, again(page, c)) for c in claims if again(page, c) != c.text] == []


def test_a_reader_answers_to_any_text() -> None:
    for name, reader in READERS.items():
        for text in ("", "x", "2024-01-02", "\ufeff|:", "1704204000", "?text=%ff&dates=/"):
            assert isinstance(reader(text, None, "start"), str), name


def test_a_value_that_two_layers_state_is_surer_than_one_inferred() -> None:
    body = b"""<html><head><script type="application/ld+json">{"@type": "Event", "name": "Tides at noon",
        "startDate": "2024-01-02T15:00", "location": "Great Hall"}</script></head><body><h1>Tides at noon</h1>
        <p>When: 2 January 2024, 15:00</p><p>Where: Great Hall</p><p>Speaker: Ada Byron</p></body></html>"""
    (talk,) = understood(Page("https://marsh.example/tides", body, date(2024, 1, 1), timezone="Europe/Berlin"))
    sure = {line.field: line.confidence for line in reversed(talk.evidence) if line.chosen}
    assert min(sure["title"], sure["when"], sure["where"]) >= 0.95
    assert sure["attendance_mode"] < sure["speakers"] < sure["where"]
    assert all(line.confidence == 0 for line in talk.evidence if not line.chosen)
