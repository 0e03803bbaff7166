"""Feeds made without reading their talks whole: the same bytes, nothing done twice, nobody published over."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendar_export import ics, joined
from calendar_export import publish as files
from calendar_export.assembling import FULL, calendar, fitting
from calendar_export.joined import Line
from calendar_export.publish import etag_of
from config.settings import Settings
from config.sources import Listing, Publish, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.store.ledger import Ledger, Publication
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import publishing
from talkfeed.wiring import App

TALKS: dict[str, dict[str, str]] = {
    "stars": {
        "title": "On Stars",
        "when": "March 3, 2026, 3:00–4:00 pm",
        "abstract": "They burn.",
        "series": "Seminar",
    },
    "dust": {"title": "On Dust", "when": "March 4, 2026, 3:00 pm", "abstract": "Passcode: 123456"},
    "light": {"title": "On Light", "when": "March 5, 2026"},
    "school": {"title": "School of Tides", "when": "March 9–13, 2026", "room": "R 1"},
    "off": {"title": "Off", "when": "March 6, 2026, 5:00 pm", "status": "cancelled", "bio": "She wrote."},
    "past": {"title": "Long Ago", "when": "January 15, 2026, 5:00 pm", "status": "cancelled"},
    "beside": {
        "title": "On the Motion of Rivers and Seas",
        "when": "March 17, 2026, 2:00–3:00 pm",
        "speaker": "Ada Byron",
    },
}


class Desk:
    """A deployment with four institutes: one keeps its abstracts to itself, one keeps everything."""

    def __init__(self, folder: Path, url: str, **more: str) -> None:
        self.now = datetime(2026, 2, 4, 9, tzinfo=UTC)
        self.settings = Settings(data_dir=folder, database_url=url, base_url="https://talks.example", **more)
        self.app = App(self.settings, lambda: self.now)
        rules = {"open": Publish(), "terse": Publish(abstracts=False), "shut": Publish(talks=False), "far": Publish()}
        self.sources = {
            name: Source(
                id=name,
                name=name.title(),
                timezone=zone,
                listing=(Listing(url=f"https://{name}.example/talks/"),),
                publish=rules[name],
            )
            for name, zone in zip(rules, (*["America/Chicago"] * 3, "Asia/Tokyo"), strict=True)
        }
        self.app.__dict__["sources"] = self.sources

    def crawl(self, name: str, **changed: dict[str, str]) -> None:
        """What an institute's pages say now, ingested."""
        self.now += timedelta(hours=6)
        root = f"https://{name}.example/talks/"
        sightings = tuple(
            Sighting(
                "talk",
                root + key,
                root + key,
                tuple(
                    Claim(field, text, Layer.VISIBLE, f"visible:{field}", At("ab" * 32))
                    for field, text in (claims | changed.get(key, {})).items()
                ),
                own_page=True,
            )
            for key, claims in TALKS.items()
        )
        coverage = Coverage(reach=((root, date(2027, 1, 1)),))
        run = f"{name}-{self.now.isoformat()}"
        harvest = Harvest(name, run, self.now, self.now, sightings, pages_ok=2, coverage=coverage)
        ingest(self.app.store, self.sources[name], harvest, now=self.now)

    def check(self) -> None:
        """That every feed is the same made from kept events and read whole."""
        for spec in self.app.feeds():
            whole = publishing.feed(self.app, spec, self.now)
            made = calendar(publishing.draft(self.app, spec, self.now), self.app.ledger)
            assert made.content == ics.render(whole), spec.id
            assert made.uids == tuple(entry.uid for entry in whole.entries)
            assert made.left_out == ()


@pytest.fixture
def plain(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, database_url)
    yield desk
    desk.app.close()


@pytest.fixture(params=["mark", "drop"])
def desk(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, database_url, cancelled=request.param)
    yield desk
    desk.app.close()


