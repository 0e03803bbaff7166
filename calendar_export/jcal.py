"""jCal (RFC 7265): the calendar as JSON, made from its own lines, so that it cannot say anything else.

It reads of iCalendar's grammar what `ics` writes. A property that it does not know (X-…) is of type "unknown", its
value as written (RFC 7265 §5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from calendar_export import ics
from calendar_export.feed import Feed

MEDIA_TYPE = "application/calendar+json; charset=utf-8"

Value = str | int | dict[str, "str | int | list[str | int]"]
Property = list[str | dict[str, str] | Value]
"""Name, parameters, type, then one value or more (RFC 7265 §3.4)."""
Component = list[object]
"""Name, properties, subcomponents (RFC 7265 §3.3)."""

TYPES = {
    **dict.fromkeys(("dtstart", "dtend", "rdate", "exdate", "dtstamp", "created", "last-modified"), "date-time"),
    **dict.fromkeys(("url", "tzurl"), "uri"),
    **dict.fromkeys(("tzoffsetfrom", "tzoffsetto"), "utc-offset"),
    "recurrence-id": "date-time",
    "refresh-interval": "duration",
    "sequence": "integer",
    "rrule": "recur",
}
"""The type of a property whose line names none (RFC 5545 §3.8, RFC 7986 §5); all others are text."""

LISTS = frozenset({"categories", "rdate", "exdate"})
COUNTS = frozenset({"count", "interval", "bymonth", "bymonthday", "byyearday", "byweekno", "byhour", "byminute",
                    "bysecond", "bysetpos"})  # fmt: skip

_HEAD = re.compile(r'([^;:]+)((?:;[^=]+=(?:"[^"]*"|[^;:])*)*):')
_PARAMETER = re.compile(r';([^=]+)=((?:"[^"]*"|[^;:])*)')
_BETWEEN = re.compile(r"((?:\\.|[^\\,])*),?", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?\Z")


def render(feed: Feed) -> bytes:
    """The feed as jCal."""
    return of(ics.render(feed))


def of(calendar: bytes) -> bytes:
    """The jCal of a calendar that `ics` wrote; the same bytes give the same bytes."""
    return json.dumps(read(calendar), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read(calendar: bytes) -> Component:
    """The calendar as RFC 7265's arrays."""
    lines = iter(calendar.decode().replace("\r\n ", "").split("\r\n"))
    name = next(lines).partition(":")[2]
    return _component(name, lines)


def _component(name: str, lines: Iterator[str]) -> Component:
    properties: list[Property] = []
    inner: list[Component] = []
    for line in lines:
        if line.startswith("END:"):
            break
        if line.startswith("BEGIN:"):
            inner.append(_component(line[6:], lines))
        else:
            properties.append(_property(line))
    return [name.lower(), properties, inner]


def _property(line: str) -> Property:
    head = _HEAD.match(line)
    if head is None:
        raise ValueError(f"no content line: {line[:80]!r}")
    name, text = head[1].lower(), line[head.end() :]
    parameters = {key.lower(): value.strip('"') for key, value in _PARAMETER.findall(head[2])}
    kind = parameters.pop("value", "").lower() or TYPES.get(name, "unknown" if name.startswith("x-") else "text")
    values = _BETWEEN.findall(text)[:-1] if name in LISTS and text else [text]
    return [name, parameters, kind, *(_value(kind, one) for one in values)]


def _value(kind: str, text: str) -> Value:
    if kind == "text":
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
    if kind in ("date", "date-time"):
        return _moment(text)
    if kind == "integer":
        return int(text)
    if kind == "utc-offset":
        return ":".join((text[:3], text[3:5], *filter(None, (text[5:],))))
    return _rule(text) if kind == "recur" else text


def _moment(text: str) -> str:
    """`20260303T150000Z` as `2026-03-03T15:00:00Z`."""
    found = _BASIC.match(text)
    if found is None:
        raise ValueError(f"no day and no time: {text[:80]!r}")
    year, month, day, hour, minute, second, zulu = found.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}{zulu}" if hour else "")


def _rule(text: str) -> Value:
    """A recurrence rule as RFC 7265 §3.6.10's object: its parts in small letters, numbers as numbers."""
    parts: dict[str, str | int | list[str | int]] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        name = name.lower()
        values: list[str | int] = [int(one) if name in COUNTS else one for one in value.split(",")]
        parts[name] = _moment(value) if name == "until" else values[0] if len(values) == 1 else values
    return parts
