"""Where a page states times: the anchors from which talks are found.

An anchor is a block (or a few short ones, as in a date badge) that says a day. Days in long prose, in posting lines and
in deadlines are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice, takewhile

from crawler.extract.announced import announcing, last_of, whole_repetition
from crawler.extract.blocks import Block, Blocks, Zone
from crawler.extract.named_years import YearsInForce, in_year
from crawler.extract.terms import YEAR as YEAR
from pipeline.reading import times
from pipeline.reading.remembered import remembered
from pipeline.reading.status import read_status
from pipeline.reading.text import fold, label

PROSE = 260
"""Characters from which on a block is prose: a day in it is told in passing."""

LISTED = 3
"""Days of a repetition that a page lists, from which on the list counts and not the sentence about all of them."""

CARD = 12
"""Blocks before and behind a line that may be of the same card."""

NO_DAY = date(1904, 1, 1)
"""A day no page states: a reading on it stands for an hour without a day."""

SOME_DAY = "2004-03-01"
"""A day set before hours without one, so that the grammar reads them."""

NO_YEAR = 1910
"""Before this year no page is read: a reading there stands for a day whose year nothing tells."""

_BADGE_PART = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[.,]?|(?:19|20)\d\d|[A-Za-zÀ-ÿ]{3,9}\.?,?|\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?|[-–—])"
)
NOT_THE_TALK = re.compile(
    r"\b(?:posted|published|press release|released?|updated|modified|last (?:update|change|reviewed)|created|"
    r"deadline|due|submi\w+|"
    r"register by|"
    r"rsvp by|registration (?:closes|ends|opens|deadline|is open)|apply by|applications?|copyright|"
    r"veroffentlicht|stand|"
    r"publie|mis a jour|pubblicato|publicado|gepubliceerd|geplaatst|bijgewerkt|erstellt|anmeldeschluss|archived|"
    r"minutes approved|approved|adopted|born|since|effective|revised|expires?|valid|early bird|abstracts? (?:due|"
    r"by)|derniere (?:modification|mise a jour)|zuletzt (?:geandert|bearbeitet|aktualisiert)|letzte (?:anderung|"
    r"aktualisierung)|ultim[ao] (?:modifica|aggiornamento|actualizacion|modificacion|alteracao|atualizacao)|"
    r"laatst(?:e wijziging| gewijzigd)|senast (?:andrad|uppdaterad))\b|"
    r"最終更新|更新日|掲載日|公開日|最后(?:修改|更新)|更新(?:时间|日期)|发布(?:时间|日期|于)|"
    r"최종 수정|수정일|작성일|등록일"
)


@dataclass(slots=True)
class Anchor:
    """A stated time. `first` to `end` are the blocks that state it (one, or a badge's parts).

    `day`: the day, before NO_YEAR where the page's words give no year. `timed`: an hour is stated. `part`: how much of
    the text is the time itself, 0 to 1. `start`, `stop`: where it stands in the block's text. `year_from`: the heading
    that names the year which the text leaves out; `year` is its year where only the list as a whole tells it.
    `stamped`: the minute is one at which clocks begin, not people (17:11, 9:42). `hour`: the one stated. `composed`:
    the text gives the day's number only, and what stands above a calendar gives month and year. `until`: the last day
    of a repetition. `moved_from`: the line that names the day which this one replaces.
    """

    first: int
    end: int
    day: date
    timed: bool
    part: float
    text: str
    start: int
    stop: int
    last_day: date
    labelled: bool = False
    year_from: Block | None = None
    stamped: bool = False
    year: int = 0
    hour: time | None = None
    composed: bool = False
    until: date | None = None
    moved_from: int | None = None


def find_anchors(blocks: Blocks, context: times.Context) -> list[Anchor]:
    """The anchors of a page in reading order. Days without a year take that of the heading they stand under.

    Menus and footers are read only where nothing else states a day: some sites list their meetings in a menu.
    """
    return _anchors(blocks, context, Zone.FOREIGN) or _anchors(blocks, context, Zone.CHROME)


def _anchors(blocks: Blocks, context: times.Context, limit: Zone) -> list[Anchor]:
    """The anchors of the zones up to `limit`."""
    found: list[Anchor] = []
    years = YearsInForce(context, lambda line: heads_one(blocks, line, context))
    done = -1
    for block in blocks.all:
        if block.zone > limit:
            continue
        years.pass_by(block)
        if block.index <= done:
            continue
        anchors = _said_in(blocks, block, years.context())
        if anchors and years.is_doubted([anchor.text for anchor in anchors]):
            anchors = _said_in(blocks, block, years.context())
        for anchor in anchors:
            anchor.stamped = anchor.hour is not None and anchor.hour.minute % 5 != 0
            anchor.year_from = None if YEAR.search(anchor.text) or SHORT_YEAR.search(anchor.text) else years.block()
        found.extend(anchors)
        if anchors:
            done = anchors[-1].end - 1
    return [anchor for anchor in found if not _is_listed(anchor, found)]


def _said_in(blocks: Blocks, block: Block, context: times.Context) -> list[Anchor]:
    return _in_block(block, context) or _in_badge(blocks, block, context)


def heads_one(blocks: Blocks, line: Block, context: times.Context) -> bool:
    """Whether the part of the page under a heading, or the element around another line, states one day and no more."""
    if line.level:
        below = takewhile(lambda block: not 0 < block.level <= line.level, blocks.all[line.index + 1 :])
        return len(_few_days(blocks, (block for block in below if block.zone <= line.zone), context)) == 1
    near = blocks.all[max(0, line.index - CARD) : line.index + CARD]
    for holder in (line.element, *islice(line.element.iterancestors(), 3)):
        inside = (b for b in near if b.element is holder or holder in b.element.iterancestors())
        if days := _few_days(blocks, inside, context):
            return len(days) == 1
    return False


def _few_days(blocks: Blocks, some: Iterable[Block], context: times.Context) -> set[tuple[int, int]]:
    """The first two different days that blocks state, or the only one."""
    days: set[tuple[int, int]] = set()
    for block in some:
        days |= {(anchor.day.month, anchor.day.day) for anchor in _said_in(blocks, block, context)}
        if len(days) > 1:
            break
    return days


def _is_listed(anchor: Anchor, anchors: list[Anchor]) -> bool:
    """Whether a repetition's days are listed on the page as well, each as a talk of its own."""
    if anchor.until is None:
        return False
    listed = {other.day for other in anchors if other is not anchor and anchor.day <= other.day <= anchor.until}
    return len(listed) >= LISTED


def is_divider(block: Block) -> bool:
    """Whether a line stands for a heading: bold and short, a caption, or the only cell of a row."""
    if len(block.text) > 80:
        return False
    if block.bold or block.element.tag in ("caption", "summary", "legend", "button"):
        return True
    row = block.element.getparent()
    return block.element.tag in ("td", "th") and row is not None and len(row) == 1


_HOUR_START = re.compile(
    r"(?<![\w.,:/-])(?:(?:kl(?:ockan\b|\b\.?)|(?:alle )?ore\b|d?alle\b)\s?(?=\d)|"
    r"\d|noon|midday|midnight|mittags|midi|mezzogiorno)|[上下]午|午[前後]|正午|오[전후]|晚上|早上",
    re.I,
)
SHORT_YEAR = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d)?\d\d(?!\d)|['’]\d\d(?!\d)")


@remembered(PROSE)
def hour_of(text: str, context: times.Context) -> tuple[int, int] | None:
    """Where in a text without a day the hour stands that it states; None if it states none, or a day."""
    if len(text) > PROSE or not times.looks_like_when(text):
        return None
    readings = [r for r in times.find_when(text, _on(context, NO_DAY)) if not _is_habit(r)]
    if any(_day(reading.span.start) not in (None, NO_DAY) for reading in readings):
        return None
    hours = (reading for reading in readings if isinstance(reading.span.start, datetime))
    if (hour := next(hours, None)) is not None:
        return hour.start, hour.end
    for word in list(_HOUR_START.finditer(text))[:8]:
        reading = next(iter(times.find_when(f"{SOME_DAY} {text[word.start() :]}", context)), None)
        if reading is not None and reading.start == 0 and isinstance(reading.span.start, datetime):
            return word.start(), word.start() + reading.end - len(SOME_DAY) - 1
    return None


@lru_cache(maxsize=64)
def _on(context: times.Context, day: date) -> times.Context:
    return replace(context, retrieved=context.retrieved or NO_DAY, day=day)


def _hour(reading: times.Reading) -> time | None:
    start = reading.span.start
    return start.time() if isinstance(start, datetime) else None


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


_OTHERS = ("", "abstract", "bio", "registration_url", "speaker")
"""Fields of labelled lines whose days are told in passing."""
_DIGIT = re.compile(r"[0-9０-９]")


def _in_block(block: Block, context: times.Context) -> list[Anchor]:
    text = block.text
    if not _DIGIT.search(text):
        return []
    named = label(text)
    labelled = named is not None and named[0] == "when"
    if named is not None and named[0] in _OTHERS and not (named[0] == "" and read_status(named[1])):
        return []  # "Please note: the talk on 9 December is cancelled" is no such line
    prose = len(text) > PROSE and not labelled and not _starts_with_day(text)
    if not prose and not times.looks_like_when(text):
        return []
    found: list[Anchor] = []
    for begin, end in announcing(text) if prose else [(0, PROSE * 2)]:
        said = text[begin:end]
        for reading in _readings(said, context):
            again = None if labelled else last_of(reading)
            if again is not None:
                reading = whole_repetition(said, reading, _on(context, NO_DAY))
            anchor = _anchor(block, reading, begin, labelled)
            if anchor is not None and not (found and anchor.start < found[-1].stop):
                anchor.until = again
                found.append(anchor)
    return found


def _anchor(block: Block, reading: times.Reading, begin: int, labelled: bool) -> Anchor | None:
    """A reading of a block's text from `begin` on as an anchor; None for what is only a habit, or of another thing."""
    day, text = _day(reading.span.start), block.text
    start, stop = begin + reading.start, begin + reading.end
    if day is None or day == NO_DAY or _is_habit(reading):
        return None
    if NOT_THE_TALK.search(fold(text[max(0, start - 40) : start])):
        return None
    last = max(day, _day(reading.span.end) or day)
    hour = _hour(reading)
    part = (stop - start) / max(1, len(text))
    return Anchor(
        block.index,
        block.index + 1,
        day,
        hour is not None,
        part,
        text[start:stop],
        start,
        stop,
        last,
        labelled,
        hour=hour,
    )


def _readings(text: str, context: times.Context) -> list[times.Reading]:
    """The times in a text. A weekday that fits no near year is tried with earlier ones: lists go back for years."""
    found = times.find_when(text, _on(context, NO_DAY))
    if found or context.year or not context.retrieved:
        return found
    this = context.retrieved.year
    for year in (this, this - 1, this - 2, this - 3, this - 4):
        found = times.find_when(text, in_year(_on(context, NO_DAY), year))
        if not found:
            break
        if not any("weekday" in ground.fact for reading in found for ground in reading.grounds):
            break
    return found


def _is_habit(reading: times.Reading) -> bool:
    """Whether a text only says how often: "every second Thursday" states no day."""
    again = reading.span.recurrence
    return again is not None and "UNTIL" not in again.rrule and "COUNT" not in again.rrule and not again.rdate


def _starts_with_day(text: str) -> bool:
    """Whether a long line begins with a time, as programmes in running text do."""
    return times.looks_like_when(text[:24])


def _in_badge(blocks: Blocks, block: Block, context: times.Context) -> list[Anchor]:
    """A day in parts: "Dec", "6", "2021" each on a line of its own."""
    if len(block.text) > 14 or not _BADGE_PART.fullmatch(block.text):
        return []
    parts: list[str] = []
    for part in blocks.all[block.index : block.index + 5]:
        if len(part.text) > 14 or not _BADGE_PART.fullmatch(part.text):
            break
        parts.append(part.text)
    if len(parts) < 2:
        return []
    text = " ".join(parts)
    if not any(char.isalpha() for char in text) and not YEAR.search(text):
        return []  # numbers of a list
    reading = next(iter(times.find_when(text, _on(context, NO_DAY))), None)
    day = _day(reading.span.start) if reading else None
    if reading is None or reading.start > 0 or day is None or day == NO_DAY or _is_habit(reading):
        return []
    size, length = 0, 0
    while length < reading.end:
        length += len(parts[size]) + 1
        size += 1
    timed = isinstance(reading.span.start, datetime)
    return [
        Anchor(block.index, block.index + size, day, timed, 1.0, text[: reading.end], 0, 0, day, hour=_hour(reading))
    ]


def same_day(one: Anchor, other: Anchor) -> bool:
    """Whether two anchors may be about one talk: the same day, or one within the other's days."""
    a, b = one.day, other.day
    if one.day.year < NO_YEAR or other.day.year < NO_YEAR:
        return (a.month, a.day) == (b.month, b.day)
    return a == b or a <= b <= one.last_day or b <= a <= other.last_day


def distinct_days(anchors: list[Anchor]) -> int:
    """How many different days the anchors state."""
    return len({(anchor.day.month, anchor.day.day) for anchor in anchors})


def within(anchor: Anchor, first: int, end: int) -> bool:
    return first <= anchor.first < end
