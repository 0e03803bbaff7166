"""Articles: one row each, with all the addresses where it stands, syndicated copies included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

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
    ordered = sorted(articles, key=lambda one: (not is_original(one), one.source, one.url))
    ordered = list({(one.source, one.url): one for one in reversed(ordered)}.values())[::-1]
    incoming: dict[str, Article] = {}
    for article in ordered:
        incoming.setdefault(article_key(article), article)
    if not incoming:
        return 0
    shelf = _Shelf(connection, ordered)
    changed = sum(_keep_one(shelf, key, article, now) for key, article in incoming.items())
    for article in ordered:
        _keep_address(connection, shelf.by_key[article_key(article)], article)
    return changed


class _Shelf:
    """The rows of articles that those of a run may be: by key, and by the addresses where they stand."""

    def __init__(self, connection: Connection, articles: Sequence[Article]) -> None:
        self.connection = connection
        self.by_key: dict[str, Any] = {}
        self.by_place: dict[tuple[str, str], Any] = {}
        keys = sorted({article_key(article) for article in articles})
        for start in range(0, len(keys), 500):
            wanted = select(t.article).where(t.article.c.key.in_(keys[start : start + 500]))
            self.by_key |= {row.key: row for row in connection.execute(wanted)}
        own = select(t.article, t.article_address.c.url.label("at")).join_from(t.article, t.article_address)
        for source in {article.source for article in articles}:
            there = connection.execute(own.where(t.article_address.c.source == source))
            self.by_place |= {(source, row.at): row for row in there}

    def find(self, key: str, article: Article) -> Any:
        """The row this article is: that of its key, else that of its address. An article that has a row under an older
        key and one that a copy made under its right key is one, and keeps the latter."""
        row, here = self.by_key.get(key), self.by_place.get((article.source, article.url))
        if row is None:
            return here
        if here is not None and here.id != row.id and _is_at_home(here, article):
            self._merge(here, row)
            return self.by_key[key]
        return row

    def write(self, row: Any, values: Mapping[str, Any]) -> None:
        """Write a row anew, or for the first time."""
        if row is None:
            self.connection.execute(t.article.insert().values(values))
        else:
            self.connection.execute(update(t.article).where(t.article.c.id == row.id).values(values))
        self._put(row, self.connection.execute(select(t.article).where(t.article.c.key == values["key"])).one())

    def _merge(self, gone: Any, row: Any) -> None:
        at, columns = t.article_address.c.article_id, t.article.c
        self.connection.execute(update(t.article_address).where(at == gone.id).values(article_id=row.id))
        self.connection.execute(delete(t.article).where(columns.id == gone.id))
        first = min(gone.created, row.created)
        self.connection.execute(update(t.article).where(columns.id == row.id).values(created=first))
        self._put(gone, row)

    def _put(self, old: Any, row: Any) -> None:
        """From now on `row` stands wherever `old` stood, and under its own key alone."""
        if old is None:
            self.by_key[row.key] = row
            return
        same = {row.id, old.id}
        self.by_key = {key: one for key, one in self.by_key.items() if one.id not in same} | {row.key: row}
        self.by_place |= {place: row for place, one in self.by_place.items() if one.id in same}


def _is_at_home(row: Any, article: Article) -> bool:
    return (row.source, row.url) == (article.source, article.url)


def _keep_one(shelf: _Shelf, key: str, article: Article, now: datetime) -> int:
    row, values = shelf.find(key, article), article_row(article) | {"key": key, "updated": now}
    if row is None:
        shelf.write(None, values | {"created": now})
        return 1
    is_its_own = short_key(canonical(row.url)) == row.key
    takes_over = is_original(article) and short_key(canonical(row.url)) != key and (row.key == key or not is_its_own)
    if not (_is_at_home(row, article) or takes_over) or (article_of(row) == article and row.key == key):
        shelf.by_key.setdefault(key, row)
        return 0
    shelf.write(row, values)
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
