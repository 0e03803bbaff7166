"""Series that were renamed: the talks of one were given to another. Told by what happened, never by the names.

Counted when it happens, for revisions are forgotten in time and a subscription address never is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, exists, insert, select, update

from pipeline.changes import Change
from pipeline.store import tables as t
from pipeline.store.rows import series_id

if TYPE_CHECKING:  # the store writes changes, and those are counted here
    from pipeline.store.store import Store

Given = Mapping[str, Counter[str]]
"""Series (`source.slug`) → to which others how many of its talks were given."""


def remember(connection: Connection, changes: Iterable[Change]) -> None:
    """Count the talks that these changes give from one series to another, by the source's own word or a person's."""
    given: Counter[tuple[str, str]] = Counter()
    for change in changes:
        before, after = change.fields.get("series", (None, None))
        if change.known and before and after:
            given[series_id(change.talk.source, str(before)), series_id(change.talk.source, str(after))] += 1
    column = t.renaming.c
    for (old, new), talks in sorted(given.items()):
        if old == new:
            continue  # spelt anew
        more = update(t.renaming).where(column.series_id == old, column.given_to == new)
        if not connection.execute(more.values(talks=column.talks + talks)).rowcount:
            connection.execute(insert(t.renaming).values(series_id=old, given_to=new, talks=talks))


def successors(store: Store) -> dict[str, str]:
    """Of series that have no talk any more (`source.slug`), the series to which most of theirs were given; it has some.
    Nothing is said of series that only wait for their next talk."""
    with store.reading() as connection:
        given, known = _given(connection)
    followed = {one: _followed(one, given, known) for one in given.keys() - known}
    return {one: other for one, other in sorted(followed.items()) if other is not None}


def successor(store: Store, series: str) -> str | None:
    """The series to which talks of this one (`source.slug`) were given, if any were and it has talks."""
    with store.reading() as connection:
        given, known = _given(connection)
    return _followed(series, given, known - {series})


def _given(connection: Connection) -> tuple[Given, set[str]]:
    """Which series gave talks to which, and those of them that have any now."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(select(t.renaming)):
        found[row.series_id][row.given_to] = row.talks
    if not found:
        return found, set()
    c, column = t.series.c, t.renaming.c
    named = select(column.series_id).union(select(column.given_to))
    held = exists().where(t.talk.c.series_id == c.id)
    return found, set(connection.scalars(select(c.id).where(c.id.in_(named), held)))


def _followed(series: str, given: Given, known: Collection[str]) -> str | None:
    """Where the talks of a series are in the end: where most went, unless that leads nowhere."""
    ahead, seen = [series], set()
    while ahead:
        one = ahead.pop()
        if one in known:
            return one
        seen.add(one)
        others = given.get(one, Counter())
        ahead += sorted(others.keys() - seen, key=lambda other: (-others[other], other), reverse=True)
    return None
