"""Saved pages, written by us in the shape of real ones, and what Talkfeed should make of each: one test per field.

A page is `pages/<source>/<case>.html` (or `.md`, `.txt`); beside it `<case>.json` says its address, the zone, the day
it was fetched, and the talks and articles in it, talks in the order of their days. A field that the expected record
leaves out is not judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.sources import Listing, Source
from crawler.extract import extract
from crawler.extract.links import next_link, talk_links
from crawler.extract.page import Page
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Article, Talk, article_json, talk_json

PAGES = Path(__file__).parent / "pages"
SUFFIXES = (".html", ".md", ".txt")


def cases() -> list[Path]:
    return sorted(path for path in PAGES.rglob("*") if path.suffix in SUFFIXES and path.with_suffix(".json").exists())


def expected(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def source_of(path: Path) -> Source:
    return Source(id=path.parent.name, name=path.parent.name, timezone=expected(path)["timezone"] or "")


@cache
def page_of(path: Path) -> Page:
    told = expected(path)
    retrieved = date.fromisoformat(told["retrieved"]) if told["retrieved"] else None
    return Page(told["url"], path.read_bytes(), retrieved, timezone=told["timezone"] or "")


@cache
def read(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The talks and articles of a saved page, through the whole trip from bytes to the JSON form."""
    page, source = page_of(path), source_of(path)
    understood = [normalise(sighting, source, page.retrieved) for sighting in gather(extract(page, source))]
    talks = [talk_json(one) for one in understood if isinstance(one, Talk)]
    talks.sort(key=lambda talk: (talk["start"] or "", talk["title"]))
    return talks, [article_json(one) for one in understood if isinstance(one, Article)]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def fields() -> Iterator[Any]:
    for path in cases():
        told = expected(path)
        for kind in ("events", "articles"):
            for number, record in enumerate(told[kind]):
                which = f" {number + 1}" if len(told[kind]) > 1 else ""
                for field in record:
                    yield pytest.param(path, kind, number, field, id=f"{name(path)}{which}: {field}")


def plain(value: Any) -> Any:
    """People without the address of their pages, texts without regard to white space."""
    if isinstance(value, list):
        return [{key: one[key] for key in ("name", "affiliation")} if isinstance(one, dict) else one for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in cases()])
def test_a_page_announces_just_its_own_talks_and_articles(path: Path) -> None:
    told = expected(path)
    talks, articles = read(path)
    assert [talk["title"] for talk in talks] == [talk["title"] for talk in told["events"]]
    assert len(articles) == len(told["articles"])


@pytest.mark.parametrize(("path", "kind", "number", "field"), list(fields()))
def test_field(path: Path, kind: str, number: int, field: str) -> None:
    found = read(path)[0 if kind == "events" else 1]
    assert len(found) > number, "nothing was understood here"
    assert plain(found[number][field]) == plain(expected(path)[kind][number][field])


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in cases()])
def test_every_claim_is_read_again_at_its_place(path: Path) -> None:
    page = page_of(path)
    for sighting in extract(page, source_of(path)):
        for claim in sighting.claims:
            if claim.layer != "visible" or claim.by == "visible:address":
                continue
            text = page.text_at(claim.at.path)
            assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text, claim


@pytest.mark.parametrize("path", [pytest.param(p, id=name(p)) for p in cases() if "next" in expected(p)])
def test_a_listing_leads_to_its_talks_and_its_next_page(path: Path) -> None:
    listing = Listing(url=expected(path)["url"])
    assert next_link(page_of(path), listing) == expected(path)["next"]
    assert talk_links(page_of(path), source_of(path), listing) == [talk["url"] for talk in expected(path)["events"]]
