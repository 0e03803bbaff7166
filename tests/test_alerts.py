"""Alerts: each thing told once, when it begins; they reach a real mail server and a web hook on loopback."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from config.sources import Listing, Source
from pipeline.alerts import MOST, Standing, news
from pipeline.changes import Report
from pipeline.harvest import Harvest
from pipeline.health import Run, SourceState, health
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import alerts
from talkfeed.commands import run
from talkfeed.wiring import App

LISTING = "https://institute.example/talks/"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stood(*, failures: int = 0, name: str = "lab", runs: tuple[dict[str, Any], ...] = ({},), **more: Any) -> Standing:
    """How a lab stands after these runs, the latest first."""
    made = [Run(f"r{n}", name, NOW - n * HOUR, NOW - n * HOUR, True, pages_ok=3, unchanged=9) for n in range(len(runs))]
    made = [replace(one, **said) for one, said in zip(made, runs, strict=True)]
    state = SourceState(name, "The Lab", None, "UTC", True, NOW + HOUR, HOUR, failures, NOW)
    found = health([state], {name: made}, now=NOW)
    return Standing({one.source.id: one for one in found.sources}, {name: made}, **more)


WELL = stood()
DOUBT = {"doubt": "4 of 5 coming talks are not there any more"}
CUT = {"doubt": "the listing answered 503", "complete": False}
DEAD = {"error": "the crawl died"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (WELL, WELL, None),
        (
            WELL,
            stood(runs=(DOUBT, {})),
            "The Lab (lab) is doubted: 4 of 5 coming talks are not there any more.\nLook at",
        ),
        (stood(runs=(DOUBT, {})), stood(runs=(DOUBT, DOUBT)), None),
        (WELL, stood(runs=(CUT, {})), None),
        (stood(runs=(CUT, {})), stood(runs=(CUT, CUT)), "is doubted: the listing answered 503.\nNothing is taken away"),
        (WELL, stood(runs=(DEAD,), failures=1), None),
        (stood(runs=(DEAD,), failures=1), stood(runs=(DEAD, DEAD), failures=2), "is failing: 2 times in a row: the"),
        (stood(runs=(DEAD, DEAD), failures=2), stood(runs=(DEAD, DEAD), failures=3), None),
        (stood(runs=(DEAD, DEAD), failures=2), WELL, "The Lab (lab) is well again: 9 talks seen in the last run."),
        (stood(runs=(DEAD,), failures=1), WELL, None),
        (Standing(), WELL, None),
        (WELL, stood(conflicts={3: "Talk 1f2e: room"}), "Talk 1f2e: room"),
        (stood(conflicts={3: "Talk 1f2e: room"}), stood(conflicts={3: "Talk 1f2e: room"}), None),
        (WELL, stood(stuck={"feed all.ics": "feed all.ics: no"}), "feed all.ics: no"),
    ],
)
def test_each_thing_is_told_once_when_it_begins(before: Standing, after: Standing, words: str | None) -> None:
    told = news(before, after)
    assert len(told) == (words is not None)
    assert words is None or words in told[0]


def test_a_message_does_not_grow_without_end() -> None:
    told = news(WELL, stood(conflicts={n: f"Talk {n}" for n in range(50)}))
    assert len(told) == MOST + 1
    assert told[-1] == f"And {50 - MOST} more; 'talkfeed status' tells all."


class Lab:
    """A deployment with one institute, whose page is crawled as the test says."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.now = NOW
        listing = Listing(url=LISTING)
        self.source = Source(id="lab", name="The Lab", timezone="America/Chicago", listing=(listing,), verified=True)
        settings = {"data_dir": folder, "contact": "ops@talks.example", "base_url": "https://talks.example"} | settings
        self.app = App(Settings(**settings), lambda: self.now)
        self.app.__dict__["sources"] = {"lab": self.source}
        self.app.tend()

    def crawl(self, *rooms: str, **how: bool) -> Report:
        self.now += timedelta(days=1)
        seen = tuple(self.sighting(n, room) for n, room in enumerate(rooms))
        reach = Coverage(reach=((LISTING, date(2027, 1, 1)),))
        harvest = Harvest("lab", f"run-{self.now}", self.now, self.now, seen, pages_ok=2, coverage=reach)
        return ingest(self.app.store, self.source, harvest, now=self.now, **how)

    def sighting(self, number: int, room: str) -> Sighting:
        said = {"title": f"On Stars, part {number}", "when": f"March {number + 3}, 2026, 3:00 pm", "room": room}
        made = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32)) for k, v in said.items())
        return Sighting("talk", f"{LISTING}{number}", f"{LISTING}{number}", made, own_page=True)


