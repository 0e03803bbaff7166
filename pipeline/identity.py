"""Who is who: the keys a talk is known by, pairing what a run saw with what is known, and minting a UID once.

Pure, and independent of the order in which talks come. Keys, strongest first: identities a platform or an upstream
calendar gives (`addevent:12345`, `ics:UID@host`), the address (`url:…`), the day with the folded title (`day:…`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from pipeline.pairing import K, Pairing
from pipeline.reading.addresses import canonical
from pipeline.reading.states import GATHERING
from pipeline.reading.text import fold, is_untitled
from pipeline.talk import Person, Talk, iso

NAMESPACE = UUID("6f0e1c58-6f0f-5d43-9d0b-0c9f9a3f7c51")
"""Of every UID minted. Changing it would give every talk in every calendar a second life."""

ALIKE = 0.8
"""From this ratio on, two titles at one and the same hour are spellings of one (`difflib`); below, two talks."""


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


# ── Pairing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_order(seen: Iterable[Talk]) -> tuple[Talk, ...]:
    """The same talks in the one order in which they are decided, whatever order they came in; each talk once."""
    unique: dict[object, Talk] = {}
    for talk in sorted(seen, key=_rank):
        unique.setdefault((talk.keys, talk.when, talk.title, talk.place), talk)
    return tuple(unique.values())


def pair(seen: Iterable[Talk], known: Iterable[K], *, now: datetime) -> list[tuple[Talk, K | None]]:
    """Each talk seen with the known talk it is, or None if it is new. Nobody is recognised twice.

    First come those of whom nothing has changed. Strong keys are matched for all talks before weak ones: identities;
    the same people with the same title, at another address (theirs may be a slot's, and another's now); addresses, day
    and title; then the same hour with a title filled in, the same day with nearly the same title, the same day and
    people with title or hour filled in or at another hour, the same title at another time, the one talk of a series in
    a week. `now` tells what is still to come: a talk that has taken place does not move.
    """
    talks, olds = in_order(seen), sorted(known, key=lambda old: old.uid)
    pairing: Pairing[K] = Pairing(talks, olds, _likeness)
    pairing.by_sight()
    if len(pairing.found) == len(talks):  # the usual case
        return [(talk, pairing.found[number]) for number, talk in enumerate(talks)]
    shared = Counter(key for talk in talks for key in set(talk.keys) if key.startswith("url:"))
    pairing.by_key(lambda key: not key.startswith(("url:", "day:")), lambda _talk, _old: True)
    equals = _repeated(talks) | _repeated(old.talk for old in olds)
    pairing.by_trait(_name, lambda talk, old: title_of(talk) not in equals and _went_elsewhere(talk, old, now))
    pairing.by_key(
        lambda key: key.startswith("url:") and shared[key] == 1, lambda talk, old: same_address(talk, old.talk, now)
    )
    pairing.by_key(lambda key: key.startswith("day:"), lambda _talk, _old: True)
    pairing.by_trait(_hour, _filled_in)
    pairing.by_trait(_on_day, _respelt)
    pairing.by_trait(_on_day, _settled)
    pairing.by_trait(_on_day, lambda talk, old: _put_to_another_hour(talk, old, now))
    pairing.by_trait(_name, lambda talk, old: title_of(talk) not in equals and _moved(talk, old, now))
    alone = _alone_in_their_week(talks, [old.talk for old in olds])
    pairing.by_trait(lambda talk: _week(talk) if _week(talk) in alone else None, lambda t, o: _put_off(t, o, now))
    return [(talk, pairing.found.get(number)) for number, talk in enumerate(talks)]


def same_address(talk: Talk, old: Talk, now: datetime) -> bool:
    """The veto: an address where neither title, nor people, nor day agree has been reused (`/seminar/next`).

    A title that says nothing, or one to be announced, neither agrees nor contradicts. Then the clock tells: a talk
    still to come has moved, one that is over has made room for another. And so it does where the title is new and the
    day too, unless the new one is just the next in a row of weeks; of the same people as well, for a lecturer's talks
    follow one another at one address.
    """
    if talk is old:
        return True
    if _is_next_of_sort(talk, old, now):
        return False
    if shares_people(talk, old):
        return not _is_next_of_theirs(talk, old, now)
    if talk.when.day is not None and talk.when.day == old.when.day:
        return not _is_another_card(talk, old)
    if talk.speakers and old.speakers and None not in (talk.when.day, old.when.day) and _made_room(talk, old, now):
        return False
    if not (is_generic(talk) or is_generic(old)):
        undated = talk.when.day is None or old.when.day is None
        return undated or alike(title_of(talk), title_of(old)) or _put_elsewhere(talk, old, now)
    if talk.speakers and old.speakers:
        return False
    return old.when.day is None or old.is_coming(now)


def _is_next_of_theirs(talk: Talk, old: Talk, now: datetime) -> bool:
    """Whether a talk of the same people, with a title of its own on another day, follows the one at its address: that
    is over, or the address is of whichever comes next."""
    if None in (talk.when.day, old.when.day) or talk.when.day == old.when.day or is_generic(talk) or is_generic(old):
        return False
    slot = bool(_NEXT.search(urlsplit(old.url).path.rstrip("/")))
    return (slot or not old.is_coming(now)) and not alike(title_of(talk), title_of(old))


def _is_next_of_sort(talk: Talk, old: Talk, now: datetime) -> bool:
    """Whether an address that names only a gathering ("Algebra Seminar") has gone on to its next one: what took place
    under that name does not move to a later day."""
    later = talk.when.day is not None and old.when.day is not None and talk.when.day > old.when.day
    return later and not old.is_coming(now) and bool(_SORT.fullmatch(title_of(talk)))


def _made_room(talk: Talk, old: Talk, now: datetime) -> bool:
    """Whether a talk of other people on another day is the next at its address, whatever the title says: the old one is
    over, or the title is what every talk is called there ("Algebra Seminar")."""
    return not old.is_coming(now) or bool(_SORT.fullmatch(title_of(talk)))


_SORT = re.compile(rf"(?:\w+ ){{0,4}}\w*(?:{GATHERING})s?")
"""A title that is what gatherings of a sort are called."""


def is_guessed(talk: Talk, old: Talk, now: datetime) -> bool:
    """Whether nothing but the address they share says that a talk is this one: the title is new and the day too."""
    agree = shares_people(talk, old) or talk.when.day == old.when.day or alike(title_of(talk), title_of(old))
    return not (agree or is_generic(talk) or is_generic(old)) and _put_elsewhere(talk, old, now)


def _is_another_card(talk: Talk, old: Talk) -> bool:
    """Whether two cards of one day are of different people, and of one of them no title is known: a card's address is
    made of its day and title, and proves no more than they do."""
    unsaid = is_generic(talk) or is_generic(old)
    return "#" in talk.url and unsaid and bool(talk.speakers and old.speakers)


_NEXT = re.compile(
    rf"(?:^|/)(?:(?:{GATHERING}|event|week|talk)s?[-_])?(?:next|current|upcoming|latest|today|this-?week|now)"
    rf"(?:[-_](?:{GATHERING}|event|week|talk)s?)?(?:\.\w+)?$",
    re.IGNORECASE,
)
"""How an address ends that is not one talk's but that of whichever comes next."""

