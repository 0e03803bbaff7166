"""The whole trip as a person takes it: the demo from an empty folder, its feeds over HTTP, and the same again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import icalendar
import pytest

from talkfeed import samples

PATIENCE_S = 60


def talkfeed(*words: str, folder: Path, status: int = 0) -> str:
    """Run one command as a process; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "talkfeed", *words], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == status, f"talkfeed {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def bytes_of(folder: Path) -> dict[str, str]:
    """What each published feed says, by file."""
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in (folder / "public" / "feeds").rglob("*.*")
        if file.is_file()
    }


@contextmanager
def running(folder: Path, *words: str) -> Iterator[str]:
    """A command that serves, until the block is left; the address it serves at."""
    log = folder / "serving.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "talkfeed", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=file
        )
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        said = [line for line in log.read_text().splitlines() if "http://127.0.0.1" in line]
        if said:
            address = said[0].split()[-1].rstrip("/")
            try:
                urllib.request.urlopen(f"{address}/health", timeout=5).close()
                return address
            except (urllib.error.URLError, ConnectionError):
                pass
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request; status, headers and body, also of a refusal."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers.items()), refusal.read()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has run once; `talkfeed-demo` within it is the demo's own."""
    folder = tmp_path_factory.mktemp("newcomer")
    talkfeed("demo", "--once", folder=folder)
    return folder


def test_the_demo_publishes_a_feed_of_many_talks_to_come(demo: Path) -> None:
    calendar = icalendar.Calendar.from_ical((demo / "talkfeed-demo/public/feeds/all.ics").read_bytes())
    now = datetime.now(UTC)
    starts = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    coming = [start for start in starts if (start if isinstance(start, datetime) else now.replace(year=9999)) > now]
    assert len(coming) >= 30


def test_the_demo_understands_its_institutes(demo: Path) -> None:
    anchor = json.loads((demo / "talkfeed-demo/demo.json").read_text())["anchor"]
    told = {
        (talk["source"], talk["start"]): talk
        for line in talkfeed(
            "--config", "talkfeed-demo/talkfeed.toml", "talks", "--all", "--format", "jsonl", folder=demo
        ).splitlines()
        if (talk := json.loads(line))
    }
    wanted = samples.expected(datetime.fromisoformat(anchor).date())
    missed = [one for one in wanted if (one["source"], one["start"]) not in told]
    assert len(missed) <= 0.03 * len(wanted), missed
    found = [(one, told[one["source"], one["start"]]) for one in wanted if (one["source"], one["start"]) in told]
    for name, share in (("title", 0.95), ("end", 0.95), ("status", 1.0)):
        wrong = [(one[name], talk[name]) for one, talk in found if one[name] != talk[name]]
        assert len(wrong) <= (1 - share) * len(found), (name, wrong)


def test_a_second_crawl_changes_no_byte_and_a_restart_crawls_nothing_twice(demo: Path) -> None:
    config = ("--config", "talkfeed-demo/talkfeed.toml")
    before = bytes_of(demo / "talkfeed-demo")
    talkfeed("demo", "--once", folder=demo)
    assert bytes_of(demo / "talkfeed-demo") == before
    runs = json.loads(talkfeed(*config, "--json", "runs", folder=demo))
    with running(demo, "demo", "--port", "0") as address:
        assert len(json.loads(talkfeed(*config, "--json", "runs", folder=demo))) == len(runs), "nothing was due"
        published = bytes_of(demo / "talkfeed-demo")
        report = json.loads(talkfeed(*config, "--json", "crawl", folder=demo))["reports"]
        assert len(report) == len({run["source"] for run in runs})
        assert not [one for one in report if one["announced"] or one["changed"] or one["doubt"]]
        assert bytes_of(demo / "talkfeed-demo") == published
        assert ask(f"{address}/feeds/all.ics")[0] == 200


def test_feeds_are_served_once_and_then_known(demo: Path) -> None:
    with running(demo, "demo", "--port", "0") as address:
        status, headers, body = ask(f"{address}/feeds/all.ics")
        assert status == 200
        assert headers["content-type"] == "text/calendar; charset=utf-8"
        assert body == (demo / "talkfeed-demo/public/feeds/all.ics").read_bytes()
        assert ask(f"{address}/feeds/all.ics", If_None_Match=headers["etag"])[0] == 304
        assert ask(f"{address}/feeds/all.ics", If_Modified_Since=headers["last-modified"])[0] == 304
        assert ask(f"{address}/feeds/all.ics", If_None_Match='"another"')[0] == 200
        assert ask(f"{address}/", Accept="text/html")[0] == 200
        status, _, said = ask(f"{address}/feeds/al.ics")
        assert (status, b"/feeds/all.ics" in said) == (404, True)
        status, _, said = ask(f"{address}/talks.ics?from=yesterday")
        assert (status, b"2026-03-01" in said) == (400, True)


def test_two_on_one_folder_and_a_port_in_use_are_told_in_a_sentence(demo: Path) -> None:
    with running(demo, "demo", "--port", "0") as address:
        second = subprocess.run(
            [sys.executable, "-m", "talkfeed", "--config", "talkfeed-demo/talkfeed.toml", "up", "--once"],
            cwd=demo, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert second.returncode == 2
        assert "already in use" in second.stderr
        port = address.rpartition(":")[2]
        taken = subprocess.run(
            [sys.executable, "-m", "talkfeed", "--data-dir", "other", "serve", "--port", port],
            cwd=demo, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert taken.returncode == 2
        assert len(taken.stderr.strip().splitlines()) == 1
        assert f"port {port}" in taken.stderr


def test_a_killed_worker_leaves_the_sources_due(tmp_path: Path) -> None:
    talkfeed("demo", "--once", folder=tmp_path)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    settings = {"data_dir": str(tmp_path / "x")}
    order = {"settings": settings, "now": None, "sources": [], "dry_run": False, "believe": False, "mode": "crawl"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "talkfeed.worker"], stdin=subprocess.PIPE, text=True, cwd=tmp_path, env=env
    )
    assert worker.stdin is not None
    worker.stdin.write(json.dumps(order) + "\n")
    worker.stdin.close()  # whoever started it is gone
    assert worker.wait(PATIENCE_S) in (0, -signal.SIGTERM)
