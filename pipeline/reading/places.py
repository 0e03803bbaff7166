# ruff: noqa: E501
"""Places as people write them, taken apart: venue, room, address, the link of an online talk."""

from __future__ import annotations

import re

from pipeline.reading.attendance import is_online_link, is_registration_link, read_mode
from pipeline.reading.countries import is_country
from pipeline.reading.remembered import remembered
from pipeline.reading.states import DETERMINER, INSTEAD, THING
from pipeline.reading.status import LONGEST_SENTENCE, read_status
from pipeline.reading.text import clean_block, fold, is_placeholder, label, unwrap
from pipeline.talk import Mode, Place

__all__ = [
    "find_room",
    "is_online_link",
    "is_registration_link",
    "is_room",
    "is_town",
    "read_mode",
    "read_place",
    "room_behind",
]

# ── Rooms, buildings, addresses ───────────────────────────────────────────────────────────────────────────────────────

_CODE = (
    r"(?:(?-i:[A-Z]{0,5})[-. ]?[+-]?\d{1,5}(?:(?-i:[A-Z]?)[-./+ ]?(?-i:[A-Z]?)\d{1,5}){0,3}(?-i:[a-zA-Z]{0,2})|"
    r"(?-i:[A-Z]{1,3}\d?|[IVX]{1,5}))"
)
_ROOM_WORD = (
    r"(?:seminar room|lecture room|lecture hall|lecture theat(?:re|er)|conference room|meeting room|class ?room|board ?room|"
    r"common room|reading room|event room|multipurpose room|tea room|colloquium room|room|rm\.?|suite|ste\.|auditorium|"
    r"hörsaal|hs\.?|seminarraum|sitzungszimmer|besprechungsraum|sitzungssaal|konferenzraum|übungsraum|vortragssaal|"
    r"festsaal|großer saal|raum|zimmer|saal|salle de (?:conférences?|séminaires?|réunion|cours)|salle|amphithéâtre|amphitheat(?:er|re)|amphi|bureau|"
    r"aula magna|aula|sala conferenze|sala riunioni|sala seminari|sala|stanza|salón de actos|salón de grados|sala de juntas|"
    r"seminario|salón|despacho|zaal|collegezaal|kamer|lokaal|ruimte|sal|rum|hörsal|lokal|anfiteatro|auditório|"
    r"auditorio|auditoire|office|theatre|theater|hall|lab|studio|foyer|atrium|gallery|lounge)"
)
_NUMBERED_ROOM = re.compile(
    rf"(?P<room>\b{_ROOM_WORD}\s*(?:no\.?|nr\.?|n°|number|#|:)?\s*{_CODE}(?:/(?-i:[A-Z])\b)?(?![\w-]))", re.IGNORECASE
)
_NUMBER_FIRST = re.compile(
    rf"^(?P<room>(?:{_CODE})\s+{_ROOM_WORD})$|(?P<room2>\b\d{{1,3}}(?:st|nd|rd|th) floor\b.{{0,30}})$", re.IGNORECASE
)
_BARE_CODE = re.compile(
    r"^(?:[A-Z]{0,2}\d{1,3}[A-Z]?-[A-Z]{0,2}\d{2,4}[A-Z]?|[A-Z]{1,4}[ -]?\+?-?\d{1,4}(?:[./-]\d{1,5}){0,3}[a-zA-Z]?|"
    r"[A-Z]\d(?: \d{1,3}){1,3}|\d{1,5}[A-Z]?|\d{1,3}[./-]\d{1,3}(?:[./-]\d{1,4})*|[A-Z]{2,5} [+-]?\d/\d{2,5}|#\d{2,5})$"
)
_CODE_AT_END = re.compile(
    r"^(?P<venue>.*?[^\W\d_]{3,}.*?)[\s,]+(?P<room>[A-Z]{0,2}\d{1,3}[A-Z]?-[A-Z]{0,2}\d{2,4}[A-Z]?|[A-Z]{0,3}\d{2,4}[A-Z]?|#\d{2,5})$"
)
_HOUSE_BY_NUMBER = re.compile(
    r"(?:the )?(?:building|bldg\.?|block|module|house|pavilion|gebäude|geb\.?|haus|trakt|bâtiment|bât\.?|pavillon|immeuble|"
    r"edificio|edifício|edifici|módulo|modulo|pabellón|pavilhão|bloque|bloco|palazzina|padiglione|corpo|gebouw|hus|byggnad|bygning|rakennus)"
    r" (?:no\.? |nr\.? |n[°º] )?[A-Z]?\d{1,4}[a-zA-Z]?",
    re.IGNORECASE,
)
"""A house known by its number: what follows the word is no room."""

