"""`history`, `why`, `fix`, `fixes`, `unfix` and `--as-of`, as people and programs read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from calendar_export.telling import apart, said, told
from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.store import Store
from pipeline.store.archive import Archive
from pipeline.talk import Article, At, Claim, Coverage, Layer, Sighting
from talkfeed.commands import run
from talkfeed.commands.terminal import shortened, write

URL = "https://institute.example/talks/stars"
LISTING = "https://institute.example/talks/"
FIRST = datetime(2026, 2, 4, 9, tzinfo=UTC)
PAGE = b"<h1>On the Number of Stars</h1>"

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sha256(tmp_path: Path) -> str:
    """The page, as the archive has it."""
    with Archive.open(tmp_path / "archive.db") as archive:
        return archive.keep(URL, "institute", PAGE, status=200, headers={}, retrieved=FIRST)


def crawled(folder: Path, sha256: str, days: int, when: str, room: str = "R 12", *, moons: str = "") -> None:
    """What the institute said that many days after the first crawl; `moons`: when another talk is, if there is one."""
    listing = Listing(url=LISTING)
    source = Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))
    said = {"title": "On the Number of Stars", "when": when, "room": room, "speaker": "Ada Lovelace"}
    claims = [Claim(k, v, Layer.VISIBLE, f"visible:{k}", At(sha256, "/html", 3, 9)) for k, v in said.items()]
    now = FIRST + timedelta(days=days)
    seen = [Sighting("talk", URL, URL, tuple(claims), own_page=True)]
    if moons:
        told = tuple(replace(one, text={"title": "On Moons", "when": moons}.get(one.field, "")) for one in claims[:2])
        seen.append(Sighting("talk", f"{LISTING}moons", f"{LISTING}moons", told, own_page=True))
    coverage = Coverage(reach=((LISTING, date(2027, 1, 1)),))
    harvest = Harvest("institute", f"run-{days}", now, now, tuple(seen), pages_ok=2, coverage=coverage)
    with Store.open(f"sqlite:///{folder / 'talkfeed.db'}") as store:
        ingest(store, source, harvest, now=now)


@pytest.fixture
def ask(tmp_path: Path, sha256: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    """A command on a database where one talk was announced and moved; its status, answer and remarks."""
    crawled(tmp_path, sha256, 0, "March 3, 2026, 3:00–4:00 pm")
    crawled(tmp_path, sha256, 6, "March 4, 2026, 3:00–4:00 pm")

    def ask(*words: str, now: str = "2026-02-12T10:00:00Z") -> tuple[int, str, str]:
        status = run(["--data-dir", str(tmp_path), "--now", now, *words])
        out, err = capsys.readouterr()
        return status, out, err

    return ask


def test_the_history_of_a_talk_reads_well(ask: Ask) -> None:
    ask("fix", URL, "room=R 14", "--reason", "the door says so")
    status, out, _ = ask("history", URL)
    assert status == 0
    assert re.sub(r"[0-9a-f-]{36}", "UID", out) == (
        "On the Number of Stars\n"
        "2026-03-04 15:00 America/Chicago · Ada Lovelace · R 14 · institute · UID\n"
        f"{URL}\n"
        "\n"
        "2026-02-04 09:00  announced\n"
        "                    title     On the Number of Stars\n"
        "                    start     2026-03-03 15:00\n"
        "                    room      R 12\n"
        "                    speakers  Ada Lovelace\n"
        "2026-02-10 09:00  moved\n"
        "                    start  2026-03-03 15:00 → 2026-03-04 15:00\n"
        "                    end    2026-03-03 16:00 → 2026-03-04 16:00\n"
        "2026-02-12 10:00  place changed, by a person: the door says so\n"
        "                    room  R 12 → R 14\n"
    )


def test_the_history_of_everything(ask: Ask) -> None:
    _, out, err = ask("history", "--since", "7d")
    assert "1 change of 1 talk since" in err
    assert re.search(r"2026-02-10\n  09:00  moved: 2026-03-04 15:00  On the Number of Stars  \(institute \w{8}\)", out)
    _, out, _ = ask("history", "--since", "2026-02-01", "--until", "2026-02-05", "--json")
    assert [(one["kind"], one["title"]) for one in json.loads(out)] == [("announced", "On the Number of Stars")]
    assert ask("history", "--since", "2026-02-01", "--feed", "all", "--json")[1].count("kind") == 2
    assert "no source is called 'nobody'" in ask("history", "--source", "nobody", "--json")[2]
    assert ask("history", "--since", "sometime")[2].startswith("talkfeed: 'sometime' is no time; write 7d")
    assert "there is no feed 'x'" in ask("history", "--feed", "x")[2]
    assert "not both" in ask("history", URL, "--since", "7d")[2]
    assert "there is no talk 'nothing-like-it'" in ask("history", "nothing-like-it")[2]


def test_what_cannot_hold_anything_is_refused(ask: Ask) -> None:
    assert (
        "--until 2026-02-05 is not after --since 5d: nothing lies"
        in ask("history", "--since", "5d", "--until", "2026-02-05")[2]
    )
    assert "now is not after --since 2026-03-01" in ask("history", "--since", "2026-03-01")[2]
    for moment in ("2026-02-13", "2026-02-12T11:00:00Z"):
        assert f"--as-of {moment}: that is still to come" in ask("talks", "--as-of", moment)[2]
    assert ask("talks", "--as-of", "2026-02-12")[0] == 0, "today"


def test_what_happened_in_one_minute_stands_by_the_days_of_the_talks(ask: Ask, tmp_path: Path, sha256: str) -> None:
    crawled(tmp_path, sha256, 7, "March 9, 2026, 3:00–4:00 pm", moons="March 6, 2026, 3:00 pm")
    ask("fix", URL, "room=R 14", "--reason", "the door says so")
    lines = [line for line in ask("history")[1].splitlines() if line.startswith("  ")]
    told = [line.split("(")[0] for line in lines if not line.startswith(" " * 20)]
    assert told == [
        "  10:00  place changed: 2026-03-09 15:00  On the Number of Stars  ",
        "  09:00  announced: 2026-03-06 15:00  On Moons  ",
        "  09:00  moved: 2026-03-09 15:00  On the Number of Stars  ",
        "  09:00  moved: 2026-03-04 15:00  On the Number of Stars  ",
    ]
    assert lines[0].endswith("), by a person: the door says so")


def test_a_correction_that_is_over_is_not_told_to_hold(ask: Ask) -> None:
    ask("fix", URL, "room=R 14", "--reason", "the door says so", "--until", "2026-02-12")
    assert "\tholds\t" in ask("fixes")[1]
    later = "2026-02-13T00:00:00Z"
    assert "\tover\t" in ask("fixes", now=later)[1]
    assert "until 2026-02-12, over: room R 14" in ask("why", URL, "room", now=later)[1]
    assert "Corrections that are over are still shown of" in ask("talks", now=later)[2]
    ask("publish", now=later)
    out, err = ask("talks", now=later)[1:]
    assert ("\tR 12\t" in out, err) == (True, "")
    assert "a correction that ran out" in ask("runs", now=later)[1]


def test_talks_are_listed_without_corrections_that_are_over(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("fix", URL, "room=R 14", "--reason", "the door says so", "--until", "2026-02-12")
    monkeypatch.setattr("talkfeed.commands.session.wall_clock", lambda: FIRST + timedelta(days=9))
    assert run(["--data-dir", str(tmp_path), "talks", "--all"]) == 0
    out, err = capsys.readouterr()
    assert ("\tR 12\t" in out, err) == (True, "")


def test_fields_have_one_name_everywhere(ask: Ask) -> None:
    for name, url in (("registration", "https://a.example/"), ("registration_url", "https://b.example/")):
        assert ask("fix", URL, f"{name}={url}", "--reason", "so")[0] == 0
        assert url in ask("why", URL, "registration")[1]
        assert "\ta correction\n" in ask("runs")[1]
        assert ask("unfix", URL, "registration")[0] == 0
        assert "\ta correction taken back\n" in ask("runs")[1]
    assert "'nothing' is no field" in ask("why", URL, "nothing")[2]


def test_bytes_that_are_no_text_are_refused(ask: Ask) -> None:
    for words in (
        ("room=caf\udce9", "--reason", "so"),
        ("r\udce9=1", "--reason", "so"),
        ("room=1", "--reason", "\udce9t"),
    ):
        status, _, err = ask("fix", URL, *words)
        assert (status, "is not UTF-8" in err) == (2, True)
    assert ask("fixes")[2] == "Nothing is corrected.\n"


def test_why_of_an_article_leads_to_its_history(tmp_path: Path, ask: Ask) -> None:
    address, now = "https://institute.example/news/stars", FIRST + timedelta(days=9)
    source = Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(Listing(url=LISTING),))
    with (
        Store.open(f"sqlite:///{tmp_path / 'talkfeed.db'}") as store,
        store.writing(source, now=now) as past,
    ):
        verdict = decide([], past.known([]), Coverage(), now=now, taken=past.taken())
        news = [Article("institute", address, "Stars counted", body="Nobody had counted them so far. " * 9)]
        past.apply(Harvest("institute", "run-9", now, now, pages_ok=1), verdict, news)
    status, out, err = ask("why", address)
    assert (status, out) == (2, "")
    assert f"'{address}' is an article, no talk; 'talkfeed history {address}' tells" in err
    assert "Stars counted" in ask("history", address)[1]


def test_why_names_page_place_extractor_rule_and_confidence(ask: Ask, tmp_path: Path, sha256: str) -> None:
    _, out, _ = ask("why", URL, "start")
    assert "when  2026-03-04 15:00 to 16:00 America/Chicago\n" in out
    assert re.search(r"0\.\d\d “March 4, 2026, 3:00–4:00 pm” by visible:when, \w", out)
    assert "[1] /html characters 3–9\n" in out
    assert f"[1] {URL} (so since 2026-02-04 09:00 UTC, sha256 {sha256[:12]})" in out
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.keep(URL, "institute", b"other", status=200, headers={}, retrieved=FIRST + timedelta(days=7))
    former = f"[1] {URL} (as fetched 2026-02-04 09:00 UTC; it says something else by now, sha256 {sha256[:12]})"
    assert former in ask("why", URL, "start")[1]
    assert json.loads(ask("--json", "why", URL, "start")[1])["pages"] == {sha256: [URL]}
    assert "title" not in out
    assert {"title", "where", "speakers"} <= set(re.findall(r"^(\w+)  ", ask("why", URL)[1], re.M))
    assert "'colour' is no field" in ask("why", URL, "colour")[2]


def test_why_tells_a_persons_word_beside_the_sources(ask: Ask, sha256: str) -> None:
    ask("fix", URL, "room=R 14", "start=17:00", "--reason", "the door says so", "--until", "2026-03-01")
    _, out, _ = ask("why", URL, "room")
    assert "by a person, 2026-02-12, until 2026-03-01: room R 14 (the door says so); the source says R 12" in out
    found = json.loads(ask("why", URL, "start", "--json")[1])
    assert found["pages"] == {sha256: [URL]}
    assert {one["field"]: one["says"] for one in found["corrections"]}["start"] == "2026-03-04T15:00"


def test_fixes_are_listed_and_taken_back(ask: Ask) -> None:
    assert "Nothing is corrected" in ask("fixes")[2]
    status, out, err = ask("fix", URL, "room=R 14", "--reason", "so")
    assert (status, out) == (0, "room: R 12 → R 14\n")
    assert "place changed; 'talkfeed publish' brings it into the feeds" in err
    assert "held so from now on" in ask("fix", URL, "title=On the Number of Stars", "--reason", "so it stays")[2]
    (first, *_) = json.loads(ask("fixes", "--json")[1])
    assert (first["field"], first["value"], first["says"], first["state"]) == ("room", "R 14", "R 12", "holds")
    assert "\tR 14\tR 12\tholds\t" in ask("fixes")[1]
    assert json.loads(ask("unfix", URL, "room", "--json")[1])["kind"] == "place changed"
    assert len(json.loads(ask("fixes", URL, "--json")[1])) == 1
    assert len(json.loads(ask("fixes", URL, "--all", "--json")[1])) == 2
    assert ask("unfix", URL, "room")[0] == 2
    assert "is no day" in ask("fix", URL, "room=1", "--reason", "x", "--until", "soon")[2]
    assert "say why" in ask("fix", URL, "room=1", "--reason", " ")[2]
    assert "that day is over" in ask("fix", URL, "room=1", "--reason", "x", "--until", "2026-01-01")[2]


def test_a_conflict_is_told_by_status_fixes_why_and_history(ask: Ask, tmp_path: Path, sha256: str) -> None:
    ask("fix", URL, "room=R 14", "start=15:30", "--reason", "the door says so")
    assert ask("fixes")[0] == 0
    assert "correction" not in ask("status")[2]
    crawled(tmp_path, sha256, 7, "March 4, 2026, 3:00–4:00 pm", "R 99")
    for words, sentence in (
        (("status",), "institute: 1 correction stands against what the source says now"),
        (("fixes",), "\tR 14\tR 99\tconflict\t"),
        (("why", URL, "room"), "in conflict: the source says R 99 since 2026-02-11"),
        (("history", URL), "2026-02-11 09:00  conflict: the source says room R 99 now; corrected to R 14"),
    ):
        status, out, err = ask(*words)
        assert sentence in out + err
        assert status == (words[0] in ("status", "fixes"))
    told = "09:00  conflict: the source says room R 99 now; corrected to R 14: "
    for words in (("--since", "30d"), ("--feed", "all"), ("--source", "institute"), ("--since", "2026-02-11")):
        assert ask("history", *words)[1].count(told) == 1, words
    for words in (("--feed", "news-of-nobody"), ("--since", "2026-02-12"), ("--until", "2026-02-11", "--since", "30d")):
        assert told not in ask("history", *words)[1], words
    days = [line for line in ask("history", "--since", "30d")[1].splitlines() if line.startswith("2026-")]
    assert days == sorted(set(days), reverse=True)
    assert json.loads(ask("--json", "status")[1])["conflicts"] == {"institute": 1}
    crawled(tmp_path, sha256, 8, "March 4, 2026, 3:00–4:00 pm", "R 14")
    assert "correction" not in ask("status")[2], "the source agrees"
    assert "the source says room R 14 too, as it was corrected: " in ask("history")[1]
    assert told in ask("history")[1], "and what it said before stands where it stood"
    crawled(tmp_path, sha256, 9, "March 4, 2026, 3:00–4:00 pm", "R 12")
    assert (ask("fixes")[0], ask("status")[0]) == (1, 1), "it agreed, and takes that back"
    lines = ask("history", URL)[1]
    assert "2026-02-12 09:00  the source says room R 14 too" in lines
    assert "2026-02-13 09:00  conflict: the source says room R 12 now; corrected to R 14" in lines


def test_what_was_known_then(ask: Ask) -> None:
    def asked(*words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(ask("talks", "--json", *words)[1])
        return found

    assert [one["start"] for one in asked()] == ["2026-03-04T15:00"]
    assert [one["start"] for one in asked("--as-of", "2026-02-05")] == ["2026-03-03T15:00"]
    assert asked("--as-of", "2026-02-03") == []
    _, out, _ = ask("talks", "--as-of", "2026-02-05", "--format", "ics")
    assert "DTSTART;TZID=America/Chicago:20260303T150000" in out
    assert "DTSTAMP:20260204T090000Z" in out
    assert "write 2026-05-03" in ask("talks", "--as-of", "then")[2]


def test_status_says_of_coming_talks_that_the_last_run_did_not_show_them(tmp_path: Path, sha256: str, ask: Ask) -> None:
    """Behind the last day of a listing nothing is known: a list of the next ten talks ends just so."""
    crawled(tmp_path, sha256, 7, "March 4, 2026, 3:00–4:00 pm", moons="April 20, 2026, 3:00 pm")
    assert "are known, and the last run saw" not in ask("status", "institute")[2]
    crawled(tmp_path, sha256, 8, "March 4, 2026, 3:00–4:00 pm")
    said = " ".join(ask("status", "institute")[2].split())
    assert "2 talks to come are known, and the last run saw 1: what a listing shows no more is kept" in said
    assert "'talkfeed crawl institute --believe --dry-run' names what is not there" in said
    assert len(json.loads(ask("--json", "talks")[1])) == 2


def test_a_listing_that_is_but_the_new_page_is_not_told_again() -> None:
    old, new, other = ({"source": "a", "url": f"https://a.example/{name}"} for name in ("x", "y", "z"))
    moved = {"url": (old["url"], new["url"]), "listings": ([old], [new])}
    assert [name for name, _, _ in told(moved)] == ["url"]
    assert [name for name, _, _ in told({**moved, "listings": ([old], [old, new])})] == ["url"]
    assert [name for name, _, _ in told({**moved, "listings": ([old], [new, other])})] == ["listings", "url"]
    assert [name for name, _, _ in told({"listings": ([old], [old, other])})] == ["listings"]


def test_a_day_that_a_series_leaves_out_or_adds_is_told() -> None:
    weekly: dict[str, object] = {"rrule": "FREQ=WEEKLY;COUNT=6", "rdate": [], "exdate": []}
    without = {**weekly, "exdate": ["2026-12-15T16:00"]}
    assert list(told({"recurrence": (weekly, without)})) == [
        ("recurrence", "FREQ=WEEKLY;COUNT=6", "FREQ=WEEKLY;COUNT=6, not on 2026-12-15 16:00")
    ]
    both = {**without, "exdate": ["2026-12-15T16:00", "2026-12-22T16:00"], "rdate": ["2026-12-23T16:00"]}
    assert said(both) == "FREQ=WEEKLY;COUNT=6, also on 2026-12-23 16:00, not on 2026-12-15 16:00 and 2026-12-22 16:00"
    assert said({"rrule": "", "rdate": ["2026-12-23"], "exdate": []}) == "also on 2026-12-23"


def test_what_was_tentative_is_told_by_its_status() -> None:
    """No word of change is there for it; the line says it."""
    assert list(told({"status": ("tentative", "confirmed")})) == [("status", "tentative", "confirmed")]


def test_long_texts_are_told_by_their_differences() -> None:
    before = "The universe is large and full of stars which nobody has counted so far, although many tried in vain."
    after = before.replace("many tried", "some have tried")
    assert apart(before, after) == (
        "…so far, although many tried in vain.",
        "…so far, although some have tried in vain.",
    )
    assert list(told({"abstract": (None, before)})) == [("abstract", "not known", apart("not known", before)[1])]
    assert apart("not known", before)[1].endswith("… (101 characters)")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        ([], "not known"),
        ("2026-03-03T15:00", "2026-03-03 15:00"),
        (True, "yes"),
        ([{"name": "Ada", "affiliation": "X", "url": None}, {"name": "Eve", "affiliation": None}], "Ada (X); Eve"),
        ([{"source": "a", "url": "https://a.example/"}], "https://a.example/"),
        ({"rrule": "FREQ=WEEKLY", "rdate": [], "exdate": []}, "FREQ=WEEKLY"),
        (["stars", "dust"], "stars; dust"),
    ],
)
def test_values_for_people(value: object, text: str) -> None:
    assert said(value) == text


LINES = [
    "The Slow Tides of Inland Seas",
    "2026-03-09 09:00  moved, place changed, by a person: so it is",
    "                    abstract  What we know of the tides → What we know of the tides of all seas and of some lakes",
    "2026-03-10 09:00  cancelled",
    "where  Hall 2",
    "    0.85 “Hall 1, which has a name so long that no line of a terminal holds it together” by visible:label",
]


def test_in_a_pipe_lines_are_plain_and_whole() -> None:
    out = StringIO()
    write(Console(file=out, width=60), LINES, title=True)
    assert out.getvalue().splitlines() == LINES


def test_on_a_terminal_lines_keep_their_indent_and_what_matters_has_colour() -> None:
    out = StringIO()
    write(Console(file=out, width=70, force_terminal=True, color_system="standard"), LINES, title=True)
    text = out.getvalue()
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    assert max(map(len, bare)) <= 70
    assert " ".join(" ".join(bare).split()) == " ".join(" ".join(LINES).split())
    assert [line for line in bare if line.startswith(" " * 30) and not line.startswith(" " * 31)], "under its words"
    for painted in (
        "\x1b[1mThe Slow Tides",
        "\x1b[33mmoved",
        "\x1b[1;31mcancelled",
        "\x1b[35mby a person",
        "\x1b[1mwhere",
    ):
        assert painted in text


def test_on_a_terminal_wide_signs_count_as_two_columns() -> None:
    title = "量子コンピュータと素数の分布についての入門講義、" * 3
    out = StringIO()
    line = f"                    title  {title} → 新しい題名"
    write(Console(file=out, width=60, force_terminal=True, color_system=None), [title, line])
    rows = out.getvalue().splitlines()
    assert max(map(cell_len, rows)) <= 60
    assert "".join(row.strip() for row in rows).replace(" ", "") == (title + line).replace(" ", "")
    assert all(row.startswith(" " * 27) for row in rows[rows.index(next(x for x in rows if "title" in x)) + 1 :])
    assert not any(row.strip()[0] in "、。" for row in rows)


def test_a_title_is_cut_in_lists_by_columns() -> None:
    assert shortened("On Moons", 8) == "On Moons"
    assert shortened("On Moons and", 8) == "On Moon…"
    assert cell_len(shortened("題名" * 60, 90)) <= 90
