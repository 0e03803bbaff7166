"""Speakers whom a talk's own page names outside its labels: in the lines of a programme, in a list under "Speakers:",
after "by", and in a sentence that invites them.

Three places, by how much they prove. `visible:programme`: a line of a programme, a list that says it is one of
speakers, a line that is nothing but "by Ada Byron": all who stand there speak. `visible:prose`: a sentence, believed
only where nothing else names a speaker. Who opens, chairs, moderates or organises is no speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.extract.blocks import Block, Zone
from crawler.extract.cutting import Cutter
from pipeline.reading.people import SURE, find_people, name_score, read_headline, strip_titles
from pipeline.reading.text import label
from pipeline.talk import Claim, Person

FEWEST_HOURS = 2
"""Lines that begin with an hour and make a programme; one alone is the talk's own time."""
LONGEST_LINE = 260
"""Characters of a line of a programme."""
FURTHEST = 250
"""Characters between a name and its affiliation: a role may stand between."""
LONGEST_ENTRY = 600
"""Characters of a paragraph in a list of speakers."""

LONGEST_PARAGRAPH = 6000
"""Characters; what is longer is no announcement."""

_HOUR = r"\d{1,2}\s?(?:[.:h]\s?\d{2})?\s?(?:[ap]\.?m\.?\b|h\b|uhr\b|uur\b|hrs?\b)?"
_ROW = re.compile(
    rf"^\W{{0,3}}(?=\d{{1,2}}\s?(?:[.:h]\s?\d\d|[ap]\.?m|h\b|uhr\b|uur\b)){_HOUR}"
    rf"(?:\s*(?:[-–—]|to|bis|tot|à|a|till?|until)\s*{_HOUR})?[\s:.,|)–—-]*",
    re.IGNORECASE,
)
_NO_SPEECH = re.compile(
    r"\W*(?:(?:short|brief|warm|quick|a|the|korte) )?(?:welcome?|opening|intro(?:duction|ductie)?s?|clos(?:ing|ure)|"
    r"break|coffee|tea|lunch|dinner|drinks|reception|registration|walk[ -]?in|chair|moderat|discussion|"
    r"q ?& ?a|welkom|inloop|ontvangst|afsluiting|pauze|borrel|voorzitter|dagvoorzitter|begr[üu](?:ß|ss)ung|"
    r"er[öo]ffnung|pause|mittagessen|schlusswort|moderation|leitung|accueil|ouverture|cl[ôo]ture|apertura|saluti|bienvenida|chiusura|"
    r"velkomst|[åa]pning|v[äa]lkommen|avslutning)\b(?! (?:lecture|keynote|talk|address|speech))",
    re.IGNORECASE,
)
_ROLE_IN_BRACKETS = re.compile(
    r"\([^()]{0,40}\b(?:moderat\w*|chair\w*|host\w*|voorzitter|leitung|session|including|incl|abstract|slides|video)\b[^()]*\)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?<!\w)(?:by|door|von|par|di|por|av|af)\s+(?=\S)", re.IGNORECASE)
_ENDS = re.compile(r"\s[-–—]\s|[:\"“„«]|\s['‘](?=\w)")

