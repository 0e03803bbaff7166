"""A talk's page that suddenly tells of something else: the talk stays what its listing says it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.sources import Source
from pipeline.harvest import Harvest
from pipeline.ingest import Report, ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Talk

LISTING = "https://institute.example/talks/"
FAR = Coverage(reach=((LISTING, date(2027, 1, 1)),))
FILMS = {"title": "Soap Films", "when": "March 3, 2026, 3:00 pm", "speaker": "Ada Byron"}
WELCOME = {"title": "Welcome to the Institute", "when": "March 12, 2026, 10:00 am"}


def page(said: dict[str, str]) -> Sighting:
    claims = (
        Claim(name, text, Layer.VISIBLE, f"visible:{name}", At("ab" * 32, "/html")) for name, text in said.items()
    )
    return Sighting("talk", f"{LISTING}2", f"{LISTING}2", tuple(claims), own_page=True)


def card(said: dict[str, str]) -> Sighting:
    return replace(page(said), page_url=LISTING, own_page=False)


def bring(store: Store, source: Source, day: int, *sightings: Sighting) -> Report:
    now = datetime(2026, 2, 4, 9, tzinfo=UTC) + timedelta(days=day)
    return ingest(store, source, Harvest(source.id, f"run-{day}", now, now, sightings, 1, coverage=FAR), now=now)


def only(store: Store) -> tuple[int, Talk]:
    (entry,) = store.find(TalkQuery())
    return entry.sequence, entry.talk


def test_a_front_page_in_place_of_a_talk_is_not_taken_for_it(store: Store, source: Source) -> None:
    bring(store, source, 0, card(FILMS), page(FILMS | {"room": "R 1"}))
    before = only(store)
    for day in (1, 2):
        bring(store, source, day, card(FILMS), page(WELCOME))
        assert only(store) == before
        assert "tells of another talk than the listing" in " ".join(store.runs()[0].problems)
    bring(store, source, 3, card(FILMS), page(FILMS | {"room": "R 2"}))
    assert only(store)[1].place.room == "R 2", "the page is read again as soon as it is back"


def test_what_the_listing_says_of_a_talk_in_doubt_is_believed(store: Store, source: Source) -> None:
    bring(store, source, 0, card(FILMS), page(FILMS | {"room": "R 1"}))
    bring(store, source, 1, card(FILMS | {"when": "March 3, 2026, 4:00 pm"}), page(WELCOME))
    sequence, talk = only(store)
    assert (sequence, talk.when.start, talk.place.room) == (1, datetime(2026, 3, 3, 16), "R 1")


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (FILMS, WELCOME | {"speaker": "Ada Byron"}),
        (FILMS, WELCOME | {"title": "Soap Films and Bubbles"}),
        (FILMS, WELCOME | {"when": "March 3, 2026, 5:00 pm"}),
        (WELCOME, WELCOME),
    ],
    ids=["the same people", "nearly the same title", "the same day", "the listing says so too"],
)
def test_a_page_that_tells_of_the_same_talk_is_its_page(
    store: Store, source: Source, listed: dict[str, str], told: dict[str, str]
) -> None:
    bring(store, source, 0, card(FILMS), page(FILMS))
    bring(store, source, 1, card(listed), page(told))
    _, talk = only(store)
    assert talk.title == told["title"]


def test_a_card_that_was_never_right_contests_nothing(store: Store, source: Source) -> None:
    """Some listings head each card with the day of posting and a word of their own."""
    junk = {"title": "Announcement", "when": "February 2, 2026"}
    bring(store, source, 0, card(junk), page(FILMS))
    bring(store, source, 1, card(junk), page(FILMS | {"title": "Bubbles", "when": "March 4, 2026, 3:00 pm"}))
    _, talk = only(store)
    assert (talk.title, talk.when.day) == ("Bubbles", date(2026, 3, 4))
