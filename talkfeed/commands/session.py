"""What every command shares: the global options, the deployment they choose, and how to speak to people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.errors import TalkfeedError
from config.settings import Settings, load_settings
from talkfeed.commands.terminal import shortened
from talkfeed.wiring import App, wall_clock

NARROW = 100
"""Columns; on a narrower terminal a table that can be put together more closely is."""


TITLE = 90
"""Columns; a longer title is cut where talks stand in a list on a terminal. Who asks for one talk is told all of it."""


class UsageError(TalkfeedError):
    """The command line asks for something that cannot be; says what to write instead."""


@dataclass
class Session:
    """One run of the command line. `unhealthy`: it will end with status 1."""

    config: Path | None = None
    data_dir: Path | None = None
    now: datetime | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    unhealthy: bool = False

    @property
    def given(self) -> dict[str, object]:
        """The settings given on the command line."""
        return {"data_dir": self.data_dir.absolute()} if self.data_dir is not None else {}

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.config, self.given)

    @cached_property
    def app(self) -> App:
        return App(self.settings, self.clock)

    @cached_property
    def out(self) -> Console:
        """Answers: stdout. In a pipe, plain and never cut."""
        return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)

    @cached_property
    def err(self) -> Console:
        """Everything that is not the answer: stderr."""
        return Console(stderr=True, highlight=False, quiet=self.quiet)

    @property
    def narrow(self) -> bool:
        """Whether somebody reads on a terminal in which a table of many columns would be cramped."""
        return sys.stdout.isatty() and self.out.width < NARROW

    def clock(self) -> datetime:
        return self.now or wall_clock()

    def say(self, text: str) -> None:
        """A sentence for a person; not in JSON mode, not when quiet."""
        if not self.json:
            self.err.print(text, markup=False, soft_wrap=True)

    def warn(self, text: str) -> None:
        """Something is unhealthy: said on stderr, and the exit status will be 1."""
        self.unhealthy = True
        self.err.print(text, style="yellow", markup=False, soft_wrap=True)

    def put(self, value: object) -> None:
        """One JSON document on stdout."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")

    def show(self, value: object) -> None:
        """One JSON document: for a person at a terminal indented and in colour, else as `put` writes it."""
        if self.json or not sys.stdout.isatty():
            self.put(value)
            return
        text = json.dumps(value, ensure_ascii=False, default=_plain)
        self.out.print_json(text, indent=2, ensure_ascii=False)

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], below: Sequence[str] = ()
    ) -> None:
        """A table on a terminal, without columns in which nothing stands; in a pipe, all as tab-separated lines.

        `below`: columns whose cells stand under those of the first one where the terminal is narrow; single words and
        the first column are not broken then.
        """
        lines = [[_cell(cell) for cell in row] for row in rows]
        if not sys.stdout.isatty():
            for line in lines:
                sys.stdout.write("\t".join(line) + "\n")
            return
        lines = [[shortened(x, TITLE) if columns[n] == "title" else x for n, x in enumerate(line)] for line in lines]
        shown = [n for n in range(len(columns)) if not lines or any(line[n] for line in lines)]
        table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
        under = [n for n in shown if columns[n] in below] if self.narrow else []
        shown = [n for n in shown if n not in under]
        for n in shown:
            whole = bool(under) and (n == shown[0] or not any(" " in line[n] for line in lines))
            words = [line[m] for line in lines for m in (under if n == shown[0] else ()) if " " not in line[m]]
            widest = max(cell_len(cell) for cell in (columns[n], *words, *(line[n] for line in lines)))
            table.add_column(columns[n], overflow="fold", width=widest if whole else None)
        for line in lines:
            cells = {n: escape(line[n]) for n in (*shown, *under)}
            cells[shown[0]] = "\n".join([cells[shown[0]], *(cells[n] for n in under if cells[n])])
            table.add_row(*(cells[n] for n in shown))
        self.out.print(table)


def counted(number: int, what: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def parse_now(text: str) -> datetime:
    """`2026-03-01T12:00:00Z` as an aware instant."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r} is no time; write it like 2026-03-01T12:00:00Z") from None
    if not 1971 <= value.year <= 9990:
        raise UsageError(f"--now {text!r} lies in no year of a calendar; write it like 2026-03-01T12:00:00Z")
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (set, tuple)):
        return list(value)
    return str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return " ".join(str(value).split())
