"""Twins: two talks that have nearly all in common, many of them all but one fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from benchmarks.pairs.edits import (
    EDITS,
    FIRST,
    Edit,
    changed_later,
    cross_posted,
    placed_otherwise,
    without_hour,
    without_speaker,
    without_subtitle,
)
from benchmarks.pairs.talks import Case, Dice, abstract, elsewhere, person, talk, title
from benchmarks.pairs.words import CITIES, FAMILY, FIELDS, GENERIC, GIVEN, HOUSES, SUBJECTS, ZONES
from pipeline.talk import Person, Place, Talk


def weekly(dice: Dice, made: Talk) -> Talk:
    days = timedelta(days=dice.choice((7, 14, 28)))
    when = made.when
    return replace(made, when=replace(when, start=when.start and when.start + days, end=when.end and when.end + days))


def again_that_day(dice: Dice, made: Talk) -> Talk:
    later, when = timedelta(hours=dice.choice((1, 2, 3))), made.when
    return replace(made, when=replace(when, start=when.start and when.start + later, end=when.end and when.end + later))


def speaks_twice(dice: Dice, made: Talk) -> Talk:
    later = again_that_day(dice, replace(made, title=_another(dice, made), abstract=None))
    return without_hour(dice, later) if dice.random() < 0.3 else later


def in_another_city(dice: Dice, made: Talk) -> Talk:
    """The same title at the same wall time in another town: of somebody else or of nobody named, or in another zone."""
    house = dice.choice([house for house in HOUSES if not set(house.split()) & set((made.place.venue or "").split())])
    there = Place(None, f"{house}, {dice.choice(CITIES)}", made.place.room and f"Room {dice.randint(500, 900)}")
    if dice.random() < 0.4:
        zones = [zone for zone in ZONES if zone != made.when.timezone]
        return replace(made, place=there, when=replace(made.when, timezone=dice.choice(zones)))
    speakers = (person(dice),) if made.speakers and dice.random() < 0.5 else ()
    return replace(made, place=there, speakers=_others(speakers, made), abstract=None)


def in_parallel(dice: Dice, made: Talk) -> Talk:
    """Another talk of the same workshop at the same hour, in the same house."""
    other = replace(made, title=_another(dice, made), abstract=made.abstract and abstract(dice))
    return replace(other, speakers=_others((person(dice),), made) if dice.random() < 0.7 else ())


def other_speaker(dice: Dice, made: Talk) -> Talk:
    """All but the speaker."""
    return replace(made, speakers=_others((person(dice),), made)) if made.speakers else in_parallel(dice, made)


def one_word_apart(dice: Dice, made: Talk) -> Talk:
    """All but one word of the title; who speaks is not said on one side."""
    words = made.title.split()
    known = {word for text in (*SUBJECTS, *FIELDS) for word in text.split()}
    spots = [n for n, word in enumerate(words) if len(word) > 3 and word.lower().strip(":") in known]
    if not spots:
        return in_parallel(dice, made)
    at = dice.choice(spots)
    fresh = [word for word in sorted(known) if len(word) > 3 and word.lower() not in made.title.lower()]
    words[at] = dice.choice(fresh)
    return replace(made, title=" ".join(words), speakers=(), abstract=None)


def next_number(dice: Dice, made: Talk) -> Talk:
    """The other part of a lecture in parts, at the same hour."""
    return replace(made, title=f"{made.title} {dice.choice(('II', 'III', 'Part 2', '2', '(2/3)'))}", abstract=None)


def same_surname(dice: Dice, made: Talk) -> Talk:
    """Somebody else of that name gives another talk, or one whose title is to come."""
    if not made.speakers:
        return in_parallel(dice, made)
    family, given = made.speakers[0].name.split()[-1], made.speakers[0].name.split()[0]
    new = dice.choice([name for name in GIVEN if name != given])
    form = dice.choice((f"{new} {family}", f"{new[0]}. {family}" if new[0] != given[0] else f"{new} {family}"))
    text = dice.choice((_another(dice, made), dice.choice(GENERIC)))
    return replace(made, title=text, speakers=(Person(form),), abstract=None)


def same_initial(dice: Dice, made: Talk) -> Talk:
    """Somebody of that surname and initial gives another talk at that hour."""
    if not made.speakers:
        return in_parallel(dice, made)
    first, *rest = made.speakers[0].name.split()
    return replace(made, title=_another(dice, made), speakers=(Person(f"{first[0]}. {rest[-1]}"),), abstract=None)


def generic_both(dice: Dice, made: Talk) -> Talk:
    """Two colloquia at one hour, of others or of nobody named."""
    return replace(made, title=dice.choice(GENERIC), speakers=dice.choice(((), _others((person(dice),), made))))


def unrelated(dice: Dice, made: Talk) -> Talk:
    """Anything else at that hour."""
    return replace(talk(dice), when=made.when)


def _another(dice: Dice, made: Talk) -> str:
    """A title of something else."""
    while set((new := title(dice)).lower().split()) & {w for w in made.title.lower().split() if len(w) > 4}:
        pass
    return new


def _others(people: tuple[Person, ...], made: Talk) -> tuple[Person, ...]:
    """These people, with other names than the talk's where they share one."""
    taken = {word for one in made.speakers for word in one.name.split()}
    left = [(first, last) for first in GIVEN for last in FAMILY if not taken & {first, *last.split()}]
    strange = iter(left[:: len(left) // (len(people) + 1)])
    return tuple(Person(" ".join(next(strange))) if taken & set(one.name.split()) else one for one in people)


TWINS: tuple[Edit, ...] = (
    weekly, again_that_day, speaks_twice, in_another_city, in_parallel, other_speaker, one_word_apart, next_number,
    same_surname, same_initial, generic_both, unrelated,
)  # fmt: skip
_SPARED = frozenset({"title_to_come", "without_hour", "in_other_zone", "name_respelt", "without_place", "cut_short"})


def twins(dice: Dice) -> Case:
    """Two talks: nothing but what makes them two, or in the other institute's words besides."""
    make = dice.choice(TWINS)
    one = talk(dice)
    if make is in_another_city and not one.place.venue:
        one = replace(one, place=Place(None, "Town Hall"))
    if make is generic_both:
        one = replace(one, title=dice.choice(GENERIC))
    if make is next_number and dice.random() < 0.5:
        one = replace(one, title=f"{one.title} {dice.choice(('I', 'Part 1', '1', '(1/3)'))}")
        other = replace(one, title=one.title.replace(" I", " II").replace("1", "2"), abstract=None)
    else:
        other = make(dice, one)
    if make is not unrelated and dice.random() < 0.5:
        return Case((one, elsewhere(dice, other)), same=False, sort=f"twins: {make.__name__}")
    other = elsewhere(dice, other)
    edits = [edit for edit, often in EDITS if dice.random() < often and edit.__name__ not in _SPARED]
    edits.sort(key=lambda edit: edit not in FIRST)
    if make in (next_number, one_word_apart):
        edits = [edit for edit in edits if edit is not without_subtitle]
    if make is in_another_city:
        edits = [edit for edit in edits if edit is not placed_otherwise]
    for edit in edits:
        if not (edit is without_speaker and make in (other_speaker, same_surname)):
            other = edit(dice, other)
    return Case((one, other), same=False, sort=f"twins: {make.__name__}", edits=tuple(x.__name__ for x in edits))


def slot_taken(dice: Dice) -> Case:
    """Two listings that were joined; one of them has become that of another talk: of another week, or in its place."""
    one = talk(dice)
    other = replace(elsewhere(dice, weekly(dice, talk(dice))), series=one.series)
    if dice.random() < 0.5:
        new = replace(one, title=_another(dice, one), speakers=_others((person(dice),), one))
        other = elsewhere(dice, replace(new, abstract=one.abstract and abstract(dice)))
    return Case((one, other), same=False, sort="twins: slot taken since", joined=True)


def repeated(dice: Dice) -> Case:
    """A lecture given twice a day by its own institute; another announces the day alone: which is it?"""
    one = talk(dice)
    twice = replace(again_that_day(dice, one), url=f"{one.url}/again")
    day = without_hour(dice, elsewhere(dice, one))
    return Case((one, day, twice), same=False, sort="twins: repeated, hour not said")


def cases(dice: Dice, count: int) -> Iterator[Case]:
    """That many labelled pairs, half of them one talk."""
    for _ in range(count):
        chance = dice.random()
        if chance < 0.47:
            yield cross_posted(dice)
        elif chance < 0.5:
            yield changed_later(dice)
        elif chance < 0.96:
            yield twins(dice)
        else:
            yield slot_taken(dice) if chance < 0.98 else repeated(dice)
