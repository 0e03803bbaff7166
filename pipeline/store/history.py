"""Revisions read back: what changed when, and what was known at an instant of the past.

A revision holds what changed, before and after; so the past is the present with the later revisions undone. A talk that
did not change since is as it is. What is no fact of a talk (how sure its values are) is not remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, func, or_, select

from config.errors import QueryError
from pipeline.form import with_fields
from pipeline.query import Entry, TalkQuery
from pipeline.store import find, read
from pipeline.store import tables as t
from pipeline.store.matching import matches
from pipeline.store.rows import order_utc
from pipeline.talk import Talk, utc_iso


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in a talk's life. `kind`: INTERFACE's words; `diff`: field → (before, after). `by`: None for what the
    source said, "person" for a correction, "expiry" for one that ran out, "restore" for a
    database that was behind what was published; `note`: the reason."""

    number: int
    kind: str
    sequence: int
    changed_at: datetime
    diff: Mapping[str, tuple[object, object]]
    run: str
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """A revision with the talk as it was shown after it, and before it (None: it was announced)."""

    revision: Revision
    after: Entry
    before: Talk | None

    def concerns(self, query: TalkQuery) -> bool:
        """Whether the talk answers the query after this, or did before."""
        return matches(query, self.after.talk) or (self.before is not None and matches(query, self.before))


def revisions(connection: Connection, *which: ColumnElement[bool]) -> list[Revision]:
    """The revisions meant, talk by talk, the first first."""
    statement = select(t.revision).where(*which).order_by(t.revision.c.talk_uid, t.revision.c.number)
    return [_revision(row) for row in connection.execute(statement)]


def _revision(row: Any) -> Revision:
    diff = {name: (pair[0], pair[1]) for name, pair in row.diff.items()}
    return Revision(row.number, row.kind, row.sequence, row.changed_at, diff, row.run_id, row.by, row.note)


# ── As of ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def as_of(connection: Connection, query: TalkQuery, dialect: str, after: find.Position | None = None) -> list[Entry]:
    """What answered the query at `query.as_of` (aware), by time and UID; `after`: only what comes after this position.
    QueryError where the revisions that would tell are no longer kept."""
    moment = query.as_of
    assert moment is not None
    now = replace(query, as_of=None, limit=None)
    same = find.question(now, dialect).where(t.talk.c.updated <= moment)
    found = read.entries(connection, connection.execute(same).all())
    since = and_(t.talk.c.created <= moment, t.talk.c.updated > moment)
    changed = connection.execute(read.talks().where(since, *_of_sources(connection, query, moment))).all()
    then = [entry for entry in _then(connection, changed, moment) if matches(now, entry.talk)]
    found += _with_their_listings(connection, then, moment)
    found.sort(key=_place)
    if after is not None:
        found = [one for one in found if _place(one) > (after[0] is None, after[0] or _NEVER, after[1])]
    return found if query.limit is None else found[: query.limit]


_NEVER = datetime.max.replace(tzinfo=UTC)


def _place(entry: Entry) -> tuple[bool, datetime, str]:
    """Where it stands in the order of answers."""
    order = order_utc(entry.talk.when)
    return order is None, order or _NEVER, entry.uid


def _of_sources(connection: Connection, query: TalkQuery, moment: datetime) -> list[ColumnElement[bool]]:
    """What narrows the talks that must be looked at: listings are gathered and never forgotten. A talk may lead one of
    these sources no more that it led then."""
    if not query.source:
        return []
    r = t.revision.c
    moved = select(r.diff).join(t.talk, t.talk.c.uid == r.talk_uid)
    moved = moved.where(
        t.talk.c.source.in_(query.source), r.changed_at > moment, cast(r.diff, Text).like("%joined_to%")
    )
    once = {diff["joined_to"][0] for diff in connection.scalars(moved) if "joined_to" in diff} - {None}
    listed = select(t.listing.c.talk_uid).where(t.listing.c.source.in_(query.source))
    leads = select(t.talk.c.joined_to).where(or_(t.talk.c.source.in_(query.source), t.talk.c.uid.in_(listed)))
    uid = t.talk.c.uid
    led = leads.where(t.talk.c.joined_to.is_not(None))
    return [or_(t.talk.c.source.in_(query.source), uid.in_(listed), uid.in_(led), uid.in_(sorted(once)))]


