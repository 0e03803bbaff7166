"""Labelled facts: "Speaker: Ada Lovelace", a <dt> and its <dd>, a column of a table with its head.

A label holds until the next label. Long fields (abstract, bio) take the paragraphs that follow; short ones one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.beside import tells_home
from crawler.extract.blocks import Block, Blocks, Zone, cell_of
from pipeline.reading.people import is_name
from pipeline.reading.text import fold, label, label_field, small_number

LONG = frozenset(("abstract", "bio"))
LINES = {"when": 3, "where": 3, "address": 3, "speaker": 2}
"""How many short lines may follow a label that stands alone."""

HOME = 80
"""Characters of a line that says where a speaker is from."""

NOTED = 12
"""Characters of a line before brackets from which on what they hold is a note to it."""

NEEDS_MARK = frozenset(("series", "kind", "topic", "language", "status", "online_url", "registration_url", "", "image"))
"""Labels that are ordinary words too: without a colon they are believed only where markup says they are labels."""

FORM = frozenset(("form", "fieldgroup", "formfield", "required"))
"""Words in classes of forms, whose labels ask the reader."""

_INNER = re.compile(r"(?:(?<=[\s;|.,)])|(?<=[a-zà-ÿ0-9])(?=[A-Z]))([^\W\d_][\w &/'’-]{1,28})(?!(?<=\d):\d\d):(?=\s|\S)")
_COLUMNS = {
    "title": "event|meeting|name|talk|event name|seminar|meeting name|event title|presentation|"
    "lecture|veranstaltung|vortrag|expose|evento|meeting type|meeting title",
    "affiliation": "affiliation|institution|university|from",
    "when": "meeting date|meeting time|month",
    "abstract": "description|details",
}
"""Heads of columns that are no labels elsewhere: field → words, separated by `|`."""

_COLUMN_OF = {word: field for field, words in _COLUMNS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field and the stretch that states it: from `start` in block `first` to `end` in block `last`."""

    field: str
    first: Block
    last: Block
    start: int
    end: int
    by: str

    @property
    def text(self) -> str:
        """The stretch, of its first block only."""
        return self.first.text[self.start : self.end if self.first is self.last else None]


def bracket_of(fact: Fact) -> int | None:
    """Where the brackets open in which a label and its value are a note to what their line says: "On foams (special
    time: 4 pm)". None for others."""
    text = fact.first.text
    opened = max(text.rfind(mark, 0, fact.start) for mark in "([（")
    noted = (
        fact.first is fact.last and opened >= NOTED and not any(mark in text[opened : fact.start] for mark in ")]）")
    )
    return opened if noted else None


def column_heads(blocks: Blocks) -> dict[HtmlElement, str]:
    """For each cell under a known column head, its field ("" for heads that say nothing)."""
    found: dict[HtmlElement, str] = {}
    for table in [element for element in blocks.spans if element.tag == "table"]:
        rows = [row for row in table.iter("tr") if _table_of(row) is table]
        if len(rows) < 2:
            continue
        heads = _heads(rows)
        if heads is None:
            continue
        for row in rows[heads[0] + 1 :]:
            for column, cell in _cells(row):
                if cell.tag == "td" and column in heads[1]:
                    found[cell] = heads[1][column]
    return found


def _is_column_head(block: Block) -> bool:
    """Whether a line stands in a row of heads: what follows it is the next head, or another column's first cell."""
    cell = cell_of(block.element)
    row = cell.getparent() if cell is not None else None
    return cell is not None and row is not None and len(row) > 1 and all(other.tag == "th" for other in row)


def _table_of(row: HtmlElement) -> HtmlElement | None:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _cells(row: HtmlElement) -> Iterator[tuple[int, HtmlElement]]:
    column = 0
    for cell in row:
        if cell.tag in ("td", "th"):
            yield column, cell
            column += min(small_number(cell.get("colspan") or ""), 50) or 1


def _heads(rows: list[HtmlElement]) -> tuple[int, dict[int, str]] | None:
    """The row that names the columns, and what they name."""
    for number, row in enumerate(rows[:3]):
        cells = list(_cells(row))
        said = {column: " ".join("".join(cell.itertext()).split()) for column, cell in cells}
        fields = {column: head_field(text) for column, text in said.items() if len(text) <= 40}
        known = {column: field for column, field in fields.items() if field is not None}
        all_heads = all(cell.tag == "th" for _, cell in cells) and len(cells) > 1
        if len(cells) > 1 and (len(known) >= 2 or (all_heads and known)):
            return number, {column: fields.get(column) or "" for column in said}
    return None


def head_field(text: str) -> str | None:
    """The field a column's head names; None for a head that names none."""
    folded = fold(text)
    if folded in _COLUMN_OF:
        return _COLUMN_OF[folded]
    return label_field(text)


def facts_of(blocks: list[Block], columns: dict[HtmlElement, str]) -> list[Fact]:
    """The labelled facts of a stretch of blocks, in order."""
    return list(_Reader(blocks, columns).facts())


