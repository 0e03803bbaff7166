"""The vocabulary: what a page claims, and what a talk is once the claims are understood.

Every other room speaks in these types. They are frozen values; they hold no clock, no network and no database. The
names are those of the JSON form (INTERFACE §5); `when` and `place` group some of them and dissolve at the edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from pipeline.coverage import Coverage as Coverage
from pipeline.recurrence import recurring


class Layer(StrEnum):
    """Who reads a page. All layers read side by side; `pipeline.normalise` decides per field whom to believe."""

    SITE = "site"  # a page object or selectors: somebody looked at this very site
    STRUCTURED = "structured"  # JSON-LD, microdata, microformats, the institute's own .ics, RSS, Atom, JSON
    PLATFORM = "platform"  # widgets of a calendar system: AddEvent, AddToCalendar
    VISIBLE = "visible"  # what people see
    CONTEXT = "context"  # what the source file says by default: zone, venue, room


class Status(StrEnum):
    """What became of a talk. `WITHDRAWN`: it vanished from a healthy source; no page ever says so."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Mode(StrEnum):
    """Attendance mode, as schema.org's eventAttendanceMode."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Kind(StrEnum):
    """What sort of talk, in the words of INTERFACE §5."""

    TALK = "talk"
    SEMINAR = "seminar"
    COLLOQUIUM = "colloquium"
    WORKSHOP = "workshop"
    LECTURE = "lecture"
    DEFENCE = "defence"
    CONFERENCE = "conference"
    COURSE = "course"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class At:
    """Where a value was read: reading there again gives the value again.

    `page` is the sha256 of the page's bytes; `path` an XPath of an element (optionally ending in `/@attribute`), or for
    JSON a pointer (RFC 6901), for iCalendar the component and property; "" for the document as a whole. `start` and
    `end` count characters in the text at that place (`Page.text_at`); both 0 mean all of it.
    """

    page: str
    path: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """One field's text as one layer found it, before anybody believes it.

    `field` is one of FIELDS. `by` reads like `jsonld:startDate`, `addevent:title`, `select:when`, `visible:label`.
    `url` is where the text leads, if it is a link.
    """

    field: str
    text: str
    layer: Layer
    by: str
    at: At
    url: str = ""


TALK_FIELDS = (
    "title", "series", "kind", "topic", "language", "image", "when", "end", "timezone", "recurrence", "status",
    "attendance_mode", "where", "venue", "room", "address", "online_url", "registration_url", "speaker", "affiliation",
    "host", "abstract", "bio", "url",
)  # fmt: skip
"""Claim fields of a talk. `when` may hold a whole range; `end` completes it; `where` is a place not yet taken apart;
`speaker`, `host` and `topic` occur once each per person or topic; `affiliation` belongs to the only speaker;
`recurrence` is iCalendar's lines `RRULE:…`, `RDATE:…`, `EXDATE:…`, the dates and times in them ISO wall time.
Claims of the layer *visible* complete each other and come best first: a `when` by `visible:year` holds only the year
that a heading names, by `visible:order:2024` a day whose year the order of its list tells, by `visible:grid:2024-01-29`
a cell whose month stands over a calendar, by `visible:hour` only an hour, by `visible:default` an hour said once for
a whole list."""

ARTICLE_FIELDS = (
    "title", "published", "author", "body", "summary", "image", "canonical_url", "person", "updated", "url",
)  # fmt: skip
FIELDS = frozenset(TALK_FIELDS + ARTICLE_FIELDS)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Everything one page (or one card, row or VEVENT of it) claims about one talk or one article.

    `url` is the address the talk calls its own; a card without one gets `page_url#day-and-title`. `keys` are
    identities stronger than the address, such as `ics:UID@host` or `addevent:12345`; empty for most. `own_page` tells
    the talk's own page from a card of a listing. `retrieved`: the aware instant since which the page says so (its bytes
    were first seen then), for years left out; None: as the run.
    """

    kind: str  # "talk" | "article"
    page_url: str
    url: str
    claims: tuple[Claim, ...]
    keys: tuple[str, ...] = ()
    own_page: bool = False
    retrieved: datetime | None = None

    def of(self, *fields: str) -> tuple[Claim, ...]:
        """The claims about these fields, in the order they were made."""
        return tuple(claim for claim in self.claims if claim.field in fields)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """RFC 5545 §3.8.5: an RRULE without its name, and ISO local times added or left out."""

    rrule: str
    rdate: tuple[str, ...] = ()
    exdate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """When a talk takes place: naive wall time in `timezone`, to the minute; a `date` where no hour is stated.

    `start` None: no date yet. `end` None: not stated; an `end` date is the last day, included. `timezone` is an IANA
    name, or "" when nothing tells the zone (then there is no instant). `time_known` tells "all day" from "hour not
    announced": with a date in `start`, all_day is True, and time_known is False unless the page means the whole day.
    """

    start: datetime | date | None
    end: datetime | date | None = None
    timezone: str = ""
    all_day: bool = False
    time_known: bool = True
    recurrence: Recurrence | None = None

    def __post_init__(self) -> None:
        for value in (self.start, self.end):
            if isinstance(value, datetime) and value.tzinfo is not None:
                raise ValueError("a Span holds wall time; the zone stands in `timezone`")

    @property
    def start_utc(self) -> datetime | None:
        """The instant of the start; None for dates and where the zone is unknown."""
        return instant(self.start, self.timezone)

    @property
    def end_utc(self) -> datetime | None:
        return instant(self.end, self.timezone)

    @property
    def day(self) -> date | None:
        """The calendar day on which it begins, in its own zone."""
        return _day(self.start)

    @property
    def last_day(self) -> date | None:
        """The last calendar day on which it takes place, in its own zone: that of the last occurrence, if it recurs."""
        last = _day(self.end) or self.day
        if self.start is None or last is None or self.recurrence is None:
            return last
        length = last - (self.day or last)
        return max([last, *((x.date() if isinstance(x, datetime) else x) + length for x in self.occurrences())])

    def occurrences(self) -> tuple[datetime | date, ...]:
        """Every start, in order and of the same type as `start` (`pipeline.recurrence` says how far)."""
        if self.start is None:
            return ()
        if self.recurrence is None:
            return (self.start,)
        first = self.start if isinstance(self.start, datetime) else datetime.combine(self.start, time())
        again = self.recurrence
        starts = recurring(first, self.timezone, again.rrule, again.rdate, again.exdate)
        return starts if isinstance(self.start, datetime) else tuple(x.date() for x in starts)


