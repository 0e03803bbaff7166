"""Text to tokens: one pass, and a letter for each token, so that grammar rules are regular expressions over letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pipeline.reading.times.halves import with_halves
from pipeline.reading.times.lexicon import BRACKETED, CJK, HALF_SAID, INITIALS, MONTH_NAMES, Word, dictionary, plain
from pipeline.reading.times.zones import NAMED, cities, city_words

BUDGET = 6_000
"""Tokens read of one text; what comes after is not about one talk. Bounds the time for any input."""

# One character for one, so that offsets stay true: full-width forms, every dash, every blank.
_SAME = str.maketrans(
    {
        **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
        **dict.fromkeys([0x00A0, *range(0x2000, 0x200B), 0x202F, 0x3000], " "),
        **dict.fromkeys(map(ord, "‐‑‒–—―−﹣─ー"), "-"),
        **dict.fromkeys(map(ord, "〜～∼˜"), "~"),
        **dict.fromkeys(map(ord, "：∶﹕"), ":"),
        **dict.fromkeys(map(ord, "•·●▪‣∙・⋅"), "|"),
        **dict.fromkeys(map(ord, "→➔➜⟶"), "→"),
        **dict.fromkeys(map(ord, "’‘ʼ´"), "'"),
        **dict.fromkeys(map(ord, "【〔「"), "("),
        **dict.fromkeys(map(ord, "】〕」"), ")"),
        **dict.fromkeys(map(ord, "、，。"), ","),
        0x2044: "/",
    }
)


def _pieces(letters: str, cjk: str) -> Callable[[str], list[str]]:
    """Every character of a text belongs to one piece; alternatives in order of preference, all of them linear.

    The first line only saves time: what is frequent and can be nothing else, before all that is asked of the rest.
    """
    return re.compile(
        rf"[0-9]{{1,3}}+(?![0-9])|\ (?=[A-Za-z0-9])|[,/]|[BEFHIJKLNQRSVWXYZbefgijklmnqruvxyz][{letters}]*+(?!-)"
        r"|(?:https?://|www\.)\S+"
        r"|(?<=[0-9])\ ?\+[0-9]{2}:?[0-9]{2}(?![0-9])|(?<=:[0-9]{2})\ -[0-9]{4}(?![0-9])"  # offset
        r"|\s+"
        r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]{1,9})?)?"
        r"(?:\ ?[Zz](?![A-Za-z])|\ ?[+-][0-9]{2}:?(?:[0-9]{2})?(?![0-9])|[0-9]{2}:[0-9]{2}(?![0-9]))?"  # machine stamp
        r"|(?:19|20)[0-9]{6}(?:[Tt][0-9]{4}(?:[0-9]{2})?[Zz]?)?(?![0-9])"
        r"|(?:19|20)[0-9]{2}(?=[0-9]{1,2}[:.][0-9]{2})|[0-9]+"  # number; a year glued to an hour
        r"|[AaPp](?:\.\s?[Mm]\b\.?|[Mm](?=[A-Z][a-z]))|[cs]\.\s?t\b\.?"
        r"|(?:UTC|GMT|MEZ)\ ?[+-]\ ?[0-9]{1,2}(?::?[0-9]{2})?(?![0-9:])"
        r"|t/m|[Tt]ot\ en\ met|[Oo]'[Cc]lock|[Aa]ll[ -]day|[Cc]heck-in|[Dd]?[Aa]ll'(?=\s?[0-9])"
        rf"|'(?=[0-9]{{2}}(?![0-9])){cjk}"
        rf"|[{letters}]+(?:-feiras?\b|-dia\b|-noite\b)?"
        r"|<[^<>]{0,60}>|:+|-+|.",
        re.DOTALL,
    ).findall


_ASCII = _pieces("A-Za-z", "")
_ANY = _pieces(
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u00ad\u200b-\u200d", "|" + "|".join(map(re.escape, CJK))
)
_GLUED = re.compile(r"(?<=[a-zà-ÿ])[A-Z]")


_SLIPS = re.compile(r"[0-9:][oO;]").search
_LETTERS_FOR_NOUGHTS = re.compile(r"(?<=[0-9oO]):[oO0-5][oO](?![A-Za-z]{3})|(?<=[0-9])[oO](?=:[0-9oO]{2})")
_SEMICOLON = re.compile(r"(?<=[0-9]);(?=[0-5][0-9]\s?[AaPp]\.?\s?[Mm])")


def smooth(text: str) -> str:
    """The text with typographic variants made one; every character keeps its place."""
    if _SLIPS(text):
        text = _SEMICOLON.sub(":", _LETTERS_FOR_NOUGHTS.sub(lambda match: match[0].lower().replace("o", "0"), text))
    return text if text.isascii() else text.translate(_SAME)


@dataclass(slots=True)
class Tokens:
    """`letters[i]` is the class of token i, `values[i]` what it means, `at[i]` to `to[i]` where it stands."""

    text: str
    letters: str
    values: list[str | int]
    at: list[int]
    to: list[int]


_NEEDS_CARE = re.compile(r"[?wBLx]").search
"""Letters that depend on their neighbours, or claim the number behind them."""


class Pieces(NamedTuple):
    """A text cut up. `spaced`: a letter for each piece, blanks too; "" where words depend on their neighbours."""

    text: str
    pieces: list[str]
    found: list[Word | None]
    spaced: str


def cut(text: str, language: str) -> Pieces:
    """A smoothed text cut up, each piece looked up."""
    pieces = (_ASCII if text.isascii() else _ANY)(text)
    found = list(map(dictionary(language).get, pieces))
    if HALF_SAID in found and (said := with_halves(text)) != text:
        return cut(said, language)
    spaced = "" if None in found else "".join([x[0] for x in found])  # type: ignore[index]
    return Pieces(text, pieces, found, "" if _NEEDS_CARE(spaced) else spaced)


def tokens_with_blanks(cut_up: Pieces) -> Tokens:
    """The tokens, blanks among them: for those who know which they want."""
    ends = list(accumulate(map(len, cut_up.pieces), initial=0))
    values = [x[1] for x in cut_up.found]  # type: ignore[index]
    return Tokens(cut_up.text, cut_up.spaced, values, ends, ends[1:])


def lex(cut_up: Pieces, language: str) -> Tokens:
    """The tokens of a text, its words read as a page in `language` means them, each seen beside its neighbours."""
    text, pieces, known, _ = cut_up
    words = dictionary(language)
    letters: list[str] = []
    values: list[str | int] = []
    at: list[int] = []
    to: list[int] = []
    last = ""
    past = 0
    for piece, found in zip(pieces, known, strict=True):
        here = past
        past += len(piece)
        letter, value = found or _unknown(piece, language, last, text[past : past + 2])
        if letter in _BLANK:
            continue
        if letter == "?":
            letter, value = _in_context(piece, value, letters, values, here == to[-1] if to else False, text, past)
        elif (
            last in _CLAIMING
            and letter in "nNx"
            and _claimed(letters, values, at, to, here)
            and not _TIME_BEHIND(text, here)
        ):
            letter = "x"
        elif letter == "x" and (hour := _GLUED_HOUR.match(text, here)) and _is_half(words, hour, letters):
            letters += "n:"  # "830am" is "8:30am"
            values += [int(hour["hour"]), ":"]
            at += [here, past - 2]
            to += [past - 2, past - 2]
            letter, value, here = "n", int(hour["minute"]), past - 2
        if letter == "w" == last:
            values[-1], to[-1] = value, past
            continue
        if letter == "M" and value == 0:  # glued: "EventMay"
            letter, value, here = _glued(piece, here, words)
        letters.append(letter)
        values.append(value)
        at.append(here)
        to.append(past)
        last = letter
        if len(letters) >= BUDGET:
            break
    return Tokens(text, "".join(letters), values, at, to)


_GLUED_HOUR = re.compile(
    r"(?P<hour>0?[1-9]|1[0-2])(?P<minute>[0-5][0-9])(?:(?=[AaPp][Mm]\b)"
    r"| (?=(?P<half>[AaPp][Mm])\b(?P<named> +[A-ZÀ-Þ])?)| ?(?=[ap]\.\s?m\.|[AP]\.\s?M\.))"
)
"""An hour and its minute without a mark between them: "830am", "1030 p.m."."""


def _is_half(words: dict[str, Word], hour: re.Match[str], letters: list[str]) -> bool:
    """Whether "am" or "pm" behind a blank says so by itself. "am" may not: German "Haus 100 am Tor" holds no hour, on
    no page, so that before a name only what follows a day, an hour or "at" does."""
    half, is_german = hour["half"], words["am"][0] != "a"
    if half in (None, "PM", "pm", "Pm"):
        return True
    if half == "AM":
        return not (is_german and hour["named"] and letters[-1:] == ["w"])
    return not is_german and (not hour["named"] or bool(_BEHIND_TIME("".join(letters[-4:]))))


_BEHIND_TIME = re.compile(r".*(?:[NMWPFs],?|Mno?,?|a[-~R]|P:)").fullmatch


_BLANK = frozenset(("", " "))
_CLAIMING = frozenset("BwL.-/:x")


def _claimed(letters: list[str], values: list[str | int], at: list[int], to: list[int], here: int) -> bool:
    """Whether what stands before a number says that it is no date: "Room 390", "$ 20", "32-155", "E15", "No. 4"."""
    last = letters[-1]
    gap = here - to[-1]
    if last == "B" or values[-1] == "no":
        return gap <= 2
    if last in "wL":
        return gap == 0
    if last == "x":
        return gap == 0
    if len(letters) < 2:
        return False
    before = letters[-2]
    return ((before == "B" or values[-2] == "no") and gap <= 1) or (gap == 0 and before == "x" and to[-2] == at[-1])


_TIME_BEHIND = re.compile(
    r"(?<=[\u3041-\u9fff\uac00-\ud7a3])(?:[0-2]?[0-9]:[0-5][0-9](?![0-9:])|1?[0-9][月월]\s?[0-9])"
).match
"""An hour or a day right behind a word of a script without blanks: "開演16:00", "改为12月10日"."""


def _unknown(piece: str, language: str, last: str, following: str) -> Word:
    """What a piece means that is not in the dictionary."""
    first = piece[0]
    if first.isalpha():
        return _word(piece, language, last, following)
    if first.isspace():
        return ("z", _offset(piece)) if piece[-1].isdigit() else ("", "")
    if "0" <= first <= "9":
        if (len(piece) >= 8 and not piece.isdigit()) or (len(piece) == 8 and piece[:2] in ("19", "20")):
            return "i", piece
        year = int(piece) if len(piece) == 4 else 0
        return ("N", year) if 1900 <= year <= 2100 else ("x", 0)
    if first in ":-":
        return dictionary(language).get(first, ("", ""))
    return ("z", _offset(piece)) if first == "+" else ("", "")


def _word(word: str, language: str, last: str, following: str) -> Word:
    """A word that is not in the dictionary as it is spelt: in odd spelling, glued to another, misspelt, or another."""
    if len(word) > 40:
        return "w", ""
    found, may_be_misspelt = _spelt(word, language)
    if may_be_misspelt and (last == "n" or last == "W" or following[1:].isdigit()):
        number = misspelt(word.lower())
        return ("M", number + 100) if number else found
    return found


@lru_cache(maxsize=8192)
def _spelt(word: str, language: str) -> tuple[Word, bool]:
    """What a word means wherever it stands, and whether it may be a month's name with slips."""
    if "://" in word or word.startswith("www."):
        return ("w", ""), False
    if word[-1].isdigit() and word[:3] in ("UTC", "GMT", "MEZ"):
        return ("z", _offset(word)), False
    words, low = dictionary(language), word.lower()
    found = words.get(low) or (None if word.isascii() else words.get(plain(word)))
    if found is None and _GLUED.search(word) and _inner(word, words):
        found = "M", 0
    if found is not None:
        return found, False
    return ("?", "city") if low in city_words() else ("w", low), 5 <= len(word) <= 12


