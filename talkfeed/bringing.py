"""`import`: saved pages into the database, through the same pipeline as crawled ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from config.errors import PageError, SourceError
from config.mistakes import nearest
from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.saved import files, left_out, read_saved
from pipeline.changes import Report
from pipeline.gather import gather
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.talk import Coverage, Sighting
from talkfeed.wiring import App

OWN = Source(id="import", name="Imported pages", timezone="")
"""The source of pages that belong to no institute of the catalogue. Nobody knows its zone, and none is invented."""

TOGETHER = 20_000
"""Talks ingested in one transaction: as a rule all of a source, for talks are told apart by what else is announced. A
bound, for meanwhile nobody else can write (about ten seconds)."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one saved page holds: the source it belongs to, and what it says; or the sentence why it cannot be read.
    `file`: where it lies, as seen from the folder that was imported."""

    source: str
    sightings: tuple[Sighting, ...] = ()
    problem: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did: a report per transaction, the pages read, and a sentence for each that could not be.

    `files`: how many were read; `empty`: those in which no talk and no article was found; `left_out`: those of its
    folders that by their names are no pages.
    """

    reports: tuple[Report, ...] = ()
    pages: int = 0
    problems: tuple[str, ...] = ()
    files: int = 0
    empty: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


Watch = Callable[[Iterable[Read], int], Iterable[Read]]
"""Looks at pages as they are read, and hands them on; told how many files there are."""


def unwatched(pages: Iterable[Read], count: int) -> Iterable[Read]:
    """Nobody looks."""
    del count
    return pages


def bring(app: App, paths: Sequence[Path], source: str | None, timezone: str, watch: Watch = unwatched) -> Brought:
    """Import files and folders. A page that cannot be read costs itself alone."""
    if source is not None and source not in app.sources:
        raise SourceError(f"no source is called {source!r}; {nearest(source, app.sources)}")
    found = [(file, _name(file, path)) for path in paths for file in files(path)]
    by_host = {urlsplit(one.homepage).hostname or "": one for one in app.sources.values() if one.homepage}
    reading = partial(read, only=app.sources.get(source or ""), by_host=by_host, timezone=timezone)
    pages: dict[str, list[Read]] = defaultdict(list)
    problems = []
    for page in watch(_spread(reading, found), len(found)):
        if page.problem:
            problems.append(page.problem)
        else:
            pages[page.source].append(page)
    reports = [
        report for name in sorted(pages) for report in _ingested(app, app.sources.get(name, OWN), pages[name], timezone)
    ]
    whole = [page for those in pages.values() for page in those]
    told = {page.file for page in whole if page.sightings}
    empty = sorted({page.file for page in whole} - told)
    others = tuple(str(file) for path in paths for file in left_out(path))
    return Brought(tuple(reports), len(whole), tuple(problems), len(found), tuple(empty), others)


def _name(file: Path, root: Path) -> str:
    """What a page that has no address is known by: its file, as seen from the folder that was imported."""
    return f"file:{file.relative_to(root).as_posix() if root.is_dir() else file.name}"


def read(place: tuple[Path, str], *, only: Source | None, by_host: Mapping[str, Source], timezone: str) -> list[Read]:
    """The pages of one file, each under its source: the one asked for, else the one whose site it is from."""
    problems: list[PageError] = []
    found = []
    for page in read_saved(place[0], on_problem=problems.append):
        try:
            found.append(_read(page, only, by_host, timezone, place[1]))
        except Exception as bug:  # noqa: BLE001 - a folder of ten thousand pages must not end at one
            found.append(Read("", problem=f"{place[0]} could not be read: {bug} ({type(bug).__name__})"))
    return [*found, *(Read("", problem=str(problem)) for problem in problems)]


def _read(page: Page, only: Source | None, by_host: Mapping[str, Source], timezone: str, name: str) -> Read:
    source = only or by_host.get(urlsplit(page.url).hostname or "", OWN)
    zone = timezone or source.timezone
    page = Page(page.url, page.body, page.retrieved, page.content_type, zone, source.language)
    since = _instant(page.retrieved)
    sightings = (
        one if "://" in one.url else replace(one, url=f"{name}{one.url}", page_url=one.page_url or name)
        for one in extract(page, source)
    )
    return Read(source.id, tuple(replace(one, retrieved=since) for one in sightings), file=name.removeprefix("file:"))


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


def _ingested(app: App, source: Source, pages: Sequence[Read], timezone: str) -> Iterator[Report]:
    """Ingest the pages of one source. What they say of one talk is gathered first, so that no transaction holds the
    half of a talk; what an import does not hold is not missed, and what its pages leave out is not taken away."""
    now = app.clock()
    if timezone:
        source = source.model_copy(update={"timezone": timezone})
    sightings = gather(sighting for page in pages for sighting in page.sightings)
    for begin in range(0, max(len(sightings), 1), TOGETHER):
        part = tuple(sightings[begin : begin + TOGETHER])
        yield ingest(app.store, source, _harvest(source, part, len(pages) if begin == 0 else 0, now), now=now)


def _harvest(source: Source, sightings: tuple[Sighting, ...], pages: int, now: datetime) -> Harvest:
    coverage = Coverage(unchanged=True, chosen=True)
    return Harvest(source.id, f"import-{uuid4().hex}", now, now, sightings, pages, coverage=coverage)
