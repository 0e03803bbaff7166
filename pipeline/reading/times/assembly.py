"""Parts to sessions: which clock belongs to which day, what is a range, what is for something else.

A session is a day (or a range of days) with its hours. "Tea 4:10, seminar 4:30" is one session with two clocks, of
which the labelled one counts; "5 May, 3 pm and 7 May, 3 pm" are two sessions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile, pairwise

from pipeline.reading.times.lexer import Tokens
from pipeline.reading.times.lexicon import LIMITS, LIMITS_BEHIND, NO_LIMIT
from pipeline.reading.times.parts import Clock, Day, Part

_RANGE = re.compile(r"[^wxnNLs]*[-~RV][^wxnNL]*")
_NEAR_LABEL = re.compile(r"[PF:,(&VR-]*")
_NEAR = re.compile(r"[^wxnNL]*")
_NOISE = re.compile(r"[PF,.:()s\n'&o]*")
NOT_THE_TALK = frozenset({"not", "old", "except"})


@dataclass(slots=True)
class Session:
    """One day or range of days, and the clocks stated for its beginning and (of a range) its end."""

    day: Part
    last: Part | None = None
    clocks: list[Part] = field(default_factory=list)
    last_clocks: list[Part] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.day.label

    def span(self, tokens: Tokens) -> tuple[int, int]:
        """Offsets of everything that belongs to it."""
        first, past = self.day.first, self.day.past
        for part in (*self.clocks, *self.last_clocks, self.last):
            if part is not None:
                first, past = min(first, part.first), max(past, part.past)
        return tokens.at[first], tokens.to[past - 1]


def between(tokens: Tokens, before: Part, after: Part) -> str:
    """The letters of what stands between two parts."""
    return tokens.letters[before.past : after.first]


def attach_weekdays(tokens: Tokens, parts: Sequence[Part]) -> list[Part]:
    """Each weekday goes to the date beside it; those of a repetition stay parts."""
    kept: list[Part] = []
    for index, part in enumerate(parts):
        if part.kind != "W" or part.weekday is None or part.weekday >= 10:
            kept.append(part)
            continue
        after = parts[index + 1] if index + 1 < len(parts) else None
        if (
            after is not None
            and after.kind == "D"
            and after.weekday is None
            and _NOISE.fullmatch(between(tokens, part, after))
        ):
            after.weekday, after.first = part.weekday, part.first
            if kept and kept[-1].kind == "W" and re.fullmatch("[-,.&/RVP]*", between(tokens, kept[-1], part)):
                after.weekday, after.first = (kept[-1].weekday or 0) % 10, kept[-1].first  # Thursday–Friday, March 5–6
                kept.pop()
            continue
        later = parts[index + 2] if index + 2 < len(parts) else None
        if (
            (after is not None and later is not None)
            and (after.kind == "C" and later.kind == "D" and later.weekday is None)
            and _NOISE.fullmatch(between(tokens, part, after))
            and _NEAR.fullmatch(between(tokens, after, later))
        ):
            later.weekday, after.first = part.weekday, part.first  # Thursday 4 pm, March 5
            continue
        owner = next((x for x in reversed(kept) if x.kind != "C"), None)
        if (
            owner is not None
            and owner.kind == "D"
            and owner.weekday is None
            and _NEAR.fullmatch(between(tokens, kept[-1], part))
        ):
            if _begins_name(tokens, owner, part):
                continue
            owner.weekday = part.weekday
            if kept[-1] is owner:
                owner.past = part.past
            continue
        kept.append(part)
    return kept


def _begins_name(tokens: Tokens, owner: Part, part: Part) -> bool:
    """Whether what may be a weekday behind a date is the beginning of a name: "9 December: So Young Lee", "Di Fox".
    It is short and goes on with a capital; of a date with its year it is not the weekday, of one without a colon or
    a dash parts it."""
    first, text = tokens.at[part.first], tokens.text
    if not _NAME.match(text, first):
        return False
    day = owner.days[-1] if owner.days else None
    if day and day.year and day.swapped is None:
        return not _falls_on(day, part.weekday)
    return _PARTS_NAME.search(text, tokens.to[owner.past - 1], first) is not None


def _falls_on(day: Day, weekday: int | None) -> bool:
    try:
        return date(day.year or 0, day.month, day.day).weekday() == weekday
    except ValueError:
        return False


_NAME = re.compile(r"[A-Z][a-z]{1,2} (?=[A-Z][a-z])")
_PARTS_NAME = re.compile(r":|\s[–—-]\s")


def label_parts(tokens: Tokens, parts: Sequence[Part]) -> None:
    """What each part is for: the last label before it, else (for hours) the first behind it in its own clause.

    A label is used once, so that "18:00 – 18:30: Welcome ⏎ 18:30 – 20:00: Lecture" is read line by line.
    """
    if "L" not in tokens.letters:
        return
    past = 0
    for index, part in enumerate(parts):
        if part.label:
            past = part.past
            continue
        for i in range(part.first - 1, past - 1, -1):
            if _ends_sentence(tokens, i):
                break
            meaning = _meaning(tokens, i)
            if meaning == "old" and not _NEAR_LABEL.fullmatch(tokens.letters[i + 1 : part.first]):
                continue
            if meaning and not ("\n" in tokens.text[tokens.to[i] : tokens.at[i + 1]] and past):
                part.label = meaning
                break
        past = part.past
        if part.label or part.kind != "C":
            continue
        limit = parts[index + 1].first if index + 1 < len(parts) else len(tokens.letters)
        past = _label_behind(tokens, part, limit)


def _label_behind(tokens: Tokens, hour: Part, limit: int) -> int:
    """Label an hour by the first label behind it, before token `limit`; how far the text is used up then."""
    for i in range(hour.past, limit):
        if _ends_clause(tokens, i) or (tokens.letters[i] == "(" and limit < len(tokens.letters)):
            break  # in "7 pm (doors 6:30)" what is in brackets is said of another hour
        if (meaning := _meaning(tokens, i)) in ("doors", "food", "talk"):
            hour.label = meaning
            return i + 1
    return hour.past


def _ends_sentence(tokens: Tokens, i: int) -> bool:
    """Whether token i is a full stop with a capital behind it."""
    if tokens.letters[i] != ".":
        return False
    behind = tokens.text[tokens.to[i] : tokens.to[i] + 3]
    return behind[:1].isspace() and behind.lstrip()[:1].isupper()


def _ends_clause(tokens: Tokens, i: int) -> bool:
    """Whether a clause ends before or with token i."""
    if i and "\n" in tokens.text[tokens.to[i - 1] : tokens.at[i]]:
        return True
    letter = tokens.letters[i]
    return letter in ",s" or (letter == "." and tokens.text[tokens.to[i] : tokens.to[i] + 1].isspace())


def _meaning(tokens: Tokens, i: int) -> str:
    """What the label at token i says ("" if it is none), seeing that "no seminar" is an exception."""
    if tokens.letters[i] != "L":
        return ""
    value = str(tokens.values[i])
    if value in ("talk", "any") and "no" in tokens.values[max(0, i - 3) : i]:
        return "except"
    return value if value in ("talk", "doors", "food", "not", "old", "except") else ""


def sessions_of(tokens: Tokens, parts: Sequence[Part]) -> tuple[list[Session], list[Part]]:
    """The sessions in order, and the clocks that belong to none."""
    sessions: list[Session] = []
    waiting: list[Part] = []
    hours_first = bool(parts) and parts[0].kind == "C"
    previous: Part | None = None
    for index, part in enumerate(parts):
        if part.kind == "W":
            continue
        current = sessions[-1] if sessions else None
        if part.kind == "D":
            if (
                current is not None
                and previous is not None
                and current.last is None
                and "old" not in (current.label, part.label)
                and not current.day.through
                and not part.through
                and len(part.days) <= 1
                and _RANGE.fullmatch(between(tokens, previous, part))
            ):
                current.last = part
            else:
                sessions.append(Session(part, clocks=waiting))
                waiting = []
        elif current is None:
            waiting.append(part)
        elif current.label == "old" and len(sessions) > 1 and ")" in between(tokens, current.day, part):
            sessions[-2].clocks.append(part)  # "13 January (moved from 16 December), 5 pm"
        elif current.last is not None:
            current.last_clocks.append(part)
        elif hours_first and current.clocks and _before_a_day(tokens, parts, index):
            waiting.append(part)
        else:
            current.clocks.append(part)
        previous = part
    return sessions, waiting


def _before_a_day(tokens: Tokens, parts: Sequence[Part], index: int) -> bool:
    after = parts[index + 1] if index + 1 < len(parts) else None
    return after is not None and after.kind == "D" and bool(_NOISE.fullmatch(between(tokens, parts[index], after)))


def choose_clock(tokens: Tokens, clocks: Sequence[Part]) -> tuple[Part | None, Part | None, bool]:
    """The clock of the talk among those of its day; a second one that names the same instant elsewhere; and whether
    the choice was open (then it costs confidence)."""
    if len(clocks) == 1 and not clocks[0].label:
        return None if _is_limit(tokens, clocks[0]) else clocks[0], None, False
    clocks = [x for x in clocks if x.label not in NOT_THE_TALK]
    if not clocks:
        return None, None, False
    named = [x for x in clocks if x.label == "talk"]
    if named:
        others = [x for x in clocks if x.label == "talk" and x is not named[0]]
        return named[0], _same_instant(tokens, named[0], others), False
    plain = [x for x in clocks if x.label not in ("doors", "food")] or [x for x in clocks if x.label == "food"][-1:]
    plain = _valid(tokens, plain)
    plain = list(dropwhile(lambda clock: _is_limit(tokens, clock), plain))
    if not plain:
        return None, None, False
    first = plain[0]
    twin = _same_instant(tokens, first, plain[1:])
    if len(plain) == 1 or twin is not None or first.until is not None:
        return first, twin, len(plain) > 1 and twin is None and any(x.until for x in plain[1:])
    second = plain[1]
    if first.until is None and second.until is None and _NEAR.fullmatch(between(tokens, first, second)):
        joint = between(tokens, first, second)
        if re.fullmatch(r"[-~RVP]*", joint):  # two cells: from and until
            first.until, first.past = second.clock, second.past
            return first, None, False
    return first, None, True


REACH = 40
"""Characters before an hour in which its limit is denied."""

_NO_LIMIT = re.compile(NO_LIMIT, re.IGNORECASE).search


def _is_limit(tokens: Tokens, hour: Part) -> bool:
    """Whether an hour by itself is only an end or a deadline: "until 6 pm", "entro le ore 12", "12時まで"."""
    if hour.until is not None or hour.clock is None:
        return False
    first = len(tokens.letters[: hour.first].rstrip("PVFk'"))
    if not LIMITS.isdisjoint(tokens.values[max(0, first - 1) : hour.first]):
        return not _NO_LIMIT(tokens.text, max(0, tokens.at[hour.first] - REACH), tokens.at[hour.first])
    return hour.past < len(tokens.values) and tokens.values[hour.past] in LIMITS_BEHIND


_REPLACED = re.compile(
    r"\b(?:changed|moved|rescheduled|new time|now|verlegt|neu|déplacée?|reportée?|spostat[oa]|cambiad[oa]|verplaatst)\b"
    r"(?!.*\b(?:from|von|de|da|van)\b)",
    re.IGNORECASE,
)


def _valid(tokens: Tokens, clocks: list[Part]) -> list[Part]:
    """The clocks that hold: of "10 am (time changed to 1:30 pm)" the new one."""
    for number, (old, new) in enumerate(pairwise(clocks)):
        if _REPLACED.search(tokens.text[tokens.to[old.past - 1] : tokens.at[new.first]]):
            return clocks[number + 1 :]
    return clocks


def _same_instant(tokens: Tokens, first: Part, others: Sequence[Part]) -> Part | None:
    """4:00 p.m. PDT / 7:00 p.m. EDT: one instant said twice."""
    for other in others:
        if _zone(other) is not None and (
            _zone(first) is not None or "(" in tokens.letters[first.past : other.first + 1]
        ):
            return other
    return None


def _zone(part: Part) -> str | int | None:
    clock: Clock | None = part.until if part.until is not None and part.until.zone is not None else part.clock
    return None if clock is None else clock.zone
