"""Claims cut out of blocks, each with the exact place it stands: reading there again gives the text again."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, Blocks
from crawler.extract.page import Page
from crawler.extract.seen import text_of
from pipeline.talk import At, Claim, Layer


class Cutter:
    """Cuts claims of the visible layer out of one page's blocks."""

    def __init__(self, page: Page, blocks: Blocks) -> None:
        self.page = page
        self.blocks = blocks
        self._texts: dict[HtmlElement, tuple[str, dict[int, int]]] = {}
        self._paths: dict[HtmlElement, str] = {}

    def _text(self, element: HtmlElement) -> tuple[str, dict[int, int]]:
        """The text at an element, and where each of its blocks begins in it."""
        known = self._texts.get(element)
        if known is None:
            text = text_of(element)
            offsets: dict[int, int] = {}
            position, flat = 0, text.replace("\n", " ")  # a line break inside a heading is a space in its block
            for block in self.blocks.under(element):
                found = text.find(block.text, position)
                found = flat.find(block.text, position) if found < 0 else found
                if found >= 0:
                    offsets[block.index] = found
                    position = found + len(block.text)
            known = self._texts[element] = (text, offsets)
        return known

    def path(self, element: HtmlElement) -> str:
        if element not in self._paths:
            self._paths[element] = element.getroottree().getpath(element)
        return self._paths[element]

    def claim(self, field: str, block: Block, by: str, start: int = 0, end: int = 0, url: str = "") -> Claim | None:
        """A stretch of one block (0, 0: all of it) as a claim; None where its place cannot be told."""
        return self.across(field, block, block, by, start, end or len(block.text), url)

    def across(
        self, field: str, first: Block, last: Block, by: str, start: int = 0, end: int = 0, url: str = ""
    ) -> Claim | None:
        """From `start` in the first block to `end` in the last one, as one claim; lines parted by line feeds."""
        element = self._common(first, last)
        if element is None:
            return None
        text, offsets = self._text(element)
        if first.index not in offsets or last.index not in offsets:
            return None
        begin = offsets[first.index] + start
        stop = offsets[last.index] + (end or len(last.text))
        while begin < stop and text[begin].isspace():
            begin += 1
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if begin >= stop:
            return None
        whole = begin == 0 and stop == len(text)
        at = At(self.page.sha256, self.path(element), 0 if whole else begin, 0 if whole else stop)
        return Claim(field, text[begin:stop], Layer.VISIBLE, by, at, url)

    def attribute(self, field: str, element: HtmlElement, name: str, by: str) -> Claim | None:
        """An attribute's text as a claim."""
        path = f"{self.path(element)}/@{name}"
        text = self.page.text_at(path)
        return Claim(field, text, Layer.VISIBLE, by, At(self.page.sha256, path)) if text else None

    def _common(self, first: Block, last: Block) -> HtmlElement | None:
        """The innermost element that holds both blocks."""
        element: HtmlElement | None = first.element
        while element is not None:
            span = self.blocks.spans.get(element)
            if span is not None and span[0] <= first.index and last.index < span[1]:
                return element
            element = element.getparent()
        return None
