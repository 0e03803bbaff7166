"""Saved pages are read like pages from the wire; a file that is none costs a sentence, not the rest."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.errors import PageError
from crawler.saved import read_saved

HTML = b"<!-- saved from url=(0031)https://institute.example/t/1 --><html><body><h1>Tides</h1></body></html>"


def test_a_file_is_a_page(tmp_path: Path) -> None:
    file = tmp_path / "any.name"
    file.write_bytes(HTML)
    (page,) = read_saved(file, timezone="Europe/Rome", retrieved=date(2026, 3, 1))
    assert (page.kind, page.url, page.timezone, page.retrieved) == (
        "html", "https://institute.example/t/1", "Europe/Rome", date(2026, 3, 1))  # fmt: skip
    (page,) = read_saved(file, url="https://other.example/")
    assert page.url == "https://other.example/"


def test_a_canonical_address_is_the_address_of_a_page_without_one(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        '<html><head><link rel="canonical" href="https://institute.example/t/2"></head><body>x</body></html>'
    )
    assert next(read_saved(file)).url == "https://institute.example/t/2"


def test_a_folder_is_all_its_pages_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(HTML)
    (tmp_path / "b.json").write_text('{"title": "what is expected of b.html"}')
    (tmp_path / "a.md").write_text("---\noriginal_url: https://institute.example/a\ndate: 2025-05-04\n---\n\n# Tides\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.ics.gz").write_bytes(gzip.compress(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"))
    (tmp_path / "sub" / "d.json").write_text('{"events": []}')
    (tmp_path / "README.md").write_text("about these pages")
    (tmp_path / ".hidden").write_text("x")
    found = list(read_saved(tmp_path, url="https://not.for.folders/"))
    assert [page.kind for page in found] == ["markdown", "html", "ics", "json"]
    assert [page.url for page in found[:2]] == ["https://institute.example/a", "https://institute.example/t/1"]
    assert found[0].retrieved == date(2025, 5, 4)


def test_a_text_that_is_not_utf8_costs_a_sentence_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("first line\nMüller speaks".encode("cp1252"))
    (tmp_path / "b.txt").write_text("Müller speaks")
    (tmp_path / "c.html").write_bytes("<html><p>Müller</p></html>".encode("cp1252"))
    problems: list[PageError] = []
    found = list(read_saved(tmp_path, on_problem=problems.append))
    assert [page.kind for page in found] == ["text", "html"]
    assert found[1].text_at("") == "Müller"
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"{tmp_path / 'a.txt'} is not UTF-8 (line 2)")


def test_without_a_listener_the_problem_comes_after_all_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xfa\x80 no")
    (tmp_path / "b.txt").write_text("a page")
    pages = read_saved(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    assert next(pages).content == "a page"
    with pytest.raises(PageError, match="not UTF-8"):
        next(pages)


@pytest.mark.parametrize(("body", "words"), [(b"", "is empty"), (b"%PDF-1.7 ...", "no page"), (None, "cannot be read")])
def test_what_is_no_page_is_named(tmp_path: Path, body: bytes | None, words: str) -> None:
    file = tmp_path / "thing"
    if body is not None:
        file.write_bytes(body)
    with pytest.raises(PageError, match=words) as error:
        list(read_saved(file))
    assert str(file) in str(error.value)


def archive(*, compressed: bool) -> bytes:
    """A WARC as crawlers write it: each record by itself compressed, or none."""
    out = b""
    for address, status, kind, body in (
        ("https://institute.example/t/1", "200 OK", "text/html", b"<h1>Tides</h1>"),
        ("https://institute.example/gone", "404 Not Found", "text/html", b"<h1>no</h1>"),
        ("https://institute.example/a.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://institute.example/t/2", "200 OK", "text/html", b"<h1>Sands</h1>"),
    ):
        payload = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-01T12:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(out):012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        record = head.encode() + payload + b"\r\n\r\n"
        out += gzip.compress(record) if compressed else record
    return out


@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_is_its_good_pages(tmp_path: Path, compressed: bool) -> None:
    file = tmp_path / "crawl.warc"
    file.write_bytes(archive(compressed=compressed))
    found = list(read_saved(file, timezone="Europe/Rome"))
    assert [(page.url, page.text("h1")) for page in found] == [
        ("https://institute.example/t/1", "Tides"),
        ("https://institute.example/t/2", "Sands"),
    ]
    assert found[0].retrieved == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    whole = archive(compressed=False)
    file.write_bytes(whole[: whole.index(b"gone") - 60] + b"\nnot a header\n" * 3)
    problems: list[PageError] = []
    found = list(read_saved(file, on_problem=problems.append))
    assert found[0].url == "https://institute.example/t/1"
