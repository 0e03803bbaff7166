"""SEQUENCE never falls in what subscribers get, whatever database is put under the feeds that lie in `public_dir`."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from config.settings import Settings
from pipeline.query import TalkQuery
from pipeline.store.resuming import RESTORED, Told, counted_on
from talkfeed import counting
from talkfeed.commands import run
from talkfeed.counting import told, told_last
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEAD = "<html lang=en><title>Talks</title><h1>Seminar talks</h1>"
SPEAKERS = ("Finn Abara, Shore College", "Ada Okuosa, Harbour University")
KNOTS, NEWTS = "On Knots in Water", "The Long Memory of Newts"


def card(title: str, speaker: str, hour: str) -> str:
    link = f'<a href="/talks/{title.split()[-1].lower()}">{title}</a>'
    return f"<article class=event><h3>{link}</h3><p>Speaker: {speaker}</p><p>March 17, 2026, {hour} pm</p></article>"


@dataclass
class Deployment:
    """An institute on loopback, and commands said to a deployment, a day later each time it is crawled."""

    folder: Path
    site: Any
    capsys: pytest.CaptureFixture[str]
    now: datetime = NOW

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def __call__(self, *words: str) -> tuple[int, str]:
        config = self.folder / "talkfeed.toml"
        ended = run(["--config", str(config), "--now", f"{self.now:%Y-%m-%dT%H:%M:%SZ}", *words])
        return ended, "".join(self.capsys.readouterr())

    def shows(self, hour: str) -> None:
        """The institute lists two talks; that on knots begins at this hour."""
        self.site.page("/talks", f"{HEAD}{card(NEWTS, SPEAKERS[0], '2:00')}{card(KNOTS, SPEAKERS[1], hour)}")

    def crawl(self, hour: str = "") -> tuple[int, str]:
        if hour:
            self.shows(hour)
        self.now += timedelta(days=1)
        return self("crawl")

    def told(self, public: str = "data/public") -> dict[str, Told]:
        """What the feeds say of each talk."""
        return told_last(self.folder / public)

    def sequences(self, public: str = "data/public") -> list[int]:
        return sorted(one.sequence for one in self.told(public).values())

    def app(self) -> App:
        return App(Settings(data_dir=self.data, catalogue=False), lambda: self.now)

    def lose(self, *names: str) -> None:
        """These databases are gone."""
        for name in names:
            for path in self.data.glob(f"{name}*"):
                path.unlink()


@pytest.fixture
def home(tmp_path: Path, site: Any, capsys: pytest.CaptureFixture[str]) -> Deployment:
    """A talk at SEQUENCE 2, and all of `data` but the feeds as it was at SEQUENCE 0 in `then`."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/one.toml").write_text(
        f'name = "One"\ntimezone = "Europe/London"\n[[listing]]\nurl = "{site.url}/talks"\n[limits]\ndelay = 0\n'
    )
    (tmp_path / "talkfeed.toml").write_text(
        f'data_dir = "data"\ncatalogue = false\nprivate_hosts = ["{site.host}"]\ncontact = "a@harbour.example"\n'
    )
    made = Deployment(tmp_path, site, capsys)
    assert made.crawl("4:00")[0] == 0
    assert made("db", "backup", str(tmp_path / "monday.db"))[0] == 0
    # by a process of its own: whoever closes a file that SQLite has open in his own process takes its locks away
    subprocess.run(["cp", "-r", str(made.data), str(tmp_path / "then")], check=True)
    shutil.rmtree(tmp_path / "then/public")
    for path in (tmp_path / "then").glob("talkfeed.db*"):
        path.unlink()
    subprocess.run(["cp", str(tmp_path / "monday.db"), str(tmp_path / "then/talkfeed.db")], check=True)
    for hour in ("5:00", "6:00"):
        assert made.crawl(hour)[0] == 0
    assert made.sequences() == [0, 2]
    return made


BEHIND = "the database is older than the feeds in "


def test_a_database_made_anew_goes_on(home: Deployment) -> None:
    """Without an archive, too: whoever is told the same is told it under the same SEQUENCE."""
    before = home.told()
    home.lose("talkfeed.db", "archive.db")
    ended, said = home.crawl()
    assert ended == 1
    assert said.count(BEHIND) == 1
    assert f"{BEHIND}{home.data}/public, or another one: 2 talks were published that it does not know;" in said
    after = home.told()
    assert {uid: one.sequence for uid, one in after.items()} == {uid: one.sequence for uid, one in before.items()}
    assert all(after[uid].modified > before[uid].modified for uid in before)
    files = {path: path.read_bytes() for path in (home.data / "public").rglob("*.ics")}
    assert home.crawl()[0] == 0
    assert {path: path.read_bytes() for path in files} == files
    home.crawl("7:00")
    assert home.sequences() == [0, 3]


