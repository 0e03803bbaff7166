"""Alarms in a calendar, for those who ask for them (`?alarm=15`): no feed rings by itself."""

from __future__ import annotations

import re

from calendar_export.lines import fold

LONGEST = 40_320
"""Minutes: four weeks before a talk is early enough."""

_EVENT = re.compile(rb"BEGIN:VEVENT\r\nSUMMARY:(.*?)\r\n(?! )(.*?)END:VEVENT\r\n", re.DOTALL)
_SILENT = (b"DTSTART;VALUE=DATE:", b"\r\nTRANSP:TRANSPARENT\r\n")
"""Talks without an hour, and those that will not be: they ring nowhere."""


def with_alarms(calendar: bytes, minutes: int) -> bytes:
    """The calendar, as `ics` writes it, with an alarm so many minutes before each talk that has an hour and stands."""

    def ringing(found: re.Match[bytes]) -> bytes:
        event, title = found[0], found[1].replace(b"\r\n ", b"")
        if any(sign in event for sign in _SILENT):
            return event
        said = fold(b"DESCRIPTION:" + title)
        alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n%b\r\nTRIGGER:-PT%dM\r\nEND:VALARM\r\n" % (said, minutes)
        return event.removesuffix(b"END:VEVENT\r\n") + alarm + b"END:VEVENT\r\n"

    return _EVENT.sub(ringing, calendar)
