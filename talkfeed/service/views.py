"""How the talks are looked at: as an agenda, by the week, by the month; the view is part of a page's address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from calendar_export.languages import N_
from calendar_export.sheet import Sheet
from calendar_export.web import Choice
from config.errors import QueryError
from pipeline.query import Entry, TalkQuery

VIEWS = ("agenda", "week", "month")
NAMES = {"agenda": N_("Agenda"), "week": N_("Week"), "month": N_("Month")}
YEARS = range(1970, 2200)


def asked(params: Mapping[str, str], today: date) -> Sheet | None:
    """The sheet that `view=month&on=2026-12-01` asks for; None for the agenda. Raises QueryError."""
    view, text = params.get("view") or "agenda", params.get("on", "")
    if view not in VIEWS:
        raise QueryError("{name}: {value!r} is none of {known}", name="view", value=view[:40], known=", ".join(VIEWS))
    if view == "agenda":
        return None
    try:
        on = date.fromisoformat(text) if text else today
    except ValueError:
        on = date.max
    if on.year not in YEARS:
        raise QueryError("{name}: {value!r} is no day; write it as 2026-03-01", name="on", value=text[:40])
    return Sheet(view, on)


def address(query: TalkQuery, view: str, on: date | None) -> str:
    """Where this view of a query's talks is."""
    parts = [
        query.spelling(),
        f"view={view}" if view != "agenda" else "",
        f"on={on}" if on and view != "agenda" else "",
    ]
    said = "&".join(part for part in parts if part)
    return f"/?{said}" if said else "/"


def chips(query: TalkQuery, shown: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Where source and series of each of these talks lead: to what else answers the question there."""
    named = {("source", entry.talk.source) for entry in shown}
    named |= {("series", entry.talk.series) for entry in shown if entry.talk.series}
    narrowed: dict[tuple[str, str], dict[str, Any]] = {(name, value): {name: (value,)} for name, value in named}
    return {chip: address(replace(query, **values), "agenda", None) for chip, values in narrowed.items()}


def choices(query: TalkQuery, sheet: Sheet | None, today: date) -> tuple[Choice, ...]:
    """The ways to look at these talks, the present one marked; week and month open where one is looking."""
    on = sheet.on if sheet and sheet.on != today else None
    present = sheet.view if sheet else "agenda"
    return tuple(Choice(NAMES[view], address(query, view, on), None, view == present) for view in VIEWS)
