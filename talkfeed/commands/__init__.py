"""The command line (INTERFACE §4): one small file per family, errors as one line, exit status 0, 1, 2 or 130."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from config.errors import FULL, IN_THE_WAY, TalkfeedError
from talkfeed.commands import (
    announcing,
    asking,
    correcting,
    crawling,
    database,
    digesting,
    feeding,
    joining,
    newsroom,
    reading,
    serving,
    telling,
    upkeep,
)
from talkfeed.commands.session import Session, parse_now

cli = typer.Typer(
    name="talkfeed",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: talkfeed demo. The options above may stand anywhere on the line.",
)


@cli.callback()
def options(
    context: typer.Context,
    config: Path | None = typer.Option(None, "--config", help="Settings file; otherwise ./talkfeed.toml."),
    data_dir: Path | None = typer.Option(None, "--data-dir", help="Where everything is written."),
    now: str | None = typer.Option(None, "--now", envvar="TALKFEED_NOW", help="The clock: 2026-03-01T12:00:00Z."),
    as_json: bool = typer.Option(False, "--json", help="Machine output on stdout, nothing else there."),
    quiet: bool = typer.Option(False, "-q", "--quiet", help="Say less."),
    verbose: bool = typer.Option(False, "-v", "--verbose", help="Say more."),
) -> None:
    """Talks from research institutes' web pages, in your calendar."""
    level = logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    context.obj = Session(config, data_dir, parse_now(now) if now else None, as_json, quiet, verbose)


for family in (
    serving,
    crawling,
    reading,
    asking,
    newsroom,
    announcing,
    telling,
    correcting,
    joining,
    feeding,
    digesting,
    upkeep,
    database,
):
    family.register(cli)

WITH_VALUE = ("--config", "--data-dir", "--now")
FLAGS = ("--json", "-q", "--quiet", "-v", "--verbose")


def hoist(argv: Sequence[str]) -> list[str]:
    """The global options, wherever they stand on the line, before the command."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in WITH_VALUE:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word in FLAGS or word.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run one command; its exit status. Mistakes end as one line on stderr."""
    command = typer.main.get_command(cli)
    try:
        with command.make_context("talkfeed", hoist(argv)) as context:
            command.invoke(context)
            session = context.obj
            return 1 if isinstance(session, Session) and session.unhealthy else 0
    except typer.Exit as leaving:
        return int(leaving.exit_code)
    except typer.TyperException as mistake:
        said = getattr(mistake, "format_message", mistake.__str__)()
        asked = getattr(getattr(mistake, "ctx", None), "command_path", "talkfeed")
        is_help = said.startswith("Usage:")  # a command group without a command
        sys.stderr.write(f"{said}\n" if is_help else f"talkfeed: {said.rstrip('.')}; see {asked} --help\n")
        return 2
    except TalkfeedError as mistake:
        sys.stderr.write(f"talkfeed: {mistake}\n")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("talkfeed: interrupted; nothing is lost\n")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as trouble:
        if trouble.errno in IN_THE_WAY and trouble.filename is not None:
            where, why = trouble.filename2 or trouble.filename, (trouble.strerror or "").lower()
            sys.stderr.write(f"talkfeed: {where} cannot be read or written ({why}); put that right or move it away\n")
            return 2
        if trouble.errno not in FULL:
            raise
        sys.stderr.write(f"talkfeed: {trouble.filename or 'a file'} cannot be written: the disk is full; free space\n")
        return 2
