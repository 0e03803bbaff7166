"""What a page says once for all its talks, or for all of one list: the hour, the place, the series.

It is said in a sentence ("Thursdays at 4 pm in Room 304 unless noted"), under a label, or in short lines that lead in
a list ("Finance Committee", "First Wednesday at 1 pm", "Board Room"). A row's own words come first; these only fill
what it leaves out. What leads in one list holds for that list, what speaks of all meetings for the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from lxml.html import HtmlElement

from crawler.extract import sentences
from crawler.extract.anchors import NO_YEAR, PROSE, hour_of, is_divider
from crawler.extract.blocks import Block, Zone
from crawler.extract.cutting import Cutter
from crawler.extract.facts import facts_of
from crawler.extract.places import address_lines, is_labelled, looks_like_place
from crawler.extract.regions import Card
from crawler.extract.segment import Outline
from crawler.extract.titles import is_generic, is_paper
from crawler.extract.verdict import EVENT_WORDS
from crawler.extract.zones import is_aside_title
from pipeline.reading import times
from pipeline.reading.places import is_online_link
from pipeline.reading.sentences import sentences_in
from pipeline.reading.status import read_kind
from pipeline.reading.text import fold, unwrap
from pipeline.talk import Claim, Kind

REACH = 40
"""Lines before the first talk that may say something for all."""

LEAD = 8
"""Lines right before a list that may say an hour or a place without a sentence."""

OPENING = 6
"""Hours from which on a stretch of time is one in which something is open, not one in which people talk."""

_SERIES = frozenset((Kind.SEMINAR, Kind.COLLOQUIUM, Kind.LECTURE, Kind.TALK))
_HABIT = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|1st|2nd|3rd|4th|first|second|third|fourth|last|and|of|the|"
    r"every|each|other|month(?:ly|s)?|week(?:ly)?|at|on|from|to|until|except|for|starting|in|unless|otherwise|noted|"
    r"bi|bimonthly|biweekly|quarterly|january|february|march|april|may|june|july|august|september|october|november|december|time|est|edt|cst|cdt|mst|"
    r"mdt|pst|pdt|cet|et|ct|pt|montags|dienstags|mittwochs|donnerstags|freitags|jeweils|um|uhr)\b"
)
_WEEKDAYS = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b")
_WEEK = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_MARK = re.compile(r"^[*†‡]+(?=\w)|(?<=\w) ?[*†‡]+$")
_THEN = re.compile(r"[\s,;|–—-]*(?:(?:at|in|@) (?:the )?)?")
_OFFICE = re.compile(
    r"\b(?:office|contact|hours|mailing|address|staff|phone|fax|visit us|write|submit|deliver|e mail|parking|"
    r"find us|kontakt|anschrift|offnungszeiten|sprechzeiten|coordonnees|public comment)\b"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A stretch, from `start` in block `first` to `end` in block `last`. `general`: it holds for the whole page;
    `under`: the heading whose lists it holds for else. `days`: weekdays it names. `whole`: a sentence says it."""

    first: Block
    last: Block
    start: int
    end: int
    general: bool
    under: Block | None = None
    days: frozenset[int] = frozenset()
    whole: bool = True


