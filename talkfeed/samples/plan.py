"""What the sample institutes plan: their TOML files, with days counted from an anchor, as talks and articles."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from talkfeed.samples import spelling

HOSTS = ("linc", "idas", "tanjong", "cvm", "falkenried", "kawabe", "ashgrove-news")
"""The institutes that have something of their own to say; the digest only repeats the news room."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LINC_ALIAS = 99 - len("news-and-events/events/")
"""Pathauto cuts the whole address below 100 characters."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A talk of a sample institute. `start` and `end`: wall time in the institute's zone, or days without an hour.

    `mode`, `room`, `series` …: None where the institute's page says nothing. `none`: no talk, but a row that says why.
    """

    source: str
    slug: str
    title: str | None
    start: datetime | date
    end: datetime | date | None
    timezone: str
    venue: str | None = None
    room: str | None = None
    speaker: str | None = None
    affiliation: str | None = None
    series: str | None = None
    kind: str = "talk"
    status: str = "confirmed"
    mode: str | None = None
    online: str | None = None
    abstract: str | None = None
    bio: str | None = None
    topics: tuple[str, ...] = ()
    none: str | None = None
    sharp: bool = False
    count: int = 0
    skipped: tuple[date, ...] = ()

    @property
    def day(self) -> date:
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last_day(self) -> date:
        end = self.end or self.start
        return end.date() if isinstance(end, datetime) else end

    @property
    def timed(self) -> bool:
        return isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a sample institute, published on the morning of `day`."""

    source: str
    slug: str
    title: str
    day: date
    paragraphs: tuple[str, ...]
    people: tuple[str, ...] = ()
    author: str | None = None
    lede: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Institute:
    """A sample institute with its talks in order of time and its articles, newest first."""

    id: str
    name: str
    short: str
    parent: str
    timezone: str
    venue: str | None
    anchor: date
    talks: tuple[Planned, ...] = ()
    stories: tuple[Story, ...] = ()
    series: tuple[Planned, ...] = ()

    @property
    def coming(self) -> tuple[Planned, ...]:
        return tuple(talk for talk in self.talks if talk.day > self.anchor)

    @property
    def past(self) -> tuple[Planned, ...]:
        return tuple(talk for talk in reversed(self.talks) if talk.day <= self.anchor)


@cache
def institute(name: str, anchor: date) -> Institute:
    """A sample institute as it stands when the demo is first started on `anchor`."""
    text = files(__package__).joinpath(f"institutes/{name}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    taken: set[str] = set()
    talks = [_planned(name, told, raw, anchor, taken) for raw in told.get("talk", ())]
    return Institute(
        id=name,
        name=told["name"],
        short=told["short"],
        parent=told["parent"],
        timezone=told["timezone"],
        venue=told.get("venue"),
        anchor=anchor,
        talks=tuple(sorted(talks, key=lambda talk: (talk.day, talk.slug))),
        stories=tuple(_story(name, raw, anchor) for raw in told.get("article", ())),
        series=tuple(_planned(name, told, raw, anchor, taken) for raw in told.get("series", ())),
    )


def _planned(source: str, told: Mapping[str, Any], raw: Mapping[str, Any], anchor: date, taken: set[str]) -> Planned:
    first = spelling.monday(anchor)
    day = first + timedelta(weeks=raw["week"], days=DAYS.index(raw["day"]))
    last = day
    if "until" in raw:
        last = first + timedelta(weeks=raw["until"][0], days=DAYS.index(raw["until"][1]))
    start, end = _at(day, raw.get("at")), _at(last, raw.get("to"))
    online = raw.get("online_only") or raw.get("online")
    named = raw.get("title") or f"{raw.get('series', '')} {raw.get('speaker', '')}"
    longest = LINC_ALIAS if source == "linc" else 200
    return Planned(
        source=source,
        slug=spelling.pathauto(named, taken, longest) if source == "linc" else spelling.slug(named),
        title=raw.get("title"),
        start=start or day,
        end=end or (last if last != day else None),
        timezone=told["timezone"],
        venue=None if raw.get("mode") == "online" else raw.get("venue", told.get("venue")) or None,
        room=None if raw.get("mode") == "online" else raw.get("room"),
        speaker=raw.get("speaker"),
        affiliation=raw.get("affiliation"),
        series=raw.get("series"),
        kind=raw.get("kind", "talk"),
        status=raw.get("status", "confirmed"),
        mode=raw.get("mode"),
        online=online,
        abstract=raw["abstract"].strip() if "abstract" in raw else None,
        bio=raw["bio"].strip() if "bio" in raw else None,
        topics=tuple(raw.get("topics", ())),
        none=raw.get("none"),
        sharp=raw.get("st", False),
        count=raw.get("count", 0),
        skipped=tuple(day + timedelta(weeks=week - raw["week"]) for week in raw.get("skip", ())),
    )


def _at(day: date, clock: str | None) -> datetime | None:
    return datetime.combine(day, time.fromisoformat(clock)) if clock else None


def _story(source: str, raw: Mapping[str, Any], anchor: date) -> Story:
    return Story(
        source=source,
        slug=spelling.slug(raw["title"]),
        title=raw["title"],
        day=anchor + timedelta(days=raw["days"]),
        paragraphs=tuple(raw["paragraphs"]),
        people=tuple(raw["people"]),
        author=raw.get("author"),
        lede=raw.get("lede"),
        topics=tuple(raw.get("topics", ())),
    )


# ── What a reader should have understood ──────────────────────────────────────────────────────────────────────────────


def expected(anchor: date) -> list[dict[str, Any]]:
    """The talks of all sample institutes, past and coming, as their pages announce them; in no page: None.

    Keys as in INTERFACE §5 (`speakers` without `url`), besides `path`, the page's address below the server, or None
    where the talk has none. `title` is None where the page says TBA. A weekly series is one, with `recurrence`.
    """
    found = []
    for name in HOSTS:
        here = institute(name, anchor)
        found += [_expected(talk) for talk in (*here.talks, *here.series) if talk.none is None]
    return sorted(found, key=lambda talk: (talk["start"], talk["source"], talk["title"] or ""))


def _expected(talk: Planned) -> dict[str, Any]:
    speaker = [{"name": talk.speaker, "affiliation": talk.affiliation}] if talk.speaker else []
    timed = isinstance(talk.start, datetime)
    recurrence = None
    if talk.count and isinstance(talk.start, datetime):
        skipped = [datetime.combine(day, talk.start.time()).isoformat(timespec="minutes") for day in talk.skipped]
        recurrence = {"rrule": f"FREQ=WEEKLY;COUNT={talk.count}", "rdate": [], "exdate": skipped}
    return {
        "source": talk.source,
        "path": page_of(talk),
        "title": talk.title,
        "start": _iso(talk.start),
        "end": _iso(talk.end) if talk.end else None,
        "timezone": talk.timezone,
        "all_day": not timed,
        "time_known": timed or talk.source == "cvm",
        "recurrence": recurrence,
        "status": talk.status,
        "attendance_mode": talk.mode,
        "venue": talk.venue,
        "room": talk.room,
        "online_url": talk.online,
        "series": talk.series,
        "speakers": speaker,
        "abstract": talk.abstract,
    }


def expected_articles(anchor: date) -> list[dict[str, Any]]:
    """The articles of all sample institutes, newest first; the digest's copies are not told apart from them."""
    found = [
        {
            "source": name,
            "path": story_page(story),
            "title": story.title,
            "published": story.day.isoformat(),
            "author": story.author,
            "body": "\n\n".join(story.paragraphs),
        }
        for name in HOSTS
        for story in institute(name, anchor).stories
    ]
    return sorted(found, key=lambda story: (story["published"], story["path"]), reverse=True)


def page_of(talk: Planned) -> str | None:
    """The address of a talk's own page below the server; None where the institute has only a list."""
    folders = {"linc": "/linc/news-and-events/events/{}", "idas": "/idas/events/{}/", "tanjong": "/tanjong/events/{}"}
    return folders[talk.source].format(talk.slug) if talk.source in folders else None


def story_page(story: Story) -> str:
    """The address of an article below the server."""
    if story.source == "ashgrove-news":
        return f"/ashgrove-news/{story.day.year}/{story.slug}-{story.day:%m%d}"
    return {"linc": f"/linc/news-and-events/news/{story.slug}", "idas": f"/idas/news/{story.slug}/"}[story.source]


def _iso(value: datetime | date) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
