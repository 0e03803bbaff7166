"""Feeds as files: same state, same bytes; one change touches one talk; nothing bad replaces what is good."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calendar_export import FORMATS, Format, ics
from calendar_export import publish as publishing
from calendar_export.assembling import calendar
from calendar_export.changes import Changes
from calendar_export.feed import Feed, News
from calendar_export.losing import Shown, shown
from calendar_export.publish import FRONT, Later, Published, etag_of, publish, publish_front, standing, write
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Article, Span, Status, Talk

UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=6)


@dataclass(frozen=True)
class Said:
    etag: str
    last_modified: datetime
    problem: str = ""


@dataclass
class Memory:
    """A ledger that forgets with the test, and counts."""

    kept: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    writes: int = 0
    rendered_afresh: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    asked: int = 0

    def rendered(self, form: str, entries: Sequence[Entry]) -> dict[str, bytes]:
        found = {entry.uid: self.kept.get((form, entry.uid)) for entry in entries}
        revisions = {entry.uid: entry.revision for entry in entries}
        return {uid: kept[1] for uid, kept in found.items() if kept and kept[0] == revisions[uid]}

    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None:
        self.writes += 1
        self.rendered_afresh += rendered
        self.kept |= {(form, uid): value for uid, value in rendered.items()}

    def publication(self, feed_id: str, form: str) -> Said | None:
        return self.said.get((feed_id, form))

    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None:
        self.writes += 1
        self.said[feed_id, form] = Said(etag, last_modified, problem)

    def unheard_of(self, uids: Collection[str]) -> set[str]:
        self.asked += 1
        return self.unknown & set(uids)


def entry(number: int, **fields: Any) -> Entry:
    revision = fields.pop("revision", 1)
    facts: dict[str, Any] = {"title": f"Talk {number}", **fields}
    when = Span(datetime(2026, 3, number, 15), datetime(2026, 3, number, 16), "Europe/Berlin")
    talk = Talk(source="sample", url=f"https://institute.example.org/{number}", when=when, **facts)
    return Entry(f"{number}@talkfeed", talk, 0, UPDATED, UPDATED, revision)


def feed(*entries: Entry, **fields: Any) -> Feed:
    return Feed("sample", "Sample", entries or (entry(1), entry(2), entry(3)), updated=UPDATED, **fields)


def one(results: list[Published], form: str = "ics") -> Published:
    return next(result for result in results if result.form == form)


@pytest.fixture
def ledger() -> Memory:
    return Memory()


def test_every_form_is_written_and_joined_bytes_are_rendered_bytes(tmp_path: Path, ledger: Memory) -> None:
    results = publish([feed()], ledger, tmp_path, now=NOW)
    assert {result.path.name for result in results} == {f"sample.{form}" for form in FORMATS}
    for result in results:
        content = result.path.read_bytes()
        assert content == FORMATS[result.form].render(feed())
        assert (result.written, result.problem, result.etag, result.size) == (True, "", etag_of(content), len(content))
        assert result.path.stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in (tmp_path / "feeds").iterdir()) == sorted(x.path.name for x in results)


def test_nothing_new_writes_nothing(tmp_path: Path, ledger: Memory) -> None:
    first = publish([feed()], ledger, tmp_path, now=NOW)
    stamps, writes = {x.path: x.path.stat().st_mtime_ns for x in first}, ledger.writes
    second = publish([feed()], ledger, tmp_path, now=LATER)
    assert not any(result.written for result in second)
    assert {x.path: x.path.stat().st_mtime_ns for x in second} == stamps
    assert [(x.etag, x.last_modified) for x in second] == [(x.etag, x.last_modified) for x in first]
    assert ledger.writes == writes


def test_one_change_renders_and_touches_one_talk(tmp_path: Path, ledger: Memory) -> None:
    before = one(publish([feed()], ledger, tmp_path, now=NOW))
    old = before.path.read_bytes()
    ledger.rendered_afresh.clear()
    changed = replace(entry(2, title="Retitled", revision=2), updated=LATER)
    after = one(publish([feed(entry(1), changed, entry(3))], ledger, tmp_path, now=LATER))
    assert ledger.rendered_afresh == ["2@talkfeed"]
    assert (after.written, after.last_modified) == (True, LATER)
    assert before.last_modified == UPDATED
    different = set(old.split(b"\r\n")) ^ set(after.path.read_bytes().split(b"\r\n"))
    assert all(re.match(rb"SUMMARY|DTSTAMP|LAST-MODIFIED", line) for line in different)


def test_a_talk_that_leaves_moves_last_modified(tmp_path: Path, ledger: Memory) -> None:
    publish([feed()], ledger, tmp_path, now=NOW)
    after = one(publish([feed(entry(2), entry(3))], ledger, tmp_path, now=LATER))
    assert after.last_modified == LATER
    assert after.etag != etag_of(ics.render(feed()))


def test_policies_and_languages_do_not_share_bytes(tmp_path: Path, ledger: Memory) -> None:
    cancelled = entry(1, status=Status.CANCELLED)
    for policy, language, expected in (
        ("mark", "en", b"SUMMARY:Cancelled: Talk 1"),
        ("mark", "de", b"SUMMARY:Abgesagt: Talk 1"),
        ("announce", "en", b"STATUS:CONFIRMED"),
    ):
        other = replace(feed(cancelled, cancelled=policy, language=language), id=f"{policy}-{language}")
        assert expected in one(publish([other], ledger, tmp_path, now=NOW)).path.read_bytes()
    dropped = one(publish([replace(feed(cancelled, cancelled="drop"), id="drop")], ledger, tmp_path, now=NOW))
    assert b"VEVENT" not in dropped.path.read_bytes()


def test_a_text_that_may_not_be_republished_does_not_come_back_from_the_ledger(ledger: Memory) -> None:
    whole, bare = entry(1, abstract="Not yours."), entry(1)
    assert b"Not yours." in calendar(feed(whole), ledger).content
    assert b"Not yours." not in calendar(feed(bare), ledger).content
    assert b"Not yours." in calendar(feed(whole), ledger).content
    assert ledger.rendered_afresh == ["1@talkfeed", "1@talkfeed"]


def test_one_spoilt_talk_costs_itself(tmp_path: Path, ledger: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ics.render_event

    def spoiling(one: Entry, **options: str) -> bytes:
        return whole(one, **options).replace(b"UID:2@talkfeed\r\n", b"")

    monkeypatch.setattr(ics, "render_event", spoiling)
    result = one(publish([feed()], ledger, tmp_path, now=NOW))
    content = result.path.read_bytes()
    assert content.count(b"BEGIN:VEVENT") == 2
    assert "talk 2@talkfeed is left out" in result.warning
    assert "lacks UID" in result.warning
    monkeypatch.undo()
    healed = one(publish([feed()], ledger, tmp_path, now=LATER))
    assert healed.path.read_bytes() == ics.render(feed())  # the spoilt bytes were not kept
    assert healed.warning == ""


def test_the_last_good_file_stays(tmp_path: Path, ledger: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {x.form: x.path.read_bytes() for x in publish([feed()], ledger, tmp_path, now=NOW)}
    monkeypatch.setattr(ics, "render_calendar", lambda *told: b"BEGIN:VCALENDAR\r\noops\r\n")
    for form, bad in (("json", b"{"), ("atom", b"<feed>")):
        monkeypatch.setitem(FORMATS, form, Format("x/y", lambda feed, bad=bad: bad))
    for result in publish([feed(entry(1))], ledger, tmp_path, now=LATER):
        if result.form != "csv":
            assert (result.written, bool(result.problem)) == (False, True)
            assert result.path.read_bytes() == good[result.form]
            assert ledger.said["sample", result.form].problem == result.problem
            assert ledger.said["sample", result.form].etag == etag_of(good[result.form])
    monkeypatch.undo()
    for result in publish([feed()], ledger, tmp_path, now=LATER):
        assert ledger.said["sample", result.form].problem == ""


def test_a_file_that_was_lost_is_written_again_as_it_was(tmp_path: Path, ledger: Memory) -> None:
    before = one(publish([feed()], ledger, tmp_path, now=NOW))
    before.path.unlink()
    after = one(publish([feed()], ledger, tmp_path, now=LATER))
    assert (after.written, after.etag, after.last_modified) == (True, before.etag, before.last_modified)


def test_a_large_feed_is_published_with_a_warning(tmp_path: Path, ledger: Memory) -> None:
    large = tuple(replace(entry(1 + n % 28, abstract="word " * 1500), uid=f"{n}@talkfeed") for n in range(120))
    result = one(publish([feed(*large)], ledger, tmp_path, now=NOW, forms=("ics",)))
    assert result.written
    assert result.size > publishing.LARGE
    assert "narrow its window" in result.warning


@pytest.mark.parametrize("feed_id", ["../evil", "a/b", "", ".hidden", "A B", "x" * 300])
def test_no_path_is_made_from_foreign_text(feed_id: str, tmp_path: Path, ledger: Memory) -> None:
    refused, *others = publish([replace(feed(), id=feed_id), feed()], ledger, tmp_path, now=NOW)
    assert "no feed id" in refused.problem
    assert {file.name for file in (tmp_path / "feeds").iterdir()} == {one.path.name for one in others}
    assert len(others) == len(FORMATS)  # one bad name costs no other feed


def test_news_is_published_as_atom_and_json(tmp_path: Path, ledger: Memory) -> None:
    article = Article("sample", "https://institute.example.org/n/1", "News", body="All of it.", summary="Short.")
    news = News("news", "News", (NewsEntry(1, article, UPDATED, UPDATED),), updated=UPDATED)
    names = {x.path.name for x in publish([], ledger, tmp_path, now=NOW, news=[news])}
    assert names == {"news.atom", "news.json"}
    assert b"Short." in (tmp_path / "feeds/news.atom").read_bytes()
    assert b"All of it." not in (tmp_path / "feeds/news.json").read_bytes()


def test_a_write_that_fails_leaves_the_old_file_and_no_crumbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "all.ics"
    write(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_front_page_is_made_anew_only_of_another_state(ledger: Memory, tmp_path: Path) -> None:
    assert standing(FRONT, "html", "one", ledger, tmp_path) is None
    assert publish_front("<p>a</p>", "one", ledger, tmp_path, NOW).written
    assert standing(FRONT, "html", "one", ledger, tmp_path) is not None
    assert standing(FRONT, "html", "two", ledger, tmp_path) is None
    assert not publish_front("<p>a</p>", "two", ledger, tmp_path, NOW).written
    (tmp_path / "index.html").write_text("somebody's own")
    assert standing(FRONT, "html", "two", ledger, tmp_path) is None, "what is not ours is replaced"
    assert publish_front("<p>a</p>", "two", ledger, tmp_path, NOW).written


def test_a_calendar_needs_its_ledger_only_for_speed(ledger: Memory) -> None:
    assert calendar(feed(), ledger).content == ics.render(feed())
    assert calendar(feed(), ledger).content == ics.render(feed())
    assert ledger.writes == 1


def every(now: datetime, *entries: Entry, ledger: Memory, folder: Path) -> list[Published]:
    """The feed of all, with an article, published with these talks."""
    articles = News("news", "News", (), updated=UPDATED)
    made = Feed("all", "All", entries, updated=UPDATED)
    later = Later("all", f"{len(entries)}", lambda: Changes("all", "All", ()))
    return publish([made], ledger, folder, now=now, news=[articles], changed=[later])


def test_a_database_that_never_heard_of_the_talks_empties_no_calendar(tmp_path: Path, ledger: Memory) -> None:
    every(NOW, entry(1), entry(2), entry(3), ledger=ledger, folder=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    new = Memory(unknown={f"{number}@talkfeed" for number in (1, 2, 3)})
    for _ in range(2):  # and not the second time either
        (only,) = every(LATER, ledger=new, folder=tmp_path)
        assert (only.feed, only.form, only.written, only.kept) == ("all", "ics", False, True)
        assert "the database knows none of the 3 talks to come in " in only.problem
        assert str(tmp_path / "feeds" / "all.ics") in only.problem
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()} == before
    assert new.said["all", "ics"].problem == only.problem
    new.unknown.clear()  # made again
    again = every(LATER, entry(1), entry(2), entry(3), ledger=new, folder=tmp_path)
    assert not any(one.problem or one.kept for one in again)
    assert new.said["all", "ics"].problem == ""


@pytest.mark.parametrize(
    ("unknown", "left", "now", "stays"),
    [
        ({1, 2}, (3,), NOW, True),  # most of what is to come
        ({1}, (2, 3), NOW, False),  # an older backup
        ({1}, (), NOW, False),  # most are known, and were taken back on purpose
        (set(), (), NOW, False),
        ({1, 2, 3}, (), NOW + timedelta(days=60), True),  # over, but there is nothing instead
        ({1, 2, 3}, (4,), NOW + timedelta(days=60), False),  # over, and life goes on
    ],
)
def test_what_is_taken_back_on_purpose_goes(
    unknown: set[int], left: tuple[int, ...], now: datetime, stays: bool, tmp_path: Path, ledger: Memory
) -> None:
    every(NOW, entry(1), entry(2), entry(3), ledger=ledger, folder=tmp_path)
    other = Memory(unknown={f"{number}@talkfeed" for number in unknown})
    made = every(now, *map(entry, left), ledger=other, folder=tmp_path)
    assert one(made).kept is stays


def test_the_database_that_published_last_is_not_asked(tmp_path: Path, ledger: Memory) -> None:
    every(NOW, entry(1), entry(2), ledger=ledger, folder=tmp_path)
    every(LATER, ledger=ledger, folder=tmp_path)
    assert ledger.asked == 0


def test_what_a_calendar_shows() -> None:
    over = replace(entry(5), talk=replace(entry(5).talk, when=Span(datetime(2026, 1, 7, 15), None, "Europe/Berlin")))
    off = replace(entry(6), talk=replace(entry(6).talk, status=Status.CANCELLED))
    far = replace(entry(7, title="x" * 200), uid="7-" + "y" * 90 + "@talkfeed")
    seen = shown(ics.render(feed(over, off, far)), NOW.date())
    assert seen.coming == {far.uid}
    assert seen.every == {over.uid, off.uid, far.uid}
    weekly = "BEGIN:VEVENT\nUID:w\nDTSTART;TZID=Europe/Berlin:20250107T150000\nRRULE:FREQ=WEEKLY{}\nEND:VEVENT\n"
    for until, comes in (("", True), (";UNTIL=20260301T000000Z", True), (";UNTIL=20260101", False)):
        assert bool(shown(weekly.format(until).encode(), NOW.date()).coming) is comes
    assert shown(b"\x89PNG", NOW.date()) == Shown(frozenset(), frozenset())
