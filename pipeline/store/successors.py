"""Series that were renamed: the talks of one were given to another. Told by what happened, never by the names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Text, cast, exists, select

from pipeline.store import tables as t
from pipeline.store.rows import series_id
from pipeline.store.store import Store


def successors(store: Store) -> dict[str, str]:
    """Of series that have no talk any more (`source.slug`), the series to which most of theirs were given; it has some.
    Nothing is said of series that only wait for their next talk."""
    with store.reading() as connection:
        c = t.series.c
        held = exists().where(t.talk.c.series_id == c.id)
        moved = exists().where(t.source.c.id == c.source, t.source.c.moved_to.is_not(None))
        empty = {row.id: row.source for row in connection.execute(select(c.id, c.source).where(~held, ~moved))}
        if not empty:
            return {}
        given = _given(connection, set(empty.values()))
        known = set(connection.scalars(select(t.talk.c.series_id).distinct()))
    followed = {one: _followed(one, given, known) for one in empty}
    return {one: other for one, other in followed.items() if other is not None}


def successor(store: Store, series: str) -> str | None:
    """The series to which talks of this one (`source.slug`) were given, if any were and it has talks."""
    with store.reading() as connection:
        given = _given(connection, {series.partition(".")[0]})
        known = set(connection.scalars(select(t.talk.c.series_id).distinct()))
    return _followed(series, given, known - {series})


def _given(connection: Connection, sources: Iterable[str]) -> dict[str, Counter[str]]:
    """Of each series to which others how many talks were given, by the source's own word or a person's."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    diff = t.revision.c.diff
    asked = select(t.talk.c.source, diff).join_from(t.revision, t.talk, t.revision.c.talk_uid == t.talk.c.uid)
    asked = asked.where(t.talk.c.source.in_(sorted(sources)), cast(diff, Text).like('%"series"%'))
    for source, changed in connection.execute(asked):
        before, after = changed.get("series", (None, None))
        if before and after:
            found[series_id(source, before)][series_id(source, after)] += 1
    return found


def _followed(series: str, given: dict[str, Counter[str]], known: set[str | None]) -> str | None:
    """Where the talks of a series are in the end."""
    seen = {series}
    while (others := given.get(series)) is not None:
        series = min((one for one in others if one not in seen), key=lambda one: (-others[one], one), default="")
        if series in known:
            return series
        seen.add(series)
    return None
