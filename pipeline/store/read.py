"""Talks read back whole: the rows of `talk` with their people, topics, listings and keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select

from pipeline.changes import Diff
from pipeline.corrections import uncorrected
from pipeline.coverage import Expected
from pipeline.joins import corrected_together, together
from pipeline.known import Known
from pipeline.query import Entry, Part
from pipeline.store import tables as t
from pipeline.store.corrected import corrected_fields, held
from pipeline.store.rows import talk_of
from pipeline.talk import Listed, Person, Status, Talk

Scope = Callable[[Any], ColumnElement[bool]]
"""Which children to read: given a table's `talk_uid`, a condition on it."""

CHUNK = 500
"""Talks whose children are read with one statement: well under both engines' limits of parameters."""


def talks() -> Select[Any]:
    """The rows of all talks, each with the name of its series as `series`."""
    return select(t.talk, t.series.c.name.label("series")).join_from(
        t.talk, t.series, t.talk.c.series_id == t.series.c.id, isouter=True
    )


def entries(connection: Connection, rows: Sequence[Any]) -> list[Entry]:
    """Rows of `talks()` as what exporters render, in the order given; each with the listings joined to it."""
    found: list[Entry] = []
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        uids = [row.uid for row in chunk]
        members: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(talks().where(t.talk.c.joined_to.in_(uids))):
            members[row.joined_to].append(row)
        uids += [row.uid for those in members.values() for row in those]
        aliases = _grouped(connection, select(t.alias.c.talk_uid, t.alias.c.uid).where(t.alias.c.talk_uid.in_(uids)))
        children = Children(connection, among(uids))
        joined = [uid for lead, those in members.items() for uid in (lead, *(row.uid for row in those))]
        fixed = corrected_fields(connection, joined)
        for row in chunk:
            group = in_rank((row, *members.get(row.uid, ())), row.uid)
            parts = tuple(Part(one.uid, children.talk(one), fixed.get(one.uid, {})) for one in group)
            found.append(_entry(row, parts, aliases))
    return found


def _entry(row: Any, parts: tuple[Part, ...], aliases: dict[str, list[Any]]) -> Entry:
    """A row with those joined to it as one entry."""
    merged = {one.uid for one in parts[1:]} | {alias.uid for one in parts for alias in aliases.get(one.uid, ())}
    return Entry(
        row.uid,
        together([part.talk for part in parts], corrected_together(part.corrected for part in parts)),
        row.sequence,
        row.created,
        row.updated,
        row.revision,
        tuple(sorted(merged)),
        parts if len(parts) > 1 else (),
    )


def in_rank(rows: Iterable[Any], first: str) -> list[Any]:
    """Rows of one group, the leader's first, the others as they were stored."""
    return sorted(rows, key=lambda row: (row.uid != first, row.created, row.uid))


def known(connection: Connection, source: str) -> list[Known]:
    """All that is known of a source's talks."""
    own = select(t.talk.c.uid).where(t.talk.c.source == source)
    rows = connection.execute(talks().where(t.talk.c.source == source)).all()
    return _known(connection, rows, lambda column: column.in_(own))


def known_among(connection: Connection, uids: Sequence[str]) -> list[Known]:
    """All that is known of these few talks."""
    rows = connection.execute(talks().where(t.talk.c.uid.in_(uids))).all()
    return _known(connection, rows, among(uids))


def _known(connection: Connection, rows: Sequence[Any], scope: Scope) -> list[Known]:
    if not rows:
        return []
    children = Children(connection, scope)
    return [
        Known(
            uid=row.uid,
            talk=children.talk(row),
            sequence=row.sequence,
            revision=row.revision,
            misses=row.misses or {},
            keys=children.keys(row.uid),
            found_on=children.found_on(row.uid),
            unsettled=row.unsettled or {},
        )
        for row in rows
    ]


