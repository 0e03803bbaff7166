"""Sentences beside a list that call one of its talks off: "The colloquium of 17 December has been cancelled".

Such a sentence is no talk; it is told of the one talk of that day. Only a gathering without a name counts, for where
several series share a list, "the algebra seminar" may be another one than that day's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.extract.anchors import Anchor, same_day
from crawler.extract.blocks import Block, Blocks
from crawler.extract.notices import is_taken_back
from crawler.extract.regions import Card
from pipeline.reading.daynames import MONTH
from pipeline.reading.sentences import sentences_in
from pipeline.reading.states import ASIAN_THING, BECAUSE, DEFINITE, DETERMINER, INSTEAD, STATES, THING
from pipeline.reading.status import LONGEST_SENTENCE, read_kind, read_status
from pipeline.reading.text import fold
from pipeline.talk import Kind, Status

_ON = (
    r"(?:of|on|at|for|from|am|vom|den|fur|du|des|pour|del|dell|di|per|para|van|voor|op|do|da|de|dia|no|till|la|le|el|"
    r"il)"
)
_LEADING = re.compile(rf"\b{_ON}$")
_PLANNED = (
    r"(?:planned|scheduled|announced|geplante[nrs]?|vorgesehene[nrs]?|angekundigte[nrs]?|angesetzte[nrs]?|prevue?|"
    r"programmee?|annoncee?|previst[oa]|programad[oa]|anunciad[oa]|programmat[oa]|agendad[oa]|marcad[oa]|geplande?|"
    r"aangekondigde|planerade?|planerat)"
)
_BY = r"(?:by|of|with|von|mit|de|par|di|con|por|van|met|av|med)"
_OF = re.compile(
    rf"(?:(?P<lead>[\w ]{{0,60}}) )?(?:(?:{DETERMINER} |den |d?e?ll?)(?P<thing>{THING})|(?P<definite>{DEFINITE}))"
    rf"(?: {_BY} (?P<who>\w+(?: \w+){{0,4}}?))?(?: {_PLANNED})?(?: {_ON}){{0,3}}"
)
"""What leads to the day in such a sentence."""
_ON_DAY = re.compile(rf"(?:(?P<lead>[\w ]{{0,60}}) )?{DETERMINER}(?: {_ON}){{0,2}}")
"""What leads to the day where the gathering stands behind: "the 9 December seminar"."""
_ALONE = re.compile(
    rf"(?:{DETERMINER} |d?e?ll?)?(?P<thing>{THING})?(?: {_BY} (?P<who>\w+(?: \w+){{0,4}}?))?(?: ?{_ON}){{0,3}}"
)
"""What leads to the day in a line that is no sentence: "Seminar of 9 December CANCELLED"."""
_ATTENTION = re.compile(
    r"(?:(?:please|bitte|important|urgent|attention|achtung|attenzione|atencion|atencao|let op|obs|note|notice|hinweis|"
    r"update|aviso|avviso|avis|dear all|beachten|n b|nb|wichtig|observera) ?){1,3}"
)
"""What such a sentence may stand behind."""
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
_ANOTHER = re.compile(rf"\b(?:{MONTH})\b|\b{THING}\b.*\b{THING}\b")
"""The same where one gathering may be named."""
_HOUR = re.compile(r"(?:um |at |a |om |kl )?\d{1,2}(?: \d\d)?(?: (?:uhr|uur|h|am|pm))?\b")
_THEN = re.compile(rf"(?:{_PLANNED} )?(?P<thing>{THING})\b")
_OFF = (Status.CANCELLED, Status.POSTPONED)
_MARKS = " \t\n-–—:：|,;.!*()[]"
_NAME = 6
"""Words, most of them a name, behind a day that is called off."""
ENTRIES = ("li", "tr", "td", "th", "dt", "dd")
"""Elements that stand for one entry of a list or table, or a part of one."""
SHORT = 150
"""Characters of a line that may say what sort of gathering a card is about."""


class _Line(NamedTuple):
    """A line with a day in it, from `day` to `behind`. `begun` to `end`: the sentence that the day stands in; `clause`:
    where its clause begins."""

    text: str
    day: int
    behind: int
    begun: int
    end: int
    clause: int

    @property
    def sentence(self) -> str:
        return self.text[self.begun : self.end]

    @property
    def lead(self) -> str:
        """What leads to the day, folded."""
        return fold(self.text[self.clause : self.day])

    @property
    def rest(self) -> str:
        """What stands behind the day."""
        return self.text[self.behind : self.end]


class _Notice(NamedTuple):
    """A line that tells what becomes of a day's gathering. `thing`: what sort is called off, without a name of its own,
    "" where the line does not say; `who` speaks there; where in the line the words stand that say so. `is_off`: it is
    the gathering of that day; `is_bare`: no sentence says so."""

    is_off: bool
    thing: str = ""
    who: str = ""
    start: int = 0
    stop: int = 0
    is_bare: bool = False


def told_off(cards: list[Card], anchors: list[Anchor], blocks: Blocks) -> list[Card]:
    """The cards without those that are such sentences about another card's talk, which then has them as notes.

    A card that such a sentence of another day or gathering stands in is told that it is not about it.
    """
    for anchor in anchors:
        block = blocks.all[anchor.first]
        line = _line(block, anchor)
        if line is None:
            continue
        notice = _notice(line)
        if notice is None:
            if _is_aside(line, anchor, cards, blocks):
                cards = _without(cards, block)
            continue
        for card in cards:
            if card.first <= block.index < card.end and not (notice.is_off and same_day(card.anchors[0], anchor)):
                card.strange.add(block.index)
        beside = [card for card in cards if not card.first <= block.index < card.end]
        talks = [card for card in beside if same_day(card.anchors[0], anchor)]
        meant = [card for card in talks if notice.is_off and _may_be(notice, block, card, blocks)]
        if len(meant) == 1:
            meant[0].notes += ((block, notice.start, notice.stop),)
        if talks or _ASIDE.fullmatch(line.lead):
            cards = _without(cards, block)
    return cards


def _without(cards: list[Card], line: Block) -> list[Card]:
    """The cards but the one that is this line."""
    return [card for card in cards if (card.first, card.end) != (line.index, line.index + 1)]


def _line(block: Block, anchor: Anchor) -> _Line | None:
    """The line that a day stands in; None where it is an entry of a list itself, or too long for a notice."""
    if block.element.tag in ENTRIES or anchor.start > LONGEST_SENTENCE:
        return None
    begun, end = next((span for span in sentences_in(block.text) if anchor.start < span[1]), (0, 0))
    clause = max((mark.end() for mark in _MARK.finditer(block.text, 0, anchor.start)), default=0)
    return _Line(block.text, anchor.start, anchor.stop, begun, end, clause)


def _is_aside(line: _Line, anchor: Anchor, cards: list[Card], blocks: Blocks) -> bool:
    """Whether a line calls something off on a day of which an entry tells: "The algebra seminar of 9 December is
    cancelled"."""
    before = fold(line.text[line.begun : line.day])
    if not _STATE.search(fold(line.sentence)) or not _LEADING.search(before):
        return False
    days = [card for card in cards if same_day(card.anchors[0], anchor)]
    return any(card.end - card.first > 1 or blocks.all[card.first].element.tag in ENTRIES for card in days)


