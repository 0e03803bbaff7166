"""Which lines of a page are a place, where no label says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from pipeline.reading import times
from pipeline.reading.people import SURE, is_name, name_score, read_headline
from pipeline.reading.places import is_room, is_town, read_place
from pipeline.reading.remembered import remembered
from pipeline.reading.text import fold, label

LONGEST = 120
"""Characters of a line that is a place and nothing else."""

_BUILDING = re.compile(
    r"\b(?:room|building|hall|auditorium|library|theat(?:re|er)|cent(?:re|er)|campus|conference room|lecture hall|"
    r"\d+ (?:\w+ ){0,3}(?:street|avenue)|floor|pavilion|museum|court|house|chambers?|"
    r"zoom|online|virtual|webinar|horsaal|raum|gebaude|"
    r"saal|salle|amphi\w*|batiment|aula|sala|edificio|salon|zaal|gebouw|lokaal|sal|teams|headquarters|courthouse|"
    r"complex|school|offices|church)\b"
)


_NO_LINE = re.compile(
    r"(?:19|20)\d\d$|\.(?:pdf|docx?)\b|\b(?:NEW DATE|page \d)\b|^(?:Item|This|We|You|Please|Followed)\b|"
    r"\b(?:agendas?|minutes|meetings?(?! (?:room|hall|house|place|cent))|specified|posted|announced|inviting|will be|"
    r"rescheduled|postponed|cancell?ed)\b",
    re.IGNORECASE,
)
"""Lines that end in a year, names of papers and sentences: numbers in them are no rooms."""


@remembered(LONGEST)
def looks_like_place(text: str, longest: int = LONGEST) -> bool:
    """Whether a line on its own is a place: a room, a building with its room, an address."""
    if sum(map(str.isalpha, text)) < 3 or _NO_LINE.search(text):
        return False
    place = read_place(text)
    if place.address or (place.room and not _NUMBER_OF_A_KIND.search(place.room)):
        street = any(map(str.isdigit, place.address or ""))
        return len(text) <= longest and (street or not begins_with_people(text))
    if not place.venue or not _BUILDING.search(fold(text)) or len(text.split()) > 12:
        return False
    return not is_name(text) or (text.endswith(" Hall") and name_score(text) < SURE)


def begins_with_people(text: str) -> bool:
    """Whether a line begins with people and where they are from: "Luc Moreau, Université Lyon 1, UMR 5208"."""
    return any(one.affiliation for one in read_headline(text).speakers)


_NUMBER_OF_A_KIND = re.compile(r"^(?:#\d+|no\.? ?\d+|(?:19|20)\d\d)$", re.IGNORECASE)
"""What may number a room, and numbers series, districts and years as often: believed beside a building only."""


_LAST_PIECE = re.compile(r"\s[·•|│–—-]\s(?P<place>[^·•|│]{3,60})$")


def behind_people(text: str) -> int | None:
    """Where in a line the room begins that follows a speaker: "Ada Byron, University of Bath · Room 120"."""
    last = _LAST_PIECE.search(text) if len(text) <= LONGEST else None
    if last is None or not is_room(last["place"]):
        return None
    read = read_headline(text[: last.start()])
    return last.start("place") if read.speakers and read.title is None and read.series is None else None


def is_labelled(text: str) -> bool:
    """Whether a line begins with a label. "Room 12" has none: the number is part of the name."""
    return label(text) is not None and (":" in text or not any(character.isdigit() for character in text))


def address_lines(blocks: Sequence[Block]) -> list[Block]:
    """The lines a run of blocks begins with that together are a place: a house, its street, its town.

    The first or the second line must be a place on its own; lines before a street may be any short name.
    """
    found: list[Block] = []
    sure = False
    for number, block in enumerate(blocks):
        text = block.text
        if len(text) > LONGEST or is_labelled(text) or (times.looks_like_when(text) and not read_place(text).address):
            break
        fits = is_town(text) if sure and not looks_like_place(text) else looks_like_place(text)
        if not fits and (number > 0 or not _is_house(blocks)):
            break
        sure = sure or fits
        found.append(block)
    return found if sure else []


def place_among(lines: Sequence[str]) -> list[str]:
    """The lines that are a place, among others that say when and what, as in a calendar's tooltip."""
    for number, line in enumerate(lines):
        if _is_line(line):
            more = lines[number + 1 :]
            return [line, *more[: next((n for n, text in enumerate(more) if not _is_line(text)), len(more))]]
    return []


def _is_line(text: str) -> bool:
    return label(text) is None and not text.partition(":")[2] and looks_like_place(text)


def _is_house(blocks: Sequence[Block]) -> bool:
    """Whether a first line can name the house whose street is the second."""
    if len(blocks) < 2 or len(blocks[0].text.split()) > 8 or not blocks[0].text[:1].isupper():
        return False
    return bool(read_place(blocks[1].text).address) and not blocks[0].level
