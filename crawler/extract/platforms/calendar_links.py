"""Links that put a talk into somebody's Google or Outlook calendar: the talk stands in the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from crawler.extract.ics import is_zone
from crawler.extract.page import Page
from crawler.extract.readers import READERS, reader
from crawler.extract.seen import plain
from pipeline.talk import At, Claim, Layer

_STAMP = re.compile(r"^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$")


def google_link(page: Page) -> Iterator[Claim]:
    """`calendar.google.com/calendar/render?action=TEMPLATE&dates=…`: a range of days ends on the day after."""
    said = _query(page)
    start, end = _dates(said.get("dates", ""))
    zone = said.get("ctz", "")
    if _iso(start):
        yield _claim(page, "when", _iso(start), "google:dates", "google-start:dates")
        if "T" in end and end != start:
            yield _claim(page, "end", _iso(end), "google:dates", "google-end:dates")
        yield _claim(page, "timezone", zone if is_zone(zone) else "", "google:ctz")
        yield _claim(page, "title", plain(said.get("text", "")), "google:text")
        yield _claim(page, "where", plain(said.get("location", "")), "google:location")


def outlook_link(page: Page) -> Iterator[Claim]:
    """`outlook.…/calendar/0/deeplink/compose?startdt=…`."""
    said = _query(page)
    if _iso(said.get("startdt", "")):
        yield _claim(page, "when", _iso(said["startdt"]), "outlook:startdt", "google-start:startdt")
        yield _claim(page, "end", _iso(said.get("enddt", "")), "outlook:enddt", "google-start:enddt")
        yield _claim(page, "title", plain(said.get("subject", "")), "outlook:subject")
        yield _claim(page, "where", plain(said.get("location", "")), "outlook:location")


def _query(page: Page) -> dict[str, str]:
    href = (page.tree.get("href") or "") if page.tree is not None else ""
    try:
        return {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}
    except ValueError:
        return {}


def _iso(stamp: str) -> str:
    match = _STAMP.match(stamp.strip().replace(" ", "+"))
    if not match:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day}T{match[4]}:{match[5]}{(match[6] or '').replace('Z', '+00:00')}" if match[4] else day


def _dates(said: str) -> tuple[str, str]:
    start, _, end = said.partition("/")
    return start, end


@reader("google-start")
def _start(text: str, element: etree._Element | None, key: str) -> str:
    """The first moment of a parameter, in ISO."""
    return _iso(_dates(READERS["query"](text, element, key))[0])


@reader("google-end")
def _end(text: str, element: etree._Element | None, key: str) -> str:
    """The second moment of a parameter, in ISO."""
    return _iso(_dates(READERS["query"](text, element, key))[1])


def _claim(page: Page, field: str, text: str, by: str, reader: str = "") -> Claim:
    path = page.at(page.tree).path if page.tree is not None else ""
    reader = reader or f"query:{by.partition(':')[2]}"
    return Claim(field, text, Layer.PLATFORM, by, At(page.sha256, f"{path}/@href|{reader}"))
