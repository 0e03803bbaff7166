"""Answering a TalkQuery: each filter a condition on `talk`, text search by each engine's own index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, func, literal, not_, or_, select, table, text

from config.errors import QueryError
from pipeline.query import TalkQuery
from pipeline.reading.text import fold
from pipeline.store import tables as t
from pipeline.store.read import talks
from pipeline.store.rows import searchable, slug
from pipeline.talk import Status

Condition = ColumnElement[bool]
_FTS = table("talk_fts", column("rowid"), column("words"))


Position = tuple[datetime | None, str]
"""Where a talk stands in the order of answers: the instant it is sorted by (None: no date), and its UID."""


def question(query: TalkQuery, dialect: str, after: Position | None = None) -> Select[Any]:
    """The rows of `talks()` that answer the query, by time and UID; talks without a date come last. `after`: only
    those that come after this position."""
    order = t.talk.c.order_utc
    statement = talks().where(*conditions(query, dialect)).order_by(order.asc().nulls_last(), t.talk.c.uid)
    if after is not None:
        statement = statement.where(_comes_after(*after))
    return statement if query.limit is None else statement.limit(query.limit)


def _comes_after(moment: datetime | None, uid: str) -> Condition:
    order, own = t.talk.c.order_utc, t.talk.c.uid
    if moment is None:
        return and_(order.is_(None), own > uid)
    return or_(order > moment, and_(order == moment, own > uid), order.is_(None))


def conditions(query: TalkQuery, dialect: str) -> list[Condition]:
    """What a talk must fulfil: values of one filter widen, different filters narrow."""
    if query.as_of is not None:
        raise QueryError("as_of: looking back in time is not offered yet; leave it out")
    found = []
    for name, condition in _FILTERS.items():
        values = getattr(query, name)
        if values:
            found.append(or_(*(condition(value) for value in values)))
    for name, value in query.without:
        found.append(not_(_FILTERS[name](value)))
    if query.since is not None:
        lasts = t.talk.c.last_day >= query.since
        announced = and_(t.talk.c.last_day.is_(None), t.talk.c.status != Status.WITHDRAWN)
        found.append(or_(lasts, announced) if query.undated else lasts)
    if query.until is not None:
        found.append(t.talk.c.first_day <= query.until)
    if query.q:
        found.append(_has_words(query.q, dialect))
    return found


def _source(value: str) -> Condition:
    listed = select(t.listing.c.talk_uid).where(t.listing.c.source == value)
    return or_(t.talk.c.source == value, t.talk.c.uid.in_(listed))


def _series(value: str) -> Condition:
    ids = select(t.series.c.id).where(or_(t.series.c.id == value, t.series.c.slug == slug(value)))
    return func.coalesce(t.talk.c.series_id.in_(ids), literal(False))


def _speaker(value: str) -> Condition:
    people = (
        select(t.talk_person.c.talk_uid)
        .join_from(t.talk_person, t.person)
        .where(t.talk_person.c.role == "speaker", _holds(t.person.c.folded_name, value))
    )
    return t.talk.c.uid.in_(people)


def _topic(value: str) -> Condition:
    return t.talk.c.uid.in_(select(t.topic.c.talk_uid).where(t.topic.c.folded == slug(value)))


def _place(value: str) -> Condition:
    return t.talk.c.uid.in_(select(t.talk_text.c.talk_uid).where(_holds(t.talk_text.c.place, value)))


def _mode(value: str) -> Condition:
    return func.coalesce(t.talk.c.attendance_mode, "") == value


def _is(name: str) -> Callable[[str], Condition]:
    return lambda value: t.talk.c[name] == value


_FILTERS: dict[str, Callable[[str], Condition]] = {
    "source": _source,
    "series": _series,
    "speaker": _speaker,
    "topic": _topic,
    "place": _place,
    "mode": _mode,
    "status": _is("status"),
    "kind": _is("kind"),
}


def _holds(folded: ColumnElement[str], value: str) -> Condition:
    """The words of `value`, one after the other, as whole words; a folded text has no sign LIKE would misread."""
    return (literal(" ") + folded + " ").like(f"% {fold(value)} %")


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def phrases(words: str) -> list[str]:
    """The folded words to be found, all of them; what stands in quotes is one phrase."""
    parts = re.findall(r'"([^"]*)"?|(\S+)', words)
    return [found for quoted, bare in parts if (found := searchable(quoted or bare))]


def _has_words(words: str, dialect: str) -> Condition:
    wanted = phrases(words)
    if not wanted:
        return literal(False)
    rows = _by_tsvector(wanted) if dialect == "postgresql" else _by_fts(wanted)
    return t.talk.c.uid.in_(rows)


def _by_fts(wanted: Sequence[str]) -> Select[Any]:
    match = " AND ".join(f'"{phrase}"' for phrase in wanted)
    ids = select(_FTS.c.rowid).where(text("talk_fts MATCH :match").bindparams(match=match))
    return select(t.talk_text.c.talk_uid).where(t.talk_text.c.id.in_(ids.select_from(_FTS)))


def _by_tsvector(wanted: Iterable[str]) -> Select[Any]:
    """Through a materialised CTE: otherwise the planner walks the date index and reads half the table (1,500 ×)."""
    asked = " && ".join(f"phraseto_tsquery('simple', :phrase_{n})" for n, _ in enumerate(wanted))
    bound = {f"phrase_{n}": phrase for n, phrase in enumerate(wanted)}
    condition = text(f"to_tsvector('simple', talk_text.words) @@ ({asked})").bindparams(**bound)
    hits = select(t.talk_text.c.talk_uid).where(condition).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(hits.c.talk_uid)
