"""Which coming talks still lack title or speaker, and how long before the day institutes announce what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, timedelta

from pipeline.announcing import Lead, lacking, leads
from pipeline.query import Entry, TalkQuery
from pipeline.store import announced
from pipeline.talk import Status, talk_json
from talkfeed.wiring import App

FORTNIGHT = 14
"""Days ahead in which a talk should have title and speaker."""

WANTED = ("title", "speaker")
"""Without these nobody can decide to come."""

A_YEAR = timedelta(days=365)
"""How far back talks tell how early their institute announces: a whole academic year, and no habits of long ago."""

_OFF = (Status.CANCELLED, Status.POSTPONED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A coming talk, and what is not announced of it so far."""

    entry: Entry
    lacks: tuple[str, ...]


def unsettled(app: App, days: int = FORTNIGHT, sources: Collection[str] = ()) -> list[Unsettled]:
    """The talks of the next days that still lack title or speaker, the next first."""
    today = app.clock().astimezone(UTC).date()
    query = TalkQuery(source=tuple(sources), since=today, until=today + timedelta(days=days))
    coming = [entry for entry in app.store.find(query) if entry.talk.status not in _OFF]
    found = [Unsettled(entry, lacking(talk_json(entry.talk))) for entry in coming]
    return [one for one in found if set(one.lacks) & set(WANTED)]


def lead_times(app: App, sources: Collection[str] = ()) -> list[Lead]:
    """How long before the day each field was announced of the talks of the last year, by source."""
    today = app.clock().astimezone(UTC).date()
    return leads(announced.lives(app.store, today - A_YEAR, today, sources))
