"""What people see: the talks a page announces in words, whether or not anything is marked up.

A page is taken apart (`segment.py`), then each part is read (`cards.py`). A page that only tells news, a listing of
news, and a page without a day announce no talk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from config.sources import Source
from crawler.extract.blocks import Block, Link, cell_of, parts_of
from crawler.extract.cards import Reader
from crawler.extract.cutting import Cutter
from crawler.extract.defaults import Defaults
from crawler.extract.facts import column_heads
from crawler.extract.leads import is_page_beside, leads_aside, leads_on
from crawler.extract.naming import STEP, Names, best_part, weight
from crawler.extract.page import Page
from crawler.extract.programme import programme
from crawler.extract.regions import Card
from crawler.extract.sections import Sections
from crawler.extract.segment import Outline, outline
from crawler.extract.titles import is_action, is_paper
from crawler.extract.verdict import announces_talks, is_event_title
from pipeline.reading import times
from pipeline.reading.people import find_people, is_affiliation, read_headline
from pipeline.reading.status import is_no_talk
from pipeline.reading.text import fold, unwrap
from pipeline.talk import Claim, Layer, Sighting

LENT = ("visible:above", "visible:page")
"""What titles that a card borrows are read by: many cards may bear the same."""


def context_of(page: Page, source: Source | None = None) -> times.Context:
    """What the times of a page are read with."""
    language = page.language or (source.language if source else None)
    first = _month_first(page)
    return times.Context(timezone=page.timezone, language=language, retrieved=page.retrieved, month_first=first)


_NUMBERS = re.compile(r"([0-9](?<![0-9/-][0-9])[0-9]?)([/-])([0-9]{1,2})\2(?:[0-9]{2}){1,2}(?![0-9/-])")
"""A day in numbers. It begins with a digit, and only then looks back, for a whole page is searched."""

MOST_BLOCKS = 20_000
"""Blocks of all cards of a page that are read; the longest page met has 4,400 in its 330 cards, a page that damage
repeats twenty times as many."""

PROOF = 3
"""Days in numbers that can be read one way only, from which on they tell how all of a page are meant."""


@lru_cache(maxsize=1)
def _month_first(page: Page) -> bool | None:
    """Whether a page's own days in numbers prove that the month comes first (05-22-19), or the day; None for neither.
    Templates declare languages that nobody set."""
    pairs = [(int(match[1]), int(match[3])) for match in _NUMBERS.finditer(page.content)]
    months = len({pair for pair in pairs if pair[0] <= 12 < pair[1] <= 31})
    days = len({pair for pair in pairs if pair[1] <= 12 < pair[0] <= 31})
    return (months > days) if max(months, days) >= PROOF and not min(months, days) else None


@lru_cache(maxsize=1)
def outline_of(page: Page, context: times.Context) -> Outline:
    """The page taken apart, once for all who ask."""
    return outline(page, context)


@lru_cache(maxsize=1)
def is_about_talks(page: Page, context: times.Context) -> bool:
    """Whether the page announces talks, decided once for all who ask."""
    return announces_talks(page, outline_of(page, context), context)


def visible(page: Page, source: Source) -> list[Sighting]:
    """The talks a page announces in words, each field where it stands."""
    context = context_of(page, source)
    if not is_about_talks(page, context):
        return []
    found = outline_of(page, context)
    reader = Reader(Cutter(page, found.blocks), found.blocks, column_heads(found.blocks), context)
    if found.talk is not None:
        own = found.blocks.all[found.talk.first : found.talk.end]
        claims = (*reader.claims(found.talk, found.heading), *programme(own, reader.cut))
        return [Sighting("talk", page.url, page.canonical or page.url, claims, own_page=True)]
    reader.defaults = Defaults(found, context, reader.columns, reader.cut)
    reader.sections = Sections(page, found.blocks, found.cards)
    reader.names = Names(found.blocks.all, found.heading, reader.defaults, context)
    sightings = [(card, _card(page, reader, card)) for card in _readable(found.cards)]
    seen = [_Seen(sighting, card, _text(reader, card)) for card, sighting in sightings if sighting is not None]
    filled = 2 * sum(not one.lent for one in seen) > len(seen)
    return _distinct([one for one in seen if not (filled and one.bare and _may_name_speaker(reader, one.card))])


def _readable(cards: Sequence[Card]) -> Iterator[Card]:
    """The cards that are read, as far as their blocks go."""
    left = MOST_BLOCKS
    for card in cards:
        left -= card.end - card.first
        if left < 0:
            return
        yield card


def _card(page: Page, reader: Reader, card: Card) -> Sighting | None:
    claims = reader.claims(card, None)
    titles = [claim for claim in claims if claim.field == "title" and any(map(str.isalnum, claim.text))]
    named = titles or [claim for claim in claims if claim.field == "speaker"]
    if not named or named[0].by == "visible:above":
        titled = _page_title(page)  # rows of bare days: they are what the page is about
        if titled and (not named or weight(titled[0].text) >= weight(named[0].text) + 2 * STEP):
            named = titled
        claims = (*named, *(claim for claim in claims if claim.field != "title"))
    if not named or not any(claim.field == "when" for claim in claims):
        return None
    if is_no_talk(named[0].text, spoken=any(claim.field == "speaker" for claim in claims)):
        return None
    if named[0].by in LENT and is_no_talk(_besides(reader, card)):
        return None
    if named[0].field == "speaker" and _is_note(named[0], card, claims):
        return None
    url = _own_link(page, reader, card, named[0])
    return Sighting("talk", page.url, url or f"{page.url}#{_fragment(card, named[0])}", claims)


def _may_name_speaker(reader: Reader, card: Card) -> bool:
    """Whether a row has a cell in the column of speakers: if it is bare, its day is free."""
    cell = cell_of(reader.blocks.all[card.anchors[0].first].element)
    row = cell.getparent() if cell is not None else None
    return row is not None and any(reader.columns.get(beside) == "speaker" for beside in row)


def _besides(reader: Reader, card: Card) -> str:
    """The one line that a card says besides its day; "" where it says nothing, or more."""
    day = card.anchors[0]
    lines = [block.text for block in reader.blocks.all[card.first : card.end] if not day.first <= block.index < day.end]
    said = [text for text in lines if any(map(str.isalnum, text))]
    return said[0] if len(said) == 1 else ""


_WORD = re.compile(r"[^\W\d_]{4,}")
"""A word long enough to be no particle of a name."""


def _is_note(speaker: Claim, card: Card, claims: Sequence[Claim]) -> bool:
    """Whether all that a row says stands in the column of speakers, in common words that are neither people, a home of
    theirs nor a gathering: "Public holiday", "free slot". One name alone need not be known as such."""
    timed = card.anchors[0].timed or any(claim.by == "visible:hour" for claim in claims)
    if timed or speaker.by != "visible:column" or is_event_title(speaker.text) or "(" in speaker.text:
        return False
    common = [word for word in _WORD.findall(speaker.text) if word.islower()]
    return bool(common) and not find_people(speaker.text) and not is_affiliation(speaker.text)


@lru_cache(maxsize=1)
def _page_title(page: Page) -> list[Claim]:
    """What the page as a whole is called, as far as its title names anything."""
    claims = list(page.claims("title", "title", by="visible:page", layer=Layer.VISIBLE))[:1]
    return [part for claim in claims if weight((part := _part(claim, *best_part(claim.text))).text)]


def _part(claim: Claim, start: int, end: int) -> Claim:
    """A stretch of a claim whose text is a whole element's."""
    return replace(claim, text=claim.text[start:end], at=replace(claim.at, start=start, end=end))