class _Reader:
    """Reads labels off a run of blocks."""

    def __init__(self, blocks: list[Block], columns: dict[HtmlElement, str]) -> None:
        self.blocks = [block for block in blocks if block.zone < Zone.FOREIGN]
        self.at = {block.index: block for block in self.blocks} if columns else {}
        self.columns = columns

    def facts(self) -> Iterator[Fact]:
        position = 0
        while position < len(self.blocks):
            block = self.blocks[position]
            column = self._column(block)
            if column is not None:
                if column:
                    column = "affiliation" if self._is_home(block, column) else column
                    yield Fact(column, block, block, 0, len(block.text), "visible:column")
                position += 1
                continue
            position += 1
            if _is_column_head(block):
                continue
            pieces = self._pieces(block)
            for number, (field, start, end) in enumerate(pieces):
                last_piece = number == len(pieces) - 1
                if start < end:
                    fact = Fact(field, block, block, start, end, "visible:label")
                    if last_piece and field in LONG:
                        fact, position = self._long(fact, position)
                    yield fact
                elif last_piece:
                    fact_below, position = self._below(field, position, block)
                    if fact_below is not None:
                        yield fact_below

    def _column(self, block: Block) -> str | None:
        cell = cell_of(block.element) if self.columns else None
        return None if cell is None else self.columns.get(cell)

    def _is_home(self, block: Block, column: str) -> bool:
        """Whether a second line in a speaker's cell says where from: where titles have a column of their own, and the
        first line is a name alone."""
        if column != "speaker" or "title" not in self.columns.values():
            return False
        above = self.at.get(block.index - 1)
        if above is None:
            return False
        if not block.soft or cell_of(above.element) is not cell_of(block.element) or not is_name(above.text):
            return False
        return len(block.text) <= HOME and label(block.text) is None and tells_home(block.text)

    def _pieces(self, block: Block) -> list[tuple[str, int, int]]:
        """(field, start, end) of each label in a block; start = end for a label that stands alone."""
        cuts = sorted(self._cuts(block))
        found: list[tuple[str, int, int]] = []
        texts = [start for start, _, field in cuts if field in LONG]
        cuts = [cut for cut in cuts if cut[2] != "status" or not texts or cut[0] < texts[0]]  # "Abstract: … Note: …"
        for (start, after, field), following in zip(cuts, [*cuts[1:], None], strict=False):
            end = following[0] if following else len(block.text)
            if after < start:
                continue
            while after < end and block.text[after] in " :：\u00a0*_-–|":
                after += 1
            found.append((field, after, len(block.text[:end].rstrip(" |;,·•"))))
        return [(field, start, max(start, end)) for field, start, end in found]

    def _cuts(self, block: Block) -> set[tuple[int, int, str]]:
        """(start, end, field) of the labels in a block."""
        text = block.text
        cuts: set[tuple[int, int, str]] = set()
        said = label(text)
        if said is not None and self._is_believed(block, said):
            cuts.add((0, len(text) - len(said[1]) if said[1] else len(text), said[0]))
            if said[1] and not text.endswith(said[1]):
                cuts = {(0, max(0, text.find(said[1])), said[0])}
        taken = {start for start, _, _ in cuts}
        for start, end in block.marks:
            inner = text[start:end]
            field = label_field(inner.strip(" :："))
            marked = inner.rstrip().endswith((":", "：")) or text[end : end + 2].lstrip()[:1] in (":", "：")
            if (
                field is not None
                and start not in taken
                and (marked or (start == 0 and field not in NEEDS_MARK and end < len(text)))
            ):
                cuts.add((start, end, field))
                taken.add(start)
        if len(text) <= 500 and not block.level:  # a heading with a colon inside is a series, a part, a headline
            for match in _INNER.finditer(text):
                field = label_field(match[1])
                if field == "when" and match[1][-1].isdigit():
                    continue  # "3 dicembre, ore 15: …" is an hour
                if field is not None and not any(abs(match.start(1) - start) < 3 for start in taken):
                    cuts.add((match.start(1), match.end(), field))
        return cuts

    def _is_believed(self, block: Block, said: tuple[str, str]) -> bool:
        field, rest = said
        if rest:
            return True
        if block.text.rstrip().endswith((":", "：")):
            return True
        if block.element.tag in ("dt", "th") or "label" in block.hints:
            return not block.hints & FORM
        return field not in NEEDS_MARK and field != "title"

    def _long(self, fact: Fact, position: int) -> tuple[Fact, int]:
        """Add the paragraphs that follow a long field's first."""
        last = fact.last
        while position < len(self.blocks):
            block = self.blocks[position]
            if not self._continues(block, last):
                break
            last = block
            position += 1
        end = fact.end if last is fact.first else len(last.text)
        return Fact(fact.field, fact.first, last, fact.start, end, fact.by), position

    def _continues(self, block: Block, last: Block) -> bool:
        """Whether a paragraph goes on with the long field before it."""
        if block.level or block.index != last.index + 1 or self._ends(block) or self._column(block) is not None:
            return False
        if block.text.rstrip().endswith(":") and len(block.text) < 120:
            return False
        return len(block.text) >= 60 or block.element.tag == "li" or block.soft

    def _ends(self, block: Block) -> list[int]:
        """Where in a paragraph labels stand that end a long field before it. A note inside one is the speaker's."""
        return sorted(start for start, _, field in self._cuts(block) if field != "status" or not start)

    def _below(self, field: str, position: int, head: Block) -> tuple[Fact | None, int]:
        """What stands under a label that has a line to itself."""
        if position >= len(self.blocks):
            return None, position
        first = self.blocks[position]
        ends = self._ends(first) if field in LONG else [start for start, _, _ in self._cuts(first)]
        if ends or (first.level and first.level <= (head.level or 7)):
            return None, position
        fact = Fact(field, first, first, 0, len(first.text), "visible:label")
        if field in LONG:
            return self._long(fact, position + 1)
        last, position = first, position + 1
        for _ in range(LINES.get(field, 1) - 1):
            if position >= len(self.blocks):
                break
            block = self.blocks[position]
            same_value = block.element is first.element or block.element.getparent() is first.element.getparent()
            if (
                not same_value
                or block.level
                or len(block.text) > 100
                or self._cuts(block)
                or head.element is block.element
            ):
                break
            if first.element.tag not in ("dd", "td") and not block.soft:
                break
            last, position = block, position + 1
        return Fact(field, first, last, 0, len(last.text), "visible:label"), position
