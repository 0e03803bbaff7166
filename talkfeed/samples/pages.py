"""The sample institutes' pages: what their server answers, a pure function of the anchor and the server's address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from talkfeed.samples import spelling
from talkfeed.samples.ical import calendar
from talkfeed.samples.plan import Institute, Planned, institute, page_of, story_page

Pages = dict[str, tuple[str, bytes]]
HTML = "text/html; charset=utf-8"
ROWS = 10
"""Talks on one page of the Drupal site's list."""

ROBOTS = "User-agent: *\nDisallow: /idas/wp-admin/\nDisallow: /linc/user/\n"


def build(anchor: date, base: str = "http://127.0.0.1:8600") -> Pages:
    """All pages by path (with query, where one belongs to it): their content type and bytes.

    `anchor`: the day the demo was first started, from which all days are counted. `base`: the server's address, for
    the links that sites write in full. Same arguments, same bytes.
    """
    pages: Pages = {"/robots.txt": ("text/plain; charset=utf-8", ROBOTS.encode())}
    site = _Site(pages, base)
    news = institute("ashgrove-news", anchor)
    _linc(site, institute("linc", anchor))
    _idas(site, institute("idas", anchor))
    _tanjong(site, institute("tanjong", anchor))
    _cvm(site, institute("cvm", anchor))
    site.put("/falkenried/kolloquium.html", "falkenried.html", here=institute("falkenried", anchor))
    site.put("/kawabe/seminar/", "kawabe.html", here=institute("kawabe", anchor))
    _news_room(site, news)
    _digest(site, news)
    site.put("/", "index.html", anchor=anchor)
    return pages


class _Site:
    """Pages being written: `put` renders a template and keeps what comes out under its path."""

    def __init__(self, pages: Pages, base: str) -> None:
        self.pages, self.base = pages, base

    def put(self, path: str, template: str, content_type: str = HTML, **facts: Any) -> None:
        text = _environment().get_template(template).render(base=self.base, path=path, **facts)
        self.pages[path] = (content_type, text.encode())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"spell": spelling, "page_of": page_of, "story_page": story_page}
    return environment


def _linc(site: _Site, here: Institute) -> None:
    """Coming talks on pages of ten (Drupal counts pages from nought; one beyond the last is there, and empty)."""
    listing = "/linc/news-and-events/events"
    last = (len(here.coming) - 1) // ROWS
    for number in range(last + 2):
        path = f"{listing}?page={number}" if number else listing
        rows = here.coming[number * ROWS : (number + 1) * ROWS]
        site.put(path, "linc/events.html", here=here, rows=rows, number=number, last=last, listing=listing)
    for talk in here.talks:
        site.put(_own(talk), "linc/event.html", here=here, talk=talk)
    site.put("/linc/news-and-events/news", "linc/news.html", here=here)
    for story in here.stories:
        site.put(story_page(story), "linc/article.html", here=here, story=story)


def _idas(site: _Site, here: Institute) -> None:
    site.put("/idas/events/", "idas/events.html", here=here)
    for talk in here.talks:
        related = [other for other in (*here.past, *here.coming) if other.slug != talk.slug][:3]
        site.put(_own(talk), "idas/event.html", here=here, talk=talk, related=related)
    site.put("/idas/news/", "idas/news.html", here=here)
    for story in here.stories:
        site.put(story_page(story), "idas/article.html", here=here, story=story)


def _tanjong(site: _Site, here: Institute) -> None:
    site.put("/tanjong/events", "tanjong/events.html", here=here)
    for talk in here.talks:
        site.put(_own(talk), "tanjong/event.html", here=here, talk=talk, graph=_graph(talk, here, site.base))


def _cvm(site: _Site, here: Institute) -> None:
    site.put("/cvm/agenda", "cvm.html", here=here)
    site.pages["/cvm/agenda.ics"] = ("text/calendar; charset=utf-8", calendar(here, f"{site.base}/cvm/agenda"))


