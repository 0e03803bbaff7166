"""Persons who have a word: they join, split, correct, take back, ask for the past, and move it all elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from benchmarks.simulation.institute import number_of, stranger, title
from benchmarks.simulation.pledges import Pledge
from benchmarks.simulation.watch import COUNTERS, facts
from benchmarks.simulation.world import SPARE, World, contents, emptied, offsets, picks
from config.errors import QueryError
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections
from pipeline.store.joining import Joins
from pipeline.store.transfer import transfer
from pipeline.talk import iso

CORRECTED = ("title", "start", "room", "speakers", "status")
WORDS = ("confirmed", "cancelled", "postponed")
lasting = st.sampled_from((None, None, 0, 2, 9))
"""Days until a correction ends; None: never."""


class Persons(World):
    """What persons say of talks."""

    # ── One talk or two ───────────────────────────────────────────────────────────────────────────────────────────────

    @rule(pick=picks, other=picks)
    def a_person_joins(self, pick: int, other: int) -> None:
        if pair := self._two(pick, other):
            self._say(lambda joins: joins.join(*pair, now=self.now))
            self.watch.said.add(frozenset(number_of(self.watch.published[uid]["image"]) for uid in pair))
            self.look()

    @rule(pick=picks)
    def a_person_splits(self, pick: int) -> None:
        if joined := sorted(uid for uid, one in self.watch.published.items() if one["aliases"]):
            self._say(lambda joins: joins.split(joined[pick % len(joined)], now=self.now))
            self.look()

    @rule(pick=picks, other=picks)
    def a_person_joins_and_thinks_better_of_it(self, pick: int, other: int) -> None:
        pair = self._two(pick, other)
        if not pair or self.watch.published[pair[0]]["aliases"]:
            return
        before = self._faces()
        self._say(lambda joins: joins.join(*pair, now=self.now))
        self.look(said=frozenset(number_of(self.watch.published[uid]["image"]) for uid in pair if uid in before))
        self._say(lambda joins: joins.split(pair[0], now=self.now))
        self.look()
        assert self._faces() == before, "a join that was undone left something behind"

    @precondition(lambda self: self.watch.copies)
    @rule(pick=picks)
    def a_person_asks_what_was_known(self, pick: int) -> None:
        self.watch.remembers(self.store, pick)

    def _two(self, pick: int, other: int) -> tuple[str, str] | None:
        uids = sorted(self.watch.published)
        if len(uids) < 2:
            return None
        one = uids.pop(pick % len(uids))
        return one, uids[other % len(uids)]

    def _faces(self) -> dict[str, dict[str, object]]:
        return {
            entry.uid: {name: value for name, value in facts(entry).items() if name not in COUNTERS}
            for entry in self.store.find(TalkQuery())
        }

    def _say(self, what: Callable[[Joins], object]) -> None:
        self.now += timedelta(minutes=5)
        for store in self.spoken_to():
            with suppress(QueryError):
                what(Joins(store))

    # ── Corrections ───────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(pick=picks, names=st.sets(st.sampled_from(CORRECTED), min_size=1, max_size=3), day=offsets, days=lasting)
    def a_person_corrects(self, pick: int, names: set[str], day: tuple[int, int], days: int | None) -> None:
        if (entry := self._one(pick)) is None:
            return
        self.made += 1
        said = {name: self._said(name, pick, entry, day) for name in sorted(names)}
        texts = [f"{name}={text}" for name, (text, _) in said.items()]
        self.now += timedelta(minutes=5)
        until = None if days is None else (self.now + timedelta(days=days)).date()
        for store in self.corrected():
            Corrections(store).fix(entry.uid, texts, reason="the door says so", now=self.now, until=until)
        number = number_of(entry.talk.image)
        for name, (_, value) in said.items():
            self.pledges.make(entry.uid, name, Pledge(number, value, self.now, until))
        self.look()

    def _said(self, name: str, pick: int, entry: Entry, day: tuple[int, int]) -> tuple[str, Any]:
        """A field's new value as a person writes it, and as it is shown then; rooms and words are such as the source
        may come to say too."""
        if name == "room":
            return (room := f"R {pick % 5}"), room
        if name == "status":
            return (word := WORDS[pick % len(WORDS)]), word
        if name == "title":
            return (text := title(self.made)), text
        if name == "speakers":
            return (name := stranger(pick % 100)), [{"name": name, "affiliation": None, "url": None}]
        when = iso(self.slot(entry.talk.source, day))
        return str(when), when

    @rule(pick=picks, which=st.integers(0, 5))
    def a_person_takes_back(self, pick: int, which: int) -> None:
        entry = self._one(pick, lambda one: bool(self.pledges.fields_of(one)))
        if entry is None:
            return
        names = [*self.pledges.fields_of(entry), None]  # None: all of them
        name = names[which % len(names)]
        self.now += timedelta(minutes=5)
        for store in self.corrected():
            Corrections(store).unfix(entry.uid, [name] if name else [], now=self.now)
        self.pledges.take_back([part.uid for part in entry.listings()], name)
        self.look()

    def _one(self, pick: int, wanted: Callable[[Entry], bool] = bool) -> Entry | None:
        """One of the talks that are shown."""
        those = [entry for entry in self.store.find(TalkQuery()) if wanted(entry)]
        return those[pick % len(those)] if those else None

    # ── Elsewhere ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.role == SPARE)
    @rule()
    def everything_moves_elsewhere(self) -> None:
        """To the spare database, where life goes on."""
        transfer(self.store, self.other)
        assert contents(self.store) == contents(self.other), "something was lost on the way"
        self.store, self.other = self.other, emptied(self.store)
        self.look()
