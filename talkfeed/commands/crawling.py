"""Commands that read institutes' pages: `crawl`, and `replay` without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from talkfeed.commands.session import Session, UsageError, counted
from talkfeed.engine import Engine, Event, LocalEngine

if TYPE_CHECKING:
    from talkfeed.rounds import Round

COUNTS = ("announced", "changed", "cancelled", "withdrawn", "reinstated", "unchanged", "articles", "rejected")


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(crawl)
    cli.command()(replay)


def crawl(
    context: typer.Context,
    sources: list[str] = typer.Argument(None, help="Source ids; all that are enabled by default."),
    due: bool = typer.Option(False, "--due", help="Only those whose time has come."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would change and store nothing."),
    believe: bool = typer.Option(
        False, "--believe", help="You looked: what is not there any more was taken down. Confirms a doubt."
    ),
    no_publish: bool = typer.Option(False, "--no-publish", help="Leave the published feeds as they are."),
) -> None:
    """Crawl now, ingest, publish.

    Example: talkfeed crawl uchicago-dsi --dry-run
    """
    from talkfeed import alerts, restoring

    session: Session = context.obj
    app = session.app
    if believe and not sources:
        raise UsageError("--believe takes the sources you looked at: talkfeed crawl ID --believe")
    ids = chosen(session, sources or (), due)
    if not ids:
        session.say("Nothing is due." if due else NOTHING_ENABLED)
        return
    if not dry_run:
        for sentence in restoring.before(app):
            session.warn(sentence)
        app.tend()
    engine = LocalEngine(session.settings, session.now, dry_run=dry_run, believe=believe)
    with alerts.told(app) if due and not dry_run else nullcontext():  # who names a source is there and reads
        result, stuck = _round(session, engine, ids, dry_run=dry_run, publish=not (dry_run or no_publish))
    tell(session, result.reports, dry_run)
    for trouble in (*result.troubles(), *stuck):
        session.warn(trouble)


def replay(
    context: typer.Context,
    sources: list[str] = typer.Argument(None, help="Source ids; all of which pages are kept by default."),
    apply: bool = typer.Option(False, "--apply", help="Keep what changes; otherwise it is only told."),
) -> None:
    """Read the archived pages again with today's extractors and sources; ask nobody.

    A database that was lost, or restored from an older backup, is made again by this from the
    archive: runs that it does not know are gone through one by one, each talk under its UID.

    Example: talkfeed replay uchicago-dsi
    """
    from talkfeed import lock, publishing, replaying
    from talkfeed.rounds import watching

    session: Session = context.obj
    app = session.app
    known(session, sources or ())
    planned = replaying.plan(app, sources or ())
    for source in sources or ():
        if source not in planned.sources:
            session.warn(f"the archive holds no page of {source}; 'talkfeed crawl {source}' fetches them")
    if not planned.sources:
        if not sources:
            session.say(NO_PAGES if app.archive_file else f"{NO_PAGES} {WITH_THE_DATABASE}")
        return
    if planned.hidden:
        session.say(
            f"{counted(planned.hidden, 'run')} of the archive that the database does not know came before others that "
            "it does; they are left out. If it was lost and crawled into anew, move it away, replay into an empty one."
        )
    if apply:
        app.tend()
    count = len(planned.present) + planned.runs if apply else len(planned.sources)
    alone = lock.held(session.settings.data_dir) if apply and planned.past else nullcontext()
    with alone, watching(count, session.err, "Reading") as watch:
        result = replaying.replay(app, planned, watch, now=session.now, apply=apply)
    tell(session, result.reports, dry_run=not apply)
    for trouble in (*result.troubles(), *(publishing.publish(app).problems if apply else ())):
        session.warn(trouble)
    if planned.past and not apply:
        runs = counted(planned.runs, "run")
        session.say(f"The archive holds {runs} that the database does not know; --apply goes through them in order.")


def _round(
    session: Session, engine: Engine, ids: Sequence[str], *, dry_run: bool, publish: bool
) -> tuple[Round, list[str]]:
    """Crawl, ingest, publish; what the round came to, and a sentence for each feed that could not be published."""
    from talkfeed import publishing
    from talkfeed.rounds import carry_out, watching

    with watching(len(ids), session.err) as watch:
        result = carry_out(session.app, engine, ids, watch, record=not dry_run)
    return result, publishing.publish(session.app).problems if publish else []


def lines_of(report: Event) -> list[str]:
    """What would change, a line per talk."""
    lines = report.get("lines")
    return [str(line) for line in lines] if isinstance(lines, list) else []


NO_PAGES = "The archive holds no page of a source in the catalogue; 'talkfeed crawl' fetches them."
WITH_THE_DATABASE = (
    "In PostgreSQL it lies in the database and is lost with it; 'talkfeed db restore' brings back what "
    "'db backup --with-archive' wrote."
)

NOTHING_ENABLED = (
    "No source is enabled yet. 'talkfeed sources' lists the catalogue, 'talkfeed sources enable ID' takes one up, "
    "a file in sources/ adds your own; 'talkfeed demo' shows everything without a network."
)


def chosen(session: Session, named: Sequence[str], due: bool) -> list[str]:
    """The sources to crawl: those named, else those enabled; with `due` only those whose time has come."""
    app = session.app
    known(session, named)
    ids = list(named) or app.enabled()
    if due:
        waiting = set(app.due())
        ids = [source for source in ids if source in waiting]
    return ids


def known(session: Session, named: Sequence[str]) -> None:
    """Warn of broken source files; UsageError where a source is named that is not there."""
    app = session.app
    for problem in (app.sources, app.problems)[1]:
        session.warn(problem)
    unknown = [source for source in named if source not in app.sources]
    if unknown:
        from config.mistakes import nearest

        if any(f"{unknown[0]}.toml" in problem for problem in app.problems):
            raise UsageError(f"{unknown[0]!r} is not crawled: its file is wrong, as told above")
        raise UsageError(f"no source is called {unknown[0]!r}; {nearest(unknown[0], app.sources)}")


def tell(session: Session, reports: Mapping[str, Event], dry_run: bool) -> None:
    """The reports of a round, as a table or JSON; of what would change, each talk too."""
    if session.json:
        session.put({"dry_run": dry_run, "reports": list(reports.values())})
        return
    rows = [
        [source, report.get("pages_ok"), *(report.get(name) or "" for name in COUNTS)]
        for source, report in sorted(reports.items())
    ]
    session.table("What would change" if dry_run else "What changed", ["source", "pages", *COUNTS], rows)
    for source, report in sorted(reports.items()) if dry_run else ():
        for line in lines_of(report):
            session.out.print(f"{source}: {line}", markup=False, soft_wrap=True)
