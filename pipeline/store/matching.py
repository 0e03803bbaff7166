"""Whether a talk answers a query: what `pipeline.store.find` asks the database, asked of a value.

For talks as they were, which no index knows. Both must agree; `tests/test_time.py` compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.query import TalkQuery
from pipeline.reading.text import fold
from pipeline.store.find import named, phrases
from pipeline.store.rows import series_id, slug, text_row
from pipeline.talk import Status, Talk


def matches(query: TalkQuery, talk: Talk) -> bool:
    """Whether the talk answers the query; its `as_of` and `limit` aside."""
    for name, test in _TESTS.items():
        values = getattr(query, name)
        if values and not any(test(talk, value) for value in values):
            return False
    if any(_TESTS[name](talk, value) for name, value in query.without):
        return False
    return _in_days(query, talk) and _has_words(query, talk)


def _in_days(query: TalkQuery, talk: Talk) -> bool:
    first, last = talk.when.day, talk.when.last_day
    if query.since is not None:
        announced = query.undated and last is None and talk.status is not Status.WITHDRAWN
        if not announced and (last is None or last < query.since):
            return False
    return query.until is None or (first is not None and first <= query.until)


def _has_words(query: TalkQuery, talk: Talk) -> bool:
    if not query.q:
        return True
    wanted = phrases(query.q)
    kept = not query.closed.isdisjoint({talk.source, *(one.source for one in talk.listings)})
    words = str(text_row("", talk)["told" if kept else "words"])
    return bool(wanted) and all(phrase.stands_in(words) for phrase in wanted)


def _source(talk: Talk, value: str) -> bool:
    return talk.source == value or any(one.source == value for one in talk.listings)


def _series(talk: Talk, value: str) -> bool:
    if not talk.series:
        return False
    return value == series_id(talk.source, talk.series) or slug(talk.series) == slug(value)


def _holds(folded: str, value: str) -> bool:
    return f" {fold(value)} " in f" {folded} "


def _speaker(talk: Talk, value: str) -> bool:
    name, affiliation = named(value)
    return any(
        _holds(fold(person.name), name) and (not affiliation or (person.affiliation or "") == affiliation)
        for person in talk.speakers
    )


def _topic(talk: Talk, value: str) -> bool:
    return any(slug(topic) == slug(value) for topic in talk.topics)


def _place(talk: Talk, value: str) -> bool:
    return _holds(text_row("", talk)["place"], value)


def _mode(talk: Talk, value: str) -> bool:
    return (talk.place.attendance_mode or "") == value


_TESTS: Mapping[str, Callable[[Talk, str], bool]] = {
    "source": _source,
    "series": _series,
    "speaker": _speaker,
    "topic": _topic,
    "place": _place,
    "mode": _mode,
    "status": lambda talk, value: talk.status == value,
    "kind": lambda talk, value: talk.kind == value,
}