def _news_room(site: _Site, here: Institute) -> None:
    site.put("/ashgrove-news/", "ashgrove-news/index.html", here=here)
    site.put("/ashgrove-news/rss/feed", "ashgrove-news/feed.xml", "application/rss+xml; charset=utf-8", here=here)
    for story in here.stories:
        others = [other for other in here.stories if other != story]
        site.put(story_page(story), "ashgrove-news/article.html", here=here, story=story, others=others)


FOREIGN = (
    "Latest from Valbrook AI – Teaching translation systems to hesitate",
    "Latest from Hanbit : A camera that sees around dust",
    "Latest from Valbrook AI – Open weights for small languages",
)
"""What the boxes inside the digest's texts advertise: articles of others, that are no part of these."""


def _digest(site: _Site, news: Institute) -> None:
    """An aggregator: the news room's articles again, without author and date; every second one names its original."""
    copies = [(f"/digest/{story.slug}/", story) for story in news.stories]
    site.put("/digest/", "digest/index.html", copies=copies)
    for number, (path, story) in enumerate(copies):
        site.put(
            path,
            "digest/article.html",
            story=story,
            parts=list(_with_boxes(story.paragraphs, number)),
            original=f"{site.base}{story_page(story)}" if number % 2 == 0 else None,
            similar=[copy for copy in copies if copy[1] != story],
        )


def _with_boxes(paragraphs: Sequence[str], first: int) -> Iterator[tuple[str, str]]:
    """("text" or "box", words): a box about a foreign article after every second paragraph but the last."""
    for number, paragraph in enumerate(paragraphs):
        yield "text", paragraph
        if number % 2 and number < len(paragraphs) - 1:
            yield "box", FOREIGN[(first + number // 2) % len(FOREIGN)]


def _own(talk: Planned) -> str:
    path = page_of(talk)
    assert path is not None, f"{talk.source} has no page for each talk"
    return path


# ── JSON-LD, as the Tanjong Institute writes it ───────────────────────────────────────────────────────────────────────

MODES = {"online": "Online", "hybrid": "Mixed", None: "Offline"}
STATES = {"cancelled": "Cancelled", "postponed": "Postponed", "confirmed": "Scheduled"}


def _graph(talk: Planned, here: Institute, base: str) -> Markup:
    address = f"{base}{page_of(talk)}"
    event: dict[str, Any] = {
        "@type": "EducationEvent",
        "@id": f"{address}#event",
        "url": address,
        "name": talk.title,
        "description": talk.abstract,
        "startDate": _instant(talk.start, here.timezone),
        "endDate": _instant(talk.end, here.timezone),
        "eventStatus": f"https://schema.org/Event{STATES[talk.status]}",
        "eventAttendanceMode": f"https://schema.org/{MODES[talk.mode]}EventAttendanceMode",
        "location": _location(talk, here),
        "organizer": {"@type": "Organization", "name": here.name, "url": f"{base}/tanjong/events"},
        "keywords": list(talk.topics),
    }
    if talk.speaker:
        affiliation = {"@type": "Organization", "name": talk.affiliation}
        event["performer"] = {"@type": "Person", "name": talk.speaker, "affiliation": affiliation}
    if talk.series:
        event["superEvent"] = {"@type": "EventSeries", "name": talk.series}
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Events"}]}
    graph = {"@context": "https://schema.org", "@graph": [crumbs, event]}
    return Markup(json.dumps(graph, ensure_ascii=False, indent=1).replace("</", "<\\/"))


def _instant(value: datetime | date | None, timezone: str) -> str | None:
    if isinstance(value, datetime):
        return spelling.offset(value, timezone)
    return value.isoformat() if value else None


def _location(talk: Planned, here: Institute) -> list[Mapping[str, Any]] | Mapping[str, Any]:
    online = {"@type": "VirtualLocation", "url": talk.online}
    address = {"@type": "PostalAddress", "streetAddress": "12 Causeway Lane", "addressLocality": "Singapore"}
    room = {"@type": "Place", "name": f"{talk.room}, {here.venue}", "address": address}
    if talk.mode == "online":
        return online
    return [room, online] if talk.online else room
