"""Tokens to parts: the dates, the clock times and the weekdays a text states, each as far as it states them.

A rule is a regular expression over the tokens' letters (`lexicon.CLASSES`). Nothing is inferred here: what a part does
not say stays None, and is found by `infer`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

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


Build = Callable[[Tokens, "re.Match[str]"], "Part | None"]

# What may follow a bare number only if that is no day of a month: 5 in "June 3, 5 pm".
_NO_HOUR = r"(?!o?(?:[:ahmQT]|\.n[ah]|(?:[-~RV]|FP?)[kb]?(?:n[:.ah]|n(?![oM./,])|T)))"
_DATE_RULES: list[tuple[str, str]] = [
    ("year-month-day", r"(?P<y>N)(?P<s>[-/.])(?P<m>n)(?P=s)(?P<d>n)(?!:)"),
    (
        "year-month-day",
        r"(?:(?P<y>N)Y|(?P<g>G)(?P<e>n)[Y.])?P?(?P<m>n)U(?P<d>n)D?(?:\(?W\)?)?(?:[-~R](?:(?P<m2>n)U)?(?P<d2>n)D)?",
    ),
    (
        "day.month.year",
        r"(?:(?P<d0>n)\.?(?:(?P<s0>[./])(?P<m0>n)\.?)?(?P<j>[-~RV])P?)?"
        r"(?P<a>n)(?P<s>[-/.])(?P<b>n)(?P=s)'?(?P<y>N(?!:)|n(?![:n.]))",
    ),
    ("day.month.", r"(?:(?P<d0>n)\.(?P<j>[-~RV])P?)?(?P<a>n)\.(?P<b>n)\.(?!n[ah:.])"),
    ("day/month", r"(?P<a>n)/(?P<b>n)(?![/:o])"),
    (
        "days month",
        r"(?P<list>n[o.]{0,2}(?:,n[o.]{0,2}){0,20},?&P?n[o.]{0,2}|n[o.]{0,2}(?:,n[o.]{0,2}){1,20})[PVF]{0,2}(?P<m>M)\.?"
        r"(?:[-/,PVF']{0,2}(?P<y>N)(?![:.]n))?",
    ),
    (
        "day month",
        r"(?:(?P<d0>n)[o.]{0,2}(?P<j>[-~RV/])P?(?:W[,.]?P?)?)?(?P<d>n)[o.]{0,2}[-/PVF,]{0,2}(?P<m>M)\.?"
        r"(?:[-/,.PVF']{0,2}(?P<y>N)(?![:.]n)|['\-/](?P<y2>n)(?![o.:ah-]|P?M))?",
    ),
    (
        "month days",
        r"(?P<m>M)\.?P?(?P<list>no?(?:,no?"
        + _NO_HOUR
        + r"){1,20}(?:,?&no?"
        + _NO_HOUR
        + r")?|no?&no?"
        + _NO_HOUR
        + r")"
        r"(?:[,P']{0,2}(?P<y>N)(?!:))?",
    ),
    (
        "month day",
        r"(?P<m>M)\.?[-/,P]{0,2}(?P<d>n)[o]?(?![:a]|\.n[ah])(?:(?P<j>[-~RV])P?(?P<d2>n)o?(?![M/U])" + _NO_HOUR + r")?"
        r"(?:[-/,.sPVF(]{0,2}(?P<y>N)(?!:)|,?'(?P<y2>n)(?![:.ah-]))?",
    ),
    ("month day", r"(?P<m>M)(?P<s>[-/])(?P<d>n)(?P=s)(?P<y2>n)(?![:.ah-])"),
    ("year month day", r"(?P<y>N)[-/,.]?(?P<m>M)\.?[-/,]?(?P<d>n)o?(?![:a])"),
]
_RULES = [(name, re.compile(pattern)) for name, pattern in _DATE_RULES]
_STARTS = {"N": (0, 1, 10), "n": (1, 2, 3, 4, 5, 6), "M": (9, 7, 8), "G": (1,)}

_ONE = (
    r"k?P?(?:(?P<b>b)[,]?)?(?:(?P<T0>T)"
    r"|(?P<h>n)(?:"
    r":(?P<i>n)(?::(?P<s>n))?h?(?P<a>a)?\(?(?P<T>T)?\)?"
    r"|\.(?P<i2>n)(?P<a2>a|h)"
    r"|h(?P<i3>n)(?![o.]?[M/]|[.:U])m?"
    r"|(?P<a3>a)|(?P<h3>h)(?P<H>H)?|(?P<T3>T)|(?P<q3>(?=Q))"
    r")(?P<u>h)?)"
)
_ZONE = r"(?P<q>Q)?(?:,?\(?P{0,4}(?P<z>[Zz])P{0,2}\)?)?"
_SURE = re.compile(_ONE + _ZONE)
_BARE = re.compile(r"(?P<k>k)?P?(?P<b>b)?(?P<h>n)(?:\.(?P<i2>n))?(?![o.]{0,2}[PV]?M|[/UYD:%]|\.n)" + _ZONE)
_JOIN = re.compile(r",?(?:[-~RV]{1,2}|&)[:FP]{0,2}")
_OPEN = re.compile(r"[-~]|R(?!n)")


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
                part = _clock(tokens, i)
        elif letter in "kbT":
            part = _clock(tokens, i)
        elif letter == "W":
            value = tokens.values[i]
            assert isinstance(value, int)
            part = Part("W", "weekday", i, i + 1, weekday=value)
        elif letter == "i":
            part = Part("D", "stamp", i, i + 1, stamp=str(tokens.values[i]))
        if part is None:
            i += 1
        else:
            found.append(part)
            i = part.past
    return found


def _number(tokens: Tokens, match: re.Match[str], name: str) -> int | None:
    at = match.start(name)
    if at < 0:
        return None
    value = tokens.values[at]
    return value if isinstance(value, int) else None


def _date(tokens: Tokens, i: int) -> Part | None:
    for index in _STARTS[tokens.letters[i]]:
        name, pattern = _RULES[index]
        match = pattern.match(tokens.letters, i)
        if match is None:
            continue
        part = _build(tokens, match, name)
        if part is not None:
            return part
    return None


def _build(tokens: Tokens, match: re.Match[str], name: str) -> Part | None:
    """The part a rule's match stands for; None where its numbers cannot be a date."""
    groups = match.re.groupindex
    year = _number(tokens, match, "y") if "y" in groups else None
    short = _number(tokens, match, "y2") if "y2" in groups else None
    if short is not None:
        at = match.start("y2")
        if tokens.at[at] == tokens.to[at - 1] and tokens.to[at] - tokens.at[at] == 2:
            year = _full_year(short)
        elif tokens.letters[at - 1] != "'":
            match = match.re.match(tokens.letters[: at - 1], match.start()) or match
    part = Part("D", name, match.start(), match.end())
    if "a" in groups:
        return part if _numeric(tokens, match, part, year) else None
    month = _number(tokens, match, "m") or 0
    if month > 100:
        part.misspelt, month = True, month - 100
    if "g" in groups and match.start("g") >= 0:
        year = (_number(tokens, match, "g") or 0) + (_number(tokens, match, "e") or 0)
    if "list" in groups:
        a, b = match.span("list")
        days = [
            x for x, y in zip(tokens.values[a:b], tokens.letters[a:b], strict=True) if y == "n" and isinstance(x, int)
        ]
        if days != sorted(set(days)):
            return None
        part.days = [Day(x, month, year) for x in days]
    else:
        day = _number(tokens, match, "d") or 0
        first = _number(tokens, match, "d0") if "d0" in groups else None
        last = _number(tokens, match, "d2") if "d2" in groups else None
        if first is not None:
            last, day = day, first
        part.days = [Day(day, month, year)]
        if last is not None:
            end_month = (_number(tokens, match, "m2") if "m2" in groups else None) or month
            part.days = _through(day, month, last, end_month, year, named_last=name == "day month")
            part.through = True
    return part if all(_possible(x) for x in part.days) else None


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


