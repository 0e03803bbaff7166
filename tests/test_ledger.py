"""What a store keeps beside talks: which sources are due, articles, what was published, and a file others may hold."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from config.errors import StoreError
from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.query import NewsQuery, TalkQuery
from pipeline.store import Ledger, Publication, Store
from pipeline.store import engine as store_engine
from pipeline.store import tables as t
from pipeline.store.schedule import MAX_BACK_OFF, wait
from pipeline.talk import (
    Article,
    Coverage,
    Listed,
    Person,
)
from tests.stored import contents, full_talk, put, talk

# ── Sources: what is due ──────────────────────────────────────────────────────────────────────────────────────────────


def _source(name: str, **more: object) -> Source:
    return Source(id=name, name=name, timezone="UTC", listing=(Listing(url=f"https://{name}.example/"),), **more)  # type: ignore[arg-type]


def test_due_follows_the_configuration_and_the_operator(store: Store, now: datetime) -> None:
    store.sources_sync([_source("a", verified=True), _source("b"), _source("c", verified=True)], now=now)
    assert store.due(now) == ["a", "c"]
    store.enable("b", True)
    store.enable("c", False)
    assert store.due(now) == ["a", "b"]
    store.sources_sync([_source("b"), _source("c", verified=True)], now=now)
    assert store.due(now) == ["b"]
    assert [state.id for state in store.source_rows() if state.removed_at] == ["a"]
    store.sources_sync([_source("a"), _source("b")], crawled={"a", "b"}, now=now)
    assert store.due(now) == ["a", "b"]
    with pytest.raises(StoreError, match="no source 'z'"):
        store.enable("z", True)


def test_what_was_crawled_is_due_after_its_interval_also_after_a_restart(
    database_url: str, now: datetime, open_store: Callable[[str], Store]
) -> None:
    source = _source("a", verified=True, every=timedelta(hours=2))
    store = open_store(database_url)
    store.sources_sync([source], now=now)
    put(store, source, [], now=now)
    store.close()
    again = open_store(database_url)
    again.sources_sync([source], now=now)
    assert again.due(now + timedelta(minutes=119)) == []
    assert again.due(now + timedelta(hours=2)) == ["a"]


def test_a_source_out_of_reach_is_asked_less_and_less(store: Store, now: datetime) -> None:
    source = _source("a", verified=True, every=timedelta(hours=2))
    store.sources_sync([source], now=now)
    flaw = Coverage(flaw="the listing answered 503")
    put(store, source, [], now=now, coverage=flaw, pages_ok=0, pages_failed=1, run="1")
    assert store.due(now + timedelta(hours=3)) == []
    store.failed(source, run="2", started=now, now=now + timedelta(hours=4), error="the crawl died")
    (state,) = store.source_rows()
    assert state.failures == 2
    assert state.next_due_at == now + timedelta(hours=12)
    assert {run.id: run.error for run in store.runs("a")} == {"1": "", "2": "the crawl died"}
    put(store, source, [], now=now + timedelta(hours=12), run="3")
    (state,) = store.source_rows()
    assert (state.failures, state.next_due_at) == (0, now + timedelta(hours=14))


def test_back_off_is_bounded() -> None:
    assert wait(timedelta(hours=6), 0) == timedelta(hours=6)
    assert wait(timedelta(hours=6), 1) == timedelta(hours=12)
    assert wait(timedelta(hours=6), 40) == MAX_BACK_OFF
    assert wait(timedelta(days=30), 3) == timedelta(days=30)


def test_an_hourly_wish_takes_effect_at_once(store: Store, now: datetime) -> None:
    store.sources_sync([_source("a", verified=True, every=timedelta(days=7))], now=now)
    put(store, _source("a", every=timedelta(days=7)), [], now=now)
    store.sources_sync([_source("a", verified=True, every=timedelta(hours=1))], now=now)
    assert store.due(now + timedelta(hours=1)) == ["a"]


def test_a_source_that_has_moved_hands_over_all_it_announced(store: Store, now: datetime) -> None:
    """The same talk must not stand twice in anybody's calendar: its UID stays, whoever announces it."""
    old, new = _source("old"), _source("new")
    mine = [replace(talk(name, f"On {name}", series="AI Seminar"), source="old") for name in ("stars", "dust")]
    store.sources_sync([old, new], now=now)
    news = article("old", ORIGINAL)
    put(store, old, mine, articles=[news], now=now, run="1")
    uids = {entry.uid for entry in store.find(TalkQuery())}
    moved = old.model_copy(update={"moved_to": "new"})
    for _ in range(2):
        store.sources_sync([moved, new], now=now)
    theirs = [replace(one, source="new", listings=(Listed("new", one.url),)) for one in mine]
    later = now + timedelta(days=1)
    report = put(store, new, theirs, articles=[replace(news, source="new")], now=later, run="2")
    assert (report.announced, report.articles, report.missed) == (0, 0, 0)
    assert {entry.uid for entry in store.find(TalkQuery())} == uids
    assert {entry.talk.source for entry in store.find(TalkQuery())} == {"new"}
    assert {entry.uid for entry in store.find(TalkQuery(source=("new",), series=("ai-seminar",)))} == uids
    assert [entry.article.source for entry in store.news(NewsQuery(source=("new",)))] == ["new"]
    assert {one.id for one in store.series()} == {"old.ai-seminar", "new.ai-seminar"}
    assert all(entry.sequence == 0 for entry in store.find(TalkQuery()))


