"""What talks are called that bear no title of their own: rows of days under a heading, below a sentence, on a page.

Every line that could name a list is weighed: who meets or what gathers, with a word that tells it from others, weighs
most; a heading that only says "Schedule" weighs nothing. The heaviest wins, nearer lines before farther ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extract.anchors import hour_of, is_divider
from crawler.extract.blocks import Block, Zone
from crawler.extract.defaults import Defaults
from crawler.extract.gatherings import BODIES, GATHERING
from crawler.extract.places import looks_like_place
from crawler.extract.regions import Card
from crawler.extract.sentences import clock_in
from crawler.extract.titles import is_action, is_generic, is_paper, name_in
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.status import is_no_talk, read_status
from pipeline.reading.text import fold, label

NEAR = 8
"""Lines before a list among which one that is no heading may name it."""

LONGEST = 150
"""Characters of a line that names a list."""

SHORT = 60
"""Characters of such a line that is no heading."""

STEP = 1.0
"""What each line that names anything costs the ones above it."""

_PLAIN = re.compile(
    r"\b(?:regular(?:ly)?|special|bi|annual|public|open|monthly|weekly|quarterly|full|joint|general|scheduled|remaining|"
    r"online|virtual|hybrid|in person|members?|minutes|agendas?|schedules?|dates?|calendar|of|the|and|for|to|on|our|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|every|each|all|its|in|at|a|an|are|listed|below|next|upcoming|past|"
    r"future|events?|information|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|\d+\w{0,2})\b"
)
"""Words that tell no gathering from another."""

_ASKS = re.compile(
    r"(?:please|note|subscribe|contact|click|register|download|join|see|view|visit|read|submit|for (?:more|details)|if|"
    r"bitte|anmeldung|inscri\w+)\b",
    re.IGNORECASE,
)
"""How a line begins that asks for something."""

_MEETS = re.compile(
    r"(?:^|, )(?:(?:the|all|our|regular(?:ly scheduled)?|following|(?:19|20)\d\d) )*(?P<name>[^,.;:]{4,110}?)"
    r"(?: (?:will|shall|generally|usually|normally|typically|regularly))*"
    r" (?:meets?\b|convenes?\b|(?:holds?|conducts?) (?:its |regular )?(?:meetings|hearings|seminars)|"
    r"(?:are|is|be) (?:usually |generally |normally |typically )?(?:held|scheduled|meeting|open to)\b|takes? place\b)",
    re.IGNORECASE,
)
"""How a sentence begins that tells when and where somebody meets."""


def weight(text: str) -> float:
    """How much a text is the name of a gathering or of who gathers: 3 for "Knot Seminar", 2 for "Board meetings", 1.5
    for other names, 1 for "Regular meeting", 0 for what names nothing."""
    if is_generic(text):
        return 0.0
    said = fold(text)
    who = bool(BODIES.search(said))
    rest = _PLAIN.sub("", GATHERING.sub("", BODIES.sub("", said))).strip()
    if who or GATHERING.search(said):
        return 3.0 if rest else 1.0 + who
    return 1.5 if rest else 0.0


def best_part(title: str) -> tuple[int, int]:
    """The part of a page's title that names most, without the site's name and words such as "Schedule"."""
    cuts = [0, *(place for match in _PARTED.finditer(title) for place in match.span()), len(title)]
    start, end = max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda span: weight(title[slice(*span)]))
    first, last = name_in(title[start:end])
    return start + first, start + last


_PARTED = re.compile(r"\s+[|–—»•:>-]\s+|\s*::\s*")


def _is_sentence(text: str) -> bool:
    """Whether most words of a line are small, as those of names are not."""
    words = [word for word in text.split() if len(word) > 3 and word.isalpha()]
    return len(words) >= 4 and 2 * sum(word.islower() for word in words) > len(words)


class Names:
    """What the lists of a page are called. `heading`: the page's own."""

    def __init__(self, blocks: list[Block], heading: Block | None, defaults: Defaults, context: times.Context) -> None:
        self.all, self.heading, self.defaults, self.context = blocks, heading, defaults, context

    def of(self, card: Card) -> tuple[Block, int, int] | None:
        """The line that names a card best, and the stretch of it that is the name; None if none does."""
        if card.column is not None:
            return card.column, *name_in(card.column.text)
        best: tuple[float, Block, int, int] | None = None
        passed = 0
        for block, start, end in self._lines(card):
            value = weight(block.text[start:end])
            sure = value - STEP * passed + STEP * bool(self._hour(block.text))  # a section's own line tells its hour
            if value and (best is None or sure > best[0]):
                best = (sure, block, start, end)
            passed += value > 0
        return best[1:] if best else None

    def _lines(self, card: Card) -> Iterator[tuple[Block, int, int]]:
        """The stretches that could name a card, nearest first."""
        lead = [self.all[index] for index in self.defaults.lead(card)]
        near = [block for block in lead if block.element.tag != "th" and block.zone < Zone.ASIDE][-NEAR:]
        over = [*card.above, *([self.heading] if self.heading and self.heading.index < card.first else [])]
        for block in sorted({block.index: block for block in (*near, *over)}.values(), key=lambda block: -block.index):
            told = [] if block.level or block not in near else list(self._told(block))
            yield from told
            if not told and (block.level or is_divider(block) or len(block.text) <= SHORT):
                yield from self._named(block)

    def _hour(self, text: str) -> int:
        """Where in a section's line its hour begins: "Harbour District, 2 p.m., Mill House"; 0 for none."""
        hour = clock_in(text, self.context)
        return hour[0] if hour and hour[0] >= 4 else 0

    def _named(self, block: Block) -> Iterator[tuple[Block, int, int]]:
        """The name in a heading or a short line, up to its hour; a line that is no heading must name who meets."""
        text = block.text.rstrip(" :")
        text = text[: self._hour(text) or None].rstrip(" ,;–—-")
        if len(text) > LONGEST or text.endswith(("?", ".")) or not self._can_name(text):
            return
        if len(text) > (SHORT if block.level else 0) and _is_sentence(text):
            return
        if block.level or is_divider(block) or BODIES.search(fold(text)):
            yield block, *name_in(text)

    def _can_name(self, text: str) -> bool:
        """Whether a line is neither a paper nor a time nor a place, and asks for nothing."""
        if (
            is_paper(text)
            or is_action(text)
            or label(text) is not None
            or is_no_talk(text)
            or read_status(text)
            or _ASKS.match(text)
        ):
            return False
        return hour_of(text, self.context) is None and not looks_like_place(text)

    def _told(self, block: Block) -> Iterator[tuple[Block, int, int]]:
        """Who meets, as a sentence says that tells when or where."""
        for begin, end in sentences_in(block.text):
            said = _MEETS.search(block.text[begin:end])
            if said and weight(said["name"]) >= 3 and BODIES.search(fold(said["name"])):
                yield block, begin + said.start("name"), begin + said.end("name")
