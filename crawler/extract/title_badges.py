"""A badge in the line of a title: `<span class="label">Cancelled</span> On foams`.

It states a status, and is no part of the title; in `The <em>cancelled</em> revolution` the same word is.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, words_of
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
_COLOURED = re.compile(r"\b(?:color|background(?:-color)?)\s*:", re.IGNORECASE)
_STRUCK = ("del", "s", "strike")
_EMPHASIS = ("em", "i", "cite", "q", "dfn", "var")
"""Elements that stress or quote a word of a sentence."""
_WHY = re.compile(rf"\b(?:{THING}|{BECAUSE})\b")
_JOINING = re.compile(
    rf"\b(?:{VERB}|{NOT}|are|were|be|been|being|get|gets|got|gone|or|and|und|oder|et|ou|the|der|die|das|le|la|of|from|than|"
    r"that|when|they|them|this|into|never|without|self|half|long|still|once)$"
)
"""Words, folded, that a state behind them goes with: "Why the tour was <b>Cancelled</b>"."""
_ELEMENTS = 40
"""Elements of a line that are looked at."""


class TitleBadge(NamedTuple):
    """Where in a line a badge stands, and where what is left of the title does."""

    start: int
    stop: int
    first: int
    last: int


def badge_beside(block: Block, start: int, end: int) -> TitleBadge | None:
    """The badge before, behind or in the title that stands from `start` to `end` in a line; None if it has none."""
    text = block.text
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
        if _is_sure(block, names, said, text[slice(*left)]) and (rest is None or said[0].isupper()):
            return TitleBadge(begun, stop, *left)
        parted = set(text[left[1] : begun] if left is before else text[stop : left[0]]) & set(_PARTING)
        if rest is None and _is_apart(block, element, said, text[slice(*left)], left is behind, bool(parted)):
            return TitleBadge(begun, stop, *left)
    return None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the marks at its ends; brackets that it opens and closes itself stay."""
    while start < end and text[start] in _MARKS.replace("(", "").replace("[", ""):
        start += 1
    while (
        start < end and text[end - 1] in _MARKS and not (text[end - 1] in ")]" and re.search(r"[(\[]", text[start:end]))
    ):
        end -= 1
    return start, end


def _has_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 2


def _is_sure(block: Block, elements: list[HtmlElement], said: str, rest: str) -> bool:
    """Whether an element shows a state whatever it stands beside: name or colour say so, or the title is struck."""
    if any(words_of(one) & _CALLED or one.tag == "mark" or _is_coloured(one) for one in elements):
        return True
    return read_status(said) in (Status.CANCELLED, Status.POSTPONED) and _is_alone(block, rest, _STRUCK)


def _is_coloured(element: HtmlElement) -> bool:
    return bool(element.get("color") or _COLOURED.search(element.get("style") or ""))


def _is_alone(block: Block, rest: str, tags: tuple[str, ...] = ()) -> bool:
    """Whether the rest of a title stands in an element of its own."""
    key = fold(rest)
    inner = islice((one for one in block.element.iterdescendants(*tags) if isinstance(one.tag, str)), _ELEMENTS)
    return any(fold(text_of(one)) == key for one in inner)


def _is_apart(block: Block, element: HtmlElement, said: str, rest: str, is_first: bool, is_parted: bool) -> bool:
    """Whether a state that is only stressed is no word of the title: it tells why, a mark parts it from the rest or an
    element of its own does, or case shows that another sentence begins or has ended there."""
    if read_status(said) not in (Status.CANCELLED, Status.POSTPONED) or is_title_word(said):
        return False
    if is_first and len(said.split()) > 1 and _WHY.search(fold(said)):
        return True
    if _JOINING.search(fold(rest)) and not is_first:
        return False
    if is_parted or _is_alone(block, rest):
        return True
    if element.tag in _EMPHASIS or said[0].islower():
        return False
    if is_first:
        return not rest.lstrip("“„\"'«‘")[:1].islower()
    last = rest.split()[-1]
    return last[:1].islower() and len(last) > 3
