"""How batches of due sources are carried out: by a worker process on this machine, which may die without harm.

The worker crawls and ingests one batch and ends, so that neither a leaking parser nor a crash outlives it. When it
dies, its sources are tried again one by one, so that the one that kills it is found and the others are not held up.
Never imports Scrapy: only the worker does.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from config.settings import Settings

Event = Mapping[str, object]
"""What a worker tells: `{"event": "page"|"done"|"lost"|"problem", "source": id, …}`."""

BATCH = 100
"""Sources a worker takes before it is replaced by a fresh one."""


class Engine(Protocol):
    """Carries out crawls; each source ends in a harvest, ingested where it was made."""

    def crawl(self, batch: Sequence[str], on_event: Callable[[Event], None]) -> None:
        """Crawl and ingest these sources; tell what happens as it happens."""

    def stop(self) -> None:
        """Begin nothing more, and end what runs in order."""


class LocalEngine:
    """Worker processes on this machine. `now` is None for the wall clock."""

    def __init__(self, settings: Settings, now: datetime | None = None, *, dry_run: bool = False) -> None:
        self._settings = settings
        self._now = now
        self._dry_run = dry_run
        self._worker: subprocess.Popen[str] | None = None
        self._stopped = False

    def crawl(self, batch: Sequence[str], on_event: Callable[[Event], None]) -> None:
        """Crawl and ingest these sources, a bounded number in one process."""
        for begin in range(0, len(batch), BATCH):
            if not self._stopped:
                self._try(list(batch[begin : begin + BATCH]), on_event)

    def stop(self) -> None:
        """Let the running worker finish nothing more; what it has not ingested stays due."""
        self._stopped = True
        if self._worker is not None:
            with contextlib.suppress(ProcessLookupError):
                self._worker.terminate()

    def _try(self, sources: list[str], on_event: Callable[[Event], None]) -> None:
        done: set[object] = set()
        status = self._work(sources, on_event, done)
        left = [source for source in sources if source not in done]
        if status == 0 or not left or self._stopped:
            return
        if len(sources) > 1:
            for source in left:
                self._try([source], on_event)
            return
        on_event({"event": "lost", "source": left[0], "problem": f"its crawl ended the worker (status {status})"})

    def _work(self, sources: list[str], on_event: Callable[[Event], None], done: set[object]) -> int:
        """One worker's life; its exit status."""
        order = {
            "settings": self._settings.model_dump(mode="json"),
            "now": self._now and self._now.isoformat(),
            "sources": sources,
            "dry_run": self._dry_run,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "talkfeed.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; we end the worker in order
        ) as worker:
            self._worker = worker
            assert worker.stdin is not None
            assert worker.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                worker.stdin.write(json.dumps(order) + "\n")
                worker.stdin.flush()  # left open: when it closes, we are gone, and so goes the worker
            for event in _events(worker.stdout):
                if event.get("event") == "done":
                    done.add(event.get("source"))
                on_event(event)
        self._worker = None
        return worker.returncode


def _events(lines: Iterator[str]) -> Iterator[Event]:
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # a line that some library printed
        if isinstance(event, dict):
            yield event
