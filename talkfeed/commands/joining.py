"""Commands by which a person says which listings are one talk: `join`, `split`."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from calendar_export.jsonfeed import entry_json
from pipeline.store.joining import Joins
from talkfeed.commands.session import Session
from talkfeed.commands.telling import named


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(join)
    cli.command()(split)


def join(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID, the beginning of one, or the talk's address."),
    other: str = typer.Argument(..., help="The same of the other listing."),
) -> None:
    """Say that two listings are one talk. It is shown once, under the UID that was published first.

    Example: talkfeed join 1f2e3d4c 5a6b7c8d
    """
    session: Session = context.obj
    one, two = (_row(session, name) for name in (talk, other))
    days = {
        str(entry.talk.when.day) for entry in map(session.app.store.entry, (one, two)) if entry and entry.talk.when.day
    }
    shown = Joins(session.app.store).join(one, two, now=session.clock())
    _tell(session, [shown])
    if len(days) > 1:
        session.say(
            f"they were announced for different days ({' and '.join(sorted(days))}): are they one talk? "
            f"'talkfeed split {two[:8]}' makes them two again"
        )


def split(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID (also one shown under another), the beginning of one, or an address."),
) -> None:
    """Say that a listing is not the talk it is shown with; each has its own UID again.

    Example: talkfeed split 5a6b7c8d
    """
    session: Session = context.obj
    _tell(session, Joins(session.app.store).split(_row(session, talk), now=session.clock()))


def _row(session: Session, name: str) -> str:
    """The one listing meant, even where it is shown under another's UID; what several share means the talk shown."""
    return session.app.store.row_of(name) or named(session, name).uid


def _tell(session: Session, uids: Sequence[str]) -> None:
    """What is shown from now on."""
    entries = [named(session, uid) for uid in uids]
    if session.json:
        session.put({"talks": [entry_json(entry) for entry in entries]})
        return
    for entry in entries:
        sources = ", ".join(dict.fromkeys(one.source for one in entry.talk.listings)) or entry.talk.source
        session.say(f"{entry.uid}  {entry.talk.title}: one talk, announced by {sources}")
        for alias in entry.aliases:
            session.say(f"    calendars that hold {alias} get it in that one's place")
    session.say("'talkfeed publish' brings it to the feeds")
