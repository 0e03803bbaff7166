"""One talk, and what a person says of it."""

from __future__ import annotations

from datetime import datetime

from pipeline.talk import (
    Person,
    Place,
    Span,
    Talk,
)

LISTING = "https://institute.example/talks/"
CHICAGO = "America/Chicago"
TALK = Talk(
    source="institute",
    url=f"{LISTING}stars",
    title="On the Number of Stars",
    when=Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16), CHICAGO),
    place=Place(room="R 12"),
    speakers=(Person("Ada Lovelace"),),
)
