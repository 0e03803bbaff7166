"""The calendar file of a sample institute, as a French site's software writes it: RFC 5545, with its own VTIMEZONE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from talkfeed.samples.plan import Institute, Planned

ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


def calendar(institute: Institute, address: str) -> bytes:
    """All talks and series of an institute. `address`: of the page for people; the links in it lead there."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Université de Valserine//Agenda 4.2//FR",
        "CALSCALE:GREGORIAN",
    ]
    lines += [f"X-WR-CALNAME:{_text(institute.name)}", f"X-WR-TIMEZONE:{institute.timezone}", *ZONE.split("\n")]
    for talk in (*institute.talks, *institute.series):
        lines += _event(talk, institute, address)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(talk: Planned, institute: Institute, address: str) -> Iterator[str]:
    stamp = f"{institute.anchor - timedelta(days=1):%Y%m%d}T070000Z"
    yield "BEGIN:VEVENT"
    yield f"UID:{talk.slug}@agenda.valserine.example"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield from _when(talk)
    yield f"SUMMARY:{_text(talk.title or '')}"
    place = f"{talk.room} ({talk.venue})" if talk.room else talk.venue
    if place:
        yield f"LOCATION:{_text(place)}"
    told = [f"Orateur : {talk.speaker} ({talk.affiliation})"] if talk.speaker else []
    told += [talk.abstract] if talk.abstract else []
    told += [f"En salle et en visioconférence : {talk.online}"] if talk.online else []
    yield f"DESCRIPTION:{_text(chr(10).join(told))}"
    yield f"CATEGORIES:{_text(talk.series or institute.short)}"
    yield f"URL:{address}#{talk.slug}"
    yield f"STATUS:{'CANCELLED' if talk.status == 'cancelled' else 'CONFIRMED'}"
    yield "END:VEVENT"


def _when(talk: Planned) -> Iterator[str]:
    if not isinstance(talk.start, datetime):  # DTEND is the day after the last
        yield f"DTSTART;VALUE=DATE:{talk.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{talk.last_day + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART;TZID={talk.timezone}:{talk.start:%Y%m%dT%H%M%S}"
    if talk.end:
        yield f"DTEND;TZID={talk.timezone}:{talk.end:%Y%m%dT%H%M%S}"
    if talk.count:
        yield f"RRULE:FREQ=WEEKLY;COUNT={talk.count}"
        for day in talk.skipped:
            yield f"EXDATE;TZID={talk.timezone}:{_at(day, talk.start)}"


def _at(day: date, start: datetime) -> str:
    return f"{day:%Y%m%d}T{start:%H%M%S}"


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, never inside a character; the next one begins with a blank."""
    piece = ""
    for character in line:
        if len(f"{piece}{character}".encode()) > 75:
            yield piece
            piece = " "
        piece += character
    yield piece
