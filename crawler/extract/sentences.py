"""Sentences that say something of a whole list: "Meetings are held on Thursdays at 4 pm in the library, 12 Mill Lane".

A sentence counts if it speaks of gatherings and of habit, and not of deadlines, office hours or one meeting alone.
"""

from __future__ import annotations

import re

from crawler.extract.anchors import hour_of
from crawler.extract.blocks import Block
from crawler.extract.gatherings import GATHERING
from crawler.extract.hours import is_of_else, tells_opening
from crawler.extract.places import looks_like_place
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.text import fold
from pipeline.reading.times.halves import HALF

LONGEST_SENTENCE = 600
LONGEST_PLACE = 160

FOR_ALL = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|every|each|all|unless|otherwise|usually|normally|generally|"
    r"typically|regular(?:ly)?|meets?|held|holds?|conducts?|monthly|weekly|quarterly|"
    r"takes? place|taking place|address is|begins?|starts?|convenes?|commences?|time|when|jeden|jeweils|immer|sofern|"
    r"montags|"
    r"dienstags|mittwochs|donnerstags|freitags|finden|findet|"
    r"chaque|tous les|toutes|sauf|a lieu|ont lieu|se tient|"
    r"se tiennent|si tiene|si tengono|se celebran?|ogni|tutt[ie]|salvo|cada|tod[oa]s|elke|iedere|tenzij|"
    r"varje|om inget annat|vanligtvis|ager rum)\b|[毎每](?:週|周|星期|月)|매[주월]"
)
"""Words of sentences that hold for a whole list."""

_NO_EXCEPTION = re.compile(
    r"\b(?:following dates|all|unless|otherwise|every|each|usually|normally|generally|typically|regular(?:ly)?|"
    r"immer|sofern|jeweils|tous|toutes|sauf|tutti|salvo|todos|todas|alle|tenzij|om inget annat)\b"
)
_HABIT = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days|(?:mon|diens|donners|frei)tags|mittwochs|unless|otherwise|jeweils|"
    r"we (?:\w+ )?(?:start|begin|meet|gather|convene)(?= (?:on|at|from|in|every|each|once|weekly|online)\b)|"
    r"wir (?:beginnen|starten|treffen)|nous (?:commencons|nous (?:reunissons|retrouvons))|on commence|nos reunimos|"
    r"empezamos|comenzamos|"
    r"ci (?:riuniamo|incontriamo|troviamo)|(?:in|com)inciamo|iniziamo|we (?:beginnen|komen)|comecamos|"
    r"vi (?:borjar|traffas|startar|moter|ses))\b"
)
_OTHER_HOURS = re.compile(
    r"\b(?:no later than|not later|later than|deadline|due|submit\w*|submission|received|office hours?|business hours?|"
    r"opening hours|hours of operation|open from|register|registration|sign up|rsvp|requests?|prior to|in advance|"
    r"coffee|tea|lunch|doors|parking|available from|spatestens|anmeldung|cancel(?:led|ed)|rescheduled|changed|"
    r"minutes|agendas?) ?(?:at|by|on|from|are|is|will|must|for|to|be|of|open|before|starts?|served|the)\b|"
    r"\bno later than\b|\blater than\b|\boffice hours\b|\bbusiness hours\b|"
    r"\b(?:has|have) been (?:re|changed|moved|cancel)"
)


def for_all(text: str) -> bool:
    """Whether a sentence speaks of gatherings in general, and not of a deadline or of one of them."""
    said = fold(text)
    return len(text) <= LONGEST_SENTENCE and bool(
        FOR_ALL.search(said) and (GATHERING.search(said) or _HABIT.search(said)) and not is_else(said)
    )


def is_else(said: str) -> bool:
    """Whether folded text tells the hour of something else: a deadline, office hours, doors."""
    return bool(_OTHER_HOURS.search(said)) or tells_opening(said)


def without_exception(text: str) -> bool:
    """Whether a sentence says that it holds everywhere: "all meetings", "unless otherwise noted"."""
    return bool(_NO_EXCEPTION.search(fold(text)))


_CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.h]\d\d)?(?:\s?(?:uhr|heures?|h|hs|horas?|uur|o'?clock))?\s{HALF}\b|"
    r"(?:[上下]午|午[前後]|오[전후]|晚上|早上)\s?\d{1,2}(?::\d\d|[点點時시](?:\s?\d{1,2}\s?[分분]|半)?)|"
    r"\d{1,2}(?:[:.](?:\d\d)?)?\s?(?:[ap]\.?\s?m\b\.?|uhr\b(?:\s?[cs]\.?\s?t\b\.?)?|[cs]\.?\s?t\b\.?|uur\b)|"
    r"\d{1,2}(?::|\s?h\s?)\d\d(?!\d)|"
    r"\d{1,2}\s?(?:h|heures|horas|hs)\b(?!\s(?:de|of|par|por|per|pour|para)\b|\sd['’])|"  # "14h de cours" is how long
    r"(?:\bkl(?:ockan\b|\b\.?)|\bore\b)\s?\d{1,2}(?:[:.]\d\d)?(?![\d/]|\.\d)|"
    r"\bd?alle\s\d{1,2}[:.]\d\d(?!\d)|\b(?:noon|midday)\b)"
)
_TO = (
    r"(?:\s?(?:[-–—]|to|until|till|bis)\s?|\s(?:tot|à|a|às|al|alle(?: ore)?|fino alle(?: ore)?|hasta las)\s|"
    r",? (?:and )?(?:will )?(?:conclude|end|finish|adjourn)s? (?:by|at|around) )"
)
_HOUR = re.compile(
    rf"(?<![\d/.:-])(?:\d{{1,2}}(?:[:.]\d\d)?{_TO})?{_CLOCK}(?:{_TO}(?:{_CLOCK}|\d{{1,2}}[:.]\d\d(?!\d)))?",
    re.IGNORECASE,
)


def hour_in(text: str, context: times.Context) -> tuple[int, int] | None:
    """Where in a sentence the hour stands that it states for all, without the habit around it; None for days."""
    hour = clock_in(text, context) or (hour_of(text, context) if len(text) <= 80 else None)
    return hour if hour is not None and not tells_else(text, *hour) else None


def clock_in(text: str, context: times.Context) -> tuple[int, int] | None:
    """Where in a text the first hour stands that is one by its form, and none of something else; None for none."""
    hours = (match.span() for match in _HOUR.finditer(text) if hour_of(match[0], context) is not None)
    return next((hour for hour in hours if not tells_else(text, *hour)), None)


_CLAUSE = re.compile(r"[,;()（）\[\]、，；]")


_THEN_BEGINS = re.compile(
    r"\b(?:and|und|et|y|e|en|och) (?:it )?(?:will )?(?:begins?|starts?|beginnt|startet|commence|debute|comienza|"
    r"empieza|inizia|comincia|begint|comeca|borjar|startar)(?: (?:at|um|ab|a|las|alle|ore|om|as|kl|promptly))* ?$"
)


def tells_else(text: str, start: int, end: int) -> bool:
    """Whether the hour from `start` to `end` is one of something else than a talk's beginning: of doors, of a deadline,
    of an office, of an end. Its clause says so, up to the hours beside it, or one before it that states none: "Opening
    hours: Mon, 9–5".
    """
    begun, stop = next(((a, b) for a, b in sentences_in(text) if a <= start < b), (0, len(text)))
    *heads, before = _CLAUSE.split(text[begun:start])
    after = _CLAUSE.split(text[end : max(stop, end)], maxsplit=1)[0]
    before = before[max((hour.end() for hour in _HOUR.finditer(before)), default=0) :]
    after = after[: next((hour.start() for hour in _HOUR.finditer(after)), len(after))]
    if _THEN_BEGINS.search(fold(before)):
        return False
    several = _CLAUSE.search(text, start, end) is not None  # the grammar has seen of what each is
    if tells_opening(before) or (not several and is_of_else(before, text[start:end], after)):
        return True
    if GATHERING.search(fold(before)):
        return False
    whole = fold(f"{before} {text[start:end]} {after}")
    if is_else(fold(before)) or (is_else(whole) and not GATHERING.search(fold(after))):
        return True
    return any(tells_opening(head) and not _HOUR.search(head) for head in heads)


def own_hour(text: str, context: times.Context) -> tuple[int, int] | None:
    """Where in a line without a day the hour stands that is the talk's own: "doors 18.30, start 19.00"."""
    begun = 0
    while (hour := hour_of(text[begun:], context)) is not None:
        hour = hour[0] + begun, hour[1] + begun
        comma = _CLAUSE.search(text, *hour)
        if comma and tells_else(text, hour[0], comma.start()) and (own := own_hour(text[comma.end() :], context)):
            return own[0] + comma.end(), own[1] + comma.end()
        if not tells_else(text, *hour):
            return hour
        clause = _CLAUSE.search(text, hour[0])
        rest = text[clause.end() :] if clause is not None else ""
        if not rest or (tells_opening(text) and not GATHERING.search(fold(rest))):
            return None
        begun = len(text) - len(rest)
    return None


_HELD = re.compile(
    r"\b(?:held|holds?|takes? place|taking place|meets?|convenes?|"
    r"located|conducts?|conducted|hosted|begins?|starts?|address is|finden|findet|stattfinden|ont lieu|a lieu|"
    r"si tengono|si svolgono|se celebran|vinden|plaats)\b",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:located |situated )?(?:in|at|im|en|à|nel|nella|am|an der)\s+(?:the\s+|our\s+)?(?=\w)|@\s*|"
    r"\bon the (?=(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|ground|top) floor\b)|"
    r"\b(?:address|(?:location|venue|place)\b[^.]{0,60}?) (?:is|are|will be):?\s+(?:the\s+)?",
    re.I,
)
_IS = re.compile(r"\b(?:is|are|be):?\s")
_STOP = re.compile(
    r",? \b(?:unless|except|and|with|via|or|on|from|every|each|beginning|starting|"
    r"at (?=\d{1,2}(?::\d\d)? ?(?:[ap]\.?m|noon|"
    r"uhr|h\b|:))|at (?=noon)|if|for|to|when|where|which|between|during|until|throughout|as|statt)\b|\s[–—]\s|"
    r"[(](?![^()]{1,40}\),)|"
    r",? \b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|$"
)


