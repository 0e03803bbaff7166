"""What several layers say of one talk, made one sighting; and talks that belong to other pages, left to those.

Layers do not know of each other. Here their sightings of one page meet: the same key, the same address, or the same
day and nearly the same title make two sightings one, and so does a page that is about one talk alone. An event of the
page's structured data that is neither the page's own nor seen among its cards is a teaser of another page's talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crawler.extract.page import Page
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.reading.times import Context, day_or_text, read_when
from pipeline.talk import Claim, Sighting

LIKE = 0.6
"""How much of the shorter title must be in the longer one, when the day is the same."""

VERY_LIKE = 0.8
"""The same where one of the two does not say its day."""

ENOUGH, MOST = 3, 0.6
"""So many cards of a listing, and this share of them, must be marked up before those that are not are left out."""

FEW = 3
"""So many days may be told in an article; more, side by side, are a list."""

MARKUP = ("jsonld", "microdata", "rdfa")
"""Syntaxes in which a page says what it is."""


@dataclass(slots=True)
class _Seen:
    """A sighting with what is compared: its syntax (`jsonld`, `visible` …), day, title words, address of its own."""

    sighting: Sighting
    syntax: str
    day: date | None
    dated: bool  # whether the year of the day is stated, not inferred
    words: frozenset[str]
    title: str
    address: str
    keys: frozenset[str]
    clocks: frozenset[str]  # HH:MM as first stated, and what a stamp says in the page's zone; none without an hour


@dataclass(slots=True)
class _Group:
    """Sightings of one talk."""

    members: list[_Seen] = field(default_factory=list)

    @property
    def own(self) -> bool:
        return any(seen.sighting.own_page for seen in self.members)

    def has(self, *syntaxes: str) -> bool:
        return any(seen.syntax in syntaxes for seen in self.members)


def merge(page: Page, found: Mapping[str, Sequence[Sighting]]) -> list[Sighting]:
    """All sightings of a page, those of one talk or article pooled into one. `found`: sightings by layer."""
    everything = [sighting for sightings in found.values() for sighting in sightings]
    if page.kind in ("ics", "xml", "json") or len(everything) < 2:
        return _distinct(everything)
    context = Context(timezone=page.timezone, language=page.language, retrieved=page.retrieved)
    talks = [_seen(page, s, context) for s in everything if s.kind == "talk"]
    articles = [_seen(page, s, context) for s in everything if s.kind == "article"]
    talk_groups = _of_this_page(page, _grouped(talks))
    article_groups = _grouped(articles)
    if _is_news(talk_groups, article_groups, context):
        talk_groups = []
    article_groups = [] if any(group.own for group in talk_groups) else _own_article(article_groups)
    if talk_groups and not all(group.own for group in article_groups):
        article_groups = []  # a listing of talks; its articles are teasers
    return [_pooled(page, group) for group in [*talk_groups, *article_groups]]


def _distinct(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each sighting once: feeds repeat entries. One that says the same of the same talk adds nothing."""
    kept: dict[tuple[object, ...], Sighting] = {}
    for sighting in sightings:
        said = tuple((claim.field, claim.text) for claim in sighting.of("title", "when", "published", "where"))
        kept.setdefault((sighting.kind, sighting.url, sighting.keys, said), sighting)
    return list(kept.values())


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _seen(page: Page, sighting: Sighting, context: Context) -> _Seen:
    title = next((fold(claim.text) for claim in sighting.of("title")), "")
    syntax = sighting.claims[0].by.partition(":")[0] if sighting.claims else ""
    other = "#" not in sighting.url and not page.is_at(sighting.url)
    day, dated = _day_of(sighting.of("when"), context)
    return _Seen(
        sighting=sighting,
        syntax=syntax.partition(".")[0],
        day=day,
        dated=dated,
        words=frozenset(re.findall(r"\w+", title)),
        title=title,
        address=canonical(sighting.url) if sighting.url and other else "",
        keys=frozenset(sighting.keys),
        clocks=_clocks(sighting, context),
    )


def _clocks(sighting: Sighting, context: Context) -> frozenset[str]:
    """The hours at which a sighting can begin, by who states one first: as written and, of a stamp with an offset, as
    meant."""
    for claim in sighting.of("when"):
        reading = read_when(day_or_text(claim), context)
        start = reading.span.start if reading is not None else None
        if isinstance(start, datetime):
            stamp = re.match(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)", claim.text)
            return frozenset((f"{start:%H:%M}", stamp[1] if stamp else f"{start:%H:%M}"))
    return frozenset()


