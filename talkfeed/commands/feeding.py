"""Commands of feeds: list them, save a query as one, rename it, end it."""

from __future__ import annotations

import typer

from config.errors import QueryError
from pipeline.query import TalkQuery
from talkfeed.commands import filters
from talkfeed.commands.session import Session, counted
from talkfeed.meant import checked

feeds = typer.Typer(help="The feeds: list them, save a query as one.", rich_markup_mode=None)


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.add_typer(feeds, name="feeds")


@feeds.callback(invoke_without_command=True)
def listing(context: typer.Context) -> None:
    """List the feeds and their addresses; with a command, change saved ones.

    Example: talkfeed feeds
    """
    if context.invoked_subcommand is not None:
        return
    from calendar_export import FORMATS
    from talkfeed.told import feed_json

    session: Session = context.obj
    app = session.app
    specs = app.feeds()
    if session.json:
        session.put([feed_json(spec, app.base_url, FORMATS) for spec in specs])
        return
    rows = (
        [spec.id, spec.kind, spec.title, said(spec.moved_to, spec.ended is not None), spec.query.spelling()]
        for spec in specs
    )
    session.table(
        f"{counted(len(specs), 'feed')} at {app.base_url}/feeds/ID.ics", ("id", "kind", "title", "", "query"), rows
    )


def said(moved_to: str | None, ended: bool) -> str:
    """What became of a feed."""
    return f"now {moved_to}" if moved_to else "ended" if ended else ""


@feeds.command()
def add(
    context: typer.Context,
    name: str = typer.Argument(..., help="Its id in addresses: small letters, digits and '-'."),
    words: filters.Words = None,
    title: str | None = typer.Option(None, "--title", help="What calendars call it; otherwise its id."),
    source: filters.Source = None,
    series: filters.Series = None,
    speaker: filters.Speaker = None,
    topic: filters.Topic = None,
    place: filters.Venue = None,
    mode: filters.Mode = None,
    status: filters.Status = None,
    kind: filters.Kind = None,
    since: str | None = typer.Option(None, "--from", help="First day, 2026-12-01, included."),
    until: str | None = typer.Option(None, "--to", help="Last day, included."),
    barred: filters.Barred = None,
) -> None:
    """Save a query as a feed with a short address of its own.

    Example: talkfeed feeds add quantum-online quantum --mode online --mode hybrid
    """
    session: Session = context.obj
    app = session.app
    asked = filters.pairs(
        words, barred, source=source, series=series, speaker=speaker, topic=topic, place=place, mode=mode,
        status=status, kind=kind,
    )  # fmt: skip
    query = checked(app, TalkQuery.from_params([*asked, ("from", since or ""), ("to", until or "")]))
    if query == TalkQuery():
        raise QueryError("say what the feed shall hold: words, or a filter such as --topic; 'all' holds everything")
    app.saved.add(name, query, title=title or name, taken=_taken(session), now=session.clock())
    session.say(f"{app.base_url}/feeds/{name}.ics holds {counted(app.store.count(query), 'talk')}, past ones included")


@feeds.command()
def rename(
    context: typer.Context,
    name: str = typer.Argument(..., help="The saved feed's id."),
    new: str = typer.Argument(..., help="Its new id."),
) -> None:
    """Give a saved feed another id; its old address leads to the new one for ever.

    Example: talkfeed feeds rename quantum-online quantum
    """
    session: Session = context.obj
    session.app.saved.rename(name, new, taken=_taken(session), now=session.clock())
    session.say(f"{name} is {new} now; who subscribed to {name} is led there")


@feeds.command()
def remove(context: typer.Context, name: str = typer.Argument(..., help="The saved feed's id.")) -> None:
    """End a saved feed. Its address goes on to answer with a last calendar that says so; no calendar is emptied.

    Example: talkfeed feeds remove quantum
    """
    session: Session = context.obj
    session.app.saved.retire(name, now=session.clock())
    session.say(f"{name} has ended; subscribers keep what they have and are told")


def _taken(session: Session) -> list[str]:
    app = session.app
    return [*app.sources, *(one.id for one in app.store.series()), *(row.id for row in app.store.source_rows())]
