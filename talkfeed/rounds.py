"""One round: crawl these sources, ingest what they brought, publish what that changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pipeline.changes import Report
from talkfeed.engine import Engine, Event
from talkfeed.wiring import App


@dataclass
class Round:
    """What a round came to. `reports` holds each source's report as JSON, `lost` a sentence for each that had none."""

    reports: dict[str, Event] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def doubts(self) -> dict[str, str]:
        """Why a source's run is not believed about what it did not see."""
        return {source: str(report["doubt"]) for source, report in self.reports.items() if report.get("doubt")}

    def troubles(self) -> Iterator[str]:
        """A sentence for each source that somebody should look at."""
        for source, problem in {**self.lost, **self.doubts}.items():
            yield f"{source}: {problem}"

    @property
    def unreachable(self) -> bool:
        """Whether not one source could be read."""
        return bool(self.reports or self.lost) and not any(report.get("pages_ok") for report in self.reports.values())


def report_json(report: Report) -> dict[str, object]:
    """A report as JSON; the words are those of `pipeline.changes.Report`."""
    return {name: getattr(report, name) for name in Report.__slots__}


def carry_out(
    app: App, engine: Engine, ids: Sequence[str], watch: Callable[[Event], None], *, record: bool = True
) -> Round:
    """Crawl and ingest these sources. With `record` a source whose crawl killed the worker counts as failed."""
    result = Round()

    def hear(event: Event) -> None:
        source = str(event.get("source"))
        if event.get("event") == "done":
            result.reports[source] = event
        elif event.get("event") == "lost":
            result.lost[source] = str(event.get("problem"))
            if record:
                app.record_failure(source, str(event.get("problem")))
        watch(event)

    engine.crawl(ids, hear)
    return result


@contextmanager
def watching(count: int, console: Console, doing: str = "Crawling") -> Iterator[Callable[[Event], None]]:
    """A progress bar over the sources, with the pages read so far; nothing where nobody looks."""
    if not sys.stderr.isatty() or console.quiet or not count:
        yield lambda event: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pages]} pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(doing, total=count, pages=0)
        yield _advance(bar, task, doing)


def _advance(bar: Progress, task: TaskID, doing: str) -> Callable[[Event], None]:
    pages: dict[object, int] = {}

    def hear(event: Event) -> None:
        if event.get("event") == "page":
            pages[event.get("source")] = int(str(event.get("pages") or 0))
            bar.update(task, pages=sum(pages.values()), description=f"{doing} {event.get('source')}")
        elif event.get("event") in ("done", "lost"):
            bar.advance(task)

    return hear
