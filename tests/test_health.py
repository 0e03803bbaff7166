"""Each source's condition comes with the sentence that is its evidence; the whole is as well as its worst."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.health import Condition, Run, SourceState, health


@pytest.fixture
def state(now: datetime) -> SourceState:
    hour = timedelta(hours=1)
    return SourceState("a", "A", None, "UTC", True, now + 5 * hour, 6 * hour, 0, now - hour)


@pytest.fixture
def run(now: datetime) -> Run:
    return Run("r", "a", now - timedelta(hours=1), now, True, pages_ok=9, announced=1, unchanged=20)


@pytest.mark.parametrize(
    ("state_has", "run_has", "condition", "sentence"),
    [
        ({}, {}, "well", "21 talks seen"),
        ({}, None, "never run", "never crawled"),
        ({"enabled": False}, {"doubt": "x"}, "not crawled", "until it is enabled"),
        ({}, {"announced": 0, "unchanged": 0}, "quiet", "no talk found"),
        ({}, {"announced": 0, "unchanged": 0, "articles": 3}, "quiet", "no talk found"),
        ({}, {"articles": 1}, "well", "21 talks seen in the last run, 1 article new or changed"),
        ({}, {"doubt": "4 of 5 coming talks vanished at once"}, "doubted", "4 of 5"),
        ({"failures": 1}, {"problems": ("https://a.example/: answered 503",)}, "failing", "answered 503"),
        ({"failures": 3}, {"error": "the crawl died"}, "failing", "3 times in a row: the crawl died"),
        ({"failures": 1}, {"problems": ("https://a.example/ answers 403 (Forbidden)",)}, "blocked", "403"),
        ({"failures": 1}, {"problems": ("https://a.example/room-403 answers 500",)}, "failing", "500"),
        ({"failures": 1}, {"problems": ("was not asked: its robots.txt answers 503",)}, "failing", "503"),
        ({"failures": 1}, {"problems": ("robots.txt forbids https://a.example/",)}, "blocked", "robots.txt"),
    ],
)
def test_a_source_fares(
    state: SourceState,
    run: Run,
    now: datetime,
    state_has: dict[str, object],
    run_has: dict[str, object] | None,
    condition: str,
    sentence: str,
) -> None:
    state = replace(state, **state_has)  # type: ignore[arg-type]
    runs = [] if run_has is None else [replace(run, **run_has)]  # type: ignore[arg-type]
    (one,) = health([state], {"a": runs}, now=now).sources
    assert one.condition.value == condition
    assert sentence in one.sentence


def test_a_source_nobody_crawls_any_more_is_late(state: SourceState, run: Run, now: datetime) -> None:
    (one,) = health([state], {"a": [run]}, now=now + timedelta(hours=24)).sources
    assert one.condition is Condition.LATE
    assert "is the schedule running?" in one.sentence


def test_the_whole_is_as_well_as_its_worst(state: SourceState, run: Run, now: datetime) -> None:
    ill = replace(state, id="b", failures=1)
    off = replace(state, id="c", enabled=False)
    gone = replace(state, id="d", failures=9, removed_at=now)
    whole = health([state, ill, off, gone], {"a": [run], "b": [replace(run, error="the crawl died")]}, now=now)
    assert whole.condition is Condition.FAILING
    assert whole.sentence == "1 of 2 sources needs a look"
    assert [one.source.id for one in whole.sources] == ["b", "c", "a"]
    assert health([state], {"a": [run]}, now=now).sentence == "all is well"
    assert health([], {}, now=now).condition is Condition.WELL


def test_conditions_that_need_a_look() -> None:
    assert {one.value for one in Condition if one.is_unhealthy} == {"late", "doubted", "blocked", "failing"}


def test_a_person_is_told_what_to_do(state: SourceState, run: Run, now: datetime) -> None:
    def remedy(state: SourceState, run: Run) -> str:
        return health([state], {"a": [run]}, now=now).sources[0].remedy

    assert remedy(state, run) == ""
    doubted = replace(run, doubt="4 of 5 coming talks are not there any more")
    assert "'talkfeed crawl a --believe'" in remedy(state, doubted)
    cut_short = replace(run, doubt="the listing answered 503", complete=False)
    assert "believe" not in remedy(state, cut_short), "nobody can believe what was not read"
    assert "the next complete one decides" in remedy(state, cut_short)
    assert "'talkfeed status a -v'" in remedy(replace(state, failures=2), replace(run, error="the crawl died"))


def test_a_source_of_news_is_well_though_nothing_is_new(state: SourceState, run: Run, now: datetime) -> None:
    still = replace(run, announced=0, unchanged=0)
    (one,) = health([state], {"a": [still]}, {"a": 4}, now=now).sources
    assert (one.condition, one.sentence) == (Condition.WELL, "4 articles, none new or changed in the last run")
    (one,) = health([state], {"a": [replace(still, articles=3)]}, {"a": 4}, now=now).sources
    assert (one.condition, one.sentence) == (Condition.WELL, "4 articles, 3 new or changed in the last run")
