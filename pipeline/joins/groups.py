"""Which listings are one talk: pairs worth comparing, rivals, groups, and who leads. Values in, values out.

Nothing depends on the order in which talks come. A person's word stands for ever, for and against, and also against
what would follow from other joins. Two rows of one source are two talks by that source's own word: only a person joins
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.joins.score import Score, features, weigh
from pipeline.talk import Status, Talk

Pair = tuple[str, str]
"""Two UIDs, the smaller first."""

CLEARLY = 2.0
"""Points by which the better of two rows of one source must fit before it is taken for the talk of another."""


@dataclass(frozen=True, slots=True)
class Row:
    """A talk as one source announces it. `created`: first stored, aware. `said`: the source's own word where a person
    corrected it."""

    uid: str
    talk: Talk
    created: datetime
    said: Talk | None = None

    @property
    def voice(self) -> str:
        """Whose word it is: its source's. A listing that vanished is nobody's word any more: what its source announces
        in its place may be the same talk."""
        return self.uid if self.talk.status is Status.WITHDRAWN else self.talk.source


def pair_of(one: str, other: str) -> Pair:
    """Two UIDs in order."""
    return (one, other) if one < other else (other, one)


def alike(rows: Sequence[Row], before: Iterable[Pair] = ()) -> dict[Pair, Score]:
    """The pairs of these rows that are one talk by their score. `before`: the pairs that are joined so far."""
    before = frozenset(before)
    known = {row.uid: row for row in rows}
    seen = {row.uid: features(row.talk) for row in rows}
    words = {uid: one.words for uid, one in seen.items()}
    found = {}
    for one, other in worth_comparing(rows) | {pair for pair in before if known.keys() >= set(pair)}:
        joined = (one, other) in before
        if known[one].talk.source == known[other].talk.source or not (joined or words[one] & words[other]):
            continue
        score = weigh(seen[one], seen[other], joined=joined)
        if joined and not (score and score.is_enough):  # what people correct tears nothing apart
            score = weigh(*(features(row.said or row.talk) for row in (known[one], known[other])), joined=True)
        if score and score.is_enough:
            found[one, other] = score
    return _without_rivals(found, {uid: row.voice for uid, row in known.items()})


def worth_comparing(rows: Iterable[Row]) -> set[Pair]:
    """Pairs at one instant, at one hour where a zone is not known, or on one day where an hour is not."""
    boxes: dict[object, list[Row]] = defaultdict(list)
    walls: dict[datetime, list[Row]] = defaultdict(list)
    nowhere: dict[datetime, list[Row]] = defaultdict(list)
    hours: dict[date, list[Row]] = defaultdict(list)
    bare: list[Row] = []
    pairs: set[Pair] = set()
    for row in rows:
        when = row.talk.when
        if isinstance(when.start, datetime):
            if when.start_utc is not None:
                boxes[when.start_utc].append(row)
            (nowhere if when.start_utc is None else walls)[when.start].append(row)
            hours[when.start.date()].append(row)
        elif when.day is not None:
            boxes[when.day].append(row)
            bare.append(row)
    for box in boxes.values():
        pairs.update(_of_two_sources(box, box))
    for wall, lost in nowhere.items():
        pairs.update(_of_two_sources(lost, lost))
        pairs.update(_of_two_sources(lost, walls.get(wall, ())))
    days: dict[date, list[Row]] = defaultdict(list)
    for row in bare:
        days[row.talk.when.day or date.min].append(row)
    for day, those in days.items():
        for shift in (-1, 0, 1):
            pairs.update(_of_two_sources(those, hours.get(day + timedelta(days=shift), ())))
    return pairs


def _of_two_sources(ones: Iterable[Row], others: Iterable[Row]) -> Iterator[Pair]:
    """Pairs of two sources: those of one are two talks by its own word, and it may have thousands at one hour."""
    sides: list[dict[str, list[str]]] = [defaultdict(list), defaultdict(list)]
    for side, rows in zip(sides, (ones, others), strict=True):
        for row in rows:
            side[row.talk.source].append(row.uid)
    for source, mine in sides[0].items():
        for other, theirs in sides[1].items():
            if source != other:
                yield from (pair_of(one, two) for one in mine for two in theirs)


def _without_rivals(found: Mapping[Pair, Score], voice_of: Mapping[str, str]) -> dict[Pair, Score]:
    """The pairs without those where a talk fits two rows of one source: the clearly better one is it, else neither."""
    fits: dict[tuple[str, str], list[tuple[float, Pair]]] = defaultdict(list)
    for pair, score in found.items():
        for uid, other in (pair, pair[::-1]):
            fits[uid, voice_of[other]].append((score.fit, pair))
    out: set[Pair] = set()
    for rivals in fits.values():
        rivals.sort(reverse=True)
        clear = len(rivals) == 1 or rivals[0][0] >= rivals[1][0] + CLEARLY
        out.update(pair for _, pair in (rivals[1:] if clear else rivals))
    return {pair: score for pair, score in found.items() if pair not in out}


def groups(
    voice_of: Mapping[str, str], scores: Mapping[Pair, float], said: Mapping[Pair, bool]
) -> list[frozenset[str]]:
    """Who is one talk with whom; each UID of `voice_of` in one group, alone if need be.

    `scores`: pairs joined by score; `said`: a person's word on pairs. The surest joins are made first, each only if
    nothing forbids it to anyone it would bring together.
    """
    home = {uid: frozenset((uid,)) for uid in voice_of}
    apart = {pair for pair, together in said.items() if not together}
    meant = {pair for pair, together in said.items() if together}

    def forbidden(one: str, other: str) -> bool:
        pair = pair_of(one, other)
        return pair in apart or (voice_of[one] == voice_of[other] and pair not in meant)

    ordered = sorted(meant) + sorted(scores, key=lambda pair: (-scores[pair], pair))
    for pair in ordered:
        if not home.keys() >= set(pair) or pair in apart:
            continue
        mine, theirs = home[pair[0]], home[pair[1]]
        if mine is theirs:
            continue
        barred = apart if pair in meant else None
        for one, other in ((a, b) for a in mine for b in theirs):
            if pair_of(one, other) in barred if barred is not None else forbidden(one, other):
                break
        else:
            both = mine | theirs
            home.update(dict.fromkeys(both, both))
    return sorted(set(home.values()), key=min)


def leader(group: Iterable[Row]) -> str:
    """The UID under which a group is shown: the one published first."""
    return min(group, key=lambda row: (row.created, row.uid)).uid
