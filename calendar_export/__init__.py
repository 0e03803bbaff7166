"""From entries to bytes: iCalendar (with jCal and xCal), Atom, JSON Feed, CSV, HTML.

Imports of the pipeline: `talk`, `query`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calendar_export import atom, ics, jcal, jsonfeed, table, xcal
from calendar_export.feed import Feed


@dataclass(frozen=True, slots=True)
class Format:
    """A form a feed can take: its media type, and a pure function from the feed to its bytes.

    `of`: the same from the bytes of its calendar, where the form is that calendar in other words.
    """

    media_type: str
    render: Callable[[Feed], bytes]
    of: Callable[[bytes], bytes] | None = None


FORMATS: dict[str, Format] = {
    "ics": Format(ics.MEDIA_TYPE, ics.render),
    "atom": Format(atom.MEDIA_TYPE, atom.render),
    "json": Format(jsonfeed.MEDIA_TYPE, jsonfeed.render),
    "csv": Format(table.MEDIA_TYPE, table.render),
    "jcal": Format(jcal.MEDIA_TYPE, jcal.render, jcal.of),
    "xcal": Format(xcal.MEDIA_TYPE, xcal.render, xcal.of),
}
"""By the ending of a feed's address. `talkfeed.wiring` adds those of the entry points `talkfeed.formats`."""
