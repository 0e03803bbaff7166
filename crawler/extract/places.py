"""Which line of a page is a place, where no label says so."""

from __future__ import annotations

import re

from pipeline.reading.people import is_name
from pipeline.reading.places import read_place
from pipeline.reading.text import fold

_BUILDING = re.compile(
    r"\b(?:room|building|hall|auditorium|library|theat(?:re|er)|cent(?:re|er)|campus|conference room|lecture hall|"
    r"street|avenue|floor|pavilion|museum|court|house|chambers?|zoom|online|virtual|webinar|horsaal|raum|gebaude|"
    r"saal|salle|amphi\w*|batiment|aula|sala|edificio|salon|zaal|gebouw|lokaal|sal|teams)\b"
)


def looks_like_place(text: str) -> bool:
    """Whether a line on its own is a place: a room, a building with its room, an address."""
    place = read_place(text)
    if place.room or place.address:
        return len(text) <= 120
    return bool(place.venue) and bool(_BUILDING.search(fold(text))) and len(text.split()) <= 12 and not is_name(text)
