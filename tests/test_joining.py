"""A person joins and splits listings, by UID, beginning or address; nobody's calendar doubles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from talkfeed.commands import run

SOURCE = 'name = "{0}"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "https://{0}.example/talks"\n'
TALK = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@{0}.example\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260401T{2}0000Z\r\nSUMMARY:{1}\r\nURL:https://{0}.example/1\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two institutes that announce what nobody but a person can know to be one talk."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "talkfeed.toml").write_text('data_dir = "data"\ncatalogue = false\n')
    for name, title, hour in (
        ("north", "Tides, currents and storms of the inner sea", "15"),
        ("south", "Gezeiten", "16"),
    ):
        (tmp_path / "sources" / f"{name}.toml").write_text(SOURCE.format(name))
        (tmp_path / f"{name}.ics").write_text(TALK.format(name, title, hour), newline="")
        assert ask(tmp_path, "import", str(tmp_path / f"{name}.ics"), "--source", name) == 0
    return tmp_path


def ask(folder: Path, *words: str) -> int:
    config = ["--config", str(folder / "talkfeed.toml"), "--now", "2026-03-02T09:00:00Z", "-q"]
    return run([*config, *words])


def talks(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert ask(folder, "--json", "talks") == 0
    return {str(talk["title"]): talk for talk in json.loads(capsys.readouterr().out)}


def test_a_join_shows_one_talk_and_a_split_gives_each_its_own_uid_back(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = talks(two, capsys)
    assert set(before) == {"Tides, currents and storms of the inner sea", "Gezeiten"}
    north, south = (str(before[title]["uid"]) for title in ("Tides, currents and storms of the inner sea", "Gezeiten"))
    assert ask(two, "join", "https://north.example/1", south[:8]) == 0
    joined = talks(two, capsys)
    assert len(joined) == 1
    (shown,) = joined.values()
    assert shown["uid"] in (north, south)
    assert {one["source"] for one in shown["listings"]} == {"north", "south"}  # type: ignore[attr-defined]
    assert ask(two, "publish") == 0
    feed = Calendar.from_ical((two / "data/public/feeds/all.ics").read_bytes())
    assert [str(event["UID"]) for event in feed.events] == [shown["uid"]]
    assert ask(two, "join", north, south) == 2
    assert "one talk already" in capsys.readouterr().err
    assert ask(two, "split", south) == 0
    after = talks(two, capsys)
    assert {title: talk["uid"] for title, talk in after.items()} == {t: talk["uid"] for t, talk in before.items()}
    assert ask(two, "split", south) == 2
    assert "nothing to set apart" in capsys.readouterr().err


def test_a_join_of_two_days_says_so_and_how_to_undo_it(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (two / "south.ics").write_text(TALK.format("south", "Gezeiten", "16").replace("20260401T", "20260408T"), newline="")
    assert ask(two, "import", str(two / "south.ics"), "--source", "south") == 0
    north, south = (f"https://{name}.example/1" for name in ("north", "south"))
    capsys.readouterr()
    assert run(["--config", str(two / "talkfeed.toml"), "--now", "2026-03-02T09:00:00Z", "join", north, south]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "different days (2026-04-01 and 2026-04-08)" in said
    assert ask(two, "split", said.partition("talkfeed split ")[2][:8]) == 0
    assert len(talks(two, capsys)) == 2


def test_a_split_stands_against_the_score_for_ever(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin = two / "twin.ics"
    twin.write_text(TALK.format("south", "Tides, currents and storms of the inner sea", "15"), newline="")
    assert ask(two, "import", str(twin), "--source", "south") == 0
    joined = talks(two, capsys)
    assert len(joined) == 1  # one instant, one telling title: joined by itself
    uid = str(next(iter(joined.values()))["uid"])
    assert ask(two, "split", uid) == 0
    assert ask(two, "import", str(twin), "--source", "south") == 0
    capsys.readouterr()
    assert ask(two, "--json", "talks") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_what_is_not_there_cannot_be_joined(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(two, "join", "nobody@talkfeed", "https://north.example/1") == 2
    assert "no talk" in capsys.readouterr().err
    assert ask(two, "split", "nobody@talkfeed") == 2
