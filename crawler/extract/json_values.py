"""Objects of a JSON document and their values: texts, names and moments, whatever their keys are called.

Calendars name the same few things in a few ways each; where a key is not in the vocabulary, the shape of its value
decides: a day and an hour as one text, in two, as seconds since 1970, or as an object of parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from crawler.extract.pointers import pointed
from crawler.extract.readers import reader

STARTS = ("dateiso", "startdatetime", "starttime", "startdate", "start", "startson", "startsat", "begin", "begins",
           "dtstart", "datestart", "from", "datetime", "eventdate", "date")  # fmt: skip
ENDS = ("date2iso", "enddatetime", "endtime", "enddate", "end", "endson", "endsat", "finish", "ends", "dtend",
         "dateend", "eventend", "to", "until")  # fmt: skip
ZONES = ("timezone", "tz", "timezonename", "timezoneid")
_OF_WHAT = re.compile(r"^(?:clean)?(?:event|meeting|talk|seminar|session|lecture|activity)(?!s$|instances)(?=\w)")
_OF_AN_EVENT = (
    "time",
    "starttime",
    "location",
    "venue",
    "room",
    "place",
    "speaker",
    "speakers",
    "locationname",
    "allday",
    "agenda",
    "agendalink",
    "agendaurl",
    "minutes",
    "minuteslink",
    "minutesurl",
)
"""Keys beside a plain `date` that make it the day of an event rather than of a publication: its hour, its place, its
papers."""
_OF_AN_ARTICLE = ("author", "authors", "byline", "content", "excerpt", "guid", "published", "datepublished", "modified")
"""Keys beside a plain `date` that make it the day of a publication."""
_OTHER_DATES = re.compile(
    r"create|updat|modif|publi|post|expir|cut|dead|due|issue|file|birth|release|upload|sync|last|end|reg|clos|open|"
    r"import|added|sent|archive|until|to$"
)
"""What keys of dates say that are no event's beginning."""
_CLOCK = re.compile(r"\d{1,2}(?::\d\d){1,2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?", re.I)
_NAMES = ("name", "fullname", "title", "text", "displayname", "venue", "organizer", "tag", "rendered", "label")

LONGEST_KEY = 200
"""Characters of a key that are looked at."""

Zone = tuple[str, str] | None
"""The name of a zone and where it stands."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object in the document: its pointer and its values by key, lower case and without punctuation."""

    pointer: str
    values: dict[str, tuple[str, object]]

    @classmethod
    def of(cls, value: dict[str, object], pointer: str) -> Found:
        values: dict[str, tuple[str, object]] = {}
        for key, inner in value.items():
            step = str(key).replace("~", "~0").replace("/", "~1")
            name = re.sub(r"[^a-z0-9]", "", str(key)[:LONGEST_KEY].lower())
            values.setdefault(name, (f"{pointer}/{step}", inner))
        for key, found in list(values.items()):
            bare = _OF_WHAT.sub("", key)  # meetingTitle is the title
            values.setdefault("eventdate" if bare == "date" != key else bare, found)
        return cls(pointer, values)

    def each(self, names: tuple[str, ...]) -> Iterator[tuple[str, object]]:
        """Pointer and value of each of these keys that has a value, in the order of the names."""
        for name in names:
            if name in self.values and self.values[name][1] not in (None, "", [], {}):
                yield self.values[name]

    def is_true(self, names: tuple[str, ...]) -> bool:
        return any(value in (True, 1, "1", "true", "True", "yes") for _, value in self.each(names))


# ── Values ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def text_in(value: object, pointer: str) -> tuple[str, str] | None:
    """Text and pointer of a value; of an object or a list of one that of its name."""
    if isinstance(value, list) and value:
        return text_in(value[0], f"{pointer}/0")
    if isinstance(value, dict):
        return next((t for p, v in Found.of(value, pointer).each(_NAMES) if (t := text_in(v, p))), None)
    text = pointed(value, "")
    return (text, pointer) if text else None


def name_in(thing: Found, names: tuple[str, ...]) -> tuple[str, str] | None:
    return next((found for p, v in thing.each(names) if not isinstance(v, list) and (found := text_in(v, p))), None)


