"""How each source fares, from its runs: one model for `status`, the status page, `/health` and alerts.

Pure: rows and a clock in, words out. A condition comes with the sentence that is its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

OVERDUE = 3
"""A source that was not crawled for so many of its intervals past its time is late: is the schedule running?"""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the store has it. `enabled`: whether it is crawled; `chosen`: the operator's own word on that, None
    if the configuration decides; `publish`: what of it may be republished, as last configured. Instants are aware UTC.
    """

    id: str
    name: str
    homepage: str | None
    timezone: str
    enabled: bool
    next_due_at: datetime | None
    interval: timedelta
    failures: int
    last_run_at: datetime | None
    chosen: bool | None = None
    listing_hash: str = ""
    publish: Mapping[str, Any] | None = None
    moved_to: str | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the store has it; the counts are those of `Report`. `complete`: its absences could mean something;
    `crawled`: it was a crawl, no import."""

    id: str
    source: str
    started_at: datetime
    finished_at: datetime
    complete: bool
    pages_ok: int = 0
    pages_failed: int = 0
    announced: int = 0
    changed: int = 0
    unchanged: int = 0
    missed: int = 0
    cancelled: int = 0
    withdrawn: int = 0
    reinstated: int = 0
    rejected: int = 0
    articles: int = 0
    doubt: str = ""
    error: str = ""
    problems: tuple[str, ...] = ()
    crawled: bool = True

    @property
    def talks(self) -> int:
        """Talks this run saw."""
        return self.announced + self.changed + self.unchanged


class Condition(StrEnum):
    """From well to worst; a source that is not crawled is no worry."""

    WELL = "well"
    OFF = "not crawled"
    QUIET = "quiet"  # reached, and it announces nothing
    NEVER_RUN = "never run"
    LATE = "late"
    DOUBTED = "doubted"
    BLOCKED = "blocked"
    FAILING = "failing"

    @property
    def is_unhealthy(self) -> bool:
        """Whether somebody should look: exit status 1 (INTERFACE §4)."""
        return self in (Condition.LATE, Condition.DOUBTED, Condition.BLOCKED, Condition.FAILING)


_ORDER = tuple(Condition)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: its condition, and why, in a sentence."""

    source: SourceState
    condition: Condition
    sentence: str
    last_run: Run | None = None

    @property
    def remedy(self) -> str:
        """What a person can do about it, a sentence; "" where nothing is to be done."""
        name, last = self.source.id, self.last_run
        if self.condition is Condition.DOUBTED and last is not None and last.complete:
            return (
                f"look at the institute's page: if those talks are gone, 'talkfeed crawl {name} --believe' withdraws "
                f"them ('--dry-run' besides shows which); if not, nothing is to be done, they stay as they are"
            )
        return _REMEDIES.get(self.condition, "").format(name=name)


_REMEDIES: Mapping[Condition, str] = {
    Condition.DOUBTED: "nothing is taken away because of such a run; the next complete one decides",
    Condition.BLOCKED: "ask the institute, or give it up with 'talkfeed sources disable {name}'; its talks stay",
    Condition.FAILING: "its talks stay as they are, and it is tried again; 'talkfeed status {name} -v' names the pages",
    Condition.LATE: "start 'talkfeed up', or run 'talkfeed crawl --due' from cron",
}


@dataclass(frozen=True, slots=True)
class Health:
    """All sources, the worst first, and the whole: as well as its worst source."""

    condition: Condition
    sentence: str
    sources: tuple[SourceHealth, ...]


def health(
    states: Iterable[SourceState],
    runs: Mapping[str, Sequence[Run]],
    articles: Mapping[str, int] = MappingProxyType({}),
    *,
    now: datetime,
) -> Health:
    """How the sources fare at `now` (aware). `runs`: by source, the latest first; `articles`: how many are known
    of those that never announced a talk."""
    there = [state for state in states if state.removed_at is None]
    each = [_fares(state, runs.get(state.id, ()), articles.get(state.id, 0), now) for state in there]
    each.sort(key=lambda one: (-_ORDER.index(one.condition), one.source.id))
    crawled = [one for one in each if one.condition is not Condition.OFF]
    worst = crawled[0].condition if crawled else Condition.WELL
    ill = sum(one.condition.is_unhealthy for one in crawled)
    if not crawled:
        return Health(worst, "no source is crawled", tuple(each))
    said = (
        f"{ill} of {_count(len(crawled), 'source')} {'needs' if ill == 1 else 'need'} a look" if ill else "all is well"
    )
    return Health(worst, said, tuple(each))


def _fares(state: SourceState, runs: Sequence[Run], articles: int, now: datetime) -> SourceHealth:
    last = runs[0] if runs else None
    condition, sentence = _judge(state, last, articles, now)
    return SourceHealth(state, condition, sentence, last)


def _judge(state: SourceState, last: Run | None, articles: int, now: datetime) -> tuple[Condition, str]:
    if not state.enabled:
        return Condition.OFF, "not crawled until it is enabled"
    if last is None:
        return Condition.NEVER_RUN, "never crawled so far"
    if state.failures or last.error:
        said = last.error or (last.problems[0] if last.problems else last.doubt) or "no page could be had"
        times = f"{state.failures} times in a row: " if state.failures > 1 else ""
        return (Condition.BLOCKED if _is_blocked(last) else Condition.FAILING), f"{times}{said}"
    if last.doubt:
        return Condition.DOUBTED, last.doubt
    if state.next_due_at and now - state.next_due_at > OVERDUE * state.interval:
        return Condition.LATE, f"due since {state.next_due_at:%Y-%m-%d %H:%M} UTC; is the schedule running?"
    if last.talks == 0 and articles == 0 and last.pages_ok > 0:
        return Condition.QUIET, "reached, and no talk found in the last run"
    if last.talks == 0 and articles:
        return (
            Condition.WELL,
            f"{_count(articles, 'article')}, {last.articles or 'none'} new or changed in the last run",
        )
    news = f", {_count(last.articles, 'article')} new or changed" if last.articles else ""
    return Condition.WELL, f"{_count(last.talks, 'talk')} seen in the last run{news}"


_REFUSED = re.compile(r"\bby robots\.txt|\brobots\.txt forbids|\banswer(?:s|ed) (?:401|403|429|451)\b", re.IGNORECASE)


def _is_blocked(run: Run) -> bool:
    """Whether the institute keeps us out, rather than being away."""
    return any(_REFUSED.search(said) for said in (run.error, run.doubt, *run.problems))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
