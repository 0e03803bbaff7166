"""The body of an article: its headings and paragraphs, without the boxes that stand inside and below the text.

The part of the page that holds most prose is the body; inside it, what is no prose (captions, sharing lines, lists of
links, boxes with other articles) is left out. Labels of inserted boxes are learnt from the article itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, Blocks, Zone
from crawler.extract.zones import is_foreign_title
from pipeline.reading.text import fold, label

PROSE = 60
"""Characters of a line that can be a paragraph of an article."""

_SENTENCE = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*(?:\s|$)")
_ENDED = re.compile(r"[.!?…。！？:;,][\"'”’»)\]]*$|[\"”»]$")
_CHROME_LINE = re.compile(
    r"(?:share|share this(?: (?:page|article|post|story|on .*))?|tweet|print|e ?mail(?: this)?(?: article)?|save|"
    r"comments?|advert(?:isement)?|caption|back to gallery|this slideshow requires javascript|explore further|"
    r"like this (?:story|article).*|don t miss|staff reports?|\d+ (?:of|/) \d+|"
    r"skip to (?:main )?content|previous image next image|back to top|facebook|twitter|linkedin|whatsapp|copy "
    r"link|subscribe.*|"
    r"sign up.*|follow us.*|teilen|drucken|partager|imprimer|condividi|compartir|delen|image credit.*|photo credit.*|"
    r"read more|continue reading.*|click here.*|listen.*|watch.*video.*|download.*|loading.*|close|menu|tags?|"
    r"topics?|filed under.*|"
    r"\d+ (?:comments?|shares?|min read|minute read|views?)|\d+)"
)
_LICENCE = re.compile(
    r"\b(?:images? (?:for download )?(?:on|from) the .{3,60}(?:are|is) made available|all rights reserved|"
    r"creative commons attribution|"
    r"reprinted with permission|copyright ©?|republished (?:with|courtesy)|unless otherwise noted|© ?(?:19|20)\d\d|"
    r"is subject to copyright|may not be (?:published|reproduced)|you may not alter the images)\b",
    re.I,
)
_ADDRESS = re.compile(r"https?://\S+")
_CREDIT = re.compile(
    r"\((?:[A-Z][\w.]* )?(?:photo|foto|image|picture|bild|video)s?\b[^()]{0,80}\)$"
    r"|[/|] ?(?:Getty Images|Reuters|AFP|AP)\)?$",
    re.I,
)
"""What captions end with: who took the picture."""
MOST_PIECES = 12
TEASER_LINES, TEASER_SIZE = 6, 800  # a teaser has no more lines and characters
_POINTER = re.compile(
    r"^\W*(?:related(?: (?:article|story|news|post)s?)?|see (?:also|more)|read (?:more|next|also)|"
    r"also read|don['’]t miss|lesen sie auch|lees ook|lire aussi|leggi anche|leia também|lea también|läs också)\s*:",
    re.I,
)
"""How a line begins that leads to another article."""
_ASIDE_HINTS = frozenset(
    str.split(
        "caption credit byline author share social related promo newsletter ad ads advert advertisement tags tag "
        "meta date "
        "dateline dek breadcrumb comment comments teaser sidebar recommended subscribe toolbar pullquote"
    )
)


def body_of(blocks: Blocks, title: Block | None) -> list[Block]:
    """The blocks that make an article's text, in order; empty if the page has none."""
    holder = _holder(blocks)
    if holder is None:
        return []
    inside = [block for element in _with_its_like(holder, blocks) for block in blocks.under(element)]
    teasers = _teasers(inside, blocks)
    inside = [block for block in inside if block.index not in teasers]
    labels, tables = box_labels(inside), _Tables()
    kept = [
        block
        for block in _without_copies(inside)
        if tables.holds_figures(block)
        or (_belongs(block, labels, title) and (is_prose(block) or block.element.tag not in ("td", "th")))
    ]
    return _without_ends(kept, title, tables)


def is_prose(block: Block) -> bool:
    """Whether a line reads as running text."""
    text = block.text
    return len(text) >= PROSE and not block.level and link_share(block) < 0.5 and bool(_SENTENCE.search(text))


def is_chrome_line(text: str) -> bool:
    """Whether a line serves the page rather than the text: "Share", "Print", "Skip to content"."""
    return len(text) < 200 and bool(_CHROME_LINE.fullmatch(fold(text)))


def link_share(block: Block) -> float:
    """How much of a line is links, 0 to 1."""
    return sum(len(link.text) for link in block.links) / max(1, len(block.text))


def _holder(blocks: Blocks) -> HtmlElement | None:
    """The element that holds the article's prose and little else."""
    weight: dict[HtmlElement, float] = defaultdict(float)
    for block in blocks.all:
        if block.zone not in (Zone.MAIN, Zone.ASIDE) or not is_prose(block):
            continue
        size = len(block.text) * (1 - link_share(block))
        element: HtmlElement | None = block.element
        if element is not None and blocks.spans[element][1] - blocks.spans[element][0] == 1:
            element = element.getparent()
        for share in (1.0, 0.6, 0.4):
            if element is None:
                break
            weight[element] += size * share
            element = element.getparent()
    if not weight:
        return None
    best = max(weight, key=lambda element: weight[element])
    return _widened(best, blocks)


def _widened(element: HtmlElement, blocks: Blocks) -> HtmlElement:
    """The element, or one around it if that holds much more prose."""
    inside = _prose_size(element, blocks)
    outer = element.getparent()
    for _ in range(3):
        if outer is None or outer not in blocks.spans:
            break
        size = _prose_size(outer, blocks)
        direct = [b for b in blocks.under(outer) if b.element.getparent() is outer and b.zone is Zone.MAIN]
        beside = [len(block.text) for block in direct if is_prose(block)]
        if size >= 1.4 * inside or (len(beside) >= 2 and sum(beside) >= 0.1 * inside):
            element, inside = outer, size
        outer = outer.getparent()
    return element


