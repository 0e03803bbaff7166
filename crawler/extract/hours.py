"""Hours that are written where none is expected, that are no talk's, or that are not known yet.

People write the hour into a title, because their calendar has no field for it or they left that empty. They say when
a library is open, and that an hour is still to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract.gatherings import GATHERING
from pipeline.reading.text import fold, is_placeholder
from pipeline.reading.times.lexicon import LABELS, LIMITS, LIMITS_BEHIND, NO_LIMIT

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

_GATHERED = re.compile(
    rf"{GATHERING.pattern}(?: (?:ist|sind|wird|werden|is|wordt|worden|zijn|ar|blir)(?: \w+){{0,2}})?\s?$"
)


def tells_opening(text: str) -> bool:
    """Whether a sentence tells when a library, an office or a desk is open. A "seminar open to all" is none of them,
    nor is an event that "is open from 4 pm"."""
    said = fold(text)
    return any(
        not (one["adjective"] and _GATHERED.search(said[max(one.start() - WORD, 0) : one.start()]))
        for one in _OPEN.finditer(said)
    )


def _words(words: Iterable[str], *, blanks: bool = True) -> str:
    """Words of the lexicon of times as alternatives in folded text; of scripts with blanks or of the others."""
    folded = {fold(word) for word in words}
    return "|".join(sorted((word for word in folded if word.isascii() is blanks), key=len, reverse=True))


_GUESTS = [
    word for kind in ("doors", "food") for word in LABELS[kind].split() if word != "porte"
]  # a door with a number, in French
_DUE = LABELS["not"].split()
_TIME_AHEAD = (
    r"(?: (?:at|from|around|about|um|ab|von|gegen|ca|circa|les?|las?|l|ore|ora|alle|dalle|al|a|de|del|des|desde|partir|"
    r"vers|om|vanaf|van|kl|klockan|fran|as|das|open|opens|oppnas|oppnar|offnen|geoffnet|is|are|be|will|ist|sind|wird|werden|"
    r"est|sont|sera|serviert|served|servi|se sirve|servido|servito|geserveerd|serveras|finns|available))*"
)
_IN_PLACE = r"(?: (?:in|im|au|dans|en|nel|nella|na|no|i|vor|outside)(?: \w+){1,3}?)?"
_LIMIT = re.compile(rf"\b(?:by|(?:later|more|rather) than|{_words(LIMITS)}){_TIME_AHEAD}$")
_LIMIT_BEHIND = re.compile(rf"\s?(?:{'|'.join(LIMITS_BEHIND)}|迄|之?前(?![後后])|以前|截止|전(?!후))")
_TO_DIGIT = re.compile(r"\D*")
_RANGED = re.compile(r"[-–—~〜～]|から|より|至|到|부터|時.*時|:.*:")
_ELSE = re.compile(
    rf"\b(?:{_words(_GUESTS)})(?: daccueil| (?:and|und|et|y|e|en|och|with|mit) \w+)?{_IN_PLACE}{_TIME_AHEAD}$|"
    rf"\b(?:{_words(_DUE)})\b|\b(?:zaal open|apertura(?: delle)? porte)\b|"
    r"\b(?:schliess(?:t|en)|ferme(?:nt)?|cierran?|chiud(?:e|ono)|sluit(?:en)?|stang(?:er|s)|fecham?|encerram?|close|closing)"
    rf"(?= ){_TIME_AHEAD}$|"
    rf"(?:{_words((*_GUESTS, *_DUE), blanks=False)})(?:は|時間|開始|时间|开始|시간|시작| )*$"
)
_ELSE_BEHIND = re.compile(rf"(?:{_words(_DUE)})\b|(?:{_words((*_GUESTS, *_DUE), blanks=False)})")
_AHEAD_OF_IT = re.compile(
    rf"\b(?:(?!welcome|recep|registration)(?:{_words(_GUESTS)})|deadlines?|frist|scadenza) (?:\w+ ){{0,2}}?"
    r"(?:for|to|before|zum|zur|fur|vor|pour|du|avant|para|de la|del?|per|al|alla|prima del?|voor|till|infor|do|da|"
    rf"antes d[ao]|fore) (?:\w+ )?{GATHERING.pattern}"
)


def is_of_else(before: str, hour: str, after: str) -> bool:
    """Whether the words before an hour or right behind it, of its own clause, say that nothing begins then: a deadline,
    doors, an end."""
    said = fold(before + hour[: _TO_DIGIT.match(hour).end()])  # type: ignore[union-attr]
    if _LIMIT.search(said) and not re.search(NO_LIMIT, said):
        return True
    if _LIMIT_BEHIND.match(after) and not _RANGED.search(hour):
        return True
    if GATHERING.search(said):
        return bool(_AHEAD_OF_IT.search(said))
    return bool(_ELSE.search(said) or _ELSE_BEHIND.match(fold(after)))


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