def _fragment(card: Card, name: Claim) -> str:
    return f"{card.anchors[0].day.isoformat()}-{_slug(name.text)}"


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")[:60]


def _own_link(page: Page, reader: Reader, card: Card, name: Claim) -> str:
    """The address a card's title leads to, else that of its "read more", else that of its one link that says no more
    than that a page is there ("Details", "→") and that no other part of the page has."""
    here: Counter[str] = Counter()
    plain: dict[str, None] = {}
    for block in reader.blocks.all[card.first : card.end]:
        for link in block.links:
            url = unwrap(link.url)
            if not is_page_beside(page.url, url) or (leads_aside(parts_of(url).path) and not _is_title(link, name)):
                continue
            if (len(link.text) >= 8 and not is_action(link.text)) or "more" in link.text.lower():
                return url
            here[url] += 1
            if fold(link.text) == fold(name.text) or (leads_on(link.text) and not _is_of_people(link, block, name)):
                plain[url] = None
    uses = _uses(page, reader.context) if plain else here
    own = [url for url in plain if uses[url] == here[url]]
    return own[0] if len(own) == 1 else ""


def _is_of_people(link: Link, block: Block, name: Claim) -> bool:
    """Whether a link stands in a line that names people: it is about them that there is more to read."""
    rest = block.text[: link.start] + block.text[link.start + len(link.text) :]
    return name.text not in rest and bool(read_headline(rest.strip()).speakers)


