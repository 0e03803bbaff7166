"""A badge in the line of a title: `<span class="label">Cancelled</span> On foams`.

It states a status, and is no part of the title; in `The <em>cancelled</em> revolution` the same word is.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.blocks import STRUCK, Block, words_of
from crawler.extract.seen import text_of
from pipeline.reading.states import BECAUSE, NOT, THING
from pipeline.reading.status import VERB, read_status
from pipeline.reading.text import fold
from pipeline.reading.title_states import is_title_word
from pipeline.talk import Status

_MARKS = " \t-–—:：|,;·•*!()[]"
_PARTING = "-–—:：|·•"
"""Those that part a state from what it is said of."""
_CALLED = frozenset(
    str.split(
        "label badge badges tag status state cancel cancelled canceled cancellation abgesagt annule postponed "
        "verschoben alert warning danger error notice pill chip flag ribbon sticker stamp marker rescheduled"
    )
)
"""Words in the names of elements that show a state."""
_COLOUR = re.compile(r"(?<![\w-])(color|background(?:-color)?)\s*:\s*([^;!]{1,60})", re.IGNORECASE)
_REDDISH = re.compile(r"(?:\w*red|crimson|firebrick|tomato|maroon|\w*orange|coral|brown)\b(?<!bred)")
_NUMBERS = re.compile(r"#(?P<hex>[\da-f]{6}|[\da-f]{3})\b|rgba?\((?P<rgb>[\d\s,.%/]+)\)")
_NO_GROUND = re.compile(r"(?:white\w*|snow|ivory|transparent|none|inherit|initial|unset|currentcolor|var\b|url\b)")
_EMPHASIS = ("em", "i", "cite", "q", "dfn", "var")
"""Elements that stress or quote a word of a sentence."""
_WHY = re.compile(rf"\b(?:{THING}|{BECAUSE})\b")
_JOINING = re.compile(
    rf"\b(?:{VERB}|{NOT}|are|were|be|been|being|get|gets|got|gone|or|and|und|oder|et|ou|the|der|die|das|le|la|of|from|than|"
    r"that|when|they|them|this|into|never|without|self|half|long|still|once)$"
)
"""Words, folded, that a state behind them goes with: "Why the tour was <b>Cancelled</b>"."""
_ADJECTIVES = frozenset(("postponed", "suspended", "delayed"))
"""States that stand in titles before what they are said of: "<b>Postponed</b> Gratification"."""
_ELEMENTS = 40
"""Elements of a line that are looked at."""
_LONGEST = 600
"""Characters of a line that may be a title with a badge."""


class TitleBadge(NamedTuple):
    """Where in a line a badge stands, and where what is left of the title does."""

    start: int
    stop: int
    first: int
    last: int


def badge_beside(block: Block, start: int, end: int) -> TitleBadge | None:
    """The badge before, behind or in the title that stands from `start` to `end` in a line; None if it has none."""
    text = block.text
    if not block.badges or len(text) > _LONGEST:
        return None
    line = _Line(block)
    for begun, ended, element in block.badges:
        said = text[begun:ended].strip()
        begun = text.find(said, begun)
        stop = begun + len(said)
        if not start <= begun < stop <= end:
            continue
        before, behind = _stripped(text, start, begun), _stripped(text, stop, end)
        rest = (start, end) if all(map(_has_words, (text[slice(*before)], text[slice(*behind)]))) else None
        left = rest or (before if _has_words(text[slice(*before)]) else behind)
        if not _has_words(text[slice(*left)]):
            continue  # the badge is all there is
        names = [one for first, last, one in block.badges if text[first:last].strip() == said]
        if rest is not None:
            if said[0].isupper() and any(words_of(one) & _CALLED for one in names):
                return TitleBadge(begun, stop, *left)
            continue
        if _is_sure(line, names, said, text[slice(*left)]):
            return TitleBadge(begun, stop, *left)
        parted = set(text[left[1] : begun] if left is before else text[stop : left[0]]) & set(_PARTING)
        if _is_apart(line, element, said, text[slice(*left)], left is behind, bool(parted)):
            return TitleBadge(begun, stop, *left)
    return None


class _Line:
    """What the elements of a line say, each by itself."""

    def __init__(self, block: Block) -> None:
        self._block = block

    @cached_property
    def _alone(self) -> list[tuple[str, str]]:
        inner = islice((one for one in self._block.element.iterdescendants() if isinstance(one.tag, str)), _ELEMENTS)
        return [(one.tag, fold(text_of(one, _LONGEST)[: 2 * _LONGEST])) for one in inner]

    def has(self, rest: str) -> bool:
        """Whether the rest of a title stands in an element of its own."""
        key = fold(rest)
        return any(told == key for _, told in self._alone)

    def is_struck(self, rest: str) -> bool:
        """Whether the rest of a title is struck, be it with its day and who speaks."""
        key = fold(rest)
        return bool(key) and any(f" {key} " in f" {told} " for tag, told in self._alone if tag in STRUCK)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the marks at its ends; brackets that it opens and closes itself stay."""
    while start < end and text[start] in _MARKS.replace("(", "").replace("[", ""):
        start += 1
    opened = min((at for mark in "([" if (at := text.find(mark, start, end)) >= 0), default=end)
    while start < end and text[end - 1] in _MARKS and not (text[end - 1] in ")]" and opened < end):
        end -= 1
    return start, end


