"""Who is who among people of one name: speakers as pages write them, brought together where they are surely one.

People of one name and different affiliations are different people until something says otherwise; the price of a
mistake is somebody else's talks on a page about a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import Person

_GENERIC_WORDS = """university universität universita université universidad institute institut college school
    department dept faculty center centre laboratory lab labs group division the of for and at in de der des la di und
    für science sciences mathematics math physics chemistry biology engineering computer economics statistics medicine
    national technology research academy state hochschule technische fakultät"""
_GENERIC = frozenset(fold(word) for word in _GENERIC_WORDS.split())
"""Words that many affiliations have: parts made of them alone tell nobody's institute."""

_SMALL = frozenset(("of", "the", "and", "for", "at", "in", "de", "der", "des", "di", "la", "du", "und", "für"))
SHORT = 4
"""Letters up to which a name must be written alike, capitals included: "IT" is not "it"."""

_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person: the name as most often written, the affiliations as written, the most frequent first, the person's
    own pages, and every spelling by which talks name them. No affiliations: it is not known whose these are."""

    name: str
    affiliations: tuple[str, ...]
    urls: tuple[str, ...]
    written: tuple[Person, ...]


def namesakes(people: Iterable[Person]) -> list[Speaker]:
    """The different people among these of one name, the most often named first. Those without affiliation or page of
    their own are the only other one, or, where there are several, nobody's: they come last."""
    counts = Counter(people)
    groups: list[list[Person]] = []
    for one in sorted(counts, key=lambda one: (one.name, one.affiliation or "", one.url or "")):
        if one.affiliation is None and one.url is None:
            continue
        mine = [group for group in groups if any(_are_one(one, other) for other in group)]
        groups = [group for group in groups if group not in mine] + [[one, *(x for group in mine for x in group)]]
    bare = [one for one in counts if one.affiliation is None and one.url is None]
    if len(groups) == 1:
        groups[0] += bare
    elif bare:
        groups.append(bare)
    made = [_speaker({one: counts[one] for one in group}) for group in groups]
    return sorted(made, key=lambda x: (not (x.affiliations or x.urls), -sum(counts[y] for y in x.written), x.name))


def _are_one(one: Person, other: Person) -> bool:
    if one.url and other.url and canonical(one.url) == canonical(other.url):
        return True
    return bool(one.affiliation and other.affiliation and is_same_place(one.affiliation, other.affiliation))


def _speaker(counts: dict[Person, int]) -> Speaker:
    def most(values: Iterable[tuple[str | None, int]]) -> tuple[str, ...]:
        found: Counter[str] = Counter()
        for value, count in values:
            if value:
                found[value] += count
        return tuple(sorted(found, key=lambda value: (-found[value], len(value), value)))

    return Speaker(
        most((one.name, count) for one, count in counts.items())[0],
        most((one.affiliation, count) for one, count in counts.items()),
        most((one.url, count) for one, count in counts.items()),
        tuple(sorted(counts, key=lambda one: (one.name, one.affiliation or "", one.url or ""))),
    )


# ── Affiliations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def is_same_place(one: str, other: str) -> bool:
    """Whether two affiliations name one institute: a telling part of one stands in the other, or its initials do."""
    return bool(mentions(one, other) or mentions(other, one))


def mentions(text: str, affiliation: str, folded: str | None = None) -> str:
    """The part of an affiliation that a text names, "" for none: a whole part between commas that is not generic
    ("Department of Physics" is), or its initials in capitals. `folded`: the text folded, where that is known."""
    within = f" {fold(text) if folded is None else folded} "
    for part in telling_parts(affiliation):
        if f" {fold(part)} " in within and (len(part) > SHORT or re.search(rf"\b{re.escape(part)}\b", text)):
            return part
    capitals = set(_ACRONYM.findall(text))
    return next((short for part in telling_parts(affiliation) if (short := _initials(part)) in capitals), "")


def telling_parts(affiliation: str) -> list[str]:
    """The parts of an affiliation that tell which institute it is, as written."""
    parts = [part.strip() for part in re.split(r"[,;/|()·]|\s[–—-]\s", affiliation)]
    return [part for part in parts if len(part) > 1 and not set(fold(part).split()) <= _GENERIC]


def _initials(part: str) -> str:
    words = [word for word in re.findall(r"\w+", part) if word.lower() not in _SMALL]
    return "".join(word[0] for word in words).upper() if len(words) > 2 else "-"
