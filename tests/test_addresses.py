"""A subscription address lives for ever: renamed, moved, ended, disabled, taken out. Nobody's calendar is emptied."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from calendar_export.validate import validate
from config.settings import load_settings
from talkfeed.commands import run
from talkfeed.service import service
from talkfeed.wiring import App

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
name = "{name}"
homepage = "https://{id}.example/"
timezone = "Europe/Berlin"
{more}
[[listing]]
url = "https://{id}.example/talks"
"""
TALKS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//EN\r
BEGIN:VEVENT\r
UID:1@{id}.example\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260401T150000Z\r
SUMMARY:Tides of {id}\r
URL:https://{id}.example/talks/1\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@{id}.example\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260408T150000Z\r
SUMMARY:Waves of {id}\r
URL:https://{id}.example/talks/2\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Place:
    """A deployment whose clock and sources are ours to move."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, START
        (folder / "sources").mkdir()
        (folder / "talkfeed.toml").write_text(
            'data_dir = "data"\ncatalogue = false\nbase_url = "https://talks.example"\n'
        )
        for name in ("first", "second"):
            self.write(name)
            (folder / f"{name}.ics").write_text(TALKS.format(id=name), newline="")
            self.do("import", str(folder / f"{name}.ics"), "--source", name)
        self.publish()

    def write(self, name: str, more: str = "") -> None:
        (self.folder / "sources" / f"{name}.toml").write_text(SOURCE.format(id=name, name=name.title(), more=more))

    def do(self, *words: str) -> int:
        config = str(self.folder / "talkfeed.toml")
        return run(["--config", config, "--now", self.now.isoformat().replace("+00:00", "Z"), "-q", *words])

    def app(self) -> App:
        return App(load_settings(self.folder / "talkfeed.toml", {}, {}), lambda: self.now)

    def publish(self) -> None:
        self.now += timedelta(hours=1)
        assert self.do("publish") == 0

    def notice(self) -> None:
        """What any crawl begins with: the database learns what is configured now."""
        app = self.app()
        app.tend(whole=True)
        app.close()

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Status, where it leads, and the bytes, as a calendar gets them that asks the address it has."""
        app = self.app()
        try:
            with TestClient(service(app), follow_redirects=False) as client:
                answer = client.get(path)
                return answer.status_code, answer.headers.get("location", ""), answer.content
        finally:
            app.close()

    def titles(self, path: str) -> list[str]:
        status, _, content = self.get(path)
        assert status == 200
        assert validate(content) == []
        return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(content).events)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path)


BOTH = ["Tides of first", "Waves of first"]


def test_a_saved_feed_is_renamed_and_its_old_address_leads_on(place: Place) -> None:
    assert place.do("feeds", "add", "sea", "tides") == 0
    place.publish()
    assert place.titles("/feeds/sea.ics") == ["Tides of first", "Tides of second"]
    assert place.do("feeds", "rename", "sea", "ocean") == 0
    assert place.do("feeds", "rename", "ocean", "water") == 0
    place.publish()
    for old in ("sea", "ocean"):
        assert place.get(f"/feeds/{old}.ics")[:2] == (301, "/feeds/water.ics")
        assert place.get(f"/feeds/{old}.atom")[:2] == (301, "/feeds/water.atom")
    assert place.titles("/feeds/water.ics") == ["Tides of first", "Tides of second"]
    # Behind a plain web server, which redirects nobody, the old files go on.
    assert b"Tides of second" in (place.folder / "data/public/feeds/sea.ics").read_bytes()


def test_a_saved_feed_that_ends_keeps_its_talks_and_says_so_once(place: Place) -> None:
    place.do("feeds", "add", "sea", "tides", "--title", "The sea")
    place.publish()
    assert place.do("feeds", "remove", "sea") == 0
    place.publish()
    ended = ["Tides of first", "Tides of second", "This calendar has ended: The sea"]
    assert place.titles("/feeds/sea.ics") == sorted(ended)
    last = place.get("/feeds/sea.ics")[2]
    (place.folder / "more.ics").write_text(TALKS.format(id="third"), newline="")
    assert place.do("import", str(place.folder / "more.ics"), "--source", "first") == 0
    place.publish()
    assert place.get("/feeds/sea.ics")[2] == last  # what comes now is no longer its business
    place.now += timedelta(days=300)
    place.publish()
    assert place.get("/feeds/sea.ics")[2] == last  # and the window does not empty it


def test_a_running_service_knows_a_feed_by_its_new_name_at_once(place: Place) -> None:
    place.do("feeds", "add", "sea", "tides")
    app = place.app()
    with TestClient(service(app), follow_redirects=False) as client:
        assert client.get("/feeds/sea.ics").status_code == 200
        place.do("feeds", "rename", "sea", "ocean")
        assert client.get("/feeds/ocean.ics").status_code == 200
        assert client.get("/feeds/sea.atom").headers["location"] == "/feeds/ocean.atom"
        place.do("feeds", "add", "waves", "waves")
        assert client.get("/feeds/waves/changes.atom").status_code == 200
        assert client.get("/feeds/wave.ics").status_code == 404
    app.close()


