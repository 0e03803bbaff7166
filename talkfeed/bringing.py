"""`import`: saved pages into the database, through the same pipeline as crawled ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from rich.progress import track

from config.errors import PageError
from config.mistakes import nearest
from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.saved import files, read_saved
from pipeline.changes import Report
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.talk import Coverage, Sighting
from talkfeed import publishing
from talkfeed.commands.session import Session, UsageError

OWN = Source(id="import", name="Imported pages", timezone="UTC")
"""The source of pages that belong to no institute of the catalogue."""

TOGETHER = 2000
"""Sightings ingested in one transaction."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one saved page holds: the source it belongs to, and what it says; or the sentence why it cannot be read."""

    source: str
    sightings: tuple[Sighting, ...] = ()
    retrieved: datetime | None = None
    problem: str = ""


def bring(session: Session, paths: Sequence[Path], source: str | None, timezone: str) -> None:
    """Import files and folders; say what that changed. A page that cannot be read costs itself alone."""
    app = session.app
    if source is not None and source not in app.sources:
        raise UsageError(f"no source is called {source!r}; {nearest(source, app.sources)}")
    found = [(file, _name(file, path)) for path in paths for file in files(path)]
    by_host = {urlsplit(one.homepage).hostname or "": one for one in app.sources.values() if one.homepage}
    reading = partial(read, only=app.sources.get(source or ""), by_host=by_host, timezone=timezone)
    pages: dict[str, list[Read]] = defaultdict(list)
    for page in _watched(session, _spread(reading, found), len(found)):
        if page.problem:
            session.warn(page.problem)
        else:
            pages[page.source].append(page)
    reports = [
        report
        for name in sorted(pages)
        for report in _ingested(session, app.sources.get(name, OWN), pages[name], timezone)
    ]
    _tell(session, reports, sum(len(one) for one in pages.values()))
    publishing.publish(app)


def _name(file: Path, root: Path) -> str:
    """What a page that has no address is known by: its file, as seen from the folder that was imported."""
    return f"file:{file.relative_to(root).as_posix() if root.is_dir() else file.name}"


def read(place: tuple[Path, str], *, only: Source | None, by_host: Mapping[str, Source], timezone: str) -> list[Read]:
    """The pages of one file, each under its source: the one asked for, else the one whose site it is from."""
    try:
        return [_read(page, only, by_host, timezone, place[1]) for page in read_saved(place[0])]
    except PageError as trouble:
        return [Read("", problem=str(trouble))]


def _read(page: Page, only: Source | None, by_host: Mapping[str, Source], timezone: str, name: str) -> Read:
    source = only or by_host.get(urlsplit(page.url).hostname or "", OWN)
    zone = timezone or source.timezone
    page = Page(page.url, page.body, page.retrieved, page.content_type, zone, source.language)
    sightings = (
        one if "://" in one.url else replace(one, url=f"{name}{one.url}", page_url=one.page_url or name)
        for one in extract(page, source)
    )
    return Read(source.id, tuple(sightings), _instant(page.retrieved))


def _instant(day: date | datetime | None) -> datetime | None:
    if day is None:
        return None
    whole = day if isinstance(day, datetime) else datetime.combine(day, time())
    return whole if whole.tzinfo else whole.replace(tzinfo=UTC)


def _spread(reading: partial[list[Read]], found: Sequence[tuple[Path, str]]) -> Iterator[Read]:
    if len(found) < 8:
        for place in found:
            yield from reading(place)
        return
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        for pages in pool.map(reading, found, chunksize=8):
            yield from pages


def _watched(session: Session, pages: Iterable[Read], count: int) -> Iterable[Read]:
    if session.err.is_terminal and not session.quiet:
        return track(pages, "Reading pages", count, console=session.err)
    return pages


def _ingested(session: Session, source: Source, pages: Sequence[Read], timezone: str) -> Iterator[Report]:
    """Ingest the pages of one source, a bounded number of talks at a time. What an import does not hold is not missed:
    its coverage reaches nowhere."""
    now = session.clock()
    if timezone:
        source = source.model_copy(update={"timezone": timezone})
    sightings = [sighting for page in pages for sighting in page.sightings]
    started = max((page.retrieved for page in pages if page.retrieved), default=now)
    for begin in range(0, max(len(sightings), 1), TOGETHER):
        part = tuple(sightings[begin : begin + TOGETHER])
        harvest = Harvest(
            source.id, f"import-{uuid4().hex}", started, now, part, len(pages), coverage=Coverage(unchanged=True)
        )
        yield ingest(session.app.store, source, harvest, now=now)


def _tell(session: Session, reports: Sequence[Report], pages: int) -> None:
    if session.json:
        session.put([{name: getattr(report, name) for name in report.__slots__} for report in reports])
        return
    counts = ("announced", "changed", "unchanged", "articles", "rejected")
    rows = [[report.source, *(getattr(report, name) for name in counts)] for report in reports]
    session.table(f"{pages} pages", ("source", *counts), rows)
