"""iCalendar as institutes publish it: each VEVENT's properties as texts, times as ISO 8601.

One broken line costs one property, one broken VEVENT one talk. Only what a talk needs is read, and no more than
MAX_EVENTS of it. Recurring events stay one, with their rule; an override (RECURRENCE-ID) is an event of its own,
whose occasion the series leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.prop import vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from crawler.extract.seen import lines, plain

MAX_EVENTS = 10_000
MAX_LINE = 200_000  # characters of one property, unfolded

_WANTED = frozenset((
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "LOCATION",
    "URL", "DESCRIPTION", "CATEGORIES", "CONTACT", "ORGANIZER", "CONFERENCE", "IMAGE", "ATTACH",
    "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-CDO-ALLDAYEVENT",
))  # fmt: skip
_FOLD = re.compile(r"\n[ \t]")
_STAMP = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(Z|[+-]\d\d:?\d\d)?)?$", re.I)
_RULE = re.compile(
    r"(?!.*RSCALE=(?!GREGORIAN))(?=.*\bFREQ=(?:YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)\b)(?:[A-Z-]+=[^;]+;?)+$", re.I
)
_COMMA = re.compile(r"(?<!\\),")
_LAST_PLACE = re.compile(r"([A-Za-z]+(?:/[A-Za-z_+-]+){1,2})/?$")


@dataclass(frozen=True, slots=True)
class Property:
    """A content line: parameters by upper-case name, the value unescaped, and the value as written."""

    params: Mapping[str, str]
    value: str
    raw: str


@dataclass(slots=True)
class Vevent:
    """One VEVENT. `texts`: what each property says, by the name in its path (`DTSTART`, `CATEGORIES[2]`)."""

    number: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    timezone: str = ""

    def first(self, *names: str) -> Property | None:
        return next((props[0] for name in names if (props := self.properties.get(name))), None)


@dataclass(slots=True)
class Calendar:
    """A parsed document: its events in order, and what it says for all of them."""

    events: list[Vevent] = field(default_factory=list)
    timezone: str = ""
    method: str = ""
    name: str = ""
    offsets: dict[str, set[str]] = field(default_factory=dict)  # TZID → the offsets its VTIMEZONE knows

    def text_at(self, path: str) -> str:
        """The text of `VEVENT[n]/PROPERTY`, `METHOD` or `X-WR-CALNAME`, or ""."""
        if path in ("METHOD", "X-WR-CALNAME"):
            return self.method if path == "METHOD" else self.name
        match = re.match(r"VEVENT\[(\d{1,6})\]/(.+)$", path)
        if not match or not 0 < int(match[1]) <= len(self.events):
            return ""
        return self.events[int(match[1]) - 1].texts.get(match[2], "")


def read(content: str, zone: str = "") -> Calendar:
    """The calendar in a text; `zone` is the zone of floating times, and the one in which UTC instants are shown."""
    calendar = _parse(content)
    for event in calendar.events:
        _times(calendar, event, zone)
        _words(event)
    _leave_out_overridden(calendar, zone)
    return calendar


def _parse(content: str) -> Calendar:
    calendar = Calendar()
    inside: list[str] = []  # open components
    event: Vevent | None = None
    tzid = ""
    for line in _FOLD.sub("", content).split("\n"):
        line = line.strip("\r\n ")
        upper = line[:20].upper()
        if upper.startswith("BEGIN:"):
            inside.append(line[6:].strip().upper())
            if inside[-1] == "VEVENT":
                if len(calendar.events) >= MAX_EVENTS:
                    break
                event = Vevent(len(calendar.events) + 1)
                calendar.events.append(event)
            continue
        if upper.startswith("END:"):
            name = line[4:].strip().upper()
            if name in inside:
                del inside[len(inside) - 1 - inside[::-1].index(name) :]
            continue
        where = inside[-1] if inside else ""
        if where == "VEVENT" and event is not None:
            _keep(event, line)
        elif where == "VCALENDAR" or not where:
            _keep_for_all(calendar, line)
        elif "VTIMEZONE" in inside:
            if upper.startswith("TZID"):
                tzid = line.partition(":")[2].strip()
            elif upper.startswith("TZOFFSETTO"):
                calendar.offsets.setdefault(tzid, set()).add(line.partition(":")[2].strip())
    return calendar


def _keep(event: Vevent, line: str) -> None:
    name = re.split(r"[;:]", line, maxsplit=1)[0].strip().upper()
    if name not in _WANTED or len(line) > MAX_LINE:
        return
    given: dict[str, str] = {}
    try:
        _, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
        given = {str(key).upper(): str(each) for key, each in params.items()}
    except ValueError:
        value = line.partition(":")[2]  # a damaged parameter: the value may still be good
    raw = re.sub(r'^[^":;]*(?:;[^=:;"]*=(?:"[^"]*"|[^":])*)*:', "", line, count=1)
    event.properties.setdefault(name, []).append(Property(given, str(value), raw))


def _keep_for_all(calendar: Calendar, line: str) -> None:
    name, _, value = line.partition(":")
    name = name.partition(";")[0].strip().upper()
    if name == "X-WR-TIMEZONE" or (name in ("TZID", "TIMEZONE-ID") and not calendar.timezone):
        calendar.timezone = zone_name(value)
    elif name == "METHOD":
        calendar.method = value.strip().upper()
    elif name in ("X-WR-CALNAME", "NAME"):
        calendar.name = plain(value.replace("\\,", ",").replace("\\;", ";"))


def zone_name(tzid: str) -> str:
    """The IANA name of a TZID: as it is, a Windows name's, or the end of a path such as `/vendor/2008/Europe/Rome`."""
    tzid = tzid.strip().strip('"')
    candidates = [tzid, WINDOWS_TO_OLSON.get(tzid, "")]
    if match := _LAST_PLACE.search(tzid):
        candidates += [match[1], match[1].partition("/")[2]]
    return next((name for name in candidates if name and is_zone(name)), "")