def _numeric(tokens: Tokens, match: re.Match[str], part: Part, year: int | None) -> bool:
    """Day and month in numbers; both orders are kept where both are possible."""
    groups = match.re.groupindex
    a, b = _number(tokens, match, "a") or 0, _number(tokens, match, "b") or 0
    if year is not None and year < 100:
        at = match.start("y")
        if tokens.to[at] - tokens.at[at] < 2 or tokens.at[at] > tokens.to[at - 1]:
            return False
        year = _full_year(year)
    if part.rule == "day/month":
        part.weak = True
    if b > 12 >= a:
        days = [Day(b, a, year)]
    else:
        days = [Day(a, b, year, (a, b) if a <= 12 and a != b and part.rule != "day.month." else None)]
    first = _number(tokens, match, "d0") if "d0" in groups else None
    if first is not None:
        month = days[0].month
        before = _number(tokens, match, "m0") if "m0" in groups else None
        days[0].swapped = None
        if before:
            days.insert(0, Day(first, before, year))
        else:
            days = _through(first, month, days[0].day, month, year, named_last=True)
        part.through = True
    part.days = days
    if part.rule == "day.month." and not part.through:
        part.weak = not 1 <= a <= 31
    return all(_possible(x) for x in days)


def _full_year(short: int) -> int:
    return short if short >= 100 else short + (2000 if short < 70 else 1900)


def _possible(day: Day) -> bool:
    return 1 <= day.month <= 12 and 1 <= day.day <= _LENGTHS[day.month - 1]


