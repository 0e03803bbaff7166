"""Articles: one row each, with all the pages that carry it, what each of them says, and what changed when.

What a run's articles mean is decided first, so that the run's own row can say how many changed, and written then.
`pipeline.joins.copies` judges which pages are one article and which of them is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from pipeline.identity import short_key
from pipeline.joins import copies, named
from pipeline.joins.copies import Copy
from pipeline.reading.addresses import canonical
from pipeline.store import read
from pipeline.store import tables as t
from pipeline.store.held import Held, Place
from pipeline.store.rows import article_of, article_row
from pipeline.talk import Article

COMMON = 40
"""Copies with one sign from which on it tells nothing: a site's own name, a sentence under every article."""

CLEARLY = 2.0
"""Points by which the better of two articles must fit a page that may be either."""


def article_key(article: Article) -> str:
    """The address of an article in the form used to compare."""
    return short_key(canonical(article.url))


def copy_of(place: Mapping[str, Any]) -> Article:
    """A copy as `article_address.said` holds it."""
    return article_of(_Said(place))


class _Said:
    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.__dict__.update(fields)


class ArticlePen:
    """The articles of one run: decided when made, written by `write`."""

    def __init__(self, connection: Connection, articles: Iterable[Article], now: datetime) -> None:
        self.connection, self.now = connection, now
        ordered = sorted(articles, key=lambda one: (one.source, one.url, not _names_itself(one)))
        self._seen: dict[Place, Article] = {}
        for one in ordered:
            self._seen.setdefault((one.source, one.url), one)
        self._signs = {place: copies.signs(one) for place, one in self._seen.items()}
        self._held: dict[int, Held] = {}
        self._home: dict[Place, int] = {}
        self._by_sign: dict[str, set[Place]] = {}
        self._stored: dict[Place, Mapping[str, Any] | None] = {}
        self._gone: set[Place] = set()
        self._new = count(-1, -1)
        self._touched: dict[int, Held] = {}
        if self._seen:
            self._load()
            self._decide()

    @property
    def changed(self) -> int:
        """How many articles are new, changed, or found in another place."""
        return sum(one.is_changed for one in self._touched.values())

    # ── What is stored ────────────────────────────────────────────────────────────────────────────────────────────────

    def _load(self) -> None:
        """The articles that those of the run may be: at their addresses, under their keys, by their signs."""
        at, ids = t.article_address.c, set()
        wanted = sorted({sign for signs in self._signs.values() for sign in signs})
        for source in {source for source, _ in self._seen}:
            for chunk in read.chunks(sorted(url for other, url in self._seen if other == source)):
                where = (at.source == source, at.url.in_(chunk))
                ids |= set(self.connection.scalars(select(at.article_id).where(*where)))
        for chunk in read.chunks(wanted):
            ids |= self._signed(chunk)
        keys = sorted({short_key(sign.removeprefix("url:")) for sign in wanted if sign.startswith("url:")})
        for chunk in read.chunks(keys):  # stored before signs were
            ids |= set(self.connection.scalars(select(t.article.c.id).where(t.article.c.key.in_(chunk))))
        for some in read.chunks([str(one) for one in sorted(ids)]):
            self._read([int(one) for one in some])

    def _signed(self, signs: Collection[str]) -> set[int]:
        """The articles with a copy that bears one of these signs and few others do."""
        s, at = t.article_sign.c, t.article_address.c
        rare = select(s.sign).where(s.sign.in_(signs)).group_by(s.sign)
        telling = rare.having(or_(func.count() <= COMMON, s.sign.like("url:%")))
        both = (at.source == s.source) & (at.url == s.url)
        asked = select(at.article_id).join_from(t.article_sign, t.article_address, both).where(s.sign.in_(telling))
        return set(self.connection.scalars(asked))

    def _read(self, ids: Collection[int]) -> None:
        columns = t.article.c
        for row in self.connection.execute(select(t.article).where(columns.id.in_(ids))):
            self._held[row.id] = Held(row.id, article_of(row), row.created, shown=article_of(row))
        for row in self.connection.execute(select(t.article_address).where(t.article_address.c.article_id.in_(ids))):
            held, place = self._held[row.article_id], (row.source, row.url)
            shown = held.before if held.current == place else None
            said = copy_of(row.said) if row.said else shown
            if said is None:  # a place noted before copies were kept
                assert held.before is not None
                said = Article(row.source, row.url, held.before.title, canonical_url=held.before.url)
            held.copies[place] = Copy(said, row.since)
            self._stored[place] = row.said
        for held in self._held.values():
            if held.before is not None and held.current not in held.copies:
                assert held.current is not None
                held.copies[held.current] = Copy(held.before)
            held.places = frozenset(held.copies)
            for place, one in held.copies.items():
                self._settle(place, held.id, copies.signs(one.article))

    def _settle(self, place: Place, number: int, signs: Iterable[str]) -> None:
        self._home[place] = number
        for sign in signs:
            self._by_sign.setdefault(sign, set()).add(place)

    # ── What it means ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _decide(self) -> None:
        known = sorted(
            self._seen, key=lambda place: (place not in self._home, not _names_itself(self._seen[place]), place)
        )
        for place in known:
            article = self._seen[place]
            held = self._of(place, article)
            held.put(article, self.now)
            self._settle(place, held.id, self._signs[place])
            self._touched[held.id] = held
        for held in self._touched.values():
            self._drop_kept(held)
            held.shown = copies.shown(list(held.copies.values()), held.current, self._seen).article

    def _of(self, place: Place, article: Article) -> Held:
        """The article that a page carries: the one known there, brought together with another that it proves to be."""
        mine = self._held[self._home[place]] if place in self._home else None
        best = self._best(article, mine)
        if mine is not None and self._is_left(mine, place, article, best):
            self._make_room(mine, place)
            mine = None
        if mine is not None and best is not None:
            return self._merged(mine, best)
        if (found := mine or best) is not None:
            return found
        new = Held(next(self._new), None, self.now)
        self._held[new.id] = new
        return new

    def _is_left(self, held: Held, place: Place, article: Article, best: Held | None) -> bool:
        """Whether a page tells another article now than the one it is known for: by its day, by what the article's
        other pages say, or by where the two stand: the one it tells was known, or the one it told stands elsewhere."""
        known = held.copies[place].article
        if copies.is_another(known, article) or self._is_set_apart(held, place, article):
            return True
        return copies.has_nothing_of(known, article) and (best is not None or self._is_elsewhere(place, known))

    def _is_elsewhere(self, place: Place, known: Article) -> bool:
        """Whether another page of this run tells what this one told."""
        own = copies.signs(known)
        others = (one for other, one in self._seen.items() if other != place and not own.isdisjoint(self._signs[other]))
        return any(copies.compare(known, one).points >= copies.ENOUGH for one in others)

    def _is_set_apart(self, held: Held, place: Place, article: Article) -> bool:
        """Whether a copy has become another article: it says something else, and nothing that the others do."""
        if held.copies[place].article == article or held.current == place or len(held.copies) < 2:
            return False
        others = [one.article for other, one in held.copies.items() if other != place]
        return max(copies.compare(article, one).points for one in others) < copies.STILL

    def _make_room(self, held: Held, place: Place) -> None:
        """An address tells another article now. The one it told keeps its number, and what it said, by which this run
        may find it at another address."""
        for those in self._by_sign.values():
            those.discard(place)
        held.keep(place)
        for other in filter(held.is_kept, held.copies):
            self._settle(other, held.id, copies.signs(held.copies[other].article))
        self._touched[held.id] = held

    def _drop_kept(self, held: Held) -> None:
        """What a page told is kept until the article stands at another."""
        kept = {place for place in held.copies if held.is_kept(place) and place not in self._seen}
        if kept == held.copies.keys():
            return
        for place in kept:
            del held.copies[place]
        self._gone |= kept & self._stored.keys()

    def _best(self, article: Article, mine: Held | None) -> Held | None:
        """The other article that a page clearly carries: the one at its address, unless it has nothing of that one and
        is clearly a third."""
        places = {place for sign in self._signs[article.source, article.url] for place in self._by_sign.get(sign, ())}
        places = {place for place in places if mine is None or self._home[place] != mine.id}
        best = self._clearest(article, {self._home[place] for place in places})
        told = {place: self._held[self._home[place]].copies[place].article for place in places}
        at = {place: one for place, one in told.items() if canonical(place[1]) == canonical(article.url)}
        unlike = copies.is_another if best is None and mine is None else copies.has_nothing_of
        same = {self._home[place] for place, one in at.items() if not unlike(one, article)}
        return self._held[min(same, key=lambda number: (number < 0, abs(number)))] if same else best

    def _clearest(self, article: Article, rivals: Collection[int]) -> Held | None:
        ranked = sorted(((self._held[one].fits(article), one < 0, -abs(one)) for one in rivals), reverse=True)
        if not ranked or ranked[0][0] < copies.ENOUGH:
            return None
        if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - CLEARLY and ranked[1][0] < copies.ENOUGH:
            return None
        number = -ranked[0][2] if not ranked[0][1] else ranked[0][2]
        return self._held[number]

    def _merged(self, one: Held, other: Held) -> Held:
        """Two articles that prove to be one: the older keeps its number."""
        kept, gone = sorted((one, other), key=lambda x: (x.id < 0, abs(x.id)))
        kept.copies.update({place: copy for place, copy in gone.copies.items() if place not in kept.copies})
        kept.created = min(kept.created, gone.created)
        kept.merged += [*gone.merged, *([gone] if gone.id > 0 else [])]
        for place, number in list(self._home.items()):
            if number == gone.id:
                self._home[place] = kept.id
        self._touched.pop(gone.id, None)
        self._held.pop(gone.id)
        self._touched[kept.id] = kept
        return kept

    # ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, run: str) -> None:
        """Write what changed, as what this run brought."""
        ordered = sorted(self._touched.values(), key=lambda one: (one.id < 0, abs(one.id)))
        for held in ordered:
            for gone in held.merged:
                self._fold_in(gone, held)
        self._let_go()
        for held in ordered:
            if held.is_changed:
                self._write_row(held, run)
            self._write_places(held)
            self._write_people(held)

    def _let_go(self) -> None:
        """The addresses that articles leave are free before others take them: two may change places."""
        own = t.article.c
        for held in self._touched.values():
            if held.before and held.shown and held.current != (held.shown.source, held.shown.url):
                free = f"{held.before.url}#left-{held.id}"
                self.connection.execute(update(t.article).where(own.id == held.id).values(url=free, key=free))
        at = t.article_address.c
        for source, url in sorted(self._gone):
            self.connection.execute(delete(t.article_address).where(at.source == source, at.url == url))

    def _fold_in(self, gone: Held, held: Held) -> None:
        """A number that was given to an article which is another one leads there for ever."""
        own = t.article_alias.c
        self.connection.execute(update(t.article_alias).where(own.article_id == gone.id).values(article_id=held.id))
        at = t.article_address.c.article_id
        self.connection.execute(update(t.article_address).where(at == gone.id).values(article_id=held.id))
        self.connection.execute(delete(t.article).where(t.article.c.id == gone.id))
        self.connection.execute(t.article_alias.insert().values(id=gone.id, article_id=held.id))

    def _write_row(self, held: Held, run: str) -> None:
        assert held.shown is not None
        fields = held.diff()
        values = article_row(held.shown) | {"key": self._key(held), "created": held.created}
        if held.before is None:
            made = self.connection.execute(t.article.insert().values(**values, updated=self.now))
            held.id = int(made.inserted_primary_key[0])  # type: ignore[index]
        else:
            if fields.keys() - {"addresses"}:
                values["updated"] = self.now
            self.connection.execute(update(t.article).where(t.article.c.id == held.id).values(**values))
        r = t.article_revision.c
        last = self.connection.scalar(select(func.max(r.number)).where(r.article_id == held.id)) or 0
        row = {"article_id": held.id, "number": last + 1, "run_id": run, "kind": ", ".join(held.kinds())}
        diff = {name: list(pair) for name, pair in fields.items()}
        self.connection.execute(t.article_revision.insert().values(**row, changed_at=self.now, diff=diff))

    def _key(self, held: Held) -> str:
        assert held.shown is not None
        key = article_key(held.shown)
        taken = select(t.article.c.id).where(t.article.c.key == key, t.article.c.id != held.id)
        return key if self.connection.scalar(taken) is None else f"{key}#{held.shown.source}"

    def _write_places(self, held: Held) -> None:
        """The pages where the article stands, what each says that is not shown, and by what each is found."""
        assert held.shown is not None
        at = t.article_address.c
        for place, copy in sorted(held.copies.items()):
            is_shown = place == (held.shown.source, held.shown.url)
            said = None if is_shown else article_row(copy.article) | {"evidence": []}
            values = {"article_id": held.id, "said": said}
            if place not in self._stored:
                row = {"source": place[0], "url": place[1], "since": copy.since, **values}
                self.connection.execute(t.article_address.insert().values(row))
            elif self._stored[place] != said or place not in held.places:
                where = (at.source == place[0], at.url == place[1])
                self.connection.execute(update(t.article_address).where(*where).values(**values))
            self._write_signs(place, copies.signs(copy.article))

    def _write_signs(self, place: Place, signs: frozenset[str]) -> None:
        """The signs a page bears now; a headline it ever bore stays."""
        own = t.article_sign.c
        here = (own.source == place[0], own.url == place[1])
        known = set(self.connection.scalars(select(own.sign).where(*here)))
        gone = sorted(sign for sign in known - signs if not sign.startswith("title:"))
        if gone:
            self.connection.execute(delete(t.article_sign).where(*here, own.sign.in_(gone)))
        rows = [{"source": place[0], "url": place[1], "sign": sign} for sign in sorted(signs - known)]
        if rows:
            self.connection.execute(t.article_sign.insert(), rows)

    def _write_people(self, held: Held) -> None:
        assert held.shown is not None
        own = t.article_person.c
        known = set(self.connection.scalars(select(own.folded_name).where(own.article_id == held.id)))
        meant = set(named.names(held.shown))
        if known - meant:
            self.connection.execute(
                delete(t.article_person).where(own.article_id == held.id, own.folded_name.in_(sorted(known - meant)))
            )
        rows = [{"article_id": held.id, "folded_name": name} for name in sorted(meant - known)]
        if rows:
            self.connection.execute(t.article_person.insert(), rows)


def _names_itself(article: Article) -> bool:
    return article.canonical_url is not None and canonical(article.canonical_url) == canonical(article.url)
