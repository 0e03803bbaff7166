"""Articles: title, date, author and body, without the boxes that stand inside and below the text.

A page is an article if it is no talk and no listing, and holds a body of running text. What it does not state (a copy
without headline, author or date) stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.sources import Source
from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block, Zone
from crawler.extract.body import body_of, is_chrome_line, is_prose
from crawler.extract.cutting import Cutter
from crawler.extract.page import Page
from crawler.extract.segment import Outline
from crawler.extract.verdict import is_talk_listing, is_talk_page
from crawler.extract.visible import context_of, outline_of
from pipeline.reading.people import is_name
from pipeline.reading.text import clean, label, unwrap
from pipeline.talk import At, Claim, Layer, Sighting

ENOUGH = 300
"""Characters of running text that make an article."""

DATE_METAS = tuple(
    str.split(
        "article:published_time datepublished article.published og:published_time "
        "dc.date.issued dcterms.created dc.date.created dcterms.issued "
        "dc.date dcterms.date date pubdate "
        "publishdate publish-date publish_date parsely-pub-date "
        "sailthru.date cxenseparse:recs:publishtime citation_publication_date citation_date "
        "datecreated article_date_original rnews:datepublished published_date "
        "published-date publication_date article:published shareaholic:article_published_time "
        "bt:pubdate timestamp originalpublicationdate dc.date.publication "
        "last-modified-date createdate created"
    )
)
"""Names of <meta> elements that hold the day of publication, the surest first."""

_BYLINE = re.compile(r"^(?:by|von|par|di|por|door|av|words by|written by|author|story by|text)[ :]+(.{4,60})$", re.I)
_URL_DATE = re.compile(r"/((?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_.-])")
_PUBLISHED = frozenset(str.split("published publish pubdate posted date dateline timestamp entry created"))


def article(page: Page, source: Source) -> list[Sighting]:
    """The article a page is, or nothing where it is a talk, a listing or neither."""
    context = context_of(page, source)
    found = outline_of(page, context)
    if (found.talk is not None and is_talk_page(page, found, context)) or (
        found.cards and is_talk_listing(page, found)
    ):
        return []
    title = found.heading or _first_line(found)
    body = body_of(found.blocks, title)
    if sum(len(block.text) for block in body if is_prose(block)) < ENOUGH:
        return []
    claims = tuple(claim for claim in _Reader(page, found, title, body).claims() if claim is not None and claim.text)
    return [Sighting("article", page.url, page.url, claims, own_page=True)]


def _first_line(found: Outline) -> Block | None:
    """The title of a text without headings: its first line, the date aside, if that is no sentence."""
    dated = {anchor.first for anchor in found.anchors if anchor.part > 0.7}
    for block in found.blocks.all[:6]:
        if block.index in dated or is_chrome_line(block.text):
            continue
        short = 8 <= len(block.text) <= 160 and not is_prose(block) and block.text[-1] not in ".,;:"
        return block if short and label(block.text) is None and block.zone is Zone.MAIN else None
    return None


class _Reader:
    """Reads one article."""

    def __init__(self, page: Page, found: Outline, title: Block | None, body: list[Block]) -> None:
        self.page = page
        self.found = found
        self.title = title
        self.body = body
        self.cut = Cutter(page, found.blocks)

    def claims(self) -> Iterator[Claim | None]:
        if self.title is not None:
            yield self.cut.claim("title", self.title, "visible:heading")
        yield from self._published()
        yield from self._author()
        for run in self._runs():
            yield self.cut.across("body", run[0], run[-1], "visible:body")
        yield from self._canonical()
        for field, name in (("summary", "og:description"), ("summary", "description"), ("image", "og:image")):
            if at := self.page.meta_at(name):
                text = self.page.meta(name)
                url = self.page.absolute(text) if field == "image" else ""
                yield Claim(field, text, Layer.STRUCTURED, f"meta:{name}", at, url)

    # ── When it appeared ──

    def _published(self) -> Iterator[Claim | None]:
        for name in DATE_METAS:
            if at := self.page.meta_at(name):
                yield Claim("published", self.page.meta(name), Layer.STRUCTURED, f"meta:{name}", at)
        yield from self._time_elements()
        for anchor in self._datelines():
            block = self.found.blocks.all[anchor.first]
            if anchor.end - anchor.first == 1:
                yield self.cut.claim("published", block, "visible:dateline", anchor.start, anchor.stop)
        address = self.page.canonical or self.page.url
        if match := _URL_DATE.search(address):
            yield Claim("published", match[1].replace("/", "-"), Layer.VISIBLE, "visible:address", At(self.page.sha256))

    def _time_elements(self) -> Iterator[Claim | None]:
        for block in self.found.blocks.all:
            if block.datetime and block.zone is Zone.MAIN and self._is_near(block):
                times = [element for element in block.element.iter("time") if element.get("datetime")]
                if times:
                    yield self.cut.attribute("published", times[0], "datetime", "visible:time")
                    return

    def _is_near(self, block: Block) -> bool:
        """Whether a line belongs to the head of the article."""
        first = self.body[0].index if self.body else 0
        top = self.title.index if self.title is not None else first
        return min(top, first) - 12 <= block.index <= max(top, first) + 4

    def _datelines(self) -> list[Anchor]:
        """Days on short lines at the head of the article, then at its foot."""
        blocks = self.found.blocks.all
        foot = self.body[-1].index if self.body else 0
        inside = {block.index for block in self.body}

        def rank(anchor: Anchor) -> tuple[bool, bool, int]:
            block = blocks[anchor.first]
            top = self.title.index if self.title is not None else 0
            return (not self._is_near(block), not block.hints & _PUBLISHED, abs(block.index - top))

        fitting = [
            anchor
            for anchor in self.found.anchors
            if anchor.first not in inside and len(blocks[anchor.first].text) <= 120
            and blocks[anchor.first].zone is Zone.MAIN and anchor.first <= foot + 6
        ]  # fmt: skip
        return sorted(fitting, key=rank)[:2]

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
            match = _BYLINE.match(block.text) if self._is_near(block) and len(block.text) <= 80 else None
            if match and is_name(match[1].split("|")[0].split(",")[0].strip()):
                end = match.start(1) + len(match[1].split("|")[0].split(",")[0].rstrip())
                yield self.cut.claim("author", block, "visible:byline", match.start(1), end)
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
