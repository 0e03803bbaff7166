"""The words of dates and times, language by language.

Every word has a class (one letter, the alphabet of the grammar's rules, see CLASSES) and a value. All languages are
known at once, for an English notice may stand on a Spanish page; where one word means two things the page's own
language decides, then English. A word marked `!` counts in its own language only (or where no language is known).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.reading.daynames import MONTHS, WEEKDAYS
from pipeline.reading.times.halves import WORDS as HALVES
from pipeline.reading.times.zones import ABBREVIATIONS, NAMED

Word = tuple[str, str | int]
"""Class and value."""

CLASSES = {
    "n": "number of one or two digits",
    "N": "year, four digits",
    "x": "any other number, or one that something before it claims (room, page, price)",
    "i": "machine stamp: 20240305T160000Z, 2024-03-05T16:00",
    "z": "offset from UTC",
    "M": "month",
    "W": "weekday; from 10 on in the plural",
    "E": "every",
    "O": "ordinal word of a monthly rule: first, last",
    "o": "ordinal ending: st, nd, er, º",
    "a": "am or pm, behind the hour",
    "b": "am or pm, before the hour",
    "h": "hour mark: h, Uhr, 時",
    "m": "minute mark",
    "H": "half past",
    "k": "clock word before the hour: kl., ore",
    "T": "noon, midnight",
    "Z": "zone",
    "Q": "c.t. or s.t.",
    "R": "to, until",
    "F": "from, between",
    "V": "short words that mean 'to' in a range and nothing elsewhere: à, a, al",
    "P": "other small words, and labels such as Date:",
    "&": "and",
    "Y": "年",
    "U": "月",
    "D": "日",
    "G": "Japanese era",
    "B": "what claims the number behind it: Room, page, $",
    "L": "label that tells what a time is for",
    "s": "separators: | • @ ; →",
    "w": "any other word",
    "?": "what only its neighbours tell; replaced while reading",
}

WEEKLY = {
    "en": "mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays",
    "de": "montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags",
    "fr": "lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches",
    "nl": "maandags|dinsdags|woensdags|donderdags|vrijdags|zaterdags|zondags",
    "pt": "segundas-feiras|terças-feiras|quartas-feiras|quintas-feiras|sextas-feiras|sábados|domingos",
    "sv": "måndagar|tisdagar|onsdagar|torsdagar|fredagar|lördagar|söndagar",
}

# The small words: class → words; a value follows `=`.
SMALL = {
    "en": {
        "R": "to until till through thru til ends end ending conclude concludes concluding finish finishes finishing"
        " adjourn adjourns adjourning",
        "F": "from between",
        "P": "on at the of in starting date when day hour hours start starts begins beginning held"
        " local sharp approx approximately around circa inclusive incl by",
        "&": "and",
        "T": "noon=720 midday=720 midnight=1440",
        "E": "every=1 each=1 weekly=1 biweekly=2 fortnightly=2",
        "O": "first=1 second=2 third=3 fourth=4 last=-1",
        "o": "st nd rd th",
        "h": "h hrs o'clock oclock",
        "m": "min mins",
        "B": "room rooms rm page pages p pp vol volume nr num number figure fig table section chapter ch version"
        " ver arxiv doi isbn issn tel telephone phone fax suite floor building bldg level id passcode password code"
        " pin course grade box ext step part eq equation theorem lemma",
    },
    "de": {
        "R": "bis ende",
        "F": "von vom zwischen",
        "P": "am um den der dem im ab datum zeit uhrzeit termin wann beginn jeweils ca zum einschließlich inkl",
        "&": "und",
        "T": "mittag=720 mittags=720 mitternacht=1440",
        "E": "jeden=1 jede=1 jeder=1 wöchentlich=1 zweiwöchentlich=2",
        "O": "ersten=1 erster=1 zweiten=2 dritten=3 vierten=4 letzten=-1",
        "h": "uhr",
        "B": "raum hörsaal hs saal zimmer seite nummer kapitel abschnitt etage stock gebäude",
    },
    "fr": {
        "F": "du des de d entre dès",
        "V": "à au a",
        "R": "jusqu jusqu'à !fin",
        "P": "le la les l heure date quand jour horaire début partir",
        "&": "et",
        "T": "midi=720 minuit=1440",
        "E": "chaque=1 tous=1 toutes=1",
        "O": "premier=1 deuxième=2 troisième=3 quatrième=4 dernier=-1",
        "o": "er re e ère ème",
        "h": "h heures heure hrs",
        "B": "salle amphi étage bâtiment bureau porte",
    },
    "es": {
        "F": "del desde entre de",
        "V": "a al",
        "R": "hasta !fin",
        "k": "las",
        "P": "el la los fecha hora día en lugar cuándo partir",
        "&": "y",
        "T": "mediodía=720 medianoche=1440",
        "E": "cada=1 todos=1",
        "O": "primer=1 segundo=2 tercer=3 cuarto=4 último=-1",
        "o": "º ª",
        "h": "h hs hrs horas hora",
        "B": "aula sala salón página piso edificio",
    },
    "it": {
        "F": "dal dalle dall'",
        "V": "al alle all'",
        "R": "fino !fine",
        "P": "il lo la data orario quando giorno di del inizio",
        "&": "!e",
        "T": "mezzogiorno=720 mezzanotte=1440",
        "k": "ore !ora h",
        "E": "ogni=1",
        "O": "primo=1 secondo=2 terzo=3 quarto=4 ultimo=-1",
        "B": "aula sala stanza pagina piano edificio",
    },
    "nl": {
        "R": "tot t/m !einde",
        "F": "van tussen vanaf",
        "P": "op om de het datum tijd wanneer dag aanvang",
        "&": "!en",
        "T": "middernacht=1440",
        "E": "elke=1 iedere=1",
        "O": "eerste=1 tweede=2 derde=3 vierde=4 laatste=-1",
        "o": "!e !de !ste",
        "h": "uur",
        "B": "zaal lokaal kamer bladzijde verdieping gebouw",
    },
    "pt": {
        "R": "até !fim",
        "F": "das de desde entre",
        "V": "às as a ao",
        "P": "em no na dia data hora horário quando início do da",
        "&": "!e",
        "T": "meio-dia=720 meia-noite=1440",
        "E": "toda=1 todas=1 cada=1",
        "h": "h hs hrs horas",
        "B": "sala auditório página andar prédio",
    },
    "sv": {
        "R": "till !slut",
        "F": "från mellan",
        "P": "den tid datum när dag start i på",
        "&": "!och",
        "T": "midnatt=1440",
        "k": "kl klockan",
        "E": "varje=1",
        "O": "första=1 andra=2 tredje=3 fjärde=4 sista=-1",
        "o": "!e !a",
        "B": "sal rum lokal sida våning",
    },
    "ja": {
        "b": "午前=0 午後=12",
        "h": "時",
        "m": "分",
        "H": "半",
        "Y": "年",
        "U": "月",
        "D": "日",
        "R": "から より 終了",
        "P": "まで 日時 時間 日程 開催日 開始 に",
        "T": "正午=720",
        "E": "毎週=1",
        "G": "令和=2018 平成=1988 昭和=1925",
    },
    "zh": {
        "b": "上午=0 下午=12 晚上=12 中午=6 早上=0",
        "h": "点 點 时",
        "D": "号 號",
        "R": "至 到 结束",
        "P": "日期 时间 時間 报告时间 于",
        "E": "每周=1 每週=1",
    },
    "ko": {
        "b": "오전=0 오후=12",
        "h": "시",
        "m": "분",
        "H": "반",
        "Y": "년",
        "U": "월",
        "D": "일",
        "R": "부터",
        "P": "까지 일시 시간 날짜",
        "T": "정오=720",
        "E": "매주=1",
    },
}

# What a time is for. `talk`: this is it; `doors`: people come before; `food`: the same, or what the day is for ("open
# doors", "dinner"); `not`: about something else than the talk; `old`: no longer valid; `except`: a repetition leaves
# this day out; `no`: before a `talk` or `any` word, the same.
LABELS = {
    "talk": "talk talks lecture seminar colloquium presentation keynote speech workshop conference symposium"
    " vortrag vorlesung seminar kolloquium tagung conférence exposé séminaire colloque conferencia charla ponencia"
    " seminario coloquio conferenza lezione lezing voordracht palestra föreläsning föredrag",
    "any": "event class classes meeting meetings course session sessions sitzung treffen séance sesión sessione",
    "doors": "check-in einlass inloop insläpp türöffnung 受付 開場 签到 접수 등록 입장",
    "food": "doors refreshments refreshment tea coffee lunch dinner breakfast reception welcome registration"
    " mingling networking pizza snacks food drinks empfang kaffee tee imbiss umtrunk apéro mittagessen accueil"
    " café pot cocktail déjeuner acogida recepción almuerzo accoglienza rinfresco ontvangst borrel koffie kaffe"
    " recepção fika mingel porte puertas portas deuren türen dörrarna 懇親会 茶歇",
    "not": "deadline deadlines due posted published publication updated modified created submitted submission closes"
    " expires copyright born expiry register submit apply application veröffentlicht erstellt aktualisiert stand"
    " bewerbungsfrist anmeldeschluss frist anmeldung publié publiée modifié limite inscription publicado actualizado"
    " inscripción pubblicato aggiornato scadenza iscrizione iscrizioni gepubliceerd bijgewerkt aanmelden publicerad"
    " uppdaterad anmälan inscrições inscriptions inscripciones aanmelding 更新日 公開日 締切 発布时间 发布时间"
    " 更新时间 截止 마감",
    "old": "was originally formerly previously ursprünglich initialement",
    "except": "except excluding besides außer ausgenommen sauf excepté excepto salvo eccetto tranne behalve utom exceto"
    " 除く",
    "no": "no kein keine pas",
    "tba": "tba tbd tbc",
    "whole": "all-day ganztägig ganztags",
}

LIMITS = frozenset(
    str.split(
        "until til bis jusqu jusqua hasta fino tot até before vor spätestens avant antes entro prima oltre voor"
        " uiterlijk senast före innan tard tardar tardi end ends ending ende endet fin fine fim slut einde"
    )
)
LIMITS_BEHIND = ("まで", "까지")
"""Words by which an hour is an end or a deadline, before it and behind it."""
NO_LIMIT = (
    r"\b(?:not|nicht|pas|non?|niet|n[ãa]o|inte)"
    r" (?:before|until|vor|bis|avant|antes|hasta|prima|voor|tot|f[öo]re|innan)\b"
)
"""What is over or due by no hour: "not before 4 pm"."""

CJK = sorted(
    {
        word.partition("=")[0]
        for table in ("ja", "zh", "ko")
        for words in (*SMALL[table].values(), WEEKDAYS[table].replace("|", " "))
        for word in words.split()
    }
    | {word for words in LABELS.values() for word in words.split() if ord(word[0]) > 0x2E80},
    key=len,
    reverse=True,
)
"""The words of scripts that put no blank between words, longest first."""

BRACKETED = {
    char: day for week in ("月火水木金土日", "월화수목금토일", "一二三四五六日") for day, char in enumerate(week)
}
"""Weekdays of one character, as they stand in brackets behind a date."""

INITIALS = {"M": 0, "T": 1, "W": 2, "F": 4}
"""English weekdays of one letter, as they stand in brackets behind a number: "16(T) - 17(W)"."""


def plain(word: str) -> str:
    """A word without accents, soft hyphens and zero-width characters, in lower case."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(x for x in letters if unicodedata.category(x) not in ("Mn", "Cf"))


