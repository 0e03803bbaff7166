"""Readers of places: what turns the text at a place into a claim's text, where software wrote no words.

A stamp of a feed, a flag of a calendar system, a parameter of a link, a time in several parts are no text as people
read it. Such a claim's path ends in `|` and the name of its reader, perhaps with an argument (`…/@href|query:text`);
reading the place again goes through the same reader. Whoever needs one registers it here, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from crawler.extract.seen import plain

Reader = Callable[[str, "etree._Element | None", str], str]
"""(text at the place, its element if it has one, the argument) → the claim's text."""

READERS: dict[str, Reader] = {}


def reader(name: str) -> Callable[[Reader], Reader]:
    """Register a reader under a name without `|` and `:`."""

    def registered(function: Reader) -> Reader:
        READERS[name] = function
        return function

    return registered


def split(path: str) -> tuple[str, Reader | None, str]:
    """A path without its reader, the reader, and the reader's argument."""
    place, bar, told = path.rpartition("|")
    name, _, argument = told.partition(":")
    return (place, READERS[name], argument) if bar and name in READERS else (path, None, "")


@reader("flag")
def _flag(text: str, element: etree._Element | None, word: str) -> str:
    """The word that a flag stands for when it is set: `"online_event": true` → `online`."""
    del element
    return "" if text.strip().lower() in ("", "false", "0", "no", "null", "off") else word


@reader("query")
def _query(text: str, element: etree._Element | None, key: str) -> str:
    """One parameter of an address."""
    href = (element.get("href") if element is not None else None) or text
    try:
        return plain(parse_qs(urlsplit(href).query).get(key, [""])[0])
    except ValueError:
        return ""
