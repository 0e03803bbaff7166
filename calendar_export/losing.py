"""What a published calendar would lose to a database that has never heard of its talks: a new one, or another one.

A database forgets no UID, whatever becomes of a talk, a source, a feed or the window. So where most of what a calendar
shows is unknown to it, nobody took those talks back: the database was lost, or is not the one the calendar came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_EVENT = re.compile(r"^BEGIN:VEVENT\r?\n(.*?)^END:VEVENT", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"^(UID|SEQUENCE|LAST-MODIFIED|DTSTART|DTEND|RRULE|STATUS)(?:;[^:\r\n]*)?:(.*?)\r?$", re.MULTILINE)
_LOUD = re.compile(
    r"^((?:DTSTART|DTEND|RRULE|RDATE|EXDATE|SUMMARY|LOCATION|CONFERENCE|STATUS)[;:].*?)\r?$", re.MULTILINE
)
_UNTIL = re.compile(r"UNTIL=(\d{8})")


@dataclass(frozen=True, slots=True)
class Shown:
    """The UIDs of the talks in a calendar: of those still to come and not called off, and of all."""

    coming: frozenset[str]
    every: frozenset[str]


def events_in(content: bytes) -> Iterator[dict[str, str]]:
    """The entries of a calendar that was published, without what only people read; none where it is no calendar."""
    yield from (dict(_LINE.findall(event)) for event in _events(content))


def told_in(content: bytes) -> Iterator[tuple[dict[str, str], str]]:
    """The same, each with the lines that make SEQUENCE rise when they change, as one text."""
    yield from ((dict(_LINE.findall(event)), "\n".join(_LOUD.findall(event))) for event in _events(content))


def _events(content: bytes) -> Iterator[str]:
    text = re.sub(r"\r?\n[ \t]", "", content.decode("utf-8", "replace"))  # long lines are folded (RFC 5545 §3.1)
    yield from (event[1] for event in _EVENT.finditer(text))


def shown(content: bytes, today: date) -> Shown:
    """What a calendar shows; nothing where it is none."""
    coming, every = set(), set()
    for said in events_in(content):
        if uid := said.get("UID"):
            every.add(uid)
            if said.get("STATUS") != "CANCELLED" and _last_day(said) >= f"{today:%Y%m%d}":
                coming.add(uid)
    return Shown(frozenset(coming), frozenset(every))


def _last_day(said: dict[str, str]) -> str:
    """The last day of an event, as the calendar writes it; far away where it recurs without UNTIL."""
    if rule := said.get("RRULE"):
        until = _UNTIL.search(rule)
        return until[1] if until else "9"
    return max(said.get("DTSTART", "")[:8], said.get("DTEND", "")[:8])


def loss(path: Path, there: Shown, anew: Shown, unheard_of: Callable[[Collection[str]], Collection[str]]) -> str:
    """Why the calendar at this path, which shows `there`, must not be replaced by one that shows `anew`; "" if it may.

    It may not where the database has never heard of most of the talks to come, or of any talk and has none to show
    instead. `unheard_of` picks from UIDs those the database does not know.
    """
    coming = there.coming - anew.coming
    strange = len(unheard_of(coming)) if coming else 0
    if strange * 2 > len(there.coming):
        what, knows = f"{len(there.coming)} talks to come", len(there.coming) - strange
    elif there.every and not anew.every and len(unheard_of(there.every)) == len(there.every):
        what, knows = f"{len(there.every)} talks", 0
    else:
        return ""
    return (
        f"it stays as it was: the database knows {knows or 'none'} of the {what} in {path}; it is new, or another one: "
        "look at database_url, or bring the right one back ('talkfeed replay --apply', 'talkfeed db restore'); delete "
        "the file if they may go"
    )
