"""The JSON form of a talk read back: values as INTERFACE §5 writes them, put into a talk.

`pipeline.talk.talk_json` writes the form; revisions keep what changed in it, corrections what a person says in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pipeline.talk import Kind, Listed, Mode, Person, Recurrence, Span, Status, Talk

PLACE = ("venue", "room", "address", "online_url")
TEXTS = ("series", "language", "image", "registration_url", "abstract", "bio")
WHEN = frozenset({"start", "end", "timezone", "all_day", "time_known", "recurrence"})


def with_fields(talk: Talk, fields: Mapping[str, Any]) -> Talk:
    """The talk with these fields of the JSON form put in their place; `diff(talk, the result)` is what differed.
    KeyError for a name that is no field of a talk's own."""
    if not fields:
        return talk
    if not WHEN.isdisjoint(fields):
        talk = replace(talk, when=_when(talk.when, fields))
    changed: dict[str, Any] = {}
    place: dict[str, Any] = {}
    for name, value in fields.items():
        if name in PLACE:
            place[name] = value
        elif name == "attendance_mode":
            place[name] = Mode(value) if value else None
        elif name not in WHEN:
            changed[name] = _READERS[name](value)
    return replace(talk, place=replace(talk.place, **place) if place else talk.place, **changed)


def _when(when: Span, fields: Mapping[str, Any]) -> Span:
    changed = {name: fields[name] for name in ("all_day", "time_known") if name in fields}
    if "timezone" in fields:
        changed["timezone"] = fields["timezone"] or ""
    for name in ("start", "end"):
        if name in fields:
            changed[name] = wall(fields[name])
    if "recurrence" in fields:
        again = fields["recurrence"]
        changed["recurrence"] = again and Recurrence(again["rrule"], tuple(again["rdate"]), tuple(again["exdate"]))
    return replace(when, **changed)


def wall(text: str | None) -> datetime | date | None:
    """`2026-03-01T15:00` or `2026-03-01` as wall time or a day. ValueError if it is neither."""
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _people(value: Any) -> tuple[Person, ...]:
    return tuple(Person(one["name"], one["affiliation"], one["url"]) for one in value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "url": lambda value: value or "",
    "title": lambda value: value or "",
    "kind": Kind,
    "status": Status,
    "topics": tuple,
    "speakers": _people,
    "hosts": _people,
    "listings": lambda value: tuple(Listed(one["source"], one["url"]) for one in value),
    **dict.fromkeys(TEXTS, lambda value: value),
}