def is_zone(name: str) -> bool:
    """Whether it is the name of a zone in the time zone database."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


# ── Times ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _times(calendar: Calendar, event: Vevent, zone: str) -> None:
    """Start, end and recurrence as ISO texts: wall time with its offset where the zone is known."""
    start = event.first("DTSTART")
    first = _moment(calendar, event, start, zone) if start else None
    if first is None:
        return
    last, named = None, "DTEND"
    if end := event.first("DTEND"):
        last = _moment(calendar, event, end, zone)
    elif duration := event.first("DURATION"):
        last, named = _plus(first, duration.value), "DURATION"
    if _whole_days(event, first, last):
        first, last = _day(first), _last_day(_day(first), last)
    event.texts["DTSTART"] = _iso(first)
    if last is not None and type(last) is type(first) and _later(last, first):
        event.texts[named] = _iso(last)
    _recurrence(calendar, event, zone, days=not isinstance(first, datetime))
    if event.timezone:
        event.texts["TZID"] = event.timezone


def _last_day(first: date, end: datetime | date | None) -> date | None:
    """The last day, included, of what lasts whole days: DTEND is the day after, but 23:59 is the day itself."""
    if isinstance(end, datetime) and end.strftime("%H:%M") > "23:50":
        return end.date()
    return _day(end) - timedelta(days=1) if end is not None and _day(end) > first else None


def _recurrence(calendar: Calendar, event: Vevent, zone: str, *, days: bool) -> None:
    """RRULE, RDATE and EXDATE as one text, and the occasion that an override replaces."""
    for name in ("RECURRENCE-ID", "RDATE", "EXDATE"):
        moments = [m for p in event.properties.get(name, ()) for m in _moments(calendar, event, p, zone)]
        if moments:
            event.texts[name] = ",".join(_wall(_day(moment) if days else moment) for moment in moments)
    rule = event.first("RRULE")
    if rule and _RULE.match(rule.raw):
        event.texts["RRULE"] = rule.raw.rstrip(";")
    _repeat(event)


def _repeat(event: Vevent) -> None:
    """RRULE, RDATE and EXDATE of an event as one text; none for what does not recur."""
    again = [f"{name}:{event.texts[name]}" for name in ("RRULE", "RDATE", "EXDATE") if name in event.texts]
    if again and not again[0].startswith("EXDATE"):
        event.texts["RECURRENCE"] = "\n".join(again)


def _leave_out_overridden(calendar: Calendar, zone: str) -> None:
    """Leave out of each series the occasions that overrides replace: they are events of their own."""
    series = {
        event.texts["UID"]: event
        for event in calendar.events
        if "RECURRENCE" in event.texts and "UID" in event.texts and "RECURRENCE-ID" not in event.texts
    }
    replaced: dict[str, dict[str, None]] = {}
    for event in calendar.events:
        prop, own = event.first("RECURRENCE-ID"), series.get(event.texts.get("UID", ""))
        if own is None or prop is None or "DTSTART" not in event.texts or "SUMMARY" not in event.texts:
            continue
        moment = _moment(calendar, event, prop, zone)
        if isinstance(moment, datetime) and moment.tzinfo is not None and own.timezone:
            moment = moment.astimezone(ZoneInfo(own.timezone))
        if moment is not None:
            days = "T" not in own.texts["DTSTART"]
            replaced.setdefault(own.texts["UID"], {})[_wall(_day(moment) if days else moment)] = None
    for uid, left_out in replaced.items():
        own = series[uid]
        known = own.texts.get("EXDATE", "")
        own.texts["EXDATE"] = ",".join(dict.fromkeys([*filter(None, known.split(",")), *left_out]))
        _repeat(own)


def _moment(calendar: Calendar, event: Vevent, prop: Property, zone: str) -> datetime | date | None:
    return next(_moments(calendar, event, prop, zone), None)


def _moments(calendar: Calendar, event: Vevent, prop: Property, zone: str) -> Iterator[datetime | date]:
    """The days or times of a property; aware where their zone is known. Sets the event's zone as it goes."""
    for value in prop.value.split(","):
        match = _STAMP.match(value.strip().partition("/")[0])
        if not match:
            continue
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            if not match[4] or prop.params.get("VALUE", "").upper() == "DATE":
                yield day
                continue
            wall = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]))  # noqa: DTZ001 - wall time
        except ValueError:
            continue
        tzid = prop.params.get("TZID", "")
        shown = calendar.timezone if calendar.timezone not in ("", "UTC", "Etc/UTC", "GMT") else zone
        if match[7]:
            offset = "+00:00" if match[7] in "Zz" else match[7]
            name = shown or "UTC"
            wall = datetime.fromisoformat(wall.isoformat() + offset)
            if shown or offset == "+00:00":
                wall = wall.astimezone(ZoneInfo(name))
        else:
            name = zone_name(tzid) or _by_offset(calendar, tzid) or calendar.timezone or zone
            wall = wall.replace(tzinfo=ZoneInfo(name)) if name else wall
        event.timezone = event.timezone or name
        yield wall


