"""What became of a talk, and what sort of talk it is, from words in their own slot.

A status word counts at the start or end of a title, as a badge or label, or in a short sentence about *this* talk.
Anywhere else it is prose: "please cancel your registration", "cancellation policy", "the seminar will be cancelled
if fewer than five people register" say nothing of the talk's status.
"""

from __future__ import annotations

import re

from pipeline.reading.daynames import MONTH, WEEKDAY
from pipeline.reading.placeholders import UNSETTLED
from pipeline.reading.regrets import told_by_us, without_courtesy
from pipeline.reading.remembered import remembered
from pipeline.reading.standing import QUOTED, clauses_of, is_standing
from pipeline.reading.states import (
    AROUND,
    ASIAN_THING,
    AT_A_TIME,
    BECAUSE,
    BESIDES,
    CALENDAR,
    DEFINITE,
    DETERMINER,
    HELD,
    IN_A_SLOT,
    KINDS,
    MAINTAINED,
    MOVED,
    NEW_TIME,
    NO_TALK,
    NOT,
    NOT_HELD,
    ONTO,
    REASON,
    REASON_FIRST,
    SEASON,
    STATES,
    THING,
    TOLD,
    WITH,
)
from pipeline.reading.text import clean, fold
from pipeline.talk import Kind, Status

# ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_NEW_DAY_OPEN = rf"(?:(?:and|und|et|e|y|en) )?(?:(?:a|the|ein|une|una|een) )?{NEW_TIME} (?:{UNSETTLED})"
_BADGE = {
    status: re.compile(
        r"(?:(?:(?:event )?status|stato|statut|estado|(?:please )?note|important|update|attention|achtung|hinweis|"
        r"today) )?"
        rf"(?:{DETERMINER} )?(?:{THING} )?(?:is |has been |was |wird |est |e |esta |is )?"
        r"(?:(?:now|heute|leider|kurzfristig|unfortunately|malheureusement|purtroppo|helaas) ){0,2}"
        rf"(?:\w{{3,30}}bedingt )?(?:{words})(?: {THING})?"
        rf"(?: (?:today|sorry|{REASON}|until further notice|indefinitely|{_NEW_DAY_OPEN}))?"
    )
    for status, words in STATES.items()
}
_ALONE = re.compile(
    rf"{IN_A_SLOT}|(?:{DETERMINER} )?{THING} (?:(?:is|has been|was|wurde|est|a ete) )?(?:{IN_A_SLOT})(?: {REASON})?"
)
VERB = (
    r"(?:is|has been|was|had to be|has had to be|will be|wird|wurde|ist|muss|musste|est|a ete|sera|e|e stat[oa]|sara|"
    r"viene|verra|ha sido|queda|se ha|esta|foi|ficou|fica|is helaas|werd|wordt|ar|har blivit|blev|fallt|entfallt|"
    r"findet|ne|gaat|does|will)"
)
_BECAUSE_OFF = {
    status: re.compile(
        rf"{REASON_FIRST} (?:(?:{VERB} )?(?:{DETERMINER} )?{THING} (?:{VERB} )?)?(?:leider |helaas )?"
        rf"(?:{STATES[status]})(?: {THING})?(?: werden)?"
    )
    for status in (Status.CANCELLED, Status.POSTPONED)
}
"""The reason first: "Wegen Krankheit abgesagt", "Pour cause de grève, séance annulée"."""
_SUBJECT = rf"(?:{DETERMINER} (?:[\w |]{{0,40}} )?{THING}|l{THING}\b|{DEFINITE}\b)"
"""A gathering with its article, which Swedish has behind and "l'exposé" has not apart."""
_ASKING = (
    r"(?!(?:how|why|when|where|what|who|warum|weshalb|wann|comment|pourquoi|quand|perche|quando|por que|cuando|hoe|"
    rf"waarom|toen|hur|varfor|nar)\b|(?:after|before|wie|nachdem|come|como) {DETERMINER} {THING}\b)"
)
"""A sentence that begins with these tells of something else: "How the conference was cancelled"."""
_SENTENCE = {
    status: re.compile(
        rf"{_ASKING}(?:[\w |]{{0,60}}\b)?{_SUBJECT}(?: [\w |]{{0,60}}?)? {VERB}"
        rf"(?: [\w|]+){{0,5}}? (?P<state>{STATES[status]})\b[\w |]{{0,80}}"
    )
    for status in (Status.CANCELLED, Status.POSTPONED)
}
"""Matched, as those below, in folded clauses that a stroke parts."""
_DENIED = re.compile(
    rf"\b{THING}\b.*\b(?:{NOT})\b|\b{THING}\b(?: [^| ]+)+ (?:{TOLD})\b|"
    rf"(?:^|\| )(?:in|dans|en|i|during|durante) {DETERMINER} {THING}\b|"
    rf"\b(?:that|which|who|das|der|die|qui|que|che|dat|som) {VERB}$|"
    rf"^(?!(?:{BECAUSE})\b)(?=[^|]*\b(?:{VERB}|{HELD}) )"
    rf"[^|]*\b{THING}\b(?! (?:{BESIDES})\b).*\|.*\b{THING}\b|"
    rf"\b(?:{AT_A_TIME}) {DETERMINER} (?:\w+ ){{0,3}}{THING}\b|\b{DETERMINER} {THING} (?:{BESIDES})\b"
    rf"(?!.* (?!(?:{WITH}) )[\w|]+ {DETERMINER} {THING}\b(?! (?:{BESIDES})\b))|"
    rf"^(?!(?:{BECAUSE})\b)(?:(?!\b{THING}\b)[^|])*\b{DETERMINER} "
    rf"(?:(?!{THING}\b)\w+ ){{1,2}}(?:{WITH}) {DETERMINER} {THING}\b|"
    rf"\b{THING}\b(?: \w+)* (?:was|were|is|war|ist|etait|era|estaba|estava|fu) to (?:be|have)\b"
)
"""A state behind this is not that of the gathering: it is denied, wherever between the two the word stands, is what the
talk tells of, is told in passing ("which is cancelled"), or is that of the second of two, of a time that is over ("was
to be given"), or of what only goes with it, unless the gathering is named behind that."""
_LONG_AGO = re.compile(r"\b(?:in (?:1\d\d\d|the \w+ (?:century|war))|then|damals|alors|entonces|allora|toen)\b")
"""Behind a state: that it was one of another time."""
_IN_QUOTES = re.compile(r"[„“”\"«»「『][^„“”\"«»「」『』]{2,160}[“”\"»«」』]")