def _with_its_like(holder: HtmlElement, blocks: Blocks) -> list[HtmlElement]:
    """The holder and what is built just like it, in order: pictures and boxes part some articles into pieces."""
    said = holder.get("class")
    if not said:
        return [holder]
    root = holder.getroottree().getroot()
    alike = [
        e for e in root.iter(holder.tag) if e.get("class") == said and (e is holder or _is_mostly_prose(e, blocks))
    ]
    nested = {e for e in alike if any(above in alike for above in e.iterancestors())}
    lists = any(block.level and block.links for e in alike for block in blocks.under(e))
    return [holder] if lists or nested or len(alike) > MOST_PIECES else alike


def _teasers(inside: list[Block], blocks: Blocks) -> set[int]:
    """The lines of small boxes that begin with a title leading elsewhere: other articles."""
    found: set[int] = set()
    for block in inside:
        if block.level < 2 or link_share(block) < 0.8 or (block.links[0].element.get("href") or "").startswith("#"):
            continue
        box = block.element.getparent()
        first, end = blocks.spans.get(box, (0, 0))
        if 1 < end - first <= TEASER_LINES and sum(len(each.text) for each in blocks.all[first:end]) <= TEASER_SIZE:
            found.update(range(first, end))
    return found


def _without_copies(blocks: list[Block]) -> Iterator[Block]:
    """Without captions of a gallery, which come again word for word, and without a paragraph's second copy."""
    times, seen = Counter(block.text for block in blocks), set[str]()
    for block in blocks:
        if len(block.text) < 40 or times[block.text] == 1 or (block.element.tag == "p" and block.text not in seen):
            yield block
        seen.add(block.text)


def _is_mostly_prose(element: HtmlElement, blocks: Blocks) -> bool:
    size = _prose_size(element, blocks)
    return size >= 2 * PROSE and size >= 0.7 * sum(len(block.text) for block in blocks.under(element))


class _Tables:
    """Tells tables of figures, which belong to a text, from those that merely lay a page out."""

    def __init__(self) -> None:
        self.known: dict[HtmlElement, bool] = {}

    def holds_figures(self, block: Block) -> bool:
        """Whether a line is a cell of a table with at least four rows of at least three short cells."""
        if block.element.tag not in ("td", "th") or block.zone is not Zone.MAIN:
            return False
        table = next(block.element.iterancestors("table"), None)
        if table is None:
            return False
        if table not in self.known:
            rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
            short = [row for row in rows if len(row) >= 3 and all(len(c.text_content()) < PROSE for c in row)]
            self.known[table] = len(short) >= 4 and len(short) >= 0.8 * len(rows)
        return self.known[table]


def _prose_size(element: HtmlElement, blocks: Blocks) -> int:
    return sum(len(b.text) for b in blocks.under(element) if b.zone is Zone.MAIN and is_prose(b))


def box_labels(blocks: list[Block]) -> frozenset[str]:
    """Beginnings up to a colon that come again and again between paragraphs, before a title and no sentence."""
    heads = [(head, bool(_ENDED.search(block.text))) for block in blocks if (head := _head(block)) is not None]
    titles = Counter(head for head, ended in heads if not ended)
    sentences = Counter(head for head, ended in heads if ended)
    return frozenset(
        head for head, count in titles.items()
        if count >= 2 and not sentences[head] and len(head.split()) > 1 and label(head + ":") is None
    )  # fmt: skip


def _head(block: Block) -> str | None:
    head, colon, rest = block.text.partition(":")
    return fold(head) if colon and rest.strip() and len(head) <= 60 else None


def _belongs(block: Block, labels: frozenset[str], title: Block | None) -> bool:
    text = block.text
    if block.zone is not Zone.MAIN or block is title or block.element.tag in ("figcaption", "caption", "legend"):
        return False
    if _ADDRESS.fullmatch(text) or (title is not None and not block.level and fold(text) == fold(title.text)):
        return False
    if len(text) < 400 and (_CREDIT.search(text) or _POINTER.match(text)):
        return False
    if is_chrome_line(text) or (len(text) < 200 and not block.level and block.hints & _ASIDE_HINTS):
        return False
    if _head(block) in labels or (len(text) < 700 and _LICENCE.search(text)):
        return False
    if link_share(block) > 0.6 and (len(text) < 200) and block.element.tag != "p":
        return False
    return not (link_share(block) > 0.9 and len(text) < 120)


def _without_ends(blocks: list[Block], title: Block | None, tables: _Tables) -> list[Block]:
    """Without the short lines before the first and after the last paragraph: datelines, bylines, titles of lost
    boxes."""
    end = len(blocks)
    while end and not (is_prose(blocks[end - 1]) or _closes(blocks[end - 1]) or tables.holds_figures(blocks[end - 1])):
        end -= 1
    start = 0
    if title is not None and end and title.index < blocks[end // 2].index:
        while start < end and blocks[start].index < title.index:
            start += 1
    while start < end and not is_prose(blocks[start]) and _is_lead_in(blocks[start]):
        start += 1
    kept = blocks[start:end]
    for number, block in enumerate(kept):
        if is_foreign_title(block.text) and number > 0.5 * len(kept):
            return kept[:number]
    return kept


def _closes(block: Block) -> bool:
    return len(block.text) >= 25 and bool(_ENDED.search(block.text)) and not block.level


def _is_lead_in(block: Block) -> bool:
    """Whether a short line above the first paragraph is no part of the text."""
    return (
        not block.level and block.element.tag != "li" and len(block.text) < PROSE and bool(block.hints or block.links)
    )
