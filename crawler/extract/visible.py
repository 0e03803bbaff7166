"""What people see: the talks a page announces in words, whether or not anything is marked up.

A page is taken apart (`segment.py`), then each part is read (`cards.py`). A page that only tells news, a listing of
news, and a page without a day announce no talk.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from config.sources import Source
from crawler.extract.blocks import parts_of
from crawler.extract.cards import Reader
from crawler.extract.cutting import Cutter
from crawler.extract.defaults import Defaults
from crawler.extract.facts import column_heads
from crawler.extract.page import Page
from crawler.extract.programme import programme
from crawler.extract.regions import Card
from crawler.extract.segment import Outline, outline
from crawler.extract.titles import is_action, is_generic
from crawler.extract.verdict import is_talk_listing, is_talk_page
from pipeline.reading import times
from pipeline.reading.status import is_no_talk
from pipeline.reading.text import fold, unwrap
from pipeline.talk import Claim, Layer, Sighting

FILES = re.compile(
    r"\.(?:pdf|docx?|pptx?|xlsx?|ics|jpe?g|png|gif|svg|webp|mp[34]|zip|xml|rss|atom|json|css|js|epub)$", re.I
)
"""Addresses of files that are no page of a talk."""


LENT = ("visible:above", "visible:page")
"""What titles that a card borrows are read by: many cards may bear the same."""


def context_of(page: Page, source: Source | None = None) -> times.Context:
    """What the times of a page are read with."""
    language = page.language or (source.language if source else None)
    return times.Context(timezone=page.timezone, language=language, retrieved=page.retrieved)


@lru_cache(maxsize=4)
def outline_of(page: Page, context: times.Context) -> Outline:
    """The page taken apart, once for all who ask."""
    return outline(page, context)


def visible(page: Page, source: Source) -> list[Sighting]:
    """The talks a page announces in words, each field where it stands."""
    context = context_of(page, source)
    found = outline_of(page, context)
    reader = Reader(Cutter(page, found.blocks), found.blocks, column_heads(found.blocks), context)
    if found.talk is not None:
        if not is_talk_page(page, found, context):
            return []
        own = found.blocks.all[found.talk.first : found.talk.end]
        claims = (*reader.claims(found.talk, found.heading), *programme(own, reader.cut))
        return [Sighting("talk", page.url, page.canonical or page.url, claims, own_page=True)]
    if not found.cards or not is_talk_listing(page, found, context):
        return []
    reader.defaults = Defaults(found, context, reader.columns, reader.cut)
    sightings = [(card, _card(page, reader, card)) for card in found.cards]
    return _distinct([(sighting, _text(reader, card)) for card, sighting in sightings if sighting is not None])


def _card(page: Page, reader: Reader, card: Card) -> Sighting | None:
    claims = reader.claims(card, None)
    titles = [claim for claim in claims if claim.field == "title"]
    named = titles or [claim for claim in claims if claim.field == "speaker"]
    if not named or (named[0].by == "visible:above" and is_generic(named[0].text)):
        named = _page_title(page) or named  # rows of bare days: they are what the page is about
        claims = (*named, *(claim for claim in claims if claim.field != "title"))
    if not named or is_no_talk(named[0].text) or not any(claim.field == "when" for claim in claims):
        return None
    url = _own_link(page, reader, card)
    return Sighting("talk", page.url, url or f"{page.url}#{_fragment(card, named[0])}", claims)


def _page_title(page: Page) -> list[Claim]:
    """What the page as a whole is called, unless that says nothing."""
    claims = list(page.claims("title", "title", by="visible:page", layer=Layer.VISIBLE))[:1]
    return [claim for claim in claims if not is_generic(claim.text)]


def _fragment(card: Card, name: Claim) -> str:
    return f"{card.anchors[0].day.isoformat()}-{_slug(name.text)}"


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")[:60]


def _own_link(page: Page, reader: Reader, card: Card) -> str:
    """The address a card's title leads to, else that of its "read more"."""
    here = parts_of(page.url).netloc
    for block in reader.blocks.all[card.first : card.end]:
        for link in block.links:
            url = unwrap(link.url)
            parts = parts_of(url)
            own = parts.netloc == here and parts.path.strip("/") and url.split("#")[0] != page.url.split("#")[0]
            named = (len(link.text) >= 8 and not is_action(link.text)) or "more" in link.text.lower()
            if own and named and not FILES.search(parts.path):
                return url
    return ""


def _text(reader: Reader, card: Card) -> str:
    """All that a card says."""
    return fold(" ".join(block.text for block in reader.blocks.all[card.first : card.end]))


def _distinct(sightings: list[tuple[Sighting, str]]) -> list[Sighting]:
    """Each talk once: boxes and tabs repeat cards word for word. Cards that bear no title of their own are the same
    where all they say is the same; `sightings` come with what their cards say, which tells apart the addresses of those
    on one day with one title."""
    kept: dict[tuple[str, ...], tuple[Sighting, str]] = {}
    for sighting, text in sightings:
        title = sighting.of("title", "speaker")[:1]
        lent = any(claim.by in LENT for claim in title)
        said = [fold(claim.text) for claim in (*title, *sighting.of("when"))]
        kept.setdefault((*said, text if lent else ""), (sighting, text))
    uses = Counter(sighting.url for sighting, _ in kept.values())
    return [
        replace(sighting, url=f"{sighting.url}-{_slug(text)}")
        if "#" in sighting.url and uses[sighting.url] > 1
        else sighting
        for sighting, text in kept.values()
    ]
