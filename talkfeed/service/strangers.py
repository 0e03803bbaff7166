"""What is answered where somebody asks about a source that neither is nor was."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from calendar_export.languages import N_
from calendar_export.web import Choice
from config.errors import UnknownSourceError
from talkfeed.meant import near
from talkfeed.service.site import SitePages


def no_source(site: SitePages, request: Request, name: str) -> Response:
    """404 for the page of a source there is not, with those that were perhaps meant."""
    return _said(site, request, 404, name, [(one, f"/sources/{one}") for one in near(site.app, name)])


def strange_source(site: SitePages, request: Request, mistake: UnknownSourceError) -> Response:
    """400 for a question about a source there is not, with the same question about those that were perhaps meant."""
    pairs = request.query_params.multi_items()
    asked = [
        (one, urlencode([(name, _instead(name, value, mistake.name, one)) for name, value in pairs]))
        for one in mistake.near
    ]
    path = request.scope["path"]
    return _said(site, request, 400, mistake.name, [(one, f"{path}?{spelling}") for one, spelling in asked])


def _said(site: SitePages, request: Request, status: int, name: str, meant: Sequence[tuple[str, str]]) -> Response:
    """That there is no source of this name; `meant`: others, by id, each with its address."""
    offered = site.app.sources
    choices = [Choice(f"{offered[one].name} ({one})", address) for one, address in meant]
    plainly = meant and "text/html" not in request.headers.get("accept", "")  # a page has links below
    sentence = N_("There is no source {name}. Perhaps {known}?") if plainly else N_("There is no source {name}.")
    known = ", ".join(one for one, _ in meant)
    return site.message(request, status, N_("No such source"), sentence, choices, name=repr(name[:40]), known=known)


def _instead(name: str, value: str, strange: str, meant: str) -> str:
    """A parameter's value with the source that was meant; others as they are."""
    before = {"source": ("-", ""), "not": ("source=",)}.get(name, ())
    return next((f"{one}{meant}" for one in before if " ".join(value.split()) == f"{one}{strange}"), value)
