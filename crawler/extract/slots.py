"""Whose state a line states: `<dt>Reception</dt><dd>Cancelled</dd>` tells of the reception, a legend of nothing.

What stands under a label is said of what the label names. "Status", "Note" and the like name the talk, and so do its
title, its day and its people.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum, auto

from lxml.html import HtmlElement

from crawler.extract.blocks import Block, Blocks, Zone, cell_of, words_of
from crawler.extract.gatherings import names_series
from crawler.extract.neighbours import names_neighbour
from crawler.extract.places import looks_like_place
from crawler.extract.regions import Card
from pipeline.reading import times
from pipeline.reading.people import find_people, is_name
from pipeline.reading.states import BESIDES, GATHERING, THING
from pipeline.reading.status import badge_of, read_kind, read_status
from pipeline.reading.text import fold, label_field
from pipeline.talk import Status

LABEL = 60
"""Characters of a line that may be a label."""

FEW = 4
"""Words of a heading that names a part of a talk's page."""

FIELD = 3
"""Lines of what holds a label and its value, and nothing else."""

STATE = 30
"""Characters of a state in a legend."""

_OF_TALK = frozenset(("status", "title", "when", "end", "abstract", "speaker", "series", "kind", "topic"))
"""Fields whose labels name the talk itself."""
_OF_ELSE = ("", "registration_url")
"""Fields whose labels name what goes with a talk, and are no values: "Zoom" may be where it is."""
_BESIDES = re.compile(rf"\b(?:{BESIDES})\b")
_NO_GATHERING = re.compile(
    r"\b(?:room|hall|building|venue|website|registration|subscription|order|fees?|tickets?|photo|video|recording|zoom|link)\b"
)
"""What goes with a talk and is no event itself: what stands under it of "this event" is said of the talk."""
_NAMED = re.compile(rf"\b(?:(?P<talk>{GATHERING})|{THING})\b")
_ABOUT = re.compile(
    rf"\b(?:{THING}(?:s|en|e|i)?|\w*status|hinweise?|updates?|news|info|infos|informations?|information\w*|notices?|"
    r"notes?|changes?|anderung(?:en)?|what|was|quoi|que|wat)\b"
)
"""Labels, folded, of what is said about the talk, whatever else they name."""
_ELSE = re.compile(
    r"\b(?:costs?|prices?|charges?|payment|admission|kosten|(?:un|selbst)?kosten\w*|preise?|\w*gebuhr(?:en)?|"
    r"(?:teilnahme|tagungs|unkosten)beitrag|eintritt|bezahlung|frais|tarifs?|prix|couts?|entree|paiement|costi?|prezz[oi]|tariff[ae]|quot[ae]|"
    r"ingresso|costes?|precios?|tarifas?|cuotas?|entradas?|toegang|prijs|inschrijf\w*|"
    r"registrations?|registering|sign ?up|enrol\w*|rsvp|deadline|\w*anmeldung|\w*anmeldefrist|\w*anmeldeschluss|frist|"
    r"reservierung|inscriptions?|iscrizion[ei]|inscripcion(?:es)?|registro|prenotazion[ei]|reservas?|reservations?|"
    r"inschrijving|aanmelding|"
    r"refreshments?|snacks?|apero|aperitif|aperitivo|pot|gouter|collation|\w*kaffee\w*|cafe|caffe|koffie\w*|"
    r"pausa|pausenkaffee|\w*pause|(?:mittag|abend|fest|gala)?essen|imbiss|umtrunk|nachsitzung|stammtisch|get together|"
    r"banquet|bankett|repas|banquete|comida|merienda|cenas?|rinfresco|diners?|drankjes|after ?party|concert|konzert|"
    r"receptie|reception|ricevimento|recepcion|vin d honneur|cocktail|fete|fest|fiesta|festa|feest|"
    r"live ?stream\w*|\w*stream(?:ing)?|webcast|diretta|retransmission|\w*ubertragung|recordings?|"
    r"\w*aufzeichnung(?:en)?|enregistrements?|registrazion[ei]|grabacion(?:es)?|opnamen?|"
    r"bus(?:es)?|shuttles?|(?:bus)?transfer|transport\w*|parking|parken|parkplatze?|navette|navetta|autobus|anfahrt|"
    r"child ?care|baby ?sitting|creche|\w*kinderbetreuung|garde d enfants|garderie|guarderia|kinderopvang|"
    r"babysitter|exams?|examinations?|\w*klausur(?:en)?|(?:nach|modul)?prufung(?:en)?|examens?|esam[ei]|examenes|"
    r"tentamens?|tutorials?|tutorium|tutorien|\w*ubung(?:en)?|exercises?|exercices|esercitazion[ei]|ejercicios|"
    r"travaux diriges|sprechstunde\w*|office hours?|guided tours?|(?:instituts|labor|stadt|haus)?fuhrung(?:en)?|"
    r"visites?|visita guidata|visita guiada|rundgang|rondleiding|exkursion|excursion|escursione|excursie|hotels?)\b"
)
"""Labels, folded, of what goes with a talk."""
_FREE = re.compile(r"\b(?:free|frei|kostenlos|libre|gratuite?|gratis|liber[oa]|gratuit[oa])\b")
"""Of what is free nothing more is said."""
_STANDS = re.compile(
    r"(?:confirmed|scheduled|active|on time|takes place|bestatigt|geplant|findet statt|confirmee?|prevue?|"
    r"confermat[oaie]|confirmad[oa]s?|bevestigd)"
)
"""The state, folded, in which most are; "rescheduled" is none: what was moved may be off today."""
_ALL = re.compile(r"all|alle|tous|toutes|tutt[ie]|tod[oa]s|any|alla")
_THIS = re.compile(r"\b(?:this|dies(?:er|es|e)|cette|ce|cet|quest[oa]|est[ea]|deze|dit|denna|detta|denne|dette)\b")
"""How a notice names the talk whose page it stands on."""
_KEY = frozenset(str.split("legend legende key filter filters facet facets tabs tablist nav pills select options"))
"""Words in the names of what lists states rather than stating one."""
_CHOICES = ("li", "label", "a", "button", "option")


