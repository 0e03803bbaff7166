"""Digest mails: when they are due, what they tell, and that they reach a real mail server once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.errors import MailError, QueryError
from config.settings import load_settings
from pipeline.digests import Digest
from talkfeed import digests
from talkfeed.commands import run
from talkfeed.running import mail
from talkfeed.wiring import App

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
WEEKLY = Digest("all", "ada@example.org", "week", "en", MONDAY - timedelta(days=2))
DAILY = replace(WEEKLY, every="day")


@pytest.fixture
def folder(tmp_path: Path, fill: Callable[..., Path]) -> Path:
    """A data folder that holds the talks of a sample institute's own calendar."""
    return fill(tmp_path, "2026-03-01T09:00:00Z")


@pytest.fixture
def app(folder: Path, mail_servers: Any) -> Iterator[App]:
    server = mail_servers()
    given = {
        "data_dir": folder,
        "contact": "talks@example.org",
        "smtp_url": f"smtp://127.0.0.1:{server.port}",
        "base_url": "https://talks.example.org",
    }
    app = App(load_settings(None, given, {}), lambda: MONDAY)
    app.server = server  # type: ignore[attr-defined]
    yield app
    app.close()


def got(app: App) -> list[Any]:
    return list(app.server.got)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("digest", "now", "due"),
    [
        (WEEKLY, MONDAY, True),
        (WEEKLY, MONDAY.replace(hour=4), False),
        (WEEKLY, MONDAY - timedelta(days=1), False),
        (WEEKLY, MONDAY + timedelta(days=3), True),  # Monday was missed
        (replace(WEEKLY, sent_at=MONDAY), MONDAY + timedelta(days=3), False),
        (replace(WEEKLY, sent_at=MONDAY), MONDAY + timedelta(days=7), True),
        (replace(WEEKLY, sent_at=MONDAY + timedelta(days=3)), MONDAY + timedelta(days=7), True),
        (replace(DAILY, sent_at=MONDAY), MONDAY.replace(hour=23), False),
        (replace(DAILY, sent_at=MONDAY), MONDAY.replace(hour=4) + timedelta(days=1), False),
        (replace(DAILY, sent_at=MONDAY), MONDAY.replace(hour=5) + timedelta(days=1), True),
        (replace(DAILY, created_at=MONDAY), MONDAY, False),
    ],
)
def test_one_mail_a_day_or_a_week(digest: Digest, now: datetime, due: bool) -> None:
    assert digest.is_due(now) is due


def test_a_mail_tells_what_comes_and_is_sent_once(app: App) -> None:
    app.digests.add(WEEKLY, ["all"])
    mail(app)
    mail(app)
    (message,) = got(app)
    assert (message["To"], message["From"]) == ("ada@example.org", "talks@example.org")
    assert message["Subject"] == "Research talks: talks from Mon 2 Mar to Mon 9 Mar"
    assert message["List-Unsubscribe"] == "<mailto:talks@example.org?subject=unsubscribe%20all>"
    told = digests.written(app, WEEKLY, MONDAY)
    assert told is not None
    assert told.entries
    plain, html = (message.get_body((form,)).get_content() for form in ("plain", "html"))
    for entry in told.entries:
        address = f"https://talks.example.org/talks/{entry.uid}"
        assert address in plain
        assert address in html
        assert entry.talk.title in plain
        assert MONDAY.date() <= (entry.talk.when.day or date.min) <= MONDAY.date() + timedelta(days=7)
    assert "https://talks.example.org/feeds/all.ics" in plain
    assert "To end it, write to talks@example.org." in plain
    assert "<script" not in html
    assert "<img" not in html


def test_a_change_is_told_once(app: App, folder: Path) -> None:
    app.digests.add(replace(DAILY, created_at=MONDAY - timedelta(days=1)), ["all"])
    mail(app)
    first = got(app)[0].get_body(("plain",)).get_content()
    entry = next(one for one in digests.written(app, WEEKLY, MONDAY).entries)  # type: ignore[union-attr]
    given = ["--data-dir", str(folder), "--now", "2026-03-02T12:00:00Z"]
    assert run([*given, "fix", entry.uid, "status=cancelled", "--reason", "the speaker is ill", "-q"]) == 0
    for day in (1, 2):
        app.clock = lambda day=day: MONDAY + timedelta(days=day)  # type: ignore[misc]
        app.refresh()
        mail(app)
    bodies = [one.get_body(("plain",)).get_content() for one in got(app)]
    line = f"* cancelled: {entry.talk.title}"
    assert line not in first
    assert [line in body for body in bodies[1:2]] == [True]
    assert all(line not in body for body in bodies[2:])


