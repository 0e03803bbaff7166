"""Articles: one row each, with all the addresses where it stands, syndicated copies included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from pipeline.identity import short_key
from pipeline.query import NewsEntry
from pipeline.reading.addresses import canonical
from pipeline.store import tables as t
from pipeline.store.rows import article_of, article_row, searchable
from pipeline.talk import Article, Listed


def article_key(article: Article) -> str:
    """What makes two articles one: the canonical address, or the own one where none is named."""
    return short_key(canonical(article.canonical_url or article.url))


def is_original(article: Article) -> bool:
    """Whether the article stands at its own canonical address; a copy elsewhere points there."""
    return short_key(canonical(article.url)) == article_key(article)


def keep_articles(connection: Connection, articles: Iterable[Article], now: datetime) -> int:
    """Store articles that are new or changed; how many were. A copy adds its address and never overrules the
    original; the original, once seen, takes over from a copy that came first."""
    incoming: dict[str, Article] = {}
    ordered = sorted(articles, key=lambda one: (not is_original(one), one.source, one.url))
    for article in ordered:
        incoming.setdefault(article_key(article), article)
    if not incoming:
        return 0
    known = _known(connection, ordered)
    changed = sum(_keep_one(connection, known, key, article, now) for key, article in incoming.items())
    for article in ordered:
        _keep_address(connection, known[article_key(article)], article)
    return changed


def _known(connection: Connection, articles: Sequence[Article]) -> dict[str, Any]:
    """The rows of articles these may be, by key; an address once stored stays with its article."""
    rows: dict[str, Any] = {}
    keys = sorted({article_key(article) for article in articles})
    for start in range(0, len(keys), 500):
        wanted = keys[start : start + 500]
        for row in connection.execute(select(t.article).where(t.article.c.key.in_(wanted))):
            rows[row.key] = row
    own = select(t.article, t.article_address.c.url.label("at")).join_from(t.article, t.article_address)
    for source in {article.source for article in articles}:
        stored = {row.at: row for row in connection.execute(own.where(t.article_address.c.source == source))}
        for article in articles:
            if article.source == source and article.url in stored:
                rows.setdefault(article_key(article), stored[article.url])
    return rows


def _keep_one(connection: Connection, known: dict[str, Any], key: str, article: Article, now: datetime) -> int:
    row, values = known.get(key), article_row(article)
    if row is None:
        values |= {"key": key, "created": now, "updated": now}
        connection.execute(t.article.insert().values(values))
        known[key] = connection.execute(select(t.article).where(t.article.c.key == key)).one()
        return 1
    same_place = (row.source, row.url) == (article.source, article.url)
    takes_over = is_original(article) and short_key(canonical(row.url)) != key
    if not (same_place or takes_over) or article_of(row) == article:
        return 0
    values |= {"key": key, "updated": now}
    connection.execute(update(t.article).where(t.article.c.id == row.id).values(values))
    return 1


def _keep_address(connection: Connection, row: Any, article: Article) -> None:
    at = (t.article_address.c.source == article.source) & (t.article_address.c.url == article.url)
    if connection.scalar(select(t.article_address.c.article_id).where(at)) is None:
        values = {"source": article.source, "url": article.url, "article_id": row.id}
        connection.execute(t.article_address.insert().values(values))


def news(
    connection: Connection, words: str, sources: Sequence[str], limit: int | None, number: int | None
) -> list[NewsEntry]:
    """Articles, the newest first: all of `words` in title, summary or body, of any of `sources`."""
    columns = t.article.c
    statement = select(t.article).order_by(columns.published.desc().nulls_last(), columns.id.desc())
    if number is not None:
        statement = statement.where(columns.id == number)
    if sources:
        at = select(t.article_address.c.article_id).where(t.article_address.c.source.in_(sources))
        statement = statement.where(columns.id.in_(at))
    if limit is not None and not words:
        statement = statement.limit(limit)
    wanted = searchable(words).split()
    rows = [row for row in connection.execute(statement) if not wanted or _has(row, wanted)][:limit]
    places = _addresses(connection, [row.id for row in rows])
    return [NewsEntry(row.id, article_of(row), row.created, row.updated, tuple(places[row.id])) for row in rows]


def _has(row: Any, wanted: Sequence[str]) -> bool:
    text = f" {searchable(' '.join(filter(None, (row.title, row.summary, row.author, row.body))))} "
    return all(f" {word} " in text for word in wanted)


def _addresses(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Listed]]:
    places: dict[int, list[Listed]] = defaultdict(list)
    columns = t.article_address.c
    for start in range(0, len(numbers), 500):
        some = select(t.article_address).where(columns.article_id.in_(numbers[start : start + 500]))
        for row in connection.execute(some.order_by(columns.source, columns.url)):
            places[row.article_id].append(Listed(row.source, row.url))
    return places