_SPEAKERS = (
    r"(?:speakers?|keynotes?|keynote speakers?|panel(?:l?ists?| members)|lecturers|presenters|contributors|sprekers|"
    r"panelleden|referent(?:en|innen)|referierende|vortragende|redner(?:innen)?|podiumsg[äa]ste|intervenants?|orateurs|"
    r"conf[ée]renciers|relatori|relatrici|ponentes|oradores|palestrantes|talare|foredragsholdere|medverkande)"
)
_LIST_HEAD = re.compile(rf"^(?:[^.:?!]{{0,70}}\b)?{_SPEAKERS}\b[^.:?!]{{0,40}}(?P<mark>[:：])?\s*$", re.IGNORECASE)
_INLINE_LIST = re.compile(
    rf"\b{_SPEAKERS}\s*[:：]\s*(?P<people>[^()]{{5,500}}(?:\([^()]{{1,80}}\)[^()]{{0,300}})*)", re.I
)
_INVITED = re.compile(
    r"\b(?:we(?:['’]ve| have|['’]re| are)?(?: \w+){0,4}? (?:invited?|welcome|host|hosting|inviting|welcoming)|"
    r"(?:talk|lecture|presentation|keynote|seminar|address)s?(?: \w+){0,3}? by|(?:will )?features?|featuring|"
    r"(?:spreekt|spricht|parle|parla|talar)|guest speaker is|(?:lezing|voordracht|presentatie) (?:van|door)|"
    r"vortrag von|exposé de|conférence de)\s+(?P<people>\S.{4,200})",
    re.IGNORECASE,
)
_WILL_SPEAK = re.compile(
    r"(?P<people>[^\W\d_a-zß-öø-ÿ][^.;:!?]{4,120}?),? (?:will|wird|zal|gaat|va|kommer att|vil)"
    r" (?:\w+ ){0,3}?(?:give|present|talk|speak|discuss|lecture|deliver|share|sprechen|vortragen|halten|spreken|"
    r"vertellen|présenter|parler|föreläsa|tala|holde)\b",
)
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=[)\]]))[.!?](?=\s|$)")  # not after "Dr" or an initial


def programme(blocks: Sequence[Block], cut: Cutter) -> Iterator[Claim]:
    """The speakers of one talk whose page these blocks are, each where the page names them, and whose life it tells."""
    seen: set[tuple[int, int]] = set()
    for block, by, start, end in (*_rows(blocks), *_lists(blocks), *_lines(blocks), *_sentences(blocks)):
        if (block.index, start) in seen:
            continue
        seen.add((block.index, start))
        claim = cut.claim("speaker", block, by, start, end)
        if claim is not None:
            yield claim
    yield from lives(blocks, cut)


_ABOUT = re.compile(r"^(?:about|over|über|à propos de|om|sobre|su)\s+(?P<name>[^.:?!]{5,60})[:：]?$", re.IGNORECASE)


def lives(blocks: Sequence[Block], cut: Cutter) -> Iterator[Claim]:
    """The paragraphs under "About Ada Byron": a biography."""
    for place, head in enumerate(blocks[:-1]):
        match = _ABOUT.match(head.text) if len(head.text) <= 80 and _may_speak(head) else None
        if match is None or name_score(match["name"]) < 0.5:
            continue
        last = place
        while last + 1 < len(blocks) and len(blocks[last + 1].text) >= 80 and not blocks[last + 1].level:
            last += 1
        claim = cut.across("bio", blocks[place + 1], blocks[last], "visible:about") if last > place else None
        if claim is not None:
            yield claim
            return


_Stretch = tuple[Block, str, int, int]


def _rows(blocks: Sequence[Block]) -> Iterator[_Stretch]:
    """The lines of a programme: an hour, then who speaks about what; the hour may have a line of its own."""
    rows = [
        (place, match) for place, block in enumerate(blocks) if _may_speak(block) and (match := _ROW.match(block.text))
    ]
    if len({match[0].strip() for _, match in rows}) < FEWEST_HOURS:
        return
    for place, match in rows:
        block, start = blocks[place], match.end()
        if start >= len(block.text):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if following is None or _ROW.match(following.text) or following.zone >= Zone.ASIDE:
                continue
            block, start = following, 0
        if len(block.text) <= LONGEST_LINE and not _NO_SPEECH.match(block.text[start:]):
            yield from _in_line(block, start)


def _may_speak(block: Block) -> bool:
    return block.zone < Zone.ASIDE and len(block.text) <= LONGEST_PARAGRAPH and not block.hints & {"form", "fieldgroup"}


def _in_line(block: Block, start: int) -> Iterator[_Stretch]:
    """Who speaks in one line of a programme or one heading of a part: as in a headline, or after "by"."""
    text = _ROLE_IN_BRACKETS.sub(lambda match: " " * len(match[0]), block.text)[start:]
    people = read_headline(" ".join(text.split())).speakers
    if not people:
        by = list(_BY.finditer(text))
        if by:
            rest = _ENDS.split(text[by[-1].end() :])[0]
            people = tuple(one.person for one in find_people(rest) if name_score(one.person.name) >= 0.5)
            people = people or _named_first(rest)
    for person in people:
        yield from _stretch(block, person, start, "visible:programme")