_NAMED_OFF = re.compile(
    rf"\s*{QUOTED}\s(?:has (?:unfortunately )?been|wurde(?: leider)?|a été|è stat[oa]|ha sido|foi|werd) "
    r"(?P<state>[^\W\d_]+(?: [^.!?]{2,60})?)[.!]?\s*"
)
"""A title in quotes that a sentence calls off."""

_OUT = r"aus(?= \||$| (?:wegen|auf ?grund|infolge|da|weil|und)\b)"
"""That closes its clause: "fällt heute aus", not "findet aus diesem Grund online statt" or "fällt aus dem Rahmen"."""
_WORDS = rf"(?: (?!(?:{NOT}|raum|saal|horsaal|uhr)\b)[\w|]+){{0,8}}?"
_CLOSED = (
    rf"(?= \||$| (?:{BECAUSE}|{REASON}|today|heute|vandaag|hoy|oggi|hoje)\b)"
    r"(?! \| (?:but|mais|sino|ma|mas|maar|utan)\b)"
)
_APART = re.compile(
    rf"{_ASKING}(?:[\w |]{{0,60}}\b)?(?:{_SUBJECT}(?: [\w |]{{0,40}})? "
    rf"(?:fallt{_WORDS} {_OUT}|findet{_WORDS} nicht (?:mehr )?statt|(?:kann|konnte|wird){_WORDS} nicht stattfinden|"
    rf"entfallt(?! nicht)|(?:{NOT_HELD}){_CLOSED})"
    rf"|fallt {_SUBJECT}{_WORDS} {_OUT}|findet {_SUBJECT}{_WORDS} nicht (?:mehr )?statt"
    rf"|gaat {_SUBJECT}{_WORDS} niet door|(?:entfallt|se (?:cancela|suspende|anula)) {_SUBJECT}"
    rf"|(?:muss|musste) {_SUBJECT}{_WORDS} (?:ausfallen|entfallen)|(?:kann|konnte) {_SUBJECT}{_WORDS} nicht stattfinden"
    rf"|(?:ist|wird|wurde|muss|musste|werd|wordt|is) {_SUBJECT}{_WORDS} (?:abgesagt|geannuleerd|afgelast)"
    r")\b[\w |]{0,60}"
)
"""Verbs in two parts, and those that come before the gathering: "Heute ist das Seminar abgesagt"."""
_APART_STATE = re.compile(
    rf"\b(?:{_OUT}|nicht (?:mehr )?statt|nicht stattfinden|entfallt|ausfallen|entfallen|niet door|abgesagt|geannuleerd|"
    rf"afgelast|{NOT_HELD})\b"
)
_NO_BOOKING = r"(?!申込|予約|报名|预约|预订|登记|注册|신청|예약|등록|접수|참[가석])"
_BECAUSE_ZH = r"因[^\W果]{0,14}(?:故|病|事|原因|因素|天气|疫情|台风|安排|冲突|不适)"
_ASIAN_OFF = re.compile(
    r"(?!.*(?:場合|もし|可能性|如果|如遇|如有|如因|如故|倘|若|是否|경우|우천|(?<!\w)시 ))(?:"
    rf"(?:[\w ]{{0,30}}(?:{ASIAN_THING})は(?:{_NO_BOOKING}[\w ]){{0,40}}?|"
    rf"[\w ]{{1,30}}(?:ため|により|によって|につき|都合で|都合上|関係で|影響で) ?(?:[\w ]{{0,10}}の(?={ASIAN_THING}))?"
    rf"(?:(?:{ASIAN_THING})[はを]?)?)"
    r"(?<![のとや])(?P<ja>開催中止|中止|休講|延期)"
    r"(?:(?:と|に)? ?(?:(?:なり|致し|いたし|し)ま(?:した|す)|されました|させていただきま(?:した|す))|です)?"
    rf"|(?:(?:(?![的未不没沒])[\w ]){{0,20}}(?:{ASIAN_THING}|报告)(?: |已|被|将|现|临时|暂|{_BECAUSE_ZH})*|"
    rf"{_BECAUSE_ZH} ?)(?P<zh>取消|延期|推迟|停讲)(?:了|举行|通知)?"
    rf"|(?:[\w ]{{0,20}}(?:{ASIAN_THING})(?:[은는이가] (?:{_NO_BOOKING}[\w ]){{0,30}}?)? ?|"
    r"[\w ]{0,25}(?:(?:사정|이유|사유|병환|질병)으?로|사정상|관계로|인해|인하여|때문에|부득이(?:하게)?) |"
    r"\w{1,20}로 (?=\w+습니다))?"
    r"(?P<ko>취소|연기)(?:되었습니다|됐습니다|되었음|됨|합니다|됩니다|하였습니다|했습니다)?)"
)
"""The same in languages that do not part words: the gathering or a reason, then the state and no more."""
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|otherwise|or|may be|might|could(?! not\b)|would|can(?! not\b)|policy|policies|refund|fees?|your|"
    r"you|registrations?|rsvp|reservation|in case|falls|sollte|wenn|oder|si(?! (?:tiene|terra|svolgera)\b)|ou|"
    rf"se(?! (?:ha|han|cancela|suspende|anula|aplaza|pospone)\b)|o(?! {THING}\b)|sauf|"
    r"indien|als|not cancelled|please cancel|subscription|ticket|tickets)\b"
)
LONGEST_SENTENCE = 160
"""Characters; a longer text is prose, in which no status word is believed."""

