"""The service: a read-only ASGI application, safe to put on the public internet behind a proxy (INTERFACE §6)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from calendar_export.languages import N_
from config.errors import QueryError, UnknownSourceError
from talkfeed.service.api import Api, problem
from talkfeed.service.embed import Embed
from talkfeed.service.feeds import FeedPages
from talkfeed.service.headers import SafeHeaders
from talkfeed.service.portraits import Portraits
from talkfeed.service.quick import Service
from talkfeed.service.series import SeriesPages
from talkfeed.service.site import SitePages
from talkfeed.service.strangers import strange_source
from talkfeed.wiring import App

log = logging.getLogger(__name__)

READ = ["GET", "HEAD"]

OPEN_TO_ALL: Any = {
    "allow_origins": ["*"],
    "allow_methods": READ,
    "allow_headers": ["If-None-Match", "If-Modified-Since"],
    "expose_headers": ["ETag", "Last-Modified"],
}
"""Scripts of any site may read what anybody may read (CORS)."""


def service(app: App) -> Starlette:
    """The site, the feeds and the health check of one deployment."""
    site = SitePages(app)
    feeds = FeedPages(app, site)
    made = Service(
        routes=[*_feeds(app, site, feeds), *_api(app, site), *_pages(app, site)],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(CORSMiddleware, **OPEN_TO_ALL),
        ],
        exception_handlers=_troubles(site),
    )
    made.ready = feeds.ready
    made.router.redirect_slashes = False  # Starlette leads to whatever host a request names
    return made


def _pages(app: App, site: SitePages) -> list[Route]:
    portraits = Portraits(app, site)
    return [
        Route("/", site.listing, methods=READ),
        Route("/talks/{uid}", site.talk, methods=READ),
        Route("/sources", site.sources, methods=READ),
        Route("/sources/{source}", portraits.source, methods=READ),
        Route("/speakers/{slug}", portraits.speaker, methods=READ),
        Route("/series/{source}/{slug}", SeriesPages(app, site).page, methods=READ),
        Route("/news", portraits.news, methods=READ),
        Route("/news.{form}", portraits.news_feed, methods=READ),
        Route("/news/{number}", portraits.article, methods=READ),
        Route("/changes", site.changes, methods=READ),
        Route("/status", site.status, methods=READ),
        Route("/health", site.health, methods=READ),
        Route("/robots.txt", site.robots, methods=READ),
    ]


def _api(app: App, site: SitePages) -> list[Route]:
    api = Api(app, site)
    return [
        Route("/api/talks", api.talks, methods=READ),
        Route("/api/talks/{uid}", api.talk, methods=READ),
        Route("/api/talks/{uid}/history", api.history, methods=READ),
        Route("/api/talks/{uid}/evidence", api.evidence, methods=READ),
        Route("/api/news", api.news, methods=READ),
        Route("/api/sources", api.sources, methods=READ),
        Route("/api/runs", api.runs, methods=READ),
        Route("/api/feeds", api.feeds, methods=READ),
        Route("/api/lead-times", api.lead_times, methods=READ),
        Route("/api/openapi.json", api.openapi, methods=READ),
        Route("/api/docs", api.docs, methods=READ),
    ]


def _feeds(app: App, site: SitePages, feeds: FeedPages) -> list[Route]:
    return [
        Route("/feeds/{name}", feeds.feed, methods=READ),
        Route("/feeds/{name}/changes.atom", feeds.changes, methods=READ),
        Route("/talks.{form}", feeds.query, methods=READ),
        Route("/talks/{uid}.ics", feeds.talk, methods=READ),
        Route("/embed/{feed}", Embed(app, site).page, methods=READ),
    ]


def _without_slash(request: Request) -> str:
    """The address below ours that a request with a slash too many means; "" where there is none."""
    asked = str(request.scope["path"])  # of `request.url` urlsplit has taken line breaks away
    path = asked.rstrip("/")
    if path == asked or path.startswith("//"):
        return ""
    known = any(route.matches({**request.scope, "path": path})[0] is Match.FULL for route in request.app.routes)
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{quote(path, safe='/@:.')}{query}" if known else ""


def _troubles(site: SitePages) -> dict[Any, Any]:
    """What is answered where there is no answer."""

    def said(request: Request, status: int, title: str, sentence: str, **facts: object) -> Response:
        """A sentence for a person, or a problem for a program."""
        if request.url.path.startswith("/api/") and request.url.path != "/api/docs":
            return problem(status, sentence.format(**facts) if facts else sentence)
        return site.message(request, status, title, sentence, (), **facts)

    def bad_query(request: Request, mistake: Exception) -> Response:
        assert isinstance(mistake, QueryError)
        return said(request, 400, N_("Not understood"), mistake.sentence, **mistake.facts)

    def strange(request: Request, mistake: Exception) -> Response:
        assert isinstance(mistake, UnknownSourceError)
        is_api = request.url.path.startswith("/api/")
        return problem(400, str(mistake)) if is_api else strange_source(site, request, mistake)

    def missing(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException)
        if trouble.status_code == 404 and (address := _without_slash(request)):
            return RedirectResponse(address, 307)
        ours = trouble.detail not in ("", HTTPStatus(trouble.status_code).phrase)
        sentence = {
            404: N_("There is nothing at this address."),
            405: N_("Here things are read only: ask with GET or HEAD."),
        }
        title = N_("Not found") if trouble.status_code == 404 else N_("Not possible")
        detail = trouble.detail if ours else sentence.get(trouble.status_code, trouble.detail)
        answer = said(request, trouble.status_code, title, detail)
        answer.headers.update(trouble.headers or {})  # Allow, of a method that is not
        return answer

    def broken(request: Request, bug: Exception) -> Response:
        log.error("%s failed", request.url.path, exc_info=bug)
        return said(request, 500, N_("Something broke"), N_("This page failed here; the feeds are not affected."))

    return {QueryError: bad_query, UnknownSourceError: strange, HTTPException: missing, Exception: broken}
