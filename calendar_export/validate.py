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

_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\r\n")
_HEAD = re.compile(rb"[A-Z0-9-]+(;[^\r\n]*)?")
_ZONED = re.compile(rb"(?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID);(?:.*;)?TZID=\"?([^;\"]+)")


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
    longest = max(content.split(b"\r\n"), key=len)
    if len(longest) > LONGEST:
        problems.append(f"a line has {len(longest)} octets: {longest[:40]!r}")
    ends = content.count(b"\r\n")
    if (
        len(content.translate(None, _CONTROLS)) < len(content)
        or not content.count(b"\r") == content.count(b"\n") == ends
    ):
        problems.append("there is a control character or a bare line break")
    lines = content.replace(b"\r\n ", b"").split(b"\r\n")[:-1]
    heads = {line.partition(b":")[0] for line in lines if b":" in line}
    wrong = [head for head in heads if not _HEAD.fullmatch(head)] + [line for line in lines if b":" not in line]
    problems += [f"this is no property: {line[:40]!r}" for line in sorted(wrong)[:3]]
    return (problems + _balance(lines) + _identities(lines) + _zones(lines, heads))[:ENOUGH]


def _balance(lines: list[bytes]) -> list[str]:
    """Components that end without having begun, or never end. `lines` are unfolded here and below."""
    open_parts = []
    for line in lines:
        if line.startswith(b"BEGIN:"):
            open_parts.append(line[6:])
        elif line.startswith(b"END:") and (not open_parts or open_parts.pop() != line[4:]):
            return [f"{line.decode()} ends what was not begun"]
    return [f"{name.decode()} is never ended" for name in open_parts]


def _identities(lines: list[bytes]) -> list[str]:
    """UIDs that occur twice, recurrences of one talk apart."""
    uids = [line for line in lines if line.startswith(b"UID:")]
    if len(set(uids)) == len(uids):
        return []
    seen: Counter[tuple[bytes, bytes]] = Counter()
    uid = recurrence = b""
    for line in lines:
        if line.startswith(b"UID:"):
            uid = line[4:]
        elif line.startswith(b"RECURRENCE-ID"):
            recurrence = line
        elif line == b"END:VEVENT":
            seen[uid, recurrence] += 1
            uid = recurrence = b""
    return [f"event {uid.decode()} occurs {times} times" for (uid, _), times in seen.items() if times > 1]


def _zones(lines: list[bytes], heads: set[bytes]) -> list[str]:
    """Zones used and not defined, or defined twice."""
    defined = Counter(line[5:] for line in lines if line.startswith(b"TZID:"))
    used = {found[1] for found in map(_ZONED.fullmatch, heads) if found}
    return [f"the time zone {name.decode()} is used but not defined" for name in sorted(used - set(defined))] + [
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
