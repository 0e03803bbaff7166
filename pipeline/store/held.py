"""One article during a run: the pages that carry it, what each says, what of it is shown and what that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urldefrag

from pipeline.joins import copies
from pipeline.joins.copies import Copy
from pipeline.reading.addresses import canonical
from pipeline.talk import Article

Place = tuple[str, str]
"""A source and an address."""


@dataclass
class Held:
    """An article as stored, and as it will be. `id` is below 0 for a new one. `before`: what was shown, None if new."""

    id: int
    before: Article | None
    created: datetime
    copies: dict[Place, Copy] = field(default_factory=dict)
    places: frozenset[Place] = frozenset()
    shown: Article | None = None
    merged: list[Held] = field(default_factory=list)

    @property
    def current(self) -> Place | None:
        return None if self.before is None else (self.before.source, self.before.url)

    def fits(self, article: Article) -> float:
        """How surely a page carries this article: as surely as it is the best of its copies."""
        return max((copies.compare(article, one.article).points for one in self.copies.values()), default=-99.0)

    def put(self, article: Article, now: datetime) -> None:
        """What a page says now. A teaser cuts no article, neither here nor where it moved on its site."""
        place = (article.source, article.url)
        known = self.copies.get(place)
        near = (one.article for (source, _), one in sorted(self.copies.items()) if source == article.source)
        said = known.article if known else max(near, key=lambda one: len(one.body), default=article)
        self.copies[place] = Copy(copies.continued(said, article), known.since if known else now)

    def diff(self) -> dict[str, tuple[object, object]]:
        """What changed in what is shown, field by field, and where it stands."""
        assert self.shown is not None
        fields = copies.diff(self.before, self.shown) if self.before else {}
        only_moved = len(self.places) == len(self.copies) == 1  # which the address tells
        if self.before and self.places != self.copies.keys() and not only_moved:
            fields["addresses"] = tuple(_listed(places) for places in (self.places, self.copies))  # type: ignore[assignment]
        return fields

    @property
    def is_changed(self) -> bool:
        return self.before is None or bool(self.diff())

    def kinds(self) -> tuple[str, ...]:
        """What happened to it, in words. What lost its only page has not moved; where it stands in no more places than
        before, none joined it."""
        if self.before is None:
            return ("announced",)
        assert self.shown is not None
        told = set(self.diff())
        if self.is_kept((self.shown.source, self.shown.url)):
            told.discard("url")
        if len(self.copies) <= len(self.places):
            told.discard("addresses")
        return copies.kinds(told, titled=bool(self.before.title)) or ("details changed",)

    def keep(self, place: Place) -> None:
        """A page tells another article now. What it told is kept under the article's number, beside that page."""
        source, url = place
        copy = self.copies.pop(place)
        link = copy.article.canonical_url
        named = link if link and canonical(link) != canonical(url) else None
        was = replace(copy.article, url=f"{urldefrag(url).url}#article-{self.id}", canonical_url=named)
        self.copies[source, was.url] = replace(copy, article=was)

    def is_kept(self, place: Place) -> bool:
        """Whether this is no page, but what one told before it told another article."""
        return urldefrag(place[1]).fragment in {f"article-{one.id}" for one in (self, *self.merged)}


def _listed(places: Iterable[Place]) -> list[dict[str, str]]:
    return [{"source": source, "url": url} for source, url in sorted(places)]
