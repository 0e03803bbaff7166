"""Names of people: alone, in lists, with titles and affiliations. `headlines` reads those that titles hold.

A wrong speaker is worse than none: what might be a name but might be a subject ("Deep Learning") is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.reading.names import FAMILY, GIVEN, NEVER, PARTICLES
from pipeline.reading.text import clean, clean_block, fold, is_placeholder, label
from pipeline.talk import Person

LONGEST_NAME = 60
"""Characters."""
SURE = 0.8
"""From this score on a name is believed where nothing around it says *speaker*."""

# ── One name ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_TITLE = re.compile(
    r"""(?:(?:the\ )?(?:hon(?:ou?rable|\.)|right\ hon\.|rev(?:\.|erend))
    |(?:distinguished|emeritus|emerita|visiting|adjunct|full|university|invited|keynote|guest|special)
       (?=\ (?:prof|speaker|dr|lecturer|associate|assistant|university))
    |(?:univ\.?-|apl\.?\ |jun\.?-|em\.?\ |a\.\ ?o\.\ |hon\.-|emer\.\ )?
       prof(?:essor(?:in|e|a|essa)?|esseure?|esora?|\.?ssa|s)?\.?(?:\ emerit(?:us|a)|\ em\.)?
    |ass(?:ociate|istant|oc\.?|ist\.?|t\.?)\ prof(?:essor|\.)?
    |(?:pd|priv\.?-?doz\.?|dozent(?:in)?|akad\.\ rat|docteure?|dott(?:\.?ssa|\.|ore|oressa)|drs?|dra|doc|doctor
       |dipl\.-\w{1,12}|ir|ing|mag|m\.?sc|b\.?sc|m\.?a|lic)\.?(?=\ )
    |(?:mr|mrs|ms|mx|miss|sir|dame|lord|lady|herr|frau|mme|mlle|monsieur|madame|sig(?:\.ra|\.na|\.)|sr(?:a|ta)?\.|dhr\.
       |mevr\.|don|doña|father|fr\.|sister|rabbi|president|dean|senior\ lecturer|lecturer|reader|postdoc|speakers?)
       \.?(?=\ )
    |(?:h\.\ ?c\.|habil\.|rer\.\ ?nat\.|phil\.|med\.|iur\.|jur\.|sc\.|techn\.|theol\.|rer\.\ ?pol\.|nat\.|mult\.|oec\.
       |\(fh\)|math\.|agr\.|vet\.))
    [\s,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_DEGREE = re.compile(
    r"""[,\s]*(?:\b(?:ph\.?\ ?d|m\.?\ ?d|dr\.?\ ?p\.?h|m\.?p\.?h|m\.?h\.?s|m\.?b\.?a|m\.?sc|b\.?sc|m\.?s|m\.?a|b\.?a|j\.?d
    |ll\.?m|d\.?phil|m\.?phil|sc\.?d|ed\.?d|pharm\.?d|d\.?v\.?m|d\.?sc|mbbs|m\.?b\.?b\.?s|frs|frse|frcp|facp|facs|fba
    |cbe|obe|mbe|rn|msw|lcsw|esq|pe|psy\.?d|d\.?d\.?s|m\.?f\.?a|m\.?eng|b\.?eng|fieee
    |ph\.?d\.?\ candidate|ph\.?d\.?\ student)\b\.?
    |教授|准教授|副教授|助教|講師|博士|先生|氏|さん|研究员|研究員|院士|副研究员|老师|教師|교수|박사|선생)$""",
    re.IGNORECASE | re.VERBOSE,
)
_INITIAL = re.compile(r"^(?:[^\W\d_]\.?|(?:[^\W\d_]\.[-‐]?){1,4}|[^\W\d_]h\.|Yu\.|Ya\.)$")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_WORDLIKE = re.compile(r"^[^\W\d_][^\W\d_.'’ʻʼ`‘·\-‐]*(?:['’ʻʼ`‘·\-‐.][^\W\d_]+)*['’]?$")
_HAN = r"[\u4e00-\u9fff\u3005]"
_EASTERN = re.compile(
    rf"^(?:{_HAN}{{2,4}}|{_HAN}{{1,4}}[ 　]{_HAN}{{1,4}}|{_HAN}{{1,4}}[ 　]?[\u3041-\u309f\u30a0-\u30ff]{{2,6}}"
    r"|[\u30a0-\u30ff]{2,12}(?:[・＝=･ 　][\u30a0-\u30ff]{1,12}){1,3}|[가-힣]{2,4}|[가-힣]{1,2} [가-힣]{1,3})$"
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
        if _INITIAL.match(word) and word[0].isupper():
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
    if doubtful:
        return 0.4 if doubtful == 1 and given and len(keys) > 1 and _speaks_against(keys[-1]) else 0.0
    family = keys[-1] in FAMILY or keys[0] in FAMILY or (len(keys) > 1 and keys[-1].split()[0] in GIVEN)
    if titled or (given and (family or initials)) or (family and initials):
        return 0.9
    if given:
        return 0.85
    return 0.8 if initials and "." in words[0] else 0.75 if family or initials else 0.7 if particles else 0.5


def _is_name_shaped(word: str, key: str) -> bool:
    """Whether one word may stand in a name by its letters: a capital first, not all capitals, nothing but letters."""
    if not key or len(word) > 25 or not _WORDLIKE.match(word):
        return False
    arabic = word != word.lower() and re.match(r"(?:al|el|d['’]a|o['’]b|['’]t)[-'’ ]?", word, re.IGNORECASE)
    return (word[0].isupper() or bool(arabic)) and not (word.isupper() and len(word) > 3 and "-" not in word)


def _speaks_against(key: str) -> bool:
    """Whether a folded word is one that names do not hold."""
    if any(part in NEVER and part not in GIVEN and part not in FAMILY for part in key.split()):
        return True
    return len(key) > 6 and bool(_NOUN_ENDING.search(key)) and key not in GIVEN and key not in FAMILY


def is_name(text: str) -> bool:
    """Whether the whole text is, by its shape and words, one person's name ("Prof. Ana M. de la Cruz", "山田 太郎").

    True for many a pair of capitalised words no list knows: ask where something says *person*. Elsewhere ask for
    `name_score(text) >= SURE`.
    """
    return name_score(text) >= 0.5


def strip_titles(text: str) -> tuple[str, bool]:
    """A name without "Prof. Dr.", "PhD" and the like, and whether there were any."""
    before = text = text.strip(' ,;:.*_·•–—-\u3000\t"“”') + (
        "." if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text.strip()) else ""
    )
    for _ in range(6):
        match = _TITLE.match(text)
        if not match or not match.end() or match.end() >= len(text):
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


# ── Affiliations ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ORGANISATION = re.compile(
    r"\b(?:univ\w*|hochschule|institut\w*|colleges?|schools?|école|ecole|escuela|scuola|departments?|dept|faculty|fakultät|"
    r"lab|labs|laborator\w+|laboratoire|cent(?:er|re|ro)s?|zentrum|hospital|klinik|clinic|academy|academi\w+|akademie|"
    r"museum|library|foundation|society|observatory|council|ministry|agency|corporation|inc|ltd|gmbh|llc|company|"
    r"polytechni\w*|politecnico|politécnica|research|technion|weizmann|caltech|sorbonne|max planck|fraunhofer|"
    r"universität|université|università|universidad|universidade|universiteit|group|project|press|bank|association)\b|"
    r"大学|大學|学院|研究所|研究院|研究科|高校|大학|대학|연구|株式会社|公司",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:professors?|professorin|lecturer|director|chair|head|fellow|researcher|scientist|candidate|student|postdoc\w*|"
    r"associate|assistant|dean|author|poet|artist|writer|journalist|founder|ceo|cto|president|vice|senior|manager|engineer|"
    r"economist|historian|curator|editor|partner|officer|doktorandin?|professeure?|profesora?|emerit\w+|reader|chief|"
    r"instructor|investigator|physician|analyst|secretary|minister|ambassador|co-founder|phd)\b",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|of the|from|an der|am|à l['’]|de l['’]|presso|en la|de la|,|@)\s+(?=\S)", re.IGNORECASE)


