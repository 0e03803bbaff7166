"""Answering a TalkQuery: each filter a condition on `talk`, text search by each engine's own index."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, column, func, literal, not_, or_, select, table, text

from pipeline.joins.together import CALLED_OFF
from pipeline.query import TalkQuery
from pipeline.reading.text import fold
from pipeline.store import tables as t
from pipeline.store.read import talks
from pipeline.store.rows import searchable, slug
from pipeline.talk import Kind, Status

Condition = ColumnElement[bool]
_FTS = table("talk_fts", column("rowid"), column("words"))


Position = tuple[datetime | None, str]
"""Where a talk stands in the order of answers: the instant it is sorted by (None: no date), and its UID."""


def question(query: TalkQuery, dialect: str, after: Position | None = None, skip: int = 0) -> Select[Any]:
    """The rows of `talks()` that answer the query, by time and UID; talks without a date come last. `after`: only
    those that come after this position."""
    order = t.talk.c.order_utc
    statement = talks().where(*conditions(query, dialect)).order_by(order.asc().nulls_last(), t.talk.c.uid)
    if after is not None:
        statement = statement.where(_comes_after(*after))
    statement = statement.offset(skip) if skip else statement
    return statement if query.limit is None else statement.limit(query.limit)


def _comes_after(moment: datetime | None, uid: str) -> Condition:
    order, own = t.talk.c.order_utc, t.talk.c.uid
    if moment is None:
        return and_(order.is_(None), own > uid)
    return or_(order > moment, and_(order == moment, own > uid), order.is_(None))


def conditions(query: TalkQuery, dialect: str) -> list[Condition]:
    """What a talk must fulfil: values of one filter widen, different filters narrow."""
    found: list[Condition] = [t.talk.c.joined_to.is_(None)]
    for name, condition in _FILTERS.items():
        values = getattr(query, name)
        if values:
            found.append(or_(*(condition(value) for value in values)))
    for name, value in query.without:
        found.append(not_(_FILTERS[name](value)))
    if query.since is not None:
        lasts = t.talk.c.last_day >= query.since
        if query.undated:
            lasts = or_(lasts, and_(t.talk.c.last_day.is_(None), not_(_status(Status.WITHDRAWN))))
        found.append(lasts)
    if query.until is not None:
        found.append(t.talk.c.first_day <= query.until)
    if query.q:
        found.append(_has_words(query, dialect))
    if query.hidden:
        found.append(_any_listing(lambda talk: talk.c.source.not_in(sorted(query.hidden))))
    return found


# ── Joined talks ──────────────────────────────────────────────────────────────────────────────────────────────────────

_part = t.talk.alias("part")
LED = select(_part.c.joined_to).where(_part.c.joined_to.is_not(None))
"""The UIDs under which joined talks are shown."""


def _any_listing(holds: Callable[[Any], Condition]) -> Condition:
    """Whether this holds of a talk or, of a joined one, of any of its listings."""
    return or_(holds(t.talk), t.talk.c.uid.in_(LED.where(holds(_part))))


def _first(name: str, *holds: Callable[[Any], Condition]) -> Any:
    """Of each joined talk (`lead`) the column (`word`) of the listing believed most of which this holds: those that
    still stand first, the leader's first. Says in SQL what `pipeline.joins.together` says of values. A question of its
    own: SQLite loses its way in subqueries that look back at their question from within an OR."""
    row = t.talk.alias()
    lead = func.coalesce(row.c.joined_to, row.c.uid)
    rank = (row.c.status == Status.WITHDRAWN.value, row.c.joined_to.is_not(None), row.c.created, row.c.uid)
    place = func.row_number().over(partition_by=lead, order_by=rank)
    group = or_(row.c.joined_to.is_not(None), row.c.uid.in_(LED))
    columns = select(lead.label("lead"), row.c[name].label("word"), place.label("place"))
    ranked = columns.where(group, *(hold(row) for hold in holds)).subquery()
    return select(ranked.c.lead, ranked.c.word).where(ranked.c.place == 1).subquery()


def _corrected(name: str) -> Any:
    """Of each joined talk (`lead`) what people say of this field (`word`, as JSON), the leader's correction first."""
    row, c = t.talk.alias(), t.correction.c
    lead = func.coalesce(row.c.joined_to, row.c.uid)
    rank = (row.c.joined_to.is_not(None), row.c.created, row.c.uid)
    place = func.row_number().over(partition_by=lead, order_by=rank)
    columns = select(lead.label("lead"), cast(c.value, Text).label("word"), place.label("place"))
    group = or_(row.c.joined_to.is_not(None), row.c.uid.in_(LED))
    told = columns.join_from(t.correction, row, c.talk_uid == row.c.uid)
    ranked = told.where(c.field == name, c.ended_at.is_(None), group).subquery()
    return select(ranked.c.lead, ranked.c.word).where(ranked.c.place == 1).subquery()