def test_doubts_and_conflicts_reach_the_operator_by_mail(tmp_path: Path, mail_servers: Any) -> None:
    server = mail_servers()
    lab = Lab(tmp_path, smtp_url=f"smtp://127.0.0.1:{server.port}", notify=("ops@talks.example", "ada@talks.example"))
    with alerts.told(lab.app):
        lab.crawl("R 1", "R 2", "R 3")
    assert server.got == []
    entry = lab.app.store.entry(f"{LISTING}0")
    assert entry is not None
    lab.app.corrections.fix(entry.uid, ["room=R 14"], reason="the door says so", now=lab.now)
    with alerts.told(lab.app):
        lab.crawl("R 7")
    assert [one["To"] for one in server.got] == ["ops@talks.example", "ada@talks.example"]
    text = server.got[0].get_content()
    assert server.got[0]["Subject"] == "Talkfeed: 2 things to look at"
    assert "The Lab (lab) is doubted: 2 of 3 coming talks are not there any more." in text
    assert "'talkfeed crawl lab --believe'" in text
    assert f"Talk {entry.uid[:8]}: room is corrected to R 14, and the source says R 7 now." in text
    assert text.rstrip().endswith("https://talks.example/status")
    with alerts.told(lab.app):
        lab.crawl("R 7")
    assert len(server.got) == 2, "what was told is not told again"
    with alerts.told(lab.app):
        lab.crawl("R 7", "R 2", "R 3")
    assert server.got[2]["Subject"] == "Talkfeed: The Lab (lab) is well again: 3 talks seen in the last run."
    lab.app.close()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook: its host with port, and what it was told."""
    told: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}", told
        server.shutdown()
        thread.join()


def test_an_address_of_apprise_is_told_and_one_that_fails_holds_nothing_up(
    tmp_path: Path,
    hook: tuple[str, list[dict[str, Any]]],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.WARNING, "talkfeed.alerts")  # whatever commands that ran before made of the log
    monkeypatch.setattr(alerts.log, "disabled", False)
    place, told = hook
    lab = Lab(tmp_path, notify=("json://127.0.0.1:1/token-hush", "ops@talks.example", f"json://{place}/alert"))
    with alerts.told(lab.app):
        lab.crawl("R 1", "R 2", "R 3")
        lab.crawl("R 1")
    (one,) = told
    assert one["title"] == "Talkfeed: The Lab (lab) is doubted: 2 of 3 coming talks are not there any more."
    assert "--believe" in one["message"]
    said = [record.getMessage() for record in caplog.records if record.name == "talkfeed.alerts"]
    assert said[0] == "notify: nobody could be told through json://"
    assert said[1].startswith("notify: no mail can be sent: set smtp_url")
    lab.app.close()


def test_check_tells_through_which_addresses_nobody_can_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talkfeed.toml"
    file.write_text('notify = ["ops@talks.example", "nonsense://hush", "json://127.0.0.1/x"]\ncatalogue = false\n')
    assert run(["--config", str(file), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        'notify: no mail can be sent: set smtp_url = "smtp://user:password@mail.example.org:587"',
        "notify: apprise does not understand this nonsense:// address",
    ]


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *words: str, now: datetime) -> str:
    """What a command answers."""
    run(["--data-dir", str(folder), "--now", now.isoformat(), *words])
    return capsys.readouterr().out


def test_a_person_can_look_first_what_believing_would_withdraw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = Lab(tmp_path)
    lab.crawl("R 1", "R 2", "R 3")
    assert lab.crawl("R 1").doubt
    assert [line.split(":")[0] for line in lab.crawl("R 1", believe=True, dry_run=True).lines] == ["withdrawn"] * 2
    assert lab.app.store.count(TalkQuery(status=("withdrawn",))) == 0
    for seen, kept in ((("R 1",), 2), ((), 3)):  # a page without any talk says nothing of any of them
        lab.crawl(*seen)
        said = json.loads(asked(tmp_path, capsys, "--json", "status", "lab", now=lab.now))
        assert (len(said["absent"]), "--believe" in said["sources"][0]["remedy"]) == (kept, True)
    assert lab.crawl("R 1", believe=True).withdrawn == 2
    assert lab.crawl("R 1").doubt == ""
    gone = lab.app.store.find(TalkQuery(status=("withdrawn",)))[0].uid
    why = "somebody who looked says that it is not there any more"
    assert f"  withdrawn: {why}\n" in asked(tmp_path, capsys, "history", gone, now=lab.now)
    assert re.search(rf"^status  withdrawn on .* UTC: {why}$", asked(tmp_path, capsys, "why", gone, now=lab.now), re.M)
    told = json.loads(asked(tmp_path, capsys, "--json", "why", gone, "status", now=lab.now))
    assert told["withdrawn"]["because"] == why
    assert "withdrawn on" not in asked(tmp_path, capsys, "why", gone, "title", now=lab.now)
    lab.app.close()


def page(*talks: int) -> str:
    """A listing of these talks."""
    rows = "".join(
        f'<article class="event"><h3>The Motion of Bodies, Lecture {n}</h3>'
        f"<p>Monday, March {n}, 2026, 3:00 pm – 4:00 pm</p><p>Speaker: Ada Lovelace</p></article>"
        for n in talks
    )
    return f"<html><body><main><h1>Seminars</h1>{rows}</main></body></html>"


def test_a_person_confirms_a_doubt(tmp_path: Path, site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/lab.toml").write_text(
        f'name = "The Lab"\ntimezone = "UTC"\nverified = true\n[limits]\ndelay = 0.0\n'
        f'[[listing]]\nurl = "{site.url}/talks"\n'
    )
    (tmp_path / "talkfeed.toml").write_text(f'catalogue = false\nprivate_hosts = ["{site.host}"]\n')

    def ask(*words: str, hour: int) -> tuple[int, str]:
        now = f"2026-02-04T{hour:02}:00:00Z"
        status = run(["--config", str(tmp_path / "talkfeed.toml"), "--now", now, *words])
        return status, "".join(capsys.readouterr())

    site.page("/talks", page(2, 9, 16, 23))
    assert ask("crawl", "lab", hour=1)[0] == 0
    site.page("/talks", page(2))
    status, said = ask("crawl", "lab", hour=7)
    assert (status, "3 of 4 coming talks are not there any more" in said) == (1, True)
    status, said = ask("status", "lab", hour=8)
    assert status == 1
    assert "'talkfeed crawl lab --believe' withdraws them" in said
    assert said.count("\tThe Motion of Bodies, Lecture") == 3, "those it is about are listed"
    assert ask("crawl", "lab", "--believe", hour=13)[0] == 0
    assert ask("talks", "--status", "withdrawn", hour=14)[1].count("Lecture") == 3
    status, said = ask("status", "lab", hour=14)
    assert (status, "--believe" in said) == (0, False)
    assert ask("crawl", "--believe", hour=14)[0] == 2, "a person looked at some source"
