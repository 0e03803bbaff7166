"""What one card, row or page claims about its talk: each field where it stands.

Labels come first, then what markup hints at (a class named "speaker"), then what the words themselves look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from lxml.html import HtmlElement

from crawler.extract.anchors import PROSE, SOME_DAY, YEAR, Anchor, hour_of, same_day
from crawler.extract.badges import Badges
from crawler.extract.beside import people_beside
from crawler.extract.blocks import Block, Blocks, Zone
from crawler.extract.cutting import Cutter
from crawler.extract.defaults import Defaults
from crawler.extract.facts import Fact, bracket_of, facts_of
from crawler.extract.hours import is_hour_open, tells_opening
from crawler.extract.naming import Names
from crawler.extract.neighbours import without_neighbours
from crawler.extract.paragraphs import prose_of
from crawler.extract.passing import names_file
from crawler.extract.places import looks_like_place
from crawler.extract.regions import Card
from crawler.extract.sections import Sections
from crawler.extract.sentences import clock_in, own_hour
from crawler.extract.spots import Spots
from crawler.extract.title_badges import badge_beside
from crawler.extract.titles import best_title, is_generic, is_paper
from crawler.extract.tooltips import told_hour
from pipeline.reading import times
from pipeline.reading.places import is_online_link, is_registration_link, read_mode, room_behind
from pipeline.reading.text import fold, is_placeholder, unwrap
from pipeline.talk import Claim

LINE = 80
"""Characters of a line that may state the hour anywhere; a longer one begins with it."""

BESIDE = 10
"""Letters besides its hour from which on a line may be a title: "10:30 Board of Control"."""

HINTS = {
    "speaker": frozenset(str.split("speaker speakers presenter presenters lecturer who")),
    "where": frozenset(str.split("location venue place where room lieu ort standort")),
    "series": frozenset(str.split("series")),
    "affiliation": frozenset(str.split("affiliation institution")),
}
"""Words in class names that say what a short line is."""

_SERIES = re.compile(
    r"(?:this (?:talk|event|lecture|seminar) is )?part of (?:the |our )?(.{4,90}?(?:series|program|programme|"
    r"colloquium|seminar|lectures)):?",
    re.I,
)


class Reader:
    """Reads the cards of one page."""

    def __init__(self, cutter: Cutter, blocks: Blocks, columns: dict[HtmlElement, str], context: times.Context) -> None:
        self.cut = cutter
        self.blocks = blocks
        self.columns = columns
        self.context = context
        self.defaults: Defaults | None = None
        self.sections: Sections | None = None
        self.names: Names | None = None

    def claims(self, card: Card, title_block: Block | None) -> tuple[Claim, ...]:
        """All claims of one card. `title_block`: the page's own heading where the card is the page."""
        return tuple(_CardReader(self, card, title_block).claims())


