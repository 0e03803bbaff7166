# ruff: noqa: E501
"""How a talk is attended: links to join or to register, and whether people come, connect, or both."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.reading.remembered import remembered
from pipeline.reading.text import clean, fold, unwrap
from pipeline.talk import Mode

# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_MEETING = re.compile(
    r"""(?:^|\.)(?:zoom\.(?:us|com|com\.cn)|zoomgov\.com|zoom-x\.de)/(?:j|w|my|s|webinar|rec/?play|meeting|wc)\b
    |(?:^|\.)meet\.google\.com/|teams\.(?:microsoft|live)\.com/(?:l/meetup|meet)|(?:^|\.)webex\.com/(?!$)
    |(?:^|\.)gotomeet(?:ing)?\.(?:com|me)/|(?:^|\.)gotowebinar\.com/|(?:^|\.)meet\.jit\.si/|(?:^|\.)whereby\.com/
    |(?:^|\.)youtu(?:\.be/|be\.com/(?:live|watch|c/|channel|@|embed|user))|(?:^|\.)twitch\.tv/|(?:^|\.)bluejeans\.com/
    |(?:^|\.)vimeo\.com/(?:event/|live|\d)|(?:^|\.)gather\.town/|(?:^|\.)crowdcast\.io/|(?:^|\.)meeting\.tencent\.com/
    |(?:^|\.)skype\.com/|(?:^|\.)discord\.gg/|(?:^|\.)livestream\.com/|(?:^|\.)voovmeeting\.com/
    |(?:^|[./-])(?:bbb|bigbluebutton|greenlight)[\w-]*[./]|/b/[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}|/bigbluebutton/
    |(?:^|\.)(?:jitsi|meet|live|stream|livestream|webinar|conference|visio|rendez-vous)\.[\w.-]+/\w""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_UP = re.compile(
    r"""(?:^|\.)eventbrite\.[a-z.]+/|(?:^|\.)(?:eventbrite|tickettailor|ticketspice|humanitix|cvent|regonline|lu\.ma|luma)
    (?:\.com|\.eu|)/|(?:^|\.)forms\.(?:gle|office\.com|microsoft\.com|cloud\.microsoft)/|docs\.google\.com/forms/
    |(?:^|\.)(?:qualtrics|surveymonkey|typeform|jotform|wufoo|doodle|meetup|pretix|weezevent|billetweb|helloasso|eventim|
    konfhub|evite|signupgenius|formstack|airtable)\.(?:com|eu|net|org)/|zoom\.us/(?:webinar|meeting)/register
    |/(?:register|registration|rsvp|anmeldung|anmelden|inscription|inscripcion|iscrizione|signup|sign-up|aanmelden|
    inschrijven|tickets|booking)\b|[?&](?:register|rsvp)=|(?:^|\.)formdesk\.com/|ti\.to/|attendee\.gotowebinar\.com/register""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_UP_WORDS = re.compile(
    r"\b(?:register|registration|rsvp|sign ?up|book(?: now| your| a| here| tickets| online)?|tickets?|reserve|enrol\w*|"
    r"anmelden|anmeldung|registrier\w+|s inscrire|inscriptions?|inscrivez|iscriviti|iscrizion[ei]|registrati|"
    r"inscripcion(?:es)?|inscribete|registro|registrate|aanmelden|aanmelding|aanmeldformulier|registratieformulier|inschrijven|inscricao|inscricoes|anmal\w*|"
    r"tilmeld\w*)\b|申込|申し込み|参加登録|报名|注册|報名|등록|신청"
)
_NOT_SIGN_UP = re.compile(
    r"\b(?:registration (?:is )?(?:closed|not required|deadline|fee)|registered|books?|bookshop|ticket prices)\b|"
    r"\b(?:newsletter|mailing list|log ?in|listserv)\b"
)


@remembered(500)
def is_online_link(url: str) -> bool:
    """Whether the address is one by which a talk is attended or watched: Zoom, Teams, Webex, BigBlueButton, a stream."""
    parts = _host_and_path(url)
    return bool(parts and _MEETING.search(parts) and not re.search(r"/register\b|/download\b|/test\b", parts))


@remembered(500)
def is_registration_link(url: str, text: str) -> bool:
    """Whether a link with these words leads to registration: "RSVP", "Anmeldung", a form or a ticket page."""
    parts = _host_and_path(url)
    if not parts:
        return False
    words = fold(text[:200])
    if _NOT_SIGN_UP.search(words):
        return False
    return bool(_SIGN_UP.search(parts) or (len(words) <= 80 and _SIGN_UP_WORDS.search(words)))


@remembered(500)
def _host_and_path(url: str) -> str:
    plain = unwrap(url)
    if not plain:
        return ""
    parts = urlsplit(plain)
    return f"{parts.hostname}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


# ── How a talk is attended ────────────────────────────────────────────────────────────────────────────────────────────

_ONLINE = (
    r"(?:online|virtual(?:ly)?|remote(?:ly)?|zoom|webex|teams|webinar|live ?stream(?:ed|ing)?|livestream|streamed|streaming|"
    r"youtube|bigbluebutton|bbb|google meet|video ?conference|digital|visio(?:conference)?|en ligne|distanciel|a distance|"
    r"distance|streaming|da remoto|en linea|virtuell|オンライン|线上|腾讯会议|온라인|줌|virtualmente|remoto)"
)
_ONSITE = (
    r"(?:in ?person|on ?site|onsite|on campus|in the room|in room|prasenz|vor ort|presentiel|sur place|in presenza|presencial|"
    r"presencialmente|live in|op locatie|fysiek|対面|现地|现场|线下|現地|会場|대면|현장|pa plats|face to face|physical(?:ly)?)"
)
_BOTH = re.compile(
    rf"\bhybrid\w*\b|\bbimodal\b|ハイブリッド|混合|하이브리드|\bhybride\b|\bibrid[oa]\b|\bhibrid[oa]\b|"
    rf"\bboth\b[\w ]{{0,120}}?\b{_ONSITE}\b[\w ]{{0,160}}?\b(?:and|or)\b[\w ]{{0,60}}?\b{_ONLINE}|"
    rf"\b{_ONSITE}\b[\w ]{{0,100}}?\b(?:and|or|und|oder|sowie|et|ou|e|o|y|en|&|as well as|also|and also|auch|または|と)\b"
    rf"[\w ]{{0,40}}?{_ONLINE}|"
    rf"{_ONLINE}\b[\w ]{{0,60}}?\b(?:and|or|und|oder|sowie|et|ou|e|o|y|en|as well as|also)\b[\w ]{{0,40}}?\b{_ONSITE}|"
    rf"対面.{{0,12}}オンライン|オンライン.{{0,12}}対面|线上.{{0,8}}线下|线下.{{0,8}}线上|온라인.{{0,12}}(?:대면|현장)|"
    rf"\b(?:livestream|live stream|stream|zoom|remote|virtual|online)(?: \w+)? (?:option|link|access|participation|attendance)?"
    rf" ?(?:is |will be )?(?:also )?available\b|"
    rf"\b(?:will |can )?(?:also )?be (?:live ?streamed|streamed|broadcast(?:ed)?|simulcast)\b|\balso (?:via|on|over|by) zoom\b|"
    rf"\b(?:wird|werden) (?:live )?(?:ubertragen|gestreamt)\b|\bretransmis\b|\bretransmitir\b|\bdiretta streaming\b|"
    rf"\bjoin (?:us )?(?:in person|in {_ONSITE}) or\b|\boptional(?:ly)? (?:via |on )?zoom\b|\blive ?stream available\b"
)
_ONLY_ONLINE = re.compile(
    r"^(?:this (?:talk|seminar|event|lecture|is|colloquium|webinar|workshop|meeting)|the (?:talk|seminar|event|lecture|colloquium|"
    r"webinar|meeting)|der vortrag|die veranstaltung|la conference|le seminaire|l evento|il seminario|el seminario|la charla)"
    r"[\w ]{0,60}? (?:online|virtual(?:ly)?|via zoom|on zoom|over zoom|by zoom|through zoom|remote(?:ly)?|webinar|en ligne|"
    r"per zoom|uber zoom|digital|da remoto|en linea|a webinar|via (?:ms |microsoft )?teams|via webex)\b|"
    r"\b(?:online|virtual|zoom|remote) only\b|\bonly (?:online|virtual(?:ly)?|via zoom|on zoom)\b|\bnur online\b|\brein online\b|"
    r"\b(?:online|virtual|zoom|webex|teams|digital) (?:event|seminar|talk|lecture|meeting|colloquium|workshop|session|format|"
    r"veranstaltung|vortrag|kolloquium|webinar|presentation)\b|"
    r"^live ?stream\b|"
    r"^(?:via|per|by|on|over|uber|par|por|through|auf)? ?(?:zoom|online|webex|(?:ms |microsoft )?teams|virtual|virtually|webinar|"
    r"remote|bbb|bigbluebutton|google meet|youtube|internet|digital|virtuell|en ligne|visioconference|en distanciel|"
    r"in streaming|da remoto|en linea|オンライン|线上|腾讯会议|온라인|onlineevent)"
    r"(?:$| (?:event|seminar|only|link|meeting|format|talk|webinar|lecture|session|zoom|teams|via|over|on|by|at|id|https?)\b)"
)
_ONLY_ONSITE = re.compile(
    rf"\b{_ONSITE}\b(?: only| event| talk| seminar)?|\bin person only\b|\bno (?:zoom|livestream|live stream|remote|online|"
    r"streaming|recording or zoom)\b|\bnot be (?:streamed|live ?streamed|broadcast)\b|\bnot available online\b|"
    r"\bnur in prasenz\b|対面|线下|现地|現地|대면"
)
_NOT_ONLINE = re.compile(r"\bno (?:zoom|livestream|remote|online)\b|\bnot be (?:live ?)?stream")
_SCHEMA = {
    "mixedeventattendancemode": Mode.HYBRID,
    "onlineeventattendancemode": Mode.ONLINE,
    "offlineeventattendancemode": Mode.IN_PERSON,
    "inperson": Mode.IN_PERSON,
    "physical": Mode.IN_PERSON,
    "mixed": Mode.HYBRID,
    "offline": Mode.IN_PERSON,
    "hybrid": Mode.HYBRID,
    "online": Mode.ONLINE,
    "virtual": Mode.ONLINE,
}
LONGEST_PROSE = 600
"""Characters of prose in which a mode is looked for; an abstract about online learning is longer."""


@remembered()
def read_mode(text: str) -> Mode | None:
    """How a talk is attended, from a value ("Online only", "MixedEventAttendanceMode") or a sentence about the talk.

    For texts about the talk itself; an abstract on virtual reality is not for this function.
    """
    key = fold(re.sub(r"^https?://schema\.org/", "", clean(text[: LONGEST_PROSE + 40])))[:LONGEST_PROSE]
    if key in _SCHEMA:
        return _SCHEMA[key]
    if _BOTH.search(key):
        return Mode.IN_PERSON if _NOT_ONLINE.search(key) else Mode.HYBRID
    if _ONLY_ONLINE.search(key):
        return Mode.ONLINE
    return Mode.IN_PERSON if _ONLY_ONSITE.search(key) else None
