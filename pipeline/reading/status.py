"""What became of a talk, and what sort of talk it is, from words in their own slot.

A status word counts at the start or end of a title, as a badge or label, or in a short sentence about *this* talk.
Anywhere else it is prose: "please cancel your registration", "cancellation policy", "the seminar will be cancelled
if fewer than five people register" say nothing of the talk's status.
"""

from __future__ import annotations

import re

from pipeline.reading.remembered import remembered
from pipeline.reading.states import DETERMINER, KINDS, NO_TALK, STATES, THING
from pipeline.reading.text import clean, fold
from pipeline.talk import Kind, Status

# ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_BADGE = {
    status: re.compile(
        rf"(?:status |event status |note |please note |important |update |attention |achtung |hinweis )?"
        rf"(?:{DETERMINER} )?(?:{THING} )?(?:is |has been |was |wird |est |e |esta |is )?(?:now )?(?:{words})"
        rf"(?: {THING})?(?: (?:today|sorry|due to (?:\w+ ?){{1,6}}|until further notice|indefinitely))?"
    )
    for status, words in STATES.items()
}
_VERB = (
    r"(?:is|has been|was|had to be|has had to be|will be|wird|wurde|ist|muss|musste|est|a ete|sera|e|e stat[oa]|sara|"
    r"ha sido|queda|se ha|esta|is helaas|werd|ar|fallt|entfallt|findet|ne|gaat|does|will)"
)
_SENTENCE = {
    status: re.compile(
        rf"(?:[\w ]{{0,60}}\b)?{DETERMINER} (?:[\w ]{{0,40}} )?{THING}(?: [\w ]{{0,60}}?)? {_VERB}"
        rf"(?: [\w ]{{0,30}}?)?\b(?:{STATES[status]})\b[\w ]{{0,80}}"
    )
    for status in (Status.CANCELLED, Status.POSTPONED)
}
_GERMAN_OUT = re.compile(
    rf"(?:[\w ]{{0,30}}\b)?{DETERMINER} (?:[\w ]{{0,30}} )?{THING}(?: [\w ]{{0,40}})? "
    r"(?:fallt|entfallt|findet)\b[\w ]{0,40}"
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|otherwise|or|may be|might|could|would|can|policy|policies|refund|fee|fees|your|you|registration|"
    r"registrations|rsvp|reservation|in case|falls|sollte|wenn|oder|si|ou|se|o|sauf|indien|als|not cancelled|"
    r"please cancel|subscription|ticket|tickets)\b"
)
LONGEST_SENTENCE = 160
"""Characters; a longer text is prose, in which no status word is believed."""

_TITLE_WORDS = {"moved", "scheduled", "update", "updated", "confirmed", "deferred", "provisional", "preliminar"}
_TITLE_WORDS |= {"provisoire", "complet", "unconfirmed", "complete", "suspendido", "reporte"}
"""State words which titles hold as ordinary words ("Deferred: …"): believed there only in capitals or brackets."""

_MOVED_TO = re.compile(
    r"(?:(?:is|was|has been|wird|wurde|ist) )?"
    r"(?:postponed|moved|re ?scheduled|deferred|verschoben|verlegt|reportee?|deplacee?|rinviat[oa]|spostat[oa]|"
    r"aplazad[oa]|pospuest[oa]|adiad[oa]|uitgesteld|verplaatst|flytta[dt])\b[\w ]{0,20}? ?"
    r"\b(?:to|until|for|from|auf|vom|von|au|du|de|a|al|del|alla|dal|do|para el|naar|van|tot|till|fran)\b "
    r"(?=[\w ]{0,30}?(?:\d|monday|tuesday|wednesday|thursday|friday|online|january|february|march|april|may|june|july|"
    r"august|september|october|november|december))"
)


@remembered()
def read_status(text: str) -> Status | None:
    """The status a badge, label value, schema.org word or short sentence states; None if it states none.

    A talk moved to a new date is CONFIRMED (at that date); POSTPONED has none yet.
    """
    if len(text) > LONGEST_SENTENCE * 2:
        return None
    key = fold(re.sub(r"^https?://schema\.org/", "", clean(text)))
    if not key or len(key) > LONGEST_SENTENCE:
        return None
    if _MOVED_TO.match(key):
        return Status.CONFIRMED
    for status, badge in _BADGE.items():
        if badge.fullmatch(key):
            return status
    if _CONDITIONAL.search(key):
        return None
    moved = _MOVED_TO.search(key)
    for status, sentence in _SENTENCE.items():
        if sentence.fullmatch(key):
            return Status.CONFIRMED if moved else status
    return Status.CANCELLED if _GERMAN_OUT.fullmatch(key) and re.search(r"\baus\b|entfallt|nicht statt", key) else None


def says_moved(text: str) -> bool:
    """Whether a text says that a talk takes place on another day than was announced."""
    return bool(_MOVED.match(fold(clean(text))))