_NAMED_ROOM = re.compile(
    rf"^(?:the )?[\w.'’&ÄÖÜäöüéèà -]{{1,50}}\b(?:seminar|lecture|conference|meeting|class|board|common|reading|event|tea|colloquium|"
    rf"banquet|multipurpose|media|video|council|faculty|green|blue|red|great)?\s?(?:room|lounge|theat(?:re|er)|suite|auditorium|"
    rf"-?(?:raum|saal|zimmer)|zaal|hall [A-Z0-9]|hörsaal|aula|salen|foyer|atrium)$|^{_ROOM_WORD}(?: [\w.'’&-]{{1,20}}){{0,4}}$|"
    r"(?:会議室|教室|講義室|セミナー室|号室|号室|講堂|ホール|室|报告厅|会议室|강의실|세미나실|\d+호)\w{0,6}$",
    re.IGNORECASE,
)
_WHOLE_BUILDING = re.compile(
    r"\b(?:building|bldg|hall|library|museum|institute?|center|centre|college|house|theatre|theater|gebäude|\w*gebouw|\w*gebäude|bibliothek|"
    r"haus|zentrum|bâtiment|maison|edificio|palazzo|gebouw|campus|universit\w+|church|school|faculty|pavilion|tower|"
    r"hotel|hospital|complex|学部|大学|棟|楼|館|号館|관)\b|号館|大楼|大厦|学院|研究所",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"^\d{1,5}[a-z]?(?:[-–/]\d{1,5}[a-z]?)?,? (?:[NSEW]\.? |North |South |East |West )?[\w.'’ -]{2,40}\b(?:st|street|ave|avenue|rd|road|"
    r"blvd|boulevard|dr|drive|lane|ln|way|place|pl|square|sq|court|ct|parkway|pkwy|terrace|quad|walk|circle|mall|highway|crescent|"
    r"row|hill|green|gardens|close)\b\.?|"
    r"\b[\w.'’-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|ufer|damm|chaussee|gracht|straat|laan|plein|kade|dijk|singel|steeg|gatan|"
    r"vägen|vej|gade|plads)\s\d{1,4}\s?[a-z]?(?:[-–]\d{1,4})?\b|"
    r"^\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|bd|place|quai|allée|chemin|impasse|cours|route|square)\b|"
    r"^(?:via|viale|piazza|corso|largo|piazzale|strada|vicolo|calle|c/|avda\.?|avenida|plaza|paseo|rua|praça|rue|avenue|place|"
    r"quai|boulevard|am|an der|im|auf der|unter den|oude|nieuwe|grote|kleine)\s[\w.'’ äöüéèàáíóúñç-]{2,40}[,\s]+(?:n\.?º?\s?)?\d{1,4}\s?[a-z]?\b|"
    r"^\d{2,5} (?:(?-i:[NSEW])\.?|north|south|east|west) (?-i:[A-Z])[\w.'’-]+(?: (?-i:[A-Z])[\w.'’-]+)?$|^p\.?\s?o\.? box \d+|\b\d{3}-\d{4}\b.*[市区町村]|[都道府県市区].{1,12}[町丁]?\d",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"\b\d{5}(?:-\d{4})? [^\W\d_]{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{4} ?[A-Z]{2}\b|^[A-Z]{2} \d{5}\b|\b[A-Z]{2},? \d{5}\b|"
    r"^\d{4,5} [^\W\d_]|^[A-Z]{1,2}-\d{4,5} |^(?:USA|UK|U\.S\.A?\.|United States|United Kingdom|Germany|Deutschland|France|"
    r"Italy|Italia|Spain|España|Switzerland|Schweiz|Suisse|Austria|Österreich|Netherlands|Nederland|The Netherlands|Japan|"
    r"China|Canada|Australia|Sweden|Denmark|Belgium|Portugal|Brazil|India|Israel|Singapore|Norway|Finland|Ireland|England|"
    r"Scotland|[A-Z]{2})$"
)
_NO_PLACE = re.compile(
    r"(?:see (?:below|above|website|description|details|abstract|link)|(?:main )?campus|various(?: locations)?|other|location|venue|"
    r"room|where|map|google maps?|get directions|view map|map unavailable|unavailable|directions|show map|false|true|multiple locations|siehe unten|off campus|"
    r"see event (?:page|details|description)|contact (?:host|organizer).*|location details|offsite|add to calendar|\+? ?google map)"
)
_ONLINE_PART = re.compile(
    r"(?:(?:and|or|&|und|oder|et|ou|also|ook|auch|aussi|también|anche|plus|as well as|hybrid|livestream|live)?[ :]*(?:via|per|by|on|over|through|über|par|por)?\s*"
    r"(?:zoom|online|webex|(?:ms |microsoft )?teams|virtual(?:ly)?|webinar|remote(?:ly)?|bbb|bigbluebutton|google meet|"
    r"live ?stream(?:ed|ing)?|youtube|hybrid|hybride|visio(?:conférence)?|en ligne|streaming|オンライン|线上|腾讯会议|온라인|internet|web|"
    r"digital|virtuell|hybrid event|(?:zoom )?(?:meeting|webinar)?[ -]?(?:id|passcode|password|code|pin|kenncode|nummer)(?: .*)?|onlineevent|online event|virtual event|online seminar|in[ -]person)"
    r"(?: (?:link|meeting|webinar|event|option|access|only|available|platform|room|stream|format|seminar|via|on|and|or|zoom|teams|youtube|webex))*)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"（）]+|\bwww\.[^\s<>\"（）]+", re.IGNORECASE)
