"""Page in, sightings out: all layers read a page side by side, and what they say of one talk becomes one sighting."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from config.sources import Source
from crawler.extract.article import article
from crawler.extract.feeds import feeds
from crawler.extract.merge import merge
from crawler.extract.page import Page
from crawler.extract.platforms import platforms
from crawler.extract.select import select
from crawler.extract.structured import structured
from crawler.extract.visible import visible
from pipeline.talk import Sighting

Reader = Callable[[Page, Source], Iterable[Sighting]]
"""What reads a page: a layer. It is total: whatever the page, it answers, if only with nothing."""

LAYERS: dict[str, Reader] = {
    "site": select,
    "feeds": feeds,
    "structured": structured,
    "platform": platforms,
    "visible": visible,
    "article": article,
}
"""The layers by name, in the order in which their claims are listed. `talkfeed.wiring` adds those of entry points."""

SEEN = ("visible", "article")
"""The layers that read a page without being told how."""


def extract(page: Page, source: Source) -> list[Sighting]:
    """What a page announces: a sighting per talk or article, with the claims of all layers."""
    found: dict[str, list[Sighting]] = {}
    for name, layer in LAYERS.items():
        if name in SEEN and found.get("site") and source.card:
            continue  # the source says what the cards are, and they were read as people see them
        found[name] = list(layer(page, source))
    return merge(page, found)
