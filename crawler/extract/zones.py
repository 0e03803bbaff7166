"""Which part of a page is its own: menus, footers and boxes about other talks and articles are set apart.

Three signs count: landmarks (<nav>, <footer>, <aside>, roles), words in class and id, and the titles of boxes
("Related events", "Latest News", "Ähnliche Veranstaltungen"). None of them may take the only content away.
"""

from __future__ import annotations

import re
from itertools import accumulate

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, Blocks, Zone, named, words_in
from pipeline.reading.remembered import remembered
from pipeline.reading.text import fold

TEASER = 300
"""Characters from which on a line without links is a text of the page's own: boxes hold titles and teasers."""

LANDMARKS = {"nav": Zone.CHROME, "footer": Zone.CHROME, "aside": Zone.ASIDE, "menu": Zone.CHROME}
ROLES = {
    "navigation": Zone.CHROME, "contentinfo": Zone.CHROME, "search": Zone.CHROME, "dialog": Zone.CHROME,
    "alertdialog": Zone.CHROME, "banner": Zone.CHROME, "menu": Zone.CHROME, "menubar": Zone.CHROME,
    "complementary": Zone.ASIDE,
}  # fmt: skip
CHROME_WORDS = frozenset(
    str.split(
        "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs footer cookie cookies consent share "
        "sharing "
        "social addtoany sharedaddy pagination pager skip skiplink newsletter subscribe comments respond disqus "
        "addeventatc "
        "addeventatc atcb login signin"
    )
)
BODY_WORDS = tuple(map(frozenset, (("article", "body"), ("entry", "content"), ("post", "content"))))
"""Words in a class that say together that an element holds the text, whatever else the class says."""
ASIDE_WORDS = frozenset(str.split("sidebar aside widget rail"))
FOREIGN_WORDS = frozenset(str.split("related similar recommended teaser-related yarpp crp jp relatedposts"))

_FOREIGN_TITLE = re.compile(
    r"(?:view |see |read |browse |our |the )?(?:all )?(?:"
    r"(?:related|similar|recommended|suggested|connected|featured|trending|popular|most read|most popular)"
    r"(?: (?:posts?|news|articles?|events?|stories|story|content|links?|reading|items?|talks?|seminars?|pages?|"
    r"topics?|"
    r"publications?|videos?|programs?|resources?|information|meetings?|works?))*"
    r"|(?:latest|recent|more|other) (?:news|posts?|articles?|stories|blog|blog posts|publications?|tweets|"
    r"updates|press releases|"
    r"from .{2,40}|on this topic|like this|in this section|in this series|about this topic|insights|research news)"
    r"|(?:latest|recent|more|other) news (?:and|&) (?:events|stories)"
    r"|(?:more|other) (?:upcoming )?(?:events|talks|seminars|lectures|meetings|workshops) "
    r"(?:at|in|from|by|like|near) .{2,40}"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)(?: .{0,20})?|also of interest|read next|up "
    r"next|read more|"
    r"what to read next|keep reading|next (?:post|article)|previous (?:post|article)|further reading"
    r"|(?:ahnliche|verwandte|weitere|neueste|aktuelle) (?:veranstaltungen|beitrage|artikel|meldungen|nachrichten|"
    r"themen|termine|news)"
    r"|das konnte sie auch interessieren|mehr zum thema|auch interessant|zum weiterlesen"
    r"|(?:autres|dernieres) (?:evenements|actualites|articles|nouvelles)|(?:articles|evenements|actualites) "
    r"(?:similaires|lies|"
    r"connexes|recents)|a lire aussi|voir aussi|sur le meme (?:sujet|theme)|vous aimerez aussi"
    r"|(?:articoli|eventi|notizie) (?:correlati|correlate|simili|recenti)|leggi anche|potrebbe interessarti"
    r"|(?:eventos|noticias|articulos|entradas|posts) (?:relacionad[oa]s|similares|recientes)|tambien te puede "
    r"interesar"
    r"|(?:noticias|artigos|eventos) (?:relacionad[oa]s|recentes)|leia tambem|veja tambem"
    r"|(?:gerelateerde?|vergelijkbare|soortgelijke|verwante) (?:evenementen|berichten|artikelen|nieuws|agenda)|"
    r"gerelateerd|lees ook|"
    r"(?:laatste|meer|ander|recent) nieuws|bekijk ook|zie ook"
    r"|relaterade? (?:nyheter|evenemang|artiklar)|las ocksa|senaste nytt"
    r"|関連記事|関連イベント|関連ニュース|最新ニュース|相关文章|相关新闻|相关阅读|最新消息|관련 기사|관련 행사"
    r")"
)
_ASIDE_TITLE = re.compile(
    r"(?:all |our |see |view )?(?:upcoming|past|previous|future|next|more|other|recent|latest|other upcoming|"
    r"more upcoming|"
    r"new|archived?|earlier|today s|this week s)"
    r"(?: (?:academic|public|related))? (?:events?|talks?|seminars?|lectures?|colloquia|workshops?|meetings?|"
    r"activities|events? calendar)"
    r"|(?:public |board |committee )?(?:seminars?|talks|lectures|meetings?|workshops|colloquia|colloquium|"
    r"conferences|hearings)"
    r"(?: (?:schedule|calendar|dates|list|archive|agendas?|minutes|notices|information|series|program|programme))?"
    r"(?: (?:and|&) (?:events|agendas|minutes|seminars|workshops|conferences|talks|notices|materials))*"
    r"|schedule|program|programme|events?|event calendar|news|news and events|news events|calendar|upcoming|"
    r"agenda|events? archive|past"
    r"|(?:kommende|nachste|vergangene|weitere|andere) (?:veranstaltungen|termine|vortrage)|"
    r"veranstaltungskalender|veranstaltungen|termine"
    r"|(?:prochains|autres|anciens) (?:evenements|seminaires|exposes)|agenda|evenements a venir|evenements"
    r"|(?:prossimi|altri) eventi|eventi|(?:proximos|otros|outros) eventos|eventos"
    r"|(?:komende|andere|meer|afgelopen|eerdere) (?:evenementen|activiteiten|lezingen|agenda)|evenementen|agenda"
)


