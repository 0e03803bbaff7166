"""Published feeds, answered before anything else is asked: most requests are for them, and most of these get 304.

A feed that was answered once stands ready, its headers and bytes made, as long as its file is the same and for as long
as nothing is asked of the database (`FeedPages` looks again every few seconds). Each request costs a look at the file.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from os import stat
from pathlib import Path
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from talkfeed.service.answers import answer, has, takes_gzip

Stamp = tuple[int, int, int]
SAFE = (b"referrer-policy", b"no-referrer")
VARY = (b"vary", b"Accept-Encoding, Origin")
"""What the middlewares make of every answer."""


def stamp_of(path: str) -> Stamp:
    """What tells a file from the one that replaces it. OSError, or ValueError for no path."""
    state = stat(path)  # noqa: PTH116 - at each request, at a third of the time
    return state.st_mtime_ns, state.st_size, state.st_ino


@dataclass(frozen=True, slots=True)
class Ready:
    """One feed's answers: 200 and 304, plain and compressed; true until `until` (monotonic seconds) of this file."""

    path: str
    stamp: Stamp
    until: float
    tag: str
    modified: datetime | None
    answers: Mapping[tuple[bool, bool], tuple[Message, Message]]

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
                head = {"type": "http.response.start", "status": said.status_code, "headers": [*headers, SAFE]}
                made[known, zipped] = (head, {"type": "http.response.body", "body": said.body})
        return cls(str(path), stamp, until, tag, modified, made)

    def chosen(self, headers: list[tuple[bytes, bytes]]) -> tuple[Message, Message] | None:
        """The answer to a request with these headers; None when its file is another one by now."""
        try:
            if time.monotonic() > self.until or stamp_of(self.path) != self.stamp:
                return None
        except OSError:
            return None
        tags: list[str] = []
        since, accepted = None, ""
        for name, value in headers:
            if name == b"if-none-match":
                tags.append(value.decode("latin-1"))
            elif name == b"if-modified-since":
                since = value.decode("latin-1")
            elif name == b"accept-encoding":
                accepted = value.decode("latin-1")
            elif name == b"origin":  # a script of another site: CORS has its say
                return None
        return self.answers[has(tags, since, self.tag, self.modified), takes_gzip(accepted)]


class Service(Starlette):
    """The application, which answers what stands ready before anything else looks at a request."""

    ready: Mapping[str, Ready] = MappingProxyType({})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["query_string"] and scope["method"] in ("GET", "HEAD"):
            found = self.ready.get(scope["path"])
            if found is not None and (chosen := found.chosen(scope["headers"])) is not None:
                await send(chosen[0])
                await send(chosen[1])
                return
        if "\0" in scope.get("path", ""):  # in no address of ours, and PostgreSQL takes none
            scope["path"] = "/\0"
        await super().__call__(scope, receive, send)