def is_affiliation(text: str) -> bool:
    """Whether the text names an organisation or a role in one: "Emory", "MIT", "FAIR, Meta AI", "Professor of Law"."""
    text = clean(text)
    if not text or len(text) > 200 or is_placeholder(text):
        return False
    if _ORGANISATION.search(text) or _ROLE.search(text):
        return True
    words = text.split()
    return len(words) <= 6 and any(fold(w) in NEVER or (w.isupper() and 2 <= len(w) <= 7) for w in words)


def clean_affiliation(text: str) -> str | None:
    """An affiliation without the role held there: "Professor of Physics at ETH Zurich" → "ETH Zurich"; None if none."""
    text = clean(text).strip(" ,;:()[]–—-.*")
    if not text or len(text) > 200 or is_placeholder(text) or _only_degree(text):
        return None
    role = _ROLE.match(
        re.sub(r"^(?:(?:the|a|an|full|distinguished|visiting|adjunct|\w+['’]s) )+", "", text, flags=re.I)
    )
    if role:
        last = None
        for last in _AT.finditer(text):
            if _ORGANISATION.search(text[last.end() :]) or "," not in text[last.end() :]:
                break
        if last is None:
            return None
        text = text[last.end() :].strip(" ,")
    return text or None


def _only_degree(text: str) -> bool:
    return bool(_DEGREE.fullmatch(" " + text)) or fold(text) in ("phd", "md", "dr", "prof")


