"""The worker: a process that crawls a batch and ingests each harvest, then ends (`docs/decisions/0002`).

It reads one JSON order from its standard input and tells what happens as JSON lines on its standard output, also that
it lives. When its standard input closes, whoever started it is gone, and it ends too; harvests not ingested by then are
simply due again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from config.errors import TalkfeedError
from config.settings import Settings
from crawler.batch import crawl_batch
from crawler.visit import GONE, Archive
from pipeline.coverage import Expected
from pipeline.harvest import Harvest, read
from pipeline.ingest import ingest
from pipeline.reading.addresses import canonical
from talkfeed.engine import Mode
from talkfeed.peeking import Peeking
from talkfeed.rounds import report_json
from talkfeed.wiring import App, wall_clock

log = logging.getLogger("talkfeed.worker")

ALIVE_S = 5
"""How often the worker says that it lives."""

GRACE_S = 10
"""How long it may take to end in order once it is told to; a page that never ends being read cannot hold it longer."""

STALE_S = 24 * 3600
"""Harvests left by workers that were killed are thrown away when so old."""


class Worker:
    """One batch. `dry_run`: nothing is kept, in the database or the archive. `believe`: a person vouches for what is
    not there any more. `mode`: whether institutes are asked, or the archive alone. Harvests are ingested one at a time
    in a thread, so that other crawls go on."""

    def __init__(self, app: App, dry_run: bool, believe: bool = False, mode: Mode = "crawl") -> None:
        self.app = app
        self.dry_run = dry_run
        self.believe = believe
        self.mode = mode
        self.harvests = app.settings.data_dir / "harvests" / uuid4().hex
        self.ingesting = ThreadPoolExecutor(1, "ingest")

    async def crawl(self, sources: list[str]) -> None:
        """Crawl the batch; each source is ingested as it ends."""
        self.harvests.mkdir(parents=True)
        heart = asyncio.ensure_future(beat())
        try:
            await crawl_batch(
                [self.app.sources[source] for source in sources],
                self.app.settings,
                archive=self.archive(),
                harvest_dir=self.harvests,
                now=self.app.clock(),
                on_progress=lambda source, pages, sightings: tell(
                    event="page", source=source, pages=pages, sightings=sightings
                ),
                on_harvest=self.bring_in,
                expected=self.expected,
                offline=self.mode != "crawl",
            )
        finally:
            await asyncio.to_thread(self.ingesting.shutdown)
            heart.cancel()
            shutil.rmtree(self.harvests, ignore_errors=True)

    def expected(self, source: str) -> Expected:
        """What is known to be coming. In the past nobody knows which pages stood, so that none is asked for."""
        found = self.app.store.expected(source, self.app.clock())
        return replace(found, urls=()) if self.mode == "rebuild" else found

    def archive(self) -> Archive:
        """The archive as this batch may use it."""
        if self.mode != "crawl":
            return Peeking(self.app.archive.as_of(self.app.clock()))
        return Peeking(self.app.archive) if self.dry_run else self.app.archive

    def bring_in(self, source: str, harvest: Path | str) -> None:
        """Have a harvest ingested in its turn."""
        self.ingesting.submit(self.take, source, harvest)

    def take(self, source: str, harvest: Path | str) -> None:
        """Ingest what a source brought, and tell. One broken institute costs one institute."""
        try:
            told = self._ingested(source, harvest)
        except TalkfeedError as mistake:
            told = self._failed(source, str(mistake))
        except Exception as bug:
            log.exception("ingesting %s", source)
            told = self._failed(source, f"its harvest could not be ingested: {bug} ({type(bug).__name__})")
        tell(**told)

    def _ingested(self, source: str, harvest: Path | str) -> dict[str, object]:
        if isinstance(harvest, str):
            return self._failed(source, harvest)
        found = read(harvest)
        known, now = self.app.sources[source], self.app.clock()
        if self.mode == "replay":
            found = replace(found, coverage=replace(found.coverage, replayed=True))
        elif self.mode == "rebuild":
            found = unasked(found, self.app.store.expected(source, now).urls, self.archive())
        elif not (self.dry_run or found.coverage.flaw or found.pages_failed):
            self.app.archive.note(source, found.started, found.coverage.gone)
        report = ingest(self.app.store, known, found, now=now, dry_run=self.dry_run, believe=self.believe)
        seen = {"pages_ok": found.pages_ok, "pages_failed": found.pages_failed}
        return {"event": "done", **report_json(report), **seen}

    def _failed(self, source: str, problem: str) -> dict[str, object]:
        if not self.dry_run and self.mode == "crawl":
            try:
                self.app.record_failure(source, problem)
            except TalkfeedError as mistake:
                log.error("the failure of %s could not be recorded: %s", source, mistake)
        return {"event": "done", "source": source, "pages_ok": 0, "pages_failed": 0, "doubt": problem}


async def beat() -> None:
    """Say again and again that the loop goes round."""
    while True:
        tell(event="alive")
        await asyncio.sleep(ALIVE_S)


def unasked(found: Harvest, expected: Sequence[str], archive: Archive) -> Harvest:
    """A harvest made from the archive, with what it can tell of coming talks that no listing showed: their pages were
    gone by then, or nothing is known of them."""
    seen = {canonical(sighting.url) for sighting in found.sightings}
    missing = [url for url in expected if canonical(url) not in seen]
    known = {url: archive.recall(url) for url in missing}
    gone = tuple(url for url, page in known.items() if page is not None and page.status in GONE)
    down = tuple(url for url in missing if url not in gone)
    coverage = found.coverage
    coverage = replace(coverage, gone=(*coverage.gone, *gone), down=(*coverage.down, *down))
    return replace(found, coverage=replace(coverage, unread=(*coverage.unread, *down)))


_one_line_at_a_time = threading.Lock()


def tell(**event: object) -> None:
    """One event to whoever started this worker, if they still listen."""
    line = json.dumps(event, ensure_ascii=False, default=str) + "\n"
    with _one_line_at_a_time, contextlib.suppress(BrokenPipeError):
        sys.stdout.write(line)
        sys.stdout.flush()


def end_with_parent() -> None:
    """End in order when standard input closes; and at all, even while a page is being read without end."""

    def watch() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def sweep(folder: Path) -> None:
    """Throw away what killed workers left."""
    for left in folder.glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_S:
                shutil.rmtree(left)


async def until_told(worker: Worker, sources: list[str]) -> None:
    """Crawl; on SIGTERM end what runs in order."""
    crawling = asyncio.ensure_future(worker.crawl(sources))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, crawling.cancel)
    try:
        await crawling
    except asyncio.CancelledError:
        log.info("told to end")


def main() -> None:
    """Carry out the order on standard input."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    order = json.loads(sys.stdin.readline())
    fixed = datetime.fromisoformat(order["now"]) if order["now"] else None
    app = App(Settings.model_validate(order["settings"]), (lambda: fixed) if fixed else wall_clock)
    end_with_parent()
    sweep(app.settings.data_dir / "harvests")
    try:
        asyncio.run(until_told(Worker(app, order["dry_run"], order["believe"], order["mode"]), order["sources"]))
    finally:
        app.close()


if __name__ == "__main__":
    main()