def test_a_database_made_anew_that_says_something_else_says_it_later(home: Deployment) -> None:
    home.lose("talkfeed.db", "archive.db")
    ended, said = home.crawl("7:00")
    assert (ended, said.count(BEHIND)) == (1, 1)
    assert home.sequences() == [0, 3]


@pytest.mark.parametrize("words", [("up", "--once"), ("crawl", "--no-publish")])
def test_what_is_served_meanwhile_goes_on_too(home: Deployment, words: tuple[str, ...]) -> None:
    home.lose("talkfeed.db", "archive.db")
    home.now += timedelta(days=1)
    ended, said = home(*words)
    assert (ended, said.count(BEHIND)) == (1, 1)
    app = home.app()
    assert sorted(one.sequence for one in app.store.find(TalkQuery())) == [0, 2]
    app.close()
    assert BEHIND not in home("publish")[1]
    assert home.sequences() == [0, 2]


def test_what_is_announced_later_goes_on_too(home: Deployment) -> None:
    """A talk that the first crawl into a new database did not find, and whose calendar was replaced since."""
    home.lose("talkfeed.db", "archive.db")
    home.site.page("/talks", f"{HEAD}{card(NEWTS, SPEAKERS[0], '2:00')}")
    home.crawl()
    assert home.sequences() == [0]
    ended, said = home.crawl("6:00")
    assert (ended, BEHIND in said) == (0, False)
    assert home.sequences() == [0, 3], "what it was when it was told last, nobody knows any more"


def test_an_older_copy_of_the_folder_goes_on(home: Deployment) -> None:
    before = home.told()
    for path in home.data.iterdir():
        if path.name != "public":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(home.folder / "then", home.data, dirs_exist_ok=True)
    home.now += timedelta(days=1)
    ended, said = home("publish")
    assert ended == 1
    assert "or another one: 1 talk was published in a later state than it has; SEQUENCE counts on from there" in said
    assert home.sequences() == [0, 3], "for it shows an older state"
    ended, said = home("publish")
    assert (ended, BEHIND in said) == (0, False)
    (uid,) = (uid for uid, one in before.items() if one.sequence)
    app = home.app()
    (*_, last) = app.store.history(uid)
    assert (last.by, last.sequence, last.changed_at) == (RESTORED, 3, home.now)
    (then,) = (one for one in app.store.find(TalkQuery(as_of=NOW + timedelta(days=2))) if one.uid == uid)
    assert then.sequence == 0
    app.close()
    assert "counted on from there" in home("history", uid)[1]
    assert home.crawl()[0] == 0
    assert home.sequences() == [0, 4]


def test_an_older_database_goes_on(home: Deployment) -> None:
    """Only that was copied back: it is told before it is crawled into, and what is found is news to it alone."""
    home.lose("talkfeed.db")
    shutil.copy(home.folder / "then/talkfeed.db", home.data / "talkfeed.db")
    ended, said = home.crawl()
    assert ended == 1
    assert said.count(BEHIND) == 1
    assert "later than what the database knows" in said
    assert home.sequences() == [0, 3]
    assert BEHIND not in home.crawl()[1]


def test_another_folder_goes_on(home: Deployment) -> None:
    """Who serves what `publish --out` wrote is told no older state either."""
    assert home("publish", "--out", str(home.folder / "www"))[0] == 0
    shutil.rmtree(home.data)
    shutil.copytree(home.folder / "then", home.data)
    ended, said = home("publish", "--out", str(home.folder / "www"))
    assert (ended, said.count(BEHIND)) == (1, 1)
    assert home.sequences("www") == [0, 3]
    assert home("publish")[0] == 0
    assert home.sequences() == [0, 3]


def test_a_feed_that_is_alone_is_counted_on_from(home: Deployment) -> None:
    """Several feeds hold one talk; what one of them says counts, where the others are gone."""
    (home.data / "public/feeds/all.ics").unlink()
    home.lose("talkfeed.db", "archive.db")
    home.crawl()
    assert home.sequences() == [0, 2]


