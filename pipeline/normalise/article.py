"""A sighting of an article becomes an `Article`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.sources import Source
from pipeline.normalise.prose import as_found, first_sentences
from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.addresses import canonical
from pipeline.reading.people import SURE, find_people, is_name, is_of_name, name_score, restore_case, strip_titles
from pipeline.reading.text import clean, clean_block, fold, is_placeholder, unwrap
from pipeline.reading.times import Context, read_published
from pipeline.talk import Article, Person, Rejected, Sighting

SHORTEST_BODY = 40
"""Characters; a shorter text is a teaser."""
MOST_PEOPLE = 20


def article_key(article: Article) -> str:
    """What copies of one article share: the address of the original where a page names it, else its own."""
    return f"url:{canonical(article.canonical_url or article.url)}"


def article_of(sighting: Sighting, source: Source, retrieved: date | datetime | None) -> Article | Rejected:
    """The article a sighting is about: it has a text, or at least a title and a day, as news of a feed have. What the
    page does not state stays unknown."""
    trust = source.trust
    body, body_choice = _body(sighting, trust)
    title, title_choice = _title(sighting, trust)
    published, published_choice = _published(sighting, source, retrieved)
    if len(body) < SHORTEST_BODY and not (title and published):
        return Rejected(sighting, "an article without a text")
    author, author_choice = _author(sighting, trust)
    summaries = best(sighting.of("summary"), order_of("summary", trust))
    summary = next((text for claim in summaries if len(text := as_found(claim)) >= SHORTEST_BODY), None)
    choices = (title_choice, body_choice, published_choice, author_choice)
    return Article(
        source=source.id,
        url=unwrap(sighting.url) or sighting.url,
        title=title,
        published=published,
        author=author,
        body=body,
        summary=first_sentences(summary or body) or None,
        image=_link(sighting, "image", trust),
        canonical_url=_link(sighting, "canonical_url", trust),
        people=_people(sighting, body),
        confidence=round(min(0.9 if title else 0.5, 0.9 if published else 0.6), 3),
        evidence=tuple(line for choice in choices for line in choice.evidence()),
    )


def _body(sighting: Sighting, trust: Mapping[str, str]) -> tuple[str, Choice]:
    """All stretches of the most trusted layer, in their order, parted by empty lines; each line is a paragraph."""
    claims = best(sighting.of("body"), order_of("body", trust))
    if not claims:
        return "", Choice("body")
    first = claims[0]
    parts = [c for c in sighting.of("body") if (c.layer, c.by, c.at.page) == (first.layer, first.by, first.at.page)]
    parts = parts if first.by == "visible:body" else parts[:1]
    paragraphs = [line for part in parts for line in clean_block(part.text).split("\n") if line]
    return "\n\n".join(paragraphs), Choice("body", parts, claims)


_SITE_NAME = re.compile(r"\s*(?:[|–—·»•]|\s-|::)\s*[^|–—»]{2,80}$")


def _title(sighting: Sighting, trust: Mapping[str, str]) -> tuple[str | None, Choice]:
    """The headline; of one that carries the site's name behind it, the part that the heading shows."""
    claims = best(sighting.of("title"), order_of("title", trust))
    texts = {id(claim): as_found(claim) for claim in claims}
    for claim in claims:
        text = texts[id(claim)]
        if not text or is_placeholder(text):
            continue
        for other in texts.values():
            if (
                len(other) >= 4
                and text != other
                and text.startswith(other)
                and _SITE_NAME.fullmatch(text[len(other) :])
            ):
                text = other
        return text, Choice("title", [claim], claims)
    return None, Choice("title", [], claims)


