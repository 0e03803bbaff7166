"""Talks that a person joins and splits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from config.errors import QueryError
from pipeline.query import Entry, TalkQuery
from pipeline.store import Store
from pipeline.store.joining import Joins
from pipeline.talk import Mode, Place, Status, Talk
from tests.cross_posted import MOVES_ON, NOW, SUBJECTS, calendar, put, rows, talk

# ── A person's word ───────────────────────────────────────────────────────────────────────────────────────────────────


def three(store: Store) -> tuple[str, str, str]:
    for days, where in enumerate(("north", "south", "west")):
        put(store, where, [talk(where, topics=(f"Topic {days}",))], now=NOW + timedelta(days=days))
    north, south, west = (store.known(where)[0].uid for where in ("north", "south", "west"))
    return north, south, west


def test_join_then_split_is_the_identity(store: Store) -> None:
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south", "storms", place=Place(Mode.HYBRID, "Hall"), abstract="Of winds.")])
    before, events = rows(store, *MOVES_ON), calendar(store)
    north, south = (store.known(where)[0].uid for where in ("north", "south"))
    joins = Joins(store)
    assert joins.join(south, north, now=NOW + timedelta(days=1)) == min(north, south)
    assert len(store.find(TalkQuery())) == 1
    assert set(joins.split(north, now=NOW + timedelta(days=2))) == {north, south}
    assert calendar(store) == events
    after = rows(store, *MOVES_ON)
    assert after | {"revision": ()} == before | {"revision": ()}


def test_a_listing_set_apart_leaves_the_others_together_and_stays_apart(store: Store) -> None:
    north, south, west = three(store)
    joins = Joins(store)
    assert joins.split(north, now=NOW + timedelta(days=5)) == (north, south)
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == {north: (), south: (west,)}
    put(store, "north", [talk("north", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=6))
    assert len(store.find(TalkQuery())) == 2
    assert {pair.by for pair in joins.pairings(north)} == {"person"}
    assert {(pair.by, pair.together) for pair in joins.pairings(west)} == {("person", False), ("score", True)}


@pytest.mark.parametrize("other", [1, 2])
def test_a_split_is_taken_back_whole_by_joining_with_any_of_the_others(store: Store, other: int) -> None:
    uids = three(store)
    before = {entry.uid: entry.aliases for entry in store.find(TalkQuery())}
    joins = Joins(store)
    joins.split(uids[0], now=NOW + timedelta(days=5))
    joins.join(uids[0], uids[other], now=NOW + timedelta(days=6))
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == before
    put(store, "north", [talk("north", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=7))
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == before


def test_sequence_never_falls_and_a_uid_never_changes(store: Store) -> None:
    """A hundred edits, joins and splits in whatever order."""
    dice, shown, clock = random.Random(11), {}, NOW
    sources = ("north", "south", "west")
    said: dict[str, dict[str, Talk]] = {
        where: {slug: talk(where, slug, day=n) for n, slug in enumerate(SUBJECTS[:3])} for where in sources
    }
    rooms = (None, "Hall 1", "Hall 2")
    for where in sources:
        put(store, where, said[where].values())
    uid_of = {known.talk.url: known.uid for where in sources for known in store.known(where)}
    for _ in range(100):
        clock += timedelta(hours=1)
        where, slug = dice.choice(sources), dice.choice(SUBJECTS[:3])
        chance = dice.random()
        if chance < 0.7:
            made = said[where][slug]
            status = dice.choice((Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED))
            said[where][slug] = replace(made, place=Place(None, dice.choice(rooms)), status=status)
            put(store, where, said[where].values(), now=clock)
        else:
            _word(store, dice, sorted(uid_of.values()), clock, together=chance > 0.85)
        assert {known.talk.url: known.uid for one in sources for known in store.known(one)} == uid_of
        entries = store.find(TalkQuery())
        assert sorted(uid for entry in entries for uid in (entry.uid, *entry.aliases)) == sorted(uid_of.values())
        for entry in entries:
            before = shown.get(entry.uid)
            if before:
                assert (entry.sequence, entry.revision, entry.updated) >= before[:3]
                assert before[3] == entry.talk or (entry.revision > before[1] and entry.updated == clock)
            shown[entry.uid] = (entry.sequence, entry.revision, entry.updated, entry.talk)
        _agrees(store, entries)


def _word(store: Store, dice: random.Random, uids: Sequence[str], now: datetime, *, together: bool) -> None:
    try:
        if together:
            Joins(store).join(*dice.sample(uids, 2), now=now)
        else:
            Joins(store).split(dice.choice(uids), now=now)
    except QueryError:
        pass


def _agrees(store: Store, entries: Sequence[Entry]) -> None:
    """What the database answers is what the shown talks say."""
    for status in Status:
        asked = {entry.uid for entry in store.find(TalkQuery(status=(status,)))}
        assert asked == {entry.uid for entry in entries if entry.talk.status is status}, status
    for where in ("north", "south"):
        asked = {entry.uid for entry in store.find(TalkQuery(source=(where,)))}
        assert asked == {entry.uid for entry in entries if any(x.source == where for x in entry.talk.listings)}