def is_foreign_title(text: str) -> bool:
    """Whether a heading says that what follows is about other talks or articles ("Related events")."""
    return len(text) <= 60 and bool(_FOREIGN_TITLE.fullmatch(fold(text)))


def is_aside_title(text: str) -> bool:
    """Whether a heading announces a list of talks, which beside a talk are others ("Upcoming events")."""
    return len(text) <= 40 and bool(_ASIDE_TITLE.fullmatch(fold(text)))


def _zone_of(element: HtmlElement) -> Zone:
    """The zone that an element says it is."""
    zone = LANDMARKS.get(element.tag) or ROLES.get(element.get("role"))
    if zone is None:
        said = named(element)
        zone = _zone_named(said) if said else Zone.MAIN
    return zone


@remembered(400)
def _zone_named(said: str) -> Zone:
    words = words_in(said)
    if words & CHROME_WORDS and not any(body <= words for body in BODY_WORDS):
        return Zone.CHROME
    if words & FOREIGN_WORDS:
        return Zone.FOREIGN
    return Zone.ASIDE if words & ASIDE_WORDS else Zone.MAIN


class _Marker:
    """Marks the zones of a page's blocks."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks.all
        self.spans = blocks.spans
        sizes = [0, *accumulate(len(block.text) for block in self.blocks)]
        self.sizes = sizes
        self.whole = sizes[-1]
        self.headings = [block.index for block in self.blocks if block.level == 1]

    def size(self, first: int, end: int) -> int:
        return self.sizes[end] - self.sizes[first]

    def mark(self, first: int, end: int, zone: Zone) -> None:
        for block in self.blocks[first:end]:
            block.zone = max(block.zone, zone)

    def marks(self) -> None:
        for element, (first, end) in self.spans.items():
            if end > first:
                zone = _zone_of(element)
                if zone is not Zone.MAIN and not self._is_content(first, end, zone, sure=element.tag in LANDMARKS):
                    self.mark(first, end, zone)
        for block in self.blocks:
            if block.zone < Zone.FOREIGN:
                self._box(block)
        self._restore()

    def _is_content(self, first: int, end: int, zone: Zone, *, sure: bool = False) -> bool:
        """Whether a part is too much of the page, or holds its main heading, to be set apart. `sure`: its element says
        that it is no content, not only a word in its class."""
        if self.headings and any(first <= index < end for index in self.headings[:1]) and zone is not Zone.CHROME:
            return True
        share = self.size(first, end) / max(1, self.whole)
        if sure and self.headings:
            return share > 0.9
        return share > 0.6 or (share > 0.3 and any(first <= index < end for index in self.headings))

    def _box(self, block: Block) -> None:
        """Set apart what stands under a box's title, as far as the box goes."""
        short = len(block.text) <= 60 and block.text[-1:] not in ".!,;"
        titled = block.level or block.bold
        if not short or not (titled or len(block.text) <= 30):
            return
        if not titled and block.links and len(block.links[0].text) >= 0.8 * len(block.text):
            return  # a link to follow, not a title: "Read more" below a card
        if is_foreign_title(block.text):
            zone = Zone.FOREIGN
        elif block.level > 1 and is_aside_title(block.text):
            zone = Zone.BOX
        else:
            return
        first, end = self._reach(block)
        if not self._is_content(first, end, Zone.FOREIGN, sure=zone is Zone.FOREIGN):
            self.mark(first, end, zone)

    def _reach(self, block: Block) -> tuple[int, int]:
        """From a box's title to the next heading of its rank inside the element that holds the box."""
        element: HtmlElement | None = block.element
        first, end = block.index, block.index + 1
        while element is not None:
            first, end = self.spans.get(element, (first, end))
            below = self.blocks[block.index + 1 : end]
            if any(later.zone is not Zone.CHROME for later in below):
                break  # else nothing but controls stands beside it: it is the title of what follows
            element = element.getparent()
        for later in self.blocks[block.index + 1 : end]:
            if len(later.text) >= TEASER and not later.links:
                return block.index, later.index
            if block.level and 0 < later.level <= block.level and not self._inside_card(later, block):
                return block.index, later.index
        return block.index, end

    def _inside_card(self, later: Block, title: Block) -> bool:
        """Whether a heading of the same rank is a card's title (a link) under a box's title."""
        return bool(later.links) and not title.links and len(later.links[0].text) >= 0.8 * len(later.text)

    def _restore(self) -> None:
        """If hardly anything is left, the signs misled: only menus and footers stay set apart."""
        kept = sum(len(block.text) for block in self.blocks if block.zone is Zone.MAIN)
        if kept >= 0.1 * self.whole and kept > 40:
            return
        for block in self.blocks:
            if block.zone in (Zone.BOX, Zone.ASIDE):
                block.zone = Zone.MAIN


def mark_zones(blocks: Blocks) -> None:
    """Decide for each block which part of the page it belongs to."""
    if blocks.all:
        _Marker(blocks).marks()
