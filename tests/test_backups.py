"""Backups with their pages, and what people are told where one cannot be made, read or kept."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from calendar_export.publish import write
from config.errors import ServeError, StoreError
from config.settings import Settings
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import engine, transfer
from pipeline.store.archive import Archive
from pipeline.talk import At, Claim, Layer, Sighting
from talkfeed import lock
from talkfeed.commands import run
from talkfeed.restoring import restore, without_pages
from talkfeed.wiring import App

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
LISTING = "https://institute.example/talks/"
BODY = b"<p>On Moons</p>"


def fill(app: App) -> None:
    """One talk, and the page it was read from."""
    source = Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(Listing(url=LISTING),))
    sha256 = app.archive.keep(LISTING, "institute", BODY, status=200, headers={}, retrieved=NOW)
    said = {"title": "On Moons", "when": "March 20, 2026, 3:00 pm"}
    claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At(sha256)) for k, v in said.items())
    seen = Sighting("talk", f"{LISTING}a", f"{LISTING}a", claims, own_page=True)
    ingest(app.store, source, Harvest("institute", "run-1", NOW, NOW, (seen,), pages_ok=1), now=NOW)


Deploy = Callable[..., App]


@pytest.fixture
def deploy(tmp_path: Path) -> Iterator[Deploy]:
    """Makes deployments, each in a folder of its own."""
    apps: list[App] = []

    def deployed(name: str, url: str = "") -> App:
        folder = tmp_path / name
        url = url or f"sqlite:///{folder / 'talkfeed.db'}"
        apps.append(App(Settings(data_dir=folder, database_url=url, catalogue=False), lambda: NOW))
        return apps[-1]

    yield deployed
    for app in apps:
        app.close()


def test_pages_come_along_where_they_are_asked_for(deploy: Deploy, database_url: str, tmp_path: Path) -> None:
    """Of either engine, into either; and what is kept already is later than the backup."""
    home, file = deploy("home", database_url), tmp_path / "monday.db"
    fill(home)
    transfer.backup(home.store, file, archive=home.archive)
    assert sorted(path.name for path in tmp_path.glob("monday*")) == ["monday.db", "monday.db.archive"]
    there = deploy("there")
    assert restore(there, file)[0]["archive_body"] == 1
    assert (page := there.archive.recall(LISTING)) is not None
    assert there.archive.body(page.sha256) == BODY
    assert there.archive.runs() == home.archive.runs()
    assert without_pages(there) == ""
    later = deploy("later")
    later.archive.keep(LISTING, "institute", b"later", status=200, headers={}, retrieved=NOW)
    assert "archive_body" not in restore(later, file)[0]
    assert not list(tmp_path.rglob("*.reading*"))


def test_pages_come_back_into_either_engine(deploy: Deploy, database_url: str, tmp_path: Path) -> None:
    home, file = deploy("home"), tmp_path / "monday.db"
    fill(home)
    transfer.backup(home.store, file, archive=home.archive)
    again = deploy("again", database_url)
    restore(again, file)
    assert again.archive.runs() == home.archive.runs()
    assert [one.uid for one in again.store.find(TalkQuery())] == [one.uid for one in home.store.find(TalkQuery())]


def test_a_backup_without_pages_says_what_cannot_be_read_again(
    deploy: Deploy, database_url: str, tmp_path: Path
) -> None:
    home, file = deploy("home"), tmp_path / "monday.db"
    fill(home)
    transfer.backup(home.store, file)
    again = deploy("again", database_url)
    restore(again, file)
    said = without_pages(again)
    assert "'talkfeed crawl' asks the institutes" in said
    assert ("in PostgreSQL the archive lies in the database" in said) is database_url.startswith("postgresql")
    words = ["--data-dir", str(tmp_path / "again"), "replay"]
    told = {**os.environ, "TALKFEED_DATABASE_URL": database_url, "TALKFEED_CATALOGUE": "false"}
    ended = subprocess.run([sys.executable, "-m", "talkfeed", *words], env=told, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    heard = ended.stdout + ended.stderr
    assert ("'db backup --with-archive' wrote" in heard) is database_url.startswith("postgresql")


def test_both_files_or_none(deploy: Deploy, tmp_path: Path) -> None:
    home, file = deploy("home"), tmp_path / "monday.db"
    fill(home)
    transfer.archive_of(file).write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"monday\.db\.archive is there already; name a file that is not"):
        transfer.backup(home.store, file, archive=home.archive)
    assert not file.exists()


def test_what_a_killed_restore_left_behind_goes(deploy: Deploy, tmp_path: Path) -> None:
    home, file, again = deploy("home"), tmp_path / "b.db", deploy("again")
    fill(home)
    transfer.backup(home.store, file)
    folder = again.settings.data_dir
    folder.mkdir()
    for name in (".b.db.16405.reading", ".b.db.16405.reading-wal", ".other.db.reading", ".other.db.reading-shm"):
        (folder / name).write_bytes(b"much")
    (folder / "my.reading").write_bytes(b"mine")
    restore(again, file)
    assert [path.name for path in folder.iterdir() if "reading" in path.name] == ["my.reading"]


@pytest.mark.parametrize("kept", [40960, 0.9])
def test_a_damaged_backup_is_called_by_its_name(deploy: Deploy, database_url: str, kept: float, tmp_path: Path) -> None:
    """Wherever the damage shows: when it is opened, or when a row is read."""
    home, file = deploy("home"), tmp_path / "b.db"
    fill(home)
    transfer.backup(home.store, file)
    if isinstance(kept, int):
        os.truncate(file, kept)
    else:
        content = bytearray(file.read_bytes())
        at = content.rindex(b"On Moons") // 4096 * 4096
        content[at : at + 4096] = b"\xff" * 4096
        file.write_bytes(content)
    with pytest.raises(StoreError) as told:
        restore(deploy("again", database_url), file)
    assert str(told.value) == f"the backup {file} is damaged; take another one"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:////", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file::memory:?cache=shared", "names no file"),
        ("sqlite://host/talkfeed.db", "names no file"),
        ("sqlite+aiosqlite:///talkfeed.db", "names the driver sqlite+aiosqlite"),
        ("postgresql://", "names a server and no database"),
        ("postgresql+psycopg://u:secret@host", "names a server and no database"),
        ("postgresql+psycopg://u:secret@host/", "names a server and no database"),
        ("postgresql+psycopg://host?user=u&password=secret", "names a server and no database"),
        ("postgresql+psycopg://u:secret@host:port/name", "is no address of a database"),
        ("postgresql+asyncpg://u:secret@host/name", "names the driver postgresql+asyncpg"),
        ("mysql://u:secret@host/name", "Talkfeed knows sqlite and postgresql+psycopg"),
        ("", "is no address of a database"),
    ],
)
def test_a_place_that_holds_no_database_is_refused_in_a_line(
    url: str, said: str, deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    home = deploy("home")
    fill(home)
    assert run(["--data-dir", str(home.settings.data_dir), "db", "move", url]) == 2
    out = "".join(capsys.readouterr())
    assert said in out
    assert len(out.splitlines()) == 1
    assert "secret" not in out


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_way_back_from_postgresql_can_be_gone(deploy: Deploy, database_url: str, tmp_path: Path) -> None:
    """One folder there and back: what lies in it is of the first life."""
    home = deploy("home", database_url)
    fill(home)
    pages, to = tmp_path / "home" / "archive.db", f"sqlite:///{tmp_path / 'home' / 'talkfeed.db'}"
    pages.parent.mkdir(exist_ok=True)
    Archive.open(pages).close()
    with pytest.raises(StoreError, match=r"archive\.db is there already; move it away and .* --without-archive"):
        transfer.move(home.store, to, archive=home.archive, pages=pages)
    pages.rename(tmp_path / "away.db")
    assert transfer.move(home.store, to, archive=home.archive, pages=pages)["archive_body"] == 1


# ── A full disk ───────────────────────────────────────────────────────────────────────────────────────────────────────


def full(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on the disk of this folder has no room."""
    real = shutil.disk_usage
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: SimpleNamespace(free=0) if Path(path) == folder else real(path)
    )


