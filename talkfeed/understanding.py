"""What pages say, as talks and articles: the two stages between reading a page and storing it, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from config.sources import Source
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Article, Sighting, Talk, article_json, talk_json


def understood(
    sightings: Iterable[Sighting], source: Source, retrieved: date | datetime | None
) -> tuple[list[Talk], list[Article]]:
    """What sightings say, as talks and articles: gathered, normalised, the rejected left out."""
    outcomes = [normalise(sighting, source, retrieved) for sighting in gather(sightings)]
    talks = [one for one in outcomes if isinstance(one, Talk)]
    return talks, [one for one in outcomes if isinstance(one, Article)]


def as_json(
    sightings: Iterable[Sighting], source: Source, retrieved: date | datetime | None
) -> list[dict[str, object]]:
    """The same as JSON objects of INTERFACE §5, for Scrapy's feed exports (`scrapy crawl ID -O talks.jsonl`)."""
    talks, articles = understood(sightings, source, retrieved)
    return [talk_json(talk) for talk in talks] + [article_json(article) for article in articles]