def _day_of(claims: Iterable[Claim], context: Context) -> tuple[date | None, bool]:
    """The first day that claims state, in the page's zone, and whether its year is stated; None if unread."""
    for claim in claims:
        text = day_or_text(claim)
        if re.match(r"\d{4}-\d\d-\d\d", text):
            try:
                moment = datetime.fromisoformat(text)
                if moment.tzinfo and context.timezone:
                    moment = moment.astimezone(ZoneInfo(context.timezone))
                return moment.date(), True
            except (ValueError, LookupError, OverflowError, OSError):
                pass
        reading = read_when(text, context)
        if reading is not None and reading.span.day is not None:
            return reading.span.day, bool(re.search(r"\b\d{4}\b|[/.-]\d\d\b", text))
    return None, False


def _days_agree(a: _Seen, b: _Seen) -> bool:
    """Whether two days may be the same one; where a year was only inferred, month and day decide."""
    if a.day is None or b.day is None:
        return True
    return a.day == b.day or (not (a.dated and b.dated) and (a.day.month, a.day.day) == (b.day.month, b.day.day))


def _alike(a: _Seen, b: _Seen) -> float:
    """How alike two titles are: the share of the shorter one's words found in the longer one; 1 for equal ones."""
    if a.title and a.title == b.title:
        return 1.0
    fewer = min(len(a.words), len(b.words))
    return len(a.words & b.words) / fewer if fewer >= 2 else 0.0


def _same(a: _Seen, b: _Seen) -> bool:
    """Whether two sightings are of one talk."""
    if a.keys & b.keys:
        return True
    likeness = _alike(a, b)
    if a.syntax == b.syntax:  # one layer says one talk once, unless it repeats itself
        apart = bool(a.clocks and b.clocks) and not a.clocks & b.clocks
        there = a.address == b.address or not (a.address and b.address)
        return likeness == 1.0 and a.day == b.day and there and not apart
    if a.sighting.own_page and b.sighting.own_page:
        return True
    if not _days_agree(a, b):
        return False
    if a.address and a.address == b.address:
        return True
    return likeness >= (LIKE if a.day and b.day else VERY_LIKE)


def _grouped(all_seen: Sequence[_Seen]) -> list[_Group]:
    """Sightings by talk, in the order in which they were first seen."""
    groups: list[_Group] = []
    if len({seen.syntax for seen in all_seen}) == 1:  # nobody to agree with: only word-for-word repetition
        distinct: dict[tuple[object, ...], _Seen] = {}
        for seen in all_seen:
            distinct.setdefault((seen.title, seen.day, seen.sighting.url, seen.keys), seen)
        return [_Group([seen]) for seen in distinct.values()]
    for seen in all_seen:
        fitting = [group for group in groups if any(_same(seen, member) for member in group.members)]
        again = [group for group in fitting if any(_repeats(seen, member) for member in group.members)]
        free = again or [group for group in fitting if not group.has(seen.syntax)] or fitting
        best = max(free, key=lambda group: max(_closeness(seen, member) for member in group.members), default=None)
        if best is None:
            groups.append(_Group([seen]))
        else:
            best.members.append(seen)
    return groups


def _repeats(a: _Seen, b: _Seen) -> bool:
    """Whether a layer says a talk once more, as where a month's sheet and a list below it show the same."""
    return bool(a.syntax == b.syntax and a.title and a.title == b.title and a.clocks & b.clocks)


def _closeness(a: _Seen, b: _Seen) -> tuple[float, bool]:
    """How like two sightings are; of two as like, the one at the same hour is closer."""
    return _alike(a, b), bool(a.clocks & b.clocks)


# ── Whose page it is ──────────────────────────────────────────────────────────────────────────────────────────────────


def _of_this_page(page: Page, groups: list[_Group]) -> list[_Group]:
    """The talks this page announces, without teasers of others'."""
    if len(groups) < 2:
        return groups
    seen_own = [group for group in groups if group.own and group.has("visible")]
    by_address = [g for g in groups if any(s.sighting.own_page and page.is_at(s.sighting.url) for s in g.members)]
    told = [group for group in groups if not group.has("visible")]
    if seen_own:  # people see one talk: of what machines are told, the nearest is the same
        own = seen_own[0]
        near = max(told, key=lambda group: _likeness(own, group), default=None)
        if near is not None and len(own.members) == 1 and (_likeness(own, near) >= LIKE or len(told) == 1):
            own.members.extend(near.members)
        return [own]
    if len(by_address) == 1 and not _lasts_days(by_address[0]):
        return by_address
    return _without_strays(groups)


