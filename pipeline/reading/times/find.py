"""The ways to ask: what does this text say, and where in this prose is a time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.reading.remembered import remembered
from pipeline.reading.times.assembly import NOT_THE_TALK, Session, attach_weekdays, label_parts, sessions_of
from pipeline.reading.times.context import Context, Reading
from pipeline.reading.times.infer import Habits, habits_of
from pipeline.reading.times.lexer import Pieces, Tokens, cut, lex, smooth, tokens_with_blanks
from pipeline.reading.times.outline import MOST_PIECES, outline_of, read_outlined
from pipeline.reading.times.parts import Part, parts_of
from pipeline.reading.times.repeat import repetition
from pipeline.reading.times.replaced import mark_replaced
from pipeline.reading.times.spans import on_day, repeated, resolve, several
from pipeline.talk import iso

LONGEST = 20_000
"""Characters of a text that as a whole is about a time; more is prose, of which the beginning is read."""

WHOLE = 2_000
"""Prose up to this length is read entirely; of longer prose what stands around its digits."""

REACH = 80
"""Characters around a digit that can belong to its date."""


def read_when(text: str, context: Context) -> Reading | None:
    """What a text that as a whole is about a time says; None where it says nothing certain enough.

    A day without an hour comes with `all_day`; `time_known` then tells whether the whole day is meant. A date that
    is labelled as something else (deadline, posted on) counts only for `read_published`.
    """
    return _read(text, context, labelled=False)


def read_published(text: str, context: Context) -> Reading | None:
    """As `read_when`, for the date of an article: "Published 3 May 2024" is what is looked for, no other thing."""
    return _read(text, context, labelled=True)


def _read(text: str, context: Context, *, labelled: bool) -> Reading | None:
    habits = habits_of(context.language, context.timezone, context.month_first)
    pieces = cut(smooth(text[:LONGEST]), habits.language)
    if pieces.spaced and (outline := outline_of(pieces.spaced[:MOST_PIECES])):
        reading = read_outlined(tokens_with_blanks(pieces), outline, context, habits)
        if reading is not None:
            return reading
    return _grammar(pieces, context, habits, labelled=labelled)


def _grammar(pieces: Pieces, context: Context, habits: Habits, *, labelled: bool) -> Reading | None:
    """The whole grammar on a text."""
    tokens = lex(pieces, habits.language)
    if context.day is None and not _DATED(tokens.letters):
        return None
    parts = parts_of(tokens)
    if not parts:
        return None
    return _understand(tokens, parts, context, habits, labelled=labelled, alone=True)


_DATED = re.compile(r"[MUiO]|[nN][-/.]n").search
"""Without one of these there is no date, nor a repetition."""


def _understand(
    tokens: Tokens,
    parts: Sequence[Part],
    context: Context,
    habits: Habits,
    *,
    labelled: bool = False,
    alone: bool,
    beyond: Sequence[Part] = (),
) -> Reading | None:
    """One reading of parts that belong together; `beyond` are the next ones, which do not."""
    rule = repetition(tokens, parts)
    kept = attach_weekdays(tokens, parts) if rule is None else list(parts)
    if not labelled:
        mark_replaced(tokens, kept, beyond, context, habits)
        label_parts(tokens, kept)
    sessions, waiting = sessions_of(tokens, kept)
    if rule is not None:
        found = repeated(tokens, rule, sessions, waiting, context, habits)
        if found is not None:
            return found
        kept = attach_weekdays(tokens, [x for x in kept if not (x.kind == "W" and (x.weekday or 0) >= 10)])
        sessions, waiting = sessions_of(tokens, kept)
    believed = [x for x in sessions if x.day.label not in NOT_THE_TALK and _supported(tokens, x, habits, alone=alone)]
    if not believed:
        return on_day(tokens, waiting, context, habits) if not sessions else None
    if len(believed) > 1:
        return several(tokens, believed, context, habits)
    return resolve(tokens, believed[0], context, habits)


def _supported(tokens: Tokens, session: Session, habits: Habits, *, alone: bool) -> bool:
    """Whether a date that alone proves little ("3/4", "may 5") has a weekday, a year or an hour beside it, or is all
    the text says."""
    part = session.day
    if session.clocks or session.last is not None or part.weekday is not None or part.stamp:
        return True
    day, behind = part.days[0], tokens.letters[part.past : part.past + 2]
    if part.weak:
        against_habit = day.swapped is None and habits.month_first is True and tokens.values[part.first] == day.day
        return alone and not against_habit and not _OTHERS.intersection(tokens.letters[: part.first] + behind)
    if behind == "-w" and tokens.at[part.past + 1] > tokens.to[part.past]:
        return True  # "March 27 - Central" and "June 27- Central", but not "may 5-year plans"
    if day.year is None and not part.through and behind.startswith(("w", "-w")):
        first = tokens.text[tokens.at[part.first] : tokens.to[part.first]]
        glued = tokens.at[part.past] == tokens.to[part.past - 1]
        glued = glued and not _WITHOUT_BLANKS(tokens.text, tokens.at[part.past])
        titled = tokens.text[tokens.at[part.past] :][:1].isupper()  # "May 8 Minutes"
        before = tokens.text[max(tokens.at[part.first] - 4, 0) : tokens.at[part.first]]
        titled = first[:1].isupper() and (titled or before.lower() == " on ")  # "the lecture on May 5 is cancelled"
        return (titled or first.lower() not in _ALSO_WORDS) and not glued
    return True


_OTHERS = frozenset("wxnNBL")
_WITHOUT_BLANKS = re.compile(r"(?![間间간])[\u3041-\u9fff\uac00-\ud7a3]").match
"""What may stand right behind a day in scripts without blanks: "12월 17일로"; but "3月5日間" is how long."""

_ALSO_WORDS = frozenset({"may", "march"})


def find_when(text: str, context: Context) -> list[Reading]:
    """Every time-like stretch of a prose text, in order, none overlapping; a range, or a date and its hours, is one."""
    habits = habits_of(context.language, context.timezone, context.month_first)
    found: list[Reading] = []
    for start, tokens in _stretches(text, habits):
        parts = parts_of(tokens)
        for group in _groups(tokens, parts):
            reading = _understand(tokens, group, context, habits, alone=False, beyond=_beyond(parts, group[-1]))
            if reading is not None:
                found.append(replace(reading, start=start + reading.start, end=start + reading.end))
    return found


def _beyond(parts: Sequence[Part], last: Part) -> Sequence[Part]:
    """The few parts behind the last one of a group."""
    past = bisect_right(parts, last.first, key=lambda part: part.first)
    return parts[past : past + 3]


_DIGIT = re.compile(r"[0-9０-９]")
_BUDGET = 5_000
"""Tokens of a long prose text that are read; ten characters for each."""


def _stretches(text: str, habits: Habits) -> list[tuple[int, Tokens]]:
    """The text, or of a long one the surroundings of its digits; bounded in sum. Each with its offset."""
    if len(text) <= WHOLE:
        return [(0, lex(cut(smooth(text), habits.language), habits.language))]
    spans: list[list[int]] = []
    at = total = 0
    while total < 10 * _BUDGET and (match := _DIGIT.search(text, at)):
        a, b = max(match.start() - REACH, 0), match.end() + REACH
        if spans and a <= spans[-1][1]:
            total += b - spans[-1][1]
            spans[-1][1] = b
        else:
            spans.append([a, b])
            total += b - a
        at = b - REACH // 2
    result: list[tuple[int, Tokens]] = []
    left = _BUDGET
    for a, b in spans:
        start = _word_start(text, a)
        tokens = lex(cut(smooth(text[start:b]), habits.language), habits.language)
        result.append((start, tokens))
        left -= len(tokens.letters)
        if left <= 0:
            break
    return result


def _word_start(text: str, at: int) -> int:
    """The beginning of the word at an offset, within reach."""
    for i in range(at, max(at - 30, 0), -1):
        if text[i - 1].isspace():
            return i
    return at


_SENTENCE = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ])|\n\s*\n")


def _groups(tokens: Tokens, parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that belong together: close by, in one sentence, one day (or range of days) with its hours."""
    groups: list[list[Part]] = []
    for index, part in enumerate(parts):
        if groups and _belongs(tokens, groups[-1], part, parts[index + 1 : index + 2]):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [x for x in groups if any(part.kind == "D" for part in x) or len(x) > 1]


