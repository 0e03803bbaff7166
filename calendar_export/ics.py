"""iCalendar (RFC 5545, RFC 7986), one VEVENT at a time, in the order and the bytes in which icalendar writes them.

Rendering has no clock: DTSTAMP and LAST-MODIFIED are the time of the content. An end that no page states is not
written, neither as DTEND nor as DURATION: calendars show a moment, the description says why, and nobody's afternoon is
blocked by a guess. What does not belong in a calendar (no day yet; an hour without a zone) renders as b"".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache

from icalendar import vRecur

from calendar_export.feed import Feed, own_url
from calendar_export.lines import folded, list_line, one_line, plain, plain_line, text_line
from calendar_export.links import report_url, web_url
from calendar_export.moments import Moments, moments
from calendar_export.timezones import vtimezone
from calendar_export.words import Words, words
from pipeline.query import Entry
from pipeline.talk import Mode, Person, Recurrence, Status, Talk, instant

MEDIA_TYPE = "text/calendar; charset=utf-8"
VERSION = "2"  # of the rendering: raised when the same talk would give other bytes, so that kept ones are not used
REFRESH = "PT1H"  # a minimum; most clients decide for themselves
ABSENT = frozenset({Status.CANCELLED, Status.WITHDRAWN})
COLORS = ("royalblue", "seagreen", "chocolate", "mediumorchid", "teal", "firebrick", "darkgoldenrod", "slateblue")
TITLE_LIMIT = 500  # characters; a title beyond it is a page's mistake
TEXT_LIMIT = 8_000  # characters of an abstract or a biography: one talk must not make a feed too large for Google


def form(feed: Feed) -> str:
    """The name under which a ledger keeps VEVENTs rendered the way this feed wants them."""
    name = f"ics.{VERSION}.{feed.cancelled}.{words_key(feed.language)}{'.open' if feed.passcodes else ''}"
    return f"{name}.{_digest(feed.contact)}" if feed.contact else name


@cache
def _digest(contact: str) -> str:
    return hashlib.blake2b(contact.encode(), digest_size=4).hexdigest()


def words_key(language: str) -> str:
    """The language a rendering ends up in: that of its words."""
    return "de" if words(language) is words("de") else "en"


def in_calendar(entry: Entry, cancelled: str = "mark") -> bool:
    """Whether this entry becomes a VEVENT under this policy for cancelled talks."""
    if cancelled == "drop" and entry.talk.status in ABSENT:
        return False
    return moments(entry.talk.when) is not None


def render_event(entry: Entry, *, cancelled: str = "mark", language: str = "en", contact: str | None = None) -> bytes:
    """One VEVENT, or b"" where `in_calendar` says no. A function of its arguments: same entry, same bytes."""
    talk, say = entry.talk, words(language)
    span = moments(talk.when)
    if span is None or (cancelled == "drop" and talk.status in ABSENT):
        return b""
    stamp = _utc(entry.updated)
    return folded(
        [
            "BEGIN:VEVENT",
            plain_line("SUMMARY", summary(talk, say)),
            _when("DTSTART", span, span.start),
            _when("DTEND", span, span.end) if span.end is not None else "",
            f"DTSTAMP:{stamp}",
            plain_line("UID", one_line(entry.uid)),
            f"SEQUENCE:{entry.sequence}",
            *_again(talk.when.recurrence, span),
            _categories(talk.kind.value, talk.topics, talk.series),
            _uri(f"CONFERENCE;FEATURE=VIDEO;LABEL={say.join};VALUE=URI", talk.place.online_url),
            f"CREATED:{stamp if entry.created == entry.updated else _utc(entry.created)}",
            plain_line("DESCRIPTION", description(talk, say, report_url(contact, entry.uid))),
            _uri("IMAGE;VALUE=URI", talk.image),
            f"LAST-MODIFIED:{stamp}",
            _location(talk, say),
            f"STATUS:{_status(talk.status, cancelled)}",
            "TRANSP:TRANSPARENT" if _leaves_free(talk) else "",
            _uri("URL", talk.url),
            *[plain_line("X-TALKFEED-ALIAS", one_line(alias)) for alias in joined_uids(entry)],
            *[plain_line("X-TALKFEED-SPEAKER", who) for x in talk.speakers if (who := one_line(person_text(x)))],
            "END:VEVENT",
        ]
    )


def joined_uids(entry: Entry) -> list[str]:
    """The UIDs of the listings that are shown in this talk: whoever kept one of them finds it again."""
    return [part.uid for part in entry.parts if part.uid != entry.uid] or list(entry.joined)


Years = Mapping[str, tuple[int, int]]
"""Zones by name, each with the first and the last year in which a calendar uses it."""


def render_calendar(feed: Feed, events: Sequence[bytes | memoryview], years: Years | None = None) -> bytes:
    """The VCALENDAR around these VEVENTs, in order; without `years` they must be those of `feed.entries`."""
    used = years_used(feed) if years is None else years
    title, about = one_line(feed.title), plain(feed.description)
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Talkfeed//Talkfeed//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        text_line("DESCRIPTION", about) if about else "",
        text_line("X-WR-CALDESC", about) if about else "",
        text_line("NAME", title),
        text_line("X-WR-CALNAME", title),
        f"COLOR:{color(feed.id)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        _uri("SOURCE;VALUE=URI", own_url(feed, "ics")),
        _uri("URL", feed.url),
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    return b"".join(
        [
            folded(head),
            *(vtimezone(name, *used[name]) for name in sorted(used)),
            *events,
            end_of(feed),
        ]
    )


def end_of(feed: Feed) -> bytes:
    """What follows the events of a calendar."""
    return _farewell(feed) + b"END:VCALENDAR\r\n"


def _farewell(feed: Feed) -> bytes:
    """The last event of a calendar that has ended: on the day on which it did, all day, leaving the day free."""
    if feed.ended is None:
        return b""
    say, stamp, day = words(feed.language), _utc(feed.ended), _basic(feed.ended.astimezone(UTC).date())
    return folded(
        [
            "BEGIN:VEVENT",
            text_line("SUMMARY", f"{say.ended}: {one_line(feed.title)}"),
            f"DTSTART;VALUE=DATE:{day}",
            f"DTSTAMP:{stamp}",
            text_line("UID", f"ended-{one_line(feed.id)}@talkfeed"),
            "SEQUENCE:0",
            f"CREATED:{stamp}",
            text_line("DESCRIPTION", f"{say.is_ended} {web_url(feed.url)}".strip()),
            f"LAST-MODIFIED:{stamp}",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            _uri("URL", feed.url),
            "END:VEVENT",
        ]
    )


def render(feed: Feed) -> bytes:
    """The whole feed, each talk rendered afresh. `publish` joins what a ledger kept instead, to the same bytes."""
    events = (event_of(feed, entry) for entry in feed.entries)
    return render_calendar(feed, [event for event in events if event])


def event_of(feed: Feed, entry: Entry) -> bytes:
    """One VEVENT as this feed wants it."""
    return render_event(entry, cancelled=feed.cancelled, language=feed.language, contact=feed.contact)


def years_used(feed: Feed) -> Years:
    """The zones of a feed's talks, over the years in which each is used."""
    used: dict[str, tuple[int, int]] = {}
    for entry in feed.entries:
        when = entry.talk.when
        if isinstance(when.start, datetime) and not (feed.cancelled == "drop" and entry.talk.status in ABSENT):
            begin, end = when.start.year, (when.end or when.start).year + bool(when.recurrence)
            first, last = used.get(when.timezone, (begin, end))
            used[when.timezone] = (min(first, begin), max(last, end))
    return used