def _is_title(link: Link, name: Claim) -> bool:
    """Whether a link is the talk's title, or its first words: wherever it leads, that is the talk's page."""
    said = fold(link.text)
    return bool(said) and fold(name.text).startswith(said) and not read_headline(link.text).speakers


@lru_cache(maxsize=1)
def _uses(page: Page, context: times.Context) -> Counter[str]:
    """How many links of a page lead to each address."""
    return Counter(unwrap(link.url) for block in outline_of(page, context).blocks.all for link in block.links)


def _text(reader: Reader, card: Card) -> str:
    """All that a card says."""
    return fold(" ".join(block.text for block in reader.blocks.all[card.first : card.end]))


class _Seen(NamedTuple):
    """A card's sighting with all that the card says."""

    sighting: Sighting
    card: Card
    text: str

    @property
    def lent(self) -> bool:
        """Whether the card bears no title of its own."""
        return any(claim.by in LENT for claim in self.sighting.of("title", "speaker")[:1])

    @property
    def says(self) -> tuple[object, ...]:
        """What makes a talk: the title, the day, the hours. Where the title is lent, all that the card says as well,
        unless that names papers of the talk."""
        title = tuple(fold(claim.text) for claim in self.sighting.of("title", "speaker")[:1])
        hours = {anchor.hour for anchor in self.card.anchors if anchor.hour}
        told = {fold(claim.text) for claim in self.sighting.of("when") if claim.by == "visible:hour"}
        day = self.card.anchors[0]
        rest = self.text.replace(fold(day.text), " ", 1) if self.lent else ""
        return title, day.day, frozenset(hours), frozenset(told), "" if is_paper(rest) else rest

    @property
    def bare(self) -> bool:
        """Whether the card is a day and nothing else."""
        day = self.card.anchors[0]
        return self.lent and not day.timed and self.text == fold(day.text)

    @property
    def place(self) -> str:
        return " ".join(fold(claim.text) for claim in self.sighting.of("where", "venue", "room"))

    def is_other(self, one: _Seen) -> bool:
        """Whether this is another talk than one with the same title and time: both name a place, and not the same."""
        return bool(self.place and one.place) and self.place != one.place


def _distinct(cards: list[_Seen]) -> list[Sighting]:
    """Each talk once: boxes, tabs and lists of papers repeat cards, a schedule names the day of a row below. Addresses
    made of day and title are told apart by what the cards say."""
    kept: dict[tuple[object, ...], list[_Seen]] = {}
    for card in cards:
        alike = kept.setdefault(card.says, [])
        if all(card.is_other(one) for one in alike):
            alike.append(card)
    distinct = [one for alike in kept.values() for one in alike]
    told = {one.card.anchors[0].day for one in distinct if one.lent and not one.bare}
    distinct = [one for one in distinct if not (one.bare and one.card.anchors[0].day in told)]
    uses = Counter(one.sighting.url for one in distinct)
    return [
        replace(one.sighting, url=f"{one.sighting.url}-{_slug(one.text)}")
        if "#" in one.sighting.url and uses[one.sighting.url] > 1
        else one.sighting
        for one in distinct
    ]