_DAY = (
    r"(?:(?:on|the|den|dem|le|la|el|il|o|dia|giorno) ){0,2}"
    rf"(?=(?:(?:{MONTH}) )?(?!(?:19|20)\d\d\b)\d|(?:{WEEKDAY}|online|noon|tomorrow)\b)"
)
"""A day or an hour, with an article at most before it; a month or a year alone is none."""
POSTPONED = STATES[Status.POSTPONED]
_OFF = (Status.CANCELLED, Status.POSTPONED)
_FROM = r"(?:from|vom|von|du|de|del|dal|do|van|fran)"
TO = r"(?:to|until|auf|au|a|al|alla|para|naar|tot|till)"
_MOVED_TO = re.compile(
    r"(?:(?:is|was|has been|wird|wurde|ist) )?"
    rf"(?:(?:{MOVED})\b[\w ]{{0,20}}? ?\b(?:{TO}|for) (?=[\w ]{{0,30}}?(?:\d|(?:{MONTH}|{WEEKDAY}|online)\b))"
    rf"|(?:{POSTPONED})(?: (?!{THING}\b)\w+){{0,6}}? {TO} {_DAY})"
)
_ASIAN_MOVE = re.compile(
    rf"[\w ]{{0,30}}?\d{{1,2}} ?(?:日|時|일|시|분|(?<=\d) \d\d)(?: ?\w)?(?: \d\d? \d\d)? ?{ONTO}|"
    r"[\w ]{0,20}?(?:(?<!修)改期?|延期|推迟|推遲)(?:至|到)[\w ]{0,6}?\d"
)
_MOVED_FROM = re.compile(rf"(?:{MOVED}|{POSTPONED}) {_FROM} {_DAY}")
_BEHIND_FROM = re.compile(rf"\b(?:{_FROM}|från)\s", re.IGNORECASE)
_OPEN = re.compile(
    rf"(?:(?:{POSTPONED}) |(?:{MOVED}) {_FROM} {_DAY})[\w ]*?\b(?:{UNSETTLED}|later date|date ulterieure|plus tard|"
    r"unbestimmte zeit|data da destinarsi|nuevo aviso|further notice|sine die|senare)"
    rf"|(?:{POSTPONED}) (?:{TO}|in|ins|i) (?:(?!{_FROM}\b)[^\W\d]+ ){{0,2}}(?:{SEASON})"
    r"(?: semester| term| quarter| 20\d\d)*$"
)
"""That the new day is still open: "verschoben, neuer Termin folgt", "postponed to spring"."""
_OF_DAY = (
    rf"(?: (?:on|of|from|for|at|am|vom|von|du|de|del|dal|do|van|op|fran))? {_DAY}\w+"
    rf"(?: (?:\d\w*|{MONTH}|{WEEKDAY}|on|of|at|the|o|clock|am|pm|um|uhr|h|heures|de|del|a|as|"
    rf"las|di|alle|ore|om|uur|kl|{REASON}))*"
)
_BY = r"(?:by|of|with|von|mit|de|par|di|con|por|van|met|av|med|d[aeiouh]\w+)"
_OFF_ITS_DAY = re.compile(
    rf"(?:{POSTPONED}) (?:(?:{DETERMINER}|o|a) )?{THING}"
    rf"(?: {_BY}(?: (?!(?:{HELD}|now|jetzt|nun|{MOVED})\b)\w+){{1,5}}?)?{_OF_DAY}"
)
"""A talk put off, with the day on which it would have been: "Verschoben: Vortrag von Ada Byron am 3. Dezember".
Where a verb tells of the day it is the new one."""


