"""The JSON of calendar systems, read by what its keys say.

Localist, LiveWhale, The Events Calendar, Indico, Trumba, Eventbrite, Google and the many home-made ones name the same
few things in a few ways each. So one vocabulary reads them all: an object with a name and a start is an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from config.sources import Source
from crawler.extract.hours import hour_in, without_hour
from crawler.extract.ics import is_zone
from crawler.extract.json_customs import as_meant
from crawler.extract.json_values import ENDS, STARTS, ZONES, Found, Zone, moment_in, name_in, text_in
from crawler.extract.page import Page
from pipeline.reading.times import Context, read_when
from pipeline.talk import At, Claim, Layer, Sighting

MAX_EVENTS = 10_000
MAX_DEPTH = 12

_TITLES = ("meetingtitle", "eventtitle", "talktitle", "title", "titledisplay", "eventname", "name", "headline",
           "subject", "summary")  # fmt: skip
_GROUPS = ("bodyname", "body", "committeename", "committee", "boardname", "board", "groupname", "group", "typename",
           "calendartypedesc", "typedesc", "type", "categoryname", "category", "calendarname")  # fmt: skip
"""Who meets or what sort of event it is: the title of an event that has no other."""
_ALL_DAY = ("allday", "isallday", "alldayevent")
_CANCELLED = ("canceled", "cancelled", "iscanceled", "iscancelled")
_ONLINE = ("isonline", "onlineevent", "isvirtual", "virtual")

_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("abstract", ("abstract", "descriptiontext", "description", "body", "lead", "content", "details", "excerpt",
                  "summary")),
    ("venue", ("locationname", "locationtitle", "venue", "venuename", "building", "locationsummary")),
    ("where", ("location", "place", "locations")),
    ("room", ("roomnumber", "customroom", "room", "roomname")),
    ("address", ("address", "fulladdress", "streetaddress")),
    ("series", ("series", "seriestitle", "seriesname")),
    ("attendance_mode", ("experience", "attendancemode", "eventattendancemode", "onlinetype")),
    ("language", ("language", "inlanguage")),
)  # fmt: skip
_LINKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("url", ("localisturl", "permalink", "permalinkurl", "htmllink", "fullurl", "publicurl", "eventurl", "url", "link",
             "weburl", "href", "website")),
    ("online_url", ("streamurl", "onlineurl", "virtualurl", "streamlink", "livestreamurl", "zoomurl", "hangoutlink")),
    ("registration_url", ("ticketurl", "registrationurl", "registerurl", "signupurl", "bookingurl")),
    ("image", ("photourl", "imageurl", "image", "thumbnail", "photolink", "logo")),
)  # fmt: skip
_PEOPLE = (("speaker", ("speakers", "speaker", "presenters", "presenter", "instructors", "lecturers")),
           ("host", ("organizer", "organizers", "host", "hosts", "hostname", "chairs")))  # fmt: skip
_TOPICS = ("tags", "keywords", "categories", "eventtypes", "topics")
_PARTS = ("contributions", "subevents", "events", "children")

_DAY_AND_MIDNIGHT = re.compile(r"^(\S*\d)[T ]+00:00(?::00(?:\.0+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?$", re.I)
_LAST_MINUTE = re.compile(r"^(\S*\d)[T ]+23:5\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?$", re.I)
_CANCELLATION = re.compile(
    r"\W*(?:(?:html|pdf)\W+)?(?:notice of cancell?ation|cancell?ation notice|(?:(?:event|meeting)\W+)?cancell?ed\b)",
    re.I,
)
_CANCELLED_LAST = re.compile(
    r"(?:[-–—:(]|\b(?:agenda|meeting|hearing|packet|package|seminar|talk|session|commission|committee|board))\s*"
    r"cancell?ed\W*$",
    re.I,
)
_CANCEL_WORD = re.compile(r"(?:cancelled|canceled|postponed|tentative)$", re.I)


def json_feed(page: Page, source: Source) -> list[Sighting]:
    """The events of a JSON document that is no JSON-LD, and the articles of a JSON Feed."""
    del source
    found: list[Sighting] = []
    for thing in _objects(page.json):
        found += _events(page, thing) or _article(page, thing)
        if len(found) >= MAX_EVENTS:
            break
    return as_meant(_in_zone_of(page, found), page.timezone)


def _in_zone_of(page: Page, found: list[Sighting]) -> list[Sighting]:
    """Events that name no zone, in the one their calendar names once for all."""
    zone = name_in(Found.of(page.json, ""), ZONES) if isinstance(page.json, dict) else None
    if zone is None or not is_zone(zone[0]):
        return found
    said = Claim("timezone", zone[0], Layer.STRUCTURED, "json:calendar", At(page.sha256, zone[1]))
    return [one if one.of("timezone") else replace(one, claims=(*one.claims, said)) for one in found]


def scripted(page: Page) -> list[Sighting]:
    """The events in the lists from which scripts draw a page's calendar; one object alone is none."""
    found: list[Sighting] = []
    for script in page.marked("//script[not(@src)]"):
        if _DATED_LIST.search(script.text or ""):
            place = script.getroottree().getpath(script)
            for thing in _objects(page.embedded(script), f"{place}#"):
                title = _titled(thing)
                found += _events(page, thing) if title and not _is_day(title[0], page) else []
    return as_meant(found[:MAX_EVENTS], page.timezone) if len(found) > 1 else []


