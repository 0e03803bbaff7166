"""The shell around the deciders: a harvest in, one transaction, a report out.

gather → normalise → decide → apply. What a page says is understood before the transaction begins; within it the past is
read, the decision made and written, so that a run is in the database whole or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from config.sources import Source
from pipeline.absence import listless
from pipeline.changes import Report, decide
from pipeline.corrections import reconcile, uncorrected
from pipeline.gather import gather, with_cards
from pipeline.harvest import Harvest
from pipeline.identity import may_be_settled, short_key
from pipeline.normalise import normalise
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold, is_untitled
from pipeline.settling import settle
from pipeline.store import Store
from pipeline.store.rows import plain, slug
from pipeline.strays import Contest, contested, without_strays
from pipeline.talk import Article, Person, Rejected, Sighting, Span, Talk
from pipeline.twins import without_old_pages


@dataclass(frozen=True, slots=True)
class Understood:
    """What a harvest's sightings mean. `found_on`: a talk's address in comparable form → the listing page it was on.
    `read`: addresses, in that form, of talks' own pages; `contests`: those where page and card tell of different talks.
    `problems`: a sentence for each thing that pages say and that cannot be so."""

    talks: tuple[Talk, ...] = ()
    articles: tuple[Article, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    found_on: Mapping[str, str] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    contests: Mapping[str, Contest] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def ingest(
    store: Store, source: Source, harvest: Harvest, *, now: datetime, dry_run: bool = False, believe: bool = False
) -> Report:
    """Bring one harvest into the database; ingested again, it changes nothing. `now` is aware.

    With `dry_run` the report tells what would happen, and nothing is kept. `believe`: a person looked, and says that
    what this run did not see is not there any more.
    """
    understood = understand(harvest, source)
    coverage = replace(harvest.coverage, believed=believe)
    harvest = replace(harvest, problems=(*harvest.problems, *understood.problems))
    listings = tuple(listing.url for listing in source.listing if listing.kind != "news")
    with store.writing(source, now=now, keep=not dry_run) as past:
        talks = with_series_names(understood.talks, past.series_names())
        again = past.has(harvest.run)
        if again:  # each run counts once: towards misses, failures, and what has settled
            coverage = replace(coverage, chosen=True, believed=False)
            harvest = replace(harvest, coverage=coverage)
        corrections = past.corrections()
        known = uncorrected(past.known(talks, corrections.keys()), corrections)
        talks, strays = without_strays(talks, known, understood.contests, now)
        coverage = replace(coverage, unread=(*coverage.unread, *strays))
        harvest = replace(harvest, problems=(*harvest.problems, *(f"{url} {_STRAY}" for url in strays)))
        fresh = {id(talk) for talk in talks} - {id(old.talk) for old in known}  # unless all is as it was
        taken = past.taken() if fresh else ()
        coverage = replace(coverage, flaw=coverage.flaw or listless(known, understood.found_on, coverage, now))
        linked, read = understood.found_on, understood.read
        verdict = decide(talks, known, coverage, now=now, listings=listings, taken=taken, linked=linked, read=read)
        verdict = settle(verdict, known, past.recent(verdict.changes), now=now, again=again)
        verdict, noticed, hidden = reconcile(verdict, corrections, now=now)
        return past.apply(
            harvest,
            verdict,
            understood.articles,
            understood.rejected,
            found_on=understood.found_on,
            noticed=noticed,
            hidden=hidden,
        )


_STRAY = "tells of another talk than the listing that leads there; what was known of its talk stays"


def understand(harvest: Harvest, source: Source) -> Understood:
    """Sightings pooled and turned into talks, articles and what is neither; the order they came in does not matter."""
    said: dict[int, tuple[Sighting, Talk | Article | Rejected]] = {}  # by id; who is kept keeps it

    def outcome(one: Sighting) -> Talk | Article | Rejected:
        if id(one) not in said:
            said[id(one)] = one, normalise(one, source, one.retrieved or harvest.started)
        return said[id(one)][1]

    def talk(one: Sighting) -> Talk | None:
        return found if isinstance(found := outcome(one), Talk) else None

    cards = sorted((canonical(one.url), one.page_url) for one in harvest.sightings if not one.own_page)
    found_on = dict(reversed(cards))
    pools = with_cards(gather(harvest.sightings), lambda one: _day_key(talk(one)), lambda _page, _card: True)
    pools = with_cards(pools, lambda one: _hour_key(talk(one)), lambda page, card: _is_unsaid(talk(page), talk(card)))
    outcomes = [outcome(one) for one in without_old_pages(pools, talk, found_on)]
    talks = [storable(one) for one in outcomes if isinstance(one, Talk)]
    articles = [storable_article(one) for one in outcomes if isinstance(one, Article)]
    articles, problems = with_credible_addresses(one for one in articles if one.url)
    rejected = [one for one in outcomes if isinstance(one, Rejected)]
    return Understood(
        tuple(talks),
        tuple(sorted(articles, key=lambda one: one.url)),
        tuple(sorted(rejected, key=lambda one: (one.sighting.page_url, one.sighting.url, one.reason))),
        found_on,
        frozenset(canonical(one.url) for one in harvest.sightings if one.own_page),
        contested(harvest.sightings, talk),
        problems,
    )


def _day_key(talk: Talk | None) -> str:
    """The day with the title, if it is a talk that has both."""
    return next((key for key in (talk.keys if talk else ()) if key.startswith("day:")), "")


def _hour_key(talk: Talk | None) -> str:
    """The hour with who speaks then, for nobody speaks twice at once; or with the room of a talk of which neither title
    nor people are known."""
    if talk is None or not isinstance(talk.when.start, datetime):
        return ""
    people = sorted(fold(person.name) for person in talk.speakers)
    room = fold(talk.place.room or "") if is_untitled(talk.title) else ""
    return f"{talk.when.start} {people or room}" if people or room else ""


def _is_unsaid(page: Talk | None, card: Talk | None) -> bool:
    """Whether two talks of one hour may be one because one of them has no title of its own yet."""
    return page is not None and card is not None and (may_be_settled(page, card) or may_be_settled(card, page))


def with_series_names(talks: Iterable[Talk], known: Mapping[str, str]) -> tuple[Talk, ...]:
    """Each series under one name: the one it is known by, else the spelling most often seen in this run."""
    talks = tuple(talks)
    spellings = Counter(talk.series for talk in talks if talk.series)
    names = dict(known)
    for name, _ in sorted(spellings.items(), key=lambda pair: (-pair[1], pair[0])):
        names.setdefault(slug(name), name)
    return tuple(replace(talk, series=names[slug(talk.series)]) if talk.series else talk for talk in talks)


def with_credible_addresses(articles: Iterable[Article]) -> tuple[list[Article], tuple[str, ...]]:
    """The articles without canonical links that cannot be true, and a sentence for each such link: a template that
    names one address on every page would make all articles one. Not believed: the front page of a site, and an
    address claimed by articles that have neither title nor beginning in common."""
    articles = list(articles)
    claimed: dict[str, list[Article]] = defaultdict(list)
    for one in articles:
        claimed[canonical(one.canonical_url or one.url)].append(one)
    wrong = {
        key: one.canonical_url
        for key, those in claimed.items()
        for one in those
        if one.canonical_url and canonical(one.url) != key and (_is_front_page(key) or _are_several(those))
    }
    credible = [
        replace(one, canonical_url=None) if one.canonical_url and canonical(one.canonical_url) in wrong else one
        for one in articles
    ]
    sentence = "pages of different articles name {} as their canonical address; each is taken for an article of its own"
    return credible, tuple(sentence.format(wrong[key]) for key in sorted(wrong))


def _is_front_page(address: str) -> bool:
    return urlsplit(address).path in ("", "/") and not urlsplit(address).query


def _are_several(articles: Sequence[Article]) -> bool:
    said = [{fold(one.title or ""), fold(one.body[:200])} - {""} for one in articles]
    return any(said[0].isdisjoint(other) for other in said[1:])


# ── What a database can hold ──────────────────────────────────────────────────────────────────────────────────────────


def storable(talk: Talk) -> Talk:
    """The talk as it will be read back: without characters no database takes, its times to the minute."""
    when, place = talk.when, talk.place
    return replace(
        talk,
        url=_address(talk.url) or "",
        title=_text(talk.title) or "",
        when=replace(when, start=_minute(when.start), end=_minute(when.end)) if _is_sane(when) else Span(None),
        series=_text(talk.series) or None,
        topics=tuple(filter(None, map(_text, talk.topics))),
        language=_text(talk.language),
        image=_address(talk.image),
        place=replace(
            place,
            venue=_text(place.venue),
            room=_text(place.room),
            address=_text(place.address),
            online_url=_address(place.online_url),
        ),
        registration_url=_address(talk.registration_url),
        speakers=_people(talk.speakers),
        hosts=_people(talk.hosts),
        abstract=_text(talk.abstract),
        bio=_text(talk.bio),
        listings=tuple(replace(one, url=url) for one in talk.listings if (url := _address(one.url))),
        keys=tuple(short_key(key) for key in filter(None, map(_text, talk.keys))),
    )


def storable_article(article: Article) -> Article:
    """The article as it will be read back."""
    published = article.published
    return replace(
        article,
        url=_address(article.url) or "",
        title=_text(article.title),
        published=published.replace(microsecond=0) if isinstance(published, datetime) else published,
        author=_text(article.author),
        body=_text(article.body) or "",
        summary=_text(article.summary),
        image=_address(article.image),
        canonical_url=_address(article.canonical_url),
        people=_people(article.people),
    )


def _text(text: str | None) -> str | None:
    return None if text is None else plain(text)


LONGEST_ADDRESS = 2000
"""Characters of an address; browsers and calendars refuse longer ones, and so do database indexes."""

YEARS = range(1900, 2200)
"""Talks take place in these; anything else was misread, and instants near the ends of time cannot be computed."""


def _address(url: str | None) -> str | None:
    text = _text(url)
    return None if text is None or len(text.encode()) > LONGEST_ADDRESS else text


def _is_sane(when: Span) -> bool:
    return all(value is None or value.year in YEARS for value in (when.start, when.end))


def _people(people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(Person(_text(one.name) or "", _text(one.affiliation), _address(one.url)) for one in people)


def _minute(value: date | None) -> date | None:
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value