def color(feed_id: str) -> str:
    """A CSS colour name that stays this feed's own."""
    return COLORS[hashlib.sha256(feed_id.encode()).digest()[0] % len(COLORS)]


def summary(talk: Talk, say: Words) -> str:
    """The title on one line, saying first what became of the talk."""
    prefix = say.cancelled if talk.status in ABSENT else say.postponed if talk.status is Status.POSTPONED else ""
    return prefix + (shortened(one_line(talk.title), TITLE_LIMIT) or "…")  # libical takes no empty value


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut off shows as an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def person_text(person: Person) -> str:
    """`Ada Lovelace (Analytical Society)`."""
    return f"{person.name} ({person.affiliation})" if person.affiliation else person.name


def place_text(talk: Talk) -> str:
    """Room, venue and address, each said once; "" where none is known."""
    place = talk.place
    return _place(place.room, place.venue, place.address)


@lru_cache(maxsize=4096)  # institutes have few rooms
def _place(*parts: str | None) -> str:
    said = [text for text in (one_line(part or "") for part in parts) if text]
    folds = [text.casefold() for text in said]
    return ", ".join(text for mine, text in enumerate(said) if not _said_elsewhere(mine, folds))


def _said_elsewhere(mine: int, folds: list[str]) -> bool:
    """Whether one part of a place is repeated in another; a bare number ("4") that an address holds is not."""
    part = folds[mine]
    for other, text in enumerate(folds):
        repeated = part in text and (len(part) < len(text) or mine > other)
        if repeated and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) and re.search(r"[^\W\d]", part):
            return True
    return False


