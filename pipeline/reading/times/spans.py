"""Sessions to spans: everything inferred, the doubts summed up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from pipeline.reading.times.assembly import NOT_THE_TALK, Session, choose_clock
from pipeline.reading.times.context import Context, Reading
from pipeline.reading.times.infer import Doubts, Habits, at_home, exact, from_offset, resolve_clocks, resolve_day
from pipeline.reading.times.lexer import Tokens
from pipeline.reading.times.parts import Clock, Day, Part
from pipeline.reading.times.repeat import Repeat, monthly, next_monthly, occurrences, weekly
from pipeline.talk import Ground, Recurrence, Span


def resolve(tokens: Tokens, session: Session, context: Context, habits: Habits) -> Reading | None:
    """A single session as a reading."""
    doubts = Doubts()
    if session.day.stamp:
        span = _stamped(session, context, habits, doubts)
    else:
        span = _span(tokens, session, context, habits, doubts)
    return None if span is None else _reading(tokens, session, span, doubts)


def _reading(tokens: Tokens, session: Session, span: Span, doubts: Doubts) -> Reading:
    start, end = session.span(tokens)
    rule = f"{session.day.rule}, {session.clocks[0].rule}" if session.clocks else session.day.rule
    return Reading(span, start, end, rule, doubts.grounds, doubts.confidence)


def _days(session: Session, context: Context, habits: Habits, doubts: Doubts) -> tuple[date | None, date | None]:
    """First and last day; a year that stands only on one of them counts for both."""
    part, other = session.day, session.last
    if not part.days or (other is not None and not other.days):
        return None, None  # a machine's stamp
    if other is None and not part.through:
        return _misspelt(part, resolve_day(part.days[0], part.weekday, context, habits, doubts)), None
    start, end = part.days[0], (part.days[1] if other is None else other.days[0])
    weekdays = (part.weekday, None if other is None else other.weekday)
    if start.year is None and end.year is not None:
        start = Day(start.day, start.month, end.year - ((start.month, start.day) > (end.month, end.day)), start.swapped)
    first = _misspelt(part, resolve_day(start, weekdays[0], context, habits, doubts))
    if first is None:
        return None, None
    if end.year is None:
        end = Day(end.day, end.month, first.year + ((end.month, end.day) < (first.month, first.day)), end.swapped)
    last = resolve_day(end, weekdays[1], context, habits, doubts)
    return first, last if last is not None and last >= first else None


def _misspelt(part: Part, day: date | None) -> date | None:
    """A misspelt month is believed only where the weekday agrees."""
    if day is not None and part.misspelt and part.weekday != day.weekday():
        return None
    return day


def _span(tokens: Tokens, session: Session, context: Context, habits: Habits, doubts: Doubts) -> Span | None:
    first, last = _days(session, context, habits, doubts)
    if first is None:
        return None
    home = context.timezone
    further = _further(session, first) if len(session.day.days) > 1 else ()
    clock, twin, was_open = choose_clock(tokens, session.clocks or session.last_clocks)
    if clock is None or clock.clock is None:
        return _whole_days(tokens, first, last, home, further)
    if was_open:
        doubts.note("several_times", "", 0.6)
    if last is not None and session.clocks and session.last_clocks:
        return _across(tokens, session, clock.clock, (first, last), home, habits, doubts)
    if last is not None and last > first:
        if (last - first).days >= MOST_DAYS:
            doubts.note("hours_of_some_days", "", 0.7)
            return _whole_days(tokens, first, last, home, further)
        if clock.until is None:
            doubts.note("hour_of_the_first_day", last.isoformat(), 0.7)
        else:
            doubts.note("hours_of_each_day", last.isoformat(), 0.8)
            further = [first + timedelta(days=x) for x in range(1, (last - first).days + 1)]
    span = timed(first, clock.clock, clock.until, home, habits, doubts, _clocks(session))
    if span.start == first:
        return _whole_days(tokens, first, last, home, further)
    if twin is not None:
        _agree(twin, span, first, habits, doubts)
    return replace(span, recurrence=_at_same_hour(further, span.start)) if further and span.start else span


def timed(
    day: date,
    clock: Clock | None,
    until: Clock | None,
    home: str,
    habits: Habits,
    doubts: Doubts,
    others: Sequence[Clock | None] = (),
) -> Span:
    """A day with its hours. Midnight without an end is how date-only values are shown: the day itself."""
    if clock is None:
        return Span(day, None, home, all_day=True, time_known=False)
    begin, finish = resolve_clocks(clock, until, habits, doubts, others)
    zone = clock.zone
    if zone is None and until is not None:
        zone = until.zone
    if finish is None and (begin == 1440 or (begin == 0 and zone is None)):
        doubts.note("midnight_means_the_day", "", 0.9)
        return Span(day, None, home, all_day=True, time_known=False)
    start, named = at_home(day, begin, zone, home, doubts)
    if finish is None or until is None:
        return Span(start, None, named)
    end, _ = at_home(day, finish, zone if until.zone is None else until.zone, home, doubts)
    return Span(start, end if end > start else None, named)


def _across(
    tokens: Tokens,
    session: Session,
    clock: Clock,
    days: tuple[date, date],
    home: str,
    habits: Habits,
    doubts: Doubts,
) -> Span:
    """From an hour of one day to an hour of another."""
    others = _clocks(session)
    begin, _ = resolve_clocks(clock, None, habits, doubts, others)
    start, zone = at_home(days[0], begin, clock.zone, home, doubts)
    until = choose_clock(tokens, session.last_clocks)[0]
    if until is None or until.clock is None:
        return Span(start, None, zone)
    close, _ = resolve_clocks(until.clock, None, habits, doubts, others)
    named = clock.zone if until.clock.zone is None else until.clock.zone
    end, _ = at_home(days[1], close, named, home, doubts)
    return Span(start, end if end > start else None, zone)


def _clocks(session: Session) -> list[Clock | None]:
    """All times of a session."""
    if len(session.clocks) < 2 and not session.last_clocks:
        return []
    return [clock for part in (*session.clocks, *session.last_clocks) for clock in (part.clock, part.until)]


MOST_DAYS = 14
"""Up to so many days, hours beside a range of days are those of each day; beside a longer one they are opening hours,
or belong to weekdays."""


def _at_same_hour(days: Sequence[date], start: datetime | date) -> Recurrence | None:
    """Further days of one talk, at the hour of the first (RFC 5545 RDATE, no rule)."""
    if not days:
        return None
    if isinstance(start, datetime):
        return Recurrence(
            "", rdate=tuple(datetime.combine(x, start.time()).isoformat(timespec="minutes") for x in days)
        )
    return Recurrence("", rdate=tuple(x.isoformat() for x in days))


def _further(session: Session, first: date) -> list[date]:
    """The other days of a list: "March 5, 12 and 19"."""
    if session.day.through:
        return []
    days = session.day.days[1:]
    return [x for day in days if (x := exact(first.year, day.month, day.day)) is not None and x > first]


def _agree(twin: Part, span: Span, first: date, habits: Habits, doubts: Doubts) -> None:
    """A second zone must mean the same instant."""
    other = timed(first, twin.clock, twin.until, span.timezone, habits, Doubts())
    if other.start != span.start:
        doubts.note("zones_disagree", "", 0.6)


def _whole_days(tokens: Tokens, first: date, last: date | None, zone: str, further: Sequence[date]) -> Span:
    """Days without hours. Several days are meant as days; a single one may have an hour nobody told yet."""
    if further and list(further) == [first + timedelta(days=x + 1) for x in range(len(further))]:
        last, further = further[-1], ()  # March 5 and 6
    last = last if last is not None and last > first else None
    whole = last is not None or "whole" in tokens.values
    return Span(first, last, zone, all_day=True, time_known=whole, recurrence=_at_same_hour(further, first))


def _stamped(session: Session, context: Context, habits: Habits, doubts: Doubts) -> Span | None:
    """A machine's stamp: its offset counts, without one it is wall time."""
    start = _stamp(session.day.stamp, context, doubts)
    if start is None:
        return None
    value, zone = start
    if not isinstance(value, datetime):
        return Span(value, None, zone, all_day=True, time_known=False)
    end = _stamp(session.last.stamp, context, doubts) if session.last is not None and session.last.stamp else None
    if value.hour == value.minute == 0 and end is None:
        doubts.note("midnight_means_the_day", "", 0.9)
        return Span(value.date(), None, zone, all_day=True, time_known=False)
    last = end[0] if end is not None and isinstance(end[0], datetime) and end[0] > value else None
    del habits
    return Span(value, last, zone)


