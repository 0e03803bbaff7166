"""The engine outlives its workers: a worker that dies or falls silent costs the source at fault, and no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.errors import ServeError
from config.settings import Settings
from talkfeed.engine import LocalEngine
from talkfeed.lock import held
from talkfeed.running import is_quiet

WORKER = """
import json, os, signal, sys, time
order = json.loads(sys.stdin.readline())
def tell(**event):
    print(json.dumps(event), flush=True)
for source in order["sources"]:
    print("a library prints this")
    if source == "deadly":
        os.kill(os.getpid(), signal.SIGSEGV)
    if source == "endless":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    tell(event="done", source=source, pages_ok=1)
"""


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that obeys orders without a network, found before the real one."""
    package = tmp_path / "bin"
    package.mkdir()
    (package / "python").write_text(f"#!/bin/sh\nexec {sys.executable} {tmp_path}/worker.py\n")
    (package / "python").chmod(0o755)
    (tmp_path / "worker.py").write_text(WORKER)
    monkeypatch.setattr(sys, "executable", str(package / "python"))


def crawl(sources: list[str], tmp_path: Path) -> list[dict[str, Any]]:
    """What is heard of a crawl of these sources."""
    heard: list[dict[str, Any]] = []
    engine = LocalEngine(Settings(data_dir=tmp_path), silent_s=1.5)
    engine.crawl(sources, lambda event: heard.append(dict(event)))
    return heard


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("culprit", "word"), [("deadly", "status -11"), ("endless", "silent")])
def test_the_source_that_ends_the_worker_is_found_and_the_others_go_on(culprit: str, word: str, tmp_path: Path) -> None:
    heard = crawl(["good", culprit, "fine", "well"], tmp_path)
    assert sorted(event["source"] for event in heard if event["event"] == "done") == ["fine", "good", "well"]
    (lost,) = [event for event in heard if event["event"] == "lost"]
    assert lost["source"] == culprit
    assert word in lost["problem"]


def test_a_worker_reading_without_end_dies_with_its_parent(tmp_path: Path) -> None:
    program = tmp_path / "stuck.py"
    program.write_text(
        "import signal, time\nfrom talkfeed import worker\nworker.GRACE_S = 0.5\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nworker.end_with_parent()\n"
        "print('reading', flush=True)\nwhile True: pass\n"
    )
    process = subprocess.Popen([sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "reading"
    assert process.poll() is None
    process.stdin.close()
    try:
        assert process.wait(20) == 1
    finally:
        process.kill()
        process.stdout.close()


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ("22:00-06:00", "23:30", True), ("22:00-06:00", "05:59", True), ("22:00-06:00", "06:00", False),
        ("22:00-06:00", "12:00", False), ("01:00-02:00", "01:00", True), ("01:00-02:00", "02:00", False),
        (None, "03:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_end_before_their_end(hours: str | None, clock: str, quiet: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    assert is_quiet(hours, datetime(2026, 3, 1, hour, minute, tzinfo=UTC)) is quiet


def test_up_serves_while_its_first_round_goes_on(tmp_path: Path, site: Any) -> None:
    """A slow institute keeps nobody from the feeds that are there."""

    def slow(_asked: Any) -> Any:
        time.sleep(6)
        return site.Answer("<h1>Events</h1>", 200, {})

    site.pages["/events"] = slow
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/slow.toml").write_text(
        f'name = "Slow"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "{site.url}/events"\n'
    )
    host = site.url.removeprefix("http://")
    (tmp_path / "talkfeed.toml").write_text(f'catalogue = false\nprivate_hosts = ["{host}"]\n')
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "talkfeed", "up", "--port", "0"], cwd=tmp_path, stdout=out, stderr=out
        )
    try:
        end, address = time.monotonic() + 20, ""
        while not address and time.monotonic() < end:
            served = tmp_path / "talkfeed-data/served-at"
            address = served.read_text().strip() if served.exists() else ""
            time.sleep(0.1)
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{address}/feeds/all.ics", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail(log.read_text())
        assert "Look at" not in log.read_text(), "the first round still goes on"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_dry_run_leaves_no_trace(tmp_path: Path, site: Any) -> None:
    site.page("/events", "<h1>Events</h1><p>Nothing is planned.</p>")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/one.toml").write_text(
        f'name = "One"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "{site.url}/events"\n'
    )
    host = site.url.removeprefix("http://")
    (tmp_path / "talkfeed.toml").write_text(f'catalogue = false\nprivate_hosts = ["{host}"]\n')
    command = [sys.executable, "-m", "talkfeed", "--json"]
    environment = {**os.environ}
    done = subprocess.run(
        [*command, "crawl", "--dry-run"], cwd=tmp_path, capture_output=True, text=True, timeout=60, env=environment
    )
    assert json.loads(done.stdout)["dry_run"] is True
    runs = subprocess.run([*command, "runs"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert json.loads(runs.stdout) == []
    assert not list((tmp_path / "talkfeed-data/harvests").glob("*"))


def test_the_folder_of_a_killed_up_is_free_as_soon_as_its_worker_has_ended(tmp_path: Path) -> None:
    """The worker inherits the lock: nobody crawls beside it, and nobody is locked out for ever."""
    program = (
        "import subprocess, sys, time; from pathlib import Path; from talkfeed import lock\n"
        "with lock.held(Path(sys.argv[1])) as held:\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3)'], pass_fds=[held])\n"
        "    print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(ServeError, match=str(holder.pid)), held(tmp_path):
        pass
    holder.kill()
    holder.wait(10)
    holder.stdout.close()
    began = time.monotonic()
    with held(tmp_path):
        assert time.monotonic() - began > 0.5, "it waited for the worker"