def test_an_id_is_never_given_twice(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.do("feeds", "add", "sea", "tides")
    place.do("feeds", "remove", "sea")
    for taken in ("sea", "all", "news", "first"):
        assert place.do("feeds", "add", taken, "waves") == 2
        assert "taken" in capsys.readouterr().err
    for wrong in ("../etc", "Sea", "", "-x", "x" * 50):
        assert place.do("feeds", "add", "--", wrong, "waves") == 2
    assert place.do("feeds", "rename", "nobody", "x") == 2
    assert place.do("feeds", "remove", "sea") == 2
    assert place.do("feeds", "add", "everything") == 2


def test_a_source_under_a_new_name_leads_on_with_its_series(place: Place) -> None:
    before = place.get("/feeds/first.ics")[2]
    place.write("third")
    place.write("first", 'moved_to = "third"')
    place.notice()
    place.publish()
    assert place.get("/feeds/first.ics")[:2] == (301, "/feeds/third.ics")
    assert place.titles("/feeds/third.ics") == BOTH
    uids = {str(event["UID"]) for event in Calendar.from_ical(before).events}
    assert {str(event["UID"]) for event in Calendar.from_ical(place.get("/feeds/third.ics")[2]).events} == uids


def test_a_question_about_a_source_under_its_old_name_is_answered_with_what_it_has_now(place: Place) -> None:
    place.do("feeds", "add", "sea", "--source", "first")
    place.publish()
    place.write("third")
    place.write("first", 'moved_to = "third"')
    place.notice()
    place.publish()
    assert place.titles("/talks.ics?source=first") == BOTH
    assert place.titles("/talks.ics?source=-first") == ["Tides of second", "Waves of second"]
    assert place.titles("/feeds/sea.ics") == BOTH


def test_a_question_about_a_source_that_once_was_is_answered(place: Place) -> None:
    assert place.do("sources", "disable", "second") == 0
    assert place.titles("/talks.ics?source=second") == ["Tides of second", "Waves of second"]
    (place.folder / "sources" / "first.toml").unlink()
    place.notice()
    assert place.titles("/talks.ics?source=first") == BOTH


def test_a_question_about_a_source_that_never_was_is_told_which_was_perhaps_meant(place: Place) -> None:
    for path in ("/talks.ics?source=frist", "/talks.json?source=-frist", "/talks.csv?not=source%3Dfrist"):
        status, _, content = place.get(path)
        assert (status, content) == (400, b"There is no source 'frist'. Perhaps first?\n")
    for path in ("/api/talks", "/api/news", "/api/runs", "/api/lead-times"):
        status, _, content = place.get(f"{path}?source=frist")
        assert status == 400
        assert json.loads(content)["detail"] == "no source is called 'frist'; did you mean first?"
    assert place.get("/sources/frist")[::2] == (404, b"There is no source 'frist'. Perhaps first?\n")
    assert place.get("/?source=zzzzzz")[::2] == (400, b"There is no source 'zzzzzz'.\n")
    assert place.get("/news?source=frist&q=x")[0] == 400


def test_the_command_line_says_which_source_was_perhaps_meant(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["talks", "--source", "secnd"], ["news", "--source", "secnd"], ["runs", "secnd"], ["tba", "secnd"]
    for words in (*asked, ["feeds", "add", "sea", "--source", "secnd"], ["history", "--source", "secnd"]):
        assert place.do(*words) == 2
        said = capsys.readouterr().err
        assert said == "talkfeed: no source is called 'secnd'; did you mean second?\n"


def test_a_disabled_source_keeps_its_calendar_as_it_was(place: Place) -> None:
    before = place.get("/feeds/first.ics")[2]
    assert place.do("sources", "disable", "first") == 0
    place.publish()
    assert place.get("/feeds/first.ics")[2] == before


def test_a_source_taken_out_ends_with_a_calendar_that_says_so(place: Place) -> None:
    (place.folder / "sources" / "first.toml").unlink()
    place.notice()
    place.publish()
    assert place.titles("/feeds/first.ics") == sorted([*BOTH, "This calendar has ended: First"])
    last = place.get("/feeds/first.ics")[2]
    place.now += timedelta(days=300)
    place.publish()
    assert place.get("/feeds/first.ics")[2] == last
    place.write("first")  # and comes back with all it had
    place.now -= timedelta(days=300)
    place.notice()
    place.publish()
    assert place.titles("/feeds/first.ics") == BOTH


def test_a_source_whose_file_is_broken_loses_nothing(place: Place) -> None:
    before = place.get("/feeds/first.ics")[2]
    (place.folder / "sources" / "first.toml").write_text("name = \n")
    place.now += timedelta(hours=1)
    place.do("publish")
    assert place.get("/feeds/first.ics")[2] == before


def test_listing_the_feeds_tells_what_became_of_them(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("sea", "land"):
        place.do("feeds", "add", name, "tides")
    place.do("feeds", "rename", "sea", "ocean")
    place.do("feeds", "remove", "land")
    capsys.readouterr()
    assert place.do("feeds") == 0
    lines = {line.split("\t")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "now ocean" in lines["sea"]
    assert "ended" in lines["land"]
    assert "q=tides" in lines["ocean"]