def _inner(word: str, words: dict[str, Word]) -> tuple[Word, int] | None:
    for match in _GLUED.finditer(word):
        found = words.get(word[match.start() :].lower())
        if found is not None and found[0] in "MW":
            return found, match.start()
    return None


def _glued(word: str, here: int, words: dict[str, Word]) -> tuple[str, str | int, int]:
    """A month or weekday that lost the tag boundary before it: "Past EventMay 09"."""
    inner = _inner(word, words)
    assert inner is not None
    (letter, value), skip = inner
    return letter, value, here + skip


def _in_context(
    piece: str, value: str | int, letters: list[str], values: list[str | int], close: bool, text: str, past: int
) -> Word:
    """Words that mean something only behind certain others."""
    last = letters[-1] if letters else ""
    if value in ("am", "pm"):
        if last == "n" and (close or len(piece) > 1):
            return "a", 12 if value == "pm" else 0
        return ("P", piece) if len(piece) > 1 else ("V", piece)
    if value == "mar":  # Tuesday before its date, March behind the day
        behind_day = last == "n" or (last != "" and last in ".-/" and letters[-2:-1] == ["n"])
        return ("M", 3) if behind_day else ("W", 1)
    if value == "quarter":
        if close and last == "n" and piece in ("st", "ST"):  # "1st", not "16 s.t."
            return "o", "st"
        quarter = 15 if piece[0] in "cC" else 0
        return ("Q", quarter) if len(piece) > 2 or (last != "" and last in "nh") else ("w", piece)
    if value == "bracketed":
        if last == "(" and text[past : past + 1] in (")", ",", "|"):
            return "W", BRACKETED[piece]
        return _CALENDAR.get(piece, ("w", piece))
    if value == "initial":
        behind = last == "(" and letters[-2:-1] == ["n"] and text[past : past + 1] == ")"
        return ("W", INITIALS[piece]) if behind else ("w", piece.lower())
    if value == "sign":
        if last == "n":
            letters[-1] = "x"
        return ("w", piece) if piece in "%°" else ("B", piece)
    return _zone_word(piece, value, letters, values, last)


