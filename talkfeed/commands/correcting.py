"""Commands by which a person has a word: `fix`, `fixes`, `unfix`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import typer

from calendar_export.telling import label, said
from config.errors import CorrectionError
from pipeline.changes import diff, kinds
from pipeline.corrections import Correction
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
    _tell(session, entry, done.corrections)


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
    corrections, now = Corrections(session.app.store), session.clock()
    if talk is None:
        found = corrections.all(ended=everything)
    else:
        found = corrections.of(named(session, talk), ended=everything)
    session.unhealthy = any(one.state(now) == "conflict" for one in found)
    if session.json:
        session.put([correction_json(one, now) for one in found])
        return
    told = [one for one in found if not one.is_held_along]
    rows = (
        [
            one.uid[:8],
            label(one.field),
            said(one.value),
            said(one.says),
            one.state(now),
            one.until,
            one.made_at,
            one.reason,
        ]
        for one in told
    )
    columns = ("talk", "field", "corrected to", "source says", "state", "until", "made", "reason")
    session.table("1 correction" if len(told) == 1 else f"{len(told)} corrections", columns, rows)
    if not found:
        session.say("Nothing is corrected.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CorrectionError(f"--until {text!r} is no day; write it as 2026-12-01") from None


def _tell(session: Session, before: Entry, corrections: Sequence[Correction]) -> None:
    """What a person's word came to, of the talk as it is shown."""
    fields = diff(before.talk, named(session, before.uid).talk)
    kind = ", ".join(kinds(fields)) if fields else None
    if session.json:
        changes = {name: {"before": old, "after": new} for name, (old, new) in fields.items()}
        told = [correction_json(one, session.clock()) for one in corrections]
        session.put({"uid": before.uid, "kind": kind, "changes": changes, "corrections": told})
        return
    if kind is None:
        held = "" if all(one.ended_at for one in corrections) else ", and held so from now on"
        session.say(f"{before.talk.title}: shown as before{held}")
        return
    for name, (old, new) in fields.items():
        session.out.print(f"{label(name)}: {said(old)} → {said(new)}", markup=False, soft_wrap=True)
    session.say(f"{before.talk.title}: {kind}; 'talkfeed publish' brings it into the feeds")