def _without_strays(groups: list[_Group]) -> list[_Group]:
    """A list of cards most of which are marked up as events: the few that are not are navigation or parts of others."""
    cards = [group for group in groups if group.has("visible")]
    marked = [group for group in cards if len({seen.syntax for seen in group.members}) > 1]
    if len(marked) < ENOUGH or len(marked) < MOST * len(cards):
        return groups
    return [group for group in groups if group in marked or not group.has("visible")]


def _likeness(a: _Group, b: _Group) -> float:
    return max(_alike(x, y) for x in a.members for y in b.members)


def _lasts_days(group: _Group) -> bool:
    """Whether a page's own event has room for others within: a conference, a series."""
    for seen in group.members:
        ends = [claim.text[:10] for claim in seen.sighting.of("end")]
        starts = [claim.text[:10] for claim in seen.sighting.of("when")]
        if (starts and ends and ends[0] > starts[0]) or not starts:
            return True
    return False


def _is_news(talks: Sequence[_Group], articles: Sequence[_Group], context: Context) -> bool:
    """Whether a page that is marked up as an article is no more than that: what looked like talks are few dates in its
    text, or the day of its publication. A long list of days with hours is one of talks, whatever its
    page calls itself."""
    declared = [
        seen for group in articles for seen in group.members if seen.sighting.own_page and seen.syntax in MARKUP
    ]
    if _are_teasers(talks, articles):
        return True
    if not declared or any(not group.has("visible") or len(group.members) > 1 for group in talks):
        return False
    timed = sum(_has_hour(group.members[0].sighting) for group in talks)
    if len(talks) > FEW and 2 * timed > len(talks) and not any(group.own for group in talks):
        return False
    published = {_day_of(seen.sighting.of("published"), context)[0] for seen in declared}
    return all(not group.own or group.members[0].day in published for group in talks)


def _are_teasers(talks: Sequence[_Group], articles: Sequence[_Group]) -> bool:
    """Whether people see an article on the page, and all talks are told to machines alone, each with another address:
    the entries of a box beside the text."""
    seen_article = any(group.own and group.has("visible") for group in articles)
    return seen_article and all(
        seen.address and seen.syntax in MARKUP and not seen.sighting.own_page
        for group in talks
        for seen in group.members
    )


_HOUR = re.compile(r"\d[:.h]\d\d|\d ?(?:[ap]\.?m\b|uhr\b|h\b)|\bnoon\b|\d時|\d시", re.IGNORECASE)


def _has_hour(sighting: Sighting) -> bool:
    """Whether an hour stands beside the day of a talk."""
    beside = ("visible:time", "visible:label", "visible:column")
    return any(claim.by in beside and _HOUR.search(claim.text) for claim in sighting.of("when"))


def _own_article(groups: list[_Group]) -> list[_Group]:
    """The article a page is, if it is one; else all it lists."""
    own = [group for group in groups if group.own]
    if not own:
        return groups
    first = max(own, key=lambda group: (group.has("visible"), len(group.members)))
    for other in own:
        if other is not first and (_likeness(first, other) >= LIKE or not all(s.title for s in other.members)):
            first.members.extend(other.members)
    return [first]


# ── Pooling ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pooled(page: Page, group: _Group) -> Sighting:
    """One sighting of several: all claims, each once, in the order of the layers."""
    first = group.members[0].sighting
    if len(group.members) == 1:
        return first
    claims: dict[tuple[str, str, str], Claim] = {}
    for seen in group.members:
        for claim in seen.sighting.claims:
            claims.setdefault((claim.field, claim.text, claim.by), claim)
    keys = dict.fromkeys(key for seen in group.members for key in seen.sighting.keys)
    urls = [seen.sighting.url for seen in group.members if seen.address]
    if group.own and any(not seen.address for seen in group.members if seen.sighting.own_page):
        urls = [page.canonical or page.url]
    url = (urls or [first.url])[0]
    return Sighting(first.kind, first.page_url, url, tuple(claims.values()), tuple(keys), own_page=group.own)
