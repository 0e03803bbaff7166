"""Microformats: h-event of version 2 and classic hCalendar, with the value-class pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lxml import etree

from config.sources import Source
from crawler.extract.page import Page
from crawler.extract.readers import reader
from crawler.extract.seen import plain, text_of
from pipeline.talk import At, Claim, Layer, Sighting

_ROOTS = ("h-event", "vevent")
_NESTED = frozenset(("h-event", "vevent", "h-feed", "vcalendar"))
MAX_EVENTS = 2_000

# class → field, in both versions; a place as "where", because p-location is a name, an address or a card of both
_TEXTS = {
    "p-name": "title", "summary": "title", "p-summary": "abstract", "description": "abstract",
    "p-location": "where", "location": "where", "p-category": "topic", "category": "topic",
    "p-speaker": "speaker", "p-author": "host", "organizer": "host", "status": "status", "p-status": "status",
}  # fmt: skip
_TIMES = {"dt-start": "when", "dtstart": "when", "dt-end": "end", "dtend": "end"}
_LINKS = {"u-url": "url", "url": "url"}
_ISO = re.compile(r"^\d{4}-(?:\d\d-\d\d|\d{3})(?:[Tt ]\d\d(?::?\d\d)?.*)?$", re.S)
_TIME = re.compile(
    r"^(\d{1,2})(?::?(\d\d))?(?::\d\d)?\s*([ap])\.?m\.?$|^(\d\d):?(\d\d)(?::?\d\d)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?$", re.I
)
_VALUES = frozenset(("value", "value-title"))
_ORDINAL = re.compile(r"^(\d{4})-(\d{3})(?!\d)")


def microformats(page: Page, source: Source) -> list[Sighting]:
    """The events a page marks up with classes; nothing unless its bytes hold one of the root classes."""
    del source
    if page.kind != "html" or page.tree is None or not any(root in page.content for root in _ROOTS):
        return []
    marked = page.marked("//*[contains(@class, 'h-event') or contains(@class, 'vevent')]")
    roots = [element for element in marked if _classes(element) & set(_ROOTS)][:MAX_EVENTS]
    found = [_event(page, root, len(roots) == 1) for root in roots]
    return [sighting for sighting in found if sighting.of("title")]


def _classes(element: etree._Element) -> set[str]:
    value = element.get("class") if isinstance(element.tag, str) else None
    return set(value.split()) if value else set()


def _event(page: Page, root: etree._Element, alone: bool) -> Sighting:
    by = "h-event" if "h-event" in _classes(root) else "hcalendar"
    claims: list[Claim] = []
    single: set[str] = set()  # a title, a start, an end: the first one counts
    day = ""
    for element, names in _properties(root):
        for name in sorted(names):
            field = _TEXTS.get(name) or _TIMES.get(name) or _LINKS.get(name)
            if not field or field in single:
                continue
            url = page.absolute(element.get("href") or "") if element.tag == "a" else ""
            if name in _TIMES:
                text, at = _when(page, element, day)
                if field == "end" and len(text) <= 10 and any(c.field == "when" and len(c.text) > 10 for c in claims):
                    continue  # a day does not say when a thing of hours ends
                day = text[:10] if field == "when" and _ISO.match(text) else day
            elif name in _LINKS:
                text, at = (url and plain(element.get("href") or "")), At(page.sha256, f"{page.at(element).path}/@href")
            else:
                text, at = _text(page, element)
            if text:
                claims.append(Claim(field, text, Layer.STRUCTURED, f"{by}:{name}", at, url))
                single.update({field} & {"title", "when", "end", "url"})
    if "title" not in single and by == "h-event":  # the name implied: all there is to read
        text = text_of(root)
        if text and len(text) < 200 and "\n" not in text:
            link = page.absolute(root.get("href") or "")
            claims.insert(0, Claim("title", text, Layer.STRUCTURED, f"{by}:implied", page.at(root), link))
    address = next((claim.url for claim in claims if claim.field == "url"), "")
    return Sighting("talk", page.url, address or page.url, tuple(claims), own_page=alone)


def _properties(root: etree._Element) -> Iterator[tuple[etree._Element, set[str]]]:
    """Elements with classes inside one event, but not inside another event or a card of a person or place in it."""
    foreign: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if element is foreign:
                foreign = None
            continue
        classes = _classes(element)
        if element is root or foreign is not None or not classes:
            continue
        if classes & _NESTED:
            foreign = element
            continue
        yield element, classes
        if classes & {"h-card", "h-adr", "vcard", "attendee", "h-geo", "h-entry"}:
            foreign = element


def _text(page: Page, element: etree._Element) -> tuple[str, At]:
    """Text of a property: an abbreviation's long form, a card's name, else what the element shows."""
    path = page.at(element).path
    if element.tag == "abbr" and element.get("title"):
        return plain(element.get("title") or ""), At(page.sha256, f"{path}/@title")
    for inner in element.iterdescendants():
        if _classes(inner) & {"p-name", "fn", "org", "p-org"}:
            return text_of(inner), page.at(inner)
    return text_of(element), At(page.sha256, path)


def _when(page: Page, element: etree._Element, day: str) -> tuple[str, At]:
    """A time: one machine-readable value, or a date and a time in `value` parts; `day` helps an end without a date."""
    path = page.at(element).path
    if any(_classes(inner) & _VALUES for inner in element.iterdescendants()):
        return _of_parts("", element, day), At(page.sha256, f"{path}|value-class:{day}")
    text, attribute = _machine(element)
    said = _ordinal(text)
    place = f"{path}/@{attribute}" if attribute else path
    return said, At(page.sha256, place if said == text else f"{place}|ordinal")


@reader("value-class")
def _of_parts(text: str, element: etree._Element | None, day: str) -> str:
    """A time in parts, each in an element of class `value`, in ISO; `day` where the parts name none."""
    del text
    if element is None:
        return ""
    parts = [_machine(inner)[0] for inner in element.iterdescendants() if _classes(inner) & _VALUES]
    days = [part[:10] for part in parts if _ISO.match(part)]
    clocks = [clock for part in parts if (clock := _clock(part))]
    whole = next((part for part in parts if _ISO.match(part) and len(part) > 10), "")
    date_part = days[0] if days else day
    if whole or not date_part:
        return _ordinal(whole)
    return _ordinal(date_part) + (f"T{clocks[0]}" if clocks else "")


def _machine(element: etree._Element) -> tuple[str, str]:
    """What an element says to machines, and the attribute that says it; else its text."""
    for attribute in ("datetime", "title", "content", "value", "alt"):
        value = element.get(attribute)
        if value and (attribute == "datetime" or "value-title" in _classes(element) or _ISO.match(value)):
            return plain(value), attribute
    return text_of(element), ""


def _clock(text: str) -> str:
    """`7pm`, `07:00p.m.`, `19:00:00-0800` as `HH:MM` with the offset as written."""
    match = _TIME.match(text.strip())
    if not match:
        return ""
    if match[3]:
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        return f"{hour:02}:{match[2] or '00'}"
    return f"{match[4]}:{match[5]}{match[6] or ''}"


def _ordinal(text: str) -> str:
    """`2013-034` is the 34th day of that year."""
    match = _ORDINAL.match(text)
    if not match or not 1 <= int(match[2]) <= 366:
        return text
    day = date(int(match[1]) or 1, 1, 1) + timedelta(days=int(match[2]) - 1)
    return day.isoformat() + text[match.end() :]


@reader("ordinal")
def _said_ordinal(text: str, element: etree._Element | None, told: str) -> str:
    """A day of the year as a date."""
    del element, told
    return _ordinal(text)