WEEK = 7


def _put_elsewhere(talk: Talk, old: Talk, now: datetime) -> bool:
    """Whether a talk with a new title and a new day is the one that stood at this address: that is days away still,
    nobody else is named, and it did not step on to the next slot of its row."""
    was, is_now = old.when.day, talk.when.day
    if was is None or is_now is None or (talk.speakers and old.speakers):
        return False
    ahead = min(was, is_now) > now.date() + timedelta(days=1)
    return ahead and not is_next_slot(talk, old) and not _NEXT.search(urlsplit(old.url).path.rstrip("/"))


def is_next_slot(talk: Talk, old: Talk) -> bool:
    """Whether a talk stands where the next in a row of weeks would: whole weeks away, at the same hour."""
    was, is_now = old.when.day, talk.when.day
    if was is None or is_now is None:
        return False
    return (is_now - was).days % WEEK == 0 and hours_agree(talk, old)


def _hour_of(talk: Talk) -> time | None:
    return talk.when.start.time() if isinstance(talk.when.start, datetime) else None


def _filled_in(talk: Talk, old: Talk) -> bool:
    """One hour, and the words may be those of one talk: a title to be announced, a person, an address in common."""
    unsettled = not title_of(talk) or not title_of(old)
    if unsettled or shares_people(talk, old) or _shares_address(talk, old):
        return shares_people(talk, old) or not (talk.speakers and old.speakers) or _shares_address(talk, old)
    return alike(title_of(talk), title_of(old))


def _respelt(talk: Talk, old: Talk) -> bool:
    """One day, and nearly the same words of the same people, or of nobody named."""
    if talk.speakers and old.speakers and not shares_people(talk, old):
        return False
    return alike(title_of(talk), title_of(old))


def _settled(talk: Talk, old: Talk) -> bool:
    """One day and the same people, and of one of the two no title was known, and perhaps no hour."""
    return shares_people(talk, old) and may_be_settled(talk, old) and hours_agree(talk, old)


def _put_to_another_hour(talk: Talk, old: Talk, now: datetime) -> bool:
    """One day and the very same people, of one of the two no title was known, and it is still to come."""
    same = {fold(person.name) for person in talk.speakers} == {fold(person.name) for person in old.speakers}
    return same and bool(talk.speakers) and may_be_settled(talk, old) and old.is_coming(now)