class _CardReader:
    """Reads one card."""

    def __init__(self, reader: Reader, card: Card, heading: Block | None) -> None:
        self.cut = reader.cut
        self.card = card
        self.context = reader.context
        self.defaults, self.sections, self.names = reader.defaults, reader.sections, reader.names
        self.all = reader.blocks.all
        limit: int = Zone.BOX if card.whole else Zone.FOREIGN
        if not card.whole and card.anchors:  # a list in a menu may be all there is
            limit = Zone.CHROME + 1 if self.all[card.anchors[0].first].zone >= limit else limit
        self.blocks = [block for block in self.all[card.first : card.end] if block.zone < limit]
        self.heading = heading
        self.title: Block | None = None
        self.hinted: set[str] = set()
        facts = [] if card.piece else facts_of(self.blocks, reader.columns)
        self.facts = [fact for fact in facts if fact.field not in _PLACES or not self._is_hour(fact.text)]
        self.used = {
            index
            for fact in self.facts
            if bracket_of(fact) is None
            for index in range(fact.first.index, fact.last.index + 1)
        }
        self.facts = without_neighbours(self.facts, heading, self.blocks, [one.first for one in card.anchors])
        self.placed = {
            index
            for fact in self._of("where", "room", "venue", "address", "speaker", "title", "online_url")
            for index in range(fact.first.index, fact.last.index + 1)
        }
        self.stated = {i for anchor in card.anchors for i in range(anchor.first, anchor.end)}

    def claims(self) -> Iterator[Claim]:
        own = list(self._own())
        yield from own
        if self.defaults is not None:
            yield from filter(None, self.defaults.claims(own, self.card))

    def _own(self) -> Iterator[Claim]:
        for claim in (
            *self._titles(), *self._times(), *self._labelled(), *self._hinted(), *self._speakers(), *self._places(),
            *self._modes(), *self._series(), *self._links(), *self._badges.claims(), *self._texts(),
        ):  # fmt: skip
            if claim is not None and claim.text:
                yield claim

    # ── Title ──

    def _titles(self) -> Iterator[Claim | None]:
        for fact in self._of("title"):
            if fact.first is not fact.last:
                yield self._fact(fact)
                continue
            yield from self._with_room(fact.first, fact.start, fact.end)
            yield from self._named(fact.first, fact.by, fact.start, fact.end, self._url_in(fact))
        if self.heading is not None:
            yield from self._named(self.heading, "visible:heading", 0, len(self.heading.text), _first_url(self.heading))
        if self.card.whole:
            return
        taken = self._no_titles()
        best = best_title(self.blocks, self.card.anchors, taken, self.card.piece)
        if best is None:  # a column "Category" may be all that tells rows apart
            sorts = {fact.first.index for fact in self._of("topic", "kind", "series")}
            best = best_title(self.blocks, self.card.anchors, taken - sorts, self.card.piece)
        weak = best is None or is_generic(best[0].text[best[1] : best[2]])
        lent = self.names.of(self.card) if weak and self.names and not self._of("title", "speaker") else None
        if best is not None and lent is None:
            block, start, end = best
            notes = [opened for fact in self.facts if fact.first is block and (opened := bracket_of(fact)) is not None]
            end = min([end, *(len(block.text[:opened].rstrip()) for opened in notes)])
            self.title = block
            yield from self._with_room(block, start, end)
            yield from self._named(block, "visible:heading" if block.level else "visible:title", start, end)
        elif lent is not None:
            yield self.cut.claim("title", lent[0], "visible:above", *lent[1:])

    def _named(self, block: Block, by: str, start: int, end: int, url: str = "") -> Iterator[Claim | None]:
        """A title, and the badge in its line, which is no part of it."""
        if (badge := badge_beside(block, start, end)) is not None:
            yield self.cut.claim("status", block, "visible:badge", badge.start, badge.stop)
            start, end = badge.first, badge.last
        yield self.cut.claim("title", block, by, start, end, url)

    def _with_room(self, block: Block, start: int, end: int) -> Iterator[Claim | None]:
        """The room in brackets behind a title: "On foams (Room 7)". It is this talk's, whatever holds for the list."""
        if room := room_behind(block.text, start, end):
            yield self.cut.claim("room", block, "visible:bracket", *room[1:])

    def _no_titles(self) -> set[int]:
        """Blocks that other fields own, or that only say an hour."""
        return self.used | {block.index for block in self.blocks if len(block.text) <= 40 and self._is_hour(block.text)}

    def _is_hour(self, text: str) -> bool:
        """Whether a line states an hour and hardly anything else."""
        stretch = hour_of(text, self.context)
        return stretch is not None and sum(map(str.isalpha, text[: stretch[0]] + text[stretch[1] :])) < BESIDE

    # ── Time ──

    def _times(self) -> Iterator[Claim | None]:
        moved = {at for a in self.card.anchors if a.moved_from is not None for at in (a.first, a.moved_from)}
        others = moved | self.card.passing
        for fact in self._of("when", "end"):
            opening = tells_opening(fact.first.text[max(fact.start - LINE, 0) : fact.start])
            if not (opening or is_placeholder(fact.text) or fact.first.index in others):
                yield self._fact(fact)
        anchors = sorted(self.card.anchors, key=lambda anchor: (-anchor.timed, -anchor.labelled, anchor.first))
        anchors = self.card.anchors[:1] + [a for a in anchors if a is not self.card.anchors[0]]
        named = [a for a in anchors[1:] if a.timed and self.card.whole and names_file(a, self.all[a.first])]
        timed = any(anchor.timed for anchor in anchors if anchor not in named) or self._is_open()
        hour = None if timed else self._hour()
        anchors = [anchor for anchor in anchors if hour is None or anchor not in named]
        if hour is not None:
            yield self._joined(anchors[0], hour)
        for anchor in anchors[:4]:
            if anchor.first not in self.used or not anchor.labelled or anchor.moved_from is not None:
                yield self._anchor(anchor)
        if hour is not None:
            yield self.cut.claim("when", hour[0], "visible:hour", *hour[1])
        elif not timed:
            told = told_hour(self.cut, self.blocks, anchors[0], self.context)
            yield told or (self.defaults.hour(self.card) if self.defaults is not None else None)
        if (ordered := anchors[0]).year:
            yield self._anchor(ordered, f"visible:order:{ordered.year}")
        for block in {id(a.year_from): a.year_from for a in anchors[:1] if a.year_from is not None}.values():
            match = YEAR.search(block.text)
            if match and (not anchors[0].year or int(match[1]) == anchors[0].year):
                yield self.cut.claim("when", block, "visible:year", match.start(), match.end())

    def _anchor(self, anchor: Anchor, by: str = "") -> Claim | None:
        first, last = self.all[anchor.first], self.all[anchor.end - 1]
        if anchor.end - anchor.first > 1:
            badge = self.cut.across("when", first, last, by or "visible:badge")
            glued = badge is not None and not by and not anchor.timed and badge.text.isalnum()  # "03decthu"
            return replace(badge, by=f"{times.GRID}{anchor.day}") if badge is not None and glued else badge
        proved = self.context.month_first is not None and not anchor.timed and _IN_NUMBERS.fullmatch(anchor.text)
        by = by or (f"{times.GRID}{anchor.day}" if anchor.composed or proved else "visible:time")
        return self.cut.claim("when", first, by, anchor.start, anchor.stop)

    def _is_open(self) -> bool:
        """Whether the card says that its hour is not known yet."""
        return any(len(block.text) <= PROSE and is_hour_open(block.text) for block in self.blocks)

    def _hour(self) -> tuple[Block, tuple[int, int]] | None:
        """The line nearest the day that states an hour, and where in it that stands."""
        day = self.card.anchors[0].first
        if (behind := self._behind(self.card.anchors[0])) is not None:
            return behind
        near = sorted(self.blocks, key=lambda block: (abs(block.index - day), block.index < day))
        for block in near[:14]:
            taken = block.index in self.stated or block.index in self.placed
            if taken or len(block.text) > PROSE or block is self.heading:
                continue
            stretch = own_hour(block.text, self.context)
            if stretch and (len(block.text) <= LINE or stretch[0] == 0):
                return block, stretch
        return None

    def _behind(self, anchor: Anchor) -> tuple[Block, tuple[int, int]] | None:
        """The hour further on in the day's own line: "May 5, Old Library (for once at 1:30 p.m.)"."""
        block = self.all[anchor.first]
        end = self.card.piece[1] if self.card.piece else len(block.text)
        alone = anchor.end - anchor.first == 1 and all(same_day(anchor, other) for other in self.card.anchors)
        found = clock_in(block.text[anchor.stop : end], self.context) if alone and end - anchor.stop <= PROSE else None
        return (block, (anchor.stop + found[0], anchor.stop + found[1])) if found else None

    def _joined(self, anchor: Anchor, hour: tuple[Block, tuple[int, int]]) -> Claim | None:
        """Day and hour as one stretch, where they stand close enough to be read as one."""
        block, (start, end) = hour
        begun = 0 if "," in block.text[start:end] else start  # of several hours the words before them may tell which
        if not 0 <= block.index - anchor.end <= 2 or anchor.end - anchor.first > 1:
            return None
        claim = self.cut.across("when", self.all[anchor.first], block, "visible:time", anchor.start, end)
        if claim is None or len(claim.text) > 150:
            return None
        joined, alone = (
            reading.span.start if (reading := times.read_when(text, self.context)) else None
            for text in (claim.text, f"{SOME_DAY} {block.text[begun:end]}")
        )
        same = isinstance(joined, datetime) and isinstance(alone, datetime) and joined.time() == alone.time()
        return claim if same else None  # no blank need stand between: "Dec 11–1210 AM"

    # ── Labels and hints ──

    def _of(self, *fields: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.field in fields]

    def _fact(self, fact: Fact, field: str | None = None) -> Claim | None:
        first, last = fact.first, fact.last
        return self.cut.across(field or fact.field, first, last, fact.by, fact.start, fact.end, self._url_in(fact))

    def _url_in(self, fact: Fact) -> str:
        return unwrap(next((link.url for link in fact.first.links if fact.start <= link.start < fact.end), ""))

    def _labelled(self) -> Iterator[Claim | None]:
        for fact in self.facts:
            if fact.field in ("", "title", "when", "end") or is_placeholder(fact.text):
                continue
            if fact.field in ("online_url", "registration_url"):
                yield from self._link_fact(fact)
            elif fact.field != "status" or not self._badges.names_another_day(fact.first, fact.text):
                yield self._fact(fact)

    def _link_fact(self, fact: Fact) -> Iterator[Claim | None]:
        for block in self.all[fact.first.index : fact.last.index + 1]:
            for link in block.links:
                url = unwrap(link.url)
                if url and link.start >= (fact.start if block is fact.first else 0):
                    end = link.start + len(link.text)
                    yield self.cut.claim(fact.field, block, fact.by, link.start, end, url)
                    return

    def _hinted(self) -> Iterator[Claim | None]:
        have = {fact.field for fact in self.facts}
        for block in self.blocks:
            if block.index in self.used or block.index in self.stated or len(block.text) > 140 or block.level:
                continue
            hints = block.hints
            for field, words in HINTS.items() if hints else ():
                if field == "where" and _is_linked(block) and not looks_like_place(block.text):
                    continue  # "Open meeting agenda" beside a link's place holder
                if field not in have and hints & words:
                    yield self.cut.claim(field, block, "visible:hint", url=_first_url(block))
                    self.used.add(block.index)
                    self.hinted.add(field)
                    break

    def _speakers(self) -> Iterator[Claim | None]:
        """Who stands beside the title; only where no label or class tells who speaks."""
        if self.title is not None and not self._of("speaker") and not self.hinted & {"speaker"}:
            found = people_beside(self.title, self.blocks, self.used | self.stated)
            if found is not None:
                yield self.cut.across("speaker", *found, "visible:beside", url=_first_url(found[0]))
                self.used |= {block.index for block in found}

    def _places(self) -> Iterator[Claim | None]:
        """The lines that read as a place; only where no label names one."""
        if not self._of("where", "venue", "room"):
            yield from Spots(self.cut, self.all, self.card, self.blocks, self.used | self.stated, self.heading).claims()

    def _modes(self) -> Iterator[Claim | None]:
        for block in self.blocks:
            if block.index in self.used or len(block.text) > 400 or block is self.heading:
                continue
            if read_mode(block.text) is not None:
                yield self.cut.claim("attendance_mode", block, "visible:mode")
                yield self.cut.claim("where", block, "visible:mode")

    def _series(self) -> Iterator[Claim | None]:
        for block in self.blocks:
            if block.index not in self.used and len(block.text) <= 160:
                match = _SERIES.search(block.text)
                if match:
                    yield self.cut.claim("series", block, "visible:series", match.start(1), match.end(1))
                    return

    # ── Links ──

    def _links(self) -> Iterator[Claim | None]:
        seen: set[str] = set()
        for block in self.blocks:
            for link in block.links:
                url = unwrap(link.url)
                if not url or url in seen or not link.text:
                    continue
                field = _link_field(url, link.text)
                if field and not (field == "online_url" and (is_paper(link.text) or _NETWORK.fullmatch(link.text))):
                    seen.add(url)
                    end = link.start + len(link.text)
                    yield self.cut.claim(field, block, "visible:link", link.start, end, url)

    @cached_property
    def _badges(self) -> Badges:
        below = self.sections.of(self.card) if self.sections is not None else []
        labelled = (fact for fact in self._of("where", "venue", "room", "address") if fact.by == "visible:label")
        slots = {fact.first.index for fact in labelled if fact.start == 0}  # a value on a line: "entfällt" of a room
        blocks = [block for block in self.blocks if block is not self.heading and block.index not in slots]
        titles = (self.title, self.heading, *(fact.first for fact in self._of("title")))
        own = frozenset(block.index for block in titles if block is not None)  # a state under these is the talk's
        return Badges(self.cut, self.all, self.card, blocks, below, self._of("abstract", "bio"), self.context, own)

    # ── Abstract and bio ──

    def _texts(self) -> Iterator[Claim | None]:
        if not self._of("abstract"):
            run = prose_of(self.blocks, self.used | self.stated, self.heading)
            if run:
                yield self.cut.across("abstract", run[0], run[-1], "visible:paragraphs")


