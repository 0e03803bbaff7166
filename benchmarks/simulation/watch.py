"""Who looks on while institutes live: what is true, what was published, and whether anything was broken.

Every check is a sentence of the issue: no UID changes, no SEQUENCE falls, nothing is called off that is not, nothing is
shown twice, and the past is as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from benchmarks.simulation.institute import TBA, Institute, Told, number_of
from pipeline.changes import LOUD
from pipeline.known import Known
from pipeline.query import Entry, TalkQuery
from pipeline.store import Store
from pipeline.talk import Status, talk_json

STATUS = {"": Status.CONFIRMED, "CANCELLED": Status.CANCELLED, "POSTPONED": Status.POSTPONED}

Facts = dict[str, Any]
COUNTERS = ("sequence", "revision", "updated")


def facts(entry: Entry) -> Facts:
    """An entry as people see it."""
    told = {name: value for name, value in talk_json(entry.talk).items() if name != "confidence"}
    counters = {"sequence": entry.sequence, "revision": entry.revision, "updated": entry.updated}
    return {"uid": entry.uid, "aliases": entry.aliases, **told, **counters}


def is_promised(was: Told, told: Told, has_pages: bool, same_address: bool, now: datetime, on: datetime) -> bool:
    """Whether a talk last seen as it `was`, beginning `on`, and seen now must be recognised, if nobody else has its
    hour or its title: the promises of tests/test_identity.py."""
    named = bool(was.speaker) and was.speaker == told.speaker
    both = bool(was.speaker and told.speaker)
    unsaid = TBA in (was.title, told.title)
    same_title = was.title == told.title
    coming = on > now
    if was.when == told.when and not was.timed:
        return named and unsaid
    if was.when == told.when:
        return (has_pages and same_address) or (same_title and not unsaid) or named or (unsaid and not both)
    if has_pages and same_address:
        day = was.when.date() == told.when.date()
        return day or (named and (coming or unsaid)) or (same_title and not unsaid) or (unsaid and coming and not both)
    return same_title and not unsaid and coming and (named or not both)


@dataclass
class Watch:
    """`seen`: each talk as it was last seen, by institute and number; `uids`: its UID; `numbers`: the other way round;
    `lost`: talks that changed beyond recognition before they were seen again; `withdrawn`: those that were dropped, and
    shown so; `said`: pairs of numbers that a person
    called one talk."""

    seen: dict[tuple[str, int], tuple[Told, str]] = field(default_factory=dict)
    uids: dict[tuple[str, int], str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    lost: set[tuple[str, int]] = field(default_factory=set)
    withdrawn: set[tuple[str, int]] = field(default_factory=set)
    said: set[frozenset[int]] = field(default_factory=set)
    counters: dict[str, tuple[int, int]] = field(default_factory=dict)
    published: dict[str, Facts] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    copies: list[tuple[datetime, list[Facts]]] = field(default_factory=list)

    def meets(self, where: Institute, numbers: Iterable[int], cards: Collection[int], now: datetime) -> None:
        """A run has seen these talks of an institute; of `cards` not the page, which alone tells who speaks."""
        for number in numbers:
            told, key = where.talks[number], (where.id, number)
            if number in cards:
                told = replace(told, speaker=self.seen[key][0].speaker if key in self.seen else "")
            if key in self.seen:
                was, url = self.seen[key]
                if not is_promised(was, told, where.has_pages, url == where.url(told), now, where.on(was)):
                    self.lost.add(key)
            self.seen[key] = told, where.url(told)
            self.withdrawn.discard(key)

    # ── After every step ──────────────────────────────────────────────────────────────────────────────────────────────

    def looks(
        self, institutes: Iterable[Institute], rows: Mapping[str, list[Known]], entries: list[Entry], now: datetime
    ) -> None:
        """See what is in the database of these institutes, and what is published of all."""
        for where in institutes:
            self._at_rows(where, rows[where.id])
        self._at_feed(entries, now)

    def _at_rows(self, where: Institute, rows: list[Known]) -> None:
        holders: dict[int, list[Known]] = defaultdict(list)
        for row in rows:
            holders[number_of(row.talk.image)].append(row)
            before = self.counters.get(row.uid, (0, 0))
            assert (row.sequence, row.revision) >= before, f"{row.uid} fell from {before}"
            assert row.sequence >= before[0], f"the SEQUENCE of {row.uid} fell"
            self.counters[row.uid] = row.sequence, row.revision
        for number, those in holders.items():
            key = (where.id, number)
            if key in self.lost:
                continue
            uids = [row.uid for row in those]
            assert number == self.numbers.setdefault(uids[0], number), f"{uids[0]} is another talk now: {number}"
            assert uids == [self.uids.setdefault(key, uids[0])], f"talk {number} of {where.id} has {uids}"
            if number in where.talks:
                word = those[0].talk.status
                brought_back = (where.id, number) in self.withdrawn  # and not seen since
                assert word is not Status.WITHDRAWN or brought_back, f"talk {number} of {where.id} was withdrawn"
            elif those[0].talk.status is Status.WITHDRAWN:
                self.withdrawn.add((where.id, number))

    def at_words(self, where: Institute, rows: Iterable[Known], numbers: Iterable[int]) -> None:
        """After a run that saw these talks whole: what the site calls off is called off, and nothing else."""
        by_number = {number_of(row.talk.image): row for row in rows}
        for number in numbers:
            row, word = by_number[number], where.talks[number].word
            if "status" not in row.unsettled and (where.id, number) not in self.lost:
                assert row.talk.status is STATUS[word], f"talk {number} of {where.id}: {row.talk.status}, not {word!r}"

    def _at_feed(self, entries: list[Entry], now: datetime) -> None:
        names = [name for entry in entries for name in (entry.uid, *entry.aliases)]
        assert len(names) == len(set(names)), "a UID is shown twice"
        self.ever |= {entry.uid for entry in entries}
        assert self.ever <= set(names), "a UID that was published is known no more"
        for entry in entries:
            numbers = {number_of(part.talk.image) for part in entry.parts}
            assert len(numbers) <= 1 or self._were_said(numbers), f"joined, though they are several talks: {numbers}"
        shown = {entry.uid: facts(entry) for entry in entries}
        for uid, one in shown.items():
            before = self.published.get(uid)
            if before is not None and any(before[name] != one[name] for name in LOUD):
                assert one["sequence"] > before["sequence"], f"{uid} changed, and its SEQUENCE did not rise"
            if before is not None:
                changed = any(before[name] != one[name] for name in one.keys() - {"aliases", *COUNTERS})
                moved = one["updated"] > before["updated"]
                assert changed == moved, f"{uid}: LAST-MODIFIED {before['updated']} → {one['updated']}"
        self.published = shown
        copy = list(shown.values())
        if not self.copies or self.copies[-1][1] != copy:
            self.copies.append((now, copy))

    def _were_said(self, numbers: set[int]) -> bool:
        """Whether a person's words hold these together."""
        reached = {min(numbers)}
        while more := {n for pair in self.said for n in pair if not reached.isdisjoint(pair)} - reached:
            reached |= more
        return numbers <= reached

    def remembers(self, store: Store, place: int) -> None:
        """Ask for what was known at one of the moments of which a copy was kept, and just before the next."""
        place %= len(self.copies)
        moment, copy = self.copies[place]
        found = [facts(entry) for entry in store.find(replace(TalkQuery(), as_of=moment))]
        assert [_past(one) for one in found] == [_past(one) for one in copy], f"the past of {moment} has changed"


def _past(one: Facts) -> Facts:
    """What is remembered of the past: UIDs merged since are aliases already."""
    return {name: value for name, value in one.items() if name != "aliases"}
