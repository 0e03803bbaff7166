"""People listed in a text: "Ada Lovelace (London) and Prof. Alan Turing, Manchester"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.reading.people.homes import (
    NO_AFFILIATION,
    NO_AFFILIATION_IN_BRACKETS,
    clean_affiliation,
    is_affiliation,
    is_home,
    names_organisation,
)
from pipeline.reading.people.known import GIVEN, NEVER
from pipeline.reading.people.name import INITIAL, SURE, is_degree, name_score, restore_case, strip_titles
from pipeline.reading.places import is_room
from pipeline.reading.text import clean, clean_block, fold, is_placeholder, label
from pipeline.talk import Person


@dataclass(frozen=True, slots=True)
class Found:
    """A person read out of a text: how surely a name, and whether an affiliation or title stood with it. `closed`: what
    follows is no more of the affiliation."""

    person: Person
    score: float
    attached: bool
    closed: bool = False


_JOINT = re.compile(
    r"[\s(,;\[–—-]*\b(?:(?:based on |this is |in )?joint(?:ly)?(?: work| paper| project)?(?: \w+)? with|"
    r"in collaboration with|j\.?w\.? with|co-?authors?:|gemeinsam(?:e arbeit)? mit|"
    r"(?:travail (?:en )?commun|en collaboration) avec|trabajo conjunto con|in collaborazione con|lavoro congiunto con|"
    r"mit beteiligung von|hosted by|host:|introduced by|moderated by|chaired by|moderator:|discussants?:|respondents?:|"
    r"organi[sz]ed by|followed by)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(
    r"\s(?:is|was|are|will|works|has|received|joins|presents|speaks|talks|discusses|gives|holds|ist|est|è|es)\s"
)
_LIFE = re.compile(
    r",?\s+(?:where (?:s?he|they) |who (?:is|was|has|will|works|holds|leads) |whose |waar (?:hij|zij|ze) |"
    r"wo (?:er|sie) |où (?:il|elle) |qui (?:est|a|dirige) |(?:s?he|they) (?:is|was|has|are|works|leads) ).*",
    re.DOTALL,
)
"""A relative sentence behind a person: who they are, and no more names."""
_ALSO = re.compile(
    r"(?:\s*,)?\s+(?:and|AND|&|und|et|y|e|en|och|og|with|mit|avec|con|\+)\s+|\s*&\s+|\s+&\s*|\s*[;·•|、；\n]\s*|\s+/\s+"
)
_PAIRED = re.compile(
    r"^(?P<name>[^(\[（【]{2,80}?)\s*[(\[（【](?P<affiliation>[^()（）]{1,160}(?:\([^()]{1,60}\)[^()]{0,60})?)[)\]）】]?\s*$"
)
_DASHED = re.compile(
    r"^(?P<name>[^–—@]{3,80}?)\s*(?:\s-{1,2}\s|[–—@]|\s(?:from|at|of|aus|von der|von|de l['’]|de la|du|dell['’]|della|"
    r"presso|vom)\s)\s*(?P<affiliation>\S.{0,160})$",
    re.IGNORECASE | re.DOTALL,
)


class _Chunk(NamedTuple):
    text: str
    mark: str  # what separated it from the one before


def read_people(text: str) -> tuple[Person, ...]:
    """The people a text lists, in order, each once: "Ada Lovelace (London) and Prof. Alan Turing, Manchester".

    For a text whose place says that it lists people. Whoever stands after "joint work with" or "hosted by" is left out.
    """
    return tuple(found.person for found in find_people(text))


def find_people(text: str) -> tuple[Found, ...]:
    """Like `read_people`, with how sure each is."""
    text = clean_block(text)[:1000]
    named = label(text)
    if named and named[0] in ("speaker", "host", "affiliation"):
        text = named[1]
    text = _WELCOME.sub("", _LIFE.sub("", _JOINT.sub("", text))).strip()
    if (dotted := _DOTTED.fullmatch(text)) and _is_from(dotted["name"], dotted["affiliation"]):
        text = f"{dotted['name']} ({dotted['affiliation']})"
    found: list[Found] = []
    for chunk in _chunks(text):
        _take(chunk, found)
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(fold(one.person.name), one)
    return tuple(seen.values())


_WELCOME = re.compile(
    r"(?:(?<=\))|(?<=[^\W\d_]{4}))\.\s+(?:"
    r"(?:all|everyone|everybody|guests?|students|visitors|alle|gäste|interessierte|tous|todos|todas|tutti|iedereen)\b"
    r".{0,40}\b(?:welcome|invited|attend|willkommen|eingeladen|welkom|bienvenus?|bienvenidos|bem-vindos|benvenuti)|"
    r"(?:no |free |open |admission|registration|please|eintritt|toegang|entrée|entrada|ingresso)\b).*",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence behind the people that says who may come."""