def _is_day(title: str, page: Page) -> bool:
    """Whether a title is a day and no more, as those of recordings are."""
    reading = read_when(title, Context(timezone=page.timezone)) if len(title) <= 40 else None
    return reading is not None and reading.start == 0 and reading.end == len(title)


_DATED_LIST = re.compile(r'\[\s*\{(?=.{0,4000}?"\w*(?:start|begin|date)\w*"\s*:)', re.IGNORECASE | re.DOTALL)


def _objects(root: object, pointer: str = "") -> Iterator[Found]:
    """The objects of a document, outermost first; those inside an event only where they are events of their own."""
    queue: list[tuple[object, str, int]] = [(root, pointer, 0)]
    while queue:
        value, pointer, depth = queue.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            queue.extend((each, f"{pointer}/{i}", depth + 1) for i, each in reversed(list(enumerate(value))))
        elif isinstance(value, dict) and "@type" not in value:
            thing = Found.of(value, pointer)
            yield thing
            keys = _PARTS if _is_event(thing) else tuple(thing.values)
            inner = [thing.values[key] for key in keys if key in thing.values]
            queue.extend((each, at, depth + 1) for at, each in reversed(inner) if isinstance(each, dict | list))


def _is_event(thing: Found) -> bool:
    return _titled(thing) is not None and (moment_in(thing, STARTS) is not None or "eventinstances" in thing.values)


def _titled(thing: Found) -> tuple[str, str] | None:
    """The title of an event, else the words for who meets."""
    if title := name_in(thing, _TITLES):
        return title
    groups = (found for key in _GROUPS if (found := name_in(thing, (key,))))
    return next((found for found in groups if re.fullmatch(r"(?=.*[^\W\d_]{4})[^.\n]{4,120}", found[0])), None)


# ── Events and articles ───────────────────────────────────────────────────────────────────────────────────────────────


def _events(page: Page, thing: Found) -> list[Sighting]:
    """The event an object is; several where it lists its occasions (Localist's `event_instances`)."""
    if not _is_event(thing):
        return []
    _, occasions = thing.values.get("eventinstances", ("", None))
    pointer = thing.values["eventinstances"][0] if isinstance(occasions, list) else ""
    if not isinstance(occasions, list) or not occasions:
        return [_event(page, thing, thing, "")]
    found = []
    for number, occasion in enumerate(occasions[:MAX_EVENTS]):
        inner = occasion.get("event_instance", occasion) if isinstance(occasion, dict) else None
        if isinstance(inner, dict):
            step = "/event_instance" if "event_instance" in occasion else ""
            when = Found.of(inner, f"{pointer}/{number}{step}")
            identity = name_in(when, ("id",))
            found.append(_event(page, thing, when, identity[0] if identity else ""))
    return found


