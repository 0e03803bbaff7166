"""A database moved there and back is the same: every table, every feed's bytes; and never half of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from config.errors import StoreError
from config.settings import Settings
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Corrections, Store, transfer
from pipeline.store import tables as t
from pipeline.store.archive import Archive, archive_tables
from pipeline.store.resuming import Behind, resume
from pipeline.store.tables import metadata
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed import publishing
from talkfeed.commands import run
from talkfeed.counting import told_last
from talkfeed.restoring import restore
from talkfeed.wiring import App

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
LISTING = "https://institute.example/talks/"


@pytest.fixture
def source() -> Source:
    listing = Listing(url=LISTING)
    return Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))


def fill(store: Store, source: Source, archive: Archive) -> None:
    """Talks with all that hangs on them: people, topics, corrections, articles, pages, an alias, a saved feed."""
    sha256 = archive.keep(f"{LISTING}a", "institute", "<p>Größe</p>".encode(), status=200, headers={}, retrieved=NOW)
    for hours in (0, 6):
        now, seen = NOW + timedelta(hours=hours), []
        for slug in ("a", "b", "c"):
            said = {"title": f"On the Größe of {slug}", "when": f"March {3 + hours}, 2026, 3:00 pm", "topic": "stars"}
            said |= {"speaker": "Ada Lovelace", "series": "Seminar", "abstract": "Why? " * 30, "room": "R 12"}
            claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At(sha256, "/p")) for k, v in said.items())
            seen.append(Sighting("talk", f"{LISTING}{slug}", f"{LISTING}{slug}", claims, own_page=True))
        news = {"title": "Stars were found", "body": "Many stars were found by the institute. " * 9}
        claims = tuple(Claim(k, v, Layer.VISIBLE, "visible", At(sha256)) for k, v in news.items())
        seen.append(Sighting("article", f"{LISTING}news", f"{LISTING}news", claims, own_page=True))
        ingest(store, source, Harvest("institute", f"run-{hours}", now, now, tuple(seen), pages_ok=4), now=now)
    first, second, _ = store.find(TalkQuery())
    corrections = Corrections(store)
    corrections.fix(first.uid, ["room=R 14", "start=17:00"], reason="so", now=NOW + timedelta(hours=7))
    with store.changing() as connection:
        connection.execute(t.alias.insert().values(uid="gone@talkfeed", talk_uid=second.uid))
        connection.execute(t.feed.insert().values(id="stars", name="Stars", query="topic=stars", created_at=NOW))


def contents(store: Store, archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for name, table in metadata.tables.items()
        }
    with archive.engine.connect() as connection:
        for table in archive_tables.sorted_tables:
            found[table.name] = sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
    return found


def feeds(folder: Path, url: str, source: Source, out: str) -> dict[str, bytes]:
    """What this database publishes."""
    app = App(Settings(data_dir=folder, database_url=url), lambda: NOW)
    app.__dict__["sources"] = {source.id: source}
    publishing.publish(app, folder / out)
    app.close()
    return {path.name: path.read_bytes() for path in sorted((folder / out / "feeds").iterdir()) if path.is_file()}


@pytest.fixture
def home(tmp_path: Path, source: Source) -> Iterator[tuple[Store, Archive]]:
    """A deployment on SQLite."""
    folder = tmp_path / "home"
    with Store.open(f"sqlite:///{folder / 'talkfeed.db'}") as store, Archive.open(folder / "archive.db") as archive:
        fill(store, source, archive)
        yield store, archive


def test_there_and_back(home: tuple[Store, Archive], database_url: str, tmp_path: Path, source: Source) -> None:
    store, archive = home
    said = feeds(tmp_path / "home", str(store.url), source, "before")
    before = contents(store, archive)
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'there' / 'talkfeed.db'}"
    counts = transfer.move(store, database_url, archive=archive, pages=tmp_path / "there" / "archive.db")
    assert counts == {name: len(rows) for name, rows in before.items()}
    sqlite = database_url.startswith("sqlite")
    with (
        Store.open(database_url) as there,
        Archive.open(tmp_path / "there" / "archive.db" if sqlite else database_url) as leaves,
    ):
        assert contents(there, leaves) == before
        back = tmp_path / "back"
        transfer.move(there, f"sqlite:///{back / 'talkfeed.db'}", archive=leaves, pages=back / "archive.db")
    with Store.open(f"sqlite:///{back / 'talkfeed.db'}") as again, Archive.open(back / "archive.db") as leaves:
        assert contents(again, leaves) == before
        assert (page := leaves.recall(f"{LISTING}a")) is not None
        assert leaves.body(page.sha256) == "<p>Größe</p>".encode()
    assert feeds(back, f"sqlite:///{back / 'talkfeed.db'}", source, "after") == said
    assert len(said) > 10


def test_what_was_moved_can_go_on(home: tuple[Store, Archive], database_url: str, tmp_path: Path) -> None:
    """Numbers go on after those copied, text is found, people correct on."""
    store, _ = home
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'there.db'}"
    transfer.move(store, database_url)
    with Store.open(database_url) as there:
        assert len(there.find(TalkQuery(q="größe"))) == 3
        uid = there.find(TalkQuery())[1].uid
        Corrections(there).fix(uid, ["room=R 99"], reason="so", now=NOW + timedelta(hours=9))
        ids = [one.id for one in Corrections(there).all(ended=True)]
        assert len(ids) == len(set(ids)) > 1


@pytest.mark.parametrize("table", ["digest", "told"])
def test_a_database_that_knows_subscribers_is_not_empty(
    home: tuple[Store, Archive], store: Store, tmp_path: Path, table: str
) -> None:
    transfer.backup(home[0], tmp_path / "copy.db")
    with store.changing() as connection:
        made: dict[str, object] = {
            "feed_id": "all",
            "address": "ada@harbour.example",
            "every": "week",
            "language": "en",
            "created_at": NOW,
        }
        if table == "told":
            made = {"uid": "x@talkfeed", "sequence": 2}
        connection.execute(metadata.tables[table].insert().values(**made))
    with pytest.raises(StoreError, match=f"is not empty: 1 rows in {table}"):
        transfer.restore(tmp_path / "copy.db", store)


def test_backup_and_restore(store: Store, home: tuple[Store, Archive], tmp_path: Path) -> None:
    """A backup of either engine is one file, and comes back into either."""
    origin, archive = home
    first, second = tmp_path / "copies" / "first.db", tmp_path / "copies" / "second.db"
    transfer.backup(origin, first)
    transfer.restore(first, store)
    transfer.backup(store, second)
    assert contents(store, archive) == contents(origin, archive)
    with Store.open(f"sqlite:///{second}") as copy:
        assert contents(copy, archive) == contents(origin, archive)
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == ["first.db", "second.db"]
    with pytest.raises(StoreError, match="is there already"):
        transfer.backup(store, first)
    with pytest.raises(StoreError, match=r"is not empty: 3 rows in talk"):
        transfer.restore(first, store)


def test_an_old_backup_goes_on_from_what_was_published(
    database_url: str, home: tuple[Store, Archive], source: Source, tmp_path: Path
) -> None:
    """Whoever subscribes never sees a SEQUENCE fall or a talk modified earlier than they were told."""
    origin, _ = home
    transfer.backup(origin, tmp_path / "monday.db")
    uids = [entry.uid for entry in origin.find(TalkQuery())]
    pen, later = Corrections(origin), NOW + timedelta(days=2)
    for number in range(3):
        pen.fix(uids[1], [f"room=R {20 + number}"], reason="so", now=later + timedelta(hours=number))
    pen.fix(uids[2], ["abstract=Because."], reason="so", now=later)  # which raises no SEQUENCE, and counts one revision
    folder = tmp_path / "home"
    feeds(folder, str(origin.url), source, "public")
    told = told_last(folder / "public")
    assert told[uids[1]][0] == 4

    now = NOW + timedelta(days=5)
    app = App(Settings(data_dir=folder, database_url=database_url, public_dir=folder / "public"), lambda: now)
    app.__dict__["sources"] = {source.id: source}
    counts, behind = restore(app, tmp_path / "monday.db")
    assert (counts["talk"], behind) == (3, 2)
    publishing.publish(app)
    after = told_last(folder / "public")
    assert after.keys() == told.keys()
    assert all(after[uid] >= told[uid] for uid in told)
    assert after[uids[0]] == told[uids[0]]  # nothing happened to it
    assert after[uids[1]][:2] == (5, now)
    (*_, last) = app.store.history(uids[1])
    assert (last.by, last.sequence) == ("restore", 5)
    assert app.store.find(TalkQuery(as_of=NOW + timedelta(days=1)))[1].sequence == 1
    assert resume(app.store, after, now) == Behind()
    publishing.publish(app, tmp_path / "anew")
    for path in sorted((tmp_path / "anew" / "feeds").glob("*.ics")):  # what is in the database, and nothing of before
        assert (folder / "public" / "feeds" / path.name).read_bytes() == path.read_bytes(), path.name
    app.close()


def test_what_was_announced_after_the_backup_goes_on_when_it_is_announced_again(
    database_url: str, home: tuple[Store, Archive], source: Source, tmp_path: Path
) -> None:
    origin, _ = home
    now = NOW + timedelta(days=5)

    def announced(store: Store, room: str, name: str) -> tuple[str, int]:
        said = {"title": "On Moons", "when": "March 20, 2026, 3:00 pm", "room": room}
        claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32)) for k, v in said.items())
        seen = Sighting("talk", f"{LISTING}late", f"{LISTING}late", claims, own_page=True)
        ingest(store, source, Harvest("institute", name, now, now, (seen,), coverage=Coverage(flaw="cut")), now=now)
        return next((one.uid, one.sequence) for one in store.find(TalkQuery()) if one.talk.title == "On Moons")

    transfer.backup(origin, tmp_path / "monday.db")
    uid, _ = announced(origin, "R 1", "run-1")
    assert announced(origin, "R 2", "run-2") == (uid, 1)
    folder = tmp_path / "home"
    feeds(folder, str(origin.url), source, "public")
    app = App(Settings(data_dir=folder, database_url=database_url, public_dir=folder / "public"), lambda: now)
    app.__dict__["sources"] = {source.id: source}
    assert restore(app, tmp_path / "monday.db")[1] == 0
    assert all(one.uid != uid for one in app.store.find(TalkQuery()))
    assert announced(app.store, "R 3", "run-3") == (uid, 2)
    assert announced(app.store, "R 4", "run-4") == (uid, 3)
    app.close()


def test_another_database_in_its_place_is_published_as_it_is(
    home: tuple[Store, Archive], source: Source, tmp_path: Path
) -> None:
    """A file copied back by hand counts the same revisions again, of other words."""
    origin, _ = home
    folder, copy = tmp_path / "home", tmp_path / "other.db"
    uid = origin.find(TalkQuery())[2].uid
    transfer.backup(origin, copy)
    Corrections(origin).fix(uid, ["room=R 99"], reason="so", now=NOW + timedelta(days=1))
    feeds(folder, str(origin.url), source, "public")
    with Store.open(f"sqlite:///{copy}") as other:
        Corrections(other).fix(uid, ["room=R 77"], reason="so", now=NOW + timedelta(days=2))
    feeds(folder, f"sqlite:///{copy}", source, "public")
    said = (folder / "public" / "feeds" / "institute.ics").read_text("utf-8")
    assert (said.count("R 77"), said.count("R 99")) == (1, 0)


def test_a_backup_of_an_older_version_is_upgraded_as_a_copy(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    before = path.read_bytes()
    assert set(transfer.restore(path, store).values()) == {0}
    assert path.read_bytes() == before
    with pytest.raises(StoreError, match="there is no file"):
        transfer.restore(tmp_path / "nowhere.db", store)
    (tmp_path / "poem.db").write_text("roses are red")
    with pytest.raises(StoreError, match="is no backup"):
        transfer.restore(tmp_path / "poem.db", store)


def test_what_does_not_read_back_is_not_kept(
    store: Store, home: tuple[Store, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, _ = home
    true = transfer.digest
    count = iter(range(1000))
    monkeypatch.setattr(transfer, "digest", lambda c, x: (true(c, x), next(count) if x.name == "revision" else 0))
    with pytest.raises(StoreError, match="revision did not read back as written; nothing was kept"):
        transfer.transfer(origin, store)
    assert store.info()["rows"]["talk"] == 0


def test_a_file_is_made_whole_or_not_at_all(home: tuple[Store, Archive], tmp_path: Path) -> None:
    store, archive = home
    there = tmp_path / "there" / "talkfeed.db"
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "archive.db").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"archive\.db is there already"):
        transfer.move(store, f"sqlite:///{there}", archive=archive, pages=there.with_name("archive.db"))
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["archive.db"]
    with pytest.raises(StoreError, match="name another address"):
        transfer.move(store, str(store.url))


def test_the_same_row_digests_alike_whatever_its_order(home: tuple[Store, Archive]) -> None:
    store, _ = home
    with store.changing() as connection:
        before = transfer.digest(connection, t.talk)
        connection.execute(text("CREATE TABLE kept AS SELECT * FROM talk ORDER BY uid DESC"))
        connection.execute(text("DELETE FROM talk"))
        connection.execute(text("INSERT INTO talk SELECT * FROM kept"))
        assert transfer.digest(connection, t.talk) == before
        connection.execute(text("UPDATE talk SET sequence = sequence + 1"))
        assert transfer.digest(connection, t.talk) != before
        connection.rollback()


def test_vacuum(store: Store, database_url: str, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        transfer.vacuum([store.engine, archive.engine])


def test_on_the_command_line(home: tuple[Store, Archive], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str, data_dir: Path = tmp_path / "home") -> tuple[int, str]:
        status = run(["--data-dir", str(data_dir), *words])
        return status, "".join(capsys.readouterr())

    copy, new = tmp_path / "copy.db", tmp_path / "new"
    assert said("db", "backup", str(copy))[0] == 0
    status, text = said("db", "restore", str(copy), data_dir=new)
    assert status == 0
    assert "read back and found equal" in text
    assert "is not empty" in said("db", "restore", str(copy), data_dir=new)[1]
    assert 'now set database_url = "sqlite:' in said("db", "move", f"sqlite:///{tmp_path / 'elsewhere.db'}")[1]
    assert "bytes before" in said("db", "vacuum")[1]
    shutil.copy(copy, tmp_path / "other.db")
    assert "name another address" in said("db", "move", str(home[0].url))[1]
