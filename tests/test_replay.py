"""Pages of the archive read again: what today's extractors make of them, and a lost database made again, on both
engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, inspect, select, update

from config.settings import Settings
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.store.archive import VERSIONS, Archive
from pipeline.store.transfer import transfer
from pipeline.talk import Status
from talkfeed import publishing
from talkfeed.counting import told_last
from talkfeed.engine import LocalEngine
from talkfeed.replaying import Step, plan, replay, steps
from talkfeed.restoring import before, lost
from talkfeed.rounds import carry_out
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, 0, 0, 654321, tzinfo=UTC)
HEAD = "<html lang=en><title>Talks</title><h1>Seminar talks</h1>"


def talk(title: str, speaker: str, day: str, room: str = "Room 4") -> str:
    """A card without any link."""
    return f"<article class=event><h3>{title}</h3><p>Speaker: {speaker}</p><p>{day}, 4:00 pm</p><p>{room}</p></article>"


ADA = ("Ada Okuosa, Harbour University", "March 17, 2026")
NEWTS = talk("The Long Memory of Newts", "Finn Abara, Shore College", "March 19, 2026")
GONE = talk("A talk soon called off", "Lena Brandt, Fjord Institute", "March 24, 2026")
OFF = GONE.replace("<h3>", "<h3>CANCELLED: ")
FAR = talk("Rivers underground", "Noor Haddad, Delta School", "April 7, 2026")
LIVES = (
    HEAD + talk("TBA", *ADA) + NEWTS + GONE + FAR,
    HEAD + talk("On Knots in Water", *ADA) + NEWTS + GONE + FAR,
    HEAD + talk("On Knots in Water", ADA[0], "March 18, 2026", "Room 9") + NEWTS + OFF + FAR,
)  # fmt: skip


@dataclass
class Deployment:
    """An institute on loopback and a deployment that crawls it, at a clock that the test moves."""

    app: App
    site: Any
    now: datetime = NOW
    heard: list[object] = field(default_factory=list)

    def crawl(self, *, days: int = 0) -> None:
        self.now += timedelta(days=days)
        self.app.tend()
        result = carry_out(self.app, LocalEngine(self.app.settings, self.now), ["one"], self.heard.append)
        assert not list(result.troubles())

    def replay(self, *, apply: bool) -> dict[str, Any]:
        self.now += timedelta(hours=1)
        planned = plan(self.app, ())
        return dict(replay(self.app, planned, self.heard.append, now=self.now, apply=apply).reports["one"])

    def shown(self) -> dict[str, tuple[str, str, str, str]]:
        return {
            entry.uid: (entry.talk.title, str(entry.talk.when.start), entry.talk.place.room or "", entry.talk.status)
            for entry in self.app.store.find(TalkQuery())
        }


@pytest.fixture
def one(tmp_path: Path, database_url: str, site: Any) -> Iterator[Deployment]:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/one.toml").write_text(
        f'name = "One"\ntimezone = "Europe/London"\n[[listing]]\nurl = "{site.url}/talks"\n[limits]\ndelay = 0\n'
    )
    made = Settings(
        data_dir=tmp_path / "data", database_url=database_url, catalogue=False, private_hosts=(site.host,),
        sources_dirs=(tmp_path / "sources",),
    )  # fmt: skip
    deployment = Deployment(App(made), site)
    deployment.app.clock = lambda: deployment.now
    yield deployment
    deployment.app.close()


def lose(app: App) -> None:
    """The database forgets everything; the archive stays."""
    with app.store.changing() as connection:
        for table in reversed(t.metadata.sorted_tables):
            connection.execute(delete(table))


def test_a_lost_database_is_made_again_from_its_archive(one: Deployment) -> None:
    """A talk without a link, announced without a title, keeps the UID of then, though its page says nothing of it."""
    for number, body in enumerate(LIVES):
        one.site.page("/talks", body)
        one.crawl(days=number)
    before, asked = one.shown(), len(one.site.asked)
    lose(one.app)
    assert not one.shown()
    report = one.replay(apply=True)
    assert report["announced"] == 4
    assert one.shown() == before
    assert {status for _, _, _, status in before.values()} == {Status.CONFIRMED, Status.CANCELLED}
    assert len(one.site.asked) == asked, "nobody was asked"
    told = one.app.store.history(next(uid for uid, (title, *_) in before.items() if "Knots" in title))
    assert [revision.changed_at.date() for revision in told] == [
        NOW.date() + timedelta(days=days) for days in (0, 1, 3)
    ]
    assert plan(one.app, ()).past == ()
    again = one.replay(apply=True)
    assert (again["announced"], again["changed"], again["withdrawn"]) == (0, 0, 0)
    assert one.shown() == before


def card(slug: str, title: str, speaker: str, day: str) -> str:
    link = f'<a href="/talks/{slug}">{title}</a>'
    return f"<article class=event><h3>{link}</h3><p>{speaker}</p><p>{day}, 4:00 pm</p></article>"


def of_cards(site: Any, *talks: tuple[str, str, str, str]) -> None:
    """A listing, and a page for each talk; pages that were there before stay."""
    site.page("/talks", HEAD + "".join(card(*one) for one in talks))
    for slug, title, speaker, day in talks:
        body = f"<h1>{title}</h1><p>Speaker: {speaker}</p><p>{day}, 4:00 pm, Room 4</p><p>Of water and of time.</p>"
        site.page(f"/talks/{slug}", f"<html lang=en><title>{title}</title>{body}")


def test_what_was_gone_moved_or_dropped_is_so_again(one: Deployment) -> None:
    """Of a page that is gone, one that leads to the talk's new address, and a talk that was dropped from its list, the
    archive holds the old bytes still."""
    first = ("ada", "On Knots in Water", "Ada Okuosa", "March 17, 2026")
    gone = ("newts", "The Long Memory of Newts", "Finn Abara", "March 19, 2026")
    ring = ("ring", "Numbers in a Ring", "Lena Brandt", "March 24, 2026")
    drop = ("drop", "A Drop of Oil", "Mei Tan", "March 26, 2026")
    last = ("last", "Rivers Underground", "Noor Haddad", "April 7, 2026")
    of_cards(one.site, first, gone, ring, drop, last)
    one.crawl()
    of_cards(one.site, first, ("ring2", *ring[1:3], "March 25, 2026"), last)
    del one.site.pages["/talks/newts"], one.site.pages["/talks/drop"]
    one.site.page("/talks/ring", "", status=301, headers={"Location": "/talks/ring2"})
    for _ in range(4):
        one.crawl(days=1)
    before = one.shown()
    stands = {title for title, *_, status in before.values() if status != Status.WITHDRAWN}
    assert stands == {first[1], ring[1], last[1]}
    publishing.publish(one.app)
    told = told_last(one.app.settings.public_dir)
    lose(one.app)
    one.replay(apply=True)
    assert one.shown() == before
    publishing.publish(one.app)
    again = told_last(one.app.settings.public_dir)
    assert again.keys() == told.keys()
    assert all(again[uid] >= told[uid] for uid in told), "no calendar sees time run backwards"


def test_whoever_crawls_into_a_new_database_is_told_before(one: Deployment) -> None:
    assert lost(one.app) == ""
    for body in LIVES:
        one.site.page("/talks", body)
        one.crawl(days=1)
    publishing.publish(one.app)
    told = told_last(one.app.settings.public_dir)
    assert lost(one.app) == ""
    lose(one.app)
    said, behind = before(one.app)
    assert "talkfeed replay --apply" in said
    assert "4 talks were published that it does not know; SEQUENCE counts on from there" in behind
    one.crawl(days=1)
    assert lost(one.app) == ""
    publishing.publish(one.app)
    again = told_last(one.app.settings.public_dir)
    assert len(again) == 4
    assert all(again[uid] >= told[uid] for uid in again.keys() & told.keys()), "no calendar sees time run backwards"


def test_a_new_database_empties_no_calendar(one: Deployment) -> None:
    """What lies in `public_dir` stays until the database knows of it again: feeds, page and news."""
    one.site.page("/talks", LIVES[0])
    one.crawl()
    publishing.publish(one.app)
    folder = one.app.settings.public_dir
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    lose(one.app)
    for _ in range(2):
        (problem,) = publishing.publish(one.app).problems
        assert problem.startswith("feed all.ics: it stays as it was: the database knows none of the 4 talks to come in")
        assert one.app.stuck() == [problem]
        assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before
    one.site.page("/talks", HEAD + talk("On something else", "Una Roth, Cliff Lab", "March 26, 2026"))
    one.crawl(days=1)
    behind, *kept = publishing.publish(one.app).problems
    assert "4 talks were published that it does not know; SEQUENCE counts on from there" in behind
    assert len(kept) == 2, "of all, and of the institute"
    assert (folder / "feeds/all.ics").read_bytes() == before[folder / "feeds/all.ics"]
    lose(one.app)
    one.replay(apply=True)
    assert publishing.publish(one.app).problems == []
    assert one.app.stuck() == []


def test_whoever_crawls_into_an_older_backup_is_told_before(one: Deployment) -> None:
    one.site.page("/talks", LIVES[0])
    one.crawl()
    known = one.app.store.source_rows()[0].last_run_at
    for body in LIVES[1:]:
        one.site.page("/talks", body)
        one.crawl(days=1)
    assert lost(one.app) == ""
    with one.app.store.changing() as connection:  # as a backup of the first day has it
        connection.execute(
            delete(t.run).where(t.run.c.started_at > known, t.run.c.id.not_in(select(t.revision.c.run_id)))
        )
        connection.execute(update(t.source).values(last_run_at=known))
    assert f"the archive holds {len(LIVES) - 1} runs later than what the database knows" in lost(one.app)
    one.crawl(days=1)
    assert lost(one.app) == ""


def test_it_is_said_when_it_is_too_late(one: Deployment) -> None:
    one.site.page("/talks", LIVES[0])
    one.crawl()
    one.site.page("/talks", LIVES[1])
    one.crawl(days=1)
    assert plan(one.app, ()).hidden == 0
    lose(one.app)
    assert (plan(one.app, ()).runs, plan(one.app, ()).hidden) == (2, 0)
    one.crawl(days=1)
    assert (plan(one.app, ()).runs, plan(one.app, ()).hidden) == (0, 2)


def test_a_failure_is_none_of_the_institutes(one: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    one.site.page("/talks", LIVES[0])
    one.crawl()
    one.crawl(days=1)
    with one.app.store.changing() as connection:
        connection.execute(delete(t.run).where(t.run.c.started_at > NOW))
    monkeypatch.setattr("talkfeed.engine.sys.executable", "false")
    planned = plan(one.app, ())
    result = replay(one.app, planned, one.heard.append, now=one.now, apply=True)
    assert result.lost
    assert plan(one.app, ()) == planned, "it can be done again"


def test_what_was_not_fetched_again_is_not_invented(one: Deployment) -> None:
    """A talk that left its listing, and whose absence was believed, stays away."""
    one.site.page("/talks", LIVES[0])
    one.crawl()
    one.site.page("/talks", LIVES[0].replace(NEWTS, ""))
    for _ in range(3):
        one.crawl(days=1)
    assert [uid for uid, shown in one.shown().items() if "Newts" in shown[0] and shown[3] != Status.WITHDRAWN] == []
    report = one.replay(apply=True)
    assert (report["announced"], report["reinstated"], report["changed"]) == (0, 0, 0)


def test_what_would_change_is_told_and_kept_only_when_asked(one: Deployment) -> None:
    """Yesterday's extractors read another title and a room that nobody states; today's would not."""
    one.site.page("/talks", LIVES[0])
    one.crawl()
    right = one.shown()
    uid = next(uid for uid, (title, *_) in right.items() if "Newts" in title)
    with one.app.store.changing() as connection:
        wrong = update(t.talk).where(t.talk.c.uid == uid)
        connection.execute(wrong.values(title="The Long Memory", venue="Shore College", hash=None))
    rows = _rows(one.app)
    report = one.replay(apply=False)
    assert [line.split(":")[0] for line in report["lines"]] == ["place changed, retitled"]
    assert _rows(one.app) == rows, "nothing is kept"
    report = one.replay(apply=True)
    assert report["changed"] == 1
    assert one.shown() == right
    (row,) = one.app.store.source_rows()
    assert row.last_run_at == NOW.replace(microsecond=0), "a replay is no crawl"


def test_replaying_counts_no_absence(one: Deployment) -> None:
    one.site.page("/talks", LIVES[0])
    one.crawl()
    one.site.page("/talks", LIVES[0].replace(NEWTS, ""))
    one.crawl(days=1)
    before = one.shown()
    for _ in range(4):
        one.replay(apply=True)
    assert one.shown() == before


def test_a_restored_backup_catches_up(one: Deployment, tmp_path: Path) -> None:
    """Runs that came after the backup are gone through; those it knows are not."""
    one.site.page("/talks", LIVES[0])
    one.crawl()
    with Store.open(f"sqlite:///{tmp_path / 'backup.db'}") as backup:
        transfer(one.app.store, backup)
        for body in LIVES[1:]:
            one.site.page("/talks", body)
            one.crawl(days=1)
        after = one.shown()
        lose(one.app)
        transfer(backup, one.app.store)
    assert one.shown() != after
    assert plan(one.app, ()).runs == 2
    one.replay(apply=True)
    assert one.shown() == after


def test_a_source_without_pages_is_left_out(one: Deployment) -> None:
    assert plan(one.app, ()).sources == ()
    one.site.page("/talks", LIVES[0])
    one.crawl()
    assert plan(one.app, ()) == plan(one.app, ["one"]) == plan(one.app, ["one", "other"])
    assert plan(one.app, ["other"]).sources == ()


def test_an_archive_of_before_there_were_versions(database_url: str, now: datetime) -> None:
    with Archive.open(database_url) as archive:
        archive.keep("https://one.example/", "one", b"a page", status=200, headers={}, retrieved=now)
        VERSIONS.drop(archive.engine)
    with Archive.open(database_url) as archive:
        assert archive.runs() == [(now, "one")]
        known = archive.as_of(now).recall("https://one.example/")
        assert known is not None
        assert archive.as_of(now).body(known.sha256) == b"a page"
        assert archive.as_of(now - timedelta(seconds=1)).recall("https://one.example/") is None
        archive.prune(now + timedelta(days=1))
        assert archive.runs() == []
        assert inspect(archive.engine).has_table("archive_version")


def test_runs_of_one_hour_are_gone_through_together() -> None:
    def at(minutes: int) -> datetime:
        return NOW + timedelta(minutes=minutes)

    runs = [(at(0), "a"), (at(20), "b"), (at(40), "a"), (at(50), "b"), (at(200), "c")]
    assert steps(runs) == [Step(at(20), ("a", "b")), Step(at(50), ("a", "b")), Step(at(200), ("c",))]


def _rows(app: App) -> list[tuple[object, ...]]:
    with app.store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(t.talk).order_by(t.talk.c.uid))]