def may_be_settled(talk: Talk, old: Talk) -> bool:
    """Whether one is without a title of its own, and neither people, nor series, nor room contradict each other; nor
    is a name taken back."""
    unsettled = is_generic(talk) or is_generic(old)
    others = bool(old.speakers) and not shares_people(talk, old)
    elsewhere = {fold(room) for room in (talk.place.room, old.place.room) if room}
    series = {fold(name) for name in (talk.series, old.series) if name}
    return unsettled and not others and len(series) < 2 and len(elsewhere) < 2


def hours_agree(talk: Talk, old: Talk) -> bool:
    """Whether both begin at the same hour, or of one that is not known."""
    return _hour_of(talk) == _hour_of(old) or not (_hour_of(talk) and _hour_of(old))


def _put_off(talk: Talk, old: Talk, now: datetime) -> bool:
    """The one talk of its series in its week, of which no title was or is known: it has moved within the week."""
    unsettled = is_generic(talk) or is_generic(old)
    contradicts = talk.speakers and old.speakers and not shares_people(talk, old)
    return unsettled and not contradicts and old.is_coming(now)


def _week(talk: Talk) -> object:
    """The series with the week, of talks that have both."""
    day = talk.when.day
    return (fold(talk.series), day.isocalendar()[:2]) if talk.series and day is not None else None


def _alone_in_their_week(*sides: Iterable[Talk]) -> set[object]:
    """The weeks of a series in which neither side knows more than one talk."""
    counts = [Counter(map(_week, talks)) for talks in sides]
    return {week for one in counts for week in one if week and all(count[week] <= 1 for count in counts)}


def _on_day(talk: Talk) -> object:
    return talk.when.day


def alike(one: str, other: str) -> bool:
    """Whether two folded titles may be spellings of one: nearly the same letters, or one is the other with more."""
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return f" {short} " in f" {long} " or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _moved(talk: Talk, old: Talk, now: datetime) -> bool:
    """The same words at another time, of a talk that is still to come and not one of a row of equals."""
    if is_generic(talk) or not old.is_coming(now):
        return False
    return shares_people(talk, old) or not (talk.speakers and old.speakers)


def _went_elsewhere(talk: Talk, old: Talk, now: datetime) -> bool:
    """The same, given by the same people, and not at its address."""
    return shares_people(talk, old) and not _shares_address(talk, old) and _moved(talk, old, now)


def _repeated(talks: Iterable[Talk]) -> set[str]:
    """Titles that stand above several talks: a weekly meeting, a course."""
    return {title for title, count in Counter(map(title_of, talks)).items() if count > 1}


def _hour(talk: Talk) -> object:
    return talk.when.start


def _name(talk: Talk) -> object:
    return title_of(talk) or None


def title_of(talk: Talk) -> str:
    """The folded title, "" while it is not announced."""
    return _folded_title(talk.title)


@lru_cache(maxsize=2**16)
def _folded_title(title: str) -> str:
    return "" if not title or is_untitled(title) else fold(title)


def _same_title(talk: Talk, old: Talk) -> bool:
    return title_of(talk) != "" and title_of(talk) == title_of(old)


def is_generic(talk: Talk) -> bool:
    """Whether the title says nothing of this talk alone: none yet, the name of the series, or of those who speak."""
    title = title_of(talk)
    return title in ("", fold(talk.series or "")) or (bool(talk.speakers) and _is_of_people(title, talk.speakers))


_BESIDE_NAMES = frozenset(
    str.split(
        "prof professor professorin dr phd mr mrs ms sir talk lecture seminar vortrag of by with and von mit und de et"
    )
)


def _is_of_people(title: str, people: Sequence[Person]) -> bool:
    """Whether a folded title holds the name of one of these people, and besides nothing but more of the sort."""
    words = set(title.split()) - _BESIDE_NAMES
    named = [set(fold(one.name).split()) - _BESIDE_NAMES for one in people]
    told = set().union(*named, *(fold(one.affiliation).split() for one in people if one.affiliation))
    return words <= told and any(name and name <= words for name in named)


def shares_people(talk: Talk, old: Talk) -> bool:
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
    return (*when, title_of(talk), talk.title, talk.url, *where, *talk.keys, talk.abstract or "")


def _likeness(talk: Talk, old: Talk) -> int:
    """How well two talks with a key in common agree: the hour, the day, the title, the people, the room."""
    return (
        8 * (talk.when.start is not None and talk.when.start == old.when.start)
        + 4 * (talk.when.day == old.when.day)
        + 4 * _same_title(talk, old)
        + 2 * shares_people(talk, old)
        + (talk.place.room == old.place.room)
    )