_PIECES = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt](\d\d):?(\d\d)(?::?\d\d(?:[.,]\d+)?)?)?\s?(?:([Zz])|([+-]\d\d):?(\d\d)?|(\d\d):(\d\d))?$"
)


def _stamp(text: str, context: Context, doubts: Doubts) -> tuple[datetime | date, str] | None:
    match = _PIECES.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, zulu, hours, minutes, lost_hours, _ = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)), context.timezone
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute))  # noqa: DTZ001 (wall time, see Span)
    except ValueError:
        return None
    if zulu:
        return from_offset(wall, 0, context.timezone, doubts)
    if hours:
        offset = (abs(int(hours)) * 60 + int(minutes or 0)) * (-1 if hours[0] == "-" else 1)
        return from_offset(wall, offset, context.timezone, doubts)
    if lost_hours:
        doubts.note("offset_without_sign", text, 0.8)
    return wall, context.timezone


def on_day(tokens: Tokens, clocks: Sequence[Part], context: Context, habits: Habits) -> Reading | None:
    """Hours alone, on the day that stands elsewhere on the page."""
    part, _, was_open = choose_clock(tokens, clocks)
    if context.day is None or part is None or part.clock is None:
        return None
    doubts = Doubts()
    doubts.note("day:context", context.day.isoformat(), 0.6 if was_open else 0.97)
    span = timed(context.day, part.clock, part.until, context.timezone, habits, doubts)
    start, end = tokens.at[part.first], tokens.to[part.past - 1]
    return Reading(span, start, end, part.rule, doubts.grounds, doubts.confidence)