# ── Several people ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Found:
    """A person read out of a text: how surely a name, and whether an affiliation or title stood with it."""

    person: Person
    score: float
    attached: bool


_JOINT = re.compile(
    r"[\s(,;\[–—-]*\b(?:(?:based on |this is |in )?joint(?:ly)?(?: work| paper| project)?(?: \w+)? with|"
    r"in collaboration with|j\.?w\.? with|co-?authors?:|gemeinsam(?:e arbeit)? mit|"
    r"(?:travail (?:en )?commun|en collaboration) avec|trabajo conjunto con|in collaborazione con|lavoro congiunto con|"
    r"mit beteiligung von|hosted by|host:|introduced by|moderated by|chaired by|moderator:|discussants?:|respondents?:|"
    r"organi[sz]ed by|followed by)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(
    r"\s(?:is|was|are|will|works|has|received|joins|presents|speaks|talks|discusses|gives|holds|ist|est|è|es)\s"
)
_ALSO = re.compile(
    r"(?:\s*,)?\s+(?:and|&|und|et|y|e|en|och|og|with|mit|avec|con|\+)\s+|\s*&\s+|\s+&\s*|\s*[;·•|、；\n]\s*|\s+/\s+",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"^(?P<name>[^(\[（【]{2,80}?)\s*[(\[（【](?P<affiliation>.{1,160}?)[)\]）】]?\s*$", re.DOTALL)
_DASHED = re.compile(
    r"^(?P<name>[^–—@]{3,80}?)\s*(?:\s-{1,2}\s|[–—@]|\s(?:from|at|of|aus|von der|von|de l['’]|de la|du|dell['’]|della|"
    r"presso|vom)\s)\s*(?P<affiliation>\S.{0,160})$",
    re.IGNORECASE | re.DOTALL,
)


class _Chunk(NamedTuple):
    text: str
    mark: str  # what separated it from the one before


def read_people(text: str) -> tuple[Person, ...]:
    """The people a text lists, in order, each once: "Ada Lovelace (London) and Prof. Alan Turing, Manchester".

    For a text whose place says that it lists people. Whoever stands after "joint work with" or "hosted by" is left out.
    """
    return tuple(found.person for found in find_people(text))


def find_people(text: str) -> tuple[Found, ...]:
    """Like `read_people`, with how sure each is."""
    text = clean_block(text)[:1000]
    named = label(text)
    if named and named[0] in ("speaker", "host", "affiliation"):
        text = named[1]
    text = _JOINT.sub("", text).strip()
    found: list[Found] = []
    for chunk in _chunks(text):
        _take(chunk, found)
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(fold(one.person.name), one)
    return tuple(seen.values())


