"""How dates, places and states are shown to people on the site: small functions the templates use as filters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from markupsafe import Markup, escape

from calendar_export.ics import person_text, place_text
from calendar_export.lines import one_line, plain
from calendar_export.links import web_url
from calendar_export.moments import moments
from calendar_export.timezones import zone
from pipeline.query import Entry
from pipeline.talk import Mode, Span, Status, Talk

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MODES = {Mode.IN_PERSON: "In person", Mode.ONLINE: "Online", Mode.HYBRID: "In person and online"}
STATES = {
    Status.CANCELLED: "Cancelled",
    Status.WITHDRAWN: "Withdrawn",
    Status.POSTPONED: "Postponed",
    Status.TENTATIVE: "Tentative",
}
FIELDS = {
    "when": "Date and time", "end": "End", "timezone": "Time zone", "where": "Place", "online_url": "Online",
    "registration_url": "Registration", "attendance_mode": "Attendance", "speakers": "Speaker", "hosts": "Host",
}  # fmt: skip
_BREAKS = re.compile(r"\n\s*\n")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")


@dataclass(frozen=True, slots=True)
class Day:
    """The talks of one day, in their own zones; `day` None for those whose date is not announced."""

    day: date | None
    entries: tuple[Entry, ...]
    today: date

    @property
    def nearness(self) -> str:
        """Today, tomorrow, or ""."""
        return {self.today: "Today", self.today + timedelta(days=1): "Tomorrow"}.get(self.day or date.min, "")


def day_of(entry: Entry) -> date | None:
    """The day under which an entry is listed."""
    return entry.talk.when.day


def long_day(day: date) -> str:
    """`Monday, 6 December 2021`: no order of digits to guess."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """`Mon 6 Dec`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def weekday(day: date) -> Markup:
    """`Monday`, of which narrow pages show `Mon`."""
    name = WEEKDAYS[day.weekday()]
    return Markup('<abbr title="{}">{}</abbr>').format(name, name[:3])


def hours(span: Span) -> str:
    """`15:00–16:00`, `15:00`, "all day", or that the hour is not announced."""
    start, end = span.start, span.end
    if start is None:
        return "Date not announced yet"
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        if last is not None and last > start:
            return f"until {short_day(last)}"
        return "All day" if span.time_known else "Hour not announced"
    text = f"{start:%H:%M}"
    if isinstance(end, datetime):
        text += f"–{end:%H:%M}" if end.date() == start.date() else f" – {short_day(end)}, {end:%H:%M}"
    elif end is not None and end > start.date():
        text += f" – {short_day(end)}"
    return text


def zone_name(span: Span) -> str:
    """`Chicago time`: the institute's zone as people say it; "" where there is no hour or no zone."""
    if not isinstance(span.start, datetime):
        return ""
    if not span.timezone:
        return "local time"
    if "/" not in span.timezone or span.timezone.startswith("Etc/"):
        return span.timezone.removeprefix("Etc/")
    return span.timezone.rpartition("/")[2].replace("_", " ") + " time"


def zone_detail(span: Span) -> str:
    """`America/Chicago, UTC−6`."""
    place = zone(span.timezone)
    if place is None or not isinstance(span.start, datetime):
        return "The page does not say which time zone." if isinstance(span.start, datetime) else ""
    offset = span.start.replace(tzinfo=place).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign, (whole, rest) = ("−" if minutes < 0 else "+"), divmod(abs(minutes), 60)
    return f"{span.timezone}, UTC{sign}{whole}" + (f":{rest:02}" if rest else "")


def machine_time(span: Span) -> str:
    """What `<time datetime>` holds: an instant where there is one, else the day."""
    start = span.start_utc if zone(span.timezone) else None
    if start is not None:
        return f"{start:%Y-%m-%dT%H:%M}Z"
    return span.day.isoformat() if span.day else ""


def duration(span: Span) -> str:
    """The end's instant for the reader's-own-time script, or ""."""
    end = span.end_utc if zone(span.timezone) else None
    return f"{end:%Y-%m-%dT%H:%M}Z" if end is not None else ""


def instant_text(instant: datetime | None) -> str:
    """`21 Nov 2026, 09:07 UTC`."""
    if instant is None:
        return "never"
    at = instant.astimezone(UTC)
    return f"{at.day} {MONTHS[at.month - 1][:3]} {at.year}, {at:%H:%M} UTC"


def state_text(talk: Talk) -> str:
    """The word for what became of the talk; "" while it is confirmed."""
    return STATES.get(talk.status, "")


def mode_text(talk: Talk) -> str:
    """How one can attend; "" where unknown."""
    return MODES[talk.place.attendance_mode] if talk.place.attendance_mode else ""


def field_name(name: str) -> str:
    """A field's name as people say it."""
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def paragraphs(text: str) -> Markup:
    """Text as paragraphs: everything escaped, line breaks kept, http addresses linked."""
    blocks = [block.strip() for block in _BREAKS.split(plain(text)) if block.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(_linked(block)) for block in blocks)


def _linked(text: str) -> Markup:
    parts, position = [], 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[position : found.start()]))
        url = web_url(found[0])
        link = Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(url, found[0]) if url else escape(found[0])
        parts.append(link)
        position = found.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts).replace("\n", Markup("<br>\n"))


def host_of(url: str) -> str:
    """The part of an address that people recognise."""
    return web_url(url).partition("://")[2].partition("/")[0].removeprefix("www.")


def in_calendar(talk: Talk) -> bool:
    """Whether the talk has a place in calendars."""
    return moments(talk.when) is not None


FILTERS = {
    "long_day": long_day,
    "short_day": short_day,
    "weekday": weekday,
    "hours": hours,
    "zone_name": zone_name,
    "zone_detail": zone_detail,
    "machine_time": machine_time,
    "until": duration,
    "instant": instant_text,
    "state": state_text,
    "mode": mode_text,
    "place": place_text,
    "person": lambda person: one_line(person_text(person)),
    "field": field_name,
    "paragraphs": paragraphs,
    "host": host_of,
    "in_calendar": in_calendar,
}
