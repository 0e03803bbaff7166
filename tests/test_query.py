"""A query has one spelling, reads back as itself, and says in a sentence what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import QueryError
from pipeline.query import FILTERS, TalkQuery
from pipeline.talk import Kind, Mode, Status


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ([], TalkQuery()),
        ([("q", "  black   holes ")], TalkQuery(q="black holes")),
        ([("source", "a"), ("source", "b"), ("source", "a")], TalkQuery(source=("a", "b"))),
        ([("topic", "-biology")], TalkQuery(without=(("topic", "biology"),))),
        ([("not", "topic=a"), ("not", "kind=talk")], TalkQuery(without=(("kind", "talk"), ("topic", "a")))),
        ([("from", "2026-03-01"), ("to", "2026-03-31")], TalkQuery(since=date(2026, 3, 1), until=date(2026, 3, 31))),
        ([("mode", "Online"), ("kind", "seminar")], TalkQuery(mode=("online",), kind=("seminar",))),
        ([("speaker", "Ada Lovelace"), ("limit", "5")], TalkQuery(speaker=("Ada Lovelace",), limit=5)),
        ([("source", ""), ("from", "")], TalkQuery()),
    ],
)  # fmt: skip
def test_parameters_are_understood(params: list[tuple[str, str]], query: TalkQuery) -> None:
    assert TalkQuery.from_params(params) == query


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ([("sorce", "a")], "did you mean source"),
        ([("frobnicate", "a")], "known are source"),
        ([("mode", "telepathic")], "none of in-person, online, hybrid"),
        ([("status", "-gone")], "none of confirmed"),
        ([("from", "tomorrow")], "write it as 2026-03-01"),
        ([("from", "2026-02-30")], "is no day"),
        ([("from", "2026-03-02"), ("to", "2026-03-01")], "exchange them"),
        ([("from", "2026-03-02"), ("from", "2026-03-03")], "say it once"),
        ([("limit", "0")], "from 1 to"),
        ([("limit", "²")], "from 1 to"),
        ([("limit", "1e9")], "from 1 to"),
        ([("not", "topic")], "such as not=topic=biology"),
        ([("not", "limit=5")], "such as not=topic=biology"),
        ([("topic", "-")], "what is to be left out"),
        ([("q", "x" * 201)], "200 are the most"),
        ([("q", "a\0b")], "cannot be printed"),
        ([("source", str(n)) for n in range(51)], "50 values at most"),
        ([("as_of", "yesterday")], "write 2026-05-03"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(params: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence) as caught:
        TalkQuery.from_params(params)
    assert "\n" not in str(caught.value)


def test_the_spelling_is_short_and_one() -> None:
    query = TalkQuery.from_params(
        [
            ("to", "2026-04-01"),
            ("topic", "-b"),
            ("source", "z"),
            ("q", '"black holes"'),
            ("source", "a"),
            ("not", "topic=b"),
        ]
    )
    assert query.spelling() == "q=%22black+holes%22&source=a&source=z&topic=-b&to=2026-04-01"
    assert TalkQuery().spelling() == ""


_words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20)
_values = _words.map(lambda text: " ".join(text.split())).filter(
    lambda text: text and not text.startswith("-") and text.isprintable()
)
_free = st.lists(_values, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
_barred = st.tuples(st.sampled_from(["source", "series", "speaker", "topic", "place"]), _values)


def _choice(words: type[Mode] | type[Status] | type[Kind]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([word.value for word in words]), max_size=2, unique=True).map(
        lambda found: tuple(sorted(found))
    )


@given(
    st.builds(
        TalkQuery,
        q=st.one_of(st.just(""), _values),
        source=_free,
        series=_free,
        speaker=_free,
        topic=_free,
        place=_free,
        mode=_choice(Mode),
        status=_choice(Status),
        kind=_choice(Kind),
        without=st.lists(_barred, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
        since=st.one_of(st.none(), st.dates(max_value=date(2026, 1, 1))),
        until=st.one_of(st.none(), st.dates(min_value=date(2026, 1, 1))),
        limit=st.one_of(st.none(), st.integers(1, 10_000)),
    )
)
def test_a_query_reads_back_from_its_spelling(query: TalkQuery) -> None:
    spelling = query.spelling()
    assert spelling.isascii()
    assert TalkQuery.from_spelling(spelling) == query
    assert TalkQuery.from_spelling(f"?{spelling}").spelling() == spelling


@given(
    st.lists(
        st.tuples(st.sampled_from([*FILTERS, "q", "from", "to", "not", "limit", "x"]), st.text(max_size=30)), max_size=5
    )
)
def test_no_parameter_raises_anything_else(params: list[tuple[str, str]]) -> None:
    try:
        query = TalkQuery.from_params(params)
    except QueryError:
        return
    assert TalkQuery.from_spelling(query.spelling()).spelling() == query.spelling()
