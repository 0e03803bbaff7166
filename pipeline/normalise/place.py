"""Where a talk takes place, how it is attended, and by which links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.places import find_room, is_online_link, is_registration_link, read_mode, read_place
from pipeline.reading.status import read_status
from pipeline.reading.text import clean, fold, is_placeholder, label, unwrap
from pipeline.talk import Claim, Layer, Mode, Place, Sighting, Status

PROSE = 150
"""Characters; a place text that is longer is a sentence, of which only the room and the mode are read."""


@dataclass(frozen=True, slots=True)
class Placed:
    place: Place
    registration_url: str | None
    choices: tuple[Choice, ...]


def decide_place(sighting: Sighting, trust: Mapping[str, str]) -> Placed:
    """Venue, room and address from whom the table believes, completed by the others; links; the mode."""
    people = [clean(claim.text) for claim in sighting.of("speaker", "host") if len(claim.text) > SHORTEST_NAME]
    told = [claim for claim in sighting.of(*PLACES) if not _is_notice(claim)]
    places = [claim for claim in told if not _names(claim, people)]
    claims = best(tuple(places), order_of("place", trust))
    place, where = _place(claims)
    links = best(sighting.of("online_url"), order_of("online_url", trust))
    online = _online(links) or place.online_url
    register_claims = best(sighting.of("registration_url"), order_of("registration_url", trust))
    registration = next((url for claim in register_claims if (url := _link(claim)) and url != online), None)
    if registration is None:  # a form under the label "Zoom" is where one registers
        registration = next((url for claim in links if (url := _link(claim)) and is_registration_link(url, "")), None)
        online = None if online == registration else online
    mode_claims = best(sighting.of("attendance_mode"), order_of("attendance_mode", trust))
    mode, said = _mode(mode_claims, place, online)
    final = replace(place, attendance_mode=mode, online_url=online)
    choices = [where, Choice("online_url", [c for c in links if _link(c) == online][:1], links)]
    choices.append(
        Choice("registration_url", [c for c in register_claims if _link(c) == registration][:1], register_claims)
    )
    choices.append(said)
    return Placed(final, registration, tuple(choices))


PLACES = ("venue", "room", "address", "where")


_NO_PLACE = re.compile(
    r"(?:ist |wird |wurde |a ete |is |leider )*"
    r"(?:entfallt|entfallen|verschoben|supprimee?|reportee?|differee?|deferred|suspendid[oa]|rinviat[oa]|vervalt|uitgesteld)"
    r"(?: leider| heute)?"
)
"""Words, folded, that under the name of a slot only say that there is nothing in it: "Raum: entfällt"."""
_CELLS = ("visible:column", "visible:place")
"""Where a place was found that no label of its own names."""


def notices_in_place(sighting: Sighting) -> list[Claim]:
    """What stands where the place would and says that the talk is off: a cell "cancelled due to illness"."""
    return [
        claim
        for claim in sighting.of(*PLACES)
        if _is_notice(claim) and (claim.by in _CELLS or not _NO_PLACE.fullmatch(fold(claim.text)))
    ]


def _is_notice(claim: Claim) -> bool:
    return read_status(claim.text) in (Status.CANCELLED, Status.POSTPONED)


SHORTEST_NAME = 6
"""Characters of a line that can be a person with their institute."""


def _names(claim: Claim, people: list[str]) -> bool:
    """Whether what looks like a place, without a label, is the line that names a speaker and where they are from."""
    text = clean(claim.text)
    return claim.by != "visible:label" and any(text.startswith(person) for person in people)


def _link(claim: Claim) -> str:
    return unwrap(claim.url) or unwrap(claim.text)


_RECORDING = re.compile(
    r"\b(?:video|recording|recorded|slides|aufzeichnung|enregistrement|grabación|録画)\b", re.IGNORECASE
)


def _online(links: list[Claim]) -> str | None:
    """The link to join by: one known to be such, else one that its label calls so and that registers nobody."""
    found = [url for claim in links if (url := _link(claim)) and not _RECORDING.search(claim.text)]
    found.sort(key=lambda url: "youtu" in url)
    known = next((url for url in found if is_online_link(url)), None)
    return known or next((url for url in found if not is_registration_link(url, "")), None)


def _place(claims: list[Claim]) -> tuple[Place, Choice]:
    """The first claim that names a place, completed field by field by those that do not contradict it."""
    place, used, online = Place(), [], None
    for claim in claims:
        one = _read(claim)
        online = online or one.online_url
        mode = place.attendance_mode or one.attendance_mode
        joined = _completed(place, one)
        if (joined.venue, joined.room, joined.address) != (place.venue, place.room, place.address):
            used.append(claim)
        place = replace(joined, attendance_mode=mode)
    return replace(place, online_url=online), Choice("where", used, claims, "place taken apart" if used else "")


def _read(claim: Claim) -> Place:
    text = clean(claim.text) if claim.field != "where" else claim.text
    if claim.by == "visible:mode" or len(text) > PROSE:
        return Place(read_mode(text), room=find_room(text)) if claim.by == "visible:mode" else _of_prose(text)
    if not text or is_placeholder(text):
        return Place(online_url=unwrap(claim.url) if is_online_link(claim.url) else None)
    place = read_place(text)
    if claim.field == "room" and not place.room and place.venue:
        place = replace(place, room=place.venue, venue=None)
    elif claim.field == "address":
        told = ", ".join(x for x in (place.venue, place.room, place.address) if x)
        place = replace(place, address=told or None, venue=None, room=None)
    elif claim.field == "venue" and not place.venue and place.address and not place.room:
        place = replace(place, venue=place.address, address=None)
    elif claim.field == "venue" and not place.venue and place.room and not any(c.isdigit() for c in place.room):
        place = replace(place, venue=place.room, room=None)  # a hall of its own
    if is_online_link(claim.url):
        place = replace(place, online_url=place.online_url or unwrap(claim.url))
    return place


def _of_prose(text: str) -> Place:
    """A long text under a place's label: its first line or sentence may be the place."""
    first = text.split("\n")[0].split(". ")[0]
    named = label(first)
    place = read_place(named[1] if named else first) if len(first) <= PROSE else Place()
    return replace(place, room=place.room or find_room(text), attendance_mode=read_mode(text[:400]))


