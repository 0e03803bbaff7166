"""The life of three institutes as a state machine: two with pages, one of which announces talks of the other too, and
one whose talks are but cards of a list. Every run goes through the real `ingest` into a real database, and in every
third life, its sightings backwards, into a second one.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Integer, select

from benchmarks.deciding import OWN, counted
from benchmarks.simulation.institute import PEOPLE, TBA, Institute, Sight, Told, number_of, stranger, title
from benchmarks.simulation.watch import Watch, facts, is_promised
from config.errors import QueryError
from pipeline.changes import Report
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.store.joining import Joins

START = datetime(2026, 2, 4, 9, tzinfo=UTC)
A, B, C = "alpha", "beta", "gamma"
EDITS = ("title", "when", "room", "slug", "slug and title", "cancel", "postpone", "reinstate", "redirect", "speaker")

picks = st.integers(0, 2**30)
looks = st.sampled_from((0, 0, 3, 14, 30))
"""Hours until the site where something happened is crawled; 0: not for now."""
offsets = st.tuples(st.integers(2, 60), st.integers(8, 18))
"""A day from now on, and an hour."""


class Lives(RuleBasedStateMachine):
    """Whatever happens, what `Watch` looks after must hold. `stores`: two empty databases, set by whoever starts it."""

    stores: Callable[[], tuple[Store, Store]]

    def __init__(self) -> None:
        super().__init__()
        self.store, self.mirror = type(self).stores()
        self.now = START
        zones = {A: "America/Chicago", B: "America/New_York", C: "Europe/Berlin"}
        self.sites = {name: Institute(name, zone, has_pages=name != C) for name, zone in zones.items()}
        self.watch = Watch()
        self.dropped: dict[str, list[Told]] = {name: [] for name in zones}
        self.missed: dict[tuple[str, int], int] = {}  # complete runs that did not show a talk that is there
        self.slots: set[tuple[str, datetime]] = set()
        self.made = self.runs = 0
        self.mirrored = True

    # ── What institutes do ────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(count=st.integers(2, 6), days=st.lists(offsets, min_size=6, max_size=6), third=st.integers(0, 2))
    def opens(self, count: int, days: list[tuple[int, int]], third: int) -> None:
        self.mirrored = third == 0
        for number in range(count):
            self.announces(A if number % 3 else C, days[number], tba=False, speaker=number, hours=0)

    @rule(where=st.sampled_from((A, B, C)), day=offsets, tba=st.booleans(), speaker=st.integers(0, 20), hours=looks)
    def announces(self, where: str, day: tuple[int, int], tba: bool, speaker: int, hours: int) -> None:
        if len(self.sites[where].talks) >= 7:
            return
        self.made += 1
        name = PEOPLE[speaker] if speaker < len(PEOPLE) else ""
        when = self._slot(where, day)
        self._publish(where, Told(self.made, TBA if tba else title(self.made), when, f"t{self.made}", name))
        self._crawl_in(where, hours)

    @rule(pick=picks, hours=looks)
    def is_announced_elsewhere_too(self, pick: int, hours: int) -> None:
        one = self._pick(A, pick, lambda told: told.number not in self.sites[B].talks and told.speaker != "")
        if one is not None and one.title != TBA and len(self.sites[B].talks) < 7:
            when = self.sites[A].on(one).astimezone(ZoneInfo(self.sites[B].timezone)).replace(tzinfo=None)
            if all(slot != (B, when) for slot in self.slots):
                self.slots.add((B, when))
                self._publish(B, replace(one, when=when, slug=f"joint-{one.number}", was="", listed=True))
        self._crawl_in(B, hours)

    @rule(where=st.sampled_from((A, B, C)), what=st.sampled_from(EDITS), pick=picks, day=offsets, hours=looks)
    def edits(self, where: str, what: str, pick: int, day: tuple[int, int], hours: int) -> None:
        site = self.sites[where]
        one = self._pick(where, pick)
        if one is None:
            return
        self.made += 1
        fresh = {"title": title(self.made)}
        new = {
            "title": lambda: replace(one, **fresh),
            "when": lambda: replace(one, when=self._slot(where, day)),
            "room": lambda: replace(one, room=f"R {pick % 3}"),
            "slug": lambda: replace(one, slug=f"s{self.made}"),
            "slug and title": lambda: replace(one, slug=f"s{self.made}", **fresh),
            "redirect": lambda: replace(one, slug=f"s{self.made}", was=site.url(one)),
            "cancel": lambda: replace(one, word="CANCELLED"),
            "postpone": lambda: replace(one, word="POSTPONED"),
            "reinstate": lambda: replace(one, word=""),
            "speaker": lambda: replace(one, speaker=one.speaker or PEOPLE[pick % len(PEOPLE)]),
        }[what]()
        hidden = site.url(new) != site.url(one) and what != "redirect" and not one.listed  # nobody could find it again
        if self._is_recognisable(site, new) and not hidden:
            site.talks[one.number] = new
        self._crawl_in(where, hours)

    def _is_recognisable(self, site: Institute, new: Told) -> bool:
        """Whether the edit, on top of those not seen yet, leaves the talk what it was; else it is not made."""
        if (site.id, new.number) not in self.watch.seen:
            return True
        was, url = self.watch.seen[site.id, new.number]
        return is_promised(was, new, site.has_pages, url == site.url(new), self.now, site.on(was))

    @rule(where=st.sampled_from((A, B, C)), pick=picks, hours=looks)
    def drops(self, where: str, pick: int, hours: int) -> None:
        if (one := self._pick(where, pick)) is not None:
            self.dropped[where].append(self.sites[where].talks.pop(one.number))
        self._crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B, C)), pick=picks, hours=looks)
    def brings_back(self, where: str, pick: int, hours: int) -> None:
        if self.dropped[where]:
            one = self.dropped[where].pop(pick % len(self.dropped[where]))
            if self._is_recognisable(self.sites[where], one):
                self.sites[where].talks[one.number] = one
        self._crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), pick=picks, hours=looks)
    def pages_away(self, where: str, pick: int, hours: int) -> None:
        """The listing shows a talk no more, or again; its page is still there."""
        if (one := self._pick(where, pick)) is not None:
            self.sites[where].change(one.number, listed=not one.listed)
        self._crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), hours=looks)
    def is_redesigned(self, where: str, hours: int) -> None:
        """Every talk gets a new address, and nothing redirects."""
        site = self.sites[where]
        site.design += 1
        if not all(told.listed and self._is_recognisable(site, told) for told in site.talks.values()):
            site.design -= 1
        self._crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), word=st.sampled_from(("", "a1", "b2")), hours=looks)
    def gets_session_ids(self, where: str, word: str, hours: int) -> None:
        self.sites[where].session = word
        self._crawl_in(where, hours)

    @rule(pick=picks, day=offsets, hours=looks)
    def reuses_an_address(self, pick: int, day: tuple[int, int], hours: int) -> None:
        """Another talk, of somebody else, at the address of one that is dropped."""
        one = self._pick(A, pick, lambda told: told.speaker != "" and told.title != TBA)
        days = {when.date() for where, when in self.slots if where == A}
        when = self._slot(A, day)
        if one is not None and when.date() not in days:  # somebody else on the same day would be a talk that changed
            self.sites[A].talks.pop(one.number)
            self.made += 1
            self._publish(A, Told(self.made, title(self.made), when, one.slug, stranger(self.made)))
        self._crawl_in(A, hours)

    # ── Who looks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40))
    def is_crawled(self, where: str, hours: int) -> None:
        self._crawl(where, hours, Sight())

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40))
    def is_crawled_again(self, where: str, hours: int) -> None:
        self._crawl(where, hours, Sight(), repeated=True)

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), again=st.booleans())
    def is_crawled_in_vain(self, where: str, hours: int, again: bool) -> None:
        self._crawl(where, hours, Sight(failed=True), repeated=again)

    @rule(where=st.sampled_from((A, B)), hours=st.integers(2, 40), pick=picks, again=st.booleans())
    def is_crawled_in_part(self, where: str, hours: int, pick: int, again: bool) -> None:
        """Some pages of talks answer with errors."""
        numbers = frozenset(number for number in self.sites[where].talks if pick >> (number % 29) & 1)
        self._crawl(where, hours, Sight(unread=numbers), repeated=again)

    @rule(where=st.sampled_from((A, B)), hours=st.integers(2, 40), cut=st.integers(1, 5))
    def is_crawled_as_far_as_paging_goes(self, where: str, hours: int, cut: int) -> None:
        site = self.sites[where]
        later = site.shown(self.now + timedelta(hours=hours))
        while cut < len(later) and not all(self._is_where_it_was(site, told) for told in later[cut:]):
            cut += 1
        self._crawl(where, hours, Sight(cut=cut))

    def _is_where_it_was(self, site: Institute, told: Told) -> bool:
        """Whether a talk can be found by asking for it where it was seen."""
        return self.watch.seen.get((site.id, told.number), (told, ""))[1] in ("", site.url(told))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), pick=picks)
    def is_shown_a_part(self, where: str, hours: int, pick: int) -> None:
        """A listing that lies: it looks whole and shows a part; of each talk no more often than the table bears."""
        self._crawl(where, hours, Sight(hidden=self._some(where, pick, bears=2), gone=self._pageless(where, pick)))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), runs=st.integers(1, 4))
    def is_shown_next_to_nothing(self, where: str, hours: int, runs: int) -> None:
        """A listing that looks whole and shows nothing, as often as it likes; so do the pages of its talks."""
        shown = self.sites[where].shown(self.now + timedelta(hours=hours * runs))
        if len(shown) > 1:
            for _ in range(runs):
                numbers = frozenset(self.sites[where].talks)
                self._crawl(where, hours, Sight(hidden=numbers, gone=numbers))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), runs=st.integers(1, 4), pick=picks)
    def is_shown_one_alone(self, where: str, hours: int, runs: int, pick: int) -> None:
        """A listing that looks whole and shows one talk of three or more, as often as it likes; so do their pages."""
        shown = self.sites[where].shown(self.now + timedelta(hours=hours * runs))
        if len(shown) > 2:
            numbers = frozenset(self.sites[where].talks) - {shown[pick % len(shown)].number}
            for _ in range(runs):
                self._crawl(where, hours, Sight(hidden=numbers))

    def _some(self, where: str, pick: int, bears: int) -> frozenset[int]:
        """Talks that may be missed once more without anybody being misled: fewer than half of those that are known."""
        shown = [told.number for told in self.sites[where].shown(self.now)]
        some = [n for n in shown if pick >> (n % 29) & 1 and self.missed.get((where, n), 0) < bears]
        return frozenset(some[: max(0, (len(shown) - 1) // 2)])

    def _pageless(self, where: str, pick: int) -> frozenset[int]:
        """Of talks that are hidden the pages must be gone as well, or they would be met there."""
        return frozenset(n for n in self._some(where, pick, bears=1))

    # ── Persons ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(pick=picks, other=picks)
    def a_person_joins(self, pick: int, other: int) -> None:
        if pair := self._two(pick, other):
            self._say(lambda joins: joins.join(*pair, now=self.now))
            self.watch.said.add(frozenset(number_of(self.watch.published[uid]["image"]) for uid in pair))
            self._look()

    @rule(pick=picks)
    def a_person_splits(self, pick: int) -> None:
        if joined := sorted(uid for uid, one in self.watch.published.items() if one["aliases"]):
            self._say(lambda joins: joins.split(joined[pick % len(joined)], now=self.now))
            self._look()

    @rule(pick=picks, other=picks)
    def a_person_joins_and_thinks_better_of_it(self, pick: int, other: int) -> None:
        pair = self._two(pick, other)
        if not pair or self.watch.published[pair[0]]["aliases"]:
            return
        before = self._faces()
        self._say(lambda joins: joins.join(*pair, now=self.now))
        self._look(said=frozenset(number_of(self.watch.published[uid]["image"]) for uid in pair if uid in before))
        self._say(lambda joins: joins.split(pair[0], now=self.now))
        self._look()
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
        left = ("sequence", "revision", "updated")
        return {
            entry.uid: {name: value for name, value in facts(entry).items() if name not in left}
            for entry in self.store.find(TalkQuery())
        }

    def _say(self, what: Callable[[Joins], object]) -> None:
        self.now += timedelta(minutes=5)
        for store in (self.store, self.mirror) if self.mirrored else (self.store,):
            with suppress(QueryError):
                what(Joins(store))

    # ── How ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _slot(self, where: str, day: tuple[int, int]) -> datetime:
        """A time of that institute at which nobody else ever spoke there."""
        when = (self.now + timedelta(days=day[0])).replace(hour=day[1], minute=0, second=0, microsecond=0, tzinfo=None)
        while (where, when) in self.slots:
            when += timedelta(minutes=5)
        self.slots.add((where, when))
        return when

    def _publish(self, where: str, told: Told) -> None:
        self.sites[where].talks[told.number] = told

    def _pick(self, where: str, pick: int, wanted: Callable[[Told], bool] = bool) -> Told | None:
        """One of the talks that are still to come for some days."""
        site, soon = self.sites[where], self.now + timedelta(days=2)
        those = [told for _, told in sorted(site.talks.items()) if site.on(told) > soon and wanted(told)]
        return those[pick % len(those)] if those else None

    def _crawl_in(self, where: str, hours: int) -> None:
        if hours:
            self._crawl(where, hours, Sight())

    def _crawl(self, where: str, hours: int, sight: Sight, *, repeated: bool = False) -> None:
        self.now += timedelta(hours=hours)
        self.runs += 1
        site = self.sites[where]
        harvest = site.harvest(f"run-{self.runs}", self.now, sight, self.store.expected(where, self.now))
        met = {number_of(claim.text) for one in harvest.sightings for claim in one.of("image")}
        self.watch.meets(site, met, self.now)
        self._note(where, met, harvest)
        self._ingest(harvest)
        self._look(where)
        if not harvest.coverage.flaw:
            whole = met - sight.unread - sight.gone
            self.watch.at_words(site, self.store.known(where), whole)
        if repeated:
            self._repeat(where, harvest)

    def _note(self, where: str, met: set[int], harvest: Harvest) -> None:
        for number in self.sites[where].talks:
            if number in met:
                self.missed.pop((where, number), None)
            elif not harvest.coverage.flaw and met:
                self.missed[where, number] = self.missed.get((where, number), 0) + 1

    def _ingest(self, harvest: Harvest) -> Report:
        source = self.sites[harvest.source].source
        if self.mirrored:
            backwards = replace(harvest, sightings=harvest.sightings[::-1])
            ingest(self.mirror, source, backwards, now=self.now)
        return ingest(self.store, source, harvest, now=self.now)

    def _repeat(self, where: str, harvest: Harvest) -> None:
        """The same again: under its own name it writes nothing, under another its own row and its source's."""
        with counted(self.store) as found:
            self._ingest(harvest)
        assert not any(found.written.values()), f"a run that was known wrote {found.written}"
        waiting = any(old.misses or old.unsettled for old in self.store.known(where))
        self.runs += 1
        self.now += timedelta(minutes=1)
        with counted(self.store) as found:
            self._ingest(replace(harvest, run=f"run-{self.runs}", started=self.now, finished=self.now))
        written = {table for table, rows in found.written.items() if rows}
        assert waiting or written <= OWN, f"a repeated run wrote {written}"
        self._look(where)

    def _look(self, where: str = "", said: frozenset[int] = frozenset()) -> None:
        for_once = {said} - self.watch.said
        self.watch.said |= for_once
        self.watch.looks(self.store, [self.sites[where]] if where else self.sites.values(), self.now)
        self.watch.said -= for_once

    def teardown(self) -> None:
        """At the end of a life: the past is as it was, and the order of sightings made no difference."""
        chooser = random.Random(self.made)
        for place in {chooser.randrange(len(self.watch.copies)) for _ in range(4)} if self.watch.copies else ():
            self.watch.remembers(self.store, place)
        assert not self.mirrored or contents(self.store) == contents(self.mirror), "another order made another database"


def contents(store: Store) -> dict[str, list[str]]:
    """All rows of all tables, as text; numbers that only count rows say nothing."""
    found = {}
    with store.reading() as connection:
        for name, table in t.metadata.tables.items():
            said = [
                column for column in table.columns if not (column.name == "id" and isinstance(column.type, Integer))
            ]
            found[name] = sorted(str([str(value) for value in row]) for row in connection.execute(select(*said)))
    return found
