"""Who is who: the keys a talk is known by, pairing what a run saw with what is known, and minting a UID once.

Pure, and independent of the order in which talks come. Keys, strongest first: identities a platform or an upstream
calendar gives (`addevent:12345`, `ics:UID@host`), the address (`url:…`), the day with the folded title (`day:…`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from typing import Generic, Protocol, TypeVar
from uuid import UUID, uuid5

from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold, is_placeholder
from pipeline.reading.times import Context, read_when
from pipeline.talk import Evidence, Ground, Person, Talk, iso

NAMESPACE = UUID("6f0e1c58-6f0f-5d43-9d0b-0c9f9a3f7c51")
"""Of every UID minted. Changing it would give every talk in every calendar a second life."""

ALIKE = 0.8
"""From this ratio on, two titles at one and the same hour are spellings of one (`difflib`); below, two talks."""


class Remembered(Protocol):
    """What pairing needs to know of a stored talk; `pipeline.changes.Known` is one."""

    @property
    def uid(self) -> str: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


def keys_of(url: str, keys: Sequence[str], day: date | None, title: str | None) -> tuple[str, ...]:
    """All the keys of a talk, strongest first. A title not announced yet makes no key."""
    found = [*keys]
    if url:
        found.append(f"url:{canonical(url)}")
    if day is not None and title and (folded := _folded_title(title)):
        found.append(f"day:{_day(day)} {folded}")
    return tuple(dict.fromkeys(found))


LONGEST_KEY = 600
"""Characters; a database index takes 2700 bytes."""


def short_key(key: str) -> str:
    """The key, or its beginning with a digest of the whole where it is too long for an index."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 33]}…{blake2b(key.encode(errors='replace'), digest_size=16).hexdigest()}"


def mint(first_key: str, *more: str) -> str:
    """The UID of a new talk: `uuid5` of its first key, or of the first and those added when that one is taken."""
    return f"{uuid5(NAMESPACE, ' '.join((first_key, *more)))}@talkfeed"


def mint_free(source: str, keys: Sequence[str], taken: Container[str]) -> str:
    """A UID nobody has: of the source and the first key; then of two keys, three, and at last with a number."""
    for count in range(1, len(keys) + 1):
        if (uid := mint(source, *keys[:count])) not in taken:
            return uid
    number = 2
    while (uid := mint(source, *keys, str(number))) in taken:
        number += 1
    return uid


K = TypeVar("K", bound=Remembered)


# ── Years ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

GUESSED_YEAR = frozenset({"year:nearest", "year:weekday"})
"""Grounds of a day whose year the page leaves out: the reader took the one nearest to the day of reading."""


def with_known_years(seen: Iterable[Talk], known: Iterable[Remembered]) -> tuple[Talk, ...]:
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
    if talk.when.day is not None and _title(talk):
        found.add(f"day:{talk.when.day:%m-%d} {_title(talk)}")
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


# ── Pairing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_order(seen: Iterable[Talk]) -> tuple[Talk, ...]:
    """The same talks in the one order in which they are decided, whatever order they came in; each talk once."""
    unique: dict[object, Talk] = {}
    for talk in sorted(seen, key=_rank):
        unique.setdefault((talk.keys, talk.when, talk.title, talk.place), talk)
    return tuple(unique.values())


def pair(seen: Iterable[Talk], known: Iterable[K], *, now: datetime | None = None) -> list[tuple[Talk, K | None]]:
    """Each talk seen with the known talk it is, or None if it is new. Nobody is recognised twice.

    Strong keys are matched for all talks before weak ones: identities, addresses, day and title; then the same hour
    with a title filled in; then the same title at another time. `now` tells what is still to come: a talk that has
    taken place does not move.
    """
    talks, olds = in_order(seen), sorted(known, key=lambda old: old.uid)
    pairing: _Pairing[K] = _Pairing(talks, olds)
    shared = Counter(key for talk in talks for key in set(talk.keys) if key.startswith("url:"))
    pairing.by_key(lambda key: not key.startswith(("url:", "day:")), lambda _talk, _old: True)
    pairing.by_key(
        lambda key: key.startswith("url:") and shared[key] == 1, lambda talk, old: same_address(talk, old.talk, now)
    )
    pairing.by_key(lambda key: key.startswith("day:"), lambda _talk, _old: True)
    pairing.by_trait(_hour, _filled_in)
    equals = _repeated(talks) | _repeated(old.talk for old in olds)
    pairing.by_trait(_name, lambda talk, old: _title(talk) not in equals and _moved(talk, old, now))
    return [(talk, pairing.found.get(number)) for number, talk in enumerate(talks)]


def same_address(talk: Talk, old: Talk, now: datetime | None = None) -> bool:
    """The veto: an address where neither title, nor people, nor day agree has been reused (`/seminar/next`).

    A title that says nothing, or one to be announced, neither agrees nor contradicts. Then the clock tells: a talk
    still to come has moved, one that is over has made room for another.
    """
    if _shares_people(talk, old) or (talk.when.day is not None and talk.when.day == old.when.day):
        return True
    if not (_is_generic(talk) or _is_generic(old)):
        return _alike(_title(talk), _title(old)) or talk.when.day is None or old.when.day is None
    if talk.speakers and old.speakers:
        return False
    return now is None or old.when.day is None or old.is_coming(now)