def _calendar(language: str) -> Iterator[tuple[str, Word]]:
    for number, spellings in enumerate(MONTHS.get(language, "").split("|"), 1):
        for word in spellings.split():
            yield word, ("M", number)
    for plural, table in ((0, WEEKDAYS), (10, WEEKLY)):
        for number, spellings in enumerate(table.get(language, "").split("|")):
            for word in spellings.split():
                yield word, ("W", number + plural)


def _small(language: str) -> Iterator[tuple[str, Word]]:
    for kind, words in SMALL.get(language, {}).items():
        for word in words.split():
            name, _, value = word.partition("=")
            yield name, (kind, int(value) if value else name.lstrip("!"))


def _shared() -> Iterator[tuple[str, Word]]:
    for meaning, words in LABELS.items():
        for word in words.split():
            yield word, ("L", meaning)


LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "ja", "zh", "ko")


@lru_cache(maxsize=64)
def words_for(language: str) -> dict[str, Word]:
    """Every known word, lower case, with and without its accents, as a page in `language` ("" unknown) means it."""
    own = [x for x in (language, "en", *LANGUAGES) if x in SMALL]
    words: dict[str, Word] = {}
    for name in dict.fromkeys(own):
        for spelling, meaning in (*_calendar(name), *_small(name)):
            if spelling.startswith("!") and language not in ("", name):
                continue
            word = spelling.lstrip("!")
            words.setdefault(word, meaning)
            if meaning[0] in "MWL":
                words.setdefault(plain(word), meaning)
        if name == own[0]:
            for word, meaning in _shared():
                words.setdefault(word, meaning)
                words.setdefault(plain(word), meaning)
    return words


