"""When and where the talks of a series usually are: counted from the talks themselves, told with the count or not.

Pure: talks in, what more than half of them have in common out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from statistics import median_low
from typing import Generic, TypeVar

from calendar_export.ics import place_text
from pipeline.talk import Kind, Mode, Status, Talk

FEW = 3
"""Talks below which nothing is usual."""

T = TypeVar("T")
_OFF = (Status.CANCELLED, Status.POSTPONED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Usual(Generic[T]):
    """A value that `count` of `of` talks have, which is more than half; `of` are those of which it is known."""

    value: T
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What is usual; None where nothing is. `weekday` is a day that falls on it; `zone` goes with `hour`; `every`: days
    from one talk to the next."""

    talks: int
    weekday: Usual[date] | None = None
    hour: Usual[time] | None = None
    zone: str = ""
    place: Usual[str] | None = None
    mode: Usual[Mode] | None = None
    kind: Usual[Kind] | None = None
    every: Usual[int] | None = None


def habits(talks: Iterable[Talk]) -> Habits:
    """What these talks have in common; those that were called off tell nothing, recurring ones are one each."""
    held = [talk for talk in talks if talk.status not in _OFF and talk.when.day is not None]
    days = [talk.when.day for talk in held if talk.when.day is not None]
    starts = [talk.when.start for talk in held if isinstance(talk.when.start, datetime)]
    zones = {talk.when.timezone for talk in held if isinstance(talk.when.start, datetime)}
    weekday = usual([day.weekday() for day in days])
    return Habits(
        len(held),
        None if weekday is None else Usual(_falling_on(weekday.value), weekday.count, weekday.of),
        usual([start.time() for start in starts]) if len(zones) == 1 else None,
        zones.pop() if len(zones) == 1 else "",
        usual([text for talk in held if (text := place_text(talk))]),
        usual([talk.place.attendance_mode for talk in held if talk.place.attendance_mode]),
        usual([talk.kind for talk in held]),
        _rhythm(sorted(set(days))),
    )


def usual(values: Sequence[T]) -> Usual[T] | None:
    """The value that more than half of these share; None where none is, or there are too few to tell."""
    if len(values) < FEW:
        return None
    ((value, count),) = Counter(values).most_common(1)
    return Usual(value, count, len(values)) if count * 2 > len(values) else None


def _rhythm(days: Sequence[date]) -> Usual[int] | None:
    """The days from one talk to the next, where more than half of the steps are within a day of their middle one."""
    steps = [(after - before).days for before, after in pairwise(days)]
    if len(steps) < FEW:
        return None
    middle = median_low(steps)
    near = sum(1 for step in steps if abs(step - middle) <= 1)
    return Usual(middle, near, len(steps)) if near * 2 > len(steps) else None


def _falling_on(weekday: int) -> date:
    """Some day that falls on this day of the week, 0 for Monday."""
    return date(2024, 1, 1 + weekday)
