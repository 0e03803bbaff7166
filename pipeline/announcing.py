"""What is still to be announced of a talk, and how long before its day each institute announces what.

Pure: talks in the JSON form and their revisions in, days out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from pipeline.reading.people import read_headline
from pipeline.reading.text import fold, is_untitled
from pipeline.reading.title_states import split_status
from pipeline.talk import Kind, Mode

FIELDS = ("title", "speaker", "room", "abstract")
"""What institutes announce one after the other."""

FEW = 3
"""Talks below which no quartiles are told: they would be those of chance."""

_MANY_SPEAK = frozenset({Kind.WORKSHOP, Kind.CONFERENCE, Kind.COURSE, Kind.OTHER})
"""Kinds that have no speaker of their own."""

Form = Mapping[str, Any]
"""What is asked of a talk, as its JSON form has it: title, series, kind, speakers, room, attendance_mode, abstract."""


@dataclass(frozen=True, slots=True)
class Life:
    """A talk that is over. `start`: its first moment; `created`: when it was first stored (both aware); `steps`: its
    revisions, the last first: when, and field → (before, after). `whole`: none of them is forgotten; `found`: it was
    there when its source was first looked at, so nobody knows since when."""

    source: str
    start: datetime
    created: datetime
    form: Form
    steps: Sequence[tuple[datetime, Mapping[str, Sequence[Any]]]] = ()
    whole: bool = True
    found: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the day a source announces a field. `talks`: of how many that is known; `announced`: for how many
    it was announced before the start; `quartiles` of the days between, None for fewer than FEW."""

    source: str
    field: str
    talks: int
    announced: int
    quartiles: tuple[float, float, float] | None = None

    @property
    def median(self) -> float | None:
        """Days before the start by which half of those that had it had it."""
        return None if self.quartiles is None else self.quartiles[1]


def lacking(form: Form) -> tuple[str, ...]:
    """What is not announced of a talk so far, in the order of FIELDS."""
    names = [str(one["name"]) for one in form["speakers"]]
    has = {
        "title": is_title(form["title"], (form["series"] or "", ", ".join(names), "; ".join(names), *names)),
        "speaker": bool(names) or form["kind"] in _MANY_SPEAK,
        "room": bool(form["room"]) or form["attendance_mode"] == Mode.ONLINE,
        "abstract": bool(form["abstract"]),
    }
    return tuple(field for field in FIELDS if not has[field])


def is_title(title: str, others: Iterable[str] = ()) -> bool:
    """Whether this is a talk's own title: neither "TBA", nor "CNI seminar: TBA", nor one of these other names."""
    bare, _ = split_status(title)
    if not bare or is_untitled(bare) or fold(bare) in {fold(one) for one in others if one}:
        return False
    return read_headline(bare).title is not None


def announced(life: Life) -> dict[str, datetime | None]:
    """Since when each field was known, without interruption, when the talk began; None: it was not known then. Fields
    of which nobody can tell are left out."""
    after = [step for step in life.steps if step[0] > life.start]
    form = dict(life.form)
    for step in after:
        form = _undone(form, step[1])
    found: dict[str, datetime | None] = dict.fromkeys(lacking(form))
    older = set(FIELDS) - found.keys()
    for at, diff in life.steps[len(after) :]:
        form = _undone(form, diff)
        filled = older.intersection(lacking(form))
        found |= dict.fromkeys(filled, at)
        older -= filled
    return found | dict.fromkeys(older, life.created) if life.whole and not life.found else found


def _undone(form: Form, diff: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {**form, **{name: pair[0] for name, pair in diff.items() if name in form}}


def leads(lives: Iterable[Life]) -> list[Lead]:
    """How long before the day each field is announced, by source and in the order of FIELDS."""
    days: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for life in lives:
        for field, at in announced(life).items():
            days[life.source, field].append(None if at is None else (life.start - at) / timedelta(days=1))
    return [
        _lead(source, field, days[source, field])
        for source in sorted({source for source, _ in days})
        for field in FIELDS
        if (source, field) in days
    ]


def _lead(source: str, field: str, days: Sequence[float | None]) -> Lead:
    had = [one for one in days if one is not None]
    if len(had) < FEW:
        return Lead(source, field, len(days), len(had))
    low, middle, high = (round(one, 1) for one in quantiles(had, n=4, method="inclusive"))
    return Lead(source, field, len(days), len(had), (low, middle, high))
