"""A joined talk as it is shown: each field from the best of its listings, whole, never a mixture of two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pipeline.form import WHEN, with_fields
from pipeline.joins.places import Nearness, compare_places
from pipeline.reading.people import is_generic
from pipeline.reading.text import fold, is_untitled
from pipeline.talk import Evidence, Kind, Listed, Place, Span, Status, Talk, talk_json

T = TypeVar("T")
Fields = Mapping[str, Any]
"""Fields of the JSON form."""

CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})
NOTHING: Fields = MappingProxyType({})


def in_order(parts: Iterable[Talk]) -> tuple[Talk, ...]:
    """The listings in the order in which they are believed: those that still stand first, else as they come, the
    leader's first."""
    return tuple(sorted(parts, key=lambda talk: talk.status is Status.WITHDRAWN))


def together(parts: Sequence[Talk], corrected: Fields = NOTHING) -> Talk:
    """The talk that these listings announce; the leader's comes first and has the first word, the others fill in.
    `corrected`: what people say of it, above all listings."""
    parts = in_order(parts)
    return with_fields(parts[0] if len(parts) == 1 else _pooled(parts), corrected)


def corrected_together(those: Iterable[Fields]) -> dict[str, Any]:
    """What people say of a joined talk: the corrections of its listings, the leader's first; a time is taken whole."""
    found: dict[str, Any] = {}
    for one in those:
        timed = not WHEN.isdisjoint(found)
        found = {name: value for name, value in one.items() if not (timed and name in WHEN)} | found
    return found


def _pooled(parts: Sequence[Talk]) -> Talk:
    first = parts[0]

    def any_of(read: Callable[[Talk], T]) -> T:
        return next((value for talk in parts if (value := read(talk))), read(first))

    titled = next((talk for talk in parts if _has_title(talk)), first)
    return replace(
        first,
        title=titled.title,
        when=_when(parts),
        status=status_of([talk.status for talk in parts]),
        place=_place(parts),
        series=any_of(lambda talk: talk.series),
        kind=next((talk.kind for talk in parts if talk.kind is not Kind.TALK), Kind.TALK),
        topics=any_of(lambda talk: talk.topics),
        language=any_of(lambda talk: talk.language),
        image=any_of(lambda talk: talk.image),
        registration_url=any_of(lambda talk: talk.registration_url),
        speakers=any_of(lambda talk: talk.speakers),
        hosts=any_of(lambda talk: talk.hosts),
        abstract=any_of(lambda talk: talk.abstract),
        bio=any_of(lambda talk: talk.bio),
        listings=listings_of(parts),
    )


def status_of(words: Sequence[Status]) -> Status:
    """What became of a talk by the words of its listings, the most believed first.

    A listing that vanished says nothing while another stands. The first that stands decides; where it says nothing
    ("confirmed") and another calls the talk off, it is tentative: neither may empty the other's calendar.
    """
    standing = [word for word in words if word is not Status.WITHDRAWN]
    if not standing:
        return Status.WITHDRAWN
    if standing[0] is Status.CONFIRMED and not CALLED_OFF.isdisjoint(standing):
        return Status.TENTATIVE
    return standing[0]


def listings_of(parts: Iterable[Talk]) -> tuple[Listed, ...]:
    """All the places where the talk is announced."""
    places = {listed for talk in parts for listed in (*talk.listings, Listed(talk.source, talk.url)) if listed.url}
    return tuple(sorted(places, key=lambda place: (place.source, place.url)))


def evidence_together(shown: Talk, those: Iterable[tuple[Talk, Sequence[Evidence]]]) -> list[Evidence]:
    """Where the values of a talk as it is shown come from: the evidence of its listings, the most believed first, each
    field's from the first that says what is shown, else from the first that has any."""
    parts = [(talk_json(talk), evidence) for talk, evidence in those]
    form = talk_json(shown)
    found: list[Evidence] = []
    for field in dict.fromkeys(one.field for _, evidence in parts for one in evidence):
        value = "start" if field == "when" else field
        told = [(said, [one for one in evidence if one.field == field]) for said, evidence in parts]
        answers = [(said, claims) for said, claims in told if any(one.chosen for one in claims)]
        same = (claims for said, claims in answers if said.get(value) == form.get(value))
        found += next(same, answers[0][1] if answers else [one for _, claims in told for one in claims])
    return found


def _has_title(talk: Talk) -> bool:
    title = fold(talk.title)
    return (
        bool(title) and not is_untitled(talk.title) and not is_generic(talk.title) and title != fold(talk.series or "")
    )


def _when(parts: Sequence[Talk]) -> Span:
    """The first listing's time; the whole time of another where the first names no day, or only the day of one that
    knows the hour. An end comes from whoever starts at the same instant, in the first one's zone."""
    mine = next((talk.when for talk in parts if talk.when.start is not None), parts[0].when)
    spans = [talk.when for talk in parts]
    if mine.start is not None and not isinstance(mine.start, datetime) and not mine.time_known and mine.end is None:
        mine = next((x for x in spans if isinstance(x.start, datetime) and x.day == mine.day), mine)
    if isinstance(mine.start, datetime) and mine.end is None and mine.timezone:
        ends = (x.end_utc for x in spans if x.end_utc is not None and x.start_utc == mine.start_utc)
        if (end := next(ends, None)) is not None:
            return replace(mine, end=end.astimezone(ZoneInfo(mine.timezone)).replace(tzinfo=None))
    return mine


def _place(parts: Sequence[Talk]) -> Place:
    """Venue, room and address of the first that names any, completed by those that mean the same place."""
    named = [talk.place for talk in parts if talk.place.venue or talk.place.room or talk.place.address]
    here = named[0] if named else Place()
    for other in named[1:]:
        if compare_places(here, other) is Nearness.SAME:
            here = replace(
                here,
                venue=here.venue or other.venue,
                room=here.room or other.room,
                address=here.address or other.address,
            )
    return replace(
        here,
        attendance_mode=next((x.place.attendance_mode for x in parts if x.place.attendance_mode), None),
        online_url=next((x.place.online_url for x in parts if x.place.online_url), None),
    )
