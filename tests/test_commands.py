"""The command line: options anywhere, one sentence for a mistake, machine output alone on stdout."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

from talkfeed.commands import hoist, run
from talkfeed.commands.session import Session


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """stdout, and the lines of stderr."""
    out, err = capsys.readouterr()
    return out, err.strip().splitlines()


def test_global_options_may_stand_anywhere() -> None:
    assert hoist(["talks", "--json", "--now", "2026-01-01", "x"]) == ["--json", "--now", "2026-01-01", "talks", "x"]
    assert hoist(["crawl", "--config=a.toml", "--", "--json"]) == ["--config=a.toml", "crawl", "--", "--json"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (["crawl", "no-such-institute"], "no-such-institute"),
        (["talks", "--from", "soon"], "from"),
        (["talks", "--format", "docx"], "docx"),
        (["talks", "--not", "biology"], "--not"),
        (["--now", "late", "status"], "--now"),
        (["--config", "missing.toml", "status"], "missing.toml"),
        (["extract"], "extract"),
        (["extract", "missing.html"], "missing.html"),
        (["extract", "x", "--timezone", "Europe/Belin"], "Europe/Berlin"),
        (["extract", "file:///etc/passwd"], "file:///etc/passwd"),
        (["extract", "http://127.0.0.1:9/"], "127.0.0.1"),
        (["extract", "--batch", "missing.jsonl"], "missing.jsonl"),
        (["when", "x", "--retrieved", "today"], "--retrieved"),
        (["import", "missing"], "missing"),
        (["sources", "enable", "nobody"], "nobody"),
        (["status", "nobody"], "nobody"),
        (["db", "backup"], "file"),
        (["no-such-command"], "no-such-command"),
        (["serve", "--port", "99999"], "99999"),
        (["talks", "--frmo", "2026"], "see talkfeed talks --help"),
        (["feeds", "rename"], "see talkfeed feeds rename --help"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(line: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line) == 2
    out, err = said(capsys)
    assert out == ""
    assert len(err) == 1
    assert word.lower() in err[0].lower()


def test_a_wrong_setting_names_file_line_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "talkfeed.toml").write_text('contact = "me@example.org"\nwindow_past = 3\ncatalogue = 7\n')
    assert run(["check"]) == 1
    assert len(said(capsys)[0].splitlines()) == 2, "check tells all mistakes"
    assert run(["status"]) == 2
    _, err = said(capsys)
    assert len(err) == 1
    for part in ("talkfeed.toml", "2", "window_past", "window_past_days"):
        assert part in err[0]


def test_a_broken_source_costs_itself_and_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sources").mkdir()
    listing = '[[listing]]\nurl = "https://lab.example.org/"\n'
    (tmp_path / "sources/good.toml").write_text(f'name = "Good"\ntimezone = "Europe/Berlin"\n{listing}')
    (tmp_path / "sources/bad.toml").write_text(f'name = "Bad"\ntimezone = "Europe/Belin"\n{listing}')
    assert run(["check"]) == 1
    assert "Europe/Berlin" in said(capsys)[0]
    assert run(["sources", "--json"]) == 1
    ids = {one["id"]: one["enabled"] for one in json.loads(said(capsys)[0])}
    assert ids["good"] is True
    assert "bad" not in ids


def test_a_source_whose_file_is_wrong_is_not_called_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "lab.toml").write_text('name = "Lab"\n')
    assert run(["crawl", "lab"]) == 2
    assert said(capsys)[1][-1] == "talkfeed: 'lab' is not crawled: its file is wrong, as told above"


def test_who_has_no_source_is_told_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("talks", "status"):
        assert run([command]) == 0
        assert "talkfeed sources enable ID" in " ".join(said(capsys)[1])


def test_a_narrow_table_breaks_no_time_and_no_uid(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    columns, cells = ("when", "zone", "title", "uid"), ("2026-12-01 14:15", "Europe/Berlin", "Small " * 20, "1f2e3d4c")
    for width, below in ((60, "zone"), (120, "")):
        session = Session()
        session.out = Console(width=width, force_terminal=False)
        session.table("One", columns, [cells], below=("zone",))
        rows = said(capsys)[0].splitlines()
        assert all(whole in rows[2] for whole in ("2026-12-01 14:15", "1f2e3d4c"))
        assert ("zone" not in rows[1]) == bool(below)
        assert ("Europe/Berlin" in rows[3]) == bool(below)


def test_runs_fit_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("talk.md").write_text(TALK, "utf-8")
    assert run(["import", "talk.md"]) == 0
    said(capsys)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")  # no colours
    assert run(["runs"]) == 0
    _, heads, *rows = said(capsys)[0].splitlines()
    assert heads.split() == ["started", "source", "pages", "what", "it", "did"]
    said_so = "1 announced. pages imported or read again"
    assert " ".join(rows).split()[2:] == ["import", "1", *said_so.split()]
    assert all(len(row) <= 60 for row in rows)


def test_what_a_person_reads_at_a_terminal_has_lines_and_a_program_gets_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("talk.md").write_text(TALK, "utf-8")
    for words in (["extract", "talk.md"], ["when", "December 6, 2022, 3pm"]):
        assert run(words) == 0
        plain, _ = said(capsys)
        assert plain.count("\n") == 1
        with monkeypatch.context() as at_terminal:
            at_terminal.setenv("TERM", "dumb")  # no colours
            at_terminal.setattr("sys.stdout.isatty", lambda: True, raising=False)
            assert run(words) == 0
            shown, _ = said(capsys)
            assert run([*words, "--json"]) == 0
        assert shown.startswith('{\n  "')
        assert json.loads(shown) == json.loads(plain)
        assert said(capsys)[0] == plain


def test_noise_is_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    Path("noise").write_bytes(Random(7).randbytes(3000))
    Path("m.jsonl").write_text(json.dumps({"id": 1, "file": "noise"}), "utf-8")
    assert run(["extract", "noise"]) == 2
    assert said(capsys)[1] == ["talkfeed: noise is no page: it holds neither markup nor text"]
    assert run(["extract", "--batch", "m.jsonl"]) == 1
    assert json.loads(said(capsys)[0])["error"] == "noise is no page: it holds neither markup nor text"


def test_an_import_says_which_files_gave_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    (pages := Path("pages")).mkdir()
    (pages / "talk.md").write_text(TALK, "utf-8")
    (pages / "shopping.txt").write_text("Bread and milk.", "utf-8")
    (pages / "bare.md").write_text("---\ntitle: Tides\nspeaker: Ana Sousa\n---\n", "utf-8")
    (pages / "README.md").write_text("How these were saved.", "utf-8")
    assert run(["import", "pages"]) == 0
    out, err = said(capsys)
    assert out.split("\t")[:2] == ["import", "1"]
    assert any(line.startswith("Neither talk nor article in 2 of 3 files: bare.md, shopping.txt.") for line in err)
    assert any(line.startswith("1 file left out, by their names no pages: pages/README.md.") for line in err)


def test_the_seed_that_is_not_utf_8_costs_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/latin.txt").write_bytes("Prof. Müller spricht über Gewässer.\n\nEin Text.".encode("latin-1"))
    (tmp_path / "pages/good.md").write_text(TALK, "utf-8")
    assert run(["import", "pages", "--timezone", "America/Chicago"]) == 1
    _, err = said(capsys)
    assert any("latin.txt" in line and "UTF-8" in line for line in err)
    assert run(["talks", "--all", "--format", "jsonl"]) == 0
    talk = json.loads(said(capsys)[0])
    assert talk["start"] == "2026-03-10T15:00"
    assert talk["end"] == "2026-03-10T16:00"


TALK = """---
original_url: https://lab.example.org/events/rivers
date: 2026-02-01
---

