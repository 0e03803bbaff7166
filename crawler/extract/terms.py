"""Terms that reach from one year into the next: "Winter Term 2026/27", "WS 26/27", "Academic year 2026–2027"."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from pipeline.reading import times
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


YEAR = re.compile(r"(?<![\d/.:-])((?:19|20)\d\d)(?![\d:])")
"""A year, which is no part of a date in numbers."""

_FULL = re.compile(
    r"(?<![\d/.:-])(?<!FY )(?<!fiscal year )((?:19|20)\d\d)\s?[-–—/]\s?['’]?((?:19|20)?\d\d)(?![\d/.:]|-\d)"
)
_SHORT = re.compile(
    r"\b(?:(?P<sure>ws|wise|wintersemester|winter ?term|winterhalbjahr|academic year|ay|akademisches jahr|studienjahr|"
    r"année (?:universitaire|académique)|curso académico|anno accademico|a\.a\.|ano letivo|collegejaar|läsåret)|"
    r"winter|season|saison|année|curso|anno)"
    r"\s*['’]?(\d\d)\s?[-–—/]\s?['’]?(\d\d)(?![\d/.:]|-\d)",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"\.?\s?[^\W\d_]+")
_WINTER = re.compile(r"\b(?:ws|wise|winterse?mester|winterhalbjahr)\s*((?:19|20)\d\d)(?!\s?[-–—/.]?\d)", re.IGNORECASE)
_JAPANESE = re.compile(r"((?:19|20)\d\d)\s?年度")


NEAR = 2
"""Years around the day a page was read within which two digits are a year, where "winter" or "season" precedes them."""


@remembered()
def term_in(text: str, today: date | None = None) -> Term | None:
    """The one term over two years that a text names; None where it names none, or several. `today`: when read."""
    found = [_term(match[1], match[2], match) for match in _FULL.finditer(text)]
    found += [
        term
        for match in _SHORT.finditer(text)
        if (term := _term(match[2], match[3], match)) and (match["sure"] or _is_near(term, today))
    ]
    found += [Term(int(match[1]), SECOND_HALF, *match.span()) for match in _WINTER.finditer(text)]
    found += [Term(int(match[1]), FISCAL, *match.span()) for match in _JAPANESE.finditer(text)]
    terms = [term for term in found if term is not None]
    return terms[0] if len({term.first for term in terms}) == 1 else None


def _term(first: str, last: str, match: re.Match[str]) -> Term | None:
    """The term between two years that follow each other; "14-15 December" is none."""
    year = _year(first)
    if int(last) % 100 != (year + 1) % 100 or (len(last) > len("27") and int(last) != year + 1):
        return None
    word = _NEXT_WORD.match(match.string, match.end())
    if word is not None and len(first) == len("26") and times.looks_like_when(f"{last}{word[0]}"):
        return None
    return Term(year, SECOND_HALF, *match.span())


def _is_near(term: Term, today: date | None) -> bool:
    return today is not None and abs(term.first - today.year) <= NEAR


def _year(digits: str) -> int:
    return int(digits) if len(digits) == len("2026") else 2000 + int(digits)
