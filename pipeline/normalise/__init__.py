"""Claims become values: a sighting becomes a talk, an article, or is rejected. Pure; no clock, network or database.

Whom to believe stands in one table (`trust.TRUST`); each field has a small module that decides it and cites its
grounds.
"""

from __future__ import annotations

from datetime import date, datetime

from config.sources import Source
from pipeline.normalise.article import article_key, article_of
from pipeline.normalise.talk import talk_of
from pipeline.normalise.trust import TRUST, best
from pipeline.talk import Article, Rejected, Sighting, Talk

__all__ = ["TRUST", "article_key", "best", "normalise"]


def normalise(sighting: Sighting, source: Source, retrieved: date | datetime | None) -> Talk | Article | Rejected:
    """What a sighting means. `retrieved`: when its page was fetched, for years left out; None consults no clock."""
    if sighting.kind == "article":
        return article_of(sighting, source, retrieved)
    return talk_of(sighting, source, retrieved)
