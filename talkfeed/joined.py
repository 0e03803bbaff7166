"""Why several listings are shown as one talk, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calendar_export.telling import label, said
from pipeline.joins import Ground
from pipeline.query import Entry, Part
from pipeline.store.joining import Pairing
from pipeline.talk import Status, iso, utc_iso

SURE = 0.9999


def joined_lines(entry: Entry, pairings: Iterable[Pairing]) -> Iterator[str]:
    """The listings of a talk and what holds them together, or what a person set apart; nothing for most talks."""
    if entry.parts:
        yield f"listings  {len(entry.parts)}, shown as one talk under {entry.uid[:8]}, which was published first"
        for part in entry.parts:
            yield f"    {_listing(part)}"
    sources = {part.uid: f"{part.talk.source} " for part in entry.listings()}
    for one in pairings:
        yield from (f"    {line}" for line in _pairing(one, sources))


def _listing(part: Part) -> str:
    talk = part.talk
    status = "" if talk.status is Status.CONFIRMED else f", {talk.status.value}"
    when = f"{said(iso(talk.when.start))} {talk.when.timezone}".strip() if talk.when.start else "no date"
    return f"{talk.source} {part.uid[:8]}  {when}  “{talk.title}”{status}  {talk.url}"


def _pairing(one: Pairing, sources: Mapping[str, str]) -> Iterator[str]:
    pair = " and ".join(f"{sources.get(uid, '')}{uid[:8]}" for uid in (one.one, one.other))
    word = "are one talk" if one.together else "are two talks"
    if one.score is None:
        yield f"{pair} {word}: a person said so, {one.decided_at:%Y-%m-%d}"
        return
    sure = f"{one.score:.4f}" if one.score < SURE else f"more than {SURE}"
    yield f"{pair} {word}: {sure} sure, {one.decided_at:%Y-%m-%d}"
    yield from (f"    {_ground(ground)}" for ground in one.grounds)


def _ground(one: Ground) -> str:
    text = f" ({one.text})" if one.text else ""
    return f"{one.weight:+5.1f}  {f'{label(one.field)}: ' if one.field else ''}{one.found}{text}"


def joined_json(entry: Entry, pairings: Iterable[Pairing]) -> dict[str, Any]:
    """The same for programs: `listings` as they stand alone, the most believed first, `pairs` with scores and grounds;
    `weight` is in natural log-odds."""
    return {
        "listings": [
            {
                "uid": part.uid,
                "source": part.talk.source,
                "url": part.talk.url,
                "title": part.talk.title,
                "start": iso(part.talk.when.start),
                "timezone": part.talk.when.timezone or None,
                "status": part.talk.status.value,
            }
            for part in entry.listings()
        ],
        "pairs": [
            {
                "one": one.one,
                "other": one.other,
                "together": one.together,
                "by": one.by,
                "score": one.score,
                "decided_at": utc_iso(one.decided_at),
                "grounds": [
                    {"field": x.field or None, "found": x.found, "weight": x.weight, "text": x.text or None}
                    for x in one.grounds
                ],
            }
            for one in pairings
        ],
    }
