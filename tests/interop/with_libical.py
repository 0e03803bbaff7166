"""What libical (GNOME, KDE, Thunderbird's ancestor) makes of a calendar, through ctypes: run as a program of its own.

Usage: python with_libical.py FILE. Prints JSON; exit status 3 when the library is not on this machine.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import sys
from pathlib import Path
from typing import Any


class Time(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "daylight")),
        ("zone", ctypes.c_void_p),
    ]


class Span(ctypes.Structure):
    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def load() -> Any:
    name = ctypes.util.find_library("ical")
    if name is None:
        sys.exit(3)
    library = ctypes.CDLL(name)
    pointers = "icalparser_parse_string icalcomponent_get_first_component icalcomponent_get_next_component"
    for function in (*pointers.split(), "icalcomponent_get_first_property"):
        getattr(library, function).restype = ctypes.c_void_p
    for function in ("uid", "summary", "description", "location"):
        getattr(library, f"icalcomponent_get_{function}").restype = ctypes.c_char_p
        getattr(library, f"icalcomponent_get_{function}").argtypes = [ctypes.c_void_p]
    for function in ("dtstart", "dtend"):
        getattr(library, f"icalcomponent_get_{function}").restype = Time
        getattr(library, f"icalcomponent_get_{function}").argtypes = [ctypes.c_void_p]
    for function in ("status", "sequence"):
        getattr(library, f"icalcomponent_get_{function}").argtypes = [ctypes.c_void_p]
    library.icaltime_as_timet_with_zone.restype = ctypes.c_long
    library.icaltime_as_timet_with_zone.argtypes = [Time, ctypes.c_void_p]
    library.icalcomponent_string_to_kind.argtypes = [ctypes.c_char_p]
    library.icalproperty_string_to_kind.argtypes = [ctypes.c_char_p]
    library.icalproperty_status_to_string.restype = ctypes.c_char_p
    library.icaltime_from_string.restype = Time
    library.icaltime_from_string.argtypes = [ctypes.c_char_p]
    library.icalcomponent_foreach_recurrence.argtypes = [ctypes.c_void_p, Time, Time, CALLBACK, ctypes.c_void_p]
    library.icalcomponent_foreach_recurrence.restype = None
    for function in ("icalcomponent_get_first_component", "icalcomponent_get_next_component"):
        getattr(library, function).argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icalcomponent_get_first_property.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalcomponent_count_errors.argtypes = [ctypes.c_void_p]
    return library


def read(content: bytes) -> list[dict[str, object]]:
    library = load()
    calendar = library.icalparser_parse_string(content)
    if not calendar or library.icalcomponent_count_errors(calendar):
        sys.exit("libical found errors")
    vevent = library.icalcomponent_string_to_kind(b"VEVENT")
    kinds = {name: library.icalproperty_string_to_kind(name) for name in (b"DTEND", b"RRULE")}

    def value(time: Time) -> object:
        if time.is_date:
            return f"{time.year:04}-{time.month:02}-{time.day:02}"
        return library.icaltime_as_timet_with_zone(time, time.zone)

    def text(name: str) -> str | None:
        found = getattr(library, f"icalcomponent_get_{name}")(event)
        return None if found is None else found.decode()

    def starts() -> list[int]:
        found: list[int] = []
        callback = CALLBACK(lambda _, span, __: found.append(span.contents.start))
        from_, to = (library.icaltime_from_string(x) for x in (b"20000101T000000Z", b"20400101T000000Z"))
        library.icalcomponent_foreach_recurrence(event, from_, to, callback, None)
        return sorted(found)

    events = []
    event = library.icalcomponent_get_first_component(calendar, vevent)
    while event:
        start = library.icalcomponent_get_dtstart(event)
        has_end = library.icalcomponent_get_first_property(event, kinds[b"DTEND"])
        status = library.icalcomponent_get_status(event)
        events.append(
            {
                "uid": text("uid"),
                "start": value(start),
                "end": value(library.icalcomponent_get_dtend(event)) if has_end else None,
                "all_day": bool(start.is_date),
                "summary": text("summary"),
                "status": library.icalproperty_status_to_string(status).decode(),
                "sequence": library.icalcomponent_get_sequence(event),
                "description": text("description"),
                "location": text("location"),
                "starts": starts() if library.icalcomponent_get_first_property(event, kinds[b"RRULE"]) else [],
            }
        )
        event = library.icalcomponent_get_next_component(calendar, vevent)
    return events


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]).read_bytes())))  # noqa: T201
