"""How sure it is that two listings are one talk: a sum of named grounds, each with its weight.

The weights are judgements in natural log-odds: +3 makes a thing twenty times as likely. Alone, no ground but a telling
title suffices; another title, other people or another place weigh more than any single ground for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from pipeline.joins.people import Kinship, compare_people, folded_names
from pipeline.joins.places import Nearness, compare_places
from pipeline.joins.titles import Agreement, Core, Titles, compare_titles, core_of
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import Span, Talk, instant, iso

ENOUGH = 3.0
"""Points from which two listings are joined: 0.95 as a probability, before what is known of each source's rows."""

SO_FAR = 6.0
"""What it says at least that two listings were one talk so far: one side's edit must not tear them apart."""
_SO_FAR = "one talk so far"

PRIOR = -3.0
"""Two institutes that announce something at one and the same instant rarely mean the same."""

_TITLE = {
    Agreement.SAME: (3.0, 5.5, 7.0),
    Agreement.SPELT: (2.0, 5.0, 6.5),
    Agreement.PART: (2.0, 5.5, 6.5),
    Agreement.LAST: (0.0, 0.0, 0.0),
    Agreement.MORE: (-4.0, -2.0, 0.0),
    Agreement.WHO: (-6.0, -5.0, -4.0),
    Agreement.UNKNOWN: (-0.5, -0.5, -0.5),
    Agreement.OTHER: (-12.0, -12.0, -12.0),
}
"""By how much the common words say: a word or two, three, more. A common end behind other beginnings says
nothing: "Berlin: open house" and "Munich: open house"."""
TELLING, RICH = 3, 4

_SPEAKER = {
    Kinship.FULL: 7.0,
    Kinship.INITIAL: 3.0,
    Kinship.SURNAME: 2.0,
    Kinship.NAMED: 5.0,
    Kinship.UNKNOWN: 0.0,
    Kinship.OTHER: -20.0,
}
_PLACE = {Nearness.SAME: 2.0, Nearness.MIXED: -4.0, Nearness.UNKNOWN: 0.0, Nearness.OTHER: -9.0}

_NO_ZONE, _NO_HOUR, _NO_HOURS, _MOVED = -1.0, -1.0, -1.5, -4.0
_SAME_LINK, _SAME_ABSTRACT, _OTHER_ABSTRACT, _SAME_END, _OTHER_END, _SAME_SERIES = 3.0, 6.0, -2.0, 1.0, -0.5, 1.0


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for or against: what was compared, what was found, in words, its weight in log-odds; the texts."""

    field: str
    found: str
    weight: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How alike two listings are, and why."""

    grounds: tuple[Ground, ...]

    @property
    def points(self) -> float:
        """The sum of the weights."""
        return sum(ground.weight for ground in self.grounds)

    @property
    def fit(self) -> float:
        """The points for what is said now, whatever was thought so far: rivals are compared by these."""
        return sum(ground.weight for ground in self.grounds if ground.found != _SO_FAR)

    @property
    def value(self) -> float:
        """The points as a likelihood, 0 to 1."""
        return round(1 / (1 + math.exp(-self.points)), 4)

    @property
    def is_enough(self) -> bool:
        """Whether it joins two listings."""
        return self.points >= ENOUGH


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared of one talk, worked out once."""

    talk: Talk
    core: Core
    names: tuple[str, ...]
    url: str
    series: str

    @property
    def words(self) -> frozenset[str]:
        """One of these must be common to two talks before they are compared at all."""
        said = {word for name in self.names for word in name.split() if len(word) > 2}
        return frozenset((*said, *(word[:4] for word in self.core.words), self.url))


def features(talk: Talk) -> Features:
    """What of a talk is compared."""
    names = folded_names(talk.speakers)
    core = core_of(talk.title, talk.series or "", names)
    return Features(talk, core, names or core.speakers, canonical(talk.url), fold(talk.series or ""))


def compare(one: Talk, other: Talk, *, joined: bool = False) -> Score | None:
    """How alike two talks are; None where their times cannot be one. `joined`: they are, so far; then one of them may
    have moved, or been retitled, or has another speaker or place now: any one of these is forgiven, two are not."""
    return weigh(features(one), features(other), joined=joined)


def weigh(one: Features, other: Features, *, joined: bool = False) -> Score | None:
    """The same, of features."""
    time = compare_times(one.talk.when, other.talk.when)
    if time is None:
        if not joined:
            return None
        time = Ground("when", "moved on one side only", _MOVED, _both(one.talk, other.talk))
    people = _people(one, other)
    core, theirs = _stripped(one, other), _stripped(other, one)
    titles = compare_titles(core, theirs)
    found = [
        Ground("", "two institutes, one time", PRIOR),
        time,
        _title(titles, one.talk.title, other.talk.title),
        people,
        _place(one.talk, other.talk),
        *_end(one.talk.when, other.talk.when),
        *_links(one, other),
        *_abstracts(one.talk.abstract, other.talk.abstract),
    ]
    if one.series and one.series == other.series:
        found.append(Ground("series", "the same series", _SAME_SERIES, one.talk.series or ""))
    if joined:
        worst = min(found[1:], key=lambda ground: ground.weight)
        found.append(Ground("", _SO_FAR, max(SO_FAR, -worst.weight)))
    return Score(tuple(found))


# ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def compare_times(one: Span, other: Span) -> Ground | None:
    """Whether two spans may be one time: the same instant in whatever zones, or the same day where an hour is not
    announced. None where they are not."""
    if one.start is None or other.start is None or (one.recurrence is None) != (other.recurrence is None):
        return None
    if one.recurrence and other.recurrence and one.recurrence != other.recurrence:
        return None
    hours = [isinstance(span.start, datetime) for span in (one, other)]
    if all(hours):
        mine, theirs = one.start_utc, other.start_utc
        if mine and theirs:
            said = f"{_said(one)} = {_said(other)}"
            return Ground("when", "the same instant", 0.0, said) if mine == theirs else None
        same = one.start == other.start
        return Ground("when", "the same hour, one zone not known", _NO_ZONE, _said(one)) if same else None
    if not any(hours):
        alike = one.start == other.start and (one.end is None or other.end is None or one.end == other.end)
        return Ground("when", "the same day, no hours", _NO_HOURS, _said(one)) if alike else None
    timed, day = (one, other) if hours[0] else (other, one)
    if day.time_known or (day.end is not None and day.end != day.start) or not _falls_on(timed, day):
        return None
    return Ground("when", "the same day, one hour not announced", _NO_HOUR, f"{_said(timed)}, {_said(day)}")


def _falls_on(timed: Span, day: Span) -> bool:
    """Whether an hour is on this day, in its own zone or the day's."""
    there = instant(timed.start, timed.timezone)
    days: set[date | None] = {timed.day}
    if there is not None and (shift := instant(_midnight(day), day.timezone)) is not None:
        days.add(day.day if timedelta() <= there - shift < timedelta(days=1) else None)
    return day.day in days


