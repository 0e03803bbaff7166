"""The one spider: it follows a source's listings to its talks, hands each page to `extract`, and notes how far it saw.

Why not one spider per site: what differs between sites is data (the source file), and what is hard (manners, coverage,
conditional requests, broken pages) is the same for all.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar, Self
from urllib.parse import urldefrag

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from config.errors import GuardError
from config.sources import Listing, Source
from crawler.blindness import why_blind, why_cut, why_elsewhere, why_no_page, why_notice
from crawler.extract import extract
from crawler.extract.links import next_link, talk_links
from crawler.extract.page import Page
from crawler.guard import host_and_port
from crawler.spiders.trouble import Trouble, trouble_of
from crawler.survey import days_of, says_empty
from crawler.visit import MOVED, Remembered, Visit
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.reading.times import Context
from pipeline.talk import Layer, Sighting

ROTA = 10
"""Of the pages behind an unchanged listing, one in so many is asked for on each run, so that silent edits are found."""

KEPT = ("ETag", "Last-Modified", "Content-Type")
"""Header lines worth keeping with a page."""

LINKS = 2000
"""The most links followed from one page."""

MISSED = 100
"""The most pages asked for of talks that no listing showed."""

Said = tuple[frozenset[str], frozenset[str]]
"""The titles and times that a sighting claims, folded."""

FIRST, NEXT, TALK = 20, 10, 0
"""Priorities: listings before their further pages before talks, so that a small budget still covers the listings."""


class SourceSpider(Spider):
    """Crawls one source. Scrapy's command makes a subclass per source (`crawler.spiders.loader`)."""

    name = "source"
    source: ClassVar[Source]

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        self.survey = visit.survey
        self._listings: set[frozenset[Said]] = set()  # what the listings of this run said
        self._bytes: set[str] = set()  # by hash
        self._met: set[str] = set()  # addresses asked for, or seen on cards, in comparable form

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Every listing of the source."""
        for listing in self.visit.source.listing:
            yield self._listing_request(listing, listing.url, FIRST)

    def _listing_request(self, listing: Listing, url: str, priority: int) -> Request:
        return Request(
            url,
            self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"listing": listing},
            meta={"listing": listing.url},
            priority=priority,
            dont_filter=priority == FIRST,  # two listings may lead to one address; neither may be lost silently
        )

    def idle(self) -> None:
        """When all is read: ask for the pages of coming talks that no listing showed. They may have been paged away."""
        expected, self.visit.expected = self.visit.expected.urls, replace(self.visit.expected, urls=())
        hosts = {host_of(listing.url) for listing in self.visit.source.listing}
        missing = [url for url in expected if canonical(url) not in self._met and host_of(url) in hosts]
        if missing and not self.survey.flaws and not self.visit.ended and self.crawler.engine:
            for url in missing[:MISSED]:
                self.crawler.engine.crawl(self._talk_request("", url))
            raise DontCloseSpider

    def _talk_request(self, listing: str, url: str, *, archived: bool = False, retry: bool = False) -> Request:
        self._met.add(canonical(url))
        return Request(
            url,
            self.parse_talk,
            errback=self.talk_failed,
            cb_kwargs={"listing": listing},
            meta={"listing": listing, "archived": archived, "last": retry},
            priority=TALK,
            dont_filter=retry,
        )

    # ── Pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def parse_listing(self, response: Response, listing: Listing) -> Iterator[Sighting | Request]:
        """A page of a listing: its cards, the pages they lead to, its next page."""
        page, survey = self.page(response), self.survey
        unchanged = bool({"archived", "unchanged"} & set(response.flags))
        if why := why_no_page(page):
            survey.listing_failed(listing.url, f"{listing.url} {why}")
            return
        if not unchanged and (why := why_cut(page, self._body_before(response.url))):
            survey.listing_failed(listing.url, f"{response.url} {why}")
            return
        sightings = [replace(sighting, own_page=False) for sighting in self._read_off(page)]
        links = self._links(page, listing, sightings)
        days = self._days(sightings, page)
        coming = any(day >= self.visit.now.date() for day in days)
        empty = not coming and says_empty(page, self.visit.source.empty)
        if why := why_elsewhere(listing.url, response.url):
            survey.flaw(f"{listing.url} {why}")
        notice = why_notice(page)
        if notice or (not sightings and not links and not empty and (why := why or why_blind(page))):
            why = notice or why
            survey.listing_failed(listing.url, f"{listing.url} {why}")
            return
        self._read(response, page, unchanged=unchanged)
        survey.tells(page, sightings, self.visit.expected.titles)
        view = survey.view(listing.url)
        view.read += 1
        view.empty = view.empty or empty
        self._listings.add(frozenset(map(said, sightings)))
        self._bytes.add(page.sha256)
        yield from self._seen(sightings, days, listing.url)
        if (following := next_link(page, listing)) is not None:
            if response.meta.get("depth", 0) < self.visit.source.limits.depth:
                yield self._listing_request(listing, following, NEXT)
            else:
                view.cut = True
        for link in links:
            yield self._talk_request(listing.url, link, archived=unchanged and not self._its_turn(link))

    def parse_talk(self, response: Response, listing: str) -> Iterator[Sighting | Request]:
        """A page that a listing leads to."""
        page = self.page(response)
        asked = asked_for(response.meta, response.request.url if response.request else response.url)
        why = why_no_page(page) or why_elsewhere(asked, response.url, is_talk=True)
        sightings = [] if why else [own(sighting, page) for sighting in self._read_off(page)]
        if page.sha256 in self._bytes or self._is_listing(sightings):
            why, sightings = "answers with its listing", []
        if (why := why or why_notice(page)) or (not sightings and (why := why_blind(page))):
            yield from self._talk_lost(response.meta, response.url, Trouble(why))
            return
        self._read(response, page, unchanged=bool({"archived", "unchanged"} & set(response.flags)))
        mine = [sighting for sighting in sightings if sighting.own_page]
        if canonical(asked) != canonical(response.url):  # known by the address that led here, too
            key = f"url:{canonical(asked)}"
            sightings = [replace(x, keys=(*x.keys, key)) if x in mine[:1] else x for x in sightings]
        if not mine:  # a notice in the talk's place, a page that only a script fills: the card may stand alone
            self.survey.unread += [asked, response.url]
        yield from self._seen(sightings, self._days(mine or sightings, page), listing, behind=True)

    def _is_listing(self, sightings: list[Sighting]) -> bool:
        """Whether a talk's page holds no talk of its own, and all that a listing of this run does: a site that answers
        so for pages it has lost would have every talk announced twice."""
        if len(sightings) < 2 or any(sighting.own_page for sighting in sightings):
            return False
        return frozenset(map(said, sightings)) in self._listings

    def _body_before(self, url: str) -> bytes:
        known = self.visit.archive.recall(url)
        return (self.visit.archive.body(known.sha256) if known and known.status != MOVED else None) or b""

    def page(self, response: Response) -> Page:
        """A response as the extractors know pages. An unchanged page keeps the day on which it was first seen, so that
        a date without a year does not move on by itself."""
        retrieved: datetime = response.meta.get("retrieved") or self.visit.now
        content_type = response.headers.get("Content-Type")
        source = self.visit.source
        return Page(
            response.url,
            response.body,
            retrieved,
            content_type=content_type.decode("latin-1") if content_type else None,
            timezone=source.timezone,
            language=source.language,
        )

    def _read_off(self, page: Page) -> list[Sighting]:
        """What a page says, and since when."""
        since = page.retrieved if isinstance(page.retrieved, datetime) else self.visit.now
        return [replace(sighting, retrieved=since) for sighting in extract(page, self.visit.source)]

    def _read(self, response: Response, page: Page, *, unchanged: bool) -> None:
        """A page was read and understood to be one: noted, and kept if it is new, kept longer if it is not. So is the
        way that led to it, for a link that redirects must not be asked again on every run."""
        self.survey.page_read(response.url, page.sha256, unchanged=unchanged)
        archive, source, now = self.visit.archive, self.visit.source.id, self.visit.now
        if unchanged:
            archive.seen(response.url, now)
        else:
            lines = ((name, response.headers.get(name)) for name in KEPT)
            headers = {name: value.decode("latin-1") for name, value in lines if value}
            archive.keep(response.url, source, response.body, status=response.status, headers=headers, retrieved=now)
        asked = asked_for(response.meta, response.request.url if response.request else response.url)
        target = response.url.encode()
        if asked != response.url:
            if _is_news(archive.recall(asked), target):
                archive.keep(asked, source, target, status=MOVED, headers={}, retrieved=now)
            else:
                archive.seen(asked, now)

    def _links(self, page: Page, listing: Listing, sightings: list[Sighting]) -> list[str]:
        """Where this listing leads, each address once and never back to itself."""
        found = talk_links(page, self.visit.source, listing)
        if page.kind == "xml" and not listing.follow:  # RSS and Atom announce pages; they seldom say when a talk is
            found = [sighting.url for sighting in sightings if host_of(sighting.url) == host_of(page.url)]
        here = {urldefrag(page.url).url, urldefrag(listing.url).url}
        unique = dict.fromkeys(urldefrag(url).url for url in found)
        return [url for url in unique if url not in here][:LINKS]

    def _days(self, sightings: list[Sighting], page: Page) -> list[date]:
        return days_of(sightings, Context(page.timezone, page.language, page.retrieved))

    def _seen(
        self, sightings: list[Sighting], days: list[date], listing: str, *, behind: bool = False
    ) -> Iterator[Sighting]:
        self.survey.saw(listing, days, behind=behind)
        self._met.update(canonical(sighting.url) for sighting in sightings)
        self.survey.sightings += len(sightings)
        self.visit.progress(self.survey.pages_ok, self.survey.sightings)
        news = {one.url for one in self.visit.source.listing if one.kind == "news"}
        yield from (sighting for sighting in sightings if listing not in news or is_news(sighting))

    def _its_turn(self, url: str) -> bool:
        """Whether this run asks for a page behind an unchanged listing: each page once in ROTA runs, spread evenly."""
        every_s = max(self.visit.source.every.total_seconds(), 1.0)
        run = int(self.visit.now.timestamp() // every_s)
        return zlib.crc32(url.encode()) % ROTA == run % ROTA

    def closed(self, reason: str) -> None:
        """Tell what went wrong where nobody else will: in a crawl without a harvest."""
        del reason
        for problem in self.survey.problems if self.visit.basket is None else ():
            self.logger.warning(problem)

    # ── What went wrong ───────────────────────────────────────────────────────────────────────────────────────────────

    def listing_failed(self, failure: Failure) -> None:
        """A listing that cannot be read: nothing is known about what this run did not see."""
        request: Request = failure.request  # type: ignore[attr-defined]
        trouble = trouble_of(failure)
        self.survey.listing_failed(
            request.meta["listing"], f"{asked_for(request.meta, request.url)} {trouble.sentence}"
        )

    def talk_failed(self, failure: Failure) -> Iterator[Request]:
        """A talk's page that cannot be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        yield from self._talk_lost(request.meta, request.url, trouble_of(failure))

    def _talk_lost(self, meta: dict[str, Any], answered: str, trouble: Trouble) -> Iterator[Request]:
        """A talk's page that cannot be read. If it was ever read and a listing still leads to it, what it said then
        counts, for a page that is down for an hour must not empty its talk. A talk on no listing was not seen."""
        asked = asked_for(meta, answered)
        problem = f"{asked} {trouble.sentence}"
        if trouble.gone:
            self.survey.gone += [asked, answered]
            self.survey.problems.append(problem)
            return
        self.survey.failed(problem)
        self.survey.down += [asked, answered]
        if trouble.refused:
            self.survey.flaw(problem)
        elif meta["listing"] and not meta["last"] and self.visit.archive.recall(asked):
            yield self._talk_request(meta["listing"], asked, archived=True, retry=True)
            return
        self.survey.unread += [asked, answered]

    def broke(self, failure: Failure, response: Response | None) -> None:
        """A page whose reading failed: a mistake of ours, which costs that page alone."""
        where = response.url if response is not None else self.visit.source.id
        problem = f"{where} could not be read: {failure.value} ({type(failure.value).__name__})"
        listing = response.meta.get("listing") if response is not None else None
        if listing is not None:
            self.survey.listing_failed(listing, problem)
        else:
            self.survey.failed(problem)
            self.survey.flaw(problem)


