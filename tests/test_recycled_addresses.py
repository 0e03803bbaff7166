"""Addresses that tell now this article, now that one, on both engines: every number tells one article for ever."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.store import Store
from pipeline.talk import Article, Coverage

SITE = "https://inst.example/n/"
WORDS = (
    "river lake stone glacier planet quasar neuron enzyme bridge market poem castle robot laser crystal forest whale "
    "volcano beetle comet magnet protein galaxy sensor harbour archive novel statue"
)
TITLES = (
    "Castles of stone",
    "Neurons and magnets",
    "Glaciers melt in the north",
    "Robots build a bridge",
    "A poem about quasars",
    "Whales sing at night",
)


def story(number: int) -> Article:
    """One of six articles that have neither headline nor day nor a run of words in common."""
    chosen = random.Random(number)
    text = " ".join(chosen.choice(WORDS.split()) for _ in range(90)).capitalize() + "."
    return Article("institute", "", TITLES[number], date(2026, 1 + number, 1 + number), None, text)


STORIES = tuple(map(story, range(len(TITLES))))
UNDATED = tuple(replace(one, published=None) for one in STORIES)
ONE_DAY = tuple(replace(one, published=date(2026, 3, 2)) for one in STORIES)
NAMED = {"dated": STORIES, "undated": UNDATED, "of one day": ONE_DAY}


def run(store: Store, pages: Mapping[str, Article], now: datetime, source: str = "institute") -> int:
    """What a run that finds these articles at these addresses changes."""
    made = Source(id=source, name=source, timezone="Europe/London", listing=(Listing(url=SITE),))
    found = [replace(one, source=source, url=url) for url, one in pages.items()]
    with store.writing(made, now=now) as past:
        verdict = decide([], past.known([]), Coverage(), now=now, taken=past.taken())
        return past.apply(Harvest(source, f"{source} {now.isoformat()}", now, now, pages_ok=1), verdict, found).articles


def told(store: Store) -> dict[int, tuple[str, str]]:
    """Headline and address by number."""
    return {one.id: (one.article.title or "", one.article.url.removeprefix(SITE)) for one in store.news()}


def kinds(store: Store, number: int) -> list[str]:
    return [step.kind for step in store.article_history(number)]


@pytest.mark.parametrize("stories", NAMED.values(), ids=NAMED)
def test_two_pages_change_places_again_and_again(store: Store, now: datetime, stories: tuple[Article, ...]) -> None:
    castles, neurons = stories[:2]
    for day in range(4):
        one, two = (castles, neurons) if day % 2 == 0 else (neurons, castles)
        assert run(store, {f"{SITE}1": one, f"{SITE}2": two}, now + timedelta(days=day)) == 2
        first, second = ("1", "2") if day % 2 == 0 else ("2", "1")
        assert told(store) == {1: (TITLES[0], first), 2: (TITLES[1], second)}
        assert all([place.url for place in entry.addresses] == [entry.article.url] for entry in store.news())
    assert kinds(store, 1) == kinds(store, 2) == ["announced", "moved", "moved", "moved"]


def test_the_newest_stands_first_and_the_rest_moves_down(store: Store, now: datetime) -> None:
    for day in range(4):
        newest = {f"{SITE}{place}": STORIES[day + 3 - place] for place in (1, 2, 3)}
        assert run(store, newest, now + timedelta(days=day)) == (4 if day else 3)
        shown = {title: (number, url) for number, (title, url) in told(store).items()}
        assert len(shown) == len(told(store)) == day + 3
        for place in (1, 2, 3):
            assert shown[TITLES[day + 3 - place]][1] == str(place)
    assert told(store) == {
        1: (TITLES[2], "3#article-1"),
        2: (TITLES[1], "3#article-2"),
        3: (TITLES[0], "3#article-3"),
        4: (TITLES[3], "3"),
        5: (TITLES[4], "2"),
        6: (TITLES[5], "1"),
    }
    assert kinds(store, 1) == ["announced", "moved", "moved", "details changed"]
    assert kinds(store, 3) == ["announced", "details changed"]


def test_without_days_it_is_told_by_where_the_others_went(store: Store, now: datetime) -> None:
    run(store, {f"{SITE}{place}": UNDATED[3 - place] for place in (1, 2, 3)}, now)
    run(store, {f"{SITE}{place}": UNDATED[4 - place] for place in (1, 2, 3)}, now + timedelta(days=1))
    assert told(store) == {
        1: (TITLES[2], "2"),
        2: (TITLES[1], "3"),
        3: (TITLES[0], "3#article-3"),
        4: (TITLES[3], "1"),
    }


def test_a_teaser_at_the_new_address_cuts_no_article(store: Store, now: datetime) -> None:
    castles, neurons = STORIES[:2]
    run(store, {f"{SITE}1": castles, f"{SITE}2": neurons}, now)
    teasers = [replace(one, body=one.body[:200], published=None) for one in (neurons, castles)]
    run(store, {f"{SITE}1": teasers[0], f"{SITE}2": teasers[1]}, now + timedelta(days=1))
    assert told(store) == {1: (TITLES[0], "2"), 2: (TITLES[1], "1")}
    bodies = {entry.id: (entry.article.body, entry.article.published) for entry in store.news()}
    assert bodies == {1: (castles.body, castles.published), 2: (neurons.body, neurons.published)}


def test_a_page_that_two_sources_name_tells_another_article(store: Store, now: datetime) -> None:
    """Whichever looks first."""
    page, (castles, neurons) = f"{SITE}1", STORIES[:2]
    run(store, {page: castles}, now)
    run(store, {page: castles}, now, "digest")
    for day, source in enumerate(("digest", "institute"), start=1):
        run(store, {page: neurons}, now + timedelta(days=day), source)
        assert {number: title for number, (title, _) in told(store).items()} == {1: TITLES[0], 2: TITLES[1]}


def test_what_lost_one_of_its_pages_was_not_joined(store: Store, now: datetime) -> None:
    castles, neurons = STORIES[:2]
    run(store, {f"{SITE}1": castles, f"{SITE}2": castles}, now)
    run(store, {f"{SITE}1": neurons, f"{SITE}2": castles}, now + timedelta(days=1))
    assert told(store) == {1: (TITLES[0], "2"), 2: (TITLES[1], "1")}
    assert kinds(store, 1) == ["announced", "moved"]


def test_a_number_is_shown_at_another_source_while_its_page_tells_another(store: Store, now: datetime) -> None:
    """An address that one article leaves is free for the next, even where the two sources name the same."""
    page, (castles, neurons) = f"{SITE}1", UNDATED[:2]
    run(store, {page: castles, f"{SITE}2": neurons}, now)
    run(store, {page: castles}, now + timedelta(days=1), "digest")
    run(store, {page: neurons, f"{SITE}2": castles}, now + timedelta(days=2))
    run(store, {page: neurons}, now + timedelta(days=3), "digest")
    assert {number: title for number, (title, _) in told(store).items()} == {1: TITLES[0], 2: TITLES[1]}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("days", NAMED)
def test_whatever_moves_where_a_number_tells_one_article(store: Store, now: datetime, days: str, seed: int) -> None:
    """One source or two that name the same pages, which tell the whole or a teaser. What has a day of its own may
    appear at any time; without, all are known from the first: a headline and text that are new here may be an edit."""
    chosen, stories = random.Random(f"{days} {seed}"), NAMED[days]
    whole = {one.title or "": one.body for one in stories}
    last: dict[tuple[str, str], str] = {}
    numbers: dict[str, int] = {}
    for day in range(10):
        source = chosen.choice(("institute", "digest")) if seed % 2 and day else "institute"
        pages = chosen.sample([f"{SITE}{number}" for number in range(6)], 6 if day == 0 else chosen.randint(1, 5))
        which = stories[:4] if days == "dated" and day < 4 else stories
        found = chosen.sample(stories, 6) if day == 0 and days != "dated" else chosen.choices(which, k=len(pages))
        teasers = [replace(one, body=one.body[:250], published=None) for one in found]
        cut = [one.title in numbers and chosen.random() < 0.2 for one in found]
        seen = {page: teasers[k] if cut[k] else found[k] for k, page in enumerate(pages)}
        run(store, seen, now + timedelta(days=day), source)
        last |= {(source, page): one.title or "" for page, one in seen.items()}
        entries = store.news()
        for title, entry in ((entry.article.title or "", entry) for entry in entries):
            assert numbers.setdefault(title, entry.id) == entry.id, "a number tells another, or one stands twice"
            assert entry.article.body == whole[title] or (seed % 2 and whole[title].startswith(entry.article.body))
            stands = {place for place, here in last.items() if here == title}
            assert {(place.source, place.url) for place in entry.addresses} == stands or not stands
            assert (entry.article.source, entry.article.url) in stands or not stands
        assert len(entries) == len(numbers) == len({*numbers, *last.values()}), "one is lost, or stands twice"
