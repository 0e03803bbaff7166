"""A site gives its talks new addresses and leaves the old pages where they were: each talk stays one, under its UID."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.sources import Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Status

LISTING = "https://institute.example/talks/"
STARS = {"title": "On Stars", "when": "March 3, 2026, 3:00 pm", "speaker": "Ada Byron", "room": "R 1"}


def page(name: str, **said: str) -> Sighting:
    claims = (
        Claim(field, text, Layer.VISIBLE, f"visible:{field}", At("ab" * 32, "/html")) for field, text in said.items()
    )
    return Sighting("talk", f"{LISTING}{name}", f"{LISTING}{name}", tuple(claims), own_page=True)


def card(name: str, **said: str) -> Sighting:
    return replace(page(name, **said), page_url=LISTING, own_page=False)


def bring(
    store: Store,
    source: Source,
    day: int,
    *sightings: Sighting,
    unread: tuple[str, ...] = (),
    gone: tuple[str, ...] = (),
) -> list[tuple[str, str]]:
    """What is known after a run that saw these: UIDs and the ends of addresses."""
    now = datetime(2026, 2, 4, 9, tzinfo=UTC) + timedelta(days=day)
    lost, there = (tuple(f"{LISTING}{name}" for name in names) for names in (gone, unread))
    far = Coverage(reach=((LISTING, date(2027, 1, 1)),), unread=there, gone=lost)
    ingest(store, source, Harvest(source.id, f"run-{day}", now, now, sightings, 1, coverage=far), now=now)
    return [(entry.uid, entry.talk.url.removeprefix(LISTING)) for entry in store.find(TalkQuery())]


@pytest.mark.parametrize(
    ("there", "now_says"),
    [
        (STARS, STARS),
        (STARS, STARS | {"room": "R 2"}),
        (STARS | {"title": "Dust, or Stars"}, STARS),
        ({"title": "On Stars", "when": STARS["when"]}, STARS),
    ],
    ids=["alike", "another room", "retitled", "speaker named"],
)
def test_a_new_page_beside_the_old_one_is_the_same_talk(
    store: Store, source: Source, there: dict[str, str], now_says: dict[str, str]
) -> None:
    ((uid, _),) = bring(store, source, 0, card("old", **there), page("old", **there))
    for day in (1, 2):
        found = bring(store, source, day, card("new", **now_says), page("new", **now_says), page("old", **there))
        assert found == [(uid, "new")]
    assert bring(store, source, 3, card("new", **now_says), page("new", **now_says)) == [(uid, "new")]


@pytest.mark.parametrize("state", ["gone", "unread"])
@pytest.mark.parametrize("is_read", [True, False])
def test_what_the_new_page_says_no_more_goes_though_the_old_one_cannot_be_read(
    store: Store, source: Source, state: str, is_read: bool
) -> None:
    off = STARS | {"title": "POSTPONED: On Stars"}
    bare = {name: said for name, said in STARS.items() if name != "room"}
    ((uid, _),) = bring(store, source, 0, card("old", **off), page("old", **off))
    assert store.entry(uid).talk.status is Status.POSTPONED
    seen = [card("new", **bare), page("new", **bare)] if is_read else [card("new", **bare)]
    assert bring(store, source, 1, *seen, **{state: ("old",)}) == [(uid, "new")]
    talk = store.entry(uid).talk
    now_known = (Status.CONFIRMED, None) if is_read else (Status.POSTPONED, "R 1")
    assert (talk.status, talk.place.room) == now_known, "a card takes nothing away"


def test_where_the_new_page_cannot_be_read_the_old_one_holds(store: Store, source: Source) -> None:
    ((uid, _),) = bring(store, source, 0, card("old", **STARS), page("old", **STARS))
    for day in (1, 2):
        assert bring(store, source, day, card("new", **STARS), page("old", **STARS), unread=("new",)) == [(uid, "old")]


TBA = STARS | {"title": "TBA"}
LATER = STARS | {"when": "March 3, 2026, 5:00 pm"}


def test_what_was_to_be_announced_is_one_talk_though_its_hour_is_new_and_its_old_page_stands(
    store: Store, source: Source
) -> None:
    ((uid, _),) = bring(store, source, 0, card("old", **TBA), page("old", **TBA))
    for day in (1, 2):
        seen = card("new", **LATER), page("new", **LATER), page("old", **TBA)
        assert bring(store, source, day, *seen) == [(uid, "new")]


def test_of_two_talks_of_one_speaker_on_one_day_neither_is_what_was_to_be_announced(
    store: Store, source: Source
) -> None:
    evening = STARS | {"title": "A Theory of Dust", "when": "March 3, 2026, 7:00 pm"}
    bring(store, source, 0, card("old", **TBA), page("old", **TBA))
    both = (
        one for name, said in (("new", LATER), ("also", evening)) for one in (card(name, **said), page(name, **said))
    )
    assert len(bring(store, source, 1, *both, page("old", **TBA))) == 3


def test_a_second_talk_of_a_speaker_that_left_its_list_is_not_the_first(store: Store, source: Source) -> None:
    """It is without a title still, its page stands, and both were known: nobody takes it for the other, or for gone."""
    second = TBA | {"when": "March 3, 2026, 10:00 am"}
    whole = card("a", **STARS), page("a", **STARS), page("b", **second)
    before = bring(store, source, 0, *whole, card("b", **second))
    for day in (1, 2, 3, 4):
        assert sorted(bring(store, source, day, *whole)) == sorted(before)
    assert {entry.talk.status for entry in store.find(TalkQuery())} == {"confirmed"}


def test_who_speaks_twice_at_once_in_two_rooms_is_no_one_person(store: Store, source: Source) -> None:
    table = f"{LISTING}table"
    opening = {
        "title": "Opening of the exhibition",
        "when": STARS["when"],
        "speaker": "Studium Generale",
        "room": "R 2",
    }
    row = replace(card("", **opening), url=f"{table}#2026-03-03-opening", page_url=table)
    said = STARS | {"speaker": "Studium Generale"}
    assert len(bring(store, source, 0, card("a", **said), page("a", **said), row)) == 2


@pytest.mark.parametrize("said", [TBA, {"title": "TBA", "when": TBA["when"], "room": "R 1"}], ids=["speaker", "room"])
def test_a_talk_without_title_on_two_listings_of_a_site_is_one(
    store: Store, source: Source, said: dict[str, str]
) -> None:
    """A row of a table has no address of its own, and no title by which to know its page."""
    table = f"{LISTING}table"
    row = replace(card("", **said), url=f"{table}#2026-03-03-tba", page_url=table)
    filled = replace(card("", **STARS), url=f"{table}#2026-03-03-on-stars", page_url=table)
    ((uid, _),) = bring(store, source, 0, card("a", **said), page("a", **said), row)
    seen = card("a", **TBA), page("a", **TBA), filled
    assert bring(store, source, 1, *seen) == [(uid, "a")]
    assert bring(store, source, 2, card("a", **STARS), page("a", **STARS), filled) == [(uid, "a")]
    assert [entry.talk.title for entry in store.find(TalkQuery())] == ["On Stars"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "On Stars", "speaker": "Emmy Noether"},
        {"title": "On Stars", "when": "March 3, 2026, 5:00 pm"},
        {"title": "A Theory of Dust", "speaker": "Emmy Noether"},
        {"title": "A Theory of Dust", "speaker": ""},
    ],
    ids=["somebody else", "another hour", "another talk", "another talk of nobody"],
)
def test_another_talk_of_that_day_stays_another(store: Store, source: Source, other: dict[str, str]) -> None:
    second = {field: text for field, text in (STARS | other).items() if text}
    bring(store, source, 0, card("old", **STARS), page("old", **STARS))
    assert len(bring(store, source, 1, card("new", **second), page("new", **second), page("old", **STARS))) == 2


def test_two_talks_to_which_listings_lead_stay_two(store: Store, source: Source) -> None:
    both = [one for name in ("a", "b") for one in (card(name, **STARS), page(name, **STARS))]
    assert len(bring(store, source, 0, *both)) == 2


def test_pages_without_their_listing_are_half_a_sight_and_a_doubt(store: Store, source: Source) -> None:
    told = {name: STARS | {"title": title} for name, title in (("a", "On Stars"), ("b", "A Theory of Dust"))}
    cards = [card(name, series="Night Talks", **said) for name, said in told.items()]
    pages = [page(name, **said) for name, said in told.items()]
    bring(store, source, 0, *cards, *pages)
    before = {entry.uid: (entry.talk.series, entry.revision) for entry in store.find(TalkQuery())}
    for day, seen in enumerate(([], cards[:1], [], []), 1):
        bring(store, source, day, *seen, *pages)
        assert {entry.uid: (entry.talk.series, entry.revision) for entry in store.find(TalkQuery())} == before
        doubt = "" if seen else "no listing shows a talk, though 2 talks are coming"
        assert store.runs(source.id, 1)[0].doubt == doubt


def test_a_series_that_is_not_told_any_more_stays_until_that_stands(store: Store, source: Source) -> None:
    bring(store, source, 0, card("a", series="Night Talks", **STARS), page("a", **STARS))
    series = []
    for day in (1, 2, 3):
        bring(store, source, day, card("a", **STARS), page("a", **STARS))
        series += [entry.talk.series for entry in store.find(TalkQuery())]
    assert series == ["Night Talks", "Night Talks", None]
