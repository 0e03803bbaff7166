"""What happened: one run compared with what is known of its source, in INTERFACE's words; and doubt.

The decider of the house: values in, a value out; no clock, no database. What evidence suffices for calling a talk
withdrawn is `pipeline.absence`; what of a change is held back until it is settled, `pipeline.settling`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pipeline.absence import has_page, judge
from pipeline.identity import is_guessed, mint_free, pair, same_address
from pipeline.known import Known as Known
from pipeline.reading.addresses import canonical
from pipeline.reading.text import is_untitled
from pipeline.recast import recast
from pipeline.talk import Coverage, Kind, Listed, Span, Status, Talk, iso, talk_json

WHEN = frozenset({"start", "end", "timezone", "all_day", "time_known", "recurrence"})
_WHERE = frozenset({"attendance_mode", "venue", "room", "address", "online_url"})
LOUD = frozenset({"title", "status"}) | WHEN | _WHERE
"""Fields of the JSON form whose change matters to an attendee: they raise SEQUENCE."""

_WORDS = (("moved", WHEN), ("place changed", _WHERE), ("speaker changed", frozenset({"speakers"})))
_TOLD_APART = frozenset({"title", "status"}).union(*(fields for _, fields in _WORDS))

Diff = Mapping[str, tuple[object, object]]
"""Field of the JSON form → its value before and after."""


@dataclass(frozen=True, slots=True)
class Change:
    """One talk's next revision. `kinds`: INTERFACE's words, the loudest first; `fields`: what differs; `keys`: all it
    is known by from now on. `known` is None for a talk announced now; `note`: the evidence, where no page says so."""

    kinds: tuple[str, ...]
    talk: Talk
    uid: str
    sequence: int
    revision: int
    fields: Diff
    keys: tuple[str, ...]
    known: Known | None = None
    note: str | None = None

    @property
    def kind(self) -> str:
        """All the words in one: "moved, place changed"."""
        return ", ".join(self.kinds)

    def line(self) -> str:
        """The change as people read it: "moved: 2026-12-06T15:00 The Long Memory of Rivers"."""
        return f"{self.kind}: {iso(self.talk.when.start) or 'no date yet'} {self.talk.title}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one run means. `met`: uids seen; `forgiven`: those of them that earlier runs had missed; `learnt`: keys new
    to talks that did not change; `missed`: talks not seen, each with its misses from now on; `doubt`: a sentence for a
    person when absences were not believed; `unsettled`: by uid, what its page keeps taking back, where that is new
    (empty: it has settled); `restless`: a sentence for each such field."""

    changes: tuple[Change, ...] = ()
    met: frozenset[str] = frozenset()
    missed: tuple[tuple[Known, Mapping[str, int]], ...] = ()
    doubt: str = ""
    learnt: tuple[tuple[str, tuple[str, ...]], ...] = ()
    forgiven: frozenset[str] = frozenset()
    unchanged: int = 0
    unsettled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    restless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did to the database; `talkfeed runs` prints it. `rejected` counts sightings that are no talks,
    `articles` those new or changed. `problems`: one sentence per page that failed;
    `lines`: one per talk that changed."""

    run: str
    source: str
    announced: int = 0
    changed: int = 0
    unchanged: int = 0
    missed: int = 0
    cancelled: int = 0
    withdrawn: int = 0
    reinstated: int = 0
    rejected: int = 0
    articles: int = 0
    doubt: str = ""
    problems: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether the run changed nothing that anyone can see."""
        return not (self.announced or self.changed or self.withdrawn or self.articles)


