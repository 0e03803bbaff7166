"""What happened: one run compared with what is known of its source, in INTERFACE's words; and doubt.

The decider of the house: values in, a value out; no clock, no database. What evidence suffices for calling a talk
withdrawn stands in one table (DECISIONS, "Changes"); PATIENCE and BELIEVABLE are its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pipeline.identity import mint_free, pair, with_known_years
from pipeline.reading.addresses import canonical
from pipeline.reading.text import is_placeholder
from pipeline.talk import Coverage, Kind, Listed, Status, Talk, iso, talk_json

PATIENCE: Mapping[str, int] = {"gone": 2, "unlisted": 3}
"""How many complete runs must miss a talk before it is withdrawn, by the kind of evidence."""

BELIEVABLE = 0.5
"""The share of a source's coming talks that may vanish at once before the run is doubted instead."""

_WHEN = frozenset({"start", "end", "timezone", "all_day", "time_known", "recurrence"})
_WHERE = frozenset({"attendance_mode", "venue", "room", "address", "online_url"})
LOUD = frozenset({"title", "status"}) | _WHEN | _WHERE
"""Fields of the JSON form whose change matters to an attendee: they raise SEQUENCE."""

_WORDS = (("moved", _WHEN), ("place changed", _WHERE), ("speaker changed", frozenset({"speakers"})))
_TOLD_APART = frozenset({"title", "status"}).union(*(fields for _, fields in _WORDS))

Diff = Mapping[str, tuple[object, object]]
"""Field of the JSON form → its value before and after."""


@dataclass(frozen=True, slots=True)
class Known:
    """A talk as the store remembers it. `misses`: complete runs in a row that missed it, by kind of evidence;
    `found_on`: the pages where it was announced."""

    uid: str
    talk: Talk
    sequence: int = 0
    revision: int = 1
    misses: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    found_on: tuple[str, ...] = ()

    def is_coming(self, now: datetime) -> bool:
        """Whether it is still ahead and not called off."""
        return self.talk.status not in (Status.WITHDRAWN, Status.CANCELLED) and self.talk.is_coming(now)