_DOTTED = re.compile(r"(?P<name>[^·•|]{3,60}?)\s+[·•|]\s+(?P<affiliation>[^·•|]{2,120})")
"""A name and where its bearer is from, or two names: "Carmela Neri · Politecnico di Sestri"."""


def _is_from(name: str, affiliation: str) -> bool:
    """Whether of two parts the first is a person's name and the second none."""
    return name_score(name) > 0 and (names_organisation(affiliation) or not name_score(affiliation))


def _chunks(text: str) -> list[_Chunk]:
    """The text cut where one person ends and the next begins, never inside brackets."""
    depth, inside = 0, []
    for character in text:
        depth += character in "([（【"
        inside.append(depth > 0)
        depth -= character in ")]）】" and depth > 0
    chunks, begin, mark = [], 0, ""
    for cut in _ALSO.finditer(text):
        if inside[cut.start()] or inside[min(cut.end(), len(text)) - 1]:
            continue
        chunks.append(_Chunk(text[begin : cut.start()], mark))
        begin, mark = cut.end(), cut[0].strip(" ,") or "\n"
    chunks.append(_Chunk(text[begin:], mark))
    return chunks


def _take(chunk: _Chunk, found: list[Found]) -> None:
    """Read one chunk: people between commas, or more words of the last one's affiliation."""
    pieces = _comma_split(chunk.text)
    reversed_name = _family_first(pieces)
    if reversed_name:
        found.append(Found(Person(reversed_name), 0.85, False))
        return
    names = [one for one in map(_one, pieces) if one]
    here = len(found)
    for place, piece in enumerate(pieces):
        one = _one(piece)
        first = len(found) == here
        if one and (first or one.score >= SURE or one.attached or (len(names) == len(pieces) >= 3)):
            found.append(one)
        elif first and not (found and (place or is_affiliation(piece) or _goes_on(chunk, found[-1]))):
            return  # the chunk does not begin with a person: nothing in it is believed
        elif found[-1].closed:
            return
        else:
            if is_room(piece) or (_BRACKETED.search(pieces[place - 1] if place else "") and not is_from(piece)):
                found[-1] = replace(found[-1], closed=True)
                return  # where the talk is, or the title behind "Ada Byron (London),"
            glue = f" {chunk.mark} " if first and not place and chunk.mark[:1].isalpha() else ", "
            found[-1] = _with_affiliation(found[-1], piece, glue)


_BRACKETED = re.compile(r"\S\s*[(（]\s*[^\W\d_][^()（）]*[)）]\s*$")


def is_from(text: str) -> bool:
    """Whether what follows "Ada Byron (Physics)," goes on about her: a house, a town, a role, who invited her.

    Stricter than `is_affiliation`, since as well a title may follow: "Group actions", "Gaps in QCD".
    """
    text = clean(text)
    if (
        len(text.split()) > LONGEST_FROM
        or _JOINT.match(text)
        or is_placeholder(text)
        or NO_AFFILIATION.fullmatch(text)
        or is_degree(text)
    ):
        return True
    return not any(map(str.isalpha, text)) or is_home(text)


LONGEST_FROM = 40
"""Words; what is longer is no title either."""


def _goes_on(chunk: _Chunk, last: Found) -> bool:
    """Whether "and" stood inside an affiliation: "Department of Physics and Astronomy"."""
    return bool(last.person.affiliation) and chunk.mark[:1].isalpha()


def _with_affiliation(one: Found, piece: str, glue: str) -> Found:
    more = clean_affiliation(piece)
    if not more or len(more) > 120 or not any(map(str.isalpha, more)) or _SENTENCE.search(f" {piece} "):
        return one
    old = one.person.affiliation
    person = Person(one.person.name, f"{old}{glue}{more}" if old else more, one.person.url)
    return Found(person, one.score, one.attached or is_affiliation(piece))