def decide(
    seen: Iterable[Talk],
    known: Iterable[Known],
    coverage: Coverage,
    *,
    now: datetime,
    listings: Sequence[str] = (),
    taken: Iterable[str] = (),
    linked: Collection[str] | None = None,
    read: Collection[str] = (),
) -> Verdict:
    """Compare what one run saw with what is known of its source, as far as the run could see.

    `now` is aware. `listings` are the source's addresses of talks: a talk whose listing is not known is missed only if
    all of them show their reach. `taken`: UIDs and aliases not among the known that may not be minted again.
    `linked`: the addresses, in comparable form, that listings lead to, if that is known; `read`: those of talks' own
    pages that could be read.
    """
    from pipeline.years import with_known_years  # reads dates: 5 MB, of which those who only publish need none

    known = tuple(sorted(known, key=lambda old: old.uid))  # databases give rows in any order
    talks = _as_far_as_read(with_known_years(seen, known), known, coverage, now)
    pairs = recast(pair(talks, known, now=now), known, coverage, now=now, listings=listings, linked=linked or ())
    present, learnt = _present(pairs, {*taken, *(old.uid for old in known)}, coverage, linked, read)
    verdict = Verdict(
        present,
        frozenset(old.uid for _, old in pairs if old),
        learnt=learnt,
        forgiven=frozenset(old.uid for _, old in pairs if old and old.misses),
        unchanged=len(pairs) - len(present),
    )
    if not coverage.is_crawl:
        return replace(verdict, doubt=coverage.flaw)
    absences = judge(pairs, known, coverage, now=now, listings=listings)
    enough = tuple(withdraw(old, why) for old, why in absences.vanished)
    return replace(verdict, changes=present + enough, missed=absences.missed, doubt=absences.doubt)


def _as_far_as_read(
    seen: Sequence[Talk], known: Iterable[Known], coverage: Coverage, now: datetime
) -> tuple[Talk, ...]:
    """The talks seen; one of which there is but a card, with another title and day than any talk known at its address,
    as the talk there was: its page, which could not be read, tells whether it has changed or made room for another."""
    unread = set(map(canonical, coverage.unread))
    at: dict[str, list[Known]] = defaultdict(list)
    for old in known:
        if has_page(old.talk) and (address := canonical(old.talk.url)) in unread:
            at[address].append(old)
    if not at:
        return tuple(seen)

    def as_read(talk: Talk) -> Talk:
        olds = [old for old in at.get(canonical(talk.url), ()) if same_address(talk, old.talk, now)]
        if not olds or not all(is_guessed(talk, old.talk, now) for old in olds):
            return talk
        return max(olds, key=lambda old: (old.is_coming(now), iso(old.talk.when.start) or "", old.uid)).talk

    return tuple(map(as_read, seen))


