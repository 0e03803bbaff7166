"""A page as people see it: a list of blocks, each a stretch of text that stands on lines of its own.

Blocks know which element they stand in, how deep their heading is, where they link to and to which part of the page
they belong (`zones.py`). No recursion: pages nested ten thousand deep are read like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.seen import BLOCKS, UNSEEN
from pipeline.reading.addresses import join
from pipeline.reading.remembered import remembered
from pipeline.reading.status import read_status
from pipeline.reading.text import clean
from pipeline.talk import Status

BLOCK_TAGS = (BLOCKS | {"td", "th"}) - {"option", "select"}
"""Elements that begin a new line. Others do as soon as they hold one of these."""

SKIPPED_TAGS = UNSEEN | frozenset(("canvas", "audio", "video", "select", "datalist", "map"))
"""Elements whose text is no prose."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
INLINE_LABELS = frozenset(str.split("b strong em i u span label font"))
BOLD = frozenset(("b", "strong"))
MAX_BLOCKS = 5_000  # pages of a hundred thousand lines are read this far; the longest met has four thousand
MAX_TEXT = 200_000  # characters of all lines together; the longest met has eighty thousand
MAX_LINE = 20_000  # characters; so is a line
MAX_LINKS = 1_000  # of a line; damage makes of one link two hundred thousand, each in the others
MAX_URL = 4_000  # characters of an address; the longest met has one and a half thousand
MAX_BADGES = 8  # elements of a line that state a status
STRUCK = ("del", "s", "strike")
MAX_LABEL = 60  # characters of a stretch that may be a label
CELL = 5  # elements from a line to the cell it stands in
_WORDS = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_GLUED = re.compile(r"[a-zß-ÿ)][A-Z0-9]|\d[A-Z]")  # two inline elements that a style sheet puts on lines of their own
_CALENDAR = re.compile(
    r"(?:MON|TUE|WED|THU|FRI|SAT|SUN|JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)(?![A-Z])"
)
_HIDDEN = re.compile(r"display:\s*none", re.I)


class Zone(IntEnum):
    """Which part of the page a block belongs to."""

    MAIN = 0
    BOX = 1  # lists under a title such as "Past events": beside a talk other talks, in a listing a part of it
    ASIDE = 2  # side columns, which may hold other talks or the only ones
    FOREIGN = 3  # other talks and articles, named beside this page's own: related, similar, latest news
    CHROME = 4  # menus, breadcrumbs, footers, sharing, forms


class Link(NamedTuple):
    """A link inside a block: absolute address, its text, and where that begins in the block's text."""

    url: str
    text: str
    start: int
    element: HtmlElement


@dataclass(slots=True)
class Block:
    """One stretch of text on lines of its own.

    `level` is the heading's (1 to 6), 0 for others. `lead` is the text of a bold or spanned beginning, which often is a
    label. `marks` are the stretches that inline elements set off. `wraps` are the inline elements around all of the
    text. `badges` are the stretches of it that state a status, with their elements. `soft` tells that only a line break
    parts it from the block before. `datetime` is that of a <time> in it.
    """

    index: int
    element: HtmlElement
    text: str
    level: int = 0
    links: tuple[Link, ...] = ()
    lead: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    badges: tuple[tuple[int, int, HtmlElement], ...] = ()
    bold: bool = False
    soft: bool = False
    datetime: str = ""
    wraps: tuple[HtmlElement, ...] = ()
    zone: Zone = Zone.MAIN

    @property
    def hints(self) -> frozenset[str]:
        """The words in class, id, itemprop and role of the element and of what wraps the text alone."""
        return words_of(self.element).union(*map(words_of, self.wraps))


@dataclass(slots=True)
class Blocks:
    """All blocks of a page, and for each element that holds some, which ones: `spans[element] = (first, end)`."""

    all: list[Block] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)

    def under(self, element: HtmlElement) -> list[Block]:
        """The blocks inside an element, in order."""
        first, end = self.spans.get(element, (0, 0))
        return self.all[first:end]


