"""CSV (RFC 4180): a talk a row, the columns of INTERFACE §5, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io

from calendar_export.feed import Feed
from calendar_export.ics import person_text
from calendar_export.jsonfeed import entry_json
from calendar_export.lines import plain
from pipeline.query import Entry

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
COLUMNS = (
    "uid", "source", "title", "series", "kind", "start", "end", "timezone", "all_day", "time_known", "start_utc",
    "end_utc", "status", "attendance_mode", "venue", "room", "address", "online_url", "registration_url", "speakers",
    "hosts", "topics", "abstract", "url", "language", "sequence", "created", "updated",
)  # fmt: skip


def render(feed: Feed) -> bytes:
    """The feed as a table, in the order of its entries."""
    return table(feed.entries)


def table(entries: tuple[Entry, ...] | list[Entry]) -> bytes:
    """These talks as a table with a head."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in entries:
        shown: dict[str, object] = {
            **entry_json(entry),
            "speakers": "; ".join(map(person_text, entry.talk.speakers)),
            "hosts": "; ".join(map(person_text, entry.talk.hosts)),
            "topics": "; ".join(entry.talk.topics),
        }
        writer.writerow([_cell(shown[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    """A value as a spreadsheet may safely open it: text that looks like a formula is quoted, not run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = plain(str(value))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
