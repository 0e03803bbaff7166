"""Who reads: the language a person is shown the pages in, asked for by address, remembered, or told by the browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from calendar_export.languages import languages, preferred
from config.errors import QueryError
from pipeline.query import NewsQuery, TalkQuery, begun

PARAMETER = "lang"
"""`?lang=de`, on every page; a cookie of the same name remembers it and says nothing else."""

TYPING = "typing"
"""`?typing=1`: the words are not all there; asked by the script that searches while one types."""

Query = TypeVar("Query", TalkQuery, NewsQuery)

REMEMBERED_S = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """The language of the pages for this reader; of what was asked for, the first that is offered."""
    told = (request.query_params.get(PARAMETER), request.cookies.get(PARAMETER))
    return next((one for one in told if one in languages()), None) or preferred(
        request.headers.get("accept-language", "")
    )


def check(request: Request) -> None:
    """Raises QueryError if a language is asked for that is not offered."""
    asked = request.query_params.get(PARAMETER)
    if asked and asked not in languages():
        raise QueryError(
            "{name}: {value!r} is none of {known}", name=PARAMETER, value=asked[:40], known=", ".join(languages())
        )


def looked_for(request: Request, query: Query) -> Query:
    """What is looked for: while words are still being typed the last of them may go on. What is found is called, and
    subscribed to, by the words themselves."""
    return replace(query, q=begun(query.q)) if request.query_params.get(TYPING) else query


def asked(request: Request, *ours: str) -> list[tuple[str, str]]:
    """The parameters that ask something of what is kept: without language, `ours` and the marks of shared links."""
    dropped = (*ours, PARAMETER, TYPING, "fbclid", "gclid")
    pairs = request.query_params.multi_items()
    return [(name, value) for name, value in pairs if name not in dropped and not name.startswith("utm_")]


def here(request: Request) -> str:
    """The address of this page without its language, below the site's own."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name not in (PARAMETER, TYPING)]
    path = quote(request.scope["path"], safe="/@:.")  # not that of `url`, which is made of the Host a client sends
    return f"{path}?{urlencode(pairs)}" if pairs else path


def remember(request: Request, answer: Response) -> Response:
    """The answer, with the language that was asked for kept for the next page; caches are told what it depends on."""
    answer.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    asked = request.query_params.get(PARAMETER)
    if asked in languages():
        answer.set_cookie(PARAMETER, str(asked), max_age=REMEMBERED_S, httponly=True, samesite="lax")
    return answer
