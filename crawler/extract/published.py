"""When an article appeared: every place where a page says so, the surest first.

Metadata, `<time>` elements, lines at the head and foot, attributes that only scripts read, and the address. The day a
page was fetched, or a day its text is about, is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block, Zone, words_of
from crawler.extract.cutting import Cutter
from crawler.extract.page import Page
from crawler.extract.readers import reader
from crawler.extract.segment import Outline
from pipeline.reading.text import fold
from pipeline.reading.times import Context, Reading, find_when, read_published
from pipeline.talk import Claim, Layer

DATE_METAS = tuple(
    str.split(
        "article:published_time datepublished article.published og:published_time dc.date.issued dcterms.created "
        "dc.date.created dcterms.issued dc.date dcterms.date date pubdate publishdate publish-date publish_date "
        "parsely-pub-date sailthru.date cxenseparse:recs:publishtime citation_publication_date citation_date "
        "datecreated article_date_original rnews:datepublished published_date published-date publication_date "
        "article:published shareaholic:article_published_time bt:pubdate timestamp originalpublicationdate "
        "dc.date.publication createdate created"
    )
)
"""Names of <meta> elements that hold the day of publication, the surest first."""

_PUBLISHED = frozenset(str.split("published publish pubdate posted date dateline timestamp datestamp entry created"))
_STAMPED = frozenset(str.split("date published publish pubdate dateline timestamp datestamp time updated created"))
_CHANGED = frozenset(("updated", "modified"))
_CAPTION = frozenset(("caption", "credit"))
_LABELLED = re.compile(
    r"^(?:published|posted|date|created|issued|publication date|veroffentlicht|erschienen|erstellt|datum|publie|"
    r"mis en ligne|pubblicat[oa]|data|publicad[oa]|fecha|gepubliceerd|geplaatst|publicerad|publisert|入力|등록)\b"
)
_TOLD = re.compile(
    r"\b(?:news(?: item)?|press (?:release|statement)|notizia|comunicato(?: stampa)?|noticia|nota de prensa|"
    r"comunicado(?: de imprensa)?|communique(?: de presse)?|pressemitteilung|pressemeldung|meldung|nachricht|"
    r"persbericht|nieuwsbericht|pressmeddelande|nyhet)(?: (?:nr|no|n) \d[\d ]*)?"
    r" (?:of|from|vom|del|de|do|du|van|fran)(?: the)?$"
)
"""What stands before the day that news is of: "Pressemitteilung vom 3. Mai 2024", "Notizia del 14 gennaio"."""
_TOLD_WORD = re.compile(r"\b(?:news|press|not[ia]|comuni|communi|meldung|mitteilung|nachricht|\w*bericht|nyhet)")
_OTHER_LABEL = re.compile(r"[:：]\s*$")
"""What stands before a day that a label of its own names: "Member since: 3 May 2008"."""
FOOT = 16
"""So many lines behind the text may still say when it appeared."""
_ISO = re.compile(r"(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d(?:[T ]\d\d:\d\d\S*)?")
_QUOTED_DAY = re.compile(r"""["']((?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d[^"']{0,20})["']""")
_SCRIPTED = re.compile(
    r"""(?:date_?published|publish(?:ed)?_?(?:at|date|time|on)|pub_?date|post_?date|date_?created)["']?\s*[:=]\s*$""",
    re.I,
)
"""What stands before a quoted day that is one of publication."""
_URL_DATE = re.compile(r"[/_-]((?:19|20)\d\d([/-]?)(?:0?[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)")
_URL_DAY_FIRST = re.compile(r"[/_-](0[1-9]|[12]\d|3[01])([.-])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?=[/_.-]|$)")