def _present(
    pairs: Sequence[tuple[Talk, Known | None]],
    taken: set[str],
    coverage: Coverage,
    linked: Collection[str] | None,
    read: Collection[str],
) -> tuple[tuple[Change, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """What changed of the talks that were seen, and the keys learnt of those that did not change."""
    changes, learnt = [], []
    partial, unread = bool(coverage.flaw) or coverage.chosen, set(map(canonical, (*coverage.unread, *coverage.gone)))
    for talk, old in pairs:
        if old is None:
            change: Change | None = announce(talk, taken)
            taken.add(change.uid if change else "")
        else:
            here, was = canonical(talk.url), canonical(old.talk.url)
            at = {here} if linked is not None and here in read and was not in linked else {here, was}
            unlisted = linked is not None and bool(old.found_on) and at.isdisjoint(linked)
            change = compare(talk, old, partial=partial or unlisted or not unread.isdisjoint(at))
            if change is None and (new := tuple(key for key in talk.keys if key not in old.keys)):
                learnt.append((old.uid, new))
        if change:
            changes.append(change)
    return tuple(changes), tuple(learnt)


def announce(talk: Talk, taken: set[str]) -> Change:
    """A talk not known so far: revision 1, with a UID of its own for ever."""
    uid = mint_free(talk.source, talk.keys or (talk.url, talk.title), taken)
    return Change(("announced",), talk, uid, 0, 1, {}, talk.keys)


def compare(talk: Talk, old: Known, *, partial: bool = False) -> Change | None:
    """What the sight of a known talk changes; None if nothing. A partial one adds and corrects but takes nothing away:
    half a crawl, an import, a card whose talk's own page could not be read, or that without its card must not empty its
    room."""
    if talk == old.talk:  # the usual case
        return None
    talk = replace(talk, listings=_together(talk, old.talk), url=_address(talk, old.talk, partial))
    if partial:
        talk = kept(talk, old.talk)
    return change_to(talk, old, tuple(dict.fromkeys((*talk.keys, *old.keys))))


def change_to(talk: Talk, old: Known, keys: tuple[str, ...]) -> Change | None:
    """The next revision of a known talk that is now like this, known by these keys; None if nothing differs."""
    fields = diff(old.talk, talk)
    if not fields:
        return None
    loud = not LOUD.isdisjoint(fields)
    return Change(kinds(fields), talk, old.uid, old.sequence + loud, old.revision + 1, fields, keys, old)


def _address(talk: Talk, old: Talk, partial: bool) -> str:
    """The talk's address; as it was where only a session or a campaign mark differs, or half a sight lost it. A saved
    page that names none has its file's name for one, which is nowhere in the web."""
    same = canonical(talk.url) == canonical(old.url)
    saved = talk.url.startswith("file:") and bool(old.url) and not old.url.startswith("file:")
    return old.url if same or saved or (partial and has_page(old) and not has_page(talk)) else talk.url


def withdraw(old: Known, why: str) -> Change:
    """A talk that vanished from a healthy source, and what is the evidence."""
    change = change_to(replace(old.talk, status=Status.WITHDRAWN), old, old.keys)
    assert change is not None, "a withdrawn talk is not coming, and cannot be missed"
    return replace(change, note=why)


def kept(talk: Talk, old: Talk) -> Talk:
    """The talk with what only the old one knows put back: values missing now, an hour, a word of status."""
    place, was = talk.place, old.place
    called_off = talk.status is Status.CONFIRMED and old.status in (Status.CANCELLED, Status.POSTPONED)
    return replace(
        talk,
        title=old.title if is_untitled(talk.title) else talk.title,
        when=_kept_when(talk.when, old.when),
        status=old.status if called_off else talk.status,
        place=replace(
            place,
            attendance_mode=place.attendance_mode or was.attendance_mode,
            venue=place.venue or was.venue,
            room=place.room or was.room,
            address=place.address or was.address,
            online_url=place.online_url or was.online_url,
        ),
        series=talk.series or old.series,
        kind=old.kind if talk.kind is Kind.TALK else talk.kind,
        topics=talk.topics or old.topics,
        language=talk.language or old.language,
        image=talk.image or old.image,
        registration_url=talk.registration_url or old.registration_url,
        speakers=talk.speakers or old.speakers,
        hosts=talk.hosts or old.hosts,
        abstract=talk.abstract or old.abstract,
        bio=talk.bio or old.bio,
    )


def _kept_when(when: Span, was: Span) -> Span:
    """A day takes no hour away, and none no day; the same start keeps its end."""
    if isinstance(when.start, datetime):
        return replace(when, end=was.end) if when.start == was.start and when.end is None else when
    return was if when.start is None or when.day == was.day else when


def diff(old: Talk, new: Talk) -> dict[str, tuple[object, object]]:
    """The fields of the JSON form in which two talks differ, with before and after. Confidence is no fact of a talk."""
    if old == new:
        return {}
    before, after = talk_json(old), talk_json(new)
    return {
        name: (before[name], after[name])
        for name in before
        if name not in ("confidence", "source") and before[name] != after[name]
    }


def kinds(fields: Diff) -> tuple[str, ...]:
    """INTERFACE's words for a diff, the loudest first."""
    words = []
    if "status" in fields:
        words.append(_status_word(*map(str, fields["status"])))
    words += [word for word, names in _WORDS[:2] if not names.isdisjoint(fields)]
    if "title" in fields:
        before, after = (not value or is_untitled(str(value)) for value in fields["title"])
        words.append("title announced" if before and not after else "retitled")
    words += [word for word, names in _WORDS[2:] if not names.isdisjoint(fields)]
    if not fields.keys() <= _TOLD_APART:
        words.append("details changed")
    return tuple(dict.fromkeys(words))


def _status_word(before: str, after: str) -> str:
    if after in (Status.CANCELLED, Status.POSTPONED, Status.WITHDRAWN):
        return after
    return "reinstated" if before in (Status.CANCELLED, Status.POSTPONED, Status.WITHDRAWN) else "details changed"


def _together(talk: Talk, old: Talk) -> tuple[Listed, ...]:
    """All the places where either is announced: they are gathered, never forgotten, each in one spelling."""
    places = {(place.source, canonical(place.url)): place for place in (*talk.listings, *old.listings)}
    return tuple(sorted(places.values(), key=lambda place: (place.source, place.url)))
