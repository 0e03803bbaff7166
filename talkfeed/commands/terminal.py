"""Lines for people: on a terminal wrapped under their own indent, what matters in colour; in a pipe as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.theme import Theme

THEME = Theme(
    {
        "told.time": "cyan",
        "told.good": "green",
        "told.moved": "yellow",
        "told.bad": "bold red",
        "told.person": "magenta",
        "told.name": "bold",
        "told.for": "green",
        "told.against": "red",
        "told.quiet": "dim",
        "told.link": "blue",
    }
)


_WORD, _END = r"(?:(?<=  )|(?<=, ))", r"(?=,|:|$)"


class _Told(RegexHighlighter):
    """What stands out in a line of `history` or `why`."""

    base_style = "told."
    highlights = [  # noqa: RUF012 (rich declares it so)
        r"^(?P<time>\d{4}-\d\d-\d\d( \d\d:\d\d)?)(?=$|  )",
        r"^  (?P<time>\d\d:\d\d)  ",
        rf"{_WORD}(?P<good>announced|title announced|reinstated|joined){_END}",
        rf"{_WORD}(?P<moved>retitled|moved|place changed|speaker changed|set apart|postponed){_END}",
        rf"{_WORD}(?P<bad>cancelled|withdrawn|conflict){_END}",
        r"; (?P<bad>in conflict): ",
        r"(?P<person>by a person\b|a person said so)",
        r"^(?P<name>[a-z_]+)  ",
        r"^ {20}(?P<quiet>[a-z_][a-z_ ]*?)  ",
        r"^ +(?P<for>\+\d+\.\d)  ",
        r"^ +(?P<against>-\d+\.\d)  ",
        r"(?P<quiet>→|not known|not believed:|\[\d+\](?: /\S+)?(?: characters \d+–\d+)?)",
        r"(?P<link>https?://[^\s;,)]+)",
    ]


_told = _Told()
NARROW = 40
"""Columns; on a narrower terminal nothing is wrapped by us."""


def write(console: Console, lines: Iterable[str], *, title: bool = False) -> None:
    """The lines on this console. `title`: the first is one."""
    if not console.is_terminal:
        for line in lines:
            console.print(line, markup=False, soft_wrap=True)
        return
    with console.use_theme(THEME):
        for number, line in enumerate(lines):
            bold = "bold" if title and number == 0 else None
            for row in _wrapped(line, console.width):
                console.print(row if bold else _told(row), style=bold, markup=False, soft_wrap=True)


def _wrapped(line: str, width: int) -> list[str]:
    """The line in rows of this width, each under where its words begin."""
    if cell_len(line) <= width or width < NARROW:
        return [line]
    under = " " * min(cell_len(line[: _begins(line)]), width // 2)
    rows, row = [], ""
    for piece in _PIECES.findall(line):
        if row.strip() and cell_len(row + piece) > width:
            rows.append(row)
            row, piece = under, piece.lstrip()
        row += piece
    return [*rows, row]


_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff9f"
_PIECES = re.compile(rf"\s*(?:· \S+|[{_CJK}][、。，．！？：；）」』】〕〉》ー々]*|[^\s{_CJK}]+)")
"""What a row is made of: words, and signs of scripts that put no space between them. A row may begin with a dot between
two things, and never ends with it."""


def shortened(text: str, width: int) -> str:
    """The text in so many columns at most."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def _begins(line: str) -> int:
    """The column at which the words of a line begin: behind its indent, and behind a name, a time or a number."""
    found = re.match(
        r"\s*(?:[^\s\d→“][^→“]*?  +|\d{4}-\d\d-\d\d \d\d:\d\d  |\d\d:\d\d  |[-+]?\d+\.\d+ +|\[\d+\] )?", line
    )
    return found.end() if found else 0
