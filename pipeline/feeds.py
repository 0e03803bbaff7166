"""Which feeds there are: all, one per source, one per series, and saved queries.

A feed is a query with a name. Its id is part of addresses that live for ever (INTERFACE §6): a source's own id, a
series' `source.slug`, a saved query's short id; `all` and `news` are reserved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from config.sources import Source
from pipeline.query import TalkQuery

RESERVED = frozenset({"all", "news"})


class HasSeries(Protocol):
    """A series as the store has it; `id` is `source.slug`."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def slug(self) -> str: ...


class HasQuery(Protocol):
    """A saved query as the store has it; `query` is the query's spelling."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def moved_to(self) -> str | None: ...
    @property
    def retired_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed to be filled: `query` finds its talks, `timezone` and `language` are those of its source, if it is of one.
    `kind`: all, source, series or saved. `moved_to`: the feed that follows it, where it redirects; `for_good`: by a
    person's word, which a series that its institute renamed has not: its old name may come back. `ended`: since when
    (aware UTC) nothing new is put into it; its address goes on to answer."""

    id: str
    title: str
    query: TalkQuery
    kind: str
    description: str = ""
    timezone: str = ""
    language: str = "en"
    homepage: str | None = None
    source: str | None = None
    moved_to: str | None = None
    for_good: bool = True
    ended: datetime | None = None


class HasEnded(Protocol):
    """A source that is no longer configured, as the store has it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def homepage(self) -> str | None: ...
    @property
    def removed_at(self) -> datetime | None: ...


def feeds(
    sources: Mapping[str, Source] | Iterable[Source],
    series: Iterable[HasSeries] = (),
    saved: Iterable[HasQuery] = (),
    gone: Iterable[HasEnded] = (),
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> list[FeedSpec]:
    """All feeds, `all` first, then sources, series and saved queries, each sort by id. An id taken by a feed of an
    earlier sort stays with it. `gone`: sources taken out of the configuration, whose feeds have ended. `renamed`: the
    series that took over all talks of another, by the latter's id: its feed holds them and leads there."""
    offered = {source.id: source for source in (sources.values() if isinstance(sources, Mapping) else sources)}
    specs = [FeedSpec("all", "Research talks", TalkQuery(), "all", "All talks of all institutes followed here.")]
    specs += [_of_source(offered[key]) for key in sorted(offered)]
    ended = {one.id: one for one in gone}
    specs += [_of_gone(ended[key]) for key in sorted(ended)]
    specs += [
        _of_series(one, offered.get(one.source), ended.get(one.source), renamed.get(one.id))
        for one in sorted(series, key=lambda one: one.id)
    ]
    specs += [_of_query(one) for one in sorted(saved, key=lambda one: one.id)]
    unique: dict[str, FeedSpec] = {}
    for spec in specs:
        unique.setdefault(spec.id, spec)
    return [spec for key, spec in unique.items() if key not in RESERVED or spec.kind == "all"]


def _of_source(source: Source) -> FeedSpec:
    return FeedSpec(
        id=source.id,
        title=source.name,
        query=TalkQuery(source=(source.id,)),
        kind="source",
        description=f"Talks announced by {source.name}.",
        timezone=source.timezone,
        language=_language(source),
        homepage=source.homepage,
        source=source.id,
        moved_to=source.moved_to,
    )


def _of_gone(source: HasEnded) -> FeedSpec:
    about, query = f"Talks announced by {source.name}.", TalkQuery(source=(source.id,))
    home, ended = source.homepage, source.removed_at
    return FeedSpec(source.id, source.name, query, "source", about, homepage=home, source=source.id, ended=ended)


def _of_series(series: HasSeries, source: Source | None, gone: HasEnded | None, renamed: str | None) -> FeedSpec:
    held = renamed.partition(".")[2] if renamed else series.slug
    moved = f"{source.moved_to}.{held}" if source and source.moved_to else None
    institute = source.name if source else gone.name if gone else series.source
    return FeedSpec(
        id=series.id,
        title=f"{series.name} – {institute}",
        query=TalkQuery(source=(series.source,), series=(held,)),
        kind="series",
        description=f"Talks of the series {series.name}, announced by {institute}.",
        timezone=source.timezone if source else "",
        language=_language(source),
        homepage=source.homepage if source else None,
        source=series.source,
        moved_to=moved or renamed,
        for_good=renamed is None or moved is not None,
        ended=gone.removed_at if gone else None,
    )


def _of_query(saved: HasQuery) -> FeedSpec:
    query = TalkQuery.from_spelling(saved.query)
    return FeedSpec(saved.id, saved.name, query, "saved", moved_to=saved.moved_to, ended=saved.retired_at)


def _language(source: Source | None) -> str:
    return (source.language or "en").split("-")[0] if source else "en"
