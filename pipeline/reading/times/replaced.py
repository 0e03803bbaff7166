# ruff: noqa: E501
"""Days and hours that hold no more: "13 January (moved from 16 December)", "statt 16 Uhr", "initialement prévu le …".

They are told beside those which replace them. Words are matched in folded text (`text.fold`), so "déplacée" reads
`deplacee`.
"""

from __future__ import annotations

import re

from pipeline.reading.remembered import remembered
from pipeline.reading.text import fold

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
    r"(?:first|earlier) (?:scheduled|planned|announced|advertised)|"
    r"(?:old|original|previous|former) (?:date|time|day)|instead of|in place of|in lieu of|rather than|"
    r"(?:ursprunglich|eigentlich|bisher|ehemals|zuvor|vorher)(?: (?:geplant|vorgesehen|angekundigt|angesetzt))?|"
    r"ursprunglich geplanter termin|(?:alter|bisheriger|ursprunglicher|fruherer) termin|(?:an)?statt|anstelle|"
    r"(?:initialement|originellement|auparavant|precedemment|anciennement)(?: (?:prevu|programme|annonce|fixe|planifie)e?s?)?|"
    r"(?:prevu|programme|annonce|fixe)e?s? initialement|ancienne date|date initiale|au lieu|a la place|en remplacement|"
    r"(?:originalmente|inicialmente|anteriormente)(?: (?:previst|programad|anunciad|convocad|agendad|marcad)[oa]s?)?|"
    r"en (?:lugar|vez)|fecha (?:anterior|original|inicial)|em vez|"
    r"(?:originariamente|inizialmente|precedentemente)(?: (?:previst|programmat|fissat)[oaie])?|invece|al posto|anziche|"
    r"(?:oorspronkelijk|aanvankelijk)(?: (?:gepland|aangekondigd|voorzien))?|eerder (?:gepland|aangekondigd)|in plaats|oude datum|"
    r"(?:ursprungligen|tidigare)(?: (?:planera[dt]|avisera[dt]))|ursprungligen|i ?stallet|"
    r"原定于?|原计划|当初|旧日程|기존|당초"
)
_FILLER = (
    r"(?: (?:the|its|our|for|on|of|at|from|original|usual|cancell?ed|scheduled|date|day|time|seminar|talk|lecture|meeting|"
    r"am|um|den|dem|der|des|die|das|fur|vom|von|auf|termin|le|la|du|de|d|pour|au|a|el|del|para|dia|o|do|il|per|dal|di|l|"
    r"ore|alle|op|voor|van|till|kl|fran))*"
)
_BEFORE = re.compile(rf"(?:^|.*[\W_]|(?<=[^\W\d_a-z]))(?:(?:{_MOVED})|(?:{_ONCE})){_FILLER}\W*", re.DOTALL)
_TAKES_PLACE = re.compile(r"\b(?:find|fand)", re.IGNORECASE)
_FROM = re.compile(r"(?:.*\b)?(?:vom|von|van|fran|from)(?: (?:the|de|den))?", re.DOTALL)
_THEN_MOVED = re.compile(
    r"(?:auf|zum|nach|naar|till|to)\b.{4,50}\b(?:verschoben|verlegt|vorverlegt|vorgezogen|verplaatst|verschoven|verzet|flytta[dt]|moved|rescheduled)\b"
    r"|から.{0,24}(?:変更|延期|移動|振替)|より(?:変更|延期)|에서 ?(?:.{1,20}로 ?)?(?:변경|연기)|改(?:期|为|至|到)|(?:延期|推迟)(?:至|到)"
)


def is_replaced(text: str, start: int, end: int) -> bool:
    """Whether a day or an hour, `start` to `end` of a text, is one that another has replaced."""
    before = text[max(0, start - REACH) : start]
    if "statt" in before and _TAKES_PLACE.search(text, 0, start):
        return False  # "findet am 13. Januar statt, 17 Uhr"
    return _says_old(before) or _moves_on(before, text[end : end + REACH])


_OLD_DAY = re.compile(rf"(?:(?:{_MOVED})|(?:{_ONCE})){_FILLER} (?:[^\W\d_]+ )?\d.*")


def tells_old(text: str) -> bool:
    """Whether a text is about a day or hour that holds no more: "verschoben vom 16. Dezember"."""
    return bool(_OLD_DAY.fullmatch(fold(text)))


@remembered(REACH)
def _says_old(before: str) -> bool:
    return bool(_BEFORE.fullmatch(fold(before)))


def _moves_on(before: str, behind: str) -> bool:
    """Whether the verb comes last: "vom 16. Dezember auf den 13. Januar verschoben", "12月16日から変更"."""
    match = _THEN_MOVED.match(fold(behind))
    return match is not None and (not match[0].isascii() or bool(_FROM.fullmatch(fold(before))))