def _completed(have: Place, more: Place) -> Place:
    """`have` with what it lacks; a room or address of another building is none of it."""
    if not (have.venue or have.room or have.address):
        return replace(more, online_url=have.online_url)
    same = _same_place(have, more)
    room = have.room or (more.room if same else None)
    venue = have.venue or (more.venue if same else None)
    address = have.address or (more.address if same else None)
    if have.room and more.room and same and fold(have.room) in fold(more.room):
        room = more.room  # "390" said in full: "Room 390"
    if venue and room and fold(room) == fold(venue):
        venue = None
    if venue and room and fold(venue).endswith(fold(room)) and len(venue) > len(room) + 3:
        venue = venue[: len(venue) - len(room)].rstrip(" ,-–(") or venue
    return replace(have, venue=venue, room=room, address=address)


def _same_place(have: Place, more: Place) -> bool:
    """Whether two readings can be of one place: no two venues, or venues that share a telling word."""
    if not have.venue or not more.venue:
        return True
    a, b = (set(fold(f"{p.venue} {p.address or ''}").split()) - _COMMON for p in (have, more))
    return bool(a & b)


_COMMON = frozenset(
    ("the", "of", "hall", "room", "building", "center", "centre", "university", "campus", "de", "la", "and")
)


def _mode(claims: list[Claim], place: Place, online: str | None) -> tuple[Mode | None, Choice]:
    """What a sentence or field says; else what the place says: room, link or both."""
    physical = bool(place.venue or place.room or place.address)
    for claim in claims:
        mode = read_mode(claim.text)
        if mode is Mode.IN_PERSON and claim.layer in (Layer.STRUCTURED, Layer.PLATFORM) and (online or not physical):
            continue  # software writes "offline" for everything
        if mode is Mode.ONLINE and physical and claim.layer is Layer.VISIBLE and claim.by == "visible:mode":
            mode = place.attendance_mode or Mode.HYBRID
        if mode is not None:
            return mode, Choice("attendance_mode", [claim], claims, "stated")
    if place.attendance_mode is Mode.HYBRID or (physical and (online or place.attendance_mode is Mode.ONLINE)):
        return Mode.HYBRID, Choice("attendance_mode", [], claims, "room and link")
    if physical:
        return Mode.IN_PERSON, Choice("attendance_mode", [], claims, "room only")
    if online or place.attendance_mode is Mode.ONLINE:
        return Mode.ONLINE, Choice("attendance_mode", [], claims, "link only")
    return None, Choice("attendance_mode", [], claims)
