"""The pages for people: talks with search and filters, one talk, sources, news, status."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from calendar_export import web
from calendar_export.languages import N_, OWN, catalogue
from calendar_export.lines import isolated
from calendar_export.sheet import Sheet
from calendar_export.showing import KINDS, MODES
from calendar_export.web import Choice, Filter, Listing, Past, Site, SourceLine, State, TalkPage
from config.errors import QueryError
from pipeline.health import Health, SourceHealth
from pipeline.query import Entry, TalkQuery, as_said, begun
from pipeline.store.history import Revision
from pipeline.store.rows import slug
from pipeline.store.tally import Tally
from pipeline.talk import Span, Talk
from talkfeed.changing import latest
from talkfeed.meant import checked
from talkfeed.permission import asked, evidence_of, permitted, permitted_history, speakers
from talkfeed.service import reader, views
from talkfeed.service.answers import answer, turn
from talkfeed.service.plots import with_sparks
from talkfeed.service.shortening import address_of, lengthy
from talkfeed.wiring import App

A_PAGE = 100
CHOICES = 12
NAMED = 3
"""How many values of a query its title names."""

SHOWN_AS = {"not crawled": "disabled", "late": "failing"}
"""The site's words for a source's condition, where they differ from `pipeline.health`."""

DIFFERENT = {"Vary": "Accept, Accept-Language, Cookie"}
"""What a sentence instead of a page depends on: caches keep "not found" too."""

WORDS = {one.value: word for words in (KINDS, MODES) for one, word in words.items()}
"""What kinds and modes are called, in English."""

Say = Callable[[str], str]


class SitePages:
    """Answers requests for pages from the store. Every page can be asked again cheaply."""

    def __init__(self, app: App) -> None:
        self.app = app

    def site(self, request: Request) -> Site:
        """What all pages share, in this reader's language. Raises QueryError if that is none we speak."""
        reader.check(request)
        return self._site(reader.language_of(request), reader.here(request))

    def _site(self, language: str, here: str = "") -> Site:
        return Site(base_url=self.app.base_url, contact=self.app.settings.contact, language=language, here=here)

    def page(self, request: Request, html: str) -> Response:
        """An HTML answer."""
        return reader.remember(request, answer(request, html.encode("utf-8", "replace"), web.MEDIA_TYPE))

    def message(
        self, request: Request, status: int, title: str, sentence: str, near: Sequence[Choice] = (), **facts: object
    ) -> Response:
        """A sentence instead of a page, completed with `facts`; programs other than browsers get it as plain text."""
        language = reader.language_of(request) if "text/html" in request.headers.get("accept", "") else OWN
        said = catalogue(language).gettext(sentence)
        sentence = said.format(**facts) if facts else said
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{sentence}\n", status, DIFFERENT)
        html = web.render_message(self._site(language), title, sentence, near)
        return Response(html.encode("utf-8", "replace"), status, DIFFERENT, web.MEDIA_TYPE)

    # ── Talks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def listing(self, request: Request) -> Response:
        """`/`: upcoming talks; with `from` also past ones."""
        with turn():
            return self._listing(request)

    def _listing(self, request: Request) -> Response:
        pairs = reader.asked(request, "page", "view", "on")
        query = checked(self.app, TalkQuery.from_params(pairs))
        now = self.app.clock()
        if (sheet := views.asked(request.query_params, now.astimezone(UTC).date())) is not None:
            return self._sheet(request, query, pairs, sheet)
        number = page_number(request.query_params.get("page", ""))
        coming = query if query.since else replace(query, since=now.astimezone(UTC).date(), undated=query.until is None)
        coming, skip = asked(self.app, reader.looked_for(request, coming), counted=True), (number - 1) * A_PAGE
        most = max(0, min(A_PAGE, (query.limit or A_PAGE + skip) - skip))
        tally = self._tally(coming)
        tally.total = min(tally.total, query.limit or tally.total)
        entries = permitted(self.app, self.app.store.find(replace(coming, limit=most), skip=skip)) if most else []
        more = tally.total > number * A_PAGE
        listing = replace(
            self._shown(request, query, pairs, tally, entries),
            newer_url=here(query, number - 1) if number > 1 else "",
            older_url=here(query, number + 1) if more else "",
            begun=None if entries else self._begun(query, coming),
            following=self._following(query, query.until, None) if not entries and query.until else None,
        )
        return self.page(request, web.render_listing(self.site(request), listing))

    def _sheet(self, request: Request, query: TalkQuery, pairs: Sequence[tuple[str, str]], sheet: Sheet) -> Response:
        """A week or a month of talks."""
        held = replace(query, since=max(query.since or sheet.first, sheet.first))
        held = replace(held, until=min(query.until or sheet.last, sheet.last))
        entries = permitted(self.app, self.app.store.find(asked(self.app, reader.looked_for(request, held))))
        kept, tally = (*pairs, ("view", sheet.view), ("on", str(sheet.on))), Tally()
        for entry in entries:
            tally.add(entry)
        listing = replace(
            self._shown(request, query, kept, tally, entries, sheet),
            newer_url=views.address(query, sheet.view, sheet.before),
            older_url=views.address(query, sheet.view, sheet.after),
            following=None if entries else self._following(query, sheet.last, sheet.view),
        )
        return self.page(request, web.render_sheet(self.site(request), listing, sheet))

    def _following(self, query: TalkQuery, day: date, view: str | None) -> tuple[date, str] | None:
        """The day of the first talk after this one that answers, and where it is seen; None if there is none."""
        if day == date.max:
            return None
        later = replace(query, since=day + timedelta(days=1), until=None)
        found = permitted(self.app, self.app.store.find(replace(asked(self.app, later, counted=True), limit=1)))
        on = found[0].talk.when.day if found else None
        return None if on is None else (on, views.address(query, view, on) if view else here(later, 1))

    def _begun(self, query: TalkQuery, coming: TalkQuery) -> Choice | None:
        """The same search with a last word that goes on, where that finds talks and the word alone does not."""
        words = begun(query.q)
        count = self._tally(replace(coming, q=words)).total if words != coming.q else 0
        return Choice(as_said(words), here(replace(query, q=words), 1), count) if count else None

    def _tally(self, query: TalkQuery) -> Tally:
        """The talks that answer, as far as they may be shown, counted."""
        tally, joined = self.app.store.tally(query)
        for entry in permitted(self.app, joined):
            tally.add(entry)
        return tally

    def _shown(
        self,
        request: Request,
        query: TalkQuery,
        pairs: Sequence[tuple[str, str]],
        tally: Tally,
        shown: Sequence[Entry],
        sheet: Sheet | None = None,
    ) -> Listing:
        """What listings of any view have in common. `tally` counts all that answer, `shown` are those on this page."""
        now, say = self.app.clock(), catalogue(reader.language_of(request)).gettext
        address = self._feed_url(query)
        return Listing(
            entries=tuple(shown),
            now=now,
            title=self.title(query if sheet is None else replace(query, since=sheet.first), say),
            feed_url=address,
            lengthy=None if address.startswith("/feeds/") else lengthy(query, self.app.base_url),
            feed_title=self.title(query, say) if query != TalkQuery() else say("Research talks"),
            q=query.q,
            words=as_said(reader.looked_for(request, query).q),
            chips=views.chips(query, shown),
            hidden=tuple((name, value) for name, value in pairs if name != "q"),
            filters=self._filters(query, tally, sheet, say),
            total=tally.total,
            clear_url="/" if query != TalkQuery() else "",
            views=views.choices(query, sheet, now.astimezone(UTC).date()),
            sources=self._names(),
        )

    def talk(self, request: Request) -> Response:
        """`/talks/{uid}`: one talk. A merged talk's old UID leads to the one it became."""
        uid = request.path_params["uid"]
        if (entry := self.entry(uid)) is None:
            return self.message(request, 404, N_("No such talk"), N_("There is no talk of this UID."))
        if entry.uid != uid:
            return RedirectResponse(f"/talks/{quote(entry.uid, safe='@:.')}", 302)  # not for ever: a join may be undone
        evidence = evidence_of(self.app, self.app.store.entry(uid) or entry)
        slugs = speakers(self.app).slugs(entry.talk.speakers)
        people = {one: f"/speakers/{slug}" for one, slug in slugs.items()}
        steps = self.history(entry)
        page = TalkPage(
            entry,
            tuple(evidence),
            tuple(map(_past, steps)),
            self._names(),
            people,
            _series_of(entry),
            self.app.sources[entry.talk.source].homepage if entry.talk.source in self.app.sources else None,
            moved_from(steps, entry.talk),
        )
        return self.page(request, web.render_talk(self.site(request), page))

    def history(self, entry: Entry) -> list[Revision]:
        """What happened to a talk, as far as it may be told."""
        return permitted_history(self.app, entry, self.app.store.history(entry.uid))

    def _feed_url(self, query: TalkQuery) -> str:
        """The calendar of these talks: that of the feed which asks the same, else the query's own."""
        found = next((spec.id for spec in self.app.feeds() if spec.query == query and not spec.moved_to), None)
        return address_of(query, self.app.base_url) if found is None else f"/feeds/{found}.ics"

    def entry(self, uid: str) -> Entry | None:
        """The talk of this UID, as far as it may be republished; None if there is none."""
        found = self.app.store.entry(uid)
        return next(iter(permitted(self.app, [found] if found else [])), None)

    def title(self, query: TalkQuery, say: Say = str) -> str:
        """What a query's page and feed are called."""
        names = self._names()
        said = [names.get(value, value) for value in query.source]
        said += [*query.series, *query.speaker, *query.topic, *query.place]
        said += [say(WORDS.get(value, value)) for value in (*query.kind, *query.mode)]
        if query.q:
            said.append(f"“{as_said(query.q)}”")
        said = [isolated(one) for one in said]
        if len(said) > NAMED + 1:
            more = say("{number} more").format(number=len(said) - NAMED)
            said = [*said[:NAMED], more]
        if not said:
            return say("Upcoming talks") if query.since is None and query.until is None else say("Talks")
        return say("Talks: {what}").format(what=", ".join(said))

    def _filters(self, query: TalkQuery, tally: Tally, sheet: Sheet | None, say: Say) -> tuple[Filter, ...]:
        """What these talks can be narrowed by, with counts."""
        names = self._names() | {value: say(word) for value, word in WORDS.items()}
        groups = (
            (N_("Institute"), "source", tally.sources),
            (N_("Series"), "series", tally.series),
            (N_("Kind"), "kind", tally.kinds),
            (N_("Attendance"), "mode", tally.modes),
        )
        return tuple(
            Filter(label, choices)
            for label, name, counts in groups
            if (choices := tuple(self._choices(query, name, counts, names, sheet)))
        )

    def _choices(
        self, query: TalkQuery, name: str, counts: Counter[str], names: dict[str, str], sheet: Sheet | None
    ) -> Iterable[Choice]:
        chosen: tuple[str, ...] = getattr(query, name)
        if len(counts) < 2 and not chosen:
            return
        for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:CHOICES]:
            narrowed: dict[str, Any] = {name: () if value in chosen else (value,)}
            with_it = replace(query, **narrowed)
            leads = here(with_it, 1) if sheet is None else views.address(with_it, sheet.view, sheet.on)
            yield Choice(names.get(value, value), leads, count, value in chosen)

    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self.app.sources.values()}

    # ── Sources, news, status ─────────────────────────────────────────────────────────────────────────────────────────

    def sources(self, request: Request) -> Response:
        """`/sources`: the institutes that are read."""
        with turn():
            lines = [line for line in self._lines(self.app.health()) if line.enabled or line.coming]
            lines = with_sparks(self.app, sorted(lines, key=lambda line: line.name.casefold()))
        return self.page(request, web.render_sources(self.site(request), lines))

    def changes(self, request: Request) -> Response:
        """`/changes`: what happened to talks lately."""
        with turn():
            spec = next(spec for spec in self.app.feeds() if spec.id == "all")
            found = latest(self.app, spec, self.app.clock())
        return self.page(request, web.render_changes(self.site(request), found, sources=self._names()))

    def status(self, request: Request) -> Response:
        """`/status`: how each source does."""
        health = self.app.health()
        lines = [line for line in self._lines(health) if line.enabled]
        facts = {N_("Talks"): str(self.app.store.count()), N_("In all"): health.sentence}
        if stuck := self.app.stuck():
            facts[N_("Feeds as they were")] = "; ".join(stuck)
        return self.page(request, web.render_status(self.site(request), lines, now=self.app.clock(), facts=facts))

    def health(self, request: Request) -> Response:
        """`/health`: for load balancers: 200 while this process answers and reads its database."""
        health = self.app.health()
        said = {"status": "ok", "sources": health.condition.value, "sentence": health.sentence}
        return Response(json.dumps(said), media_type="application/json", headers={"Cache-Control": "no-store"})

    def robots(self, request: Request) -> Response:
        """`/robots.txt`: calendars' robots are welcome."""
        return answer(request, b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")

    def _lines(self, health: Health) -> list[SourceLine]:
        today = self.app.clock().astimezone(UTC).date()
        coming = self._tally(asked(self.app, TalkQuery(since=today), counted=True)).sources
        return [source_line(one, coming[one.source.id]) for one in health.sources]


def _past(step: Revision) -> Past:
    """A step in a talk's life, in words."""
    diff = tuple((name, text(old), text(new)) for name, (old, new) in step.diff.items())
    return Past(step.changed_at, step.kind, diff)


def moved_from(steps: Sequence[Revision], talk: Talk) -> Span | None:
    """When a talk was to take place before its institute moved it last; None if it never did. An hour that was added to
    a day is no move, and neither is what a person corrected here."""
    for step in reversed(steps):
        was, now = (str(one or "") for one in step.diff.get("start", ("", "")))
        if step.by or not was or not now or (was != now and was[:10] == now[:10] and len(was) != len(now)):
            continue
        zone = str(step.diff.get("timezone", (talk.when.timezone, ""))[0] or "")
        return Span(datetime.fromisoformat(was) if "T" in was else date.fromisoformat(was), timezone=zone)
    return None


def _series_of(entry: Entry) -> str:
    """Where the page of a talk's series is: under the listing that names it; "" for a talk of none."""
    name = entry.talk.series
    source = next((part.talk.source for part in entry.listings() if part.talk.series == name), entry.talk.source)
    return f"/series/{source}/{slug(name)}" if name else ""


def source_line(one: SourceHealth, coming: int) -> SourceLine:
    """A source's health as the pages show it."""
    row, word = one.source, SHOWN_AS.get(one.condition.value, one.condition.value)
    state: State = word if word in get_args(State) else "failing"  # type: ignore[assignment]
    return SourceLine(
        id=row.id,
        name=row.name,
        homepage=row.homepage,
        timezone=row.timezone,
        coming=coming,
        state=state,
        sentence=one.sentence,
        last_run=row.last_run_at,
        next_run=row.next_due_at if row.enabled else None,
        enabled=row.enabled,
    )


def here(query: TalkQuery, number: int) -> str:
    """The address of a page of this listing."""
    parts = [query.spelling(), f"page={number}" if number > 1 else ""]
    asked = "&".join(part for part in parts if part)
    return f"/?{asked}" if asked else "/"


def page_number(text: str) -> int:
    """`page=3`. Raises QueryError."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 10_000):
        raise QueryError("page: {value!r} is no page; write a number such as 2", value=text[:40])
    return int(text[:6])


def text(value: object) -> str:
    """A value of a revision's diff, for people."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return "; ".join(text(part) for part in value)
    if isinstance(value, dict):
        return " ".join(text(part) for part in value.values() if part)
    return str(value)
