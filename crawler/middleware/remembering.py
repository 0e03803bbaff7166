"""The archive in Scrapy's terms: nothing is fetched twice that did not change.

A request may be answered from the archive outright (`meta["archived"]`), because its listing did not change. All
others carry the validators of the last answer; a 304 becomes the archived page, so that what reads pages never knows.
Keeping pages is the spider's, who can tell a page from a login.
Flags on the response: "archived" (not asked for), "unchanged" (asked for, same bytes as last time).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.middleware.download import Unasked
from crawler.visit import GONE, MOVED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.visit import Archive, Visit

CONDITIONS = ("If-None-Match", "If-Modified-Since")


class FromArchive:
    """Answers from the archive what needs no asking. Stands before robots.txt: nothing is asked of anybody."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """The archived page, if this request wants it and it is still there, or if nothing may be asked."""
        visit = _visit(self._crawler)
        if not (visit.offline or request.meta.get("archived")):
            return None
        kept = recalled(visit.archive, request, "archived")
        if kept is None and visit.offline:
            raise Unasked("is not in the archive")
        return kept


class Remembering:
    """Conditional requests. Stands where bodies are decoded and redirects followed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask only for what is new."""
        for name in CONDITIONS:
            request.headers.pop(name, None)  # those of the address that redirected here
        if request.callback is NO_CALLBACK or request.meta.get("bare"):
            return
        if not (known := _visit(self._crawler).archive.recall(request.url)):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Answer "not modified" with the archived page, and know the same bytes when they come again."""
        if request.callback is NO_CALLBACK or "archived" in response.flags:
            return response
        visit = _visit(self._crawler)
        if response.status == 304:
            known = recalled(visit.archive, request, "unchanged")
            if known is not None:
                return known
            return response if request.meta.get("bare") else _bare(request)
        if response.status == 200:
            known_page = visit.archive.recall(response.url)
            if known_page and known_page.sha256 == hashlib.sha256(response.body).hexdigest():
                response.flags.append("unchanged")
                request.meta["retrieved"] = known_page.retrieved
        return response


def _bare(request: Request) -> Request:
    """The same request without conditions: the archive has lost the page that it promised."""
    return request.replace(dont_filter=True, meta={**request.meta, "bare": True})


def recalled(archive: Archive, request: Request, flag: str) -> Response | None:
    """The archived page of a request as a response, its age noted in `meta["retrieved"]`; None if it is not there."""
    url, known = request.url, archive.recall(request.url)
    body = archive.body(known.sha256) if known else None
    if known is not None and known.status == MOVED and body is not None:
        url, known = body.decode(), archive.recall(body.decode())
        body = archive.body(known.sha256) if known else None
    if known is None or body is None or known.status == MOVED:
        return None
    request.meta["retrieved"] = known.retrieved
    headers = {"Content-Type": known.content_type} if known.content_type else {}
    return Response(url, known.status if known.status in GONE else 200, headers, body, [flag], request)


def _visit(crawler: Crawler) -> Visit:
    visit: Visit = crawler.spider.visit  # type: ignore[union-attr]
    return visit
