"""Published feeds, answered before anything else is asked: most requests are for them, and most of these get 304.

A feed that was answered once stands ready, its headers and bytes made, as long as its file is the same and for as long
as nothing is asked of the database (`FeedPages` looks again every few seconds). Each request costs a look at the file.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from calendar_export.joined import Stamp, stamp_of
from talkfeed.service.answers import answer, has, takes_gzip

SAFE = (b"referrer-policy", b"no-referrer")
VARY = (b"vary", b"Accept-Encoding, Origin")
"""What the middlewares make of every answer."""

UNUSUAL = frozenset({b"origin", b"content-length", b"transfer-encoding", b"expect"})
"""Headers of requests that are not answered from what stands ready: of scripts of other sites, for which CORS has its
say, and of those that bring a body."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: as ASGI's messages (`start`, `end`), and in the bytes of HTTP/1.1: the line of its status, what
    follows the headers of the server itself (`rest`), its body. `file`: that holds these bytes, too."""

    start: Message
    end: Message
    status: bytes
    rest: bytes
    body: bytes
    file: tuple[str, Stamp] | None

    @classmethod
    def of(
        cls, status: int, headers: list[tuple[bytes, bytes]], body: bytes, file: tuple[str, Stamp] | None = None
    ) -> Said:
        start = {"type": "http.response.start", "status": status, "headers": headers}
        rest = b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n"
        line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        return cls(start, {"type": "http.response.body", "body": body}, line, rest, body, file)


@dataclass(frozen=True, slots=True)
class Ready:
    """One feed's answers: 200 and 304, plain and compressed; true until `until` (monotonic seconds) of this file.

    `spelt`: its tag, as clients that were given it send it back.
    """

    path: str
    stamp: Stamp
    until: float
    tag: str
    spelt: frozenset[bytes]
    modified: datetime | None
    answers: Mapping[tuple[bool, bool], Said]

    @classmethod
    def of(
        cls, path: Path, stamp: Stamp, until: float, body: bytes, media: str, tag: str, modified: datetime | None
    ) -> Ready:
        """The answers of a published file, as `answers.answer` gives them."""
        made = {}
        for known in (False, True):
            for zipped in (False, True):
                asked = [(b"accept-encoding", b"gzip" if zipped else b"identity")]
                asked += [(b"if-none-match", f'"{tag}"'.encode())] if known else []
                request = Request({"type": "http", "method": "GET", "headers": asked})
                said = answer(request, body, media, modified=modified, tag=tag, name=path.name)
                headers = [VARY if one[0] == VARY[0] else one for one in said.raw_headers]
                file = (str(path), stamp) if said.body is body else None
                made[known, zipped] = Said.of(said.status_code, [*headers, SAFE], bytes(said.body), file)
        spelt = frozenset(one.encode() for one in (f'"{tag}"', f'"{tag}-gz"', f'W/"{tag}"', f'W/"{tag}-gz"'))
        return cls(str(path), stamp, until, tag, spelt, modified, made)

    def chosen(self, headers: list[tuple[bytes, bytes]]) -> Said | None:
        """The answer to a GET or HEAD with these headers (names in small letters); None when its file is another one by
        now, and for requests that ask for more than it."""
        try:
            if time.monotonic() > self.until or stamp_of(self.path) != self.stamp:
                return None
        except OSError:
            return None
        known, tags, since, accepted = False, list[str](), None, b""
        for name, value in headers:
            if name == b"if-none-match":
                known = known or value in self.spelt
                tags.append(value.decode("latin-1"))
            elif name == b"if-modified-since":
                since = value.decode("latin-1")
            elif name == b"accept-encoding":
                accepted = value
            elif name in UNUSUAL:
                return None
        known = known or has(tags, since, self.tag, self.modified)
        return self.answers[known, takes_gzip(accepted.decode("latin-1"))]


class Service(Starlette):
    """The application, which answers what stands ready before anything else looks at a request."""

    ready: Mapping[str, Ready] = MappingProxyType({})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["query_string"] and scope["method"] in ("GET", "HEAD"):
            found = self.ready.get(scope["path"])
            if found is not None and (chosen := found.chosen(scope["headers"])) is not None:
                await send(chosen.start)
                await send(chosen.end)
                return
        if "\0" in scope.get("path", ""):  # in no address of ours, and PostgreSQL takes none
            scope["path"] = "/\0"
        await super().__call__(scope, receive, send)
