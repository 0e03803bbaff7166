"""Widgets of calendar systems that many institutes share: a file each, listed here by name.

A widget is a small island of exact data in a page: the start, end, title and place behind an "Add to calendar" button.
Its function is given a page cut down to one such island, and yields claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.platforms.addevent import addevent, addevent_in_words
from crawler.extract.platforms.addtocalendar import addtocalendar, calendar_button
from crawler.extract.platforms.calendar_files import calendar_file
from crawler.extract.platforms.calendar_links import google_link, outlook_link
from pipeline.talk import Claim, Sighting

MAX_WIDGETS = 500


@dataclass(frozen=True, slots=True)
class Platform:
    """How a widget is found: a text that pages with it hold, the selector of one; and what reads it.

    A selector of "" gives the function the page as it is.
    """

    sign: str
    css: str
    claims: Callable[[Page], Iterator[Claim]]


PLATFORMS: dict[str, Platform] = {
    "addevent": Platform("addeventatc", ".addeventatc", addevent),
    "addevent-in-words": Platform("alendar", "", addevent_in_words),
    "addtocalendar": Platform("atc_date_start", ".atc_event", addtocalendar),
    "add-to-calendar-button": Platform("<add-to-calendar-button", "add-to-calendar-button", calendar_button),
    "calendar-file": Platform("data:text/calendar", "a[href^='data:text/calendar']", calendar_file),
    "google-link": Platform("action=TEMPLATE", "a[href*='action=TEMPLATE']", google_link),
    "outlook-link": Platform("deeplink/compose", "a[href*='deeplink/compose']", outlook_link),
}
"""Widgets by name. `talkfeed.wiring` adds those of entry points."""


def platforms(page: Page, source: Source) -> list[Sighting]:
    """A sighting per widget of a page; the same widget twice (above and below the text) is one."""
    if page.kind not in ("html", "markdown", "text"):
        return []
    del source
    found: dict[tuple[object, ...], Sighting] = {}
    for platform in PLATFORMS.values():
        if platform.sign not in page.content:
            continue
        for island in page.cut(platform.css)[:MAX_WIDGETS] if platform.css else [page]:
            claims = tuple(claim for claim in platform.claims(island) if claim.text)
            sighting = Sighting("talk", page.url, page.url, claims)
            if sighting.of("when"):
                said = tuple((claim.field, claim.text) for claim in sighting.of("title", "when", "end"))
                found.setdefault(said, sighting)
    alone = len(found) == 1
    return [Sighting(s.kind, s.page_url, s.url, s.claims, s.keys, own_page=alone) for s in found.values()]
