"""A question about talks, its one spelling, and the read model every exporter renders."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qsl, urlencode

from config.errors import QueryError
from pipeline.talk import Article, Kind, Listed, Mode, Status, Talk, utc_iso

FILTERS = ("source", "series", "speaker", "topic", "place", "mode", "status", "kind")
"""Filters that may be repeated (any of them) and negated (`-`), in the order in which a query is spelt."""

NEWS_FILTERS = ("source", "person")
"""The same of articles."""

_ONCE = ("q", "from", "to", "as_of", "limit")
_NEWS_ONCE = ("q", "from", "to", "limit")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "mode": tuple(Mode),
    "status": tuple(Status),
    "kind": tuple(Kind),
}

LONGEST = 200
"""Characters of a value; and how many values a query may have is MOST."""

MOST = 50

LARGEST_LIMIT = 10_000

YEARS = range(1971, 9990)
"""Moments of these years are asked for; instants near the ends of time cannot be computed."""


@dataclass(frozen=True, slots=True)
class TalkQuery:
    """The filters of INTERFACE §4. Repeated values: any of them; `without`: (filter, value) pairs excluded.

    `since` and `until` are `from` and `to`: days, both included, in the talk's own zone. `undated`, which is not part
    of the spelling: with `since`, also talks that are announced without a day. `as_of` (aware): what was known then.
    `hidden` and `closed`, neither part of the spelling, are sources: those whose talks are not shown, and those in
    whose abstracts and bios no words are looked for.
    """

    q: str = ""
    source: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: datetime | None = None
    limit: int | None = None
    undated: bool = False
    hidden: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> TalkQuery:
        """The query these (name, value) pairs ask, as they stand in an address. QueryError in a sentence if they ask
        what cannot be answered; empty values ask nothing."""
        return _query(*_read(params, FILTERS, _ONCE))

    @classmethod
    def from_spelling(cls, spelling: str) -> TalkQuery:
        """The query of this spelling, or of any query part of an address."""
        return cls.from_params(parse_qsl(spelling.lstrip("?"), keep_blank_values=True))

    def spelling(self) -> str:
        """The one short way to write this query in an address; "" asks for everything. Equal answers, equal spelling:
        filters in one order, values sorted, each once."""
        pairs = _pairs(self, FILTERS)
        if self.as_of is not None:
            pairs.append(("as_of", str(utc_iso(self.as_of))))
        return urlencode(pairs)


@dataclass(frozen=True, slots=True)
class NewsQuery:
    """Which articles, in the same grammar: `source` meets any address where one stands, `person` whom it names in full;
    `since` and `until` (`from`, `to`) are days of publication, both included."""

    q: str = ""
    source: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> NewsQuery:
        """The query these (name, value) pairs ask. QueryError in a sentence if they ask what cannot be answered."""
        values, without = _read(params, NEWS_FILTERS, _NEWS_ONCE)
        since, until = _days(values)
        return cls(
            q=_once("q", values),
            source=tuple(dict.fromkeys(values.get("source", ()))),
            person=tuple(dict.fromkeys(values.get("person", ()))),
            without=tuple(sorted(set(without))),
            since=since,
            until=until,
            limit=_limit(_once("limit", values)),
        )

    def spelling(self) -> str:
        """The one short way to write this query in an address; "" asks for all articles."""
        return urlencode(_pairs(self, NEWS_FILTERS))


def begun(words: str) -> str:
    """The words of a search of which the last may go on: `quant*` for `quant`; as they are where it ends otherwise."""
    return f"{words}*" if words[-1:].isalnum() and words.count('"') % 2 == 0 else words


def as_said(words: str) -> str:
    """The words of a search as people read them: `quant…` for `quant*`."""
    return re.sub(r"\*(?=\s|$)", "…", words)


@dataclass(frozen=True, slots=True)
class Part:
    """One listing's own word on a joined talk, under the UID it would be shown by if it stood alone. `corrected`: the
    fields of it that people corrected, in the JSON form."""

    uid: str
    talk: Talk
    corrected: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored talk as exporters render it. `created`, `updated`: aware UTC; `aliases`: UIDs merged into it.

    `parts`: of a joined talk what each of its listings says, the leader's first; empty for most, and for what was shown
    in the past: of that, `joined` names the others of its listings by UID, as they were stored. `view`: what of a
    talk's listings is shown, where not all of it may be; "" for the whole.
    """

    uid: str
    talk: Talk
    sequence: int
    created: datetime
    updated: datetime
    revision: int = 1
    aliases: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    view: str = ""
    joined: tuple[str, ...] = ()

    def listings(self) -> tuple[Part, ...]:
        """Its listings in the order in which they are believed: those that still stand first; itself if it has one."""
        parts = self.parts or (Part(self.uid, self.talk),)
        return tuple(sorted(parts, key=lambda part: part.talk.status is Status.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A stored article. `addresses`: all the places where it stands, copies included."""

    id: int
    article: Article
    created: datetime
    updated: datetime
    addresses: tuple[Listed, ...] = ()

    @property
    def page(self) -> str:
        """Where it can be read; "" where its page tells another article by now (`pipeline.store.held`)."""
        return "" if _KEPT.search(self.article.url) else self.article.url


_KEPT = re.compile(r"#article-\d+$")


# ── Reading parameters ────────────────────────────────────────────────────────────────────────────────────────────────


Values = dict[str, list[str]]


def _read(
    params: Iterable[tuple[str, str]], filters: tuple[str, ...], once: tuple[str, ...]
) -> tuple[Values, list[tuple[str, str]]]:
    """The values of these parameters by name, and the (filter, value) pairs that are left out."""
    values: Values = {}
    without: list[tuple[str, str]] = []
    for name, text in params:
        value = _checked(name, text, (*filters, *once, "not"))
        if not value:
            continue
        name, value, barred = _barred(name, value, filters)
        value = _known_word(name, value)
        if barred:
            without.append((name, value))
        else:
            values.setdefault(name, []).append(value)
    if sum(map(len, values.values())) + len(without) > MOST:
        raise QueryError("a query may have {most} values at most; save it as several feeds", most=MOST)
    return values, without


def _pairs(query: TalkQuery | NewsQuery, filters: tuple[str, ...]) -> list[tuple[str, str]]:
    """What stands in the address of a query: filters in one order, values sorted, each once."""
    pairs = [("q", query.q)] if query.q else []
    for name in filters:
        pairs += [(name, value) for value in sorted(set(getattr(query, name)))]
        pairs += [(name, f"-{value}") for value in sorted({v for n, v in query.without if n == name})]
    for name, value in (("from", query.since), ("to", query.until), ("limit", query.limit)):
        if value is not None:
            pairs.append((name, str(value)))
    return pairs


def _checked(name: str, text: str, known: tuple[str, ...]) -> str:
    """The value, trimmed; the name must be one we know."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        if near:
            raise QueryError("there is no filter {name!r}; did you mean {meant}?", name=name[:40], meant=near[0])
        raise QueryError("there is no filter {name!r}; known are {known}", name=name[:40], known=", ".join(known))
    value = " ".join(text.split())
    if len(value) > LONGEST:
        raise QueryError(
            "{name}: the value is {length} characters long; {most} are the most",
            name=name, length=len(value), most=LONGEST,
        )  # fmt: skip
    if not value.isprintable():
        raise QueryError("{name}: the value holds characters that cannot be printed", name=name)
    return value


def _barred(name: str, value: str, filters: tuple[str, ...]) -> tuple[str, str, bool]:
    """The filter and value meant, and whether what has it is left out: `topic=-biology`, `not=topic=biology`."""
    if name == "not":
        name, equals, value = value.partition("=")
        if not equals or name not in filters or not value.strip():
            example = "topic=biology" if "topic" in filters else f"{filters[0]}=name"
            raise QueryError(
                "not: write the filter and its value, such as not={example} (of {known})",
                example=example, known=", ".join(filters),
            )  # fmt: skip
        return name, value.strip(), True
    if name in filters and value.startswith("-"):
        if not value[1:].strip():
            raise QueryError("{name}: what is to be left out? Write {name}=-value", name=name)
        return name, value[1:].strip(), True
    return name, value, False


def _known_word(name: str, value: str) -> str:
    """The value in the form in which talks have it; filters with a fixed choice accept that choice only."""
    words = _WORDS.get(name)
    if words is None:
        return value
    if value.lower() not in words:
        raise QueryError("{name}: {value!r} is none of {known}", name=name, value=value, known=", ".join(words))
    return value.lower()


def _days(values: Mapping[str, list[str]]) -> tuple[date | None, date | None]:
    since, until = (_day(name, _once(name, values)) for name in ("from", "to"))
    if since and until and since > until:
        raise QueryError("from {since} is later than to {until}; exchange them", since=since, until=until)
    return since, until


def _query(values: Mapping[str, list[str]], without: list[tuple[str, str]]) -> TalkQuery:
    since, until = _days(values)

    def every(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(values.get(name, ())))

    return TalkQuery(
        q=_once("q", values),
        source=every("source"),
        series=every("series"),
        speaker=every("speaker"),
        topic=every("topic"),
        place=every("place"),
        mode=every("mode"),
        status=every("status"),
        kind=every("kind"),
        without=tuple(sorted(set(without))),
        since=since,
        until=until,
        as_of=instant_of("as_of", _once("as_of", values)),
        limit=_limit(_once("limit", values)),
    )


def _once(name: str, values: Mapping[str, list[str]]) -> str:
    found = values.get(name, [""])
    if name == "q":
        words = " ".join(found)
        if len(words) > LONGEST:
            raise QueryError(
                "q: the words are {length} characters long in all; {most} are the most",
                length=len(words), most=LONGEST,
            )  # fmt: skip
        return words
    if len(set(found)) > 1:
        raise QueryError("{name}: say it once, not {count} times", name=name, count=len(found))
    return found[0]


def _day(name: str, value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise QueryError("{name}: {value!r} is no day; write it as 2026-03-01", name=name, value=value) from None


def instant_of(name: str, value: str) -> datetime | None:
    """An instant as people write it: `2026-05-03T12:00:00Z` (UTC where no offset is stated), or `2026-05-03` for
    the end of that day in UTC."""
    if not value:
        return None
    value = re.sub(r"(?<=:\d\d) (?=\d\d:?\d\d$)", "+", value)  # what an address makes of a plus sign
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= 10:
            moment = datetime.combine(moment.date(), time(23, 59, 59))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if moment.year not in YEARS:
            raise ValueError
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise QueryError(
            "{name}: {value!r} is no moment; write 2026-05-03 or 2026-05-03T12:00:00Z", name=name, value=value
        ) from None


def _limit(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= LARGEST_LIMIT):
        raise QueryError(
            "{name}: {value!r} is no number from 1 to {most}", name="limit", value=value, most=LARGEST_LIMIT
        )
    return int(value)