_NOTHING_IN_BRACKETS = re.compile(r"[(（]\s*[)）]")
_AND_ONLINE = re.compile(
    r"\s*(?:[,;(/|+&–—-]|\.(?=\s)|\b(?:and|or|und|oder|sowie|et|ou|y|o|e|en|och|eller|og|as well as|also)\b)+\s*"
    r"(?:(?:also|auch|aussi|également|también|anche|ook|även|também)\s+)?(?:via|per|by|on|over|in|en|por|sur|på|op|su|em|through|über)?\s*"
    r"(?:(?:ms |microsoft )?teams|zoom|online|webex|livestream(?:ed)?|virtual(?:ly|mente)?|youtube|hybrid|remote(?:ly)?|visio(?:conférence)?|"
    r"(?<=en )(?:ligne|línea|linea)|(?<=em )linha|streaming|bigbluebutton|bbb|オンライン)\b(?: \w+){0,3}\W*$",
    re.IGNORECASE,
)
_HALL_AND_NUMBER = re.compile(
    r"^(?P<building>(?!(?:auditorium|lecture|seminar|conference|meeting|concert|dining|city|exhibition|sports) )[\w.'’&-]+(?: [\w.'’&-]+){0,3} (?:hall|building|bldg\.?|house|library|center|centre|tower))"
    r",? #?(?P<room>[A-Z]{0,2}\d{2,5}[A-Z]?)$",
    re.IGNORECASE,
)
_NUMBER_AND_HALL = re.compile(
    r"^(?P<room>[A-Z]?\d{2,4}[A-Z]?) (?P<building>[^\W\d_][\w.'’& -]{2,40} (?:hall|building|bldg\.?|house|library|center|centre|tower|auditorium))$",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(r"^[^\W\d_][\w.'’ -]{2,40} \d{1,4} ?[a-zA-Z]?$")
_ROOM_IN_BUILDING = re.compile(
    r"^(?P<room>aula(?: magna)?|auditorium|foyer|atrium|lobby|amphitheatre|amphithéâtre|festsaal|hörsaal|große aula|salón de actos|lecture hall|seminar room)\s+"
    r"(?P<of>(?:van|of|im|in|at|der|des|del|de la|de|du|della|dell['’]) ?(?:the |het |de |la )?)?(?P<building>[^\W\d_].{3,60})$",
    re.IGNORECASE,
)
_EASTERN_ROOM = re.compile(
    r"^(?P<building>.*[\u3040-\u9fff].*?)[ 　](?P<room>\S*(?:会議室|教室|講義室|セミナー室|号室|講堂|ホール|室|报告厅|会议室))$"
)
_ACCESS_CODE = re.compile(
    r"\b(?:(?:zoom|meeting|webinar) ?)*(?:id|passcode|password|access code|pin|kenncode|passwort)\s*[:：#]\s*[\w ]{3,16}",
    re.IGNORECASE,
)
LONGEST_PLACE = 300
"""Characters; what is longer is prose."""


@remembered()
def read_place(text: str) -> Place:
    """A place taken apart: "John Crerar Library Building Room 390" → venue and room; a link → online.

    What says nothing ("TBA", "No location set", "see below") is `Place()`.
    """
    text = clean_block(text)[:LONGEST_PLACE]
    named = label(text)
    if named and named[0] in ("where", "room", "address", "online_url") and named[1] and not says_time(named[1]):
        text = named[1]
    links = [unwrap(url.rstrip(".,;)")) for url in _URL.findall(text)]
    link = next((one for one in links if is_online_link(one)), None)
    bare = _NOTHING_IN_BRACKETS.sub(" ", _ACCESS_CODE.sub(" ", _URL.sub(" ", text)))
    parts = _parts(bare)
    online = bool(link) or any(_ONLINE_PART.fullmatch(part) or _says_online(part) for part in parts)
    both = read_mode(bare) is Mode.HYBRID
    shorter = [_AND_ONLINE.sub("", part).strip() for part in parts]
    physical = [part for part in shorter if part and not _is_nothing(part) and not _ONLINE_PART.fullmatch(part)]
    online = online or any(len(a) < len(b) for a, b in zip(shorter, parts, strict=True))
    venue, room, address = _sorted_out(physical)
    if online and venue and not (room or address) and is_country(venue):
        venue = None  # "Online, Virtual, Australia" is no place to go to
    if not (venue or room or address):
        mode = Mode.HYBRID if both else Mode.ONLINE if online or link else None
        return Place(mode, online_url=link)
    mode = Mode.HYBRID if online or both else None
    return Place(mode, venue, room, address, link)


def _says_online(part: str) -> bool:
    return len(part) <= 60 and read_mode(part) is Mode.ONLINE


def _is_nothing(part: str) -> bool:
    key = fold(part)
    return (
        not key
        or is_placeholder(part)
        or bool(_NO_PLACE.fullmatch(key) or _ELSEWHERE.match(_parted(part)) or _ONLINE_PART.fullmatch(part))
        or says_time(part)
        or (" " not in part and read_status(part) is not None)
    )


_ELSEWHERE = re.compile(
    r"(?:and )?(?:not|nicht|pas (?:en|dans|au)|no en|non (?:in|nell?[ao]?)|nao (?:n[ao]s?|em)|niet|inte|ej|"
    rf"{INSTEAD}|no longer|formerly|previously|originally|ursprunglich|"
    r"(?:moved|changed|relocated) from|verlegt (?:von|aus|vom))\b(?= \w)|"
    r"(?:joint(?:ly)?|together|gemeinsam|zusammen|conjoint\w*|congiunt\w*|conjunt\w*|in (?:co ?operation|collaboration|partnership|"
    r"zusammenarbeit|kooperation|collaborazione|samenwerking)|en (?:collaboration|colaboracion|partenariat)|"
    r"(?:co ?)?(?:organi[sz]ed|hosted|sponsored|presented)|veranstaltet|organise|organizado|organizzato|"
    r"georganiseerd) (?:with|by|mit|von|avec|par|con|por|da|door|med|com)\b"
)
"""How what is no place of this talk begins: where it is not, and with whom it is held."""

_INSTEAD = re.compile(rf"\b(?:{INSTEAD})\b")
_APOSTROPHE = re.compile(r"['’]")
_BUT = re.compile(
    r"^(?:(?i:not|nicht|pas|niet|inte|non|no|não) .*? )?(?:but|sondern|mais|maar|utan|bensì|sino|mas?)(?: rather)? "
    r"(?:(?:in|im|at|en|em|na|no|dans|nell?[ao]?|på|i) )?(?:(?:the|der|dem|la|le|de|het) )?(?=\w)"
)
"""Where a piece of a place turns from one place to another: the one before or behind it is not this talk's."""

_TIME_WORDS = re.compile(
    r"(?:\d{1,4}(?:[ap]m|h\d{0,2}|uhr)?|[ap] ?m|[ap]|uhr|h|c ?t|s ?t|noon|midday|midnight|at|um|von|bis|ab|from|to|until|till|and|und|et|le|les|du|au|de|a|"
    r"alle|ore|kl|om|every|each|jeden|jeweils|chaque|tous|cada|ogni|elke|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|mo|di|mi|do|fr|sa|so|"
    r"(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|"
    r"lunes|martes|miercoles|jueves|viernes|lunedi|martedi|mercoledi|giovedi|venerdi|maandag|dinsdag|woensdag|donderdag|vrijdag|"
    r"[ecmp][ds]?t|gmt|utc|cest|cet|bst|mez|mesz|jst|"
    r"(?:winter|sommer|summer|spring|fall|autumn|herbst|fruhjahrs?)?(?:semester|term|trimester)|ws|ss|wise|sose|academic|year|"
    r"winter|summer|spring|fall|autumn)(?: |$)"
)
_TELLS_TIME = re.compile(
    r"\b\d{1,2}[:h]\d\d\b|\b\d{1,2} ?(?:[ap]\.? ?m\b|uhr\b|h\b|[cs]\.? ?t\b)|\bnoon\b|semester|\bterm\b|\b[ws]s ?\d|\b(?:wise|sose)\b|"
    r"(?:mon|tues|wednes|thurs|fri)days?\b|(?:montag|dienstag|mittwoch|donnerstag|freitag|lundi|mardi|mercredi|jeudi|vendredi)s?\b",
    re.IGNORECASE,
)


def says_time(part: str) -> bool:
    """Whether a piece of a place's line is a time, a weekday or a term: "12:00–1:00 PM PT", "dienstags 14 c.t."."""
    if len(part) > LONGEST_TIME or not _TELLS_TIME.search(part):
        return False
    words, at = fold(part), 0
    while match := _TIME_WORDS.match(words, at):
        at = match.end()
    return at == len(words)


LONGEST_TIME = 60
"""Characters of a piece that is a time and nothing else."""


_SPLIT = re.compile(r":\s+|\s*[,;\n•·、，；]\s*|\s+[|│–—-]\s+|\s*/\s+|\s+/\s*")


_LOCATED = re.compile(
    r",?\s*\b(?:which is |that is )?(?:located|situated|gelegen) (?:at|in|on|inside|near)(?: the)?\s+|,?\s+at (?=\d{2,5} [NSEW]?\.? ?[A-Z])|"
    r"(?<=[a-z]),?\s+(?=\d{2,5} (?:[NSEW]\.?|North|South|East|West) [A-Z])"
)
"""How a sentence gives the address of a house."""


def _parted(text: str) -> str:
    """A folded text in which an article that has lost its vowel is a word: "al posto dell'Aula 3"."""
    return fold(_APOSTROPHE.sub(" ", text))


_HELD = re.compile(
    rf"{DETERMINER} (?:\w+ ){{0,3}}?{THING}(?: \w+){{0,3}}? (?:takes place|(?:is|will be) held|will take place|findet|a lieu|"
    r"aura lieu|se tiendra|si (?:terra|tiene|svolge)|(?:avra|ha) luogo|(?:tendra|tiene) lugar|sera|vindt plaats|"
    r"(?:tera|tem) lugar|halls|ager rum)(?: aus (?:\w+ ){0,2}\w*grunde?n?)?"
    r"(?: (?:in|im|at|en|em|na|no|dans|nella?|pa|i)(?: (?:the|der|dem|la|le|de|het|el))?)?"
)
"""How a sentence begins that tells where people come together."""


def _behind_verb(piece: str) -> str:
    """A piece of a place without what makes it a sentence: "The seminar takes place in Room 5"."""
    if len(piece) > LONGEST_SENTENCE or not _HELD.match(_parted(piece)):
        return piece
    starts = [word.start() for word in re.finditer(r"(?<=\s)\S", piece)]
    return next((piece[start:] for start in reversed(starts) if _HELD.fullmatch(_parted(piece[:start]))), "")


def _before_instead(piece: str) -> str:
    """A piece of a place without the one that it replaces: "Room 5 instead of Room 3"."""
    if not _INSTEAD.search(_parted(piece)):
        return piece
    starts = (word.start() for word in re.finditer(r"(?<=\s)\w", piece))
    return next((piece[:start].rstrip() for start in starts if _INSTEAD.match(_parted(piece[start:]))), piece)


def _parts(text: str) -> list[str]:
    """Pieces between commas, dashes and line breaks, brackets made pieces of their own."""
    text = _LOCATED.sub(", ", text)
    opened = re.sub(r"\s*[(（\[]([^()（）\[\]]{1,80})[)）\]]", r", \1", text)
    pieces = (_BUT.sub("", _before_instead(_behind_verb(piece.strip()))) for piece in _SPLIT.split(opened))
    return [part for piece in pieces if (part := piece.strip(" .:*_@()"))]


def _sorted_out(parts: list[str]) -> tuple[str | None, str | None, str | None]:
    """Pieces of a place as venue, room and address."""
    venues: list[str] = []
    rooms: list[str] = []
    streets: list[str] = []
    pieces = list(dict.fromkeys(parts))
    for place, part in enumerate(pieces):
        if streets or (_STREET.search(part) and not _NUMBERED_ROOM.search(part)) or (place and _TOWN.search(part)):
            late_room = _NUMBERED_ROOM.fullmatch(part) if streets else None
            (rooms if late_room else streets).append(part)
            continue
        if place and place + 1 < len(pieces) and _NUMBER_LAST.match(part) and _TOWN.search(pieces[place + 1]):
            streets.append(part)  # "De Veldmaat 5, 7522 NM": a street by what follows
            continue
        building, room = _room_of(part, alone=len(parts) == 1)
        if building:
            venues.append(building)
        if room:
            rooms.append(room)
    if (
        rooms
        and not venues
        and len(rooms) > 1
        and not _NUMBERED_ROOM.search(rooms[-1])
        and _WHOLE_BUILDING.search(rooms[-1])
    ):
        venues.append(rooms.pop())
    return ", ".join(venues) or None, ", ".join(rooms) or None, ", ".join(streets) or None


_LEADING_IN = re.compile(
    r"(?:(?:^|\s+)(?:[Ii][nm]|at|of|[Tt]he|[Dd]e[nrm]?|[Dd]ie|[Dd]as|[Ee]n|[Dd]ans|à|aux?|[Ee]l|[Ll][aeo]s?|du|del|"
    r"[Nn]ell?[ao]?|presso|il|het|te|[Ee]m|[Nn][oa]s?|på))+\s*$|(?:^|\s+)(?:[dD]ans\s|de\s|à\s)?(?:[Ll]|[Nn]ell|all)['’]$"
)
"""The words before a room that only lead to it: "en la Sala 3"."""


def _room_of(part: str, *, alone: bool) -> tuple[str | None, str | None]:
    """One piece as (building, room)."""
    if _BARE_CODE.match(part):
        return None, part
    hall = _HALL_AND_NUMBER.match(part) or _NUMBER_AND_HALL.match(part)
    if hall:
        return hall["building"], hall["room"]
    numbered = _NUMBERED_ROOM.search(part)
    if numbered:
        before = _LEADING_IN.sub("", part[: numbered.start()].strip(" ,:-–"))
        after = re.sub(r"^(?:in|at|im|of the|of|du|the)\s+", "", part[numbered.end() :].strip(" ,:-–"))
        return f"{before} {after}".strip() or None, numbered["room"].strip()
    first = _NUMBER_FIRST.search(part)
    if first:
        return part[: first.start()].strip(" ,") or None, first["room"] or first["room2"]
    inside = _ROOM_IN_BUILDING.match(part)
    if inside and (inside["of"] or _WHOLE_BUILDING.search(inside["building"])):
        return inside["building"], inside["room"]
    eastern = _EASTERN_ROOM.match(part)
    if eastern:
        return eastern["building"], eastern["room"]
    if _HOUSE_BY_NUMBER.fullmatch(part):
        return part, None
    coded = _CODE_AT_END.match(part)
    if coded and not _TOWN.search(part):
        return coded["venue"].strip(" ,"), coded["room"]
    if _NAMED_ROOM.search(part) and not (alone and _WHOLE_BUILDING.search(part)):
        return None, part
    return part, None


def is_town(text: str) -> bool:
    """Whether a line is the last of an address: a town with its code or its country ("Riverside, CA 92501")."""
    return len(text) <= 60 and bool(_TOWN.search(text.replace(" ,", ",")))


_BEHIND = re.compile(r"(?<=\S)\s*[(\[](?P<told>(?:in|im|en|i) )?(?P<room>[^()\[\]]{4,40})[)\]]\W*$")
_NO_ROOM_ALONE = re.compile(r"(?:office|lab|bureau|hall|studio|gallery|lounge)\b", re.IGNORECASE)


def room_behind(text: str, start: int = 0, end: int | None = None) -> tuple[int, int, int] | None:
    """The room in brackets behind a title: where the title ends, and where the room stands ("Dunes (Lecture Hall II)").

    Of a text from `start` to `end`; None where no room stands there.
    """
    found = _BEHIND.search(text, start, len(text) if end is None else end)
    if found is None:
        return None
    numbered = _NUMBERED_ROOM.fullmatch(found["room"]) and not is_placeholder(found["room"])
    if not (find_room(found["room"]) or (numbered and (found["told"] or not _NO_ROOM_ALONE.match(found["room"])))):
        return None
    return found.start(), *found.span("room")


def is_room(text: str) -> bool:
    """Whether a text is a room with its number and nothing else: "Room 120", "WEB 2250"."""
    text = text.strip()
    return bool(_NUMBERED_ROOM.fullmatch(text) or _HOUSE_AND_NUMBER.fullmatch(text))


_HOUSE_AND_NUMBER = re.compile(
    r"(?!(?:U[MP]R|UAR|UMS|UR|EA|ERL|ERC|SFB|CRC|TRR|GRK|RTG|SPP|FOR|EXC|ISO|COVID) )[A-Z]{1,5} "
    r"(?!(?:19|20)\d\d$)(?:\d{3,4}|0\d)[A-Z]?"
)
"""A house's short name and a number: no unit that researches, no conference of a year."""


def find_room(text: str) -> str | None:
    """The room a sentence about the talk names ("… at John Crerar Library Building Room 390 and online …")."""
    for match in _NUMBERED_ROOM.finditer(text[:2000]):
        room = match["room"]
        if re.search(r"\d", room) and not _NO_ROOM_ALONE.match(room):
            return room
    return None
