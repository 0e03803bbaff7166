"""Commands by which a person has a word: `fix`, `fixes`, `unfix`."""

from __future__ import annotations

from datetime import date

import typer

from calendar_export.telling import label, said
from config.errors import CorrectionError
from pipeline.corrections import Amended
from pipeline.query import Entry
from pipeline.store import Corrections
from talkfeed.commands.session import Session
from talkfeed.commands.telling import correction_json, named


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    for command in (fix, fixes, unfix):
        cli.command()(command)


def fix(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID, the beginning of one, or the talk's address."),
    assignments: list[str] = typer.Argument(..., metavar="FIELD=VALUE...", help="An empty value: not known."),
    reason: str = typer.Option(..., "--reason", help="Why, for whoever looks at this in a year."),
    until: str | None = typer.Option(None, "--until", help="The last day it holds, 2026-12-01; for ever by default."),
) -> None:
    """Correct a talk. It survives crawls, and raises a conflict when the source changes under it.

    Times are wall time in the talk's zone: start=2026-12-01T15:00, or start=15:00 on its day. People:
    speakers='Ada Lovelace (Cambridge); Alan Turing'. Called off: status=cancelled.

    Example: talkfeed fix 1f2e3d4c room='R 14' --reason 'the door says so'
    """
    session: Session = context.obj
    entry = named(session, talk)
    corrections = Corrections(session.app.store)
    done = corrections.fix(entry.uid, assignments, reason=reason, now=session.clock(), until=_day(until))
    _tell(session, entry, done)


def unfix(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID, the beginning of one, or the talk's address."),
    fields: list[str] = typer.Argument(None, help="The fields; all that are corrected by default."),
) -> None:
    """Take corrections back: what the source says at present returns.

    Example: talkfeed unfix 1f2e3d4c room
    """
    session: Session = context.obj
    entry = named(session, talk)
    _tell(session, entry, Corrections(session.app.store).unfix(entry.uid, fields or (), now=session.clock()))


def fixes(
    context: typer.Context,
    talk: str | None = typer.Argument(None, help="Of one talk only."),
    everything: bool = typer.Option(False, "--all", help="Those that ended, too."),
) -> None:
    """List what people corrected, and where the source says something else by now. Exit status 1: it does.

    Example: talkfeed fixes
    """
    session: Session = context.obj
    uid = None if talk is None else named(session, talk).uid
    found = Corrections(session.app.store).all(uid, ended=everything)
    session.unhealthy = any(one.state() == "conflict" for one in found)
    if session.json:
        session.put([correction_json(one) for one in found])
        return
    told = [one for one in found if not one.is_held_along]
    rows = (
        [
            one.uid[:8],
            label(one.field),
            said(one.value),
            said(one.says),
            one.state(),
            one.until,
            one.made_at,
            one.reason,
        ]
        for one in told
    )
    columns = ("talk", "field", "corrected to", "source says", "state", "until", "made", "reason")
    session.table(f"{len(told)} corrections", columns, rows)
    if not found:
        session.say("Nothing is corrected.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CorrectionError(f"--until {text!r} is no day; write it as 2026-12-01") from None


def _tell(session: Session, entry: Entry, done: Amended) -> None:
    """What a correction came to."""
    if session.json:
        fields = done.change.fields if done.change else {}
        changes = {name: {"before": before, "after": after} for name, (before, after) in fields.items()}
        body: dict[str, object] = {"uid": entry.uid, "kind": done.change.kind if done.change else None}
        session.put({**body, "changes": changes, "corrections": [correction_json(one) for one in done.corrections]})
        return
    if done.change is None:
        session.say(f"{entry.talk.title}: shown as before, and held so from now on")
        return
    for name, (before, after) in done.change.fields.items():
        session.out.print(f"{label(name)}: {said(before)} → {said(after)}", markup=False, soft_wrap=True)
    session.say(f"{entry.talk.title}: {done.change.kind}; 'talkfeed publish' brings it into the feeds")
