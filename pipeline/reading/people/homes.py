"""Where people are from: what says an organisation or a role, and what only speaks of one, as titles do."""

from __future__ import annotations

import re

from pipeline.reading.countries import is_country
from pipeline.reading.daynames import MONTHS
from pipeline.reading.people.known import PLACES
from pipeline.reading.people.name import is_degree
from pipeline.reading.text import clean, fold, is_placeholder

_ORGANISATION = re.compile(
    r"\b(?:univ\w*|hochschule|institut\w*|colleges?|schools?|école|ecole|escuela|scuola|departments?|dept|faculty|"
    r"fakultät|"
    r"lab|labs|laborator\w+|laboratoire|cent(?:er|re|ro)s?|zentrum|hospital|klinik|clinic|academy|academi\w+|akademie|"
    r"museum|library|foundation|society|observatory|council|ministry|agency|corporation|inc|ltd|gmbh|llc|company|"
    r"polytechni\w*|politecnico|politécnica|research|technion|weizmann|caltech|sorbonne|max planck|fraunhofer|"
    r"universität|université|università|universidad|universidade|universiteit|group|project|press|bank|association)\b|"
    r"大学|大學|学院|研究所|研究院|研究科|高校|大학|대학|연구|株式会社|公司",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:professors?|professorin|lecturer|director|chair|head|fellow|researcher|scientist|candidate|student|"
    r"postdoc\w*|"
    r"associate|assistant|dean|author|poet|artist|writer|journalist|founder|ceo|cto|president|vice|senior|manager|"
    r"engineer|"
    r"economist|historian|curator|editor|partner|officer|doktorandin?|professeure?|profesora?|decaan|rector|"
    r"hoogleraar|dekanin?|emerit\w+|reader|chief|"
    r"instructor|investigator|physician|analyst|secretary|minister|ambassador|co-founder|phd|co[oö]rdinator|"
    r"koordinator(?:in)?|"
    r"philosopher|advis[eo]r|consultant|officer|promovend[ua]s?|onderzoeker|forscher(?:in)?|chercheu(?:r|se))\b",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|of the|from|an der|am|à l['’]|de l['’]|presso|en la|de la|,|@)\s+(?=\S)", re.IGNORECASE)


def is_affiliation(text: str) -> bool:
    """Whether the text names an organisation or a role in one: "Emory", "MIT", "FAIR, Meta AI", "Professor of Law"."""
    text = clean(text)
    if not text or len(text) > 200 or is_placeholder(text):
        return False
    if names_organisation(text):
        return True
    words = text.split()
    return len(words) <= 6 and any(fold(w) in PLACES or (w.strip(",.").isupper() and 2 <= len(w) <= 7) for w in words)


def names_organisation(text: str) -> bool:
    """Whether the text says outright that it is an organisation or a role: "University", "Lab", "Professor"."""
    return bool(_ORGANISATION.search(text) or _ROLE.search(text))


_NO_AFFILIATION_WORDS = (
    r"(?:pre-?announcement|online|hybrid|virtual|in[ -]person|zoom|via zoom|remote|in english|english|"
    r"cancell?ed|postponed|moderator|chair|speaker|host|joint|invited|keynote|organi[sz]er|author|"
    r"presenter|she/her|he/him|they/them|.)"
)
NO_AFFILIATION = re.compile(_NO_AFFILIATION_WORDS, re.IGNORECASE)
NO_AFFILIATION_IN_BRACKETS = re.compile(rf"\s*[(\[]{_NO_AFFILIATION_WORDS}[)\]]", re.IGNORECASE)
"""What stands in brackets behind a name and is no affiliation."""