def _shown(name: str, value: str, *joined: Select[Any]) -> Condition:
    """Whether a talk is shown with this value: of a joined one, whether people say so, or, where they say nothing of
    it, any of these questions finds it."""
    uid, said = t.talk.c.uid, _corrected(name)
    alone = and_(uid.not_in(LED), t.talk.c[name] == value)
    corrected = uid.in_(select(said.c.lead).where(said.c.word == json.dumps(value)))
    found = or_(*(uid.in_(those) for those in joined))
    return or_(alone, corrected, and_(found, uid.not_in(select(said.c.lead))))


def listed_by(source: str) -> Condition:
    """Whether a row of `talk` is this source's, or is shown with one of its rows."""
    return or_(t.talk.c.source == source, t.talk.c.uid.in_(LED.where(_part.c.source == source)))


# ── Filters ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _source(value: str) -> Condition:
    listed = select(t.listing.c.talk_uid).where(t.listing.c.source == value)
    return _any_listing(lambda talk: or_(talk.c.source == value, talk.c.uid.in_(listed)))


def _series(value: str) -> Condition:
    ids = select(t.series.c.id).where(or_(t.series.c.id == value, t.series.c.slug == slug(value)))
    return _any_listing(lambda talk: func.coalesce(talk.c.series_id.in_(ids), literal(False)))


def named(value: str) -> tuple[str, str]:
    """Name and affiliation of `Ada Lovelace (MIT)`; the latter "" where it names none."""
    found = re.fullmatch(r"(.*\w.*?) \((.+)\)", value)
    return (found[1], found[2]) if found else (value, "")


def _speaker(value: str) -> Condition:
    name, affiliation = named(value)
    people = (
        select(t.talk_person.c.talk_uid)
        .join_from(t.talk_person, t.person)
        .where(t.talk_person.c.role == "speaker", _holds(t.person.c.folded_name, name))
    )
    if affiliation:
        people = people.where(t.person.c.affiliation == affiliation)
    return _any_listing(lambda talk: talk.c.uid.in_(people))


def _topic(value: str) -> Condition:
    topics = select(t.topic.c.talk_uid).where(t.topic.c.folded == slug(value))
    return _any_listing(lambda talk: talk.c.uid.in_(topics))


def _place(value: str) -> Condition:
    places = select(t.talk_text.c.talk_uid).where(_holds(t.talk_text.c.place, value))
    return _any_listing(lambda talk: talk.c.uid.in_(places))


def _mode(value: str) -> Condition:
    said = _first("attendance_mode", lambda talk: talk.c.attendance_mode.is_not(None))
    return func.coalesce(_shown("attendance_mode", value, select(said.c.lead).where(said.c.word == value)), False)


def _kind(value: str) -> Condition:
    said = _first("kind", lambda talk: talk.c.kind != Kind.TALK.value)
    if value == Kind.TALK:
        return _shown("kind", value, LED.where(_part.c.joined_to.not_in(select(said.c.lead))))
    return _shown("kind", value, select(said.c.lead).where(said.c.word == value))