def _by_offset(calendar: Calendar, tzid: str) -> str:
    """A zone for a TZID nobody knows, when its VTIMEZONE has one offset of whole hours all year."""
    offsets = calendar.offsets.get(tzid, set())
    match = re.match(r"([+-])(\d\d):?00", next(iter(offsets))) if len(offsets) == 1 else None
    if not match:
        return ""
    sign, hours = "-" if match[1] == "+" else "+", int(match[2])  # Etc/GMT-1 is an hour east
    name = f"Etc/GMT{sign}{hours}" if hours else "UTC"
    return name if is_zone(name) else ""


def _plus(start: datetime | date, duration: str) -> datetime | date | None:
    try:
        delta: timedelta = vDuration.from_ical(duration)  # type: ignore[no-untyped-call]
        return start + delta if timedelta() < delta < timedelta(days=3650) else None
    except (ValueError, OverflowError, TypeError):
        return None


def _whole_days(event: Vevent, first: datetime | date, last: datetime | date | None) -> bool:
    if not isinstance(first, datetime):
        return True
    said = event.first("X-MICROSOFT-CDO-ALLDAYEVENT")
    if said and said.value.strip().upper() == "TRUE":
        return True
    ends = last.strftime("%H:%M") if isinstance(last, datetime) else ""
    return first.strftime("%H:%M") == "00:00" and ends in ("00:00", "23:55", "23:59") and last != first


def _later(last: datetime | date, first: datetime | date) -> bool:
    if isinstance(last, datetime) and isinstance(first, datetime):
        return last.replace(tzinfo=None) > first.replace(tzinfo=None)
    return last > first


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _wall(moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(timespec="minutes")
    return moment.isoformat()


def _iso(moment: datetime | date) -> str:
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(event: Vevent) -> None:
    """All other properties as people read them."""
    for name, properties in event.properties.items():
        if name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"):
            continue
        values = [text for prop in properties for text in _texts(name, prop)]
        for number, text in enumerate((text for text in values if text), 1):
            event.texts[name if number == 1 else f"{name}[{number}]"] = text


def _texts(name: str, prop: Property) -> list[str]:
    if name == "CATEGORIES":
        return [plain(part.replace("\\,", ",").replace("\\;", ";")) for part in _COMMA.split(prop.raw)]
    if name == "ORGANIZER":
        return [plain(prop.params.get("CN", ""))]
    if name in ("ATTACH", "IMAGE"):
        image = prop.params.get("FMTTYPE", "").lower().startswith("image/") or name == "IMAGE"
        return [prop.value.strip()] if image and prop.params.get("VALUE", "").upper() != "BINARY" else []
    if name in ("UID", "URL", "CONFERENCE"):
        return [prop.value.strip()]
    return [plain(prop.value) if name == "DESCRIPTION" else lines(plain(prop.value)).replace("\n", " ")]
