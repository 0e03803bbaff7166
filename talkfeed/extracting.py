"""Reading pages outside the database: one page, a manifest of them, a text about time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import track

from config.errors import PageError
from config.settings import Settings
from config.sources import Source
from config.zones import zones
from crawler.extract import extract
from crawler.extract.decode import is_binary, unpack
from crawler.extract.page import Page
from pipeline.reading.times import Context, when_json
from pipeline.talk import article_json, talk_json
from talkfeed.understanding import understood

JsonLine = dict[str, object]

MAX_FILE = 64 * 2**20
"""A larger file is no page."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a page beforehand; None and "" are unknown."""

    url: str | None = None
    timezone: str = ""
    language: str | None = None
    retrieved: date | datetime | None = None


@cache
def known_zone(name: str) -> str:
    """The IANA zone of this name; "" if there is none: a manifest's wrong zone is no zone."""
    return name if name in zones() else ""


def read(page: Page) -> JsonLine:
    """The talks and articles of one page, in the form of INTERFACE §4. No catalogue is consulted."""
    nobody = Source(id="", name="", timezone=page.timezone, language=page.language)
    talks, articles = understood(extract(page, nobody), nobody, page.retrieved)
    return {"events": [talk_json(talk) for talk in talks], "articles": [article_json(article) for article in articles]}


def one(where: str, known: Knowledge, settings: Settings, now: datetime | None = None) -> JsonLine:
    """`talkfeed extract FILE|URL|-`; `now` is when a page from the network counts as retrieved, None for the wall
    clock. Raises PageError when the page cannot be had."""
    if "://" in where:
        from crawler.fetch import fetch  # Scrapy is loaded only by those who need the network

        got = fetch(where, settings, timezone=known.timezone, language=known.language, now=now)
        day = known.retrieved or got.retrieved
        page = Page(known.url or got.url, got.body, day, got.content_type, known.timezone, known.language)
    else:
        body = sys.stdin.buffer.read(MAX_FILE) if where == "-" else _body(Path(where))
        page = Page(known.url or "", body, known.retrieved, timezone=known.timezone, language=known.language)
    return {"id": where, **read(_text_only(page, where))}


def _text_only(page: Page, where: str) -> Page:
    """The page. PageError where it is a picture, an archive or noise."""
    if is_binary(unpack(page.body)):
        raise PageError(f"{where} is no page: it holds neither markup nor text")
    return page


def _body(path: Path) -> bytes:
    """The bytes of a file. PageError names it when it cannot be read or never ends."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE + 1)
        if len(body) > MAX_FILE:
            raise PageError(f"{path} is larger than {MAX_FILE >> 20} MB; a page is not")
        return body
    except OSError as trouble:
        raise PageError(f"{path} cannot be read: {(trouble.strerror or str(trouble)).lower()}") from None


# ── Manifests ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def batch(manifest: Path, out: TextIO, progress: Console | None = None) -> int:
    """`talkfeed extract --batch`: one line out per line in, same order; how many pages failed."""
    lines = list(_lines(manifest))
    failed = 0
    for answer in _watched(_spread(manifest.parent, lines), len(lines), progress):
        failed += "error" in answer
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return failed


def _watched(answers: Iterable[JsonLine], total: int, progress: Console | None) -> Iterable[JsonLine]:
    return track(answers, "Reading pages", total, console=progress) if progress else answers


def _spread(folder: Path, lines: list[JsonLine]) -> Iterator[JsonLine]:
    """The answers in order, read on all cores."""
    if len(lines) < 4:
        yield from (_answer(folder, line) for line in lines)
        return
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        yield from pool.map(_answer, [folder] * len(lines), lines, chunksize=2)


def _answer(folder: Path, line: Mapping[str, object]) -> JsonLine:
    """One page of a manifest. A page that fails yields empty lists and its error: it costs itself alone."""
    empty: JsonLine = {"id": line.get("id"), "events": [], "articles": []}
    if not line.get("file"):
        return {**empty, "error": "this line names no file"}
    try:
        page = Page(
            str(line.get("url") or ""),
            _body(folder / str(line["file"])),
            parse_retrieved(line.get("retrieved")),
            timezone=known_zone(str(line.get("timezone") or "")),
            language=str(line["language"]) if line.get("language") else None,
        )
        return {"id": line.get("id"), **read(_text_only(page, str(line["file"])))}
    except PageError as trouble:
        return {**empty, "error": str(trouble)}
    except Exception as bug:  # noqa: BLE001 - a manifest of ten thousand pages must not end at one
        return {**empty, "error": f"{type(bug).__name__}: {bug}"}


def _lines(manifest: Path) -> Iterator[JsonLine]:
    for number, text in enumerate(_text(manifest).splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError:
            raise PageError(f"{manifest}, line {number}: this is no JSON object; write one object per line") from None
        if not isinstance(line, dict):
            raise PageError(f"{manifest}, line {number}: this is no JSON object; write one object per line")
        yield line


def _text(path: Path) -> str:
    try:
        return _body(path).decode("utf-8")
    except UnicodeDecodeError as trouble:
        raise PageError(f"{path} is not UTF-8 (byte {trouble.start}); save it as UTF-8") from None


def parse_retrieved(value: object) -> date | datetime | None:
    """A date or a date and time from a manifest; None where there is none or it cannot be read."""
    text = str(value or "").strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


# ── Times ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def when(text: str, timezone: str, language: str | None, retrieved: date | datetime | None) -> JsonLine:
    """`talkfeed when`: how a text about time is understood."""
    return when_json(text, Context(timezone=timezone, language=language, retrieved=retrieved))


def when_batch(path: Path, out: TextIO) -> None:
    """`talkfeed when --batch`: the keys of INTERFACE §4 in, one line out per line in."""
    for line in _lines(path):
        language = line.get("locale") or line.get("language")
        answer = when(
            str(line.get("text") or ""),
            known_zone(str(line.get("timezone") or "")),
            str(language) if language else None,
            parse_retrieved(line.get("now") or line.get("retrieved")),
        )
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
