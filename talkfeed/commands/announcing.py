"""The command that tells what is still to be announced: `tba`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import typer

from pipeline.announcing import FEW, Lead
from pipeline.talk import iso
from talkfeed.announcing import Unsettled, lead_times, unsettled
from talkfeed.commands.session import Session
from talkfeed.meant import check
from talkfeed.told import lead_json

BAR = 28
"""Characters of a bar."""

LONGEST = 60
"""Days that a bar shows at most."""


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(tba)


def tba(
    context: typer.Context,
    sources: list[str] = typer.Argument(None, help="Source ids; all by default."),
    days: int = typer.Option(14, "--days", min=1, max=400, help="How far ahead talks should be settled."),
) -> None:
    """Say which coming talks still lack title or speaker, and how early each institute announces what.

    Days before the talk, of those of the last year: the middle half lies between the quartiles. Talks that were there
    when their source was first looked at do not count.

    Example: talkfeed tba --days 30
    """
    session: Session = context.obj
    check(session.app, sources or ())
    open_, leads = unsettled(session.app, days, sources or ()), lead_times(session.app, sources or ())
    usual = {(lead.source, lead.field): lead.median for lead in leads}
    if session.json:
        talks = [unsettled_json(one) for one in open_]
        session.put({"days": days, "talks": talks, "leads": [lead_json(lead) for lead in leads]})
        return
    lack = "1 talk lacks" if len(open_) == 1 else f"{len(open_)} talks lack"
    title = f"{lack} title or speaker, of the next {days} days"
    columns = ("when", "lacks", "usually known, days before", "title", "source", "uid")
    session.table(title, columns, [_open(one, usual) for one in open_])
    if not leads:
        session.say("How early things are announced is known once announced talks have taken place.")
        return
    if sys.stdout.isatty():
        session.out.print()
    quarters = ("source", "what", "announced", "25 %", "half", "75 %", f"{LONGEST} days before … the day")
    session.table("Announced, days before the talk", quarters, [row(lead) for lead in leads])


def _open(one: Unsettled, usual: Mapping[tuple[str, str], float | None]) -> list[object]:
    """A talk that still lacks something as a line of the table."""
    talk = one.entry.talk
    known = (f"{name} {_days(day)}" for name in one.lacks if (day := usual.get((talk.source, name))) is not None)
    when = (iso(talk.when.start) or "").replace("T", " ")
    return [when, ", ".join(one.lacks), ", ".join(known), talk.title, talk.source, one.entry.uid[:8]]


def unsettled_json(one: Unsettled) -> dict[str, object]:
    """The same as programs read it."""
    talk = one.entry.talk
    said = {"uid": one.entry.uid, "source": talk.source, "title": talk.title, "start": iso(talk.when.start)}
    return {**said, "lacks": list(one.lacks)}


def row(lead: Lead) -> list[object]:
    """A lead time as a line of the table."""
    low, middle, high = lead.quartiles or (None, None, None)
    seen = f"{lead.announced} of {lead.talks}"
    return [lead.source, lead.field, seen, _days(low), _days(middle), _days(high), bar(lead.quartiles)]


def _days(number: float | None) -> str:
    return "" if number is None else f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def bar(quartiles: Sequence[float] | None) -> str:
    """The middle half as a bar that ends on the day of the talk: `·····━━┿━━━━·····`. Plain signs, so that a pipe may
    carry it too."""
    if quartiles is None:
        return f"fewer than {FEW}"
    places = [BAR - 1 - round(min(days, LONGEST) / LONGEST * (BAR - 1)) for days in quartiles]
    signs = ["━" if places[2] <= n <= places[0] else "·" for n in range(BAR)]
    signs[places[1]] = "┿"
    return "".join(signs)
