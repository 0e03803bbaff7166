"""The grammar of the VEVENTs that `ics` writes, as one expression: what fits it is a sound event, told in microseconds.

It knows every property in its place, every value's form, and nothing else, so that no text of a page can have become
syntax. What it does not know (recurrences, whose rules icalendar writes) is read back with icalendar (`validate`).
"""

from __future__ import annotations

import re

from calendar_export.timezones import zone

LONGEST = 75  # octets of a line, RFC 5545 §3.1

_FREE = rb"[^\x00-\x08\x0a-\x1f\x7f\\;,]*"
_TEXT = _FREE + rb"(?:\\[\\;,n]" + _FREE + rb")*"
_URI = rb"https?://[!#-;=?-~]+"
_INSTANT = rb"\d{8}T\d{6}Z"
_WHEN = (
    rb"(?:DTSTART;TZID=(?P<zone>[\w+/-]+):(?P<start>\d{8}T\d{6})\r\n(?:DTEND;TZID=(?P=zone):(?P<end>\d{8}T\d{6})\r\n)?"
    rb"|DTSTART:(?P<start_utc>" + _INSTANT + rb")\r\n(?:DTEND:(?P<end_utc>" + _INSTANT + rb")\r\n)?"
    rb"|DTSTART;VALUE=DATE:(?P<first>\d{8})\r\nDTEND;VALUE=DATE:(?P<last>\d{8})\r\n)"
)


def _line(name: bytes, value: bytes, times: bytes = b"") -> bytes:
    return rb"(?:" + name + rb":" + value + rb"\r\n)" + times


_EVENT = re.compile(
    rb"BEGIN:VEVENT\r\n"
    + _line(rb"SUMMARY", _TEXT)
    + _WHEN
    + _line(rb"DTSTAMP", _INSTANT)
    + _line(rb"UID", rb"(?P<uid>" + _TEXT + rb")")
    + _line(rb"SEQUENCE", rb"\d{1,9}")
    + _line(rb"CATEGORIES", _TEXT + rb"(?:," + _TEXT + rb")*", rb"?")
    + _line(rb'CONFERENCE;FEATURE=VIDEO;LABEL=[^\x00-\x1f\x7f";:,]+;VALUE=URI', _URI, rb"?")
    + _line(rb"CREATED", _INSTANT)
    + _line(rb"DESCRIPTION", _TEXT)
    + _line(rb"IMAGE;VALUE=URI", _URI, rb"?")
    + _line(rb"LAST-MODIFIED", _INSTANT)
    + _line(rb"LOCATION", _TEXT, rb"?")
    + _line(rb"STATUS", rb"(?:CONFIRMED|TENTATIVE|CANCELLED)")
    + _line(rb"TRANSP", rb"TRANSPARENT", rb"?")
    + _line(rb"URL", _URI, rb"?")
    + _line(rb"X-TALKFEED-ALIAS", _TEXT, rb"*")
    + _line(rb"X-TALKFEED-SPEAKER", _TEXT, rb"*")
    + rb"END:VEVENT\r\n"
)


def is_event(content: bytes, uid: str) -> bool:
    """Whether these bytes are one VEVENT of this UID, as `ics` writes them; False is no verdict, but a question."""
    if max(map(len, content.split(b"\r\n"))) > LONGEST:
        return False
    found = _EVENT.fullmatch(content.replace(b"\r\n ", b""))
    if found is None or found["uid"] != uid.encode():
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    start, end = (
        found["start"] or found["start_utc"] or found["first"],
        found["end"] or found["end_utc"] or found["last"],
    )
    named = found["zone"]
    return (end is None or end > start) and (named is None or zone(named.decode()) is not None)
