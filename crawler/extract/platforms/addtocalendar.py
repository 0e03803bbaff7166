"""AddToCalendar.com (`var.atc_…`) and the `add-to-calendar-button` element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from crawler.extract.page import Page
from crawler.extract.readers import reader
from crawler.extract.seen import plain
from pipeline.talk import At, Claim, Layer


def addtocalendar(page: Page) -> Iterator[Claim]:
    """One `.atc_event`. Its times are wall time in `atc_timezone`; without one, of the institute: sites differ."""
    zone = page.claim("timezone", ".atc_timezone", by="addtocalendar:timezone")
    utc = zone.text.upper() in ("UTC", "GMT", "ETC/UTC")
    for field, name in (("when", "start"), ("end", "end")):
        claim = page.claim(field, f".atc_date_{name}", by=f"addtocalendar:{name}")
        told = "utc" if utc else ""
        at = replace(claim.at, path=f"{claim.at.path}|addtocalendar:{told}")
        yield replace(claim, text=_moment(claim.text, None, told), at=at)
    yield zone if not utc else replace(zone, text="")
    yield page.claim("title", ".atc_title", by="addtocalendar:title")
    yield page.claim("where", ".atc_location", by="addtocalendar:location")
    yield page.claim("abstract", ".atc_description", by="addtocalendar:description")
    yield page.claim("host", ".atc_organizer", by="addtocalendar:organizer")


@reader("addtocalendar")
def _moment(text: str, element: etree._Element | None, told: str) -> str:
    """A time of the widget in ISO; `told`: whether it is UTC."""
    del element
    text = text.replace(" ", "T")
    return f"{text}+00:00" if told == "utc" and text else text


@reader("button-moment")
def _of_button(text: str, element: etree._Element | None, name: str) -> str:
    """The day and hour of a button, from attributes of their own; an end without a day is on the day of the start."""
    del text
    if element is None:
        return ""
    clock = plain(element.get(f"{name}time") or "")
    day = plain(element.get(f"{name}date") or "") or (plain(element.get("startdate") or "") if clock else "")
    return f"{day}T{clock}" if day and clock else day


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
        at = At(page.sha256, f"{path}|button-moment:{name}")
        yield Claim(field, _of_button("", element, name), Layer.PLATFORM, f"add-to-calendar-button:{name}date", at)
    yield claim("timezone", said("timezone") if "/" in said("timezone") else "", "timezone")
    yield claim("title", said("name"), "name")
    yield claim("where", said("location"), "location")
    yield claim("abstract", said("description"), "description")
