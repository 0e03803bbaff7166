"""What changed in a feed: stable entries, honest dates, nothing that may not be told; and feeds as they were."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendar_export import FORMATS
from config.settings import Settings
from config.sources import Listing, Publish, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import publishing
from talkfeed.changing import changes, lately, latest
from talkfeed.service import service
from talkfeed.wiring import App

ATOM = "{http://www.w3.org/2005/Atom}"
LISTING = "https://institute.example/talks/"


def sighting(name: str, **claims: str) -> Sighting:
    """A talk as its own page tells it."""
    said = {"room": "R 12", "series": "Seminar"} | claims
    made = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32)) for k, v in said.items() if v)
    return Sighting("talk", f"{LISTING}{name}", f"{LISTING}{name}", made, own_page=True)


class Desk:
    """A deployment with one institute, whose page is crawled as the test says."""

    def __init__(self, folder: Path, url: str) -> None:
        self.now = datetime(2026, 2, 4, 9, tzinfo=UTC)
        listing = Listing(url=LISTING)
        self.source = Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))
        self.app = App(Settings(data_dir=folder, database_url=url, base_url="https://talks.example"), lambda: self.now)
        self.app.__dict__["sources"] = {"institute": self.source}
        self.folder = folder / "public" / "feeds"

    def crawl(self, *others: Sighting, **claims: str) -> None:
        self.now += timedelta(days=1)
        seen = (sighting("stars", **({"title": "On Stars", "when": "March 3, 2026, 3:00 pm"} | claims)), *others)
        coverage = Coverage(reach=((LISTING, date(2027, 1, 1)),))
        run = f"run-{self.now.isoformat()}"
        harvest = Harvest("institute", run, self.now, self.now, seen, pages_ok=2, coverage=coverage)
        ingest(self.app.store, self.source, harvest, now=self.now)
        publishing.publish(self.app)

    def entries(self, feed: str = "all") -> list[ET.Element]:
        return ET.fromstring((self.folder / feed / "changes.atom").read_bytes()).findall(f"{ATOM}entry")

    def titles(self, feed: str = "all") -> list[str]:
        return [entry.findtext(f"{ATOM}title") or "" for entry in self.entries(feed)]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, database_url)
    yield desk
    desk.app.close()


def test_each_step_is_an_entry_that_never_changes(desk: Desk) -> None:
    desk.crawl()
    (first,) = desk.entries()
    desk.crawl(when="March 4, 2026, 3:00 pm", title="On All Stars")
    desk.crawl(when="March 4, 2026, 3:00 pm", title="On All Stars", status="cancelled")
    assert desk.titles() == ["Cancelled: On All Stars", "Moved, retitled: On All Stars", "Announced: On Stars"]
    assert ET.tostring(desk.entries()[2]) == ET.tostring(first)
    moved = desk.entries()[1]
    assert "Title: On Stars → On All Stars\nStart: 2026-03-03 15:00 → 2026-03-04 15:00" in str(
        moved.findtext(f"{ATOM}content")
    )
    assert [one.get("term") for one in moved.findall(f"{ATOM}category")] == ["moved", "retitled"]
    assert moved.findtext(f"{ATOM}updated") == "2026-02-06T09:00:00Z"
    ids = [entry.findtext(f"{ATOM}id") for entry in desk.entries()]
    assert [str(one).rsplit(":", 1)[1] for one in ids] == ["3", "2", "1"]
    assert desk.titles("institute") == desk.titles()


def test_a_talk_that_leaves_a_feed_is_told_there(desk: Desk) -> None:
    stays = sighting("moons", title="On Moons", when="March 5, 2026, 3:00 pm")
    told = ["Announced: On Moons", "Announced: On Stars", "Details changed: On Stars"]
    desk.crawl(stays)
    desk.crawl(stays, series="Colloquium")
    assert sorted(desk.titles("institute.seminar")) == told
    assert desk.titles("institute.colloquium") == ["Details changed: On Stars"]
    desk.crawl(stays, series="Colloquium", room="R 14")
    assert sorted(desk.titles("institute.seminar")) == told


def test_what_did_not_change_is_not_written_again(desk: Desk) -> None:
    desk.crawl()
    path = desk.folder / "all" / "changes.atom"
    stamp = path.stat().st_mtime_ns
    desk.crawl()
    assert path.stat().st_mtime_ns == stamp
    desk.now += timedelta(days=31)
    publishing.publish(desk.app)
    assert desk.titles() == []


def test_what_a_source_keeps_for_itself_and_passcodes_are_not_told(desk: Desk) -> None:
    desk.crawl()
    link = "https://zoom.example/j/1?pwd=secret"
    desk.crawl(abstract="A long secret of the stars. " * 9, online_url=link)
    assert b"secret of" in (desk.folder / "all" / "changes.atom").read_bytes()
    desk.source = desk.source.model_copy(update={"publish": Publish(abstracts=False)})
    desk.app.__dict__["sources"] = {"institute": desk.source}
    publishing.publish(desk.app)
    content = (desk.folder / "all" / "changes.atom").read_bytes()
    assert b"secret" not in content
    assert b"zoom.example" in content


@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
def test_the_latest_are_the_beginning_of_all(desk: Desk, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    others = [sighting(f"moon-{n}", title=f"On Moons {n}", when=f"March {5 + n}, 2026, 3:00 pm") for n in range(4)]
    old = [sighting(f"old-{n}", title=f"On Ruins {n}", when=f"January {5 + n}, 2026, 3:00 pm") for n in range(4)]
    desk.crawl(*others)
    desk.crawl(*others, *old, when="March 4, 2026, 3:00 pm")
    desk.crawl(*others, *old, when="March 4, 2026, 3:00 pm", title="On All Stars")
    monkeypatch.setattr("talkfeed.changing.FEW", 1)
    for spec in desk.app.feeds():
        every = changes(desk.app, spec, lately(desk.app, desk.now))
        assert len(every.steps) == 7
        assert latest(desk.app, spec, desk.now, most).steps == every.steps[:most]


def test_an_old_talk_brought_in_is_no_news(desk: Desk) -> None:
    desk.crawl(when="March 3, 2024, 3:00 pm")
    assert desk.titles() == []


def test_they_are_served_as_they_are_published(desk: Desk) -> None:
    desk.crawl()
    path = desk.folder / "all" / "changes.atom"
    with TestClient(service(desk.app), follow_redirects=False) as client:
        answer = client.get("/feeds/all/changes.atom")
        assert (answer.status_code, answer.content) == (200, path.read_bytes())
        assert answer.headers["content-type"].startswith("application/atom+xml")
        again = client.get("/feeds/all/changes.atom", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        path.unlink()
        assert client.get("/feeds/all/changes.atom").content == answer.content
        for name in ("nothing", "..", "news"):
            assert client.get(f"/feeds/{name}/changes.atom").status_code == 404


def test_a_feed_as_it_was_is_the_bytes_that_were_published(desk: Desk) -> None:
    kept = {}
    for claims in ({}, {"title": "On All Stars"}, {"room": "R 14"}, {"status": "cancelled"}, {}):
        desk.crawl(**claims)
        kept[desk.now] = {path.name: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    desk.now += timedelta(days=20)
    for moment, files in kept.items():
        for spec in desk.app.feeds():
            then = publishing.feed(desk.app, spec, desk.now, as_of=moment)
            for form, how in FORMATS.items():
                body = how.of(FORMATS["ics"].render(then)) if how.of else how.render(then)
                assert body == files[f"{spec.id}.{form}"], (spec.id, form)


def test_a_feed_that_moved_or_ended_still_tells_its_changes(desk: Desk) -> None:
    desk.crawl()
    saved = desk.app.saved
    saved.add("stars", TalkQuery(q="stars"), title="Stars", taken=(), now=desk.now)
    desk.crawl(room="R 14")
    assert desk.titles("stars") == ["Place changed: On Stars", "Announced: On Stars"]
    saved.rename("stars", "sky", taken=(), now=desk.now)
    publishing.publish(desk.app)
    with TestClient(service(desk.app), follow_redirects=False) as client:
        moved = client.get("/feeds/stars/changes.atom")
        assert (moved.status_code, moved.headers["location"]) == (301, "/feeds/sky/changes.atom")
        before = client.get("/feeds/sky/changes.atom")
        ids = [one.findtext(f"{ATOM}id") for one in ET.fromstring(before.content).findall(f"{ATOM}entry")]
        assert len(ids) == 2, "entries keep their ids: readers show nothing twice"
    saved.retire("sky", now=desk.now)
    desk.crawl(room="R 15")
    with TestClient(service(desk.app), follow_redirects=False) as client:
        answer = client.get("/feeds/sky/changes.atom")
        assert (answer.status_code, answer.content) == (200, before.content), "it has ended, and is as it was"
        assert client.head("/feeds/sky/changes.atom").headers["etag"] == answer.headers["etag"]