def _status(value: str) -> Condition:
    standing = _first("status", lambda talk: talk.c.status != Status.WITHDRAWN.value)
    if value == Status.WITHDRAWN:
        return _shown("status", value, LED.where(_part.c.joined_to.not_in(select(standing.c.lead))))
    found = select(standing.c.lead).where(standing.c.word == value)
    contradicted = LED.where(_part.c.status.in_(sorted(CALLED_OFF)))
    if value == Status.CONFIRMED:
        return _shown("status", value, found.where(standing.c.lead.not_in(contradicted)))
    if value == Status.TENTATIVE:
        doubted = select(standing.c.lead).where(standing.c.word == Status.CONFIRMED.value)
        return _shown("status", value, found, doubted.where(standing.c.lead.in_(contradicted)))
    return _shown("status", value, found)


_FILTERS: dict[str, Callable[[str], Condition]] = {
    "source": _source,
    "series": _series,
    "speaker": _speaker,
    "topic": _topic,
    "place": _place,
    "mode": _mode,
    "status": _status,
    "kind": _kind,
}


def _holds(folded: ColumnElement[str], value: str) -> Condition:
    """The words of `value`, one after the other, as whole words; a folded text has no sign LIKE would misread."""
    return (literal(" ") + folded + " ").like(f"% {fold(value)} %")


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that must stand one after the other; `begun`: the last of them may go on ("quant*")."""

    words: str
    begun: bool = False

    def stands_in(self, searched: str) -> bool:
        """Whether it stands in a searchable text."""
        return f" {self.words}{'' if self.begun else ' '}" in f" {searched} "


def phrases(words: str) -> list[Phrase]:
    """What is to be found, all of it; what stands in quotes is one phrase, a word with "*" at its end the beginning of
    one."""
    parts = re.findall(r'"([^"]*)"?|(\S+)', words)
    return [Phrase(found, bare.endswith("*")) for quoted, bare in parts if (found := searchable(quoted or bare))]


def _has_words(query: TalkQuery, dialect: str) -> Condition:
    wanted = phrases(query.q)
    if not wanted:
        return literal(False)
    rows = _by_tsvector(wanted) if dialect == "postgresql" else _by_fts(wanted)
    if not query.closed:
        return _any_listing(lambda talk: talk.c.uid.in_(rows))
    own, closed, keeper = t.talk_text.c, sorted(query.closed), t.talk.alias("keeper")
    told = select(own.talk_uid).where(own.talk_uid.in_(rows), *(_stands_in(own.told, one) for one in wanted))
    led = select(keeper.c.joined_to).where(keeper.c.joined_to.is_not(None), keeper.c.source.in_(closed))

    def holds(talk: Any) -> Condition:
        """A joined talk's own words are those of all its listings."""
        kept = or_(talk.c.source.in_(closed), talk.c.uid.in_(led))
        return or_(talk.c.uid.in_(told), and_(talk.c.uid.in_(rows), not_(kept)))

    return _any_listing(holds)


def _stands_in(searched: ColumnElement[str], phrase: Phrase) -> Condition:
    return (literal(" ") + searched + " ").like(f"% {phrase.words}{'' if phrase.begun else ' '}%")


def _by_fts(wanted: Sequence[Phrase]) -> Select[Any]:
    match = " AND ".join(f'"{phrase.words}"{"*" if phrase.begun else ""}' for phrase in wanted)
    ids = select(_FTS.c.rowid).where(text("talk_fts MATCH :match").bindparams(match=match))
    return select(t.talk_text.c.talk_uid).where(t.talk_text.c.id.in_(ids.select_from(_FTS)))


def _by_tsvector(wanted: Iterable[Phrase]) -> Select[Any]:
    """Through a materialised CTE: otherwise the planner walks the date index and reads half the table (1,500 ×)."""
    asked = " && ".join(f"to_tsquery('simple', :phrase_{n})" for n, _ in enumerate(wanted))
    bound = {f"phrase_{n}": _tsquery(phrase) for n, phrase in enumerate(wanted)}
    condition = text(f"to_tsvector('simple', talk_text.words) @@ ({asked})").bindparams(**bound)
    hits = select(t.talk_text.c.talk_uid).where(condition).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(hits.c.talk_uid)


def _tsquery(phrase: Phrase) -> str:
    """A phrase as PostgreSQL's text search writes it; a folded word has no sign that means anything there."""
    return " <-> ".join(f"'{word}'" for word in phrase.words.split()) + (":*" if phrase.begun else "")