@pytest.mark.parametrize("words", ["disk I/O error", "database or disk is full", "unable to open database file"])
def test_a_full_disk_is_called_so(words: str, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has other words for it: who only reads writes a little beside the file, too."""
    home = deploy("home")
    store = home.store
    folder = home.settings.data_dir

    def refuse(*_: object) -> None:
        raise engine.sqlite3.OperationalError(words)

    event.listen(store.engine, "before_cursor_execute", refuse)
    with pytest.raises(StoreError) as told:
        store.find(TalkQuery())
    assert "free space" in str(told.value) or words != "database or disk is full"
    full(monkeypatch, folder)
    with pytest.raises(StoreError) as told:
        store.find(TalkQuery())
    assert str(told.value).endswith(f"cannot be read or written: the disk of {folder} is full; free space there")


def test_a_folder_in_the_place_of_a_feed_is_told(
    deploy: Deploy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "home" / "public" / "feeds" / "all.ics"
    there.mkdir(parents=True)
    assert run(["--data-dir", str(tmp_path / "home"), "publish"]) == 2
    said = capsys.readouterr().err
    assert said == f"talkfeed: {there} cannot be read or written (is a directory); put that right or move it away\n"


def test_a_full_disk_ends_no_command_in_a_traceback(
    deploy: Deploy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_room)
    assert run(["--data-dir", str(tmp_path / "home"), "publish"]) == 2
    assert capsys.readouterr().err == (
        f"talkfeed: {tmp_path}/home/public/feeds/all.ics cannot be written: the disk is full; free space\n"
    )
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "x", b"")
    monkeypatch.setattr(os, "write", no_room)
    with pytest.raises(ServeError, match="no space left on device; free space there"), lock.held(tmp_path):
        pass
