"""When a recurring talk takes place: RFC 5545 §3.8.5, expanded as far as anyone needs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST = 1000
"""Occurrences: no series of talks has more."""

HORIZON = timedelta(days=730)
"""How far a rule without an end is followed; feeds look ahead 400 days."""


_FINER = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_NEVER = re.compile(r"(?=.*FREQ=(DAILY|WEEKLY))(?=.*BY(MONTHDAY|YEARDAY|WEEKNO)=)", re.IGNORECASE)
"""Rules that may never match: expanding one walks through eight thousand years, day by day."""


@lru_cache(maxsize=4096)
def recurring(
    first: datetime, timezone: str, rrule: str, rdate: tuple[str, ...] = (), exdate: tuple[str, ...] = ()
) -> tuple[datetime, ...]:
    """Every start, in order: naive wall time in `timezone`, `first` included unless `exdate` leaves it out. `rdate` and
    `exdate` are ISO wall times. What cannot be read, or would take for ever, leaves `first` alone."""
    if _FINER.search(rrule) or _NEVER.match(rrule):
        return (first,)
    starts = {first}
    try:
        rule = rrulestr(_wall_until(rrule, timezone), dtstart=first, ignoretz=True) if rrule else ()
        starts |= set(islice(takewhile(lambda start: start <= first + HORIZON, rule), MOST))
        starts |= {datetime.fromisoformat(text) for text in rdate}
        starts -= {datetime.fromisoformat(text) for text in exdate}
        return tuple(sorted(starts))
    except (ValueError, TypeError, OverflowError):
        return (first,)


def _wall_until(rrule: str, timezone: str) -> str:
    """The rule with a UTC `UNTIL` written as wall time, as the starts it is compared with are."""

    def wall(match: re.Match[str]) -> str:
        until = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return f"UNTIL={until.astimezone(ZoneInfo(timezone or 'UTC')):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6})Z", wall, rrule)
