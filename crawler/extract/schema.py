"""schema.org as it is met: nodes from JSON-LD, microdata or RDFa, and what events and articles among them claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from crawler.extract import schedules
from crawler.extract.page import Page
from crawler.extract.readers import reader
from pipeline.reading.text import fold
from pipeline.talk import At, Claim, Layer, Sighting


@dataclass(slots=True)
class Leaf:
    """A value: its text, where it stands, and its address if it is a link or may be one."""

    text: str
    path: str
    url: str = ""


@dataclass(slots=True)
class Node:
    """A thing with properties, whose names come without their vocabulary as types do; `words` says it in words."""

    types: tuple[str, ...]
    id: str
    path: str
    words: Callable[[], str] = str
    properties: dict[str, list[Leaf | Node]] = field(default_factory=dict)

    def all(self, *names: str) -> Iterator[Leaf | Node]:
        for name in names:
            yield from self.properties.get(name, ())

    def leaf(self, *names: str) -> Leaf | None:
        """The first plain value of these properties, in the order of the names."""
        return next((value for value in self.all(*names) if isinstance(value, Leaf) and value.text), None)


EVENTS = frozenset(("Event", "CourseInstance", "Festival", "Hackathon", "EventSeries"))
NO_EVENTS = frozenset(("PublicationEvent", "DeliveryEvent", "UserInteractionEvent", "BroadcastEvent", "SaleEvent"))
ARTICLES = frozenset(("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "SocialMediaPosting", "Report"))

LONGEST = 50_000
"""Characters of a value; no description is longer."""
# What software writes where an editor wrote nothing.
_CONSTANTS = frozenset(("organization", "person", "performer", "no location set", "no address set", "unnamed", "n/a"))
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[Tt ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$", re.I)
_WORD = re.compile(r"(?:^|[/:#])(?:Event)?([A-Z]\w*?)(?:EventAttendanceMode)?/?$")


def is_event(node: Node) -> bool:
    """Whether a node is something people go to. Subtypes end in `Event`; a few do not, and a few are something else."""
    return any(t in EVENTS or (t.endswith("Event") and t not in NO_EVENTS) for t in node.types)


def _is_series_of(node: Node) -> bool:
    """Whether a node is a series whose events are told one by one: no event itself."""
    parts = node.all("subEvent", "subEvents", "event", "events")
    return "EventSeries" in node.types and any(isinstance(part, Node) and is_event(part) for part in parts)


def is_article(node: Node) -> bool:
    return any(t in ARTICLES for t in node.types)


def sightings(page: Page, nodes: Iterable[Node], by: str) -> list[Sighting]:
    """A sighting for each named event and each article among the nodes and in their parts, without repetition."""
    found: list[Sighting] = []
    events, articles = [], []
    for node in _unfold(nodes):
        if is_event(node) and not _is_series_of(node):
            events.append(node)
        elif is_article(node):
            articles.append(node)
    seen: set[tuple[object, ...]] = set()
    for node, alone in [(n, len(events) == 1) for n in events] + [(n, len(articles) == 1) for n in articles]:
        sighting = _event(page, node, by, alone) if is_event(node) else _article(page, node, by, alone)
        identity = (sighting.kind, *((c.field, c.text) for c in sighting.of("title", "when", "url")))
        if sighting.of("title", "body") and identity not in seen:
            seen.add(identity)
            found.append(sighting)
    return found


def _unfold(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes, and those inside lists, pages, graphs and events, in order."""
    queue = list(nodes)[::-1]
    while queue:
        node = queue.pop()
        yield node
        inner = node.all("@graph", "itemListElement", "item", "mainEntity", "subEvent", "subEvents", "event", "events",
                         "hasCourseInstance", "mainEntityOfPage", "hasPart", "blogPost")  # fmt: skip
        parts = [part for part in inner if isinstance(part, Node)]
        for part in parts:
            _inherit(part, node)
        queue.extend(parts[::-1])


def _inherit(part: Node, whole: Node) -> None:
    """What a part of an event or a course does not say itself is as in the whole: the place, the series it is part of.

    An occasion of a course bears the course's name too.
    """
    if "CourseInstance" in part.types and part.leaf("name") is None and (name := whole.leaf("name")):
        part.properties["name"] = [name]
    if is_event(whole) and is_event(part):
        part.properties.setdefault("superEvent", [whole])
        if place := whole.properties.get("location"):
            part.properties.setdefault("location", place)


