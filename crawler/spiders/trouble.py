"""Why a page could not be had, in words: Scrapy's failures as the end of a sentence that begins with the address."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.middleware.download import Refused, Unasked
from crawler.visit import GONE


@dataclass(frozen=True, slots=True)
class Trouble:
    """`gone`: the page is no more. `refused`: we may not ask for it, so nothing is known about it."""

    sentence: str
    gone: bool = False
    refused: bool = False


def trouble_of(failure: Failure) -> Trouble:
    """What a failed request means."""
    error = failure.value
    if isinstance(error, HttpError):
        return _status(error)
    if isinstance(error, Refused):
        return Trouble(f"was refused: {error}", refused=True)
    if isinstance(error, Unasked):
        return Trouble(f"was not asked: {error}")
    if isinstance(error, DownloadCancelledError) or "exceeded DOWNLOAD_MAXSIZE" in str(error):
        return Trouble("is larger than this source's pages may be ([limits] bytes)")
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return Trouble("is closed to us by robots.txt", refused=True)
    if isinstance(error, IgnoreRequest) and "redirections" in str(error):
        return Trouble("redirects without end")
    return Trouble(_broken(error))


def _status(error: HttpError) -> Trouble:
    response = error.response
    status = response.status
    if 300 <= status < 400:
        target = (response.headers.get("Location") or b"").decode("latin-1")
        return Trouble(f"redirects to {target[:200]!r}, where we do not follow")
    try:
        words = HTTPStatus(status).phrase
    except ValueError:
        words = "not a known status"
    sentence = f"answers {status} ({words})"
    return Trouble(sentence, gone=status in GONE, refused=status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN))


def _broken(error: BaseException | None) -> str:
    words = str(error).strip() or type(error).__name__
    for kind, meaning in (
        (DownloadTimeoutError, words),
        (CannotResolveHostError, f"names a host that cannot be found ({words})"),
        (DownloadConnectionRefusedError, f"cannot be reached ({words})"),
        (ResponseDataLossError, "broke off in the middle"),
    ):
        if isinstance(error, kind):
            return meaning
    return f"could not be fetched ({words})"