def expected(connection: Connection, source: str, now: datetime) -> Expected:
    """The talks of a source that are still to come by what it says itself, by time and UID; `now` is aware."""
    c, off = t.talk.c, (Status.WITHDRAWN.value, Status.CANCELLED.value)
    ahead = (c.last_day >= now.date()) & c.status.not_in(off)
    asked = select(c.uid, c.url, c.title, ahead).where(c.source == source)
    corrected = held(connection, source)
    rows = connection.execute(asked.where(or_(ahead, c.uid.in_(corrected))).order_by(c.order_utc, c.uid)).all()
    said = uncorrected(known_among(connection, sorted(corrected)), corrected) if corrected else ()
    coming = {one.uid: one.is_coming(now) for one in said}
    titles = {one.uid: one.talk.title for one in said}
    there = [(url, titles.get(uid, title)) for uid, url, title, is_ahead in rows if coming.get(uid, is_ahead)]
    return Expected(tuple(url for url, _ in there if "#" not in url), tuple(title for _, title in there if title))


def among(uids: Sequence[str]) -> Scope:
    """Of these talks."""
    return lambda column: column.in_(uids)


class Children:
    """What hangs on the talks of one question, read table by table and never talk by talk."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        tp, p = t.talk_person.c, t.person.c
        people = (
            select(tp.talk_uid, tp.role, p.name, p.affiliation, p.url)
            .join_from(t.talk_person, t.person)
            .where(scope(tp.talk_uid))
            .order_by(tp.talk_uid, tp.role, tp.position)
        )
        topics = (
            select(t.topic.c.talk_uid, t.topic.c.topic).where(scope(t.topic.c.talk_uid)).order_by(*t.topic.primary_key)
        )
        keys = select(t.talk_key).where(scope(t.talk_key.c.talk_uid)).order_by(t.talk_key.c.strength, t.talk_key.c.key)
        self._people = _grouped(connection, people)
        self._topics = _grouped(connection, topics)
        self._listings = _grouped(connection, select(t.listing).where(scope(t.listing.c.talk_uid)))
        self._keys = _grouped(connection, keys)

    def talk(self, row: Any) -> Talk:
        """A row of `talks()` with its children."""
        people = self._people.get(row.uid, ())
        listed = {Listed(one.source, one.url) for one in self._listings.get(row.uid, ())}
        return talk_of(
            row,
            speakers=tuple(Person(x.name, x.affiliation, x.url) for x in people if x.role == "speaker"),
            hosts=tuple(Person(x.name, x.affiliation, x.url) for x in people if x.role == "host"),
            topics=tuple(x.topic for x in self._topics.get(row.uid, ())),
            listings=tuple(sorted(listed, key=lambda one: (one.source, one.url))),
            keys=self.keys(row.uid),
        )

    def keys(self, uid: str) -> tuple[str, ...]:
        return tuple(one.key for one in self._keys.get(uid, ()))

    def found_on(self, uid: str) -> tuple[str, ...]:
        return tuple(sorted({one.found_on for one in self._listings.get(uid, ()) if one.found_on}))


def steps(connection: Connection, uids: Sequence[str], since: datetime) -> dict[str, list[tuple[datetime, Diff]]]:
    """The revisions of these talks since then that their own source's runs brought: when, and field → (before, after),
    the first first. What persons and other listings did to a joined talk is nothing its page takes back."""
    found: dict[str, list[tuple[datetime, Diff]]] = defaultdict(list)
    r = t.revision.c
    # asked for each revision by its run's key: as a list of all runs of its source it costs revisions times runs
    own = exists().where(t.run.c.id == r.run_id, t.run.c.source == t.talk.c.source, t.talk.c.uid == r.talk_uid)
    for chunk in chunks(uids):
        asked = select(r.talk_uid, r.changed_at, r.diff).where(
            r.talk_uid.in_(chunk), r.changed_at >= since, r.by.is_(None), own
        )
        for row in connection.execute(asked.order_by(r.talk_uid, r.number)):
            found[row.talk_uid].append((row.changed_at, {name: tuple(pair) for name, pair in row.diff.items()}))
    return found


def _grouped(connection: Connection, statement: Select[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(statement).all():  # all at once costs less than one by one
        groups[row.talk_uid].append(row)
    return groups


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values, CHUNK at a time."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
