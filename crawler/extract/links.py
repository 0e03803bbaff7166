"""Which links of a listing lead to talks or articles, and which one to the next page of it.

A source may say so itself (`follow`, `next`). Without it: the links of the cards that were found, and the links of the
main part whose addresses are built alike and look like those of single pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import parse_qsl

from config.sources import Listing, Source
from crawler.extract.blocks import Block, Zone, parts_of
from crawler.extract.page import Link, Page
from crawler.extract.passing import FILES
from crawler.extract.segment import Outline
from crawler.extract.titles import is_action
from crawler.extract.verdict import EVENT_WORDS, NEWS_WORDS
from crawler.extract.visible import context_of, outline_of, visible
from pipeline.reading.text import fold

_NOT_SINGLE = re.compile(
    r"/(?:category|categories|tag|tags|topic|topics|author|page|search|login|feed|rss|archive|archives|"
    r"wp-content|user|users|"
    r"people|contact|about|subscribe|share|print|ical|export|export_calendar|calendar|month|week|day|past|"
    r"upcoming|all)(?:/[^/]*)?/?$",
    re.I,
)
_NEXT_WORDS = re.compile(
    r"(?:go to )?(?:the )?(?:next(?: page| events?| posts?| results| month| set)?|older(?: posts| entries| news| "
    r"articles| items)?|more events|"
    r"load more|show more|view more|see more|more news|more results|nachste(?: seite)?|weiter|altere beitrage|"
    r"suivante?s?(?: page)?|page suivante|"
    r"successiv[oai]|pagina successiva|avanti|siguiente|pagina siguiente|proxim[oa]|seguinte|volgende(?: "
    r"pagina)?|nasta(?: sida)?|"
    r"次へ|次のページ|下一页|下一頁|다음)"
)
_NEXT_SIGNS = frozenset(("›", "»", "→", ">", ">>", "❯", "⟩"))
_PAGE_KEYS = ("page", "paged", "p", "pg", "_page", "pagenum", "page_num", "tribe_paged", "start", "offset")
_PAGE_PATH = re.compile(r"/(?:page|seite|pagina|p)[/-]?(\d{1,4})/?$", re.I)


def talk_links(page: Page, source: Source, listing: Listing) -> list[str]:
    """Absolute addresses of the pages a listing leads to, in order, each once, without fragments."""
    if listing.follow:
        wanted = re.compile(listing.follow)
        return _each(link.url for link in page.links if wanted.search(_bare(link.url)))
    if page.kind not in ("html", "markdown"):
        return []
    found = outline_of(page, context_of(page, source))
    from_cards = [s.url for s in visible(page, source) if not s.own_page] if listing.kind == "events" else []
    likely = _likely(page, found, listing)
    order = {_bare(link.url): place for place, link in reversed(list(enumerate(page.links)))}
    urls = _each(url for url in (*from_cards, *likely) if _is_other_page(url, page))
    return sorted(urls, key=lambda url: order.get(url, len(order)))


def next_link(page: Page, listing: Listing) -> str | None:
    """The address of the listing's next page, or None."""
    if listing.next:
        return next((part.links[0].url for part in page.cut(listing.next) if part.links), None) or _href(
            page, listing.next
        )
    for link in page.document.iter("link") if page.document is not None else ():
        if "next" in (link.get("rel") or "").lower().split() and (url := page.absolute(link.get("href") or "")):
            return url if _bare(url) != _bare(page.url) else None
    candidates = [link for link in page.links if _is_same_listing(link.url, page)]
    for sure in (_says_rel, _says_next, _counts_on):
        for candidate in candidates:
            if sure(candidate, page) and not _is_disabled(candidate):
                return candidate.url
    return None


# ── Single pages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _each(urls: object) -> list[str]:
    return list(dict.fromkeys(_bare(str(url)) for url in urls))  # type: ignore[attr-defined]


def _host(url: str) -> str:
    return (parts_of(url).hostname or "").removeprefix("www.")


def _is_other_page(url: str, page: Page) -> bool:
    path = parts_of(url).path
    return (
        _host(url) == _host(page.url)
        and _bare(url).rstrip("/") != _bare(page.url).rstrip("/")
        and not FILES.search(path)
    )


