"""Which pages carry one article: edits, moves and syndicated copies told from other articles; which copy is shown.

A copy is known by naming its original, or by a sum of grounds: headline without the site's name, sentences in common,
day, author. Precision first: an aggregator's own summary under a short headline stays an article of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b

from pipeline.joins.score import Ground, Score
from pipeline.joins.titles import unmatched, weight_of
from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import Article, article_json

ENOUGH = 3.0
"""Points from which two pages are taken for one article."""

STILL = -3.0
"""Points from which pages that were one article stay one, so that an edit of one does not tear them apart."""

PRIOR, _ONE_SITE = -4.0, -1.0
_TITLE = ((7, 5.5), (4, 4.0), (2, 2.0), (1, 0.5))
"""Points of a common headline by how many of its words say something."""
_SPELT, _OTHER_TITLE, _OTHER_NUMBER, _NAMED = -1.0, -2.0, -8.0, 12.0
_TEXT = {"whole": (9.0, 7.0, 3.0), "most": (5.0, 4.0, 1.0), "some": (0.0, 0.0, 0.0), "none": (-8.0, -8.0, -3.0)}
"""Points of what of the shorter text stands in the longer one: of a long, a middling and a short one."""
LONG, MIDDLING = 60, 25
"""Words."""
WHOLE, MOST, SOME = 0.85, 0.6, 0.15
_SAME_DAY, _NEXT_DAY, _WEEKS, _MONTHS = 1.5, 1.0, -1.0, -4.0
_SAME_AUTHOR, _OTHER_AUTHOR = 1.5, -0.5

SENTENCE = 8
"""Words from which on a sentence tells a text."""
SIGNED = 6
"""Sentences by which a text is looked for."""
SHINGLE = 5


_SITES = re.compile(r"\s+[|–—·»•-]{1,2}\s+|\s*[|»•]\s*")


@lru_cache(maxsize=2**12)
def headlines(title: str) -> frozenset[str]:
    """A headline folded, also without what may be a site's name before or behind it."""
    parts = [part for part in re.split(rf"{_SITES.pattern}|:\s+", title) if part.strip()]
    found = {fold(title)}
    for size in range(1, len(parts)):
        found |= {fold(" ".join(parts[:size])), fold(" ".join(parts[size:]))}
    return frozenset(one for one in found if one == fold(title) or weight_of(one.split()) > 1)


def common_headline(one: str, other: str) -> str:
    """The headline two titles share, folded: one whole title, or what both have before a site's name; else ""."""
    mine, theirs = fold(one), fold(other)
    if mine in headlines(other) or theirs in headlines(one):
        return min(mine, theirs, key=len)
    heads = [
        {fold(" ".join(parts[:size])) for size in range(1, len(parts))} for parts in map(_SITES.split, (one, other))
    ]
    return max(heads[0] & heads[1], key=len, default="")


def signs(article: Article) -> frozenset[str]:
    """By what an article's copies are looked for: addresses, headlines, its first sentences."""
    found = {f"url:{canonical(article.url)}"}
    if article.canonical_url:
        found.add(f"url:{canonical(article.canonical_url)}")
    if article.title:
        found |= {f"title:{one}"[:300] for one in headlines(article.title) if one}
    for sentence in sentences(article)[:SIGNED]:
        found.add(f"text:{blake2b(sentence.encode(), digest_size=8).hexdigest()}")
    return frozenset(found)


def sentences(article: Article) -> list[str]:
    """The folded sentences of its text that are long enough to tell it."""
    return [one for one in _sentences(article.body or article.summary or "") if one.count(" ") >= SENTENCE - 1]


@lru_cache(maxsize=2**10)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (fold(one) for one in re.split(r"(?<=[.!?…])\s+|\n+", text))))


# ── The score ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def compare(one: Article, other: Article) -> Score:
    """How surely two pages carry one article."""
    grounds = [Ground("", "any two articles", PRIOR)]
    if one.source == other.source:
        grounds.append(Ground("source", "two pages of one site", _ONE_SITE))
    if names(one, other) or names(other, one):
        grounds.append(Ground("canonical_url", "one names the other as its original", _NAMED))
    grounds += [_of_titles(one.title or "", other.title or ""), *_of_texts(one, other)]
    grounds += [*_of_days(one.published, other.published), *_of_authors(one.author, other.author)]
    return Score(tuple(ground for ground in grounds if ground.weight))


