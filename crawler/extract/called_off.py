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
from pipeline.reading.states import DETERMINER, THING
from pipeline.reading.status import LONGEST_SENTENCE, read_status
from pipeline.reading.text import fold
from pipeline.talk import Status

_OF = re.compile(
    rf"(?:[\w ]{{0,60}} )?{DETERMINER} {THING}"
    r"(?: (?:of|on|at|for|am|vom|den|du|des|del|dell|di|van|op|do|da|de|dia|la|le|el|il)){0,3}"
)
"""What leads to the day in such a sentence."""
_OF_JAPANESE = re.compile(r"の(?:談話会|セミナー|講演会?|研究会|コロキウム)は")
_ENTRIES = ("li", "tr", "td", "th", "dt", "dd")


def told_off(cards: list[Card], anchors: list[Anchor], blocks: Blocks) -> list[Card]:
    """The cards without those that are such sentences about another card's talk, which then has them as notes.

    A card that such a sentence of another day stands in is told that it is not about it.
    """
    for anchor in anchors:
        block = blocks.all[anchor.first]
        if not _calls_off(block, anchor):
            continue
        for card in cards:
            if card.first <= block.index < card.end and not same_day(card.anchors[0], anchor):
                card.strange.add(block.index)
        about = [card for card in cards if same_day(card.anchors[0], anchor)]
        talks = [card for card in about if not card.first <= block.index < card.end]
        if len(talks) == 1:
            talks[0].notes += (block,)
            cards = [card for card in cards if (card.first, card.end) != (block.index, block.index + 1)]
    return cards


def _calls_off(block: Block, anchor: Anchor) -> bool:
    """Whether a line opens with a sentence that calls the gathering of a day off, and is no entry of a list itself."""
    if anchor.start > LONGEST_SENTENCE or block.element.tag in _ENTRIES:
        return False
    end = next(sentences_in(block.text))[1]
    return (
        anchor.stop <= end
        and _leads(fold(block.text[: anchor.start]), fold(block.text[anchor.stop : end]))
        and read_status(block.text[:end]) in (Status.CANCELLED, Status.POSTPONED)
    )


def _leads(before: str, behind: str) -> bool:
    """Whether the words around a day say that it is that of a gathering without a name."""
    return bool(_OF.fullmatch(before) or (not before and _OF_JAPANESE.match(behind)))
