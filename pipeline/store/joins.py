"""Joins in the database: pairs compared after a change, what people said of pairs, and the groups that follow.

Only talks that changed and those they may be one with are read: no change, no question. What is written of a pair is
its score with its grounds, or a person's word, which no score overrules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, or_, select, text, update

from pipeline.changes import Change
from pipeline.corrections import Correction, source_word
from pipeline.joins import Ground, Pair, Row, Score, alike, groups, leader, pair_of, worth_comparing
from pipeline.store import read
from pipeline.store import tables as t
from pipeline.store.corrected import corrections
from pipeline.store.faces import FacePen, Faces, Seen, faces, joined_faces
from pipeline.talk import Talk

A_DAY = timedelta(days=1)
ANYWHERE = timedelta(hours=14)
"""How far a day reaches beyond its UTC day on either side, somewhere on earth; an hour may fall on the next there."""

_LOCK = 7_470_117
"""Of PostgreSQL's advisory locks: changes of talks take turns, for a join writes rows of several sources."""


def take_turns(connection: Connection) -> None:
    """Wait until nobody else is changing talks; until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def settle(
    connection: Connection,
    now: datetime,
    changes: Sequence[Change],
    before: Faces,
    *,
    run: str = "",
    by: str | None = None,
    note: str | None = None,
    spoken: Iterable[str] = (),
) -> None:
    """Write what these changes, written a moment ago, mean for joins: pairs compared again, groups, faces.

    `before`: `joined_faces` of the changed talks before they were written. `spoken`: talks of which a person has just
    said what they are joined with. Talks that did not change and stand beside none that did are not read.
    """
    touched = {change.uid for change in changes}
    near = _neighbours(connection, [change.talk for change in changes])
    close = {uid for pair in worth_comparing(near.values()) if not touched.isdisjoint(pair) for uid in pair}
    focus = touched | close | set(spoken)
    pairs = _joinings(connection, focus)
    known = near | _missing(connection, pairs, near)
    _write_scores(connection, now, focus, known, pairs)
    current, edges = _concerned(connection, focus | before.keys() | {uid for pair in pairs for uid in pair})
    if not current:
        return
    rows = {uid: Row(uid, one.own, one.row.created) for uid, one in current.items()}
    leads = _leaders(rows, edges)
    old = {uid: one for uid, one in current.items() if uid not in touched}
    old |= {**_as_they_were(changes, current), **before}
    FacePen(connection, now, {change.uid: change for change in changes}, run, by, note).write(current, old, leads)


def _concerned(connection: Connection, uids: Collection[str]) -> tuple[dict[str, Seen], dict[Pair, Any]]:
    """All talks that hang together with these, by what is written now or by how they were shown so far, and what is
    written of them; nothing where none of them hangs together with any other."""
    edges = _component(connection, uids)
    current = joined_faces(connection, sorted({uid for pair in edges for uid in pair}.union(uids)))
    while True:
        more = {uid for pair in edges for uid in pair} - current.keys()
        current |= faces(connection, more) if more else {}
        beyond = _component(connection, current.keys())
        if beyond.keys() == edges.keys():
            return current, edges
        edges = beyond


def _leaders(rows: Mapping[str, Row], edges: Mapping[Pair, Any]) -> dict[str, str]:
    """Whom each talk is shown under."""
    voice_of = {uid: row.voice for uid, row in rows.items()}
    scores = {pair: one.score or 0.0 for pair, one in edges.items() if one.by != "person"}
    said = {pair: one.together for pair, one in edges.items() if one.by == "person"}
    leads = {}
    for group in groups(voice_of, scores, said):
        first = leader(rows[uid] for uid in group)
        leads.update(dict.fromkeys(group, first))
    return leads


def _as_they_were(changes: Iterable[Change], current: Faces) -> dict[str, Seen]:
    """The changed talks before they changed: on their own, as those not in `before` were."""
    return {
        change.uid: Seen(current[change.uid].row, change.known.talk, change.known.talk, None)
        for change in changes
        if change.known and change.uid in current
    }


def _neighbours(connection: Connection, talks: Sequence[Talk]) -> dict[str, Row]:
    """All talks that may be one with any of these: at their instants, or on their days where an hour is not known."""
    if not talks:
        return {}
    column = t.talk.c
    instants = sorted({talk.when.start_utc for talk in talks if talk.when.start_utc})
    found: dict[str, Row] = {}
    for start in range(0, len(instants), read.CHUNK):
        found |= _rows(connection, column.order_utc.in_(instants[start : start + read.CHUNK]))
    for first, last in _stretches(talk.when.day for talk in talks):
        found |= _rows(connection, and_(column.order_utc.between(first, last), column.start_utc.is_(None)))
    vague = {row.talk.when.day for row in found.values() if row.talk.when.start_utc is None}
    for first, last in _stretches({talk.when.day for talk in talks if talk.when.start_utc is None} | vague):
        found |= _rows(connection, column.order_utc.between(first, last))
    return found


def _stretches(days: Iterable[date | None]) -> Iterator[tuple[datetime, datetime]]:
    """The days, wherever on earth they are meant, as few stretches of UTC."""
    first: datetime | None = None
    last = datetime.min.replace(tzinfo=UTC)
    for day in sorted({day for day in days if day is not None}):
        begin = datetime.combine(day, time(), UTC) - A_DAY - ANYWHERE
        if first is None or begin > last:
            if first is not None:
                yield first, last
            first = begin
        last = begin + 3 * A_DAY + 2 * ANYWHERE
    if first is not None:
        yield first, last


def _rows(connection: Connection, which: ColumnElement[bool]) -> dict[str, Row]:
    rows = connection.execute(read.talks().where(which)).all()
    found: dict[str, Row] = {}
    for start in range(0, len(rows), read.CHUNK):
        chunk = rows[start : start + read.CHUNK]
        children = read.Children(connection, read.among([row.uid for row in chunk]))
        found |= {row.uid: Row(row.uid, children.talk(row), row.created) for row in chunk}
    return found


def _missing(connection: Connection, pairs: Iterable[Pair], known: Mapping[str, Row]) -> dict[str, Row]:
    """The talks of these pairs that are not known yet: partners that have moved away."""
    uids = sorted({uid for pair in pairs for uid in pair} - known.keys())
    found: dict[str, Row] = {}
    for chunk in read.chunks(uids):
        found |= _rows(connection, t.talk.c.uid.in_(chunk))
    return found


def _joinings(connection: Connection, uids: Collection[str]) -> dict[Pair, Any]:
    """What is written of pairs with one of these talks."""
    found: dict[Pair, Any] = {}
    column = t.joining.c
    for chunk in read.chunks(sorted(uids)):
        rows = connection.execute(select(t.joining).where(or_(column.one.in_(chunk), column.other.in_(chunk))))
        found |= {(row.one, row.other): row for row in rows}
    return found


def _component(connection: Connection, uids: Collection[str]) -> dict[Pair, Any]:
    """What is written of all pairs that hang together with these talks, however far."""
    found: dict[Pair, Any] = {}
    ahead = set(uids)
    while ahead:
        new = {pair: row for pair, row in _joinings(connection, ahead).items() if pair not in found}
        found |= new
        ahead = {uid for pair in new for uid in pair} - ahead
    return found


def _write_scores(
    connection: Connection, now: datetime, focus: AbstractSet[str], known: Mapping[str, Row], pairs: Mapping[Pair, Any]
) -> None:
    """Compare again, and write what is new; a pair a person spoke of is left alone."""
    said = {pair for pair, row in pairs.items() if row.by == "person"}
    before = {pair for pair in pairs if pair not in said}
    found = alike(_with_sources_words(connection, known, before), before)
    new = {pair: score for pair, score in found.items() if pair not in said and not focus.isdisjoint(pair)}
    rows = [_joining(pair, score, now) for pair, score in sorted(new.items()) if _is_news(pairs.get(pair), score)]
    gone = [{"b_one": one, "b_other": other} for one, other in sorted(before - new.keys())]
    gone += [{"b_one": row["one"], "b_other": row["other"]} for row in rows if (row["one"], row["other"]) in before]
    if gone:
        column = t.joining.c
        which = (column.one == bindparam("b_one"), column.other == bindparam("b_other"))
        connection.execute(delete(t.joining).where(*which), gone)
    if rows:
        connection.execute(insert(t.joining), rows)


def _with_sources_words(connection: Connection, known: Mapping[str, Row], before: Iterable[Pair]) -> list[Row]:
    """The rows, of those that are joined also what their sources say where people corrected it."""
    joined = sorted({uid for pair in before for uid in pair})
    rows = dict(known)
    for chunk in read.chunks(joined):
        by_talk: dict[str, list[Correction]] = defaultdict(list)
        for one in corrections(connection, t.correction.c.talk_uid.in_(chunk)):
            by_talk[one.uid].append(one)
        for uid in by_talk.keys() & rows.keys():
            rows[uid] = replace(rows[uid], said=source_word(rows[uid].talk, by_talk[uid]))
    return list(rows.values())


def _is_news(row: Any, score: Score) -> bool:
    return row is None or row.score != score.value or row.grounds != grounds_json(score.grounds)


def _joining(pair: Pair, score: Score, now: datetime) -> dict[str, Any]:
    return {
        "one": pair[0],
        "other": pair[1],
        "together": True,
        "by": "score",
        "score": score.value,
        "grounds": grounds_json(score.grounds),
        "decided_at": now,
    }


def grounds_json(grounds: Iterable[Ground]) -> list[dict[str, Any]]:
    """The parts of a score as they are stored and shown; what weighs nothing and says nothing is left out."""
    return [
        {"field": one.field, "found": one.found, "weight": one.weight, "text": one.text}
        for one in grounds
        if one.weight or one.field == "when"
    ]


def hand_over(connection: Connection, gone: str, kept: str) -> None:
    """What is written of joins of a talk that is about to be merged into another becomes the other's."""
    column, known = t.joining.c, _joinings(connection, {kept})
    for (one, other), row in sorted(_joinings(connection, {gone}).items()):
        mine = pair_of(kept, one if other == gone else other)
        which = (column.one == one, column.other == other)
        there = known.get(mine)
        if mine[0] == mine[1] or (there is not None and (there.by == "person" or row.by != "person")):
            connection.execute(delete(t.joining).where(*which))
            continue
        if there is not None:  # a score; a person's word stands above it
            forget(connection, [mine])
        connection.execute(update(t.joining).where(*which).values(one=mine[0], other=mine[1]))
    column = t.talk.c
    connection.execute(update(t.talk).where(column.joined_to == gone, column.uid != kept).values(joined_to=kept))
    connection.execute(update(t.talk).where(column.joined_to == gone).values(joined_to=None))


def say(connection: Connection, now: datetime, pairs: Iterable[Pair], *, together: bool) -> None:
    """A person's word on these pairs, in place of what was written of them."""
    pairs = sorted(pairs)
    forget(connection, pairs)
    for one, other in pairs:
        row = {"one": one, "other": other, "together": together, "by": "person", "decided_at": now}
        connection.execute(insert(t.joining).values(**row))


def forget(connection: Connection, pairs: Iterable[Pair]) -> None:
    """What is written of these pairs is taken back."""
    column = t.joining.c
    for one, other in pairs:
        connection.execute(delete(t.joining).where(column.one == one, column.other == other))