class _Claims:
    """Collects the claims about one node."""

    def __init__(self, page: Page, by: str) -> None:
        self.page, self.by = page, by
        self.all: list[Claim] = []

    def add(self, name: str, value: Leaf | None, prop: str, *, span: tuple[int, int] = (0, 0), url: str = "") -> None:
        """A claim about field `name` out of property `prop`; `span` is the stretch of the value's text that counts."""
        if value is None:
            return
        if len(value.text) > LONGEST:
            span = (span[0], min(span[1] or LONGEST, LONGEST))
        text = value.text[span[0] : span[1]] if span[1] else value.text
        if text and fold(text[:100]) not in _CONSTANTS:
            at = At(self.page.sha256, value.path, *span)
            self.all.append(Claim(name, text, Layer.STRUCTURED, f"{self.by}:{prop}", at, url))

    def link(self, name: str, value: Leaf | None, prop: str) -> None:
        """A claim whose value is an address."""
        if value is not None and (url := self.page.absolute(value.url or value.text)):
            self.add(name, value, prop, url=url)


def _event(page: Page, node: Node, by: str, alone: bool) -> Sighting:
    claims = _Claims(page, by)
    claims.add("title", node.leaf("name", "headline"), "name")
    _times(claims, node)
    _places(claims, node)
    _people(claims, node)
    status = node.leaf("eventStatus")
    if status and (word := _WORD.search(status.text)):
        if word[1] in ("Cancelled", "Canceled", "Postponed"):
            claims.add("status", status, "eventStatus", span=word.span(1))
        elif word[1] == "MovedOnline":
            claims.add("attendance_mode", status, "eventStatus", span=(word.end(1) - 6, word.end(1)))
    mode = node.leaf("eventAttendanceMode")
    if mode and (word := _WORD.search(mode.text)) and not (word[1] == "Offline" and _says_offline_always(page)):
        claims.add("attendance_mode", mode, "eventAttendanceMode", span=word.span(1))
    own = _address(page, node)
    if own.lower() != page.url.lower():
        claims.link("url", node.leaf("url"), "url")
    for offer in node.all("offers"):
        link = offer.leaf("url") if isinstance(offer, Node) else None
        if link and page.absolute(link.url or link.text) not in (own, page.url, page.canonical):
            claims.link("registration_url", link, "offers.url")
    _texts(claims, node, {"description": "abstract"})
    for above in node.all("superEvent"):
        claims.add("series", above.leaf("name") if isinstance(above, Node) else None, "superEvent.name")
    if "CourseInstance" in node.types:
        claims.all.append(Claim("kind", "course", Layer.STRUCTURED, f"{by}:@type", At(page.sha256, _typed(page, node))))
    mine = alone or page.is_at(own)
    return Sighting("talk", page.url, own or page.url, tuple(claims.all), own_page=mine)


def _typed(page: Page, node: Node) -> str:
    """Where a node says that it is a course."""
    number = node.types.index("CourseInstance")
    ways = (f"{node.path}/@type", f"{node.path}/@type/{number}", f"{node.path}/@itemtype", f"{node.path}/@typeof")
    return next((f"{way}|course" for way in ways if "CourseInstance" in page.text_at(way)), node.path)


@reader("course")
def _course(text: str, element: etree._Element | None, told: str) -> str:
    """The kind that a type stands for."""
    del element, told
    return "course" if "CourseInstance" in text else ""


def _says_offline_always(page: Page) -> bool:
    """The Events Calendar writes Offline for everything, so there it says nothing."""
    return "/the-events-calendar/" in page.content or "tribe-events" in page.content


def _address(page: Page, node: Node) -> str:
    """The address an event or article calls its own, absolute, or ""."""
    for value in (node.leaf("url"), node.leaf("mainEntityOfPage")):
        if value and (url := page.absolute(value.url or value.text)):
            return url
    for part in node.all("mainEntityOfPage"):
        if isinstance(part, Node) and part.id:
            return page.absolute(part.id)
    return page.absolute(node.id) if node.id and not node.id.startswith(("#", "_:")) else ""


def _times(claims: _Claims, node: Node) -> None:
    """Start and end. Midnights are how software writes "no hour", and ends that cannot be are not passed on."""
    rhythms = [each for each in node.all("eventSchedule") if isinstance(each, Node)]
    if len(rhythms) == 1 and _scheduled(claims, node, rhythms[0]):
        return
    start, end = node.leaf("startDate", "startTime"), node.leaf("endDate")
    first, last = (_CLOCK.match(x.text) if x else None for x in (start, end))
    midnight = bool(first and first[1] == "00:00")
    whole_days = midnight and (not end or bool(last and last[1] in ("00:00", "23:59", "23:55")))
    if midnight and not end and first and first[2] in ("Z", "z", "+00:00"):
        whole_days = False  # eight in the evening in New York is a midnight too
    day_only = (0, 10) if whole_days else (0, 0)
    claims.add("when", start, "startDate", span=day_only)
    if start is not None and end is None and not midnight and (lasts := node.leaf("duration")):
        over = schedules.ending(start.text, lasts.text)
        claims.add("end", Leaf(over, f"{lasts.path}|lasting:{start.text}"), "duration")
    if start is None or end is None or end.text == start.text or end.text[:10] < start.text[:10]:
        return
    if whole_days and end.text[:10] > start.text[:10]:
        claims.add("end", end, "endDate", span=day_only)
    elif not whole_days and not (last and last[1] in ("00:00", "23:59")) and not (first and not last):
        claims.add("end", end, "endDate")


