"""Joins in the database, on both engines: rows stay their own, what is shown is one, and all of it can be undone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from pipeline.identity import keys_of
from pipeline.joins.groups import Row, worth_comparing
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.store.joining import Joins
from pipeline.talk import Kind, Mode, Person, Place, Span, Status, Talk
from tests.cross_posted import NOW, groups, only, put, rows, source, talk

# ── Joined by the score ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cross_posted_talk_is_shown_once_under_the_uid_published_first(store: Store) -> None:
    put(store, "north", [talk("north")])
    first = only(store)
    report = put(store, "south", [talk("south", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=1))
    assert report.announced == 1
    entry = only(store)
    assert (entry.uid, entry.talk.source, entry.talk.place.venue) == (first.uid, "north", "Main Hall")
    assert {one.source for one in entry.talk.listings} == {"north", "south"}
    (hidden,) = store.known("south")
    assert entry.aliases == (hidden.uid,)
    assert hidden.talk.place.venue == "Main Hall", "each row stays its own"
    assert store.known("north")[0].talk.place.venue is None
    found = store.entry(hidden.uid)
    assert found is not None
    assert found.uid == first.uid
    assert store.count() == 1
    assert (entry.sequence, entry.updated) == (first.sequence + 1, NOW + timedelta(days=1))
    assert [step.kind for step in store.history(first.uid)] == ["announced", "place changed, joined"]


def test_nothing_is_written_where_nothing_changed(store: Store) -> None:
    for where in ("north", "south"):
        put(store, where, [talk(where), talk(where, "storms", day=4)])
    before = rows(store, "run", "source")
    for where in ("north", "south"):
        put(store, where, [talk(where), talk(where, "storms", day=4)], now=NOW + timedelta(days=1))
    assert rows(store, "run", "source") == before


def test_a_change_of_any_listing_moves_the_shown_talk_and_no_other(store: Store) -> None:
    put(store, "north", [talk("north"), talk("north", "storms", day=4)])
    put(store, "south", [talk("south"), talk("south", "storms", day=4)])
    tides, storms = store.find(TalkQuery())
    later = NOW + timedelta(days=1)
    put(store, "south", [talk("south", place=Place(None, "Hall 1")), talk("south", "storms", day=4)], now=later)
    changed, same = store.find(TalkQuery())
    assert same == storms
    assert (changed.uid, changed.talk.place.venue) == (tides.uid, "Hall 1")
    assert (changed.sequence, changed.revision, changed.updated) == (tides.sequence + 1, tides.revision + 1, later)
    assert store.history(changed.uid)[-1].kind == "place changed"
    quiet = talk("south", place=Place(None, "Hall 1"), title="On the tides and slow waters of the inner seas")
    put(store, "south", [quiet, talk("south", "storms", day=4)], now=later + timedelta(days=1))
    assert store.find(TalkQuery()) == [replace(changed, parts=store.find(TalkQuery())[0].parts), storms], "not shown"


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Winds over the outer ocean"},
        {"speakers": (Person("Charles Babbage"),)},
        {"place": Place(None, "Aula, Munich")},
        {"when": Span(datetime(2026, 3, 5, 11), timezone="Europe/Berlin")},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_one_edit_of_one_side_doubles_no_calendar(store: Store, edit: dict[str, object]) -> None:
    """Whichever side it is, and whether the other follows or not."""
    here = Place(None, "Aula, Berlin")
    for where in ("north", "south"):
        put(store, where, [talk(where, place=here)])
    joined = only(store)
    for step, where in enumerate(("south", "north"), 1):
        put(store, where, [talk(where, **{"place": here, **edit})], now=NOW + timedelta(days=step))
        entry = only(store)
        assert (entry.uid, entry.aliases) == (joined.uid, joined.aliases), where
    assert all(getattr(entry.talk, name) == value for name, value in edit.items())


def test_the_uid_stays_when_the_first_listing_vanishes_and_when_all_do(store: Store) -> None:
    put(store, "north", [talk("north", place=Place(None, "Aula"))])
    put(store, "south", [talk("south", place=Place(None, "Aula"))], now=NOW + timedelta(days=1))
    first = only(store)
    gone = replace(talk("north", place=Place(None, "Aula")), status=Status.WITHDRAWN)
    put(store, "north", [gone], now=NOW + timedelta(days=2))
    entry = only(store)
    assert (entry.uid, entry.aliases, entry.talk.status) == (first.uid, first.aliases, Status.CONFIRMED)
    assert entry.talk.source == "south", "whoever still announces it has the first word"
    put(store, "south", [replace(gone, source="south", url=talk("south").url, keys=talk("south").keys)])
    assert (only(store).uid, only(store).talk.status) == (first.uid, Status.WITHDRAWN)
    put(store, "north", [talk("north", place=Place(None, "Aula"))], now=NOW + timedelta(days=4))
    back = only(store)
    assert (back.uid, back.talk.status, back.aliases) == (first.uid, Status.CONFIRMED, first.aliases)


def test_what_replaces_a_vanished_listing_is_shown_under_the_same_uid(store: Store) -> None:
    """A source that lost its own talk and announces it anew, as another would."""
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    first = only(store)
    vanished = replace(talk("north"), status=Status.WITHDRAWN)
    anew = replace(talk("north", "tides", url="https://north.example/anew"), keys=("url://north.example/anew",))
    put(store, "north", [vanished, anew], now=NOW + timedelta(days=2))
    entry = only(store)
    assert entry.uid == first.uid
    assert len(entry.parts) == 3
    assert entry.talk.status is Status.CONFIRMED


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (Status.CANCELLED, Status.CONFIRMED, Status.CANCELLED),
        (Status.CONFIRMED, Status.CANCELLED, Status.TENTATIVE),
        (Status.CONFIRMED, Status.POSTPONED, Status.TENTATIVE),
        (Status.CANCELLED, Status.CANCELLED, Status.CANCELLED),
        (Status.WITHDRAWN, Status.CANCELLED, Status.CANCELLED),
    ],
)
def test_one_listing_calls_off_what_another_confirms(
    store: Store, first: Status, second: Status, shown: Status
) -> None:
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    uid = only(store).uid
    put(store, "north", [talk("north", status=first)], now=NOW + timedelta(days=2))
    put(store, "south", [talk("south", status=second)], now=NOW + timedelta(days=3))
    entry = only(store)
    assert (entry.uid, entry.talk.status) == (uid, shown)
    assert len({entry.uid for status in Status for entry in store.find(TalkQuery(status=(status,)))}) == 1


def test_what_becomes_two_talks_is_two_again(store: Store) -> None:
    for where in ("north", "south"):
        put(store, where, [talk(where)])
    joined = only(store)
    new = replace(talk("south"), title="Winds over the outer ocean", speakers=(Person("Charles Babbage"),))
    put(store, "south", [new], now=NOW + timedelta(days=1))
    assert len(store.find(TalkQuery())) == 2
    assert joined.uid in {entry.uid for entry in store.find(TalkQuery())}
    (south,) = store.find(TalkQuery(source=("south",)))
    assert south.uid in joined.aliases, "under its own UID"


def test_a_second_talk_that_fits_as_well_takes_the_join_away(store: Store) -> None:
    """One day without an hour, and a lecture given twice."""
    day = Span(datetime(2026, 3, 4).date(), timezone="Europe/Berlin", all_day=True, time_known=False)
    put(store, "south", [talk("south", when=day)])
    put(store, "north", [talk("north")])
    assert len(store.find(TalkQuery())) == 1
    again = talk("north", url="https://north.example/talks/again", when=Span(datetime(2026, 3, 4, 18), timezone="UTC"))
    put(store, "north", [talk("north"), replace(again, keys=keys_of(again.url, (), None, None))], now=NOW)
    assert len(store.find(TalkQuery())) == 3


def test_the_order_of_ingest_does_not_matter(store: Store) -> None:
    """The same listings in any order are the same groups; each order has a year and names of its own."""
    dice = random.Random(4)
    expected = None
    for turn in range(12):
        names = {name: f"{name}-{turn}" for name in ("north", "south", "west", "east")}
        harvests = {name: [talk(where, "tides"), talk(where, "storms", day=4)] for name, where in names.items()}
        harvests["south"].append(talk(names["south"], "currents", day=5))
        harvests["west"][1] = talk(names["west"], "storms", day=4, speakers=(Person("Charles Babbage"),))
        harvests["east"][0] = replace(harvests["east"][0], title="TBA")
        order = dice.sample(sorted(harvests), len(harvests))
        for step, name in enumerate(order):
            shifted = [_in_year(one, turn) for one in harvests[name]]
            put(store, names[name], shifted, now=NOW + timedelta(days=step))
        mine = (group for group in groups(store) if any(f"-{turn}." in url for url in group))
        found = {frozenset(url.replace(f"-{turn}.", ".") for url in group) for group in mine}
        expected = expected or found
        assert found == expected, order
    assert expected is not None
    assert max(map(len, expected)) == 4


def _in_year(one: Talk, turn: int) -> Talk:
    assert isinstance(one.when.start, datetime)
    when = replace(one.when, start=one.when.start + timedelta(days=20 * turn))
    return replace(one, when=when, keys=keys_of(one.url, (), when.day, one.title))


# ── Questions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_joined_talk_is_found_by_what_any_listing_says_and_by_what_is_shown(store: Store) -> None:
    put(store, "north", [talk("north", series="Lunch Talks", topics=("Seas",))])
    more = {"kind": Kind.SEMINAR, "place": Place(Mode.ONLINE), "abstract": "Of amphidromic points.", "series": "Oceans"}
    put(store, "south", [talk("south", **more)], now=NOW + timedelta(days=1))
    for asked in (
        {"q": "amphidromic"}, {"q": "inner sea"}, {"series": ("oceans",)}, {"series": ("lunch-talks",)},
        {"topic": ("Seas",)}, {"mode": ("online",)}, {"kind": ("seminar",)}, {"source": ("south",)},
        {"speaker": ("Tidesson",)}, {"status": ("confirmed",)}, {"source": ("south",), "topic": ("Seas",)},
    ):  # fmt: skip
        assert store.count(TalkQuery(**asked)) == 1, asked  # type: ignore[arg-type]
    for asked in ({"kind": ("talk",)}, {"mode": ("in-person",)}, {"without": (("source", "south"),)}):
        assert store.count(TalkQuery(**asked)) == 0, asked  # type: ignore[arg-type]


def test_a_talk_whose_first_listing_knows_no_hour_stands_at_its_hour(store: Store) -> None:
    day = Span(datetime(2026, 3, 4).date(), timezone="Europe/Berlin", all_day=True, time_known=False)
    morning = Span(datetime(2026, 3, 4, 9), timezone="Europe/Berlin")
    put(store, "north", [talk("north", when=day), talk("north", "storms", when=morning)])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    assert [x.talk.when.start for x in store.find(TalkQuery())] == [morning.start, datetime(2026, 3, 4, 15)]


def test_what_a_person_set_apart_stays_apart_when_a_source_moves(store: Store) -> None:
    """Of two names of a source one was set apart from a listing, and the other was joined with it since."""
    put(store, "new", [talk("new", url=talk("old").url)])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    parts = {part.talk.source: part.uid for part in only(store).listings()}
    Joins(store).split(parts["new"], now=NOW + timedelta(days=1))
    put(store, "old", [talk("old")], now=NOW + timedelta(days=2))
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new"), source("south")], now=NOW + timedelta(days=3))
    assert len(store.find(TalkQuery())) == 2


def test_a_source_that_did_not_move_after_all_can_be_crawled(store: Store) -> None:
    put(store, "old", [talk("old")])
    both = [source("old"), source("new")]
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new")], now=NOW + timedelta(days=1))
    handed = only(store)
    store.sources_sync(both, now=NOW + timedelta(days=2))
    put(store, "old", [talk("old")], now=NOW + timedelta(days=2))
    entry = only(store)
    assert entry.uid == handed.uid
    assert {part.talk.source for part in entry.listings()} == {"old", "new"}


def test_a_source_with_thousands_of_talks_at_one_hour_is_compared_with_others_alone() -> None:
    many = [Row(f"u{number}", talk("north", f"s{number}"), NOW) for number in range(4000)]
    other = Row("other", talk("south"), NOW)
    assert len(worth_comparing([*many, other])) == len(many)


def test_a_leader_that_is_gone_leaves_no_talk_behind(store: Store) -> None:
    """A source that has moved: what both names of it know becomes one row, whose joins stay."""
    put(store, "old", [talk("old")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    put(store, "new", [talk("new", url=talk("old").url)], now=NOW + timedelta(days=2))
    first = only(store)
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new"), source("south")], now=NOW + timedelta(days=3))
    entry = only(store)
    assert entry.uid == first.uid
    assert entry.aliases == first.aliases
    with store.changing() as connection:
        dangling = select(t.talk.c.uid).where(
            t.talk.c.joined_to.is_not(None), t.talk.c.joined_to.not_in(select(t.talk.c.uid))
        )
        assert not connection.scalars(dangling).all()
        connection.execute(update(t.talk).values(misses=None))