def _then(connection: Connection, rows: Sequence[Any], moment: datetime) -> list[Entry]:
    """These rows of `talks()`, all changed since, as they were shown at that moment, if they were."""
    entries = []
    for start in range(0, len(rows), read.CHUNK):
        chunk = rows[start : start + read.CHUNK]
        later = _later(connection, [row.uid for row in chunk], moment)
        last = _last(connection, [row.uid for row in chunk], moment)
        for entry, row in zip(read.entries(connection, chunk), chunk, strict=True):
            base = last.get(row.uid)
            if base is None:
                raise QueryError(_too_early(connection, moment))
            talk, joined_to = _undone(entry.talk, row.joined_to, later.get(row.uid, ()))
            if joined_to is None:
                entries.append(_as_shown(entry, talk, base))
    return entries


def _as_shown(entry: Entry, talk: Talk, base: Any) -> Entry:
    return Entry(entry.uid, talk, base.sequence, entry.created, base.changed_at, base.number, entry.aliases)


def _with_their_listings(connection: Connection, entries: Sequence[Entry], moment: datetime) -> list[Entry]:
    """The entries with the UIDs of the listings that were shown in them then, whatever was joined or set apart since.
    Since when the talks of a source that moved are one is not kept: their other UIDs stay as they are."""
    stood = _stood(connection, moment) if entries else {}
    column = t.talk.c
    asked = select(column.uid, column.joined_to, column.created).where(column.created <= moment)
    there: dict[str, Any] = {}
    for chunk in read.chunks([entry.uid for entry in entries]):
        there |= {row.uid: row for row in connection.execute(asked.where(column.joined_to.in_(chunk)))}
    for chunk in read.chunks(sorted(stood)):
        there |= {row.uid: row for row in connection.execute(asked.where(column.uid.in_(chunk)))}
    shown: dict[str, list[str]] = defaultdict(list)
    for row in sorted(there.values(), key=lambda row: (row.created, row.uid)):
        if lead := stood.get(row.uid, row.joined_to):
            shown[lead].append(row.uid)
    merged = _merged(connection, sorted({*there, *(entry.uid for entry in entries)}))
    return [_meant(entry, shown.get(entry.uid, []), merged) for entry in entries]


def _meant(entry: Entry, shown: Sequence[str], merged: Mapping[str, Sequence[str]]) -> Entry:
    names = {*shown, *(name for uid in (entry.uid, *shown) for name in merged.get(uid, ()))}
    return replace(entry, aliases=tuple(sorted(names)), joined=tuple(shown))


def _stood(connection: Connection, moment: datetime) -> dict[str, str | None]:
    """Whom the listings that were joined or set apart since were shown under then; None: on their own."""
    r = t.revision.c
    moved = select(r.talk_uid, r.diff).where(r.changed_at > moment, cast(r.diff, Text).like("%joined_to%"))
    rows = connection.execute(moved.order_by(r.talk_uid, r.number.desc()))  # so that each one's first step stands
    return {row.talk_uid: row.diff["joined_to"][0] for row in rows if "joined_to" in row.diff}


def _merged(connection: Connection, uids: Sequence[str]) -> dict[str, list[str]]:
    """UIDs that were merged into these."""
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in read.chunks(uids):
        for row in connection.execute(select(t.alias).where(t.alias.c.talk_uid.in_(chunk))):
            found[row.talk_uid].append(row.uid)
    return found


def _later(connection: Connection, uids: Sequence[str], moment: datetime) -> dict[str, list[Any]]:
    """The revisions after that moment, talk by talk, the last first."""
    r = t.revision.c
    found: dict[str, list[Any]] = defaultdict(list)
    statement = select(r.talk_uid, r.number, r.diff).where(r.talk_uid.in_(uids), r.changed_at > moment)
    for row in connection.execute(statement.order_by(r.talk_uid, r.number.desc())):
        found[row.talk_uid].append(row)
    return found


def _last(connection: Connection, uids: Sequence[str], moment: datetime) -> dict[str, Any]:
    """Each talk's last revision until that moment."""
    r = t.revision.c
    newest = select(r.talk_uid, func.max(r.number).label("number")).where(r.talk_uid.in_(uids), r.changed_at <= moment)
    last = newest.group_by(r.talk_uid).subquery()
    rows = connection.execute(
        select(t.revision).join(last, and_(last.c.talk_uid == r.talk_uid, last.c.number == r.number))
    )
    return {row.talk_uid: row for row in rows}


