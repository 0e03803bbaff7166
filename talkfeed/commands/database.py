"""Commands of the database: `db upgrade`, `backup`, `restore`, `move`, `vacuum`, `info`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from talkfeed.commands.session import Session

db = typer.Typer(
    help="Upkeep of the database: upgrade, backup, restore, move, vacuum, info.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.add_typer(db, name="db")


@db.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database up to this version; talks and UIDs stay.

    Example: talkfeed db upgrade
    """
    session: Session = context.obj
    session.say(f"{session.app.store.name} is up to date (schema {session.app.store.info()['schema']})")


@db.command()
def backup(
    context: typer.Context,
    file: Path = typer.Argument(..., help="A file that does not exist yet."),
    with_archive: bool = typer.Option(False, "--with-archive", help="Copy the fetched pages, too: to FILE.archive."),
) -> None:
    """Copy the database as it is now into one file, while others go on using it; from PostgreSQL, too.

    Fetched pages lie in the archive and are not in it: in archive.db in data_dir, or, with PostgreSQL, in the same
    database, where they are lost with it.

    Example: talkfeed db backup talks-2026-12-01.db
    """
    from pipeline.store import transfer

    session: Session = context.obj
    transfer.backup(session.app.store, file, archive=session.app.archive if with_archive else None)
    what = f"{file} holds the database as it is now"
    what += f" and {transfer.archive_of(file)} the fetched pages" if with_archive else ""
    session.say(f"{what}; 'talkfeed db restore {file}' brings {'both' if with_archive else 'it'} back")


@db.command()
def restore(context: typer.Context, file: Path = typer.Argument(..., help="What 'talkfeed db backup' wrote.")) -> None:
    """Bring a backup back into the database of the settings, which must be empty; of either engine.

    Every UID, feed id and correction is as it was. SEQUENCE goes on from what was published since, as far as those
    feeds still lie in public_dir. What is written is read back and compared before it counts. Fetched pages in
    FILE.archive come back with it where the archive holds none.

    Example: talkfeed db restore talks-2026-12-01.db
    """
    from talkfeed import lock, restoring

    session: Session = context.obj
    with lock.held(session.settings.data_dir):
        counts, behind = restoring.restore(session.app, file)
    _tell(session, counts, session.app.store.name, "'talkfeed publish' brings the feeds up to it")
    if behind and not session.json:
        many = f"{behind} talks were" if behind > 1 else "1 talk was"
        session.say(f"{many} published in a later state than the backup has; SEQUENCE counts on from there")
    for sentence in (restoring.without_pages(session.app), restoring.lost(session.app)):
        if sentence and not session.json:
            session.say(sentence)


@db.command()
def move(
    context: typer.Context,
    url: str = typer.Argument(..., help="sqlite:///path/talkfeed.db or postgresql+psycopg://user:password@host/name."),
    without_archive: bool = typer.Option(False, "--without-archive", help="Leave the fetched pages where they are."),
) -> None:
    """Copy everything to another database: every UID, SEQUENCE, feed id, correction, join, and the fetched pages.

    The other database must be empty. What is written is read back and compared before it counts, and the old database
    stays as it is; then set database_url. Stop 'talkfeed up' first.

    Example: talkfeed db move sqlite:///elsewhere/talkfeed.db
    """
    from pipeline.store import transfer
    from pipeline.store.engine import parse_url, sqlite_path
    from talkfeed import lock

    session: Session = context.obj
    app = session.app
    to = parse_url(url)
    stays = app.archive_file is not None and sqlite_path(to) is not None  # the pages lie beside either database
    with lock.held(session.settings.data_dir):
        archive = None if without_archive or stays else app.archive
        counts = transfer.move(app.store, url, archive=archive, pages=session.settings.data_dir / "archive.db")
    shown = to.render_as_string(hide_password=True)
    _tell(session, counts, shown, f'now set database_url = "{shown}" and start again')


@db.command()
def vacuum(context: typer.Context) -> None:
    """Forget what archive_days and history_days do not keep, give freed space back, look again at what there is.

    What feeds need is kept in any case: talks, UIDs, the latest revisions. 'up' forgets by itself, once a day.

    Example: talkfeed db vacuum
    """
    from pipeline.store import transfer

    session: Session = context.obj
    app = session.app
    before = app.store.info()["bytes"]
    gone = app.forget()
    transfer.vacuum([app.store.engine, app.archive.engine])
    after = app.store.info()["bytes"]
    if session.json:
        session.put({"before": before, "after": after, "forgotten": gone})
        return
    session.table("Forgotten", ("table", "rows"), [[table, rows] for table, rows in gone.items() if rows])
    session.say(f"{app.store.name}: {before:,} bytes before, {after:,} now")


def _tell(session: Session, counts: Mapping[str, int], name: str, then: str) -> None:
    if session.json:
        session.put({"database": name, "rows": dict(counts)})
        return
    session.table("Rows, each read back and compared", ("table", "rows"), sorted(counts.items()))
    session.say(f"{name} holds {sum(counts.values()):,} rows, read back and found equal; {then}")


@db.command()
def info(context: typer.Context) -> None:
    """Say where the database is, how large, and what it holds.

    Example: talkfeed db info
    """
    session: Session = context.obj
    facts = {**session.app.store.info(), "archive": session.app.archive.info()}
    if session.json:
        session.put(facts)
        return
    rows = facts.pop("rows")
    archive = facts.pop("archive")
    session.table("Database", ("what", "value"), facts.items())
    session.table("Rows", ("table", "rows"), rows.items())
    session.table("Archive", ("what", "value"), archive.items())
