"""Pages about one thing: a source, a series, a speaker, an article; and the list of the articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from calendar_export.changes import Step
from calendar_export.habits import Habits
from calendar_export.jsonfeed import article_text
from calendar_export.jsonld import Organizer, article_script, series_script
from calendar_export.plot import LeadPlot
from calendar_export.web import Choice, Listing, Past, Site, SourceLine, render, subscription_of
from calendar_export.weeks import WeekPlot
from pipeline.query import Entry, NewsEntry


@dataclass(frozen=True, slots=True)
class NewsList:
    """A page of articles, newest first. `body`: how much of their text may be republished: none, summary, full;
    `feed` is the address of exactly these as a feed, without its ending; the rest as in a `Listing`."""

    entries: Sequence[NewsEntry]
    body: str = "summary"
    title: str = ""
    feed: str = "/feeds/news"
    q: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    total: int | None = None
    newer_url: str = ""
    older_url: str = ""
    clear_url: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom an article names and who speaks here: the speaker's slug, and why that is believed."""

    name: str
    slug: str
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Also:
    """Another page that carries an article. `sure` 0 to 1, and why; None where that was not noted."""

    source: str
    url: str
    title: str | None = None
    sure: float | None = None
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything known of one article."""

    entry: NewsEntry
    body: str = "summary"
    people: tuple[Named, ...] = ()
    also: tuple[Also, ...] = ()
    history: tuple[Past, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """One speaker: `listing` are the talks to come with their calendar, `past` earlier ones, the latest first; `news`
    the articles that name them, each with why; `others` of the same name. `name` alone, without talks: several bear
    it."""

    name: str
    listing: Listing
    affiliations: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    past: tuple[Entry, ...] = ()
    news: tuple[tuple[NewsEntry, tuple[str, ...]], ...] = ()
    others: tuple[Choice, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source: its next talks with their calendar, its series, its latest news; `early`: how early it announces
    what, None where too few talks tell; `weeks`: its talks per week, None without any."""

    line: SourceLine
    listing: Listing
    series: tuple[Choice, ...] = ()
    news: tuple[NewsEntry, ...] = ()
    articles: int = 0
    sources: Mapping[str, str] = field(default_factory=dict)
    early: LeadPlot | None = None
    weeks: WeekPlot | None = None


NONE = Habits(0)


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One series: its talks to come with their calendar, `past` ones, the latest first, of `held` in all; what is
    usual; who speaks, with how many talks; what changed lately. `source`: its institute, `homepage` that one's own;
    `gone`: since when (aware) that is not read any more. `follows`: the series its talks were given to."""

    name: str
    listing: Listing
    source: Choice
    feed: str
    homepage: str | None = None
    past: tuple[Entry, ...] = ()
    held: int = 0
    habits: Habits = NONE
    speakers: tuple[Choice, ...] = ()
    changes: tuple[Step, ...] = ()
    gone: datetime | None = None
    follows: Choice | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def render_news(site: Site, news: NewsList) -> str:
    """The articles, with search, paging and their feed."""
    return render("news.html", site, news=news, text=article_text)


def render_article(site: Site, page: ArticlePage) -> str:
    """One article: as much of it as may be republished, where it stands, whom it names, what changed."""
    publisher = page.sources.get(page.entry.article.source, "")
    return render(
        "article.html",
        site,
        page=page,
        entry=page.entry,
        article=page.entry.article,
        text=article_text(page.entry, page.body),
        jsonld=Markup(article_script(page.entry, publisher, page.body)),
    )


def render_speaker(site: Site, page: SpeakerPage) -> str:
    """One speaker: talks, news, and the calendar of the talks."""
    return render("speaker.html", site, page=page, subscription=subscription_of(site, page.listing))


def render_source(site: Site, page: SourcePage) -> str:
    """One source: how it fares, its next talks, its calendar, its series, its news."""
    return render("source.html", site, page=page, source=page.line, subscription=subscription_of(site, page.listing))


def render_series(site: Site, page: SeriesPage) -> str:
    """One series: what is usual, its talks, who speaks, its calendar, what changed."""
    address = site.whole(site.path("series", *page.feed.split(".", 1)))
    events = page.listing.entries
    return render(
        "series.html",
        site,
        page=page,
        subscription=subscription_of(site, page.listing),
        jsonld=Markup(series_script(page.name, address, Organizer(page.source.label, page.homepage), events)),
    )
