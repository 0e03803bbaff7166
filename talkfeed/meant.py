"""Which sources a question names: an id mistyped gets a sentence with what was perhaps meant, never an empty answer.

An address that somebody subscribed to goes on to answer: a source that once was, disabled, moved or taken out since, is
known for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from config.errors import UnknownSourceError
from pipeline.query import NewsQuery, TalkQuery
from talkfeed.permission import IMPORTED
from talkfeed.wiring import App

Query = TypeVar("Query", TalkQuery, NewsQuery)


def checked(app: App, query: Query) -> Query:
    """The query, all of whose sources are or were, those left out too. Raises UnknownSourceError."""
    check(app, [*query.source, *(value for name, value in query.without if name == "source")])
    return query


def check(app: App, names: Iterable[str]) -> None:
    """Raises UnknownSourceError for the first of these that neither is nor was a source."""
    strange = [name for name in names if name not in app.sources and name != IMPORTED]
    if not strange:
        return
    known = {row.id for row in app.store.source_rows()}  # asked only for names that no file bears
    for name in strange:
        if name not in known:
            raise UnknownSourceError(name, near(app, name))


def near(app: App, name: str) -> tuple[str, ...]:
    """The ids of up to three sources whose id or name is like this, the likest first."""
    spelt = {source.name.casefold(): source.id for source in app.sources.values()}
    spelt |= {source.id.casefold(): source.id for source in app.sources.values()}
    return tuple(dict.fromkeys(spelt[one] for one in get_close_matches(name.casefold(), spelt, 3, 0.5)))
