"""Calendar files inside links: `<a href="data:text/calendar,BEGIN:VCALENDAR…">`, as many buttons make them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from lxml import etree

from crawler.extract import ics
from crawler.extract.page import Page
from crawler.extract.readers import reader
from pipeline.talk import At, Claim, Layer

LONGEST = 200_000
"""Characters of an address; a calendar of one event has a few hundred."""

_FIELDS = {
    "SUMMARY": "title", "DTSTART": "when", "DTEND": "end", "DURATION": "end", "TZID": "timezone", "LOCATION": "where",
    "DESCRIPTION": "abstract", "RECURRENCE": "recurrence",
}  # fmt: skip


def calendar_file(page: Page) -> Iterator[Claim]:
    """The first event of the calendar in a link; times without a zone are wall time of the page."""
    element = page.tree
    if element is None:
        return
    path = page.at(element).path
    said = _texts(element.get("href") or "")
    for name, field in _FIELDS.items():
        if text := said.get(name, ""):
            at = At(page.sha256, f"{path}/@href|calendar-file:{name}")
            yield Claim(field, text, Layer.PLATFORM, f"calendar-file:{name}", at)


@reader("calendar-file")
def _said(text: str, element: etree._Element | None, name: str) -> str:
    """What a property of the calendar in a link says."""
    return _texts((element.get("href") if element is not None else None) or text).get(name, "")


@lru_cache(maxsize=64)
def _texts(href: str) -> dict[str, str]:
    """The texts of the first event, by property."""
    head, _, data = href[:LONGEST].strip().partition(",")
    raw = unquote_to_bytes(data)
    if head.lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw, validate=False)
        except (binascii.Error, ValueError):
            return {}
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    events = ics.read(text).events
    return dict(events[0].texts) if events else {}
