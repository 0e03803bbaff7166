"""Atom (RFC 4287): talks as announcements, newest first, and the articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape as xml
from xml.sax.saxutils import quoteattr

from calendar_export.feed import Feed, News, own_url
from calendar_export.ics import description, place_text, summary
from calendar_export.jsonfeed import announced, article_text, iso_instant, when_text
from calendar_export.lines import one_line, plain
from calendar_export.links import web_url
from calendar_export.words import words
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Person, utc_iso

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` is required; an empty feed was never updated


def render(feed: Feed) -> bytes:
    """The feed as announcements. Addresses of entries do not depend on where the feed is served."""
    say = words(feed.language)

    def entry(entry: Entry) -> Iterator[str]:
        talk = entry.talk
        yield from head(f"urn:x-talkfeed:talk:{entry.uid}", summary(talk, say), talk.url, entry.created, entry.updated)
        yield from _people(talk.speakers)
        for name in dict.fromkeys((talk.kind.value, *talk.topics, talk.series or "")):
            if one_line(name):
                yield f"<category term={quoteattr(one_line(name))}/>"
        facts = [when_text(entry), place_text(talk), "", description(talk, say)]
        yield f'<content type="text">{xml(chr(10).join(facts).strip())}</content>'

    entries = (_lines(entry(x)) for x in announced(feed))
    return document(
        feed.id, feed.title, feed.description, feed.url, own_url(feed, "atom"), feed.updated, feed.language, entries
    )


def render_news(news: News) -> bytes:
    """The articles, with as much of their text as may be republished."""

    def entry(entry: NewsEntry) -> Iterator[str]:
        article = entry.article
        address = article.canonical_url or article.url
        title = one_line(article.title or "") or address
        published = iso_instant(entry) or str(utc_iso(entry.created))
        yield from head(f"urn:x-talkfeed:article:{entry.id}", title, address, published, entry.updated)
        yield from _people((Person(article.author),) if article.author else ())
        text = article_text(entry, news.body)
        if text:
            yield f'<{"content" if news.body == "full" else "summary"} type="text">{xml(text)}</' + (
                "content>" if news.body == "full" else "summary>"
            )

    entries = (_lines(entry(x)) for x in news.entries)
    return document(
        news.id, news.title, news.description, news.url, own_url(news, "atom"), news.updated, news.language, entries
    )


def head(identity: str, title: str, url: str | None, published: datetime | str, updated: datetime) -> Iterator[str]:
    """What every entry begins with."""
    yield f"<id>{xml(one_line(identity).replace(' ', '%20'))}</id>"
    yield f"<title>{xml(one_line(title))}</title>"
    if web_url(url):
        yield f"<link href={quoteattr(web_url(url))}/>"
    yield f"<published>{published if isinstance(published, str) else utc_iso(published)}</published>"
    yield f"<updated>{utc_iso(updated)}</updated>"


def _people(people: tuple[Person, ...]) -> Iterator[str]:
    for person in people:
        address = web_url(person.url)
        yield f"<author><name>{xml(one_line(person.name))}</name>" + (
            f"<uri>{xml(address)}</uri></author>" if address else "</author>"
        )


def _lines(parts: Iterator[str]) -> str:
    return "<entry>\n" + "\n".join(parts) + "\n</entry>"


def document(
    feed_id: str,
    title: str,
    about: str,
    url: str | None,
    self_url: str | None,
    updated: datetime | None,
    language: str,
    entries: Iterator[str],
) -> bytes:
    """The feed around these entries, each in its element."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(one_line(language))}>',
        f"<id>urn:x-talkfeed:feed:{xml(one_line(feed_id))}</id>",
        f"<title>{xml(one_line(title))}</title>",
        f"<updated>{utc_iso(updated or BEFORE_ALL)}</updated>",
        "<author><name>Talkfeed</name></author>",
        "<generator>Talkfeed</generator>",
    ]
    if about:
        parts.append(f"<subtitle>{xml(plain(about))}</subtitle>")
    if web_url(url):
        parts.append(f'<link rel="alternate" type="text/html" href={quoteattr(web_url(url))}/>')
    if web_url(self_url):
        parts.append(f'<link rel="self" type="application/atom+xml" href={quoteattr(web_url(self_url))}/>')
    return "\n".join([*parts, *entries, "</feed>", ""]).encode("utf-8", "replace")
