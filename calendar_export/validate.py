"""Whether bytes are a calendar that every client takes: asked before they replace a published one.

One bad line costs subscribers the whole feed, silently, so this looks at the bytes themselves and reads them back with
an independent parser besides.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

from icalendar import Calendar, Component

LONGEST = 75  # octets of a line, RFC 5545 §3.1
REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED")
ENOUGH = 20  # problems; more do not help anyone

_LONG = re.compile(rb"[^\r\n]{%d,}" % (LONGEST + 1))
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)")
_NO_PROPERTY = re.compile(rb"\n(?! |[A-Z0-9-]+[:;]|\Z)[^\r\n]{0,40}")
_PART = re.compile(rb"^(BEGIN|END):([^\r\n]*)", re.M)
_UID = re.compile(rb"^UID:([^\r\n]*)", re.M)
_RECURRENCE = re.compile(rb"^RECURRENCE-ID[^\r\n]*", re.M)
_USED = re.compile(rb"^(?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)[^:\r\n]*;TZID=\"?([^:;\"\r\n]+)", re.M)
_DEFINED = re.compile(rb"^TZID:([^\r\n]*)", re.M)


def validate(content: bytes) -> list[str]:
    """What is wrong with these bytes as a published calendar, a sentence each; empty when all is well."""
    problems = check_form(content)
    if problems:
        return problems
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        return [f"icalendar cannot read it: {error}"]
    problems = [f"the calendar lacks {name}" for name in ("VERSION", "PRODID") if name not in calendar]
    problems += [f"{component.name} {name}: {why}" for component in calendar.walk() for name, why in component.errors]
    if problems:  # of a property that icalendar could not read nothing can be asked
        return problems[:ENOUGH]
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if content.count(b"\nBEGIN:VEVENT\r") != len(events):
        problems.append("a VEVENT stands inside another component")
    problems += [problem for event in events for problem in _event(event)]
    return problems[:ENOUGH]


def check_form(content: bytes) -> list[str]:
    """The part of `validate` that needs no parser: fast enough to ask of every joined calendar.

    Encoding, line ends and lengths, names, components that end, UIDs that occur once, zones that are defined once.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8 at octet {error.start}"]
    if not content.startswith(b"BEGIN:VCALENDAR\r\n") or not content.endswith(b"\r\nEND:VCALENDAR\r\n"):
        return ["it does not begin with BEGIN:VCALENDAR and end with END:VCALENDAR"]
    problems = []
    if found := _LONG.search(content):
        problems.append(f"{_line(content, found.start())} has {len(found[0])} octets")
    if found := _CONTROL.search(content):
        problems.append(f"{_line(content, found.start())} holds a control character or a bare line break")
    if found := _NO_PROPERTY.search(content):
        problems.append(f"{_line(content, found.start() + 1)} is no property: {found[0].strip()!r}")
    whole = content.replace(b"\r\n ", b"")
    return (problems + _balance(whole) + _identities(whole) + _zones(whole))[:ENOUGH]


def _line(content: bytes, position: int) -> str:
    return f"line {content.count(bytes([10]), 0, position) + 1}"


def _balance(content: bytes) -> list[str]:
    """Components that end without having begun, or never end. `content` is unfolded here and below."""
    open_parts = []
    for word, name in _PART.findall(content):
        if word == b"BEGIN":
            open_parts.append(name)
        elif not open_parts or open_parts.pop() != name:
            return [f"END:{name.decode()} ends what was not begun"]
    return [f"{name.decode()} is never ended" for name in open_parts]


def _identities(content: bytes) -> list[str]:
    """UIDs that occur twice, recurrences of one talk apart."""
    uids = _UID.findall(content)
    if len(set(uids)) == len(uids):
        return []
    seen: Counter[tuple[bytes, bytes]] = Counter()
    for event in content.split(b"BEGIN:VEVENT\r\n")[1:]:
        recurrence = _RECURRENCE.search(event)
        seen.update((uid, recurrence[0] if recurrence else b"") for uid in _UID.findall(event)[:1])
    return [f"event {uid.decode()} occurs {times} times" for (uid, _), times in seen.items() if times > 1]


def _zones(content: bytes) -> list[str]:
    """Zones used and not defined, or defined twice."""
    defined = Counter(_DEFINED.findall(content))
    missing = sorted(set(_USED.findall(content)) - set(defined))
    return [f"the time zone {name.decode()} is used but not defined" for name in missing] + [
        f"the time zone {name.decode()} is defined {times} times" for name, times in defined.items() if times > 1
    ]


def _event(event: Component) -> list[str]:
    uid = str(event.get("UID", "?"))
    problems = [f"event {uid} lacks {name}" for name in REQUIRED if name not in event]
    start, end = (getattr(event.get(name), "dt", None) for name in ("DTSTART", "DTEND"))
    if isinstance(start, datetime) and start.tzinfo is None:
        problems.append(f"event {uid} floats: its time has no zone")
    elif start is not None and end is not None:
        if isinstance(start, datetime) is not isinstance(end, datetime):
            problems.append(f"event {uid} begins and ends in different kinds of time")
        elif isinstance(end, datetime) and end.tzinfo is None:
            problems.append(f"event {uid} floats: its end has no zone")
        elif not end > start:
            problems.append(f"event {uid} does not end after it begins")
    return problems