def _likely(page: Page, found: Outline, listing: Listing) -> list[str]:
    """Links of the main part that are built like those of single pages, the best family of them."""
    words = EVENT_WORDS if listing.kind == "events" else NEWS_WORDS
    families: dict[str, dict[str, float]] = defaultdict(dict)
    for block in found.blocks.all:
        if block.zone not in (Zone.MAIN, Zone.ASIDE):
            continue
        for link in block.links:
            if _is_other_page(link.url, page) and not _NOT_SINGLE.search(parts_of(link.url).path):
                url = _bare(link.url)
                family = families[_family(url)]
                family[url] = max(family.get(url, 0.0), _worth(block, link.text, url, page, words))
    scored = {family: sum(sorted(urls.values(), reverse=True)[:10]) for family, urls in families.items()}
    best = max(scored.values(), default=0.0)
    good = {family for family, score in scored.items() if score >= 1.5 and score >= 0.4 * best}
    return [url for family in good for url, worth in families[family].items() if worth > 0]


def _family(url: str) -> str:
    """How an address is built: its folders, numbers masked; for queries the names of the parameters."""
    parts = parts_of(url)
    folders = re.sub(r"\d+", "0", parts.path.rstrip("/").rpartition("/")[0])
    keys = ",".join(sorted(key for key, _ in parse_qsl(parts.query)))
    return f"{folders}?{keys}"


def _worth(block: Block, text: str, url: str, page: Page, words: re.Pattern[str]) -> float:
    """How much a link looks like one to a single talk or article."""
    path = parts_of(url).path
    slug = path.rstrip("/").rpartition("/")[2]
    score = 0.8 * bool(block.level) + 0.4 * (len(text.split()) >= 4) + 0.5 * (slug.count("-") + slug.count("_") >= 2)
    score += 0.3 * bool(re.search(r"\d", path)) + 0.5 * bool(
        words.search(fold(re.sub(r"[/_.-]", " ", path.rstrip("/").rpartition("/")[0])))
    )
    score += 0.5 * path.startswith(parts_of(page.url).path.rstrip("/") + "/")
    score -= 0.6 * (len(text.split()) <= 1 and not block.level) + 0.5 * (is_action(text) and "more" not in text.lower())
    return score


# ── The next page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _href(page: Page, css: str) -> str | None:
    return page.absolute(page.text(f"{css}::attr(href)")) or None


def _is_same_listing(url: str, page: Page) -> bool:
    return _host(url) == _host(page.url) and _bare(url) != _bare(page.url) and not FILES.search(parts_of(url).path)


def _is_disabled(link: Link) -> bool:
    parent = link.element.getparent()
    outer = (parent.get("class") or "") if parent is not None else ""
    said = f"{link.element.get('class') or ''} {outer}"
    return link.element.get("aria-disabled") == "true" or bool(re.search(r"\bdisabled\b", said))


def _says_rel(link: Link, page: Page) -> bool:
    del page
    return "next" in (link.element.get("rel") or "").lower().split()


def _says_next(link: Link, page: Page) -> bool:
    said = (link.text, link.element.get("aria-label") or "", link.element.get("title") or "")
    if any(len(text) <= 40 and _NEXT_WORDS.fullmatch(fold(text)) for text in said if text):
        return True
    return link.text.strip() in _NEXT_SIGNS and _number(link.url) == _number(page.url) + 1


def _counts_on(link: Link, page: Page) -> bool:
    """Whether a link's text and address are the number after this page's."""
    return link.text.strip() == str(_number(page.url) + 1) and _number(link.url) in (
        _number(page.url) + 1,
        _number(page.url) + 2,
    )


def _number(url: str) -> int:
    """Which page of a listing an address asks for; 1 if it does not say."""
    parts = parts_of(url)
    if match := _PAGE_PATH.search(parts.path):
        return int(match[1])
    for key, value in parse_qsl(parts.query):
        if key.lower() in _PAGE_KEYS[:8] and value.isdecimal():
            return int(value[:6])
    return 1
