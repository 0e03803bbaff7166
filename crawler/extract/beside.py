"""Who speaks, where a card says no more than a name: the line beside its title that is people and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crawler.extract.blocks import Block
from pipeline.reading.people import read_headline

LONGEST = 160
"""Characters of a line that names the speakers of a talk."""


def people_beside(title: Block, lines: Sequence[Block], taken: Collection[int]) -> tuple[Block, Block] | None:
    """The line next to a card's title that is people and nothing else, the one before it first; or two lines there,
    a name and where it is from. As first and last block; None where none stands there. `taken` lines say other things.
    """
    free = {block.index: block for block in lines if block.index not in taken and len(block.text) <= LONGEST}
    at = title.index
    for first, last in ((at - 1, at - 1), (at - 2, at - 1), (at + 1, at + 1), (at + 1, at + 2)):
        if first in free and last in free and _are_people([free[number].text for number in range(first, last + 1)]):
            return free[first], free[last]
    return None


def _are_people(lines: Sequence[str]) -> bool:
    """Whether a line is people and nothing else; of two, whether the second says where the first one's is from."""
    if len(lines) > 1 and not _are_people(lines[:1]):
        return False
    found = read_headline(", ".join(lines))
    known = all(one.affiliation for one in found.speakers) or len(lines) == 1
    return bool(found.speakers) and found.title is None and found.series is None and known