def several(tokens: Tokens, sessions: Sequence[Session], context: Context, habits: Habits) -> Reading | None:
    """More than one day with its hours: a start and an end in two fields, or sessions of one talk."""
    _share_year(tokens, sessions)
    readings = [x for session in sessions if (x := resolve(tokens, session, context, habits)) is not None]
    if len(readings) < 2:
        return readings[0] if readings else None
    one, two = readings[0], readings[1]
    a, b = one.span, two.span
    if all(x.span.start == a.start for x in readings):
        return one if a.end is not None or b.end is None else two
    if isinstance(a.start, datetime) != isinstance(b.start, datetime) and a.day == b.day:
        return one if isinstance(a.start, datetime) else two
    joined = len(readings) == len(sessions) and all(
        not any(letter in _gap(tokens, x, y) for letter in "wxL") for x, y in pairwise(sessions)
    )
    past = max(x.end for x in readings)
    if joined and len(readings) == 2 and (span := _from_until(a, b)) and "&" not in _gap(tokens, *sessions):
        return Reading(span, one.start, past, f"{one.rule} to {two.rule}", one.grounds, one.confidence)
    if joined and (again := _same_hours([x.span for x in readings])):
        span = replace(a, recurrence=again)
        return Reading(span, one.start, past, f"{one.rule}, several days", one.grounds, 0.9 * one.confidence)
    doubt = (*one.grounds, Ground("several_dates"))
    return Reading(a, one.start, one.end, one.rule, doubt, min(one.confidence, 0.6))


def _gap(tokens: Tokens, one: Session, two: Session) -> str:
    """The letters between two sessions."""
    past = max(x.past for x in (one.day, *one.clocks) if x.first < two.day.first)
    first = min(x.first for x in (two.day, *two.clocks) if x.first >= past)
    return tokens.letters[past:first]


def _share_year(tokens: Tokens, sessions: Sequence[Session]) -> None:
    """A year that stands on the last (or first) of several days counts for all: "May 5, May 12 and May 19, 2026"."""
    for one, two in (*pairwise(reversed(sessions)), *pairwise(sessions)):
        if one.day.days and two.day.days and two.day.days[-1].year is None and two.last is None:
            for day in two.day.days:
                day.year = one.day.days[0].year
    del tokens


def _from_until(a: Span, b: Span) -> Span | None:
    """Two times on one day (or over one night) without an end of their own are from and until."""
    if isinstance(a.start, datetime) and isinstance(b.start, datetime) and a.end is None and b.end is None:
        evening = a.start.hour >= 18 and b.start - a.start < timedelta(hours=8)
        if timedelta() < b.start - a.start and (a.day == b.day or evening):
            return Span(a.start, b.start, a.timezone)
    return None


