"""Digests: a feed's coming talks by mail, each day or each week. When one is due, and which days it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

EVERY = {"day": timedelta(days=1), "week": timedelta(days=7)}
"""How often a digest may be sent, by word; as many days it tells of, and today."""

FROM_HOUR = 5
"""The hour, UTC, from which a day's mails are sent; those of a week on Monday."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Somebody who gets a feed's talks by mail. Instants are aware; `sent_at`: the last mail, None before the first."""

    feed: str
    address: str
    every: str
    language: str
    created_at: datetime
    sent_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """From when on changes are news to them."""
        return self.sent_at or self.created_at

    def is_due(self, now: datetime) -> bool:
        """Whether a mail should be sent at `now` (aware): one a day or a week, and a missed one as soon as may be."""
        return self.since < self._turn(now)

    def _turn(self, now: datetime) -> datetime:
        """The latest hour, not after now, at which a mail was due."""
        at = datetime.combine(now.astimezone(UTC).date(), time(FROM_HOUR), UTC)
        if self.every == "week":
            at -= timedelta(days=at.weekday())
        return at if at <= now else at - EVERY[self.every]

    def days(self, now: datetime) -> tuple[date, date]:
        """The first and the last day a mail of `now` tells of."""
        first = now.astimezone(UTC).date()
        return first, first + EVERY[self.every]