class _Claims:
    """Collects the claims about one object."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.all: list[Claim] = []

    def add(self, field: str, found: tuple[str, str] | None, end: int = 0) -> None:
        """A claim of (text, pointer), or of the first `end` characters of the text."""
        if found and (text := found[0][:end] if end else found[0]):
            link = self.page.absolute(text) if field in ("url", "image") or field.endswith("_url") else ""
            by, place = f"json:{found[1].rpartition('/')[2]}", found[1]
            if field in ("status", "attendance_mode") and text != self.page.text_at(place):
                place += f"|flag:{text}"
            elif field in ("when", "end") and not self.page.text_at(place).startswith(text):
                place += "|epoch"
            self.all.append(Claim(field, text, Layer.STRUCTURED, by, At(self.page.sha256, place, 0, end), link))

    def hour(self, title: tuple[str, str]) -> None:
        """The hour in a title, where the start is a bare day."""
        starts = [claim for claim in self.all if claim.field == "when"]
        if (span := hour_in(title[0])) and starts and re.fullmatch(r"\d{4}-\d\d-\d\d", starts[0].text):
            at = At(self.page.sha256, title[1], *span)
            by = f"json:{title[1].rpartition('/')[2]}"
            self.all.append(Claim("when", title[0][slice(*span)], Layer.STRUCTURED, by, at))


def _event(page: Page, thing: Found, when: Found, occasion: str) -> Sighting:
    claims = _Claims(page)
    title = _titled(thing) or ("", "")
    claims.add("title", title, _without_day(title[0], page) or without_hour(title[0]))
    zone = _times(when, claims)
    claims.hour(title)
    named = name_in(thing, ZONES)
    claims.add("timezone", next((found for found in (zone, named) if found and is_zone(found[0])), None))
    for field, names in _TEXTS:
        found = name_in(thing, names) or _joined(thing, names)
        numbered = found and field in ("venue", "where") and found[0].isdigit()
        claims.add(field, None if numbered else found)  # the number of a row in a table of places
    for field, names in _LINKS:
        links = (found for p, v in thing.each(names) if (found := _link(v, p)) and page.absolute(found[0]))
        claims.add(field, next(links, None))
    for field, names in _PEOPLE:
        for found in _people(thing, names):
            claims.add(field, found)
    for pointer, value in thing.each(_TOPICS):
        for number, each in enumerate(value if isinstance(value, list) else ()):
            claims.add("topic", text_in(each, f"{pointer}/{number}"))
    _state(thing, claims)
    url = next((claim.url for claim in claims.all if claim.field == "url"), "")
    return Sighting("talk", page.url, url or page.url, tuple(claims.all), _keys(page, thing, occasion))


_DAY_BEHIND = re.compile(r"(?<=\w)\s*[-–—|]\s+((?:\w+\W{0,2}){2,4})$")


def _without_day(title: str, page: Page) -> int:
    """How long a title is without the day that software hung behind it (`Regular Meeting - 08 Jan 2024`); 0: all."""
    match = _DAY_BEHIND.search(title[-60:]) if title[-1:].isdigit() else None
    if match is None:
        return 0
    reading = read_when(match[1], Context(timezone=page.timezone))
    return len(title) - len(match[0]) if reading is not None and reading.span.day is not None else 0


def _state(thing: Found, claims: _Claims) -> None:
    """What flags, words and enclosed notices say of status and mode."""
    if thing.is_true(_CANCELLED):
        claims.add("status", ("cancelled", next(thing.each(_CANCELLED))[0]))
    elif (status := name_in(thing, ("status", "eventstate", "eventstatus"))) and _CANCEL_WORD.match(status[0]):
        claims.add("status", status)
    elif notice := _notice(thing):
        claims.add("status", ("cancelled", notice))
    if thing.is_true(_ONLINE):
        claims.add("attendance_mode", ("online", next(thing.each(_ONLINE))[0]))


def _notice(thing: Found) -> str:
    """Where a short text begins or ends with "cancelled", or a file is a notice of cancellation; "" if nowhere."""
    for pointer, value in thing.values.values():
        texts: list[tuple[str, object]] = [(pointer, value)] if isinstance(value, str) and len(value) < 200 else []
        for number, each in enumerate(value[:20] if isinstance(value, list) else ()):
            if isinstance(each, dict):
                texts += Found.of(each, f"{pointer}/{number}").values.values()
        for at, text in texts:
            if isinstance(text, str) and (_CANCELLATION.match(text) or _CANCELLED_LAST.search(text[:200])):
                return at
    return ""


def _times(when: Found, claims: _Claims) -> Zone:
    """Claims start and end; returns the zone they name. Whole days lose their midnights."""
    start, end = moment_in(when, STARTS), moment_in(when, ENDS)
    if start is None:
        return None
    last = (_DAY_AND_MIDNIGHT.match(end[0]) or _LAST_MINUTE.match(end[0])) if end else None
    whole = when.is_true(_ALL_DAY) or bool(_DAY_AND_MIDNIGHT.match(start[0]) and (end is None or last))
    day = _day_part(start[0]) if whole else 0
    claims.add("when", start[:2], day)
    if end and end[0] != start[0]:
        until = _day_part(end[0]) if whole else 0
        same_day = whole and end[0][: until or None] == start[0][: day or None]
        if not same_day and (whole or not _LAST_MINUTE.match(end[0])):
            claims.add("end", end[:2], until)
    return start[2]


def _day_part(text: str) -> int:
    """How long the date at the beginning of a text is; 0 if the text is nothing else."""
    match = re.match(r"[^T\s]+", text)
    return match.end() if match and match.end() < len(text) else 0


def _joined(thing: Found, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The first text of these keys when it stands in a list or an object."""
    return next((found for pointer, value in thing.each(names) if (found := text_in(value, pointer))), None)