def _undone(talk: Talk, joined_to: str | None, later: Iterable[Any]) -> tuple[Talk, str | None]:
    """A talk, and what it was joined to, before these revisions (the last first)."""
    for row in later:
        before = {name: pair[0] for name, pair in row.diff.items()}
        joined_to = before.pop("joined_to", joined_to)
        talk = with_fields(talk, before)
        if "url" in before:
            talk = _under_its_source(talk)
    return talk, joined_to


def _under_its_source(talk: Talk) -> Talk:
    """The talk as that of the source whose address it bears: of a joined one another listing may have come first."""
    owners = {listed.source for listed in talk.listings if listed.url == talk.url}
    return replace(talk, source=min(owners)) if owners and talk.source not in owners else talk


def _too_early(connection: Connection, moment: datetime) -> str:
    since = utc_iso(kept_since(connection))
    return f"as_of: {utc_iso(moment)} is before what is kept of the past (history_days): ask from {since} on"


def kept_since(connection: Connection) -> datetime | None:
    """The aware moment from which on all that happened is kept; None: nothing was forgotten."""
    r = t.revision.c
    first = select(func.min(r.number).label("number"), r.talk_uid).group_by(r.talk_uid).subquery()
    found: datetime | None = connection.scalar(
        select(func.max(r.changed_at))
        .join(first, and_(first.c.talk_uid == r.talk_uid, first.c.number == r.number))
        .where(r.number > 1)
    )
    return found


# ── What happened ─────────────────────────────────────────────────────────────────────────────────────────────────────


def happened(
    connection: Connection, since: datetime, until: datetime | None = None, *which: ColumnElement[bool]
) -> list[Happened]:
    """All revisions from `since` on, until then, the latest first, each with the talk as it was shown after it and
    before it. `which`: of which talks. What happened to a talk while it was shown as part of another is left out."""
    late = select(t.revision.c.talk_uid).where(t.revision.c.changed_at >= since)
    uids = sorted(set(connection.scalars(late)))
    found: list[Happened] = []
    for chunk in read.chunks(uids):
        rows = connection.execute(read.talks().where(t.talk.c.uid.in_(chunk), *which)).all()
        later = _steps(connection, [row.uid for row in rows], since)
        for entry, row in zip(read.entries(connection, rows), rows, strict=True):
            found += _life(entry, row.joined_to, later[row.uid])
    if until is not None:
        found = [one for one in found if one.revision.changed_at < until]
    return sorted(found, key=lambda one: (one.revision.changed_at, one.after.uid, one.revision.number), reverse=True)


def latest(
    connection: Connection, since: datetime, count: int, *which: ColumnElement[bool]
) -> tuple[list[Happened], bool]:
    """The latest so many of these revisions, as `happened` tells them, and whether there are no others."""
    r = t.revision.c
    asked = select(r.changed_at, r.talk_uid, r.number).join_from(t.revision, t.talk, r.talk_uid == t.talk.c.uid)
    asked = asked.where(r.changed_at >= since, *which)
    rows = connection.execute(
        asked.order_by(r.changed_at.desc(), r.talk_uid.desc(), r.number.desc()).limit(count)
    ).all()
    if len(rows) < count:
        return happened(connection, since, None, *which), True
    edge, uids = tuple(rows[-1]), {row.talk_uid for row in rows}
    found = happened(connection, edge[0], None, t.talk.c.uid.in_(uids))
    return [x for x in found if (x.revision.changed_at, x.after.uid, x.revision.number) >= edge], False


def _steps(connection: Connection, uids: Sequence[str], since: datetime) -> dict[str, list[Any]]:
    r = t.revision.c
    found: dict[str, list[Any]] = defaultdict(list)
    statement = select(t.revision).where(r.talk_uid.in_(uids), r.changed_at >= since)
    for row in connection.execute(statement.order_by(r.talk_uid, r.number.desc())):
        found[row.talk_uid].append(row)
    return found


def _life(entry: Entry, joined_to: str | None, steps: Iterable[Any]) -> list[Happened]:
    """A talk's latest revisions, the last first, each with the talk after and before it."""
    found = []
    for row in steps:
        after, shown_as_part = _as_shown(entry, entry.talk, row), joined_to
        talk, joined_to = _undone(entry.talk, joined_to, (row,))
        before = None if row.number == 1 else talk
        if shown_as_part is None:
            found.append(Happened(_revision(row), after, before))
        entry = replace(entry, talk=talk)
    return found