class _Bond(Enum):
    """What binds a label to its value: markup that makes a pair of them, a heading, or that they are all of a part."""

    PAIR = auto()
    HEAD = auto()
    LINES = auto()


def is_of_else(block: Block, said: str, blocks: Blocks, titles: Collection[int], card: Card) -> bool:
    """Whether what a line states is said of something else than the talk. `titles`: lines that are its title."""
    if card.whole and not _THIS.search(fold(said)) and _is_under_neighbour(block, blocks, titles):
        return True
    head, bond = _label_of(block, blocks)
    if head is None or len(head.text) > LABEL or head.index in titles:
        return False
    key, field = fold(head.text), label_field(head.text.rstrip(" :："))
    if any(key == fold(blocks.all[index].text) for index in titles):
        return False
    if not card.whole and head.index <= card.first:
        return False
    if (bond is _Bond.LINES and field not in _OF_ELSE) or (field is None and looks_like_place(head.text)):
        return False
    told = _NAMED.search(fold(said))
    if _BESIDES.search(key):
        return not (told and (told["talk"] or _NO_GATHERING.search(key)))
    if told or any(day.first <= head.index < day.end for day in card.anchors) or _is_about(head, key):
        return False
    is_known = (
        field == "registration_url" or _leads_to_neighbour(head) or bool(_ELSE.search(key) and not _FREE.search(key))
    )
    if bond is _Bond.PAIR or field is not None:
        return is_known
    return is_known and card.whole and head.level > 2 and len(key.split()) <= FEW


def _is_under_neighbour(block: Block, blocks: Blocks, titles: Collection[int]) -> bool:
    """Whether a line stands below "Next talk" and the title of that; not where the page is a series' own."""
    above = blocks.all[max(0, block.index - FIELD) : block.index]
    below = next((at for at, one in enumerate(above) if _leads_to_neighbour(one)), len(above))
    if any(one.level == 1 or one.index in titles for one in above[below:]) or below == len(above):
        return False
    return not any(names_series(blocks.all[index].text) for index in titles)


