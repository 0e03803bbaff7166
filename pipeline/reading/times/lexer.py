"""Text to tokens: one pass, and a letter for each token, so that grammar rules are regular expressions over letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.reading.times.lexicon import BRACKETED, CJK, MONTH_NAMES, Word, plain, words_for
from pipeline.reading.times.zones import ABBREVIATIONS, NAMED, cities

BUDGET = 20_000
"""Tokens read of one text; what comes after is not about one talk. Bounds the time for any input."""

# One character for one, so that offsets stay true: full-width forms, every dash, every blank.
_SAME = str.maketrans(
    {
        **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
        **dict.fromkeys(
            map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\r"), " "
        ),
        **dict.fromkeys(map(ord, "‐‑‒–—―−﹣─ー"), "-"),
        **dict.fromkeys(map(ord, "〜～∼˜"), "~"),
        **dict.fromkeys(map(ord, "：∶﹕"), ":"),
        **dict.fromkeys(map(ord, "•·●▪‣∙・⋅|@;→➔"), "|"),
        **dict.fromkeys(map(ord, "’‘ʼ`´"), "'"),
        **dict.fromkeys(map(ord, "[【〔「"), "("),
        **dict.fromkeys(map(ord, "]】〕」"), ")"),
        **dict.fromkeys(map(ord, "、，。"), ","),
        0xFF5E: "~",
        0x2044: "/",
    }
)
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u00ad\u200b-\u200d"
_TOKEN = re.compile(
    r"((?:https?://|www\.)\S+)"  # 1 an address: never a date
    r"|([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:\ ?[Zz](?![A-Za-z])|\ ?[+-][0-9]{2}:?(?:[0-9]{2})?(?![0-9])|[0-9]{2}:[0-9]{2}(?![0-9]))?"
    r"|(?<![0-9])(?:19|20)[0-9]{6}(?:[Tt][0-9]{4}(?:[0-9]{2})?[Zz]?)?(?![0-9]))"  # 2 machine stamp
    r"|((?:19|20)[0-9]{2}(?=[0-9]{1,2}[:.][0-9]{2})|[0-9]+)"  # 3 number
    r"|([AaPp]\.\s?[Mm]\.?|[AaPp][Mm]\.?)(?![^\W\d_])|([ap]m|[AP]M)(?=[A-Z][a-z])"  # 4, 5 am, pm
    r"|([cs]\.\s?t\.?)(?![^\W\d_])"  # 6 academic quarter
    r"|((?:UTC|GMT|MEZ)\ ?[+-]\ ?[0-9]{1,2}(?::?[0-9]{2})?(?![0-9:])|(?<=[0-9])\ ?\+[0-9]{2}:?[0-9]{2}(?![0-9])"
    r"|(?<=:[0-9]{2})\ -[0-9]{4}(?![0-9]))"  # 7 offset
    r"|(?<=\()([月火水木金土日월화수목금토일])(?=[,|)])"  # 8 weekday of one character in brackets
    rf"|({'|'.join(map(re.escape, CJK))})"  # 9 words of scripts without blanks
    r"|(t/m|o'clock|all[ -]day|check-in|dall'|all'(?=\s?[0-9])|['](?=[0-9]{2}(?![0-9])))"  # 10 fixed strings
    rf"|([{_LATIN}]+(?:-feiras?|-dia|-noite)?)"  # 11 word
    r"|<[^<>]{0,60}>"  # a tag left over: no token, no word
    r"|(:+|[.,/()&|]|-+|~)"  # 12 marks
    r"|([$€£¥#§+%°=*_]|[^\W\d_a-zA-Z]+)"  # 13 what claims numbers; foreign words
)
_NUMBER, _WORD, _MARK = 3, 11, 12
_GLUED = re.compile(r"(?<=[a-zà-ÿ])[A-Z]")
_CLAIMS_BEHIND = frozenset("%°€£¥")


@dataclass(slots=True)
class Tokens:
    """`letters[i]` is the class of token i, `values[i]` what it means, `at[i]` to `to[i]` where it stands."""

    text: str
    letters: str
    values: list[str | int]
    at: list[int]
    to: list[int]


def smooth(text: str) -> str:
    """The text with typographic variants made one; every character keeps its place."""
    return text if text.isascii() else text.translate(_SAME)


def lex(text: str, words: dict[str, Word], start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of a smoothed text (or a stretch of it)."""
    letters: list[str] = []
    values: list[str | int] = []
    at: list[int] = []
    to: list[int] = []
    last = ""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        group = match.lastindex
        if group is None:
            continue
        a, b = match.span()
        if group == _NUMBER:
            letter, value = _number(text, a, b, letters, at, to)
        elif group == _MARK:
            letter = text[a]
            value = letter
            if letter == "|":
                letter = "s"
        elif group == _WORD:
            word = match.group()
            found = words.get(word.lower())
            if found is None or word in ABBREVIATIONS or word == "time" or word == "Time":
                found, a = _word(word, a, last == "n" or text[b + 1 : b + 2].isdigit(), words, letters, values)
            elif found[0] == "P" and last == "n" and word.lower() == "am":
                found = ("a", 0)
            elif found[0] in "ho" and not last and letters:
                found = ("w", word)
            letter, value = found
            if letter == "w" and last == "w":
                values[-1] = value
                to[-1] = b
                continue
        else:
            letter, value = _special(group, match.group(), last)
            if letter == "x" and letters and last == "n":
                letters[-1] = "x"
            if letter == "w" and last == "w":
                to[-1] = b
                continue
        letters.append(letter)
        values.append(value)
        at.append(a)
        to.append(b)
        last = letter
        if len(letters) >= BUDGET:
            break
    return Tokens(text, "".join(letters), values, at, to)


