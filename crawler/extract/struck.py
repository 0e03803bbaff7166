"""Struck text that something else has taken the place of: `<del>16:15</del> 17:15`. It is no longer said.

A whole card or title that is struck, alone or beside "cancelled", has nothing in its place, and is read as ever: it
tells which talk is off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from crawler.extract.places import looks_like_place
from crawler.extract.seen import BLOCKS, UNSEEN
from pipeline.reading import times
from pipeline.reading.people import is_name, read_headline
from pipeline.reading.states import STATES
from pipeline.reading.status import is_no_talk, read_status
from pipeline.reading.text import clean, fold, is_placeholder
from pipeline.talk import Status

MOST = 300
"""Struck elements of a page that are looked at."""

NEAR = 160
"""Characters beside a struck stretch that may hold what takes its place."""

LONGEST = 400
"""Characters of a struck stretch that something may take the place of."""

_NODES = 60
"""Elements beside a struck stretch that are looked through."""

_WORDS = 8
"""Letters beside a time from which on a stretch tells more than that."""

_STRUCK = "descendant::del | descendant::s | descendant::strike | descendant::*[contains(@style, 'line-through')]"
_ENDS = BLOCKS | {"td", "th"}
_YEAR = times.Context(year=2024, month_first=True)
_HOUR = re.compile(r"\b\d{1,2}(?:[:.h]\d\d\b| ?(?:[ap]\.?m\b|uhr|uur|heures|h\b))", re.IGNORECASE)
_PIECES = re.compile(r"[,;:：|·/(\[–—]|\s-\s")
_LISTED = re.compile(r"\s*(?:[,;/&+]|(?:and|und|et|e|y|en|och|or|oder|ou) )", re.IGNORECASE)
"""How it goes on where a struck day is one of several, rather than replaced."""
_OFF = re.compile(rf"\b(?:{STATES[Status.CANCELLED]}|{STATES[Status.POSTPONED]})\b|中止|休講|延期|取消|推迟|취소|연기")
_REMARK = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|can|cannot|couldn|may|must|ist|sind|war|hat|wird|kann|konnte|"
    r"muss|musste|est|sera|etait|peut|pourra|es|esta|fue|sara|puede|puo|kan|wordt|heeft|"
    r"unable|unavailable|unwell|ill|illness|sick\w*|flu|covid\w*|corona\w*|injur\w*|hospital\w*|\w*krank\w*|erkrank\w*|"
    r"verletz\w*|verhindert\w*|malad\w*|souffran\w*|malat\w*|enferm\w*|ziek\w*|sjuk\w*|medical|emergency|family|"
    r"bereavement|due to|because|owing to|reasons?|wegen|aufgrund|infolge|grunde?n?|en raison|a cause|raisons?|motivi|"
    r"motivos|causa|vanwege|wegens|travel\w*|flights?|trains?|visa|visum|strikes?|\w*streiks?|greve|sciopero|huelga|"
    r"staking|snow\w*|storm|weather|flood\w*|power|closed|closure|holidays?|vacation|ferien|urlaub|feiertag|vacances|"
    r"moved?|moves|verlegt|verschoben|nachgeholt|later|spater|reporte?e?s?|shifted|replaced|given|held|"
    r"(?:next|nachste[srnm]?|prochaine?|spring|summer|autumn|fall|winter|later) (?:week|month|year|term|semester|time|"
    r"woche|monat|jahr|semaine|mois|annee)|(?:\w+)semester|trimestre|new (?:date|time|day)|neuer termin|"
    r"nouvelle date|date|termin|fecha|data|sorry|apologies|unfortunately|leider|helas|purtroppo|lamentablemente|helaas|"
    r"speaker|referent(?:in)?|vortragende[rn]?|orateur|oratrice|conferenciere?|relatore|relatrice|ponente|spreker|"
    r"please|bitte|see|siehe|voir|watch|talk|vortrag|seminar|lecture|expose|ausfall|no show)\b"
)
"""What is said about a struck talk rather than in its place: why, whither, who could not come."""
_PAPERS = re.compile(
    r"(?:slides?|abstract|pdf|video|recording|notes?|link|zoom|online|teams|folien|aufzeichnung|skript|paper|preprint|"
    r"arxiv|poster|flyer|more|mehr|details|resume|diapositives|transparents|here|hier|ici|and|und|et|to|the|the|download|"
    r"via|webex|livestream|handout)(?: |$)"
)
_TITLE = 3
"""Words of what is taken for a title in the place of another; fewer may be the reason why there is none."""
_MARKS = " \t\n-–—:：|,;.·•*!()[]"


class _Beside(NamedTuple):
    """What stands in the line of a struck stretch, behind and before it, and the lines below up to the block's end."""

    behind: str
    before: str
    below: tuple[str, ...]


