"""Years that pages leave out: what is known tells which one is meant. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.identity import keys_of, short_key, title_of
from pipeline.known import Known
from pipeline.reading.times import Context, read_when
from pipeline.talk import Evidence, Ground, Talk

GUESSED_YEAR = frozenset({"year:nearest", "year:weekday"})
"""Grounds of a day whose year the page leaves out: the reader took the one nearest to the day of reading."""


def with_known_years(seen: Iterable[Talk], known: Iterable[Known]) -> tuple[Talk, ...]:
    """The talks seen; those whose year was guessed in the year in which they are known already.

    A page that still says "Dec 6" in spring speaks of the Dec 6 it spoke of in autumn: the day of reading has moved,
    not the talk. Known under a key in common or the same title, on the same day of another year.
    """
    seen = tuple(seen)
    if not any(map(_is_year_guessed, seen)):
        return seen
    holders: dict[str, list[Talk]] = defaultdict(list)
    for old in known:
        for key in _yearless_keys(old.talk, old.keys):
            holders[key].append(old.talk)
    return tuple(_with_known_year(talk, holders) if _is_year_guessed(talk) else talk for talk in seen)


def _is_year_guessed(talk: Talk) -> bool:
    return talk.when.day is not None and any(
        ground.fact in GUESSED_YEAR
        for one in talk.evidence
        if one.chosen and one.field == "when"
        for ground in one.grounds
    )


def _yearless_keys(talk: Talk, keys: Iterable[str]) -> set[str]:
    """The keys that name no day, and the day of the year with the title."""
    found = {key for key in keys if not key.startswith("day:")}
    if talk.when.day is not None and title_of(talk):
        found.add(f"day:{talk.when.day:%m-%d} {title_of(talk)}")
    return found


def _with_known_year(talk: Talk, holders: Mapping[str, Sequence[Talk]]) -> Talk:
    day = talk.when.day
    olds = (old for key in _yearless_keys(talk, talk.keys) for old in holders.get(key, ()))
    days = {old.when.day for old in olds if old.when.day is not None}
    fitting = [one for one in days if day and (one.month, one.day) == (day.month, day.day) and _fits(talk, one)]
    if day is None or not fitting or day in fitting:
        return talk
    return _in_year_of(talk, day, max(fitting))


def _fits(talk: Talk, day: date) -> bool:
    """Whether the words of the page, a weekday above all, allow this day."""
    for one in talk.evidence:
        if one.chosen and one.field == "when" and one.claim is not None:
            reading = read_when(one.claim.text, Context(talk.when.timezone, year=day.year))
            found = reading.span.day if reading else None
            if found and (found.month, found.day) == (day.month, day.day) and found.year != day.year:
                return False
    return True


def _in_year_of(talk: Talk, day: date, known: date) -> Talk:
    """The talk, which was read as on `day`, on the `known` one."""
    when, move = talk.when, known - day
    when = replace(when, start=when.start and when.start + move, end=when.end and when.end + move)
    strong = [key for key in talk.keys if not key.startswith(("url:", "day:"))]
    why = Evidence("when", None, True, "year:known", (Ground("year:known", known.isoformat()),))
    keys = keys_of(talk.url, strong, known, talk.title)
    return replace(talk, when=when, keys=tuple(map(short_key, keys)), evidence=(*talk.evidence, why))
