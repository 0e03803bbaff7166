"""Feeds of an institute, and what is read in them."""

from __future__ import annotations

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.talk import Sighting

SOURCE = Source(id="", name="", timezone="Europe/Berlin")
URL = "https://institute.example/feed"


def page(body: str | bytes, zone: str = "Europe/Berlin") -> Page:
    return Page(URL, body.encode() if isinstance(body, str) else body, None, None, zone)


def calendar(*events: str, head: str = "") -> Page:
    bodies = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return page(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{bodies}END:VCALENDAR\r\n")


def read(it: Page) -> list[Sighting]:
    return extract(it, SOURCE)


def said(sighting: Sighting, *fields: str) -> list[str]:
    return [claim.text for claim in sighting.of(*fields)]


TALK = "UID:7@institute.example\r\nSUMMARY:Tides\\, sands\r\nDTSTART:20260304T150000Z\r\n"


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>x</title><link>https://institute.example/</link><lastBuildDate>Mon, 02 Mar 2026 08:00:00 +0100</lastBuildDate>
{}</channel></rss>"""


def item(inner: str, title: str = "Tides &amp;amp; sands") -> str:
    told = "<link>https://institute.example/7</link><description>&lt;p&gt;On tides&lt;/p&gt;</description>"
    return f"<item><title>{title}</title>{told}{inner}</item>"
