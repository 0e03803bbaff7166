"""A feed as a short list to be put into any web page: `/embed/{id}` in an iframe."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC

from starlette.requests import Request
from starlette.responses import Response

from calendar_export import web
from calendar_export.languages import N_
from calendar_export.web import Listing, Look
from config.errors import QueryError
from talkfeed.permission import asked as asked_of
from talkfeed.permission import permitted
from talkfeed.service.answers import answer, leading_on, turn
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

USUAL, MOST = 10, 100
THEMES = ("auto", "light", "dark")
KNOWN = ("theme", "accent", "limit")
_COLOUR = re.compile(r"[0-9a-fA-F]{6}\Z")


class Embed:
    """Answers requests for embedded lists."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site

    def page(self, request: Request) -> Response:
        """`/embed/{id}?limit=5&theme=dark&accent=0a4fb4`: the next talks of a feed."""
        name, (look, limit) = request.path_params["feed"], asked(request)
        spec = next((spec for spec in self.app.feeds() if spec.id == name), None)
        if spec is None:
            return self.site.message(request, 404, N_("No such feed"), N_("There is no feed {name}."), name=repr(name))
        if spec.moved_to:
            return leading_on(spec, f"/embed/{spec.moved_to}")
        now = self.app.clock()
        query = replace(spec.query, since=now.astimezone(UTC).date(), limit=limit)
        with turn():
            entries = permitted(self.app, self.app.store.find(asked_of(self.app, query)))
        spelling = spec.query.spelling()
        listing = Listing(tuple(entries), now, spec.title, clear_url=f"/?{spelling}" if spelling else "/")
        text, policy = web.render_embed(replace(self.site.site(request), language=spec.language), listing, look)
        found = answer(request, text.encode("utf-8", "replace"), web.MEDIA_TYPE)
        found.headers["Content-Security-Policy"] = policy
        return found


def asked(request: Request) -> tuple[Look, int]:
    """How the list shall look, and how many talks it shows. Raises QueryError."""
    given = request.query_params
    if unknown := [name for name in given if name not in KNOWN]:
        raise QueryError(
            "there is no parameter {name!r} here; known are {known}", name=unknown[0][:40], known=", ".join(KNOWN)
        )
    theme, accent, limit = given.get("theme") or "auto", given.get("accent", "").removeprefix("#"), given.get("limit")
    if theme not in THEMES:
        raise QueryError(
            "{name}: {value!r} is none of {known}", name="theme", value=theme[:40], known=", ".join(THEMES)
        )
    if accent and not _COLOUR.match(accent):
        raise QueryError(
            "accent: {value!r} is no colour; write six hexadecimal digits such as 0a4fb4", value=accent[:40]
        )
    if limit and not (limit.isascii() and limit.isdigit() and len(limit) < 5 and 0 < int(limit) <= MOST):
        raise QueryError("{name}: {value!r} is no number from 1 to {most}", name="limit", value=limit[:40], most=MOST)
    return Look(theme, accent.lower()), int(limit or USUAL)
