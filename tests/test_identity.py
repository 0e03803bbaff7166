"""A talk is recognised through every edit a site makes, and two talks are never taken for one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes import Known
from pipeline.identity import keys_of, mint, mint_free, pair
from pipeline.reading.addresses import canonical
from pipeline.talk import Person, Place, Span, Talk

BASE = "https://institute.example/talks/"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
ADA, GRACE = Person("Ada Lovelace"), Person("Grace Hopper")


def talk(
    url: str = f"{BASE}a",
    title: str = "On Stars",
    start: datetime | date | None = datetime(2026, 3, 3, 15),
    **more: object,
) -> Talk:
    made = replace(Talk(source="s", url=url, title=title, when=Span(start, timezone="UTC")), **more)  # type: ignore[arg-type]
    return replace(made, keys=made.keys or keys_of(url, (), made.when.day, title))


def known(*talks: Talk) -> list[Known]:
    return [Known(uid=f"uid-{number}", talk=one, keys=one.keys) for number, one in enumerate(talks)]


def recognised(seen: Talk, *olds: Talk) -> str | None:
    ((_, old),) = pair([seen], known(*olds), now=NOW)
    return old.uid if old else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/talks/1", "http://a.example/talks/1/"),
        ("https://a.example/talks/1", "https://www.a.example/talks/1"),
        ("https://a.example/talks/1", "HTTPS://A.Example:443/talks/1"),
        ("https://a.example/t?id=1&lang=en", "https://a.example/t?lang=en&id=1&utm_source=news&fbclid=x"),
        ("https://a.example/t;jsessionid=77?id=1", "https://a.example/t?id=1&PHPSESSID=abc"),
    ],
)
def test_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/talks/1", "https://a.example/talks/2"),
        ("https://a.example/t?id=1", "https://a.example/t?id=2"),
        ("https://a.example/t#1", "https://a.example/t#2"),
        ("https://a.example:8080/t", "https://a.example/t"),
        ("https://a.example/T", "https://a.example/t"),
    ],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.text("aw.-", max_size=9), st.text("abT/.%~-", max_size=9))
def test_an_address_taken_at_a_look_is_as_if_taken_apart(host: str, path: str) -> None:
    assert canonical(f"http://{host}/{path}") == canonical(f"HTTP://{host}/{path}").replace("HTTP", "http")


@pytest.mark.parametrize("url", ["", "http://[bad", "mailto:a@b", "http://a.example:99999/x", "x" * 5000])
def test_no_address_raises(url: str) -> None:
    assert isinstance(canonical(url), str)


def test_keys_come_strongest_first_and_a_title_to_be_announced_makes_none() -> None:
    keys = keys_of(f"{BASE}a/", ["ics:7@x", "ics:7@x"], date(2026, 3, 3), "On  Stárs!")
    assert keys == ("ics:7@x", "url://institute.example/talks/a", "day:2026-03-03 on stars")
    assert keys_of("", (), date(2026, 3, 3), "TBA") == ()
    assert keys_of(f"{BASE}a", (), None, "On Stars") == ("url://institute.example/talks/a",)


def test_a_uid_is_made_of_the_first_key_and_of_more_when_it_is_taken() -> None:
    keys = ("url:a", "day:b")
    first = mint_free("s", keys, ())
    assert first == mint("s", "url:a") == mint_free("s", keys, ())
    assert first.endswith("@talkfeed")
    second = mint_free("s", keys, {first})
    assert second == mint("s", "url:a", "day:b")
    third, fourth = (mint_free("s", keys, {first, second, *more}) for more in ((), {mint("s", *keys, "2")}))
    assert len({first, second, third, fourth}) == 4
    assert mint_free("other", keys, ()) != first


# ── Recognised ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "TBA"}, {"title": "On Stars"}),
        ({"title": "On Stars"}, {"title": "Galaxies, Rather"}),
        ({}, {"start": datetime(2026, 3, 5, 11)}),
        ({}, {"start": None}),
        ({"start": None}, {}),
        ({}, {"url": f"{BASE}on-stars-and-dust"}),
        ({"title": "TBA", "url": f"{BASE}tba"}, {"title": "On Stars", "url": f"{BASE}on-stars"}),
        ({"title": "TBA", "url": f"{BASE}tba", "speakers": (ADA,)}, {"url": f"{BASE}on-stars", "speakers": (ADA,)}),
        ({"url": f"{BASE}x", "title": "On the Stars"}, {"url": f"{BASE}y", "title": "On the Star"}),
        ({"title": "TBA"}, {"title": "TBA", "start": datetime(2026, 3, 10, 15)}),
        ({"title": "TBA"}, {"start": datetime(2026, 3, 10, 15)}),
        ({"title": "Old stars"}, {"title": "Old stars revised", "start": datetime(2026, 4, 1, 9)}),
        ({"title": "Old", "speakers": (ADA,)}, {"title": "New", "start": datetime(2026, 4, 1, 9), "speakers": (ADA,)}),
        ({"url": f"{BASE}x"}, {"url": f"{BASE}y", "start": datetime(2026, 3, 9, 10)}),
        (
            {"url": f"{BASE}ice-and-snow", "title": "Ice and snow", "speakers": (ADA,)},
            {"url": f"{BASE}ice-and-snow", "speakers": (ADA,), "start": datetime(2026, 3, 9, 10)},
        ),
        ({"url": f"{BASE}x", "keys": ("ics:7",)}, {"url": f"{BASE}y", "title": "Z", "start": None, "keys": ("ics:7",)}),
        ({"url": f"{BASE}x?sid=1"}, {"url": f"{BASE}x?sid=2", "title": "Other", "place": Place(room="1")}),
    ],
)  # fmt: skip
def test_an_edited_talk_is_recognised(before: dict[str, object], after: dict[str, object]) -> None:
    assert recognised(talk(**after), talk(**before)) == "uid-0"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a reused address: neither title, nor people, nor day agree
        ({"speakers": (ADA,)}, {"title": "On Dust", "start": datetime(2026, 3, 10, 15), "speakers": (GRACE,)}),
        ({}, {"title": "On Dust", "start": datetime(2026, 3, 10, 15)}),
        ({"title": "TBA", "start": datetime(2026, 2, 3, 15)}, {"title": "TBA", "start": datetime(2026, 3, 10, 15)}),
        ({"title": "TBA", "speakers": (ADA,)}, {"title": "TBA", "start": datetime(2026, 3, 10), "speakers": (GRACE,)}),
        # the next of one lecturer's talks: the last is over, or the address is of whichever comes next
        (
            {"title": "On Dust", "speakers": (ADA,), "start": datetime(2026, 2, 3, 15)},
            {"speakers": (ADA,), "start": datetime(2026, 3, 10, 15)},
        ),
        (
            {"url": f"{BASE}next", "title": "On Dust", "speakers": (ADA,)},
            {"url": f"{BASE}next", "speakers": (ADA,), "start": datetime(2026, 3, 10, 15)},
        ),
        # last week's seminar of this name has taken place
        ({"title": "AI", "series": "AI", "start": datetime(2026, 1, 6, 15)}, {"title": "AI", "series": "AI"}),
        ({"url": f"{BASE}x", "start": datetime(2026, 1, 6, 15)}, {"url": f"{BASE}y"}),
        # another talk at the same hour
        ({"url": f"{BASE}x", "title": "On Dust"}, {"url": f"{BASE}y", "title": "Compilers"}),
        ({"url": f"{BASE}x", "title": "TBA", "speakers": (ADA,)}, {"url": f"{BASE}y", "speakers": (GRACE,)}),
        # the same words, other people, another day
        ({"speakers": (ADA,)}, {"url": f"{BASE}y", "start": datetime(2026, 3, 9, 10), "speakers": (GRACE,)}),
    ],
)  # fmt: skip
def test_another_talk_is_not_taken_for_it(before: dict[str, object], after: dict[str, object]) -> None:
    assert recognised(talk(**after), talk(**before)) is None  # type: ignore[arg-type]


def test_a_reused_address_is_found_again_as_the_newer_talk() -> None:
    old, new = talk(title="On Stars"), talk(title="On Dust", start=datetime(2026, 3, 10, 15))
    assert recognised(new, old) is None
    assert recognised(new, old, new) == "uid-1"


def test_two_parallel_sessions_of_one_title_stay_two() -> None:
    one, two = talk(f"{BASE}1", place=Place(room="1")), talk(f"{BASE}2", place=Place(room="2"))
    pairs = pair([two, one], known(one, two), now=NOW)
    assert {new.url: old and old.talk.url for new, old in pairs} == {one.url: one.url, two.url: two.url}
    pairs = pair([one, two], known(one), now=NOW)
    assert {new.url: old and old.uid for new, old in pairs} == {one.url: "uid-0", two.url: None}


def test_sessions_at_one_address_are_told_apart_by_their_day() -> None:
    days = [talk(start=datetime(2026, 3, day, 15)) for day in (3, 4, 5)]
    for order in (days, days[::-1]):
        pairs = pair(order, known(*days), now=NOW)
        assert all(old and old.talk.when == new.when for new, old in pairs)


def test_a_card_of_a_day_without_a_title_is_not_that_of_somebody_else_there() -> None:
    """Its address is made of day and title: the talk that was to be announced at it once has a title since."""
    place = f"{BASE}#2026-03-03-tba"
    there = talk(f"{BASE}#2026-03-03-on-stars", speakers=(ADA,), keys=(f"url:{canonical(place)}",))
    new = talk(place, "TBA", date(2026, 3, 3), speakers=(GRACE,))
    assert recognised(new, there) is None
    assert recognised(replace(new, speakers=(ADA,)), there) == "uid-0"
    assert recognised(replace(new, speakers=()), there) == "uid-0"
    page = talk(BASE, speakers=(ADA,))
    assert recognised(talk(BASE, "TBA", date(2026, 3, 3), speakers=(GRACE,)), page) == "uid-0"


def test_a_weekly_series_of_one_title_keeps_each_week_apart() -> None:
    weeks = [talk(f"{BASE}{day}", "Group meeting", datetime(2026, 3, day, 15)) for day in (3, 10, 17)]
    later = talk(f"{BASE}24", "Group meeting", datetime(2026, 3, 24, 15))
    pairs = pair([*weeks[1:], later], known(*weeks), now=NOW)
    assert {new.url: old and old.talk.url for new, old in pairs} == {
        weeks[1].url: weeks[1].url,
        weeks[2].url: weeks[2].url,
        later.url: None,
    }


def test_a_stronger_key_wins_over_a_weaker_of_another_talk() -> None:
    platform = talk(f"{BASE}old", "Old title", keys=("addevent:1",))
    address = talk(f"{BASE}a", "On Stars")
    seen = talk(f"{BASE}a", "On Stars", keys=("addevent:1", *address.keys))
    assert recognised(seen, address, platform) == "uid-1"


def test_the_order_of_talks_does_not_matter() -> None:
    talks = [
        talk(
            f"{BASE}{n % 5}",
            ("TBA", "On Stars", "Dust")[n % 3],
            datetime(2026, 3, 3 + n % 4, 15),
            speakers=(ADA, GRACE)[: n % 3],
        )
        for n in range(12)
    ]
    olds = known(*talks[::2])
    expected = pair(talks, olds, now=NOW)
    random = Random(1)
    for _ in range(20):
        random.shuffle(talks)
        random.shuffle(olds)
        assert pair(talks, olds, now=NOW) == expected


def test_nobody_is_recognised_twice() -> None:
    one = talk()
    pairs = pair([one, replace(one, place=Place(room="2"))], known(one), now=NOW)
    assert [old is None for _, old in pairs].count(False) == 1


def test_thousands_under_one_key_are_not_compared_each_with_each(
    in_no_time: Callable[[], AbstractContextManager[None]],
) -> None:
    """Events of one title and day whose identities are new in each answer: they cannot be told apart, and need not."""

    def many(run: str) -> list[Talk]:
        made = [talk(f"{run}{number}", "Contributed talk") for number in range(4000)]
        return [replace(one, keys=(f"ics:{one.url}", "day:2026-03-03 contributed talk")) for one in made]

    olds = [Known(f"u{number}", one, one.keys) for number, one in enumerate(many("a"))]
    with in_no_time():
        assert not any(old for _, old in pair(many("b"), olds, now=NOW))


def test_talks_of_which_nothing_has_changed_stay_who_they_are_however_alike() -> None:
    sections = [talk(place=Place(address=f"Hall {name}"), abstract=f"Section {name}.") for name in "ABC"]
    olds = known(*reversed(sections))
    assert {(talk.abstract, old and old.talk.abstract) for talk, old in pair(sections, olds, now=NOW)} == {
        (one.abstract, one.abstract) for one in sections
    }
