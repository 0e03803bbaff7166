"""Lines that point to a talk of the list beside them: "Next seminar: Wednesday, 2 December, 16:15 in Room 7".

Such a line is no talk of its own, for its day stands in the list too; what it says of the hour is said of that talk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.anchors import Anchor, distinct_days, same_day
from crawler.extract.blocks import Block, Blocks
from crawler.extract.called_off import ENTRIES
from crawler.extract.places import looks_like_place
from crawler.extract.regions import Card
from pipeline.reading.states import DEFINITE, DETERMINER, EVENT, THING
from pipeline.reading.text import fold

LONGEST = 160
"""Characters of a line that points."""

_NEXT = re.compile(
    rf"(?:{DETERMINER} |unser |unsere |notre |nuestr[oa] |il nostro |la nostra )?"
    r"(?:next|upcoming|coming|nachste[rs]?|kommende[rs]?|prochaine?|proxim[oa]|prossim[oa]|volgende|eerstvolgende|nasta|"
    rf"kommande) (?:\w+ ){{0,2}}(?P<thing>{THING})s?(?: (?P<more>.*))?"
)
"""How such a line begins, folded, that names the next one: of the list, if nothing more is said than stands there."""
_OF_DAY = re.compile(
    rf"(?:{DETERMINER} (?P<thing>{THING})|(?P<definite>{DEFINITE}))"
    r"(?: (?:of|on|at|am|vom|den|du|des|del|dell|di|van|op|do|da|de|le|el|il))*"
)
"""How one begins, folded, that says of a day's gathering without a name what becomes of it."""
_BECOMES = re.compile(
    r"(?:exceptionally |ausnahmsweise |exceptionnellement )?(?:starts?|begins?|takes? place|"
    r"(?:will|is to) (?:be|take|start|begin)|is (?:held|given|in|at|on|online)|beginnt|findet|wird|ist|aura lieu|"
    r"a lieu|commence(?:ra)?|debute(?:ra)?|se tendra|tendra lugar|tiene lugar|comienza|comenzara|empezara|empieza|"
    r"si terra|si svolge(?:ra)?|inizia|iniziera|begint|vindt)\b"
)
"""How it goes on behind the day."""


_ANY = re.compile(
    rf"talk|lecture|meeting|session|presentation|{EVENT}|vortrag|sitzung|veranstaltung|termin|expose|seance|reunion|charla|"
    r"sesion|conferenza|incontro|palestra|lezing|bijeenkomst|foredrag|forelasning"
)
"""What gatherings of every series are called."""
_SAYS_LITTLE = frozenset(
    str.split(
        "the this our and with from for are will take takes taking place held given start starts begin begins "
        "scheduled planned via online hybrid zoom webex teams live person exceptionally ist sind findet statt wird "
        "stattfinden sein beginnt uhr der die das dem den unser est aura lieu sera les des dans commence heure heures "
        "tendra lugar los las horas hora una alle ore sara terra del della presso uur vindt plaats klockan"
    )
)
"""Folded words of such a line that name neither people nor a subject."""
_PARTED = re.compile(r"[,;:.()|–—]|\s(?:in|im|at|en|à|dans|presso)\s", re.IGNORECASE)
_ROWS = ("tr", "li", "dd", "article")


def pointing(anchors: Sequence[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times in lines that only point to talks of a list: their days are listed in other lines, among others."""
    lines = [one for one in anchors if _may_point(blocks.all[one.first], one)]
    if not lines:
        return []
    listed = [one for one in anchors if not any(one is other for other in lines)]
    if distinct_days(listed) < 2:
        return []
    headings = fold(" ".join(block.text for block in blocks.all if block.level))
    found = []
    for one in lines:
        rows = [_row(blocks.all[other.first]) for other in listed if same_day(one, other)]
        if any(_points(blocks.all[one.first], one, row, headings) for row in rows):
            found.append(one)
    return found


def with_hours(cards: Sequence[Card], points: Sequence[Anchor]) -> None:
    """Give the cards that state no hour of their own the hour that a line told of their day, if it is one card's."""
    for one in points:
        meant = [card for card in cards if card.piece is None and same_day(card.anchors[0], one)]
        if one.timed and len(meant) == 1 and not any(anchor.timed for anchor in meant[0].anchors):
            meant[0].anchors.append(one)


def _may_point(block: Block, anchor: Anchor) -> bool:
    """A cheap look: most lines with a day are no such line."""
    if block.level or len(block.text) > LONGEST or anchor.end - anchor.first != 1 or _is_entry(block):
        return False
    lead = fold(block.text[: anchor.start])
    return bool(_NEXT.fullmatch(lead) or _OF_DAY.fullmatch(lead))


def _points(block: Block, anchor: Anchor, row: set[str], headings: str) -> bool:
    """Whether a line says no more than where and when, and what stands in the row of its day; of a gathering of the
    sort that the page is about."""
    text, lead = block.text, fold(block.text[: anchor.start])
    rest = text[anchor.stop :]
    upcoming, of_day = _NEXT.fullmatch(lead), _OF_DAY.fullmatch(lead)
    if of_day is not None and (not fold(rest) or _BECOMES.match(fold(rest))):
        thing, more = of_day["thing"] or of_day["definite"], ""
    elif upcoming is not None:
        thing, more = upcoming["thing"], upcoming["more"] or ""
    else:
        return False
    said = [more, *(part for part in _PARTED.split(f" {rest} ") if not looks_like_place(part.strip()))]
    words = {word for part in said for word in fold(part).split() if len(word) > 2 and word.isalpha()}
    return bool(_ANY.fullmatch(thing) or thing in headings) and words - _SAYS_LITTLE <= row


def _row(block: Block) -> set[str]:
    """The words of the entry that a line stands in."""
    entry = next(block.element.iterancestors(*_ROWS), None) if block.element.tag not in _ROWS else block.element
    if entry is None:
        parent = block.element.getparent()
        entry = block.element if parent is None else parent
    return set(fold(" ".join(entry.itertext())).split())


def _is_entry(block: Block) -> bool:
    return block.element.tag in ENTRIES or next(block.element.iterancestors(*ENTRIES), None) is not None