def test_the_bytes_are_those_of_a_feed_read_whole(desk: Desk) -> None:
    for name in desk.sources:
        desk.crawl(name)
    desk.check()
    desk.check()
    desk.crawl("open", stars={"room": "R 7"}, light={"when": "March 5, 2026, 10:00 am"})
    desk.crawl("terse", off={"abstract": "Not ours to give."})
    desk.check()
    leading = [one[-1] for one in desk.app.ledger.glances(publishing.TalkQuery())]
    assert sum(leading) == len(desk.app.ledger.leading())
    assert any(leading), "some talks are joined, so that these are looked at too"
    assert not all(leading)


def test_what_did_not_change_is_neither_read_nor_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in desk.sources:
        desk.crawl(name)
    first = publishing.publish(desk.app)
    assert first.problems == []
    before = {file: file.stat().st_mtime_ns for file in desk.settings.public_dir.rglob("*.*")}
    read: list[str] = []
    ledger = type(desk.app.ledger)
    entries = ledger.entries
    monkeypatch.setattr(ledger, "entries", lambda self, uids: read.extend(uids) or entries(self, uids))
    monkeypatch.setattr(ledger, "published", lambda *told: pytest.fail(f"the ledger is written: {told[1:]}"))
    monkeypatch.setattr(ledger, "keep", lambda *told: pytest.fail("events are kept anew"))
    again = publishing.publish(desk.app)
    joined = {one[0] for one in desk.app.ledger.glances(publishing.TalkQuery()) if one[-1]}
    assert set(read) <= joined
    assert {file: file.stat().st_mtime_ns for file in before} == before
    told = {(one.feed, one.form): (one.etag, one.last_modified) for one in first.files}
    assert {(one.feed, one.form): (one.etag, one.last_modified) for one in again.files} == told


def test_whoever_publishes_second_waits_and_sees_what_is_new(desk: Desk, database_url: str, tmp_path: Path) -> None:
    """A slow publisher must not put an older state over a newer one: a process reads and writes in one turn."""
    desk.crawl("open")
    publishing.publish(desk.app)
    (tmp_path / "sources").mkdir()
    told = 'name = "Open"\ntimezone = "America/Chicago"\n[[listing]]\nurl = "https://open.example/talks/"\n'
    (tmp_path / "sources/open.toml").write_text(told)
    later = (desk.now + timedelta(hours=12)).isoformat().replace("+00:00", "Z")
    settings = {"TALKFEED_DATABASE_URL": database_url, "TALKFEED_BASE_URL": "https://talks.example"}
    command = [sys.executable, "-m", "talkfeed", "-q", "--data-dir", str(tmp_path), "--now", later, "publish"]
    with desk.app.ledger.turn():
        other = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, **settings})
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(4)
        desk.crawl("open", stars={"title": "On All Stars"})
    assert other.wait(120) == 0
    assert b"SUMMARY:On All Stars" in (desk.settings.public_dir / "feeds/open.ics").read_bytes()


def test_a_feed_that_never_could_be_published_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.crawl("open")
    with monkeypatch.context() as spoilt:
        spoilt.setattr(files, "check_form", lambda content: ["a line has 200 octets"])
        assert publishing.publish(desk.app).problems
        assert not (desk.settings.public_dir / "feeds/open.ics").exists()
        assert "feed open.ics: a line has 200 octets" in desk.app.stuck()
    assert publishing.publish(desk.app).problems == []
    assert desk.app.stuck() == []


def line(number: int, day: date) -> Line:
    return Line(f"{number}@talkfeed", 1, "ics", "", 0, 0, str(day))