def without_replaced(tree: etree._Element) -> None:
    """Take the texts out of a tree that are struck and replaced; its elements stay, as do links to a talk's page."""
    found: Any = tree.xpath(_STRUCK)
    struck: dict[etree._Element, None] = dict.fromkeys(islice((one for one in found if one.tag not in _ENDS), MOST))
    for element in struck:
        said = clean(_text(element))
        if said and len(said) <= LONGEST and _is_replaced(said, _beside(element, struck), element):
            _empty(element)


def _empty(element: etree._Element) -> None:
    for node in element.iter():
        if isinstance(node.tag, str):
            node.text = None
        if node is not element:
            node.tail = None


def _is_replaced(said: str, beside: _Beside, element: etree._Element) -> bool:
    """Whether what stands beside a struck stretch takes its place: a day that of a day, words that of words."""
    if not (_is_time(said) or said.isdigit()):
        return _takes_words(said, beside.behind)
    if beside.behind.strip(_MARKS):
        return _takes_time(said, beside.behind) and not _LISTED.match(beside.behind)
    if beside.before.strip(_MARKS):
        return _takes_time(said, beside.before) and _is_time(beside.before)
    if beside.below:
        return _takes_time(said, beside.below[0]) and not any(map(_has_day, beside.below[1:]))
    return _is_announced_below(said, element)


def _takes_words(said: str, behind: str) -> bool:
    """Whether words take the place of struck ones. Of a title neither people nor a room, a day or a state do."""
    if not any(map(str.isalnum, behind)) or _OFF.search(fold(behind)) or read_status(behind) is not None:
        return False
    first, following = _first(said), _first(behind)
    if _has_day(said) or _is_time(following):
        return _has_day(said) and _has_day(behind) and not _is_time(behind)
    key = fold(behind)
    if _REMARK.search(key):
        return False
    if is_placeholder(following) or looks_like_place(first):
        return True
    begun = behind.lstrip("\"'“„«‘* \t-–—:：|,;.·•")[:1]
    if begun in "([" or (begun.islower() and said[:1].isupper()) or is_no_talk(behind) or is_no_talk(following):
        return False  # a remark on what is struck: "(speaker ill)", "moved", "No seminar"
    if _is_people(first) and _is_people(following):
        return True
    words = key.split()
    if len(words) < _TITLE or all(map(_PAPERS.match, words)):
        return False
    return not (looks_like_place(following) or _is_people(following))


def _takes_time(said: str, other: str) -> bool:
    """Whether a line states a day or an hour in the place of a struck one, rather than that its talk is off."""
    if read_status(other) not in (None, Status.CONFIRMED) or (
        read_status(other) is None and _OFF.search(fold(other)) and not _is_time(other)
    ):
        return False
    if said.isdigit():
        return other.lstrip(_MARKS)[:1].isdigit()
    return _has_day(other) if _has_day(said) else bool(_HOUR.search(other))


