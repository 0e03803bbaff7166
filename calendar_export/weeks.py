"""Talks per week, as small pictures: where their bars lie. Drawn in `weeks.html`, with the numbers as a table.

A bar for each week, the past ones paler, and a line where this week begins. Pure functions of counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

BACK, AHEAD = 13, 26
"""Weeks shown before this one and from this one on: a term that was, and two that may be known."""

WIDTH, LEFT, TOP, HEIGHT, AXIS = 360, 22, 8, 96, 22
"""Units of the picture; a phone shows about as many pixels, so that its text stays readable there."""

SPARK_STEP, SPARK_HEIGHT = 4, 28
LABELS = 28
"""Units that the name of a month takes."""

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Talks of so many weeks in a row: `first` is the Monday of the first, this week is the one at BACK."""

    first: date
    counts: tuple[int, ...]

    @property
    def most(self) -> int:
        """Of the busiest week."""
        return max(self.counts)

    @property
    def past(self) -> int:
        """Before this week."""
        return sum(self.counts[:BACK])

    @property
    def coming(self) -> int:
        """In this week and later."""
        return sum(self.counts[BACK:])

    def monday(self, number: int) -> date:
        """The first day of this week of them."""
        return self.first + number * _WEEK

    def told(self) -> list[tuple[date, int]]:
        """The weeks that have talks, by their Mondays."""
        return [(self.monday(number), count) for number, count in enumerate(self.counts) if count]


@dataclass(frozen=True, slots=True)
class WeekPlot:
    """The picture: the bars as two paths of strokes of this `stroke`; `marks` where a month begins; `lines` the heights
    that are named, with their number; `now` where this week begins."""

    weeks: Weeks
    past: str
    coming: str
    stroke: float
    now: float
    marks: tuple[tuple[float, date], ...]
    lines: tuple[tuple[float, int], ...]
    width: int = WIDTH
    left: int = LEFT
    bottom: int = TOP + HEIGHT
    height: int = TOP + HEIGHT + AXIS


@dataclass(frozen=True, slots=True)
class Spark:
    """A picture for a line of a table, to the scale of all lines."""

    weeks: Weeks
    past: str
    coming: str
    now: int = BACK * SPARK_STEP
    width: int = (BACK + AHEAD) * SPARK_STEP
    height: int = SPARK_HEIGHT


def span(today: date) -> tuple[date, date]:
    """The first day that is shown, and the first that is not any more."""
    monday = today - timedelta(days=today.weekday())
    return monday - BACK * _WEEK, monday + AHEAD * _WEEK


def weeks(days: Mapping[date, int], today: date) -> Weeks:
    """The talks of each day by the week."""
    first, _ = span(today)
    counted: Counter[int] = Counter()
    for day, count in days.items():
        counted[(day - first) // _WEEK] += count
    return Weeks(first, tuple(counted[number] for number in range(BACK + AHEAD)))


def week_plot(told: Weeks) -> WeekPlot | None:
    """The picture of one source's weeks; None where they are all empty."""
    if told.most == 0:
        return None
    step = (WIDTH - LEFT) / len(told.counts)
    scale = HEIGHT / told.most
    past, coming = _bars(told, step, LEFT, TOP + HEIGHT, scale)
    numbers = {0, told.most} | ({told.most // 2} if told.most >= 6 and told.most % 2 == 0 else set())
    lines = tuple((round(TOP + HEIGHT - number * scale, 1), number) for number in sorted(numbers))
    now = round(LEFT + BACK * step, 1)
    return WeekPlot(told, past, coming, round(step * 0.72, 1), now, _months(told, step), lines)


def spark(told: Weeks, most: int) -> Spark | None:
    """The small picture, in which `most` talks fill the height; None where there is nothing to draw."""
    if told.most == 0:
        return None
    past, coming = _bars(told, SPARK_STEP, 0, SPARK_HEIGHT, (SPARK_HEIGHT - 2) / max(most, 1))
    return Spark(told, past, coming)


def _bars(told: Weeks, step: float, left: float, bottom: float, scale: float) -> tuple[str, str]:
    """The bars as strokes upwards: of the past weeks, and of this and the coming ones."""
    bars = [
        f"M{left + (number + 0.5) * step:.4g} {bottom:g}v-{max(count * scale, 1.5):.3g}" if count else ""
        for number, count in enumerate(told.counts)
    ]
    return "".join(bars[:BACK]), "".join(bars[BACK:])


def _months(told: Weeks, step: float) -> tuple[tuple[float, date], ...]:
    """Where months begin, with their first day; as many as can be named."""
    found: list[tuple[float, date]] = []
    for number in range(len(told.counts)):
        last = told.monday(number) + timedelta(days=6)
        first = last.replace(day=1)
        x = round(LEFT + (number + (first - told.monday(number)).days / 7) * step, 1)
        if first >= told.monday(number) and x <= WIDTH - LABELS and (not found or x - found[-1][0] >= LABELS):
            found.append((x, first))
    return tuple(found)
