"""RSS, Atom and the plain XML of calendars: entries with an event's times are talks, those with a day of news articles.

RSS has no field for the time of an event, so the world made several: the event module and xCal (`ev:startdate`,
`xcal:dtstart`), Google's `gd:when`, and calendars that write the event's start where the publication date belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree

from config.sources import Source
from crawler.extract.hours import hour_in
from crawler.extract.page import Page
from crawler.extract.readers import reader
from crawler.extract.seen import plain
from pipeline.reading.times import Context, find_when
from pipeline.talk import At, Claim, Layer, Sighting

MAX_ENTRIES = 5_000

_ENTRIES = frozenset(("item", "entry", "event", "talk", "vevent", "meeting", "seminar", "lecture"))
_STARTS = ("startdate", "dtstart", "starttime", "start", "startdatetime", "eventstart", "eventdate", "begin")
_ENDS = ("enddate", "dtend", "endtime", "end", "enddatetime", "eventend")
_PUBLISHED = ("pubdate", "published", "date", "issued", "created")
_TALK = {
    "title": "title", "name": "title", "summary": "abstract",
    "description": "abstract", "encoded": "abstract", "content": "abstract",
    "abstract": "abstract", "location": "where", "venue": "where", "category": "topic", "subject": "topic",
    "organizer": "host", "speaker": "speaker", "series": "series", "status": "status", "room": "room",
}  # fmt: skip
_ARTICLE = {
    "title": "title", "description": "summary", "summary": "summary", "encoded": "body", "content": "body",
    "creator": "author", "author": "author",
}  # fmt: skip
_WRAPPERS = frozenset(("start", "end", "group"))
_ONE = frozenset(("title", "where", "status", "room", "series", "summary", "body", "author"))
_RANGE = re.compile(r"\s+(?:-|–|to)\s+(?=(?:[A-Z][a-z]{2},\s)?\d)")


def syndication(page: Page, source: Source) -> list[Sighting]:
    """The entries of an RSS, Atom or RDF feed, or of an XML list of events."""
    del source
    root = page.document
    if root is None:
        return []
    entries = [e for e in root.iter() if isinstance(e.tag, str) and _local(e) in _ENTRIES][:MAX_ENTRIES]
    within = set(entries)
    entries = [e for e in entries if len(e) and not any(above in within for above in e.iterancestors())]
    events_dated = _published_ahead(root, entries)
    found = (_entry(page, entry, events_dated) for entry in entries)
    return [sighting for sighting in found if sighting is not None and sighting.of("title")]


def _local(element: etree._Element) -> str:
    return re.sub(r"[-_]", "", _name(element).lower())


def _name(element: etree._Element) -> str:
    """The name without its namespace; in damaged XML the prefix may have none."""
    return element.tag.rpartition("}")[2].rpartition(":")[2]


def _children(entry: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for child in entry:
        if isinstance(child.tag, str):
            named = [part for part in child if isinstance(part.tag, str) and _local(part) == "name"]
            yield _local(child), named[0] if named and _local(child) == "author" else child
            if _local(child) in _WRAPPERS:  # <start><date>2026-03-04</date></start>, <media:group>
                yield from ((_local(child) + _local(part), part) for part in child if isinstance(part.tag, str))


def _published_ahead(root: etree._Element, entries: list[etree._Element]) -> bool:
    """Whether a feed's publication dates lie after it was made: then they are the events' dates.

    So do Localist and others. Three in the future suffice; an article or two are scheduled by mistake.
    """
    built = [_instant(e.text or "") for e in root.iter() if isinstance(e.tag, str) and _local(e) == "lastbuilddate"]
    dates = [d for e in entries for name, c in _children(e) if name in _PUBLISHED and (d := _instant(c.text or ""))]
    made = next((b for b in built if b), None)
    if made is None or not dates:
        return False
    ahead = sum(d > made + timedelta(days=1) for d in dates)
    return ahead >= min(3, len(dates))


def _instant(text: str) -> datetime | None:
    """An RFC 822 or ISO time, aware; None for anything else."""
    text = text.strip()
    try:
        moment = parsedate_to_datetime(text) if not text[:4].isdigit() else datetime.fromisoformat(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _iso(text: str) -> str:
    """A time of a feed as ISO, if it is in one of the feeds' own forms; else as found."""
    moment = _instant(text)
    return moment.isoformat() if moment and not text[:4].isdigit() else plain(text)


@reader("feed-moment")
def _moment(text: str, element: etree._Element | None, field: str) -> str:
    """A feed's time in ISO: of a range the beginning, or the end."""
    del element
    parts = _RANGE.split(text.strip())
    return _iso(parts[-1] if field == "end" else parts[0] if len(parts) == 2 else text.strip())


