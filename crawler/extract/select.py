"""The layer *site*: selectors and page objects. Somebody looked at this very site and wrote down where things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.visible import visible
from crawler.pages import page_object
from pipeline.reading.text import fold
from pipeline.talk import Claim, Layer, Sighting

MAX_CARDS = 2_000


def select(page: Page, source: Source) -> list[Sighting]:
    """What the source file's `card`, `[select]` and `page` find; nothing for a source that has none of them."""
    if page.tree is None or not (source.card or source.select or source.page):
        return []
    if source.card and (cards := page.cut(source.card)[:MAX_CARDS]):
        return [sighting for card in cards if (sighting := _card(card, source))]
    claims = (*_page_claims(page, source), *(_selected(page, source) if not source.card else ()))
    sighting = Sighting("talk", page.url, page.canonical or page.url, claims, own_page=True)
    return [sighting] if sighting.of("title", "when") else []


def _card(card: Page, source: Source) -> Sighting | None:
    """One match of `card`, read as a page of its own: by selectors, and what those leave open as people see it."""
    claims = [*_selected(card, source)]
    seen = [sighting for sighting in visible(card, source) if sighting.kind == "talk"]
    if len(seen) == 1:
        claims += seen[0].claims
    sighting = Sighting("talk", card.url, _address(card, claims), tuple(claims))
    return sighting if sighting.of("title") else None


def _selected(page: Page, source: Source) -> Iterator[Claim]:
    for field, css in source.select.items():  # checked when the source was loaded
        links = field in ("url", "image") or field.endswith("_url")
        for claim in page.claims(field, css, by=f"select:{field}", layer=Layer.SITE):
            yield replace(claim, url=claim.url or page.absolute(claim.text)) if links else claim


def _page_claims(page: Page, source: Source) -> tuple[Claim, ...]:
    return tuple(page_object(source.page, source.id)(page).claims()) if source.page else ()


def _address(card: Page, claims: list[Claim]) -> str:
    """The address a card calls its own: as selected, else its title's link, else day and title at the listing's."""
    for field in ("url", "title"):
        for claim in claims:
            if claim.field == field and claim.url:
                return claim.url
    links = [link.url for link in card.links if link.url.partition("#")[0] != card.url.partition("#")[0]]
    if links:
        return links[0]
    firsts = (next((claim.text for claim in claims if claim.field == field), "") for field in ("when", "title"))
    words = [text for text in firsts if text]
    return f"{card.url}#{re.sub(r'[^a-z0-9]+', '-', fold(' '.join(words)))[:100].strip('-')}"