def _notice(line: _Line) -> _Notice | None:
    """What a line says becomes of a day's gathering, or of another because of it."""
    opening = fold(line.text[: line.begun])
    if line.behind > line.end or (line.begun and not _ATTENTION.fullmatch(opening)):
        return None
    said = _leads(line.lead, fold(line.rest))
    if said is None and not _ASIDE.fullmatch(line.lead):
        return _stated(line) or _headed(line)
    if not (_STATE.search(fold(line.sentence)) or read_status(line.sentence)):
        return None
    if is_taken_back(line.text, line.end):
        return _Notice(False)
    return (said and _called_off(line, said)) or _headed(line) or _Notice(False)


def _called_off(line: _Line, said: _Said) -> _Notice | None:
    """The gathering that such a sentence calls off, one without a name: in the clause of the day neither another one
    nor another day stands before the state. None if it calls off none, or not that of the day."""
    if not said.thing or read_status(line.sentence) not in _OFF:
        return None
    words = list(re.finditer(r"\w+", line.rest))[said.behind :]
    behind = line.behind + words[0].start() if words else line.end
    over = _MARK.search(line.text, behind, line.end)
    stop = over.start() if over else line.end
    between = _HOUR.sub("", _STATE.split(fold(line.text[behind:stop]), maxsplit=1)[0], count=1)
    if read_status(line.text[line.clause : stop]) not in _OFF or _MORE.search(between):
        return None
    return _Notice(True, said.thing, said.who, line.begun, line.end)