def _named_first(text: str) -> tuple[Person, ...]:
    """A sure name at the beginning, whatever follows it: "Ada Byron TU Delft"."""
    words = strip_titles(text)[0].split()
    for length in (4, 3, 2):
        name = " ".join(words[:length])
        if len(words) >= length and name_score(name) >= SURE:
            return (Person(name),)
    return ()


def _stretch(block: Block, person: Person, start: int, by: str) -> Iterator[_Stretch]:
    """Where a block names a person, with the affiliation if that stands next to the name."""
    begin = block.text.casefold().find(person.name.casefold(), start)
    if begin < 0 or len(block.text.casefold()) != len(block.text):
        return
    end = begin + len(person.name)
    if person.affiliation and 0 <= (place := block.text.find(person.affiliation, end)) - end <= FURTHEST:
        end = place + len(person.affiliation)
        end += block.text[end : end + 1] == ")" and "(" in block.text[begin:end]
    yield block, by, begin, end


def _lists(blocks: Sequence[Block]) -> Iterator[_Stretch]:
    """What stands under "Talks by international speakers:" or a heading "Speakers", as long as names begin it."""
    for place, head in enumerate(blocks):
        if not _may_speak(head) or len(head.text) > 120:
            continue
        match = _LIST_HEAD.match(head.text)
        if match is None or not (match["mark"] or head.level):
            continue
        for block in blocks[place + 1 : place + 31]:
            if block.level and head.level and block.level <= head.level:
                break
            person = _leading(block)
            if person is None:
                break
            yield from _stretch(block, person, 0, "visible:programme")


def _leading(block: Block) -> Person | None:
    """The one person whose name begins a paragraph."""
    if not _may_speak(block) or len(block.text) > LONGEST_ENTRY:
        return None
    text = _first_sentence(block.text)
    found = find_people(text)
    if not found or block.text.casefold().find(found[0].person.name.casefold()) > 40:
        return None
    return found[0].person if found[0].score >= SURE or found[0].attached or len(text) <= 60 else None


def _first_sentence(text: str) -> str:
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


_PART = re.compile(
    r"^(?:(?:first|second|third|fourth|keynote|\d+(?:st|nd|rd|th|[eè]me|e|\.)?) )?(?:presentation|talk|lecture|keynote|"
    r"pr[äa]sentation|vortrag|presentatie|lezing|expos[ée])(?: \d+| [IVX]+)?\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_LINE_BY = re.compile(r"^(?:by|door|von|par|di|por|av|af)\s+(?=\S)", re.IGNORECASE)


def _lines(blocks: Sequence[Block]) -> Iterator[_Stretch]:
    """A line that is "by Ada Byron, Delft"; a heading "Second talk: Tides, by Ada Byron"; a list said in brackets."""
    for block in blocks:
        if not _may_speak(block):
            continue
        if len(block.text) <= LONGEST_LINE:
            own = _LINE_BY.match(block.text)
            if own:
                for one in find_people(block.text[own.end() :]):
                    yield from _stretch(block, one.person, own.end(), "visible:programme")
            part = _PART.match(block.text)
            if part and block.level:
                yield from _in_line(block, part.end())
        for match in _INLINE_LIST.finditer(block.text):
            if label(block.text) is None and len(block.text) > match.end("people") - match.start("people") + 20:
                for one in find_people(_first_sentence(match["people"])):
                    yield from _stretch(block, one.person, match.start("people"), "visible:programme")


def _sentences(blocks: Sequence[Block]) -> Iterator[_Stretch]:
    """Whom a sentence invites or promises."""
    for block in blocks:
        if not _may_speak(block) or block.level or len(block.text) < 40:
            continue
        for match in (*_INVITED.finditer(block.text), *_WILL_SPEAK.finditer(block.text)):
            begin = match.start("people")
            for one in find_people(_first_sentence(match["people"])):
                place = block.text.find(one.person.name, begin)
                if 0 <= place - begin <= 60 and (one.score >= SURE or one.attached):
                    yield from _stretch(block, one.person, begin, "visible:prose")