def _belongs(tokens: Tokens, group: Sequence[Part], part: Part, following: Sequence[Part]) -> bool:
    last = group[-1]
    gap = tokens.text[tokens.to[last.past - 1] : tokens.at[part.first]]
    if len(gap) > 50 or (_SENTENCE.search(gap) and len(gap) > 4):
        return False
    letters = tokens.letters[last.past : part.first]
    near = not any(x in letters for x in "wxnN")
    dates = [x for x in group if x.kind == "D"]
    if part.kind == "D" and dates:  # "9 am to Wednesday 30 December": what joins them stands before the weekday
        before = next(x for x in reversed(group) if x.kind != "W")
        return near and any(x in tokens.letters[before.past : part.first] for x in "-~RV")
    if part.kind == "W" and dates:
        return near and (not following or following[0].kind != "D" or any(x in letters for x in "-~RV"))
    if part.kind == "C" and not near and dates and any(x.kind == "C" for x in group):
        return not (following and following[0].kind == "D") and len(gap) <= 25
    return near or len(gap) <= 25


_CHEAP = re.compile(r"[0-9]|noon|midnight|midi|正午", re.IGNORECASE)


@remembered(400)
def looks_like_when(text: str) -> bool:
    """Whether it is worth asking: a cheap look for a month, a numeric date or a clock time."""
    if len(text) > WHOLE:
        text = text[:WHOLE]
    if not _CHEAP.search(text):
        return False
    tokens = lex(cut(smooth(text), ""), "")
    return any(x.kind in "DC" for x in parts_of(tokens))


def when_json(text: str, context: Context) -> dict[str, object]:
    """How a text is understood, as INTERFACE §4 `when` prints it: times as ISO with offset, a date where no hour is
    stated, null where not understood."""
    reading = read_when(text, context)
    if reading is None:
        return {
            "start": None,
            "end": None,
            "all_day": False,
            "timezone": context.timezone or None,
            "recurrence": None,
            "confidence": 0.0,
        }
    span = reading.span
    again = span.recurrence
    return {
        "start": _with_offset(span.start, span.timezone),
        "end": _with_offset(span.end, span.timezone),
        "all_day": span.all_day,
        "timezone": span.timezone or None,
        "recurrence": again and {"rrule": again.rrule, "rdate": list(again.rdate), "exdate": list(again.exdate)},
        "confidence": round(reading.confidence, 3),
    }


def _with_offset(value: object, timezone: str) -> str | None:
    if isinstance(value, datetime) and timezone:
        return value.replace(tzinfo=ZoneInfo(timezone)).isoformat()
    return iso(value) if value is None or hasattr(value, "isoformat") else None  # type: ignore[arg-type]
