"""What a talk's absence is worth: removed, paged away, past, or are we blind? Doubt the crawl before the institute.

Pure. What evidence suffices stands in one table (DECISIONS, "Changes"; in words for operators: docs/truth.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pipeline.coverage import EVER, Coverage
from pipeline.identity import is_generic, title_of
from pipeline.known import Known
from pipeline.reading.addresses import canonical
from pipeline.talk import Talk, iso

PATIENCE: Mapping[str, int] = {"gone": 2, "unlisted": 3}
"""How many complete runs must miss a talk before it is withdrawn, by the kind of evidence. 410 and 404 are one kind:
a server that is being rebuilt sends either."""

BELIEVABLE = 0.5
"""The share of a source's coming talks that may vanish at once before the run is doubted instead."""

DOUBTED, REBUILT = "doubted", "rebuilt"
"""Marks among a talk's misses: it vanished together with most others, or when the site got new addresses. A mark stays
until the talk is seen, most of those marked are back, a second kind of evidence agrees, or a person does."""

MARKS = frozenset({DOUBTED, REBUILT})

Pairs = Sequence[tuple[Talk, Known | None]]
"""The talks a run saw, each with the known talk that it is."""


@dataclass(frozen=True, slots=True)
class Absences:
    """`missed`: each talk whose absence counts or is doubted, with its misses from now on; `vanished`: those for which
    that is enough, with the reason; `doubt`: a sentence for a person, "" where all absences were believed."""

    missed: tuple[tuple[Known, Mapping[str, int]], ...] = ()
    vanished: tuple[tuple[Known, str], ...] = ()
    doubt: str = ""


def judge(
    pairs: Pairs, known: Sequence[Known], coverage: Coverage, *, now: datetime, listings: Sequence[str] = ()
) -> Absences:
    """What it means that some coming talks were not seen. `listings`: the source's addresses of talks."""
    if coverage.flaw:
        return Absences(doubt=coverage.flaw)
    met = {old.uid for _, old in pairs if old}
    coming = [old for old in known if old.is_coming(now)]
    absent = [old for old in coming if old.uid not in met]
    if coverage.believed:
        return Absences(tuple((old, old.misses) for old in absent), tuple((old, _BELIEVED) for old in absent))
    back = _taken_back(absent, pairs)
    gone, begins = {old.uid for old in back}, _begins(pairs) if absent else {}
    absent = [
        old
        for old in absent
        if not (old.uid in gone or _is_under_way(old.talk, now) or _has_made_way(old, begins, now))
    ]
    reach = reach_of(pairs, coverage)
    suspect = [old for old in absent if not is_vouched_for(old, coverage, reach)]
    if suspect and not pairs:  # also when the same empty page comes again: a doubt stands
        return Absences(doubt=f"saw nothing where {_talks(len(coming))} coming")
    why = _why_doubtful(pairs, coming, suspect)
    marked = {old.uid for old in suspect} if why else _still_marked(suspect, coming, met)
    stands, told = bool(_met_at_home(pairs, coming)[0]), _still_told(pairs, coverage)
    missed: list[tuple[Known, Mapping[str, int]]] = []
    vanished = [(old, _TAKEN_BACK) for old in back]
    doubted: list[Mapping[str, int]] = []
    for old in absent:
        kinds = lacks(old, coverage, reach, listings, now)
        if title_of(old.talk) in told and not is_generic(old.talk):
            kinds -= {"unlisted"}
        misses = counted(old, kinds, _mark(old, stands) if old.uid in marked else "")
        if not MARKS.isdisjoint(misses):
            doubted.append(misses)
        if misses != old.misses or kinds:
            missed.append((old, misses))
        if MARKS.isdisjoint(misses) and (why_gone := _why_gone(kinds, misses)):
            vanished.append((old, why_gone))
    return Absences(tuple(missed), tuple(vanished), _doubt(why, doubted))


_BELIEVED = "somebody who looked says that it is not there any more"
_TAKEN_BACK = "its calendar moves that occasion no more"
_REASONS = {"gone": "its page was gone", "unlisted": "its listing lacked it and showed later talks, or that none come"}


def _why_gone(kinds: Collection[str], misses: Mapping[str, int]) -> str:
    """Why an absence is enough to be believed, "" where it is not."""
    enough = [kind for kind in sorted(kinds) if misses.get(kind, 0) >= PATIENCE[kind]]
    return " and ".join(f"{_REASONS[kind]}, on {misses[kind]} complete runs in a row" for kind in enough)


