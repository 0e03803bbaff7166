"""How closely the people of two listings are related by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from pipeline.joins.titles import is_spelling
from pipeline.reading.people import strip_titles
from pipeline.reading.text import fold, is_placeholder
from pipeline.talk import Person


class Kinship(StrEnum):
    """What the people of two listings have to do with each other, in words for people."""

    FULL = "the same speaker"
    INITIAL = "speakers of the same family name and initial"
    SURNAME = "speakers of the same family name"
    NAMED = "one names the speaker of the other"
    UNKNOWN = "no speaker on one side"
    OTHER = "other speakers"


_CLOSEST = (Kinship.FULL, Kinship.INITIAL, Kinship.SURNAME)
_LATIN = str.maketrans({"æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ß": "ss"})


def folded_names(people: Iterable[Person]) -> tuple[str, ...]:
    """Names for comparison, without titles and placeholders."""
    bare = (strip_titles(one.name)[0] for one in people if not is_placeholder(one.name))
    return tuple(filter(None, map(fold, bare)))


def name_key(name: str) -> str:
    """What full names are looked up by: folded, umlauts alike, without titles and initials; "" for what is no full
    name ("A. Lovelace", "Ada")."""
    bare = strip_titles(name)[0]
    parts = [] if is_placeholder(name) else [part for part in _parts(fold(bare)) if len(part) > 1]
    eastern = len(parts) == 1 and len(parts[0]) > 1 and ord(min(parts[0])) > 0x2E80
    return " ".join(parts) if len(parts) > 1 or eastern else ""


def compare_people(one: Iterable[str], other: Iterable[str]) -> Kinship:
    """The closest kinship of any of these people, as folded names, with any of those."""
    mine, theirs = [_parts(name) for name in one], [_parts(name) for name in other]
    if not mine or not theirs:
        return Kinship.UNKNOWN
    found = {_kinship(a, b) for a in mine for b in theirs}
    return next((kinship for kinship in _CLOSEST if kinship in found), Kinship.OTHER)


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a folded name as they are compared: "mueller" and "muller" are one."""
    plain = name.translate(_LATIN)
    for letters, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        plain = plain.replace(letters, letter)
    return tuple(plain.split())


def _kinship(one: Sequence[str], other: Sequence[str]) -> Kinship:
    """Of two names, given first or last. A given name that differs by more than an initial is another person's."""
    if len(one) == len(other) == 1:
        eastern = one == other and len(one[0]) > 1 and ord(min(one[0])) > 0x2E80  # 山田太郎
        return Kinship.FULL if eastern else Kinship.SURNAME if one == other else Kinship.OTHER
    one, other = _without_particles(one), _without_particles(other)
    left, right = [x for x in one if x not in other], [x for x in other if x not in one]
    common = {part for part in one if len(part) > 1 and part in other}
    if not common or common.isdisjoint((_family(one), _family(other))):
        return Kinship.OTHER
    contained = not left or not right or all(any(_abbreviates(a, b) for b in right) for a in left)
    if contained and len(common) > 1:
        return Kinship.FULL
    if contained and 1 in (len(one), len(other)):
        return Kinship.SURNAME
    near = len(left) == len(right) == 1 and is_spelling(left[0], right[0])
    if not (contained or near or any(_abbreviates(a, b) for a in left for b in right)):
        return Kinship.OTHER
    # "E. Smith" may be "Ingrid E. Smith", or Elena
    return Kinship.INITIAL if _first_letter(one, common) == _first_letter(other, common) else Kinship.SURNAME


_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten", "ter", "zu", "af")
)


def _without_particles(name: Sequence[str]) -> tuple[str, ...]:
    """The parts that are neither "van" nor "der"; all of them where nothing else would be left to compare."""
    bare = tuple(part for part in name if part not in _PARTICLES)
    return bare if len(bare) > 1 or len(name) == 1 else tuple(name)


def _first_letter(name: Sequence[str], family: Collection[str]) -> str:
    """The first letter of the first given name, the family's set aside."""
    return next((part[0] for part in name if part not in family), "")


def _family(name: Sequence[str]) -> str:
    """The last part that is no initial."""
    return next((part for part in reversed(name) if len(part) > 1), "")


def _abbreviates(one: str, other: str) -> bool:
    return one[0] == other[0] and 1 in (len(one), len(other))
