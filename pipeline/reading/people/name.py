"""One name: whether a text is a person's, how surely, and its clean form.

A wrong speaker is worse than none: what might be a name but might be a subject ("Deep Learning") is none.
"""

from __future__ import annotations

import re

from pipeline.reading.people.known import FAMILY, GIVEN, NEVER, PARTICLES
from pipeline.reading.remembered import remembered
from pipeline.reading.text import clean, fold

LONGEST_NAME = 60
"""Characters."""
SURE = 0.8
"""From this score on a name is believed where nothing around it says *speaker*."""

_TITLE = re.compile(
    r"""(?:(?:the\ )?(?:hon(?:ou?rable|\.)|right\ hon\.|rev(?:\.|erend))
    |(?:distinguished|emeritus|emerita|visiting|adjunct|full|university|invited|keynote|guest|special)
       (?=\ (?:prof|speaker|dr|lecturer|associate|assistant|university))
    |(?:univ\.?-|apl\.?\ |jun\.?-|em\.?\ |a\.\ ?o\.\ |hon\.-|emer\.\ |a/)?
       prof(?:essor(?:in|e|a|essa)?|esseure?|esora?|\.?ssa|s|\.in|\.?[ªº]|a(?=[. ]))?\.?(?:\ emerit(?:us|a)|\ em\.)?
    |ass(?:ociate|istant|oc\.?|ist\.?|t\.?)\ prof(?:essor|\.)?
    |(?:pd|priv\.?-?doz\.?|dozent(?:in)?|akad\.\ rat|docteure?|dott(?:\.?ssa|\.|ore|oressa)|dr\.-\w{2,5}|drs?|dr[ªº]
       |dra|doc|doctor|dipl\.-\w{1,12}|ir|ing|mag|mgr|(?:rn|mu|pa|ph|ju)dr|m\.?sc|b\.?sc|m\.?a|lic|(?-i:Pr))
       (?:\.?(?=\ )|\.(?=(?:prof|dr|ir|ing|mag|h\.c)\b))
    |(?:mr|mrs|ms|mx|miss|sir|dame|lord|lady|herr|frau|mme|mlle|monsieur|madame|sig(?:\.ra|\.na|\.)|sr(?:a|ta)?\.|dhr\.
       |mevr\.|smt|shri|(?:lt\.?\ )?col\.|don|doña|father|fr\.|sister|rabbi|president|dean|senior\ lecturer|decaan
       |dekan(?:in)?|doyen(?:ne)?|rector|rektor(?:in)?|hoogleraar|lektor(?:in)?|(?:universitets)?lektor|førsteamanuensis|docent|lecturer|reader|postdoc|speakers?)
       \.?(?=\ )
    |(?:h\.\ ?c\.|habil\.|rer\.\ ?nat\.|phil\.|med\.|iur\.|jur\.|sc\.|techn\.|theol\.|rer\.\ ?pol\.|nat\.|mult\.|oec\.
       |\(fh\)|math\.|agr\.|vet\.))
    [\s,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_DEGREE = re.compile(
    r"""[,\s]*(?:\b(?:ph\.?\ ?d|m\.d|dr\.?\ ?p\.?h|m\.?p\.?h|m\.?h\.?s|m\.?b\.?a|m\.?sc|b\.?sc|m\.s|m\.a|b\.a
    |(?-i:MD|JD)|j\.d|ll\.?m|d\.?phil|m\.?phil|sc\.?d|ed\.?d|pharm\.?d|d\.?v\.?m|d\.?sc|dr\.?sc|c\.?sc|mbbs|m\.?b\.?b\.?s|frs|frse|frcp
    |facp|facs|fba|cbe|obe|mbe|msw|lcsw|esq|psy\.?d|d\.?d\.?s|m\.?f\.?a|m\.?eng|b\.?eng|fieee|(?<=,\ )(?:ma|ms|ba|rn|pe)
    |ph\.?d\.?\ candidate|ph\.?d\.?\ student)\b\.?
    |教授|准教授|副教授|助教|講師|博士|先生|氏|さん|研究员|研究員|院士|副研究员|老师|教師|교수|박사|선생)$""",
    re.IGNORECASE | re.VERBOSE,
)
INITIAL = re.compile(r"^(?:[^\W\d_]\.?|(?:[^\W\d_]\.[-‐]?){1,4}|[^\W\d_]h\.|Yu\.|Ya\.)$")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_WORDLIKE = re.compile(r"^[^\W\d_][^\W\d_.'’ʻʼ`‘·\-‐]*(?:['’ʻʼ`‘·\-‐.][^\W\d_]+)*['’]?$")
_HAN = r"[\u4e00-\u9fff\u3005]"
_EASTERN = re.compile(
    rf"^(?:{_HAN}{{2,4}}|{_HAN}{{1,4}}[ 　]{_HAN}{{1,4}}|{_HAN}{{1,4}}[ 　]?[\u3041-\u309f\u30a0-\u30ff]{{2,6}}"
    r"|[\u30a0-\u30ff]{1,12}(?:[・＝=･ 　][\u30a0-\u30ff]{1,12}){1,3}|[가-힣]{2,4}|[가-힣]{1,2} [가-힣]{1,3})$"
)
_EASTERN_NEVER = re.compile(
    r"大学|大學|学院|研究|学部|専攻|教室|会議|講演|報告|报告|题目|時間|时间|地点|主催|未定|待定|学会|理論|理论|数学|物理|化学|経済|科学|科學|"
    r"方法|問題|问题|分析|セミナー|中心|公司|系列|讲座|大厅|図書|図書館|対象|無料|詳細|日時|会場|場所|教授|概要|要旨|中止|延期|休講|"
    r"대학|세미나|강연|연구|학과|초록|장소|일시|시간|제목|미정"
)
_ABJAD = "\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f"  # Hebrew, Arabic, Indic, Thai: no capitals to go by
_CASELESS = re.compile(rf"^[{_ABJAD}]{{2,15}}(?: [{_ABJAD}]{{2,15}}){{1,4}}$")
_NOUN_ENDING = re.compile(
    r"(?:tion|tions|sion|ology|ologies|ography|metry|nomics|amics|istics|etics|onics|ness|ships?|ability|ivity|ality|"
    r"isms?|ements?|ables|ically|omputing|earning|odeling|uctures?|schaft|ierung|heit|keit)$"
)


@remembered()
def name_score(text: str) -> float:
    """How surely the whole text is one person's name, 0 to 1, titles set aside.

    0: no name. 0.4: only where an affiliation stands beside it ("Esteban Real (…)"). 0.5: has a name's shape. From SURE
    on: a given name that is frequent, initials, or a title before it.
    """
    text = clean(text)
    if len(text) > LONGEST_NAME + 40:
        return 0.0
    bare, titled = strip_titles(text)
    if len(bare) > LONGEST_NAME or not bare:
        return 0.0
    if _EASTERN.match(bare):
        return 0.0 if _EASTERN_NEVER.search(bare) else 0.9 if titled else 0.7
    if _CASELESS.match(bare):
        return 0.6
    return _latin_score(restore_case(bare).split(), titled)


def _latin_score(words: list[str], titled: bool) -> float:
    while words and words[-1].rstrip(",").lower() in _SUFFIXES:
        words = words[:-1]
    if not 2 <= len(words) <= 6 and not (titled and len(words) == 1):
        return 0.0
    keys, initials, particles, doubtful = [], 0, 0, 0
    for place, raw in enumerate(words):
        word = raw.strip(",")
        key = fold(word)
        if INITIAL.match(word) and word[0].isupper():
            initials += 1
        elif place and word.islower() and key in PARTICLES:
            particles += 1
        elif not _is_name_shaped(word, key):
            return 0.0
        else:
            keys.append(key)
            doubtful += _speaks_against(key)
    if not keys or words[-1].islower() or (len(keys) == 1 and not initials and not titled):
        return 0.0
    given = any(part in GIVEN and part not in NEVER for part in keys[0].split())
    if doubtful and not (titled and doubtful == 1 and len(keys) > 1):
        return 0.4 if doubtful == 1 and given and len(keys) > 1 and _speaks_against(keys[-1]) else 0.0
    family = keys[-1] in FAMILY or keys[0] in FAMILY or (len(keys) > 1 and keys[-1].split()[0] in GIVEN)
    if len(keys) > 2 and not titled and keys[-1] in _BEARING and keys[-2] not in GIVEN:
        return 0.5  # "Marie Curie Hall", not "Sarah Jane Hall": a name where something says *person*
    if titled or (given and (family or initials)) or (family and initials):
        return 0.9
    if given:
        return 0.85
    return 0.8 if initials and "." in words[0] else 0.75 if family or initials else 0.7 if particles else 0.5


_BEARING = frozenset({"hall", "day", "court"})
"""Family names that, behind a whole name, may be what bears it: a house, a holiday."""


def _is_name_shaped(word: str, key: str) -> bool:
    """Whether one word may stand in a name by its letters: a capital first, not all capitals, nothing but letters."""
    if not key or len(word) > 25 or not _WORDLIKE.match(word):
        return False
    arabic = word != word.lower() and re.match(r"(?:al|el|d['’]a|o['’]b|['’]t)[-'’ ]?", word, re.IGNORECASE)
    return (word[0].isupper() or bool(arabic)) and not (word.isupper() and len(word) > 3 and "-" not in word)


_NAMES = GIVEN | FAMILY | (PARTICLES - {"a", "and", "e", "in", "to"})


def _speaks_against(key: str) -> bool:
    """Whether a folded word is one that names do not hold."""
    if any(part in NEVER and part not in _NAMES for part in key.split()):
        return True
    return len(key) > 6 and bool(_NOUN_ENDING.search(key)) and key not in GIVEN and key not in FAMILY


@remembered(25)
def is_of_name(word: str) -> bool:
    """Whether a word is one by which names are known: a given name, initials, a title."""
    given = not GIVEN.isdisjoint(fold(word).split())
    return given or bool(INITIAL.match(word) or _TITLE.match(f"{word} ") or is_degree(word))


def is_name(text: str) -> bool:
    """Whether the whole text is, by its shape and words, one person's name ("Prof. Ana M. de la Cruz", "山田 太郎").

    True for many a pair of capitalised words no list knows: ask where something says *person*. Elsewhere ask for
    `name_score(text) >= SURE`.
    """
    return name_score(text) >= 0.5


_ALSO_NAMES = frozenset({"dean", "don", "ma", "mag", "doc", "rector", "rabbi", "reader", "president", "lord", "father"})


def strip_titles(text: str) -> tuple[str, bool]:
    """A name without "Prof. Dr.", "PhD" and the like, and whether there were any."""
    before = text = text.strip(' ,;:.*_·•–—-\u3000\t"“”') + (
        "." if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text.strip()) else ""
    )
    for _ in range(6):
        match = _TITLE.match(text)
        if not match or not match.end() or match.end() >= len(text):
            break
        if fold(match[0]) in _ALSO_NAMES and len(text[match.end() :].split()) < 2:
            break
        text = text[match.end() :].lstrip(" .,-")
    for _ in range(5):
        match = _DEGREE.search(text)
        if not match or not match.start():
            break
        text = text[: match.start()].rstrip(" ,")
    return text.strip(" ,;:"), text.strip(" ,;:") != before.strip(" ,;:")


def restore_case(name: str) -> str:
    """ "LISETTE ENUMAH" → "Lisette Enumah", "Jean DUPONT" → "Jean Dupont"; initials and short capitals stay."""
    words = name.split()
    shouted = [w for w in words if w.isupper() and len(re.sub(r"\W", "", w)) > 1 and "." not in w]
    if not shouted:
        return name
    everything = len(shouted) >= len([w for w in words if len(re.sub(r"\W", "", w)) > 1])
    return " ".join(_lowered(w, place, everything) if w in shouted else w for place, w in enumerate(words))


def _lowered(word: str, place: int, everything: bool) -> str:
    if not everything and len(word) < 3:
        return word  # "JP Morgan": initials written together
    if (
        everything
        and place
        and word.lower() in PARTICLES
        and word.lower() not in ("el", "al", "lo", "li", "le", "do", "e")
    ):
        return word.lower()
    lowered = re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word)
    return re.sub(r"^(Mc|O['’])([a-z])", lambda m: m[1] + m[2].upper(), lowered)


def is_degree(text: str) -> bool:
    """Whether the text is a degree alone: "PhD", "M.D."."""
    return bool(_DEGREE.fullmatch(", " + text)) or fold(text) in ("phd", "md", "dr", "prof")
