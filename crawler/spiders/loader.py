"""Sources as Scrapy's spiders: `scrapy list` prints their ids, `scrapy crawl ID` crawls one, without a database."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from config.settings import Settings, load_settings
from config.sources import Source, load_sources
from crawler.guard import host_and_port
from crawler.settings import settings_for
from crawler.spiders.source import SourceSpider
from crawler.visit import Visit

log = logging.getLogger("talkfeed.crawl")


class SourceLoader:
    """Scrapy's spider loader over the sources that the settings file in the working directory offers."""

    def __init__(self) -> None:
        self._settings = load_settings()
        self._sources = load_sources(self._settings, on_problem=log.warning)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        del settings
        return cls()

    def list(self) -> list[str]:
        """The ids of all sources."""
        return sorted(self._sources)

    def load(self, spider_name: str) -> type[SourceSpider]:
        """The spider of one source. Raises KeyError, which Scrapy explains."""
        return spider_for(self._sources[spider_name], self._settings)

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """The sources with a listing on the host of a request."""
        host, _ = host_and_port(request.url)
        hosts = {id_: {host_and_port(x.url)[0] for x in source.listing} for id_, source in self._sources.items()}
        return [id_ for id_, of_source in hosts.items() if host in of_source]


def spider_for(source_: Source, settings: Settings) -> type[SourceSpider]:
    """A spider class of its own for one source. Given no visit, it makes one that remembers nothing."""

    class OneSource(SourceSpider):
        name = source_.id
        source = source_
        custom_settings = dict(settings_for(source_, settings))  # noqa: RUF012 - Scrapy's way

        @classmethod
        def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
            kwargs.setdefault("visit", Visit(source_, settings))
            return super().from_crawler(crawler, *args, **kwargs)

    return OneSource
