"""What a text leaves out: the year, the order of day and month, am or pm, the zone.

Each inference leaves a fact behind (a `Ground`) and costs confidence; where nothing decides, the answer is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pipeline.reading.times.context import Context
from pipeline.reading.times.parts import Clock, Day
from pipeline.reading.times.zones import offset_zone, out_of_season, zone_of
from pipeline.talk import Ground

PAST_DAYS, COMING_DAYS = 90, 275
"""Where a date without a year is looked for, around the day the page was fetched (DECISIONS, "Reading pages")."""

_TWELVE_ZONES = ("America/", "US/", "Canada/", "Australia/", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Manila")
_MONTH_FIRST_ZONES = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/", "Asia/Manila")
_MONTH_FIRST_CITIES = frozenset(
    f"America/{x}"
    for x in [
        "New_York",
        "Chicago",
        "Denver",
        "Los_Angeles",
        "Phoenix",
        "Detroit",
        "Boise",
        "Anchorage",
        "Juneau",
        "Puerto_Rico",
    ]
) | {"Pacific/Honolulu"}


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write where the page comes from.

    `month_first` None: nobody knows; `order_sure`: nobody there writes otherwise. `twelve`: "yes" a day of twelve
    hours; "soft": 2.30 is the afternoon, 02.30 as written; "no": as written.
    """

    language: str
    month_first: bool | None
    twelve: str
    order_sure: bool = False


@lru_cache(maxsize=512)
def habits_of(language: str | None, timezone: str, month_first: bool | None) -> Habits:
    """The habits of a language, its region and a zone."""
    name, _, region = (language or "").lower().replace("_", "-").partition("-")
    region = region.rpartition("-")[2]
    sure = month_first is not None or name not in ("", "en")
    if month_first is None:
        month_first = _month_first(name, region, timezone)
    twelve = "no"
    if name in ("", "en"):
        american = timezone.startswith(_TWELVE_ZONES)
        twelve = "yes" if region in ("us", "ca", "au", "nz", "ph", "in") or (not region and american) else "soft"
    return Habits(name, month_first, twelve, sure)


def _month_first(name: str, region: str, timezone: str) -> bool | None:
    if region in ("us", "ph"):
        return True
    if (name and name != "en") or (region and region != "ca"):
        return False
    if timezone in _MONTH_FIRST_CITIES or timezone.startswith(_MONTH_FIRST_ZONES):
        return True
    if not timezone or timezone.startswith(("America/", "Etc/", "UTC", "Canada/")):
        return None
    return False


@dataclass(slots=True)
class Doubts:
    """What was inferred so far, and what it leaves of the confidence."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    confidence: float = 0.98

    def note(self, fact: str, text: str = "", factor: float = 1.0) -> None:
        self.facts.append((fact, text))
        self.confidence *= factor

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return tuple(Ground(fact, text) for fact, text in self.facts) if self.facts else ()


# ── The day ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def resolve_day(day: Day, weekday: int | None, context: Context, habits: Habits, doubts: Doubts) -> date | None:
    """The calendar day, or None where the year or the order stays unknown or the day does not exist."""
    if day.swapped is None:
        orders = [(day.month, day.day)]
        if day.year is not None:
            found = exact(day.year, day.month, day.day)
            if found is not None and weekday is not None and found.weekday() != weekday:
                doubts.note("weekday_mismatch", found.isoformat(), 0.6)
            return found
    else:
        orders = [day.swapped, (day.month, day.day)] if habits.month_first else [(day.month, day.day), day.swapped]
    if day.year is not None:
        return _known_year(day.year, orders, weekday, habits, doubts)
    if weekday is None and len(orders) > 1:
        if habits.month_first is None:
            return None
        _doubt_order(habits, doubts)
        orders = orders[:1]
    return _guess_year(orders, weekday, context, doubts)


def _doubt_order(habits: Habits, doubts: Doubts) -> None:
    """Day and month could be the other way round, and only habit speaks."""
    doubts.note("ambiguous_day_month", "", 0.97 if habits.order_sure else 0.85)


def exact(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _known_year(
    year: int, orders: list[tuple[int, int]], weekday: int | None, habits: Habits, doubts: Doubts
) -> date | None:
    days = [x for x in (exact(year, month, day) for month, day in orders) if x is not None]
    fitting = [x for x in days if x.weekday() == weekday]
    if len(fitting) == 1:
        return fitting[0]
    if not days:
        return None
    if len(days) > 1 and not fitting:
        if habits.month_first is None:
            return None
        _doubt_order(habits, doubts)
    if weekday is not None and not fitting:
        doubts.note("weekday_mismatch", days[0].isoformat(), 0.6)
    return days[0]


def _guess_year(orders: list[tuple[int, int]], weekday: int | None, context: Context, doubts: Doubts) -> date | None:
    """The year from the page's heading, else the nearest one; the weekday must not speak against it."""
    if context.year is not None:
        for year, factor in ((context.year, 0.98), (context.year + 1, 0.9), (context.year - 1, 0.8)):
            for month, day in orders:
                found = exact(year, month, day)
                if found is not None and (weekday is None or found.weekday() == weekday):
                    doubts.note("year:context", str(context.year), factor)
                    return found
        found = exact(context.year, *orders[0])
        doubts.note("weekday_mismatch", str(context.year), 0.5)
        return found
    if context.retrieved is None:
        return None
    today = context.retrieved
    today = today.date() if isinstance(today, datetime) else today
    near: list[date] = []
    far: list[date] = []
    for month, day in orders:
        for year in (today.year, today.year + 1, today.year - 1):
            found = exact(year, month, day)
            if found is not None and (weekday is None or found.weekday() == weekday):
                distance = (found - today).days
                (near if -PAST_DAYS <= distance <= COMING_DAYS else far).append(found)
    if near:
        doubts.note("year:nearest", today.isoformat(), 0.97 if weekday is not None else 0.93)
        return near[0]
    if len(far) == 1 and weekday is not None:
        doubts.note("year:weekday", today.isoformat(), 0.6)
        return far[0]
    return None