MARKS = {
    **{mark: (mark, mark) for mark in ":.,/()&-~'"},
    **{mark: ("s", "→" if mark == "→" else "|") for mark in "|;@!?→"},  # an arrow joins two hours
    "[": ("(", "("),
    "]": (")", ")"),
    **dict.fromkeys("#§+$", ("B", "#")),
    **dict.fromkeys("%°€£¥", ("?", "sign")),
    **dict.fromkeys((" ", "\n", "  ", "\n\n", " \n"), (" ", "")),
    "=": ("w", "="),
}
"""Marks; what is missing here (quotes, stars) is no token at all."""


def _halves(language: str) -> Iterator[tuple[str, Word]]:
    """am and pm in all spellings. German "am" is "on the", so there it needs a number before it."""
    for half, hours in (("a", 0), ("p", 12)):
        sure: Word = ("?", "am") if half == "a" and language in ("de", "") else ("a", hours)
        for first in (half, half.upper()):
            yield first, ("?", f"{half}m")
            for m in "mM":
                yield first + m, sure
                for middle in (f"{first}.{m}", f"{first}. {m}"):
                    yield middle, sure
                    yield f"{middle}.", sure


HALF_SAID: Word = ("?", "half")
"""A word that may say which half of the day is meant (`halves`)."""

