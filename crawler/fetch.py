"""A page outside a crawl (`extract URL`): same manners, same guard, same limits as any crawl."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from twisted.python.failure import Failure

from config.errors import PageError
from config.settings import Settings
from config.sources import Source
from crawler.extract.page import Page
from crawler.guard import Guard
from crawler.settings import scrapy_settings, settings_for
from crawler.spiders.trouble import trouble_of
from crawler.visit import Visit


class OnePage(Spider):
    """Asks for one address and keeps the answer."""

    name = "one-page"

    def __init__(self, url: str, visit: Visit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.visit = visit
        self.response: Response | None = None
        self.problem = "was not answered"

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, self.answered, errback=self.failed, dont_filter=True)

    def answered(self, response: Response) -> None:
        """The page."""
        self.response = response

    def failed(self, failure: Failure) -> None:
        """Why there is none."""
        self.problem = trouble_of(failure).sentence


def fetch(
    url: str,
    settings: Settings,
    *,
    timezone: str | None = None,
    language: str | None = None,
    now: datetime | None = None,
) -> Page:
    """The page at an address. Raises PageError (GuardError where the guard refuses), a sentence that names it.

    `now` is the aware instant at which it counts as retrieved; None for the wall clock. Runs in a loop of its own,
    so that it may be called from anywhere.
    """
    Guard(settings.private_hosts).check_url(url)
    source = Source(id="", name="", timezone=timezone or "", language=language)
    visit = Visit(source, settings, now=now or datetime.now(UTC))
    with ThreadPoolExecutor(1, "fetch") as thread:
        spider = thread.submit(lambda: asyncio.run(_fetch(url, visit))).result()
    response = spider.response
    if response is None:
        raise PageError(f"{url} {spider.problem}")
    content_type = response.headers.get("Content-Type")
    return Page(
        response.url,
        response.body,
        visit.now,
        content_type=content_type.decode("latin-1") if content_type else None,
        timezone=source.timezone,
        language=language,
    )


async def _fetch(url: str, visit: Visit) -> OnePage:
    runner = AsyncCrawlerRunner({**scrapy_settings(), **settings_for(visit.source, visit.settings)})
    crawler = runner.create_crawler(OnePage)
    await runner.crawl(crawler, url=url, visit=visit)
    assert isinstance(crawler.spider, OnePage)
    return crawler.spider