def test_a_window_too_wide_loses_what_is_over_then_what_is_furthest_ahead() -> None:
    today = date(2026, 3, 1)
    lines = [line(number, today + timedelta(days=number - 30)) for number in range(100)]
    lines[0] = lines[0]._replace(last_day="2026-03-05")  # it began long ago and is not over
    size = FULL // 50

    def kept(size: int) -> list[int]:
        events = {one.uid: b"x" * size for one in lines}
        return [int(one.uid.partition("@")[0]) for one in fitting(lines, events, today)]

    assert kept(FULL // 100) == list(range(100))
    assert kept(FULL // 90) == [0, *range(11, 100)]
    assert kept(size) == [0, *range(30, 79)]
    assert sum(size for _ in kept(size)) <= FULL


def test_a_feed_too_large_for_google_is_narrowed_and_says_so(desk: Desk) -> None:
    words = "word " * 1500
    desk.crawl("open")
    spec = next(one for one in desk.app.feeds() if one.id == "open")
    whole = publishing.feed(desk.app, spec, desk.now)
    entry = next(one for one in whole.entries if one.talk.title == "On Stars")
    many = tuple(
        replace(entry, uid=f"{n:03}@talkfeed", talk=replace(entry.talk, abstract=f"{n} {words}")) for n in range(200)
    )
    ledger = Forgetful()
    (made,) = files.publish(
        [replace(whole, entries=many)], ledger, desk.settings.public_dir, now=desk.now, forms=("ics",)
    )
    assert made.size < 1_000_000
    assert made.written
    assert "of 200 talks" in made.warning
    (again,) = files.publish(
        [replace(whole, entries=many)], ledger, desk.settings.public_dir, now=desk.now, forms=("ics",)
    )
    assert (again.written, again.warning) == (False, made.warning)
    assert made.warning in ledger.said["open", "state"][2]


class Forgetful:
    """A ledger that keeps no events."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], tuple[str, datetime, str]] = {}

    def rendered(self, form: str, talks: object) -> dict[str, bytes]:
        return {}

    def keep(self, form: str, rendered: object) -> None:
        """Nothing."""

    def publication(self, feed_id: str, form: str) -> object:
        said = self.said.get((feed_id, form))
        return said and Publication(feed_id, form, *said)

    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None:
        self.said[feed_id, form] = (etag, last_modified, problem)


# ── Joined from the published calendar ────────────────────────────────────────────────────────────────────────────────


def published(desk: Desk) -> None:
    """Publish, and look whether every calendar is what a feed read whole gives."""
    assert publishing.publish(desk.app).problems == []
    for spec in desk.app.feeds():
        whole = ics.render(publishing.feed(desk.app, spec, desk.now))
        assert path(desk, spec.id).read_bytes() == whole, spec.id


def path(desk: Desk, feed: str) -> Path:
    return desk.settings.public_dir / f"feeds/{feed}.ics"


def listed(desk: Desk) -> Path:
    return desk.settings.data_dir / "joined/open.json"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The talks of whom a kept event was asked for."""
    seen: list[str] = []
    rendered = Ledger.rendered

    def listening(self: Ledger, form: str, talks: list[joined.Line]) -> dict[str, bytes]:
        seen.extend(talk.uid for talk in talks)
        return rendered(self, form, talks)

    monkeypatch.setattr(Ledger, "rendered", listening)
    return seen


WORDS = {
    "when": ("March 3, 2026, 3:00–4:00 pm", "April 7, 2026, 10:00 am", "March 12, 2026", "to be announced"),
    "title": ("On Stars", "On Other Stars", "Über Sterne, mit Kommas; und mehr"),
    "room": ("R 1", "R 2"),
    "status": ("cancelled", "postponed"),
    "abstract": ("They burn.", "They burn. " * 80),
    "series": ("Seminar", "Colloquium"),
}


@pytest.mark.parametrize("seed", [1, 4])
def test_whatever_changed_the_bytes_are_those_made_anew(plain: Desk, seed: int) -> None:
    chance = random.Random(seed)
    for name in plain.sources:
        plain.crawl(name)
    published(plain)
    for _ in range(6):
        name = chance.choice(sorted(plain.sources))
        said = {
            key: {field: chance.choice(WORDS[field]) for field in chance.sample(sorted(WORDS), 2)}
            for key in chance.sample(sorted(TALKS), 2)
        }
        match chance.randrange(5):
            case 0:
                plain.now += timedelta(days=chance.choice((1, 8, 40)))
            case 1:
                said_now = Publish(abstracts=chance.random() < 0.5)
                plain.sources[name] = plain.sources[name].model_copy(update={"publish": said_now})
            case _:
                plain.crawl(name, **said)
        published(plain)


def test_of_what_stands_in_the_calendar_nothing_is_asked(plain: Desk, asked: list[str]) -> None:
    plain.crawl("open")
    published(plain)
    asked.clear()
    plain.crawl("open", stars={"room": "R 7"})
    published(plain)
    changed = [uid for uid in set(asked) if b"R 7" in path(plain, "open").read_bytes().split(uid.encode())[1]]
    assert len(set(asked)) == len(changed) == 1


@pytest.mark.parametrize("harm", ["no list", "no JSON", "another list", "another file", "no file", "cut"])
def test_a_list_is_believed_beside_its_own_file_only(plain: Desk, asked: list[str], harm: str) -> None:
    plain.crawl("open")
    published(plain)
    file = path(plain, "open")
    good, beside = file.read_bytes(), listed(plain)
    asked.clear()
    if harm == "no list":
        beside.unlink()
    elif harm == "no JSON":
        beside.write_bytes(b"what?")
    elif harm == "another list":
        beside.write_bytes(beside.read_bytes().replace(b'"begin":', b'"begin":1'))
    elif harm == "another file":
        file.write_bytes(good.replace(b"On Stars", b"On Moons"))
    elif harm == "cut":
        beside.write_bytes(beside.read_bytes()[:-40])
    else:
        file.unlink()
    plain.crawl("open", dust={"room": "R 8"})
    published(plain)
    assert len(set(asked)) > 2, "all is looked at again"
    asked.clear()
    plain.crawl("open", dust={"room": "R 9"})
    published(plain)
    assert len(set(asked)) == 1, "and known from then on"


def test_a_calendar_that_would_be_spoilt_by_what_is_new_stays_and_so_does_its_list(
    plain: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.crawl("open")
    published(plain)
    file = path(plain, "open")
    before, told = file.read_bytes(), listed(plain).read_bytes()
    plain.crawl("open", stars={"title": "On Night"})
    with monkeypatch.context() as spoilt:
        spoilt.setattr("calendar_export.ics.event_of", lambda feed, entry: b"BEGIN:VEVENT\r\nSUMMARY\r\nEND:VEVENT\r\n")
        spoilt.setattr("calendar_export.assembling._spoilt", lambda feed, fresh: {})
        assert any("this is no property" in one for one in publishing.publish(plain.app).problems)
    assert (file.read_bytes(), listed(plain).read_bytes()) == (before, told)


def test_garbage_is_looked_for_again_whatever_happened() -> None:
    @joined.in_one_go()
    def work(fail: bool) -> bool:
        with joined.in_one_go():
            pass
        if fail:
            raise KeyError
        return gc.isenabled()

    assert not work(False)
    with pytest.raises(KeyError):
        work(True)
    assert gc.isenabled()


def test_what_is_read_is_what_was_written(plain: Desk) -> None:
    plain.crawl("open")
    published(plain)
    spec = next(one for one in plain.app.feeds() if one.id == "open")
    draft = publishing.draft(plain.app, spec, plain.now, plain.settings.public_dir / "feeds")
    before = draft.before
    assert before is not None
    assert before.etag == etag_of(path(plain, "open").read_bytes())
    assert tuple(before.lines) == draft.lines
    assert list(before.rows) == list(draft.rows)
    assert None not in draft.places
    assert b"".join(before.events()) in path(plain, "open").read_bytes()
    assert joined.read(path(plain, "open"), listed(plain), "made otherwise") is None
