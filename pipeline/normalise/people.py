"""Who speaks and who invites, out of all claims: each once, with the affiliation that stands elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.people import SURE, clean_affiliation, find_people, name_score, restore_case, strip_titles
from pipeline.reading.text import clean, fold, is_placeholder, label, unwrap
from pipeline.talk import Claim, Layer, Person, Sighting

MOST = 40
"""People; a longer list is a programme committee."""


BESIDE = ("visible:programme", "visible:prose")
"""Speakers named outside labels: a programme's join the others, those of prose stand in where no other is named."""


def decide_speakers(sighting: Sighting, trust: Mapping[str, str]) -> tuple[tuple[Person, ...], Choice]:
    """Speakers by the most trusted layer that names any; the others may only add affiliations and addresses."""
    claims = best(sighting.of("speaker"), order_of("speaker", trust))
    people, used = _by_layer([claim for claim in claims if claim.by not in BESIDE])
    people = _with_affiliations(people, best(sighting.of("affiliation"), order_of("speaker", trust)))
    return people[:MOST], Choice("speakers", used, claims, "listed" if used else "")


def with_programme(sighting: Sighting, people: tuple[Person, ...], choice: Choice) -> tuple[tuple[Person, ...], Choice]:
    """The speakers with those of the programme; without any of either, those whom a sentence invites."""
    for by in BESIDE:
        claims = [claim for claim in sighting.of("speaker") if claim.by == by]
        named = [one for claim in claims for one in named_by(claim)]
        if by == "visible:prose" and people:
            return tuple(_joined(one, named) for one in people), choice
        if named:
            people = merged((*people, *named))
            used = [*choice.chosen, *(claim for claim in claims if claim not in choice.chosen)]
            choice = Choice("speakers", used, choice.losers, choice.rule or by.removeprefix("visible:"))
    return people[:MOST], choice


def decide_hosts(
    sighting: Sighting, trust: Mapping[str, str], speakers: Sequence[Person]
) -> tuple[tuple[Person, ...], Choice]:
    """Hosts, without anyone who speaks."""
    claims = best(sighting.of("host"), order_of("host", trust))
    people, used = _by_layer(claims)
    mine = {fold(one.name) for one in speakers}
    return tuple(one for one in people if fold(one.name) not in mine)[:MOST], Choice("hosts", used, claims)


def _by_layer(claims: Sequence[Claim]) -> tuple[tuple[Person, ...], list[Claim]]:
    people: list[Person] = []
    used: list[Claim] = []
    layer: Layer | None = None
    for claim in claims:
        named = named_by(claim)
        if not named:
            continue
        if layer is None or claim.layer is layer:
            layer = claim.layer
            used.append(claim)
            people.extend(named)
        else:
            people = [_joined(one, named) for one in people]
    return merged(people), used


def named_by(claim: Claim) -> tuple[Person, ...]:
    """The people one claim names; a link on the claim is the address of its only person."""
    text = html.unescape(claim.text)
    people = tuple(one.person for one in find_people(text))
    if not people and claim.layer in (Layer.SITE, Layer.STRUCTURED):
        bare = clean(strip_titles(text)[0])
        if bare and name_score(text) > 0 and not is_placeholder(bare):
            people = (Person(restore_case(bare)),)
    if len(people) == 1 and (url := unwrap(claim.url)):
        people = (replace(people[0], url=url),)
    return people


_OPENS_A_LIFE = re.compile(
    r"^\W{0,4}(?P<name>[^,(]{5,60}?)(?:\s*\([^()]{1,60}\))?,?\s(?:is|was|has|received|joined|holds|obtained|earned|studied|works|"
    r"completed|did|ist|est|è|es|promovierte|studierte|a obtenu|is een)\s",
)


def speaker_of_bio(sighting: Sighting, choice: Choice) -> tuple[tuple[Person, ...], Choice]:
    """Whom the biography is about ("Ada Byron is a professor of …"), where nothing else names a speaker."""
    for claim in sighting.of("bio"):
        text = clean(html.unescape(claim.text))
        found = label(text)
        opening = _OPENS_A_LIFE.match(found[1] if found else text)
        if opening and name_score(opening["name"]) >= SURE:
            person = Person(restore_case(strip_titles(opening["name"])[0]))
            return (person,), Choice("speakers", [claim], choice.losers, "biography")
    return (), choice


def merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once, in order of first mention, with the fullest of what was said: "J. Doe" is "Jane Doe"."""
    kept: list[Person] = []
    for one in people:
        place = next((i for i, other in enumerate(kept) if same_person(one.name, other.name)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], (one,))
    return tuple(kept)


def _joined(one: Person, others: Sequence[Person]) -> Person:
    for other in others:
        if same_person(one.name, other.name):
            fuller = len(other.name) > len(one.name) and (
                "." in one.name or fold(other.name).startswith(fold(one.name)[:3])
            )
            name = other.name if fuller else one.name
            one = Person(name, one.affiliation or other.affiliation, one.url or other.url)
    return one


def same_person(a: str, b: str) -> bool:
    """Whether two spellings can be one name on one page: the family name alike, given names alike or shortened."""
    left, right = fold(a).split(), fold(b).split()
    if left == right or set(left) == set(right):
        return True
    if not left or not right or left[-1] != right[-1]:
        return False
    x, y = left[0], right[0]
    return x == y or (min(len(x), len(y)) in (1, 3, 4) and (x.startswith(y) or y.startswith(x)))


def completed(people: tuple[Person, ...], others: Sequence[Person]) -> tuple[Person, ...]:
    """The people with affiliations that a headline states for them."""
    return tuple(_joined(one, others) for one in people)


def _with_affiliations(people: tuple[Person, ...], claims: Sequence[Claim]) -> tuple[Person, ...]:
    """Affiliations claimed apart: to the only speaker, or one each, in order."""
    told = [text for claim in claims if (text := clean_affiliation(html.unescape(claim.text)))]
    told = list(dict.fromkeys(told))
    bare = [one for one in people if not one.affiliation]
    if len(bare) == len(people) == 1 and told:
        return (replace(people[0], affiliation=told[0]),)
    if len(bare) == len(people) == len(told):
        return tuple(replace(one, affiliation=text) for one, text in zip(people, told, strict=True))
    return people