FIXED: dict[str, Word] = {
    **dict.fromkeys(("all day", "All day", "All Day", "all-day", "All-day"), ("L", "whole")),
    **dict.fromkeys(("tot en met", "Tot en met"), ("R", "tot en met")),
    **{letter + rest: ("?", "quarter") for letter in "cs" for rest in ("t", ".t", ". t", ".t.", ". t.")},
    **dict.fromkeys(BRACKETED, ("?", "bracketed")),
    **dict.fromkeys(INITIALS, ("?", "initial")),
    **{spelt: HALF_SAID for word in HALVES for spelt in (word, word.capitalize(), word.upper())},
    **{word: ("?", "named") for name in NAMED for word in (name, name.title())},
    **{word: ("?", "time") for name in ("time", "standard", "daylight", "summer") for word in (name, name.title())},
    **{word: ("Z", word) if len(word) > 2 else ("?", "zone") for word in ABBREVIATIONS},
}
"""Phrases, and words that mean something only behind certain others (class ?, see `lexer`)."""


@lru_cache(maxsize=64)
def dictionary(language: str) -> dict[str, Word]:
    """All that a piece of text can mean by itself: words in three cases, small numbers, marks."""
    words = words_for(language)
    found: dict[str, Word] = {}
    for word, meaning in words.items():
        found[word.upper()] = found[word.capitalize()] = meaning
    found.update(words)
    found.update({f"{n:02}": ("n", n) for n in range(100)})
    found.update({str(n): ("n", n) for n in range(10)})
    found.update({str(n): ("N", n) for n in range(1900, 2101)})
    found.update(MARKS)
    found.update(_halves(language))
    if words["mar"][0] == "W":
        found.update(dict.fromkeys(("mar", "Mar", "MAR"), ("?", "mar")))
    found.update(FIXED)
    return found


MONTH_NAMES = {
    word: number
    for names in MONTHS.values()
    for number, spellings in enumerate(names.split("|"), 1)
    for word in spellings.split()
    if len(word) >= 5
}
"""Full month names, for the misspelt ones."""
