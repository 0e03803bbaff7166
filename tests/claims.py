"""What pages say, and the talk that is made of it."""

from __future__ import annotations

from datetime import date

from config.sources import Source
from pipeline.normalise import normalise
from pipeline.talk import (
    At,
    Claim,
    Layer,
    Sighting,
    Talk,
)

SOURCE = Source(id="uni", name="A university", timezone="America/Chicago", language="en-US")
STRUCTURED, PLATFORM = Layer.STRUCTURED, Layer.PLATFORM
URL = "https://uni.example/talks/foams"
RETRIEVED = date(2026, 2, 4)


def visible(field: str, text: str, by: str = "visible:label", url: str = "") -> Claim:
    return Claim(field, text, Layer.VISIBLE, by, At("p", "/html", 0, len(text)), url)


def machine(field: str, text: str, layer: Layer = STRUCTURED, url: str = "") -> Claim:
    return Claim(field, text, layer, f"jsonld:{field}", At("p"), url)


TITLE = visible("title", "On foams", "visible:heading")
WHEN = visible("when", "March 5, 2026, 3–4 pm", "visible:time")


def outcome(
    *claims: Claim, source: Source = SOURCE, retrieved: date | None = RETRIEVED, kind: str = "talk", own: bool = True
):  # type: ignore[no-untyped-def]
    return normalise(Sighting(kind, URL, URL, claims, own_page=own), source, retrieved)


def talk(*claims: Claim, source: Source = SOURCE, retrieved: date | None = RETRIEVED) -> Talk:
    found = outcome(*claims, source=source, retrieved=retrieved)
    assert isinstance(found, Talk), found
    return found


def grounds(found: Talk, field: str = "when") -> set[str]:
    return {g.fact for line in found.evidence if line.field == field and line.chosen for g in line.grounds}