def description(talk: Talk, say: Words, report: str = "") -> str:
    """Everything a reader needs, in plain text: clients show it where they ignore CONFERENCE, STATUS and the rest.

    How to join comes first, because previews show two lines. `report`: where its mistakes are reported.
    """
    place, when = talk.place, talk.when
    who = "; ".join([one_line(person_text(x)) for x in talk.speakers])
    facts = [
        _state(talk.status, say),
        _labelled(say.join, web_url(place.online_url)),
        _labelled(say.register, web_url(talk.registration_url)),
        _labelled(say.speakers if len(talk.speakers) > 1 else say.speaker, who),
    ]
    if not isinstance(when.start, datetime) and not when.time_known:
        facts.append(say.no_hour)
    elif isinstance(when.start, datetime) and when.end is None:
        facts.append(say.no_end)
    about = [
        _labelled(say.series, one_line(talk.series or "")),
        _labelled(say.host, "; ".join([one_line(person_text(x)) for x in talk.hosts])),
        *[f"{say.more}: {url}" for url in addresses(talk)],
        _labelled(say.mistake, report),
    ]
    bio = shortened(plain(talk.bio or "").strip(), TEXT_LIMIT)
    blocks = [
        "\n".join(filter(None, facts)),
        shortened(plain(talk.abstract or "").strip(), TEXT_LIMIT),
        f"{say.about_speaker}: {bio}" if bio else "",
        "\n".join(filter(None, about)),
    ]
    return "\n\n".join(filter(None, blocks))


def _state(status: Status, say: Words) -> str:
    """What became of a talk, in a sentence; "" of one that stands."""
    if status is Status.CONFIRMED:
        return ""
    return {
        Status.CANCELLED: say.is_cancelled,
        Status.WITHDRAWN: say.is_withdrawn,
        Status.POSTPONED: say.is_postponed,
        Status.TENTATIVE: say.is_tentative,
    }[status]