def told_place(text: str) -> tuple[int, int] | None:
    """Where in a paragraph about one talk the place stands where it is held, by the first sentence that says so."""
    for start, end in sentences_in(text):
        said = text[start:end]
        if _HELD.search(said) and GATHERING.search(fold(said)) and (place := place_in(said)):
            return start + place[0], start + place[1]
    return None


def place_in(text: str) -> tuple[int, int] | None:
    """Where in a sentence the place stands: behind "in" or "at"; after "held" any proper name may be one."""
    held = _HELD.search(text)
    for match in sorted(_IN.finditer(text), key=lambda match: not _IS.search(match[0])):
        end = _STOP.search(text, match.end())
        stop = end.start() if end else len(text)
        said = text[match.end() : stop].rstrip(" .,;:")
        if not 3 <= len(said) <= LONGEST_PLACE or times.looks_like_when(said[:24]) or not _named(said):
            continue
        if looks_like_place(said, LONGEST_PLACE) or (
            held is not None and held.start() < match.start() and _PROPER.match(said)
        ):
            return match.end(), match.end() + len(said)
    return None


_PROPER = re.compile(r"[A-ZÀ-Þ]|\d+(?:st|nd|rd|th) floor\b")
_ANY = re.compile(r"(?:a|an|another|any|other|different|various|person|advance|addition|which|that|this|these|our|"
                  r"their|least|no|noon|all|any time|order|agendas?|minutes|notices?|"
                  r"accordance|compliance|conjunction)\b", re.I)  # fmt: skip


def _named(said: str) -> bool:
    """Whether a stretch holds a proper name or a number: "the same room" and "another location" name no place."""
    return not _ANY.match(said) and any(word[:1].isupper() or word[:1].isdigit() for word in said.split())


_OPEN = re.compile(
    r"\b(?:at|in)(?: the)?:?\s*$|\b(?:at|in) the following (?:location|place|address|venue)s?:?\s*$|"
    r"\b(?:locations?|venues?|places?) (?:is|are):?\s*$",
    re.IGNORECASE,
)


def open_ended(block: Block) -> bool:
    """Whether a line ends where a place must follow on the next: "All meetings will begin at 9:00am at the"."""
    return bool(_OPEN.search(block.text)) and for_all(block.text)