def _link(value: object, pointer: str) -> tuple[str, str] | None:
    """An address: a string, or the one in an object (`{"url": …}`)."""
    if isinstance(value, dict):
        inner = Found.of(value, pointer)
        return next(
            (text_in(v, p) for p, v in inner.each(("url", "imageurl", "href", "src")) if isinstance(v, str)), None
        )
    return text_in(value, pointer) if isinstance(value, str) else None


def _people(thing: Found, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for pointer, value in thing.each(names):
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            here = f"{pointer}/{number}" if isinstance(value, list) else pointer
            if isinstance(each, dict) and (affiliation := name_in(Found.of(each, here), ("affiliation",))):
                if name := text_in(each, here):
                    yield f"{name[0]} ({affiliation[0]})", name[1]
            elif found := text_in(each, here):
                yield found
        return


def _keys(page: Page, thing: Found, occasion: str) -> tuple[str, ...]:
    """Identities of the systems whose numbers are known to be stable, by host."""
    host = urlsplit(page.url).hostname or ""
    number = name_in(thing, ("id", "eventid"))
    if number is None or not host:
        return ()
    if "localisturl" in thing.values:
        return (f"localist:{number[0]}-{occasion}@{host}",) if occasion else ()
    if "date2iso" in thing.values or "dateutc" in thing.values:
        utc = name_in(thing, ("dateutc", "dateiso"))
        return (f"livewhale:{number[0]}-{utc[0]}@{host}",) if utc else ()
    if "globalid" in thing.values or "utcstartdate" in thing.values:
        return (f"tec:{number[0]}@{host}",)
    if "categoryid" in thing.values and "roomfullname" in thing.values:
        return (f"indico:{number[0]}@{host}",)
    return ()


def _article(page: Page, thing: Found) -> list[Sighting]:
    """An item of a JSON Feed, or a post of WordPress."""
    published = name_in(thing, ("datepublished",))
    wordpress = "guid" in thing.values and isinstance(thing.values.get("title", ("", None))[1], dict)
    published = published or (name_in(thing, ("date",)) if wordpress else None)
    if published is None:
        return []
    claims = _Claims(page)
    claims.add("title", name_in(thing, ("title",)))
    claims.add("published", published)
    claims.add("updated", name_in(thing, ("datemodified", "modified")))
    claims.add("author", _joined(thing, ("authors", "author")))
    claims.add("body", name_in(thing, ("contenthtml", "contenttext", "content")))
    claims.add("summary", name_in(thing, ("summary", "excerpt")))
    claims.add("url", name_in(thing, ("url", "link")))
    url = next((claim.url for claim in claims.all if claim.field == "url"), "")
    return [Sighting("article", page.url, url or page.url, tuple(claims.all))]