_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _clock(tokens: Tokens, i: int) -> Part | None:
    """A time, or a range of which at least one end is certainly a time."""
    letters = tokens.letters
    match = _SURE.match(letters, i)
    clock = match and _sure(tokens, match)
    bare = None
    if clock is None or match is None:
        match = _BARE.match(letters, i)
        bare = clock = match and _bare(tokens, match)
        if clock is None or match is None:
            return None
    part = Part("C", "clock", i, match.end(), clock=clock, weak=bare is not None)
    joint = _JOIN.match(letters, match.end())
    if joint is None or (clock.zone is not None and joint.group() == "&"):
        return _alone(part, match, tokens)
    after = _SURE.match(letters, joint.end())
    until = after and _sure(tokens, after)
    if until is None or after is None:
        after = _BARE.match(letters, joint.end())
        until = after and _bare(tokens, after)
        if until is None or after is None or "&" in joint.group():
            opening = _OPEN.match(letters, match.end())
            if opening and not bare and (opening.end() == len(letters) or letters[opening.end()] not in "nNMWkb"):
                part.open_end, part.past = True, opening.end()
            return _alone(part, match, tokens)
        if bare is not None and not (clock.sure or until.sure or _hours_meant(tokens, i, after.end())):
            return None
    if "&" in joint.group() and (i == 0 or letters[i - 1] != "F"):
        return _alone(part, match, tokens)
    part.until, part.past, part.rule = until, after.end(), "clock range"
    part.weak = not (clock.sure or until.sure)
    return part


_AT_WORDS = frozenset({"at", "um", "às", "alle", "all'", "dalle", "dall'", "om", "das"})
"""What stands before hours rather than days."""


def _alone(part: Part, match: re.Match[str], tokens: Tokens) -> Part | None:
    """A time that is no range; a bare number must be shown to be an hour by the words around it."""
    if part.weak and part.clock is not None and not part.clock.sure:
        dotted = match.start("i2") >= 0
        before = tokens.values[part.first - 1] if part.first else None
        ends = part.past == len(tokens.letters) or tokens.letters[part.past] in ",.s()w"
        if not ((before in _AT_WORDS or dotted) and ends and _hours_meant(tokens, part.first, part.past)):
            return None
    part.weak = False
    return part


def _hours_meant(tokens: Tokens, i: int, past: int) -> bool:
    """Whether bare numbers at tokens i to past can only be hours: "Fri 5 Dec, 10-12", "dalle 15 alle 17"."""
    before = tokens.letters[:i].rstrip(",P(s-:FV")
    return (
        bool(before) and before[-1] in "NMWnoD." and (past == len(tokens.letters) or tokens.letters[past] not in "n/-:")
    )


def _sure(tokens: Tokens, match: re.Match[str]) -> Clock | None:
    starts = match.start
    if starts("T0") >= 0:
        minutes = tokens.values[starts("T0")]
        assert isinstance(minutes, int)
        return Clock(*divmod(minutes, 60), half=12 if minutes == 720 else 0, zone=_zone(tokens, match))
    hour_at = starts("h")
    hour = tokens.values[hour_at]
    assert isinstance(hour, int)
    minute, half = 0, None
    for name in ("i", "i2", "i3"):
        if (at := starts(name)) >= 0:
            value = tokens.values[at]
            assert isinstance(value, int)
            if tokens.to[at] - tokens.at[at] != 2:
                return None
            minute = value
    if starts("H") >= 0:
        minute = 30
    for name in ("a", "a2", "a3", "b"):
        if (at := starts(name)) >= 0 and tokens.letters[at] in "ab":
            half = tokens.values[at]
    if half == 6:
        half = 12 if hour < 6 or hour == 12 else 0
    for name in ("T", "T3"):
        if starts(name) >= 0:
            half = 12 if tokens.values[starts(name)] == 720 else 0
    padded = tokens.to[hour_at] - tokens.at[hour_at] == 2 and hour < 10
    clock = Clock(hour, minute, half if isinstance(half, int) else None, padded=padded)
    clock.zone = _zone(tokens, match)
    clock.quarter = _quarter(tokens, match)
    if hour > 24 or minute > 59 or (clock.half is not None and hour > 12 and starts("T") < 0 and clock.half == 0):
        return None
    return clock


def _bare(tokens: Tokens, match: re.Match[str]) -> Clock | None:
    at = match.start("h")
    hour = tokens.values[at]
    assert isinstance(hour, int)
    minute = _number(tokens, match, "i2") or 0
    if hour > 24 or minute > 59:
        return None
    if (dotted := match.start("i2")) >= 0 and tokens.to[dotted] - tokens.at[dotted] != 2:
        return None
    half = _number(tokens, match, "b")
    sure = half is not None or match.start("k") >= 0
    clock = Clock(hour, minute, half, sure=sure, padded=tokens.to[at] - tokens.at[at] == 2 and hour < 10)
    clock.zone = _zone(tokens, match)
    clock.quarter = _quarter(tokens, match)
    return clock


def _zone(tokens: Tokens, match: re.Match[str]) -> str | int | None:
    at = match.start("z")
    value = tokens.values[at] if at >= 0 else None
    return value if isinstance(value, (str, int)) else None


def _quarter(tokens: Tokens, match: re.Match[str]) -> int | None:
    at = match.start("q")
    value = tokens.values[at] if at >= 0 else None
    return value if isinstance(value, int) else None