def _is_news(known: Remembered | None, target: bytes) -> bool:
    """Whether it is not yet remembered that an address redirects to this one."""
    return known is None or known.status != MOVED or known.sha256 != hashlib.sha256(target).hexdigest()


def host_of(url: str) -> str:
    """The host of an address, "" if it is none."""
    try:
        return host_and_port(url)[0]
    except GuardError:
        return ""


def asked_for(meta: dict[str, Any], answered: str) -> str:
    """The address that was asked for, of one that redirects led to."""
    return str(meta.get("redirect_urls", [answered])[0])


def is_news(sighting: Sighting) -> bool:
    """What counts behind a listing of news: articles, and talks only where markup says so; the day on which something
    was posted is no talk."""
    return sighting.kind == "article" or any(
        claim.field == "when" and claim.layer is Layer.STRUCTURED for claim in sighting.claims
    )


def said(sighting: Sighting) -> Said:
    """What tells a card from others of its listing, on whatever page it stands."""
    title, when = (frozenset(fold(claim.text) for claim in sighting.of(field)) for field in ("title", "when"))
    return title, when


def own(sighting: Sighting, page: Page) -> Sighting:
    """A sighting on the page that is its talk's own, marked as such."""
    if sighting.own_page or urldefrag(sighting.url).url not in (page.url, page.canonical):
        return sighting
    return replace(sighting, own_page="#" not in sighting.url)
