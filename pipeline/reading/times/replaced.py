# ruff: noqa: E501
"""Days and hours that hold no more: "13 January (moved from 16 December)", "statt 16 Uhr", "initialement prévu le …".

They are told beside those which replace them. Words are matched in folded text (`text.fold`), so "déplacée" reads
`deplacee`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.remembered import remembered
from pipeline.reading.states import INSTEAD, ONTO
from pipeline.reading.text import fold
from pipeline.reading.times.context import Context
from pipeline.reading.times.infer import Doubts, Habits, resolve_day
from pipeline.reading.times.lexer import Tokens
from pipeline.reading.times.parts import Part

REACH = 64
"""Characters before and behind a day that may say so."""

_MOVED = (
    # English, German
    r"(?:moved|re ?scheduled|postponed|changed|shifted|deferred|delayed|transferred|brought forward|carried over|pushed back) from|"
    r"(?:verschoben|vorverlegt|verlegt|vorgezogen|umgelegt|nachgeholt|nachholung|verschiebung) (?:vom|von|des)|"
    r"(?:nachhol|ersatz)(?:termin|vortrag|veranstaltung|sitzung)s? (?:fur|vom|zum|des)|"
    # French, Spanish, Italian, Portuguese
    r"(?:deplace|reporte|decale|avance|repousse|differe)e?s? (?:du|de|depuis)|"
    r"(?:aplazad|trasladad|pospuest|movid|cambiad|reprogramad|adelantad|postergad|desplazad)[oa]s? (?:del|de|desde)|"
    r"(?:spostat|rinviat|posticipat|anticipat|riprogrammat)[oaie] (?:dal|da|del)|"
    r"(?:adiad|transferid|remarcad|reagendad|antecipad|alterad)[oa]s? (?:do|de|da)|"
    # Dutch, Swedish
    r"(?:verplaatst|verzet|uitgesteld|verschoven|vervroegd) van|(?:flytta[dt]|uppskjute[nt]|senarelag[dt]) fran"
)
_ONCE = (
    r"(?:originally|previously|initially|formerly)(?: (?:scheduled|planned|announced|advertised|set|listed|due))?|"
    r"(?:first|earlier) (?:scheduled|planned|announced|advertised)|(?:old|original|previous|former) (?:date|time|day)|"
    r"(?:ursprunglich|eigentlich|bisher|ehemals|zuvor|vorher)(?: (?:geplant|vorgesehen|angekundigt|angesetzt))?|"
    r"ursprunglich geplanter termin|(?:alter|bisheriger|ursprunglicher|fruherer) termin|"
    r"(?:initialement|originellement|auparavant|precedemment|anciennement)(?: (?:prevu|programme|annonce|fixe|planifie)e?s?)?|"
    r"(?:prevu|programme|annonce|fixe)e?s? initialement|ancienne date|date initiale|"
    r"(?:originalmente|inicialmente|anteriormente)(?: (?:previst|programad|anunciad|convocad|agendad|marcad)[oa]s?)?|"
    r"fecha (?:anterior|original|inicial)|"
    r"(?:originariamente|inizialmente|precedentemente)(?: (?:previst|programmat|fissat)[oaie])?|"
    r"(?:oorspronkelijk|aanvankelijk)(?: (?:gepland|aangekondigd|voorzien))?|eerder (?:gepland|aangekondigd)|oude datum|"
    r"(?:ursprungligen|tidigare)(?: (?:planera[dt]|avisera[dt]))|ursprungligen|"
    r"原定于?|原计划|当初|旧日程|기존|당초"
)
_FILLER = (
    r"(?: (?:the|its|our|for|on|of|at|from|original|usual|cancell?ed|scheduled|date|day|time|seminar|talk|lecture|meeting|"
    r"am|um|den|dem|der|des|die|das|fur|vom|von|auf|termin|le|la|du|de|d|pour|au|a|el|del|para|dia|o|do|il|per|dal|di|l|"
    r"ore|alle|op|voor|van|till|kl|fran))*"
)
_SAYS = rf"(?:(?P<moved>{_MOVED}|{INSTEAD})|(?:{_ONCE}))(?P<filler>{_FILLER})"
_BEFORE = re.compile(rf"(?:.*[\W_]|(?<=[^\W\d_a-z]))?{_SAYS}", re.DOTALL)
_BETWEEN_WEEKDAYS = re.compile(_SAYS)
_OLD_DAY = re.compile(rf"{_SAYS} (?:[^\W\d_]+ )?\d.*")
_TAKES_PLACE = re.compile(r"\b(?:find|fand)", re.IGNORECASE)
_NO_WORD = re.compile(r"\W*\Z")
_ENDED = re.compile(r"[!?;:)]|\w{4}\.\s")
_HYPHEN = re.compile("[-–—~]")


def tells_old(text: str) -> bool:
    """Whether a text is about a day or hour that holds no more: "verschoben vom 16. Dezember", "から変更"."""
    return bool(_OLD_DAY.fullmatch(fold(text)) or _CHANGED_FROM.match(text) or _CHANGED_TO.match(text))


def mark_replaced(
    tokens: Tokens, parts: Sequence[Part], beyond: Sequence[Part], context: Context, habits: Habits
) -> None:
    """Label what holds no more: "moved from 16 December". Of "moved from 16 to 18 December" the last day holds, of
    "Friday instead of Thursday, 18 December" the day. `beyond`: the next parts of the text, not asked about."""
    if not _has_words(tokens):
        return
    row = [*parts, *beyond]
    for index, part in enumerate(parts):
        if part.kind == "W":
            continue
        start, end = tokens.at[part.first], tokens.to[part.past - 1]
        says_old = _says_old_before(tokens.text, start)
        if says_old and _only_weekday(tokens, part, parts[max(0, index - 1) : index], context, habits):
            continue
        if not says_old and not _moves_on(tokens, row, index):
            if any(before.label == "old" for before in parts[:index]):
                part.past = _past_verb(tokens, row, index)
            continue
        plain = _HYPHEN.search(tokens.text, start, end) is None
        if plain and part.through and len(part.days) == 2:
            part.days, part.through, part.weekday = part.days[1:], False, None
            part.past = _past_verb(tokens, row, index)
        elif plain and part.clock is not None and part.until is not None:
            part.clock, part.until = part.until, None
            part.past = _past_verb(tokens, row, index)
        else:
            part.label = "old"


def _has_words(tokens: Tokens) -> bool:
    return "w" in tokens.letters or "lugar" in tokens.values  # which else is a label: "en lugar del"


def _says_old_before(text: str, start: int) -> bool:
    """Whether what stands before a day or an hour says that another has replaced it."""
    before = text[max(0, start - REACH) : start]
    if "statt" in before and _TAKES_PLACE.search(text, max(0, start - 4 * REACH), start):
        return False  # "findet am 13. Januar statt, 17 Uhr"
    return _says_old(before)


@remembered(REACH)
def _says_old(before: str) -> bool:
    said = _BEFORE.fullmatch(fold(before))
    if said is None:
        return False
    last = _NO_WORD.search(before)
    marks = set(last[0] if last else "") & set(".,:;!?")
    if said["moved"] is None:
        return marks <= set(",:")  # "Originally planned: 3 December"
    return not marks or (marks == {":"} and not said["filler"])  # "Instead of our usual seminar: 3 December" is new


def _only_weekday(tokens: Tokens, part: Part, before: Sequence[Part], context: Context, habits: Habits) -> bool:
    """Whether of a day with its weekday but the weekday is replaced, as it does not fit the day: "Friday instead of
    Thursday, 18 December". The part then takes the one before, or none."""
    if part.weekday is None or tokens.letters[part.first] != "W" or not part.days:
        return False
    day = resolve_day(part.days[0], None, context, habits, Doubts())
    new = before[0] if before and before[0].kind == "W" else None
    if new is not None:
        said = tokens.text[tokens.to[new.past - 1] : tokens.at[part.first]]
        new = new if _BETWEEN_WEEKDAYS.fullmatch(fold(said)) else None
    if day.weekday() == part.weekday if day is not None else new is None:
        return False
    if new is not None:
        part.weekday = new.weekday if day is None or new.weekday == day.weekday() else None
        part.first = new.first
        return True
    first = next(i for i in range(part.first, part.past) if tokens.letters[i] in "nNMG")
    if not _ENDED.search(tokens.text, tokens.at[part.first], tokens.at[first]):
        return False  # "moved from Thursday, 18 December" may as well be mistaken
    part.weekday, part.first = None, first
    return True


