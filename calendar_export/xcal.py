"""xCal (RFC 6321): the calendar as XML, made from its jCal: the two have one structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape as xml

from calendar_export import ics, jcal
from calendar_export.feed import Feed

MEDIA_TYPE = "application/calendar+xml; charset=utf-8"


def render(feed: Feed) -> bytes:
    """The feed as xCal."""
    return of(ics.render(feed))


def of(calendar: bytes) -> bytes:
    """The xCal of a calendar that `ics` wrote; the same bytes give the same bytes."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0">',
        *_component(jcal.read(calendar)),
        "</icalendar>",
        "",
    ]
    return "\n".join(lines).encode()


def _component(component: Any) -> Iterator[str]:
    name, properties, inner = component
    yield f"<{name}>"
    if properties:
        yield "<properties>"
        yield from map(_property, properties)
        yield "</properties>"
    if inner:
        yield "<components>"
        for one in inner:
            yield from _component(one)
        yield "</components>"
    yield f"</{name}>"


def _property(found: Any) -> str:
    name, parameters, kind, *values = found
    said = "".join(f"<{key}><text>{xml(value)}</text></{key}>" for key, value in parameters.items())
    before = f"<parameters>{said}</parameters>" if said else ""
    return f"<{name}>{before}{''.join(_value(kind, value) for value in values)}</{name}>"


def _value(kind: str, value: Any) -> str:
    if isinstance(value, Mapping):  # a recurrence rule: an element for each part (RFC 6321 §3.6.10)
        inside = "".join(
            f"<{key}>{xml(str(one))}</{key}>"
            for key, ones in value.items()
            for one in (ones if isinstance(ones, list) else [ones])
        )
        return f"<recur>{inside}</recur>"
    return f"<{kind}>{xml(str(value))}</{kind}>"
