"""How dates, places and states are shown to people on the site, by language: what the templates use as filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_location
from markupsafe import Markup, escape

from calendar_export import telling
from calendar_export.ics import person_text, place_text
from calendar_export.languages import N_, catalogue, known
from calendar_export.lines import one_line, plain
from calendar_export.links import web_url
from calendar_export.moments import moments
from calendar_export.timezones import zone
from pipeline.query import Entry
from pipeline.talk import Kind, Mode, Span, Status, Talk

MODES = {Mode.IN_PERSON: N_("In person"), Mode.ONLINE: N_("Online"), Mode.HYBRID: N_("In person and online")}
STATES = {
    Status.CANCELLED: N_("Cancelled"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.POSTPONED: N_("Postponed"),
    Status.TENTATIVE: N_("Tentative"),
}
KINDS = {
    Kind.TALK: N_("Talk"), Kind.SEMINAR: N_("Seminar"), Kind.COLLOQUIUM: N_("Colloquium"),
    Kind.WORKSHOP: N_("Workshop"), Kind.LECTURE: N_("Lecture"), Kind.DEFENCE: N_("Defence"),
    Kind.CONFERENCE: N_("Conference"), Kind.COURSE: N_("Course"), Kind.OTHER: N_("Other"),
}  # fmt: skip
CHANGES = (
    N_("announced"), N_("title announced"), N_("retitled"), N_("moved"), N_("place changed"), N_("speaker changed"),
    N_("details changed"), N_("cancelled"), N_("postponed"), N_("withdrawn"), N_("reinstated"),
)  # fmt: skip
"""What happens to talks, in INTERFACE's words."""

CONDITIONS = (
    N_("well"), N_("quiet"), N_("doubted"), N_("failing"), N_("never run"), N_("blocked"), N_("drifting"),
    N_("disabled"),
)  # fmt: skip
FIELDS = {
    "when": N_("Date and time"), "start": N_("Start"), "end": N_("End"), "timezone": N_("Time zone"),
    "where": N_("Place"), "venue": N_("Venue"), "room": N_("Room"), "address": N_("Address"),
    "online_url": N_("Online"), "registration_url": N_("Registration"), "attendance_mode": N_("Attendance"),
    "title": N_("Title"), "series": N_("Series"), "kind": N_("Kind"), "topics": N_("Topics"),
    "speakers": N_("Speaker"), "hosts": N_("Host"), "abstract": N_("Abstract"), "bio": N_("About the speaker"),
    "status": N_("Status"), "language": N_("Language"), "image": N_("Image"), "recurrence": N_("Repeats"),
    "time_known": N_("Hour announced"), "all_day": N_("All day"), "url": N_("Page"), "listings": N_("Listings"),
}  # fmt: skip
_BREAKS = re.compile(r"\n\s*\n")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")


@dataclass(frozen=True, slots=True)
class Day:
    """The talks of one day, in their own zones; `day` None for those whose date is not announced."""

    day: date | None
    entries: tuple[Entry, ...]
    today: date

    @property
    def nearness(self) -> str:
        """Today, tomorrow, or ""."""
        near = {self.today: N_("Today"), self.today + timedelta(days=1): N_("Tomorrow")}
        return near.get(self.day or date.min, "")


def day_of(entry: Entry) -> date | None:
    """The day under which an entry is listed."""
    return entry.talk.when.day


