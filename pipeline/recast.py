"""A talk of which title, time and address changed in one run: it is known by its speaker, by being the one talk of a
day that had one whose title was to be announced, by standing at the hour of one that is gone while its own page cannot
be read, or not at all.

Pure. Nothing of what a talk is recognised by is left (`pipeline.identity`), so precision comes before all else: one
whole run must have lost one talk provably and found one new, of people who are named in no other talk of the source
that is known or was seen. Whoever speaks there again and again, week by week or once a year, is not followed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations

from pipeline.absence import has_page, judge, lacks, reach_of
from pipeline.coverage import Coverage
from pipeline.identity import hours_agree, is_generic, is_next_slot, may_be_settled, title_of
from pipeline.known import Known
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import Talk

SOON = timedelta(days=2)
"""A talk that would have begun by then may have made room for the next one of its row."""

Pair = tuple[Talk, Known | None]


def recast(
    pairs: Sequence[Pair],
    known: Sequence[Known],
    coverage: Coverage,
    *,
    now: datetime,
    listings: Sequence[str] = (),
    linked: Collection[str] = (),
) -> list[Pair]:
    """The pairs of a run, with new talks that are known ones cast anew. `known`: all of the source; `now` is aware;
    `linked`: addresses on cards of listings, in comparable form."""
    found = _beside_old_pages(pairs, linked)
    if coverage.flaw:
        return found
    if coverage.chosen:  # a run that is known: what it found is known by now, but for what stands where it stood
        return _in_its_place(found, known, coverage, now, listings)
    if not coverage.cut:
        found = _settled(found, known, now)
    found = _in_its_place(found, known, coverage, now, listings)
    fresh = {number: talk for number, (talk, old) in enumerate(found) if old is None and talk.is_coming(now)}
    if not fresh:
        return found
    met = {old.uid: old.talk.when.day for _, old in found if old}
    horizon = max((day for day in met.values() if day), default=None)
    fresh = {number: talk for number, talk in fresh.items() if _is_within(talk, horizon)}
    lost = [old for old in known if old.uid not in met and not old.misses and old.is_coming(now + SOON)]
    named, seen = _counted(old.talk for old in known), _counted(talk for talk, _ in found)
    by_people = {_names(talk): number for number, talk in fresh.items()}
    twos = [
        (number, old)
        for old in lost
        if (number := by_people.get(people := _names(old.talk))) is not None
        and people
        and all(named[name] == seen[name] == 1 for name in people)
        and _may_be(fresh[number], old.talk)
    ]
    if not twos or judge(found, known, coverage, now=now, listings=listings).doubt:
        return found
    reach = reach_of(found, coverage)
    for number, old in twos:
        kinds = lacks(old, coverage, reach, listings, now)
        if kinds >= ({"gone", "unlisted"} if has_page(old.talk) else {"unlisted"}):
            found[number] = (fresh[number], old)
    return found


def _beside_old_pages(pairs: Sequence[Pair], linked: Collection[str]) -> list[Pair]:
    """The pairs without pages that nobody took down and that still say "TBA": of the only two talks of those people on
    that day, a listing leads to the other, which has a title and is new, or known by the old page's address too."""
    untitled = (number for number, (talk, _) in enumerate(pairs) if not title_of(talk) and has_page(talk))
    stale = {number for number in untitled if canonical(pairs[number][0].url) not in linked}
    on: dict[object, list[int]] = defaultdict(list)
    for number, (talk, _) in enumerate(pairs if stale else ()):
        if talk.when.day is not None and (people := _names(talk)):
            on[talk.when.day, people].append(number)
    found, left = list(pairs), set()
    for two in on.values():
        for number, other in permutations(two, 2) if len(two) == 2 else ():
            (page, old), (talk, mine) = pairs[number], pairs[other]
            address = canonical(page.url)
            listed = title_of(talk) and canonical(talk.url) in linked
            if number not in stale or not listed or not may_be_settled(talk, page):
                continue
            if mine is None and old is not None:
                found[other] = (talk, old)
            elif mine is None or old is not None or f"url:{address}" not in mine.keys:
                continue
            left.add(number)
    return [pair for number, pair in enumerate(found) if number not in left]


