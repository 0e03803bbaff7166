"""What several layers say of one talk, made one sighting."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extract.page import Page
from pipeline.talk import Sighting


def merge(page: Page, sightings: Iterable[Sighting]) -> list[Sighting]:
    return list(sightings)
