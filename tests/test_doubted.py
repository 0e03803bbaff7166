"""Labels we believe wrong are listed with a reason, stand in the documentation, and are asked of nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import doubted
from benchmarks.doubted import Doubt

ROOT = Path(__file__).parents[1]


def meeting(start: str, title: str = "Board", status: str = "passed") -> dict[str, object]:
    return {"start": start, "title": title, "status": status, "in_page": {"start_time": True, "status": None}}


PAGE = {"id": "here", "events": [meeting("2026-03-04T09:00"), meeting("2026-03-04T09:00", "Finance")]}


@pytest.mark.parametrize(("events", "left"), [((), 0), (("2026-03-04T09:00 Finance",), 1), (("2026-03-05T09:00",), 2)])
def test_a_doubted_hour_is_asked_of_nobody(events: tuple[str, ...], left: int) -> None:
    doubt = Doubt("meetings", "here", "start_time", "no hour", events)
    (page,) = doubted.without([PAGE], [doubt])
    assert sum(one["in_page"]["start_time"] for one in page["events"]) == left
    assert doubted.counted([PAGE], [doubt]) == {doubt: 2 - left}
    assert all(one["in_page"]["start_time"] for one in PAGE["events"])  # type: ignore[index]


def test_a_cancellation_that_labels_leave_out_is_neither_asked_for_nor_invented() -> None:
    (page,) = doubted.without([PAGE], [Doubt("meetings", "here", "status", "a badge", ("2026-03-04T09:00 Board",))])
    assert [(one["status"], one["in_page"]["status"]) for one in page["events"]] == [
        ("cancelled", False),
        ("passed", None),
    ]


def test_a_doubted_day_of_publication_is_asked_of_nobody() -> None:
    labels = [{"id": "here", "events": [], "articles": [{"published": "2026-03-04"}]}]
    (page,) = doubted.without(labels, [Doubt("news", "here", "published", "the day of a change")])
    assert page["articles"] == [{"published": "2026-03-04", "unscored": ["published"]}]


def test_every_doubt_stands_in_the_figures_with_its_reason() -> None:
    written = (ROOT / "docs" / "figures.md").read_text("utf-8")
    for doubt in doubted.listed():
        assert (doubt.corpus, doubt.field) in doubted.TABLES
        assert f"| {doubt.page} |" in written
        assert f"| {doubt.says} |" in written


def test_every_doubt_is_about_labels_there_are() -> None:
    folder = Path(os.environ.get("TALKFEED_CORPUS") or doubted.BESIDE)
    if not (folder / "seeds").is_dir():
        pytest.skip("not measured: no corpora here")
    assert doubted.main(["--corpus", str(folder)]) == 0
