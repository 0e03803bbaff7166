"""Which line of a card is its title: every line is scored, the best one wins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.extract.anchors import Anchor, hour_of
from crawler.extract.blocks import Block
from crawler.extract.hours import hour_in, is_hour_open
from crawler.extract.notes import is_note
from crawler.extract.places import LONGEST, begins_with_people, looks_like_place
from crawler.extract.title_badges import badge_beside
from pipeline.reading.people import is_generic as names_sort
from pipeline.reading.people import is_home, is_name, read_headline
from pipeline.reading.places import read_place, says_time
from pipeline.reading.status import read_status
from pipeline.reading.text import fold, is_placeholder, is_title_open, label
from pipeline.reading.times import Context, read_when, tells_old
from pipeline.reading.title_states import leads_to_day, within_state

_ACTION = re.compile(
    r"(?:read|learn|find out|view|see|show|more|full|event|click|get|add|register|rsvp|sign up|book|buy|download|"
    r"watch|join|"
    r"zoom|details?|info|information|agenda|minutes|slides|video|recording|audio|map|directions|website|link|"
    r"here|apply|tickets?|"
    r"weiterlesen|mehr|anmeldung|anmelden|details|lire la suite|en savoir plus|plus|inscription|leggi|scopri|"
    r"lees|meer|aanmelden|"
    r"leer|ver|saber|next|previous|today|export|ical|ics|share|packet|presentation|materials?|abstract|pdf|"
    r"notice|livestream)"
    r"(?: (?:more|details?|event|events|all|here|now|info|information|about|to|calendar|the|this|on|up|tut|mas|"
    r"suite|di|verder|"
    r"agenda|minutes|pdf|video|registration|link|packet|zoom|google|outlook|ical|your|recording|slides|"
    r"materials?|website|"
    r"meeting|notice|map))*"
)
_PAPERS = re.compile(
    r"(?:(?:the|of|and|final|draft|approved|amended|revised|special|regular|public|meeting|board|committee|"
    r"commission|council|authority|hearing|supporting|signed|"
    r"media|legal|official|full|complete|live|archived|event|synopsis|written|oral|executive|session|open|closed|posted|additional|"
    r"supplemental) ?)*"
    r"(?:agendas?|minutes|notices?|notes|packets?|materials?|documents?|presentations?|slides|transcripts?|"
    r"resolutions?|decisions|"
    r"handouts?|attachments?|reports?|summary|recordings?|videos?|audio|livestream|webcast|votes?|comments?|"
    r"addendum|exhibits?|"
    r"attendance|files?|flyer|poster|(?:signature|sign in|speakers?) (?:list|sheet)|(?:event )?page|link|pdf|"
    r"tagesordnung|protokoll|ordre du jour|proces verbal|verslag|acta)"
    r"(?: (?:and|&|of|for|the|pdf|draft|approved|meeting|final|agendas?|minutes|notices?|packets?|materials?|"
    r"documents?|video|\d+|docx?|mb|kb|\d+kb|opens|in|new|window|tab|link))*"
    r"|(?:agenda )?items? (?:[ivxl]+|\d+)(?: .*)?"
)
"""Papers that go with a meeting, and are not its title."""

_NO_NAME = re.compile(
    r"(?:(?:via|by|through|on|and|or|only|held|live|remote(?:ly)?|virtual(?:ly)?|online|hybrid|in person|zoom|webex|"
    r"teams|webinar|gotowebinar|video ?conferenc\w+|teleconference|conference call|phone|audio|meeting|event|link|"
    r"call in) ?)+|"
    r".* via (?:zoom|webex|teams|webinar|gotowebinar|video ?conference|teleconference)|"
    r"(?:or )?(?:click here|join|call in|dial in)\b.*|"
    r"\d+ ?h(?:ours?|rs?)?(?: \d+ ?m(?:in\w*)?)?|\d+ ?m(?:in\w*)?"
)
"""Lines, folded, that only say how to take part, or how long it took."""

_GENERIC = re.compile(
    r"(?:(?:meetings?|schedules?|dates?|calendar|information|info|information|details|minutes|agendas?|notices?|"
    r"and|the|of|for|"
    r"upcoming|past|previous|next|archives?|archived|\d{4}|spring|summer|fall|autumn|winter|term|semester|home|"
    r"welcome|overview|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|documents?|decisions|"
    r"events?|"
    r"times?|locations?|menu|contact|us|about|page|content|main|news|current|future|our|all|upcoming|quick|"
    r"links?|section|"
    r"materials?|resources|public|location|directory|here|please|note) ?)+"
)
_TITLE_HINTS = frozenset(str.split("title headline heading name summary subject titel titre"))
_EDGE = " -–—:|,;·•()[]@/"


def best_title(
    blocks: list[Block], anchors: list[Anchor], used: set[int], piece: tuple[int, int] | None = None
) -> tuple[Block, int, int] | None:
    """The block that titles a card, and the stretch of it; None if no line is good enough. `piece`: where in the only
    line the card stands."""
    stated = {index: anchor for anchor in reversed(anchors) for index in range(anchor.first, anchor.end)}
    best: list[_Scored] = []
    open_: list[tuple[Block, int, int]] = []
    for place, block in enumerate(blocks[:60]):
        if block.index in used:
            continue
        start, end = within_state(block.text) or _without_time(block, stated.get(block.index), piece)
        if block.index in stated and (placed := _PLACE_FIRST.match(block.text, start, end)):
            start = placed.end() if looks_like_place(placed["place"]) else start
        badge = badge_beside(block, start, end)
        score = _score(block, block.text[badge.first : badge.last] if badge else block.text[start:end], place)
        if block.index in stated:
            score = _beside_day(block, start, end, score)
        if score > 0:
            best.append((score, block, start, end))
        elif is_title_open(block.text[start:end]):
            open_.append((block, start, end))
    best.sort(key=lambda one: -one[0])
    if best and best[0][0] <= IN_BRACKETS and open_:
        return open_[0]
    led = _led_by_people(best) if best else None
    if led is not None:
        return next(_own_titles(best, led[1].index), (*open_, led[1:])[0])
    return best[0][1:] if best else next(iter(open_), None)


def _beside_day(block: Block, start: int, end: int, score: float) -> float:
    """The score of what a line says beside its day: a place is no title, and what stands in brackets hardly one."""
    text = block.text
    if _PLACED.match(text, start, end):
        return score - 2.5
    if block.level and looks_like_place(text[start:end]):  # the heading is the day's: "9 December | Room 12, West Wing"
        return min(score, ANNOUNCED) if _is_announced(text, start, end) else 0.0
    opened = text.count("(", 0, start) > text.count(")", 0, start)
    return min(score, IN_BRACKETS) if opened and text.find(")", start) >= end else score


def _is_announced(text: str, start: int, end: int) -> bool:
    """Whether what stands behind a colon says no room and no street: "9 December, 15:00: The Tower of London"."""
    place = read_place(text[start:end])
    return text[:start].rstrip().endswith((":", "：")) and not (place.room or place.address)


IN_BRACKETS = 0.1
"""The score of what stands in brackets behind a day: "(joint with the knot seminar)", "(Monday is a holiday)"."""

ANNOUNCED = 1.0
"""The score of what stands behind a day and a colon and may be a house as well: a title where no better one is."""

_Scored = tuple[float, Block, int, int]


TWO_WORDS = 0.6
"""The least score of a title of two words that nothing marks."""


def _own_titles(best: Sequence[_Scored], people: int) -> Iterator[tuple[Block, int, int]]:
    """The lines that may title a card of which line `people` names the speakers: short ones only right beside it; where
    that line says where they are from, at last those too that may be another house: "Renormalization Group"."""
    near = [one for one in best if one[0] >= (TWO_WORDS if abs(one[1].index - people) == 1 else 1)]
    near = [one for one in near if not _stands_for_people(one)]
    yield from (one[1:] for one in near if not _goes_with_people(*one[1:]))
    homes = (one for one in best if one[1].index == people and _have_homes(one[1].text[one[2] : one[3]]))
    if next(homes, None) is not None:
        yield from (one[1:] for one in near if not _goes_with_people(*one[1:], outright=True))


def _led_by_people(best: Sequence[_Scored]) -> _Scored | None:
    """The line that names people, where it is the best, or the one before the best that only goes with it."""
    if _stands_for_people(best[0]):
        return best[0]
    before = next((one for one in best[1:] if one[1].index == best[0][1].index - 1), None)
    if before is None or before[1].level or not _goes_with_people(*best[0][1:]):
        return None
    return before if _are_people(before[1].text[before[2] : before[3]]) else None


def _stands_for_people(one: _Scored) -> bool:
    """Whether a line that nothing marks as a title names people, with where they are from, and nothing else."""
    _, block, start, end = one
    text = block.text[start:end]
    if block.level or block.hints & _TITLE_HINTS or len(text) > LONGEST_NAMES or not _PARTED.search(text):
        return False
    return _are_people(text)


def _are_people(text: str) -> bool:
    found = read_headline(text)
    return bool(found.speakers) and found.title is None and found.series is None


def _have_homes(text: str) -> bool:
    """Whether a line that names people says where they are from."""
    return any(one.affiliation for one in read_headline(text).speakers)


def _goes_with_people(block: Block, start: int, end: int, *, outright: bool = False) -> bool:
    """Whether a line that nothing marks as a title only adds to a speaker's: where from, as what, an address, when
    there is tea, that all are welcome. `outright`: where it cannot well be read otherwise."""
    text = block.text[start:end]
    if block.level or block.hints & _TITLE_HINTS:
        return False
    hour = hour_in(text)
    told = hour is not None and any(map(str.isalpha, text[: hour[0]]))
    home = len(text) <= LONGEST_NAMES and is_home(text, outright=outright)
    return told or home or is_note(text) or names_sort(text)


LONGEST_NAMES = 160
_PARTED = re.compile(r"[,(（·|/]|\s[–—-]\s|^\W*(?:Prof|Dr)\b")
"""What stands in lines of people beside their names; to ask of other lines would take long."""


def _without_time(block: Block, anchor: Anchor | None, piece: tuple[int, int] | None) -> tuple[int, int]:
    """The longer part of a line beside its time."""
    text = block.text
    start, end = piece or (0, len(text))
    end = min(end, len(text))
    if anchor is not None and anchor.end - anchor.first == 1:
        if anchor.start - start > end - anchor.stop:
            end = anchor.start
        else:
            start = anchor.stop
            if text.count("(", anchor.start, start) > text.count(")", anchor.start, start):
                closed = text.find(")", start, start + LINE_OF_HOUR) + 1  # "11 am (not 3 pm!) On foams"
                start = closed if closed and end - closed >= 4 else start
            start = _behind_hour(text, start) if anchor.composed else start
            start = _behind_aside(text, start, end)
    elif anchor is not None:
        return 0, 0
    if (hour := _HOUR_FIRST.match(text, start, end)) and is_hour_open(hour["said"]) and end - hour.end() >= 4:
        start = hour.end()
    if (of := _PAPER_OF.match(text, start, end)) and end - of.end() >= 4:
        start = of.end()
    if (of := _PAPER_LAST.search(text, start, end)) and not is_generic(text[start : of.start()]):
        end = of.start()
    while start < end and text[start] in _EDGE:
        start += 1
    if text[end - 1 : end] == ")" and text.count(")", start, end) > text.count("(", start, end):
        end -= 1  # opened before the title
    while end > start and text[end - 1] in " -–—:|,;·•([@/":
        end -= 1
    return start, end


def _behind_aside(text: str, start: int, end: int) -> int:
    """Where the line goes on behind what is added to its day: "(online)", "via Zoom:", "cancelled due to illness:"."""
    if (aside := _ASIDE.match(text, start, end)) and end - aside.end() >= 4 and not begins_with_people(aside["said"]):
        return aside.end()
    added = _ADDED.match(text, start, end)
    if added is None or end - added.end() < 4:
        return start
    said, is_apart = added["said"], text[start : added.start("said")].strip(" ,;")
    adds = not is_apart and (_NO_NAME.fullmatch(fold(said)) or (_NUMBERED.search(said) and looks_like_place(said)))
    return added.end() if adds or read_status(said) else start


def _behind_hour(text: str, start: int) -> int:
    """Where in a line its hour ends, if one stands at `start`: behind a day's number alone it is no part of the day."""
    hour = hour_of(text[start : start + LINE_OF_HOUR], Context())
    return start + hour[1] if hour and not text[start : start + hour[0]].strip(_EDGE) else start


