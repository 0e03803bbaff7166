"""How far two titles agree, once prefixes, speakers and spelling are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.reading.people import SURE, is_generic, name_score, read_headline, strip_titles
from pipeline.reading.text import fold, is_placeholder, is_untitled
from pipeline.reading.title_states import split_status


class Agreement(StrEnum):
    """What two titles have to do with each other, in words for people."""

    SAME = "the same title"
    SPELT = "the same title, spelt otherwise"
    PART = "one title is a part of the other"
    LAST = "titles that end alike"
    MORE = "one title says more"
    WHO = "one title says more, perhaps a name"
    UNKNOWN = "no title on one side"
    OTHER = "other titles"


@dataclass(frozen=True, slots=True)
class Titles:
    """Two titles compared. `weighty`: how many words that say something both have in common."""

    agreement: Agreement
    weighty: int = 0


@dataclass(frozen=True, slots=True)
class Core:
    """A title without what is not its own. `segments`: its parts between colons, dashes and brackets, as folded words;
    `marks`: its numbers ("Part II" and "part 2" have the same); `speakers`: whom it names besides; `cut`: it ends in
    dots; `maybe_names`: parts that may be somebody's name."""

    segments: tuple[tuple[str, ...], ...]
    marks: frozenset[str]
    speakers: tuple[str, ...] = ()
    cut: bool = False
    maybe_names: frozenset[tuple[str, ...]] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """All its words that count, in order."""
        return tuple(word for segment in self.segments for word in segment)


