"""A feed before its talks are read whole: enough to join its calendar from kept bytes and to tell what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from calendar_export import ics
from calendar_export.feed import Feed
from calendar_export.joined import Joined, Line
from pipeline.query import Entry

Read = Callable[[Sequence[str]], Mapping[str, Entry]]
"""Reads talks whole, by UID."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A feed's own facts (`feed`, whose entries are not looked at), its talks in order, and how they are read whole.

    `made_by`: what else decides on the bytes, such as the version of the program; of two drafts with the same `state`
    every form has the same bytes. `rows`: the lines as the database listed them ("" where what it lists does not tell
    whether the talk changed); none where it did not. `made`: the digest of what decides on the calendar beside them.
    `before`: what the published calendar was joined from, and `places`, where each line stands there unchanged.
    """

    feed: Feed
    lines: tuple[Line, ...]
    read: Read
    made_by: str = ""
    made: str = ""
    before: Joined | None = None
    places: Sequence[int | None] = ()
    rows: Sequence[str] = ()

    def state(self) -> str:
        """The digest of everything its bytes are made from."""
        told = repr((self.made_by, replace(self.feed, entries=(), updated=None)))
        known = "\n".join(f"{line.uid} {line.revision} {line.kept_as}" for line in self.lines)
        return hashlib.sha256(f"{told}\n{known}".encode()).hexdigest()[:32]

    def whole(self, uids: Sequence[str]) -> Feed:
        """The feed with these talks in it, in their order."""
        entries = self.read(uids)
        return with_entries(self.feed, [entries[uid] for uid in uids if uid in entries])


def with_entries(feed: Feed, entries: Sequence[Entry]) -> Feed:
    """The feed filled with these; it was last updated when the newest of them was."""
    return replace(feed, entries=tuple(entries), updated=max((entry.updated for entry in entries), default=None))


def drafted(feed: Feed) -> Draft:
    """A feed that is read whole already, as a draft."""
    entries = {entry.uid: entry for entry in feed.entries}
    lines = tuple(line_of(feed, entry) for entry in feed.entries)
    return Draft(feed, lines, lambda uids: {uid: entries[uid] for uid in uids})


def line_of(feed: Feed, entry: Entry) -> Line:
    """What joining needs to know of an entry."""
    when, talk = entry.talk.when, entry.talk
    name = kept_as(feed, described=bool(talk.abstract or talk.bio), view=entry.view)
    last = str(when.last_day or "")
    if not isinstance(when.start, datetime) or (feed.cancelled == "drop" and talk.status in ics.ABSENT):
        return Line(entry.uid, entry.revision, name, "", 0, 0, last)
    return Line(entry.uid, entry.revision, name, when.timezone, *years_of(when.start, when.end, when.recurrence), last)


def years_of(start: date, end: date | None, again: object) -> tuple[int, int]:
    """The first and the last year in which a talk needs its zone; one that recurs a year more."""
    return start.year, (end or start).year + bool(again)


def kept_as(feed: Feed, *, described: bool, view: str = "") -> str:
    """The name under which the ledger keeps a talk as this feed wants it.

    Talks without their text have a name of their own: where a source forbids to republish abstracts, the entry comes
    without it at the same revision, and must never be joined from bytes that were rendered with it. So do joined talks
    of which not all listings may be shown (`Entry.view`).
    """
    form = ics.form(feed)
    name = form if described else f"{form}.bare"
    return f"{name}.{view}" if view else name
