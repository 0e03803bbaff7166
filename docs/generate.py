"""Write what follows from the code: commands, settings, database, how a page is read. Run: `python docs/generate.py`.

`tests/test_docs.py` fails when a page is not what this would write.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from config import settings as config_settings
from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.visible import context_of, outline_of
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.store import tables
from pipeline.talk import Claim, Talk, talk_json
from talkfeed.commands import cli

FOLDER = Path(__file__).parent / "reference"
READING = Path(__file__).parent / "reading.md"
TIDES = Path(__file__).parents[1] / "tests/pages/sample-seminar/tides.html"
"""The saved page that `reading.md` takes apart."""


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    return {
        "commands.md": "\n".join(_commands()) + "\n",
        "settings.md": "\n".join(_settings()) + "\n",
        "database.md": "\n".join(_database()) + "\n",
    }


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "The help of each command, as `talkfeed COMMAND --help` prints it. Global options may stand anywhere."
    yield "Exit status: 0 done; 1 done, but something is unhealthy; 2 misuse, one line that says what to do;"
    yield "130 interrupted, nothing lost. Answers go to stdout, everything else to stderr; in a pipe tables become"
    yield "tab-separated lines."
    root = typer.main.get_command(cli)
    yield from _help(root, "talkfeed", typer.Context(root, info_name="talkfeed", max_content_width=100))


def _help(command: Any, name: str, context: typer.Context) -> Iterator[str]:
    context.terminal_width = 100
    yield f"\n## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```"
    if hasattr(command, "list_commands"):
        for word in command.list_commands(context):
            inner = command.get_command(context, word)
            if inner is not None:
                below = typer.Context(inner, info_name=word, parent=context, max_content_width=100)
                yield from _help(inner, f"{name} {word}", below)


def _settings() -> Iterator[str]:
    file = Path(config_settings.__file__).with_name("talkfeed.toml")
    text = file.read_text("utf-8")
    tomllib.loads(text)
    yield "# Settings"
    yield ""
    yield "`talkfeed.toml` in the working directory (or `--config FILE`), overridden by `TALKFEED_…` in the"
    yield "environment and by the command line. Relative paths count from the file. Unknown keys are errors;"
    yield "`talkfeed check` explains each. These are the shipped defaults:"
    yield ""
    yield f"```toml\n{text.rstrip()}\n```"


def _database() -> Iterator[str]:
    yield "# The database"
    yield ""
    yield "Plain tables with plain names; look at them with `sqlite3 talkfeed-data/talkfeed.db`. Instants are UTC;"
    yield "`start` and `end` are wall time in `timezone`. The views are for people:"
    yield ""
    yield "```sql\nselect start, title, speakers, room from upcoming_talk limit 10;"
    yield "select changed_at, kind, title from talk_history order by changed_at desc limit 10;\n```"
    for table in tables.metadata.sorted_tables:
        yield f"\n## {table.name}\n\n{_sentence(table.comment)}\n\n| column | type | meaning |\n|---|---|---|"
        for column in table.columns:
            key = ", key" if column.primary_key else ""
            yield f"| `{column.name}` | {_kind(column.type)}{key} | {(column.comment or '').replace('|', '/')} |"


def _kind(kind: object) -> str:
    return type(kind).__name__.lower()


def _sentence(text: str | None) -> str:
    said = (text or "").strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")


# ── How a page is read ────────────────────────────────────────────────────────────────────────────────────────────────


def reading(text: str) -> str:
    """`reading.md` with what the code makes of its page, step by step, in the listings that begin `<!-- NAME -->`."""
    steps = _steps()

    def filled(listing: re.Match[str]) -> str:
        return f"<!-- {listing[1]} -->\n```text\n{steps[listing[1]]}\n```"

    return re.sub(r"<!-- (\w+) -->\n```text\n.*?\n```", filled, text, flags=re.S)


def _steps() -> Mapping[str, str]:
    source = Source(id="coasts", name="Institute of Coasts", timezone="Europe/London")
    page = Page("https://coasts.example/seminar", TIDES.read_bytes(), date(2026, 2, 20), timezone=source.timezone)
    outline = outline_of(page, context_of(page))
    first = next(one for one in gather(extract(page, source)) if one.url.endswith("/salt"))
    talk = normalise(first, source, page.retrieved)
    if not isinstance(talk, Talk):
        raise SystemExit(f"{TIDES} announces no talk")
    known = {name: value for name, value in talk_json(talk).items() if value not in (None, [], False, "")}
    body, lines = TIDES.read_text("utf-8"), outline.blocks.all
    return {
        "page": body[body.index("<main>") : body.index("</aside>") + len("</aside>")],
        "blocks": "\n".join(f"{b.index:3} {b.zone.name.lower():7} {b.text}" for b in lines),
        "anchors": "\n".join(f"{a.first:3} {a.day} {a.text}" for a in outline.anchors),
        "cards": "\n".join(
            f"{c.first:3} to {c.end - 1:2}  {lines[c.first].text:18} under {', '.join(b.text for b in c.above)}"
            for c in outline.cards
        ),
        "claims": "\n".join(_claim(claim) for claim in first.claims),
        "talk": "\n".join(f"{name:16} {_value(value)}" for name, value in known.items() if name not in _SET_BY_STORE),
        "evidence": "\n".join(
            f"{one.field:16} {one.confidence:.2f}  {_because(one.claim, one.rule, [g.fact for g in one.grounds])}"
            for one in talk.evidence
            if one.chosen
        ),
    }


_SET_BY_STORE = ("source", "listings")


def _claim(claim: Claim) -> str:
    stretch = f" {claim.at.start}–{claim.at.end}" if claim.at.end else ""
    return f"{claim.field:9} {claim.text:32} {claim.by:16} {claim.at.path.removeprefix('/html/body')}{stretch}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"{one['name']} ({one['affiliation']})" for one in value)
    return str(value)


def _because(claim: Claim | None, rule: str, grounds: list[str]) -> str:
    return "; ".join(filter(None, (repr(claim.text) if claim else "", rule, *grounds)))


if __name__ == "__main__":
    READING.write_text(reading(READING.read_text("utf-8")), "utf-8")
    FOLDER.mkdir(exist_ok=True)
    for file_name, content in pages().items():
        (FOLDER / file_name).write_text(content, "utf-8")
        sys.stdout.write(f"{FOLDER.name}/{file_name}\n")
