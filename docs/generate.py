"""Write the reference pages that follow from the code: commands, settings, database. Run: `python docs/generate.py`.

`tests/test_docs.py` fails when a page is not what this would write.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from config import settings as config_settings
from pipeline.store import tables
from talkfeed.commands import cli

FOLDER = Path(__file__).parent / "reference"


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


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file_name, content in pages().items():
        (FOLDER / file_name).write_text(content, "utf-8")
        sys.stdout.write(f"{FOLDER.name}/{file_name}\n")
