"""How much each source announces: its talks for each day, of which plots by the week are made, and its articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select

from pipeline.store import tables as t
from pipeline.store.store import Store
from pipeline.talk import Recurrence, Span, Status

_OFF = (Status.CANCELLED.value, Status.POSTPONED.value, Status.WITHDRAWN.value)


def per_day(store: Store, since: date, until: date, sources: Collection[str] = ()) -> Counter[tuple[str, date]]:
    """(source, day) → talks that begin on this day, from `since` to before `until`, of these sources or of all; those
    that were called off are none. Each time of a recurring talk counts; a talk that a source lists twice counts once,
    and one that several sources announce counts for each of them."""
    c = t.talk.c
    held = [c.last_day >= since, c.first_day < until, c.status.not_in(_OFF)]
    held += [c.source.in_(sorted(sources))] if sources else []
    shown = func.coalesce(c.joined_to, c.uid)
    once = select(c.source, c.first_day, func.count(shown.distinct()))
    once = once.where(*held, c.recurrence.is_(None), c.first_day >= since)
    again = select(c.source, shown.label("shown"), c.start, c.timezone, c.recurrence)
    again = again.where(*held, c.recurrence.is_not(None))
    found: Counter[tuple[str, date]] = Counter()
    times: dict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    with store.reading() as connection:
        for source, day, count in connection.execute(once.group_by(c.source, c.first_day)):
            found[source, day] += count
        for row in connection.execute(again):
            rule = Recurrence(row.recurrence["rrule"], tuple(row.recurrence["rdate"]), tuple(row.recurrence["exdate"]))
            starts = Span(row.start, timezone=row.timezone, recurrence=rule).occurrences()
            days = (start.date() if isinstance(start, datetime) else start for start in starts)
            times[row.source, row.shown] |= Counter(day for day in days if since <= day < until)
    for (source, _), those in times.items():
        for day, count in those.items():
            found[source, day] += count
    return found


def articles(store: Store) -> dict[str, int]:
    """Source → how many articles are known of it; sources without any are left out."""
    source = t.article.c.source
    with store.reading() as connection:
        return dict(connection.execute(select(source, func.count()).group_by(source)).all())
