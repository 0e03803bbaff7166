"""What people corrected, and what was promised for it: it stays as corrected until it is taken back or runs out, a
source that changes under it is noticed once, and what returns is what the source says.

A model of its own: what persons said is kept here as they said it, what each source says is read from a twin database
that never heard of a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from benchmarks.simulation.institute import number_of
from pipeline.corrections import MOMENT, Correction, source_word
from pipeline.known import Known
from pipeline.query import Entry
from pipeline.talk import talk_json

Place = tuple[str, str]
"""A talk's UID, and a field."""

Rows = Mapping[str, list[Known]]
"""What is known of some sources, by their ids."""

Written = Mapping[str, list[Correction]]
"""The corrections that hold, by UID."""


@dataclass(frozen=True)
class Pledge:
    """One field of one talk as a person said it is. `number`: which talk; `until`: its last day."""

    number: int
    value: Any
    made_at: datetime
    until: date | None = None


@dataclass
class Pledges:
    """`held`: what persons said and did not take back. `noticed`: since when each source has said something else, by
    what it says. `agreed`: where a source has ever said what a person says."""

    held: dict[Place, Pledge] = field(default_factory=dict)
    noticed: dict[Place, tuple[Any, datetime | None]] = field(default_factory=dict)
    agreed: set[Place] = field(default_factory=set)

    # ── What persons say ──────────────────────────────────────────────────────────────────────────────────────────────

    def make(self, uid: str, name: str, pledge: Pledge) -> None:
        """A person corrected this field of a talk."""
        self.held[uid, name] = pledge
        for said in MOMENT if name == "start" else (name,):  # a time is corrected as a whole
            self.noticed.pop((uid, said), None)
            self.agreed.discard((uid, said))

    def take_back(self, uids: Iterable[str], name: str | None = None) -> None:
        """A person took back what was said of these, as one talk shown together; of one field, or all."""
        for uid in uids:
            for place in [place for place in self.held if place[0] == uid and name in (None, place[1])]:
                del self.held[place]

    def expire(self, now: datetime) -> bool:
        """What was said for days that are over by now (aware) holds no more. Whether there was any."""
        before = len(self.held)
        self.held = {place: one for place, one in self.held.items() if one.until is None or now.date() <= one.until}
        return len(self.held) < before

    def numbers_of(self, name: str) -> set[int]:
        """The talks of which a person corrected this field."""
        return {one.number for (_, field_), one in self.held.items() if field_ == name}

    def fields_of(self, entry: Entry) -> list[str]:
        """The fields that are corrected of a talk as it is shown, of whichever of its listings."""
        uids = {part.uid for part in entry.listings()}
        return sorted({name for uid, name in self.held if uid in uids})

    # ── What must be so ───────────────────────────────────────────────────────────────────────────────────────────────

    def looks(self, rows: Rows, entries: Iterable[Entry], written: Written, now: datetime) -> None:
        """What is shown, and what is written of corrections, is what persons said."""
        along = {*MOMENT} - {"start"}  # what a corrected start holds, and nobody said
        told = {
            (one.uid, one.field): one.value for those in written.values() for one in those if one.field not in along
        }
        assert told == {place: one.value for place, one in self.held.items()}, f"corrections: {told}, not {self.held}"
        for entry in entries:
            form, parts = talk_json(entry.talk), [part.uid for part in entry.listings()]
            for name in self.fields_of(entry):
                said = [self.held[uid, name].value for uid in parts if (uid, name) in self.held]
                assert form[name] in said, f"{entry.uid}: {name} is {form[name]!r}, corrected to {said}"
        for row in (one for those in rows.values() for one in those):
            for one in written.get(row.uid, ()):
                self._notices(one, now)

    def _notices(self, one: Correction, now: datetime) -> None:
        """A source that comes to say something else under a correction is noticed when it does, once, and no more when
        it takes that back: unless it said in between what the person says. Whatever was noticed stays written."""
        place = one.uid, one.field
        before = self.noticed.get(place)
        if before is None or before[0] != one.says:
            back = one.says == one.was and (one.was == one.value or place not in self.agreed)
            when = None if back else now
            assert before is None or one.noticed[-1:] == ((one.says, now),), f"{place}: {one.noticed}, not {one.says}"
            assert one.conflict_at == when or before is None, f"{place}: noticed {one.conflict_at}, not {when}"
        else:
            assert one.conflict_at == before[1], f"{place}: noticed again at {one.conflict_at}, first {before[1]}"
        self.noticed[place] = one.says, one.conflict_at
        if one.says == one.value:
            self.agreed.add(place)


def compare(rows: Iterable[Known], twins: Iterable[Known], written: Written) -> None:
    """Under the corrections of a source's talks lies what it says, as the twin knows it; a talk of which nothing is
    corrected is the same in both."""
    mine, theirs = ({row.uid: row for row in those} for those in (rows, twins))
    assert mine.keys() == theirs.keys(), "corrections made other talks"
    for uid, row in mine.items():
        _must_agree(row, theirs[uid], written.get(uid, ()))


def _must_agree(row: Known, twin: Known, those: Iterable[Correction]) -> None:
    """A row's own word is its twin's; what pages keep taking back aside."""
    mine, theirs = talk_json(source_word(row.talk, those)), talk_json(twin.talk)
    restless = {"confidence", *row.unsettled, *twin.unsettled}
    differs = {name: (mine[name], theirs[name]) for name in mine if name not in restless and mine[name] != theirs[name]}
    assert not differs, f"talk {number_of(row.talk.image)}, {row.uid}: under its corrections (mine, twin) {differs}"
    assert restless != {"confidence"} or row.misses == twin.misses, f"{row.uid}: {row.misses}, not {twin.misses}"


def by_talk(those: Iterable[Correction]) -> dict[str, list[Correction]]:
    """Corrections by the UID of their talk."""
    found: dict[str, list[Correction]] = {}
    for one in those:
        found.setdefault(one.uid, []).append(one)
    return found
