"""The text of a parsed element as people see it: a line per block, white space as a browser would show it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlComment, HtmlElement

from pipeline.reading.text import clean

_BLOCKS = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section
select summary table tbody tfoot thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin a line of their own."""

UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "svg", "math", "object", "iframe", "textarea"))
"""Elements whose content is not read as text of what surrounds them."""

BREAKS = dict.fromkeys(BLOCKS, "\n") | {"br": "\n", "td": " ", "th": " "}
_MARKUP = re.compile(
    r"<(?:/?[A-Za-z][^<>]{0,2000}|!--.{0,2000}?--)>|&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[A-Za-z]\w{1,30});", re.S
)


def text_of(element: etree._Element, longest: int = 0) -> str:
    """All text in `element`, cleaned line by line; without that of scripts, styles and the like inside it.

    `longest`: so many characters are enough, blanks not counted (0: all of them); what is beyond may be missing.
    """
    parts = _parts(element)
    return lines("".join(_enough(parts, longest) if longest else parts))


def _enough(parts: Iterator[str], longest: int) -> list[str]:
    """The first parts that together hold so many characters."""
    kept: list[str] = []
    size, asked = 0, longest
    for part in parts:
        kept.append(part)
        size += len(part)
        if size > asked:  # with blanks; those are counted out now and then only
            if sum(map(len, "".join(kept).split())) > longest:
                break
            asked = 2 * size
    return kept


def _parts(element: etree._Element) -> Iterator[str]:
    """The texts in an element as they stand, and what parts them."""
    hidden: etree._Element | None = None  # inside something unseen
    verbatim: etree._Element | None = None  # inside <pre>, where line ends count
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if hidden is not None:
                continue
            if node is not element and node.tag in UNSEEN:
                hidden = node
                continue
            if node.tag == "pre" and verbatim is None:
                verbatim = node
            yield BREAKS.get(node.tag, "")
            text = node.text
        else:
            if hidden is node:
                hidden = None
            elif hidden is not None:
                continue
            elif event == "end" and node.tag in BLOCKS:
                yield "\n"
            if verbatim is node:
                verbatim = None
            text = node.tail if node is not element else None
        if text:
            yield text if verbatim is not None else text.replace("\n", " ")


LONGEST_LINE = 200_000
"""Characters of one line; what follows is lost. The longest text of a real page in one line has a tenth of it."""


def lines(text: str) -> str:
    """Text cleaned line by line, without empty lines."""
    return "\n".join([line for line in [clean(line[:LONGEST_LINE]) for line in text.split("\n")] if line])


def plain(value: str) -> str:
    """A text that may hold markup or entities (descriptions in feeds and JSON mostly do), as people see it."""
    if not _MARKUP.search(value):
        return lines(value)
    if "<" not in value:
        return lines(html.unescape(value))
    if "&lt;" in value and not re.search(r"<[A-Za-z/!]", value):  # escaped once more than needed
        value = html.unescape(value)
    tree = parse_html(value)
    return text_of(tree) if tree is not None else ""


def parse_html(text: str) -> etree._Element | None:
    """The root of the tree; None where there is nothing. Damage is repaired, nesting beyond libxml2's limit cut."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, recover=True, no_network=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    for element in tree.iter("noscript") if tree is not None else ():
        if next(element.iter(*_WHOLE), None) is not None:
            element.tag = "div"
    return tree


_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment)
"""What nodes of a tree are. lxml's own choice, asked in Python whenever a node is met, takes as long as a parse."""

_WHOLE = ("main", "h1", "footer")
"""What a <noscript> does not hold: browsers end it at its end tag, whatever is open in it, and libxml2 at the end of
the page."""
