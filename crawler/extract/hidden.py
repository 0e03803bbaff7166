"""Text that nobody sees: `<div hidden>This event has been cancelled.</div>`. It states nothing of a talk's fate.

Sites keep such notices ready, and show them when they hold. Folded panels and tabs hide real talks in the same ways, so
only states are silenced, and not where a talk's day is hidden with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from crawler.extract.seen import BREAKS, UNSEEN
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.status import LONGEST_SENTENCE, read_status
from pipeline.reading.text import clean
from pipeline.talk import Status

NODES = 5_000
"""Elements of a hidden part that are looked through."""

_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CLASSES = frozenset(str.split("hidden hide d-none is-hidden u-hidden ng-hide is-invisible uk-hidden"))
"""Names by which style sheets hide; what only screen readers tell has others."""
_AGAIN = re.compile(
    r"(?:^|\s)(?:\S{1,40}:!?|(?:sm|md|lg|xl|print)-|d-(?:sm|md|lg|xl|xxl|print)-)"
    r"(?:block|flex|grid|inline|table|contents|show|visible|flow-root|list-item)|(?:^|\s)show-for-"
)
"""Names by which something hidden is shown on some screens."""
_SHOWN_IF = ("v-if", "v-show", "v-else", "v-else-if", "ng-if", "ng-show", "x-if", "x-show", "data-ng-if",
             "data-ng-show", "x-cloak", "v-cloak", "ng-cloak")  # fmt: skip
"""Attributes of templates that nobody has filled in yet."""
_TOLD = ("itemprop", "property")
"""Attributes of what is hidden because it is written for machines."""
_KEYS = frozenset(("hidden", "style", *_SHOWN_IF))
_NAMES = re.compile("hid|d-none|invisible")
_YEAR = times.Context(year=2024, month_first=True)
_OFF = (Status.CANCELLED, Status.POSTPONED)


@dataclass(slots=True)
class _Text:
    """A text of the tree, and where it stands: in an element or behind it."""

    node: etree._Element
    is_tail: bool
    said: str

    def empty(self) -> None:
        if self.is_tail:
            self.node.tail = " "
        else:
            self.node.text = None


@dataclass(slots=True)
class _Line:
    """The texts of one line of a hidden part."""

    texts: list[_Text] = field(default_factory=list)

    @property
    def said(self) -> str:
        return clean("".join(text.said for text in self.texts))


def silence_hidden(tree: etree._Element) -> None:
    """Take out of a tree what hidden parts say of a talk's being off."""
    hidden = {element for element in tree.iter(etree.Element) if _may_hide(element) and is_hidden(element)}
    for element in hidden:
        lines = list(_lines(element, hidden))
        stating = [(line, states) for line in lines if (states := _states(line))]
        if stating and not _tells_talk(lines, [line for line, _ in stating]):
            for _, states in stating:
                for text in states:
                    text.empty()


def _may_hide(element: etree._Element) -> bool:
    """A cheap look, for every element of every page is asked."""
    keys = element.keys()
    if not _KEYS.isdisjoint(keys) or element.tag == "dialog":
        return True
    return "class" in keys and _NAMES.search(element.get("class") or "") is not None


def is_hidden(element: etree._Element) -> bool:
    """Whether an element is not shown, as far as it says so itself."""
    get = element.get
    if element.tag in ("html", "body") or not isinstance(element.tag, str) or any(get(name) for name in _TOLD):
        return False
    if get("hidden", "until-found").lower() != "until-found" or (element.tag == "dialog" and get("open") is None):
        return True
    if _STYLE.search((get("style") or "")[:400]) or any(get(name) is not None for name in _SHOWN_IF):
        return True
    names = get("class") or ""
    return not _CLASSES.isdisjoint(names.split()) and not _AGAIN.search(names)


def _lines(element: etree._Element, hidden: set[etree._Element]) -> Iterator[_Line]:
    """The lines of a hidden part, without those of hidden parts in it and of what is written for machines."""
    line = _Line()
    for text in islice(_texts(element, hidden), NODES):
        if text is not None:
            line.texts.append(text)
        elif line.texts:
            yield line
            line = _Line()
    if line.texts:
        yield line


def _texts(element: etree._Element, hidden: set[etree._Element]) -> Iterator[_Text | None]:
    """The texts of a hidden part; None where a line ends."""
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            skipped = node.tag in UNSEEN or any(node.get(name) for name in _TOLD)
            if node is not element and (node in hidden or skipped):
                walker.skip_subtree()
                continue
            if node.tag in BREAKS:
                yield None
            if node.text:
                yield _Text(node, False, node.text)
            continue
        if node.tag in BREAKS:
            yield None
        if node is not element and node.tail:
            yield _Text(node, True, node.tail)


def _states(line: _Line) -> list[_Text]:
    """The texts of a line that say that something is off: all, if the line or a sentence of it does."""
    said = line.said
    if len(said) <= 2 * LONGEST_SENTENCE and any(
        read_status(said[slice(*span)]) in _OFF for span in (*sentences_in(said), (0, len(said)))
    ):
        return line.texts
    return [text for text in line.texts if len(text.said) <= LONGEST_SENTENCE and read_status(text.said) in _OFF]


def _tells_talk(lines: list[_Line], stating: list[_Line]) -> bool:
    """Whether a hidden part holds a talk of its own: it names a day besides what it says to be off."""
    others = (line.said for line in lines if not any(line is one for one in stating))
    return any(len(said) <= 2 * LONGEST_SENTENCE and _names_day(said) for said in others)


def _names_day(text: str) -> bool:
    return times.looks_like_when(text) and bool(times.find_when(text, _YEAR))
