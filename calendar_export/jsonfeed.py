"""JSON Feed 1.1, newest announcement first, each talk whole under `_talkfeed` in the form of INTERFACE §5."""

from __future__ import annotations

import json
from collections.abc import Mapping

from calendar_export.feed import Feed, News, own_url
from calendar_export.ics import description, person_text, summary
from calendar_export.lines import one_line, plain
from calendar_export.links import web_url
from calendar_export.words import words
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Person, article_json, instant, iso, talk_json, utc_iso

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def entry_json(entry: Entry) -> dict[str, object]:
    """A stored talk in the JSON form of INTERFACE §5: the talk's own fields, its identity, its instants."""
    when = entry.talk.when
    return {
        "uid": entry.uid,
        **talk_json(entry.talk),
        "start_utc": utc_iso(instant(when.start, when.timezone)),
        "end_utc": utc_iso(instant(when.end, when.timezone)),
        "sequence": entry.sequence,
        "created": utc_iso(entry.created),
        "updated": utc_iso(entry.updated),
    }


def announced(feed: Feed) -> list[Entry]:
    """The entries in the order in which they were announced, newest first."""
    return sorted(feed.entries, key=lambda entry: (entry.created, entry.uid), reverse=True)


def render(feed: Feed) -> bytes:
    """The feed as announcements."""
    say = words(feed.language)
    items = []
    for entry in announced(feed):
        talk = entry.talk
        items.append(
            _known(
                id=entry.uid,
                url=web_url(talk.url),
                title=summary(talk, say),
                content_text=f"{when_text(entry)}\n\n{description(talk, say)}".strip(),
                image=web_url(talk.image),
                date_published=utc_iso(entry.created),
                date_modified=utc_iso(entry.updated),
                authors=_authors(talk.speakers),
                tags=[one_line(x) for x in dict.fromkeys((talk.kind.value, *talk.topics, talk.series or "")) if x],
                language=talk.language,
                _talkfeed=entry_json(entry),
            )
        )
    return _feed(feed.title, feed.description, feed.url, own_url(feed, "json"), feed.language, items)


def render_news(news: News) -> bytes:
    """The articles."""
    items = []
    for entry in news.entries:
        article = entry.article
        items.append(
            _known(
                id=f"urn:x-talkfeed:article:{entry.id}",
                url=web_url(article.canonical_url or article.url),
                title=one_line(article.title or ""),
                content_text=article_text(entry, news.body),
                image=web_url(article.image) if news.body != "none" else "",
                date_published=utc_iso(entry.created) if article.published is None else iso_instant(entry),
                date_modified=utc_iso(entry.updated),
                authors=[{"name": one_line(article.author)}] if article.author else [],
                _talkfeed=news_json(entry, news.body),
            )
        )
    return _feed(news.title, news.description, news.url, own_url(news, "json"), news.language, items)


def news_json(entry: NewsEntry, body: str = "summary") -> dict[str, object]:
    """An article in the JSON form of INTERFACE §5, with as much of its text as may be republished."""
    shown = article_json(entry.article)
    shown["body"] = plain(entry.article.body) if body == "full" else None
    shown["summary"] = plain(entry.article.summary or "") or None if body != "none" else None
    addresses = [{"source": one.source, "url": one.url} for one in entry.addresses]
    return {"id": entry.id, **shown, "addresses": addresses, "updated": utc_iso(entry.updated)}


def article_text(entry: NewsEntry, body: str) -> str:
    """As much of an article's text as may be republished: `none`, `summary` or `full`."""
    article = entry.article
    text = {"none": "", "summary": article.summary or ""}.get(body, article.body or article.summary or "")
    return plain(text).strip()


def iso_instant(entry: NewsEntry) -> str | None:
    """When an article appeared: its instant, or the first moment of its day."""
    published = entry.article.published
    text = iso(published)
    if text is None:
        return None
    aware = getattr(published, "tzinfo", None)
    return utc_iso(published) if aware else f"{text[:10]}T00:00:00Z"  # type: ignore[arg-type]


def when_text(entry: Entry) -> str:
    """When and in which zone, in digits everybody reads."""
    when = entry.talk.when
    if when.start is None:
        return ""
    text = str(iso(when.start)).replace("T", " ")
    if when.end is not None:
        end = str(iso(when.end)).replace("T", " ")
        text += f"–{end[11:] if end[:10] == text[:10] and len(end) > 10 else end}"
    return f"{text} {when.timezone}".strip() if len(text) > 10 else text


def _authors(people: tuple[Person, ...]) -> list[dict[str, object]]:
    return [_known(name=one_line(person_text(x)), url=web_url(x.url)) for x in people]


def _known(**fields: object) -> dict[str, object]:
    """The fields that have a value; the text even if empty, because JSON Feed requires it."""
    return {name: value for name, value in fields.items() if value or name == "content_text"}


def _feed(
    title: str, about: str, url: str | None, self_url: str | None, language: str, items: list[dict[str, object]]
) -> bytes:
    head: Mapping[str, object] = _known(
        version="https://jsonfeed.org/version/1.1",
        title=one_line(title),
        home_page_url=web_url(url),
        feed_url=web_url(self_url),
        description=plain(about),
        language=language,
    )
    text = json.dumps({**head, "items": items}, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"
