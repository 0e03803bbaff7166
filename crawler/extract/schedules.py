"""schema.org's times that are no plain start and end: how long an event lasts, and the rhythm it comes in.

A value computed from two places cites the one that is peculiar to it; what it takes from the other stands in the
reader's argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from lxml import etree

from crawler.extract.readers import reader
from pipeline.reading.text import small_number

LONGEST = timedelta(hours=24)
"""A duration beyond this is one of days, whose hours nobody means."""

_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d{1,5}S)?)?", re.IGNORECASE)
_RHYTHM = re.compile(r"P(\d{1,2})([DWMY])", re.IGNORECASE)
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = re.compile(r"T?([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?")


def ending(start: str, duration: str) -> str:
    """The end of what lasts so long (ISO 8601, `PT1H30M`), in ISO like its start; "" where there is no hour to end at.

    `start`: an ISO date and time, with or without offset.
    """
    found = _DURATION.fullmatch(duration.strip())
    if found is None or not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", start):
        return ""
    days, hours, minutes = (int(part or 0) for part in found.groups())
    lasting = timedelta(days=days, hours=hours, minutes=minutes)
    try:
        return (datetime.fromisoformat(start) + lasting).isoformat() if timedelta() < lasting < LONGEST else ""
    except (ValueError, OverflowError):
        return ""


def first_day(start: str, weekdays: list[str]) -> str:
    """The first day on or after an ISO date that is one of the weekdays (`MO` …; none: any); "" if it is no date."""
    try:
        day = date.fromisoformat(start[:10])
        return next(
            each.isoformat()
            for each in (day + timedelta(days=ahead) for ahead in range(7))
            if not weekdays or _DAYS[each.weekday()] in weekdays
        )
    except (ValueError, OverflowError, StopIteration):
        return ""


def weekday(name: str) -> str:
    """`https://schema.org/Tuesday`, `Tuesday` or `TU` as `TU`; "" for anything else."""
    short = name.strip().rpartition("/")[2][:2].upper()
    return short if short in _DAYS else ""


def clock(text: str) -> str:
    """A time of day as `HH:MM`; "" if it is none."""
    found = _CLOCK.match(text.strip())
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def rule_parts(weekdays: list[str], last: str, count: str) -> Iterator[str]:
    """What a recurrence rule says beside its rhythm; `last` is the last day, included."""
    if weekdays:
        yield f"BYDAY={','.join(weekdays)}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", last[:10]):
        yield f"UNTIL={last[:10].replace('-', '')}T235959"
    elif small_number(count):
        yield f"COUNT={count}"


@reader("lasting")
def _lasting(text: str, element: etree._Element | None, start: str) -> str:
    """When what lasts so long is over."""
    del element
    return ending(start, text)


@reader("on-day")
def on_day(text: str, element: etree._Element | None, day: str) -> str:
    """A time of day on a day, in ISO."""
    del element
    return f"{day}T{clock(text)}" if day and clock(text) else ""


@reader("rhythm")
def rhythm(text: str, element: etree._Element | None, more: str) -> str:
    """A recurrence rule: the rhythm (`P1W`) is the text's, the rest the argument's."""
    del element
    found = _RHYTHM.fullmatch(text.strip())
    if found is None or not int(found[1]):
        return ""
    every = [f"INTERVAL={int(found[1])}"] if int(found[1]) > 1 else []
    return "RRULE:" + ";".join([f"FREQ={_FREQUENCIES[found[2].upper()]}", *every, *filter(None, [more])])


@reader("not-on")
def not_on(text: str, element: etree._Element | None, hour: str) -> str:
    """A day on which it does not take place."""
    del element
    return f"EXDATE:{text[:10]}T{hour}" if re.match(r"\d{4}-\d\d-\d\d", text) else ""
