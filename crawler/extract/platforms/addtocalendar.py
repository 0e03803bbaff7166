"""AddToCalendar.com (`var.atc_…`) and the `add-to-calendar-button` element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.extract.page import Page
from crawler.extract.seen import plain
from pipeline.talk import At, Claim, Layer


def addtocalendar(page: Page) -> Iterator[Claim]:
    """One `.atc_event`. Its times are wall time in `atc_timezone`; without one, of the institute: sites differ."""
    zone = page.claim("timezone", ".atc_timezone", by="addtocalendar:timezone")
    utc = zone.text.upper() in ("UTC", "GMT", "ETC/UTC")
    for field, name in (("when", "start"), ("end", "end")):
        claim = page.claim(field, f".atc_date_{name}", by=f"addtocalendar:{name}")
        text = claim.text.replace(" ", "T")
        yield replace(claim, text=f"{text}+00:00" if utc and text else text)
    yield zone if not utc else replace(zone, text="")
    yield page.claim("title", ".atc_title", by="addtocalendar:title")
    yield page.claim("where", ".atc_location", by="addtocalendar:location")
    yield page.claim("abstract", ".atc_description", by="addtocalendar:description")
    yield page.claim("host", ".atc_organizer", by="addtocalendar:organizer")


def calendar_button(page: Page) -> Iterator[Claim]:
    """One `<add-to-calendar-button>`: day and hour stand in attributes of their own."""
    element = page.tree
    if element is None:
        return
    path = page.at(element).path

    def said(name: str) -> str:
        return plain(element.get(name) or "") if element is not None else ""

    def claim(field: str, text: str, name: str) -> Claim:
        return Claim(field, text, Layer.PLATFORM, f"add-to-calendar-button:{name}", At(page.sha256, f"{path}/@{name}"))

    for field, name in (("when", "start"), ("end", "end")):
        day = said(f"{name}date") or (said("startdate") if said(f"{name}time") else "")
        clock = said(f"{name}time")
        yield claim(field, f"{day}T{clock}" if day and clock else day, f"{name}date")
    yield claim("timezone", said("timezone") if "/" in said("timezone") else "", "timezone")
    yield claim("title", said("name"), "name")
    yield claim("where", said("location"), "location")
    yield claim("abstract", said("description"), "description")
