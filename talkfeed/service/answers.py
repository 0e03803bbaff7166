"""HTTP answers that can be asked again cheaply: strong ETags, 304, gzip, CORS (RFC 9110 §8.8, §13)."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from threading import BoundedSemaphore, Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_export.languages import N_
from pipeline.feeds import FeedSpec

MAX_AGE_S = 300
WORTH_ZIPPING = 600
AT_ONCE = 4
WAITING = 16
"""How many wait their turn: each holds one of the server's forty threads, of which feeds need some."""

WAIT_S = 20
ZIPPED_KEPT = 64


BUSY = N_("Many ask at this moment; published feeds are not affected. Please try again soon.")

_turns = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def turn() -> Iterator[None]:
    """A few answers that must be made are made at once; some wait their turn, and get 503 when it does not come; more
    get it at once. Published feeds need none, so nobody's questions keep calendars from theirs."""
    if not _places.acquire(blocking=False):
        raise HTTPException(503, BUSY, {"Retry-After": str(WAIT_S)})
    try:
        if not _turns.acquire(timeout=WAIT_S):
            raise HTTPException(503, BUSY, {"Retry-After": str(WAIT_S)})
        try:
            yield
        finally:
            _turns.release()
    finally:
        _places.release()


class Zipped:
    """Bodies compressed once and kept, newest use last; bounded."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, tag: str, body: bytes) -> bytes:
        with self._lock:
            if tag in self._kept:
                self._kept.move_to_end(tag)
                return self._kept[tag]
        packed = gzip.compress(body, 6, mtime=0)
        with self._lock:
            self._kept[tag] = packed
            while len(self._kept) > ZIPPED_KEPT:
                self._kept.popitem(last=False)
        return packed


_zipped = Zipped()


def tag_of(body: bytes) -> str:
    """The strong entity tag of these bytes, without quotes."""
    return sha256(body).hexdigest()[:32]


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    modified: datetime | None = None,
    tag: str | None = None,
    name: str | None = None,
) -> Response:
    """200 with the body, or 304 when the client has it. `modified` is that of the content (aware), never now.

    `name` is the file name a browser should save it under.
    """
    tag = tag or tag_of(body)
    zipped = len(body) >= WORTH_ZIPPING and takes_gzip(request.headers.get("accept-encoding", ""))
    headers = {
        "ETag": f'"{tag}-gz"' if zipped else f'"{tag}"',
        "Cache-Control": f"public, max-age={MAX_AGE_S}",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    }
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    asked = request.headers
    if has(asked.getlist("if-none-match"), asked.get("if-modified-since"), tag, modified):
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
        body = _zipped.of(tag, body)
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(body, media_type=media_type, headers=headers)


@lru_cache(maxsize=256)  # clients have few ways to say it
def takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding admits gzip (RFC 9110 §12.5.3)."""
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def leading_on(spec: FeedSpec, address: str) -> Response:
    """To what follows this feed, for ever where a person moved it. A series that its institute renamed may get its old
    name back: who kept that answer would be sent to and fro."""
    return RedirectResponse(address, 301 if spec.for_good else 302)


def has(given: Sequence[str], since: str | None, tag: str, modified: datetime | None) -> bool:
    """Whether the client's copy is this one, by its If-None-Match (`given`) and If-Modified-Since (`since`). The former
    rules alone where it is given (RFC 9110 §13.1.3)."""
    if given:
        tags = {part.strip().removeprefix("W/").strip('"') for part in ",".join(given).split(",")}
        return "*" in tags or bool(tags & {tag, f"{tag}-gz"})
    if since is None or modified is None:
        return False
    try:
        return modified.astimezone(UTC).replace(microsecond=0) <= parsedate_to_datetime(since).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return False
