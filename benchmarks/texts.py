"""Texts of every kind through the calendar: nothing becomes syntax, all readers read the same.

    python -m benchmarks texts [--talks 10000] [--node-modules FOLDER]

hypothesis makes the titles, places and abstracts: all of Unicode, line breaks of every kind, backslashes, HTML,
calendar syntax. Each talk's bytes are compared with those icalendar writes, each property with those a calendar of ours
may have, each text with what every reader at hand reads: icalendar, vobject, libical and, from FOLDER, ical.js. Told
besides: how many events the grammar of `calendar_export.grammar` does not cover, so that icalendar reads them back.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from calendar_export import ics
from calendar_export.feed import Feed
from calendar_export.grammar import is_event
from calendar_export.lines import one_line
from pipeline.query import Entry
from pipeline.talk import Mode, Person, Place, Recurrence, Span, Status, Talk

READERS = Path(__file__).resolve().parents[1] / "tests" / "interop"
STAMP = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
WHEN = Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16), "Europe/Berlin")  # noqa: DTZ001 - wall time
WEEKLY = Span(WHEN.start, WHEN.end, WHEN.timezone, recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"))
KNOWN = {
    "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "RRULE", "CATEGORIES", "CONFERENCE", "CREATED",
    "DESCRIPTION", "IMAGE", "LAST-MODIFIED", "LOCATION", "STATUS", "TRANSP", "URL", "X-TALKFEED-SPEAKER",
}  # fmt: skip
HOSTILE = (
    "\r\nBEGIN:VEVENT\r\n", "\nEND:VCALENDAR", "\r\n X", "\u2028ATTENDEE:x", "\u2029", "\x85", "\x0b", "\\", "\\n",
    "\\N", "\\;", ";", ",", ":", '"', "^n", "\x00", "\x07", "\x7f", "\ufeff", "<b>", "</script>", "&amp;", "\t", "é",
    "日本語", "🎓", "عربى", "e\u0301", "SUMMARY:x", "X-INJECTED:1",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE)), max_size=8).map("".join)
TALKS = st.builds(
    Talk,
    source=st.just("sample"),
    url=st.just("https://institute.example/1"),
    title=TEXTS,
    when=st.sampled_from([WHEN] * 19 + [WEEKLY]),
    status=st.sampled_from(Status),
    series=st.none() | TEXTS,
    topics=st.lists(TEXTS, max_size=2).map(tuple),
    place=st.builds(Place, st.none() | st.sampled_from(Mode), *(st.none() | TEXTS for _ in range(4))),
    speakers=st.lists(st.builds(Person, TEXTS, st.none() | TEXTS), max_size=2).map(tuple),
    abstract=st.none() | TEXTS,
    bio=st.none() | TEXTS,
)


def made(count: int) -> list[Entry]:
    """So many talks."""
    entries: list[Entry] = []

    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(TALKS)
    def gather(talk: Talk) -> None:
        if len(entries) < count:
            entries.append(Entry(f"{len(entries)}@talkfeed", talk, 0, STAMP, STAMP))

    while len(entries) < count:
        gather()
    return entries


def judged(entries: list[Entry]) -> Counter[str]:
    """What is wrong with single events, counted, and how many were covered by what."""
    found: Counter[str] = Counter()
    for entry in entries:
        event = ics.render_event(entry)
        covered = is_event(event, entry.uid)
        found["fallbacks"] += not covered
        calendar = Calendar.from_ical(ics.render_calendar(Feed("x", "x", (entry,)), [event]))
        (read,) = calendar.events
        found["injected properties"] += len(set(read) - KNOWN) + len(read.subcomponents) + len(read.errors)
        title = ics.shortened(one_line(entry.talk.title), ics.TITLE_LIMIT)
        found["texts read otherwise"] += not str(read["SUMMARY"]).endswith(title or "…")
        if b"\\N" in event.replace(b"\r\n ", b""):
            found["with the one exception (docs/decisions/0004)"] += 1
        elif read.to_ical() != event:
            found["bytes unlike icalendar's"] += 1
    return found


def asked(program: list[str], content: bytes) -> list[dict[str, object]] | None:
    """What a reader makes of a calendar; None where it is not at hand."""
    with tempfile.NamedTemporaryFile(suffix=".ics") as file:
        file.write(content)
        file.flush()
        done = subprocess.run([*program, file.name], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        return None
    if done.returncode:
        sys.exit(done.stderr[-500:])
    return list(json.loads(done.stdout))


def compared(entries: list[Entry], node_modules: str | None) -> dict[str, int | None]:
    """In how many events a reader reads a text otherwise than icalendar; None where it is not at hand."""
    content = ics.render(Feed("texts", "Texts", tuple(entries)))
    right = {str(one["UID"]): one for one in Calendar.from_ical(content).events}
    programs = {name: [sys.executable, str(READERS / f"with_{name}.py")] for name in ("vobject", "libical")}
    if node_modules:
        programs["ical.js"] = ["node", str(READERS / "read.mjs"), str(Path(node_modules).resolve().parent), "ical.js"]
    found: dict[str, int | None] = {}
    for name, program in programs.items():
        read = asked(program, content)
        found[name] = read and sum(
            any((one[key] or "") != str(right[str(one["uid"])].get(key.upper(), "")) for key in TOLD) for one in read
        ) + abs(len(read) - len(right))
    return found


TOLD = ("summary", "description", "location", "status")


def main() -> int:
    """Make, judge, print; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description="Texts of every kind through the calendar.")
    parser.add_argument("--talks", type=int, default=10_000)
    parser.add_argument("--node-modules", help="where ical.js is")
    given_ = parser.parse_args()
    entries = made(given_.talks)
    found, readers = judged(entries), compared(entries, given_.node_modules)
    bad = ("injected properties", "texts read otherwise", "bytes unlike icalendar's")
    sys.stdout.write(f"{len(entries)} talks\n")
    for label in (*bad, "with the one exception (docs/decisions/0004)"):
        sys.stdout.write(f"{label:50} {found[label]}\n")
    sys.stdout.write(f"{'fallbacks to icalendar (recurrences)':50} {found['fallbacks'] / len(entries):.1%}\n")
    for name, count in readers.items():
        sys.stdout.write(f"{f'disagreements of {name}':50} {'not at hand' if count is None else count}\n")
    return int(any(found[label] for label in bad) or any(readers.values()))


if __name__ == "__main__":
    sys.exit(main())
