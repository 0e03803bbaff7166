"""People as the database knows them: speakers with their addresses on the site, their talks, and the news that name
them. Who is who is judged in `pipeline.joins`, when asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Select, func, select

from pipeline.joins import named
from pipeline.joins import namesakes as who
from pipeline.joins.namesakes import Speaker
from pipeline.joins.people import folded_names, name_key
from pipeline.joins.score import Score
from pipeline.query import Entry, NewsEntry, NewsQuery
from pipeline.store import news, read
from pipeline.store import tables as t
from pipeline.store.rows import person_id, slug
from pipeline.store.store import Store
from pipeline.talk import Person

MOST_TALKS = 500
"""Talks of one speaker that are looked at."""

MOST_NEWS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A speaker under the address of the site's page; `others` of the name, each under its own. A speaker without
    affiliations beside others: talks of which it is not known whose they are."""

    slug: str
    speaker: Speaker
    others: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that names a speaker, or a speaker whom an article names, and why that is believed."""

    score: Score
    news: NewsEntry
    speaker: Found


class People:
    """Speakers in one store. `hidden`: sources whose talks name nobody here."""

    def __init__(self, store: Store, hidden: frozenset[str] = frozenset()) -> None:
        self.store = store
        self.hidden = hidden

    def find(self, address: str) -> Found | None:
        """The speaker of this slug; with the affiliation in it where others bear the name. None if there is none."""
        if len(address) > LONGEST_ADDRESS:
            return None
        words = address.split("-")
        heads = ["-".join(words[:size]) for size in range(len(words), 0, -1)][:LONGEST_SLUG]
        with self.store.reading() as connection:
            known = _speakers(connection, self.hidden, t.person.c.slug.in_(heads))
        for head in heads:
            for one in known.get(head, ()):
                if address == one.slug or address in {_slug_of(one.speaker, x) for x in one.speaker.affiliations}:
                    return one
            if head == address and head in known:
                first = known[head][0]
                nobody = Speaker(first.speaker.name, (), (), ())
                return Found(head, nobody, tuple(known[head]))
        return None

    def slugs(self, people: Iterable[Person]) -> dict[Person, str]:
        """The slug of each of these speakers' pages; those who are no speakers of talks have none."""
        wanted = set(people)
        with self.store.reading() as connection:
            known = _speakers(connection, self.hidden, t.person.c.slug.in_({slug(one.name) for one in wanted}))
        found = {written: one.slug for those in known.values() for one in those for written in one.speaker.written}
        return {one: found[one] for one in wanted if one in found}

    def talks(self, speaker: Speaker) -> list[Entry]:
        """The talks of a speaker, by time; 500 at most, the latest."""
        with self.store.reading() as connection:
            return _talks(connection, self.hidden, speaker)

    def news(self, found: Found) -> list[Mention]:
        """The articles that name this speaker, the newest first, each with the grounds."""
        key = name_key(found.speaker.name)
        if not key:
            return []
        with self.store.reading() as connection:
            ids = set(
                connection.scalars(select(t.article_person.c.article_id).where(t.article_person.c.folded_name == key))
            )
            entries = news.find(connection, NewsQuery(limit=MOST_NEWS), only=ids) if ids else []
            known = _known(connection, self.hidden, found)
        scores = ((entry, _score(entry, known)) for entry in entries)
        return [Mention(score, entry, found) for entry, score in scores if score.points >= named.ENOUGH]

    def named(self, entry: NewsEntry) -> list[Mention]:
        """The speakers whom an article names, in its order, each with the grounds."""
        keys, folded = named.names(entry.article), _folded(entry)
        if not folded:
            return []
        with self.store.reading() as connection:
            groups = _speakers(connection, self.hidden, t.person.c.folded_name.in_(folded))
            candidates = [one for those in groups.values() for one in those]
            scores = [(one, _score(entry, _known(connection, self.hidden, one))) for one in candidates]
        best: dict[str, tuple[Found, Score]] = {}
        for one, score in scores:
            key = name_key(one.speaker.name)
            if score.points >= named.ENOUGH and (key not in best or score.points > best[key][1].points):
                best[key] = (one, score)
        return [Mention(best[key][1], entry, best[key][0]) for key in keys if key in best]

    def told(self, entries: Iterable[NewsEntry]) -> list[NewsEntry]:
        """These articles with all the people they name: whom their pages mark, then the speakers in their texts."""
        shown = [(entry, _folded(entry)) for entry in entries]
        with self.store.reading() as connection:
            known = _known_names(connection, sorted(set().union(*(names for _, names in shown))))
        return [entry if names.isdisjoint(known) else self._with_speakers(entry) for entry, names in shown]

    def _with_speakers(self, entry: NewsEntry) -> NewsEntry:
        marked = {name_key(one.name) for one in entry.article.people}
        speakers = [mention.speaker.speaker.name for mention in self.named(entry)]
        more = tuple(Person(name) for name in speakers if name_key(name) not in marked)
        return replace(entry, article=replace(entry.article, people=(*entry.article.people, *more))) if more else entry


