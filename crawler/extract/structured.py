"""What a page says to machines: JSON-LD, microdata, RDFa and microformats, each where a byte test says it is there."""

from __future__ import annotations

from config.sources import Source
from crawler.extract import jsonld, microdata, schema
from crawler.extract.microformats import microformats
from crawler.extract.page import Page
from pipeline.talk import Sighting


def structured(page: Page, source: Source) -> list[Sighting]:
    """The events and articles in a page's structured data, each syntax by itself; `merge` makes one of them."""
    if page.kind == "json":
        return schema.sightings(page, jsonld.nodes(page), "jsonld")
    if page.kind != "html":
        return []
    found: list[Sighting] = []
    if "ld+json" in page.content:
        found += schema.sightings(page, jsonld.nodes(page), "jsonld")
    if "itemscope" in page.content:
        found += schema.sightings(page, microdata.nodes(page, microdata.MICRODATA), "microdata")
    if "typeof=" in page.content:
        found += schema.sightings(page, microdata.nodes(page, microdata.RDFA), "rdfa")
    return found + microformats(page, source)