@remembered()
def read_status(text: str) -> Status | None:
    """The status a badge, label value, schema.org word or short sentence states; None if it states none.

    A talk moved to a new date is CONFIRMED (at that date); POSTPONED has none yet.
    """
    if len(text) > LONGEST_SENTENCE * 2:
        return None
    key = fold(re.sub(r"^https?://schema\.org/", "", clean(text)))
    if not key or len(key) > LONGEST_SENTENCE or text.rstrip().endswith(("?", "？")):
        return None
    clauses = clauses_of(text)
    said = _said(text, key, clauses)
    return None if said in _OFF and is_standing(text, said) else said


def _said(text: str, key: str, clauses: str) -> Status | None:
    """The status that words state, whatever takes it back. `key`: the words folded, `clauses` with their strokes."""
    if (badge := badge_of(key)) is not None:
        return badge
    if _OFF_ITS_DAY.fullmatch(key):
        return Status.POSTPONED
    clauses = without_courtesy(clauses)
    if (badge := badge_of(clauses)) is not None:
        return badge
    if _CONDITIONAL.search(clauses):
        return None
    if (off := _ASIAN_OFF.fullmatch(key)) is not None:
        return Status.POSTPONED if off[off.lastgroup or 0] in ("延期", "推迟", "연기") else Status.CANCELLED
    if any(_sentence(fold(quoted[0])) for quoted in _IN_QUOTES.finditer(text)):
        return None  # "We study rumours such as “the lecture is cancelled”"
    if (named := _NAMED_OFF.fullmatch(text)) is not None:
        return badge_of(fold(named["state"]))
    return _sentence(clauses) or told_by_us(clauses)


