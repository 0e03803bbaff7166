"""A small share of `python -m benchmarks truth`: institutes live, and what was published is never wrong."""

from __future__ import annotations

import os

import pytest

from benchmarks.truth import databases, lived


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_whatever_institutes_do_nothing_published_is_wrong(engine: str) -> None:
    postgres = os.environ.get("TALKFEED_TEST_POSTGRES") if engine == "postgresql" else None
    if engine == "postgresql" and not postgres:
        pytest.skip("TALKFEED_TEST_POSTGRES names no PostgreSQL database to test on")
    with databases(postgres) as (url, mirror):
        counts = lived(url, mirror, lives=4, steps=15, number=1)
    assert counts["lives"] >= 4
    assert counts["runs"] > 10
