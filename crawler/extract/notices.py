"""Whether a sentence that calls a talk off is a notice to the reader, or told in a text.

What speakers write may hold any sentence: "The event is cancelled. This message, sent to 40 000 people, is our data
set." Those who run a site put notices on lines of their own, and add at most that they are sorry.
"""

from __future__ import annotations

import re

from crawler.extract.blocks import Block
from pipeline.reading.daynames import MONTH
from pipeline.reading.sentences import sentences_in
from pipeline.reading.standing import clauses_of, takes_place
from pipeline.reading.states import BECAUSE, NOT_HELD, STATES, THING
from pipeline.reading.status import badge_of, read_status
from pipeline.reading.text import fold
from pipeline.talk import Status

_COURTESY = re.compile(
    r"(?:(?:we|i) (?:are (?:very |so |truly )?sorry|(?:sincerely |deeply )?(?:apologi[sz]e|regret)|hope (?:for|you|to "
    r"(?:reschedule|see|welcome|find|hold|offer|announce))|thank|"
    r"(?:will|ll|plan to|are working to|are trying to) (?:\w+ )?"
    r"(?:reschedule|announce|inform|let|notify|find|keep|be back))|(?:our |my |with |many )?apologies|sorry|"
    r"thanks|thank you|"
    r"please (?:accept|excuse|check|contact|see|stay|visit|email|write|note the new)|tickets?|refunds?|"
    r"(?:a|the|its|any)? ?(?:new|later|future|replacement|alternative) (?:date|time)|"
    r"(?:it|this|the (?:talk|event|lecture|seminar)) (?:will|is to|is going to|may|might|has been|is being) (?:be )?"
    r"(?:rescheduled|repeated|made up|held|postponed)|(?:to be|will be) (?:rescheduled|announced)|"
    r"for (?:questions|more|further)|wir (?:bitten|bedauern|entschuldigen|hoffen|danken|informieren|werden)|"
    r"(?:ein|der|einen) (?:neuer|neuen|ersatz\w*)|(?:neuer |ersatz)termin|es tut uns leid|die veranstaltung wird|"
    r"der vortrag wird|entschuldig\w*|(?:nous |veuillez )(?:vous prions|sommes desoles|"
    r"nous excusons|regrettons|esperons|nous excuser)|une (?:nouvelle|autre) date|"
    r"nouvelle date|merci|ci scusiamo|ci dispiace|siamo spiacenti|"
    r"(?:la )?nuova data|lamentamos|disculp\w+|pedimos|sentimos|rogamos|(?:la )?nueva fecha|(?:a )?nova data|"
    r"(?:onze )?excuses|(?:een )?nieuwe datum|vi beklagar|(?:ett )?nytt datum)\b.*"
)
"""What is said, folded, behind a notice: that one is sorry, that there will be a new date."""
_TOLD = re.compile(
    r"(?!.*\b(?:this|today\w*|tomorrow\w*|heutige\w*|dieser?s?)\b)"
    r"(?=.*\b(?:was|were|wurden?|fut|fue|foi|venne|werd(?:en)?|blev)\b)"
    rf".*\b(?:(?:in|im|en|nel|em|i) (?:(?:the|dem|jahre?|ano|anno) )?(?:(?:early|late|mid|anfang|ende|mitte) )?"
    rf"(?:1[5-9]\d\d|20[01]\d|{MONTH})|(?<!will )then|back when|damals|seinerzeit|a lepoque|entonces|allora|toen)\b"
)
"""A sentence, folded, that tells of a talk of another time: "was cancelled in May", "wurde damals abgesagt"."""
_THIS = re.compile(
    rf"(?!.*\b(?:{BECAUSE})\b.*\b(?:this|dies))"
    rf".*\b(?:this|dieser?s?|cette|ce|cet|quest[oa]|est[ea]|deze|dit) {THING}\b"
)
"""A sentence, folded, about the talk of its page."""
_BEFORE_DATE = re.compile(
    r"(?:(?:please|bitte|important|wichtige[rs]?|update|updated|status|note|notice|news|info|information|attention|"
    r"achtung|hinweis|beachten|mise a jour|aktualisier\w+|aktuell\w*|mitteilung|meldung|nachricht|avis|nota|"
    r"avviso|aviso)(?: |$))*"
    r"(?P<led>(?:as of|as at|since|dated|stand|seit|vom|of|from|du|del|di|van|au|per|actualizado)(?: |$))?"
    r"(?:(?:on|am|the|den|dem|le|el|il|op)(?: |$))*"
)
"""What stands, folded, before the day of a notice."""
_PLANNED_FOR = re.compile(
    r"\b(?:planned|scheduled|announced|geplant\w*|vorgesehen\w*|angesetzt\w*|angekundigt\w*|prevue?|programmee?|previst[oa]|"
    r"programad[oa]|programmat[oa]|gepland\w*)(?: (?:for|on|of|the|am|den|fur|le|pour|el|para|il|per|op|voor))*$"
)
_OFF_ON = re.compile(
    rf"\b(?:(?:is|ist|wird|est|es|esta|e|viene|wordt|will be|sera|sara)(?: leider)? (?:{STATES[Status.CANCELLED]})|"
    rf"is cancell?ed|ist abgesagt|entfallt|fallt aus|findet nicht statt|will not take place|{NOT_HELD})(?: leider)?"
    r"(?: (?:on|in|the|week|of|am|den|dem|der|woche|vom|le|du|la|semaine|el|semana|del|il|settimana|op))+$"
)
"""What a day stands behind that is that of the talk which is off: "is cancelled on", not "was cancelled on"."""
_BEHIND_DATE = re.compile(rf"\s*[:)\]–—-]+\s.*\b{THING}\b", re.DOTALL | re.IGNORECASE)
_SAID_ON = re.compile(r"\b(?:wurden?|werd)(?: \w+){0,2}$")
"""What a day stands behind on which a talk was called off: "wurde am 1. Dezember abgesagt"."""
_THEN_SAID = re.compile(r"\W*(?:wurden?|werd)\b", re.IGNORECASE)
_ASKS = ("?", "？")
_NEAR = 300
"""Characters behind such a word in which it may be taken back."""
_COURTEOUS = 200
"""Characters of a sentence behind a notice that only adds to it."""