def _without_hours(text: str, folded: str) -> str:
    """A folded text without the hours in it: "11:00 am, online only"."""
    if len(text) > LINE_OF_HOUR or not text[0].isdigit():
        return folded
    return fold(" ".join(part for part in re.split(r"[,;·|]", text) if not says_time(part.strip())))


_LATER = re.compile(
    r"(?:(?:the|la|il|el|o|le|les|der|die|das|het|de) )?(?:\w+ )?l?(?:time|hour|date|place|room|venue|location|orario|"
    r"ora|data|luogo|aula|heure|horaire|lieu|salle|uhrzeit|zeit|ort|raum|horsaal|hora|horario|fecha|lugar|sala|local|tijd|"
    r"tijdstip|plaats|zaal|tid|plats)(?: (?:and|und|ed?|et|y|en|och) (?:\w+ )?\w+)? (?:(?:will|is|are|to|sara|"
    r"saranno|sera|seront|wird|werden|seran|serao|wordt|worden|zal) )+(?:be )?(?:\w+ ){0,2}(?:announced|communicated|"
    r"confirmed|determined|comunicat\w+|annunciat\w+|definit\w+|communique\w*|annonce\w*|precise\w*|bekannt\w*|mitgeteilt|"
    r"anunciad\w+|comunicad\w+|confirmad\w+|bekend\w*|meegedeeld)\b"
)
"""How a folded line begins that promises hour or place for later."""

