"""What tests of the spider share: a crawl of one source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from config.sources import Limits, Listing, Source
from crawler.batch import crawl_batch
from pipeline.coverage import Expected
from pipeline.harvest import Harvest, read
from tests.spider.sites import NOW


@pytest.fixture
def crawl(tmp_path: Path) -> Callable[..., Harvest]:
    """Crawl one source on some sites and give its harvest."""

    def crawl(
        *urls: str,
        follow: str | None = r"/talks/\d+$",
        now: datetime = NOW,
        archive: Any = None,
        private: tuple[str, ...] = ("127.0.0.1",),
        limits: Limits | None = None,
        deadline_s: float = 20,
        proxy: str | None = None,
        kind: str = "events",
        expected: tuple[str, ...] = (),
        titles: tuple[str, ...] = (),
        **more: Any,
    ) -> Harvest:
        source = Source(
            id="sample",
            name="Sample",
            timezone="Europe/Berlin",
            listing=tuple(Listing(url=url, follow=follow, kind=kind) for url in urls),
            limits=limits or Limits(delay=0),
            **more,
        )
        results = asyncio.run(
            crawl_batch(
                [source],
                Settings(private_hosts=private, contact="mail@example.org", proxy=proxy),
                archive=archive,
                harvest_dir=tmp_path,
                now=now,
                deadline_s=deadline_s,
                expected=lambda source: Expected(expected, titles),
            )
        )
        path = results["sample"]
        assert isinstance(path, Path), path
        return read(path)

    return crawl