# ── The hour ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_EVENING = 18 * 60


def resolve_clocks(
    start: Clock, end: Clock | None, habits: Habits, doubts: Doubts, others: Sequence[Clock | None] = ()
) -> tuple[int, int | None]:
    """Minutes after midnight of start and end; an end beyond 1440 is on the next day.

    `others`: further times of the same text, which may show that its days have twenty-four hours.
    """
    if start.half is not None:
        first = _minutes(start, start.half)
    elif end is not None and end.half is not None and start.hour <= 12:
        last = _minutes(end, end.half)
        first = _minutes(start, end.half)
        if first >= last:
            first = _minutes(start, 12 - end.half)
    else:
        first = _guess_half(start, habits, doubts, (end, *others))
    if end is None:
        return first + (start.quarter or 0), None
    last = _end(first, start, end)
    if start.quarter or end.quarter:
        if end.quarter:
            last -= end.quarter if not end.minute else 0
            first += end.quarter if not start.minute else 0
        first += start.quarter or 0
    if last <= first:
        doubts.note("end_before_start", "", 0.7)
        return first, None
    return first, last


def _minutes(clock: Clock, half: int) -> int:
    if clock.hour > 12:
        return clock.hour * 60 + clock.minute
    return (clock.hour % 12 + half) * 60 + clock.minute


def _guess_half(clock: Clock, habits: Habits, doubts: Doubts, others: Sequence[Clock | None]) -> int:
    """An hour without am or pm: as written, but nobody gives a talk at two in the morning."""
    hour = clock.hour
    if 1 <= hour <= 7 and not any(x is not None and x.half is None and x.hour > 12 for x in others):
        if habits.twelve == "yes":
            doubts.note("half:guessed", f"{hour}:{clock.minute:02}", 0.85)
            hour += 12
        elif habits.twelve == "soft" and not clock.padded and hour < 7:
            doubts.note("half:guessed", f"{hour}:{clock.minute:02}", 0.75)
            hour += 12
        elif hour < 7:
            doubts.note("early_hour", f"{hour}:{clock.minute:02}", 0.7)
    return hour * 60 + clock.minute


def _end(first: int, start: Clock, end: Clock) -> int:
    if end.half is not None:
        last = _minutes(end, end.half) if end.hour < 24 else 1440
    else:
        last = end.hour * 60 + end.minute
        if last <= first and end.hour <= 12 and (start.half is not None or start.hour < 12):
            last = (end.hour % 12) * 60 + end.minute
            while last <= first:
                last += 720
            return last
    if last <= first and first >= _EVENING and last <= 8 * 60:
        return last + 1440
    return last


# ── The zone ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def at_home(day: date, minutes: int, zone: str | int | None, home: str, doubts: Doubts) -> tuple[datetime, str]:
    """The wall time and its zone: in the page's own zone, or where that is unknown in the zone the text names."""
    wall = datetime(day.year, day.month, day.day, minutes // 60 % 24, minutes % 60)  # noqa: DTZ001 (wall time, see Span)
    if minutes >= 1440:
        wall += timedelta(days=minutes // 1440)
    if zone is None:
        return wall, home
    if isinstance(zone, int):
        return from_offset(wall, zone, home, doubts)
    meant = zone_of(zone, home)
    if not meant:
        doubts.note("zone:unknown", zone, 0.6)
        return wall, home
    if out_of_season(zone, meant, wall):
        doubts.note("zone_season", zone)
    if not home or meant == home:
        return wall, meant
    doubts.note("zone:converted", zone)
    return wall.replace(tzinfo=ZoneInfo(meant)).astimezone(ZoneInfo(home)).replace(tzinfo=None), home


def from_offset(wall: datetime, offset: int, home: str, doubts: Doubts) -> tuple[datetime, str]:
    """A wall time with a stated offset from UTC (minutes)."""
    instant = wall - timedelta(minutes=offset)
    if home:
        local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(home)).replace(tzinfo=None)
        if local != wall and offset and abs(local - wall) == timedelta(hours=1) and _other_season(offset, home):
            doubts.note("offset-out-of-season", str(offset), 0.9)  # its wall time is right, it forgot the summer
            return wall, home
        return local, home
    name = offset_zone(offset)
    return (wall, name) if name else (instant, "UTC")


def _other_season(offset: int, home: str) -> bool:
    own = ZoneInfo(home)
    shifts = (datetime(2024, month, 1, tzinfo=own).utcoffset() for month in (1, 7))
    return timedelta(minutes=offset) in shifts
