"""Pages about one thing: `/sources/{id}`, `/speakers/{slug}`, `/news/{number}`; the list of the articles, and any
question about them as a feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_export import atom, jsonfeed, pages
from calendar_export.feed import News
from calendar_export.languages import N_, catalogue
from calendar_export.pages import Also, ArticlePage, Named, NewsList, SourcePage, SpeakerPage
from calendar_export.plot import LeadTime, lead_plot
from calendar_export.web import Choice, Listing, Past
from calendar_export.weeks import week_plot
from pipeline.joins.namesakes import Speaker
from pipeline.joins.score import Score
from pipeline.query import Entry, NewsEntry, NewsQuery, TalkQuery, as_said
from pipeline.store.history import Revision
from pipeline.store.people import Found
from talkfeed.announcing import lead_times
from talkfeed.meant import checked
from talkfeed.permission import asked as asked_of
from talkfeed.permission import permitted, permitted_news, policy, share_of, speakers
from talkfeed.publishing import NEWS_KEPT, news_of
from talkfeed.service import reader
from talkfeed.service.answers import answer, turn
from talkfeed.service.plots import weekly
from talkfeed.service.shortening import address_of, lengthy
from talkfeed.service.site import Say, SitePages, page_number, source_line, text
from talkfeed.service.strangers import no_source
from talkfeed.wiring import App

A_PAGE = 30
COMING = 20
PAST = 50
LATEST = 8
FORMS = {"atom": (atom.MEDIA_TYPE, atom.render_news), "json": (jsonfeed.MEDIA_TYPE, jsonfeed.render_news)}
TEXTS = ("body", "summary")


class Portraits:
    """Answers requests for these pages."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site

    # ── News ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def news(self, request: Request) -> Response:
        """`/news`: the articles, page by page; all of them or those that answer a question."""
        pairs = reader.asked(request, "page")
        query = checked(self.app, NewsQuery.from_params(pairs))
        number = page_number(request.query_params.get("page", ""))
        shares = partial(share_of, self.app)
        with turn():
            asked = reader.looked_for(request, query)
            found = self.app.store.news(replace(asked, limit=A_PAGE + 1), skip=(number - 1) * A_PAGE, shares=shares)
            total = self.app.store.count_news(asked, shares)
        spelling = query.spelling()
        shown = NewsList(
            permitted_news(self.app, found[:A_PAGE]),
            self.app.settings.article_body,
            self._news_title(query, catalogue(reader.language_of(request)).gettext),
            f"/news?{spelling}" if spelling else "/feeds/news",
            query.q,
            tuple((name, value) for name, value in pairs if name != "q"),
            total,
            _news_address(query, number - 1) if number > 1 else "",
            _news_address(query, number + 1) if len(found) > A_PAGE else "",
            "/news" if spelling else "",
            self._names(),
        )
        return self.site.page(request, pages.render_news(self.site.site(request), shown))

    def news_feed(self, request: Request) -> Response:
        """`/news.atom?q=…`, `/news.json?q=…`: any question about the articles as a feed."""
        form = request.path_params["form"]
        if form not in FORMS:
            sentence = N_("There are {forms}.")
            return self.site.message(
                request, 404, N_("No such form"), sentence, forms=", ".join(f"/news.{one}" for one in FORMS)
            )
        query = checked(self.app, NewsQuery.from_params(reader.asked(request)))
        with turn():
            made = self._feed(query)
        media_type, render = FORMS[form]
        return answer(request, render(made), media_type, name=f"news.{form}")

    def _feed(self, query: NewsQuery) -> News:
        spelling = query.spelling()
        limited = replace(query, limit=min(query.limit or NEWS_KEPT, NEWS_KEPT))
        name = f"news?{spelling}" if spelling else "news"
        title = self._news_title(query) or "Institute news"
        return news_of(self.app, limited, name, title, f"?{spelling}" if spelling else "")

    def _news_title(self, query: NewsQuery, say: Say = str) -> str:
        """What a query's page and feed are called; "" for that of all articles."""
        names = self._names()
        said = [*(names.get(value, value) for value in query.source), *query.person]
        said += [f"“{as_said(query.q)}”"] if query.q else []
        return say(N_("News: {what}")).format(what=", ".join(said)) if said else ""

    def article(self, request: Request) -> Response:
        """`/news/{number}`: one article. One that proved to be another leads there for ever."""
        digits = request.path_params["number"]
        asked = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else 0
        number = self.app.store.article_number(asked)
        found = None if number is None else self.app.store.article(number)
        if found is None:
            return self.site.message(request, 404, N_("No such article"), N_("There is no article of this number."))
        if number != asked:
            return RedirectResponse(f"/news/{number}", 301)
        (shown,) = permitted_news(self.app, [found])
        mentions = speakers(self.app).named(found)
        page = ArticlePage(
            shown,
            self.app.settings.article_body,
            tuple(Named(one.speaker.speaker.name, one.speaker.slug, said(one.score)) for one in mentions),
            tuple(
                Also(x.listed.source, x.listed.url, x.title, x.score.value if x.score.grounds else None, said(x.score))
                for x in self.app.store.copies(found)
            ),
            self._past(shown, self.app.store.article_history(found.id)),
            self._names(),
        )
        return self.site.page(request, pages.render_article(self.site.site(request), page))

    def _past(self, entry: NewsEntry, steps: Iterable[Revision]) -> tuple[Past, ...]:
        """What happened to an article, as far as it may be told: of a text only that it changed."""
        full = share_of(self.app, entry.article.source) == "full"
        return tuple(
            Past(
                step.changed_at,
                step.kind,
                tuple(
                    (name, text(old), text(new))
                    for name, (old, new) in step.diff.items()
                    if (full or name not in TEXTS) and name not in ("image", "people", "addresses")
                ),
            )
            for step in steps
        )

    # ── Speakers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def speaker(self, request: Request) -> Response:
        """`/speakers/{slug}`: one speaker; where several bear the name, who they are."""
        people, slug = speakers(self.app), request.path_params["slug"]
        with turn():
            found = people.find(slug)
            if found is None:
                return self.site.message(
                    request, 404, N_("No such speaker"), N_("No speaker of talks has this name here.")
                )
            if found.slug != slug:
                return RedirectResponse(f"/speakers/{found.slug}", 302)  # not for ever: a namesake may come
            entries = permitted(self.app, people.talks(found.speaker))
            mentions = people.news(found)
        if not entries and not found.others:
            return self.site.message(request, 404, N_("No such speaker"), N_("No speaker of talks has this name here."))
        news = zip(permitted_news(self.app, [one.news for one in mentions]), mentions, strict=True)
        page = self._speaker_page(found, entries)
        page = replace(page, news=tuple((entry, said(one.score)) for entry, one in news))
        return self.site.page(request, pages.render_speaker(self.site.site(request), page))

    def _speaker_page(self, found: Found, entries: Sequence[Entry]) -> SpeakerPage:
        now, speaker = self.app.clock(), found.speaker
        coming = tuple(entry for entry in entries if entry.talk.is_coming(now) or entry.talk.when.start is None)
        past = tuple(entry for entry in reversed(entries) if entry not in coming)[:PAST]
        query, base = TalkQuery(speaker=spellings(speaker, bool(found.others))), self.app.base_url
        address = address_of(query, base)
        return SpeakerPage(
            speaker.name,
            Listing(coming, now, speaker.name, address, speaker.name, lengthy=lengthy(query, base)),
            speaker.affiliations,
            speaker.urls,
            past,
            others=tuple(Choice(_label(one.speaker), f"/speakers/{one.slug}") for one in found.others),
            sources=self._names(),
        )

    # ── Sources ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def source(self, request: Request) -> Response:
        """`/sources/{id}`: one institute; one that has moved leads on."""
        name = request.path_params["source"]
        offered = self.app.sources.get(name)
        if offered is not None and offered.moved_to:
            return RedirectResponse(f"/sources/{offered.moved_to}", 301)
        now = self.app.clock()
        coming = TalkQuery(source=(name,), since=now.astimezone(UTC).date(), undated=True)
        coming = asked_of(self.app, coming, counted=True)
        about = NewsQuery(source=(name,))
        with turn():
            entries = permitted(self.app, self.app.store.find(replace(coming, limit=COMING)))
            number = self.app.store.count(coming) if entries else 0
            news = permitted_news(self.app, self.app.store.news(replace(about, limit=LATEST)))
            line = next((one for one in self.app.health().sources if one.source.id == name), None)
            early = [LeadTime(x.field, x.talks, x.announced, x.quartiles) for x in lead_times(self.app, [name])]
            each_week = weekly(self.app, [name]).get(name)
        series = self.app.store.series_of(name) if policy(self.app, name).talks else ()
        if line is None and offered is None:
            return no_source(self.site, request, name)
        if line is None:  # its file is there, and nobody has crawled it yet
            return RedirectResponse(f"/?{urlencode({'source': name})}", 302)
        page = SourcePage(
            source_line(line, number),
            Listing(tuple(entries), now, line.source.name, f"/feeds/{name}.ics", line.source.name),
            tuple(Choice(one.name, f"/series/{one.source}/{one.slug}") for one in series),
            tuple(news),
            self.app.store.count_news(about),
            self._names(),
            lead_plot(early),
            None if each_week is None else week_plot(each_week),
        )
        return self.site.page(request, pages.render_source(self.site.site(request), page))

    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self.app.sources.values()}


def said(score: Score) -> tuple[str, ...]:
    """What speaks for it, in words, the strongest first."""
    grounds = sorted((one for one in score.grounds if one.field and one.weight > 0), key=lambda one: -one.weight)
    return tuple(f"{one.found}: {one.text}" if one.text and len(one.text) < 80 else one.found for one in grounds)


def spellings(speaker: Speaker, others: bool) -> tuple[str, ...]:
    """How a query names exactly this speaker's talks: by name, and by affiliation where others bear the name."""
    if not (others and speaker.affiliations):
        return tuple(sorted({one.name for one in speaker.written}))
    pairs = {f"{one.name} ({one.affiliation})" for one in speaker.written if one.affiliation}
    return tuple(sorted(pairs)) if all(len(one) <= 190 for one in pairs) else (speaker.name,)


def _label(speaker: Speaker) -> str:
    about = speaker.affiliations[:1] or speaker.urls[:1]
    return f"{speaker.name}, {about[0]}" if about else speaker.name


def _news_address(query: NewsQuery, number: int) -> str:
    parts = [query.spelling(), f"page={number}" if number > 1 else ""]
    asked = "&".join(part for part in parts if part)
    return f"/news?{asked}" if asked else "/news"
