"""The recipes of docs/how-to run as they are written, one command after the other, on two institutes."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from talkfeed.commands import run

DOCS = Path(__file__).parents[1] / "docs/how-to"
PAGES = ("one-talk-two-listings", "correct-a-talk")
SOURCE = 'name = "{0}"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "https://{0}.example/talks"\n'
TALK = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@{0}.example\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20260401T150000Z\r\nDTEND:20260401T160000Z\r\nSUMMARY:{1}\r\nLOCATION:R 12\r\n"
    "URL:https://{0}.example/1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A deployment that knows one talk from two institutes, joined by its score."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "talkfeed.toml").write_text('data_dir = "data"\ncatalogue = false\n')
    for day, (name, before) in enumerate((("north", ""), ("south", "Ocean Seminar: ")), 1):
        (tmp_path / "sources" / f"{name}.toml").write_text(SOURCE.format(name))
        calendar = TALK.format(name, f"{before}Tides, currents and storms of the inner sea")
        (tmp_path / f"{name}.ics").write_text(calendar, newline="")
        words = ["import", str(tmp_path / f"{name}.ics"), "--source", name]
        assert run([*_options(tmp_path), "--now", f"2026-03-0{day}T09:00:00Z", *words]) == 0
    return tmp_path


def _options(folder: Path) -> list[str]:
    return ["--config", str(folder / "talkfeed.toml"), "-q"]


@pytest.mark.parametrize("page", PAGES)
def test_a_recipe_runs_as_it_is_written(page: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = ["--now", "2026-03-03T09:00:00Z"]
    capsys.readouterr()
    assert run([*_options(desk), *now, "--json", "talks"]) == 0
    (talk,) = json.loads(capsys.readouterr().out)
    names = {"1f2e3d4c": talk["uid"][:8]}
    run([*_options(desk), *now, "--json", "why", talk["uid"]])
    names["5a6b7c8d"] = json.loads(capsys.readouterr().out)["joined"]["listings"][1]["uid"][:8]
    text = (DOCS / f"{page}.md").read_text("utf-8")
    lines = re.findall(r"^    talkfeed (.+)$", text, re.M)
    assert len(lines) > 3
    for line in lines:
        words = shlex.split(re.sub("|".join(names), lambda found: names[found[0]], line))
        assert run([*_options(desk), *now, *words]) == 0, (line, capsys.readouterr().err)
        said = capsys.readouterr()
        assert said.out or words[0] in ("split", "join", "publish", "fixes"), line
    assert run([*_options(desk), *now, "--json", "talks"]) == 0
    (after,) = json.loads(capsys.readouterr().out)
    assert {name: value for name, value in after.items() if name not in ("sequence", "updated")} == {
        name: value for name, value in talk.items() if name not in ("sequence", "updated")
    }, "what the recipe did, it took back"


def test_every_recipe_is_tested_and_linked() -> None:
    linked = (DOCS.parent / "truth.md").read_text("utf-8")
    for page in PAGES:
        assert f"how-to/{page}.md" in linked