def _published(sighting: Sighting, source: Source, retrieved: date | datetime | None) -> tuple[date | None, Choice]:
    """The day the article appeared, in the source's zone where the page gives an instant."""
    claims = best(sighting.of("published"), order_of("published", source.trust))
    days = [(claim, day) for claim in claims if (day := _day(claim.text, source, retrieved)) is not None]
    if not days:
        return None, Choice("published", [], claims)
    first, day = days[0]
    for claim, other in days[1:]:
        swapped = _AMBIGUOUS.match(first.text) and (other.month, other.day) == (day.day, day.month)
        next_day = _IN_UTC.search(first.text) and not _ZONED.search(claim.text) and abs((other - day).days) == 1
        if other.year == day.year and (swapped or next_day):  # 1/11 by one who writes 11/1; midnight elsewhere
            return other, Choice("published", [claim], claims)
    return day, Choice("published", [first], claims)


_AMBIGUOUS = re.compile(r"\s*\d{1,2}/\d{1,2}/\d{4}\b")
_IN_UTC = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]00:?00)$")
_ZONED = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")


def _day(text: str, source: Source, retrieved: date | datetime | None) -> date | None:
    text = clean(text)
    if re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is not None:
            zoned = bool(moment.tzinfo and source.timezone and moment.utcoffset() is not None)
            if zoned and not moment.utcoffset():  # written in UTC: the day is the one people saw
                moment = moment.astimezone(ZoneInfo(source.timezone))
            return moment.date()
    reading = read_published(text, Context(source.timezone, source.language, retrieved))
    return reading.span.day if reading is not None else None


def _author(sighting: Sighting, trust: Mapping[str, str]) -> tuple[str | None, Choice]:
    """Who wrote it, from a byline or a field for it; an office ("Press team") is nobody."""
    claims = best(sighting.of("author"), order_of("author", trust))
    for claim in claims:
        text = re.sub(r"^(?:by|von|par|di|por|door|av|text)\b\s*:?\s*", "", as_found(claim), flags=re.IGNORECASE)
        names = [one.person.name for one in find_people(text)]
        if not names and is_name(text):
            names = [restore_case(strip_titles(text)[0])]
        if names:
            same = [c for c in claims if c.layer is claim.layer and c.by == claim.by and c is not claim]
            for other in same:
                names += [one.person.name for one in find_people(as_found(other))]
            return ", ".join(dict.fromkeys(names)), Choice("author", [claim, *same], claims)
    return None, Choice("author", [], claims)


def _link(sighting: Sighting, name: str, trust: Mapping[str, str]) -> str | None:
    for claim in best(sighting.of(name), order_of(name, trust)):
        if url := unwrap(claim.url) or unwrap(claim.text):
            return url
    return None


_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_CAPITALISED = re.compile(
    rf"(?<!\w){_UPPER}(?:\.|[^\W\d_]{{0,25}}(?:[-'’][^\W\d_]{{1,25}}){{0,3}})"
    rf"(?: (?:{_UPPER}[\w'’.-]{{0,25}}|van|von|der|den|de|di|da|del|la|le|al|bin)){{1,4}}"
)


def _people(sighting: Sighting, body: str) -> tuple[Person, ...]:
    """People the article names: those claimed, and names in its text that begin with a frequent given name."""
    found: dict[str, Person] = {}
    for claim in sighting.of("person"):
        for one in find_people(claim.text):
            found.setdefault(
                fold(one.person.name), Person(one.person.name, one.person.affiliation, unwrap(claim.url) or None)
            )
    for match in _CAPITALISED.finditer(body[:30_000]):
        for name in _names_in(match[0].rstrip(".,").split()):
            found.setdefault(fold(name), Person(strip_titles(name)[0]))
    return tuple(found.values())[:MOST_PEOPLE]


def _names_in(words: list[str]) -> list[str]:
    """Names among neighbouring capitalised words, the longest reading first."""
    names: list[str] = []
    place = 0 if any(map(is_of_name, words)) else len(words)
    while place < len(words) - 1:
        for length in (4, 3, 2):
            name = " ".join(words[place : place + length])
            if place + length <= len(words) and name_score(name) >= SURE + 0.05:
                names.append(name)
                place += length - 1
                break
        place += 1
    return names
