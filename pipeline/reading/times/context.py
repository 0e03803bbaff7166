"""What the grammar is told besides the text, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.talk import Claim, Ground, Span

GRID = "visible:grid:"
"""How the rule begins of a claim whose day a page composes, "29 Monday" under "January 2024"; the day follows."""


def day_or_text(claim: Claim) -> str:
    """What a claim says: its text, or the ISO day that its cell and what stands above the grid say together."""
    return claim.by.removeprefix(GRID) if claim.by.startswith(GRID) else claim.text


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the page a text stands on.

    `timezone`: IANA zone of wall times that name none, "" when unknown. `language`: BCP 47, as in "en-US"; it decides
    03/04 against 04/03, and twelve against twenty-four hours. `retrieved`: when the page was fetched; without it no
    year is guessed, for no clock is consulted. `year`: what the heading, the address or a term's name says.
    `month_first`: what other dates of the same source prove, stronger than the language. `day`: the date that stands
    elsewhere (a heading, another cell), for a text that states only an hour.
    """

    timezone: str = ""
    language: str | None = None
    retrieved: date | datetime | None = None
    year: int | None = None
    month_first: bool | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One stretch of text understood as a time.

    `start` and `end` are offsets in the text given. `rule` names the form read ("day-month-year, clock range"),
    `grounds` what was inferred rather than read and what deserves doubt; `confidence` is between 0 and 1.
    """

    span: Span
    start: int
    end: int
    rule: str
    grounds: tuple[Ground, ...] = ()
    confidence: float = 1.0