def test_a_mail_speaks_the_language_it_was_asked_for(app: App) -> None:
    app.digests.add(replace(WEEKLY, language="de"), ["all"])
    mail(app)
    (message,) = got(app)
    assert message["Subject"].endswith("Vorträge vom Mo. 2. März bis Mo. 9. März")
    assert "Diese Mail kommt jede Woche." in message.get_body(("plain",)).get_content()


def test_nothing_to_tell_is_not_told(app: App) -> None:
    app.saved.add("nothing", digests_query("unheard-of"), title="Nothing", taken=(), now=MONDAY - timedelta(days=3))
    app.digests.add(replace(WEEKLY, feed="nothing"), ["nothing"])
    mail(app)
    assert got(app) == []
    assert app.digests.all()[0].sent_at == MONDAY


def digests_query(words: str) -> Any:
    from pipeline.query import TalkQuery

    return TalkQuery(q=words)


def test_a_mail_that_does_not_leave_is_tried_again(app: App, caplog: pytest.LogCaptureFixture) -> None:
    app.digests.add(WEEKLY, ["all"])
    app.settings = app.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"})
    with caplog.at_level(logging.WARNING, "talkfeed.running"):  # whatever commands of other tests asked for
        mail(app)
    assert "no mail can be sent by 127.0.0.1, port 9" in caplog.text
    assert app.digests.all()[0].sent_at is None


def test_an_address_that_is_none_stops_nobody_else_s_mail(app: App) -> None:
    for address in ("ada@example.org", "(no one", "zoe@example.org"):
        app.digests.add(replace(WEEKLY, address=address), ["all"])
    (problem,) = digests.send(app, MONDAY)
    assert "digest of all: '(no one' cannot be written to" in problem
    assert [one["To"] for one in got(app)] == ["ada@example.org", "zoe@example.org"]
    assert {one.address: one.sent_at for one in app.digests.all() if one.sent_at is None} == {"(no one": None}


def test_a_renamed_feed_goes_on_and_an_ended_one_ends(app: App) -> None:
    early = MONDAY - timedelta(days=3)
    app.saved.add("sea", digests_query("a"), title="Sea", taken=(), now=early)
    app.digests.add(replace(WEEKLY, feed="sea"), ["sea"])
    app.saved.rename("sea", "ocean", taken=(), now=early)
    assert digests.written(app, app.digests.all()[0], MONDAY).feed_url.endswith("/feeds/ocean.ics")  # type: ignore[union-attr]
    app.saved.retire("ocean", now=early)
    assert digests.written(app, app.digests.all()[0], MONDAY) is None


def test_who_gets_what_is_changed_by_commands(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKFEED_CONTACT", "talks@example.org")
    given = ["--data-dir", str(folder), "--now", "2026-03-02T09:00:00Z"]
    assert run([*given, "digests", "add", "all", "ada@example.org"]) == 2
    assert "set smtp_url" in capsys.readouterr().err
    monkeypatch.setenv("TALKFEED_SMTP_URL", "smtp://127.0.0.1:9")
    assert run([*given, "digests", "add", "all", "not an address"]) == 2
    assert run([*given, "digests", "add", "nowhere", "ada@example.org"]) == 2
    assert run([*given, "digests", "add", "all", "ada@example.org", "--every", "year"]) == 2
    assert run([*given, "digests", "add", "all", "ada@example.org", "--language", "xx"]) == 2
    assert run([*given, "digests", "add", "all", "ada@example.org", "-q"]) == 0
    assert run([*given, "digests", "add", "all", "ada@example.org"]) == 2
    said = capsys.readouterr().err
    for sentence in ("'not an address' cannot", "no feed 'nowhere'", "'year' is none of", "'xx' is none of", "already"):
        assert sentence in said
    assert run([*given, "digests", "--json"]) == 0
    assert '"address": "ada@example.org"' in capsys.readouterr().out
    assert run([*given, "digests", "preview", "all", "--every", "day"]) == 0
    assert "talks from Mon 2 Mar to Tue 3 Mar" in capsys.readouterr().out
    assert run([*given, "digests", "remove", "all", "ada@example.org"]) == 0
    assert run([*given, "digests", "remove", "all", "ada@example.org"]) == 2


def test_without_a_server_sending_says_so(app: App) -> None:
    app.digests.add(WEEKLY, ["all"])
    app.settings = app.settings.model_copy(update={"smtp_url": None})
    with pytest.raises(MailError, match="set smtp_url"):
        digests.send(app, MONDAY)
    with pytest.raises(QueryError, match="there is no feed"):
        app.digests.add(WEEKLY, [])