class Defaults:
    """What holds for all cards of a page, or of one of its lists."""

    def __init__(self, found: Outline, context: times.Context, columns: dict[HtmlElement, str], cut: Cutter) -> None:
        self.cut, self.context = cut, context
        self.all = found.blocks.all
        self.inside = {index for card in found.cards for index in range(card.first, card.end)}
        self.ends = {card.first: card.end for card in found.cards}
        first = min(self.ends)
        limit = Zone.ASIDE if any(self.all[card.first].zone < Zone.ASIDE for card in found.cards) else Zone.FOREIGN
        said = self.inside | found.points
        self.blocks = [b for b in self.all if b.zone < limit and b.index not in said]
        stated = {index for card in found.cards for anchor in card.anchors for index in range(anchor.first, anchor.end)}
        amid = self.inside - stated
        self.amid = [b for b in self.all if b.zone < limit and b.index in amid]
        self.limit, self.beside = limit, [b for b in self.all if limit <= b.zone <= Zone.ASIDE]
        self.before = [block for block in self.blocks if first - REACH <= block.index < first]
        self.facts = facts_of(self.before, columns)
        self.series = self._series(found)
        self.held: dict[int | None, list[_Said]] = {}

    # ── What is said ──

    @cached_property
    def hours(self) -> list[_Said]:
        """The hours said for several talks."""
        return list(self._hours())

    @cached_property
    def places(self) -> list[_Said]:
        """The places said for several talks."""
        return _agreed(list(self._places()))

    def _hours(self) -> Iterator[_Said]:
        """The sentences and lines that state an hour, and where in them it stands."""
        for block, start, end in self.sentences:
            if stretch := sentences.hour_in(block.text[start:end], self.context):
                yield self._said(block, start, start + stretch[0], start + stretch[1], end)
        for fact in self.facts:
            if (
                fact.field == "when"
                and len(fact.text) <= PROSE
                and (found := sentences.hour_in(fact.text, self.context))
            ):
                yield _Said(fact.first, fact.first, fact.start + found[0], fact.start + found[1], general=True)
        for block in self.blocks:
            bare = len(block.text) <= 60 and self._is_bare(block)
            if not (bare or self._is_section(block)) or self._is_opening(block.text):
                continue
            found = (hour_of if bare else sentences.clock_in)(block.text, self.context)
            if found and not sentences.tells_else(block.text, *found):
                yield self._line(block, block, *found, general=bare and self._is_about_all(block))

    @cached_property
    def sentences(self) -> list[tuple[Block, int, int]]:
        """The sentences that hold for a list. A footnote holds for what it is a note to; what stands amid the cards,
        or beside them, holds for all where it says so."""
        found: list[tuple[Block, int, int]] = []
        for block in (*self.blocks, *self.amid, *self.beside):
            told = block.index in self.inside or block.zone >= self.limit
            for start, end in sentences_in(block.text):
                said = block.text[start:end]
                loose = (told or said.startswith("*")) and not sentences.without_exception(said)
                if len(said) >= 12 and not loose and sentences.for_all(said):
                    found.append((block, start, end))
        return found

    def _said(self, block: Block, sentence: int, start: int, end: int, stop: int) -> _Said:
        said = block.text[sentence:stop]
        general = sentences.without_exception(said) or self._is_about_all(block)
        return _Said(block, block, start, end, general, self._above(block), _days_in(said))

    def _line(self, first: Block, last: Block, start: int, end: int, *, general: bool) -> _Said:
        general = general and not min(self.ends) < first.index < max(self.ends.values())  # there it heads a part
        return _Said(first, last, start, end, general, None, _days_in(first.text), whole=False)

    def _above(self, block: Block) -> Block | None:
        """The nearest heading."""
        before = reversed(self.all[: block.index])
        return next((b for b in before if b.level and b.zone is not Zone.CHROME and b.index not in self.inside), None)

    def _is_bare(self, block: Block) -> bool:
        """Whether a line says an hour, perhaps a habit, and nothing else."""
        words = [
            w for w in _HABIT.sub(" ", fold(block.text)).split() if w.isalpha() and w not in ("a", "p", "m", "am", "pm")
        ]
        return not words and not block.text.startswith("*")

    def _is_section(self, block: Block) -> bool:
        """Whether a line heads a section of rows: "North District, 2 p.m., Barley House"."""
        said = fold(block.text)
        return bool(block.level > 1 or is_divider(block)) and not _OFFICE.search(said) and not sentences.is_else(said)

    def _is_opening(self, text: str) -> bool:
        """Whether a line gives hours in which something is open."""
        reading = times.read_when(f"2004-03-01 {text}", self.context)
        start, end = (reading.span.start, reading.span.end) if reading else (None, None)
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            return False
        return (end - start).total_seconds() >= OPENING * 3600

    def _is_about_all(self, block: Block) -> bool:
        """Whether a line stands under the page's heading, or under one that names no list of its own."""
        above = self._above(block)
        if above is None or above.level == 1:
            return True
        return is_generic(above.text) and not _OFFICE.search(fold(above.text))

    def _places(self) -> Iterator[_Said]:
        """The stretches that name a place."""
        for block, start, end in self.sentences:
            if sentences.open_ended(block) and (lines := self._lines(block.index + 1) or self._lines(block.index + 2)):
                yield self._line(lines[0], lines[-1], 0, len(lines[-1].text), general=True)
            elif found := sentences.place_in(block.text[start:end]):
                yield self._said(block, start, start + found[0], start + found[1], end)
        done = -1
        for block in self.blocks:
            if block.index <= done or block.level == 1 or len(block.text) > PROSE / 2 or is_labelled(block.text):
                continue
            lines = self._lines(block.index)
            if not lines and self._is_section(block) and (place := self._behind_hour(block)):
                yield self._line(block, block, place, len(block.text), general=False)
            elif lines and not self._is_contact(lines):
                done = lines[-1].index
                general = (len(lines) > 1 or not lines[0].bold) and self._is_about_all(lines[0])
                yield self._line(lines[0], lines[-1], 0, len(lines[-1].text), general=general)

    def _behind_hour(self, block: Block) -> int:
        """Where in a section's line the place begins that follows its hour; 0 for none."""
        hour = sentences.clock_in(block.text, self.context)
        match = _THEN.match(block.text, hour[1]) if hour else None
        return match.end() if match and looks_like_place(block.text[match.end() :]) else 0

    def _lines(self, index: int) -> list[Block]:
        """The lines from here on that together are a place."""
        near = self.all[index : index + 5]
        return address_lines([block for block in near if block.zone < self.limit and block.index not in self.inside])

    def _is_contact(self, lines: list[Block]) -> bool:
        """Whether an address is one to write to or to call, or lines are links to other pages."""
        if all(b.links and len(b.links[0].text) >= 0.8 * len(b.text) for b in lines):
            return True
        near = self.all[max(0, lines[0].index - 2) : lines[-1].index + 3]
        above = self._above(lines[0])
        said = fold(" ".join(b.text for b in near if len(b.text) <= PROSE))
        told = bool(re.search(r"@|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", " ".join(b.text for b in near)))
        return told or bool(_OFFICE.search(said)) or bool(above and _OFFICE.search(fold(above.text)))

    def _series(self, found: Outline) -> Block | None:
        """The page's heading where it names a series rather than a list."""
        heading = found.heading
        if heading is None or is_aside_title(heading.text) or is_generic(heading.text) or len(heading.text) > 100:
            return None
        named = read_kind(heading.text) in _SERIES or "series" in fold(heading.text).split()
        return heading if named and EVENT_WORDS.search(fold(heading.text)) else None

    # ── What holds for a card ──

    def lead(self, card: Card) -> range:
        """The lines between the list before and the list this card stands in."""
        start = card.first
        while start - 1 in self.inside:
            start -= 1
        begin = start
        while begin > 0 and begin - 1 not in self.inside and start - begin < REACH:
            begin -= 1
        return range(begin, start)

    def _heads_several(self, lead: range) -> bool:
        """Whether a heading stands among these lines, or more than one card follows: a lone line between two cards may
        as well end the one before."""
        if lead.start - 1 not in self.inside or self.ends.get(lead.stop) in self.ends:
            return True
        return any(self.all[index].level or is_divider(self.all[index]) for index in lead)

    def _section(self, card: Card) -> range:
        """The lines around the nearest heading above: "Board meetings", "Room 12" over rows that notes part."""
        for index in range(card.first - 1, max(-1, card.first - REACH), -1):
            if index in self.inside or self.all[index].zone is Zone.CHROME:
                continue
            if self.all[index].level or is_divider(self.all[index]):
                first, end = index, index + 1
                while first - 1 not in self.inside and first > max(0, index - LEAD):
                    first -= 1
                while end not in self.inside and end < index + LEAD:
                    end += 1
                return range(first, end)
        return range(0)

    def _best(self, said: list[_Said], card: Card) -> _Said | None:
        """What is said nearest before the list, else for the whole page; of several, what fits the weekday."""
        lead, day = self.lead(card), card.anchors[0].day
        lead = lead if self._heads_several(lead) else range(0)
        section = self._section(card)

        def rank(one: _Said) -> tuple[bool, bool, bool, int]:
            misses = bool(one.days) and day.year > NO_YEAR and day.weekday() not in one.days
            here = one.first.index in lead or one.first.index in section
            return (not here, misses, one.first.index > card.first, abs(one.first.index - card.first))

        above = {block.index for block in card.above}
        fitting = [
            one
            for one in said
            if one.general
            or one.first.index in lead
            or one.first.index in section
            or (one.under is not None and one.under.index in above)
        ]
        return min(fitting, key=rank, default=None)

    def hour(self, card: Card) -> Claim | None:
        """The hour said once for all, as a claim about a card without one; the note to a card's mark comes first."""
        if (noted := self._noted(card)) is not None:
            return noted
        best = self._best(self.hours, card)
        return self.cut.claim("when", best.first, "visible:default", best.start, best.end) if best else None

    def _noted(self, card: Card) -> Claim | None:
        """The hour in the note that a mark leads to: "***March 19", and below the list "***Start time 8:30 am"."""
        marks = {match[0].strip() for b in self.all[card.first : card.end][:LEAD] for match in _MARK.finditer(b.text)}
        for block in self.blocks if marks else ():
            first = _MARK.match(block.text)
            if first and first[0] in marks and not sentences.is_else(fold(block.text)):
                hour = sentences.clock_in(block.text, self.context)
                return self.cut.claim("when", block, "visible:note", *hour) if hour else None
        return None

    def _held(self, card: Card) -> list[_Said]:
        """The places as they hold for a card: what is said of Tuesdays holds for each."""
        day = card.anchors[0].day
        weekday = day.weekday() if day.year > NO_YEAR else None
        if weekday not in self.held:
            self.held[weekday] = [replace(one, general=True) if weekday in one.days else one for one in self.places]
        return self.held[weekday]

    def claims(self, own: Sequence[Claim], card: Card) -> Iterator[Claim | None]:
        """Claims about fields that a card itself says nothing of; `own` are those it makes."""
        have = {claim.field for claim in own if claim.field != "online_url" or not is_paper(claim.text)}
        if self.series is not None and "series" not in have:
            yield self.cut.claim("series", self.series, "visible:above")
        if not have & {"where", "venue", "room", "online_url"}:
            labelled = [fact for fact in self.facts if fact.field in ("where", "venue", "room", "address")]
            for fact in labelled:
                yield self.cut.across(fact.field, fact.first, fact.last, "visible:default", fact.start, fact.end)
            places = self._held(card)
            best = None if labelled else self._best(places, card)
            more = self._best([one for one in places if one.whole], card) if best and not best.whole else None
            for one in filter(None, (best, more)):
                yield self.cut.across("where", one.first, one.last, "visible:default", one.start, one.end)
            yield from self._online()
        elif room := next((fold(claim.text) for claim in own if claim.field in ("where", "room")), ""):
            for one in self.places:  # "Room 12" in a row, and once "Room 12, Physics, 3 Mill Lane"
                if one.whole and len(room) >= 4 and room in fold(one.first.text[one.start : one.end]):
                    yield self.cut.across("where", one.first, one.last, "visible:default", one.start, one.end)

    def _online(self) -> Iterator[Claim | None]:
        for block in self.before:
            for link in block.links:
                url = unwrap(link.url)
                if link.text and is_online_link(url):
                    end = link.start + len(link.text)
                    yield self.cut.claim("online_url", block, "visible:default", link.start, end, url)
                    return


def _agreed(said: list[_Said]) -> list[_Said]:
    """The same, where all lines say one thing: then they hold for all, wherever they stand."""
    lines = [one for one in said if not one.whole]
    texts = {fold(one.first.text[one.start :]) for one in lines}
    if len(lines) < 2 or len(texts) > 1:
        return said
    return [replace(one, general=True) for one in said]


def _days_in(text: str) -> frozenset[int]:
    return frozenset(_WEEK.index(match[1]) for match in _WEEKDAYS.finditer(fold(text)))
