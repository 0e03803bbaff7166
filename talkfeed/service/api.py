"""The API: talks, articles, sources, runs and feeds as JSON (INTERFACE §6). Read-only, paged by cursor, open to scripts
of any site.

Mistakes are answered as problems (RFC 9457): `detail` is the sentence.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_export import FORMATS, web
from calendar_export.jsonfeed import entry_json, news_json
from calendar_export.languages import OWN
from config.errors import QueryError
from pipeline.query import Entry, NewsQuery, TalkQuery
from pipeline.store.find import Position
from pipeline.store.rows import order_utc
from talkfeed import told
from talkfeed.announcing import lead_times
from talkfeed.meant import check, checked
from talkfeed.permission import asked as asked_of
from talkfeed.permission import evidence_of, permitted, permitted_news, policy, share_of, speakers
from talkfeed.service.answers import answer, turn
from talkfeed.service.openapi import LARGEST_PAGE, document
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

MEDIA_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
A_PAGE = 100
FURTHEST = 100_000
"""How far lists that are paged by number go."""

LONGEST_CURSOR = 4_000
"""Characters; a UID and a moment take less."""


class Api:
    """Answers requests of programs."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site

    # ── Talks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def talks(self, request: Request) -> Response:
        """`/api/talks`: the talks that answer a query, past ones too, by time."""
        pairs = request.query_params.multi_items()
        asked = TalkQuery.from_params((name, value) for name, value in pairs if name not in ("limit", "cursor"))
        query = checked(self.app, asked)
        size, after = page_size(request), position(request.query_params.get("cursor", ""))
        with turn():
            found = self.app.store.find(asked_of(self.app, replace(query, limit=size + 1)), after=after)
            page = found[:size]
            body = {"talks": [entry_json(entry) for entry in permitted(self.app, page)]}
        return self._page(request, body, cursor_of(page[-1]) if len(found) > size else None)

    def talk(self, request: Request) -> Response:
        """`/api/talks/{uid}`: one talk, also by a UID merged into it."""
        return self._json(request, entry_json(self._entry(request)))

    def history(self, request: Request) -> Response:
        """`/api/talks/{uid}/history`: what changed when, the first first."""
        entry = self._entry(request)
        steps = [told.revision_json(step) for step in self.site.history(entry)]
        return self._json(request, {"uid": entry.uid, "history": steps})

    def evidence(self, request: Request) -> Response:
        """`/api/talks/{uid}/evidence`: where each value comes from."""
        entry = self._entry(request)
        shown = evidence_of(self.app, self.app.store.entry(entry.uid) or entry)
        return self._json(request, {"uid": entry.uid, "evidence": [told.evidence_json(one) for one in shown]})

    def _entry(self, request: Request) -> Entry:
        uid = request.path_params["uid"]
        entry = self.site.entry(uid)
        if entry is None:
            raise HTTPException(404, f"There is no talk {uid[:200]!r}.")
        return entry

    # ── The rest ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def news(self, request: Request) -> Response:
        """`/api/news`: the articles, newest first."""
        pairs = request.query_params.multi_items()
        asked = NewsQuery.from_params((name, value) for name, value in pairs if name not in ("limit", "cursor"))
        query = checked(self.app, asked)
        shares = partial(share_of, self.app)

        def ask(count: int) -> list[dict[str, object]]:
            found = self.app.store.news(replace(query, limit=count), shares=shares)
            entries = permitted_news(self.app, speakers(self.app).told(found))
            return [news_json(entry, self.app.settings.article_body) for entry in entries]

        with turn():
            return self._numbered(request, "news", ask)

    def sources(self, request: Request) -> Response:
        """`/api/sources`: the institutes and how they fare."""
        only(request, "limit", "cursor")
        rows = sorted(self.app.health().sources, key=lambda one: one.source.id)
        return self._numbered(request, "sources", lambda count: [told.source_json(one) for one in rows[:count]])

    def runs(self, request: Request) -> Response:
        """`/api/runs`: what crawls and imports did, the latest first."""
        source = self._source(request)

        def ask(count: int) -> list[dict[str, object]]:
            return [told.run_json(run) for run in self.app.store.runs(source, count)]

        return self._numbered(request, "runs", ask)

    def feeds(self, request: Request) -> Response:
        """`/api/feeds`: the feeds and their addresses."""
        only(request, "limit", "cursor")
        specs = self.app.feeds()
        shown = [told.feed_json(spec, self.app.base_url, FORMATS) for spec in specs]
        return self._numbered(request, "feeds", lambda count: shown[:count])

    def lead_times(self, request: Request) -> Response:
        """`/api/lead-times`: how long before the day each source announces what."""
        source = self._source(request)
        with turn():
            found = lead_times(self.app, [source] if source else ())
        shown = [told.lead_json(lead) for lead in found if policy(self.app, lead.source).talks]
        return self._numbered(request, "lead_times", lambda count: shown[:count])

    def openapi(self, request: Request) -> Response:
        """`/api/openapi.json`: this API, described (OpenAPI 3.1)."""
        return self._json(request, document(self.app.base_url))

    def docs(self, request: Request) -> Response:
        """`/api/docs`: the same, for people."""
        english = replace(self.site.site(request), language=OWN, here="")  # told as the document tells it
        return self.site.page(request, web.render_api(english, document(self.app.base_url)))

    def _source(self, request: Request) -> str | None:
        """`source`, of lists that know no other filter. Raises QueryError."""
        source = only(request, "source", "limit", "cursor").get("source")
        check(self.app, [source] if source else ())
        return source

    # ── Answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _json(self, request: Request, body: Mapping[str, Any]) -> Response:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return answer(request, text.encode("utf-8", "replace"), MEDIA_TYPE)

    def _page(self, request: Request, body: dict[str, Any], cursor: str | None) -> Response:
        """A page of a list; `next` is the address of the one that follows, null on the last."""
        following = None
        if cursor is not None:
            pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
            following = f"{self.app.base_url}{request.url.path}?{urlencode([*pairs, ('cursor', cursor)])}"
        return self._json(request, {**body, "next": following})

    def _numbered(self, request: Request, name: str, ask: Callable[[int], Sequence[Mapping[str, object]]]) -> Response:
        """A page of a list whose cursor is the number of lines before it. `ask` gives its first so many lines."""
        size, start = page_size(request), number(request.query_params.get("cursor", ""))
        found = ask(start + size + 1)[start:]
        return self._page(request, {name: list(found[:size])}, str(start + size) if len(found) > size else None)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A mistake as RFC 9457 has it."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Not possible"), "status": status, "detail": detail}
    open_to_all = {"Access-Control-Allow-Origin": "*", **(headers or {})}
    return Response(json.dumps(body, ensure_ascii=False), status, open_to_all, PROBLEM_TYPE)