def _chunks(text: str) -> list[_Chunk]:
    """The text cut where one person ends and the next begins, never inside brackets."""
    depth, inside = 0, []
    for character in text:
        depth += character in "([（【"
        inside.append(depth > 0)
        depth -= character in ")]）】" and depth > 0
    chunks, begin, mark = [], 0, ""
    for cut in _ALSO.finditer(text):
        if inside[cut.start()] or inside[min(cut.end(), len(text)) - 1]:
            continue
        chunks.append(_Chunk(text[begin : cut.start()], mark))
        begin, mark = cut.end(), cut[0].strip(" ,") or "\n"
    chunks.append(_Chunk(text[begin:], mark))
    return chunks


def _take(chunk: _Chunk, found: list[Found]) -> None:
    """Read one chunk: people between commas, or more words of the last one's affiliation."""
    pieces = _comma_split(chunk.text)
    reversed_name = _family_first(pieces)
    if reversed_name:
        found.append(Found(Person(reversed_name), 0.85, False))
        return
    names = [one for one in map(_one, pieces) if one]
    here = len(found)
    for place, piece in enumerate(pieces):
        one = _one(piece)
        first = len(found) == here
        if one and (first or one.score >= SURE or one.attached or (len(names) == len(pieces) >= 3)):
            found.append(one)
        elif first and not (found and (place or is_affiliation(piece))):
            return  # the chunk does not begin with a person: nothing in it is believed
        else:
            glue = " and " if first and not place and chunk.mark[:1].isalpha() else ", "
            found[-1] = _with_affiliation(found[-1], piece, glue)


def _with_affiliation(one: Found, piece: str, glue: str) -> Found:
    more = clean_affiliation(piece)
    if not more or len(more) > 120 or _SENTENCE.search(f" {piece} "):
        return one
    old = one.person.affiliation
    person = Person(one.person.name, f"{old}{glue}{more}" if old else more, one.person.url)
    return Found(person, one.score, one.attached or is_affiliation(piece))


def _one(piece: str) -> Found | None:
    """One person with an affiliation in brackets, after a dash or after "from"; None if the piece is none."""
    piece = clean(piece)
    ends = _SENTENCE.search(piece)
    if ends and ends.start() >= 5:
        piece = piece[: ends.start()]
    for pattern in (None, _PAIRED, _DASHED):
        match = pattern.match(piece) if pattern else None
        name = match["name"] if match else piece if pattern is None else ""
        score = name_score(name) if name else 0.0
        if score < (0.4 if pattern is _PAIRED else 0.5):
            continue
        bare, titled = strip_titles(name)
        if match and pattern is _DASHED and not (score >= SURE or is_affiliation(match["affiliation"])):
            continue
        affiliation = clean_affiliation(match["affiliation"]) if match else None
        return Found(Person(restore_case(bare), affiliation), score, titled or bool(affiliation))
    return None


def _comma_split(text: str) -> list[str]:
    """Pieces between commas outside brackets, degrees ("PhD") taken back to the name before them."""
    pieces, depth, begin = [], 0, 0
    for place, character in enumerate(text):
        depth += character in "([（【"
        depth -= character in ")]）】" and depth > 0
        if character in ",，" and not depth:
            pieces.append(text[begin:place])
            begin = place + 1
    pieces.append(text[begin:])
    kept: list[str] = []
    for piece in (p.strip() for p in pieces):
        if kept and (_only_degree(piece) or piece.lower().rstrip(".") in ("jr", "sr", "ii", "iii")):
            kept[-1] += f", {piece}" if _only_degree(piece) else f" {piece}"
        elif piece:
            kept.append(piece)
    return kept


def _family_first(pieces: list[str]) -> str | None:
    """ "Lovelace, Ada K." → "Ada K. Lovelace", if the second half is a given name or initials and nothing follows."""
    if len(pieces) != 2 or len(pieces[0].split()) != 1 or not 1 <= len(pieces[1].split()) <= 2:
        return None
    family, given = pieces
    first = given.split()[0]
    if not (fold(first) in GIVEN or (_INITIAL.match(first) and first[0].isupper())) or fold(family) in NEVER:
        return None
    name = restore_case(f"{given} {family}")
    return name if name_score(name) >= SURE else None
