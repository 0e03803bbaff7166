"""Many sources, one process: every source a crawl of its own, all of them taking turns at hosts.

Total time is that of the slowest host. A source that crashes, hangs or is endless costs itself alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from config.errors import TalkfeedError
from config.settings import Settings
from config.sources import Source
from crawler.guard import Guard, host_and_port
from crawler.manners import Manners
from crawler.settings import PAGE_SECONDS, scrapy_settings
from crawler.spiders.loader import spider_for
from crawler.visit import Archive, NoArchive, Visit
from pipeline.coverage import Expected
from pipeline.harvest import HarvestWriter

log = logging.getLogger("talkfeed.crawl")

AT_ONCE = 64
"""Sources crawled at the same time; more would only wait for memory."""

LAST_PAGE_S = PAGE_SECONDS + 5
"""How long a crawl that was told to end may take to finish the page it is at."""

Progress = Callable[[str, int, int], None]
"""Told as (source id, pages read so far, sightings so far)."""

_warned = False


@dataclass(frozen=True)
class Batch:
    """What all crawls of one batch share. `now` is the aware instant at which its pages count as retrieved."""

    settings: Settings
    archive: Archive
    harvest_dir: Path
    now: datetime
    on_progress: Progress
    manners: Manners
    deadline_s: float | None
    expected: Callable[[str], Expected]
    offline: bool


def nobody_watches(source: str, pages: int, sightings: int) -> None:
    """The progress of a batch that nobody watches."""


def nothing_expected(source: str) -> Expected:
    """Of a source of which nothing is known."""
    del source
    return Expected()


async def crawl_batch(
    sources: Sequence[Source],
    settings: Settings,
    *,
    archive: Archive | None = None,
    harvest_dir: Path,
    now: datetime,
    on_progress: Progress = nobody_watches,
    on_harvest: Callable[[str, Path | str], None] | None = None,
    expected: Callable[[str], Expected] = nothing_expected,
    deadline_s: float | None = None,
    offline: bool = False,
) -> dict[str, Path | str]:
    """Crawl these sources; for each the path of its harvest, or a sentence why there is none.

    `expected`: by source id, what is known to be coming; asked for if no listing shows it.
    `on_harvest` is told of each source as it ends, so that its harvest can be ingested while others go on.
    `deadline_s`: seconds a source may take; None reckons them from its page budget. When cancelled, what runs is ended
    in order: its harvest is closed, and says that it is not complete. `offline`: only the archive is asked.
    """
    if not offline:
        warn_without_contact(sources, settings)
    logging.getLogger("scrapy").setLevel(logging.ERROR)  # what goes wrong with pages stands in the harvest
    runner = AsyncCrawlerRunner(scrapy_settings())
    kept, manners = archive or NoArchive(), Manners()
    batch = Batch(settings, kept, harvest_dir, now, on_progress, manners, deadline_s, expected, offline)
    gate = asyncio.Semaphore(AT_ONCE)
    results: dict[str, Path | str] = {}

    async def one(source: Source) -> None:
        async with gate:
            results[source.id] = await _crawl(source, runner, batch)
        if on_harvest is not None:
            on_harvest(source.id, results[source.id])

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(one(source), name=source.id)
    return results


def deadline_of(source: Source) -> float:
    """The seconds a source may take: its whole page budget at its own pace, with answers of three seconds each."""
    return 60 + source.limits.pages * (source.limits.delay + 3)


async def _crawl(source: Source, runner: AsyncCrawlerRunner, batch: Batch) -> Path | str:
    """One source, from its first request to its closed harvest."""
    run = uuid4().hex
    began = monotonic()
    writer = HarvestWriter(batch.harvest_dir / f"{source.id}.{run}.harvest", source.id, run, batch.now)
    visit = Visit(
        source,
        batch.settings,
        now=batch.now,
        archive=batch.archive,
        manners=batch.manners,
        basket=writer,
        expected=batch.expected(source.id),
        offline=batch.offline,
        progress=lambda pages, sightings: batch.on_progress(source.id, pages, sightings),
    )
    try:
        await _run(runner, visit, batch.deadline_s or deadline_of(source))
    except TalkfeedError as mistake:
        return _lost(writer, f"{source.id} was not crawled: {mistake}")
    except Exception as bug:
        log.debug("crawl of %s", source.id, exc_info=True)
        return _lost(writer, f"{source.id} was not crawled to its end: {bug} ({type(bug).__name__})")
    finally:
        survey = visit.survey
        if not writer.closed:
            writer.close(
                batch.now + timedelta(seconds=monotonic() - began),
                coverage=survey.coverage(
                    [listing.url for listing in source.listing],
                    batch.now.date(),
                    news=[listing.url for listing in source.listing if listing.kind == "news"],
                ),
                pages_ok=survey.pages_ok,
                pages_failed=survey.pages_failed,
                problems=survey.problems,
                listing_hash=survey.fingerprint(),
            )
    return writer.path


def _lost(writer: HarvestWriter, sentence: str) -> str:
    writer.abandon()
    return sentence


async def _run(runner: AsyncCrawlerRunner, visit: Visit, deadline_s: float) -> None:
    """Run one crawl; end it in order at its deadline, or when the batch is cancelled."""
    crawler = runner.create_crawler(spider_for(visit.source, visit.settings))
    crawling = asyncio.ensure_future(runner.crawl(crawler, visit=visit))
    try:
        async with asyncio.timeout(deadline_s):
            await asyncio.shield(crawling)
    except TimeoutError:
        await _end(crawler, crawling, visit, f"{visit.source.id} was not crawled to its end within {deadline_s:.0f} s")
    except asyncio.CancelledError:
        await _end(crawler, crawling, visit, f"the crawl of {visit.source.id} was interrupted")
        raise


async def _end(crawler: Crawler, crawling: asyncio.Future[None], visit: Visit, why: str) -> None:
    """Let a crawl finish the page it is at, but not for long."""
    visit.end(why)
    stopping = asyncio.ensure_future(crawler.stop_async())
    _, pending = await asyncio.wait({stopping, crawling}, timeout=LAST_PAGE_S)
    for task in pending:
        task.cancel()


def warn_without_contact(sources: Sequence[Source], settings: Settings) -> None:
    """Say once per process that institutes cannot tell whom to write to."""
    global _warned
    if _warned or settings.contact:
        return
    guard = Guard(settings.private_hosts)
    if any(not guard.is_named(*host_and_port(listing.url)) for source in sources for listing in source.listing):
        _warned = True
        log.warning(
            "crawling public sites without a contact: set `contact` to your mail or address, so that institutes know "
            "whom to write to"
        )