def _day(value: datetime | date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def instant(value: datetime | date | None, timezone: str) -> datetime | None:
    """A wall time as an aware UTC instant.

    In the gap of a clock change the time moves forward, in the fold the first reading counts (PEP 495, fold=0).
    None for dates, for None, and without a zone.
    """
    if not isinstance(value, datetime) or not timezone:
        return None
    return value.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a talk takes place; None is unknown. Hybrid needs no known link."""

    attendance_mode: Mode | None = None
    venue: str | None = None
    room: str | None = None
    address: str | None = None
    online_url: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker or host, without titles such as Prof. or Dr."""

    name: str
    affiliation: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What an inferred value rests on: `fact` in words ("source:timezone"), `text` as found, `at` where it stood."""

    fact: str
    text: str = ""
    at: At | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the claim, whether it won, the rule that read it, the grounds of what was inferred.

    `confidence` (0 to 1) is that of the value, on the lines that were chosen; 0 where nobody judged it.
    """

    field: str
    claim: Claim | None
    chosen: bool
    rule: str = ""
    grounds: tuple[Ground, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """One place where a talk is announced."""

    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as Talkfeed believes it. What no page states is None or empty, never invented.

    `url` is the best link for people. `when.start` None: announced without a date; kept and shown, in no calendar.
    `evidence` does not take part in equality. `confidence` (0 to 1) is that of the least sure of title and start.
    `keys` are this talk's identities, strongest first (`pipeline.identity`).
    """

    source: str
    url: str
    title: str
    when: Span = Span(None)
    series: str | None = None
    kind: Kind = Kind.TALK
    topics: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    status: Status = Status.CONFIRMED
    place: Place = Place()
    registration_url: str | None = None
    speakers: tuple[Person, ...] = ()
    hosts: tuple[Person, ...] = ()
    abstract: str | None = None
    bio: str | None = None
    listings: tuple[Listed, ...] = ()
    confidence: float = 0.5
    keys: tuple[str, ...] = field(default=(), compare=False)
    evidence: tuple[Evidence, ...] = field(default=(), compare=False, repr=False)

    def is_coming(self, now: datetime) -> bool:
        """Whether the talk, or an occurrence of it, is still ahead at `now` (aware). A day counts until it is over in
        UTC."""
        when, starts = self.when, self.when.occurrences()
        last = instant(starts[-1], when.timezone) if starts else None
        if last is not None:
            return last > now
        day = when.last_day
        return day is not None and day >= now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Article:
    """Institute news. Never becomes a VEVENT. `published` is a day, or an aware instant where the page gives one."""

    source: str
    url: str
    title: str | None
    published: date | None = None
    author: str | None = None
    body: str = ""
    summary: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    people: tuple[Person, ...] = ()
    confidence: float = 0.5
    evidence: tuple[Evidence, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A sighting in which nothing says *talk*; counted and listed in the report, never an error."""

    sighting: Sighting
    reason: str


def iso(value: datetime | date | None) -> str | None:
    """`YYYY-MM-DDTHH:MM` for wall time, `YYYY-MM-DD` for a day, as INTERFACE §5 writes them."""
    if value is None:
        return None
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def utc_iso(value: datetime | None) -> str | None:
    """An instant as `YYYY-MM-DDTHH:MM:SSZ`."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def person_json(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "affiliation": person.affiliation, "url": person.url}


def talk_json(talk: Talk) -> dict[str, object]:
    """A talk in the one JSON form of INTERFACE §5, without what only a stored talk has (uid, sequence, instants)."""
    when, place, again = talk.when, talk.place, talk.when.recurrence
    return {
        "source": talk.source or None,
        "url": talk.url or None,
        "listings": [{"source": x.source, "url": x.url} for x in talk.listings],
        "title": talk.title,
        "series": talk.series,
        "kind": talk.kind.value,
        "topics": list(talk.topics),
        "language": talk.language,
        "image": talk.image,
        "start": iso(when.start),
        "end": iso(when.end),
        "timezone": when.timezone or None,
        "all_day": when.all_day,
        "time_known": when.time_known,
        "recurrence": again and {"rrule": again.rrule, "rdate": list(again.rdate), "exdate": list(again.exdate)},
        "status": talk.status.value,
        "attendance_mode": place.attendance_mode and place.attendance_mode.value,
        "venue": place.venue,
        "room": place.room,
        "address": place.address,
        "online_url": place.online_url,
        "registration_url": talk.registration_url,
        "speakers": [person_json(x) for x in talk.speakers],
        "hosts": [person_json(x) for x in talk.hosts],
        "abstract": talk.abstract,
        "bio": talk.bio,
        "confidence": round(talk.confidence, 3),
    }


def article_json(article: Article) -> dict[str, object]:
    """An article in the JSON form of INTERFACE §5, without `updated`, which only a stored one has."""
    published = article.published
    return {
        "source": article.source or None,
        "url": article.url or None,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "published": utc_iso(published) if isinstance(published, datetime) else iso(published),
        "author": article.author,
        "body": article.body,
        "summary": article.summary,
        "image": article.image,
        "people": [person_json(x) for x in article.people],
    }
