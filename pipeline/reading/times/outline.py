"""Texts of a shape met before: one date, perhaps one time, nothing else.

Most texts a site writes about a time have one of a few shapes. For such a shape the letters alone tell which token is
the day and which the hour, so that is found once and remembered. The answer is that of the whole grammar (a test holds
them together); whatever is not this simple, or has numbers that make no date, goes the long way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.reading.times.context import Context, Reading
from pipeline.reading.times.forms import WINDOW, ClockForm, Form, clock_form, date_forms, joint
from pipeline.reading.times.infer import Doubts, Habits, resolve_day
from pipeline.reading.times.lexer import Tokens
from pipeline.reading.times.parts import build, sure_clock
from pipeline.reading.times.spans import timed

_NOISE = frozenset("P,.:()s'F-~Vo/")
_NOT_SIMPLE = frozenset(("list", "d0", "d2", "y2", "g"))
MOST_PIECES = 100
"""Pieces of a text worth an outline; a longer one has none."""


class Outline(NamedTuple):
    """Which pieces are what; -1: there is none. Forms count from their own piece."""

    date: int
    form: Form
    weekday: int
    clock: int
    clock_form: ClockForm | None
    until: int
    until_form: ClockForm | None
    first: int
    past: int
    rule: str


@lru_cache(maxsize=4096)
def outline_of(spaced: str) -> Outline | None:
    """The outline of a text's letters (a blank for each blank piece), None if it is not that simple."""
    if len(spaced) >= MOST_PIECES:
        return None
    letters, place = spaced.replace(" ", ""), [k for k, letter in enumerate(spaced) if letter != " "]
    date = weekday = clock = until = -1
    form: Form | None = None
    hour: ClockForm | None = None
    end: ClockForm | None = None
    i, ends = 0, list[int]()
    while i < len(letters):
        letter = letters[i]
        if letter in _NOISE:
            if letter in "-~V/" and weekday >= 0 and date < 0:
                return None
            i += 1
            continue
        ends.append(i)
        forms = date_forms(letters[i : i + WINDOW]) if letter in "nNMG" else ()
        if letter == "W" and weekday < 0:
            weekday, i = i, i + 1
        elif forms and date < 0:
            form, date, i = forms[0], i, i + forms[0].past
        elif not forms and clock < 0 and (hour := clock_form(letters[i : i + 24])):
            clock, i = i, i + hour.past
            length, is_and, _ = joint(letters[i : i + 8])
            after = clock_form(letters[i + length : i + length + 24]) if length and not is_and else None
            if after is not None:
                until, end, i = i + length, after, i + length + after.past
            elif length and letters[i + length :]:
                return None
        else:
            return None
        ends.append(i)
    if _torn(place, hour, clock) or _torn(place, end, until):
        return None
    if form is None or not _NOT_SIMPLE.isdisjoint(form.at) or _short_year(letters, date, form):
        return None
    return Outline(
        place[date],
        Form(form.name, 0, {name: place[date + at] - place[date] for name, at in form.at.items()}),
        place[weekday] if weekday >= 0 else -1,
        place[clock] if clock >= 0 else -1,
        _placed(hour, clock, place) if hour else None,
        place[until] if until >= 0 else -1,
        _placed(end, until, place) if end else None,
        place[min(ends)],
        place[max(ends) - 1] + 1,
        form.name if hour is None else f"{form.name}, clock range" if end else f"{form.name}, clock",
    )


def _torn(place: list[int], clock: ClockForm | None, at: int) -> bool:
    """Whether a blank stands between the dot of a clock and its minutes: "3. 30" may be two numbers."""
    return bool(clock and clock.dotted and place[at + clock.minute] - place[at + clock.minute - 1] > 1)


def _short_year(letters: str, date: int, form: Form) -> bool:
    """Two digits are a year only where no blank stands before them, which letters do not tell."""
    return "y" in form.at and letters[date + form.at["y"]] == "n"


def _placed(form: ClockForm, start: int, place: Sequence[int]) -> ClockForm:
    """The form with its tokens counted in pieces."""

    def moved(at: int) -> int:
        return at if at < 0 else place[start + at] - place[start]

    return form._replace(
        hour=moved(form.hour),
        minute=moved(form.minute),
        half=moved(form.half),
        noon=moved(form.noon),
        zone=moved(form.zone),
        quarter=moved(form.quarter),
        unit=moved(form.unit),
    )


def read_outlined(tokens: Tokens, outline: Outline, context: Context, habits: Habits) -> Reading | None:
    """The reading of a text with this outline; None: ask the whole grammar."""
    part = build(tokens, outline.date, outline.form)
    if part is None or part.misspelt or (part.weak and outline.weekday < 0 and outline.clock < 0):
        return None
    weekday: int | None = None
    if outline.weekday >= 0:
        value = tokens.values[outline.weekday]
        if not isinstance(value, int) or value >= 10:
            return None
        weekday = value
    doubts = Doubts()
    day = resolve_day(part.days[0], weekday, context, habits, doubts)
    if day is None:
        return None
    if outline.clock_form is None:
        span = timed(day, None, None, context.timezone, habits, doubts)
    else:
        clock = sure_clock(tokens, outline.clock, outline.clock_form)
        until = sure_clock(tokens, outline.until, outline.until_form) if outline.until_form else None
        if clock is None or (until is None and outline.until_form):
            return None
        span = timed(day, clock, until, context.timezone, habits, doubts)
    start, end = tokens.at[outline.first], tokens.to[outline.past - 1]
    return Reading(span, start, end, outline.rule, doubts.grounds, doubts.confidence)
