"""What became of a talk, as its title says it: "CANCELED: On foams", "On foams (abgesagt)"."""

from __future__ import annotations

import re

from pipeline.reading.states import DETERMINER, IN_A_SLOT, MOVED, NOT, STATES, THING
from pipeline.reading.status import LONGEST_SENTENCE, NEW_DAY, POSTPONED, TO, VERB, badge_of
from pipeline.reading.text import fold
from pipeline.talk import Status

_TITLE_WORDS = {"moved", "scheduled", "update", "updated", "confirmed", "deferred", "provisional", "preliminar"}
_TITLE_WORDS |= {"provisoire", "complet", "unconfirmed", "complete", "suspendido", "reporte"}
_TITLE_WORDS |= {
    "withdrawn",
    "absage",
    "zuruckgezogen",
    "retire",
    "retiree",
    "ritirato",
    "ritirata",
    "retirado",
    "retirada",
}
"""State words which titles hold as ordinary words ("Deferred: …"): believed there only in capitals or brackets."""

_SIGN = "⚠❌✖✘❎⛔🚫❗❕‼🛑📛🔴🟥🟠🟡⭕📢📣🔔\ufe0f"
"""Signs that draw the eye to such a word, and the mark that has them drawn in colour."""
_PREFIX = re.compile(
    rf"^[\s*_~!\"'“([{{【<«\-–—{_SIGN}]{{0,8}}"
    rf"(?P<word>[^\W\d_][^:：\n()\[\]{{}}【】!*–—|{_SIGN}]{{1,60}}?)"
    rf"(?P<mark>\s*(?:[:：\n!*)\]}}】>»|{_SIGN}]|\s(?:[-–—]{{1,3}}|/{{1,2}})\s|[–—])[\s:：!*)\]}}】>»\-–—|{_SIGN}]{{0,8}})"
)
_SUFFIX = re.compile(
    rf"(?P<mark>\s*(?:[(\[{{【*!{_SIGN}]|\s[-–—|]{{1,3}}\s|[–—|:：\n•]|,\s)[\s{_SIGN}]*[*(\[]?\s*)"
    rf"(?P<word>[^\W\d_][^:：\n()\[\]{{}}【】*–—|{_SIGN}]{{1,60}})[\s*)\]}}】!.\"”{_SIGN}]{{0,8}}$"
)
_TRAILING = re.compile(rf"[\s\-–—|:：(\[{{【*!,{_SIGN}]+$")
"""What stands between a title and the state behind it."""
LONGEST_TAIL = 90
"""Characters at the end of a title in which a state may stand behind it."""
_OFF = (Status.CANCELLED, Status.POSTPONED)
_NOTICE = r"(?i:notice of cancellation|cancellation notice)(?: (?i:for|of))?"
_ALWAYS = re.compile(
    rf"{_NOTICE}|CANCELL?ED|POSTPONED|RESCHEDULED|ABGESAGT|VERSCHOBEN|ENTFÄLLT|ANNULÉE?|ANNULE|ANNULLATO|CANCELADO|GEANNULEERD"
)
"""Words that state it, in capitals, though one of them stands: "RESCHEDULED On foams"."""
_SHOUTED_FIRST = re.compile(rf"^[\s*]*(?P<word>{_NOTICE}|[^\W\d_]{{6,}})\b(?P<mark>[\s*!.:–—-]*)(?=\S)")
_SHOUTED_LAST = re.compile(
    rf"(?<=\S)(?P<mark>\s+/{{1,2}}\s+|\s+|\s*[-–—]\s*)(?P<word>{_NOTICE}|[^\W\d_]{{6,}})[\s*!.]*$"
)
_SHOUTED_MORE = re.compile(r"(?:(?![^\s,]*[a-zà-ÿ])[^\W\d_][\w-]*(?:,?\s+|(?=[:!*–—])))+")
"""Words in capitals, which may tell why: "CANCELLED DUE TO ILLNESS On foams"."""
_GATHERING = re.compile(rf"(?:(?!and\b|of\b)\w+ ){{0,4}}{THING}|{THING}(?: (?!and\b|of\b)\w+){{0,3}}")
"""A title in which nothing but a sort of gathering stands beside its state: "BOARD MEETING CANCELLED"."""
_LOUD = re.compile(r"[^\W\d_]{4,}")
_IN_BRACKETS = re.compile(
    r"\s*[(\[（［【]\s*(?P<word>[^\W\d_][^()\[\]（）［］【】]{1,60}?)[\s!.]*[)\]）］】]"
    r"(?P<after>\s*[,:;：，]|\s+[–—-]\s)?"
)
_ONTO = re.compile(
    rf"(?:(?:{STATES[Status.CANCELLED]}) (?:(?:and|und|et|e|y|en) )?)?"
    rf"(?:(?:{VERB} )?(?:{MOVED}|{POSTPONED}) {TO}(?: (?:the|den|dem|le|la|el|il))?|{NEW_DAY})"
)
_DENYING = re.compile(rf"\b(?:{NOT}|no|longer|mehr)$")
_CANCELLATION = re.compile(
    r"\b(?:meeting|seminar|talk|lecture|colloquium|event|workshop|session|hearing) cancell?ation(?: notice)?$"
)
_LAST_DASH = re.compile(r"^(?P<rest>.*\S)\s*(?:\s-{1,3}|[–—|])\s*(?P<word>[^–—|]{3,60})$", re.DOTALL)