def _taken_back(absent: Sequence[Known], pairs: Pairs) -> list[Known]:
    """The moved occasions of series (RFC 5545 §3.8.4.4) that stand where they would have been again: the calendar that
    no longer moves them says so itself, at once."""
    keys = ((old, key) for old in absent for key in old.keys)
    moved = [(old, *key.rpartition("#")[::2]) for old, key in keys if key.startswith("ics:") and "#" in key]
    series = {key: talk for talk, _ in pairs for key in talk.keys if moved and talk.when.recurrence is not None}
    places = {name: frozenset(map(iso, talk.when.occurrences())) for name, talk in series.items()}
    return list({old.uid: old for old, name, when in moved if when in places.get(name, ())}.values())  # once each


def listless(known: Iterable[Known], linked: Collection[str], coverage: Coverage, now: datetime) -> str:
    """Why a run is not to be trusted whose listings show nothing where talks were announced, whatever pages stand; "".
    A listing that says itself that nothing is coming is believed, and so is a person."""
    if linked or coverage.vouched or coverage.chosen or coverage.believed:
        return ""
    count = sum(bool(old.found_on) and old.is_coming(now) for old in known)
    return f"no listing shows a talk, though {_talks(count)} coming" if count else ""


EVE = timedelta(hours=12)
"""How long before its day a talk may leave a list of what is to come: some begin with tomorrow, by a clock in UTC."""


def _has_made_way(old: Known, begins: Mapping[str, date], now: datetime) -> bool:
    """Whether a talk is about to take place and was there until now, and nothing of its day or before is listed where
    it was: then the list shows only what comes after today, and leaving it, or losing its page, says nothing."""
    day = old.talk.when.day if old.talk.when.recurrence is None else next_day(old.talk, now)
    if old.misses or day is None or day > _today(old.talk, now + EVE):
        return False
    places = [place for place in map(canonical, old.found_on) if place in begins] or begins
    return all(begins[place] > day for place in places)


def _is_under_way(talk: Talk, now: datetime) -> bool:
    """Whether it has begun, so that lists of what is to come have done with it, though it goes on for days. A series
    goes on with its next occasion."""
    day, begins = talk.when.day, talk.when.start_utc
    if talk.when.recurrence is not None or day is None:
        return False
    return begins <= now if begins else day <= _today(talk, now)


def _today(talk: Talk, now: datetime) -> date:
    """The day on which a moment falls where the talk is."""
    return now.astimezone(ZoneInfo(talk.when.timezone or "UTC")).date()


def _begins(pairs: Pairs) -> dict[str, date]:
    """The first day of which each page shows a talk, by the page's address; "" for all of them. Of a new one it is not
    known here where it stands: it may be anywhere."""
    new = [talk.when.day for talk, old in pairs if old is None and talk.when.day is not None]
    places = {place for _, old in pairs if old for place in map(canonical, old.found_on)}
    first = dict.fromkeys(("", *places), min(new)) if new else {}
    for talk, old in pairs:
        for place in ("", *map(canonical, old.found_on if old else ())):
            if talk.when.day is not None:
                first[place] = min(first.get(place, talk.when.day), talk.when.day)
    return first


def _still_told(pairs: Pairs, coverage: Coverage) -> set[str]:
    """The titles that stand on a listing, of which no talk that was seen there or elsewhere tells: somebody wrote more
    into that row than can be read, and what stands there is not gone."""
    seen = [f" {title_of(talk)} " for talk, _ in pairs]
    return {title for title in coverage.told if not any(f" {title} " in one for one in seen)}


def _mark(old: Known, stands: bool) -> str:
    return REBUILT if REBUILT in old.misses or not stands else DOUBTED


def counted(old: Known, kinds: set[str], mark: str) -> dict[str, int]:
    """The misses of an absent talk after this run. A doubted absence does not count, unless its own page is gone while
    those of others stand, and its listing lacks it too: then two healthy kinds of evidence agree."""
    counts = {kind: count for kind, count in old.misses.items() if kind not in MARKS}
    if mark == REBUILT or (mark and not kinds >= {"gone", "unlisted"}):
        return {**counts, mark: 1}
    return {**counts, **{kind: counts.get(kind, 0) + 1 for kind in sorted(kinds)}}


def _doubt(why: str, doubted: Sequence[Mapping[str, int]]) -> str:
    if not doubted:
        return ""
    if why:
        return why
    rebuilt = all(REBUILT in misses for misses in doubted)
    since = "since the site got new addresses" if rebuilt else "that vanished together with others"
    return f"{_talks(len(doubted))} still missing {since}"


def _talks(count: int) -> str:
    return "1 talk is" if count == 1 else f"{count} talks are"


