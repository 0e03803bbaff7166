"""What a run is compared with: keys and hashes of all talks of a source; the talks themselves only where needed.

A talk whose facts hash to what is stored needs no reading: what is known of it is what was just seen. Where all that a
run saw is known like that, only those that were not seen and are still to come are read, for their absence counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from pipeline.known import Known
from pipeline.reading.addresses import canonical
from pipeline.store import read
from pipeline.store import tables as t
from pipeline.store.rows import talk_hash
from pipeline.talk import Status, Talk

Address = tuple[str, str]
"""A listing's source, and the address in comparable form."""

ANYWHERE = timedelta(days=1)
"""A day that is over here may have some hours to go elsewhere."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of a source's talks, as far as a run needs it. `hashes`: by UID, of talks that had to be read and
    whose stored hash is none of theirs (it is older than they are, or than the way of making it)."""

    known: list[Known]
    hashes: Mapping[str, str] = field(default_factory=dict)


def compared(
    connection: Connection, source: str, seen: Iterable[Talk], now: datetime, corrected: Collection[str] = ()
) -> Compared:
    """What a run that saw these talks is compared with. Talks that are over and were not seen are left out where all
    that was seen is known as it is: nothing can be taken for them then. `corrected`: UIDs of talks that are shown
    otherwise than their source says; whether that has them still to come, only their corrections tell."""
    talks = {talk_hash(talk): talk for talk in seen}
    rows = _light(connection, source)
    keys = _keys(connection, source)
    places = _places(connection, source)
    same: dict[str, Known] = {}
    told: set[str] = set()
    for row in rows:
        talk, at = talks.get(row.hash), places.get(row.uid, {})
        if talk is not None and _is_listed(talk, at):
            same[row.uid] = old = _known(row, talk, keys.get(row.uid, ()), at)
            if old.keys == talk.keys or set(talk.keys) <= set(old.keys):
                told.add(row.hash)
    others = [row for row in rows if row.uid not in same]
    if told == talks.keys():
        others = [row for row in others if row.uid in corrected or _may_come(row, now)]
    read_ones = _in_full(connection, source, [row.uid for row in others], len(rows))
    stored = {row.uid: row.hash for row in others}
    hashes = {old.uid: fresh for old in read_ones if (fresh := talk_hash(old.talk)) != stored[old.uid]}
    return Compared([*same.values(), *read_ones], hashes)


def _light(connection: Connection, source: str) -> Sequence[Any]:
    c = t.talk.c
    light = select(c.uid, c.hash, c.status, c.last_day, c.sequence, c.revision, c.misses, c.unsettled)
    return connection.execute(light.where(c.source == source)).all()


def _keys(connection: Connection, source: str) -> dict[str, list[str]]:
    c = t.talk_key.c
    own = select(c.talk_uid, c.strength, c.key).join_from(t.talk_key, t.talk).where(t.talk.c.source == source)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for uid, strength, key in connection.execute(own).all():  # at once, and sorted here: both cost less
        found[uid].append((strength, key))
    return {uid: [key for _, key in sorted(keys)] for uid, keys in found.items()}


def _places(connection: Connection, source: str) -> dict[str, dict[Address, str | None]]:
    """By UID: where each talk is announced, and the page that led there."""
    c = t.listing.c
    own = select(c.talk_uid, c.source, c.url, c.found_on).join_from(t.listing, t.talk).where(t.talk.c.source == source)
    found: dict[str, dict[Address, str | None]] = defaultdict(dict)
    for uid, owner, url, found_on in connection.execute(own).all():
        found[uid][owner, canonical(url)] = found_on
    return found


def _is_listed(talk: Talk, places: Collection[Address]) -> bool:
    return all((one.source, canonical(one.url)) in places for one in talk.listings)


def _known(row: Any, talk: Talk, keys: Sequence[str], places: Mapping[Address, str | None]) -> Known:
    found_on = tuple(sorted({page for page in places.values() if page}))
    misses, unsettled = row.misses or {}, row.unsettled or {}
    return Known(row.uid, talk, row.sequence, row.revision, misses, tuple(keys), found_on, unsettled)


def _may_come(row: Any, now: datetime) -> bool:
    off = row.status in (Status.WITHDRAWN, Status.CANCELLED)
    return not off and row.last_day is not None and row.last_day >= (now - ANYWHERE).date()


def _in_full(connection: Connection, source: str, uids: Sequence[str], count: int) -> list[Known]:
    if len(uids) == count:
        return read.known(connection, source)
    return [old for chunk in read.chunks(uids) for old in read.known_among(connection, chunk)]
