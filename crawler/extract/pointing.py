"""Lines that point to a talk of the list beside them: "Next seminar: Wednesday, 2 December, 16:15 in Room 7".

Such a line is no talk of its own, for its day stands in the list too; what it says of the hour is said of that talk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.anchors import Anchor, distinct_days, same_day
from crawler.extract.blocks import Block, Blocks
from crawler.extract.regions import Card
from pipeline.reading.states import DEFINITE, DETERMINER, THING
from pipeline.reading.text import fold

LONGEST = 160
"""Characters of a line that points."""

_ENTRIES = ("li", "tr", "td", "th", "dt", "dd")
_NEXT = re.compile(
    rf"(?:{DETERMINER} |unser |unsere |notre |nuestr[oa] |il nostro |la nostra )?"
    r"(?:next|upcoming|coming|nachste[rs]?|kommende[rs]?|prochaine?|proxim[oa]|prossim[oa]|volgende|eerstvolgende|nasta|"
    rf"kommande) (?:\w+ ){{0,2}}(?:{THING})s?(?: .*)?"
    rf"|(?:{DETERMINER} )?(?:{THING}) suivante?(?: .*)?",
)
"""How such a line begins, folded, that names the next one whatever more it says."""
_OF_DAY = re.compile(
    rf"(?:{DETERMINER} (?:{THING})|(?:{DEFINITE}))"
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


def pointing(anchors: Sequence[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times in lines that only point to talks of a list: their days are listed in other lines, among others."""
    found = [one for one in anchors if _points(blocks.all[one.first], one)]
    if not found:
        return []
    listed = [one for one in anchors if not any(one is other for other in found)]
    if distinct_days(listed) < 2:
        return []
    return [one for one in found if any(same_day(one, other) for other in listed)]


def with_hours(cards: Sequence[Card], points: Sequence[Anchor]) -> None:
    """Give the cards that state no hour of their own the hour that a line told of their day, if it is one card's."""
    for one in points:
        meant = [card for card in cards if card.piece is None and same_day(card.anchors[0], one)]
        if one.timed and len(meant) == 1 and not any(anchor.timed for anchor in meant[0].anchors):
            meant[0].anchors.append(one)


def _points(block: Block, anchor: Anchor) -> bool:
    if block.level or len(block.text) > LONGEST or anchor.end - anchor.first != 1 or _is_entry(block):
        return False
    lead = fold(block.text[: anchor.start])
    if _NEXT.fullmatch(lead):
        return True
    rest = fold(block.text[anchor.stop :])
    return bool(_OF_DAY.fullmatch(lead) and (not rest or _BECOMES.match(rest)))


def _is_entry(block: Block) -> bool:
    return block.element.tag in _ENTRIES or next(block.element.iterancestors(*_ENTRIES), None) is not None
