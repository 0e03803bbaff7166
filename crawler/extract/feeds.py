"""An institute's own feeds: iCalendar, RSS, Atom, and the JSON of calendar systems. One talk or article per entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from config.sources import Source
from crawler.extract.ics import Calendar, Vevent
from crawler.extract.json_feeds import json_feed, scripted
from crawler.extract.page import Page
from crawler.extract.syndication import syndication
from pipeline.reading.text import fold, label
from pipeline.talk import At, Claim, Layer, Sighting

# The Events Calendar makes its UIDs of the post's number and the wall times: a moved talk would be another one.
_POST_UID = re.compile(r"^(\d+)-\d{9,10}-\d{9,10}@(.+)$")
_SERIES = re.compile(
    r"(?:[^\W\d_][\w&.'’/-]* ){1,7}(?:seminars?|colloqui(?:um|a)|(?:ober)?seminare?|kolloqui(?:um|en)|lectures|series|"
    r"reihe|s[ée]minaires?|seminari[oi]?s?|talks|journal club|reading group|brown bags?)(?: series)?",
    re.IGNORECASE,
)
"""A calendar's name, or a category, that names a series rather than an institute or a sort: "Shore Physics Seminar"."""
_LABELS = {"speaker": "speaker", "host": "host", "series": "series", "room": "room"}


def feeds(page: Page, source: Source) -> list[Sighting]:
    """The entries of a feed, or of the lists in a page's scripts."""
    if page.kind == "ics":
        calendar = page.calendar
        return [s for s in (_vevent(page, calendar, event) for event in calendar.events) if s.of("title")]
    if page.kind == "xml":
        return syndication(page, source)
    return json_feed(page, source) if page.kind == "json" else scripted(page)


def _vevent(page: Page, calendar: Calendar, event: Vevent) -> Sighting:
    def at(name: str, start: int = 0, end: int = 0) -> At:
        return At(page.sha256, f"VEVENT[{event.number}]/{name}", start, end)

    def claims(field: str, *names: str) -> Iterator[Claim]:
        for path, text in event.texts.items():
            name = path.partition("[")[0]
            if name in names:
                yield Claim(field, text, Layer.STRUCTURED, f"ics:{name}", at(path), page.absolute(text))

    made = [*claims("title", "SUMMARY"), *claims("when", "DTSTART"), *claims("end", "DTEND", "DURATION")]
    made += [*claims("timezone", "TZID"), *claims("recurrence", "RECURRENCE")]
    status = event.texts.get("STATUS", "").upper()
    if status in ("CANCELLED", "TENTATIVE"):
        made += claims("status", "STATUS")
    elif calendar.method == "CANCEL":
        place = At(page.sha256, "METHOD|flag:CANCELLED")
        made.append(Claim("status", "CANCELLED", Layer.STRUCTURED, "ics:METHOD", place))
    for claim in claims("where", "LOCATION"):
        link = re.fullmatch(r"https?://\S+", claim.text)
        made.append(Claim("online_url" if link else "where", claim.text, claim.layer, claim.by, claim.at, claim.url))
    made += claims("online_url", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
    for claim in claims("topic", "CATEGORIES"):
        made.append(replace(claim, field="series") if _SERIES.fullmatch(claim.text) else claim)
    made += [*claims("abstract", "DESCRIPTION"), *claims("image", "IMAGE", "ATTACH")]
    made += [*claims("url", "URL"), *claims("host", "ORGANIZER")]
    made += _labelled(event.texts.get("DESCRIPTION", ""), at)
    if _SERIES.fullmatch(calendar.name):
        place = At(page.sha256, "X-WR-CALNAME")
        made.append(Claim("series", calendar.name, Layer.CONTEXT, "ics:X-WR-CALNAME", place))
    url = page.absolute(event.texts.get("URL", ""))
    return Sighting("talk", page.url, url or _fragment(page, event), tuple(made), _keys(event))


def _labelled(description: str, at: Callable[[str, int, int], At]) -> Iterator[Claim]:
    """People and rooms that a description names with a label at the beginning of a line."""
    position = 0
    for line in description.split("\n")[:60]:
        found = label(line)
        if found and found[1] and found[0] in _LABELS and len(found[1]) < 300:
            start = position + line.rindex(found[1]) if found[1] in line else 0
            if start:
                place = at("DESCRIPTION", start, start + len(found[1]))
                yield Claim(_LABELS[found[0]], found[1], Layer.STRUCTURED, "ics:DESCRIPTION", place)
        position += len(line) + 1


def _keys(event: Vevent) -> tuple[str, ...]:
    uid = event.texts.get("UID", "")
    if not uid:
        return ()
    if post := _POST_UID.match(uid):
        return (f"tec:{post[1]}@{post[2]}",)
    again = event.texts.get("RECURRENCE-ID")
    return (f"ics:{uid}#{again}" if again else f"ics:{uid}",)


def _fragment(page: Page, event: Vevent) -> str:
    """An address for an event that has none: its day and title at the feed's own."""
    words = re.sub(r"\W+", "-", fold(event.texts.get("SUMMARY", "")))[:80].strip("-")
    return page.url and f"{page.url}#{event.texts.get('DTSTART', '')[:10]}-{words}"