def _settled(pairs: Sequence[Pair], known: Sequence[Known], now: datetime) -> list[Pair]:
    """The pairs of a whole run, with new talks that are what stood on their day without title, perhaps without hour and
    speaker: where a day had one talk and has one, no other is lost and found in its place."""
    fresh = {talk.when.day: talk for talk, old in pairs if old is None and talk.is_coming(now)}
    seen, met = Counter(talk.when.day for talk, _ in pairs), {old.uid for _, old in pairs if old}
    on: dict[date | None, list[Known]] = defaultdict(list)
    for old in known if fresh else ():
        if old.is_coming(now) and old.talk.when.day in fresh:
            on[old.talk.when.day].append(old)
    alone = {day: olds[0] for day, olds in on.items() if len(olds) == seen[day] == 1 and olds[0].uid not in met}
    return [
        (talk, alone[talk.when.day] if old is None and _is_settled(talk, alone.get(talk.when.day)) else old)
        for talk, old in pairs
    ]


def _is_settled(talk: Talk, old: Known | None) -> bool:
    """Whether one may be the other; a title that was known is not taken back but by those who speak."""
    if old is None or not may_be_settled(talk, old.talk):
        return False
    if _names(talk) & _names(old.talk):
        return True
    return is_generic(old.talk) and hours_agree(talk, old.talk)


def _in_its_place(
    pairs: Sequence[Pair], known: Sequence[Known], coverage: Coverage, now: datetime, listings: Sequence[str]
) -> list[Pair]:
    """The pairs, with cards whose own pages cannot be had as the talks that stood alone at their hour and are gone.

    Such a card names nobody, so nothing tells whether it is the talk with another title and address or another talk in
    its place. Either way the hour is to be shown once, as it was until the page can be read.
    """
    down, seen = set(map(canonical, coverage.down)), Counter(talk.when.start for talk, _ in pairs)
    cards = {
        talk.when.start: number
        for number, (talk, old) in enumerate(pairs)
        if old is None and not talk.speakers and canonical(talk.url) in down and seen[talk.when.start] == 1
    }
    found, met = list(pairs), {old.uid for _, old in pairs if old}
    if not cards:
        return found
    reach = reach_of(pairs, coverage)
    there = [old for old in known if old.talk.when.start in cards]
    stood = Counter(old.talk.when.start for old in there)
    for old in there:
        number = cards[start := old.talk.when.start]
        alone = stood[start] == 1 and isinstance(start, datetime) and old.uid not in met and old.is_coming(now)
        gone = alone and "gone" in lacks(old, coverage, reach, listings, now)
        if gone and _is_of_one_sort(pairs[number][0], old.talk):
            found[number] = (old.talk, old)
    return found


def _is_within(talk: Talk, horizon: date | None) -> bool:
    """Whether it is among talks that were there before: beyond them all is what a listing shows as days pass."""
    return horizon is not None and talk.when.day is not None and talk.when.day <= horizon


def _may_be(talk: Talk, old: Talk) -> bool:
    """Nothing speaks against it, and the new day is not just the next of a row."""
    return _is_of_one_sort(talk, old) and not is_next_slot(talk, old)


def _is_of_one_sort(talk: Talk, old: Talk) -> bool:
    """Whether neither the name of the series nor the kind say that it is another talk."""
    return len({fold(name) for name in (talk.series, old.series) if name}) < 2 and talk.kind is old.kind


def _names(talk: Talk) -> frozenset[str]:
    """The speakers by full name; nobody where one of them has but a single word for a name ("Various", "Staff")."""
    names = {fold(person.name) for person in talk.speakers}
    return frozenset(names) if all(" " in name for name in names) else frozenset()


def _counted(talks: Iterable[Talk]) -> Counter[str]:
    """In how many talks each person speaks."""
    return Counter(fold(person.name) for talk in talks for person in talk.speakers)
