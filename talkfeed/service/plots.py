"""What the site's plots are drawn from: how many talks take place in each week, source by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date

from calendar_export.web import SourceLine
from calendar_export.weeks import Weeks, span, spark, weeks
from pipeline.store.weekly import per_day
from talkfeed.permission import policy
from talkfeed.wiring import App


def weekly(app: App, sources: Collection[str] = ()) -> dict[str, Weeks]:
    """The talks per week of these sources, or of all that have any; what a source keeps for itself is not counted."""
    today = app.clock().astimezone(UTC).date()
    days: dict[str, Counter[date]] = defaultdict(Counter)
    for (source, day), count in per_day(app.store, *span(today), sources).items():
        days[source][day] = count
    return {source: weeks(counts, today) for source, counts in days.items() if policy(app, source).talks}


def with_sparks(app: App, lines: Collection[SourceLine]) -> list[SourceLine]:
    """These sources, each with its talks per week as a small picture, all to one scale."""
    found = weekly(app)
    most = max((found[one.id].most for one in lines if one.id in found), default=0)
    return [replace(one, spark=spark(found[one.id], most)) if one.id in found else one for one in lines]
