"""When a talk takes place, out of what all layers say.

The visible wall time comes first. Structured data may add the year, the zone and, where the page shows no hour, the
hour; where they contradict the hour people read, they lose and the evidence says so. An end is taken only from who
states one; an end equal to the start is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from pipeline.normalise.title import LONGEST_TITLE
from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.times import GRID, Context, Reading, day_or_text, find_when, read_when
from pipeline.talk import Claim, Ground, Layer, Recurrence, Sighting, Span, iso

LONGEST_TALK = timedelta(days=400)
"""An end further away is another date, unless structured data call it the end."""
_MACHINES = (Layer.STRUCTURED, Layer.PLATFORM)
_ONLY_COMPLETING = frozenset({"visible:year", "visible:hour", "visible:default", "visible:note"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class When:
    """The span believed, how sure (0 to 1), and why."""

    span: Span
    confidence: float
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with what it says."""

    claim: Claim
    reading: Reading

    @property
    def span(self) -> Span:
        return self.reading.span

    @property
    def timed(self) -> bool:
        return isinstance(self.span.start, datetime)

    @property
    def guessed_year(self) -> bool:
        return any("year" in ground.fact for ground in self.reading.grounds)


def decide_when(sighting: Sighting, context: Context, trust: Mapping[str, str]) -> When:
    """The span of a talk. `context.timezone` is the source's zone; a zone the page states is stronger."""
    zone, zone_choice = _zone(sighting, context, trust)
    context = replace(
        context,
        timezone=zone or context.timezone,
        year=context.year or _stated_year(sighting) or _year_of_address(sighting, context),
    )
    claims = best(sighting.of("when"), order_of("when", trust))
    told = _readings(claims, context)
    day = _day(told, order_of("when", trust))
    if day is None:
        return When(Span(None, timezone=context.timezone), 0.3, (Choice("when", [], list(claims)), zone_choice))
    fitting = [one for one in told if one.span.day == day]
    first = _first_timed(fitting) or _with_hour(claims, fitting[0], context)
    span, grounds = first.span, list(first.reading.grounds)
    span = _whole_days(span, first.claim.layer)
    used = [first.claim]
    if first is not fitting[0] and first.claim is not fitting[0].claim:
        used.append(fitting[0].claim)
    span, ends = _with_end(span, first, fitting, sighting, context, trust)
    used += [claim for claim in ends if claim not in used]
    grounds += _disagreements(first, fitting)
    span = _with_repetition(span, sighting, fitting)
    if span.timezone == context.timezone and not zone_choice.chosen and context.timezone:
        grounds.append(Ground("source:timezone", context.timezone))
    span = replace(span, timezone=span.timezone or context.timezone)
    rule = first.reading.rule
    choice = Choice("when", used, [*claims, *sighting.of("end")], rule, tuple(dict.fromkeys(grounds)))
    return When(span, _sureness(first, told, fitting), (choice, zone_choice))


# ── Zone and year ─────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(sighting: Sighting, context: Context, trust: Mapping[str, str]) -> tuple[str, Choice]:
    """The zone the page states, if it is an IANA name other than UTC's: software writes UTC for want of better."""
    claims = best(sighting.of("timezone"), order_of("timezone", trust))
    for claim in claims:
        name = claim.text.strip().replace(" ", "_")
        if name in _zones() and "/" in name and not (name.startswith("Etc/") and context.timezone):
            return name, Choice("timezone", [claim], claims, "stated")
    return "", Choice("timezone", [], claims)


def _stated_year(sighting: Sighting) -> int | None:
    """The year a heading around the talk names ("Fall 2024") or the order of its list tells, as the visible layer
    found it."""
    for claim in sighting.of("when"):
        said = {"visible:year": claim.text}.get(claim.by, claim.by if claim.by.startswith("visible:order") else "")
        year = _YEAR.search(said)
        if year:
            return int(year[0])
    return None


