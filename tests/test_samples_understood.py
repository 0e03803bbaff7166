"""What Talkfeed understands of the sample institutes, held against what they say: no site is known to any rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from config.sources import Source, load_sources
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Article, Talk, article_json, talk_json
from talkfeed import samples

ANCHOR = date(2026, 11, 21)
BASE = "http://127.0.0.1:8600"
RETRIEVED = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOT_CRAWLED = ("/", "/robots.txt", "/cvm/agenda")
"""The calendar file is the French institute's only listing; its page for people would announce the same again."""

NEWS_LISTS = ("/linc/news-and-events/news", "/idas/news/", "/ashgrove-news/", "/digest/")
EXACT = ("title", "start", "end", "timezone", "all_day", "recurrence", "status")
INSTITUTES = ("linc", "idas", "tanjong", "cvm", "falkenried", "kawabe")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    folder: Path = tmp_path_factory.mktemp("sources")
    samples.write_sources(folder, BASE)
    return load_sources(Settings(sources_dirs=(folder,), catalogue=False))


def understood(source: Source, *, without: Iterable[str] = ()) -> list[Talk | Article]:
    """Everything one institute's pages announce, read without a crawl."""
    sightings = []
    for path, (content_type, body) in samples.build(ANCHOR, BASE).items():
        if path.split("/")[1] == source.id and path not in (*NOT_CRAWLED, *without):
            page = Page(BASE + path, body, RETRIEVED, content_type, source.timezone, source.language or "")
            sightings += extract(page, source)
    found = (normalise(sighting, source, RETRIEVED) for sighting in gather(sightings))
    return [one for one in found if isinstance(one, Talk | Article)]


def same_talk(found: dict[str, object], talk: dict[str, object]) -> bool:
    if talk["path"]:
        return found["url"] == f"{BASE}{talk['path']}"
    return found["title"] == talk["title"]


@pytest.mark.parametrize("name", INSTITUTES)
def test_every_talk_is_understood_to_the_minute(sources: dict[str, Source], name: str) -> None:
    talks = [talk_json(one) for one in understood(sources[name]) if isinstance(one, Talk)]
    for talk in (talk for talk in samples.expected(ANCHOR) if talk["source"] == name):
        (found,) = [one for one in talks if same_talk(one, talk)]
        fields = [field for field in EXACT if not (field == "title" and talk["title"] is None)]
        assert {field: found[field] for field in fields} == {field: talk[field] for field in fields}


@pytest.mark.parametrize("name", INSTITUTES)
def test_no_talk_is_invented(sources: dict[str, Source], name: str) -> None:
    talks = [talk_json(one) for one in understood(sources[name], without=NEWS_LISTS) if isinstance(one, Talk)]
    expected = [talk for talk in samples.expected(ANCHOR) if talk["source"] == name]
    assert [one["title"] for one in talks if not any(same_talk(one, talk) for talk in expected)] == []


def test_nearly_every_speaker_is_known_by_name(sources: dict[str, Source]) -> None:
    missed = []
    for name in INSTITUTES:
        talks = [talk_json(one) for one in understood(sources[name]) if isinstance(one, Talk)]
        for talk in (talk for talk in samples.expected(ANCHOR) if talk["source"] == name):
            names = [person["name"] for found in talks if same_talk(found, talk) for person in found["speakers"]]
            missed += [person["name"] for person in talk["speakers"] if person["name"] not in names]
    assert len(missed) <= 3, missed


@pytest.mark.parametrize("name", ["linc", "idas", "ashgrove-news", "digest"])
def test_articles_keep_their_text_and_no_box_of_others(sources: dict[str, Source], name: str) -> None:
    found = [article_json(x) for x in understood(sources[name], without=NEWS_LISTS) if isinstance(x, Article)]
    by_title = {one["title"]: one for one in found}
    origin = "ashgrove-news" if name == "digest" else name
    expected = [story for story in samples.expected_articles(ANCHOR) if story["source"] == origin]
    assert by_title.keys() == {story["title"] for story in expected}
    for story in expected:
        article = by_title[story["title"]]
        assert str(article["body"]).split() == story["body"].split()
        if name != "digest":
            assert str(article["published"])[:10] == story["published"]


def test_a_copy_that_names_its_original_is_known_as_that_article(sources: dict[str, Source]) -> None:
    found = [article_json(x) for x in understood(sources["digest"], without=NEWS_LISTS) if isinstance(x, Article)]
    originals = {story["title"]: f"{BASE}{story['path']}" for story in samples.expected_articles(ANCHOR)}
    named = [one for one in found if one["canonical_url"]]
    assert len(named) == 2
    assert all(one["canonical_url"] == originals[str(one["title"])] for one in named)
