# ruff: noqa: E501
"""Sentences of those who call a talk off: "We regret to inform you that …", "Wir müssen den Vortrag absagen"."""

from __future__ import annotations

import re

from pipeline.reading.states import THING
from pipeline.talk import Status

_OPENING = re.compile(
    r"(?:(?:unfortunately|sadly|regretfully|dear (?:all|colleagues|everyone)|leider|malheureusement|purtroppo|helaas|"
    r"lamentablemente|please note|bitte beachten|important|achtung|attention)(?: \|)? )*"
    r"(?:(?:we|i) (?:(?:deeply|very much|sincerely|truly) )?(?:regret|are (?:(?:very|deeply|truly|so) )?sorry|am sorry|have|"
    r"must)(?: to)? (?:inform|announce|tell|say|advise|let|report)(?: (?:you|everyone|all))?(?: know)?(?: \|)? (?:that )?|"
    r"please (?:be (?:advised|informed|aware)|note)(?: \|)? that |it is with regret that (?:we (?:announce|inform you) that )?|"
    r"(?:mussen|muss) (?:wir|ich) (?:(?:ihnen|euch|sie|leider) )*(?:mitteilen|informieren|bekanntgeben) \| dass |"
    r"(?:wir|ich) (?:mussen|muss|bedauern) (?:(?:ihnen|euch|sie|leider) )*(?:mitteilen|informieren|mitteilen zu mussen) \| dass |"
    r"nous (?:avons le regret|sommes au regret|regrettons|sommes (?:sincerement )?desoles) de (?:vous )?(?:informer|"
    r"annoncer|faire savoir) qu ?e? ?|"
    r"(?:lamentamos|sentimos) (?:comunicar|informar|anunciar)(?:les?|os)?(?: de)? que |"
    r"(?:siamo spiacenti|ci (?:dispiace|rincresce|duole)|dobbiamo)(?: di)?(?: dover(?:vi)?)? (?:informar|comunicar)(?:vi|e) che |"
    r"(?:moeten wij?|wij? moeten) (?:(?:u|jullie|helaas) )*(?:meedelen|mededelen|laten weten|informeren)(?: \|)? dat )"
)
_CLOSING = re.compile(
    r"(?: \|)+ (?:thank(?:s| you)|(?:and )?we (?:are (?:very )?sorry|apologi[sz]e|regret|thank)|sorry|our apologies|"
    r"apologies|wir bitten um|wir entschuldigen|vielen dank|merci|nous (?:vous prions|nous excusons)|ci scusiamo|"
    r"disculpen|excuses)\b[\w |]*$"
)
_THE = (
    r"(?:this|the|todays|tomorrows|our|der|den|die|das|diesen?|dieses|unseren?|unser|ce|cet|cette|la|le|notre|l|el|esta|este|il|lo|"
    r"questo|questa|de|het|deze|dit)"
)
_ADVERB = r"(?:(?:unfortunately|regrettably|sadly|leider|malheureusement|purtroppo|helaas|lamentablemente) )"
_WE = r"(?:we|i|wir|ich|nous|wij)"
_MUST = (
    r"(?:have(?: had)?|had|must|need|are (?:forced|sorry|obliged)|were forced|regret|devons|avons du|sommes (?:contraints|"
    r"obliges|au regret|desoles)|debemos|tenemos que|nos vemos obligados a|hemos tenido que|lamentamos|sentimos|dobbiamo|"
    r"abbiamo dovuto|siamo costretti ad?|ci dispiace)"
)
_MUSS = rf"(?:{_WE} (?:mussen|mussten|muss|musste|moeten|moesten|haben|habe|hebben)|(?:mussen|mussten|muss|moeten|moesten) {_WE})"
_VERBS = {
    Status.CANCELLED: (
        r"(?:cancel(?:l?ed)?|call(?:ed)? off|d?annuler|supprimer|cancelar|suspender|anular|annullare|cancellare)",
        r"(?:absagen|abgesagt|ausfallen lassen|annuleren|afzeggen|afgelasten)",
    ),
    Status.POSTPONED: (
        r"(?:postponed?|d?ajourner|reporter|aplazar|posponer|rinviare|rimandare|posticipare)",
        r"(?:verschieben|verschoben|uitstellen)",
    ),
}
_ACTIVE = {
    status: re.compile(
        rf"{_ADVERB}?(?:{_WE} )?{_ADVERB}?{_MUST} {_ADVERB}?(?:to |de |d )?{first} (?:{_THE} (?:\w+ ){{0,3}}?)?l?{THING}\b"
        rf"(?: [\w|]+){{0,14}}"
        rf"|{_ADVERB}?{_MUSS} {_ADVERB}?{_THE} (?:\w+ ){{0,3}}?{THING}\b"
        rf"(?: (?!(?:nicht|niet|kein\w*|geen)\b)\w+){{0,8}}? {last}"
    )
    for status, (first, last) in _VERBS.items()
}
"""Who calls it off says so: "Wir müssen den Vortrag leider absagen", "Nous sommes au regret d'annuler ce séminaire"."""
_SUBORDINATE = {
    Status.CANCELLED: r"(?:abgesagt|geannuleerd|afgelast)(?: werden)? (?:ist|wurde|wird|muss|musste|is|wordt|werd)|entfallt|ausfallt|"
    r"nicht stattfindet|nicht stattfinden kann|(?:entfallen|ausfallen) muss|niet door ?gaat|niet door kan gaan",
    Status.POSTPONED: r"(?:verschoben|uitgesteld)(?: werden)? (?:ist|wurde|wird|muss|musste|is|wordt|werd)|"
    r"se (?:aplaza|pospone)(?: (?!\d)[^\W\d]+){0,8}",
}
_CLAUSE = {
    status: re.compile(rf"{_THE} (?:\w+ ){{0,3}}?{THING}\b(?: (?!(?:nicht|niet)\b)\w+){{0,8}}? (?:{said})")
    for status, said in _SUBORDINATE.items()
}
"""What stands behind "dass" and "dat"."""


def without_courtesy(clauses: str) -> str:
    """A sentence, folded, a stroke between its clauses, without that somebody regrets to tell it or thanks for it."""
    return _CLOSING.sub("", _OPENING.sub("", clauses, count=1) if _OPENING.match(clauses) else clauses)


def told_by_us(clauses: str) -> Status | None:
    """What a sentence says in which those who call a talk off speak themselves."""
    for status in (Status.CANCELLED, Status.POSTPONED):
        if _ACTIVE[status].fullmatch(clauses) or _CLAUSE[status].fullmatch(clauses):
            return status
    return None
