"""`replay`: the pages of the archive read again with today's extractors and sources; nobody is asked for anything.

A source is read once, as its pages are now. Runs of the archive that are later than the last one the database knows are
gone through one by one, as they were: so a database that was lost, or restored from an older backup, is made again,
each talk under the UID it had.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.store import retention, schedule
from talkfeed.engine import Event, LocalEngine
from talkfeed.restoring import go_on
from talkfeed.rounds import Round, carry_out
from talkfeed.wiring import App

TOGETHER = timedelta(hours=1)
"""Runs of different sources within so much time are gone through as one: a worker for each would take a day where
hundreds of sources are crawled each hour."""


@dataclass(frozen=True, slots=True)
class Step:
    """Runs gone through at once: `now` is the aware instant of the last of them."""

    now: datetime
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read. `sources`: all of them; `past`: runs later than all that the database knows, in order; `hidden`:
    how many it does not know that are not later, so that it is too late for them."""

    sources: tuple[str, ...] = ()
    past: tuple[Step, ...] = ()
    hidden: int = 0

    @property
    def relived(self) -> tuple[str, ...]:
        """The sources with runs that the database does not know."""
        return tuple(sorted({source for step in self.past for source in step.sources}))

    @property
    def present(self) -> tuple[str, ...]:
        """The other ones."""
        relived = set(self.relived)
        return tuple(source for source in self.sources if source not in relived)

    @property
    def runs(self) -> int:
        """How many runs the database does not know."""
        return sum(len(step.sources) for step in self.past)


def plan(app: App, named: Sequence[str]) -> Plan:
    """What there is to read of these sources, or of all in the catalogue; those of which no page is kept are left
    out."""
    runs = app.archive.runs()
    wanted = {source for _, source in runs if source in (named or app.sources)}
    kept_since = retention.horizon(app.clock(), app.settings.history_days)
    with app.store.reading() as connection:
        crawls = schedule.crawls(connection)
    past, hidden = [], 0
    for when, source in runs:
        if source not in wanted:
            continue
        known = crawls.get(source, [])
        second = when.replace(microsecond=0)  # as a database keeps it
        if not known or second > known[-1]:
            past.append((when, source))
        elif kept_since is None or when >= kept_since:
            near = bisect_left(known, second)
            hidden += near == len(known) or known[near] - second > TOGETHER
    return Plan(tuple(sorted(wanted)), tuple(steps(past)), hidden)


def steps(runs: Iterable[tuple[datetime, str]]) -> list[Step]:
    """Runs (when, of which source), in order, those of different sources within an hour together."""
    found: list[Step] = []
    begun: datetime | None = None
    for when, source in runs:
        if begun is None or source in found[-1].sources or when - begun > TOGETHER:
            found.append(Step(when, (source,)))
            begun = when
        else:
            found[-1] = Step(when, (*found[-1].sources, source))
    return found


def replay(app: App, planned: Plan, watch: Callable[[Event], None], *, now: datetime | None, apply: bool) -> Round:
    """Read; without `apply` nothing is kept, and all sources are read as their pages are now. `now` is None for the
    wall clock. Reports of several runs of one source are added up. A database that was made again goes on from the
    feeds that lie in `public_dir`: no calendar sees SEQUENCE fall."""
    result = Round()
    if not apply:
        engine = LocalEngine(app.settings, now, dry_run=True, mode="replay")
        return carry_out(app, engine, planned.sources, watch, record=False)
    for step in planned.past:
        engine = LocalEngine(app.settings, step.now, mode="rebuild")
        result = together(result, carry_out(app, engine, step.sources, watch, record=False))
    if planned.past:
        go_on(app)
    engine = LocalEngine(app.settings, now, mode="replay")
    return together(result, carry_out(app, engine, planned.present, watch, record=False))


def together(before: Round, after: Round) -> Round:
    """Two rounds as one: counts and lines are added up, of doubts the last one counts."""
    reports = dict(before.reports)
    for source, report in after.reports.items():
        reports[source] = _added(reports[source], report) if source in reports else report
    return Round(reports, {**before.lost, **after.lost})


ADDED = ("announced", "changed", "cancelled", "withdrawn", "reinstated", "articles", "rejected", "lines", "problems")


def _added(before: Event, after: Event) -> Event:
    both = [name for name in ADDED if name in before and name in after]
    return {**before, **after, **{name: before[name] + after[name] for name in both}}  # type: ignore[operator]
