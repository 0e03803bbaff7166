"""Importing saved pages: the same twice as once, each page as old as it is, and nothing said of the institute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import SourceError
from config.settings import Settings
from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.query import TalkQuery
from pipeline.talk import Sighting
from talkfeed import bringing
from talkfeed.bringing import Brought, bring
from talkfeed.wiring import App

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LAB = "https://lab.example.org"
SOURCE = f'''
name = "The Lab"
homepage = "{LAB}/"
timezone = "America/Chicago"
verified = true

[[listing]]
url = "{LAB}/events/"
'''


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[App]:
    """A deployment with one institute of its own, on each engine in turn."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/lab.toml").write_text(SOURCE)
    given = {"data_dir": tmp_path, "database_url": database_url, "sources_dirs": [tmp_path / "sources"]}
    app = App(Settings.model_validate(given), lambda: NOW)
    yield app
    app.close()


def saved(folder: Path, **pages: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def html(name: str, when: str, *, own: bool, url: str = "") -> str:
    """A page with one talk in JSON-LD: its own, with all that is known, or the listing's card of it."""
    about: dict[str, object] = {"@context": "https://schema.org", "@type": "Event", "name": f"The Patience of {name}"}
    about |= {"startDate": when, "url": f"{LAB}/events/{name}"}
    if own:
        about |= {"location": "Hall of Maps", "description": f"Why {name} wait longer than people do, with a model."}
    script = f'<script type="application/ld+json">{json.dumps(about)}</script>'
    return f'<html><head><link rel="canonical" href="{url or about["url"]}">{script}</head><body></body></html>'


def test_a_damaged_archive_and_a_page_that_cannot_be_read_cost_themselves_alone(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def record(name: str) -> bytes:
        body = html(name, "2026-12-01T15:00", own=True).encode()
        payload = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {LAB}/events/{name}\r\nContent-Length: {len(payload)}"
        )
        return f"{head}\r\nContent-Type: application/http; msgtype=response\r\n\r\n".encode() + payload + b"\r\n\r\n"

    def read_off(page: Page, source: Source) -> list[Sighting]:
        if page.url.endswith("newts"):
            raise RecursionError("too deep")
        return extract(page, source)

    monkeypatch.setattr(bringing, "extract", read_off)
    (tmp_path / "crawl.warc").write_bytes(record("toads") + record("newts") + record("frogs") + b"\nno header\n" * 3)
    brought = bring(app, [tmp_path / "crawl.warc"], None, "")
    assert {entry.talk.title for entry in app.store.find(TalkQuery())} == {
        f"The Patience of {x}" for x in ("toads", "frogs")
    }
    assert [problem.split(str(tmp_path))[1] for problem in brought.problems] == [
        "/crawl.warc could not be read: too deep (RecursionError)",
        "/crawl.warc is a damaged WARC: what stands before the damage was read.",
    ]


def counts(brought: Brought) -> tuple[int, int]:
    return sum(one.announced for one in brought.reports), sum(one.changed for one in brought.reports)


def test_the_same_pages_again_change_nothing(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are cut: a talk's own page and its card are gathered before."""
    monkeypatch.setattr(bringing, "TOGETHER", 2)
    folder = saved(tmp_path / "pages")
    names = ("rivers", "lakes", "seas")
    for number, name in enumerate(names):
        when = f"2026-12-0{number + 1}T15:00"
        (folder / f"{number}-own.html").write_text(html(name, when, own=True))
        (folder / f"x{number}-card.html").write_text(html(name, when, own=False, url=f"{LAB}/events/?p={number}"))
    assert counts(bring(app, [folder], "lab", "")) == (3, 0)
    before = app.store.find(TalkQuery())
    assert [entry.talk.place.venue for entry in before] == ["Hall of Maps"] * 3
    assert counts(bring(app, [folder], "lab", "")) == (0, 0)
    assert app.store.find(TalkQuery()) == before


def test_a_card_alone_takes_nothing_away(app: App, tmp_path: Path) -> None:
    own = saved(tmp_path / "own", rivers=html("rivers", "2026-12-01T15:00", own=True))
    card = saved(tmp_path / "card", events=html("rivers", "2026-12-01T15:00", own=False, url=f"{LAB}/events/?p=1"))
    bring(app, [own], "lab", "")
    assert counts(bring(app, [card], "lab", "")) == (0, 0)
    (entry,) = app.store.find(TalkQuery())
    assert (entry.talk.place.venue, entry.sequence) == ("Hall of Maps", 0)
    assert entry.talk.abstract


def test_a_saved_page_that_names_no_address_leaves_the_talk_its_own(app: App, tmp_path: Path) -> None:
    page = (
        "<html><head><title>The Patience of rivers</title></head><body><main><article><h1>The Patience of rivers</h1>"
        "<p>Date: Tuesday, 1 December 2026, 15:00</p><p>Room: {0}</p><p>Why rivers wait longer than people do, with a "
        "model of years of mud, shown step by step to all who come.</p></article></main></body></html>"
    )
    bring(app, [saved(tmp_path / "own", rivers=html("rivers", "2026-12-01T15:00", own=True))], "lab", "")
    (before,) = app.store.find(TalkQuery())
    assert before.talk.url == f"{LAB}/events/rivers"
    bring(app, [saved(tmp_path / "first", kept=page.format("R 14"))], "lab", "")
    (entry,) = app.store.find(TalkQuery())
    assert (entry.uid, entry.talk.url, entry.talk.place.room) == (before.uid, before.talk.url, "R 14")
    assert entry.talk.listings == before.talk.listings
    assert counts(bring(app, [saved(tmp_path / "again", kept=page.format("R 14"))], "lab", "")) == (0, 0)
    (again,) = app.store.find(TalkQuery())
    assert (again.talk.url, again.updated) == (before.talk.url, entry.updated)


def test_a_talk_known_from_a_file_alone_gets_the_address_of_its_page(app: App, tmp_path: Path) -> None:
    page = html("rivers", "2026-12-01T15:00", own=True)
    unnamed = page[: page.index('<link rel="canonical"')] + page[page.index("<script") :]
    unnamed = unnamed.replace(json.dumps(f"{LAB}/events/rivers"), '""')
    bring(app, [saved(tmp_path / "first", kept=unnamed)], "lab", "")
    (before,) = app.store.find(TalkQuery())
    assert before.talk.url.startswith("file:")
    bring(app, [saved(tmp_path / "own", rivers=page)], "lab", "")
    (entry,) = app.store.find(TalkQuery())
    assert (entry.uid, entry.talk.url) == (before.uid, f"{LAB}/events/rivers")


def test_each_page_is_read_as_of_its_own_day(app: App, tmp_path: Path) -> None:
    def text(title: str, crawled: str) -> str:
        return (
            f"---\noriginal_url: {LAB}/events/{title}\ndate: {crawled}\n---\n\n"
            f"# Ana Sousa – The Patience of {title}\n\n"
            "Dec 6, 3:00 PM – 4:00 PM\n\nHall of Maps\n\n**Abstract**: "
            f"{title} wait longer than people do. This talk shows how long, with a model of years of mud.\n"
        )

    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.md").write_text(text("Rivers", "2023-11-20"), "utf-8")
    (folder / "b.md").write_text(text("Lakes", "2025-11-20"), "utf-8")
    assert counts(bring(app, [folder], "lab", "")) == (2, 0)
    assert [entry.talk.when.day for entry in app.store.find(TalkQuery())] == [date(2023, 12, 6), date(2025, 12, 6)]


def test_an_import_says_nothing_of_the_institute(app: App, tmp_path: Path) -> None:
    """When it is due, how often it failed, how it fares: as before. Its talks have a feed all the same."""
    app.store.sources_sync(app.sources.values(), crawled=["lab"], now=NOW)
    app.record_failure("lab", "the listing answered 503")
    before = [row for row in app.store.source_rows() if row.id == "lab"]
    sentence = [one.sentence for one in app.health().sources if one.source.id == "lab"]
    bring(app, [saved(tmp_path / "own", rivers=html("rivers", "2026-12-01T15:00", own=True))], "lab", "")
    assert [row for row in app.store.source_rows() if row.id == "lab"] == before
    assert before[0].failures == 1
    assert app.store.due(NOW + timedelta(minutes=1)) == []
    assert [one.sentence for one in app.health().sources if one.source.id == "lab"] == sentence
    assert [run.crawled for run in app.store.runs("lab")].count(False) == 1
    assert "lab" in {spec.id for spec in app.feeds()}


def test_what_cannot_be_read_is_handed_back(app: App, tmp_path: Path) -> None:
    folder = saved(tmp_path / "pages")
    (folder / "latin.txt").write_bytes("Prof. Müller".encode("latin-1"))
    brought = bring(app, [folder], None, "")
    assert (brought.pages, brought.reports) == (0, ())
    assert "latin.txt" in brought.problems[0]
    with pytest.raises(SourceError, match="no source is called"):
        bring(app, [folder], "lob", "")
