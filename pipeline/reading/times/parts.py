"""Tokens to parts: the dates, the clock times and the weekdays a text states, each as far as it states them.

Nothing is inferred here: what a part does not say stays None, and is found by `infer`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.reading.times.forms import WINDOW, ClockForm, Form, bare_form, clock_form, date_forms, joint
from pipeline.reading.times.lexer import Tokens


@dataclass(slots=True)
class Day:
    """A calendar day as written. `swapped`: month and day, should the numbers be in the other order."""

    day: int
    month: int
    year: int | None = None
    swapped: tuple[int, int] | None = None


@dataclass(slots=True)
class Clock:
    """A time of day as written: `half` is 0 for am, 12 for pm, None where neither stands there.

    `sure`: its form alone shows that it is a time. `padded`: 02:00, as in a day of twenty-four hours.
    `zone`: a zone word, or minutes east of UTC. `quarter`: 15 for c.t., 0 for s.t.
    """

    hour: int
    minute: int = 0
    half: int | None = None
    sure: bool = True
    padded: bool = False
    zone: str | int | None = None
    quarter: int | None = None


@dataclass(slots=True)
class Part:
    """A date (kind D), a clock time or range (C) or a weekday (W) at tokens `first` to `past`."""

    kind: str
    rule: str
    first: int
    past: int
    days: list[Day] = field(default_factory=list)
    through: bool = False  # the days are the first and the last of a range, else each for itself
    weak: bool = False  # only believed where something else supports it
    misspelt: bool = False
    weekday: int | None = None
    clock: Clock | None = None
    until: Clock | None = None
    open_end: bool = False
    label: str = ""
    stamp: str = ""


def parts_of(tokens: Tokens) -> list[Part]:
    """All parts, in order, none overlapping."""
    letters = tokens.letters
    found: list[Part] = []
    i, size = 0, len(letters)
    while i < size:
        letter = letters[i]
        part: Part | None = None
        if letter in "nNMG":
            part = _date(tokens, i)
            if part is None and letter == "n":
                part = _clock(tokens, i, found[-1].past if found else 0)
        elif letter in "kbT":
            part = _clock(tokens, i)
        elif letter == "W":
            part = Part("W", "weekday", i, i + 1, weekday=_int(tokens, i))
        elif letter == "i":
            part = _stamp(tokens, i)
        if part is None:
            i += 1
        else:
            found.append(part)
            i = part.past
    return found


def _stamp(tokens: Tokens, i: int) -> Part | None:
    """What a machine wrote: 20260305, 20260305T160000Z, 2026-03-05T16:00."""
    text = str(tokens.values[i])
    if not text.isdigit():
        return Part("D", "stamp", i, i + 1, stamp=text)
    day = Day(int(text[6:]), int(text[4:6]), int(text[:4]))
    return Part("D", "year-month-day", i, i + 1, days=[day]) if _possible(day) else None


def _int(tokens: Tokens, at: int) -> int:
    value = tokens.values[at]
    return value if isinstance(value, int) else 0


# ── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _date(tokens: Tokens, i: int) -> Part | None:
    for form in date_forms(tokens.letters[i : i + WINDOW]):
        part = build(tokens, i, form)
        if part is not None:
            return part
    return None


def build(tokens: Tokens, i: int, form: Form) -> Part | None:
    """The part a form stands for; None where its numbers cannot be a date."""
    values = tokens.values
    numbers = {name: x for name, at in form.at.items() if isinstance(x := values[i + at], int)}
    part = Part("D", form.name, i, i + form.past)
    year = numbers.get("y")
    if "y2" in numbers:
        at = i + form.at["y2"]
        if tokens.at[at] == tokens.to[at - 1] and tokens.to[at] - tokens.at[at] == 2:
            year = _full_year(numbers["y2"])
        else:
            part.past = at - 1
    if "a" in numbers:
        return part if _numeric(tokens, i, form, part, numbers, year) else None
    month = numbers["m"]
    if month > 100:
        part.misspelt, month = True, month - 100
    if "g" in numbers:
        year = numbers["g"] + numbers["e"]
    if form.days:
        days = [_int(tokens, i + x) for x in form.days]
        if days != sorted(set(days)):
            return None
        part.days = [Day(x, month, year) for x in days]
    elif "d2" in numbers and _is_count(tokens.letters[i:], form, numbers):
        part.past, part.days = i + form.at["j"], [Day(numbers["d"], month)]
    elif "d0" in numbers or "d2" in numbers:
        first, last = (numbers["d0"], numbers["d"]) if "d0" in numbers else (numbers["d"], numbers["d2"])
        part.days = _through(first, month, last, numbers.get("m2", month), year, named_last="d0" in numbers)
        part.through = True
    else:
        part.days = [Day(numbers["d"], month, year)]
    return part if all(map(_possible, part.days)) else None


def _is_count(letters: str, form: Form, numbers: dict[str, int]) -> bool:
    """Whether what looks like the last day of a range counts something else: "March 12 – 1st Quarter"."""
    day, last = form.at["d"] + 1, form.at["d2"] + 1
    return numbers["d2"] < numbers["d"] and letters[last : last + 1] == "o" != letters[day : day + 1]


def _through(day: int, month: int, last: int, end_month: int, year: int | None, *, named_last: bool) -> list[Day]:
    """First and last day; "Oct 28-10" runs into the next month, "28-10 Oct" begins in the one before."""
    if end_month == month and last < day:
        if named_last:
            month = month - 1 or 12
        else:
            end_month = month % 12 + 1
    if end_month < month and year is not None:
        return [Day(day, month, year - named_last), Day(last, end_month, year + (not named_last))]
    return [Day(day, month, year), Day(last, end_month, year)]


def _numeric(tokens: Tokens, i: int, form: Form, part: Part, numbers: dict[str, int], year: int | None) -> bool:
    """Day and month in numbers; both orders are kept where both are possible."""
    a, b = numbers["a"], numbers["b"]
    if year is not None and year < 100:
        at = i + form.at["y"]
        if tokens.to[at] - tokens.at[at] < 2 or tokens.at[at] > tokens.to[at - 1]:
            return False
        year = _full_year(year)
    if form.name == "day.month." and _goes_on(tokens, part.past):
        return False
    part.weak = form.name == "day/month"
    if b > 12 >= a:
        days = [Day(b, a, year)]
    else:
        days = [Day(a, b, year, (a, b) if a <= 12 and a != b and form.name != "day.month." else None)]
    if "d0" in numbers:
        days[0].swapped = None
        if "m0" in numbers:
            days.insert(0, Day(numbers["d0"], numbers["m0"], year))
        else:
            days = _through(numbers["d0"], days[0].month, days[0].day, days[0].month, year, named_last=True)
        part.through = True
    part.days = days
    return all(map(_possible, days))


def _goes_on(tokens: Tokens, past: int) -> bool:
    """Whether a number follows without a blank: 3.4.5 is a chapter."""
    return tokens.letters[past : past + 1] in ("n", "x", "N") and tokens.at[past] == tokens.to[past - 1]


def _full_year(short: int) -> int:
    return short if short >= 100 else short + (2000 if short < 70 else 1900)


def _possible(day: Day) -> bool:
    return 1 <= day.month <= 12 and 1 <= day.day <= _LENGTHS[day.month - 1]


_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


# ── Clock times ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _clock(tokens: Tokens, i: int, free: int = 0) -> Part | None:
    """A time, or a range of which at least one end is certainly a time. `free`: from there tokens are in no part."""
    form, clock, bare = _one_clock(tokens, i)
    if form is None or clock is None or (bare and tokens.letters[max(free, i - 2) : i] in ("n.", "n:", "x.", "N.")):
        return None
    past = i + form.past
    part = Part("C", "clock", i, past, clock=clock)
    if tokens.letters[past - 1 : past + 2] in ("a.-", "a.~"):  # "9 am.-10 am"
        past += 1
    length, is_and, open_end = joint(tokens.letters[past : past + 8])
    if tokens.values[past : past + 1] == ["→"] and not bare:
        length = 1
    if length and not (is_and and (i == 0 or tokens.letters[i - 1] != "F")):
        after, until, bare_until = _one_clock(tokens, past + length)
        if after is not None and until is not None and not (bare_until and (is_and or tokens.letters[past] == "s")):
            end = past + length + after.past
            dotted = form.dotted and after.dotted and not all(1 <= x.minute <= 12 for x in (clock, until))
            if bare and bare_until and not (clock.sure or until.sure or _hours_meant(tokens, i, end, dotted=dotted)):
                return None
            part.until, part.past, part.rule = until, end, "clock range"
            return part
        if open_end and not bare:
            part.open_end, part.past = True, past + open_end
    if bare and not clock.sure:
        return part if _hour_alone(tokens, i, past, form) else None
    return part


def _one_clock(tokens: Tokens, i: int) -> tuple[ClockForm | None, Clock | None, bool]:
    """The time at token i, and whether its form leaves open that it is one."""
    window = tokens.letters[i : i + 24]
    form = clock_form(window)
    if form is not None and _has_more(tokens, i, form) and not _is_floor(tokens, i + form.past):
        minutes = form._replace(minute=form.past, past=form.past + 1)
        return minutes, sure_clock(tokens, i, minutes) if _are_minutes(tokens, i + form.past) else None, False
    clock = form and sure_clock(tokens, i, form)
    if clock:
        return form, clock, False
    form = bare_form(window)
    return form, form and _bare(tokens, i, form), True


def _has_more(tokens: Tokens, i: int, form: ClockForm) -> bool:
    """Whether the form leaves out a number that belongs to its hour, as what follows could also follow a day: "14h30:",
    "à 14 h 30.". The number is glued to the hour mark, or stands before a colon or at the end of a sentence."""
    at = i + form.past
    if form.unit != form.past - 1 or tokens.letters[at : at + 1] != "n" or tokens.to[at] - tokens.at[at] != 2:
        return False
    mark, following = tokens.letters[at + 1 : at + 2], tokens.letters[at + 2 : at + 3]
    if mark in ("U", "M"):
        return False
    if tokens.at[at] == tokens.to[at - 1]:
        return True
    if mark == ":":
        return following != "n" or tokens.at[at + 2] > tokens.to[at + 1]  # else "14 Uhr 15:30"
    return mark == "." and following not in ("n", "M", "N") and tokens.at[at + 1] == tokens.to[at]


_FLOORS = frozenset(
    str.split("stock stockwerk etage og obergeschoss geschoss étage piso piano verdieping våning floor")
)


def _is_floor(tokens: Tokens, at: int) -> bool:
    """Whether a number behind an hour mark is that of a floor: "14 Uhr 12. Stock"."""
    word = _WORD.match(tokens.text, tokens.to[at])
    return word is not None and word[1].lower() in _FLOORS


_WORD = re.compile(r"\.?\s?(\w+)")


def _are_minutes(tokens: Tokens, at: int) -> bool:
    """Whether a number behind an hour mark can only be its minutes: "14 Uhr 12. Semester" may tell another thing."""
    if tokens.at[at] == tokens.to[at - 1] or tokens.letters[at + 1] == ":":
        return True
    past = tokens.to[at + 1]
    if past == len(tokens.text) or "\n" in tokens.text[past : past + 2]:
        return True
    return str(tokens.values[at - 1]) in _LENGTHS_TOO and tokens.at[at - 1] > tokens.to[at - 2]


_AT_WORDS = frozenset({"at", "um", "às", "alle", "all'", "dalle", "dall'", "om", "das"})
"""What stands before hours rather than days."""


def _hour_alone(tokens: Tokens, i: int, past: int, form: ClockForm) -> bool:
    """Whether a bare number that is no range is an hour: the words around it must say so."""
    before = tokens.values[i - 1] if i else None
    ends = past == len(tokens.letters) or tokens.letters[past] in ",.s()w"
    return (before in _AT_WORDS or form.dotted) and ends and _hours_meant(tokens, i, past)


def _hours_meant(tokens: Tokens, i: int, past: int, *, dotted: bool = False) -> bool:
    """Whether bare numbers at tokens i to past can only be hours: "Fri 5 Dec, 10-12", "dalle 15 alle 17". `dotted`:
    both have minutes and are no days, so that a colon may follow them."""
    before = tokens.letters[max(0, i - WINDOW) : i].rstrip(",P(s-:FV/")
    follows = tokens.letters[past : past + 1]
    if i == 0 and tokens.letters[past:].startswith((",W", "W")):
        return True
    return bool(before) and before[-1] in "NMWnoD." and follows not in ("n", "/", "-") and (dotted or follows != ":")


_LENGTHS_TOO = frozenset({"h", "hs", "hrs", "heure", "heures", "hora", "horas"})
"""Hour marks that also tell a length."""


def sure_clock(tokens: Tokens, i: int, form: ClockForm) -> Clock | None:
    """The time a form stands for; None where its numbers cannot be one."""
    values = tokens.values
    if form.hour < 0:
        hour, minute = divmod(_int(tokens, i + form.noon), 60)
        return Clock(hour, minute, 12 if hour == 12 else 0, zone=_zone(tokens, i, form))
    hour_at = i + form.hour
    hour, minute = _int(tokens, hour_at), 30 if form.half_past else 0
    if form.minute >= 0:
        at = i + form.minute
        short = tokens.to[at] - tokens.at[at] == 1 and form.half >= 0 and values[at] == 0  # "11:0 a.m."
        if (tokens.to[at] - tokens.at[at] != 2 and not short) or (form.dotted and tokens.at[at] > tokens.to[at - 1]):
            return None
        minute = _int(tokens, at)
    half: int | None = None
    if form.noon >= 0:
        half = 12 if values[i + form.noon] == 720 else 0
    elif form.half >= 0:
        half = _int(tokens, i + form.half)
        if half == 6:  # 中午: around noon
            half = 12 if hour < 6 or hour == 12 else 0
        elif half == 0 and hour > 12:
            return None
    if hour > 24 or minute > 59:
        return None
    if hour < 7 and half is None and form.unit >= 0 and values[i + form.unit] in _LENGTHS_TOO:
        return None  # "2h", "1h 30m" is how long it takes
    clock = Clock(hour, minute, half, padded=hour < 10 and tokens.to[hour_at] - tokens.at[hour_at] == 2)
    if form.zone >= 0:
        clock.zone = values[i + form.zone]
    if form.quarter >= 0:
        clock.quarter = _int(tokens, i + form.quarter)
    return clock


def _zone(tokens: Tokens, i: int, form: ClockForm) -> str | int | None:
    return tokens.values[i + form.zone] if form.zone >= 0 else None


def _bare(tokens: Tokens, i: int, form: ClockForm) -> Clock | None:
    clock = sure_clock(tokens, i, form)
    if clock is not None:
        clock.sure = form.half >= 0 or form.mark >= 0
    return clock