# Ana Sousa (Porto) – The Patience of Rivers

March 10, 2026 3:00 PM – 4:00 PM

Hall of Maps

**Abstract**: Rivers wait longer than people do. This talk shows how long, with a model of three thousand years of mud.
"""


def test_extract_reads_standard_input_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talk.md").write_text(TALK, "utf-8")
    assert run(["extract", "talk.md", "--timezone", "America/Chicago"]) == 0
    from_file = json.loads(said(capsys)[0])
    with (tmp_path / "talk.md").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert run(["extract", "-", "--timezone", "America/Chicago"]) == 0
    from_stdin = json.loads(said(capsys)[0])
    assert from_file["events"] == from_stdin["events"]
    assert from_file["events"][0]["speakers"][0]["name"] == "Ana Sousa"
    assert not (tmp_path / "talkfeed-data").exists()


def test_a_batch_answers_line_by_line_and_a_bad_page_costs_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "talk.md").write_text(TALK, "utf-8")
    lines = [{"id": f"page-{n}", "file": "talk.md" if n % 2 else "gone.md", "timezone": None} for n in range(6)]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run(["extract", "--batch", "m.jsonl"]) == 1
    answers = [json.loads(line) for line in said(capsys)[0].splitlines()]
    assert [answer["id"] for answer in answers] == [line["id"] for line in lines]
    assert all(("error" in answer) == (not answer["events"]) for answer in answers)


def test_when_answers_in_the_promised_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["when", "Tue, Dec 6, 2022, 3–4:30pm", "--timezone", "America/Chicago"]) == 0
    answer = json.loads(said(capsys)[0])
    assert set(answer) == {"start", "end", "all_day", "timezone", "recurrence", "confidence"}
    assert answer["start"] == "2022-12-06T15:00:00-06:00"
    assert answer["end"] == "2022-12-06T16:30:00-06:00"
    line = {"text": "6. Dezember 2022, 15 Uhr", "timezone": "Europe/Berlin", "language": "de"}
    (tmp_path / "w.jsonl").write_text(json.dumps(line) + "\n" + json.dumps({"text": "by and by"}) + "\n", "utf-8")
    assert run(["when", "--batch", "w.jsonl"]) == 0
    first, second = map(json.loads, said(capsys)[0].splitlines())
    assert first["start"] == "2022-12-06T15:00:00+01:00"
    assert second["start"] is None


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3
    from contextlib import closing

    assert run(["db", "upgrade", "-q"]) == 0
    with closing(sqlite3.connect(tmp_path / "talkfeed-data/talkfeed.db")) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    capsys.readouterr()
    assert run(["talks"]) == 2
    _, err = said(capsys)
    assert len(err) == 1
    assert "newer" in err[0]
