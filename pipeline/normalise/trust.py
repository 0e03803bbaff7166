"""Whom to believe: the trust table, a row per field, and the one function that applies it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.reading.text import fold
from pipeline.talk import Claim, Evidence, Ground, Layer

SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT = (
    Layer.SITE, Layer.STRUCTURED, Layer.PLATFORM, Layer.VISIBLE, Layer.CONTEXT,
)  # fmt: skip

TRUST: Mapping[str, tuple[Layer, ...]] = {
    # The wall time people read is right; structured data are often wrong about offset and hour, and only complete it.
    "when": (SITE, VISIBLE, PLATFORM, STRUCTURED, CONTEXT),
    "end": (SITE, VISIBLE, PLATFORM, STRUCTURED),
    "timezone": (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT),
    # What is taken apart by eye is surer where a machine states it.
    "title": (SITE, STRUCTURED, PLATFORM, VISIBLE),
    "place": (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT),
    "online_url": (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT),
    "registration_url": (SITE, STRUCTURED, PLATFORM, VISIBLE),
    "image": (SITE, STRUCTURED, PLATFORM, VISIBLE),
    "canonical_url": (SITE, STRUCTURED, VISIBLE),
    "speaker": (SITE, STRUCTURED, PLATFORM, VISIBLE),
    "host": (SITE, VISIBLE, STRUCTURED, PLATFORM),
    "status": (SITE, STRUCTURED, PLATFORM, VISIBLE),
    "series": (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT),
    "kind": (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT),
    # A sentence about this very talk says more than a field which software fills in ("Offline").
    "attendance_mode": (SITE, VISIBLE, STRUCTURED, PLATFORM, CONTEXT),
    # Texts are whole on the page, and cut short or run together in descriptions.
    "abstract": (SITE, VISIBLE, STRUCTURED, PLATFORM),
    "bio": (SITE, VISIBLE, STRUCTURED, PLATFORM),
    "body": (SITE, VISIBLE, STRUCTURED),
    "summary": (SITE, STRUCTURED, VISIBLE),
    "published": (SITE, STRUCTURED, VISIBLE),
    "author": (SITE, STRUCTURED, VISIBLE),
}
"""Who is believed first, who completes: the one table (DECISIONS, "Reading pages"). A source may move a layer to the
front of a row: `[trust] when = "platform"`."""

ORDINARY = (SITE, STRUCTURED, PLATFORM, VISIBLE, CONTEXT)
"""The order of fields without a row of their own."""

# Within the visible layer: what a label names is surer than what stands where a thing usually stands.
_BY = {"visible:label": 0, "visible:column": 0, "visible:heading": 1, "visible:hint": 2, "visible:above": 9}


def order_of(name: str, overrides: Mapping[str, str]) -> tuple[Layer, ...]:
    """The layers by trust for one field, the source's own word (`Source.trust`) first."""
    order = TRUST.get(name, ORDINARY)
    if name not in overrides:
        return order
    first = tuple(layer for layer in Layer if layer.value == overrides[name])
    return first + tuple(layer for layer in order if layer not in first)


def best(claims: Iterable[Claim], order: Sequence[Layer]) -> list[Claim]:
    """The claims worth looking at, the most trusted first; ties keep their order, the talk's own page before cards."""
    rank = {layer: place for place, layer in enumerate(order)}
    told = [claim for claim in claims if claim.layer in rank and (claim.text.strip() or claim.url)]
    return sorted(told, key=lambda claim: (rank[claim.layer], _BY.get(claim.by, 5)))


@dataclass(slots=True)
class Choice:
    """What was chosen for one field of the talk, and everything it was chosen from."""

    name: str
    chosen: list[Claim] = field(default_factory=list)
    losers: list[Claim] = field(default_factory=list)
    rule: str = ""
    grounds: tuple[Ground, ...] = ()
    confidence: float = 0.0

    def evidence(self) -> list[Evidence]:
        """One line per claim; a value nobody claimed in so many words is cited by its rule alone."""
        sure = self.confidence or sureness(self)
        won = [Evidence(self.name, claim, True, self.rule, self.grounds, sure) for claim in self.chosen]
        if not won and (self.rule or self.grounds):
            won = [Evidence(self.name, None, True, self.rule, self.grounds, sure)]
        return won + [Evidence(self.name, claim, False) for claim in self.losers if claim not in self.chosen]


_ALONE = {SITE: 0.95, STRUCTURED: 0.9, PLATFORM: 0.9, VISIBLE: 0.8, CONTEXT: 0.6}
"""How often one layer's word alone is right, roughly: what a person looked at, what a machine states, what is seen."""
_SEEN_AS = {
    "visible:label": 0.9, "visible:column": 0.85, "visible:heading": 0.8, "visible:hint": 0.85, "visible:link": 0.85,
    "visible:programme": 0.85, "visible:prose": 0.7, "visible:default": 0.7,
}  # fmt: skip
"""Of what is seen: a label says what it is; a sentence, or a line far away, has to be interpreted."""
TAKEN_APART = 0.95
"""A place is one text taken apart into venue, room and address, and software fills the field with a country:
less sure than the words it was read from, unless another layer says the same."""
COMPARED = 1000
"""Characters by which two texts are the same; a longer description begins like no other."""
INFERRED = 0.7
"""A value that nobody states in so many words."""


def sureness(choice: Choice) -> float:
    """How surely a choice is right: the layer's word, raised where another layer says the same."""
    if not choice.chosen:
        return INFERRED
    first = choice.chosen[0]
    sure = _SEEN_AS.get(first.by, _ALONE[first.layer]) * (TAKEN_APART if choice.name == "where" else 1)
    said = fold(first.text[:COMPARED])
    if any(claim.layer is not first.layer and said and fold(claim.text[:COMPARED]) == said for claim in choice.losers):
        sure += (1 - sure) * 0.7
    return round(min(sure, 0.99), 3)


def chosen(
    name: str, winner: Claim | None, all_claims: Iterable[Claim], rule: str = "", grounds: tuple[Ground, ...] = ()
) -> Choice:
    """A choice of one claim; the others are its losers."""
    return Choice(name, [winner] if winner else [], list(all_claims), rule, grounds)