def addresses(talk: Talk) -> list[str]:
    """Where the talk is announced: its best link first, each once."""
    found = [web_url(url) for url in (talk.url, *(listed.url for listed in talk.listings))]
    return [url for url in dict.fromkeys(found) if url]


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _utc(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise ValueError("an entry's instants are aware")
    return _basic(instant if instant.tzinfo is UTC else instant.astimezone(UTC)) + "Z"


def _basic(moment: datetime | date) -> str:
    """ISO 8601's basic form, to the second: several times faster than strftime."""
    text = moment.isoformat()
    time = f"T{text[11:13]}{text[14:16]}{text[17:19]}" if len(text) > len("2026-01-31") else ""
    return f"{text[:4]}{text[5:7]}{text[8:10]}{time}"


def _value(span: Moments, moment: datetime | date) -> str:
    return _basic(moment) + ("Z" if span.tzid == "UTC" else "")


def _parameter(span: Moments) -> str:
    if span.all_day:
        return ";VALUE=DATE"
    return "" if span.tzid == "UTC" else f";TZID={span.tzid}"


def _when(name: str, span: Moments, value: datetime | date) -> str:
    return f"{name}{_parameter(span)}:{_value(span, value)}"


def _again(recurrence: Recurrence | None, span: Moments) -> list[str]:
    """RRULE, RDATE and EXDATE, each date a line of its own (`timezones` says why)."""
    if recurrence is None:
        return []
    rule = _rule(recurrence.rrule, span) if recurrence.rrule else ""
    if rule is None:
        return []
    lines = [f"RRULE:{rule}"] if rule else []
    for value in filter(None, (_moment(text, span) for text in recurrence.rdate)):
        at = instant(value, span.tzid)  # libical takes the hour of an RDATE for UTC, whatever its TZID
        lines.append(_when("RDATE", span, value) if at is None else f"RDATE:{_utc(at)}")
    excluded = filter(None, (_moment(text, span) for text in recurrence.exdate))
    return lines + [_when("EXDATE", span, value) for value in excluded]


def _rule(text: str, span: Moments) -> str | None:
    """The RRULE as icalendar, which knows its grammar, writes it; None for one that is wrong or by the hour.

    Its UNTIL becomes a day for days and an instant for hours, as RFC 5545 wants it; a last day is included.
    """
    try:
        rule = vRecur.from_ical(text)
        if rule.get("FREQ") not in (["DAILY"], ["WEEKLY"], ["MONTHLY"], ["YEARLY"]):
            return None
        for until in rule.get("UNTIL", [])[:1]:
            day = until.date() if isinstance(until, datetime) else until
            if span.all_day:
                rule["UNTIL"] = [day]
            elif not isinstance(until, datetime) or until.tzinfo is None:
                wall = until if isinstance(until, datetime) else datetime.combine(day, time(23, 59))
                rule["UNTIL"] = [instant(wall, span.tzid)]
        return str(rule.to_ical().decode())
    except (ValueError, KeyError, AttributeError):
        return None


def _moment(text: str, span: Moments) -> datetime | date | None:
    """An ISO wall time as a value of the same type as the start; a day alone means the start's hour on that day."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    if not isinstance(span.start, datetime):
        return moment.date()
    return datetime.combine(moment.date(), span.start.time()) if len(text) <= len("2026-01-31") else moment


def _status(status: Status, cancelled: str) -> str:
    if status in ABSENT:
        return "CONFIRMED" if cancelled == "announce" else "CANCELLED"
    return "CONFIRMED" if status is Status.CONFIRMED else "TENTATIVE"


def _leaves_free(talk: Talk) -> bool:
    """Whether the reader's time stays free: the talk will not be then, or nobody knows at what hour it will."""
    if talk.status in ABSENT or talk.status is Status.POSTPONED:
        return True
    return not isinstance(talk.when.start, datetime) and not talk.when.time_known


@lru_cache(maxsize=4096)
def _categories(kind: str, topics: tuple[str, ...], series: str | None) -> str:
    names = dict.fromkeys(one_line(name) for name in (kind, *topics, series or ""))
    return list_line("CATEGORIES", [name for name in names if name])


def _location(talk: Talk, say: Words) -> str:
    """The place. A link stands here only when the talk is online alone: it must not displace the room."""
    place = place_text(talk)
    if not place and talk.place.attendance_mode is Mode.ONLINE:
        place = web_url(talk.place.online_url) or say.online
    return plain_line("LOCATION", place) if place else ""


def _uri(name: str, url: str | None) -> str:
    address = web_url(url)
    return f"{name}:{address}" if address else ""