def _same_hours(spans: Sequence[Span]) -> Recurrence | None:
    """Several days at the same hours."""
    first = spans[0]
    if first.recurrence is not None or (first.all_day and first.end is not None):
        return None
    if isinstance(first.start, datetime):
        hours = {
            (x.start.time(), None if x.end is None else _length(x)) for x in spans if isinstance(x.start, datetime)
        }
        if len(hours) != 1 or any(not isinstance(x.start, datetime) for x in spans):
            return None
    days = [x.day for x in spans[1:] if x.day is not None]
    if first.start is None or first.day is None or days != sorted(set(days)) or days[0] <= first.day:
        return None
    return _at_same_hour(days, first.start)


def _length(span: Span) -> timedelta | None:
    return span.end - span.start if isinstance(span.start, datetime) and isinstance(span.end, datetime) else None


def repeated(
    tokens: Tokens,
    rule: Repeat,
    sessions: Sequence[Session],
    waiting: Sequence[Part],
    context: Context,
    habits: Habits,
) -> Reading | None:
    """A repetition between two days; a habit without bounds is none, but "the first Friday of every month" is."""
    without = [x for x in sessions if x.label == "except"]
    bounds = [x for x in sessions if x.label not in NOT_THE_TALK]
    doubts = Doubts()
    clocks = [*waiting, *(clock for x in (*bounds, *without) for clock in (*x.clocks, *x.last_clocks))]
    clock, _, was_open = choose_clock(tokens, clocks)
    if was_open:
        doubts.note("several_times", "", 0.6)
    first, last = _bounds(bounds, context, habits, doubts)
    if rule.ordinals:
        return _monthly(tokens, rule, clock, first, context, habits, doubts)
    if first is None or last is None or (not rule.told and (last - first).days < MOST_DAYS):
        return None
    days = occurrences(rule, first, last)
    out = [y for x in without if (y := _days(x, _year_of(context, first), habits, Doubts())[0])]
    days = [x for x in days if x not in out]
    if not days:
        return None
    span = _on(days[0], clock, context, habits, doubts)
    at = span.start.time() if isinstance(span.start, datetime) else None
    again = weekly(rule, days[-1], at, span.timezone, [x for x in out if days[0] <= x <= days[-1]])
    span = Span(span.start, span.end, span.timezone, span.all_day, span.time_known, again)
    where = [x.span(tokens) for x in sessions] + [(tokens.at[x.first], tokens.to[x.past - 1]) for x in waiting]
    return Reading(
        span, min(x[0] for x in where), max(x[1] for x in where), "weekly", doubts.grounds, doubts.confidence * 0.95
    )


def _year_of(context: Context, first: date) -> Context:
    """Exceptions lie near the first day."""
    return Context(context.timezone, context.language, first, None, context.month_first)


def _bounds(
    sessions: Sequence[Session], context: Context, habits: Habits, doubts: Doubts
) -> tuple[date | None, date | None]:
    if not sessions:
        return None, None
    first, last = _days(sessions[0], context, habits, doubts)
    if last is None and len(sessions) > 1:
        last, _ = _days(sessions[1], context, habits, doubts)
    return first, last


def _on(day: date, clock: Part | None, context: Context, habits: Habits, doubts: Doubts) -> Span:
    """One occurrence."""
    times = (None, None) if clock is None else (clock.clock, clock.until)
    return timed(day, *times, context.timezone, habits, doubts)


def _monthly(
    tokens: Tokens,
    rule: Repeat,
    clock: Part | None,
    first: date | None,
    context: Context,
    habits: Habits,
    doubts: Doubts,
) -> Reading | None:
    after = first - timedelta(days=1) if first is not None else context.retrieved
    if after is None:
        return None
    day = next_monthly(rule, after.date() if isinstance(after, datetime) else after)
    if day is None:
        return None
    span = _on(day, clock, context, habits, doubts)
    span = Span(span.start, span.end, span.timezone, span.all_day, span.time_known, monthly(rule))
    return Reading(span, 0, len(tokens.text), "monthly", doubts.grounds, doubts.confidence * 0.9)
