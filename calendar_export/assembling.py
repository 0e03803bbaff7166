"""A feed's calendar, joined from the VEVENTs a ledger keeps: only what changed is read whole, rendered and checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from typing import Protocol

from calendar_export import ics
from calendar_export.draft import Draft, drafted
from calendar_export.feed import Feed
from calendar_export.grammar import is_event
from calendar_export.joined import Line, in_one_go
from calendar_export.validate import validate
from pipeline.query import Entry

FULL = 980_000
"""Octets of events in a calendar. Google drops feeds of about a megabyte without a word; head and zones need some."""


Event = bytes | memoryview

_SPAN = itemgetter(*map(Line._fields.index, ("zone", "first_year", "last_year")))


class Kept(Protocol):
    """The VEVENTs that are kept. `rendered` gives those of the talks whose revision is still the kept one, by UID;
    `keep` takes UID → (revision, bytes)."""

    def rendered(self, form: str, talks: Sequence[Line]) -> Mapping[str, bytes]: ...
    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Assembled:
    """A calendar: its bytes, the UIDs of the talks it holds (in no calendar: those without a day, too), what had to be
    left out (a sentence each), and `narrowed`: what became of a window too wide, "" if all fits.

    `fresh`: a calendar of what does not stand in the published one, which was checked when it was published: where this
    is of good form, so is all. `events`: each sound talk's event, by UID.
    """

    content: bytes
    uids: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    narrowed: str = ""
    fresh: bytes = b""
    events: Mapping[str, Event] = field(default_factory=dict)


@in_one_go()
def calendar(feed: Feed | Draft, ledger: Kept, *, today: date | None = None) -> Assembled:
    """The feed as iCalendar.

    Only talks that changed are rendered, checked and then kept. A talk that would make the calendar invalid costs
    itself and no other. With `today` (in UTC) a feed too large for its readers is narrowed to what fits: talks that are
    over go first, the oldest before the others, then the furthest ahead. Otherwise the same bytes as `ics.render`.
    """
    draft = drafted(feed) if isinstance(feed, Feed) else feed
    stands = _standing(draft)
    events, spoilt = _events(draft, ledger, stands)
    lines = draft.lines if today is None else fitting(draft.lines, events, today)
    years = _years(lines)
    head = draft.feed
    content = ics.render_calendar(head, [event for line in lines if (event := events.get(line.uid))], years)
    fresh = content
    if stands:
        new = [event for line in lines if line.uid not in stands and (event := events.get(line.uid))]
        fresh = ics.render_calendar(head, new, years)
    left_out = tuple(f"talk {uid} is left out: {why}" for uid, why in spoilt.items())
    narrowed = ""
    if len(lines) < len(draft.lines):
        narrowed = (
            f"holds {len(lines)} of {len(draft.lines)} talks: Google drops calendars of about 1,000,000 bytes, so what "
            "is over, then what is furthest ahead, was left out; narrow its window or offer smaller feeds"
        )
    return Assembled(content, tuple([line.uid for line in lines]), left_out, narrowed, fresh, events)


def _standing(draft: Draft) -> dict[str, memoryview]:
    """The VEVENTs of talks that are as they were in the published calendar, by UID."""
    if draft.before is None or not (events := draft.before.events()):
        return {}
    return {line.uid: events[place] for line, place in zip(draft.lines, draft.places, strict=True) if place is not None}


def fitting(lines: Sequence[Line], events: Mapping[str, Event], today: date) -> Sequence[Line]:
    """Those of the lines, in order, whose events fit into a calendar that all clients take."""
    excess = sum(map(len, events.values())) - FULL
    if excess <= 0:
        return lines
    day = today.isoformat()
    over = [line for line in lines if line.last_day and line.last_day < day]
    gone = set()
    for line in (*over, *reversed(lines)):
        if excess <= 0:
            break
        if line.uid not in gone:
            gone.add(line.uid)
            excess -= len(events.get(line.uid, b""))
    return [line for line in lines if line.uid not in gone]


def _events(draft: Draft, ledger: Kept, stands: Mapping[str, memoryview]) -> tuple[dict[str, Event], dict[str, str]]:
    """The VEVENTs of a draft's talks by UID, as they stand, kept or fresh, and what is wrong with those that must be
    left out."""
    names: dict[str, list[Line]] = defaultdict(list)
    for line in draft.lines:
        if line.uid not in stands:
            names[line.kept_as].append(line)
    events: dict[str, Event] = dict(stands)
    for name, lines in names.items():
        events.update(ledger.rendered(name, lines))
    missing = [line.uid for lines in names.values() for line in lines if line.uid not in events]
    if not missing:
        return events, {}
    entries = draft.read(missing)
    fresh = {uid: (entries[uid], ics.event_of(draft.feed, entries[uid])) for uid in missing if uid in entries}
    spoilt = _spoilt(draft.feed, list(fresh.values()))
    sound = {uid: event for uid, (_, event) in fresh.items() if uid not in spoilt}
    for name, lines in names.items():
        new = {line.uid: (line.revision, sound[line.uid]) for line in lines if line.uid in sound}
        if new:
            ledger.keep(name, new)
    events.update(sound)
    return events, spoilt


def _spoilt(feed: Feed, rendered: Sequence[tuple[Entry, bytes]]) -> dict[str, str]:
    """Which of these fresh VEVENTs are invalid, and why. What the grammar of our own events does not know is read back
    with icalendar."""
    found = {}
    for entry, event in rendered:
        if event and not is_event(event, entry.uid):
            only = replace(feed, entries=(entry,), ended=None)
            if why := validate(ics.render_calendar(only, [event])):
                found[entry.uid] = why[0]
    return found


def _years(lines: Sequence[Line]) -> dict[str, tuple[int, int]]:
    """The zones used, each with the first and the last year."""
    used: dict[str, tuple[int, int]] = {}
    for zone, begin, end in set(map(_SPAN, lines)):
        first, last = used.get(zone, (begin, end))
        used[zone] = (min(first, begin), max(last, end))
    used.pop("", None)
    return used
