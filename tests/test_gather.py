"""One talk, one sighting, whatever the order in which pages came."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gather import gather, with_cards
from pipeline.talk import At, Claim, Layer, Sighting

LIST = "https://uni.example/talks"
PAGE = "https://uni.example/talks/foams"


def claim(field: str, text: str, page: str = "p", layer: Layer = Layer.VISIBLE) -> Claim:
    return Claim(field, text, layer, "visible:label", At(page))


def card(title: str = "On foams", url: str = PAGE, page: str = LIST, keys: tuple[str, ...] = ()) -> Sighting:
    return Sighting("talk", page, url, (claim("title", title, page),), keys)


OWN = Sighting("talk", PAGE, PAGE, (claim("title", "On foams", PAGE), claim("room", "3", PAGE)), own_page=True)


def test_a_card_and_the_own_page_are_one() -> None:
    pooled = gather([card(), OWN])
    assert len(pooled) == 1
    assert pooled[0].own_page
    assert pooled[0].claims[0].at.page == PAGE  # the own page is listened to first
    assert {one.at.page for one in pooled[0].claims} == {PAGE, LIST}


def test_a_page_that_two_addresses_lead_to_is_one() -> None:
    redirected = replace(OWN, keys=("url://uni.example/old",))
    (pooled,) = gather([OWN, redirected, card()])
    assert pooled.keys == ("url://uni.example/old",)


def title_of(one: Sighting) -> str:
    return one.of("title")[0].text


def test_a_card_without_an_address_is_pooled_with_the_only_page_that_says_the_same() -> None:
    lone = card(url=f"{LIST}#2026-03-03-on-foams")
    (pooled,) = with_cards(gather([lone, OWN]), title_of, lambda _page, _card: True)
    assert pooled.own_page
    assert {one.at.page for one in pooled.claims} == {PAGE, LIST}
    second = card(url=f"{LIST}#2026-03-03-on-foams-room-2")
    assert len(with_cards(gather([lone, second, OWN]), title_of, lambda _page, _card: True)) == 3, (
        "two sessions of one title"
    )
    other = replace(OWN, url=f"{PAGE}-2", page_url=f"{PAGE}-2")
    assert len(with_cards(gather([lone, OWN, other]), title_of, lambda _page, _card: True)) == 3, (
        "two pages of one title"
    )
    assert len(with_cards(gather([lone, OWN]), lambda _: "", lambda _page, _card: True)) == 2
    assert len(with_cards(gather([card(url=f"{PAGE}#x", page=PAGE), OWN]), title_of, lambda _page, _card: True)) == 2, (
        "one page"
    )


def test_marks_of_campaigns_and_slashes_make_no_other_talk() -> None:
    assert len(gather([card(url=f"{PAGE}/?utm_source=mail"), OWN])) == 1


def test_fragments_keep_talks_of_one_page_apart() -> None:
    page = [card("One", f"{LIST}#1"), card("Two", f"{LIST}#2")]
    assert len(gather(page)) == 2


def test_cards_that_share_an_address_and_nothing_else_stay_apart() -> None:
    assert len(gather([card("One", LIST), card("Two", LIST)])) == 2


def test_a_card_repeated_on_a_page_is_the_same_talk() -> None:
    teaser = card(page=LIST)
    again = replace(teaser, claims=(claim("title", "On Foams", LIST), claim("room", "3", LIST)))
    assert len(gather([teaser, again, OWN])) == 1


def test_a_shared_key_makes_one_of_two_addresses() -> None:
    first, second = (
        card(url=f"{LIST}#a", keys=("ics:1@x",)),
        card(url=PAGE, page="https://feed.example/", keys=("ics:1@x",)),
    )
    pooled = gather([first, second])
    assert len(pooled) == 1
    assert pooled[0].keys == ("ics:1@x",)


def test_the_same_said_twice_is_said_once() -> None:
    assert gather([OWN, OWN]) == [OWN]


def test_a_talk_and_an_article_of_one_address_stay_apart() -> None:
    assert len(gather([OWN, replace(OWN, kind="article")])) == 2


ADDRESSES = st.sampled_from([PAGE, f"{PAGE}/", f"{LIST}#1", f"{LIST}#2", LIST, ""])
SIGHTINGS = st.builds(
    Sighting,
    st.sampled_from(["talk", "article"]),
    st.sampled_from([LIST, PAGE]),
    ADDRESSES,
    st.lists(st.builds(claim, st.sampled_from(["title", "room"]), st.sampled_from(["a", "b"])), max_size=2).map(tuple),
    st.sampled_from([(), ("k:1",), ("k:2",)]),
    st.booleans(),
)


@given(st.lists(SIGHTINGS, max_size=7), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_arrival_does_not_matter(sightings: list[Sighting], chance: random.Random) -> None:
    shuffled = sightings[:]
    chance.shuffle(shuffled)
    assert gather(shuffled) == gather(sightings)
    assert {one for s in gather(sightings) for one in s.claims} == {one for s in sightings for one in s.claims}