# ── What is said behind ───────────────────────────────────────────────────────────────────────────────────────────────

_FROM = re.compile(r"(?:.*\b)?(?:vom|von|van|fran|from)(?: (?:the|de|den))?", re.DOTALL)
_ONTO = re.compile(r"(?P<loose>auf|zum|nach|naar)(?: (?:den|de))?|(?:to|till)(?: (?:the|den))?")
_VERB_LAST = re.compile(r".{0,40}\b(?:verschoben|verlegt|vorverlegt|vorgezogen|verplaatst|verschoven|verzet)\b")
_VERB_NEXT = re.compile(
    r"(?:(?:is|was|has been|har|ar|blev) )?(?:moved|rescheduled|flytta[dts]+)\b(?! (?:online|to|into|in|till)\b)"
)
_CHANGED_FROM = re.compile(
    r"[\s)）]*(?:(?:から|より)の?(?:変更|延期|振替)(?!な|は|を|無|の[なご有])|에서\s?(?:변경|연기))"
)
_CHANGES = re.compile(r"[\s)）]*(?:から|より|에서)\s*")
_CHANGED_TO = re.compile(rf"[\s)）]*{ONTO}")
_NOW = re.compile(r"[\s)）]*,?\s*(?:改(?:期|为|為)?(?:至|到|为|為|于|在)?|(?:延期|推迟|推遲)(?:至|到))\s*")
AT_MOST, GAP = 3, 12
"""Parts of a day that are looked at, and characters between them."""