_CUTS = re.compile(r"\s*[:：|;()\[\]“”„«»\"]\s*|\s+[–—-]{1,3}\s+|[–—]|\s*//\s*|[?!.]\s+")
_DOTS = re.compile(r"(?:…|\.\.\.)\s*\W*$")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_SPOKEN = {
    "one": "1", "two": "2", "three": "3", "four": "4", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "eins": "1", "zwei": "2", "drei": "3", "un": "1", "deux": "2", "trois": "3",
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COUNTED = _words(
    "part teil partie parte lecture lesson session day chapter volume vol lektion vorlesung tag no nr number talk"
)
_SMALL = _words(
    """a an and as at by de del della den der des di die das du e el en et for from im in into is la le les los of on or
    ou per the to und une un uma um u von van vom y zu zum zur mit par avec con its how what s"""
)
_SORTS = _words(
    """seminar seminars colloquium kolloquium colloque lecture lectures talk talks workshop vortrag vorlesung seminaire
    seminario coloquio colloquio webinar series speaker title abstract titel titre titolo presentation guest invited
    special distinguished keynote public event online hybrid virtual phd defence defense thesis open tutorial
    introduction introductory course training basics"""
)
"""Words that tell the sort of a talk, not which one it is."""


@lru_cache(maxsize=2**14)
def core_of(title: str, series: str = "", people: tuple[str, ...] = ()) -> Core:
    """The title's own part. `people`: folded names of speakers, which are no part of it wherever they stand."""
    text = split_status(title)[0]
    head = read_headline(text)
    own = "" if is_untitled(text) or is_generic(text) else head.title or text
    pieces = [piece for piece in _CUTS.split(own) if piece]
    named = [fold(one.name) for one in head.speakers]
    whole = [piece for piece in _CUTS.split(text) if piece]
    shaped = {fold(bare): name_score(bare) for piece in whole if (bare := strip_titles(_BEFORE.sub("", piece))[0])}
    if len(whole) > 1:
        named += [name for name, score in shaped.items() if score >= SURE]
    parts = [_without(tuple(fold(piece).split()), (*people, *named)) for piece in pieces]
    of_series = frozenset(fold(series).split()) | _SORTS | _SMALL
    segments = [part for part in parts if not set(part) <= of_series and not is_placeholder(" ".join(part))]
    if len(parts) > 1 or (head.title is None and named):
        own_parts = [part for part in segments if not _names_a_series(part)]
        segments = own_parts if own_parts or head.title is None else segments
    counted = tuple(tuple(_plain(word) for word in part if word not in _SMALL) for part in segments)
    return Core(
        tuple(filter(None, counted)),
        _marks(fold(text).split()),
        tuple(dict.fromkeys(named)),
        bool(_DOTS.search(title)),
        frozenset(tuple(name.split()) for name, score in shaped.items() if score >= NAME_SHAPED),
    )


NAME_SHAPED = 0.5
"""From this `name_score` on words may be a name; what is added to a title and may be one is no mere subtitle."""


def _names_a_series(words: Sequence[str]) -> bool:
    """Whether a part of a title is the name of a series: "Physics Colloquium", "Oberseminar Analysis"."""
    return len(words) <= LONGEST_PREFIX and not _SERIES.isdisjoint((words[0], words[-1]))


_SERIES = _words(
    """seminar seminars colloquium kolloquium colloque oberseminar lecture lectures talks workshop series seminaire
    seminario coloquio colloquio webinar forum club lunch reihe ringvorlesung hour dialogues conversations meeting"""
)
LONGEST_PREFIX = 8
"""Words of a series' name."""

_BEFORE = re.compile(
    r"(?:(?:talk|lecture|seminar|vortrag|séminaire|speaker) )?(?:by|with|von|mit|par|por) ", re.IGNORECASE
)
BESIDE_A_NAME = _words("by with von par por de mit speaker prof professor dr talk")


def _without(words: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """The words without these names, and without what only stands beside a name."""
    for name in names:
        wanted = name.split()
        size = len(wanted)
        for at in range(len(words) - size + 1):
            if size > 1 and list(words[at : at + size]) in (wanted, [*wanted[1:], wanted[0]]):
                before = words[:at]
                while before and before[-1] in BESIDE_A_NAME:
                    before = before[:-1]
                words = before + words[at + size :]
                break
    return words


def _plain(word: str) -> str:
    """The word; a number in digits, however it is written."""
    found = _NUMBER.fullmatch(word)
    return found[1].lstrip("0") or "0" if found else _SPOKEN.get(word, word)


def _marks(words: Sequence[str]) -> frozenset[str]:
    """The numbers of a title, however written; words such as "one" and "I" only behind "part" and its like, or last."""
    found = set()
    for at, word in enumerate(words):
        if digits := _NUMBER.fullmatch(word):
            found.add(digits[1].lstrip("0") or "0")
        elif (at and words[at - 1] in _COUNTED) or (at and at == len(words) - 1):
            said = _ROMAN.get(word) or _SPOKEN.get(word)
            if said:
                found.add(said)
        elif word in _SPOKEN and at + 1 < len(words) and words[at + 1] in _COUNTED:
            found.add(_SPOKEN[word])
    return frozenset(found)


def compare_titles(one: Core, other: Core) -> Titles:
    """How far two titles agree."""
    mine, theirs = one.words, other.words
    if not mine or not theirs:
        return Titles(Agreement.UNKNOWN)
    if mine == theirs and one.marks == other.marks:
        return Titles(Agreement.SAME, weight_of(mine))
    if not (one.marks <= other.marks or other.marks <= one.marks):
        return Titles(Agreement.OTHER)
    left, right, spelt = unmatched(mine, theirs)
    if not left and not right:
        if one.marks != other.marks:
            return Titles(Agreement.OTHER)
        return Titles(Agreement.SPELT if spelt or mine != theirs else Agreement.SAME, weight_of(mine))
    short, long = (one, other) if not left else (other, one)
    if left and right:
        return _ending_alike(one, other)
    if any(word in _MARKS for word in left + right):
        return Titles(Agreement.OTHER)
    common = weight_of(short.words)
    if _is_whole_part(short, long) or (short.cut and long.words[: len(short.words)] == short.words):
        return Titles(Agreement.PART, common)
    return Titles(Agreement.WHO if _adds_a_name(short, long) else Agreement.MORE, common)


_MARKS = frozenset((*_ROMAN, *_ROMAN.values(), *_SPOKEN))


def _ending_alike(one: Core, other: Core) -> Titles:
    last = one.segments[-1]
    if len(one.segments) > 1 and len(other.segments) > 1 and last == other.segments[-1] and weight_of(last) > 1:
        return Titles(Agreement.LAST, weight_of(last))
    return Titles(Agreement.OTHER)


def _adds_a_name(short: Core, long: Core) -> bool:
    """Whether a part of the longer title that the shorter one lacks may be somebody's name."""
    return any(part in long.maybe_names and unmatched(part, short.words)[0] for part in long.segments)


def _is_whole_part(short: Core, long: Core) -> bool:
    """Whether the shorter title consists of whole parts of the longer one: of its title without its subtitle."""
    rest = [segment for segment in long.segments if not unmatched(segment, short.words)[0]]
    if _adds_a_name(short, long):
        return False
    return bool(rest) and not unmatched(short.words, [word for segment in rest for word in segment])[0]


def unmatched(mine: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str], int]:
    """The words of each that the other lacks, and how many were found in another spelling only."""
    left, right = list(mine), list(theirs)
    for word in mine:
        if word in right:
            right.remove(word)
            left.remove(word)
    if left and right and "".join(mine) == "".join(theirs):  # "data base"
        return [], [], 1
    spelt = 0
    for word in tuple(left):
        near = next((x for x in right if is_spelling(word, x)), None)
        if near is not None and spelt <= len(mine) // 3:
            right.remove(near)
            left.remove(word)
            spelt += 1
    return left, right, spelt


def weight_of(words: Iterable[str]) -> int:
    """How many of these words say something: not small, not the sort of a talk. Scripts without blanks count a word
    every two letters."""
    total = 0
    for word in set(words):
        if word.isascii():
            total += len(word) > 2 and word not in _SMALL and word not in _SORTS
        else:
            total += max(1, len(word) // 2) if ord(max(word)) > 0x2E80 else len(word) > 2
    return total


def is_spelling(one: str, other: str) -> bool:
    """Whether two words are spellings of one: a letter apart, two in long words; never numbers, never short words."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 5 or any(letter.isdigit() for letter in one + other):
        return False
    allowed = 2 if len(short) >= 9 else 1
    return len(long) - len(short) <= allowed and _distance(short, long, allowed) <= allowed


def _distance(one: str, other: str, most: int) -> int:
    """Letters added, dropped, exchanged or swapped with their neighbour; `most` + 1 where it is more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for there, their in enumerate(other, 1):
            cost = min(last[there] + 1, row[-1] + 1, last[there - 1] + (letter != their))
            if before and there > 1 and letter == other[there - 2] and one[at - 2] == their:
                cost = min(cost, before[there - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
