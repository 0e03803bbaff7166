"""What the public asks is answered from what it may see, and counted by the database, on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store.matching import matches
from pipeline.talk import Coverage, Kind, Mode, Person, Place, Span, Status, Talk


def talk(source: str, name: str, day: date = date(2026, 3, 3), **more: object) -> Talk:
    when = Span(datetime(day.year, day.month, day.day, 15), timezone="Europe/London")
    made = replace(Talk(source, f"https://{source}.example/{name}", name, when), **more)  # type: ignore[arg-type]
    return replace(made, keys=keys_of(made.url, (), day, made.title))


def keep(store: Store, source: str, talks: Iterable[Talk], now: datetime) -> None:
    made = Source(
        id=source, name=source, timezone="Europe/London", listing=(Listing(url=f"https://{source}.example/"),)
    )
    talks = list(talks)
    with store.writing(made, now=now) as past:
        verdict = decide(talks, past.known(talks), Coverage(), now=now, taken=past.taken())
        past.apply(Harvest(source, f"{source}-{now.isoformat()}", now, now, pages_ok=1), verdict)


SECRET = "Of secret salamanders in the deep."
ADA = (Person("Ada Okuosa", "Harbour University"),)


@pytest.fixture
def both(store: Store, now: datetime) -> Store:
    """Talks of an open source and of one that keeps its abstracts; one of them announced by both."""
    keep(store, "open", [talk("open", "Newts", abstract=SECRET), talk("open", "The joint lecture", speakers=ADA)], now)
    shut = [
        talk("shut", "Frogs", date(2026, 3, 4), abstract=SECRET, bio="She likes tadpoles.", speakers=ADA),
        talk("shut", "The joint lecture", speakers=ADA, abstract=SECRET),
    ]
    keep(store, "shut", shut, now + timedelta(minutes=1))
    return store


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("salamanders", ["Newts"]),
        ("salaman*", ["Newts"]),
        ('"secret salamanders"', ["Newts"]),
        ("tadpoles", []),
        ("frogs", ["Frogs"]),
        ("frog*", ["Frogs"]),
        ("frogs salamanders", []),
        ("okuosa", ["The joint lecture", "Frogs"]),
        ('"joint lecture"', ["The joint lecture"]),
    ],
)
def test_words_are_looked_for_in_what_may_be_shown(both: Store, words: str, found: list[str]) -> None:
    query = TalkQuery(words, closed=frozenset({"shut"}))
    assert [entry.talk.title for entry in both.find(query)] == found
    assert both.count(query) == len(found)
    assert {entry.talk.title for entry in both.find(TalkQuery()) if matches(query, entry.talk)} == set(found)


def test_the_operator_finds_by_every_word(both: Store) -> None:
    assert len(both.find(TalkQuery("salamanders"))) == 3
    assert [entry.talk.title for entry in both.find(TalkQuery("tadpoles"))] == ["Frogs"]


def test_talks_that_are_not_shown_are_not_counted(both: Store) -> None:
    query = TalkQuery(hidden=frozenset({"shut"}), closed=frozenset({"shut"}))
    assert sorted(entry.talk.title for entry in both.find(query)) == ["Newts", "The joint lecture"]
    assert both.count(query) == 2


def test_the_database_counts_what_would_be_read(store: Store, now: datetime) -> None:
    many = [
        talk(
            "open",
            f"Talk {n}",
            date(2026, 3, 1 + n % 20),
            series=("Tides", "Rivers", None)[n % 3],
            kind=(Kind.TALK, Kind.SEMINAR)[n % 2],
            place=Place((Mode.ONLINE, None, Mode.HYBRID, None)[n % 4]),
            status=Status.CANCELLED if n % 7 == 0 else Status.CONFIRMED,
        )
        for n in range(30)
    ]
    keep(store, "open", [*many, talk("open", "The joint lecture", speakers=ADA)], now)
    keep(store, "shut", [talk("shut", "The joint lecture", speakers=ADA), talk("shut", "Frogs", series="Tides")], now)
    for query in (TalkQuery(), TalkQuery(kind=("seminar",)), TalkQuery(since=date(2026, 3, 9)), TalkQuery("lecture")):
        entries = store.find(query)
        tally, joined = store.tally(query)
        for entry in joined:
            tally.add(entry)
        assert tally.total == len(entries) == store.count(query)
        assert tally.sources == Counter(entry.talk.source for entry in entries)
        assert tally.series == Counter(entry.talk.series for entry in entries if entry.talk.series)
        assert tally.kinds == Counter(entry.talk.kind.value for entry in entries)
        modes = (entry.talk.place.attendance_mode for entry in entries)
        assert tally.modes == Counter(mode.value for mode in modes if mode)
        pages = [store.find(replace(query, limit=7), skip=skip) for skip in range(0, len(entries) + 1, 7)]
        assert [entry.uid for page in pages for entry in page] == [entry.uid for entry in entries]
    later = TalkQuery(as_of=now + timedelta(days=1))
    assert [x.uid for x in store.find(replace(later, limit=5), skip=3)] == [x.uid for x in store.find(later)][3:8]
