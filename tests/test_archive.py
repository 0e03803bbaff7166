"""The archive, on both engines: bytes come back by hash, addresses remember what to ask with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import inspect

from config.errors import StoreError
from pipeline.store.archive import Archive

URL = "https://institute.example/talks/a"
HEADERS = {
    "ETag": '"v1"',
    "Last-Modified": "Wed, 04 Feb 2026 08:00:00 GMT",
    "Content-Type": "text/html; charset=koi8-r",
}
BODY = b"<html>" + bytes(range(256)) * 40


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    with Archive.open(database_url) as one:
        yield one


def test_a_page_comes_back_with_what_to_ask_with(archive: Archive, now: datetime) -> None:
    digest = archive.keep(URL, "institute", BODY, status=200, headers=HEADERS, retrieved=now)
    assert digest == sha256(BODY).hexdigest()
    assert archive.body(digest) == BODY
    known = archive.recall(URL)
    assert known is not None
    assert (known.url, known.source, known.sha256, known.retrieved, known.status) == (
        URL,
        "institute",
        digest,
        now,
        200,
    )
    assert (known.etag, known.last_modified) == ('"v1"', HEADERS["Last-Modified"])
    assert known.content_type == "text/html; charset=koi8-r"


def test_runs_are_noted_until_a_source_has_settled(archive: Archive, now: datetime) -> None:
    """That a page is gone once, and three whole runs after whatever was new."""
    archive.keep(URL, "institute", BODY, status=200, headers={}, retrieved=now)
    at = [now + timedelta(hours=number) for number in range(10)]
    for when in at:
        archive.note("institute", when, ())
    assert archive.runs() == [(when, "institute") for when in at[:4]]
    for when in at[6:]:
        archive.note("institute", when, (URL, f"{URL}/never-kept"))
    assert archive.runs() == [(when, "institute") for when in (*at[:4], *at[6:])]
    known = archive.as_of(at[9]).recall(URL)
    assert known is not None
    assert (known.status, known.retrieved) == (404, at[6])
    assert (archive.as_of(at[5]).recall(URL) or known).status == 200
    kept = archive.recall(URL)
    assert kept is not None
    assert kept.status == 200, "what a crawl asks with is as it was"
    assert archive.as_of(at[9]).recall(f"{URL}/never-kept") is None


def test_what_was_never_kept_is_none(archive: Archive) -> None:
    assert archive.recall(URL) is None
    assert archive.body("0" * 64) is None


def test_a_new_version_replaces_the_address_and_keeps_the_old_bytes(archive: Archive, now: datetime) -> None:
    old = archive.keep(URL, "institute", b"old", status=200, headers=HEADERS, retrieved=now)
    new = archive.keep(URL, "institute", b"new", status=200, headers={}, retrieved=now + timedelta(days=1))
    known = archive.recall(URL)
    assert known is not None
    assert (known.sha256, known.etag) == (new, None)
    assert archive.body(old) == b"old"


def test_equal_bytes_are_kept_once(archive: Archive, now: datetime) -> None:
    for number in range(5):
        archive.keep(f"{URL}/{number}", "institute", BODY, status=200, headers={}, retrieved=now)
    info = archive.info()
    assert (info["pages"], info["bodies"], info["bytes"]) == (5, 1, len(BODY))
    assert 0 < info["packed_bytes"] < len(BODY)


def test_an_empty_page_is_a_page(archive: Archive, now: datetime) -> None:
    assert archive.body(archive.keep(URL, "institute", b"", status=200, headers={}, retrieved=now)) == b""


def test_pruning_forgets_what_is_old_and_nothing_that_is_referred_to(archive: Archive, now: datetime) -> None:
    old = now - timedelta(days=400)
    gone = archive.keep(f"{URL}/gone", "institute", b"gone", status=200, headers={}, retrieved=old)
    shared = archive.keep(f"{URL}/old", "institute", b"shared", status=200, headers={}, retrieved=old)
    archive.keep(f"{URL}/new", "institute", b"shared", status=200, headers={}, retrieved=now)
    assert archive.prune(now - timedelta(days=365)) == 1
    assert archive.body(gone) is None
    assert archive.recall(f"{URL}/gone") is None
    assert archive.body(shared) == b"shared"
    assert archive.prune(now - timedelta(days=365)) == 0


def test_a_page_that_is_still_there_is_not_pruned(archive: Archive, now: datetime) -> None:
    """However long its bytes stay the same; and since when they have is not forgotten."""
    digest = archive.keep(URL, "institute", BODY, status=200, headers=HEADERS, retrieved=now)
    for day in range(0, 800, 40):
        archive.seen(URL, now + timedelta(days=day, hours=1))
        assert archive.prune(now + timedelta(days=day - 365)) == 0
    known = archive.recall(URL)
    assert known is not None
    assert (known.retrieved, known.last_seen) == (now, now + timedelta(days=760, hours=1))
    assert archive.body(digest) == BODY
    assert archive.prune(now + timedelta(days=770)) == 1
    assert archive.recall(URL) is None


def test_an_older_version_stays_as_long_after_it_was_replaced(archive: Archive, now: datetime) -> None:
    old = archive.keep(URL, "institute", b"old", status=200, headers={}, retrieved=now)
    later = now + timedelta(days=400)
    archive.seen(URL, later)
    archive.keep(URL, "institute", b"new", status=200, headers={}, retrieved=later + timedelta(days=1))
    assert archive.prune(later - timedelta(days=1)) == 0
    assert archive.body(old) == b"old"


def test_what_is_seen_hourly_is_noted_daily(archive: Archive, now: datetime) -> None:
    archive.keep(URL, "institute", BODY, status=200, headers={}, retrieved=now)
    archive.seen(f"{URL}/never", now)
    for hour in range(30):
        archive.seen(URL, now + timedelta(hours=hour))
    known = archive.recall(URL)
    assert known is not None
    assert known.last_seen == now + timedelta(hours=24)


def test_it_stays_when_closed(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "deep" / "archive.db"
    with Archive.open(path) as archive:
        digest = archive.keep(URL, "institute", BODY, status=200, headers={}, retrieved=now)
    with Archive.open(f"sqlite:///{path}") as again:
        assert again.body(digest) == BODY


def test_two_writers_wait_for_each_other(database_url: str, now: datetime) -> None:
    def write(name: str) -> None:
        with Archive.open(database_url) as archive:
            for number in range(20):
                archive.keep(f"{URL}/{name}/{number}", name, b"%d" % number, status=200, headers={}, retrieved=now)

    Archive.open(database_url).close()
    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Archive.open(database_url) as archive:
        assert archive.info()["pages"] == 40
        assert archive.info()["bodies"] == 20


def test_a_file_that_is_no_archive_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("Dear diary,\n" * 100)
    with pytest.raises(StoreError, match="is not a SQLite database"):
        Archive.open(tmp_path / "archive.db")


def test_where_bytes_stood_is_known_when_something_else_stands_there(archive: Archive, now: datetime) -> None:
    digest = archive.keep(URL, "institute", BODY, status=200, headers={}, retrieved=now)
    archive.keep(URL, "institute", b"other", status=200, headers={}, retrieved=now + timedelta(days=1))
    assert archive.pages([digest]) == {digest: []}
    assert archive.former([digest, "ab" * 32]) == {digest: (URL, now)}
    assert archive.last() == {"institute": now + timedelta(days=1)}


def test_an_archive_of_before_gets_what_it_lacks(database_url: str, now: datetime) -> None:
    with Archive.open(database_url) as old:
        digest = old.keep(URL, "institute", BODY, status=200, headers={}, retrieved=now)
        with old.engine.begin() as connection:
            connection.exec_driver_sql("DROP INDEX ix_archive_version_sha256")
    for _ in range(2):
        with Archive.open(database_url) as again:
            names = {one["name"] for one in inspect(again.engine).get_indexes("archive_version")}
            assert "ix_archive_version_sha256" in names
            assert again.former([digest]) == {digest: (URL, now)}