def split_status(title: str) -> tuple[str, Status | None]:
    """A title without its state words, and the status they state: "CANCELED: On foams" → ("On foams", CANCELLED).

    A title that is nothing but a state word stays as it is. The status is None if the title states none.
    """
    found: Status | None = None
    text = title.strip()
    if (span := within_state(text)) is not None:
        off = re.search(rf"\b(?:{POSTPONED})\b", fold(text[span[1] :]))
        return text[slice(*span)].strip(), Status.POSTPONED if off else Status.CANCELLED
    for _ in range(3):  # "CANCELLED - (Rescheduled) …" was seen; more than three never
        rest, status = _split_once(text)
        if status is None or not re.search(r"\w", rest):
            if status is not None and found is None:
                found = status
            break
        text = rest
        found = status if found is None or found is Status.CONFIRMED else found
    return text, found


_QUOTED = re.compile(r"[„“”\"«»「『‚‘](?P<title>[^„“”\"«»「」『』]{2,200})[“”\"»«」』‘’]")


def within_state(text: str) -> tuple[int, int] | None:
    """Where in a sentence that calls a talk off its title stands in quotes: "The talk “On foams” is cancelled"."""
    if len(text) > LONGEST_SENTENCE * 2 or not (quoted := _QUOTED.search(text)):
        return None
    around = f"{fold(text[: quoted.start()])} | {fold(text[quoted.end() :])}"
    return quoted.span("title") if _CALLED_OFF.fullmatch(around) else None


_CALLED_OFF = re.compile(
    rf"(?:{DETERMINER} ){{0,2}}{THING} \| (?:{VERB} )?(?:(?:leider|heute|now|unfortunately|helaas|malheureusement) )?"
    rf"(?:{STATES[Status.CANCELLED]}|{POSTPONED})(?: werden)?"
)
"""What stands around such a title."""


def _split_once(text: str) -> tuple[str, Status | None]:
    first = _PREFIX.match(text)
    if first and (status := _slot(first["word"])):
        return text[first.end() :].strip(), status
    tail = max(0, len(text) - LONGEST_TAIL)
    for last in (_SUFFIX.search(text[tail:]), _LAST_DASH.match(text[tail:])):
        if last is None:
            continue
        before = text[: tail + last.start("word")]
        if status := _behind(last["word"], bracketed=before.endswith(("(", "["))):
            return _TRAILING.sub("", before), status
    if (split := _shouted(text) or _in_brackets(text)) is not None:
        return split
    if _CANCELLATION.search(fold(text)):
        return text, Status.CANCELLED
    whole = _slot(text)
    return (text, whole) if whole and whole is not Status.CONFIRMED else (text, None)


def _behind(words: str, *, bracketed: bool = False) -> Status | None:
    """The status that words behind a title state; one that is moved to a day stands."""
    if bracketed and re.fullmatch(IN_A_SLOT, fold(words)):
        return Status.CANCELLED
    return _slot(words) or (Status.CONFIRMED if leads_to_day(words) else None)


def _shouted(text: str) -> tuple[str, Status] | None:
    """A title split at a state word in capitals with which it begins or ends."""
    for found in (_with_reason(text), _SHOUTED_FIRST.match(text), _SHOUTED_LAST.search(text)):
        if found is None or _DENYING.search(fold(text[: found.start()])):
            continue
        word, rest = found["word"], (text[: found.start()] + text[found.end() :]).strip()
        status = _slot(re.sub(r" (?:for|of)$", "", word, flags=re.IGNORECASE))
        is_off = status in _OFF and word.isupper()
        if status and (is_off or _ALWAYS.fullmatch(word)) and not _is_loud(found, rest):
            return rest, status
    return None


def _with_reason(text: str) -> re.Match[str] | None:
    """The state with which a title begins in capitals, and why, in capitals too."""
    shouted = _SHOUTED_MORE.match(text)
    words = shouted[0].split() if shouted and len(shouted[0]) <= LONGEST_TAIL else []
    for count in range(len(words), 2, -1):
        if _slot(" ".join(words[:count])) in _OFF:
            said = r"\s+".join(map(re.escape, words[:count]))
            return re.match(rf"(?P<word>{said})(?P<mark>[\s*!.:–—-]*)(?=\S)", text)
    return None


def _is_loud(found: re.Match[str], rest: str) -> bool:
    """Whether capitals are no sign of a state: all the title is in them, no mark parts the two, and it does not only
    name a sort of gathering. "CANCELLED DEBTS AND POSTPONED REVOLUTIONS" tells of debts."""
    if found["mark"].strip() or not (rest.isupper() and _LOUD.search(rest)):
        return False
    return not (_GATHERING.fullmatch(fold(rest)) or re.fullmatch(_NOTICE, found["word"]))


def _in_brackets(text: str) -> tuple[str, Status] | None:
    """A title split at a state word in brackets within it: in capitals, before a mark, or behind nothing but an hour.
    "How (cancelled) orders shape markets" has none."""
    for found in _IN_BRACKETS.finditer(text):
        before, status = text[: found.start()].rstrip(), _slot(found["word"])
        apart = found["after"] or found["word"].isupper() or not any(map(str.isalpha, before))
        if status in _OFF and apart and not _DENYING.search(fold(before)):
            return f"{before}{(found['after'] or '').rstrip()} {text[found.end() :].lstrip()}".strip(), status
    return None


def leads_to_day(words: str) -> bool:
    """Whether words, or what is behind a day in them, only lead to the day onto which a talk moved: "moved to"."""
    return bool(_ONTO.fullmatch(fold(re.split(r"\d", words)[-1])))


def is_title_word(words: str) -> bool:
    """Whether a state word is one that titles hold as an ordinary word: "Deferred"."""
    return fold(words) in _TITLE_WORDS and not words.isupper() and "é" not in words


def _slot(words: str) -> Status | None:
    """The status of words that stand apart in a title; stricter than a badge: no sentence, no bare "updated"."""
    return None if is_title_word(words) else badge_of(fold(words))