def moment_in(thing: Found, names: tuple[str, ...], deep: bool = True) -> tuple[str, str, Zone] | None:
    """(text, pointer, zone) of a start or end: a string, epoch seconds or milliseconds, or an object of parts."""
    if not any(thing.each(_OF_AN_EVENT)) and not _is_appointment(thing):
        names = tuple(name for name in names if name != "date")
    for pointer, value in thing.each(names):
        if isinstance(value, dict):
            if parts := _parts(Found.of(value, pointer)):
                return parts
        elif epoch := _epoch(value):
            return epoch, pointer, None
        elif isinstance(value, str) and re.search(r"\d", value) and (found := text_in(value, pointer)):
            return (*_with_clock(thing, names, found), None)
    if deep:
        for pointer, value in thing.values.values():
            if isinstance(value, dict) and (inner := moment_in(Found.of(value, pointer), names, deep=False)):
                return inner
    return _by_shape(thing) if names and names[0] == STARTS[0] else None


def _parts(parts: Found) -> tuple[str, str, Zone] | None:
    """A moment that is an object: `{"dateTime": …, "timeZone": …}`, `{"date": …, "time": …}`."""
    whole = name_in(parts, ("local", "datetime", "iso", "date", "utc"))
    clock = name_in(parts, ("time",))
    if whole and clock and len(whole[0]) == 10:
        whole = (f"{whole[0]}T{clock[0]}", whole[1])
    return (*whole, name_in(parts, ZONES)) if whole and re.search(r"\d", whole[0]) else None


def _epoch(value: object) -> str:
    """An instant given as seconds or milliseconds since 1970, as a number or a string of digits, in ISO; else ""."""
    if isinstance(value, str) and re.fullmatch(r"\d{10}(?:\d{3})?", value):
        value = int(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 10**8:
        return ""
    seconds = value / 1000 if value > 10**11 else value
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds < 10**10 else ""


@reader("epoch")
def _said_epoch(text: str, element: etree._Element | None, told: str) -> str:
    """An instant given as a number, in ISO."""
    del element, told
    return _epoch(text.removesuffix(".0"))


_ON_THE_DOT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d[05](?::00(?:\.0+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?", re.I)


def _is_appointment(thing: Found) -> bool:
    """Whether a plain `date` is an hour that people agree on: to five minutes. Software publishes at any second."""
    if any(thing.each(_OF_AN_ARTICLE)):
        return False
    _, value = thing.values.get("date", ("", None))
    text = _epoch(value) or (value if isinstance(value, str) else "")
    return bool(_ON_THE_DOT.fullmatch(text) and "T00:00" not in text and " 00:00" not in text)


def _by_shape(thing: Found) -> tuple[str, str, Zone] | None:
    """A day under a key nobody has heard of, that ends in "date" and means no other day (`numberDate`)."""
    if any(thing.each(_OF_AN_ARTICLE)):
        return None
    for key, (pointer, value) in thing.values.items():
        dated = key.endswith(("date", "datetime")) and key not in ("date", "datetime") and not _OTHER_DATES.search(key)
        if dated and isinstance(value, str) and re.match(r"(?:19|20)\d\d-?(?:0\d|1[0-2])-?[0-3]\d(?!\d)", value):
            return value.strip(), pointer, None
    return None


def _with_clock(thing: Found, names: tuple[str, ...], found: tuple[str, str]) -> tuple[str, str]:
    """A date with the hour that stands under a key of its own, or a time with its offset (Trumba)."""
    side = "start" if "start" in names else "end"
    offset = name_in(thing, (f"{side}timezoneoffset",))
    if offset and re.fullmatch(r"[+-]\d\d:?\d\d", offset[0]) and "T" in found[0]:
        return f"{found[0]}{offset[0]}", found[1]
    if _CLOCK.fullmatch(found[0]):
        day = name_in(thing, (f"{side}date", "date", "startdate"))
        return (_joint(day[0], found[0]), day[1]) if day else found
    if not re.search(r"\d:\d\d|\dT\d", found[0]):
        clock = name_in(thing, (f"{side}time", "time") if side == "start" else (f"{side}time",))
        if clock and _CLOCK.fullmatch(clock[0]):
            return _joint(found[0], clock[0]), found[1]
    return found


def _joint(day: str, clock: str) -> str:
    """Day and hour as one text, in ISO if both are."""
    iso = re.fullmatch(r"\d{4}-\d\d-\d\d", day) and re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", clock)
    return f"{day}T{clock:0>5}" if iso else f"{day} {clock}"