def _why_doubtful(pairs: Pairs, coming: Sequence[Known], absent: Sequence[Known]) -> str:
    """Why so much absence says more of the run than of the institute; "" if it does not."""
    home, moved = _met_at_home(pairs, coming)
    crowd = len(absent) > 1 and len(absent) > BELIEVABLE * len(coming)
    if absent and moved > home:
        movers = "1 talk" if moved == 1 else f"{moved} talks"
        return f"the site has new addresses: {movers} moved to one, {_talks(len(absent))} not there any more"
    return f"{len(absent)} of {len(coming)} coming talks are not there any more" if crowd else ""


def _met_at_home(pairs: Pairs, coming: Sequence[Known]) -> tuple[int, int]:
    """How many coming talks with a page of their own were met at its address, and how many at another."""
    uids = {old.uid for old in coming if has_page(old.talk)}
    own = [(talk, old) for talk, old in pairs if old and old.uid in uids and "url" not in old.unsettled]
    home = sum(canonical(talk.url) == canonical(old.talk.url) for talk, old in own)
    return home, len(own) - home


def _still_marked(suspect: Sequence[Known], coming: Sequence[Known], met: set[str]) -> set[str]:
    """The talks whose absence is doubted since an earlier run, unless most of those are back: then that run was blind,
    and the rest count like any other."""
    marked = {old.uid for old in coming if not MARKS.isdisjoint(old.misses)}
    back = len(marked & met)
    return set() if back > len(marked) - back else marked & {old.uid for old in suspect}


def has_page(talk: Talk) -> bool:
    """Whether the talk has an address of its own; one with a fragment is a place on a page of many."""
    return talk.url != "" and "#" not in talk.url


def reach_of(pairs: Pairs, coverage: Coverage) -> dict[str, date]:
    """The day before which each listing provably shows all there is: as its survey found it, but never beyond the
    talks that were seen there. A date without a year reads as of today; known talks tell better which year it means."""
    furthest: dict[str, date] = {}
    reach = {canonical(url): last for url, last in coverage.reach}
    for talk, old in pairs:
        if talk.when.day is None:
            continue
        for place in (_places(old, reach) if old else ()) or reach:
            furthest[place] = max(furthest.get(place, talk.when.day), talk.when.day)
    return {
        place: last if last == EVER else min(last, furthest[place])
        for place, last in reach.items()
        if place in furthest or last == EVER
    }


def _places(old: Known, reach: Mapping[str, date]) -> list[str]:
    return [place for place in map(canonical, old.found_on) if place in reach]


def is_vouched_for(old: Known, coverage: Coverage, reach: Mapping[str, date]) -> bool:
    """Whether the site says in its own words that nothing is coming where this talk was announced."""
    places = _places(old, reach)
    return coverage.vouched or (bool(places) and all(reach[place] == EVER for place in places))


@lru_cache(maxsize=16)
def comparable(addresses: tuple[str, ...]) -> frozenset[str]:
    """Addresses in comparable form: those of a run, asked for once for every talk that it did not see."""
    return frozenset(map(canonical, addresses))


def lacks(
    old: Known, coverage: Coverage, reach: Mapping[str, date], listings: Sequence[str], now: datetime
) -> set[str]:
    """What the absence of a talk from this run says: "gone" (its own page is), "unlisted" (its listing provably covers
    its day), both, or nothing. A listing may end in the middle of a day: it covers the days before its last. A listing
    may also show a talk no more whose own page tells of it still: while that cannot be had, nothing is known."""
    address, day = canonical(old.talk.url), next_day(old.talk, now)
    kinds = {"gone"} if address in comparable(coverage.gone) else set()
    if _may_stand_later(old, day, coverage, reach):
        return set()
    if is_vouched_for(old, coverage, reach):
        return kinds | {"unlisted"}
    if address in comparable(coverage.down):
        return kinds
    places = _places(old, reach)
    if not places and reach and reach.keys() >= comparable(tuple(listings)):
        places = list(reach)
    if places and day is not None and all(day < reach[place] for place in places):
        kinds.add("unlisted")
    return kinds


def _may_stand_later(old: Known, day: date | None, coverage: Coverage, reach: Mapping[str, date]) -> bool:
    """Whether its listing goes on, unread, to where the talk would stand: there it may have a new address."""
    cut = comparable(coverage.cut)
    here = cut.intersection(map(canonical, old.found_on)) if old.found_on else cut
    return any(day is None or place not in reach or day >= reach[place] for place in here)


def next_day(talk: Talk, now: datetime) -> date | None:
    """The day on which a listing must show a talk that is coming: its last, or the next one if it recurs."""
    when = talk.when
    if when.recurrence is None:
        return when.last_day
    days = (start.date() if isinstance(start, datetime) else start for start in when.occurrences())
    return next((day for day in days if day >= now.date()), when.last_day)