def test_a_talk_that_both_names_of_a_source_know_is_merged(store: Store, now: datetime) -> None:
    """The follower was crawled before anybody said that it is one."""
    old, new = _source("old"), _source("new")
    for run, where in (("1", old), ("2", new)):
        put(store, where, [replace(talk("stars"), source=where.id, series="AI")], now=now, run=run)
    first, second = (store.known(where)[0] for where in ("old", "new"))
    store.sources_sync([old.model_copy(update={"moved_to": "new"}), new], now=now)
    (entry,) = store.find(TalkQuery())
    assert (entry.uid, entry.talk.source, entry.aliases) == (first.uid, "new", (second.uid,))
    again = put(store, new, [replace(talk("stars"), source="new", series="AI")], now=now, run="3")
    assert (again.announced, again.changed) == (0, 0)
    found = store.entry(second.uid)
    assert found is not None
    assert found.uid == first.uid


@pytest.mark.parametrize("ways", [{"a": "b", "b": "c"}, {"a": "b", "b": "a"}, {"a": "nowhere"}])
def test_a_source_may_move_twice_but_not_in_a_circle(store: Store, now: datetime, ways: dict[str, str]) -> None:
    sources = [_source(name, moved_to=ways.get(name)) for name in "abc"]
    put(store, _source("a"), [replace(talk("stars"), source="a")], now=now)
    store.sources_sync(sources, now=now)
    (entry,) = store.find(TalkQuery())
    assert entry.talk.source == ("c" if "c" in ways.values() else "a")


# ── Articles ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def article(source: str, url: str, body: str = "Stars were found.", **more: object) -> Article:
    return Article(source=source, url=url, title="Stars found", body=body, **more)  # type: ignore[arg-type]


ORIGINAL = "https://institute.example/news/stars"
COPY = "https://gather.example/p/77"


def test_an_article_comes_back_and_its_edit_is_noticed(store: Store, source: Source, now: datetime) -> None:
    first = article("institute", ORIGINAL, published=date(2026, 2, 1), people=(Person("Ada"),), author="Press office")
    assert put(store, source, [], articles=[first], now=now).articles == 1
    assert put(store, source, [], articles=[first], now=now + timedelta(hours=1)).articles == 0
    (entry,) = store.news()
    assert (entry.article, entry.created, entry.updated) == (first, now, now)
    edited = replace(first, body="Many stars were found.")
    assert put(store, source, [], articles=[edited], now=now + timedelta(hours=2)).articles == 1
    (entry,) = store.news(NewsQuery("many STARS"))
    assert (entry.article, entry.updated) == (edited, now + timedelta(hours=2))
    assert store.news(NewsQuery("planets")) == []


@pytest.mark.parametrize("original_first", [True, False])
def test_a_syndicated_copy_is_the_same_article(
    store: Store, source: Source, now: datetime, *, original_first: bool
) -> None:
    original = article("institute", ORIGINAL)
    copy = article("gather", COPY, body="Stars were found. Similar posts.", canonical_url=f"{ORIGINAL}/?utm_source=g")
    steps = [(source, original), (_source("gather"), copy)]
    for hour, (who, one) in enumerate(steps if original_first else reversed(steps)):
        put(store, who, [], articles=[one], now=now + timedelta(hours=hour))
    (entry,) = store.news()
    assert entry.article == original
    assert entry.addresses == (Listed("gather", COPY), Listed("institute", ORIGINAL))
    assert [one.article.url for one in store.news(NewsQuery(source=("gather",)))] == [ORIGINAL]
    before = contents(store, "run", "source")
    put(store, _source("gather"), [], articles=[copy], now=now + timedelta(days=1))
    assert contents(store, "run", "source") == before


