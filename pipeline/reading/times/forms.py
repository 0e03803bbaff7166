"""The forms of dates and clock times: regular expressions over the tokens' letters (`lexicon.CLASSES`).

What a form matches depends on the letters alone, and a site writes its dates in few forms: matches are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

WINDOW = 64
"""Tokens that one date or time can fill."""

REMEMBERED = 2048


class Form(NamedTuple):
    """A rule that fits; the tokens of its groups, counted from where it begins; `past` the first behind it."""

    name: str
    past: int
    at: Mapping[str, int]
    days: tuple[int, ...] = ()


class ClockForm(NamedTuple):
    """A clock time that fits; tokens counted from where it begins, -1 where there is none."""

    past: int
    hour: int
    minute: int = -1
    half: int = -1
    noon: int = -1
    half_past: bool = False
    zone: int = -1
    quarter: int = -1
    mark: int = -1
    dotted: bool = False
    unit: int = -1


# What may follow a bare number only if that is no day of a month: 5 in "June 3, 5 pm".
_NO_HOUR = r"(?!o?(?:[:ahmQT]|\.n[ah]|(?:[-~RV]|FP?)[kb]?(?:n[:.ah]|n(?![oM./,])|T)))"
_WEEKDAY = r"(?:\([Wo]\.?\))?"  # "16(T)", "14 (Wed)"; Thursday's TH is an ordinal's ending too
_DATE_RULES: list[tuple[str, str]] = [
    ("year-month-day", r"(?P<y>N)(?P<s>[-/.])(?P<m>n)(?P=s)(?P<d>n)(?!:n)"),
    (
        "year-month-day",
        r"(?:(?P<y>N)Y|(?P<g>G)(?P<e>n)[Y.])?P?(?P<m>n)U(?P<d>n)D?(?:\(?W\)?)?(?:[-~R](?:(?P<m2>n)U)?(?P<d2>n)D)?",
    ),
    (
        "day.month.year",
        (
            r"(?:(?P<d0>n)\.?(?:(?P<s0>[./])(?P<m0>n)\.?)?(?P<j>[-~RV])P?)?"
            r"(?P<a>n)(?P<s>[-/.])(?P<b>n)(?P=s)'?(?P<y>N|n(?!:n|[.ah]))"
        ),
    ),
    ("day.month.", r"(?:(?P<d0>n)\.(?P<j>[-~RV])P?)?(?P<a>n)\.(?P<b>n)\."),
    ("day/month", r"(?P<a>n)/(?P<b>n)(?![/:o])"),
    (
        "days month",
        (
            r"(?P<list>n[o.]{0,2}(?:,n[o.]{0,2}){0,20},?&P?n[o.]{0,2}|n[o.]{0,2}(?:,n[o.]{0,2}){1,20})[PVF]{0,2}(?P<m>M)\.?"
            r"(?:[-/,PVF']{0,2}(?P<y>N)(?!\.n))?"
        ),
    ),
    (
        "day month",
        (
            r"(?:(?P<d0>n)[o.]{0,2}(?P<j>[-~RV/])P?(?:W[,.]?P?)?)?(?P<d>n)[o.]{0,2}[-/PVF,]{0,2}(?P<m>M)(?!\.?no?,?N)\.?"
            r"(?:[-/,.PVF']{0,2}(?P<y>N)(?!\.n)|['\-/](?P<y2>n)(?![o.:ah-]|P?M))?"
        ),
    ),
    (
        "month days",
        (
            r"(?P<m>M)\.?P?(?P<list>no?"
            + _WEEKDAY
            + r"(?:,no?"
            + _NO_HOUR
            + _WEEKDAY
            + r"){1,20}(?:,?&no?"
            + _NO_HOUR
            + _WEEKDAY
            + r")?|no?"
            + _WEEKDAY
            + r"&no?"
            + _NO_HOUR
            + _WEEKDAY
            + r")"
            r"(?:[,P']{0,2}(?P<y>N))?"
        ),
    ),
    (
        "month day",
        (
            r"(?P<m>M)\.?[-/,P]{0,2}(?P<d>n)[o]?(?!a|:n(?![:ah])|\.n[ah])(?:"
            + _WEEKDAY
            + r"(?P<j>[-~RV])P?(?P<d2>n)o?(?![M/U])"
            + _NO_HOUR
            + r")?"
            r"(?:(?:\([Wo]\.?\))?[-/,.sPVF(]{0,2}(?P<y>N)|,?'(?P<y2>n)(?![:.ah-]))?"
        ),
    ),
    ("month day", r"(?P<m>M)(?P<s>[-/])(?P<d>n)(?P=s)(?P<y2>n)(?![:.ah-])"),
    ("year month day", r"(?P<y>N)[-/,.]?(?P<m>M)\.?[-/,]?(?P<d>n)o?(?![:a])"),
]
_RULES = [(name, re.compile(pattern)) for name, pattern in _DATE_RULES]
_STARTS = {"N": (0, 1, 10), "n": (1, 2, 3, 4, 5, 6), "M": (9, 7, 8), "G": (1,)}


@lru_cache(maxsize=REMEMBERED)
def date_forms(letters: str) -> tuple[Form, ...]:
    """The date rules that fit at the beginning of these letters, the preferred one first."""
    found = []
    for index in _STARTS[letters[0]]:
        name, pattern = _RULES[index]
        if match := pattern.match(letters):
            at = {group: start for group in pattern.groupindex if (start := match.start(group)) >= 0}
            days = tuple(x for x in range(*match.span("list")) if letters[x] == "n") if "list" in at else ()
            found.append(Form(name, match.end(), at, days))
    return tuple(found)


_ONE = (
    r"(?:k\.?)?P?(?:(?P<b>b)[,]?)?(?:(?P<T0>T)"
    r"|(?P<h>n)(?:"
    r":(?P<i>n)(?::(?P<s>n))?h?(?P<a>a)?(?:\(?(?P<T>T))?\)?"
    r"|:(?P<a4>a)"  # "3:pm"
    r"|\.(?P<i2>n)(?P<a2>a|h)"
    r"|(?P<u3>h)(?P<i3>n)(?![o.]?[M/]|[.:U])m?"
    r"|(?P<a3>a)|(?P<h3>h)(?P<H>H)?|(?P<T3>T)|(?P<q3>(?=Q))"
    r")(?P<u>h)?)"
)
_ZONE = r"(?P<q>Q)?(?:,?\(?P{0,4}(?P<z>[Zz])P{0,2}\)?)?"
_SURE = re.compile(_ONE + _ZONE)
_BARE = re.compile(
    r"(?:(?P<k>k)\.?)?P?(?P<b>b)?(?P<h>n)(?:\.(?P<i2>n))?(?![.]?[PV]?M|[o/UYD%]|\.n)(?(k)(?!:n)|(?(i2)(?!:n)|(?!:)))"
    + _ZONE
)
_JOIN = re.compile(r",?(?:&?[-~RV]{1,2}|&)(?:[:F]|P\.?){0,2}")
_TO = re.compile(r"[-~RV]")
_OPEN = re.compile(r"[-~]")


@lru_cache(maxsize=REMEMBERED)
def clock_form(letters: str) -> ClockForm | None:
    """A time that is certainly one by its form."""
    match = _SURE.match(letters)
    if match is None:
        return None
    at = match.start
    halves = [at(x) for x in ("a", "a2", "a3", "a4", "b") if at(x) >= 0 and letters[at(x)] in "ab"]
    minutes = [at(x) for x in ("i", "i2", "i3") if at(x) >= 0]
    return ClockForm(
        match.end(),
        at("h"),
        minutes[0] if minutes else -1,
        halves[0] if halves else -1,
        max(at("T0"), at("T"), at("T3")),
        half_past=at("H") >= 0,
        dotted=at("i2") >= 0,
        zone=at("z"),
        quarter=at("q"),
        unit=at("u3") if at("u3") >= 0 else at("h3"),
    )


@lru_cache(maxsize=REMEMBERED)
def bare_form(letters: str) -> ClockForm | None:
    """A number that could be an hour."""
    match = _BARE.match(letters)
    if match is None:
        return None
    at = match.start
    return ClockForm(
        match.end(),
        at("h"),
        at("i2"),
        at("b"),
        zone=at("z"),
        quarter=at("q"),
        mark=at("k"),
        dotted=at("i2") >= 0,
    )


@lru_cache(maxsize=REMEMBERED)
def joint(letters: str) -> tuple[int, bool, int]:
    """How a range goes on: length of the joint (0: none), whether it is "and", length of an open end ("4 pm –")."""
    match = _JOIN.match(letters)
    opening = _OPEN.match(letters)
    ends = opening.end() if opening else 0
    if ends and letters[ends : ends + 1] in tuple("nNMWkb"):
        ends = 0
    only_and = match is not None and "&" in match.group() and not _TO.search(match.group())
    return (match.end(), only_and, ends) if match else (0, False, ends)