class Shown:
    """Dates, hours and words in one language, a BCP 47 tag."""

    def __init__(self, language: str) -> None:
        self.language = known(language)
        self.say = catalogue(language).gettext

    def long_day(self, day: date) -> str:
        """`Monday, 6 December 2021`: no order of digits to guess."""
        # Of a date, in Unicode's letters (CLDR): EEEE is the weekday, MMMM the month.
        return str(format_date(day, self.say("EEEE, d MMMM y"), self.language))

    def short_day(self, day: date) -> str:
        """`Mon 6 Dec`."""
        return str(format_date(day, self.say("EEE d MMM"), self.language))

    def month(self, day: date) -> str:
        """`December 2026`."""
        return str(format_date(day, "LLLL y", self.language))

    def short_month(self, day: date) -> str:
        """`Dec`."""
        return str(format_date(day, "LLL", self.language))

    def weekday(self, day: date) -> Markup:
        """`Monday`, of which narrow pages show `Mon`."""
        name, short = (format_date(day, letters, self.language) for letters in ("cccc", "ccc"))
        return Markup('<abbr title="{}">{}</abbr>').format(name, short)

    def day_name(self, day: date) -> str:
        """`Monday`."""
        return str(format_date(day, "cccc", self.language))

    def city_time(self, timezone: str) -> str:
        """`Chicago time`, of a zone."""
        if "/" not in timezone or timezone.startswith("Etc/"):
            return timezone.removeprefix("Etc/")
        return self.say("{city} time").format(city=_city(timezone, self.language))

    def hours(self, span: Span) -> str:
        """`15:00–16:00`, `15:00`, "all day", or that the hour is not announced."""
        start, end = span.start, span.end
        if start is None:
            return self.say("Date not announced yet")
        if not isinstance(start, datetime):
            last = end.date() if isinstance(end, datetime) else end
            if last is not None and last > start:
                return self.say("until {day}").format(day=self.short_day(last))
            return self.say("All day") if span.time_known else self.say("Hour not announced")
        text = f"{start:%H:%M}"
        if isinstance(end, datetime):
            same = end.date() == start.date()
            text += f"–{end:%H:%M}" if same else f" – {self.short_day(end)}, {end:%H:%M}"
        elif end is not None and end > start.date():
            text += f" – {self.short_day(end)}"
        return text

    def zone_name(self, span: Span) -> str:
        """`Chicago time`: the institute's zone as people say it; "" where there is no hour or no zone."""
        if not isinstance(span.start, datetime):
            return ""
        if not span.timezone:
            return self.say("local time")
        return self.city_time(span.timezone)

    def zone_detail(self, span: Span) -> str:
        """`America/Chicago, UTC−6`."""
        place = zone(span.timezone)
        if place is None or not isinstance(span.start, datetime):
            return self.say("The page does not say which time zone.") if isinstance(span.start, datetime) else ""
        offset = span.start.replace(tzinfo=place).utcoffset() or timedelta()
        minutes = int(offset.total_seconds() // 60)
        sign, (whole, rest) = ("−" if minutes < 0 else "+"), divmod(abs(minutes), 60)
        return f"{span.timezone}, UTC{sign}{whole}" + (f":{rest:02}" if rest else "")

    def instant(self, instant: datetime | None) -> str:
        """`21 Nov 2026, 09:07 UTC`."""
        if instant is None:
            return self.say("never")
        pattern = self.say("d MMM y, HH:mm")
        return f"{format_datetime(instant.astimezone(UTC), pattern, locale=self.language)} UTC"

    def state(self, talk: Talk) -> str:
        """The word for what became of the talk; "" while it is confirmed."""
        return self.say(STATES[talk.status]) if talk.status in STATES else ""

    def mode(self, talk: Talk) -> str:
        """How one can attend; "" where unknown."""
        return self.mode_name(talk.place.attendance_mode) if talk.place.attendance_mode else ""

    def mode_name(self, mode: Mode) -> str:
        """A way to attend, as people say it."""
        return self.say(MODES[mode])

    def field(self, name: str) -> str:
        """A field's name as people say it."""
        return self.say(FIELDS[name]) if name in FIELDS else name.replace("_", " ").capitalize()

    def changed(self, kind: str) -> str:
        """What happened to a talk: several words of CHANGES, with commas."""
        return ", ".join(self.say(word) for word in kind.split(", "))


def _city(name: str, language: str) -> str:
    try:
        return get_timezone_location(name, locale=language, return_city=True)
    except (LookupError, UnknownLocaleError):
        return name.rpartition("/")[2].replace("_", " ")


def machine_time(span: Span) -> str:
    """What `<time datetime>` holds: an instant where there is one, else the day."""
    start = span.start_utc if zone(span.timezone) else None
    if start is not None:
        return f"{start:%Y-%m-%dT%H:%M}Z"
    return span.day.isoformat() if span.day else ""


def duration(span: Span) -> str:
    """The end's instant for the reader's-own-time script, or ""."""
    end = span.end_utc if zone(span.timezone) else None
    return f"{end:%Y-%m-%dT%H:%M}Z" if end is not None else ""


def paragraphs(text: str) -> Markup:
    """Text as paragraphs: everything escaped, line breaks kept, http addresses linked."""
    blocks = [block.strip() for block in _BREAKS.split(plain(text)) if block.strip()]
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(_linked(block)) for block in blocks)


def _linked(text: str) -> Markup:
    parts, position = [], 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[position : found.start()]))
        url = web_url(found[0])
        link = Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(url, found[0]) if url else escape(found[0])
        parts.append(link)
        position = found.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts).replace("\n", Markup("<br>\n"))


def bdi(text: str) -> Markup:
    """Text of a source in one line, kept apart from ours around it: whichever way it runs, neither turns the other."""
    return Markup("<bdi>{}</bdi>").format(one_line(text))


def code(text: str) -> Markup:
    """A sentence of ours in which code stands between backticks."""
    parts = text.split("`")
    marked = (Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts))
    return Markup("").join(marked)


def host_of(url: str) -> str:
    """The part of an address that people recognise."""
    return web_url(url).partition("://")[2].partition("/")[0].removeprefix("www.")


def in_calendar(talk: Talk) -> bool:
    """Whether the talk has a place in calendars."""
    return moments(talk.when) is not None


def filters(language: str) -> dict[str, Callable[..., object]]:
    """What the templates of a language show values with."""
    shown = Shown(language)
    own = ("long_day", "short_day", "month", "short_month", "weekday", "day_name", "hours", "zone_name",
           "city_time", "zone_detail", "instant", "state", "mode", "mode_name", "field", "changed")  # fmt: skip
    return {name: getattr(shown, name) for name in own} | {
        "steps": telling.steps,
        "machine_time": machine_time,
        "until": duration,
        "place": place_text,
        "person": lambda person: one_line(person_text(person)),
        "paragraphs": paragraphs,
        "host": host_of,
        "code": code,
        "in_calendar": in_calendar,
        "web": web_url,
        "line": one_line,
        "bdi": bdi,
    }