def _sentence(clauses: str) -> Status | None:
    """The status that a sentence about a gathering states."""
    for status, sentence in _SENTENCE.items():
        if (said := sentence.fullmatch(clauses)) is not None:
            before, behind = clauses[: said.start("state")].rstrip(), clauses[said.end("state") :]
            if _DENIED.search(before) or _LONG_AGO.search(behind.split(" |")[0]):
                return None
            return Status.CONFIRMED if _MOVED_TO.search(clauses) else status
    if not _APART.fullmatch(clauses):
        return None
    state = _APART_STATE.search(clauses)
    return None if state and _DENIED.search(clauses[: state.start()].rstrip()) else Status.CANCELLED


def badge_of(key: str) -> Status | None:
    """The status that words in a slot of their own state."""
    if _MOVED_TO.match(key) or _ASIAN_MOVE.match(key) or _MOVES.fullmatch(key):
        return Status.CONFIRMED
    for status, badge in _BADGE.items():
        if badge.fullmatch(key):
            return status
    for status, badge in _BECAUSE_OFF.items():
        if badge.fullmatch(key):
            return status
    if _ALONE.fullmatch(key):
        return Status.CANCELLED
    if _OPEN.fullmatch(key):
        return Status.POSTPONED
    return Status.CONFIRMED if _MOVED_FROM.match(key) and not _OPEN.match(key) else None


def says_moved(text: str) -> bool:
    """Whether a text says that a talk takes place on another day than was announced."""
    key = fold(clean(text))
    return bool(_MOVED.match(key) or _ASIAN_MOVE.match(key))


def leads_to_new_day(before: str, behind: str) -> int | None:
    """Whether a sentence that stands around a day says that a gathering moves to it: "This talk has been moved to";
    then how many characters behind the day still say so, as in "wurde auf den 10. Dezember verschoben"."""
    if _MOVES_BACK.fullmatch(fold(before)):
        last = _MOVED_AT_LAST.match(behind)
        return last.end() if last else None
    ends = not behind.strip() or behind[0] in ".,;!()" or behind.strip()[0] in "–—("
    return 0 if ends and _MOVES.fullmatch(fold(before)) else None


def moved_from(text: str) -> str:
    """The words behind "moved from", which tell on what day a talk would have been: "verschoben vom 26.11."; or ""."""
    return _BEHIND_FROM.split(clean(text), maxsplit=1)[1] if _MOVED_FROM.match(fold(clean(text))) else ""


