"""Hours that are written where none is expected, that are no talk's, or that are not known yet.

People write the hour into a title, because their calendar has no field for it or they left that empty. They say when
a library is open, and that an hour is still to follow.
"""

from __future__ import annotations

import re

from crawler.extract.gatherings import GATHERING
from pipeline.reading.text import fold, is_placeholder

_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b\.?|(?:[01]?\d|2[0-3])[:h][0-5]\d(?:\s?(?:uhr|h)\b)?)"
_HOUR = re.compile(
    rf"(?<![\w:./])(?:(?:{_CLOCK}|\d{{1,2}}(?:[:.]\d\d)?)\s?(?:-|–|to)\s?)?{_CLOCK}"
    r"|(?:(?<=^)|(?<=\bat )|(?<=@ )|(?<=@))noon\b",
    re.IGNORECASE,
)


def hour_in(title: str) -> tuple[int, int] | None:
    """Where a title states its hour or its range of hours; None where it states none, or several."""
    found = list(_HOUR.finditer(title[:300]))
    return found[0].span() if len(found) == 1 else None


def without_hour(title: str) -> int:
    """How long a title is without the hour it ends with ("Board Meeting @ 2:30 pm"); all of it where it ends otherwise.

    What is left is a title still: at least four characters of it.
    """
    hour = hour_in(title)
    if hour is None or title[hour[1] :].strip(" .)]"):
        return len(title)
    rest = re.sub(r"[\s,;:|@([–—-]+(?:at\s+|@\s*)?$|\s+at\s+$", "", title[: hour[0]])
    return len(rest) if len(rest) >= 4 else len(title)


_DAYS = (
    r"(?:\d|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b|daily\b|weekdays?\b|every\b|"
    r"(?:lun|mar|mercre|jeu|vendre|same)(?:di)?s?\b|dimanches?\b|(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?\b|"
    r"(?:lune|marte|mercole|giove|vener)di\b|(?:segunda|terca|quarta|quinta|sexta)s?\b|(?:tous|todos|tutti)\b)"
)
_OPEN = re.compile(
    r"\b(?:opening (?:hours|times)|(?:office|business|visiting|service|consultation|library|phone|desk) hours?|"
    r"hours of operation|"
    rf"(?P<adjective>(?:(?:is|are) )?(?:also |always |usually )?open (?:from\b|between\b|(?:on )?(?:the )?{_DAYS})|"
    rf"(?:est |sont )?ouverte?s? (?:du|de|le|les|{_DAYS})|"
    rf"(?:esta |estan |e |sono )?(?:abiert|abert|apert)[oa]s? (?:de|del|das|dal|dalle|{_DAYS})|geoffnet|geopend|"
    r"oppet (?:mellan|fran|kl|dagligen|vardagar|alla dagar|(?:man|tis|ons|tors|fre|lor|son)(?:dag)?(?:ar)?\b|\d))|"
    r"offnungszeit(?:en)?|sprechstunden?|sprechzeit(?:en)?|(?:buro|geschafts|service|telefon)zeit(?:en)?|"
    r"(?:horaires?|heures) (?:d ?ouverture|d ?accueil|de (?:bureau|reception|permanence))|"
    r"horario de (?:apertura|atencion|oficina|funcionamento|atendimento|abertura)|"
    r"orari[oi] di (?:apertura|ricevimento|ufficio)|"
    r"opening(?:stijden|suren)|spreeku(?:ur|ren)|kantooruren|oppettider|mottagningstid(?:er)?|telefontid)"
    r"|(?:開館|営業|受付|开放|办公|营业)時?时?[間间]|(?:개관|운영|근무) ?시간"
)
"""How folded text says that something is open: no gathering has these hours."""

WORD = 30
"""Characters in which a word and the blank behind it stand."""

_GATHERED = re.compile(rf"{GATHERING.pattern}\s?$")


def tells_opening(text: str) -> bool:
    """Whether a sentence tells when a library, an office or a desk is open. A "seminar open to all" is none of them,
    nor is an event that "is open from 4 pm"."""
    said = fold(text)
    return any(
        not (one["adjective"] and _GATHERED.search(said[max(one.start() - WORD, 0) : one.start()]))
        for one in _OPEN.finditer(said)
    )


_TIME_OPEN = re.compile(
    r"(?:the |exact |die |l |la |de )*(?:start(?:ing)? |genaue |exacte )?"
    r"(?:time|hour|uhrzeit|zeit|zeitpunkt|anfangszeit|beginn|heure|horaire|hora|horario|ora|orario|tijd|tijdstip|tid|klockslag|時間|时间|시간)"
    r"(?: (?:is|are|wird|ist|est|sera|still|noch))* ?(?=.)"
)


def is_hour_open(text: str) -> bool:
    """Whether a text says that the hour is not known yet: "15 December, time tbc", "Uhrzeit folgt"."""
    for piece in re.split(r"[,;:|·•()（）–—]|\s-\s|(?<=\D)\.\s", text[:300]):
        words = fold(piece)
        match = _TIME_OPEN.match(words)
        if match and is_placeholder(words[match.end() :]):
            return True
    return False
