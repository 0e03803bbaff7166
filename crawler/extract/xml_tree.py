"""XML as calendars write it: no entities, no network, no huge trees; stray and missing closing tags are made good."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

_MARK = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*)[^<>]*>",
    re.DOTALL,
)


def parse_xml(text: str) -> etree._Element | None:
    """The root of an XML document; damage is repaired as far as it can be. None where there is no element."""
    root, torn = _parse(text)
    if torn:
        mended, _ = _parse(balanced(text))
        if mended is not None:
            return mended
    return root


def _parse(text: str) -> tuple[etree._Element | None, bool]:
    """The root, and whether a closing tag did not fit: for libxml2 the document then ends where the root seems to."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None, False
    return root, any(entry.type_name == "ERR_TAG_NAME_MISMATCH" for entry in parser.error_log)


def balanced(text: str) -> str:
    """The text without closing tags that close nothing, and with those that are missing."""
    opened: list[str] = []
    waiting: Counter[str] = Counter()
    parts: list[str] = []
    position = 0
    for mark in _MARK.finditer(text):
        name = mark["name"]
        if name is None or mark[0].endswith("/>"):
            continue
        if not mark["close"]:
            opened.append(name)
            waiting[name] += 1
            continue
        parts.append(text[position : mark.start()])
        position = mark.end()
        if not waiting[name]:
            continue
        while opened:
            last = opened.pop()
            waiting[last] -= 1
            parts.append(f"</{last}>")
            if last == name:
                break
    return "".join([*parts, text[position:], *(f"</{name}>" for name in reversed(opened))])
