"""Terms that reach from one year into the next: "Winter Term 2026/27", "WS 26/27", "Academic year 2026–2027"."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.reading.remembered import remembered

SECOND_HALF = 7
"""The month from which on a day lies in a term's first year, where no order of days tells."""

FISCAL = 4
"""The month with which a Japanese year (年度) begins."""


class Term(NamedTuple):
    """The two years of a term; days from month `begins` on lie in the first. `start`, `end`: where its name stands."""

    first: int
    begins: int
    start: int
    end: int

    @property
    def last(self) -> int:
        return self.first + 1

    def year_of(self, month: int) -> int:
        """The year of a day of this month, as far as the month alone tells."""
        return self.first if month >= self.begins else self.last


_FULL = re.compile(r"(?<![\d/.:-])((?:19|20)\d\d)\s?[-–—/]\s?['’]?((?:19|20)?\d\d)(?![\d/.:]|-\d)")
_SHORT = re.compile(
    r"\b(?:ws|wise|winter|wintersemester|winter ?term|hs|semester|term|year|ay|season|saison|jahr|année|curso|anno|"
    r"a\.a\.)"
    r"\s*['’]?(\d\d)\s?[-–—/]\s?['’]?(\d\d)(?![\d/.:]|-\d)",
    re.IGNORECASE,
)
_WINTER = re.compile(r"\b(?:ws|wise|winterse?mester|winterhalbjahr)\s*((?:19|20)\d\d)(?!\s?[-–—/.]?\d)", re.IGNORECASE)
_JAPANESE = re.compile(r"((?:19|20)\d\d)\s?年度")


@remembered()
def term_in(text: str) -> Term | None:
    """The one term over two years that a text names; None where it names none, or several."""
    found = [
        Term(first, SECOND_HALF, *match.span())
        for match in (*_FULL.finditer(text), *_SHORT.finditer(text))
        for first in [_year(match[1])]
        if int(match[2]) % 100 == (first + 1) % 100 and (len(match[2]) == len("27") or int(match[2]) == first + 1)
    ]
    found += [Term(int(match[1]), SECOND_HALF, *match.span()) for match in _WINTER.finditer(text)]
    found += [Term(int(match[1]), FISCAL, *match.span()) for match in _JAPANESE.finditer(text)]
    return found[0] if len({term.first for term in found}) == 1 else None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == len("2026") else 2000 + int(digits)
