"""The bytes of a calendar: whatever a title holds, they are RFC 5545 and read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, vText
from icalendar.parser.string import _foldline

from calendar_export import ics
from calendar_export.lines import escape, fold, folded, plain, text_line
from calendar_export.links import web_url
from calendar_export.validate import validate
from pipeline.talk import Mode, Person, Place, Span, Status, Talk
from tests.calendars import entry, event, feed

# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "\r\nBEGIN:VEVENT",
    "\u2028X:1",
    "\\",
    "\\n",
    "\\N",
    ";,:\"'",
    "^n",
    "\x00\x07\x7f",
    "\x85",
    "</script>",
    "é",
    "🎓",
]
TEXTS = st.lists(
    st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE), st.text(alphabet="aé日🎓\\^ ", max_size=90)), max_size=6
).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_folding_and_escaping_are_icalendars_own(text: str) -> None:
    clean = plain(text).replace("\\N", "\\M")  # of \N icalendar makes a line break; see `lines`
    expected = _foldline(f"SUMMARY:{vText(clean).to_ical().decode()}").encode() + b"\r\n"
    assert folded([text_line("SUMMARY", clean)]) == expected
    assert all(len(line) <= 75 for line in expected.split(b"\r\n"))


@given(st.text(alphabet="aé日🎓\\^", min_size=60, max_size=300))
def test_folded_lines_unfold_to_what_they_were(text: str) -> None:
    folded = fold(text.encode())
    assert folded.replace(b"\r\n ", b"").decode() == text
    for line in folded.split(b"\r\n "):
        line.decode()  # no character is cut in two


def test_tex_survives_where_icalendar_would_break_it() -> None:
    assert escape("\\Nu and \\nu") == "\\\\Nu and \\\\nu"
    assert str(event(entry(title="\\Nu and \\nu"))["SUMMARY"]) == "\\Nu and \\nu"


people = st.builds(Person, TEXTS.filter(str.strip), st.none() | TEXTS, st.none() | TEXTS)
spans = st.builds(
    lambda start, hours, tzid: Span(start, None if hours is None else start + timedelta(hours=hours), tzid),
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),
    st.none() | st.integers(-5, 100),
    st.sampled_from(["Europe/Berlin", "America/Santiago", "Asia/Kolkata", "Africa/Casablanca", "UTC"]),
) | st.builds(
    lambda day, more, known: Span(
        day, None if more is None else day + timedelta(days=more), "", all_day=True, time_known=known
    ),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    st.none() | st.integers(-3, 30),
    st.booleans(),
)
places = st.builds(Place, st.none() | st.sampled_from(Mode), *(st.none() | TEXTS for _ in range(4)))
talks = st.builds(
    Talk,
    source=st.just("sample"),
    url=TEXTS | st.just("https://institute.example.org/ü?q=a b"),
    title=TEXTS,
    when=spans,
    series=st.none() | TEXTS,
    topics=st.lists(TEXTS, max_size=2).map(tuple),
    image=st.none() | TEXTS,
    status=st.sampled_from(Status),
    place=places,
    registration_url=st.none() | TEXTS,
    speakers=st.lists(people, max_size=2).map(tuple),
    abstract=st.none() | TEXTS,
    bio=st.none() | TEXTS,
)


@given(st.lists(talks, max_size=3), st.sampled_from(["mark", "announce", "drop"]), st.sampled_from(["en", "de"]))
@settings(max_examples=150, deadline=None)
def test_no_text_becomes_syntax(several: list[Talk], cancelled: str, language: str) -> None:
    entries = tuple(replace(entry(uid=f"{n}@talkfeed"), talk=talk) for n, talk in enumerate(several))
    one = feed(*entries, cancelled=cancelled, language=language, description="".join(x.title for x in several))
    content = ics.render(one)
    assert validate(content) == []
    read = Calendar.from_ical(content)
    shown = [x for x in entries if ics.in_calendar(x, cancelled)]
    assert [str(x["UID"]) for x in read.events] == [x.uid for x in shown]
    assert {name for x in read.events for name in x} <= KNOWN
    for got, given_ in zip(read.events, shown, strict=True):
        title = ics.shortened(" ".join(plain(given_.talk.title).split()), ics.TITLE_LIMIT)
        assert str(got["SUMMARY"]).endswith(title)
    if b"\\N" not in content.replace(b"\r\n ", b""):
        assert read.to_ical() == content  # byte for byte what icalendar writes


KNOWN = {
    "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "CATEGORIES", "CONFERENCE", "CREATED", "DESCRIPTION",
    "IMAGE", "LAST-MODIFIED", "LOCATION", "STATUS", "TRANSP", "URL", "X-TALKFEED-SPEAKER",
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a b?c=ü#d", "https://example.org/a%20b?c=%C3%BC#d"),
        (" HTTP://example.org ", "HTTP://example.org"),
        ("https://example.org/%20a,b;c", "https://example.org/%20a,b;c"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/", ""),
        ("/relative", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https://example.org/\r\nATTENDEE:x", "https://example.org/%0D%0AATTENDEE:x"),
        ("https://example.org/" + "x" * 5000, ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_written(url: str | None, expected: str) -> None:
    assert web_url(url) == expected
