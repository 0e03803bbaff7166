"""Sentences beside a list that call one of its talks off: "The colloquium of 17 December has been cancelled".

Such a sentence is no talk; it is told of the one talk of that day. Only a gathering without a name counts, for where
several series share a list, "the algebra seminar" may be another one than that day's.
"""

from __future__ import annotations

import re

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Block, Blocks
from crawler.extract.regions import Card
from pipeline.reading.sentences import sentences_in
from pipeline.reading.states import ASIAN_THING, BECAUSE, DEFINITE, DETERMINER, INSTEAD, STATES, THING
from pipeline.reading.status import LONGEST_SENTENCE, read_kind, read_status
from pipeline.reading.text import fold
from pipeline.talk import Kind, Status

_OF = re.compile(
    rf"(?:(?P<lead>[\w ]{{0,60}}) )?(?:{DETERMINER} (?P<thing>{THING})|(?P<definite>{DEFINITE}))"
    r"(?: (?:of|on|at|for|am|vom|den|du|des|del|dell|di|van|op|do|da|de|dia|la|le|el|il)){0,3}"
)
"""What leads to the day in such a sentence."""
_OF_ASIAN = re.compile(rf"(?:の|的|의)? ?(?P<thing>{ASIAN_THING}|报告)(?:[は은는이가]|(?=已|取消|延期|推迟))")
_FOR_ELSE = re.compile(rf"(?:.* )?(?:{INSTEAD}|{BECAUSE})")
"""What the gathering stands behind that is not called off: "Instead of the lecture on 17 December …"."""
_ASIDE = re.compile(rf"{_FOR_ELSE.pattern}(?: \w+){{1,3}}")
_MARK = re.compile(r"[,;:!?()]\s|\s[–—-]\s")
_STATE = re.compile(
    rf"\b(?:{STATES[Status.CANCELLED]}|{STATES[Status.POSTPONED]})\b|中止|休講|延期|取消|推迟|취소|연기"
)
_MORE = re.compile(rf"\b{THING}\b|\d")
"""Another gathering, or another day."""
_HOUR = re.compile(r"(?:um |at |a |om |kl )?\d{1,2}(?: \d\d)?(?: (?:uhr|uur|h|am|pm))?\b")
_ENTRIES = ("li", "tr", "td", "th", "dt", "dd")
SHORT = 150
"""Characters of a line that may say what sort of gathering a card is about."""


def told_off(cards: list[Card], anchors: list[Anchor], blocks: Blocks) -> list[Card]:
    """The cards without those that are such sentences about another card's talk, which then has them as notes.

    A card that such a sentence of another day or gathering stands in is told that it is not about it.
    """
    for anchor in anchors:
        block = blocks.all[anchor.first]
        if not _tells_state(block, anchor):
            continue
        thing = _called_off(block, anchor)
        for card in cards:
            if card.first <= block.index < card.end and not (thing and same_day(card.anchors[0], anchor)):
                card.strange.add(block.index)
        beside = [card for card in cards if not card.first <= block.index < card.end]
        talks = [card for card in beside if same_day(card.anchors[0], anchor)]
        meant = [card for card in talks if thing and _may_be(thing, card, blocks)]
        if len(meant) == 1:
            meant[0].notes += (block,)
        if talks or _ASIDE.fullmatch(fold(block.text[_begin(block, anchor) : anchor.start])):
            cards = [card for card in cards if (card.first, card.end) != (block.index, block.index + 1)]
    return cards


def _tells_state(block: Block, anchor: Anchor) -> bool:
    """Whether a line, no entry of a list itself, opens with a sentence about what becomes of a day's gathering, or of
    another because of it."""
    if anchor.start > LONGEST_SENTENCE or block.element.tag in _ENTRIES or anchor.stop > (end := _end(block)):
        return False
    before, behind = fold(block.text[_begin(block, anchor) : anchor.start]), fold(block.text[anchor.stop : end])
    if not (_OF.fullmatch(before) or _ASIDE.fullmatch(before) or (not before and _OF_ASIAN.match(behind))):
        return False
    return bool(_STATE.search(fold(block.text[:end])) or read_status(block.text[:end]))


def _called_off(block: Block, anchor: Anchor) -> str:
    """What sort of gathering such a line calls off, one without a name: in the clause of the day neither another one
    nor another day stands before the state. "" if it calls off none, or not that of the day."""
    begun, end, off = _begin(block, anchor), _end(block), (Status.CANCELLED, Status.POSTPONED)
    thing = _leads(fold(block.text[begun : anchor.start]), fold(block.text[anchor.stop : end]))
    if not thing or read_status(block.text[:end]) not in off:
        return ""
    behind = next(mark.start() for mark in re.finditer(r"\w|$", block.text[anchor.stop : end])) + anchor.stop
    over = _MARK.search(block.text, behind, end)
    stop = over.start() if over else end
    between = _HOUR.sub("", _STATE.split(fold(block.text[behind:stop]), maxsplit=1)[0], count=1)
    return thing if read_status(block.text[begun:stop]) in off and not _MORE.search(between) else ""


def _begin(block: Block, anchor: Anchor) -> int:
    """Where the clause begins that a day stands in."""
    return max((mark.end() for mark in _MARK.finditer(block.text, 0, anchor.start)), default=0)


def _end(block: Block) -> int:
    return next(sentences_in(block.text))[1]


def _leads(before: str, behind: str) -> str:
    """The gathering without a name of which the words around a day say that it is that of the day, or ""."""
    said = _OF.fullmatch(before) or (None if before else _OF_ASIAN.match(behind))
    if said is None or (said.re is _OF and _FOR_ELSE.fullmatch(said["lead"] or "")):
        return ""
    return str(said["thing"] or said["definite"])


def _may_be(thing: str, card: Card, blocks: Blocks) -> bool:
    """Whether a card may be about a gathering of this sort: it names no other one only."""
    sort = read_kind(thing)
    said = {read_kind(block.text) for block in blocks.all[card.first : card.end] if len(block.text) <= SHORT} - {None}
    return sort in (None, Kind.TALK) or not said or sort in said