def _is_announced_below(said: str, element: etree._Element) -> bool:
    """Whether the line below one that is struck says what day is the new one: "New date: 10 December"."""
    block = next((one for one in element.iterancestors() if one.tag in _ENDS), None)
    below = block.getnext() if block is not None else None
    if block is None or below is None or clean(_text(block)) != said:
        return False
    text = clean(_text(below))
    reading = times.read_when(text, _YEAR) if len(text) <= NEAR else None
    return reading is not None and Status.CONFIRMED in (
        read_status(text), read_status(text[: reading.start].strip(_MARKS))
    )  # fmt: skip


def _has_day(text: str) -> bool:
    return times.looks_like_when(text) and times.read_when(text, _YEAR) is not None


def _is_time(text: str) -> bool:
    """Whether a text is a day, an hour or both, and hardly more."""
    if not times.looks_like_when(text):
        return False
    reading = times.read_when(text, _YEAR)
    rest = text[: reading.start] + text[reading.end :] if reading else text
    rest = _HOUR.sub("", rest)
    return sum(map(str.isalpha, rest)) < _WORDS and (reading is not None or rest != text)


def _is_people(text: str) -> bool:
    found = read_headline(text)
    return is_name(text) or (bool(found.speakers) and found.title is None)


def _first(text: str) -> str:
    """The first piece of a text: that of "Di Fox (Bonn), Bubbles and drops" is a name."""
    return next(filter(None, (piece.strip(_MARKS) for piece in _PIECES.split(text))), text)


# ── What stands beside ────────────────────────────────────────────────────────────────────────────────────────────────


def _beside(element: etree._Element, struck: dict[etree._Element, None]) -> _Beside:
    behind: list[list[str]] = [[]]
    for text in islice(_texts(element, struck), _NODES):
        if text is None:
            behind.append([])
        else:
            behind[-1].append(text[:NEAR])
        if sum(map(len, behind[-1])) > NEAR or len(behind) > 4:
            break
    lines = ["".join(line)[:NEAR] for line in behind]
    below = tuple(line for line in map(clean, lines[1:]) if line)
    return _Beside(clean(lines[0]), clean(_before(element, struck)), below)


def _texts(element: etree._Element, struck: dict[etree._Element, None]) -> Iterator[str | None]:
    """The texts behind an element up to the end of its block, None for a line break; struck ones are left out."""
    node: etree._Element | None = element
    while node is not None:
        yield node.tail or ""
        following = node.getnext()
        if following is None:
            node = node.getparent()
            if node is None or node.tag in _ENDS:
                return
            continue
        node = following
        if node.tag in _ENDS:
            return
        yield None if node.tag == "br" else _said(node, struck)


def _before(element: etree._Element, struck: dict[etree._Element, None]) -> str:
    """The text before an element in its line."""
    parts: list[str] = []
    node: etree._Element | None = element
    for _ in range(_NODES):
        before = node.getprevious() if node is not None else None
        if before is not None:
            parts.append(before.tail or "")
            node = before
            if node.tag in _ENDS or node.tag == "br":
                break
            parts.append(_said(node, struck))
            continue
        node = node.getparent() if node is not None else None
        parts.append((node.text or "") if node is not None else "")
        if node is None or node.tag in _ENDS:
            break
    return "".join(reversed(parts))[-NEAR:]


def _said(node: etree._Element, struck: dict[etree._Element, None]) -> str:
    """What an element beside a struck stretch says; nothing if it is struck itself."""
    return _text(node) if isinstance(node.tag, str) and node not in struck else ""


def _text(element: etree._Element) -> str:
    """The text in an element, as far as the first few elements in it go."""
    parts: list[str] = []
    for event, node in islice(etree.iterwalk(element, events=("start", "end", "comment", "pi")), 4 * _NODES):
        if event == "start":
            parts.append((node.text or "") if node.tag not in UNSEEN else "")
        elif node is not element:
            parts.append(node.tail or "")
    return "".join(parts)
