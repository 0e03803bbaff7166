"""Articles: title, date, author and body, without the boxes that stand inside and below the text.

A page is an article if it is no talk and no listing, and holds a body of running text. What it does not state (a copy
without headline, author or date) stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.sources import Source
from crawler.extract.blocks import Block, Zone
from crawler.extract.body import body_of, is_chrome_line, is_prose
from crawler.extract.cutting import Cutter
from crawler.extract.page import Page
from crawler.extract.published import DATE_METAS, Published, day_in_address
from crawler.extract.segment import Outline
from crawler.extract.verdict import NEWS_WORDS, said_by_address, says_article
from crawler.extract.visible import context_of, is_about_talks, outline_of
from pipeline.reading.people import is_name
from pipeline.reading.text import clean, label, unwrap
from pipeline.talk import Claim, Layer, Sighting

ENOUGH = 300
"""Characters of running text that make an article."""

SHORTEST = 8
"""Characters of a headline."""

_BYLINE = re.compile(
    r"(?:^|^.{0,60}[\d|•·–—,-] )(?:by|von|par|di|por|door|av|words by|written by|author|story by|text)[ :]+(.{4,60})$",
    re.I,
)
_AUTHOR = frozenset(("author", "byline"))


def article(page: Page, source: Source) -> list[Sighting]:
    """The article a page is, or nothing where it is a talk, a listing or neither."""
    context = context_of(page, source)
    found = outline_of(page, context)
    if is_about_talks(page, context):
        return []
    title = found.heading or _first_line(found)
    body = body_of(found.blocks, title)
    if _signs(page, title, body) + 0.3 * (found.talk is not None) < 1.0:
        return []
    claims = tuple(claim for claim in _Reader(page, found, title, body).claims() if claim is not None and claim.text)
    return [Sighting("article", page.url, page.url, claims, own_page=True)]


def _signs(page: Page, title: Block | None, body: list[Block]) -> float:
    """How much a page is like an article, 1 and more: it is one. Text alone suffices; so does its word for it."""
    score = sum(len(block.text) for block in body if is_prose(block)) / ENOUGH
    if title is not None:
        score += 0.6 * (page.meta("og:type") == "article") + 0.6 * says_article(page)
        score += 0.5 * any(page.meta_at(name) is not None for name in DATE_METAS[:9])
        score += 0.3 * bool(NEWS_WORDS.search(said_by_address(page))) + 0.3 * bool(day_in_address(page.url))
    return score


def _first_line(found: Outline) -> Block | None:
    """The title of a text without headings: its first line, the date aside, if that is no sentence."""
    dated = {anchor.first for anchor in found.anchors if anchor.part > 0.7}
    for block in found.blocks.all[:6]:
        if block.index in dated or is_chrome_line(block.text):
            continue
        short = 8 <= len(block.text) <= 160 and not is_prose(block) and block.text[-1] not in ".,;:"
        return block if short and label(block.text) is None and block.zone is Zone.MAIN else None
    return None


def headline_end(title: Block) -> int:
    """Where the headline ends in its block: what is set small behind it ("3 May 2024 • Press") is none of it."""
    for small in title.element.iter("small"):
        said = clean(str(small.text_content()))
        end = len(title.text) - len(said)
        if said and end >= SHORTEST and title.text.endswith(said):
            return len(title.text[:end].rstrip())
    return len(title.text)


class _Reader:
    """Reads one article."""

    def __init__(self, page: Page, found: Outline, title: Block | None, body: list[Block]) -> None:
        self.page = page
        self.found = found
        self.title = title
        self.body = body
        self.cut = Cutter(page, found.blocks)
        self.title_end = headline_end(title) if title is not None else 0
        self.published = Published(page, found, title, body, self.cut, self.title_end)

    def claims(self) -> Iterator[Claim | None]:
        if self.title is not None:
            yield self.cut.claim("title", self.title, "visible:heading", 0, self.title_end)
        yield from self.published.claims()
        yield from self._author()
        for run in self._runs():
            yield self.cut.across("body", run[0], run[-1], "visible:body")
        yield from self._canonical()
        for field, name in (("summary", "og:description"), ("summary", "description"), ("image", "og:image")):
            if at := self.page.meta_at(name):
                text = self.page.meta(name)
                url = self.page.absolute(text) if field == "image" else ""
                yield Claim(field, text, Layer.STRUCTURED, f"meta:{name}", at, url)

    # ── Who wrote it, where it first stood ──

    def _author(self) -> Iterator[Claim | None]:
        for name in (
            "author",
            "article:author",
            "dc.creator",
            "parsely-author",
            "sailthru.author",
            "citation_author",
            "byl",
        ):
            text = self.page.meta(name)
            at = self.page.meta_at(name)
            if at and is_name(clean(text.removeprefix("By "))):
                yield Claim("author", text, Layer.STRUCTURED, f"meta:{name}", at)
        for block in self.found.blocks.all:
            match = _BYLINE.match(block.text) if self.published.is_near(block) and len(block.text) <= 80 else None
            if match and is_name(match[1].split("|")[0].split(",")[0].strip()):
                end = match.start(1) + len(match[1].split("|")[0].split(",")[0].rstrip())
                yield self.cut.claim("author", block, "visible:byline", match.start(1), end)
                return
        for block in filter(self.published.is_near, self.found.blocks.all):
            if block.hints & _AUTHOR and block.zone <= Zone.ASIDE and len(block.text) <= 60 and is_name(block.text):
                yield self.cut.claim("author", block, "visible:hint")
                return

    def _canonical(self) -> Iterator[Claim | None]:
        for block in self.found.blocks.all[-40:]:
            if (
                re.match(r"(?:source|quelle|original(?:ly published)?|via)\b.{0,40}:?", block.text, re.I)
                and block.links
            ):
                url = unwrap(block.links[0].url)
                if url and len(block.text) <= 200:
                    yield self.cut.claim("canonical_url", block, "visible:source", url=url)
        for link in self.page.document.iter("link") if self.page.document is not None else ():
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                claim = self.cut.attribute("canonical_url", link, "href", "link:canonical")
                if claim is not None:
                    yield Claim(
                        "canonical_url",
                        claim.text,
                        Layer.STRUCTURED,
                        claim.by,
                        claim.at,
                        self.page.absolute(claim.text),
                    )
                return
        if at := self.page.meta_at("og:url"):
            text = self.page.meta("og:url")
            yield Claim("canonical_url", text, Layer.STRUCTURED, "meta:og:url", at, self.page.absolute(text))

    def _runs(self) -> Iterator[list[Block]]:
        """The body in stretches without a gap; the boxes between them are left out."""
        run: list[Block] = []
        for block in self.body:
            if run and block.index != run[-1].index + 1:
                yield run
                run = []
            run.append(block)
        if run:
            yield run
