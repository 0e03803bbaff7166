"""A real subscriber: vdirsyncer fetches what the service publishes, khal reads it; then the talks change, and again.

Between the crawls a talk moves, one is called off, one gets its hour, one its room; beside them stand those that stay.
Every other reader is asked about the same bytes, and all agree.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from config.settings import Settings
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import hosting, publishing
from talkfeed.wiring import App

Ask = Callable[[str, bytes], list[dict[str, Any]]]
SITE = "https://institute.example/talks/"
BERLIN = ZoneInfo("Europe/Berlin")
FIELDS = ("uid", "title", "start-long", "end-long", "all-day", "location", "description", "status", "url")
READERS = ("icalendar", "vobject", "libical", "ical.js", "ical.js of jCal", "node-ical")

FIRST: dict[str, dict[str, str]] = {
    "stays": {
        "title": "What Stays: 日本語, “quotes”; \\alpha",
        "when": "March 3, 2026, 15:00–16:30",
        "room": "R 1; East",
    },
    "moves": {"title": "Drift", "when": "March 4, 2026, 15:00–16:00", "venue": "Hall"},
    "falls": {"title": "Entropy", "when": "March 5, 2026, 10:00–11:00", "abstract": "First, line.\nSecond; line."},
    "hourless": {"title": "Tides", "when": "March 6, 2026"},
    "school": {"title": "Spring School", "when": "March 9–13, 2026", "room": "Annexe"},
    "hybrid": {
        "title": "Both Ways",
        "when": "March 28, 2026, 22:00–23:00",
        "room": "R 2",
        "online_url": "https://meet.example/a?b=c,d;e",
        "attendance_mode": "hybrid",
    },
    "summer": {"title": "After the Change", "when": "March 30, 2026, 15:00–16:00"},
}
SECOND = FIRST | {
    "moves": FIRST["moves"] | {"when": "April 1, 2026, 17:00–18:00", "venue": "Great Hall"},
    "falls": FIRST["falls"] | {"status": "cancelled"},
    "hourless": FIRST["hourless"] | {"when": "March 6, 2026, 09:00–10:00"},
    "hybrid": FIRST["hybrid"] | {"room": "R 3"},
}
TIMES = {  # of the second version: the first differs as the texts above tell
    "stays": ((3, 3, 15, 0), (3, 3, 16, 30)),
    "moves": ((4, 1, 17, 0), (4, 1, 18, 0)),
    "falls": ((3, 5, 10, 0), (3, 5, 11, 0)),
    "hourless": ((3, 6, 9, 0), (3, 6, 10, 0)),
    "school": ((3, 9), (3, 14)),
    "hybrid": ((3, 28, 22, 0), (3, 28, 23, 0)),
    "summer": ((3, 30, 15, 0), (3, 30, 16, 0)),
}
TIMES_BEFORE = TIMES | {"moves": ((3, 4, 15, 0), (3, 4, 16, 0)), "hourless": ((3, 6), (3, 7))}


class Institute:
    """A deployment that crawls one institute and serves its feeds on loopback."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 2, 4, 9, tzinfo=UTC)
        self.source = Source(
            id="institute", name="The Institute", timezone="Europe/Berlin", listing=(Listing(url=SITE),)
        )
        self.app = App(Settings(data_dir=folder, contact="talks@institute.example"), lambda: self.now)
        self.app.__dict__["sources"] = {"institute": self.source}
        self.file = folder / "public" / "feeds" / "institute.ics"

    def crawl(self, talks: dict[str, dict[str, str]]) -> None:
        """What the institute's pages say now, understood and published."""
        self.now += timedelta(days=1)
        sightings = tuple(
            Sighting(
                "talk",
                SITE + name,
                SITE + name,
                tuple(
                    Claim(field, text, Layer.VISIBLE, f"visible:{field}", At("ab" * 32)) for field, text in x.items()
                ),
                own_page=True,
            )
            for name, x in talks.items()
        )
        coverage = Coverage(reach=((SITE, date(2027, 1, 1)),))
        harvest = Harvest(
            "institute", f"run-{self.now:%j}", self.now, self.now, sightings, pages_ok=2, coverage=coverage
        )
        ingest(self.app.store, self.source, harvest, now=self.now)
        assert publishing.publish(self.app).problems == []


@pytest.fixture
def institute(tmp_path: Path) -> Iterator[Institute]:
    institute = Institute(tmp_path / "deployment")
    listener = hosting.listen("127.0.0.1", 0)
    institute.app.serve_at(f"http://127.0.0.1:{listener.getsockname()[1]}")
    with hosting.serving(institute.app, listener):
        yield institute
    institute.app.close()


