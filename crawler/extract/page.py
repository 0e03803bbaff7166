"""A page: parsed once, shared by all layers, the same whether it comes from the wire, the archive or a test.

Every document becomes one tree where that makes sense: HTML as it is, Markdown and plain text through HTML, so that
what reads a page reads all of them. JSON, XML and iCalendar are offered parsed as `json`, `tree` and `content`.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from markdown_it import MarkdownIt
from parsel.csstranslator import HTMLTranslator

from crawler.extract import decode, ics, readers
from crawler.extract.pointers import pointed, walk
from crawler.extract.said import said_in
from crawler.extract.seen import lines, parse_html, plain, text_of
from crawler.extract.xml_tree import parse_xml
from pipeline.reading.addresses import canonical, join
from pipeline.talk import At, Claim, Layer


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its absolute address, its text, and the element it is."""

    url: str
    text: str
    element: etree._Element


LONGEST = 2_000_000
"""Characters of a page that people read; the longest met has three quarters of it. Feeds are read whole."""

LONGEST_TEXT = 200_000
"""The same of Markdown and plain text: no markup makes them long, and Markdown takes ten times as long to read."""


class Page:
    """One document, or with `cut` one card of it.

    `url`: its address, or "" ; `body`: its bytes as fetched; `retrieved`: the day or aware instant it was fetched, None
    if nobody knows; `timezone`: IANA name of the zone in which it states wall times, "" unknown.
    """

    def __init__(
        self,
        url: str | None,
        body: bytes,
        retrieved: date | datetime | None = None,
        content_type: str | None = None,
        timezone: str = "",
        language: str | None = None,
    ) -> None:
        self.body = body
        self.sha256 = hashlib.sha256(body).hexdigest()
        self.content_type = content_type
        self.timezone = timezone
        self._language = language
        self.content = decode.decode(decode.unpack(body), content_type)
        self.kind = decode.kind_of(self.content, content_type)
        self.front_matter: Mapping[str, str] = {}
        if self.kind == "json" and (markup := decode.markup_in(decode.parse_json(self.content), len(self.content))):
            self.kind, self.content = "html", markup
        if self.kind in ("markdown", "text"):
            self.front_matter, self.content = decode.front_matter(self.content[:LONGEST_TEXT])
        if self.kind == "html":
            self.content = self.content[:LONGEST]
        self.url = url or self._own_address()
        self.retrieved = retrieved if retrieved is not None else _day(self.front_matter.get("date", ""))
        self._texts: dict[str, str] = {}
        self._scripts: dict[etree._Element, object] = {}

    def _own_address(self) -> str:
        """What the front matter of a saved page says its address was."""
        given = (self.front_matter.get(key, "") for key in ("original_url", "source_url", "url"))
        return next((url for url in given if url.startswith(("http://", "https://"))), "")

    # ── The tree ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def document(self) -> etree._Element | None:
        """The root of the document, for a card too; of XML as well. None for JSON and iCalendar."""
        if self.kind == "html":
            return said_in(parse_html(self.content))
        if self.kind == "xml":
            return parse_xml(self.content)
        if self.kind in ("markdown", "text"):
            body = _markdown(self.content) if self.kind == "markdown" else _paragraphs(self.content)
            title = escape(self.front_matter.get("title", ""))
            return said_in(parse_html(f"<html><head><title>{title}</title></head><body>{body}</body></html>"))
        return None

    @cached_property
    def tree(self) -> etree._Element | None:
        """What people see: the document's root, or the card's element. None for XML, JSON and iCalendar."""
        return None if self.kind == "xml" else self.document

    @cached_property
    def json(self) -> object:
        """The parsed value of a JSON or JSONP document; else None."""
        return decode.parse_json(self.content) if self.kind == "json" else None

    @cached_property
    def calendar(self) -> ics.Calendar:
        """The parsed iCalendar document; an empty calendar for other documents."""
        return ics.read(self.content if self.kind == "ics" else "", self.timezone)

    def embedded(self, script: etree._Element) -> object:
        """The value of the JSON in a `<script>`, read as leniently as people write it, else of the list of objects in
        its code; None if there is none."""
        if script not in self._scripts:
            text = script.text or ""
            code = "json" not in (script.get("type") or "")
            self._scripts[script] = decode.list_in(text) if code else decode.parse_loose_json(text)
        return self._scripts[script]

    # ── What the document says of itself ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def title(self) -> str:
        """The `<title>` of the document, or ""."""
        found = list(self.document.iter("title")) if self.document is not None else []
        own = [title for title in found if next(title.iterancestors("head"), None) is not None]
        own = own or [title for title in found if next(title.iterancestors("svg"), None) is None]
        return lines(text_of(own[0])).replace("\n", " ") if own else ""

    @cached_property
    def language(self) -> str | None:
        """A BCP 47 tag: as given, else as the document declares it; written as sources write it ("en-US")."""
        if self._language or self.document is None:
            return _tag(self._language or "")
        declared = self.document.get("lang") or self.document.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        declared = declared or self.meta("content-language") or self.meta("og:locale")
        return _tag(declared)

    @cached_property
    def base_url(self) -> str:
        """The address relative links are relative to."""
        bases = (each.get("href") for each in self._heads if each.tag == "base")
        return next((join(self.url, href) for href in bases if href is not None), self.url)

    @cached_property
    def canonical(self) -> str:
        """The address the page calls its own (`link rel=canonical`, else `og:url`), absolute, or ""."""
        for link in self._heads:
            href = link.get("href") if link.tag == "link" else None
            if href is not None and "canonical" in (link.get("rel") or "").lower().split():
                return self._plausible(self.absolute(href))
        return self._plausible(self.absolute(self.meta("og:url")))

    def _plausible(self, canonical: str) -> str:
        """ "" for the front page's address on another page: templates copy it everywhere."""
        return "" if urlsplit(canonical).path in ("", "/") and urlsplit(self.url).path not in ("", "/") else canonical

    def is_at(self, url: str) -> bool:
        """Whether an address is this page's, as asked for or as it calls itself."""
        return bool(url) and canonical(url) in self._addresses

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(canonical(own) for own in (self.url, self.canonical) if own)

    @cached_property
    def _heads(self) -> tuple[etree._Element, ...]:
        """What an HTML document says of itself, wherever it stands: the tree is gone through once for all of it."""
        if self.kind != "html" or self.document is None:
            return ()
        return tuple(self.document.iter("base", "link", "meta"))

    @cached_property
    def _metas(self) -> Mapping[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        for meta in self._heads:
            if meta.tag == "meta" and meta.get("content") is not None:
                for key in ("property", "name", "itemprop", "http-equiv"):
                    if name := meta.get(key):
                        found.setdefault(name.strip().lower(), meta)
        return found

    def meta(self, name: str) -> str:
        """The content of the `<meta>` with this name, property or http-equiv, cleaned, or ""."""
        element = self._metas.get(name.lower())
        return "" if element is None else plain(element.get("content") or "")

    def meta_at(self, name: str) -> At | None:
        """Where `meta(name)` stands."""
        element = self._metas.get(name.lower())
        return None if element is None else At(self.sha256, f"{_path(element)}/@content")

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links of this page or card, in order; http and https only."""
        found = []
        for element in self._elements(".//a[@href] | .//area[@href]"):
            url = self.absolute(element.get("href") or "")
            if url:
                found.append(Link(url, text_of(element), element))
        return tuple(found)

    def absolute(self, href: str) -> str:
        """An address as this page means it; "" unless it is http or https."""
        href = re.sub(r"[\t\n]", "", href.strip())
        joined = join(self.base_url if self.kind == "html" else self.url, href) if href else ""
        return joined if joined.lower().startswith(("http://", "https://")) else ""

    # ── Reading a place ───────────────────────────────────────────────────────────────────────────────────────────────

    def text_at(self, path: str) -> str:
        """The text at a path as `At` has it, "" where there is nothing.

        "" is the whole document, `@url` its address, `@canonical` the one it names, `@source` its markup; else an
        XPath, possibly with `/@attribute`, or `#` and a JSON pointer into the script it names; in JSON a pointer; in
        iCalendar `VEVENT[n]/PROPERTY`. Each may end in `|` and a reader of `readers.py`.
        """
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str:
        place, reader, argument = readers.split(path)
        if reader is not None:
            element = self._element(place.partition("/@")[0].partition("#")[0]) if self.document is not None else None
            return reader(self.text_at(place), element, argument)
        if path.startswith("@"):
            return {"@url": self.url, "@canonical": self.canonical, "@source": self.content}.get(path, "")
        if self.kind == "ics":
            return self.calendar.text_at(path) if path else lines(self.content)
        if self.kind == "json":
            return pointed(self.json, path)
        if self.document is None:
            return ""
        if not path:
            return text_of(self.document)
        path, hash_mark, pointer = path.partition("#")
        path, at_sign, attribute = path.partition("/@")
        element = self._element(path)
        if element is None:
            return ""
        if at_sign:
            return plain(element.get(attribute) or "")
        if hash_mark:
            return pointed(self.embedded(element), pointer)
        return plain(text_of(element)) if self.kind == "xml" else text_of(element)

    def _element(self, path: str) -> etree._Element | None:
        if self.document is None:
            return None
        try:
            found = self.document.getroottree().xpath(path, namespaces=self._namespaces)
        except (etree.XPathError, ValueError):  # ValueError: control characters in a name
            found = []
        if isinstance(found, list) and found and isinstance(found[0], etree._Element):
            return found[0]
        return walk(self.document, path)  # names that are none in XPath: <o:p> out of a word processor, or damage

    @cached_property
    def _namespaces(self) -> dict[str, str] | None:
        if self.kind != "xml" or self.document is None:
            return None
        found: dict[str, str] = {}
        for element in self.document.iter():
            for prefix, uri in element.nsmap.items():
                if prefix:
                    found.setdefault(prefix, uri)
        return found or None

    def at(self, place: etree._Element | str, start: int = 0, end: int = 0) -> At:
        """A place of this page: an element or a path, and a stretch of the text there (0, 0: all of it)."""
        return At(self.sha256, place if isinstance(place, str) else _path(place), start, end)

    def text(self, css: str) -> str:
        """The text of the first match of a CSS selector (`::attr(name)` and `::text` as in Scrapy), or ""."""
        return next((text for text, _, _ in self._matches(css) if text), "")

    def claim(self, field: str, *css: str, by: str, layer: Layer = Layer.PLATFORM) -> Claim:
        """A claim of the first match of the first selector that matches anything; its text is "" if none does."""
        for selector in css:
            if claim := next(self.claims(field, selector, by=by, layer=layer), None):
                return claim
        return Claim(field, "", layer, by, At(self.sha256))

    def claims(self, field: str, css: str, *, by: str, layer: Layer = Layer.PLATFORM) -> Iterator[Claim]:
        """A claim for each match of a CSS selector that has a text."""
        for text, at, element in self._matches(css):
            if text:
                href = element.get("href") if element.tag == "a" else None
                yield Claim(field, text, layer, by, at, self.absolute(href or ""))

    def cut(self, css: str) -> list[Page]:
        """Each match of a CSS selector as a page of its own: the same document, looked at through one element."""
        return [self.within(element) for _, _, element in self._matches(css)]

    def within(self, element: etree._Element) -> Page:
        """This document, looked at through one element of it."""
        part = copy.copy(self)
        part.__dict__.pop("links", None)
        part.__dict__["document"] = self.document
        part.__dict__["tree"] = element
        return part

    def _matches(self, css: str) -> Iterator[tuple[str, At, etree._Element]]:
        """(text, place, element) of each match; `::text` matches each stretch of text directly in an element."""
        if self.tree is None:
            return
        for found in _evaluate(self.tree, _xpath(css)):
            if isinstance(found, etree._Element):
                yield text_of(found), self.at(found), found
            elif (parent := found.getparent()) is None:
                continue
            elif found.is_attribute:
                yield plain(str(found)), self.at(f"{_path(parent)}/@{found.attrname}"), parent
            else:
                holder = parent.getparent() if found.is_tail else parent
                text, start = lines(str(found).replace("\n", " ")), -1
                if holder is not None and text:
                    start = self.text_at(_path(holder)).find(text)
                if start >= 0:
                    yield text, self.at(holder, start, start + len(text)), holder

    def marked(self, xpath: str) -> list[etree._Element]:
        """The elements of the whole document that an XPath of ours finds, in order."""
        return self._elements(xpath, whole=True)

    def _elements(self, xpath: str, *, whole: bool = False) -> list[etree._Element]:
        root = self.document if whole else self.tree
        if root is None:
            return []
        return [found for found in _evaluate(root, xpath) if isinstance(found, etree._Element)]


@lru_cache(maxsize=1024)
def _xpath(css: str) -> str:
    return HTMLTranslator().css_to_xpath(css, prefix="descendant-or-self::")


def _evaluate(root: etree._Element, xpath: str) -> list[Any]:
    """Elements, and texts and attributes as lxml's smart strings, which know where they stood."""
    found: Any = root.xpath(xpath)
    return found if isinstance(found, list) else []


def _path(element: etree._Element) -> str:
    return element.getroottree().getpath(element)


_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?(?:-[a-z0-9]{1,8})*", re.IGNORECASE)


def _tag(declared: str) -> str | None:
    """ "en_us" → "en-US"; variants ("de-CH-1996") fall away, and what is no tag is None."""
    tag = _TAG.fullmatch(declared.strip().replace("_", "-"))
    if tag is None:
        return None
    language, script, region = tag.groups()
    return "-".join(x for x in (language.lower(), script and script.title(), region and region.upper()) if x)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _markdown_reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 30}).enable("table")


def _markdown(text: str) -> str:
    """Markdown as HTML; line ends are kept, for saved pages mean them."""
    try:
        return str(_markdown_reader().render(text))
    except (RecursionError, ValueError, IndexError):
        return _paragraphs(text)


def _paragraphs(text: str) -> str:
    """Plain text as HTML: a paragraph per block of lines, its lines kept."""
    blocks = (block.strip("\n") for block in re.split(r"\n[ \t]*\n", text))
    return "\n".join("<p>" + escape(block).replace("\n", "<br>") + "</p>" for block in blocks if block.strip())
