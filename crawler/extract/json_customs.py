"""How a calendar's JSON means its hours and days, told by all of its events together; one alone could mean either.

Two customs mislead whoever reads an event by itself: local hours that are written with a Z as if they were UTC, and
whole days whose end is the day after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.extract.readers import reader
from pipeline.talk import Claim, Sighting

DAWN = 7  # no event begins before this hour, but for a few
ENOUGH = 2
"""Events that tell a custom: on either side of a clock change, or whole days; one alone could mean either."""

_UTC = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:Z|\+00:00)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def as_meant(found: list[Sighting], zone: str) -> list[Sighting]:
    """The events of a document in the wall time of `zone` (IANA, "" unknown) and with last days that are included."""
    talks = [each for each in found if each.kind == "talk"]
    if zone and _means_wall_time([c.text for each in talks for c in each.of("when")], ZoneInfo(zone)):
        found = [_in_wall_time(each) for each in found]
    return [_ending_before(each) for each in found] if _ends_on_the_day_after(talks) else found


def _means_wall_time(texts: list[str], zone: ZoneInfo) -> bool:
    """Whether a calendar writes local hours and calls them UTC.

    Taken at its word, half of it would be at night, or its regular events would move by an hour with the clocks.
    """
    try:
        written = [datetime.fromisoformat(text) for text in texts if _UTC.fullmatch(text)]
    except ValueError:
        return False
    if len(written) < 2 or len(written) < len(texts):
        return False
    nights = sum(moment.astimezone(zone).hour < DAWN <= moment.hour for moment in written)
    return 2 * nights > len(written) or _ignores_the_clocks(written, zone)


def _ignores_the_clocks(written: list[datetime], zone: ZoneInfo) -> bool:
    """Whether most hours, as written, are the same in winter and in summer, and taken as UTC are not."""
    seasons: dict[timedelta | None, list[datetime]] = {}
    for moment in written:
        seasons.setdefault(moment.astimezone(zone).utcoffset(), []).append(moment)
    if len(seasons) != 2 or min(map(len, seasons.values())) < ENOUGH:
        return False
    one, other = seasons.values()
    as_written = _shared([f"{m:%H:%M}" for m in one], [f"{m:%H:%M}" for m in other])
    as_utc = _shared([f"{m.astimezone(zone):%H:%M}" for m in one], [f"{m.astimezone(zone):%H:%M}" for m in other])
    return as_written >= 0.5 and as_written > 2 * as_utc


def _shared(one: list[str], other: list[str]) -> float:
    """The share of two lists of hours that they have in common: 0 to 1."""
    first, second = Counter(one), Counter(other)
    return sum(min(first[hour] / len(one), second[hour] / len(other)) for hour in first)


def _in_wall_time(sighting: Sighting) -> Sighting:
    claims = (
        replace(claim, text=wall[1], at=replace(claim.at, end=wall.end(1)))
        if claim.field in ("when", "end") and (wall := _UTC.fullmatch(claim.text))
        else claim
        for claim in sighting.claims
    )
    return replace(sighting, claims=tuple(claims))


def _ends_on_the_day_after(talks: Iterable[Sighting]) -> bool:
    """Whether whole days end on the day after: there are several, all with an end, some on the very next day."""
    lengths = []
    for talk in talks:
        starts, ends = talk.of("when"), talk.of("end")
        if starts and _DAY.fullmatch(starts[0].text):
            if not ends or not _DAY.fullmatch(ends[0].text):
                return False
            lengths.append((_day(ends[0]) - _day(starts[0])).days)
    return len(lengths) >= ENOUGH and 1 in lengths


def _ending_before(sighting: Sighting) -> Sighting:
    """A whole day without the day after; several days with the last one that counts."""
    starts = sighting.of("when")
    if not starts or not _DAY.fullmatch(starts[0].text):
        return sighting
    claims = []
    for claim in sighting.claims:
        if claim.field != "end":
            claims.append(claim)
        elif (last := _day(claim) - timedelta(days=1)) > _day(starts[0]):
            path = f"{claim.at.path}|eve"
            claims.append(replace(claim, text=last.isoformat(), at=replace(claim.at, path=path, start=0, end=0)))
    return replace(sighting, claims=tuple(claims))


def _day(claim: Claim) -> date:
    try:
        return date.fromisoformat(claim.text)
    except ValueError:
        return date.min + timedelta(days=1)


@reader("eve")
def _eve(text: str, element: etree._Element | None, told: str) -> str:
    """The day before the day a text begins with."""
    del element, told
    try:
        return (date.fromisoformat(text[:10]) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
