"""The grammar of dates and times: a table anyone can extend, round trips in every language, and bad input."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.daynames import MONTHS, WEEKDAYS
from pipeline.reading.times import Context, find_when, looks_like_when, read_published, read_when, when_json
from pipeline.reading.times.find import _grammar
from pipeline.reading.times.infer import habits_of
from pipeline.reading.times.lexer import cut, smooth, tokens_with_blanks
from pipeline.reading.times.lexicon import CLASSES, LANGUAGES, dictionary
from pipeline.reading.times.outline import outline_of, read_outlined
from pipeline.talk import Span, iso

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "times.toml").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(group, row, id=f"{group['name']}: {row['text']!r}")
    for group in TABLE["group"]
    for row in group["rows"]
]


def context_of(group: dict[str, Any]) -> Context:
    retrieved = group.get("retrieved")
    return Context(group["timezone"], group["language"], retrieved and date.fromisoformat(retrieved))


@pytest.mark.parametrize(("group", "row"), ROWS)
def test_a_text_means_what_the_table_says(group: dict[str, Any], row: dict[str, Any]) -> None:
    reading = read_when(row["text"], context_of(group))
    if "start" not in row:
        assert reading is None
        return
    assert reading is not None
    span = reading.span
    assert (iso(span.start), iso(span.end)) == (row["start"], row.get("end"))
    assert span.timezone == row.get("zone", group["timezone"])
    assert span.all_day == (len(row["start"]) == 10)
    assert span.time_known == (row.get("whole", False) or not span.all_day)
    again = span.recurrence
    assert (again.rrule if again else "") == row.get("rrule", "")
    assert list(again.rdate if again else ()) == row.get("rdate", [])
    assert list(again.exdate if again else ()) == row.get("exdate", [])
    assert 0 <= reading.start < reading.end <= len(row["text"])


# ── Round trips ───────────────────────────────────────────────────────────────────────────────────────────────────────

SHAPES = {
    "en": ("{W}, {M} {d}, {y}, {h12} - {e12}", "{d} {M} {y} {h}-{e}", "{M} {d}, {y} from {h12} to {e12}", "{iso}T{h}"),
    "de": ("{W}, {d}. {M} {y}, {h}–{e} Uhr", "{d:02}.{m:02}.{y} {h} bis {e} Uhr", "{d}.{m}.{y}, {h} Uhr"),
    "fr": ("{W} {d} {M} {y} de {hh} à {eh}", "le {d}/{m:02}/{y} à {hh}", "{W} {d} {M} {y}, {h}"),
    "nl": ("{W} {d} {M} {y}, {h} - {e} uur", "{d}-{m}-{y} van {h} tot {e} uur"),
    "es": ("{W} {d} de {M} de {y}, de {h} a {e} h", "{d} de {M} de {y} a las {h}"),
    "it": ("{W} {d} {M} {y}, ore {h}-{e}", "{W} {d} {M} {y} dalle {h} alle {e}"),
    "pt": ("{W}, {d} de {M} de {y}, das {hh} às {eh}", "{d:02}/{m:02}/{y} às {hh}"),
    "sv": ("{W} {d} {M} {y} kl. {h}–{e}", "{d} {M} {y} klockan {h}"),
    "ja": ("{y}年{m}月{d}日({w}) {h}〜{e}", "{y}年{m}月{d}日 {h}から{e}まで"),
    "zh": ("{y}年{m}月{d}日 {h}至{e}", "{y}年{m}月{d}日（{W}）{h}-{e}"),
    "ko": ("{y}년 {m}월 {d}일 ({w}) {h} ~ {e}", "{y}.{m:02}.{d:02} {h}"),
}


def spelt(shape: str, language: str, start: datetime, end: datetime) -> str:
    """A start and an end as a page in that language writes them."""
    month = MONTHS[language].split("|")[start.month - 1].split()[0].lstrip("!") if language in MONTHS else ""
    weekday = WEEKDAYS[language].split("|")[start.weekday()].split()[0].lstrip("!")
    letters = {"ja": "月火水木金土日", "ko": "월화수목금토일"}.get(language, "")
    return shape.format(
        y=start.year, m=start.month, d=start.day, M=month, W=weekday, iso=f"{start:%Y-%m-%d}",
        w=letters[start.weekday()] if letters else "",
        h=f"{start:%H:%M}", e=f"{end:%H:%M}", hh=f"{start.hour}h{start:%M}", eh=f"{end.hour}h{end:%M}",
        h12=f"{start:%I:%M %p}".lstrip("0"), e12=f"{end:%I:%M %p}".lstrip("0"),
    )  # fmt: skip


@given(
    st.sampled_from([(language, shape) for language, shapes in SHAPES.items() for shape in shapes]),
    st.datetimes(datetime(2000, 1, 1, 8), datetime(2060, 1, 1)),
    st.integers(5, 300),
)
@settings(max_examples=400)
def test_what_is_written_is_read_back(form: tuple[str, str], day: datetime, minutes: int) -> None:
    language, shape = form
    start = day.replace(hour=8 + day.hour % 10, second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    reading = read_when(spelt(shape, language, start, end), Context("Europe/Berlin", language))
    assert reading is not None
    want = Span(start, end if "{e" in shape else None, "Europe/Berlin")
    assert reading.span == want


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-90, 275))
def test_a_missing_year_is_the_nearest_one(retrieved: date, days: int) -> None:
    day = retrieved + timedelta(days=days)
    reading = read_when(f"{day:%A} {day.day} {day:%B}", Context("", "en", retrieved))
    assert reading is not None
    assert reading.span.start == day


def test_without_a_clock_no_year_is_invented() -> None:
    assert read_when("Thursday, March 5, 4 pm", Context("Europe/Rome", "en")) is None
    assert find_when("On Thursday, March 5 at 4 pm we meet.", Context("Europe/Rome", "en")) == []


def test_a_heading_tells_the_year() -> None:
    reading = read_when("Thursday, March 5, 4 pm", Context("Europe/Rome", "en", date(2030, 1, 1), 2026))
    assert reading is not None
    assert iso(reading.span.start) == "2026-03-05T16:00"
    winter = read_when("Tuesday, January 6", Context("Europe/Rome", "en", None, 2025))  # the winter term of 2025
    assert winter is not None
    assert iso(winter.span.start) == "2026-01-06"


def test_hours_alone_need_a_day_from_elsewhere() -> None:
    reading = read_when("16:15 – 17:45", Context("Europe/Rome", "it", day=date(2026, 3, 5)))
    assert reading is not None
    assert (iso(reading.span.start), iso(reading.span.end)) == ("2026-03-05T16:15", "2026-03-05T17:45")
    assert [x.fact for x in reading.grounds] == ["day:context"]
    other = read_when("6 March 2026, 10:00", Context("Europe/Rome", "en", day=date(2026, 3, 5)))
    assert other is not None
    assert iso(other.span.start) == "2026-03-06T10:00"


def test_other_dates_of_the_source_decide_the_order_of_day_and_month() -> None:
    assert iso(_start("03/04/2026", Context("", "en", month_first=True))) == "2026-03-04"
    assert iso(_start("03/04/2026", Context("", "en", month_first=False))) == "2026-04-03"


def _start(text: str, context: Context) -> Any:
    reading = read_when(text, context)
    return reading and reading.span.start


def test_what_was_inferred_is_told_and_costs_confidence() -> None:
    plain = read_when("5 March 2026, 15:00", Context("Europe/Paris", "en"))
    guessed = read_when("03/04 2:00", Context("America/Chicago", "en-US", date(2026, 1, 1)))
    mismatch = read_when("Friday, March 5, 2026", Context("Europe/Paris", "en"))
    season = read_when("July 9, 2026, 4 pm EST", Context("America/New_York", "en"))
    assert plain is not None
    assert guessed is not None
    assert mismatch is not None
    assert season is not None
    assert plain.grounds == ()
    assert {x.fact for x in guessed.grounds} >= {"ambiguous_day_month", "year:nearest", "half:guessed"}
    assert [x.fact for x in mismatch.grounds] == ["weekday_mismatch"]
    assert [x.fact for x in season.grounds] == ["zone_season"]
    assert guessed.confidence < mismatch.confidence + 0.3 < plain.confidence + 0.3


@pytest.mark.parametrize(("group", "row"), ROWS)
def test_a_remembered_shape_gives_what_the_whole_grammar_gives(
    group: dict[str, Any], row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_of(group)
    quick = read_when(row["text"], context)
    monkeypatch.setattr("pipeline.reading.times.find.outline_of", lambda _: None)
    assert read_when(row["text"], context) == quick


WRITTEN_WORDS = """Thu Friday, March Sept. 5 5. 12 31 2026 2019 3.4. 3/4/2026 2026-03-05 13.4.2026 at from - to 4pm 4
    15:30 10:15 am noon Uhr h EST (UTC) , . / ( ) : 3月5日 16時 und à 24:00 0:00"""
WRITTEN = st.lists(st.sampled_from(WRITTEN_WORDS.split()), max_size=9).map(" ".join)


@given(WRITTEN, st.sampled_from(["en-US", "de", "fr", "ja", ""]))
@settings(max_examples=600, deadline=None)
def test_remembered_shapes_and_the_whole_grammar_never_differ(text: str, language: str) -> None:
    context = Context("America/New_York", language, date(2026, 3, 1))
    habits = habits_of(context.language, context.timezone, context.month_first)
    pieces = cut(smooth(text), habits.language)
    outline = outline_of(pieces.spaced) if pieces.spaced else None
    quick = read_outlined(tokens_with_blanks(pieces), outline, context, habits) if outline else None
    if quick is not None:
        whole = _grammar(pieces, context, habits, labelled=False)
        assert whole is not None
        assert (whole.span, whole.start, whole.grounds) == (quick.span, quick.start, quick.grounds)


# ── Prose ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

PROSE = (
    "The group (room 3.14, tel. 617-253-1000) was founded in 2010. On Thursday, March 5, 2026, from 3 to 4:30 pm Ada "
    "Lovelace speaks about 10 theorems. A second talk follows on 12 March 2026 at 2pm. The registration deadline is "
    "March 1, 2026. See pp. 3-4 of arXiv:2403.01234. The workshop (June 3–5, 2026) costs $20."
)


def test_prose_gives_every_time_in_order_and_no_other() -> None:
    found = find_when(PROSE, Context("America/Chicago", "en-US"))
    assert [(PROSE[x.start : x.end], iso(x.span.start), iso(x.span.end)) for x in found] == [
        ("Thursday, March 5, 2026, from 3 to 4:30 pm", "2026-03-05T15:00", "2026-03-05T16:30"),
        ("12 March 2026 at 2pm", "2026-03-12T14:00", None),
        ("June 3–5, 2026", "2026-06-03", "2026-06-05"),
    ]


def test_long_prose_is_read_like_short_prose() -> None:
    context = Context("America/Chicago", "en-US")
    filler = "Nothing is said here about any day. " * 200
    text = filler + PROSE + filler + PROSE
    found = find_when(text, context)
    assert [text[x.start : x.end] for x in found] == [PROSE[x.start : x.end] for x in find_when(PROSE, context)] * 2


def test_an_article_date_is_read_for_articles_only() -> None:
    context = Context("Europe/London", "en-GB")
    assert read_when("Published 5 March 2026", context) is None
    published = read_published("Published 5 March 2026", context)
    assert published is not None
    assert iso(published.span.start) == "2026-03-05"


@pytest.mark.parametrize("text", ["5 March", "16:15", "3.4.2026", "Thu 4pm", "2026-03-05", "3月5日", "noon, 5 May"])
def test_a_time_looks_like_one(text: str) -> None:
    assert looks_like_when(text)


@pytest.mark.parametrize(
    "text", ["Room 390", "A talk about March", "6.046", "Ada Lovelace (London)", "617-253-1000", ""]
)
def test_other_texts_do_not_look_like_a_time(text: str) -> None:
    assert not looks_like_when(text)


# ── The command line's form ───────────────────────────────────────────────────────────────────────────────────────────


def test_json_gives_times_with_their_offset() -> None:
    context = Context("America/Chicago", "en-US", date(2026, 3, 1))
    assert when_json("March 9, 2026, 3–4pm", context) == {
        "start": "2026-03-09T15:00:00-05:00",
        "end": "2026-03-09T16:00:00-05:00",
        "all_day": False,
        "timezone": "America/Chicago",
        "recurrence": None,
        "confidence": 0.98,
    }
    assert when_json("TBA", context)["start"] is None
    assert json.dumps(when_json("every Tuesday 9 Jan – 12 Mar 2024, 3 pm", context))


# ── Bad input ─────────────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = sorted(
    {*dictionary(""), "1", "05", "2026", "\n", "31", "12", "2026-03-05T10:00Z", "+0200", "c.t.", "<br>", "٣"}
)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)),
    st.sampled_from(["", "en-US", "de", "ja", "xx-YY", "\N{SNOWMAN}"]),
    st.sampled_from(["", "Europe/Berlin", "America/New_York"]),
)
@settings(max_examples=500, deadline=None)
def test_no_text_is_too_strange(text: str, language: str, timezone: str) -> None:
    context = Context(timezone, language, datetime(2026, 3, 1, 12))
    looks_like_when(text)
    when_json(text, context)
    past = 0
    for reading in find_when(text, context):
        assert past <= reading.start < reading.end <= len(text)
        assert 0 < reading.confidence <= 1
        past = reading.end


@pytest.mark.parametrize(
    "unit", ["1 ", "5,", "May 5, 2026 3-4pm ", "2020-01-01T10:00:00Z ", "月5日", "a. ", "<", "1:", "-"]
)
def test_a_megabyte_of_junk_is_soon_done_with(unit: str, in_no_time: Any) -> None:
    junk = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    context = Context("Europe/Berlin", "en", date(2026, 3, 1))
    with in_no_time():
        find_when(junk, context)
        read_when(junk, context)
        looks_like_when(junk)


def test_every_class_of_the_grammar_is_described() -> None:
    used = {meaning[0] for language in LANGUAGES for meaning in dictionary(language).values() if meaning[0].isalpha()}
    assert used <= set(CLASSES)
