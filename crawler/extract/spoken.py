"""Who speaks in a card, as far as that is sure: what news, deadlines and days of one gathering do not tell.

A card tells it by a label or a column, or by a line that reads as people and what they speak about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, Blocks, words_of
from crawler.extract.facts import facts_of
from crawler.extract.regions import Card
from crawler.extract.siblings import child_with
from pipeline.reading.people import find_people, read_headline
from pipeline.reading.text import label

LONGEST = 200
"""Characters of a line that names a talk and who gives it."""

TITLE = 4
"""Characters of a line that may be a title."""

FEW = 6
"""Lines of a card among which such a line is."""


def labelled_speaker(card: Card, blocks: Blocks, columns: dict[HtmlElement, str]) -> str:
    """Who speaks by the one label or column of a card that says so; "" where none does, or several do."""
    facts = facts_of(blocks.all[card.first : card.end], columns) if card.piece is None else []
    said = [fact.text for fact in facts if fact.field == "speaker"]
    return said[0] if len(said) == 1 and find_people(said[0]) else ""


def told_speaker(card: Card, blocks: Blocks) -> str:
    """Who speaks by the lines of a card: one that is people and a title, or one that is people and where they are from
    beside one that may be a title; "" where there is none, and where a card is about several days: of a visit."""
    if card.piece is not None or card.anchors[0].last_day > card.anchors[0].day:
        return ""
    lines = [line for line in map(_beside_day(card), blocks.all[card.first : card.end][:FEW]) if line]
    people = ""
    for line in lines:
        read = read_headline(line)
        names = ", ".join(person.name for person in read.speakers)
        if names and read.title:
            return names
        if names and all(person.affiliation for person in read.speakers):
            people = people or names
    return people if any(not read_headline(line).speakers and len(line) >= TITLE for line in lines) else ""


def _beside_day(card: Card) -> Callable[[Block], str]:
    """What a line of a card says besides its day; "" for long ones and for labels."""
    days = {anchor.first: anchor for anchor in card.anchors}

    def rest(block: Block) -> str:
        text, day = block.text, days.get(block.index)
        if day is not None:
            text = f"{text[: day.start]} {text[day.stop :]}" if day.end - day.first == 1 else ""
        text = text.strip(" ,:;.|–—-：，")
        return text if len(text) <= LONGEST and label(text) is None else ""

    return rest


def speak_apart(cards: Sequence[Card], blocks: Blocks, columns: dict[HtmlElement, str]) -> bool:
    """Whether entries of one kind side by side each tell who speaks, and no two the same."""
    said = [labelled_speaker(card, blocks, columns) or told_speaker(card, blocks) for card in cards]
    return all(said) and len(set(said)) == len(said) and _are_entries(cards, blocks)


def _are_entries(cards: Sequence[Card], blocks: Blocks) -> bool:
    """Whether each card is an element of one kind, or lies under a heading of one rank."""
    kinds = {_kind(card, blocks) for card in cards}
    ranks = {_rank(blocks.all[card.first]) for card in cards}
    return (len(kinds) == 1 and None not in kinds) or (len(ranks) == 1 and 0 not in ranks)


def _kind(card: Card, blocks: Blocks) -> tuple[str, frozenset[str]] | None:
    child = child_with(card.parent, blocks.all[card.first]) if card.parent is not None else None
    if child is None or blocks.spans.get(child) != (card.first, card.end):
        return None
    return child.tag, words_of(child)


def _rank(block: Block) -> int:
    return block.level if block.level > 1 else 0