_THIS_MOVES = (
    rf"(?:(?:attention|achtung|attenzione|please note|bitte beachten|update) )?(?:(?:{DETERMINER} )?l?{THING} )"
)
_MOVES = re.compile(
    rf"{_THIS_MOVES}?(?:{VERB} )?(?:(?:now|leider|unfortunately|helaas|been) )?(?:{MOVED}|{POSTPONED})(?: {REASON})? "
    rf"(?:{TO}|alla|alle|all)(?: (?:the|den|dem|le|la|el|il|het|dia|jour|giorno))?"
)
_MOVES_BACK = re.compile(
    rf"{_THIS_MOVES}(?:wird|wurde|ist|werd|wordt|is) (?:leider |helaas )?(?:auf|naar)(?: (?:den|das|de|het))?"
)
_MOVED_AT_LAST = re.compile(r"\W*(?:verschoben|verlegt|verplaatst|verzet)\b")
NEW_DAY = (
    r"(?:(?:the|a|der|ein|la|une?|una|de|een) )?(?:new|neue[rns]?|nouvelle|nueva|nuova|nieuwe|nova|nytt) (?:date|day|"
    r"termin|datum|tag|fecha|data)"
)
_MOVED = re.compile(
    rf"(?:the |this )?(?:meeting |talk |seminar )?(?:is |was |has been )?(?:{POSTPONED}|{MOVED})\b(?! {_FROM}\b)|"
    rf"(?:(?:{STATES[Status.CANCELLED]}) )?(?:(?:and|und|et|e|y|en) )?"
    rf"(?:(?:{NEW_DAY})\b|(?:{POSTPONED}|{MOVED}) {TO}\b)"
)


# ── No talks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_NO_TALK = re.compile(NO_TALK, re.VERBOSE)
_CALENDAR = re.compile(CALENDAR, re.VERBOSE)


def is_no_talk(text: str, spoken: bool = False) -> bool:
    """Whether a title names no talk: "No seminar (Thanksgiving)", "Spring Break", "Coffee", "HOLD for job talk".

    `spoken`: a speaker is named, so "No class – why inequality persists" is the title of what is said.
    """
    if len(text) > 120:
        return False
    parts = _WHY.fullmatch(text)
    first = fold(parts["first"]) if parts else ""
    none = bool(_NONE.match(first) and _NO_TALK.fullmatch(first))
    if parts and none and parts["mark"].strip() not in ("(", "[") and (spoken or _HOLIDAY.fullmatch(first)):
        return is_no_talk(parts["why"]) or bool(_DAYS.fullmatch(fold(parts["why"])))
    if none and (not spoken or _SERIES.search(first)):
        return True
    key = fold(text)
    return bool(_NO_TALK.fullmatch(key) or (not spoken and (_CALENDAR.fullmatch(key) or is_maintenance(text))))


def is_maintenance(text: str) -> bool:
    """Whether a heading says that the site is being maintained and nothing else: "Down for maintenance"."""
    return bool(_ONLY_MAINTAINED.fullmatch(fold(text)))


_ONLY_MAINTAINED = re.compile(
    rf"(?:{AROUND} )*(?:{MAINTAINED})(?: {AROUND})*(?: (?:am|vom|ab|bis|on|from|until) \d.{{0,30}})?"
)
_WHY = re.compile(r"(?P<first>.*?)(?P<mark>\s*[(\[–—:]|\s-\s|,\s)\s*(?P<why>.*)", re.DOTALL)
_HOLIDAY = re.compile(r"relache|vacances|ferie|\w+(?:ferien|pause)")
_NONE = re.compile(
    rf"(?:no|kein\w*|pas de|nessun|no hay|sin|geen|sem|nao ha|ingen|inget|feiertag|{_HOLIDAY.pattern})\b"
)
"""How it begins that there is no talk; why stands behind it: "No seminar (conference)". Behind a holiday that says not
so stands what is said about it: "Vacances : une histoire du temps libre"."""
_DAYS = re.compile(
    rf"(?:\b(?:\d+|{MONTH}|{WEEKDAY}|vom|bis|zum|der|und|du|au|le|et|from|to|until|the|and|dal|al|e|del|a|de|y|van|tot|en|"
    r"fran|till|och|do|ate)(?: |$))+"
)
_SERIES = re.compile(r"semina|seance|sesion|[ck]olloqui|coloquio|lecture|vorlesung|vortrag|lezing")
"""What is held week by week, so that one is missed."""


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
