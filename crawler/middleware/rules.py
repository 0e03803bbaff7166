"""What may be asked, and how much: addresses, robots.txt, the page budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK

from config.errors import GuardError
from crawler.guard import host_and_port
from crawler.middleware.download import Refused, Unasked

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import ProtegoRobotParser

    from crawler.visit import Visit

ROBOTS_BYTES = 512 * 1024
"""As much of a robots.txt as is read (RFC 9309 §2.5 asks for 500 KiB at least)."""


class Bounds:
    """Stops a request before anything is asked: a place the guard refuses, a visit that is over, a spent budget."""

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
        try:
            visit.guard.check_url(request.url)
        except GuardError as refusal:
            raise Refused(str(refusal)) from refusal
        if visit.ended:
            raise Unasked(visit.ended)
        pages = visit.source.limits.pages
        if visit.asked >= pages:
            raise Unasked(f"the budget of {pages} pages a run is spent")
        visit.asked += 1


class Robots(RobotsTxtMiddleware):
    """robots.txt, kept as RFC 9309 asks: a server that fails to give it has not agreed; Crawl-delay is kept too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self.slow_down, signal=signals.robots_parsed)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response.replace(body=response.body[:ROBOTS_BYTES]), netloc, request)

    def slow_down(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Keep the `Crawl-delay` that concerns us."""
        delay_s = robotparser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if delay_s:
            visit: Visit = self.crawler.spider.visit  # type: ignore[union-attr]
            host, port = host_and_port(request.url)
            visit.manners.slow_down(host if port in (80, 443) else f"{host}:{port}", delay_s)
