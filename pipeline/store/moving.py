"""A source under a new name: what the old one announced becomes the new one's, and keeps its UIDs in every calendar.

Where the new one was crawled before the old one was said to have moved, both know some talks: those are merged, and the
younger UID becomes an alias of the older one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, literal, select, update

from pipeline.changes import Known
from pipeline.identity import pair
from pipeline.store import amending, joins, read
from pipeline.store import tables as t
from pipeline.store.corrected import corrections


def rehome(connection: Connection, now: datetime) -> None:
    """Bring everything of sources that have moved to where they have moved, if that is a source here."""
    columns = t.source.c
    moved = dict(connection.execute(select(columns.id, columns.moved_to).where(columns.moved_to.is_not(None))).all())
    if not moved:
        return
    there = set(connection.scalars(select(columns.id)))
    for old in sorted(moved):
        new = _last(old, moved)
        if new in there and new != old:
            _rehome_one(connection, old, new, now)


def _last(source: str, moved: Mapping[str, str]) -> str:
    """Where a source has moved in the end; itself where that is a circle."""
    seen, at = {source}, source
    while at in moved:
        at = moved[at]
        if at in seen:
            return source
        seen.add(at)
    return at


def _rehome_one(connection: Connection, old: str, new: str, now: datetime) -> None:
    _rehome_articles(connection, old, new)
    if not connection.scalar(select(exists().where(t.talk.c.source == old))):
        return
    merged = _merge_twins(connection, read.known(connection, old), read.known(connection, new), now)
    _copy_series(connection, old, new)
    _rehome_renamings(connection, old, new)
    series = _under(new, old, t.talk.c.series_id)
    statement = update(t.talk).where(t.talk.c.source == old)
    connection.execute(statement.where(t.talk.c.series_id.is_not(None)).values(series_id=series))
    connection.execute(statement.values(source=new))
    joins.settle(connection, now, (), {}, spoken=merged)


def _merge_twins(connection: Connection, olds: list[Known], news: list[Known], now: datetime) -> list[str]:
    """Talks that both sources know keep the UID that calendars have had for longer, the old source's: their UIDs."""
    merged = []
    uids = {id(one.talk): one.uid for one in news}
    for talk, known in pair([one.talk for one in news], olds, now=now):
        if known is None:
            continue
        gone = uids[id(talk)]
        _hand_over(connection, t.talk_key, gone, known.uid)
        _hand_over(connection, t.listing, gone, known.uid)
        connection.execute(update(t.alias).where(t.alias.c.talk_uid == gone).values(talk_uid=known.uid))
        joins.hand_over(connection, gone, known.uid)
        held = corrections(connection, t.correction.c.talk_uid == gone)
        connection.execute(delete(t.talk).where(t.talk.c.uid == gone))
        connection.execute(insert(t.alias).values(uid=gone, talk_uid=known.uid))
        amending.hand_over(connection, held, known.uid, now)
        merged.append(known.uid)
    return merged


def _hand_over(connection: Connection, table: Table, gone: str, kept: str) -> None:
    """The rows of one talk to another, those apart that it has already."""
    names = [column.name for column in table.primary_key.columns if column.name != "talk_uid"]
    there = table.alias()
    has = exists().where(there.c.talk_uid == kept, *(there.c[name] == table.c[name] for name in names))
    connection.execute(update(table).where(table.c.talk_uid == gone, ~has).values(talk_uid=kept))


def _copy_series(connection: Connection, old: str, new: str) -> None:
    """The series under their new ids; the old rows stay, for their feeds' addresses answer for ever."""
    columns = t.series.c
    known = set(connection.scalars(select(columns.slug).where(columns.source == new)))
    rows = connection.execute(select(t.series).where(columns.source == old)).all()
    missing = [
        {"id": f"{new}.{row.slug}", "source": new, "name": row.name, "slug": row.slug, "homepage": row.homepage}
        for row in rows
        if row.slug not in known
    ]
    if missing:
        connection.execute(insert(t.series), missing)


def _under(new: str, old: str, series: ColumnElement[str]) -> ColumnElement[str]:
    """The id of a series below its new source: ids are `source.slug`."""
    return literal(f"{new}.").concat(func.substr(series, len(old) + 2))


def _rehome_renamings(connection: Connection, old: str, new: str) -> None:
    """What became of its series; where both sources tell the same of one, the new one's word stays."""
    column, there = t.renaming.c, t.renaming.alias()
    names = {name: _under(new, old, column[name]) for name in ("series_id", "given_to")}
    has = exists().where(*(there.c[name] == value for name, value in names.items()))
    mine = column.series_id.in_(select(t.series.c.id).where(t.series.c.source == old))
    connection.execute(update(t.renaming).where(mine, ~has).values(**names))


def _rehome_articles(connection: Connection, old: str, new: str) -> None:
    for table in (t.article, t.article_address):
        there = table.alias()
        has = exists().where(there.c.source == new, there.c.url == table.c.url)
        connection.execute(update(table).where(table.c.source == old, ~has).values(source=new))
