"""Commands by which a person says which listings are one talk: `join`, `split`."""

from __future__ import annotations

from collections.abc import Sequence

import typer

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
    uids = [named(session, name).uid for name in (talk, other)]
    _tell(session, Joins(session.app.store).join(*uids, now=session.clock()))


def split(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID (also one shown under another), the beginning of one, or an address."),
) -> None:
    """Say that a listing is not the talk it is shown with; each has its own UID again.

    Example: talkfeed split 5a6b7c8d
    """
    session: Session = context.obj
    uid = session.app.store.row_of(talk) or named(session, talk).uid
    _tell(session, Joins(session.app.store).split(uid, now=session.clock()))


def _tell(session: Session, lines: Sequence[str]) -> None:
    if session.json:
        session.put({"changes": list(lines)})
        return
    for line in lines:
        session.say(line)
    session.say("'talkfeed publish' brings it to the feeds")
