"""Microdata and RDFa Lite: the same idea in other attributes, so one walk over the tree reads both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from lxml import etree

from crawler.extract.page import Page
from crawler.extract.schema import LONGEST, Leaf, Node
from crawler.extract.seen import plain, text_of

MAX_NODES = 5_000

MAX_TEXT = 1_000_000
"""Characters of the texts of all properties of a page: what is damaged may hold itself again and again."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which attributes say: here is a thing, of this type, with this address; here is a property of it."""

    name: str
    scope: str
    type: str
    property: str
    id: tuple[str, ...]


MICRODATA = Dialect("microdata", "itemscope", "itemtype", "itemprop", ("itemid",))
RDFA = Dialect("rdfa", "typeof", "typeof", "property", ("resource", "about"))

_ADDRESSES = frozenset(("url", "sameAs", "image", "contentUrl", "eventStatus", "eventAttendanceMode", "logo"))
"""Properties whose value is where a link leads; of all others a link's text counts, whatever the standard says."""


def nodes(page: Page, dialect: Dialect) -> list[Node]:
    """The things of a page that are no property of another thing, with all their properties."""
    if page.kind != "html" or page.document is None or dialect.scope not in page.content:
        return []
    top: list[Node] = []
    scopes: dict[etree._Element, Node] = {}
    left = MAX_TEXT
    for element in page.marked(f"//*[@{dialect.scope} or @{dialect.property}]"):
        node = None
        if element.get(dialect.scope) is not None and len(scopes) < MAX_NODES:
            node = scopes[element] = _node(page, element, dialect)
        names = (element.get(dialect.property) or "").split()
        above = next((scopes[each] for each in element.iterancestors() if each in scopes), None)
        if names and above is not None:
            value = node or _leaf(page, element, names, min(left, LONGEST + 1))
            left -= len(value.text) if isinstance(value, Leaf) else 0
            for name in names:
                above.properties.setdefault(_local(name), []).append(value)
        elif node is not None:
            top.append(node)
    return top


def _node(page: Page, element: etree._Element, dialect: Dialect) -> Node:
    types = tuple(_local(name) for name in (element.get(dialect.type) or "").split())
    identity = next((element.get(name) for name in dialect.id if element.get(name)), "")
    in_words = partial(text_of, element) if types and types[0] in ("PostalAddress", "Person") else str
    return Node(types, identity or "", page.at(element).path, in_words)


def _leaf(page: Page, element: etree._Element, names: list[str], longest: int) -> Leaf:
    """The value of a property: what the element says to machines, else where it leads, else its text."""
    path = page.at(element).path
    for attribute in ("content", "datetime"):
        if (value := element.get(attribute)) is not None and value.strip():
            return Leaf(plain(value), f"{path}/@{attribute}", value)
    href = element.get("href")
    leads = bool(href) and not _ADDRESSES.isdisjoint(map(_local, names))
    shown = longest > 0 and not leads and element.tag not in ("link", "img", "meta")
    text = text_of(element, longest) if shown else ""
    if href and not text:
        return Leaf(plain(href), f"{path}/@href", href)
    for attribute in ("src", "data", "value", "resource"):
        if not text and (value := element.get(attribute)):
            return Leaf(plain(value), f"{path}/@{attribute}", value)
    return Leaf(text, path, href or "")


def _local(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
