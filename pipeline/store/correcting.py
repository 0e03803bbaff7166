"""A person's word on a talk: made, listed, taken back, run out; each one transaction, written as a revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select

from config.errors import CorrectionError
from pipeline.assignments import field_called, legible, understood
from pipeline.changes import Change, Known
from pipeline.corrections import RAN_OUT, Amended, Correction, correct, mismatch, take_back
from pipeline.query import Entry
from pipeline.store import joins
from pipeline.store import tables as t
from pipeline.store.amending import EXPIRY, PERSON, UNFIX, amend
from pipeline.store.corrected import corrections
from pipeline.store.rows import slug
from pipeline.store.store import Store


class Corrections:
    """What people corrected in one store. Instants are aware."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def fix(
        self, uid: str, assignments: Iterable[str], *, reason: str, now: datetime, until: date | None = None
    ) -> Amended:
        """Correct a talk: from now on these fields say what a person says. CorrectionError for what cannot be meant."""
        if not reason.strip():
            raise CorrectionError("--reason: say why, for whoever looks at this in a year")
        if until is not None and until < now.date():
            raise CorrectionError(f"--until {until}: that day is over")
        reason = legible("--reason", reason.strip())
        texts = [legible(text.partition("=")[0], text) for text in assignments]

        def decided(old: Known, held: list[Correction]) -> Amended:
            wanted = understood(texts, old.talk)
            if (other := mismatch(held, wanted, until)) is not None:
                last = f"--until {other.until}" if other.until else "no --until"
                raise CorrectionError(
                    f"{other.field} is corrected with {last}, and all that tells when a talk is runs out together: "
                    f"say the same, or name {other.field} too"
                )
            if wanted.get("series"):
                wanted["series"] = self._series_name(old.talk.source, wanted["series"])
            return correct(old, held, wanted, reason=reason, now=now, until=until)

        with self.store.changing() as connection:
            return amend(connection, uid, decided, now, PERSON, reason)

    def unfix(self, uid: str, fields: Sequence[str], *, now: datetime) -> tuple[Correction, ...]:
        """Take corrections of a talk back, all of them if no field is named: the source's present word returns. Of a
        joined talk those of any of its listings. The corrections that ended; CorrectionError if there are none."""
        wanted = {field_called(field) for field in fields}

        def decided(old: Known, held: list[Correction]) -> Amended:
            return take_back(old, held, wanted & {one.field for one in held}, now=now)

        with self.store.changing() as connection:
            joins.take_turns(connection)  # who comes second finds taken back what the first took back
            held = corrections(connection, t.correction.c.talk_uid.in_(_shown_with(uid)))
            names = {one.field for one in held}
            if not held or not wanted <= names:
                missing = ", ".join(sorted(wanted - names)) or "this talk"
                known = ", ".join(sorted(names)) or "none"
                raise CorrectionError(f"{missing} is not corrected; corrected fields: {known}")
            theirs = sorted({one.uid for one in held if not wanted or one.field in wanted})
            note = "correction taken back"
            ended = (amend(connection, one, decided, now, PERSON, note, UNFIX).corrections for one in theirs)
            return tuple(one for those in ended for one in those)

    def expire(self, now: datetime) -> list[Change]:
        """Corrections whose last day is over end; what that changes. Nothing is written where none is."""
        fields: dict[str, list[str]] = defaultdict(list)
        for one in self.over(now):
            fields[one.uid].append(one.field)
        changes = []
        for uid, names in sorted(fields.items()):

            def decided(old: Known, held: list[Correction], names: Sequence[str] = tuple(names)) -> Amended:
                still = [one.field for one in held if one.field in names and one.has_run_out(now)]
                return take_back(old, held, still, now=now, ending=RAN_OUT) if still else Amended((), None)

            with self.store.changing() as connection:
                done = amend(connection, uid, decided, now, EXPIRY, "correction ran out")
            changes += [done.change] if done.change else []
        return changes

    def all(self, uid: str | None = None, *, ended: bool = False) -> list[Correction]:
        """Corrections, of one talk or of all, in the order in which they were made."""
        which = () if uid is None else (t.correction.c.talk_uid == uid,)
        with self.store.reading() as connection:
            return corrections(connection, *which, ended=ended)

    def of(self, entry: Entry, *, ended: bool = False) -> list[Correction]:
        """Corrections of a talk as it is shown, of whichever of its listings, in the order in which they were made."""
        which = t.correction.c.talk_uid.in_([part.uid for part in entry.listings()])
        with self.store.reading() as connection:
            return corrections(connection, which, ended=ended)

    def over(self, now: datetime) -> list[Correction]:
        """The corrections that hold although their last day has passed at `now` (aware)."""
        with self.store.reading() as connection:
            return [one for one in corrections(connection, t.correction.c.until.is_not(None)) if one.has_run_out(now)]

    def conflicts(self, now: datetime | None = None) -> dict[str, list[Correction]]:
        """The corrections that stand against what their source has come to say, by source; at `now` (aware) without
        those whose last day has passed."""
        with self.store.reading() as connection:
            found = corrections(connection, t.correction.c.conflict_at.is_not(None))
            column, uids = t.talk.c, {one.uid for one in found}
            rows = connection.execute(select(column.uid, column.source).where(column.uid.in_(uids)))
            source_of = {row.uid: row.source for row in rows}
        against: dict[str, list[Correction]] = defaultdict(list)
        for one in found:
            if not (one.agrees or one.is_held_along or (now and one.has_run_out(now))):
                against[source_of[one.uid]].append(one)
        return dict(against)

    def _series_name(self, source: str, name: str) -> str:
        """A series is written as it is known, so that it stays one."""
        known = {one.slug: one.name for one in self.store.series() if one.source == source}
        return known.get(slug(name), name)


def _shown_with(uid: str) -> Select[tuple[str]]:
    """The UIDs of all listings that are shown as one with this one."""
    column = t.talk.c
    lead = select(func.coalesce(column.joined_to, column.uid)).where(column.uid == uid).scalar_subquery()
    return select(column.uid).where(or_(column.uid == lead, column.joined_to == lead))