def _leads_to_neighbour(block: Block) -> bool:
    """Whether the title of another talk follows: not where links to the next and the previous one are all there is."""
    if len(block.text) > LABEL or block.zone is Zone.CHROME or not names_neighbour(block.text):
        return False
    rest = block.text
    for link in block.links:
        rest = rest.replace(link.text, "", 1)
    return any(map(str.isalnum, rest))


def _is_about(head: Block, key: str) -> bool:
    """Whether a label names the talk: by its field, a word for it, a day, somebody who speaks."""
    text = head.text.rstrip(" :：")
    if names_neighbour(text):
        return False
    if label_field(text) in _OF_TALK or _ABOUT.search(key) or read_kind(text) is not None:
        return True
    if times.looks_like_when(text) or read_status(text) is not None:
        return True
    return label_field(text) is None and (is_name(text) or bool(find_people(text)))


def _label_of(block: Block, blocks: Blocks) -> tuple[Block | None, _Bond]:
    """The line that may label another, and what binds the two."""
    head = blocks.all[block.index - 1] if block.index else None
    if head is None:
        return None, _Bond.LINES
    if (cell := cell_of(block.element)) is not None:
        return _beside(head, cell, blocks)
    holder = next(
        (one for one in (block.element, block.element.getparent()) if one is not None and one.tag == "dd"), None
    )
    if holder is not None:
        return _term(holder, blocks), _Bond.PAIR
    if head.text.endswith((":", "：")) and len(head.text.split()) <= FEW:
        return head, _Bond.PAIR
    are_all = _are_all(head, block, blocks)
    if are_all and "label" in head.hints and "label" not in block.hints:
        return head, _Bond.PAIR
    if head.level or (head.bold and not block.bold):
        return head, _Bond.HEAD
    return (head if are_all and not head.links else None), _Bond.LINES


def _beside(head: Block, cell: HtmlElement, blocks: Blocks) -> tuple[Block | None, _Bond]:
    """What stands in the first of two cells, for the first line of the second."""
    row = cell.getparent()
    cells = [one for one in row if one.tag in ("td", "th")] if row is not None else []
    if len(cells) != 2 or cells[1] is not cell or cell_of(head.element) is not cells[0]:
        return None, _Bond.PAIR
    return (next(iter(blocks.under(cells[0])), None) or head), _Bond.PAIR


def _term(holder: HtmlElement, blocks: Blocks) -> Block | None:
    """The term that a definition defines."""
    for one in holder.itersiblings(preceding=True):
        if one.tag == "dt":
            return next(iter(blocks.under(one)), None)
    return None


def _are_all(head: Block, block: Block, blocks: Blocks) -> bool:
    """Whether two lines, and one more at most, are all that something holds."""
    for holder in (head.element.getparent(), block.element.getparent()):
        first, end = blocks.spans.get(holder, (0, 0)) if holder is not None else (0, 0)
        if first == head.index and block.index < end <= first + FIELD:
            return True
    return False


# ── Legends ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_of_legend(block: Block, blocks: Blocks) -> bool:
    """Whether a state stands beside others: a legend or a choice of them is nobody's."""
    if block.element.tag in ("td", "th") or len(block.text) > STATE or _THIS.search(fold(block.text)):
        return False
    said = _sort(block)
    near = [blocks.all[at] for at in (block.index - 1, block.index + 1) if 0 <= at < len(blocks.all)]
    beside = {_sort(one) for one in near if len(one.text) <= STATE and _are_beside(one, block)} - {None, said}
    if said is None or not beside:
        return False
    return beside not in ({Status.POSTPONED}, {Status.CANCELLED}) or _is_choice(block)


def _sort(block: Block) -> str | None:
    """Which state a line is, or that it stands for all of them; None for other lines."""
    key = fold(block.text)
    if _ALL.fullmatch(key):
        return "all"
    if _STANDS.fullmatch(key):
        return Status.CONFIRMED
    state = badge_of(key)
    return None if state is Status.CONFIRMED else state


def _are_beside(one: Block, other: Block) -> bool:
    return one.element is other.element or one.element.getparent() is other.element.getparent()


def _is_choice(block: Block) -> bool:
    """Whether a line is one of a list, or what holds it is called a legend."""
    around = [block.element, *block.element.iterancestors()][:3]
    return block.element.tag in _CHOICES or any(words_of(one) & _KEY for one in around)