LINE_OF_HOUR = 60
"""Characters of a line that may say of the hour that it is open, and nothing else."""

_ASIDE = re.compile(
    r"[\s,;]*[(\[](?P<said>(?=[^()\[\]]*[^\W\d_]{2})[^()\[\]]{2,60})[)\]](?:\s*[:,;–—]\s*|\s+(?:-\s+)?)(?=\w)"
)
"""What stands in brackets between a day and a title; "(2+1)-dimensional" is a title's beginning."""

_NUMBERED = re.compile(r"\d")

_ADDED = re.compile(r"[\s,;–—-]*(?P<said>[^:,;()–—]{3,60}):\s+(?=\w)")
"""What stands between a day and a colon."""

_HOUR_FIRST = re.compile(r"[\s,;(–—-]*(?P<said>[^,;:()–—|]{3,50}?)\s?[,;:)–—|]+\s*(?=\w{3})")
"""What stands before a title in its line."""

_NOTHING = re.compile(r":\s*(?:none|n/?a|nil|keine|aucune?|nessuno|geen|-)\W*$", re.IGNORECASE)
"""How a label says that it has nothing to tell."""


def _is_people(text: str) -> bool:
    """Whether a line is a speaker with what brackets say of where from: a title only where no other is."""
    found = read_headline(text) if text.endswith(")") else None
    return found is not None and bool(found.speakers) and found.title is None