def _stated(line: _Line) -> _Notice | None:
    """The same of a line that is a day and a state and hardly more: "9 December: cancelled"."""
    lead = _ALONE.fullmatch(line.lead)
    if lead is None or (state := _state_in(line.text, line.behind, line.end)) is None:
        return None
    said = fold(line.text[slice(*state)])
    if is_taken_back(line.text, line.end) or _ANOTHER.search(said):
        return _Notice(False)
    return _Notice(True, lead["thing"] or "", lead["who"] or "", *state, True)


def _headed(line: _Line) -> _Notice | None:
    """The same where the state stands first: "Cancelled: 9 December (Ada Byron)"."""
    lead, who = _ALONE.fullmatch(line.lead), fold(line.rest)
    if lead is None or len(who.split()) > _NAME or (state := _state_in(line.text, 0, line.clause)) is None:
        return None
    return _Notice(True, lead["thing"] or "", lead["who"] or who, *state, True)


def _state_in(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Where in a part of a text, marks aside, nothing stands but words that call off; None if others do."""
    said = text[start:stop]
    first = start + len(said) - len(said.lstrip(_MARKS))
    last = first + len(said.strip(_MARKS))
    return (first, last) if read_status(text[first:last]) in _OFF else None


class _Said(NamedTuple):
    """The gathering whose day a sentence names, "" where it is that of another; who speaks there; how many words of it
    stand behind the day."""

    thing: str
    who: str = ""
    behind: int = 0


def _leads(before: str, behind: str) -> _Said | None:
    """The gathering without a name of which the words around a day say that it is that of the day; None if they do not
    speak of one."""
    if (said := _OF.fullmatch(before)) is not None:
        else_where = _FOR_ELSE.fullmatch(said["lead"] or "")
        return _Said("" if else_where else said["thing"] or said["definite"], said["who"] or "")
    if not before and (said := _OF_ASIAN.match(behind)) is not None:
        return _Said(said["thing"])
    if (said := _ON_DAY.fullmatch(before)) is None or (thing := _THEN.match(behind)) is None:
        return None
    return _Said("" if _FOR_ELSE.fullmatch(said["lead"] or "") else thing["thing"], behind=len(thing[0].split()))


def _may_be(notice: _Notice, block: Block, card: Card, blocks: Blocks) -> bool:
    """Whether a card may be about a gathering of this sort, where these people speak: it names no other one only. A
    line that is no sentence may itself be an entry like those beside it."""
    lines = blocks.all[card.first : card.end]
    if who := set(notice.who.split()):
        for line in lines:
            who.difference_update(fold(line.text).split())
        if who:
            return False
    if notice.is_bare and len(lines) == 1 and lines[0].element.getparent() is block.element.getparent():
        return False
    sort = read_kind(notice.thing)
    if sort in (None, Kind.TALK):
        return True
    said = {read_kind(line.text) for line in lines if len(line.text) <= SHORT} - {None}
    return not said or sort in said
