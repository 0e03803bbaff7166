"""Whether somebody whom an article names is a speaker of talks: a sum of named grounds, precision first.

A name alone never suffices: the article, or where it stands, must also point to the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.joins.namesakes import Speaker, is_same_place, mentions
from pipeline.joins.people import Kinship, compare_people, folded_names, name_key
from pipeline.joins.score import Ground, Score
from pipeline.joins.titles import core_of
from pipeline.reading.addresses import canonical
from pipeline.reading.people import name_score
from pipeline.reading.people.known import FAMILY, GIVEN
from pipeline.reading.text import fold
from pipeline.talk import Article, Person

ENOUGH = 3.0
"""Points from which an article is taken to name the speaker."""

PRIOR = -3.0
_NAME, _OWN_PAGE, _STATED, _NEAR, _ANYWHERE, _HERE, _TITLE = 3.0, 7.0, 6.0, 6.0, 4.0, 3.0, 5.0
_COMMON, _NAMESAKES, _ELSEWHERE = -3.0, -3.0, -8.0

NEARBY = 200
"""Characters between a name and an affiliation that belongs to it."""

LONG_TITLE = 4
"""Words of a title that, found in an article, tell that it is about that talk."""


@dataclass(frozen=True, slots=True)
class Known:
    """A speaker as talks know them: `sources` announce their talks, `titles` are those; `namesakes`: how many other
    people of the name there are."""

    speaker: Speaker
    sources: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    namesakes: int = 0


def names(article: Article) -> dict[str, Person]:
    """Whom an article names in full, by the key of the name, and what else in its text is shaped like a name: whether
    it is one is seen when a speaker has it. Initials and single names are nobody's."""
    found = {key: one for one in reversed(article.people) if (key := name_key(one.name))}
    for run in _RUN.finditer((article.body or article.summary or "")[:SEARCHED]):
        words = run[0].split()
        for first, last in combinations(range(len(words) + 1), 2):
            name = " ".join(words[first:last]).rstrip(".,")
            if len(found) < MOST and 2 <= last - first <= LONGEST and name_score(name) >= SHAPED:
                found.setdefault(name_key(name), Person(name))
    found.pop("", None)
    return found


_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_RUN = re.compile(rf"(?<!\w){_UPPER}[\w'’.-]*(?: (?:{_UPPER}[\w'’.-]*|van|von|der|den|de|di|da|del|la|le|al|bin))+")
SEARCHED, MOST, LONGEST, SHAPED = 30_000, 150, 4, 0.5
"""Characters of a text that are looked at, names in one article, words of one name, and the least `name_score`."""


def is_about(article: Article, sources: Iterable[str], known: Known) -> Score:
    """How surely an article, standing at these sources, names this speaker, and why; no grounds: it does not."""
    person = names(article).get(name_key(known.speaker.name))
    if person is None or compare_people(folded_names([person]), folded_names(known.speaker.written)) != Kinship.FULL:
        return Score(())
    grounds = [Ground("", "a name may be anybody's", PRIOR), Ground("name", "names them in full", _NAME, person.name)]
    if is_common(known.speaker.name):
        grounds.append(Ground("name", "a frequent name", _COMMON))
    if known.namesakes:
        grounds.append(Ground("name", "others of the name speak too", _NAMESAKES))
    grounds += _of_person(person, known.speaker)
    if not any(ground.field == "affiliation" for ground in grounds):
        grounds += _of_text(article, person, known.speaker)
    if not known.sources.isdisjoint(sources):
        grounds.append(Ground("source", "stands where their talks are announced", _HERE))
    grounds += _of_titles(article, known.titles)
    return Score(tuple(grounds))


def is_common(name: str) -> bool:
    """Whether both given and family name are frequent ones."""
    parts = [part for part in name_key(name).split() if len(part) > 1]
    return bool(parts) and parts[0] in GIVEN | FAMILY and parts[-1] in FAMILY


def _of_person(person: Person, speaker: Speaker) -> Iterable[Ground]:
    pages = {canonical(url) for url in speaker.urls}
    if person.url and canonical(person.url) in pages:
        yield Ground("url", "links to their own page", _OWN_PAGE, person.url)
    if person.affiliation and speaker.affiliations:
        same = any(is_same_place(person.affiliation, one) for one in speaker.affiliations)
        found = "says where they work" if same else "says that they work elsewhere"
        yield Ground("affiliation", found, _STATED if same else _ELSEWHERE, person.affiliation)


def _of_text(article: Article, person: Person, speaker: Speaker) -> Iterable[Ground]:
    """The affiliation beside the name, or elsewhere in the article."""
    text = "\n".join(filter(None, (article.title, article.summary, article.body)))
    at = text.find(person.name)
    near = "" if at < 0 else text[max(0, at - NEARBY) : at + len(person.name) + NEARBY]
    for affiliation in speaker.affiliations:
        if found := mentions(near, affiliation):
            yield Ground("affiliation", "names where they work beside the name", _NEAR, found)
            return
    folded = fold(text)
    for affiliation in speaker.affiliations:
        if found := mentions(text, affiliation, folded):
            yield Ground("affiliation", "names where they work", _ANYWHERE, found)
            return


def _of_titles(article: Article, titles: Sequence[str]) -> Iterable[Ground]:
    text = f" {fold(' '.join((article.title or '', article.body)))} "
    for title in titles:
        if len(core_of(title).words) >= LONG_TITLE and f" {fold(title)} " in text:
            yield Ground("title", "names a talk of theirs", _TITLE, title)
            return
