"""Datasette on a real database, of either engine: every question answers, any answer with UIDs is a calendar."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from config.settings import load_settings
from talkfeed import samples
from talkfeed.wiring import App

explore = pytest.importorskip("talkfeed.explore")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    calendars = [
        body for path, (kind, body) in samples.build(date(2026, 3, 2)).items() if kind.startswith("text/calendar")
    ]
    (tmp_path / "talks.ics").write_bytes(max(calendars, key=len))
    monkeypatch.setenv("TALKFEED_DATABASE_URL", database_url)
    given = ["--data-dir", str(tmp_path), "--now", "2026-03-01T09:00:00Z", "import", str(tmp_path / "talks.ics")]
    subprocess.run([sys.executable, "-m", "talkfeed", *given], check=True, capture_output=True, timeout=100)
    settings = load_settings(None, {"data_dir": tmp_path, "database_url": database_url}, {})
    app = App(settings, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    yield app
    app.close()


def asked(app: App, *paths: str) -> list[Any]:
    async def ask(looking: Any) -> list[Any]:
        return [await looking.client.get(path) for path in paths]

    with explore.readable(app) as file:
        return asyncio.run(ask(explore.datasette(app, file)))


def test_every_question_answers(app: App) -> None:
    from talkfeed.explore.questions import QUESTIONS

    paths = [f"/talkfeed/{name}.json?_shape=objects&name=a" for name in QUESTIONS]
    for path, answer in zip(paths, asked(app, *paths), strict=True):
        assert answer.status_code == 200, (path, answer.text)
        assert answer.json()["ok"], (path, answer.text)


def test_the_first_page_is_the_questions(app: App) -> None:
    from talkfeed.explore.questions import QUESTIONS

    (first,) = asked(app, "/")
    linked = re.findall(r'href="(/[^"]+)"', first.text.partition("Questions kept ready")[2])
    assert [path.rpartition("/")[2] for path in linked[: len(QUESTIONS)]] == list(QUESTIONS)
    assert all(answer.status_code == 200 for answer in asked(app, *(f"{path}?name=a" for path in linked)))


def test_an_answer_with_uids_is_a_calendar(app: App) -> None:
    sql = "/talkfeed.ics?sql=select+uid+from+talk+order+by+start+limit+3"
    bare = "/talkfeed.ics?sql=select+title+from+talk"
    wrong = "/talkfeed.ics?sql=select+uid+from+nowhere"
    written = "/talkfeed.json?sql=delete+from+talk"
    some, none, mistake, refused = asked(app, sql, bare, wrong, written)
    calendar = icalendar.Calendar.from_ical(some.text)
    assert some.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(calendar.walk("VEVENT")) == 3
    assert (none.status_code, "column uid" in none.text) == (400, True)
    assert mistake.status_code == 400
    assert refused.status_code == 400, "nothing is written"
    assert app.store.count() > 3
