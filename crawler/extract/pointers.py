"""What a path leads to: elements; values of JSON in words (`Name (Affiliation)`, addresses in postal order)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from crawler.extract.seen import plain


def pointed(value: object, pointer: str) -> str:
    """The text of what a JSON pointer (RFC 6901) points to; "" for lists and nothing. See `scalar`."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return ""
    return str(value).lower() if isinstance(value, bool) else scalar(value)


def scalar(value: object) -> str:
    """A JSON value as text: strings as people see them, numbers as written, people and addresses in words; else ""."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return words(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


_POSTAL = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")


def words(value: Mapping[str, object]) -> str:
    """An object of JSON-LD in words: an address in postal order; `Name (Affiliation)`; else its name or ""."""
    parts = [part.get("name") if isinstance(part, dict) else part for part in map(value.get, _POSTAL)]
    postal = [plain(part) for part in parts if isinstance(part, str) and part.strip()]
    if postal:
        return ", ".join(dict.fromkeys(postal))
    name, affiliation = value.get("name"), value.get("affiliation") or value.get("worksFor")
    if isinstance(affiliation, list) and affiliation:
        affiliation = affiliation[0]
    if isinstance(affiliation, dict):
        affiliation = affiliation.get("name")
    text = plain(name) if isinstance(name, str) else ""
    return f"{text} ({plain(affiliation)})" if text and isinstance(affiliation, str) and affiliation.strip() else text


def walk(root: etree._Element, path: str) -> etree._Element | None:
    """The element at a path of names and positions, as lxml writes them, whatever the names are."""
    here: etree._Element | None = None
    for step in path.split("/")[1:]:
        name, _, position = step.partition("[") if re.search(r"\[\d+\]$", step) else (step, "", "1]")
        children = [root] if here is None else [child for child in here if isinstance(child.tag, str)]
        same = [child for child in children if name in ("*", child.tag)]
        number = int(position[:-1])
        if number > len(same):
            return None
        here = same[number - 1]
    return here
