"""The feeds of changes: what happened lately, and which of it belongs into which feed, as far as it may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from calendar_export.changes import Changes, Step
from calendar_export.telling import Diff
from pipeline.feeds import FeedSpec
from pipeline.query import TalkQuery
from pipeline.store.history import Happened
from pipeline.talk import Talk
from talkfeed.permission import asked, permitted, permitted_value, policy
from talkfeed.wiring import App

KEPT = timedelta(days=30)
"""How far back changes are told; the edge moves at 00:00 UTC."""

MOST = 100
"""Changes in one feed."""

FEW = 4
"""How many times as many changes are read first as are told: some may not be, or belong to talks that are over."""


@dataclass(frozen=True)
class Lately:
    """What happened lately, read once and asked for every feed; the latest first."""

    happened: Sequence[Happened]
    by_source: dict[str, list[Happened]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.happened:
            for source in {one.after.talk.source, *(listed.source for listed in one.after.talk.listings)}:
                self.by_source[source].append(one)

    def of(self, spec: FeedSpec, query: TalkQuery) -> list[Happened]:
        """What belongs into this feed: the talk answers its query, as the public asks it, or did."""
        some = self.by_source.get(spec.source, ()) if spec.source else self.happened
        return [one for one in some if one.concerns(query)]


def lately(app: App, now: datetime) -> Lately:
    """What happened to talks that were not over by then."""
    return Lately([one for one in app.store.happened(changes_since(now)) if not _was_over(one)])


def changes_since(now: datetime) -> datetime:
    """From when on changes are told at `now`; moves at 00:00 UTC."""
    return datetime.combine(now.astimezone(UTC).date() - KEPT, time(), UTC)


def latest(app: App, spec: FeedSpec, now: datetime, most: int = MOST) -> Changes:
    """The latest changes in one feed, so many at most, without reading all that happened where a part suffices."""
    count, whole = FEW * most, False
    while not whole:
        found, whole = app.store.latest(changes_since(now), count, source=spec.source)
        made = changes(app, spec, Lately([one for one in found if not _was_over(one)]))
        whole, count = whole or len(made.steps) >= most, count * 8
    return replace(made, steps=made.steps[:most])


def _was_over(one: Happened) -> bool:
    """An old talk brought in from an archive is no news."""
    last = one.after.talk.when.last_day
    return last is not None and last < one.revision.changed_at.date() - timedelta(days=1)


def changes(app: App, spec: FeedSpec, recent: Lately) -> Changes:
    """What changed in a feed."""
    return Changes(
        spec.id,
        spec.title,
        tuple(_first(_steps(app, recent.of(spec, asked(app, spec.query))))),
        url=f"{app.base_url}/",
        self_url=f"{app.base_url}/feeds/{spec.id}/changes.atom",
        language=spec.language,
    )


def steps_since(app: App, spec: FeedSpec, since: datetime) -> list[Step]:
    """What changed in a feed from then on (aware), the latest first."""
    return _first(_steps(app, Lately(app.store.happened(since)).of(spec, asked(app, spec.query))))


def _first(steps: Iterator[Step]) -> list[Step]:
    return [step for step, _ in zip(steps, range(MOST), strict=False)]


def _steps(app: App, happened: Iterable[Happened]) -> Iterator[Step]:
    for one in happened:
        for entry in permitted(app, [one.after]):
            diff = told_of(app, one.after.talk, one.revision.diff)
            if diff or not one.revision.diff:
                yield Step(one.revision.kind, entry, diff, one.revision.by == "person")


def told_of(app: App, talk: Talk, diff: Diff) -> Diff:
    """What of a talk's past may be told: no text its sources keep for themselves, no passcodes."""
    sources = {talk.source, *(listed.source for listed in talk.listings)}
    kept = () if all(policy(app, source).abstracts for source in sources) else ("abstract", "bio")
    return {
        name: (permitted_value(app, before), permitted_value(app, after))
        for name, (before, after) in diff.items()
        if name not in kept and name != "joined_to"
    }
