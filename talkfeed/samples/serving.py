"""The sample institutes' server: a small real one, on loopback, with entity tags, 304 and HEAD."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

from config.errors import ServeError
from talkfeed.samples.pages import HTML, Pages, build

LOST = b"<!doctype html><title>404</title><h1>Page not found</h1><p>There is no such page on these sample sites.</p>\n"


@dataclass(frozen=True, slots=True)
class Served:
    """Where the sample institutes can be reached. `base` has no slash at its end."""

    host: str
    port: int
    pages: Pages

    @property
    def base(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def serve(anchor: date, host: str = "127.0.0.1", port: int = 0) -> Iterator[Served]:
    """Serve the sample institutes from threads of this process until the block is left.

    `anchor`: the day from which their dates are counted. `port` 0 takes a free one. ServeError if it cannot be had.
    """
    try:
        server = _Server((host, port), _Answering)
    except OSError as problem:
        remedy = "stop what uses it, or remove the demo's folder so that it takes another"
        raise ServeError(f"the sample institutes cannot use {host}:{port} ({problem.strerror}); {remedy}") from None
    served = Served(host, server.server_address[1], {})
    served.pages.update(build(anchor, served.base))
    server.RequestHandlerClass = type("Answering", (_Answering,), {"pages": served.pages, "changed": _midnight(anchor)})
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="sample institutes", daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Silent about askers who left in the middle; everything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Answering(BaseHTTPRequestHandler):
    """Answers GET and HEAD from `pages`; `changed` is when all of them were last changed (aware UTC)."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleInstitutes"
    sys_version = ""
    timeout = 30
    pages: Pages
    changed: datetime

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *_args: object) -> None:
        """Silent: what is asked of the samples is the demo's own crawl."""

    def _answer(self, *, body: bool) -> None:
        content_type, content = self.pages.get(self.path, (HTML, LOST))
        found = self.path in self.pages
        etag = f'"{sha256(content).hexdigest()[:32]}"'
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        if found and self._has(etag):
            status = HTTPStatus.NOT_MODIFIED
        self.send_response(status)
        if found:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(self.changed, usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(content)

    def _has(self, etag: str) -> bool:
        """Whether the asker has these bytes; the entity tag decides where both are given (RFC 9110 §13.2.2)."""
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        try:
            since = parsedate_to_datetime(self.headers["If-Modified-Since"])
        except (TypeError, ValueError):
            return False
        return since.tzinfo is not None and self.changed <= since


def write_sources(folder: Path, base_url: str) -> list[Path]:
    """Write the sample institutes' source files into `folder`, with the server's address; the files written.

    A file that already says the same is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for shipped in sorted(files(__package__).joinpath("sources").iterdir(), key=lambda file: file.name):
        if shipped.name.endswith(".toml"):
            text = shipped.read_text(encoding="utf-8").replace("{base}", base_url.rstrip("/"))
            file = folder / shipped.name
            if not (file.exists() and file.read_text(encoding="utf-8") == text):
                file.write_text(text, encoding="utf-8", newline="\n")
            written.append(file)
    return written