def _scheduled(claims: _Claims, node: Node, rhythm: Node) -> bool:
    """Claims the times of what comes again and again; False where the schedule lacks a day, an hour or a rhythm."""
    begins, ends, every = rhythm.leaf("startTime"), rhythm.leaf("endTime"), rhythm.leaf("repeatFrequency")
    since, until = rhythm.leaf("startDate") or node.leaf("startDate"), rhythm.leaf("endDate")
    if begins is None or every is None or since is None:
        return False
    named = [value for value in rhythm.all("byDay") if isinstance(value, Leaf)]
    weekdays = [day for value in named if (day := schedules.weekday(value.text))]
    day, hour = schedules.first_day(since.text, weekdays), schedules.clock(begins.text)
    count = rhythm.leaf("repeatCount")
    parts = schedules.rule_parts(weekdays, until.text if until else "", count.text if count else "")
    more = ";".join(parts)
    rule = schedules.rhythm(every.text, None, more)
    if not (day and hour and rule):
        return False
    claims.add("when", Leaf(f"{day}T{hour}", f"{begins.path}|on-day:{day}"), "eventSchedule.startTime")
    if ends is not None and schedules.clock(ends.text) > hour:
        over = f"{day}T{schedules.clock(ends.text)}"
        claims.add("end", Leaf(over, f"{ends.path}|on-day:{day}"), "eventSchedule.endTime")
    claims.add("timezone", rhythm.leaf("scheduleTimezone"), "eventSchedule.scheduleTimezone")
    claims.add("recurrence", Leaf(rule, f"{every.path}|rhythm:{more}"), "eventSchedule.repeatFrequency")
    for value in rhythm.all("exceptDate"):
        if isinstance(value, Leaf):
            without = schedules.not_on(value.text, None, hour)
            claims.add("recurrence", Leaf(without, f"{value.path}|not-on:{hour}"), "eventSchedule.exceptDate")
    return True


def _places(claims: _Claims, node: Node) -> None:
    for place in node.all("location"):
        if isinstance(place, Leaf):
            link = place.text.lower().startswith(("http://", "https://"))
            claims.link("online_url", place, "location") if link else claims.add("where", place, "location")
        elif "VirtualLocation" in place.types:
            claims.link("online_url", place.leaf("url"), "location.url")
        else:
            claims.add("venue", place.leaf("name"), "location.name")
            for address in place.all("address"):
                words = address if isinstance(address, Leaf) else Leaf(address.words(), address.path)
                claims.add("address", words, "location.address")


def _people(claims: _Claims, node: Node) -> None:
    """Performers speak, organisers are hosts; somebody named as both organises."""
    hosts = [_person(x) for x in node.all("organizer", "organiser")]
    named = {fold(host.text) for host in hosts if host}
    for prop in ("performer", "performers", "actor", "speaker", "instructor"):
        for who in node.all(prop):
            person = _person(who)
            if person and fold(person.text) not in named:
                claims.add("speaker", person, prop, url=claims.page.absolute(person.url))
    for host in hosts:
        claims.add("host", host, "organizer", url=claims.page.absolute(host.url) if host else "")


def _person(value: Leaf | Node) -> Leaf | None:
    if isinstance(value, Leaf):
        return value if not value.text.startswith(("http://", "https://")) else None
    name = value.leaf("name")
    if name is None:
        return None
    address = value.leaf("url", "sameAs")
    link = address.url or address.text if address else ""
    words = value.words()
    return Leaf(words, value.path, link) if words.startswith(name.text + " (") else Leaf(name.text, name.path, link)


def _article(page: Page, node: Node, by: str, alone: bool) -> Sighting:
    claims = _Claims(page, by)
    claims.add("title", node.leaf("headline", "name"), "headline")
    claims.add("published", node.leaf("datePublished"), "datePublished")
    claims.add("updated", node.leaf("dateModified"), "dateModified")
    for author in node.all("author"):
        claims.add("author", _person(author), "author")
    _texts(claims, node, {"description": "summary", "articleBody": "body"})
    own = _address(page, node)
    mine = alone or page.is_at(own)
    return Sighting("article", page.url, own or page.url, tuple(claims.all), own_page=mine)


def _texts(claims: _Claims, node: Node, fields: Mapping[str, str]) -> None:
    for prop, name in fields.items():
        claims.add(name, node.leaf(prop), prop)
    for image in node.all("image"):
        claims.link("image", image.leaf("url", "contentUrl") if isinstance(image, Node) else image, "image")
        break
    claims.add("language", node.leaf("inLanguage"), "inLanguage")
    for word in node.all("keywords"):
        if isinstance(word, Leaf):
            for part in re.finditer(r"[^,;\s][^,;]*", word.text):
                text = part[0].rstrip()
                claims.add("topic", word, "keywords", span=(part.start(), part.start() + len(text)))
