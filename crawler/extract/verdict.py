"""What a page is: a talk, a listing of talks, or neither. Signs are summed up; none decides alone."""

from __future__ import annotations

import re

from crawler.extract.anchors import Anchor, hour_of, same_day
from crawler.extract.blocks import Block, Zone, parts_of
from crawler.extract.body import is_prose
from crawler.extract.facts import column_heads, facts_of
from crawler.extract.gatherings import BODIES
from crawler.extract.page import Page
from crawler.extract.regions import Card
from crawler.extract.schema import ARTICLES
from crawler.extract.segment import Outline
from crawler.extract.spoken import labelled_speaker, told_speaker
from pipeline.reading import times
from pipeline.reading.status import read_kind
from pipeline.reading.text import fold
from pipeline.talk import Kind

EVENT_WORDS = re.compile(
    r"\b(?:events?|talks?|seminars?|colloqui(?:um|a)|lectures?|workshops?|calendar|agenda|schedule|meetings?|"
    r"conferences?|"
    r"veranstaltung(?:en)?|termine?|vortrage?|kolloquium|seminaires?|evenements?|conferences?|eventi|seminari|"
    r"eventos|seminarios|"
    r"evenement(?:en)?|lezing(?:en)?|activiteiten|hearings?|symposium|defen[cs]es?|webinars?|program(?:me)?|"
    r"courses?|training)\b"
)
NEWS_WORDS = re.compile(
    r"\b(?:news|newsroom|blog|blogs|press|press release|article|articles|story|stories|post|posts|aktuelles|"
    r"nachrichten|"
    r"actualites|noticias|notizie|nieuws|nyheter|magazine|insights)\b"
)
_PAPERS = re.compile(
    r"\b(?:commissioners|trustees|agendas|minutes|schedules?|sessions?|packets?|transcripts?|webcasts?|sitzung(?:en)?)\b"
)
"""Who is called to meetings, and their papers."""

_OF_MEETINGS = (EVENT_WORDS, BODIES, _PAPERS)

_SPOKEN = (Kind.SEMINAR, Kind.COLLOQUIUM, Kind.LECTURE, Kind.DEFENCE)
"""Sorts whose names mean talks in whatever language; those of others head news and reports as well."""

TALK_LABELS = ("speaker", "where", "abstract", "room", "online_url", "registration_url")
"""Fields whose labels talks have and news have not."""

FEW_LINES = 8
"""Lines of a card that are looked at to tell what it is."""

LINE = 120
"""Characters of a line that may name a gathering."""

SAMPLE = 40
"""Cards of a list that tell what it is."""

_MINUTES = re.compile(
    r"(?:\w+ )?(?:minutes|protokoll|proces verbal|compte rendu|notulen|verslag|verbale|acta|ata|protokol) "
    r"(?:of|from|der|des|vom|du|de|del|della|dell|da|van|fran)\b.*\d"
)
"""What a text is called that tells of one gathering held: the days in it are what was spoken of."""

_DATED_ADDRESS = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/")


def said_by_address(page: Page) -> str:
    """The words of the page's address."""
    return fold(re.sub(r"[/_.-]", " ", parts_of(page.url).path))


def says_article(page: Page) -> bool:
    """Whether the page tells machines that it is an article, in whatever syntax."""
    return any(f'"{name}"' in page.content or f"schema.org/{name}" in page.content for name in ARTICLES)


def is_event_title(text: str) -> bool:
    """Whether a heading names a kind of talk or gathering."""
    return read_kind(text) is not None or bool(EVENT_WORDS.search(fold(text)))


def _says_talks(folded: str) -> bool:
    """Whether what a page is called names talks: "Oberseminar Topologie", "Ringvorlesung", "談話会"."""
    return bool(EVENT_WORDS.search(folded)) or read_kind(folded) in _SPOKEN


def _hour_near(found: Outline, own: Anchor, context: times.Context) -> bool:
    """Whether a line of its own near the day states an hour."""
    near = found.blocks.all[max(0, own.first - 6) : own.end + 10]
    return any(block.zone is Zone.MAIN and len(block.text) <= 80 and hour_of(block.text, context) for block in near)


def announces_talks(page: Page, found: Outline, context: times.Context) -> bool:
    """Whether a page is one of a talk or a listing of talks."""
    if found.talk is not None:
        return _is_talk_page(page, found, context)
    return bool(found.cards) and _is_talk_listing(page, found, context)


