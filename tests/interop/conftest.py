"""Independent readers of calendars: each takes bytes and gives back what it understood.

The JavaScript readers come from npm: from the folder that TALKFEED_TEST_NODE_MODULES names, else into a folder of their
own. What is not on a machine is skipped with a reason, except where CI is set: there it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

from calendar_export import jcal

HERE = Path(__file__).parent
PACKAGES = ("ical.js@2", "node-ical@0.27")
Reader = Callable[[bytes], list[dict[str, Any]]]


def absent(reason: str) -> None:
    """Skip, or in continuous integration fail: there every reader must be asked."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose node_modules hold the JavaScript readers."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if node is None or npm is None:
        absent("node and npm are not on this machine: ical.js and node-ical are not asked")
    if given := os.environ.get("TALKFEED_TEST_NODE_MODULES"):
        return Path(given).parent
    folder = tmp_path_factory.mktemp("javascript")
    command = [str(npm), "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), *PACKAGES]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        absent("npm does not answer: ical.js and node-ical are not asked")
    if done.returncode:
        absent(f"npm cannot install {' '.join(PACKAGES)}: {done.stderr[-300:]}")
    return folder


READERS = ("icalendar", "vobject", "libical", "ical.js", "ical.js of jCal", "node-ical")


@pytest.fixture
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, bytes], list[dict[str, Any]]]:
    """Asks the reader of a name what it makes of a calendar."""

    def asked(name: str, content: bytes) -> list[dict[str, Any]]:
        if name == "icalendar":
            return read_with_icalendar(content)
        if name in ("vobject", "libical"):
            return _ask([sys.executable, str(HERE / f"with_{name}.py")], content, tmp_path, name)
        program = ["node", str(HERE / "read.mjs"), str(request.getfixturevalue("javascript"))]
        if name == "ical.js of jCal":
            return _ask([*program, "ical.js"], jcal.of(content), tmp_path, name)
        return _ask([*program, name], content, tmp_path, name)

    return asked


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, ask: Callable[[str, bytes], list[dict[str, Any]]]) -> Reader:
    """Each reader in turn: bytes of a calendar in, what it understood out."""
    return lambda content: ask(request.param, content)


@pytest.fixture
def reference() -> Reader:
    """icalendar, to which others are compared."""
    return read_with_icalendar


def _ask(command: list[str], content: bytes, folder: Path, name: str) -> list[dict[str, Any]]:
    file = folder / "feed.ics"
    file.write_bytes(content)
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode == 3:
        absent(f"{name} is not on this machine")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read_with_icalendar(content: bytes) -> list[dict[str, Any]]:
    """The same facts as the other readers give."""
    calendar = Calendar.from_ical(content)

    def value(moment: date) -> object:
        return int(moment.timestamp()) if isinstance(moment, datetime) else moment.isoformat()

    def text(event: Any, name: str) -> str | None:
        return None if event.get(name) is None else str(event[name])

    found = []
    for event in calendar.events:
        end = event.get("DTEND")
        starts: list[object] = []
        if "RRULE" in event:
            span = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
            again = recurring_ical_events.of(calendar).between(*span)
            starts = sorted(value(one["DTSTART"].dt) for one in again if one["UID"] == event["UID"])
        found.append(
            {
                "uid": str(event["UID"]),
                "start": value(event["DTSTART"].dt),
                "end": None if end is None else value(end.dt),
                "all_day": not isinstance(event["DTSTART"].dt, datetime),
                "summary": text(event, "SUMMARY"),
                "status": text(event, "STATUS"),
                "sequence": int(event["SEQUENCE"]),
                "description": text(event, "DESCRIPTION"),
                "location": text(event, "LOCATION"),
                "starts": starts,
            }
        )
    return found
