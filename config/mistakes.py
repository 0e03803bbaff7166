"""Mistakes in TOML files, each told in one sentence: file, line, key, what is wrong, remedy.

Both the settings file and the source files are read through `read_toml` and judged by pydantic models; `mistakes`
turns what the model says into sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

Path_ = tuple[str | int, ...]
"""Where in a TOML file: ("listing", 1, "url") is `url` of the second `[[listing]]`."""


@dataclass(frozen=True, slots=True)
class Toml:
    """A TOML file as read: its text for line numbers, its tables for meaning."""

    file: Path
    text: str
    tables: dict[str, Any]

    def at(self, path: Path_) -> str:
        """`talkfeed.toml, line 7`; without a line where the key is not in the file."""
        line = line_of(self.text, path)
        return f"{self.file}, line {line}" if line else f"{self.file}"


def read_toml(file: Path) -> Toml:
    """Read a TOML file; ValueError with one sentence when it cannot be read or is no TOML."""
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = file.read_bytes()[: problem.start].count(b"\n") + 1
        raise ValueError(f"{file}, line {line}: this is not UTF-8; save the file in UTF-8") from None
    except OSError as problem:
        raise ValueError(f"{file} cannot be read ({problem.strerror}); check its name and permissions") from None
    try:
        return Toml(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(_syntax(file, text, str(problem))) from None


def _syntax(file: Path, text: str, problem: str) -> str:
    found = re.fullmatch(r"(.+) \(at (?:line (\d+), column \d+|end of document)\)", problem)
    what, line = (found[1], found[2]) if found else (problem, None)
    number = int(line) if line else text.rstrip("\n").count("\n") + 1
    if what.startswith(("Invalid value", "Illegal character", "Unterminated string")):
        remedy = 'text stands in quotation marks: key = "text"'
    elif what.startswith("Cannot"):
        remedy = "say each key and each table once ([[listing]], in double brackets, may come several times)"
    else:
        remedy = 'a line reads: key = "text"'
    return f"{file}, line {number}: this is no TOML ({what[0].lower()}{what[1:]}); {remedy}"


def line_of(text: str, path: Path_) -> int | None:
    """The line (from 1) where the value at `path`, or the nearest thing that holds it, begins; None without any.

    Asks the TOML parser itself, so that strings of several lines, comments and dotted keys need no second grammar: the
    statement that brings `path` into being begins after the last beginning of the file that was whole TOML without it.
    Slow for long files, but only ever run for a mistake.
    """
    lines = text.split("\n")
    for depth in range(len(path), 0, -1):
        whole = 0
        for count in range(1, len(lines) + 1):
            try:
                tables = tomllib.loads("\n".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(tables, path[:depth]):
                return whole + 1
            whole = count
    return None


def _holds(tables: Any, path: Path_) -> bool:
    for step in path:
        if isinstance(step, int):
            if not (isinstance(tables, list) and step < len(tables)):
                return False
        elif not (isinstance(tables, dict) and step in tables):
            return False
        tables = tables[step]
    return True


def nearest(word: str, known: Collection[str]) -> str:
    """`did you mean "x"?`, or the list of what is known where nothing is near."""
    folded = word.casefold().replace("-", "_").replace(" ", "_")
    match = get_close_matches(folded, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{match[0]}"?' if match else f"known are {', '.join(sorted(known))}"


def mistakes(problem: ValidationError, known: Callable[[Path_], Collection[str]]) -> Iterator[tuple[Path_, str]]:
    """What a model says against a file: for each mistake its path, and the sentence from the key on.

    `known` names the keys that may stand in the table at a path.
    """
    seen: set[Path_] = set()
    for error in problem.errors(include_url=False):
        path = tuple(step for step in error["loc"] if step != "[key]")
        if path in seen:
            continue
        seen.add(path)
        key = dotted(path)
        if error["type"] == "extra_forbidden":
            yield path, f'there is no key "{key}"; {nearest(str(path[-1]), known(path[:-1]))}'
        else:
            yield path, f"{key}: {_wording(error)}"


def dotted(path: Path_) -> str:
    """("listing", 1, "url") → `listing[2].url`: people count from one."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


_SHAPES = {
    "string": "write text in quotation marks",
    "bool": "write true or false, without quotation marks",
    "int": "write a whole number, without quotation marks",
    "finite": "write a number",
    "float": "write a number, without quotation marks",
    "tuple": 'write a list, such as ["one", "two"]',
    "list": 'write a list, such as ["one", "two"]',
    "path": "write a path in quotation marks",
    "model": "write a table of its own, with its name in brackets",
    "mapping": "write a table of its own, with its name in brackets",
    "dict": "write a table of its own, with its name in brackets",
}


def _wording(error: Any) -> str:
    given, kind, about = error["input"], str(error["type"]), error.get("ctx", {})
    shown = f'"{given}"' if isinstance(given, str) else str(given).lower() if isinstance(given, bool) else repr(given)
    if kind == "value_error":
        return str(about["error"])
    if kind == "missing":
        return "this is missing, and nothing works without it; add it"
    if kind == "literal_error":
        return f"{shown} is not one of {about['expected']}"
    if kind == "greater_than":
        return f"{shown} is not more than {about['gt']:g}; write a larger number"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"from {about['ge']:g} on" if "ge" in about else f"up to {about['le']:g}"
        return f"{shown} is out of bounds; write a number {bound}"
    return f"{shown} will not do; {_SHAPES.get(kind.split('_')[0], str(error['msg']))}"