LONGEST_SLUG = 30
"""Words of a slug that are tried as a name."""

LONGEST_ADDRESS = 80
"""Characters: `pipeline.store.rows.slug` writes none that is longer."""


def _folded(entry: NewsEntry) -> set[str]:
    """The names in an article, in all the ways in which speakers' are stored."""
    keys = named.names(entry.article)
    return {*keys, *folded_names(keys.values())}


def _known_names(connection: Connection, names: Sequence[str]) -> set[str]:
    """Which of these names, folded, are of people whom talks name."""
    own, known = t.person.c.folded_name, set[str]()
    for start in range(0, len(names), 500):
        known |= set(connection.scalars(select(own).where(own.in_(names[start : start + 500]))))
    return known


def _speakers(connection: Connection, hidden: Collection[str], which: ColumnElement[bool]) -> dict[str, list[Found]]:
    """The speakers among these persons by the slug of their name, told apart."""
    p, tp = t.person.c, t.talk_person.c
    times = func.count().label("times")
    asked = select(p.slug, p.name, p.affiliation, p.url, times).join_from(t.person, t.talk_person)
    asked = asked.where(which, tp.role == "speaker").group_by(p.slug, p.name, p.affiliation, p.url)
    if hidden:
        asked = asked.where(tp.talk_uid.not_in(_told_by(hidden)))
    people: dict[str, list[Person]] = defaultdict(list)
    for row in connection.execute(asked.order_by(p.slug, p.name)):
        people[row.slug] += [Person(row.name, row.affiliation, row.url)] * min(row.times, 1000)
    return {head: _told_apart(head, who.namesakes(those)) for head, those in people.items()}


def _told_apart(head: str, speakers: list[Speaker]) -> list[Found]:
    if len(speakers) == 1:
        return [Found(head, speakers[0])]
    alone = [
        Found(_slug_of(one, one.affiliations[0]) if one.affiliations else _own_slug(head, one), one) for one in speakers
    ]
    return [Found(one.slug, one.speaker, tuple(x for x in alone if x is not one)) for one in alone]


def _slug_of(speaker: Speaker, affiliation: str) -> str:
    return slug(f"{speaker.name} {affiliation}")


def _own_slug(head: str, speaker: Speaker) -> str:
    """Of one whose affiliation nobody says: known by a page of their own, or nobody in particular."""
    return slug(f"{head} {speaker.urls[0].partition('://')[2]}") if speaker.urls else head


def _known(connection: Connection, hidden: Collection[str], found: Found) -> named.Known:
    entries = _talks(connection, hidden, found.speaker)
    sources = {listed.source for entry in entries for listed in entry.talk.listings}
    return named.Known(
        found.speaker,
        frozenset(sources | {entry.talk.source for entry in entries}),
        tuple(entry.talk.title for entry in entries),
        sum(bool(one.speaker.affiliations or one.speaker.urls) for one in found.others),
    )


def _score(entry: NewsEntry, known: named.Known) -> Score:
    return named.is_about(entry.article, {listed.source for listed in entry.addresses}, known)


def _told_by(sources: Collection[str]) -> Select[tuple[str]]:
    return select(t.talk.c.uid).where(t.talk.c.source.in_(sorted(sources)))


def _talks(connection: Connection, hidden: Collection[str], speaker: Speaker) -> list[Entry]:
    tp = t.talk_person.c
    ids = [person_id(one) for one in speaker.written]
    spoken = select(tp.talk_uid).where(tp.person_id.in_(ids), tp.role == "speaker")
    if hidden:
        spoken = spoken.where(tp.talk_uid.not_in(_told_by(hidden)))
    shown = select(func.coalesce(t.talk.c.joined_to, t.talk.c.uid)).where(t.talk.c.uid.in_(spoken))
    order = t.talk.c.order_utc
    asked = read.talks().where(t.talk.c.uid.in_(shown)).order_by(order.desc().nulls_first(), t.talk.c.uid)
    return read.entries(connection, connection.execute(asked.limit(MOST_TALKS)).all())[::-1]
