"""What people corrected: it overlays what the source says, and notices when the source changes under it.

The decider compares a run with the source's own word (`source_word`), as if nobody had corrected anything; `reconcile`
then puts the corrections over what was decided. So a correction survives every crawl and import, a run that finds
nothing new writes nothing, and taking a correction back gives the source's present word.

Start, end and zone of a talk are one thing: a corrected start holds them all, so that no talk is ever shown with the
corrected beginning and another day's end; and they are taken back together. What is only held along with the start,
nobody having said it, is the source's own again as soon as the source says that start itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pipeline.changes import Change, Known, Verdict, change_to
from pipeline.form import wall, with_fields
from pipeline.talk import Talk, talk_json

MOMENT = ("start", "end", "timezone", "all_day", "time_known")
"""What is corrected and taken back together."""

TAKEN_BACK, RAN_OUT, REPLACED = "taken back", "ran out", "replaced"
OVER = "over"
MOVED = "the source moved the talk"
"""Why corrections end."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one talk as a person says it is; values as the JSON form has them.

    `was`: what the source said then; `conflict`: `{"says": value}` once the source says something else, since
    `conflict_at`. `until`: the last day (UTC) it holds. `ended_at` None: it holds; `ending` says why it does not.
    `along`: nobody said this; it is held along with a corrected start. `noticed`: all that the source came to say since
    it was made, each with its moment; nothing goes from there.
    """

    uid: str
    field: str
    value: Any
    was: Any
    reason: str
    made_at: datetime
    until: date | None = None
    conflict: Mapping[str, Any] | None = None
    conflict_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str | None = None
    along: bool = False
    id: int | None = None
    noticed: tuple[tuple[Any, datetime], ...] = ()

    @property
    def says(self) -> Any:
        """What the source says at present."""
        return self.was if self.conflict is None else self.conflict["says"]

    @property
    def agrees(self) -> bool:
        """Whether the source has come to say what the correction says."""
        return bool(self.says == self.value)

    def stands(self, says: Any, earlier: Iterable[Any]) -> str:
        """How it stands when its source says this, having said those since it was made: `agreed`, `conflict`, or
        `holds` where the source is back at what was corrected. A source that agreed in between and is back there
        contradicts: a person who saw that it agreed would not know."""
        if says == self.was and (self.was == self.value or self.value not in earlier):
            return "holds"
        return "agreed" if says == self.value else "conflict"

    def notices(self) -> list[tuple[datetime, Any, str]]:
        """When its source came to say what, and how the correction stood by that, the first first."""
        said = [says for says, _ in self.noticed]
        return [(at, says, self.stands(says, said[:n])) for n, (says, at) in enumerate(self.noticed)]

    @property
    def is_held_along(self) -> bool:
        """Whether it only holds together what a corrected start means, and is nothing to tell people. A source that
        comes to mean another zone is."""
        return not self.is_told or (self.along and self.agrees)

    @property
    def is_told(self) -> bool:
        """Whether there may be something to tell people of it: it was said, or is the zone of what was."""
        return self.field not in ("all_day", "time_known") and (not self.along or self.field == "timezone")

    def has_run_out(self, now: datetime) -> bool:
        """Whether its last day is over at `now` (aware)."""
        return self.until is not None and now.astimezone(UTC).date() > self.until

    def state(self, now: datetime | None = None) -> str:
        """Its state in words: `holds`, `conflict`, `agreed`, or why it ended; at `now` (aware) also `over`, where its
        last day has passed and nobody has written so yet."""
        if self.ended_at is not None:
            return self.ending or TAKEN_BACK
        if now is not None and self.has_run_out(now):
            return OVER
        if self.conflict is None or (self.is_held_along and not self.agrees):
            return "holds"
        return "agreed" if self.agrees else "conflict"


@dataclass(frozen=True, slots=True)
class Amended:
    """What a person's word does: the corrections as they are now (new ones without an id), and the change of the talk;
    None where it was shown so before."""

    corrections: tuple[Correction, ...]
    change: Change | None


def overlay(talk: Talk, corrections: Iterable[Correction]) -> Talk:
    """The talk as it is shown: the source's word with what people corrected."""
    return with_fields(talk, {one.field: one.value for one in corrections})


def source_word(talk: Talk, corrections: Iterable[Correction]) -> Talk:
    """The talk as its source says it: the shown one with the corrections taken out."""
    return with_fields(talk, {one.field: one.says for one in corrections})


# ── A run ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def uncorrected(known: Iterable[Known], corrections: Mapping[str, Sequence[Correction]]) -> list[Known]:
    """What is known, in the source's own words: what a run is compared with."""
    return [
        replace(old, talk=source_word(old.talk, found)) if (found := corrections.get(old.uid)) else old for old in known
    ]


def reconcile(
    verdict: Verdict, corrections: Mapping[str, Sequence[Correction]], *, now: datetime
) -> tuple[Verdict, tuple[Correction, ...], tuple[Change, ...]]:
    """The verdict with corrections put over it; the corrections that stand differently now; and the changes that a
    correction hides entirely (nothing of the talk that is shown changes, but its source says something else).

    `verdict` compares a run with `uncorrected(known)`; `corrections` are those that hold, by UID.
    """
    changes: list[Change] = []
    moved: list[Correction] = []
    hidden: list[Change] = []
    for change in verdict.changes:
        mine = corrections.get(change.uid, ())
        if not mine or change.known is None:
            changes.append(change)
            continue
        after = followed([noticed(one, change.talk, now) for one in lapsed(mine, change, now)])
        moved += [one for one, before in zip(after, mine, strict=True) if one != before]
        shown = _rebased(change, mine, [one for one in after if one.ended_at is None])
        if shown is None:
            hidden.append(change)
        else:
            changes.append(shown)
    count = verdict.unchanged + len(hidden)
    return replace(verdict, changes=tuple(changes), unchanged=count), tuple(moved), tuple(hidden)


