"""A small share of `python -m benchmarks faults`: whatever stands in the way of a crawl, nothing is called off."""

from __future__ import annotations

from pathlib import Path

from benchmarks.faults import is_timely, measure, served, truths
from benchmarks.simulation.pages import FAULTS, MAKES

SOME = ("empty list", "pages lost", "cut in the middle")
"""Those of which each makes another part of the truth gate decide; the rest is the benchmark's."""


def test_a_blind_run_calls_nothing_off_and_empties_nothing(tmp_path: Path) -> None:
    with served(len(MAKES), f"sqlite:///{tmp_path / 'talkfeed.db'}") as world:
        for lot, name in enumerate(SOME):
            score = measure(world, name, lot, 1)
            assert (score.called_off, score.emptied, score.not_back) == (0, 0, 0), name
        assert score.runs == len(MAKES)


def test_the_rule_of_city_scrapers_calls_off_what_a_blind_run_does_not_show(tmp_path: Path) -> None:
    with served(2, f"sqlite:///{tmp_path / 'talkfeed.db'}") as world:
        assert measure(world, "error 500", 0, 1).by_rule == 11


def test_the_truth_is_told_as_soon_as_the_table_allows(database_url: str) -> None:
    with served(2, database_url) as world:
        took = truths(world, len(FAULTS))
    assert is_timely(took), took
    assert {kind: sum(counts.values()) for kind, counts in took.items()} == {
        "by word": 2,
        "page gone": 1,
        "row gone": 1,
    }
