"""A small share of `python -m benchmarks truth`: institutes live, and what was published is never wrong."""

from __future__ import annotations

from pathlib import Path

from benchmarks.truth import lived


def test_whatever_institutes_do_nothing_published_is_wrong(database_url: str, tmp_path: Path) -> None:
    counts = lived(database_url, f"sqlite:///{tmp_path / 'mirror.db'}", lives=4, steps=15, number=1)
    assert counts["lives"] >= 4
    assert counts["runs"] > 10
