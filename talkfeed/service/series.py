"""`/series/{source}/{slug}`: one series. Its address lives for ever: it leads on, or says what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from difflib import get_close_matches

from starlette.requests import Request
from starlette.responses import Response

from calendar_export import pages
from calendar_export.changes import Step
from calendar_export.habits import habits
from calendar_export.languages import N_
from calendar_export.pages import SeriesPage
from calendar_export.web import Choice, Listing
from pipeline.feeds import FeedSpec
from pipeline.query import Entry, TalkQuery
from pipeline.store import Series
from pipeline.store.successors import successor
from pipeline.talk import Person
from talkfeed.changing import latest
from talkfeed.permission import asked, permitted, policy, speakers
from talkfeed.service.answers import leading_on, turn
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

COMING = 50
PAST = 30
STEPS = 6
SPEAKERS = 40
A_YEAR = timedelta(days=365)
"""How far back talks tell what is usual: habits of long ago are none."""


class SeriesPages:
    """Answers requests for these pages."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site

    def page(self, request: Request) -> Response:
        """One series; one that was renamed, or whose source moved, leads on."""
        source, slug = request.path_params["source"], request.path_params["slug"]
        spec = next((one for one in self.app.feeds() if one.kind == "series" and one.id == f"{source}.{slug}"), None)
        if spec is not None and spec.moved_to is not None:
            return leading_on(spec, address_of(spec.moved_to))
        found = next((one for one in self.app.store.series_of(source) if one.slug == slug), None)
        if found is None or not policy(self.app, source).talks:
            return self._none(request, source, slug)
        with turn():
            page = self._page(spec or _own(found), found)
        return self.site.page(request, pages.render_series(self.site.site(request), page))

    def _page(self, spec: FeedSpec, found: Series) -> SeriesPage:
        now = self.app.clock()
        today = now.astimezone(UTC).date()
        over = asked(self.app, replace(spec.query, until=today - timedelta(days=1)), counted=True)
        ahead = asked(self.app, replace(spec.query, since=today, undated=True), counted=True)
        held, number = self.app.store.count(over), self.app.store.count(ahead)
        year = replace(over, since=today - A_YEAR)
        lately_held = self._read(year, self.app.store.count(year) - PAST)
        earlier = lately_held if len(lately_held) >= min(held, PAST) else self._read(over, held - PAST)
        coming = tuple(permitted(self.app, self.app.store.find(replace(ahead, limit=COMING))))
        seen = {one.uid for one in coming}  # what lasts for days may be in both
        past = tuple(one for one in reversed(earlier) if one.uid not in seen)
        row = next((one for one in self.app.store.source_rows() if one.id == found.source), None)
        name = self._names().get(found.source) or (row.name if row else found.source)
        listing = Listing(coming, now, found.name, f"/feeds/{spec.id}.ics", spec.title, total=number,
                          clear_url=f"/?{spec.query.spelling()}")  # fmt: skip
        return SeriesPage(
            found.name,
            listing,
            Choice(name, f"/sources/{found.source}"),
            spec.id,
            row.homepage if row else None,
            past,
            held,
            habits(one.talk for one in (*lately_held, *coming)),
            self._speakers((*coming, *past)),
            self._changes(spec),
            spec.ended,
            None if coming else self._follows(spec),
            self._names(),
        )

    def _read(self, query: TalkQuery, skip: int) -> list[Entry]:
        """The last talks that answer, by time."""
        return permitted(self.app, self.app.store.find(replace(query, limit=PAST), skip=max(0, skip)))

    def _speakers(self, entries: Sequence[Entry]) -> tuple[Choice, ...]:
        """Who speaks, those who do soon or did lately first, each with how many of these talks."""
        people: Counter[Person] = Counter(person for one in entries for person in dict.fromkeys(one.talk.speakers))
        slugs = speakers(self.app).slugs(people)
        named: dict[str, Choice] = {}
        for person, count in people.items():
            if (slug := slugs.get(person)) is not None:
                known = named.get(slug)
                total = count + (known.count or 0 if known else 0)
                named[slug] = Choice(known.label if known else person.name, f"/speakers/{slug}", total)
        return tuple(named.values())[:SPEAKERS]

    def _changes(self, spec: FeedSpec) -> tuple[Step, ...]:
        return latest(self.app, spec, self.app.clock(), STEPS).steps

    def _follows(self, spec: FeedSpec) -> Choice | None:
        """The series that goes on with its talks, where nothing comes in this one."""
        if (found := successor(self.app.store, spec.id)) is None:
            return None
        name = next((one.name for one in self.app.store.series_of(spec.id.partition(".")[0]) if one.id == found), found)
        return Choice(name, address_of(found))

    def _none(self, request: Request, source: str, slug: str) -> Response:
        """That there is none, and which were perhaps meant."""
        known = self.app.store.series_of(source) if policy(self.app, source).talks else []
        near = get_close_matches(slug, [one.slug for one in known], 3, 0.5)
        names = {one.slug: one.name for one in known}
        choices = [Choice(names[one], f"/series/{source}/{one}") for one in near]
        sentence = N_("There is no series {name}.")
        return self.site.message(request, 404, N_("No such series"), sentence, choices, name=repr(f"{source}.{slug}"))

    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self.app.sources.values()}


def _own(found: Series) -> FeedSpec:
    """The feed of a series whose source's file is broken at the moment, or not read here."""
    query = TalkQuery(source=(found.source,), series=(found.slug,))
    return FeedSpec(found.id, found.name, query, "series", source=found.source)


def address_of(series: str) -> str:
    """Where the page of a series (`source.slug`) is."""
    source, _, slug = series.partition(".")
    return f"/series/{source}/{slug}"
