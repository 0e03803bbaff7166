"""When an entry takes place, as calendars need it: exclusive ends, wall times that exist, nothing floating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendar_export.timezones import UTC_NAMES, zone
from pipeline.talk import Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """A span ready to write: two days (`end` exclusive), or two naive wall times in `tzid` ("UTC" for UTC).

    `end` None: not stated, and not invented (the calendar then shows a moment, and the description says so).
    """

    start: datetime | date
    end: datetime | date | None
    tzid: str

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


def _standing(wall: datetime, tzid: str) -> tuple[datetime, str]:
    """The wall time as clocks show it, and its zone.

    A time in the gap of a clock change moves forward, as `pipeline.talk.instant` reads it. A time that clocks show
    twice is written in UTC: readers do not agree which of the two is meant.
    """
    place = zone(tzid)
    if tzid in UTC_NAMES or place is None:
        return wall, "UTC"
    if place.utcoffset(wall) == place.utcoffset(wall.replace(fold=1)):
        return wall, tzid
    instant = wall.replace(tzinfo=place).astimezone(UTC)
    shown = instant.astimezone(place).replace(tzinfo=None)
    return (instant.replace(tzinfo=None), "UTC") if shown == wall else (shown, tzid)


def moments(span: Span) -> Moments | None:
    """What to write of this span; None if it belongs in no calendar: without a day, or with an hour but no zone."""
    start, end = span.start, span.end
    if start is None:
        return None
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return Moments(start, max(start, last or start) + _DAY, "")
    if zone(span.timezone) is None:
        return None
    begin, tzid = _standing(_to_the_minute(start), span.timezone)
    if end is None:
        return Moments(begin, None, tzid)
    if not isinstance(end, datetime):  # an hour to begin, a last day included
        end = datetime.combine(end + _DAY, time()) if end > start.date() else start
    return Moments(begin, _end(_to_the_minute(end), begin, tzid, span.timezone), tzid)


def _to_the_minute(wall: datetime) -> datetime:
    if wall.second or wall.microsecond or wall.fold:
        return wall.replace(second=0, microsecond=0, fold=0)
    return wall


def _end(end: datetime, begin: datetime, tzid: str, timezone: str) -> datetime | None:
    """The end in the zone in which the start is written; None unless it lies after the start."""
    place = zone(timezone)
    stop, written = _standing(end, timezone)
    if written != tzid and tzid == "UTC":
        stop = stop.replace(tzinfo=place).astimezone(UTC).replace(tzinfo=None)
    elif written != tzid:  # only the end falls into the doubled hour: its first reading, in the zone
        stop = end
    return stop if stop > begin else None