def _number(text: str, a: int, b: int, letters: list[str], at: list[int], to: list[int]) -> Word:
    """A number, unless what stands before it claims it: "Room 390", "$ 20", "32-155", "E15", "No. 4"."""
    if letters:
        last = letters[-1]
        close = to[-1] == a
        if last == "B" and a - to[-1] <= 2:
            return "x", 0
        if last == "w" and close and text[a - 1] not in "./:" and text[a - 1].isascii():
            return "x", 0
        if last in ".-/:" and len(letters) > 1:
            before = letters[-2]
            if (before == "B" and a - to[-1] <= 1) or (close and before == "x" and to[-2] == at[-1]):
                return "x", 0
    length = b - a
    if length <= 2:
        return "n", int(text[a:b])
    if length == 4 and text[a] in "12" and 1900 <= (value := int(text[a:b])) <= 2100:
        return "N", value
    return "x", 0


def _special(group: int, text: str, last: str) -> Word:
    """Tokens which have a group of their own in the pattern."""
    if group == 2:
        return "i", text
    if group in (4, 5):
        if last in "n" and last:
            return "a", 12 if text[0] in "pP" else 0
        return "P", text
    if group == 6:
        return "Q", 15 if text[0] == "c" else 0
    if group == 7:
        return "z", _offset(text)
    if group == 8:
        return "W", BRACKETED[text]
    if group == 9:
        return words_for("")[text]
    if group == 10:
        return _FIXED.get(text.lower(), ("V", text))
    return ("x", 0) if text in _CLAIMS_BEHIND and last == "n" else ("B" if text in "$€£¥#§+" else "w", text)


_FIXED: dict[str, Word] = {
    "t/m": ("R", "t/m"),
    "o'clock": ("h", "h"),
    "all-day": ("L", "whole"),
    "all day": ("L", "whole"),
    "check-in": ("L", "food"),
    "dall'": ("F", "dall'"),
    "'": ("'", "'"),
}


def _offset(text: str) -> int:
    """Minutes east of UTC: "UTC+2", "+0530"."""
    sign = -1 if "-" in text else 1
    digits = "".join(x for x in text if x.isdigit())
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return sign * (hours * 60 + minutes)


def _word(
    word: str, a: int, near_number: bool, words: dict[str, Word], letters: list[str], values: list[str | int]
) -> tuple[Word, int]:
    """A word that is not simply in the dictionary: a zone, a word glued to another, an odd spelling."""
    last = letters[-1] if letters else ""
    low = word.lower()
    if word in ABBREVIATIONS and (last in ("n", "a", "h", "T", "(", "/") or len(word) > 2):
        return ("Z", word), a
    if last == "Z" and low in ("standard", "daylight", "summer", "time"):
        return ("P", low), a
    if low == "time":
        return _time_word(letters, values), a
    if low in NAMED and last in ("n", "a", "h", "T", "("):
        return ("Z", NAMED[low]), a
    if values and (zone := _place(low, letters, values)):
        return ("Z", zone), a
    if (low == "p" or low == "a") and last == "n":
        return ("a", 12 if low == "p" else 0), a
    if low in ("ct", "st") and last in ("n", "h"):
        return ("Q", 15 if low == "ct" else 0), a
    found = words.get(low)
    if found is None:
        found = words.get(plain(word))
    if found is None:
        for match in _GLUED.finditer(word[:40]):
            inner = words.get(word[match.start() :].lower())
            if inner is not None and inner[0] in "MW":
                return inner, a + match.start()
        if near_number and 5 <= len(word) <= 12 and (number := misspelt(low)):
            return ("M", number + 100), a
        return ("w", word), a
    return found, a


_OF_PLACE = frozenset({"heure de", "hora de", "heures de", "ora di"})


def _place(low: str, letters: list[str], values: list[str | int]) -> str:
    """The zone of the city in "heure de Paris", "hora de New York"; "" for any other word."""
    for words in (2, 3):
        before = " ".join(str(x) for x in values[-words:]).lower()
        for phrase in _OF_PLACE:
            if before.startswith(phrase):
                letters[-words:] = "P" * words
                return cities().get(f"{before[len(phrase) :]} {low}".strip(), "")
    return ""


def _time_word(letters: list[str], values: list[str | int]) -> Word:
    """ "time" is noise, but behind a zone or a city it belongs to that: "Pacific Time", "Paris time"."""
    if letters and letters[-1] == "w" and (zone := cities().get(str(values[-1]).lower())):
        letters[-1] = "P"
        return "Z", zone
    return "P", "time"


@lru_cache(maxsize=4096)
def misspelt(word: str) -> int:
    """The month that a word is but for one or two slips (0: none). To be believed only where the weekday agrees."""
    for name, number in MONTH_NAMES.items():
        if name[0] == word[0] and abs(len(name) - len(word)) <= 2 and _slips(word, name) <= (2 if len(name) > 6 else 1):
            return number
    return 0


def _slips(a: str, b: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that make b of a."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
