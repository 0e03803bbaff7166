"""Commands that read: `extract`, `when`, `import`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import track

from config.errors import PageError
from config.zones import checked_zone
from talkfeed.commands.session import Session, UsageError, counted
from talkfeed.rounds import report_json

if TYPE_CHECKING:
    from talkfeed.bringing import Brought, Read

NAMED = 10
"""How many files are named of which there is something to say."""


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(extract)
    cli.command()(when)
    cli.command(name="import")(import_)


def extract(
    context: typer.Context,
    page: str | None = typer.Argument(None, help="A file, an address, or - for standard input."),
    url: str | None = typer.Option(None, "--url", help="The page's own address."),
    timezone: str | None = typer.Option(None, "--timezone", help="IANA zone of wall times that state none."),
    language: str | None = typer.Option(None, "--language", help="Language of the page, such as en-US."),
    retrieved: str | None = typer.Option(None, "--retrieved", help="When it was fetched: a date, or date and time."),
    batch: Path | None = typer.Option(None, "--batch", help="A manifest: one JSON object per page and line."),
) -> None:
    """Read one page; print its talks and articles as JSON; store nothing.

    Example: talkfeed extract page.html --url https://example.org/events/ --timezone Europe/Berlin
    """
    from talkfeed import extracting

    session: Session = context.obj
    if (page is None) == (batch is None):
        raise UsageError("extract wants either one FILE, URL or - (standard input), or --batch MANIFEST.jsonl")
    if batch is not None:
        flawed = extracting.batch(batch, sys.stdout, session.err if sys.stderr.isatty() else None)
        session.unhealthy = flawed > 0
        return
    assert page is not None
    knowledge = extracting.Knowledge(url, check_zone(timezone), language, parse_day(retrieved))
    session.show(extracting.one(page, knowledge, session.settings, session.now))


def when(
    context: typer.Context,
    text: str | None = typer.Argument(None, help="The text, such as 'Tue, Dec 8, 3–4:30pm'."),
    timezone: str | None = typer.Option(None, "--timezone", help="IANA zone of wall times that state none."),
    language: str | None = typer.Option(None, "--language", help="Language, such as de or en-US."),
    retrieved: str | None = typer.Option(None, "--retrieved", help="The day it was read; settles a missing year."),
    batch: Path | None = typer.Option(None, "--batch", help="One JSON object per text and line."),
) -> None:
    """Say how a date or time text is understood.

    Example: talkfeed when "Tue, Dec 8, 3–4:30pm" --timezone America/Chicago --retrieved 2026-11-21
    """
    from talkfeed import extracting

    session: Session = context.obj
    if (text is None) == (batch is None):
        raise UsageError("when wants either one TEXT or --batch FILE.jsonl")
    if batch is not None:
        extracting.when_batch(batch, sys.stdout)
        return
    assert text is not None
    session.show(extracting.when(text, check_zone(timezone), language, parse_day(retrieved)))


def import_(
    context: typer.Context,
    paths: list[Path] = typer.Argument(..., help="Saved pages, .ics, WARC, or folders of them."),
    source: str | None = typer.Option(None, "--source", help="The source they belong to; 'import' otherwise."),
    timezone: str | None = typer.Option(None, "--timezone", help="IANA zone of wall times that state none."),
) -> None:
    """Bring saved pages into the database through the same pipeline.

    Example: talkfeed import saved-pages/ --source uchicago-dsi
    """
    from talkfeed import bringing, publishing

    session: Session = context.obj
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise PageError(f"{missing[0]} does not exist; give files or folders that do")
    zone = check_zone(timezone)
    brought = bringing.bring(session.app, paths, source, zone, partial(_watched, session))
    for problem in brought.problems:
        session.warn(problem)
    _tell(session, brought)
    for sentence in _left(brought):
        session.say(sentence)
    if not zone and any(report.source == bringing.OWN.id and report.announced for report in brought.reports):
        session.say("No institute is known for these pages: times that state no zone are in no calendar (--timezone).")
    for problem in publishing.publish(session.app).problems:
        session.warn(problem)


def _watched(session: Session, pages: Iterable[Read], count: int) -> Iterable[Read]:
    if session.err.is_terminal and not session.quiet:
        return track(pages, "Reading pages", count, console=session.err)
    return pages


def _tell(session: Session, brought: Brought) -> None:
    if session.json:
        session.put([report_json(report) for report in brought.reports])
        return
    counts = ("announced", "changed", "unchanged", "articles", "rejected")
    rows = [[report.source, *(getattr(report, name) for name in counts)] for report in brought.reports]
    session.table(counted(brought.pages, "page"), ("source", *counts), rows)


def _left(brought: Brought) -> Iterator[str]:
    """What came of files of which the reports say nothing."""
    if brought.empty:
        many, named = counted(brought.files, "file"), _some(brought.empty)
        yield f"Neither talk nor article in {len(brought.empty)} of {many}: {named}. 'talkfeed extract FILE' reads one."
    if brought.left_out:
        many, named = counted(len(brought.left_out), "file"), _some(brought.left_out)
        yield f"{many} left out, by their names no pages: {named}. Name a file itself to have it read."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def parse_day(text: str | None) -> date | datetime | None:
    """`2026-11-21` or `2026-11-21T08:00:00Z`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--retrieved {text!r} is no date; write 2026-11-21 or 2026-11-21T08:00:00Z") from None


def check_zone(name: str | None) -> str:
    """An IANA zone that exists, or ""."""
    try:
        return checked_zone(name) if name else ""
    except ValueError as mistake:
        raise UsageError(f"--timezone: {mistake}") from None
