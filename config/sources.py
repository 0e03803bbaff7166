"""A source: one institute, one TOML file, checked on load (INTERFACE §3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError, parse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, ValidationError

from config.errors import SourceError
from config.mistakes import Path_, Toml, mistakes, nearest, read_toml
from config.settings import Settings
from config.zones import checked_zone

CATALOGUE = Path(__file__).parent / "sources"
"""The shipped sources; nothing is crawled for being in it, see `Source.wanted`."""

RESERVED = ("all", "news")
"""Ids of feeds which hold more than one source (INTERFACE §6)."""

TALK_FIELDS = (
    "title", "series", "kind", "topic", "language", "image", "when", "end", "timezone", "recurrence", "status",
    "attendance_mode", "where", "venue", "room", "address", "online_url", "registration_url", "speaker", "affiliation",
    "host", "abstract", "bio", "url",
)  # fmt: skip
ARTICLE_FIELDS = (
    "title",
    "published",
    "author",
    "body",
    "summary",
    "image",
    "canonical_url",
    "person",
    "updated",
    "url",
)
FIELDS = frozenset(TALK_FIELDS + ARTICLE_FIELDS)
"""What a selector may cut out and a row of trust may name; a test holds it equal to that of `pipeline.talk`."""

LAYERS = ("site", "structured", "platform", "visible", "context")
DEFAULTS = (
    "series", "kind", "topic", "language", "image", "attendance_mode", "venue", "room", "address", "online_url",
    "registration_url", "host",
)  # fmt: skip
"""What a source may say of all its talks that do not say otherwise."""

KINDS = ("talk", "seminar", "colloquium", "workshop", "lecture", "defence", "conference", "course", "other")
MODES = ("in-person", "online", "hybrid")
SHORTEST = timedelta(minutes=1)


# ── What a value must be; each ValueError is the end of a sentence that began with file, line and key ─────────────────


def _one_of(words: Collection[str], given: str, what: str) -> str:
    if given not in words:
        raise ValueError(f'"{given}" is no {what}; {nearest(given, words)}')
    return given


def _zone(text: str) -> str:
    return checked_zone(text) if text else text


def _web(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(f'"{url}" cannot be read as an address; copy it from the browser') from None
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise ValueError(f'"{url}" is no web address; write all of it, from http:// or https:// on')
    return url


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        where = f" at character {problem.pos + 1}" if problem.pos is not None else ""
        remedy = "write it in 'single quotes' and put \\ before . ? ( [ that stand for themselves"
        raise ValueError(f"{text!r} is no regular expression ({problem.msg}{where}); {remedy}") from None
    return text


def _css(text: str) -> str:
    try:
        for selector in parse(text):  # ::text and ::attr(name), as Scrapy has them, are the reader's business
            HTMLTranslator().selector_to_xpath(selector)
    except SelectorError as problem:
        remedy = 'write one such as "li.event h3 a"'
        raise ValueError(f'"{text}" is no CSS selector ({problem or "it is empty"}); {remedy}') from None
    return text


def _every(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d+)\s*(minute|hour|day|week)s?\s*", value)
    if not found:
        raise ValueError(f'"{value}" is no stretch of time; write one such as "6 hours", "30 minutes" or "1 day"')
    if len(found[1]) > 4:
        raise ValueError(f'"{value}" is longer than anybody will wait; write one such as "6 hours"')
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _not_too_often(every: timedelta) -> timedelta:
    if every < SHORTEST:
        raise ValueError('this is less than a minute; write one such as "6 hours"')
    return every


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", text):
        raise ValueError(f'"{text}" is no language tag; write one such as "en-US", "en-GB" or "de"')
    return text


def _country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise ValueError(f'"{text}" is no country code; write two capital letters, such as "US" or "DE"')
    return text


def _slug(text: str) -> str:
    if not re.fullmatch("[a-z0-9][a-z0-9-]*", text) or text in RESERVED:
        raise ValueError(f'"{text}" is no id of a source; write one such as "uchicago-dsi"')
    return text


def _field(key: str) -> str:
    return _one_of(FIELDS, key, "field")


def _layer(text: str) -> str:
    return _one_of(LAYERS, text, "layer")


def _default(key: str) -> str:
    return _one_of(DEFAULTS, key, "default")


def _defaults(table: Mapping[str, str]) -> Mapping[str, str]:
    for key, words in (("kind", KINDS), ("attendance_mode", MODES)):
        if key in table:
            _one_of(words, table[key], key.replace("_", " "))
    return table


Web = Annotated[str, AfterValidator(_web)]
Regex = Annotated[str, AfterValidator(_regex)]
Css = Annotated[str, AfterValidator(_css)]
Field_ = Annotated[str, AfterValidator(_field)]
Layer_ = Annotated[str, AfterValidator(_layer)]
Default = Annotated[str, AfterValidator(_default)]
Switch = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(gt=0)]


# ── The shape of a file ───────────────────────────────────────────────────────────────────────────────────────────────


class Listing(BaseModel):
    """Where to start. `follow`: a regex of the links that are talks; `next`: a CSS selector of the link to page on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Web
    kind: Literal["events", "news", "feed"] = "events"
    follow: Regex | None = None
    next: Css | None = None


