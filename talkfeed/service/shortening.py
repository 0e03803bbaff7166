"""Addresses of queries as calendars take them: a shorter spelling with the same answers where the usual one is too
long; and, where that does not help, what is long in it and how the operator gives it a short name."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

from calendar_export.web import LONGEST, Lengthy
from pipeline.query import FILTERS, TalkQuery
from pipeline.reading.text import fold
from pipeline.store.find import named
from pipeline.store.rows import slug
from talkfeed.publishing import query_address

_PARTS = re.compile(r'"([^"]*)"?|(\S+)')
"""A quoted phrase or a word, as searches read them (`pipeline.store.find.phrases`)."""


def address_of(query: TalkQuery, base_url: str) -> str:
    """The calendar of these talks, below the site's address: as short as needed for it to be taken whole."""
    usual = query_address(query, "ics")
    if len(base_url) + len(usual) <= LONGEST:
        return usual
    return min(usual, query_address(folded(query), "ics"), key=len)


def folded(query: TalkQuery) -> TalkQuery:
    """The query with each value as it is compared, without accents, capitals and signs: the same answers, and mostly a
    shorter address, in which each letter beyond ASCII takes six characters or more."""
    short = {name: tuple(_shorter(name, value) for value in getattr(query, name)) for name in FILTERS}
    without = tuple(sorted({(name, _shorter(name, value)) for name, value in query.without}))
    return replace(query, q=_words(query.q), without=without, **short)  # type: ignore[arg-type]


def _shorter(name: str, value: str) -> str:
    if name == "place":
        return fold(value) or value
    if name == "topic" or (name == "series" and "." not in value):  # with a dot it may be a series' id
        return slug(value) if fold(value) else value
    if name == "speaker":
        person, affiliation = named(value)
        bare = fold(person) or person
        return f"{bare} ({affiliation})" if affiliation else bare
    return value


def _words(text: str) -> str:
    found = []
    for quoted, bare in _PARTS.findall(text):
        words = fold(quoted or bare)
        if not words:
            continue
        more = "*" if bare.endswith("*") else ""
        found.append(f'"{words}"' if " " in words and not more else f"{words}{more}")
        if " " in words and more:  # "e-mail*" is a phrase whose last word goes on; only its own signs say so
            found[-1] = bare
    return " ".join(found) or text


def lengthy(query: TalkQuery, base_url: str) -> Lengthy | None:
    """What is to be said of an address that calendars may cut off; None where it is short enough."""
    size = len(base_url) + len(address_of(query, base_url))
    if size <= LONGEST:
        return None
    parts = [(name, _count(query, name), _size(query, name)) for name in ("q", *FILTERS)]
    longest = sorted((one for one in parts if one[1]), key=lambda one: -one[2])[:2]
    return Lengthy(size, tuple(longest), command(query))


def _count(query: TalkQuery, name: str) -> int:
    if name == "q":
        return len(query.q.split())
    return len(getattr(query, name)) + sum(1 for other, _ in query.without if other == name)


def _size(query: TalkQuery, name: str) -> int:
    """How many characters of the address this filter takes."""
    empty: tuple[str, ...] | str = "" if name == "q" else ()
    without = tuple(pair for pair in query.without if pair[0] != name)
    bare = replace(query, without=without, **{name: empty})  # type: ignore[arg-type]
    return len(query_address(query, "ics")) - len(query_address(bare, "ics"))


def command(query: TalkQuery) -> str:
    """What the operator types to give this query a short name; NAME is theirs to choose. "" for what no saved feed is:
    the first so many talks, or what was known once."""
    if query.limit is not None or query.as_of is not None:
        return ""
    said = ["talkfeed", "feeds", "add", "NAME"]
    for name in FILTERS:
        said += [part for value in getattr(query, name) for part in (f"--{name}", value)]
    said += [part for name, value in query.without for part in ("--not", f"{name}={value}")]
    for name, value in (("from", query.since), ("to", query.until)):
        said += [f"--{name}", str(value)] if value is not None else []
    words = [quoted or bare for quoted, bare in _PARTS.findall(query.q) if quoted or bare]
    return shlex.join(said + (["--", *words] if words else []))
