"""How batches of due sources are carried out: by a worker process on this machine, which may die without harm.

The worker crawls and ingests one batch and ends, so that neither a leaking parser nor a crash outlives it. When it dies
or falls silent, its sources are tried again one by one, so that the one that kills it is found and the others are not
held up (`docs/decisions/0002`). Never imports Scrapy: only the worker does.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from config.settings import Settings

Event = Mapping[str, object]
"""What a worker tells: `{"event": "page"|"done"|"lost"|"alive", "source": id, …}`."""

Mode = Literal["crawl", "replay", "rebuild"]
"""Whether institutes are asked, or the archive alone: its pages read again (`replay`), or a past run gone through as if
it were one of now (`rebuild`)."""

BATCH = 100
"""Sources a worker takes before it is replaced by a fresh one."""

SILENT_S = 120
"""A worker says that it lives every few seconds. One that says nothing for so long is stuck in a page, and is ended."""

GRACE_S = 15
"""How long a worker that was told to end may take to close its harvests."""


class Engine(Protocol):
    """Carries out crawls; each source ends in a harvest, ingested where it was made."""

    def crawl(self, batch: Sequence[str], on_event: Callable[[Event], None]) -> None:
        """Crawl and ingest these sources; tell what happens as it happens."""

    def stop(self) -> None:
        """Begin nothing more, and end what runs in order."""


class LocalEngine:
    """Worker processes on this machine. `now` is None for the wall clock; `believe`: a person vouches for what
    is not there any more; `silent_s` as SILENT_S; `lock` is a file descriptor that workers hold too."""

    def __init__(
        self,
        settings: Settings,
        now: datetime | None = None,
        *,
        dry_run: bool = False,
        believe: bool = False,
        silent_s: float = SILENT_S,
        lock: int | None = None,
        mode: Mode = "crawl",
    ) -> None:
        self._settings = settings
        self._now = now
        self._dry_run = dry_run
        self._believe = believe
        self._mode = mode
        self._silent_s = silent_s
        self._kept_open = () if lock is None else (lock,)
        self._worker: subprocess.Popen[str] | None = None
        self._stopped = False

    def crawl(self, batch: Sequence[str], on_event: Callable[[Event], None]) -> None:
        """Crawl and ingest these sources, a bounded number in one process."""
        for begin in range(0, len(batch), BATCH):
            if not self._stopped:
                self._try(list(batch[begin : begin + BATCH]), on_event)

    def stop(self) -> None:
        """Tell the running worker to end, and end it if it does not; what it has not ingested stays due."""
        self._stopped = True
        worker = self._worker
        if worker is None:
            return
        worker.terminate()
        try:
            worker.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            worker.kill()

    def _try(self, sources: list[str], on_event: Callable[[Event], None]) -> None:
        done: set[object] = set()
        ended = self._work(sources, on_event, done)
        left = [source for source in sources if source not in done]
        if not left or self._stopped:
            return
        if len(sources) > 1:
            for source in left:
                self._try([source], on_event)
            return
        on_event({"event": "lost", "source": left[0], "problem": f"its crawl was not carried out: the worker {ended}"})

    def _work(self, sources: list[str], on_event: Callable[[Event], None], done: set[object]) -> str:
        """One worker's life, and how it ended."""
        order = {
            "settings": self._settings.model_dump(mode="json"),
            "now": self._now and self._now.isoformat(),
            "sources": sources,
            "dry_run": self._dry_run,
            "believe": self._believe,
            "mode": self._mode,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "talkfeed.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=self._kept_open,
            start_new_session=True,  # Ctrl-C is for us; we end the worker in order
        ) as worker:
            self._worker = worker
            assert worker.stdin is not None
            try:
                worker.stdin.write(json.dumps(order) + "\n")
                worker.stdin.flush()  # left open: when it closes, we are gone, and so goes the worker
            except BrokenPipeError:  # it ended before it was told anything
                with contextlib.suppress(BrokenPipeError):
                    worker.stdin.close()
            try:
                for event in self._heard(worker):
                    if event.get("event") == "done":
                        done.add(event.get("source"))
                    on_event(event)
            except TimeoutError:
                return f"fell silent for {self._silent_s:.0f} seconds"
            finally:
                self._worker = None
        return f"ended with status {worker.returncode}"

    def _heard(self, worker: subprocess.Popen[str]) -> Iterator[Event]:
        """The events of a worker until it ends; TimeoutError, and the worker ended, when it says nothing for long."""
        assert worker.stdout is not None
        said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(worker.stdout, said), daemon=True).start()
        while True:
            try:
                line = said.get(timeout=self._silent_s)
            except queue.Empty:
                worker.kill()
                raise TimeoutError from None
            if line is None:
                return
            if (event := _event(line)) is not None:
                yield event


def _listen(lines: Iterator[str], said: queue.SimpleQueue[str | None]) -> None:
    with contextlib.suppress(ValueError):  # closed under our hands: whoever listened has gone
        for line in lines:
            said.put(line)
    said.put(None)


def _event(line: str) -> Event | None:
    """The event of a line; None for one that some library printed."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
