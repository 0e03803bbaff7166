"""Which feeds there are: all, sources, series, saved queries; an id once given stays with its feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.errors import QueryError
from config.sources import Source
from pipeline.feeds import feeds
from pipeline.query import TalkQuery
from pipeline.store import SavedFeed, Series

NOW = datetime(2026, 2, 4, tzinfo=UTC)
SOURCE = Source(
    id="institute", name="The Institute", timezone="Europe/Berlin", language="de-AT", homepage="https://i.example"
)


def test_there_is_a_feed_of_all_of_each_source_series_and_saved_query() -> None:
    series = Series("institute.dust", "institute", "Dust", "dust")
    saved = SavedFeed("x7k", "My topics", "topic=dust&topic=-law", NOW)
    everything, of_source, of_series, of_query = feeds({"institute": SOURCE}, [series], [saved])
    assert (everything.id, everything.query) == ("all", TalkQuery())
    assert (of_source.id, of_source.title, of_source.query) == (
        "institute",
        "The Institute",
        TalkQuery(source=("institute",)),
    )
    assert (of_source.timezone, of_source.language, of_source.homepage) == ("Europe/Berlin", "de", "https://i.example")
    assert (of_series.id, of_series.title) == ("institute.dust", "Dust – The Institute")
    assert of_series.query == TalkQuery(source=("institute",), series=("dust",))
    assert (of_query.id, of_query.title) == ("x7k", "My topics")
    assert of_query.query == TalkQuery(topic=("dust",), without=(("topic", "law"),))


def test_reserved_and_taken_ids_stay_with_their_feeds() -> None:
    named = [SOURCE.model_copy(update={"id": name}) for name in ("all", "news", "b")]
    found = feeds(named, [], [SavedFeed("b", "Saved", "q=x", NOW)])
    assert [(spec.id, spec.kind) for spec in found] == [("all", "all"), ("b", "source")]


def test_the_order_is_one() -> None:
    sources = [SOURCE.model_copy(update={"id": name}) for name in "cab"]
    assert feeds(sources) == feeds(sources[::-1])


def test_a_series_outlives_its_source() -> None:
    (_, spec) = feeds([], [Series("gone.dust", "gone", "Dust", "dust")])
    assert (spec.id, spec.title, spec.timezone) == ("gone.dust", "Dust – gone", "")


def test_a_moved_source_says_where_to() -> None:
    series = Series("institute.dust", "institute", "Dust", "dust")
    (_, spec, of_series) = feeds([SOURCE.model_copy(update={"moved_to": "other"})], [series])
    assert spec.moved_to == "other"
    assert of_series.moved_to == "other.dust", "a series moves with its source"


def test_a_saved_query_that_makes_no_sense_says_so() -> None:
    with pytest.raises(QueryError):
        feeds([], [], [SavedFeed("x", "X", "sorce=a", NOW)])