# ── The ledger ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_that_corrects_its_canonical_link_is_one_with_its_copys(
    store: Store, source: Source, now: datetime
) -> None:
    """It named an old address, a copy elsewhere named the right one: one article all the time."""
    other = source.model_copy(update={"id": "gather"})
    old = "https://old.example/stars"
    wrong = article("institute", ORIGINAL, canonical_url=old)
    copy = article("gather", COPY, canonical_url=ORIGINAL)
    right = article("institute", ORIGINAL, body="Many stars were found.", canonical_url=ORIGINAL)
    put(store, source, [], articles=[wrong], now=now, run="1")
    put(store, other, [], articles=[copy], now=now + timedelta(hours=1), run="2")
    assert len(store.news()) == 1
    later = now + timedelta(hours=2)
    assert put(store, source, [], articles=[right], now=later, run="3").articles == 1
    (entry,) = store.news()
    assert (entry.article, entry.created) == (right, now)
    assert entry.addresses == (Listed("gather", COPY), Listed("institute", ORIGINAL))
    for run, one, where in (("4", right, source), ("5", copy, other)):
        assert put(store, where, [], articles=[one], now=later, run=run).articles == 0


def test_a_copy_that_no_longer_names_its_original_does_not_overrule_it(
    store: Store, source: Source, now: datetime
) -> None:
    other = source.model_copy(update={"id": "gather"})
    original = article("institute", ORIGINAL)
    put(store, source, [], articles=[original], now=now, run="1")
    put(store, other, [], articles=[article("gather", COPY, canonical_url=ORIGINAL)], now=now, run="2")
    assert put(store, other, [], articles=[article("gather", COPY)], now=now, run="3").articles == 0
    (entry,) = store.news()
    assert entry.article == original


def test_an_address_left_by_one_article_is_free_for_another(store: Store, source: Source, now: datetime) -> None:
    """The copy that came first now names itself, and the original appears: two articles, nothing lost."""
    put(store, source, [], articles=[article("institute", COPY, canonical_url=ORIGINAL)], now=now, run="1")
    both = [article("institute", COPY), article("institute", ORIGINAL, body="Stars, first hand.")]
    assert put(store, source, [], articles=both, now=now, run="2").articles == 2
    assert sorted(entry.article.url for entry in store.news()) == sorted([COPY, ORIGINAL])
    assert put(store, source, [], articles=both, now=now, run="3").articles == 0


def test_one_address_with_two_canonical_links_costs_no_run(store: Store, source: Source, now: datetime) -> None:
    both = [article("institute", ORIGINAL), article("institute", ORIGINAL, canonical_url=COPY)]
    put(store, source, [], articles=both, now=now)
    assert [entry.article.url for entry in store.news()] == [ORIGINAL]


def test_the_ledger_gives_only_bytes_of_the_current_revision(store: Store, source: Source, now: datetime) -> None:
    put(store, source, [talk("a"), talk("b", "B")], now=now)
    a, b = store.find(TalkQuery())
    ledger = Ledger(store)
    ledger.keep("ics;en", {a.uid: (a.revision, b"A"), b.uid: (b.revision, b"B\x00")})
    assert ledger.rendered("ics;en", [a, b]) == {a.uid: b"A", b.uid: b"B\x00"}
    assert ledger.rendered("ics;de", [a, b]) == {}
    assert ledger.rendered("ics;en", [replace(a, revision=2)]) == {}
    ledger.keep("ics;en", {a.uid: (2, b"A2")})
    assert ledger.rendered("ics;en", [replace(a, revision=2), b]) == {a.uid: b"A2", b.uid: b"B\x00"}
    ledger.forget("ics;en")
    assert ledger.rendered("ics;en", [b]) == {}


