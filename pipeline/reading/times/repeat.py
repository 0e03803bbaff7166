"""Repetitions: "Every Tuesday 4 pm, Jan 9 – Mar 12, no seminar on Feb 13" as first occurrence, RRULE and EXDATE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.reading.times.lexer import Tokens
from pipeline.reading.times.parts import Part
from pipeline.talk import Recurrence

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHLY = re.compile(r"(?P<o>O(?:P?&P?O)*)(?:[PFw]?)(?P<w>W)[PFw]*(?P<e>E)|(?P<e2>E)(?P<o2>O(?:P?&P?O)*)(?P<w2>W)P*w")
_LISTED = re.compile(r"W(?:[.,/&]{1,2}W){1,6}")
_OTHER = re.compile(
    r"\b(?:every (?:other|second|two)|alle (?:zwei|14)|jeden zweiten|biweekly|fortnightly|cada dos|ogni due)\b"
)
_MONTH_WORD = re.compile(r"\b(?:month|monats?|mois|mes|mese|mês|maand|månad)\b")


@dataclass(slots=True)
class Repeat:
    """A rule as written: weekdays from Monday = 0; `ordinals` (1 first, -1 last) of a monthly rule.

    `told`: it says so ("every", "Mondays"); else several weekdays are named, which repeat if the range is long.
    """

    weekdays: list[int]
    ordinals: list[int]
    interval: int = 1
    told: bool = True


def repetition(tokens: Tokens, parts: Sequence[Part]) -> Repeat | None:
    """The repetition a text states, if any."""
    letters = tokens.letters
    if "W" not in letters:
        return None
    low = tokens.text.lower() if "E" in letters or "O" in letters else ""
    if "O" in letters and _MONTH_WORD.search(low) and (match := _MONTHLY.search(letters)):
        which = "o" if match["o"] else "o2"
        a, b = match.span(which)
        ordinals = [x for x, y in zip(tokens.values[a:b], letters[a:b], strict=True) if y == "O" and isinstance(x, int)]
        day = tokens.values[match.start("w" if match["w"] else "w2")]
        return Repeat([day % 10], ordinals) if isinstance(day, int) else None
    days: list[int] = []
    every = False
    for part in parts:
        if part.kind != "W" or part.weekday is None:
            continue
        before = letters[max(0, part.first - 3) : part.first]
        told = part.weekday >= 10 or "E" in before
        joined = every and bool(
            re.fullmatch(r"(?:[WPE,&/]|-)*", letters[_last_weekday(letters, part.first) : part.first])
        )
        if told or joined:
            every = True
            days.append(part.weekday % 10)
    if not days:
        listed = _LISTED.search(letters)
        days = [x % 10 for x in tokens.values[slice(*listed.span())] if isinstance(x, int)] if listed else []
        return Repeat(sorted(set(days)), [], told=False) if len(days) > 1 else None
    return Repeat(sorted(set(days)), [], 2 if _OTHER.search(low) else 1)


def _last_weekday(letters: str, before: int) -> int:
    return max(letters.rfind("W", 0, before), 0)


def occurrences(rule: Repeat, first: date, last: date) -> list[date]:
    """The days of a weekly rule from `first` to `last`, both included."""
    days: list[date] = []
    day = first
    anchor: date | None = None
    while day <= last and len(days) < 1000:
        if day.weekday() in rule.weekdays:
            week = day - timedelta(days=day.weekday())
            anchor = anchor or week
            if (week - anchor).days // 7 % rule.interval == 0:
                days.append(day)
        day += timedelta(days=1)
    return days


def next_monthly(rule: Repeat, after: date) -> date | None:
    """The first day after `after` that a monthly rule names."""
    for ahead in range(1, 70):
        day = after + timedelta(days=ahead)
        if day.weekday() in rule.weekdays:
            nth = (day.day - 1) // 7 + 1
            is_last = (day + timedelta(days=7)).month != day.month
            if nth in rule.ordinals or (-1 in rule.ordinals and is_last):
                return day
    return None


def monthly(rule: Repeat) -> Recurrence:
    days = ",".join(f"{n}{_CODES[rule.weekdays[0]]}" for n in rule.ordinals)
    return Recurrence(f"FREQ=MONTHLY;BYDAY={days}")


def weekly(rule: Repeat, last: date | None, at: time | None, timezone: str, without: Sequence[date]) -> Recurrence:
    """The RRULE; UNTIL is the last start: in UTC where the zone is known, else as wall time; a day for whole days."""
    text = "FREQ=WEEKLY"
    if rule.interval > 1:
        text += f";INTERVAL={rule.interval}"
    text += ";BYDAY=" + ",".join(_CODES[x] for x in rule.weekdays)
    if last is not None:
        text += f";UNTIL={_until(last, at, timezone)}"
    exdate = tuple(
        sorted((datetime.combine(x, at).isoformat(timespec="minutes") if at else x.isoformat()) for x in without)
    )
    return Recurrence(text, exdate=exdate)


def _until(last: date, at: time | None, timezone: str) -> str:
    if at is None:
        return f"{last:%Y%m%d}"
    wall = datetime.combine(last, at)
    if not timezone:
        return f"{wall:%Y%m%dT%H%M%S}"
    return f"{wall.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