def _filled_in(talk: Talk, old: Talk) -> bool:
    """One hour, and the words may be those of one talk: a title to be announced, a person, an address in common."""
    unsettled = not _title(talk) or not _title(old)
    if unsettled or _shares_people(talk, old) or _shares_address(talk, old):
        return _shares_people(talk, old) or not (talk.speakers and old.speakers) or _shares_address(talk, old)
    return _alike(_title(talk), _title(old))


def _alike(one: str, other: str) -> bool:
    """Whether two folded titles may be spellings of one: nearly the same letters, or one is the other with more."""
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return f" {short} " in f" {long} " or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _moved(talk: Talk, old: Talk, now: datetime | None) -> bool:
    """The same words at another time, of a talk that is still to come and not one of a row of equals."""
    if _is_generic(talk) or (now is not None and not old.is_coming(now)):
        return False
    return _shares_people(talk, old) or not (talk.speakers and old.speakers)


def _repeated(talks: Iterable[Talk]) -> set[str]:
    """Titles that stand above several talks: a weekly meeting, a course."""
    return {title for title, count in Counter(map(_title, talks)).items() if count > 1}


def _hour(talk: Talk) -> object:
    return talk.when.start


def _name(talk: Talk) -> object:
    return _title(talk) or None


def _title(talk: Talk) -> str:
    """The folded title, "" while it is not announced."""
    return _folded_title(talk.title)


@lru_cache(maxsize=2**16)
def _folded_title(title: str) -> str:
    return "" if not title or is_placeholder(title) else fold(title)


def _same_title(talk: Talk, old: Talk) -> bool:
    return _title(talk) != "" and _title(talk) == _title(old)


def _is_generic(talk: Talk) -> bool:
    """Whether the title says nothing of this talk alone: none yet, or the name of the series."""
    return _title(talk) in ("", fold(talk.series or ""))


def _shares_people(talk: Talk, old: Talk) -> bool:
    return bool(_names(talk.speakers) & _names(old.speakers))


def _names(people: Iterable[Person]) -> set[str]:
    return {fold(person.name) for person in people} - {""}


def _shares_address(talk: Talk, old: Talk) -> bool:
    return talk.url != "" and canonical(talk.url) == canonical(old.url)


def _day(day: date) -> str:
    return (day.date() if isinstance(day, datetime) else day).isoformat()


def _rank(talk: Talk) -> tuple[str, ...]:
    place = talk.place
    when = (iso(talk.when.start) or "~", iso(talk.when.end) or "")
    where = (place.room or "", place.venue or "")
    return (*when, _title(talk), talk.title, talk.url, *where, *talk.keys, talk.abstract or "")


class _Pairing(Generic[K]):
    """Who has been found so far; each pass adds to it."""

    def __init__(self, talks: Sequence[Talk], olds: Sequence[K]) -> None:
        self.talks, self.olds = talks, olds
        self.found: dict[int, K] = {}
        self.used: set[str] = set()

    def by_key(self, wanted: Callable[[str], bool], agrees: Callable[[Talk, K], bool]) -> None:
        """Pair those who share a key of the wanted sort, the most alike first."""
        holders: Mapping[str, list[K]] = self._grouped(old for old in self.olds if old.uid not in self.used)
        offers = []
        for number, talk in enumerate(self.talks):
            if number in self.found:
                continue
            for key in filter(wanted, talk.keys):
                olds = (old for old in holders.get(key, ()) if agrees(talk, old))
                offers += [(-_likeness(talk, old.talk), number, old.uid, old) for old in olds]
        for _, number, uid, old in sorted(offers, key=lambda offer: offer[:3]):
            self._take(number, uid, old)

    def by_trait(self, trait: Callable[[Talk], object], agrees: Callable[[Talk, Talk], bool]) -> None:
        """Pair those left over who share a trait nobody else of either side has, and agree."""
        left: dict[object, list[int]] = defaultdict(list)
        for number, talk in enumerate(self.talks):
            if number not in self.found and (value := trait(talk)) is not None:
                left[value].append(number)
        if not left:
            return
        rest: dict[object, list[K]] = defaultdict(list)
        for old in self.olds:
            if old.uid not in self.used and (value := trait(old.talk)) in left:
                rest[value].append(old)
        for value, numbers in left.items():
            olds = rest.get(value, [])
            if len(numbers) == 1 and len(olds) == 1 and agrees(self.talks[numbers[0]], olds[0].talk):
                self._take(numbers[0], olds[0].uid, olds[0])

    def _grouped(self, olds: Iterable[K]) -> dict[str, list[K]]:
        holders: dict[str, list[K]] = defaultdict(list)
        for old in olds:
            for key in old.keys:
                holders[key].append(old)
        return holders

    def _take(self, number: int, uid: str, old: K) -> None:
        if number not in self.found and uid not in self.used:
            self.found[number] = old
            self.used.add(uid)


def _likeness(talk: Talk, old: Talk) -> int:
    """How well two talks with a key in common agree: the hour, the day, the title, the people, the room."""
    return (
        8 * (talk.when.start is not None and talk.when.start == old.when.start)
        + 4 * (talk.when.day == old.when.day)
        + 4 * _same_title(talk, old)
        + 2 * _shares_people(talk, old)
        + (talk.place.room == old.place.room)
    )
