"""Addresses made to hurt the service are answered like other mistakes; who asks too much keeps nobody from feeds."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.settings import load_settings
from talkfeed.service import answers, service
from talkfeed.wiring import App


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = App(load_settings(None, {"data_dir": tmp_path}, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    with TestClient(service(app), follow_redirects=False) as client:
        yield client
    app.close()


def test_addresses_made_to_hurt_are_answered_like_other_mistakes(client: TestClient) -> None:
    assert client.get(f"/speakers/{'a-' * 9000}").status_code == 404
    for cursor in (b"[" * 9000, b'["0001-01-01T00:00:00+14:00","x"]', b'["9999-12-31T23:00:00-14:00","x"]'):
        assert client.get(f"/api/talks?cursor={urlsafe_b64encode(cursor).decode().rstrip('=')}").status_code == 400
    assert client.get("/api/runs?source=%00").status_code == 400


def test_when_too_many_wait_the_next_is_told_at_once_and_feeds_are_answered(client: TestClient) -> None:
    with ExitStack() as taken:
        while answers._places.acquire(blocking=False):
            taken.callback(answers._places.release)
        busy = client.get("/?q=tides")
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "20")
        assert client.get("/feeds/all.ics").status_code == 200
    assert client.get("/?q=tides").status_code == 200


def test_the_end_of_time_is_a_day_like_others(client: TestClient) -> None:
    for path in ("/news", "/api/news", "/news.atom", "/", "/talks.ics"):
        assert client.get(f"{path}?to=9999-12-31").status_code == 200