_PLACES = frozenset(("where", "room", "venue", "online_url"))
"""Fields of which no value is an hour: in "Virtual · 9:00 AM" the first word is no label."""

_IN_NUMBERS = re.compile(r"\W*\d{1,2}([/-])\d{1,2}\1(?:\d\d){1,2}\W*")
"""A day whose order of month and day only its page proves."""


def _is_linked(block: Block) -> bool:
    """Whether a line is a link and little else."""
    return bool(block.links) and len(block.links[0].text) >= 0.8 * len(block.text)


def _first_url(block: Block) -> str:
    return unwrap(block.links[0].url) if block.links else ""


_NETWORK = re.compile(r"\W*(?:you ?tube|vimeo|twitch|facebook|instagram|linkedin|x|twitter|bluesky)\W*", re.IGNORECASE)
"""A link that says no more than the name of a network leads to an institute's channel there."""

_JOIN = re.compile(
    r"(?:click (?:here )?to |please )?(?:join|attend)(?: us)?(?: in| via| on| by| here)?(?: the| this| our)? "
    r"(?:live )?(?:webinar|online|zoom|teams|webex|livestream|live stream|virtual|video) ?\w*(?: \w+)?"
)


def _link_field(url: str, text: str) -> str:
    if is_online_link(url) or _JOIN.fullmatch(fold(text[:80])):
        return "online_url"
    return "registration_url" if is_registration_link(url, text) else ""