_IN_ADDRESS = re.compile(
    r"(?:^|[/_.-])(?:(?:fall|spring|summer|winter|autumn|sose?|wise?|ws|ss)[_-]?)?(20\d\d)(?:$|[/_.-])", re.I
)


def _year_of_address(sighting: Sighting, context: Context) -> int | None:
    """The year in the page's address ("…/seminar_fall2022/"), where no clock is consulted: better than none."""
    years = set(_IN_ADDRESS.findall(sighting.page_url)) if context.retrieved is None else set()
    return int(years.pop()) if len(years) == 1 else None


# ── Reading the claims ────────────────────────────────────────────────────────────────────────────────────────────────


def _readings(claims: Sequence[Claim], context: Context) -> list[_Told]:
    """What each claim says; a year that had to be guessed is taken from whoever states it for the same day."""
    told = []
    for claim in claims:
        if claim.by in _ONLY_COMPLETING or claim.by.startswith("visible:order"):
            continue
        reading = read_when(day_or_text(claim), context)
        if reading is not None and claim.by.startswith(GRID):
            composed = Ground("day-composed", day_or_text(claim), claim.at)
            reading = replace(reading, rule="calendar grid", grounds=(composed,))
        if reading is not None and reading.span.day is not None:
            told.append(_Told(claim, reading))
    sure = [one for one in told if not one.guessed_year]
    return [_with_year(one, sure, context) if one.guessed_year else one for one in told] + [
        other for claim in claims if (other := _yearless(claim, told, sure, context))
    ]


def _with_year(one: _Told, sure: Sequence[_Told], context: Context) -> _Told:
    day = one.span.day
    for other in sure:
        known = other.span.day
        if day and known and (day.month, day.day) == (known.month, known.day) and day.year != known.year:
            again = read_when(one.claim.text, replace(context, year=known.year))
            if again is not None and again.span.day == known:
                return _Told(one.claim, _grounded(again, "year-completed", other.claim))
    return one


def _yearless(claim: Claim, told: Sequence[_Told], sure: Sequence[_Told], context: Context) -> _Told | None:
    """A text without a year, unreadable because no clock was consulted, read with a year stated elsewhere."""
    if claim.by in _ONLY_COMPLETING or any(one.claim is claim for one in told):
        return None
    for other in sure:
        known = other.span.day
        again = read_when(claim.text, replace(context, year=known.year)) if known else None
        if again is not None and again.span.day == known:
            return _Told(claim, _grounded(again, "year-completed", other.claim))
    return None


def _grounded(reading: Reading, fact: str, claim: Claim) -> Reading:
    kept = tuple(ground for ground in reading.grounds if "year" not in ground.fact)
    return replace(reading, grounds=(*kept, Ground(fact, claim.text, claim.at)))


def _day(told: Sequence[_Told], order: Sequence[Layer]) -> date | None:
    """The day most layers agree on; the most trusted layer's first where they do not."""
    if not told:
        return None
    votes: dict[date, set[Layer]] = {}
    for one in told:
        if one.span.day is not None:
            votes.setdefault(one.span.day, set()).add(one.claim.layer)
    rank = {layer: place for place, layer in enumerate(order)}
    places = {day: place for place, day in reversed(list(enumerate(one.span.day for one in told)))}
    site = any(one.claim.layer is Layer.SITE for one in told)
    if site:  # somebody looked at this very site
        return next(one.span.day for one in told if one.claim.layer is Layer.SITE)
    return min(votes, key=lambda day: (-len(votes[day]), min(rank[layer] for layer in votes[day]), places[day]))


