"""The world in which institutes live and are looked at: three sites, one clock, a database, and a second one.

What the second one is for differs from life to life. *Mirror*: it gets every run with its sightings backwards, and must
come to hold the same. *Twin*: it gets every run and no correction, so it knows what each source says and nothing else.
*Spare*: it is empty, until everything moves there.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import Integer, select

from benchmarks.deciding import OWN, counted
from benchmarks.simulation.institute import Institute, Sight, Told, number_of
from benchmarks.simulation.pledges import Pledges, by_talk, compare
from benchmarks.simulation.watch import Watch
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Corrections, Store
from pipeline.store import tables as t

START = datetime(2026, 2, 4, 9, tzinfo=UTC)
A, B, C = "alpha", "beta", "gamma"
MIRROR, TWIN, SPARE = "mirror", "twin", "spare"

DRAWN = re.compile(r"(?:(?<=person-|expiry-)|(?<=unfix-))[0-9a-f]{32}")

picks = st.integers(0, 2**30)
offsets = st.tuples(st.integers(2, 60), st.integers(8, 18))
"""A day from now on, and an hour."""


class World(RuleBasedStateMachine):
    """Whatever happens, what `Watch` and `Pledges` look after must hold. `stores`: two empty databases, set by whoever
    starts it."""

    stores: Callable[[], tuple[Store, Store]]

    def __init__(self) -> None:
        super().__init__()
        self.store, self.other = type(self).stores()
        self.role = SPARE
        self.now = START
        zones = {A: "America/Chicago", B: "America/New_York", C: "Europe/Berlin"}
        self.sites = {name: Institute(name, zone, has_pages=name != C) for name, zone in zones.items()}
        self.watch, self.pledges = Watch(), Pledges()
        self.dropped: dict[str, list[Told]] = {name: [] for name in zones}
        self.missed: dict[tuple[str, int], int] = {}  # complete runs that did not show a talk that is there
        self.slots: set[tuple[str, datetime]] = set()
        self.kept: Counter[bool] = Counter()  # talks cast anew: whether they kept their UID
        self.made = self.runs = 0

    # ── Institutes ────────────────────────────────────────────────────────────────────────────────────────────────────

    def slot(self, where: str, day: tuple[int, int]) -> datetime:
        """A time of that institute at which nobody else ever spoke there."""
        when = (self.now + timedelta(days=day[0])).replace(hour=day[1], minute=0, second=0, microsecond=0, tzinfo=None)
        while (where, when) in self.slots:
            when += timedelta(minutes=5)
        self.slots.add((where, when))
        return when

    def publish(self, where: str, told: Told) -> None:
        """The site tells of a talk."""
        self.sites[where].talks[told.number] = told

    def pick(self, where: str, pick: int, wanted: Callable[[Told], bool] = bool) -> Told | None:
        """One of the talks that are still to come for some days."""
        site, soon = self.sites[where], self.now + timedelta(days=2)
        those = [told for _, told in sorted(site.talks.items()) if site.on(told) > soon and wanted(told)]
        return those[pick % len(those)] if those else None

    # ── Runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def crawl_in(self, where: str, hours: int) -> None:
        """Crawl the site after so many hours; 0: not for now."""
        if hours:
            self.crawl(where, hours, Sight())

    def crawl(self, where: str, hours: int, sight: Sight, *, repeated: bool = False) -> None:
        """Crawl the site after so many hours, as well as it goes, and look at what comes of it."""
        self.now += timedelta(hours=hours)
        self._expire()
        self.now += timedelta(minutes=1)
        self.runs += 1
        site = self.sites[where]
        harvest = site.harvest(f"run-{self.runs}", self.now, sight, self.store.expected(where, self.now).urls)
        met = {number_of(claim.text) for one in harvest.sightings for claim in one.of("image")}
        self.watch.meets(site, met, sight.unread | sight.gone if site.has_pages else frozenset(), self.now)
        self._note(where, met, harvest)
        self._ingest(harvest)
        self.look(where)
        if not harvest.coverage.flaw:
            whole = met - sight.unread - sight.gone
            corrected = self.pledges.numbers_of("status")
            self.watch.at_words(site, self.store.known(where), whole - corrected)
        if repeated:
            self._repeat(where, harvest)

    def _expire(self) -> None:
        """What begins each round of crawls: corrections whose last day is over end."""
        for store in self.corrected():
            Corrections(store).expire(self.now)
        if self.pledges.expire(self.now):
            self.look()

    def corrected(self) -> list[Store]:
        """The databases that hear what persons correct."""
        return [self.store, self.other] if self.role == MIRROR else [self.store]

    def spoken_to(self) -> list[Store]:
        """The databases that hear what persons say of joins."""
        return [self.store] if self.role == SPARE else [self.store, self.other]

    def _note(self, where: str, met: set[int], harvest: Harvest) -> None:
        for number in self.sites[where].talks:
            if number in met:
                self.missed.pop((where, number), None)
            elif not harvest.coverage.flaw and met:
                self.missed[where, number] = self.missed.get((where, number), 0) + 1

    def _ingest(self, harvest: Harvest) -> None:
        source = self.sites[harvest.source].source
        if self.role != SPARE:
            sightings = harvest.sightings[::-1] if self.role == MIRROR else harvest.sightings
            ingest(self.other, source, replace(harvest, sightings=sightings), now=self.now)
        ingest(self.store, source, harvest, now=self.now)

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
        self.look(where)

    # ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def look(self, where: str = "", said: frozenset[int] = frozenset()) -> None:
        """See whether all is as it must be. `where`: the only site of which there is news; `said`: talks that a person
        calls one for a moment."""
        for_once = {said} - self.watch.said
        self.watch.said |= for_once
        sites = [self.sites[where]] if where else [*self.sites.values()]
        rows = {site.id: self.store.known(site.id) for site in sites}
        entries, written = self.store.find(TalkQuery()), by_talk(Corrections(self.store).all())
        self.watch.looks(sites, rows, entries, self.now)
        self.watch.said -= for_once
        self.pledges.looks(rows, entries, written, self.now)
        if self.role == TWIN:
            for name, mine in rows.items():
                compare(mine, self.other.known(name), written)

    def teardown(self) -> None:
        """At the end of a life: the past is as it was, and the order of sightings made no difference."""
        chooser = random.Random(self.made)
        for place in {chooser.randrange(len(self.watch.copies)) for _ in range(4)} if self.watch.copies else ():
            self.watch.remembers(self.store, place)
        same = self.role != MIRROR or contents(self.store) == contents(self.other)
        assert same, "another order made another database"


def contents(store: Store) -> dict[str, list[str]]:
    """All rows of all tables, as text; numbers that only count rows say nothing, nor do names drawn by lot."""
    found = {}
    with store.reading() as connection:
        for name, table in t.metadata.tables.items():
            said = [
                column for column in table.columns if not (column.name == "id" and isinstance(column.type, Integer))
            ]
            rows = (str([str(value) for value in row]) for row in connection.execute(select(*said)))
            found[name] = sorted(DRAWN.sub("", row) for row in rows)
    return found


def emptied(store: Store) -> Store:
    """The store without any row."""
    with store.changing() as connection:
        for table in reversed(t.metadata.sorted_tables):
            connection.execute(table.delete())
    return store
