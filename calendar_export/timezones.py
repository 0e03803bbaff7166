"""VTIMEZONEs: small, covering the years a calendar uses, right in every reader.

They begin a year before the oldest talk: readers that look no zone up by name (libical, ical.js) guess before the first
onset, and guess wrong. A rule ("last Sunday of March") is written as RRULE where it holds for ten years to come; what
follows no such rule (Morocco's Ramadan) is written onset by onset, each a part of its own, because ical.js takes only
the first date of an RDATE and forgets the DTSTART beside it (146 of 2,112 instants wrong, in six of forty zones).
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from calendar_export.lines import folded
from config.zones import zones

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT", "Zulu", "UCT"})
FORESIGHT = 10  # years a rule must go on to be written as one
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MINUTE = timedelta(minutes=1)


@cache
def zone(tzid: str) -> ZoneInfo | None:
    """The zone of this IANA name, None where there is none."""
    return ZoneInfo(tzid) if tzid in zones() else None


@dataclass(frozen=True, slots=True)
class Onset:
    """A clock change: `wall` is the local time shown just before it, as VTIMEZONE wants it."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    saving: timedelta


def _onset(zone: ZoneInfo, early: datetime, late: datetime) -> Onset:
    """The clock change between two UTC instants whose offsets differ, to the minute."""
    before = early.astimezone(zone).utcoffset()
    while late - early > _MINUTE:
        middle = early + (late - early) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    local = late.astimezone(zone)
    offset = before or timedelta()
    wall = (late + offset).replace(tzinfo=None)
    return Onset(wall, offset, local.utcoffset() or timedelta(), local.tzname() or "", local.dst() or timedelta())


@lru_cache(maxsize=256)
def onsets(tzid: str, first_year: int, last_year: int) -> tuple[Onset, ...]:
    """Every clock change of these years, both included, in order."""
    place = zone(tzid)
    if place is None:
        return ()
    found = []
    step = timedelta(days=7)  # no zone changes twice within a week
    early = datetime(first_year, 1, 1, tzinfo=UTC)
    while early.year <= last_year:
        late = early + step
        if early.astimezone(place).utcoffset() != late.astimezone(place).utcoffset():
            found.append(_onset(place, early, late))
        early = late
    return tuple(found)


def _position(day: date) -> tuple[int, bool]:
    """Which weekday of its month a day is: counted from the front, and whether it is the last."""
    return (day.day - 1) // 7 + 1, day.day + 7 > calendar.monthrange(day.year, day.month)[1]


def _rule(group: Sequence[Onset], years: range) -> str:
    """The RRULE that gives exactly these onsets, one in each of the years, or ""."""
    if [onset.wall.year for onset in group] != list(years):
        return ""
    if len({(onset.wall.month, onset.wall.weekday(), onset.wall.time()) for onset in group}) > 1:
        return ""
    first = group[0].wall
    positions = [_position(onset.wall.date()) for onset in group]
    if all(last for _, last in positions):
        place = -1
    elif len({number for number, _ in positions}) == 1:
        place = positions[0][0]
    else:
        return ""
    return f"FREQ=YEARLY;BYDAY={place}{_DAYS[first.weekday()]};BYMONTH={first.month}"


def _offset(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{rest:02}" if rest else "")


def _observance(onset: Onset, *, daylight: bool, rule: str = "") -> list[str]:
    name = "DAYLIGHT" if daylight else "STANDARD"
    return [
        f"BEGIN:{name}",
        f"DTSTART:{onset.wall:%Y%m%dT%H%M%S}",
        f"RRULE:{rule}" if rule else "",
        f"TZNAME:{onset.name}" if onset.name else "",
        f"TZOFFSETFROM:{_offset(onset.before)}",
        f"TZOFFSETTO:{_offset(onset.after)}",
        f"END:{name}",
    ]


@lru_cache(maxsize=512)
def vtimezone(tzid: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of an IANA zone, right from the first of January of `first_year` to the end of `last_year`.

    b"" for UTC and for names that are no zone. Where the clocks follow a rule it goes on being right afterwards.
    """
    place = zone(tzid)
    if place is None or tzid in UTC_NAMES:
        return b""
    begin = first_year - 1
    changes = onsets(tzid, begin, last_year + FORESIGHT)
    least = min((onset.saving for onset in changes), default=timedelta())  # Ireland's winter "saves" minus one hour
    groups: dict[tuple[timedelta, timedelta, str], list[Onset]] = defaultdict(list)
    for onset in changes:
        groups[onset.before, onset.after, onset.name].append(onset)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    if not any(
        onset.wall.year == begin for onset in changes
    ):  # nothing says yet what holds when the oldest talk begins
        local = datetime(begin, 1, 1, tzinfo=place)
        offset, saving = local.utcoffset() or timedelta(), local.dst() or timedelta()
        start = Onset(local.replace(tzinfo=None), offset, offset, local.tzname() or "", saving)
        lines += _observance(start, daylight=saving > min(least, saving))
    for group in groups.values():
        daylight = group[0].saving > least
        rule = _rule(group, range(begin, last_year + FORESIGHT + 1))
        if rule:
            lines += _observance(group[0], daylight=daylight, rule=rule)
            continue
        for onset in group:
            if onset.wall.year <= last_year + 1:
                lines += _observance(onset, daylight=daylight)
    return folded([*lines, "END:VTIMEZONE"])