def _entry(page: Page, entry: etree._Element, events_dated: bool) -> Sighting | None:
    children = list(_children(entry))
    times = list(_times(page, children))
    if not any(claim.field == "when" for claim in times):
        times = list(_published_range(page, children, events_dated))
    url, links = _address(page, entry, children)
    if any(claim.field == "when" for claim in times):
        times = [*_hour_told(page, children, times), *times]
        claims = [*times, *_texts(page, children, _TALK), *links]
        return Sighting("talk", page.url, url or page.url, tuple(claims))
    published = next((c for name in _PUBLISHED for n, c in children if n == name and c.text), None)
    claims = [*_texts(page, children, _ARTICLE), *links]
    if published is not None:
        claims.append(_claim(page, "published", _iso(published.text or ""), published))
    return Sighting("article", page.url, url or page.url, tuple(claims)) if url else None


def _claim(page: Page, field: str, text: str, element: etree._Element, url: str = "", attribute: str = "") -> Claim:
    path = page.at(element).path + (f"/@{attribute}" if attribute else "")
    if field in ("when", "end", "published") and text != page.text_at(path):
        path += f"|feed-moment:{field}"
    return Claim(field, text, Layer.STRUCTURED, f"feed:{_name(element)}", At(page.sha256, path), url)


def _times(page: Page, children: list[tuple[str, etree._Element]]) -> Iterator[Claim]:
    """Start and end where a module gives them, each once."""
    for field, names in (("when", _STARTS), ("end", _ENDS)):
        for name, child in children:
            if name in names and (child.text or "").strip():
                yield _claim(page, field, _iso((child.text or "").strip()), child)
                break
            attribute = "startTime" if field == "when" else "endTime"
            if name == "when" and (value := child.get(attribute)):
                yield _claim(page, field, plain(value), child, attribute=attribute)
                break


def _hour_told(page: Page, children: list[tuple[str, etree._Element]], times: list[Claim]) -> Iterator[Claim]:
    """For a start without an hour, the hour in the title, else the hour told in prose beside the same day."""
    if not all(re.fullmatch(r"\d{4}-\d\d-\d\d", claim.text) for claim in times):
        return
    for name, child in children:
        title = page.text_at(page.at(child).path) if name in ("title", "name") else ""
        if span := hour_in(title):
            by = f"feed:{_name(child)}"
            yield Claim("when", title[slice(*span)], Layer.STRUCTURED, by, page.at(child, *span))
            return
    for name, child in children:
        text = page.text_at(page.at(child).path)[:2000] if name in ("description", "summary", "content") else ""
        for told in find_when(text, Context(page.timezone, page.language)) if text else ():
            if isinstance(told.span.start, datetime) and told.span.start.date().isoformat() == times[0].text:
                place = page.at(child, told.start, told.end)
                stretch = text[told.start : told.end]
                yield Claim("when", stretch, Layer.STRUCTURED, f"feed:{_name(child)}", place)
                return


def _published_range(page: Page, children: list[tuple[str, etree._Element]], events_dated: bool) -> Iterator[Claim]:
    """The event's times where the publication date should be: a range, or every date of the feed in the future."""
    for name, child in children:
        if name not in _PUBLISHED:
            continue
        parts = _RANGE.split((child.text or "").strip())
        if len(parts) == 2 and all(map(_instant, parts)):
            yield _claim(page, "when", _iso(parts[0]), child)
            yield _claim(page, "end", _iso(parts[1]), child)
            return
        if events_dated and _instant(parts[0]):
            yield _claim(page, "when", _iso(parts[0]), child)
            return


def _texts(page: Page, children: list[tuple[str, etree._Element]], fields: dict[str, str]) -> Iterator[Claim]:
    """The texts of an entry; of several descriptions the longest counts."""
    best: dict[str, tuple[str, etree._Element]] = {}
    for name, child in children:
        field = fields.get(name)
        if field == "topic" and len(child):
            continue  # a chapter of an agenda, not a word for what it is about
        text = page.text_at(page.at(child).path) if field else ""
        if not field or not text or (field in _ONE and field in best and field != "body"):
            continue
        if field in ("abstract", "body") and len(best.get(field, ("",))[0]) >= len(text):
            continue
        if field in _ONE or field in ("abstract", "body"):
            best[field] = (text, child)
        else:
            yield _claim(page, field, text, child)
    for field, (text, child) in best.items():
        yield _claim(page, field, text, child)


def _address(page: Page, entry: etree._Element, children: list[tuple[str, etree._Element]]) -> tuple[str, list[Claim]]:
    """The address of an entry, absolute, and the claims about its address and image."""
    url, claims = "", []
    for name, child in children:
        href = child.get("href") or (child.text or "").strip()
        if name in ("link", "url") and not url and child.get("rel", "alternate") == "alternate":
            url = page.absolute(urljoin(entry.base or page.url or "", href) if href else "")
            attribute = "href" if child.get("href") else ""
            if url:
                claims.append(_claim(page, "url", plain(href), child, url, attribute))
        elif name in ("enclosure", "thumbnail", "groupthumbnail") and "image" in child.get("type", "image"):
            image = page.absolute(child.get("url") or "")
            if image and not any(claim.field == "image" for claim in claims):
                claims.append(_claim(page, "image", plain(child.get("url") or ""), child, image, "url"))
    return url, claims
