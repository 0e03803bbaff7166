"""Where a card says its place without a label: behind the time, on lines of their own, in a calendar's tooltip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block, Zone
from crawler.extract.cutting import Cutter
from crawler.extract.places import address_lines, behind_people, looks_like_place, place_among
from crawler.extract.regions import Card
from crawler.extract.sentences import told_place
from pipeline.reading import times
from pipeline.reading.places import is_room, says_time
from pipeline.reading.sentences import sentences_in
from pipeline.reading.text import clean, fold, unwrap
from pipeline.talk import Claim

_AT = re.compile(
    r"(?:\s*\([^()]{2,80}\))?[\s,;:–—-]*(?:(?:at )?\d{1,2}:? ?[ap]\.?m\.?)?"
    r"[\s,;:–—-]*(?:(?:at|in|im|@)\b:?\s*|(?<=,)\s*)(?:(?:the|der|dem)\s+)?(?=\w)",
    re.IGNORECASE,
)

_PIECE = re.compile(
    r"(?:^|\s)[-–—|│·•]\s(?:at (?:the )?|in (?:the )?)?(?P<place>(?:(?!\s[-–—|│·•]\s).)+?)"
    r"(?=\s[-–—|│·•]\s|,?\s(?:at|@)\s\d{1,2}(?::\d\d)?\s?[ap]\.?m|\s*$)",
    re.IGNORECASE,
)
"""A stretch between dashes, without the hour behind it."""

_BEHIND_HOUR = re.compile(
    r"(?P<hour>[^,;|·\d]{0,12}\d[^,;|·]{1,30}?)\s?[,;|·]\s?"
    r"(?:(?:in|im|at|en|à|i) (?:(?:the|der|dem|la|le) )?)?(?P<place>\w.{3,})"
)
_NOTED = re.compile(
    r"\W*(?:(?:please )?note|n\.?b|attention|achtung|hinweis|attenzione|atención|nota|let op|obs)\s?[:!.]+\s?"
    r"(?:the )?(?P<place>\w[^!.]{3,40})[!.]*",
    re.IGNORECASE,
)
PLACED = 80
"""Characters of a line that says an hour and a place, or notes a room."""

PROSE = 700
"""Characters of a paragraph that may tell where a talk is held."""


@dataclass(frozen=True, slots=True)
class Spots:
    """The unlabelled places of one card. `taken`: lines that other fields are read from."""

    cut: Cutter
    all: list[Block]
    card: Card
    blocks: list[Block]
    taken: set[int]
    heading: Block | None

    def claims(self) -> Iterator[Claim | None]:
        """The lines that read as a place, near the time."""
        day = self.card.anchors[0] if self.card.anchors else None
        beside = self._beside(day) if day is not None else None
        if beside is not None:
            yield beside
            return
        for block in self.blocks:
            if (room := behind_people(block.text)) is not None:
                yield self.cut.claim("where", block, "visible:place", room, len(block.text))
                return
        yield from self._own_room()
        near = sorted(self.blocks, key=lambda block: abs(block.index - (day.first if day else 0)))
        for block in near[:16]:
            lines = address_lines(self._free(block.index - 1)) or []
            if block not in lines:
                lines = address_lines(self._free(block.index))
            if lines:
                fuller = self._fuller(lines)
                lines = [fuller] if fuller else lines
                url = next((unwrap(line.links[0].url) for line in lines if line.links), "")
                yield self.cut.across("where", lines[0], lines[-1], "visible:place", url=url)
                return
        yield self._piece(day) if day is not None else None
        yield from self._tooltip()
        yield self._told()

    def _own_room(self) -> Iterator[Claim | None]:
        """The place behind an hour on a line of their own, the room of a note: "16:15, Hall 3", "Note: room 200!"."""
        for block in self.blocks:
            if block.level or len(block.text) > PLACED:
                continue
            hour, noted = _BEHIND_HOUR.fullmatch(block.text), _NOTED.fullmatch(block.text)
            if hour and says_time(hour["hour"]) and _is_where(hour["place"]):
                yield self.cut.claim("where", block, "visible:place", *hour.span("place"))
            elif noted and is_room(noted["place"]):
                yield self.cut.claim("where", block, "visible:place", *noted.span("place"))

    def _fuller(self, lines: list[Block]) -> Block | None:
        """Another line that says the same place in full: "North campus" above, "North campus, room A54" below."""
        said = fold(lines[0].text)
        return next(
            (
                block
                for block in self.blocks
                if len(lines) == 1 and 4 <= len(said) < len(fold(block.text)) <= 100
                and fold(block.text).startswith(said) and self._free(block.index) and looks_like_place(block.text)
            ),
            None,
        )  # fmt: skip

    def _free(self, index: int) -> list[Block]:
        """Up to five lines of the card from here on that nothing else is read from."""
        run: list[Block] = []
        for block in self.all[max(index, self.card.first) : min(index + 5, self.card.end)]:
            taken = block.index in self.taken or block is self.heading or block.level
            if taken or block.zone >= Zone.BOX:
                break
            run.append(block)
        return run

    def _beside(self, day: Anchor) -> Claim | None:
        """The place that follows the time in its own line: "6 May, 3 pm at the library, 12 High Street"."""
        block = self.all[day.first]
        end = self.card.piece[1] if self.card.piece else len(block.text)
        if day.end - day.first > 1 or not 3 <= end - day.stop <= 160:
            return None
        match = _AT.match(block.text, day.stop, end)
        if match is None:
            return None
        colon = block.text.find(": ", match.end(), end)  # "in the Old Library: On tides"
        end = colon if colon > 0 and looks_like_place(block.text[match.end() : colon]) else end
        said = next(sentences_in(block.text[match.end() : end]), (0, 0))  # "in the Old Library. All are welcome"
        end = match.end() + said[1] if looks_like_place(block.text[match.end() : match.end() + said[1]]) else end
        if not looks_like_place(block.text[match.end() : end]):
            return None
        return self.cut.claim("where", block, "visible:place", match.end(), end)

    def _piece(self, day: Anchor) -> Claim | None:
        """The place among the pieces of the day's own line: "May 12 – Special session – Old Library at 5 p.m."."""
        block = self.all[day.first]
        end = self.card.piece[1] if self.card.piece else len(block.text)
        end = min([end, *(link.start for link in block.links if link.start > day.stop)])
        if day.end - day.first > 1 or end - day.stop > 160:
            return None
        for piece in _PIECE.finditer(block.text, day.stop, end):
            if looks_like_place(piece["place"]):
                return self.cut.claim("where", block, "visible:place", *piece.span("place"))
        return None

    def _told(self) -> Claim | None:
        """The place that a sentence tells: "The talk will be held in the Old Library"."""
        for block in self.blocks:
            if block.index not in self.taken and 20 <= len(block.text) <= PROSE and (place := told_place(block.text)):
                return self.cut.claim("where", block, "visible:prose", *place)
        return None

    def _tooltip(self) -> Iterator[Claim | None]:
        """The place among the lines that a calendar shows when one points at an entry."""
        for block in self.blocks:
            for link in block.links:
                if not (shown := link.element.get("title")):
                    continue
                said = [clean(line) for line in re.split(r"[\r\n]+", shown)]
                claim = self.cut.attribute("where", link.element, "title", "visible:tooltip") if len(said) > 3 else None
                if claim is not None and (place := place_among(said)):
                    start = claim.text.find(place[0])
                    end = claim.text.find(place[-1], start) + len(place[-1])
                    if not 0 <= start < end:
                        continue
                    yield replace(claim, text=claim.text[start:end], at=replace(claim.at, start=start, end=end))
                    return


def _is_where(text: str) -> bool:
    """Whether a text is a place, and neither a day nor the next hour."""
    return looks_like_place(text) and not times.looks_like_when(text)
