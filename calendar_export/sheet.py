"""Weeks and months as sheets of days, each with its talks, for people who think in calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.query import Entry
from pipeline.recurrence import recurring
from pipeline.talk import Span

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day with its talks. `outside`: it belongs to the month before or after."""

    day: date
    entries: tuple[Entry, ...]
    is_today: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week or a month: `view` is its name, weeks begin on Monday (ISO 8601). Days are those of each talk's own zone.

    `on`: the day it was asked for by; `first` to `last`: the days it shows.
    """

    view: str
    on: date

    @property
    def first(self) -> date:
        """The Monday it begins with."""
        begin = self.on.replace(day=1) if self.view == "month" else self.on
        return begin - begin.weekday() * DAY

    @property
    def last(self) -> date:
        """The Sunday it ends with."""
        if self.view == "week":
            return self.first + WEEK - DAY
        end = _next_month(self.on) - DAY
        return end + (6 - end.weekday()) * DAY

    @property
    def before(self) -> date:
        """A day of the sheet before this one."""
        return self.first - DAY if self.view == "week" else self.on.replace(day=1) - DAY

    @property
    def after(self) -> date:
        """A day of the sheet after this one."""
        return self.last + DAY if self.view == "week" else _next_month(self.on)

    def weeks(self, entries: Iterable[Entry], today: date) -> list[list[Cell]]:
        """Its days, seven to a week, with those of the entries that take place on them: whole days first, then by the
        hour at each one's institute."""
        held: dict[date, list[Entry]] = defaultdict(list)
        for entry in sorted(entries, key=_hour):
            for day in days(entry.talk.when, self.first, self.last):
                held[day].append(entry)
        count = (self.last - self.first).days + 1
        cells = [self._cell(self.first + number * DAY, held, today) for number in range(count)]
        return [cells[start : start + 7] for start in range(0, count, 7)]

    def _cell(self, day: date, held: dict[date, list[Entry]], today: date) -> Cell:
        outside = self.view == "month" and day.month != self.on.month
        return Cell(day, tuple(held[day]), day == today, outside)


def days(when: Span, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` on which a talk takes place: each of several, each occurrence of a series."""
    if when.day is None:
        return
    starts, lasting = [when.day], ((when.last_day or when.day) - when.day).days
    if when.recurrence is not None:
        again = when.recurrence
        begin = when.start if isinstance(when.start, datetime) else datetime.combine(when.day, datetime.min.time())
        starts = [one.date() for one in recurring(begin, when.timezone, again.rrule, again.rdate, again.exdate)]
        lasting = 0
    for day in starts:
        earliest, latest = max(day, first), min(day + lasting * DAY, last)
        for number in range((latest - earliest).days + 1):
            yield earliest + number * DAY


def _hour(entry: Entry) -> str:
    start = entry.talk.when.start
    return f"{start:%H:%M}" if isinstance(start, datetime) else ""


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)