@remembered(500)
def parts_of(url: str) -> SplitResult:
    """An address taken apart; all parts empty where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def named(element: HtmlElement) -> str:
    """What class, id, itemprop and role of an element say, as they say it."""
    get = element.get
    return " ".join([part for part in (get("class"), get("id"), get("itemprop"), get("role")) if part])[:400]


def words_of(element: HtmlElement) -> frozenset[str]:
    """The words in class, id, itemprop and role: `event-card__Date` gives event, card, date."""
    return words_in(named(element))


@remembered(400)
def words_in(said: str) -> frozenset[str]:
    """The words that a name for machines is made of."""
    return frozenset(_WORDS.findall(said if said.islower() else _CAMEL.sub(r"\1 \2", said).lower()))


def containers(root: HtmlElement) -> set[HtmlElement]:
    """The elements that hold block-level ones, whatever their own tag."""
    found: set[HtmlElement] = set()
    for element in root.iter(*BLOCK_TAGS):
        parent = element.getparent()
        while parent is not None and parent not in found:
            found.add(parent)
            parent = parent.getparent()
    return found


def cell_of(element: HtmlElement | None) -> HtmlElement | None:
    """The table cell an element stands in; None outside tables."""
    for _ in range(CELL):
        if element is None or element.tag in ("td", "th"):
            return element
        element = element.getparent()
    return None


class _Flattener:
    """Walks a tree once and collects its lines."""

    def __init__(self, root: HtmlElement, base: str) -> None:
        self.blocks = Blocks()
        self.base = base
        self.holders = containers(root)
        self.stack: list[tuple[HtmlElement, int]] = []
        self.open_links: list[tuple[HtmlElement, int]] = []
        self.inline: list[tuple[HtmlElement, int]] = []
        self._fresh()
        self.soft = False
        self.size, self.full = 0, False
        self._walk(root)

    def _fresh(self) -> None:
        self.line = ""
        self.links: list[tuple[HtmlElement, int, int]] = []
        self.strong = 0
        self.begun = self.ended = -1
        self.piece = 0
        self.lead = ""
        self.marks: list[tuple[int, int]] = []
        self.badges: list[tuple[int, int, HtmlElement]] = []
        self.struck: tuple[int, int, HtmlElement] | None = None
        self.datetime = ""
        self.wraps: list[tuple[HtmlElement, int]] = []

    def _walk(self, root: HtmlElement) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipping: HtmlElement | None = None
        for event, element in walker:
            if event == "start":
                if skipping is not None:
                    continue
                if self._is_skipped(element):
                    skipping = element
                    walker.skip_subtree()
                else:
                    self._enter(element)
                if self.full:
                    break
                continue
            if event == "end" and skipping is None:
                self._leave(element)
            elif skipping is element:
                skipping = None
            if skipping is None and element is not root and (tail := element.tail):
                self._add(tail)
        self._flush(root)
        while self.stack:
            element, first = self.stack.pop()
            self.blocks.spans[element] = (first, len(self.blocks.all))

    def _is_skipped(self, element: HtmlElement) -> bool:
        tag = element.tag
        if tag in BLOCK_TAGS or tag in SKIPPED_TAGS:
            return tag in SKIPPED_TAGS
        style = element.get("style")
        return bool(style and element not in self.holders and _HIDDEN.search(style))

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS or element in self.holders:
            self._flush()
            self.stack.append((element, len(self.blocks.all)))
            self.soft = False
        elif tag == "br":
            if self._is_title(self.stack[-1][0] if self.stack else None):
                self._add(" ")
            else:
                self._flush()
                self.soft = True
        else:
            self.inline.append((element, len(self.line)))
            self.begun = len(self.line)
            if tag == "time" and not self.datetime:
                self.datetime = element.get("datetime") or ""
        if tag == "a" and element.get("href"):
            self.open_links.append((element, len(self.line)))
        if text := element.text:
            self._add(text)

    def _is_title(self, element: HtmlElement | None) -> bool:
        """Whether a line break is one inside a title, rather than between the entries of a list in large type."""
        return element is not None and element.tag in HEADINGS and sum(1 for _ in element.iter("br")) < 3

    def _leave(self, element: HtmlElement) -> None:
        if self.open_links and self.open_links[-1][0] is element:
            start = self.open_links.pop()[1]
            self.links.append((element, start, len(self.line)))
        if self.stack and self.stack[-1][0] is element:
            self._flush()
            first = self.stack.pop()[1]
            self.blocks.spans[element] = (first, len(self.blocks.all))
            self.soft = False
        elif self.inline and self.inline[-1][0] is element:
            start = self.inline.pop()[1]
            self._inline_ends(element, start)

    def _inline_ends(self, element: HtmlElement, start: int) -> None:
        end = len(self.line)
        self.ended, self.piece = end, start
        if end <= start:
            return
        if element.tag in STRUCK:
            self.struck = (start, end, element)
        if element.tag in BOLD:
            self.strong += end - start
        if element.tag in INLINE_LABELS and end - start <= MAX_LABEL:
            self.marks.append((start, end))
        if element.tag != "a" and 2 <= end - start <= MAX_LABEL and read_status(self.line[start:end]) is not None:
            if len(self.badges) < MAX_BADGES:
                self.badges.append((start, end, element))
            elif self.badges[-1][:2] == (start, end):
                self.badges[-1] = (start, end, element)  # the outermost, whatever it holds
        if not self.line[:start].strip():
            if element.tag in INLINE_LABELS:
                self.lead = self.lead or self.line.strip()
            self.wraps.append((element, end))

    def _beside_struck(self) -> None:
        """Keep a state that stands in no element of its own, beside struck text: `<del>On foams</del> cancelled`."""
        if self.struck is None:
            return
        start, end, element = self.struck
        for first, stop in ((end, len(self.line)), (0, start)):
            said = self.line[first:stop].strip(" \t-–—:|,;.·*!()[]")
            if 2 <= len(said) <= MAX_LABEL and read_status(said) in (Status.CANCELLED, Status.POSTPONED):
                first = self.line.index(said, first)
                self.badges.append((first, first + len(said), element))

    def _add(self, text: str) -> None:
        line = self.line
        if len(line) > MAX_LINE:
            return
        ended = line[-1:] in ("", " ")
        words = " ".join(text[: 4 * MAX_LINE].split())[:MAX_LINE]
        if not words:
            self.line = line if ended else line + " "
            return
        if text[0].isspace():
            words = words if ended else f" {words}"
        elif not ended and self.ended == len(line) and self._is_apart(words):
            self._flush()
            self.soft = True
        self.line += f"{words} " if text[-1].isspace() else words

    def _is_apart(self, words: str) -> bool:
        """Whether a style sheet puts these words on a line of their own, though no blank parts them from the inline
        element that ended just before: <span>POSTPONED</span><a>Details</a>."""
        line = self.line
        if self.begun == self.ended and _GLUED.search(line[-1] + words[0]):
            return True
        left, beside = line[self.piece :], self.begun == self.ended
        if beside and (left.isdigit() or _CALENDAR.fullmatch(left.upper())) and _CALENDAR.match(words.upper()):
            return True  # <em>03</em><em>dec</em><em>thu</em>
        if line[-1].isdigit() and words[0].isdigit():
            return beside and (len(left) > 1 or len(words) > 1)  # <time>Dec 4</time><span>1:00 PM</span>
        if not (line[-1].isalpha() and words[0].isalpha()) or len(left) > MAX_LABEL:
            return False
        if beside and len(left) >= len("NEW") and words[0].isupper() and words[1:2].islower():
            return True
        return read_status(left) is not None or (beside and left.isupper() and bool(_CALENDAR.match(words)))

    def _flush(self, owner: HtmlElement | None = None) -> None:
        line = self.line
        if not (line or self.links or self.datetime):
            return
        if self.open_links:
            self.links += [(element, start, len(line)) for element, start in self.open_links if len(line) > start]
            self.open_links = [(element, 0) for element, _ in self.open_links]
        if self.inline:
            self.inline = [(element, 0) for element, _ in self.inline]
        if line.strip():
            self._keep(line, owner)
        self._fresh()

    def _keep(self, line: str, owner: HtmlElement | None) -> None:
        element = self.stack[-1][0] if self.stack else owner
        self._beside_struck()
        text = clean(line)
        if element is None or not text:
            return
        self.size += len(text)
        self.full = self.size >= MAX_TEXT or len(self.blocks.all) + 1 >= MAX_BLOCKS
        tag, bare = element.tag, line.strip()
        self.blocks.all.append(
            Block(
                index=len(self.blocks.all),
                element=element,
                text=text,
                level=int(tag[1]) if tag in HEADINGS else 0,
                links=tuple([link for found in self.links[:MAX_LINKS] if (link := self._link(line, text, *found)).url]),
                lead=clean(self.lead) if self.lead else "",
                marks=tuple(sorted(set(self.marks))) if self.marks and text == bare else (),
                badges=tuple(self.badges) if text == bare else (),
                bold=self.strong >= 0.9 * len(bare),
                soft=self.soft,
                datetime=self.datetime,
                wraps=tuple([wrap for wrap, end in self.wraps if end >= len(line.rstrip())]) if self.wraps else (),
            )
        )

    def _link(self, line: str, text: str, element: HtmlElement, start: int, end: int) -> Link:
        said = clean(line[start:end])
        place = text.find(said, max(0, start - 8)) if said else 0
        href = (element.get("href") or "").strip()
        return Link(join(self.base, href) if len(href) <= MAX_URL else "", said, max(0, place), element)


def flatten(root: HtmlElement, base: str) -> Blocks:
    """All lines of the tree in reading order; `base` makes link addresses absolute."""
    return _Flattener(root, base).blocks