_HELD_AT = re.compile(
    r"^(?P<role>.{3,120}?) (?:at|an der|am|aan (?:de|het)|vid) (?:the )?(?P<place>\S.*)$", re.IGNORECASE
)
_MONTH = "|".join(
    sorted({name.lstrip("!") for row in MONTHS.values() for names in row.split("|") for name in names.split()})
)
_TELLS_DAY = re.compile(
    rf"\W*(?:(?:{_MONTH})\.? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?,? )?(?:(?:{_MONTH})\.? )?(?:1[5-9]|20)\d\d(?!\w)|"
    r".*\b\d{1,2}(?:st|nd|rd|th|\.)?,? (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""How what is behind a name begins with the years of a life, or holds a day: nobody is from "2019 to August 31, 2022".
"Small Data 1933–1945" may be a project."""

_ROLE_LAST = re.compile(rf"{_ROLE.pattern}$", re.IGNORECASE)


def clean_affiliation(text: str) -> str | None:
    """An affiliation without the role held there: "Professor of Physics at ETH Zurich" → "ETH Zurich"; None if none."""
    text = clean(text).strip(" ,;:()[]–—-.*")
    if not text or len(text) > 200 or is_placeholder(text) or is_degree(text) or NO_AFFILIATION.fullmatch(text):
        return None
    if _TELLS_DAY.match(text):
        return None
    held = _HELD_AT.match(text)
    if held and _ROLE.search(held["role"]) and _ORGANISATION.search(held["place"]):
        return held["place"].strip(" ,") or None
    if _ROLE_LAST.search(text) and not _ORGANISATION.search(text) and "," not in text:
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


# ── Lines that are where somebody is from, by their form ──────────────────────────────────────────────────────────────

_OF = r"(?:of|for|de|des?|du|del|della|dello|di|do|da|d['’]\w+|für|voor|för|van)\b"
_UNIT = re.compile(
    rf"\b(?:univ\.?|hochschule|h[oö]gskol\w+|institut(?:es?|os?|o|et|en|ionen)?|istituto|instituut|coll[eè]ge|"
    rf"[ée]cole|escuela|scuola|universit(?!y\b|ies\b)\w+|universidad\w*|(?:university|hospital|academy|laboratory|departments?|faculty)"
    rf"(?=$|[,;/()]| (?:{_OF}|at|hospital|college|medical|clinic|cent(?:er|re)))|school of|dept|département|"
    r"departamento|dipartimento|fakultät|faculté|facultad|facoltà|laboratoire|akademie|klinikum|polytechni\w*|politecnico|"
    r"centre de recherches?|centro d[ei] (?:investigación|pesquisa|ricerca|estudi?os))(?!\w)|"
    r"(?:大学|大學|学院|学部|研究所|研究院|研究科|机构|機構|センター|대학교?|연구소|학과)(?:$|[\s,、，]|大学院)",
    re.IGNORECASE,
)
"""What hardly a title speaks of in words that all begin with capitals."""

_HOUSE = re.compile(
    rf"(?:[^\s,]+ ){{0,5}}?(?:(?:cent(?:er|re|ro)s?|library|museum|foundation|society|observatory|council|ministry|"
    rf"agency|bank|association|"
    rf"university|hospital)(?=$|[,;/(]| {_OF})|(?:labs?|\w{{3,}}lab|research|group|project|press|company|"
    r"corporation|inc|ltd|gmbh|llc|technion|weizmann|caltech|sorbonne|max planck|fraunhofer|klinik|clinic|"
    r"[\w-]*(?:zentrum|gruppe|bibliothek|gesellschaft|stiftung|ministerium))\b\.?(?=$|[,;/(]))"
    rf"|(?:centre|centro|banque|banca|banco|bibliothèque|biblioteca|musée|museo|museu|société|fondation|fondazione|"
    rf"observatoire|osservatorio|observatorio|observatório|groupe|gruppo|grupo|unité|lehrstuhl|afdeling|vakgroep|"
    rf"academia|accademia|académie|university|hospital|department|[\w-]*zentrum|fraunhofer|max[ -]planck|"
    rf"sorbonne) (?:{_OF}|(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""How lines begin that are a house by name: its word is the head of the name, last or before "of"."""

_HELD = re.compile(rf"(?:[^\s,]+ ){{0,3}}?{_ROLE.pattern}(?=$|[,;/(]| (?:at|in|en) | {_OF})", re.IGNORECASE)
"""How lines begin that are a role: "Associate Professor of Law", not "Professor Byron's river"."""

_TITLES_BEGIN = frozenset(
    str.split(
        "a an the on in from about how why what when who where towards toward beyond between der die das ein eine "
        "uber vom von zur zum warum wie was le la les un une sur pourquoi comment el los las una sobre como por il "
        "lo i gli uno perche come o os as um uma de het een over waarom hoe ett om hur varfor"
    )
)
_ARTICLES = frozenset(
    str.split("a an the der die das den dem ein eine einer le la les un une el los las il lo gli os het een")
)
_JOINING = frozenset(
    str.split("of for the and in at de la le du des di della del fur an der et y e von zu voor van och for d l & do da")
)
_SHORT = frozenset(str.split("eth fh fu hu ku mpi sns tu th uc unc ut uw"))


def is_home(text: str, *, outright: bool = False) -> bool:
    """Whether a line is an organisation, a town or a role by its form: its words begin with capitals, its head is a
    house or a role. "Bank of England" is, "The Economics of Bank Runs" is a title. `outright`: only where the word for
    the house is hardly in a title.
    """
    words = text.split()
    keys = fold(text).split()
    if not keys or _TELLS.search(text) or is_placeholder(text):
        return False
    if is_country(text) or (any(map(str.isalpha, text)) and all(map(_is_place, words))):
        return True
    if len(words) == 2 and words[0].isupper() and words[1][0].isupper() and keys[0] in _SHORT | PLACES:
        return True  # "TU Graz", "CNRS Grenoble"
    unit, house, role = _UNIT.search(text), _HOUSE.match(text), _HELD.match(text)
    if keys[0] in _TITLES_BEGIN and not (unit and keys[0] == "the"):
        return False
    capital = is_proper(text)
    if role and _is_bare(role) and (capital or len(words) <= 4):
        return True
    if unit and (capital or not unit.start() or (unit.end() == len(text) and len(words) <= 3)):
        return True
    return house is not None and not outright and capital and _is_bare(house)


_TELLS = re.compile(r"[:?!\"“”„«»]")
"""Marks of titles."""


def is_proper(text: str) -> bool:
    """Whether the words of a text begin with capitals, as those of a house's name do."""
    return all(not word[0].islower() or fold(word) in _JOINING for word in text.split())


def _is_place(word: str) -> bool:
    """Whether a word is a town, a country, a house known by its name, by its initials or by a number: "UMR 5208"."""
    return fold(word) in PLACES or is_country(word) or word.strip(",.()").isupper() or not any(map(str.isalpha, word))


def _is_bare(head: re.Match[str]) -> bool:
    """Whether no article stands before the word for a house or a role: "Death of the Author" is no author."""
    return _ARTICLES.isdisjoint(fold(head[0]).split())