@dataclass(frozen=True, slots=True)
class Change:
    """One talk's next revision. `kinds`: INTERFACE's words, the loudest first; `fields`: what differs; `keys`: all it
    is known by from now on. `known` is None for a talk announced now."""

    kinds: tuple[str, ...]
    talk: Talk
    uid: str
    sequence: int
    revision: int
    fields: Diff
    keys: tuple[str, ...]
    known: Known | None = None

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
    to talks that did not change; `missed`: talks not seen, with why that is evidence; `doubt`: a sentence for a person
    when absences were not believed."""

    changes: tuple[Change, ...] = ()
    met: frozenset[str] = frozenset()
    missed: tuple[tuple[Known, str], ...] = ()
    doubt: str = ""
    learnt: tuple[tuple[str, tuple[str, ...]], ...] = ()
    forgiven: frozenset[str] = frozenset()
    unchanged: int = 0


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
) -> Verdict:
    """Compare what one run saw with what is known of its source, as far as the run could see.

    `now` is aware. `listings` are the source's addresses of talks: a talk whose listing is not known is missed only if
    all of them show their reach. `taken`: UIDs and aliases not among the known that may not be minted again.
    """
    known = tuple(known)
    seen = with_known_years(seen, known)
    pairs = pair(seen, known, now=now)
    met = frozenset(old.uid for _, old in pairs if old)
    present, learnt = _present(
        pairs, {*taken, *(old.uid for old in known)}, partial=bool(coverage.flaw) or coverage.chosen
    )
    forgiven = frozenset(old.uid for _, old in pairs if old and old.misses)
    verdict = Verdict(present, met, learnt=learnt, forgiven=forgiven, unchanged=len(pairs) - len(present))
    if coverage.chosen:
        return verdict
    if coverage.flaw:
        return replace(verdict, doubt=coverage.flaw)
    coming = [old for old in known if old.is_coming(now)]
    missed = [(old, why) for old in coming if old.uid not in met and (why := lacks(coverage, old, listings))]
    absent = len([old for old in coming if old.uid not in met])
    if coming and not seen and not coverage.vouched:  # also when the same empty page comes again: a doubt stands
        return replace(verdict, doubt=f"saw nothing where {_talks(len(coming))} coming")
    if absent > 1 and absent > BELIEVABLE * len(coming) and not coverage.vouched:
        return replace(verdict, doubt=f"{absent} of {len(coming)} coming talks are not there any more")
    enough = tuple(withdraw(old) for old, why in missed if old.misses.get(why, 0) + 1 >= PATIENCE[why])
    return replace(verdict, changes=present + enough, missed=tuple(missed))


def _talks(count: int) -> str:
    return "1 talk is" if count == 1 else f"{count} talks are"


def _present(
    pairs: Sequence[tuple[Talk, Known | None]], taken: set[str], *, partial: bool
) -> tuple[tuple[Change, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """What changed of the talks that were seen, and the keys learnt of those that did not change."""
    changes, learnt = [], []
    for talk, old in pairs:
        if old is None:
            change: Change | None = announce(talk, taken)
            taken.add(change.uid if change else "")
        else:
            change = compare(talk, old, partial=partial)
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
    """What the sight of a known talk changes; None if nothing. A partial run adds and corrects but takes nothing
    away: half a crawl, or an import, that missed a talk's own page must not empty its room."""
    if talk == old.talk:  # the usual case
        return None
    talk = replace(talk, listings=_together(talk, old.talk))
    if partial:
        talk = kept(talk, old.talk)
    fields = diff(old.talk, talk)
    if not fields:
        return None
    loud = not LOUD.isdisjoint(fields)
    keys = tuple(dict.fromkeys((*talk.keys, *old.keys)))
    return Change(kinds(fields), talk, old.uid, old.sequence + loud, old.revision + 1, fields, keys, old)


def withdraw(old: Known) -> Change:
    """A talk that vanished from a healthy source."""
    talk = replace(old.talk, status=Status.WITHDRAWN)
    fields = diff(old.talk, talk)
    return Change(("withdrawn",), talk, old.uid, old.sequence + 1, old.revision + 1, fields, old.keys, old)


def lacks(coverage: Coverage, old: Known, listings: Sequence[str] = ()) -> str:
    """Why the absence of a talk from this run says something: "gone" (its own page is), "unlisted" (its listing
    provably covers its day), or "" if it says nothing."""
    own = {canonical(old.talk.url)}
    if not own.isdisjoint(map(canonical, coverage.gone)):
        return "gone"
    day = old.talk.when.last_day
    reach = {canonical(url): last for url, last in coverage.reach}
    places = [place for place in map(canonical, old.found_on) if place in reach]
    if not places:
        places = list(reach)
        if not places or not reach.keys() >= set(map(canonical, listings)):
            return ""
    return "unlisted" if day is not None and all(day <= reach[place] for place in places) else ""


def kept(talk: Talk, old: Talk) -> Talk:
    """The talk with what only the old one knows put back: values missing now, an hour, a word of status."""
    place, was = talk.place, old.place
    same_day = talk.when.day is not None and talk.when.day == old.when.day
    when = old.when if talk.when.start is None or (same_day and isinstance(talk.when.start, date)) else talk.when
    if isinstance(talk.when.start, datetime):
        when = talk.when
        if when.start == old.when.start and when.end is None:
            when = replace(when, end=old.when.end)
    called_off = talk.status is Status.CONFIRMED and old.status in (Status.CANCELLED, Status.POSTPONED)
    return replace(
        talk,
        title=old.title if is_placeholder(talk.title) else talk.title,
        when=when,
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
        before, after = (not value or is_placeholder(str(value)) for value in fields["title"])
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
    """All the places where either is announced: they are gathered, never forgotten."""
    return tuple(sorted({*talk.listings, *old.listings}, key=lambda place: (place.source, place.url)))