def _first_timed(fitting: Sequence[_Told]) -> _Told | None:
    """The hour of the most trusted claim; of several that people read, as where a day's talks stand in one box, the one
    that a machine states too, were it as a wall time that calls itself UTC's."""
    timed = [one for one in fitting if one.timed]
    seen = [one for one in timed if one.claim.layer is timed[0].claim.layer is Layer.VISIBLE]
    if len({one.span.start for one in seen}) > 1:
        told = [one for one in timed if one.claim.layer in _MACHINES]
        walls = {one.claim.text[11:16] for one in told if _UTC_STAMP.match(one.claim.text)}
        starts = {one.span.start for one in told}
        sure = (one for one in seen if one.span.start in starts or str(one.span.start)[11:16] in walls)
        return next(sure, timed[0])
    return timed[0] if timed else None


_UTC_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]00:?00)$")


def _with_hour(claims: Sequence[Claim], dated: _Told, context: Context) -> _Told:
    """A day completed with an hour that stands alone: on a line of its own, under a label, once for a whole list."""
    if dated.span.all_day and dated.span.time_known:
        return dated  # the page means the whole day, or several
    day = dated.span.day
    hours = sorted(claims, key=lambda claim: (claim.by == "visible:default", claim.by in _ONLY_COMPLETING))
    for claim in hours:
        if claim is dated.claim or claim.by == "visible:year":
            continue
        reading = _hour_on(claim.text, day, context)
        if reading is not None:
            return _Told(claim, _grounded_with_day(reading, dated))
    return dated


def _hour_on(text: str, day: date | None, context: Context) -> Reading | None:
    """What a text that states an hour and no day says of this day."""
    alone = read_when(text, context)
    if day is None or (alone is not None and alone.span.day is not None):
        return None
    reading = read_when(f"{day.isoformat()} {text}", replace(context, year=None))
    if reading is None or not isinstance(reading.span.start, datetime) or reading.span.day != day:
        return None
    return reading


def _grounded_with_day(reading: Reading, dated: _Told) -> Reading:
    grounds = (*dated.reading.grounds, *reading.grounds, Ground("day-and-hour-apart", dated.claim.text, dated.claim.at))
    confidence = min(reading.confidence, dated.reading.confidence)
    return replace(reading, grounds=grounds, confidence=confidence, rule=f"{dated.reading.rule} + {reading.rule}")


# ── Ends, whole days, repetition ──────────────────────────────────────────────────────────────────────────────────────


def _whole_days(span: Span, layer: Layer) -> Span:
    """Midnight to midnight is how software writes "all day"; midnight alone, "no hour"."""
    start, end = span.start, span.end
    if not isinstance(start, datetime) or start.time() != time(0) or layer is Layer.VISIBLE:
        return span
    if end is None:
        return replace(span, start=start.date(), all_day=True, time_known=False)
    if isinstance(end, datetime) and end.time() in (time(0), time(23, 59), time(23, 55)):
        last = end.date() - timedelta(days=end.time() == time(0))
        last = max(last, start.date())
        return replace(
            span, start=start.date(), end=last if last > start.date() else None, all_day=True, time_known=True
        )
    return span


def _with_end(
    span: Span, first: _Told, fitting: Sequence[_Told], sighting: Sighting, context: Context, trust: Mapping[str, str]
) -> tuple[Span, list[Claim]]:
    """The span with an end somebody states: the same text, another one that begins alike, or an `end` claim."""
    kept = _is_after(span.start, span.end, stated=first.claim.layer in _MACHINES)
    span = replace(span, end=None) if span.end is not None and not kept else span
    if span.end is not None:
        return span, []
    for other in fitting:
        if other.span.start == span.start and _is_after(span.start, other.span.end):
            return replace(span, end=other.span.end, all_day=span.all_day), [other.claim]
    for title in sighting.of("title"):  # "9/24/2024 1:00 PM - 4:00 PM Greening Committee"
        for reading in find_when(title.text[:LONGEST_TITLE], context) if span.time_known else ():
            if reading.span.start == span.start and _is_after(span.start, reading.span.end):
                return replace(span, end=reading.span.end), [title]
    wrong = {one.claim.layer for one in fitting if one.timed and first.timed and one.span.start != first.span.start}
    for claim in best(sighting.of("end"), order_of("end", trust)):
        if claim.layer in wrong:
            continue  # whose hours are shifted, its end is too
        end = _read_end(claim, span, context)
        if end is not None:
            if not isinstance(end, datetime):
                span = replace(span, all_day=True, time_known=True)
            return replace(span, end=end), [claim]
    return span, []


