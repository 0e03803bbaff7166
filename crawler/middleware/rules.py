"""What may be asked, and how much: robots.txt, the page budget, the proxy. (Addresses: `download.py`.)"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.guard import site_of
from crawler.middleware.download import Unasked

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import ProtegoRobotParser, RobotParser

    from crawler.visit import Visit

ROBOTS_BYTES = 512 * 1024
"""As much of a robots.txt as is read (RFC 9309 §2.5 asks for 500 KiB at least)."""


class Bounds:
    """Stops a request before anything is asked: the visit is over, or its budget spent."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count this request, or refuse it."""
        visit: Visit = self._crawler.spider.visit  # type: ignore[union-attr]
        if visit.settings.proxy:
            request.meta.setdefault("proxy", visit.settings.proxy)
        if request.callback is NO_CALLBACK:
            return
        if visit.ended:
            raise Unasked(visit.ended)
        pages = visit.source.limits.pages
        if visit.asked >= pages:
            raise Unasked(f"the budget of {pages} pages a run is spent")
        visit.asked += 1


class Robots(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 asks: a server that fails to give it has not agreed. Its Crawl-delay is kept too.

    Scrapy's own takes every failure for consent and logs a traceback for each server that is down.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Future[RobotParser | None]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's site, asked for once a visit; None where there are none. Raises what kept us from
        learning them, so that the page fails for the same reason."""
        site = "/".join(request.url.split("/", 3)[:3])
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._ask(site))
        return await asyncio.shield(self._rules[site])

    async def _ask(self, site: str) -> RobotParser | None:
        meta = {"dont_obey_robotstxt": True}
        request = Request(f"{site}/robots.txt", NO_CALLBACK, priority=self.DOWNLOAD_PRIORITY, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except Unasked:
            raise
        except (IgnoreRequest, DownloadCancelledError):
            return None  # too large, or redirects without end or to where we do not go: as good as none (§2.3.1.2)
        if response.status >= 500:
            raise Unasked(f"its site's robots.txt answers {response.status}")
        body = response.body[:ROBOTS_BYTES] if response.status < 400 else b""
        rules = cast("ProtegoRobotParser", build_from_crawler(self._parserimpl, self.crawler, body))
        if delay_s := rules.crawl_delay(self._robotstxt_useragent or self._default_useragent):
            visit: Visit = self.crawler.spider.visit  # type: ignore[union-attr]
            visit.manners.slow_down(site_of(request.url), delay_s)
        return rules
