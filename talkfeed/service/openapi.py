"""The API described in OpenAPI 3.1, for programs and for the page made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from calendar_export import FORMATS
from pipeline.announcing import FIELDS
from pipeline.query import FILTERS, LONGEST, NEWS_FILTERS
from pipeline.talk import Kind, Layer, Mode, Status
from talkfeed.told import COUNTS

Json = dict[str, Any]

LARGEST_PAGE = 500
UID = "01234567-89ab-5cde-8f01-23456789abcd@talkfeed"

TEXT: Json = {"type": "string"}
MAYBE: Json = {"type": ["string", "null"]}
WHOLE: Json = {"type": "integer", "minimum": 0}
TRUTH: Json = {"type": "boolean"}
SHARE: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
INSTANT: Json = {"type": "string", "format": "date-time"}
MAYBE_INSTANT: Json = {"type": ["string", "null"], "format": "date-time"}
WALL: Json = {
    "type": ["string", "null"],
    "description": "Wall time in `timezone`, YYYY-MM-DDTHH:MM; a day where no hour is stated.",
}


def document(base_url: str) -> Json:
    """The description, for the API served at this address."""
    return {**_document(), "servers": [{"url": base_url}]}


@cache
def _document() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Talkfeed",
            "version": "1",
            "description": "Talks that research institutes announce on their pages. Read-only. Unknown is null, never"
            " invented. Answers carry strong ETags: ask again with If-None-Match.",
        },
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    limit = _asked("limit", "How many at once.", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE})
    paging = [limit, _asked("cursor", "Where to go on: follow `next`.", {"type": "string", "maxLength": 2000})]
    uid = {"name": "uid", "in": "path", "required": True, "schema": TEXT, "example": UID,
           "description": "The talk's UID, or one merged into it."}  # fmt: skip
    one_source = _asked("source", "Source id.", TEXT)
    return {
        "/api/talks": _get("Talks that answer a query, past ones too, by time", "Talks", [*_query(), *paging]),
        "/api/talks/{uid}": _get("One talk", "Talk", [uid], missing=True),
        "/api/talks/{uid}/history": _get("What changed when", "History", [uid], missing=True),
        "/api/talks/{uid}/evidence": _get("Where each value comes from", "Where", [uid], missing=True),
        "/api/news": _get("Articles, newest first", "News", [*_query(NEWS_FILTERS, "of publication"), *paging]),
        "/api/sources": _get("Institutes and how they fare", "Sources", paging),
        "/api/runs": _get("What crawls and imports did, the latest first", "Runs", [one_source, *paging]),
        "/api/feeds": _get("Feeds and their addresses", "Feeds", paging),
        "/api/lead-times": _get(
            "How many days before a talk each source announces what", "LeadTimes", [one_source, *paging]
        ),
    }


def _get(summary: str, schema: str, parameters: list[Json], *, missing: bool = False) -> Json:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    answers: Json = {
        "200": {"description": summary, "content": {"application/json": {"schema": _ref(schema)}}},
        "304": {"description": "Nothing changed since the ETag given"},
        "400": {"description": "Not understood; `detail` says what", "content": problem},
        "503": {"description": "Many ask at this moment", "content": problem},
    }
    if missing:
        answers["404"] = {"description": "There is none", "content": problem}
    return {"get": {"summary": summary, "operationId": schema.lower(), "parameters": parameters, "responses": answers}}


def _asked(name: str, about: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": about, "schema": schema}


FIXED: Mapping[str, tuple[str, ...]] = {"mode": tuple(Mode), "status": tuple(Status), "kind": tuple(Kind)}


def _query(filters: Sequence[str] = FILTERS, days: str = "in the talk's own zone") -> list[Json]:
    """The filters of INTERFACE §4."""
    value: Json = {"type": "string", "maxLength": LONGEST}
    found = [_asked("q", "Words that must all occur, quotes for a phrase, quant* for a beginning.", value)]
    for name in filters:
        about = f"{name.capitalize()}; repeated: any of them; with a leading `-`: not."
        word: Json = {"type": "string", "pattern": f"^-?({'|'.join(FIXED[name])})$"} if name in FIXED else value
        found.append(_asked(name, about, _list(word)))
    found.append(_asked("not", "A filter that must not hold: `topic=biology`.", _list(value)))
    for name, about in (("from", "First day, included"), ("to", "Last day, included")):
        found.append(_asked(name, f"{about}, {days}.", {"type": "string", "format": "date"}))
    return found


def _schemas() -> Json:
    lists = {"Talks": "Talk", "News": "Article", "Sources": "Source", "Runs": "Run", "Feeds": "Feed"}
    pages = {
        name: _object({name.lower(): _list(_ref(one)), "next": {**MAYBE, "description": "The page that follows."}})
        for name, one in lists.items()
    }
    leads = {"lead_times": _list(_ref("LeadTime")), "next": pages["Talks"]["properties"]["next"]}
    return {
        **pages,
        "LeadTimes": _object(leads),
        "LeadTime": _lead(),
        "Talk": _talk(),
        "Article": _article(),
        "Person": _object({"name": TEXT, "affiliation": MAYBE, "url": MAYBE}),
        "Listing": _object({"source": TEXT, "url": TEXT}),
        "History": _object({"uid": TEXT, "history": _list(_ref("Revision"))}),
        "Revision": _revision(),
        "Where": _object({"uid": TEXT, "evidence": _list(_ref("Evidence"))}),
        "Evidence": _evidence(),
        "At": _object({"page": TEXT, "path": TEXT, "start": WHOLE, "end": WHOLE}),
        "Ground": _object({"fact": TEXT, "text": TEXT, "at": _maybe(_ref("At"))}),
        "Source": _source(),
        "Run": _run(),
        "Feed": _feed(),
        "Problem": _object({"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}),
    }


def _talk() -> Json:
    rule = _object({"rrule": MAYBE, "rdate": _list(TEXT), "exdate": _list(TEXT)})
    return _object(
        {
            "uid": TEXT,
            "source": MAYBE,
            "url": MAYBE,
            "listings": _list(_ref("Listing")),
            "title": TEXT,
            "series": MAYBE,
            "kind": {"enum": list(Kind)},
            "topics": _list(TEXT),
            "language": MAYBE,
            "image": MAYBE,
            "start": WALL,
            "end": WALL,
            "timezone": MAYBE,
            "all_day": TRUTH,
            "time_known": TRUTH,
            "recurrence": _maybe(rule),
            "status": {"enum": list(Status)},
            "attendance_mode": {"enum": [*Mode, None]},
            **dict.fromkeys(("venue", "room", "address", "online_url", "registration_url"), MAYBE),
            "speakers": _list(_ref("Person")),
            "hosts": _list(_ref("Person")),
            "abstract": MAYBE,
            "bio": MAYBE,
            "confidence": SHARE,
            "start_utc": MAYBE_INSTANT,
            "end_utc": MAYBE_INSTANT,
            "sequence": WHOLE,
            "created": INSTANT,
            "updated": INSTANT,
        }
    )


def _article() -> Json:
    said = dict.fromkeys(("canonical_url", "title", "published", "author", "body", "summary", "image"), MAYBE)
    people = _list(_ref("Person"))
    return _object(
        {
            "id": WHOLE,
            "source": TEXT,
            "url": TEXT,
            **said,
            "people": people,
            "addresses": _list(_ref("Listing")),
            "updated": INSTANT,
        },
        more=True,
    )


def _revision() -> Json:
    change = _object({"before": {}, "after": {}})
    changes = {"type": "object", "additionalProperties": change}
    kind = {**TEXT, "description": "announced, moved, place changed, cancelled …"}
    return _object(
        {"number": WHOLE, "kind": kind, "sequence": WHOLE, "changed_at": INSTANT, "run": TEXT, "changes": changes},
        more=True,
    )


def _evidence() -> Json:
    words = dict.fromkeys(("text", "url", "by", "rule"), MAYBE)
    facts: Json = {"field": TEXT, "chosen": TRUTH, "confidence": SHARE, **words, "layer": {"enum": [*Layer, None]}}
    return _object({**facts, "at": _maybe(_ref("At")), "grounds": _list(_ref("Ground"))})


def _source() -> Json:
    runs = {"last_run": MAYBE_INSTANT, "next_run": MAYBE_INSTANT, "failures": WHOLE}
    facts: Json = {"id": TEXT, "name": TEXT, "homepage": MAYBE, "timezone": TEXT, "enabled": TRUTH}
    return _object({**facts, "condition": TEXT, "sentence": TEXT, **runs, "moved_to": MAYBE}, more=True)


def _run() -> Json:
    facts: Json = {"id": TEXT, "source": TEXT, "started": INSTANT, "finished": MAYBE_INSTANT}
    facts |= {"crawled": TRUTH, "complete": TRUTH, **dict.fromkeys(COUNTS, WHOLE)}
    return _object({**facts, "doubt": MAYBE, "error": MAYBE, "problems": _list(TEXT)}, more=True)


def _feed() -> Json:
    facts: Json = {"id": TEXT, "title": TEXT, "description": MAYBE, "kind": TEXT, "query": TEXT}
    return _object({**facts, "source": MAYBE, "moved_to": MAYBE, "urls": _object(dict.fromkeys(FORMATS, TEXT))})


def _lead() -> Json:
    day: Json = {"type": ["number", "null"], "description": "Days before the start; null where too few talks tell."}
    days = _object(dict.fromkeys(("first_quartile", "median", "third_quartile"), day))
    return _object({"source": TEXT, "field": {"enum": list(FIELDS)}, "talks": WHOLE, "announced": WHOLE, "days": days})


def _object(properties: Json, *, more: bool = False) -> Json:
    """An object that has all of these, and nothing else unless `more`."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        **({} if more else {"additionalProperties": False}),
    }


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _maybe(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