def names(copy: Article, original: Article) -> bool:
    """Whether a page says that another one is the original."""
    return copy.canonical_url is not None and canonical(copy.canonical_url) == canonical(original.url)


def is_another(known: Article, article: Article) -> bool:
    """Whether an address tells another article than it did ("our latest news"): another headline, another text, another
    day, all three. Whatever keeps one of them is an edit, however thorough."""
    days = [x.date() if isinstance(x, datetime) else x for x in (known.published, article.published)]
    texts = [_words(x.body or x.summary or "") for x in (known, article)]
    told = None not in days and days[0] != days[1] and min(map(len, texts)) >= MIDDLING
    return told and has_nothing_of(known, article)


def has_nothing_of(known: Article, article: Article) -> bool:
    """Whether an address has another headline than it had, and no words of its text. That may still be an edit."""
    texts = [_words(x.body or x.summary or "") for x in (known, article)]
    other = _of_titles(known.title or "", article.title or "").weight <= _OTHER_TITLE
    return other and not _shingles(texts[0]) & _shingles(texts[1])


def _of_titles(one: str, other: str) -> Ground:
    if not one or not other:
        return Ground("title", "no headline on one side", 0.0)
    if common := common_headline(one, other):
        points = next((points for least, points in _TITLE if weight_of(common.split()) >= least), 0.0)
        return Ground("title", "the same headline", points, common)
    mine, theirs = fold(one).split(), fold(other).split()
    left, right, _ = unmatched(mine, theirs)
    if {x for x in left if x.isdigit()} or {x for x in right if x.isdigit()}:
        return Ground("title", "headlines with other numbers", _OTHER_NUMBER, f"{one} | {other}")
    if not weight_of(left) and not weight_of(right) and weight_of(mine) >= 4:
        return Ground("title", "the same headline, spelt otherwise", 4.0 + _SPELT, one)
    return Ground("title", "other headlines", _OTHER_TITLE, f"{one} | {other}")


def _of_texts(one: Article, other: Article) -> Iterator[Ground]:
    mine, theirs = (_words(x.body or x.summary or "") for x in (one, other))
    short, long = sorted((mine, theirs), key=len)
    if len(short) < SHINGLE + 1:
        return
    pieces = _shingles(short)
    share = len(pieces & _shingles(long)) / len(pieces)
    size = 0 if len(short) >= LONG else 1 if len(short) >= MIDDLING else 2
    word = "whole" if share >= WHOLE else "most" if share >= MOST else "some" if share >= SOME else "none"
    said = {
        "whole": "the same text" if len(long) < 1.2 * len(short) else "one is an excerpt of the other",
        "most": "much of the text in common",
        "some": "some of the text in common",
        "none": "other texts",
    }
    yield Ground("body", said[word], _TEXT[word][size], f"{share:.0%} of {len(short)} words")
    if number := _other_number(one, other):
        yield Ground("body", "a sentence with another number", _OTHER_NUMBER, number)


@lru_cache(maxsize=2**10)
def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


@lru_cache(maxsize=2**10)
def _shingles(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))


_DIGITS = re.compile(r"\d+")


def _other_number(one: Article, other: Article) -> str:
    """A sentence that both have, but for its numbers; yearly and weekly notices are written by filling them in."""
    mine, theirs = set(sentences(one)), set(sentences(other))
    masked = {_DIGITS.sub("0", sentence) for sentence in theirs - mine if _DIGITS.search(sentence)}
    return next((x for x in sorted(mine - theirs) if _DIGITS.search(x) and _DIGITS.sub("0", x) in masked), "")


def _of_days(one: date | None, other: date | None) -> Iterator[Ground]:
    mine, theirs = (x.date() if isinstance(x, datetime) else x for x in (one, other))
    if mine is None or theirs is None:
        return
    apart = abs((mine - theirs).days)
    said = "published on one day" if not apart else f"published {apart} day{'s' * (apart > 1)} apart"
    points = _SAME_DAY if not apart else _NEXT_DAY if apart <= 2 else 0.0 if apart <= 10 else _WEEKS
    yield Ground("published", said, points if apart <= 60 else _MONTHS)