def _read_end(claim: Claim, span: Span, context: Context) -> datetime | date | None:
    day = span.day
    context = replace(context, year=day.year if day else None)
    reading = read_when(claim.text, context)
    if reading is None or reading.span.start is None:
        reading = _hour_on(claim.text, day, context)
    if reading is None or reading.span.start is None:
        return None
    end = (
        reading.span.end
        if reading.span.end is not None and not isinstance(span.start, datetime)
        else reading.span.start
    )
    if isinstance(span.start, datetime):
        if not isinstance(end, datetime):
            return None
        if end.time() == time(0) and claim.layer is not Layer.VISIBLE and end - span.start > timedelta(hours=12):
            return None  # a day's end written for want of an hour
    elif isinstance(end, datetime):
        end = end.date()
    return end if _is_after(span.start, end, stated=claim.layer in _MACHINES) else None


def _is_after(start: datetime | date | None, end: datetime | date | None, *, stated: bool = False) -> bool:
    """Whether an end can be this start's. `stated`: a machine says it is the end, however far away."""
    if start is None or end is None or isinstance(start, datetime) != isinstance(end, datetime):
        return False
    return start < end and (stated or end <= start + LONGEST_TALK)


def _with_repetition(span: Span, sighting: Sighting, fitting: Sequence[_Told]) -> Span:
    """The span with the repetition that a calendar's lines state, or the text of the chosen day."""
    rules: list[str] = []
    more: list[str] = []
    less: list[str] = []
    for claim in sighting.of("recurrence"):
        for line in claim.text.splitlines():
            name, _, value = line.partition(":")
            kind = name.upper().partition(";")[0]
            if kind == "RRULE" and "FREQ=" in value:
                rules.append(value.strip())
            elif kind in ("RDATE", "EXDATE"):
                (more if kind == "RDATE" else less).extend(v.strip() for v in value.split(",") if v.strip())
    if rules or more:
        return replace(span, recurrence=Recurrence(rules[0] if rules else "", tuple(more), tuple(less)))
    told = next((one.span.recurrence for one in fitting if one.span.recurrence), None)
    return replace(span, recurrence=told) if told and span.recurrence is None else span


# ── How sure ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_ALONE = {Layer.SITE: 0.95, Layer.STRUCTURED: 0.9, Layer.PLATFORM: 0.9, Layer.VISIBLE: 0.8, Layer.CONTEXT: 0.5}
"""How often a layer alone is right about the start, roughly."""


def _disagreements(first: _Told, fitting: Sequence[_Told]) -> list[Ground]:
    """Hours that other layers state of the same day, and that are not believed."""
    return [
        Ground("contradicted", f"{one.claim.by}: {iso(one.span.start)}", one.claim.at)
        for one in fitting
        if one.timed and first.timed and one.span.start != first.span.start and one.claim.layer is not first.claim.layer
    ]


def _sureness(first: _Told, told: Sequence[_Told], fitting: Sequence[_Told]) -> float:
    """One layer's word, raised where another says the same, lowered where another says otherwise."""
    sure = _ALONE[first.claim.layer] * first.reading.confidence
    others = [one for one in told if one.claim.layer is not first.claim.layer]
    agree = any(one.span.start == first.span.start for one in others)
    same_day = any(one in fitting for one in others)
    if agree or (same_day and not all(one.timed for one in others)):
        sure += (1 - sure) * (0.8 if agree else 0.4)
    elif others:
        sure *= 0.8 if same_day else 0.55
    return round(min(sure, 0.99), 3)
