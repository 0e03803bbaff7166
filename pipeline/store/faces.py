"""How each talk row is seen by others, and how a change of that is written.

Every row of `talk` stays what its own source says. What others see of a row is its *face*: the talk of the whole group
for the row that leads it, nothing for the others (`joined_to`). Whenever a face changes, the row's revision, SEQUENCE
and `updated` move and its history says so, in the words of what was seen; so a leader's history is that of the joined
talk, and nobody's calendar is told anything twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from pipeline.changes import LOUD, Change, diff, kinds
from pipeline.joins import corrected_together, together
from pipeline.joins.together import NOTHING, Fields
from pipeline.store import read
from pipeline.store import tables as t
from pipeline.store.corrected import corrected_fields
from pipeline.store.rows import order_utc, text_row
from pipeline.talk import Talk


@dataclass(frozen=True, slots=True)
class Seen:
    """A talk row as it is and as it is seen. `face` None: it is shown as part of `joined_to`. `corrected`: what people
    say of it."""

    row: Any
    own: Talk
    face: Talk | None
    joined_to: str | None
    corrected: Fields = field(default_factory=dict)

    @property
    def shown(self) -> Talk:
        """What its history speaks of: its face, or its own word while it is not shown."""
        return self.own if self.face is None else self.face


Faces = Mapping[str, Seen]


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def faces(connection: Connection, uids: Collection[str]) -> dict[str, Seen]:
    """These talks, and all those that are joined with them, as they are seen."""
    leaders: set[str] = set()
    for chunk in read.chunks(sorted(uids)):
        rows = connection.execute(select(t.talk.c.uid, t.talk.c.joined_to).where(t.talk.c.uid.in_(chunk)))
        leaders.update(row.joined_to or row.uid for row in rows)
    found: dict[str, Seen] = {}
    for chunk in read.chunks(sorted(leaders)):
        found |= _seen(connection, or_(t.talk.c.uid.in_(chunk), t.talk.c.joined_to.in_(chunk)))
    return found


def joined_faces(connection: Connection, uids: Sequence[str]) -> dict[str, Seen]:
    """Of these talks those that are joined, with the others of their groups; one or two questions where none is."""
    some: set[str] = set()
    for chunk in read.chunks(sorted(uids)):
        column = t.talk.c
        part = select(column.uid).where(column.uid.in_(chunk), column.joined_to.is_not(None))
        led = select(column.joined_to).where(column.joined_to.in_(chunk))
        some.update(connection.scalars(part), connection.scalars(led))
    return faces(connection, some) if some else {}


def _seen(connection: Connection, which: ColumnElement[bool]) -> dict[str, Seen]:
    rows = connection.execute(read.talks().where(which)).all()
    children = read.Children(connection, read.among([row.uid for row in rows]))
    own = {row.uid: children.talk(row) for row in rows}
    members: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        members[row.joined_to or row.uid].append(row)
    fixed = corrected_fields(connection, list(own))
    shown = {}
    for uid, those in members.items():
        group = [one.uid for one in read.in_rank(those, uid)]
        words = corrected_together(fixed.get(one, NOTHING) for one in group)
        shown[uid] = together([own[one] for one in group], words)
    return {
        row.uid: Seen(
            row, own[row.uid], None if row.joined_to else shown[row.uid], row.joined_to, fixed.get(row.uid, NOTHING)
        )
        for row in rows
    }


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class FacePen:
    """Writes what is seen of talks from now on; `by` and `note`: whose word that is, and why."""

    connection: Connection
    now: datetime
    changes: Mapping[str, Change]
    run: str
    by: str | None
    note: str | None

    def write(self, current: Faces, old: Faces, leads: Mapping[str, str]) -> None:
        """`current`: rows as they are, `joined_to` aside; `old`: as they were seen; `leads`: whom each is shown
        under."""
        members: dict[str, list[Any]] = defaultdict(list)
        for uid, one in current.items():
            members[leads[uid]].append(one.row)
        for uid, one in sorted(current.items()):
            mine = leads[uid]
            joined_to = None if mine == uid else mine
            parts = [current[row.uid] for row in read.in_rank(members[uid], uid)] if joined_to is None else []
            words = corrected_together(part.corrected for part in parts)
            face = together([part.own for part in parts], words) if parts else None
            new = Seen(one.row, one.own, face, joined_to, one.corrected)
            self._write_one(uid, old.get(uid), new)
            self._write_index(uid, one.row, new)

    def _write_one(self, uid: str, old: Seen | None, new: Seen) -> None:
        change = self.changes.get(uid)
        if old is None:  # announced now
            if new.joined_to:
                self._update(uid, joined_to=new.joined_to)
                return
            old = Seen(new.row, new.own, new.own, None)
        fields = dict(diff(old.shown, new.shown))
        moved = old.joined_to != new.joined_to
        if change and not moved and (new.joined_to or fields == dict(change.fields)):
            return  # as the change itself was written
        if not fields and not moved:
            if change and change.known:
                self._take_back(uid, old)
            return
        words = _words(fields, old, new)
        if moved:
            fields["joined_to"] = (old.joined_to, new.joined_to)
        self._write_revision(uid, fields, words, new, change)

    def _write_revision(self, uid: str, fields: dict[str, Any], words: str, new: Seen, change: Change | None) -> None:
        """The next revision, or, where this very change wrote one, that one in the words of what is seen."""
        loud = not LOUD.isdisjoint(fields)
        sequence, number = new.row.sequence, new.row.revision
        values = {"kind": words, "diff": {name: list(pair) for name, pair in fields.items()}}
        if change is not None and change.known is not None:
            sequence = change.known.sequence + loud  # its own word may have changed, and nothing of what is seen
            key = (t.revision.c.talk_uid == uid, t.revision.c.number == number)
            self.connection.execute(update(t.revision).where(*key).values(sequence=sequence, **values))
        else:
            sequence, number = sequence + loud, number + 1
            run = self.run or self._last_run(uid)
            row = {"talk_uid": uid, "number": number, "run_id": run, "changed_at": self.now, "sequence": sequence}
            self.connection.execute(insert(t.revision).values(**row, **values, by=self.by, note=self.note))
        self._update(uid, joined_to=new.joined_to, sequence=sequence, revision=number, updated=self.now)

    def _take_back(self, uid: str, old: Seen) -> None:
        """Nobody sees what changed: another listing said it already. The row says it now too, its history nothing."""
        key = (t.revision.c.talk_uid == uid, t.revision.c.number > old.row.revision)
        self.connection.execute(delete(t.revision).where(*key))
        self._update(uid, sequence=old.row.sequence, revision=old.row.revision, updated=old.row.updated)

    def _last_run(self, uid: str) -> str:
        """A person's word comes with no run: it stands beside the one that brought the talk's latest revision."""
        newest = select(t.revision.c.run_id).where(t.revision.c.talk_uid == uid).order_by(t.revision.c.number.desc())
        return str(self.connection.scalar(newest.limit(1)))

    def _write_index(self, uid: str, row: Any, new: Seen) -> None:
        """What questions look at, brought up to what is shown."""
        when = new.shown.when
        index = {"order_utc": order_utc(when), "first_day": when.day, "last_day": when.last_day}
        if any(getattr(row, name) != value for name, value in index.items()):
            self._update(uid, **index)
        words = text_row(uid, new.shown)
        column = t.talk_text.c
        kept = self.connection.execute(select(t.talk_text).where(column.talk_uid == uid)).one()
        if any(getattr(kept, name) != value for name, value in words.items()):
            self.connection.execute(update(t.talk_text).where(column.talk_uid == uid).values(**words))

    def _update(self, uid: str, **values: Any) -> None:
        self.connection.execute(update(t.talk).where(t.talk.c.uid == uid).values(**values))


def _words(fields: Mapping[str, Any], old: Seen, new: Seen) -> str:
    """What happened, in INTERFACE's words; and that listings came together or were set apart."""
    told = dict(fields)
    before, after = ({listed["source"] for listed in listings} for listings in told.pop("listings", ((), ())))
    words = list(kinds(told)) if told else []
    if old.joined_to != new.joined_to:
        words.append("joined" if new.joined_to else "set apart")
    elif before != after:
        words.append("set apart" if before > after else "joined")
    return ", ".join(words or ["details changed"])
