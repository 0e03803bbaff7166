"""Talks drawn at random, and cases: talks of which the first two are one, or not."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from benchmarks.pairs.words import CITIES, FAMILY, FIELDS, GIVEN, HOUSES, SENTENCES, SERIES, SHAPES, SUBJECTS, ZONES
from pipeline.talk import Listed, Mode, Person, Place, Span, Talk

Dice = random.Random


@dataclass(frozen=True, slots=True)
class Case:
    """Talks of which the first two are one (`same`) or not; the others stand beside them. `joined`: they were joined
    before. `edits`: what was done to the second."""

    talks: tuple[Talk, ...]
    same: bool
    sort: str
    joined: bool = False
    edits: tuple[str, ...] = ()


def person(dice: Dice) -> Person:
    """Somebody, often with an affiliation."""
    middle = f" {dice.choice('ABCDEFGHJKLMNPRSTW')}." if dice.random() < 0.1 else ""
    affiliation = f"University of {dice.choice(CITIES)}" if dice.random() < 0.6 else None
    return Person(f"{dice.choice(GIVEN)}{middle} {dice.choice(FAMILY)}", affiliation)


def title(dice: Dice) -> str:
    """A title that says something."""
    if dice.random() < 0.06:
        return dice.choice(SUBJECTS).capitalize()
    made = dice.choice(SHAPES).format(a=dice.choice(SUBJECTS), b=dice.choice(FIELDS), c=dice.choice(SUBJECTS))
    return made[0].upper() + made[1:]


def abstract(dice: Dice) -> str:
    """A few sentences."""
    chosen = dice.sample(SENTENCES, dice.randint(2, 4))
    return " ".join(x.format(a=dice.choice(SUBJECTS), b=dice.choice(FIELDS), c=dice.choice(SUBJECTS)) for x in chosen)


def place(dice: Dice) -> Place:
    """A house in a town."""
    city = dice.choice(CITIES)
    return Place(
        Mode.IN_PERSON if dice.random() < 0.3 else None,
        f"{dice.choice(HOUSES)}",
        f"Room {dice.randint(1, 480)}" if dice.random() < 0.7 else None,
        f"{dice.randint(1, 90)} {dice.choice(FAMILY)} Street, {city}" if dice.random() < 0.4 else None,
    )


def talk(dice: Dice) -> Talk:
    """A talk as its own institute announces it."""
    hour = timedelta(days=dice.randrange(200), hours=dice.randint(9, 18), minutes=dice.choice((0, 15, 30)))
    start = datetime(2026, 3, 1) + hour  # noqa: DTZ001 (wall time)
    end = start + timedelta(minutes=dice.choice((45, 60, 90))) if dice.random() < 0.7 else None
    speakers = tuple(person(dice) for _ in range(2 if dice.random() < 0.08 else 1)) if dice.random() < 0.93 else ()
    url = f"https://one.example/talks/{dice.randrange(10**6)}"
    return Talk(
        "one",
        url,
        title(dice),
        Span(start, end, dice.choice(ZONES)),
        series=dice.choice(SERIES) if dice.random() < 0.6 else None,
        speakers=speakers,
        place=place(dice) if dice.random() < 0.85 else Place(),
        abstract=abstract(dice) if dice.random() < 0.5 else None,
        listings=(Listed("one", url),),
    )


def elsewhere(dice: Dice, made: Talk) -> Talk:
    """The same, announced by another institute at an address of its own."""
    url = f"https://two.example/event/{dice.randrange(10**6)}"
    return replace(made, source="two", url=url, listings=(Listed("two", url),))
