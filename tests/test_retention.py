"""What is forgotten, by whom, and what never is; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.errors import QueryError
from config.settings import Settings
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.settling import FLAPPING
from pipeline.store import Corrections, retention, tables
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import publishing
from talkfeed.changing import KEPT
from talkfeed.commands import run
from talkfeed.running import prune
from talkfeed.wiring import App

LISTING = "https://institute.example/talks/"
FIRST = datetime(2026, 2, 4, 9, tzinfo=UTC)


def claims_of(said: dict[str, str]) -> tuple[Claim, ...]:
    return tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32)) for k, v in said.items())


class Desk:
    """A deployment that keeps `days` of the past; its institute is crawled once a week."""

    def __init__(self, folder: Path, url: str, days: int | None) -> None:
        self.now, self.folder = FIRST, folder
        listing = Listing(url=LISTING)
        self.source = Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))
        settings = Settings(data_dir=folder, database_url=url, base_url="https://talks.example", history_days=days)
        self.app = App(settings, lambda: self.now)
        self.app.__dict__["sources"] = {"institute": self.source}

    def crawl(self, day: date, room: str) -> None:
        self.now += timedelta(days=7)
        claims = {"title": "On Stars", "when": f"{day:%Y-%m-%d} 15:00", "room": room, "speaker": "Ada Lovelace"}
        seen = (Sighting("talk", f"{LISTING}stars", f"{LISTING}stars", claims_of(claims), own_page=True),)
        coverage = Coverage(reach=((LISTING, date(2028, 1, 1)),))
        name = f"run-{self.now.isoformat()}"
        ingest(
            self.app.store,
            self.source,
            Harvest("institute", name, self.now, self.now, seen, pages_ok=2, coverage=coverage),
            now=self.now,
        )

    def announces(self, month: int, day: date, step: str) -> None:
        """A talk and an article of their own, at their first or second step."""
        self.now += timedelta(days=14)
        talk = {"title": f"On Stars, part {month}", "when": f"{day:%Y-%m-%d} 15:00", "room": f"R {step}"}
        text = f"The {step} report on star number {month} says at length what is known of it, and what is not. " * 4
        news = {"title": f"Star number {month}", "published": f"{day:%Y-%m-%d}", "body": text}
        seen = [
            Sighting(kind, f"{LISTING}{kind}{month}", f"{LISTING}{kind}{month}", claims_of(said), own_page=True)
            for kind, said in (("talk", talk), ("article", news))
        ]
        name = f"run-{self.now.isoformat()}"
        ingest(
            self.app.store,
            self.source,
            Harvest("institute", name, self.now, self.now, tuple(seen), pages_ok=2, coverage=Coverage()),
            now=self.now,
        )

    def told(self) -> dict[str, int]:
        """How many articles tell where their values come from."""
        column = tables.article.c.evidence
        with self.app.store.reading() as connection:
            return {"article evidence": sum(bool(one) for one in connection.scalars(select(column)))}

    def count(self, table: str) -> int:
        with self.app.store.reading() as connection:
            return connection.scalar(select(func.count()).select_from(tables.metadata.tables[table])) or 0

    def feeds(self) -> dict[str, bytes]:
        publishing.publish(self.app)
        folder = self.app.settings.public_dir / "feeds"
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, database_url, 60)
    yield desk
    desk.app.close()


def test_the_past_is_forgotten_and_feeds_are_as_they_were(desk: Desk) -> None:
    for week in range(26):  # a room that changes every week, of a talk that is still to come
        desk.crawl(date(2027, 3, 2), f"R {week}")
    before, old = desk.feeds(), desk.app.store.find(TalkQuery())
    then = desk.now - timedelta(days=50)
    known_then = desk.app.store.find(TalkQuery(as_of=then))
    assert (desk.count("revision"), desk.count("run")) == (26, 26)
    gone = desk.app.forget()
    # 9 crawls lie within 60 days, and the revision before them tells how the talk stood when they began
    assert desk.count("revision") == 10
    assert gone["revision"] == 16
    assert desk.count("run") == retention.RUNS
    assert desk.count("evidence") > 0
    assert (desk.feeds(), desk.app.store.find(TalkQuery())) == (before, old)
    assert desk.app.store.find(TalkQuery(as_of=then)) == known_then
    assert sum(desk.app.forget().values()) == 0
    desk.crawl(date(2027, 3, 2), "R 99")
    (entry,) = desk.app.store.find(TalkQuery())
    assert (entry.uid, entry.sequence, entry.revision) == (old[0].uid, old[0].sequence + 1, 27)


def test_what_happened_before_what_is_kept_is_refused(desk: Desk) -> None:
    for week in range(26):
        desk.crawl(date(2027, 3, 2), f"R {week}")
    whole = desk.app.store.happened(FIRST)
    retention.must_be_kept(desk.app.store, FIRST, desk.now)
    desk.app.forget()
    with pytest.raises(QueryError, match=r"since: .* is before what is kept of the past .*: ask from 2026-") as refused:
        retention.must_be_kept(desk.app.store, FIRST, desk.now)
    first = datetime.fromisoformat(str(refused.value).split()[-2])
    retention.must_be_kept(desk.app.store, first, desk.now)
    assert desk.app.store.happened(first) == [one for one in whole if one.revision.changed_at >= first]


def test_feeds_are_written_without_corrections_that_are_over(desk: Desk) -> None:
    desk.crawl(date(2027, 3, 2), "R 1")
    uid = desk.app.store.find(TalkQuery())[0].uid
    last = desk.now.date()
    desk.app.corrections.fix(uid, ["room=R 14"], reason="the door says so", now=desk.now, until=last)
    assert b"R 14" in desk.feeds()["all.ics"]
    desk.now += timedelta(days=1)
    assert b"R 14" not in desk.feeds()["all.ics"], "nobody crawled"


def test_of_a_talk_that_is_over_stays_what_it_was(desk: Desk) -> None:
    desk.crawl(date(2026, 3, 3), "R 1")
    desk.crawl(date(2026, 3, 3), "R 2")
    (old,) = desk.app.store.find(TalkQuery())
    desk.now += timedelta(days=400)
    prune(desk.app)  # what the timer does every night
    assert desk.app.store.find(TalkQuery()) == [old]
    assert [desk.count(table) for table in ("revision", "evidence", "run", "talk_key")] == [1, 0, 2, 2]
    assert desk.app.store.entry(f"{LISTING}stars") == old


def test_unless_it_is_limited_nothing_of_the_past_is_forgotten(database_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, database_url, None)
    for week in range(4):
        desk.crawl(date(2026, 3, 3), f"R {week}")
    desk.now += timedelta(days=4000)
    assert desk.app.forget() == {"page": 0, "ledger": 0}
    assert (desk.count("revision"), desk.count("run")) == (4, 4)
    desk.app.close()


def test_two_years_are_no_larger_than_one(desk: Desk) -> None:
    """In each month a talk and an article are announced and changed, the talk is corrected and set right; now and then
    feeds are published, and the past is forgotten."""
    sizes = []
    for month in range(26):
        day = desk.now.date() + timedelta(days=30)
        for step in ("first", "second"):
            desk.announces(month, day, step)
        uid = desk.app.store.find(TalkQuery())[-1].uid
        pen = Corrections(desk.app.store)
        pen.fix(uid, ["room=R 14"], reason="the door says so", now=desk.now)
        pen.unfix(uid, ["room"], now=desk.now + timedelta(minutes=1))
        if month % 13 in (6, 12):
            desk.feeds()
            prune(desk.app)
        if month in (12, 25):
            sizes.append({name: desk.count(name) for name in ("evidence", "correction", "ledger")} | desk.told())
    first, second = sizes
    assert all(size <= first[name] for name, size in second.items()), sizes
    assert all(first.values()), first
    talks = desk.count("talk")
    assert talks == 26
    assert desk.count("revision") <= talks + 12  # each talk's latest, and what lies within 60 days
    (kept,) = (one for one in desk.app.store.find(TalkQuery()) if one.talk.title == "On Stars, part 0")
    assert desk.app.store.evidence(kept.uid) == []
    known = desk.feeds()
    prune(desk.app)
    assert desk.feeds() == known


def test_what_feeds_and_deciders_look_back_at_is_kept_however_short_history_is() -> None:
    now = datetime(2026, 2, 4, 23, tzinfo=UTC)
    least = now - min(retention.LEAST, now - (retention.horizon(now, 1) or now))
    assert least <= datetime(2026, 2, 4, tzinfo=UTC) - KEPT
    assert least <= now - FLAPPING
    assert retention.horizon(now, None) is None


def test_people_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, f"sqlite:///{tmp_path / 'talkfeed.db'}", 60)
    for week in range(3):
        desk.crawl(date(2026, 3, 3), f"R {week}")
    desk.app.close()
    (tmp_path / "talkfeed.toml").write_text('history_days = 60\ndata_dir = "."\n')

    def said(*words: str) -> str:
        assert run(["--config", str(tmp_path / "talkfeed.toml"), "--now", "2026-09-01T12:00:00Z", *words]) == 0
        return "".join(capsys.readouterr())

    said("history", f"{LISTING}stars")
    forgotten = said("db", "vacuum")
    assert "revision\t2" in forgotten
    assert "bytes before" in forgotten
    for more in ((), ("--feed", "all"), ("--json",)):
        words = ("--now", "2026-09-01T12:00:00Z", "history", "--since", "2026-02-01", *more)
        assert run(["--config", str(tmp_path / "talkfeed.toml"), *words]) == 2
        assert capsys.readouterr().err.endswith(": ask from 2026-02-25T09:00:00Z on\n")
    history = said("history", f"{LISTING}stars").splitlines()
    assert history[4:6] == ["2026-02-11 09:00  announced", f"{'':20}1 later step is no longer kept (history_days)"]
    assert history[6] == "2026-02-25 09:00  place changed"
    assert "is no longer kept" in said("why", f"{LISTING}stars")
    assert '"forgotten": {"page": 0, "ledger": 0, "revision": 0' in said("--json", "db", "vacuum")
