"""Whether two listings name one place."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.reading.text import fold
from pipeline.talk import Mode, Place


class Nearness(StrEnum):
    """What two places have to do with each other, in words for people."""

    SAME = "the same place"
    MIXED = "places that differ in part"
    UNKNOWN = "no place on one side"
    OTHER = "other places"


_SORTED = """a at auditorium aula bldg building campus center centre class classroom conference department dept floor
    gebaude großer grosser hall haus horsaal house hs in institut institute lecture level main meeting
    the of and der die das de la le du des raum room rooms rm saal sala salle seminar seminarraum
    seminarroom stock street str strasse straße theater theatre university universitat universita
    universite zoom online hybrid und et"""
_SORTS = frozenset(fold(word) for word in _SORTED.split())
"""Words that tell the sort of a place, not which one it is."""
_NUMBERED = re.compile(r"\d")


def compare_places(one: Place, other: Place) -> Nearness:
    """Whether venue, room and address of two listings may be one place. Where one side is online only, or says
    nothing, nothing is known; rooms of one number alone are no one place."""
    if Mode.ONLINE in (one.attendance_mode, other.attendance_mode):
        return Nearness.UNKNOWN
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return Nearness.UNKNOWN
    common, left, right = mine & theirs, mine - theirs, theirs - mine
    named = {word for word in common if not _NUMBERED.search(word)}
    if not common:
        numbers = all(map(_NUMBERED.search, mine)) or all(map(_NUMBERED.search, theirs))
        both = all(map(_NUMBERED.search, mine)) == all(map(_NUMBERED.search, theirs))
        return Nearness.OTHER if both or not numbers else Nearness.UNKNOWN
    if left and right:
        return Nearness.MIXED
    return Nearness.SAME if named else Nearness.UNKNOWN


def _words(place: Place) -> set[str]:
    said = fold(" ".join(filter(None, (place.venue, place.room, place.address))))
    return {word for word in said.split() if word not in _SORTS}
