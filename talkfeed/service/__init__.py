"""The service: a read-only ASGI application, safe to put on the public internet behind a proxy (INTERFACE §6)."""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from config.errors import QueryError
from talkfeed.service.feeds import FeedPages
from talkfeed.service.headers import SafeHeaders
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

log = logging.getLogger(__name__)

READ = ["GET", "HEAD"]


def service(app: App) -> Starlette:
    """The site, the feeds and the health check of one deployment."""
    site = SitePages(app)
    feeds = FeedPages(app, site)

    def bad_query(request: Request, mistake: Exception) -> Response:
        return site.message(request, 400, "Not understood", str(mistake))

    def missing(request: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException)
        if trouble.status_code == 404:
            return site.message(request, 404, "Not found", "There is nothing at this address.")
        return site.message(request, trouble.status_code, "Not possible", trouble.detail)

    def broken(request: Request, bug: Exception) -> Response:
        log.error("%s failed", request.url.path, exc_info=bug)
        return site.message(request, 500, "Something broke", "This page failed here; the feeds are not affected.")

    routes = [
        Route("/", site.listing, methods=READ),
        Route("/talks/{uid}.ics", feeds.talk, methods=READ),
        Route("/talks/{uid}", site.talk, methods=READ),
        Route("/sources", site.sources, methods=READ),
        Route("/sources/{source}", site.source, methods=READ),
        Route("/news", site.news, methods=READ),
        Route("/status", site.status, methods=READ),
        Route("/health", site.health, methods=READ),
        Route("/robots.txt", site.robots, methods=READ),
        Route("/feeds/{name}", feeds.feed, methods=READ),
        Route("/talks.{form}", feeds.query, methods=READ),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={QueryError: bad_query, HTTPException: missing, Exception: broken},
    )
