"""How early an institute announces what, as a small picture: where its lines and bars lie. Drawn in `announcing.html`.

A bar for the middle half of the talks, a mark for the median; time runs to the right and ends on the day of the talk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, LEFT, RIGHT = 360, 84, 8
"""Units of the picture; a phone shows about as many pixels, so that its text stays readable there."""

ROW, AXIS = 26, 24
"""Heights of a row and of the axis below."""

STEPS = (1, 2, 7, 14, 28, 56, 91)
"""Days between two marks of the axis; the first with which there are few enough of them."""

MARKS = 5


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long before the day a field (title, speaker, room, abstract) was known, of `talks` talks of which `announced`
    had it: the quartiles of the days between, the latest quarter's first; None where too few tell."""

    field: str
    talks: int
    announced: int
    quartiles: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: `x` and `width` of the bar, where the median is, the middle of the row."""

    time: LeadTime
    x: float
    width: float
    median: float
    y: float


@dataclass(frozen=True, slots=True)
class LeadPlot:
    """The picture. `marks`: where each mark of the axis is, and how many days before the talk that means."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, int], ...]
    times: tuple[LeadTime, ...]
    width: int = WIDTH
    left: int = LEFT

    @property
    def bottom(self) -> int:
        """Where the axis is."""
        return ROW * len(self.bars) + 4

    @property
    def height(self) -> int:
        """Of the whole."""
        return self.bottom + AXIS


def lead_plot(times: Iterable[LeadTime]) -> LeadPlot | None:
    """The picture of these lead times; None where too few talks tell anything."""
    times = tuple(times)
    told = [(one, one.quartiles) for one in times if one.quartiles is not None]
    if not told:
        return None
    step, longest = _scale(max(quartiles[2] for _, quartiles in told))

    def place(days: float) -> float:
        return round(WIDTH - RIGHT - (WIDTH - RIGHT - LEFT) * days / longest, 1)

    bars = []
    for number, (one, (low, middle, high)) in enumerate(told):
        width = max(round(place(low) - place(high), 1), 2)
        bars.append(Bar(one, place(high), width, place(middle), ROW * number + ROW / 2))
    marks = tuple((place(days), days) for days in range(0, longest + 1, step))
    return LeadPlot(tuple(bars), marks, times)


def _scale(longest: float) -> tuple[int, int]:
    """The days between two marks, and those at the left end: a whole number of such steps."""
    step = next((one for one in STEPS if longest <= one * MARKS), None)
    if step is None:
        step = STEPS[-1] * -(-int(longest + 1) // (STEPS[-1] * MARKS))
    return step, step * max(-(-int(longest + 0.999) // step), 1)
