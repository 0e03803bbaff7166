"""Where sightings leave Scrapy: each is put into the visit's harvest, if it has one."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.visit import Visit
from pipeline.talk import Sighting


class Harvesting:
    """Scrapy's item pipeline. The harvest is opened and closed by whoever started the visit."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Sighting) -> Sighting:
        """Write a sighting down, as it comes."""
        visit: Visit = self._crawler.spider.visit  # type: ignore[union-attr]
        if visit.basket is not None:
            visit.basket.add(item)
        return item
