"""From entries to bytes: iCalendar, Atom, JSON Feed, CSV, HTML. Imports of the pipeline: `talk`, `query`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calendar_export import atom, ics, jsonfeed, table
from calendar_export.feed import Feed


@dataclass(frozen=True, slots=True)
class Format:
    """A form a feed can take: its media type, and a pure function from the feed to its bytes."""

    media_type: str
    render: Callable[[Feed], bytes]


FORMATS: dict[str, Format] = {
    "ics": Format(ics.MEDIA_TYPE, ics.render),
    "atom": Format(atom.MEDIA_TYPE, atom.render),
    "json": Format(jsonfeed.MEDIA_TYPE, jsonfeed.render),
    "csv": Format(table.MEDIA_TYPE, table.render),
}
"""By the ending of a feed's address. `talkfeed.wiring` adds those of the entry points `talkfeed.formats`."""
