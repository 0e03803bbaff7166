"""The AddEvent "Add to Calendar" button: its hidden spans are the talk.

Its times are wall time of the talk's place unless a span names a zone. A date with slashes has the month first, one
with dashes or dots the day, whatever the country; a `date_format` span overrules (AddEvent's own documentation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree

from crawler.extract.page import Page
from crawler.extract.readers import reader
from pipeline.talk import Claim, Layer

_MOMENT = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[/.-])(?P<b>\d{1,2})[/.-](?P<c>\d{2,4})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[AaPp][Mm])?)?"
)
_IN_WORDS = re.compile(
    r"add to (?:my )?calendar\s+"
    r"(?P<start>\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d [AP]M)\s+(?P<end>\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d [AP]M)"
    r"(?:\s*\n(?P<zone>[A-Z]\w+/\w+))?(?:\s*\n(?P<title>[^\n]{3,300}))?(?:\s*\n(?P<place>[^\n]{3,200})\n(?:true|false)$)?",
    re.I | re.M,
)


def addevent(page: Page) -> Iterator[Claim]:
    """One button: what stands behind each of its classes, never by order."""
    day_first = page.text(".date_format").upper().startswith("DD")
    whole = page.text(".all_day_event").lower() == "true"
    for field, name in (("when", "start"), ("end", "end")):
        claim = page.claim(field, f".{name}", f"._{name}", by=f"addevent:{name}")
        told = "day-first" * day_first + "-whole" * whole
        at = replace(claim.at, path=f"{claim.at.path}|addevent:{told}")
        yield replace(claim, text=_moment(claim.text, None, told), at=at)
    yield page.claim("timezone", ".timezone", "._zonecode", by="addevent:timezone")
    yield page.claim("title", ".title", "._summary", by="addevent:title")
    yield page.claim("where", ".location", "._location", by="addevent:location")
    yield page.claim("abstract", ".description", "._description", by="addevent:description")
    yield page.claim("host", ".organizer", "._organizer", by="addevent:organizer")
    rule = page.claim("recurrence", ".recurring", by="addevent:recurring")
    yield replace(rule, text=_rule(rule.text, None, ""), at=replace(rule.at, path=f"{rule.at.path}|addevent-rule"))
    status = page.claim("status", ".status", by="addevent:status")
    yield replace(status, text="" if status.text.upper() == "CONFIRMED" else status.text)


@reader("addevent")
def _moment(text: str, element: etree._Element | None, told: str) -> str:
    """A time of the button in ISO; `told`: whether the day comes first, and whether only days count."""
    del element
    return iso(text, "day-first" in told)[: 10 if "whole" in told else None]


@reader("addevent-rule")
def _rule(text: str, element: etree._Element | None, told: str) -> str:
    """A rule of repetition as iCalendar's line; "" for anything else."""
    del element, told
    return f"RRULE:{text.removeprefix('RRULE:')}" if "FREQ=" in text else ""


@reader("addevent-words")
def _word(text: str, element: etree._Element | None, name: str) -> str:
    """One part of the button where its spans have become lines; times in ISO."""
    del element
    match = _IN_WORDS.search(text)
    said = (match[name] or "").strip() if match else ""
    return iso(said) if name in ("start", "end") else said


def addevent_in_words(page: Page) -> Iterator[Claim]:
    """The same button where a page was saved as text: its spans have become lines, in the order of the button."""
    if page.kind == "html" or page.document is None:
        return
    path = page.at(page.document).path
    shown = page.text_at(path)
    match = _IN_WORDS.search(shown)
    if not match:
        return
    fields = (("when", "start"), ("end", "end"), ("timezone", "zone"), ("title", "title"), ("where", "place"))
    for field, name in fields:
        if text := _word(shown, None, name):
            moment = field in ("when", "end")
            at = page.at(f"{path}|addevent-words:{name}") if moment else page.at(path, *match.span(name))
            yield Claim(field, text, Layer.PLATFORM, f"addevent:{name}", at)


def iso(text: str, day_first: bool = False) -> str:
    """AddEvent's dates as ISO wall time; as found if they are none."""
    match = _MOMENT.match(text.strip())
    if not match:
        return text
    first, second, third = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 4 or (match["mark"] == "-" and len(match["c"]) == 2):
        year, month, day = first, second, third
    elif match["mark"] == "/" and not day_first:
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    try:
        moment = datetime(year + (2000 if year < 100 else 0), month, day)  # noqa: DTZ001 - wall time
        if match["hour"] is None:
            return moment.date().isoformat()
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
        return moment.replace(hour=hour, minute=int(match["minute"])).isoformat(timespec="minutes")
    except ValueError:
        return text