def _rebased(change: Change, before: Sequence[Correction], after: Sequence[Correction]) -> Change | None:
    """A change of the source's word as a change of what is shown; None if that stays."""
    assert change.known is not None
    old = replace(change.known, talk=overlay(change.known.talk, before))
    shown = change_to(overlay(change.talk, after), old, change.keys)
    return None if shown is None else replace(shown, note=change.note)


def noticed(one: Correction, said: Talk, now: datetime) -> Correction:
    """The correction as it stands when its source says this. The source back at what was corrected is no conflict,
    unless it agreed in between."""
    says = talk_json(said)[one.field]
    if one.ended_at is not None or says == one.says:
        return one
    noticed = (*one.noticed, (says, now))
    if one.stands(says, [before for before, _ in one.noticed]) == "holds":
        return replace(one, conflict=None, conflict_at=None, noticed=noticed)
    return replace(one, conflict={"says": says}, conflict_at=now, noticed=noticed)


def followed(corrections: Sequence[Correction]) -> list[Correction]:
    """An end that is only held along with the start is the source's where the source says that start, and zone, too."""
    held = {one.field: one for one in corrections if one.ended_at is None}
    if not all(name in held and held[name].agrees for name in ("start", "timezone")):
        return list(corrections)
    return [replace(one, value=one.says) if one.along and one.field == "end" else one for one in corrections]


def lapsed(corrections: Sequence[Correction], change: Change, now: datetime) -> list[Correction]:
    """A corrected end belongs to the start it was made for: when the source moves that, the correction is over."""
    own = {one.field for one in corrections}
    moves = not {"start", "all_day", "recurrence"}.isdisjoint(change.fields)
    if "start" in own or not moves:
        return list(corrections)
    return [replace(one, ended_at=now, ending=MOVED) if one.field == "end" else one for one in corrections]


# ── A person ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def correct(
    old: Known,
    held: Sequence[Correction],
    wanted: Mapping[str, Any],
    *,
    reason: str,
    now: datetime,
    until: date | None = None,
) -> Amended:
    """What a person's word does to a talk. `old` as shown, `held` the corrections that hold, `wanted` as
    `pipeline.assignments.understood` gives it. A field corrected before is corrected anew; with a start, all that tells
    when the talk is, is held."""
    said = talk_json(source_word(old.talk, held))
    fields, along = moment(old.talk, wanted), {one.field for one in held if one.along} - wanted.keys()
    before = {one.field: one for one in held if one.field in MOMENT}
    if not set(MOMENT).isdisjoint(fields):
        fields = {name: one.value for name, one in before.items()} | fields
    along |= {x for x in fields.keys() - wanted.keys() if x not in before or before[x].value != fields[x]}
    spoken = {name: (one.reason, one.until) for name, one in before.items() if name not in {*wanted, *along}}
    made = [
        Correction(old.uid, name, value, said[name], why, now, last, along=name in along)
        for name, value in fields.items()
        for why, last in (spoken.get(name, (reason, until)),)
    ]
    made = followed(made)
    kept = [one for one in held if one.field not in fields]
    gone = [replace(one, ended_at=now, ending=REPLACED) for one in held if one.field in fields]
    shown = overlay(source_word(old.talk, held), (*kept, *made))
    return Amended((*gone, *made), change_to(shown, old, old.keys))


def mismatch(held: Sequence[Correction], wanted: Iterable[str], until: date | None) -> Correction | None:
    """The correction of another part of a talk's time that has another last day than these fields are to have: all that
    tells when a talk is runs out together."""
    if set(wanted).isdisjoint(MOMENT):
        return None
    others = (one for one in held if one.field in MOMENT and not one.along and one.field not in wanted)
    return next((one for one in others if one.until != until), None)


def take_back(
    old: Known, held: Sequence[Correction], fields: Iterable[str], *, now: datetime, ending: str = TAKEN_BACK
) -> Amended:
    """What taking corrections back does: the source's present word returns. No fields: all of them."""
    named = set(fields)
    if not named.isdisjoint(MOMENT):
        named |= set(MOMENT)
    gone = [one for one in held if not named or one.field in named]
    kept = [one for one in held if one not in gone]
    ended = tuple(replace(one, ended_at=now, ending=ending) for one in gone)
    return Amended(ended, change_to(overlay(source_word(old.talk, held), kept), old, old.keys))


def moment(talk: Talk, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """All that a corrected start, end or zone holds: with a start all of MOMENT, else what was said alone. An end that
    is not after the new start is unknown."""
    fields = dict(wanted)
    if "start" not in fields:
        return fields
    form = talk_json(talk)
    begin = wall(fields["start"])
    end = wall(fields.get("end", form["end"]))
    fields.setdefault("timezone", form["timezone"])
    fields["all_day"] = begin is not None and not isinstance(begin, datetime)
    fields.setdefault("time_known", isinstance(begin, datetime) or begin is None)
    if "end" not in wanted:
        fields["end"] = form["end"] if fits(begin, end) else None
    return fields


def fits(begin: date | None, end: date | None) -> bool:
    """Whether this can be the end of what begins then: of the same sort, and after it (a day: not before it)."""
    if begin is None or end is None or isinstance(begin, datetime) != isinstance(end, datetime):
        return end is None
    return end > begin if isinstance(begin, datetime) else end >= begin
