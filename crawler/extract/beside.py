"""Who speaks, where a card says no more than a name: the line beside its title that is people and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crawler.extract.blocks import Block
from crawler.extract.notes import is_note
from crawler.extract.places import behind_people, looks_like_place
from pipeline.reading.attendance import read_mode
from pipeline.reading.people import clean_affiliation, is_affiliation, is_home, is_name, is_proper, read_headline
from pipeline.reading.people import is_generic as is_sort
from pipeline.reading.places import find_room, is_room
from pipeline.reading.status import read_kind, read_status
from pipeline.reading.text import is_placeholder
from pipeline.reading.times import looks_like_when, tells_old

LONGEST = 160
"""Characters of a line that names the speakers of a talk."""


def people_beside(title: Block, lines: Sequence[Block], taken: Collection[int]) -> tuple[Block, Block] | None:
    """The line next to a card's title that is people and nothing else, the one before it first; or two lines there,
    a name and where it is from; the name may be all the title there is. As first and last block; None where none
    stands there. `taken` lines say other things; where nobody stands beside the title, they are passed over.
    """
    near = [block for block in lines if block is title or block.index not in taken]
    return _beside(title, lines, taken) or (_beside(title, near, taken) if len(near) < len(lines) else None)


def _beside(title: Block, lines: Sequence[Block], taken: Collection[int]) -> tuple[Block, Block] | None:
    at = next((place for place, block in enumerate(lines) if block is title), -1)
    for first, last in ((at, at + 1), (at - 2, at - 1), (at - 1, at - 1), (at + 1, at + 2), (at + 1, at + 1)):
        if at < 0 or first < 0 or last >= len(lines):
            continue
        run = lines[first : last + 1]
        parted = any(block.index in taken or len(block.text) > LONGEST for block in run)
        if not parted and run[-1].index - run[0].index == last - first and _are_people([one.text for one in run]):
            return run[0], run[-1]
    return None


def _are_people(lines: Sequence[str]) -> bool:
    """Whether a line is people and nothing else; of two, whether the second says where the first one's is from."""
    lines = [text[: behind_people(text)].rstrip(" ·•|│–—-") for text in lines]
    found = read_headline(lines[0])
    if len(lines) > 1:
        if any(one.affiliation for one in found.speakers) or not _are_people(lines[:1]) or not _is_from(lines[1]):
            return False
        found = read_headline(", ".join(lines))
    if not found.speakers or found.title is not None or found.series is not None or any(map(find_room, lines)):
        return False
    alone = [one.name for one in found.speakers if not one.affiliation]
    return not (alone and len(lines) > 1) and not any(map(looks_like_place, alone))


def _is_from(line: str) -> bool:
    """Whether a line names an organisation, and not only a role: "Faculty candidate"."""
    return (is_affiliation(line) or is_home(line)) and clean_affiliation(line.split()[-1]) is not None


def tells_home(line: str) -> bool:
    """Whether a line right below a name, in its own cell, says where its bearer is from: an organisation, or what looks
    like the name of one. Not what tells of the talk: "talk in Italian", "moved from 7 January", "Room 214"."""
    about = is_note(line) or is_sort(line) or read_status(line) or read_kind(line) or read_mode(line) or tells_old(line)
    if about or is_room(line) or is_placeholder(line) or clean_affiliation(line.split()[-1]) is None:
        return False
    if is_home(line):
        return True
    if is_name(line) or looks_like_when(line) or looks_like_place(line):
        return False
    named = len(line.split()) <= LONGEST_HOME and is_proper(line)
    return is_affiliation(line) or (named and not any(map(str.isdigit, line)))


LONGEST_HOME = 5
"""Words of what may be an organisation, where none of them says so."""