def _midnight(span: Span) -> datetime | None:
    return datetime(span.day.year, span.day.month, span.day.day) if span.day else None  # noqa: DTZ001 (wall time)


def _said(span: Span) -> str:
    return f"{iso(span.start)} {span.timezone}".strip()


def _both(one: Talk, other: Talk) -> str:
    return f"{_said(one.when)} / {_said(other.when)}"


def _end(one: Span, other: Span) -> list[Ground]:
    mine, theirs = one.end_utc, other.end_utc
    if mine is None or theirs is None:
        return []
    same = mine == theirs
    return [Ground("end", "the same end" if same else "other ends", _SAME_END if same else _OTHER_END)]


# ── Title, people, place ──────────────────────────────────────────────────────────────────────────────────────────────


def _stripped(one: Features, other: Features) -> Core:
    """The title's core without the speakers either side knows."""
    if not other.names or set(other.names) <= set(one.names):
        return one.core
    return core_of(one.talk.title, one.talk.series or "", tuple(dict.fromkeys((*one.names, *other.names))))


def _title(titles: Titles, mine: str, theirs: str) -> Ground:
    weight = _TITLE[titles.agreement][(titles.weighty >= TELLING) + (titles.weighty >= RICH)]
    return Ground("title", titles.agreement.value, weight, mine if mine == theirs else f"{mine} / {theirs}")


def _people(one: Features, other: Features) -> Ground:
    kinship = compare_people(one.names, other.names)
    said = " / ".join("; ".join(x.names) for x in (one, other) if x.names)
    if kinship is Kinship.UNKNOWN and (_names(one, other) or _names(other, one)):
        kinship = Kinship.NAMED
    return Ground("speakers", kinship.value, _SPEAKER[kinship], said)


def _names(one: Features, other: Features) -> bool:
    """Whether the texts of one name a speaker of the other in full."""
    talk = one.talk
    if one.names or not other.names:
        return False
    text = f" {_folded_text(' '.join(filter(None, (talk.title, talk.abstract, talk.bio))))} "
    return any(f" {name} " in text for name in other.names if " " in name)


@lru_cache(maxsize=2**10)
def _folded_text(text: str) -> str:
    return fold(text[:20_000])


def _place(one: Talk, other: Talk) -> Ground:
    nearness = compare_places(one.place, other.place)
    texts = [", ".join(filter(None, (x.place.room, x.place.venue, x.place.address))) for x in (one, other)]
    return Ground("place", nearness.value, _PLACE[nearness], " / ".join(filter(None, texts)))


# ── Links and texts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _links(one: Features, other: Features) -> list[Ground]:
    """One address in common is enough; several say no more."""
    mine = {canonical(x) for x in (one.talk.place.online_url, one.talk.registration_url) if x}
    theirs = {canonical(x) for x in (other.talk.place.online_url, other.talk.registration_url) if x}
    mine |= {one.url} | {canonical(x.url) for x in one.talk.listings}
    theirs |= {other.url} | {canonical(x.url) for x in other.talk.listings}
    common = sorted(link for link in mine & theirs if link.strip("/").count("/"))
    return [Ground("url", "an address in common", _SAME_LINK, common[0])] if common else []


LONG = 200
"""Characters; shorter texts say little by being different."""


def _abstracts(one: str | None, other: str | None) -> list[Ground]:
    if not one or not other:
        return []
    mine, theirs = _phrases(one), _phrases(other)
    if not mine or not theirs:
        return []
    share = len(mine & theirs) / min(len(mine), len(theirs))
    if share >= 0.5:
        return [Ground("abstract", "the same abstract", _SAME_ABSTRACT)]
    apart = share == 0 and min(len(one), len(other)) >= LONG
    return [Ground("abstract", "other abstracts", _OTHER_ABSTRACT)] if apart else []


@lru_cache(maxsize=2**10)
def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Every five words in a row."""
    words = _folded_text(text).split()
    return frozenset(tuple(words[at : at + 5]) for at in range(len(words) - 4))