def _of_authors(one: str | None, other: str | None) -> Iterator[Ground]:
    if one and other:
        same = fold(one) == fold(other)
        found = "the same author" if same else "other authors"
        yield Ground("author", found, _SAME_AUTHOR if same else _OTHER_AUTHOR, one)


# ── What is shown ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Copy:
    """One page that carries an article. `since`: when it was first seen (aware); None: before this was noted."""

    article: Article
    since: datetime | None = None

    @property
    def place(self) -> tuple[str, str]:
        return self.article.source, self.article.url


_FOR_PRINTERS = re.compile(r"(?:^|[/?&_.-])(?:print|printable|drucken|imprimir|amp)(?:$|[/?&=_.-])", re.IGNORECASE)


def shown(copies: Sequence[Copy], current: tuple[str, str] | None, seen: Mapping[tuple[str, str], Article]) -> Copy:
    """The copy that stands for an article: its original where one page is named so, a whole text before an excerpt,
    what was published first. The one shown so far (`current`) stays where nothing speaks against it; a newer address
    of the same site takes over when the old one is `seen` no more: the article moved."""
    best = min(copies, key=lambda one: (_rank(one, copies), one.article.source, one.article.url))
    before = next((one for one in copies if one.place == current), None)
    if before is None:
        return best
    if _rank(best, copies)[:3] < _rank(before, copies)[:3]:
        return best
    followers = [
        one for one in copies if _follows(one, before, seen) and _rank(one, copies)[:1] <= _rank(before, copies)[:1]
    ]
    return max(followers, key=lambda one: (str(one.since), one.place)) if followers else before


def _follows(one: Copy, before: Copy, seen: Mapping[tuple[str, str], Article]) -> bool:
    newer = one.since is not None and (before.since is None or one.since > before.since)
    moved = one.article.source == before.article.source and one.place in seen and before.place not in seen
    return newer and moved and not _FOR_PRINTERS.search(one.article.url)


def _rank(one: Copy, copies: Iterable[Copy]) -> tuple[bool, bool, str, str]:
    """Original before copy, whole before excerpt, then by day of publication and of sighting; the least is the best."""
    article = one.article
    others = [x.article for x in copies if x.place != one.place]
    original = any(names(x, article) for x in others) or (
        bool(article.canonical_url)
        and canonical(article.canonical_url or "") == canonical(article.url)
        and bool(others)
    )
    longest = max((len(x.body) for x in others), default=0)
    excerpt = len(article.body) * 2 < longest
    return not original, excerpt, str(article.published or "9")[:10], str(one.since or "")


# ── What changed ──────────────────────────────────────────────────────────────────────────────────────────────────────


def continued(before: Article, after: Article) -> Article:
    """What a page says now, where a teaser of it says less than was known: a listing's excerpt cuts no article, and
    what it does not mention is not gone."""
    mine, known = _words(after.body), _words(before.body)
    teaser = len(mine) * 2 < len(known) and (
        not mine or len(_shingles(mine) & _shingles(known)) >= MOST * len(_shingles(mine))
    )
    if not teaser:
        return after
    kept = {name: getattr(before, name) for name in _MAY_LACK if not getattr(after, name)}
    return replace(after, body=before.body, summary=before.summary, people=before.people, **kept)


_MAY_LACK = ("title", "published", "author", "image", "canonical_url")


def diff(old: Article, new: Article) -> dict[str, tuple[object, object]]:
    """The fields of the JSON form in which two states of an article differ, with before and after."""
    before, after = article_json(old), article_json(new)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def kinds(fields: Iterable[str], *, titled: bool) -> tuple[str, ...]:
    """What happened to an article, in INTERFACE's words, from the fields that changed. `titled`: it had a title."""
    fields = set(fields)
    words = []
    if "title" in fields:
        words.append("retitled" if titled else "title announced")
    if "url" in fields:
        words.append("moved")
    if "addresses" in fields:
        words.append("joined")
    if fields - {"title", "url", "addresses", "source"}:
        words.append("details changed")
    return tuple(words)
