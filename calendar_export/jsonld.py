"""A talk as schema.org's Event and an article as its NewsArticle in JSON-LD, as search engines read them. What no page
states is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_export.ics import place_text, shortened
from calendar_export.jsonfeed import article_text
from calendar_export.lines import one_line, plain
from calendar_export.links import web_url
from calendar_export.timezones import zone
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Mode, Person, Span, Status, Talk, utc_iso

_SCHEMA = "https://schema.org/"
_STATUS = {
    Status.CANCELLED: "EventCancelled",
    Status.WITHDRAWN: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
}
_MODE = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}
_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
DESCRIPTION_LIMIT = 5_000  # characters
SESSIONS = 50
HEADLINE_LIMIT = 110  # characters; longer ones are cut by those who show them


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who announces a talk: its source, with its own page if that is known."""

    name: str = ""
    homepage: str | None = None

    def shown(self) -> dict[str, str] | None:
        """As an Organization; None for nobody."""
        page = web_url(self.homepage)
        return {"@type": "Organization", "name": self.name, **({"url": page} if page else {})} if self.name else None


NOBODY = Organizer()


def event(entry: Entry, organizer: Organizer = NOBODY, before: Span | None = None) -> dict[str, object] | None:
    """The Event, or None for a talk without a date: a start is what an Event cannot lack. `before`: when it was to take
    place until it was moved. Of a recurring talk the first time; `sessions` has all of them."""
    talk = entry.talk
    if talk.when.start is None:
        return None
    moved = before is not None and before.start is not None and talk.status not in _STATUS
    shown: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": one_line(talk.title),
        "startDate": _moment(talk.when, talk.when.start),
        "endDate": _moment(talk.when, talk.when.end) if talk.when.end is not None else None,
        "previousStartDate": _moment(before, before.start) if moved and before is not None else None,
        "eventStatus": _SCHEMA + ("EventRescheduled" if moved else _STATUS.get(talk.status, "EventScheduled")),
        "eventAttendanceMode": _SCHEMA + _MODE[talk.place.attendance_mode] if talk.place.attendance_mode else None,
        "location": _location(talk),
        "description": shortened(plain(talk.abstract or "").strip(), DESCRIPTION_LIMIT),
        "image": web_url(talk.image),
        "url": web_url(talk.url),
        "identifier": entry.uid,
        "inLanguage": talk.language,
        "performer": [_person(person) for person in talk.speakers],
        "organizer": organizer.shown(),
        "offers": {"@type": "Offer", "url": url} if (url := web_url(talk.registration_url)) else None,
    }
    return {name: value for name, value in shown.items() if value}


def sessions(entry: Entry, organizer: Organizer = NOBODY, before: Span | None = None) -> list[dict[str, object]]:
    """Each time of a talk as an Event of its own, SESSIONS at most; most talks take place once."""
    when, found = entry.talk.when, event(entry, organizer, before)
    if found is None or when.recurrence is None or when.start is None:
        return [] if found is None else [found]
    made = []
    for start in when.occurrences()[:SESSIONS]:
        times = {"startDate": _moment(when, start)}
        if isinstance(when.end, datetime) == isinstance(when.start, datetime) and when.end is not None:
            times["endDate"] = _moment(when, start + (when.end - when.start))
        made.append({name: times.get(name, value) for name, value in found.items()})
    return made


def script(entry: Entry, organizer: Organizer = NOBODY, before: Span | None = None) -> str:
    """The same as an HTML element: no text of a page can end it early. "" for a talk without a date."""
    found = sessions(entry, organizer, before)
    return _element(found[0] if len(found) == 1 else found) if found else ""


def series_script(name: str, url: str, organizer: Organizer, entries: Sequence[Entry]) -> str:
    """A series as schema.org's EventSeries with its coming talks, as an HTML element. `url`: its page here, whole."""
    events = [found for one in entries if (found := event(one, organizer)) is not None]
    shown: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "EventSeries",
        "name": one_line(name),
        "url": web_url(url),
        "organizer": organizer.shown(),
        "subEvent": [{key: value for key, value in one.items() if key != "@context"} for one in events],
    }
    return _element({key: value for key, value in shown.items() if value})


def article(entry: NewsEntry, publisher: str = "", body: str = "summary") -> dict[str, object]:
    """An article as schema.org's NewsArticle, with as much of its text as may be republished."""
    told, addresses = entry.article, [web_url(one.url) for one in entry.addresses]
    published = told.published
    shown: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one_line(told.title or "")[:HEADLINE_LIMIT],
        "datePublished": published.isoformat() if published else None,
        "dateModified": utc_iso(entry.updated) if entry.updated > entry.created else None,
        "author": {"@type": "Person", "name": one_line(told.author)} if told.author else None,
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "image": web_url(told.image) if body != "none" else None,
        "description": plain(told.summary or "").strip() if body != "none" else None,
        "articleBody": article_text(entry, body) if body == "full" else None,
        "url": web_url(told.url),
        "isBasedOn": web_url(told.canonical_url or told.url),
        "sameAs": sorted({one for one in addresses if one and one != web_url(told.url)}),
    }
    return {name: value for name, value in shown.items() if value}


def article_script(entry: NewsEntry, publisher: str = "", body: str = "summary") -> str:
    """The same as an HTML element."""
    return _element(article(entry, publisher, body))


def _element(found: object) -> str:
    text = json.dumps(found, ensure_ascii=False).translate(_SAFE)
    return f'<script type="application/ld+json">{text}</script>'


def _moment(when: Span, moment: object) -> str:
    """ISO 8601, with the offset of the talk's zone where it has an hour and a zone."""
    if not isinstance(moment, datetime):
        return str(moment)
    return moment.replace(tzinfo=zone(when.timezone)).isoformat(timespec="minutes")


def _location(talk: Talk) -> list[dict[str, str]]:
    """Where it takes place, as far as that was told. A place's address is the one that was told, or else the words by
    which its institute tells people where to go; one joins at the link, or else where one registers for it."""
    found = []
    name, address = place_text(talk), one_line(talk.place.address or "")
    if name:
        found.append({"@type": "Place", "name": name, "address": address or name})
    online = talk.place.attendance_mode in (Mode.ONLINE, Mode.HYBRID)
    link = web_url(talk.place.online_url) or (web_url(talk.registration_url) if online else "")
    if link:
        found.append({"@type": "VirtualLocation", "url": link})
    return found


def _person(person: Person) -> dict[str, object]:
    shown: dict[str, object] = {"@type": "Person", "name": one_line(person.name)}
    if person.affiliation:
        shown["affiliation"] = {"@type": "Organization", "name": one_line(person.affiliation)}
    if web_url(person.url):
        shown["url"] = web_url(person.url)
    return shown
