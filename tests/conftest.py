"""What tests share: a store on each engine, the clock, a source and talks to put in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

from config.sources import Listing, Source
from pipeline.store import Store

POSTGRES = os.environ.get("TALKFEED_TEST_POSTGRES", "")


@pytest.fixture
def now() -> datetime:
    """The clock of all tests: a Wednesday morning."""
    return datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def source() -> Source:
    """An institute with one listing."""
    listing = Listing(url="https://institute.example/talks/")
    return Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'talkfeed.db'}"
        return
    if not POSTGRES:
        pytest.skip("TALKFEED_TEST_POSTGRES names no PostgreSQL database to test on")
    schema = f"test_{uuid4().hex}"
    plain = POSTGRES.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
        yield f"{POSTGRES}?options={quote(f'-csearch_path={schema}')}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Opens stores and closes them when the test is over."""
    opened: list[Store] = []

    def open_one(url: str) -> Store:
        opened.append(Store.open(url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(database_url: str, open_store: Callable[[str], Store]) -> Store:
    """An empty store, on each engine in turn."""
    return open_store(database_url)
