"""The worker: a process that crawls a batch and ingests each harvest, then ends (`docs/decisions/0002`).

It reads one JSON order from its standard input and tells what happens as JSON lines on its standard output. When its
standard input closes, whoever started it is gone, and it ends too; harvests not ingested by then are simply due again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from config.errors import TalkfeedError
from config.settings import Settings
from crawler.batch import crawl_batch
from crawler.visit import Archive
from pipeline.changes import Report
from pipeline.harvest import read
from pipeline.ingest import ingest
from talkfeed.wiring import App, wall_clock

log = logging.getLogger("talkfeed.worker")


class Worker:
    """One batch. `dry_run`: nothing is kept, in the database or the archive."""

    def __init__(self, app: App, dry_run: bool) -> None:
        self.app = app
        self.dry_run = dry_run
        self.harvests = app.settings.data_dir / "harvests"

    async def crawl(self, sources: list[str]) -> None:
        """Crawl the batch; each source is ingested as it ends."""
        archive: Archive = Unchanging(self.app.archive) if self.dry_run else self.app.archive
        await crawl_batch(
            [self.app.sources[source] for source in sources],
            self.app.settings,
            archive=archive,
            harvest_dir=self.harvests,
            now=self.app.clock(),
            on_progress=lambda source, pages, sightings: tell(
                event="page", source=source, pages=pages, sightings=sightings
            ),
            on_harvest=self.take,
        )

    def take(self, source: str, harvest: Path | str) -> None:
        """Ingest what a source brought, and throw the harvest away."""
        if isinstance(harvest, str):
            self._failed(source, harvest)
            return
        try:
            found = read(harvest)
            report = ingest(self.app.store, self.app.sources[source], found, now=self.app.clock(), dry_run=self.dry_run)
            tell(event="done", pages_ok=found.pages_ok, pages_failed=found.pages_failed, **report_json(report))
        except TalkfeedError as mistake:
            self._failed(source, str(mistake))
        except Exception as bug:  # one broken institute costs one institute
            log.exception("ingesting %s", source)
            self._failed(source, f"its harvest could not be ingested: {bug} ({type(bug).__name__})")
        finally:
            harvest.unlink(missing_ok=True)

    def _failed(self, source: str, problem: str) -> None:
        if not self.dry_run:
            self.app.record_failure(source, problem)
        tell(event="done", source=source, pages_ok=0, pages_failed=0, doubt=problem)


class Unchanging:
    """An archive that is asked but not added to."""

    def __init__(self, archive: Any) -> None:
        self._archive = archive

    def keep(self, url: str, source: str, body: bytes, **rest: Any) -> str:
        """The hash the page would have; nothing is kept."""
        from hashlib import sha256

        return sha256(body).hexdigest()

    def recall(self, url: str) -> Any:
        return self._archive.recall(url)

    def body(self, sha256: str) -> bytes | None:
        found: bytes | None = self._archive.body(sha256)
        return found


def report_json(report: Report) -> dict[str, object]:
    """A report as JSON; the words are those of `pipeline.changes.Report`."""
    return {name: getattr(report, name) for name in Report.__slots__}


def tell(**event: object) -> None:
    """One event to whoever started this worker."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def end_with_parent() -> None:
    """End in order when standard input closes or SIGTERM comes."""

    def watch() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


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
    try:
        asyncio.run(until_told(Worker(app, order["dry_run"]), order["sources"]))
    finally:
        app.close()


if __name__ == "__main__":
    main()