def _is_talk_page(page: Page, found: Outline, context: times.Context) -> bool:
    """Whether a page whose own day is known is about a talk rather than news of that day."""
    talk = found.talk
    if talk is None:
        return False
    own = talk.anchors[0]
    main = [block for block in found.blocks.all if block.zone is Zone.MAIN]
    labels = {fact.field for fact in facts_of(main, {})}
    same = [anchor for anchor in talk.anchors if same_day(anchor, own)]
    timed = any(anchor.timed for anchor in same) or _hour_near(found, own, context)
    score = 2.0 * timed + 2.0 * any(anchor.labelled for anchor in same)
    score += sum(1.0 for field in TALK_LABELS if field in labels) - 3.0 * own.stamped
    score += 1.0 * (found.heading is not None and is_event_title(found.heading.text))
    score += 1.5 * bool(EVENT_WORDS.search(said_by_address(page))) + 0.5 * own.labelled
    return score >= 1.5 + 0.5 * _news_signs(page, main)


def _says_hour(found: Outline, card: Card, context: times.Context) -> bool:
    """Whether a card states an hour, by its day or on a short line of its own."""
    if card.anchors[0].timed:
        return not card.anchors[0].stamped
    lines = found.blocks.all[card.first : card.end][:FEW_LINES]
    return any(len(block.text) <= 80 and hour_of(block.text, context) for block in lines)


def _names_talk(found: Outline, card: Card) -> bool:
    """Whether a short line of a card names a kind of talk or gathering."""
    lines = found.blocks.all[card.first : card.end][:FEW_LINES]
    return any(len(block.text) <= 80 and is_event_title(block.text) for block in lines)


def _says_gathering(found: Outline) -> bool:
    """Whether a heading or a title-like line of the page, or of its first cards, names a gathering or who gathers."""
    first = found.cards[0].first
    above = found.blocks.all[max(0, first - 12) : first]
    inside = [b for card in found.cards[:SAMPLE] for b in found.blocks.all[card.first : card.end][:FEW_LINES]]
    lines = [block for block in (*above, *inside) if len(block.text) <= LINE]
    said = sum(any(words.search(text) for words in _OF_MEETINGS) for text in (fold(b.text) for b in lines))
    return said >= max(1, 0.1 * min(SAMPLE, len(found.cards)))


def _spoken(found: Outline, cards: list[Card], context: times.Context) -> int:
    """How many cards tell who speaks: by label or column; where days to come are listed, by words as well, for people
    and titles stand side by side in lists of papers, too."""
    columns = column_heads(found.blocks)
    labelled = sum(bool(labelled_speaker(card, found.blocks, columns)) for card in cards)
    now = context.retrieved.toordinal() if context.retrieved else None
    if labelled or now is None or all(card.anchors[0].day.toordinal() <= now for card in cards):
        return labelled
    return sum(bool(told_speaker(card, found.blocks)) for card in cards)


def _is_talk_listing(page: Page, found: Outline, context: times.Context) -> bool:
    """Whether a list of dated cards is one of talks, not of news."""
    main = [block for block in found.blocks.all if block.zone is Zone.MAIN]
    some = found.cards[:SAMPLE]
    timed = sum(_says_hour(found, card, context) for card in some)
    named = sum(_names_talk(found, card) for card in some)
    stamped = sum(card.anchors[0].stamped for card in found.cards)
    heading = fold(found.heading.text) if found.heading else ""
    said = f"{heading} {fold(page.title)} {said_by_address(page)}"
    inside = {index for card in found.cards for index in range(card.first, card.end)}
    main = [block for block in main if block.index not in inside] or main
    called = _says_talks(said)
    gathering = called or any(words.search(said) for words in _OF_MEETINGS) or _says_gathering(found)
    if not gathering and 3 * max(timed, named) < len(some) and 2 * _spoken(found, some, context) < len(some):
        return False  # days side by side, and nothing that says talk
    score = min(3.0, 0.4 * (len(found.cards) - 1)) + 1.5 * called
    score += 2.0 * (timed >= 0.3 * len(some)) + 1.0 * (named >= 0.5 * len(some))
    score -= 3.0 * (stamped >= 0.5 * len(found.cards))
    score -= 1.0 * bool(NEWS_WORDS.search(f"{heading} {fold(page.title)}")) + 2.0 * bool(_MINUTES.match(heading))
    return score > 0.7 * _news_signs(page, main)


def _news_signs(page: Page, main: list[Block]) -> float:
    """How much a page is like an article: much running text, an address and metadata as news have them."""
    size = sum(len(block.text) for block in main) or 1
    prose = sum(len(block.text) for block in main if len(block.text) >= 120 and not block.level and is_prose(block))
    signs = min(2.0, prose / 1000) * (0.5 + prose / size)
    signs += 1.0 * says_article(page)
    signs += 1.0 * (page.meta("og:type") == "article") + 1.0 * bool(page.meta("article:published_time"))
    signs += 1.5 * bool(NEWS_WORDS.search(said_by_address(page))) + 1.0 * bool(_DATED_ADDRESS.search(page.url))
    return signs
