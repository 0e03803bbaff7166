"""Commands of digests: who gets a feed's talks by mail, each day or each week."""

from __future__ import annotations

import typer

from config.errors import QueryError
from talkfeed.commands.session import Session

digests = typer.Typer(help="A feed's coming talks by mail, each day or each week.", rich_markup_mode=None)

Feed = typer.Argument(..., help="The feed's id; 'talkfeed feeds' lists them.")
Address = typer.Argument(..., help="Who gets it: one mail address.")
Every = typer.Option("week", "--every", help="day or week; a week's mail is sent on Mondays.")


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.add_typer(digests, name="digests")


@digests.callback(invoke_without_command=True)
def listing(context: typer.Context) -> None:
    """List who gets which feed by mail; with a command, change that.

    Example: talkfeed digests
    """
    if context.invoked_subcommand is not None:
        return
    from pipeline.talk import utc_iso

    session: Session = context.obj
    found = session.app.digests.all()
    names = ("feed", "address", "every", "language", "sent_at")
    rows = [[one.feed, one.address, one.every, one.language, utc_iso(one.sent_at)] for one in found]
    if session.json:
        session.put([dict(zip(names, row, strict=True)) for row in rows])
        return
    session.table(f"{len(found)} digests", names, ([*row[:4], row[4] or "not yet"] for row in rows))


@digests.command()
def add(
    context: typer.Context,
    feed: str = Feed,
    address: str = Address,
    every: str = Every,
    language: str | None = typer.Option(None, "--language", help="Of the mail: en or de; otherwise the feed's."),
) -> None:
    """Send a feed's coming talks, and what changed, to somebody. Needs `smtp_url`.

    Example: talkfeed digests add all group@example.org --every week
    """
    from calendar_export.languages import known, languages
    from pipeline.digests import Digest
    from talkfeed.mail import Mailer

    session: Session = context.obj
    app, now = session.app, session.clock()
    Mailer.of(app.settings).message(address, "", "", now)  # says what is wrong before anything is written
    if language is not None and language not in languages():
        raise QueryError(f"--language: {language!r} is none of {', '.join(languages())}")
    spec = next((spec for spec in app.feeds() if spec.id == feed and not spec.moved_to and spec.ended is None), None)
    tongue = language or known(spec.language if spec else "en")
    app.digests.add(Digest(feed, address, every, tongue, now), [spec.id] if spec else [])
    session.say(f"{address} gets {feed} by mail each {every}; 'talkfeed up' sends it, or 'talkfeed digests send'")


@digests.command()
def remove(context: typer.Context, feed: str = Feed, address: str = Address) -> None:
    """Send no more.

    Example: talkfeed digests remove all group@example.org
    """
    session: Session = context.obj
    session.app.digests.remove(feed, address)
    session.say(f"{address} gets {feed} no more")


@digests.command()
def send(context: typer.Context) -> None:
    """Send what is due now, for those who start Talkfeed by a timer of their own; `up` does it each hour.

    Example: talkfeed digests send
    """
    from talkfeed.digests import send as send_due

    session: Session = context.obj
    problems = send_due(session.app, session.clock(), session.say)
    for problem in problems:
        session.warn(problem)
    if problems:
        raise typer.Exit(1)


@digests.command()
def preview(
    context: typer.Context,
    feed: str = Feed,
    every: str = Every,
    language: str | None = typer.Option(None, "--language", help="Of the mail: en or de; otherwise the feed's."),
) -> None:
    """Print the mail that somebody who got none yet would get now; nothing is sent.

    Example: talkfeed digests preview all --every day
    """
    from calendar_export import digest as mails
    from calendar_export.web import Site
    from pipeline.digests import EVERY, Digest
    from talkfeed.digests import spec_of, written

    session: Session = context.obj
    app, now = session.app, session.clock()
    if every not in EVERY:
        raise QueryError(f"--every: {every!r} is none of {', '.join(EVERY)}")
    spec = spec_of(app, feed)
    tongue = language or (spec.language if spec else "en")
    mail = written(app, Digest(feed, "", every, tongue, now - EVERY[every]), now)
    if mail is None:
        raise QueryError(f"there is no feed {feed!r}; 'talkfeed feeds' lists them")
    site = Site(base_url=app.base_url, contact=app.settings.contact, language=tongue)
    subject, text = mails.subject(mail, tongue), mails.text(mail, site)
    if session.json:
        session.put({"subject": subject, "text": text, "html": mails.html(mail, site)})
    else:
        typer.echo(f"{subject}\n\n{text}", nl=False)
