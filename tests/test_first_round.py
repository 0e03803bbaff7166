"""The first minutes of a deployment, before any institute has been read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from config.settings import load_settings
from talkfeed import publishing
from talkfeed.service import service
from talkfeed.wiring import App


def test_a_calendar_that_cannot_know_yet_asks_to_come_again(tmp_path: Path) -> None:
    """Empty, it would stay so in its client till tomorrow; once anything is published, empty means empty."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "hall.toml").write_text(
        'name = "The Hall"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "https://hall.example/talks/"\n'
    )
    given = {"data_dir": tmp_path, "sources_dirs": (tmp_path / "sources",), "catalogue": False}
    app = App(load_settings(None, given, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    with TestClient(service(app)) as client:
        for path in ("/feeds/all.ics", "/feeds/all.json", "/talks.ics?q=tides"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
            assert "for the first time" in answer.text
        publishing.publish(app)
        for path in ("/feeds/all.ics", "/feeds/all.json", "/talks.ics?q=tides"):
            assert client.get(path).status_code == 200
    app.close()