_INITIALS_IN_FULL = re.compile(r"\b(?:[^\W\d_]\. ?){1,4}\(([^\W\d_a-z][^\W\d_]{2,14})\)\s+")  # "S. (Sanne) Bakker"
_NICKNAME = re.compile(r"\s*(?:\([^\W\d_]{2,12}\)|[\"“][^\W\d_]{2,12}[\"”])\s+(?=[^\W\d_a-z])")


def _one(piece: str) -> Found | None:
    """One person with an affiliation in brackets, after a dash or after "from"; None if the piece is none."""
    piece = _NICKNAME.sub(" ", _INITIALS_IN_FULL.sub(r"\1 ", clean(piece)))
    ends = _SENTENCE.search(piece)
    if ends and ends.start() >= 5:
        piece = piece[: ends.start()]
    for pattern in (None, _PAIRED, _DASHED):
        match = pattern.match(piece) if pattern else None
        name = match["name"] if match else piece if pattern is None else ""
        score = name_score(name) if name else 0.0
        if score < (0.4 if pattern is _PAIRED else 0.5):
            continue
        bare, titled = strip_titles(name)
        if match and pattern is _DASHED and not is_affiliation(match["affiliation"]):
            continue
        affiliation = clean_affiliation(match["affiliation"]) if match else None
        return Found(Person(restore_case(bare), affiliation), score, titled or bool(affiliation))
    return None


def _comma_split(text: str) -> list[str]:
    """Pieces between commas outside brackets, degrees ("PhD") taken back to the name before them."""
    pieces, depth, begin = [], 0, 0
    for place, character in enumerate(text):
        depth += character in "([（【"
        depth -= character in ")]）】" and depth > 0
        if character in ",，" and not depth:
            pieces.append(text[begin:place])
            begin = place + 1
    pieces.append(text[begin:])
    kept: list[str] = []
    for piece in (p.strip() for p in pieces):
        if kept and (is_degree(piece) or piece.lower().rstrip(".") in ("jr", "sr", "ii", "iii")):
            kept[-1] += f", {piece}" if is_degree(piece) else f" {piece}"
        elif piece:
            kept.append(piece)
    return kept


def _family_first(pieces: list[str]) -> str | None:
    """ "Lovelace, Ada K." → "Ada K. Lovelace", if the second half is a given name or initials and nothing follows."""
    if len(pieces) != 2 or len(pieces[0].split()) != 1 or not 1 <= len(pieces[1].split()) <= 2:
        return None
    family, given = pieces
    first = given.split()[0]
    if not (fold(first) in GIVEN or (INITIAL.match(first) and first[0].isupper())) or fold(family) in NEVER:
        return None
    name = restore_case(f"{given} {family}")
    return name if name_score(name) >= SURE else None


def only_people(text: str) -> tuple[Person, ...]:
    """The people a part of a headline consists of, if it consists of people and nothing else and one is sure."""
    if len(text) > 200 or not text:
        return ()
    text = NO_AFFILIATION_IN_BRACKETS.sub("", text)
    found = find_people(text)
    if not any(_is_sure(one) for one in found) or any(one.closed for one in found) or not _covers(found, text):
        return ()
    return tuple(one.person for one in found)


def _is_sure(one: Found) -> bool:
    if one.score >= SURE:
        return True
    affiliation = one.person.affiliation or ""
    return one.attached and (is_affiliation(affiliation) or len(affiliation.split()) >= 2)


def _covers(found: tuple[Found, ...], text: str) -> bool:
    """Whether names and affiliations account for every word but titles, degrees and roles."""
    said = " ".join(f"{one.person.name} {one.person.affiliation or ''}" for one in found)
    rest = set(fold(text).split()) - set(fold(said).split())
    extra = " ".join(w for w in text.split() if set(fold(w).split()) & rest)
    words = [w for w in fold(extra).split() if len(w) > 1 and w not in _BESIDE_NAMES]
    return not words or names_organisation(extra)


_BESIDE_NAMES = frozenset(
    "and und et y e en with prof professor dr phd md mr mrs ms sir ph d m of at from the in for a".split()  # noqa: SIM905
)