class Limits(BaseModel):
    """How much one run may ask of an institute. `delay` in seconds, `bytes` per page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay: Annotated[float, Strict(), Field(ge=0, le=600)] = 1.0
    pages: Count = 200
    bytes: Count = 8 * 2**20
    depth: Count = 5


class Publish(BaseModel):
    """What of this source may be republished. `articles` None: as the setting `article_body` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    talks: Switch = True
    abstracts: Switch = True
    articles: Literal["none", "summary", "full"] | None = None


class Source(BaseModel):
    """One institute. `id` is the file name. `timezone` "" only in `extract`, where nothing need be known.

    `file` and `shipped` say where it was read: None for a source made in code, and whether it is the catalogue's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    timezone: Annotated[str, AfterValidator(_zone)]
    homepage: Web | None = None
    language: Annotated[str, AfterValidator(_language)] | None = None
    every: Annotated[timedelta, BeforeValidator(_every), AfterValidator(_not_too_often)] = timedelta(hours=6)
    listing: tuple[Listing, ...] = ()
    card: Css | None = None
    select: Mapping[Field_, Css] = Field(default_factory=dict)
    limits: Limits = Limits()
    trust: Mapping[Field_, Layer_] = Field(default_factory=dict)
    platform: str | None = None
    page: str | None = None
    empty: str | None = None
    defaults: Annotated[Mapping[Default, str], AfterValidator(_defaults)] = Field(default_factory=dict)
    verified: Switch = False
    groups: tuple[str, ...] = ()
    country: Annotated[str, AfterValidator(_country)] | None = None
    publish: Publish = Publish()
    moved_to: Annotated[str, AfterValidator(_slug)] | None = None
    file: Path | None = Field(default=None, exclude=True, repr=False)
    shipped: bool = Field(default=False, exclude=True, repr=False)

    @property
    def wanted(self) -> bool:
        """Whether it is crawled before anybody enables or disables it: your own are, shipped ones if verified."""
        return (self.verified or not self.shipped) and self.moved_to is None


# ── Loading ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_KEYS = tuple(key for key in Source.model_fields if key not in ("id", "file", "shipped"))
_REQUIRED = {
    "name": 'name = "Data Science Institute, University of Chicago"',
    "timezone": 'timezone = "America/Chicago"',
    "listing": 'a [[listing]] with url = "https://…"',
}


def load_source(file: Path, *, shipped: bool = False) -> Source:
    """Read one source file; SourceError with one sentence for its first mistake."""
    source, wrong = _read(file, shipped)
    if source is None:
        raise SourceError(wrong[0])
    return source


def _read(file: Path, shipped: bool) -> tuple[Source | None, list[str]]:
    """The source, or every mistake in its file, in the order of the file."""
    try:
        toml = read_toml(file)
    except ValueError as problem:
        return None, [str(problem)]
    wrong = [*_misnamed(file), *_missing(toml)]
    known = {key: _tuples(value) for key, value in toml.tables.items() if key in _KEYS}
    strangers = toml.tables.keys() - known.keys()
    wrong += [f'{toml.at((key,))}: there is no key "{key}"; {nearest(key, _KEYS)}' for key in strangers]
    try:
        source = Source.model_validate(
            {"name": "", "timezone": "", **known, "id": file.stem, "file": file.absolute(), "shipped": shipped}
        )
    except ValidationError as problem:
        wrong += [f"{toml.at(path)}: {sentence}" for path, sentence in mistakes(problem, _known)]
        return None, sorted(wrong, key=_line)
    return (None, sorted(wrong, key=_line)) if wrong else (source, [])


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _line(sentence: str) -> int:
    found = re.search(r", line (\d+): ", sentence)
    return int(found[1]) if found else 0


def _misnamed(file: Path) -> Iterator[str]:
    if file.stem in RESERVED:
        yield f'{file}: "{file.stem}" is the name of a feed of many sources; rename the file'
    elif not re.fullmatch("[a-z0-9][a-z0-9-]*", file.stem):
        fit = re.sub("[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "my-institute"
        yield f"{file}: the name is the source's id, of small letters, digits and hyphens; rename it {fit}.toml"


def _missing(toml: Toml) -> Iterator[str]:
    for key, example in _REQUIRED.items():
        if toml.tables.get(key, "") in ("", []):
            yield f"{toml.at((key,))}: {key} is missing, and nothing works without it; add {example}"


def _known(path: Path_) -> Collection[str]:
    tables: dict[str | int, type[BaseModel]] = {"listing": Listing, "limits": Limits, "publish": Publish}
    return tables[path[0]].model_fields.keys() if path and path[0] in tables else _KEYS


def _files(settings: Settings) -> Iterator[tuple[Path, bool]]:
    """Every source file and whether it is shipped, in the order in which later ones replace earlier ones."""
    if settings.catalogue:
        yield from ((file, True) for file in sorted(CATALOGUE.glob("[!.]*.toml")))
    for folder in settings.sources_dirs:
        yield from ((file, False) for file in sorted(folder.glob("[!.]*.toml")))


def load_sources(settings: Settings, on_problem: Callable[[str], None] | None = None) -> dict[str, Source]:
    """All sources by id: the shipped catalogue and the operator's own, which replace shipped ones of the same id.

    A broken file raises SourceError; with `on_problem` it costs only its own source (a broken replacement does not
    bring the shipped one back), and the sentence goes there.
    """
    sources: dict[str, Source] = {}
    for file, shipped in _files(settings):
        sources.pop(file.stem, None)
        source, wrong = _read(file, shipped)
        if source is not None:
            sources[source.id] = source
        elif on_problem is None:
            raise SourceError(wrong[0])
        else:
            on_problem(wrong[0])
    return dict(sorted(sources.items()))


def problems(settings: Settings) -> list[str]:
    """Every mistake in every source file, a sentence each, and what only shows when all are seen together."""
    sources: dict[str, Source] = {}
    found = [
        f"{folder}: there is no such folder of sources; make it, or take it out of sources_dirs"
        for folder in settings.sources_dirs
        if "sources_dirs" in settings.model_fields_set and not folder.is_dir()
    ]
    for file, shipped in _files(settings):
        source, wrong = _read(file, shipped)
        found += wrong
        earlier = sources.get(file.stem)
        if earlier and not earlier.shipped:
            found.append(f"{file}: {earlier.file} has the same id and is replaced by this one; rename one of them")
        if source is not None:
            sources[source.id] = source
    for source in sources.values():
        if source.moved_to and source.moved_to not in sources:
            remedy = nearest(source.moved_to, sources)
            found.append(f'{source.file}: moved_to: there is no source "{source.moved_to}"; {remedy}')
    return found