def _score(block: Block, text: str, place: int) -> float:
    words = text.split()
    if len(text) < 3 or not any(map(str.isalpha, text)):
        return 0.0
    folded = fold(text)
    if (
        _NOTHING.search(text)
        or _ACTION.fullmatch(folded)
        or _PAPERS.fullmatch(folded)
        or _NO_NAME.fullmatch(_without_hours(text, folded))
        or _is_day(text)
        or is_placeholder(text)
        or read_status(text)
        or leads_to_day(text)
        or tells_old(text)
        or _LATER.match(folded)
        or (len(text) <= LINE_OF_HOUR and is_hour_open(text) and not _HOUR_FIRST.match(text))
    ):
        return 0.0
    score = 1.0 - 0.02 * place - 1.5 * _is_people(text)
    score += (3.0 - 0.2 * block.level) if block.level else 0.0
    hinted = block.hints & _TITLE_HINTS or any(hint.endswith("title") and hint != "subtitle" for hint in block.hints)
    score += 1.0 * block.bold + 2.0 * bool(hinted)
    if block.links and len(block.links[0].text) >= 0.6 * len(text) and not _ACTION.fullmatch(fold(block.links[0].text)):
        score += 1.5
    score += 0.8 * (3 <= len(words) <= 25) - 1.5 * (len(words) > 35)
    score -= 0.5 * (len(words) == 1 and not (len(text) > 3 and _UNPARTED.search(text)))
    score -= 0.9 * is_name(text) + 0.8 * (text[-1] == "." and len(words) > 12)
    score -= 2.0 * (label(text) is not None)
    score -= 0.0 if block.level or hinted else _is_place(text)
    return score


