"""The filters of a query (INTERFACE §4) as options, the same for every command that asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from config.errors import QueryError

Words = Annotated[list[str] | None, typer.Argument(help="Words that must all occur; quote a phrase.")]
Source = Annotated[list[str] | None, typer.Option("--source", help="Source id; repeated: any of them.")]
Series = Annotated[list[str] | None, typer.Option("--series", help="Series, by name or slug.")]
Speaker = Annotated[list[str] | None, typer.Option("--speaker", help="Speaker.")]
Topic = Annotated[list[str] | None, typer.Option("--topic", help="Topic.")]
Venue = Annotated[list[str] | None, typer.Option("--place", help="Venue, room or address.")]
Mode = Annotated[list[str] | None, typer.Option("--mode", help="in-person, online or hybrid.")]
Status = Annotated[
    list[str] | None, typer.Option("--status", help="confirmed, tentative, postponed, cancelled, withdrawn.")
]
Kind = Annotated[
    list[str] | None, typer.Option("--kind", help="talk, seminar, colloquium, workshop, lecture, defence …")
]
Barred = Annotated[list[str] | None, typer.Option("--not", help="A filter that must not hold: --not topic=biology.")]


def pairs(
    words: Iterable[str] | None, barred: Iterable[str] | None, **filters: list[str] | None
) -> list[tuple[str, str]]:
    """What these options ask, as an address would."""
    found = [("q", spoken(words or ()))]
    found += [(name, value) for name, values in filters.items() for value in values or ()]
    return found + [negated(text) for text in barred or ()]


def spoken(words: Iterable[str]) -> str:
    """Words of the command line as one search; one that held a blank was quoted and is a phrase."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


def negated(text: str) -> tuple[str, str]:
    """`topic=biology` as a filter that must not hold."""
    name, sign, value = text.partition("=")
    if not sign or not value:
        raise QueryError(f"--not {text!r}: write a filter and its value, such as --not topic=biology")
    return name, f"-{value}"