class Subscriber:
    """vdirsyncer and khal with settings of their own, as a person has them.

    What vdirsyncer fetches by HTTP it keeps under UIDs of its own making, a digest of each event; so it also reads the
    published file (`copies`), where it keeps ours.
    """

    def __init__(self, folder: Path, feed: str, file: Path) -> None:
        self.folder, self.talks, self.copies = folder, folder / "talks", folder / "copies"
        folder.mkdir()
        (folder / "vdirsyncer.conf").write_text(
            f'[general]\nstatus_path = "{folder}/status/"\n'
            '[pair talks]\na = "here"\nb = "there"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{self.talks}"\nfileext = ".ics"\n'
            f'[storage there]\ntype = "http"\nurl = "{feed}"\n'
            '[pair published]\na = "copies"\nb = "file"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage copies]\ntype = "filesystem"\npath = "{self.copies}"\nfileext = ".ics"\n'
            f'[storage file]\ntype = "singlefile"\npath = "{file}"\nread_only = true\n'
        )
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[talks]]\npath = {self.talks}\nreadonly = True\n"
            f"[[copies]]\npath = {self.copies}\nreadonly = True\n"
            f"[sqlite]\npath = {folder}/khal.db\n"
            "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
            "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
            "[default]\nhighlight_event_days = False\n"
        )

    def _run(self, *command: str) -> str:
        surroundings = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, timeout=60, env=surroundings, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fetch(self) -> None:
        """What happens every half hour or so."""
        settings = str(self.folder / "vdirsyncer.conf")
        if not (self.folder / "status").exists():
            self._run("vdirsyncer", "-c", settings, "discover")
        self._run("vdirsyncer", "-c", settings, "sync")

    def sees(self, calendar: str) -> dict[str, dict[str, str]]:
        """What khal shows of one of its calendars, by address."""
        asked = [part for field in FIELDS for part in ("--json", field)]
        settings = str(self.folder / "khal.conf")
        out = self._run("khal", "-c", settings, "list", "--once", "-a", calendar, *asked, "2026-02-01", "120d")
        days = [json.loads(line) for line in out.splitlines() if line.startswith("[")]
        found = [one for day in days for one in day]
        assert len({one["url"] for one in found}) == len(found)
        return {one["url"].removeprefix(SITE): one for one in found}

    def kept(self, folder: Path) -> dict[str, int]:
        """The files vdirsyncer wrote, a talk each, by name: since when they are as they are, in nanoseconds."""
        return {file.name: file.stat().st_mtime_ns for file in folder.glob("*.ics")}


@pytest.fixture
def subscriber(institute: Institute, tmp_path: Path) -> Subscriber:
    for name in ("vdirsyncer", "khal"):
        if find_spec(name) is None:
            reason = f"{name} is not in this environment: pip install '.[test]' brings it"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return Subscriber(tmp_path / "subscriber", f"{institute.app.served_at}/feeds/institute.ics", institute.file)


def moment(parts: tuple[int, ...]) -> int | str:
    """An instant in Berlin, or a day, as readers give them back."""
    return str(date(2026, *parts)) if len(parts) == 2 else int(datetime(2026, *parts, tzinfo=BERLIN).timestamp())


def shown(parts: tuple[int, ...], *, last: bool = False) -> str:
    """The same as khal shows it; the end of whole days is the last of them."""
    if len(parts) == 2:
        return str(date(2026, *parts) - timedelta(days=last))
    return f"{datetime(2026, *parts):%Y-%m-%d %H:%M}"


def check(institute: Institute, subscriber: Subscriber, ask: Ask, times: dict[str, Any]) -> dict[str, Any]:
    """That khal and each reader see these talks alike; what icalendar makes of them, by the end of their address."""
    with urlopen(f"{institute.app.served_at}/feeds/institute.ics") as answer:
        content = answer.read()
    reference = {one["uid"]: one for one in ask("icalendar", content)}
    assert len(reference) == len(FIRST)
    for name in READERS:
        for one in ask(name, content):
            right = reference[one["uid"]]
            told = (key for key in right if key in one)  # node-ical tells no end
            assert not {key: one[key] for key in told if (one[key] or None) != (right[key] or None)}, name
    subscriber.fetch()
    copies, fetched = subscriber.sees("copies"), subscriber.sees("talks")
    assert copies.keys() == fetched.keys() == FIRST.keys()
    for name, khal in copies.items():
        right, (start, end) = reference[khal["uid"]], times[name]
        assert {**fetched[name], "uid": khal["uid"]} == khal
        assert (right["start"], right["end"]) == (moment(start), moment(end)), name
        assert (khal["start-long"], khal["end-long"]) == (shown(start), shown(end, last=True)), name
        assert khal["all-day"] == str(right["all_day"])
        assert khal["title"] == right["summary"]
        assert khal["description"] == right["description"]
        assert khal["location"] == (right["location"] or "")
        assert khal["status"].strip() == right["status"]
    for file in subscriber.copies.glob("*.ics"):
        (kept,) = ask("icalendar", file.read_bytes())
        assert kept == reference[kept["uid"]]
    return {name: reference[khal["uid"]] for name, khal in copies.items()}


def test_a_subscriber_sees_what_the_institute_says_and_what_becomes_of_it(
    institute: Institute, subscriber: Subscriber, ask: Ask
) -> None:
    institute.crawl(FIRST)
    first = check(institute, subscriber, ask, TIMES_BEFORE)
    assert {one["sequence"] for one in first.values()} == {0}
    kept = {folder: subscriber.kept(folder) for folder in (subscriber.talks, subscriber.copies)}
    institute.crawl(SECOND)
    second = check(institute, subscriber, ask, TIMES)
    assert {name: one["uid"] for name, one in first.items()} == {name: one["uid"] for name, one in second.items()}
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"moves", "falls", "hourless", "hybrid"}
    assert {name for name, one in second.items() if one["sequence"] > 0} == changed
    assert (second["falls"]["status"], second["falls"]["summary"]) == ("CANCELLED", "Cancelled: Entropy")
    assert (first["hybrid"]["location"], second["hybrid"]["location"]) == ("R 2", "R 3")
    assert "Join online: https://meet.example/a?b=c,d;e" in second["hybrid"]["description"].splitlines()
    assert subscriber.kept(subscriber.copies).keys() == kept[subscriber.copies].keys()
    for folder, before in kept.items():  # what did not change was not written again
        after = subscriber.kept(folder)
        assert sum(after.get(name) == stamp for name, stamp in before.items()) == len(FIRST) - len(changed)
