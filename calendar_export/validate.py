"""Whether bytes are a calendar that every client takes: asked before they replace a published one.

One bad line costs subscribers the whole feed, silently, so this looks at the bytes themselves and reads them back with
an independent parser besides.
"""

from __future__ import annotations

import re

from icalendar import Calendar, Component

LONGEST = 75  # octets of a line, RFC 5545 §3.1
REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED")
ENOUGH = 20  # problems; more do not help anyone

_NAME = re.compile(rb"[A-Z0-9-]+[:;]")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_TZID = re.compile(rb"^(?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)[^:\r\n]*;TZID=\"?([^:;\"\r\n]+)", re.M)


def validate(content: bytes) -> list[str]:
    """What is wrong with these bytes as a published calendar, a sentence each; empty when all is well."""
    problems = _bytes(content)
    if problems:
        return problems[:ENOUGH]
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        return [f"icalendar cannot read it: {error}"]
    for name in ("VERSION", "PRODID"):
        if name not in calendar:
            problems.append(f"the calendar lacks {name}")
    problems += [f"{component.name} {name}: {why}" for component in calendar.walk() for name, why in component.errors]
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if content.count(b"\nBEGIN:VEVENT\r") != len(events):
        problems.append("a VEVENT stands inside another component")
    problems += _events(events)
    defined = [str(part.get("TZID")) for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    problems += [
        f"the time zone {tzid} is defined twice" for tzid in sorted({x for x in defined if defined.count(x) > 1})
    ]
    used = {name.decode() for name in _TZID.findall(content.replace(b"\r\n ", b""))}
    problems += [f"the time zone {tzid} is used but not defined" for tzid in sorted(used - set(defined))]
    return problems[:ENOUGH]


def _bytes(content: bytes) -> list[str]:
    """The outer form: encoding, line ends, lengths, names, balanced components."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8 at octet {error.start}"]
    if not content.startswith(b"BEGIN:VCALENDAR\r\n") or not content.endswith(b"\r\nEND:VCALENDAR\r\n"):
        return ["it does not begin with BEGIN:VCALENDAR and end with END:VCALENDAR"]
    problems, open_parts = [], []
    for number, line in enumerate(content[:-2].split(b"\r\n"), 1):
        if len(line) > LONGEST:
            problems.append(f"line {number} has {len(line)} octets")
        if _CONTROL.search(line):
            problems.append(f"line {number} holds a control character or a bare line break")
        if line.startswith(b" "):
            continue
        if not _NAME.match(line):
            problems.append(f"line {number} is no property: {line[:40]!r}")
        elif line.startswith(b"BEGIN:"):
            open_parts.append(line[6:])
        elif line.startswith(b"END:") and (not open_parts or open_parts.pop() != line[4:]):
            problems.append(f"line {number} ends what was not begun: {line[:40]!r}")
    return [*problems, *(f"{name.decode()} is never ended" for name in open_parts)]


def _events(events: list[Component]) -> list[str]:
    problems, seen = [], set()
    for event in events:
        uid = str(event.get("UID", ""))
        problems += [f"event {uid or '?'} lacks {name}" for name in REQUIRED if name not in event]
        recurrence = event.get("RECURRENCE-ID")
        key = (uid, recurrence.to_ical() if recurrence is not None else b"")
        if uid and key in seen:
            problems.append(f"event {uid} occurs twice")
        seen.add(key)
        start, end = event.get("DTSTART"), event.get("DTEND")
        if start is not None and end is not None:
            if type(start.dt) is not type(end.dt):
                problems.append(f"event {uid} begins and ends in different kinds of time")
            elif not end.dt > start.dt:
                problems.append(f"event {uid} does not end after it begins")
        if start is not None and hasattr(start.dt, "hour") and start.dt.tzinfo is None:
            problems.append(f"event {uid} floats: its time has no zone")
    return problems
