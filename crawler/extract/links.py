"""Which links of a listing lead to talks or articles, and which one to the next page of it."""

from __future__ import annotations

from config.sources import Listing, Source
from crawler.extract.page import Page


def talk_links(page: Page, source: Source, listing: Listing) -> list[str]:
    """Absolute addresses of the pages a listing leads to, in order, each once."""
    del page, source, listing
    return []


def next_link(page: Page, listing: Listing) -> str | None:
    """The address of the listing's next page, or None."""
    del page, listing
    return None