def test_feeds_that_the_database_published_are_not_read_again(
    home: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything written."""
    home.now += timedelta(minutes=1)
    monkeypatch.setattr(counting, "told", lambda *_: pytest.fail("it was read"))
    app = home.app()
    written: list[str] = []

    def watch(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN", "COMMIT")):
            written.append(statement)

    event.listen(app.store.engine, "before_cursor_execute", watch)
    assert counting.catch_up(app) == ""
    with app.ledger.turn():
        assert counting.count_on(app, home.data / "public") == ""
    assert written == []
    app.close()


def test_a_strange_calendar_is_read_once(home: Deployment) -> None:
    """What somebody else put there is nobody's talk."""
    (home.data / "public/feeds/mine.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x@home\nSEQUENCE:7\nLAST-MODIFIED:20260301T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert home("publish")[0] == 0
    app = home.app()
    assert counting._strange(app, home.data / "public") == []
    app.close()


# ── Files that cannot be read ─────────────────────────────────────────────────────────────────────────────────────────


def absurd(path: Path) -> None:
    text = (path.parent / "all.ics").read_text()
    path.write_text(re.sub(r"SEQUENCE:\d+", f"SEQUENCE:{10**23}", text))


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, counting.TOO_LARGE + 1)


STRANGE: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("cannot be read (it leads to no file)", lambda path: path.symlink_to("/nonexistent/x.ics")),
    ("cannot be read (it is no file)", lambda path: path.mkdir()),
    ("cannot be read (it is no file)", lambda path: os.mkfifo(path)),  # which is not waited for
    ("cannot be read (it is too large for a feed of Talkfeed)", large),
    ("cannot be read (it is not UTF-8)", lambda path: path.write_bytes("Größe".encode("latin-1"))),
    (f"says the SEQUENCE {10**23}, to which nobody can have counted", absurd),
)


def test_a_feed_that_cannot_be_read_is_named_before_anything_is_restored(home: Deployment) -> None:
    home.lose("talkfeed.db")
    backup, remedy = (
        home.folder / "monday.db",
        "SEQUENCE goes on from the feeds that lie there; put it right or move it away",
    )
    for number, (why, spoil) in enumerate(STRANGE):
        path = home.data / f"public/feeds/x{number}.ics"
        spoil(path)
        assert home("db", "restore", str(backup)) == (2, f"talkfeed: {path} {why}: {remedy}\n")
        path.rename(home.folder / path.name)
    assert home("db", "restore", str(backup))[0] == 0, "nothing was left half-written"
    home("publish")
    assert home.sequences() == [0, 3]


def test_publishing_goes_on_beside_what_cannot_be_read(home: Deployment) -> None:
    """It is told of a SEQUENCE that nobody counted to, once."""
    for number, (_, spoil) in enumerate(STRANGE):
        spoil(home.data / f"public/feeds/x{number}.ics")
    ended, said = home("publish")
    assert (ended, said.count("to which nobody can have counted")) == (1, 1)
    assert home("publish")[0] == 0
    home.lose("talkfeed.db", "archive.db")
    assert home.crawl()[0] == 1
    assert home.sequences() == [0, 2]


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    heard: list[str] = []
    assert told_last(tmp_path, heard.append) == {}
    assert heard == []
    (tmp_path / "feeds").write_text("no folder")
    assert told_last(tmp_path, heard.append) == {}
    assert heard == [f"{tmp_path}/feeds cannot be read (not a directory)"]


def test_a_feed_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/all.ics").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    heard: list[str] = []
    assert told_last(tmp_path, heard.append) == {}
    assert heard == [f"{tmp_path}/feeds/all.ics cannot be read (permission denied)"]


# ── What is decided ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Row:
    sequence: int
    updated: datetime


EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("sequence", "updated", "alike", "expected"),
    [
        (3, NOW, False, None),  # that very state
        (3, LATER, True, None),
        (3, LATER, None, None),  # it is not shown
        (3, LATER, False, 4),  # another state under the same number
        (3, EARLIER, True, 3),
        (3, EARLIER, False, 4),
        (4, LATER, False, None),
        (4, EARLIER, False, 4),  # only that it was modified later
        (1, LATER, True, 3),
        (1, LATER, False, 4),
        (1, EARLIER, None, 4),
    ],
)
def test_sequence_rises_above_what_was_told_unless_the_same_is_told(
    sequence: int, updated: datetime, alike: bool | None, expected: int | None
) -> None:
    assert counted_on(Row(sequence, updated), Told(3, NOW), alike) == expected


def test_of_several_calendars_the_latest_word_counts() -> None:
    def calendar(*said: str) -> tuple[Path, bytes]:
        lines = ["BEGIN:VEVENT", "UID:x@talkfeed", *said, "END:VEVENT", ""]
        return Path("x.ics"), "\r\n".join(lines).encode()

    first = calendar("SEQUENCE:2", "LAST-MODIFIED:20260302T090000Z", "SUMMARY;LANGUAGE=en:A very", " long one")
    other = calendar("SEQUENCE:1", "LAST-MODIFIED:20260302T100000Z", "SUMMARY:Short")
    none = calendar("SEQUENCE:one", "LAST-MODIFIED:20260302T110000Z")
    late = calendar("SEQUENCE:9", "LAST-MODIFIED:yesterday")
    found = {"x@talkfeed": Told(2, LATER, "SUMMARY;LANGUAGE=en:A verylong one")}
    assert told([first, other, none, late], pytest.fail) == found
    assert told([none, late, other, first], pytest.fail) == found