def is_notice(text: str, end: int, *, alone: bool = False) -> bool:
    """Whether a text whose first sentence ends at `end`, and says that a talk is off, is a notice as a whole. Of a line
    that is no speaker's text the rest may say anything if the sentence does not tell of another time; `alone`: it may
    not.
    """
    if is_taken_back(text, end):
        return False
    rest = text[end:].strip(" .!?;:,–—-)")
    if all(_is_courteous(rest[slice(*span)]) for span in sentences_in(rest)):
        return True
    return not (alone or _TOLD.match(fold(text[:end])))


def dates_notice(text: str, start: int, end: int) -> bool:
    """Whether a day in a sentence that calls off is that of the notice, or stands behind what it says, so that it does
    not tell which talk is meant: "As of December 1, this event is cancelled"."""
    before = fold(text[:start])
    if _PLANNED_FOR.search(before) or _OFF_ON.search(before):
        return False
    if read_status(text[:start]) is Status.CANCELLED or _SAID_ON.search(before) or _THIS.match(fold(text)):
        return True
    opening = _BEFORE_DATE.fullmatch(before)
    if opening is None:
        return False
    return bool(opening["led"] or _BEHIND_DATE.match(text, end) or _THEN_SAID.match(text, end))


def _is_courteous(text: str) -> bool:
    said = fold(text)
    return not said or (len(said) <= _COURTEOUS and _COURTESY.fullmatch(said) is not None)


def stands_out(block: Block, start: int, end: int) -> bool:
    """Whether a sentence of a line is a badge that is set off from the text around it: bold, in capitals, on a line of
    its own that says "this talk"."""
    said = block.text[start:end]
    if badge_of(fold(said)) not in (Status.CANCELLED, Status.POSTPONED):
        return False
    if is_taken_back(block.text, end):
        return False
    is_all = not block.text[end:].strip(" .!*)")
    if said.isupper() and (is_all or not block.text[end:].isupper()):
        return True
    if is_all:
        return block.bold or len(said.split()) == 1 or fold(said).startswith("this ")
    return any(begun <= start and stop >= end for begun, stop in block.marks)


def is_taken_back(text: str, end: int) -> bool:
    """Whether that something is off, which a text says until `end`, is a question, or is taken back right behind it."""
    if text[end : end + 1] in _ASKS:
        return True
    rest = text[end : end + _NEAR].lstrip(" .!?;:,–—-)")
    begun, stop = next(sentences_in(rest))
    following = rest[begun:stop].rstrip(" .!;:,–—-)")
    is_asked = following.endswith(_ASKS) or rest[stop : stop + 1] in _ASKS
    return not is_asked and takes_place(clauses_of(following))
