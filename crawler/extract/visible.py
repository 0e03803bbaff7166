"""What people see: headings, time-like text, labels ("Speaker:", "Where:")."""

from __future__ import annotations

from config.sources import Source
from crawler.extract.page import Page
from pipeline.talk import Sighting


def visible(page: Page, source: Source) -> list[Sighting]:
    """The talks a page announces in words, each field where it stands."""
    del page, source
    return []