def test_the_ledger_knows_what_a_feed_last_said(store: Store, now: datetime) -> None:
    ledger = Ledger(store)
    assert ledger.publication("all", "ics") is None
    ledger.published("all", "ics", "e1", now)
    ledger.published("all", "ics", "e1", now, "too large")
    assert ledger.publication("all", "ics") == Publication("all", "ics", "e1", now, "too large")
    assert ledger.publications() == [Publication("all", "ics", "e1", now, "too large")]


# ── A database is a file somebody else may hold ───────────────────────────────────────────────────────────────────────


def test_a_naive_instant_is_refused(store: Store, source: Source) -> None:
    with pytest.raises(Exception, match="must know its zone"):
        put(store, source, [], now=datetime(2026, 2, 4, 9))


def test_instants_are_readable_by_hand(
    tmp_path: Path, source: Source, now: datetime, open_store: Callable[[str], Store]
) -> None:
    path = tmp_path / "t.db"
    put(open_store(f"sqlite:///{path}"), source, [full_talk()], now=now)
    with sqlite3.connect(path) as connection:
        row = connection.execute('SELECT start, "end", start_utc, created FROM talk').fetchone()
        assert row == ("2026-03-03T15:00", "2026-03-03T16:30", "2026-03-03T21:00:00Z", "2026-02-04T09:00:00Z")
    connection.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_text("Dear diary,\n" * 100), "is not a SQLite database"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.parent.rmdir() or path.parent.write_text(""), "cannot be made"),
    ],
)
def test_what_is_no_database_is_told_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    make(folder / "t.db")
    with pytest.raises(StoreError, match=sentence):
        Store.open(f"sqlite:///{folder / 't.db'}")


@pytest.mark.parametrize("url", ["talkfeed.db", "mysql://localhost/x", "postgresql+nodriver://localhost/x", "http://x"])
def test_an_address_that_is_none_is_told_in_a_sentence(url: str) -> None:
    with pytest.raises(StoreError, match="database_url"):
        Store.open(url)


def test_a_server_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreError, match="cannot be used: connection") as caught:
        Store.open("postgresql+psycopg://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)


def test_a_missing_database_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        Store.open(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_locked_database_is_told_in_a_sentence(
    tmp_path: Path, source: Source, now: datetime, open_store: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_engine, "BUSY_TIMEOUT_S", 0)
    url = f"sqlite:///{tmp_path / 't.db'}"
    store, other = open_store(url), open_store(url)
    with (
        store.writing(source, now=now),
        pytest.raises(StoreError, match="is locked by another program"),
        other.writing(source, now=now),
    ):
        pass


def test_a_second_writer_waits_for_the_first(store: Store, source: Source, now: datetime) -> None:
    put(store, source, [], now=now, run="0")
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.wait()
        put(store, source, [talk("a")], now=now, run="2")
        order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing(source, now=now) as past:
        began.set()
        time.sleep(0.2)
        past.apply(
            Harvest("institute", "1", now, now), decide([talk("a")], past.known([talk("a")]), Coverage(), now=now)
        )
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert len(store.find(TalkQuery())) == 1


def test_a_look_sees_one_state(store: Store, source: Source, now: datetime) -> None:
    """A talk and its speakers are read with two statements; a run between them must not tear them apart."""
    count = select(func.count()).select_from(t.talk)
    with store.reading() as connection:
        assert connection.scalar(count) == 0
        put(store, source, [talk("a")], now=now)
        assert connection.scalar(count) == 0
    with store.reading() as connection:
        assert connection.scalar(count) == 1
    put(store, source, [talk("a"), talk("b")], now=now, run="after")  # a connection used for looking can write again
    assert store.count() == 2


def test_info_counts(store: Store, source: Source, now: datetime) -> None:
    put(store, source, [full_talk()], now=now)
    info = store.info()
    assert info["rows"]["talk"] == 1
    assert info["rows"]["talk_person"] == 3
    assert info["bytes"] > 10_000
    assert "talkfeed:" not in info["database"] or "***" in info["database"]


def test_views_are_for_readers(store: Store, source: Source) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    put(store, source, [talk("a", day=tomorrow.date(), speakers=(Person("Ada"), Person("Grace")))], now=tomorrow)
    with store.reading() as connection:
        row = connection.execute(text("SELECT title, speakers FROM upcoming_talk")).one()
        assert tuple(row) == ("On the Number of Stars", "Ada, Grace")
        assert connection.execute(text("SELECT kind, title FROM talk_history")).one()[0] == "announced"