def _has_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 2


def _is_sure(line: _Line, elements: list[HtmlElement], said: str, rest: str) -> bool:
    """Whether an element shows a state whatever it stands beside: name or colour say so, or the title is struck."""
    if any(words_of(one) & _CALLED for one in elements):
        return True
    if not is_title_word(said) and any(one.tag == "mark" or _is_coloured(one) for one in elements):
        return True
    return read_status(said) in (Status.CANCELLED, Status.POSTPONED) and line.is_struck(rest)


def _is_coloured(element: HtmlElement) -> bool:
    """Whether an element is red, or stands on a ground of a colour; what is pasted is black on white."""
    if _is_red((element.get("color") or "").lower()):
        return True
    told = (
        (kind.lower(), value.strip().lower()) for kind, value in _COLOUR.findall((element.get("style") or "")[:400])
    )
    return any(_is_red(value) if kind == "color" else _is_ground(value) for kind, value in told)


def _is_red(colour: str) -> bool:
    if (shade := _shade(colour)) is not None:
        red, green, blue = shade
        return red >= 120 and red - blue >= 60 and red - green >= 40
    return _REDDISH.match(colour) is not None


def _is_ground(colour: str) -> bool:
    """Whether something stands out on a ground of this colour."""
    if (shade := _shade(colour)) is not None:
        return min(shade) < 225
    return colour[:1].isalpha() and not _NO_GROUND.match(colour)


def _shade(colour: str) -> tuple[float, float, float] | None:
    """Red, green and blue, up to 255, of a colour that is told in numbers; white if it is seen through."""
    found = _NUMBERS.match(colour)
    if found is None:
        return None
    if told := found["hex"]:
        pairs = [told[n : n + 2] for n in (0, 2, 4)] if len(told) == 6 else [one * 2 for one in told]
        red, green, blue = (float(int(pair, 16)) for pair in pairs)
        return red, green, blue
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", found["rgb"])[:4]]
    if len(numbers) < 3 or "%" in found["rgb"] or numbers[3:] == [0.0]:
        return 255.0, 255.0, 255.0
    return numbers[0], numbers[1], numbers[2]


def _is_apart(line: _Line, element: HtmlElement, said: str, rest: str, is_first: bool, is_parted: bool) -> bool:
    """Whether a state that is only stressed is no word of the title: it tells why, a mark parts it from the rest or an
    element of its own does, or case shows that another sentence begins or has ended there."""
    if read_status(said) not in (Status.CANCELLED, Status.POSTPONED) or is_title_word(said):
        return False
    if is_first and len(said.split()) > 1 and _WHY.search(fold(said)):
        return True
    if _JOINING.search(fold(rest)) and not is_first:
        return False
    if is_parted or line.has(rest):
        return True
    if element.tag in _EMPHASIS or said[0].islower():
        return False
    if is_first:
        if fold(said) in _ADJECTIVES and not said.isupper():
            return False
        return not rest.lstrip("“„\"'«‘")[:1].islower()
    last = rest.split()[-1]
    return last[:1].islower() and len(last) > 3