_UNPARTED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
"""Letters of languages that set no blanks between words."""


def _is_place(text: str) -> float:
    """How much a line is like a place: 2.5 for an address or a room in a house, 1.2 for what may be a number only."""
    place = read_place(text) if len(text) <= LONGEST else None
    if place is None or not (looks_like_place(text) or place.address) or begins_with_people(text):
        return 0.0
    return 2.5 if place.address or (place.venue and "," in text) else 1.2


def _is_day(text: str) -> bool:
    """Whether a line is a day and nothing else."""
    if len(text) > 30 or not any(map(str.isdigit, text)):
        return False
    reading = read_when(text, _SOME_YEAR)
    return reading is not None and reading.start == 0 and reading.end >= len(text) - 1


_SOME_YEAR = Context(year=2024, month_first=True)


_PLACE_FIRST = re.compile(r"[\s,]*(?:at|in|@|im|am|à|en) (?:(?:the|der|dem|la|le) )?(?P<place>[^:]{3,60}):\s+(?=\w{2})")
"""A place that stands between a day and a title: "1 May in the Old Library: On tides"."""

_PLACED = re.compile(r"(?:at|in|@|im|am|à|en) ?(?!the future|search)(?=[A-Z\d])")
"""How the rest of a line goes on after a time, where it says the place."""


_PAPER_OF = re.compile(r"(?:draft |final )?(?:agendas?|minutes|notices?|packets?)\s*[-–—:]\s+(?=\w)", re.IGNORECASE)
_PAPER_LAST = re.compile(
    r"(?:(?<=meeting)|(?<=seminar)|(?<=session)|(?<=hearing))\s+"
    r"(?:agendas?|minutes|notices?|packets?|materials|documents)\W*$",
    re.IGNORECASE,
)
"""Links to papers name the meeting they are of: "Agenda - Spring Retreat", "Rope Board Meeting Minutes"."""

_OF_LIST = re.compile(
    r"[\s,;:|–—-]*\b(?:(?:schedules?|dates|agendas?|minutes|archives?|calendar|notices?|materials|packets?|documents|videos?|"
    r"information|and|&|,|of|for|the|(?:19|20)\d\d)[\s,;:|&–—-]*)+$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?:(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?|upcoming|past|public notices?)[\s:–—-]+", re.IGNORECASE
)


def name_in(text: str) -> tuple[int, int]:
    """Where in a heading over a list the name stands: "2020 Knot Seminar Schedule and Minutes" names a knot seminar."""
    first = _YEAR_FIRST.match(text)
    last = _OF_LIST.search(text)
    start, end = first.end() if first else 0, last.start() if last else len(text)
    return (start, end) if end - start >= 4 and not is_generic(text[start:end]) else (0, len(text))


def is_paper(text: str) -> bool:
    """Whether a link's text names something to read or watch afterwards: "Agenda (PDF)", "Video", "Slides"."""
    return bool(_PAPERS.fullmatch(fold(text)))


def is_generic(text: str) -> bool:
    """Whether a heading names no one talk or series: "Schedule", "2019 Meetings", "Meeting Information"."""
    return bool(_GENERIC.fullmatch(fold(text)))


def is_action(text: str) -> bool:
    """Whether a link's text says what to do rather than what a talk is about ("Read more", "Register here")."""
    return bool(_ACTION.fullmatch(fold(text)))
