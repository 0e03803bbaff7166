"""Pages that lie in files: saved pages, folders of them, calendars, WARC archives. No network, no clock.

What a file is stands in its bytes, not in its name: HTML, JSON, XML, iCalendar, Markdown with front matter, text, each
plain or gzip; or a WARC with many pages.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from config.errors import PageError
from crawler.extract import decode
from crawler.extract.page import Page

MAX_FILE = 512 * 2**20
"""A file larger than this is not opened; pages within an archive are bounded by `decode.MAX_BYTES`."""

_NOT_PAGES = re.compile(
    r"(?:readme|license|licence|copying|manifest|robots)(?:\..*)?$|.*\.(?:jsonl|toml|lock|py|css|js)$", re.I
)
_PAGES = (".html", ".htm", ".md", ".txt", ".ics", ".xml")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(https?://\S+?)\s*-->", re.I)


def read_saved(
    path: Path | str,
    *,
    url: str | None = None,
    timezone: str = "",
    retrieved: date | datetime | None = None,
    language: str | None = None,
    on_problem: Callable[[PageError], None] | None = None,
) -> Iterator[Page]:
    """The pages in a file, or in all files of a folder and its folders, by name.

    `url` and `retrieved` count where the file does not say better: front matter and archives carry their own. A file
    that cannot be read is one `PageError`: given to `on_problem`, or raised once all others have been read.
    """
    problems: list[PageError] = []
    path = Path(path)
    for file in files(path):
        try:
            yield from _pages(file, None if path.is_dir() else url, timezone, retrieved, language)
        except PageError as problem:
            problems.append(problem)
            if on_problem is not None:
                on_problem(problem)
    if problems and on_problem is None:
        raise PageError(" ".join(str(problem) for problem in problems))


def files(path: Path) -> Iterator[Path]:
    """The file, or the pages of a folder and its folders, by name."""
    yield from filter(_is_page, _visible(path)) if path.is_dir() else (path,)


def left_out(path: Path) -> Iterator[Path]:
    """The files of a folder that by their names are no pages; those whose own name, or whose folder's, begins with a
    dot are not spoken of."""
    yield from (file for file in _visible(path) if not _is_page(file)) if path.is_dir() else ()


def _visible(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file


def _is_page(file: Path) -> bool:
    expected = file.suffix == ".json" and any(file.with_suffix(suffix).exists() for suffix in _PAGES)
    return not expected and not _NOT_PAGES.match(file.name)  # expected: the record of the page beside it


def _pages(
    file: Path, url: str | None, timezone: str, retrieved: date | datetime | None, language: str | None
) -> Iterator[Page]:
    body = _bytes(file)
    if _is_warc(body):
        yield from _warc(file, body, timezone, language)
        return
    plain = decode.unpack(body)
    if not plain.strip():
        raise PageError(f"{file} is empty.")
    if decode.is_binary(plain):
        raise PageError(f"{file} is no page: it holds neither markup nor text.")
    page = Page(url, body, retrieved, None, timezone, language)
    if page.kind in ("text", "markdown"):
        _require_utf8(file, plain)
    if not page.url:
        page.url = _address(page)
    yield page


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE:
            raise PageError(f"{file} is larger than {MAX_FILE // 2**20} MB; split it first.")
        return file.read_bytes()
    except OSError as error:
        raise PageError(f"{file} cannot be read: {error.strerror or error}.") from error


def _require_utf8(file: Path, body: bytes) -> None:
    """Text has no way to say its charset, so another one than UTF-8 would be a guess."""
    if decode.charset(body).startswith("utf-16"):
        return
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise PageError(f"{file} is not UTF-8 (line {line}); save it as UTF-8 and import it again.") from error


def _address(page: Page) -> str:
    """The address a saved page gives itself: as the browser noted it, else its canonical one."""
    match = _SAVED_FROM.search(page.content[:5000])
    return match[1] if match else page.canonical


def _is_warc(body: bytes) -> bool:
    if body.startswith(b"WARC/"):
        return True
    if body[:2] != b"\x1f\x8b":
        return False
    try:
        return zlib.decompressobj(wbits=31).decompress(body[:4096], 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _warc(file: Path, body: bytes, timezone: str, language: str | None) -> Iterator[Page]:
    """The successful responses of an archive, each fetched when the archive says."""
    try:
        for record in ArchiveIterator(io.BytesIO(body)):
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            if record.rec_type not in ("response", "resource") or not status.startswith("2"):
                continue
            kind = record.http_headers.get_header("Content-Type") if record.http_headers else record.content_type
            if re.match(
                r"(?:image|audio|video|font)/|application/(?:pdf|zip|octet|javascript)|text/(?:css|javascript)",
                kind or "",
            ):
                continue
            content = record.content_stream().read(decode.MAX_BYTES)
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if content.strip() and address.startswith(("http://", "https://")):
                moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
                yield Page(address, content, moment, kind, timezone, language)
    except (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile, ValueError, OSError) as error:
        raise PageError(f"{file} is a damaged WARC: what stands before the damage was read.") from error


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
