"""News asked for: articles by words, source, people and days; one of them, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, literal, not_, or_, select

from pipeline.joins import copies
from pipeline.joins.people import name_key
from pipeline.joins.score import Ground, Score
from pipeline.query import NewsEntry, NewsQuery
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.store import tables as t
from pipeline.store.articles import copy_of
from pipeline.store.find import Phrase, phrases
from pipeline.store.history import Revision
from pipeline.store.rows import article_of, searchable
from pipeline.talk import Listed

Shares = Callable[[str], str]
"""How much of a source's articles may be searched: none (headlines and authors alone), summary, full."""


def whole(_source: str) -> str:
    """Everything: for the operator's own questions."""
    return "full"


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A page that carries an article besides the one shown; `since`: first seen there (aware); why it is believed."""

    listed: Listed
    title: str | None
    since: datetime | None
    score: Score


def find(
    connection: Connection,
    query: NewsQuery,
    *,
    skip: int = 0,
    shares: Shares = whole,
    only: Collection[int] | None = None,
) -> list[NewsEntry]:
    """The articles that answer the query, the newest first. `skip`: how many of them to pass over; `only`: of these."""
    columns = t.article.c
    newest = (columns.published.desc().nulls_last(), columns.id.desc())
    statement = select(t.article).where(*_conditions(query)).order_by(*newest)
    if only is not None:
        statement = statement.where(columns.id.in_(sorted(only)))
    wanted = phrases(query.q)
    if not query.q:
        if query.limit is not None:
            statement = statement.limit(query.limit)
        rows = list(connection.execute(statement.offset(skip)))
    else:
        end = None if query.limit is None else skip + query.limit
        rows = [row for row in connection.execute(statement) if wanted and _has(row, wanted, shares(row.source))][
            skip:end
        ]
    places = _addresses(connection, [row.id for row in rows])
    return [NewsEntry(row.id, article_of(row), row.created, row.updated, tuple(places[row.id])) for row in rows]


def count(connection: Connection, query: NewsQuery, shares: Shares = whole) -> int:
    """How many articles answer the query, its limit aside."""
    if not query.q:
        return connection.scalar(select(func.count()).select_from(t.article).where(*_conditions(query))) or 0
    c, wanted = t.article.c, phrases(query.q)
    rows = connection.execute(select(c.source, c.title, c.summary, c.author, c.body).where(*_conditions(query)))
    return sum(_has(row, wanted, shares(row.source)) for row in rows) if wanted else 0


def current(connection: Connection, number: int) -> int | None:
    """The number of the article that has or had this one; None if there is none."""
    if number > LARGEST:
        return None
    own = connection.scalar(select(t.article.c.id).where(t.article.c.id == number))
    merged = select(t.article_alias.c.article_id).where(t.article_alias.c.id == number)
    return own if own is not None else connection.scalar(merged)


def number_at(connection: Connection, url: str) -> int | None:
    """The number of the article that stands or stood at this address; None if there is none."""
    at, sign = t.article_address.c, t.article_sign.c
    own = select(at.article_id).where(at.url == url)
    both = (at.source == sign.source) & (at.url == sign.url)
    signed = select(at.article_id, at.url).join_from(t.article_address, t.article_sign, both)
    found = connection.scalar(own.limit(1))
    if found is not None:
        return int(found)
    alike = connection.execute(signed.where(sign.sign == f"url:{canonical(url)}").order_by(at.article_id)).all()
    return next((row.article_id for row in alike if canonical(row.url) == canonical(url)), None)


LARGEST = 2**31 - 1
"""What PostgreSQL takes as a number."""


def revisions(connection: Connection, number: int) -> list[Revision]:
    """What changed in an article when, the first first."""
    r = t.article_revision.c
    rows = connection.execute(select(t.article_revision).where(r.article_id == number).order_by(r.number))
    return [
        Revision(row.number, row.kind, 0, row.changed_at, {k: (v[0], v[1]) for k, v in row.diff.items()}, row.run_id)
        for row in rows
    ]


def other_copies(connection: Connection, entry: NewsEntry) -> list[CopyOf]:
    """The pages that carry an article besides the one shown, and how surely."""
    at = t.article_address.c
    rows = connection.execute(select(t.article_address).where(at.article_id == entry.id).order_by(at.source, at.url))
    found = []
    for row in rows:
        if (row.source, row.url) == (entry.article.source, entry.article.url):
            continue
        said = copy_of(row.said) if row.said else None
        score = _still(copies.compare(said, entry.article)) if said else Score(())
        found.append(CopyOf(Listed(row.source, row.url), said.title if said else None, row.since, score))
    return found


def _still(score: Score) -> Score:
    """With what holds two pages together that were one article before one of them was edited."""
    if score.is_enough:
        return score
    return Score((*score.grounds, Ground("", "one article so far", copies.ENOUGH - copies.STILL)))


# ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _conditions(query: NewsQuery) -> list[ColumnElement[bool]]:
    published = t.article.c.published
    found: list[ColumnElement[bool]] = []
    for name, condition in (("source", _source), ("person", _person)):
        if values := getattr(query, name):
            found.append(or_(*(condition(value) for value in values)))
        found += [not_(condition(value)) for other, value in query.without if other == name]
    if query.since is not None:
        found.append(published >= query.since.isoformat())
    if query.until is not None and query.until < date.max:
        found.append(published < (query.until + timedelta(days=1)).isoformat())
    return found


def _source(value: str) -> ColumnElement[bool]:
    at = select(t.article_address.c.article_id).where(t.article_address.c.source == value)
    return t.article.c.id.in_(at)


def _person(value: str) -> ColumnElement[bool]:
    """Who is named in full; a family name alone meets all who bear it."""
    own, key = t.article_person.c, name_key(value) or fold(value)
    if not key:
        return false()
    names = (literal(" ") + own.folded_name + " ").like(f"% {key} %") if " " not in key else own.folded_name == key
    return t.article.c.id.in_(select(own.article_id).where(names))


def _has(row: Any, wanted: Sequence[Phrase], share: str) -> bool:
    """Whether all these phrases stand in what of an article may be searched."""
    told = {"none": (), "summary": (row.summary,)}.get(share, (row.summary, row.body))
    text = searchable(" ".join(filter(None, (row.title, row.author, *told))))
    return all(phrase.stands_in(text) for phrase in wanted)


def _addresses(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Listed]]:
    places: dict[int, list[Listed]] = defaultdict(list)
    columns = t.article_address.c
    for start in range(0, len(numbers), 500):
        some = select(columns.article_id, columns.source, columns.url).where(
            columns.article_id.in_(numbers[start : start + 500])
        )
        for row in connection.execute(some.order_by(columns.source, columns.url)):
            places[row.article_id].append(Listed(row.source, row.url))
    return places