_BESIDE = re.compile(r"[\s,.()]*(?:de[nr]?|den|le|il|el|the|um|at|kl|ore)?[\s,.()]*")


def _moves_on(tokens: Tokens, parts: Sequence[Part], index: int) -> bool:
    """Whether the verb comes last: "vom 16. Dezember auf den 13. Januar verschoben", "12月16日から変更". What the day or
    hour moves to is one as well; else it is the room that changes."""
    part, text = parts[index], tokens.text
    last = _with_hours(tokens, parts, index)
    for at in dict.fromkeys((index, last)):
        end = tokens.to[parts[at].past - 1]
        if _CHANGED_FROM.match(text, end) and (at == index or _other_day(parts, part)):
            return True
        if (part.through or part.until is not None) and _CHANGED_TO.match(text, end):
            return True
        if at + 1 == len(parts) or (part.kind == "D" and parts[at + 1].kind == "C"):
            continue
        if tokens.at[parts[at + 1].first] - end > REACH:
            continue
        between = text[end : tokens.at[parts[at + 1].first]]
        past = tokens.to[parts[_with_hours(tokens, parts, at + 1)].past - 1]
        if _NOW.fullmatch(between) or (_CHANGES.fullmatch(between) and _CHANGED_TO.match(text, past)):
            return True
        if (onto := _ONTO.fullmatch(fold(between))) is not None:
            verb = _VERB_LAST if onto["loose"] else _VERB_NEXT
            before = text[max(0, tokens.at[part.first] - REACH) : tokens.at[part.first]]
            if verb.match(fold(text[past : past + REACH])) and _FROM.fullmatch(fold(before)):
                return True
    return False


def _past_verb(tokens: Tokens, parts: Sequence[Part], index: int) -> int:
    """Where the verb ends behind a day or an hour that says that only this holds: it is read again with the verb."""
    last = _with_hours(tokens, parts, index)
    verb = _CHANGED_TO.match(tokens.text, tokens.to[parts[last].past - 1])
    if verb is None or any(part.kind != "W" for part in parts[index + 1 : last + 1]):
        return parts[index].past
    return next(i for i, end in enumerate(tokens.to) if end >= verb.end()) + 1


def _other_day(parts: Sequence[Part], day: Part) -> bool:
    return any(part.kind == "D" and part is not day for part in parts)  # else but the hour of the only one changes


def _with_hours(tokens: Tokens, parts: Sequence[Part], index: int) -> int:
    """The place of the last part that stands right behind a day and is its weekday or hour; `index` if none does. A
    second hour is another: "15:00 (16:00から変更)"."""
    for following in range(index + 1, min(index + 1 + AT_MOST, len(parts))):
        before, part = parts[following - 1], parts[following]
        start, end = tokens.to[before.past - 1], tokens.at[part.first]
        if (
            (part.kind == "D" and before.kind != "W")
            or part.kind == before.kind == "C"
            or end - start > GAP
            or not _BESIDE.fullmatch(tokens.text[start:end])
        ):
            return following - 1
        index = following
    return index