_CALENDAR: dict[str, Word] = {"月": ("U", "月"), "日": ("D", "日"), "월": ("U", "월"), "일": ("D", "일")}


def _zone_word(piece: str, value: str | int, letters: list[str], values: list[str | int], last: str) -> Word:
    """Zone abbreviations and names: "ET", "Pacific Standard Time", "Paris time", "heure de Paris"."""
    behind_hour = last != "" and last in "nahT(/"
    if value == "zone":
        return ("Z", piece) if behind_hour else ("w", piece)
    low = piece.lower()
    if value == "named":
        return ("Z", NAMED[low]) if behind_hour else ("w", low)
    if value == "time":
        if last == "Z":
            return "P", low
        if low == "time" and last == "w" and (zone := cities().get(str(values[-1]))):
            letters[-1] = "P"
            return "Z", zone
        return ("P", low) if low == "time" else ("w", low)
    for words in (2, 3):
        before = " ".join(str(x) for x in values[-words:]).lower()
        for phrase in _OF_PLACE:
            if before.startswith(phrase) and (zone := cities().get(f"{before[len(phrase) :]} {low}".strip())):
                letters[-words:] = "P" * words
                return "Z", zone
    return "w", low


_OF_PLACE = ("heure de", "hora de", "heures de", "ora di")


def _offset(text: str) -> int:
    """Minutes east of UTC: "UTC+2", "+0530"."""
    digits = "".join(x for x in text if x.isdecimal())
    minutes = int(digits) * 60 if len(digits) <= 2 else int(digits[:-2]) * 60 + int(digits[-2:])
    return -minutes if "-" in text else minutes


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