_MOVED = re.compile(
    r"(?:the |this )?(?:meeting |talk |seminar )?(?:is |was |has been )?(?:postponed|moved|re ?scheduled|deferred|"
    r"verschoben|verlegt|reportee?|rinviat[oa]|aplazad[oa]|pospuest[oa]|uitgesteld|verplaatst)\b"
    r"(?! (?:from|vom|von|du|de|del|dal|do|van|fran)\b)"
)

# What may stand between a state word and the title proper.
_OPENING = r"[\s\W_]{0,6}"
_PREFIX = re.compile(
    r"^[\s*_~!\"'“([{【<«\-–—]{0,6}"
    r"(?P<word>[^\W\d_][^:：\n()\[\]{}【】!*–—|]{1,60}?)"
    r"(?P<mark>\s*(?:[:：\n!*)\]}】>»|]|\s[-–—]{1,3}\s|[–—])[\s:：!*)\]}】>»\-–—|]{0,6})"
)
_SUFFIX = re.compile(
    r"(?P<mark>\s*(?:[(\[{【*!]|\s[-–—|]{1,3}\s|[–—|:：\n•]|,\s)\s*[*(\[]?\s*)"
    r"(?P<word>[^\W\d_][^:：\n()\[\]{}【】*–—|]{1,60})[\s*)\]}】!.\"”]{0,5}$"
)
_SHOUTED = (
    r"CANCELL?ED|POSTPONED|RESCHEDULED|ABGESAGT|VERSCHOBEN|ENTFÄLLT|ANNULÉE?|ANNULE|ANNULLATO|CANCELADO|GEANNULEERD|"
    r"(?i:notice of cancellation|cancellation notice)(?: (?i:for|of))?"
)
_SHOUTED_FIRST = re.compile(rf"^[\s*]*(?P<word>{_SHOUTED})\b[\s*!.:–—-]*(?=\S)")
_SHOUTED_LAST = re.compile(rf"(?<=\S)(?:\s+|\s*[-–—]\s*)(?P<word>{_SHOUTED})[\s*!.]*$")
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
        return text[slice(*span)].strip(), read_status(text[: span[0] - 1] + text[span[1] + 1 :])
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
    around = f"{text[: quoted.start()].rstrip()} {text[quoted.end() :].lstrip()}"
    status = read_status(around) if len(fold(around).split()) > 1 else None
    return quoted.span("title") if status in (Status.CANCELLED, Status.POSTPONED) else None


def _split_once(text: str) -> tuple[str, Status | None]:
    first = _PREFIX.match(text)
    if first and (status := _slot(first["word"])):
        return text[first.end() :].strip(), status
    for last in (_SUFFIX.search(text[-90:]), _LAST_DASH.match(text[-90:])):
        if last and (status := _slot(last["word"])):
            return text[: -len(text[-90:][last.start("word") :])].rstrip(" \t\n-–—|:：([{【*!,"), status
    for shouted in (_SHOUTED_FIRST.match(text), _SHOUTED_LAST.search(text)):
        if shouted and (status := _slot(re.sub(r" (?:for|of)$", "", shouted["word"], flags=re.IGNORECASE))):
            return (text[: shouted.start()] + text[shouted.end() :]).strip(), status
    if _CANCELLATION.search(fold(text)):
        return text, Status.CANCELLED
    whole = _slot(text)
    return (text, whole) if whole and whole is not Status.CONFIRMED else (text, None)


def _slot(words: str) -> Status | None:
    """The status of words that stand apart in a title; stricter than a badge: no sentence, no bare "updated"."""
    key = fold(words)
    if key in _TITLE_WORDS and not words.isupper() and "é" not in words:
        return None
    if _MOVED_TO.match(key):
        return Status.CONFIRMED
    for status, badge in _BADGE.items():
        if badge.fullmatch(key):
            return status
    return None


# ── No talks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_NO_TALK = re.compile(NO_TALK, re.VERBOSE)


def is_no_talk(text: str) -> bool:
    """Whether a title names no talk: "No seminar (Thanksgiving)", "Spring Break", "Coffee", "HOLD for job talk"."""
    if len(text) > 120:
        return False
    first = _REASON.split(text, maxsplit=1)[0]
    return bool(_NO_TALK.fullmatch(fold(text)) or (_NONE.match(fold(first)) and _NO_TALK.fullmatch(fold(first))))


_REASON = re.compile(r"\s*[(\[–—:]|\s-\s|,\s")
_NONE = re.compile(r"(?:no|kein\w*|pas de|nessun|no hay|sin|geen|sem|ingen|inget)\b")
"""How it begins that there is no talk; why stands behind it: "No seminar (conference)"."""


# ── Kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_KIND = tuple((kind, re.compile(words)) for kind, words in KINDS)


@remembered()
def read_kind(text: str) -> Kind | None:
    """The sort of talk that a series name, a label value or a headline's first part names; None if it names none."""
    key = fold(text[:300])
    for kind, words in _KIND:
        if words.search(key):
            return kind
    return None