class Published:
    """Reads the day of publication of one article, whose title and body are known."""

    def __init__(
        self, page: Page, found: Outline, title: Block | None, body: list[Block], cut: Cutter, title_end: int = 0
    ) -> None:
        self.page, self.found, self.cut = page, found, cut
        self.title, self.title_end = title, title_end
        self.first = body[0].index if body else (title.index + 1 if title is not None else 0)
        self.top = title.index if title is not None else self.first
        self.foot = body[-1].index if body else self.first
        self.inside = {block.index for block in body}
        self.context = Context(page.timezone, page.language, page.retrieved)

    def claims(self) -> Iterator[Claim | None]:
        """All places, in the order in which they are believed."""
        for name in DATE_METAS:
            if at := self.page.meta_at(name):
                yield Claim("published", self.page.meta(name), Layer.STRUCTURED, f"meta:{name}", at)
        yield from self._time_elements()
        yield from self._labelled()
        yield from self._described()
        for anchor in self._datelines():
            block = self.found.blocks.all[anchor.first]
            yield self.cut.claim("published", block, "visible:dateline", anchor.start, anchor.stop)
        yield from self._attributes()
        yield from self._scripts()
        for place in ("@canonical|address-day", "@url|address-day"):
            if written := self.page.text_at(place):
                yield Claim("published", written, Layer.VISIBLE, "visible:address", self.page.at(place))
                break

    def is_near(self, block: Block) -> bool:
        """Whether a line belongs to the head of the article."""
        return min(self.top, self.first) - 12 <= block.index <= max(self.top, self.first) + 4

    def _time_elements(self) -> Iterator[Claim | None]:
        for block in self.found.blocks.all:
            if block.datetime and block.zone <= Zone.ASIDE and self.is_near(block):
                times = [element for element in block.element.iter("time") if _is_publication(element)]
                if times:
                    yield self.cut.attribute("published", times[0], "datetime", "visible:time")
                    return

    def _labelled(self) -> Iterator[Claim | None]:
        """A short line at the head, or after the text, that says it: "Posted on 3 May by …", "Erschienen am: …"."""
        blocks = self.found.blocks.all
        around = [*filter(self.is_near, blocks), *blocks[self.foot + 1 : self.foot + FOOT]]
        for block in around:
            if block.zone is Zone.FOREIGN or len(block.text) > 120:
                continue
            reading = self._first(block.text) if _LABELLED.match(fold(block.text)) else self._told(block.text)
            if reading is not None:
                yield self.cut.claim("published", block, "visible:label", reading.start, reading.end)
                return

    def _described(self) -> Iterator[Claim | None]:
        """A description for machines that says of what day the news is."""
        for name in ("description", "og:description"):
            text, at = self.page.meta(name), self.page.meta_at(name)
            reading = self._told(text) if at is not None else None
            if at is not None and reading is not None:
                place = replace(at, start=reading.start, end=reading.end)
                yield Claim("published", text[reading.start : reading.end], Layer.VISIBLE, "meta:told", place)
                return

    def _days(self, text: str) -> list[Reading]:
        """The days a text states."""
        found = [read_published(text, self.context), *find_when(text, self.context)]
        return [each for each in found if each is not None and each.span.day is not None]

    def _first(self, text: str) -> Reading | None:
        return next(iter(self._days(text)), None)

    def _told(self, text: str) -> Reading | None:
        """The day that a text says its news is of."""
        if not _TOLD_WORD.search(fold(text)):
            return None
        return next((each for each in self._days(text) if _TOLD.search(fold(text[: each.start]))), None)

    def _datelines(self) -> list[Anchor]:
        """Days on short lines at the head of the article, then at its foot, those with a word for it first; and the day
        with which the text begins (`Delft, 3 May 2024 – …`)."""
        blocks = self.found.blocks.all

        def rank(anchor: Anchor) -> tuple[bool, bool, bool, int]:
            block = blocks[anchor.first]
            headline = block is self.title and anchor.start < self.title_end
            return (headline, not self.is_near(block), not block.hints & _PUBLISHED, abs(block.index - self.top))

        def fits(anchor: Anchor) -> bool:
            block = blocks[anchor.first]
            if anchor.end - anchor.first != 1 or block.zone is not Zone.MAIN:
                return False
            if _OTHER_LABEL.search(block.text[: anchor.start]) or _is_caption(block):
                return False
            if block is self.title and anchor.start < self.title_end and anchor.last_day != anchor.day:
                return False  # days that a headline names are what the text is about
            if self.top < block.index <= self.first + 1 and anchor.start <= 30:
                behind = block.text[anchor.stop : anchor.stop + 3].lstrip(" ")
                if behind[:1] in tuple(".)–—-:|") and (block.index in self.inside or len(block.text) > 120):
                    return True
            return len(block.text) <= 120 and block.index not in self.inside and block.index <= self.foot + 6

        return sorted(filter(fits, self.found.anchors), key=rank)[:2]

    def _attributes(self) -> Iterator[Claim | None]:
        """A stamp in an attribute of an element whose class speaks of dates: `<abbr class="published" title="…">`. One
        of a change (`updated`) counts, as in hAtom, where nothing says more."""
        stamped = [
            element
            for element in self.page.marked(
                "//body//*[@class and (@title or @datetime or @data-date-time or @data-date or @data-time)]"
            )
            if isinstance(element, HtmlElement) and words_of(element) & _STAMPED
        ]
        for element in sorted(stamped, key=lambda each: not _PUBLISHED & words_of(each)):
            for name in ("title", "datetime", "data-date-time", "data-date", "data-time"):
                if _ISO.match(element.get(name) or ""):
                    yield self.cut.attribute("published", element, name, "visible:attribute")
                    return

    def _scripts(self) -> Iterator[Claim | None]:
        """What a script is told of the article, where exactly one day is told."""
        text = self.page.content
        days = (
            day for day in _QUOTED_DAY.finditer(text) if _SCRIPTED.search(text, max(0, day.start() - 40), day.start())
        )
        told = {day[1][:10]: day for day in days}
        if len(told) == 1:
            (match,) = told.values()
            at = self.page.at("@source", *match.span(1))
            yield Claim("published", match[1], Layer.VISIBLE, "script:date", at)


def _is_caption(block: Block) -> bool:
    """Whether a line stands by a picture: its day is when that was taken."""
    return block.element.tag in ("figcaption", "caption") or bool(block.hints & _CAPTION)


def _is_publication(element: HtmlElement) -> bool:
    """Whether a <time> says when something appeared rather than when it was changed."""
    words = words_of(element)
    return bool(element.get("datetime")) and not (words & _CHANGED and not words & _PUBLISHED)


@reader("address-day")
def _day_of_address(text: str, element: etree._Element | None, told: str) -> str:
    """The day in an address."""
    del element, told
    return day_in_address(text)


def day_in_address(url: str) -> str:
    """The day in an address, as ISO (`/2024/05/03/`, `-20240503`, `/03-05-2024`), or ""."""
    if match := _URL_DATE.search(url):
        digits = re.findall(r"\d+", match[1])
        year, month, day = digits if len(digits) == 3 else (match[1][:4], match[1][4:6], match[1][6:])
        return f"{year}-{month:0>2}-{day:0>2}"
    if match := _URL_DAY_FIRST.search(url):
        return f"{match[4]}-{match[3]}-{match[1]}"
    return ""