TITLES = {400: "Not understood", 404: "Not found", 405: "Not allowed", 500: "Something broke", 503: "Busy"}


# ── Reading parameters ────────────────────────────────────────────────────────────────────────────────────────────────


def only(request: Request, *known: str) -> dict[str, str]:
    """The parameters, none of which may be unknown or, but for `source`, said twice. Raises QueryError."""
    for name in request.query_params:
        if name not in known:
            raise QueryError(f"there is no parameter {name[:40]!r} here; known are {', '.join(known)}")
    given = {name: value for name, value in request.query_params.items() if value}
    if any("\0" in value for value in given.values()):
        raise QueryError("a parameter holds characters that cannot be printed")
    return given


def page_size(request: Request) -> int:
    """`limit=200`. Raises QueryError."""
    text = request.query_params.get("limit")
    if text is None:
        return A_PAGE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= LARGEST_PAGE):
        raise QueryError(f"limit: {text[:40]!r} is no number from 1 to {LARGEST_PAGE}")
    return int(text)


def number(text: str) -> int:
    """A cursor that counts. Raises QueryError."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= FURTHEST):
        raise QueryError(f"cursor: {text[:40]!r} is none of ours; follow `next`, or begin again without it")
    return int(text)


def cursor_of(entry: Entry) -> str:
    """The position of a talk, to go on after it."""
    moment = order_utc(entry.talk.when)
    said = json.dumps([moment and moment.isoformat(), entry.uid], separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def position(cursor: str) -> Position | None:
    """What `cursor_of` wrote. Raises QueryError."""
    if not cursor:
        return None
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        moment, uid = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        when = None if moment is None else datetime.fromisoformat(moment)
        if not isinstance(uid, str) or "\0" in uid or (when is not None and when.tzinfo is None):
            raise ValueError
        uid.encode()
        return when and when.astimezone(UTC), uid
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise QueryError(f"cursor: {cursor[:40]!r} is none of ours; follow `next`, or begin again without it") from None
