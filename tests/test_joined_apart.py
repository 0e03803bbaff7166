"""Several listings joined by a person's words, one after the other: each can be set apart, and brought back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from calendar_export import ics
from calendar_export.feed import Feed
from config.errors import QueryError
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store.joining import Joins
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Status

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
UNLIKE = {
    "north": {"title": "On the Tides of the Inner Sea", "when": "March 3, 2026, 3:00 pm"},
    "south": {"title": "Gezeiten", "when": "March 4, 2026, 3:00 pm"},
    "west": {"title": "What the Moon Moves", "when": "March 5, 2026, 11:00 am"},
    "east": {"title": "Four Lectures", "when": "March 9, 2026, 11:00 am"},
}
ALIKE = {where: {**UNLIKE["north"], "speaker": "Ada Byron"} for where in UNLIKE}


class Desk:
    """Institutes that each announce a talk, and a person who says which are one."""

    def __init__(self, store: Store, says: dict[str, dict[str, str]]) -> None:
        self.store, self.now, self.says = store, NOW, says
        for where in says:
            self.crawl(where)
        self.uid_of = {where: store.known(where)[0].uid for where in says}

    def crawl(self, where: str, *, there: bool = True) -> None:
        """A run of an institute; with a person's word that it is gone, where its talk is not there."""
        self.now += timedelta(days=1)
        url = f"https://{where}.example/talks/1"
        listing = Listing(url=f"https://{where}.example/talks")
        source = Source(id=where, name=where.title(), timezone="Europe/Berlin", listing=(listing,))
        said = self.says[where].items()
        claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in said)
        seen = Sighting("talk", url, url, claims, own_page=True)
        reach = Coverage(reach=((listing.url, date(2027, 1, 1)),))
        run = f"{where}-{self.now.isoformat()}"
        sightings = (seen,) if there else ()
        harvest = Harvest(where, run, self.now, self.now, sightings, 1, coverage=reach)
        ingest(self.store, source, harvest, now=self.now, believe=not there)

    def join(self, one: str, other: str) -> None:
        self.now += timedelta(hours=1)
        Joins(self.store).join(self.uid_of[one], self.uid_of[other], now=self.now)

    def split(self, where: str) -> None:
        self.now += timedelta(hours=1)
        Joins(self.store).split(self.uid_of[where], now=self.now)

    def shown(self) -> set[str]:
        """What is shown as one: the institutes' names, in order."""
        name_of = {uid: where for where, uid in self.uid_of.items()}
        found = self.store.find(TalkQuery())
        return {"+".join(sorted(name_of[uid] for uid in (one.uid, *one.aliases))) for one in found}


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, {where: UNLIKE[where] for where in ("north", "south", "west")})


@pytest.mark.parametrize("hinge", ["north", "south", "west"])
def test_one_of_three_set_apart_leaves_the_others_together_and_comes_back(desk: Desk, hinge: str) -> None:
    one, other = (where for where in desk.says if where != hinge)
    desk.join(one, hinge)
    desk.join(hinge, other)
    all_three, parted = {"north+south+west"}, {hinge, "+".join(sorted((one, other)))}
    assert desk.shown() == all_three
    for back in (one, other):
        desk.split(hinge)
        assert desk.shown() == parted
        for where in desk.says:
            desk.crawl(where)
        assert desk.shown() == parted
        desk.join(hinge, back)
        assert desk.shown() == all_three


def test_three_listings_are_set_apart_one_by_one(desk: Desk) -> None:
    desk.join("north", "south")
    desk.join("south", "west")
    desk.split("south")
    desk.split("west")
    assert desk.shown() == {"north", "south", "west"}
    desk.join("north", "south")
    assert desk.shown() == {"north+south", "west"}
    with pytest.raises(QueryError, match="two talks"):
        desk.join("north", "west")  # which was said of south, on its own


def test_what_joined_others_meanwhile_stays_with_them(store: Store) -> None:
    desk = Desk(store, UNLIKE)
    desk.join("north", "south")
    desk.join("south", "west")
    desk.split("south")
    desk.join("south", "east")
    assert desk.shown() == {"north+west", "east+south"}
    desk.join("west", "south")
    assert desk.shown() == {"east+north+south+west"}
    desk.split("south")
    assert desk.shown() == {"east+north+west", "south"}


def test_what_the_score_alone_joined_is_set_apart_and_no_person_holds_the_others(store: Store) -> None:
    desk = Desk(store, ALIKE)
    assert desk.shown() == {"east+north+south+west"}
    desk.split("south")
    assert desk.shown() == {"east+north+west", "south"}
    assert {one.by for one in Joins(store).pairings(desk.uid_of["west"]) if one.together} == {"score"}


def test_a_join_that_is_undone_leaves_what_the_score_joined_as_it_was(store: Store) -> None:
    desk = Desk(store, {"north": ALIKE["north"], "south": ALIKE["south"], "west": UNLIKE["west"]})
    before = desk.shown()
    assert before == {"north+south", "west"}
    desk.join("west", "north")
    assert desk.shown() == {"north+south+west"}
    desk.split("west")
    assert desk.shown() == before


# ── What calendars are told ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_listing_that_vanishes_and_returns_moves_no_sequence_while_another_stands(store: Store) -> None:
    desk = Desk(store, {where: ALIKE[where] for where in ("north", "south")})

    def shown() -> tuple[str, int, str, str]:
        (entry,) = store.find(TalkQuery())
        return entry.uid, entry.sequence, entry.talk.status.value, entry.talk.url

    uid = desk.uid_of["north"]
    assert shown() == (uid, 0, "confirmed", "https://north.example/talks/1")
    desk.crawl("north", there=False)
    assert store.known("north")[0].talk.status is Status.WITHDRAWN
    assert shown() == (uid, 0, "confirmed", "https://south.example/talks/1")
    desk.crawl("north")
    assert shown() == (uid, 0, "confirmed", "https://north.example/talks/1")
    assert [step.sequence for step in store.history(uid)] == [0] * len(store.history(uid))
    desk.says = {**desk.says, "south": {**desk.says["south"], "room": "R 14"}}
    desk.crawl("north", there=False)
    desk.crawl("south")
    assert shown() == (uid, 1, "confirmed", "https://south.example/talks/1")
    desk.crawl("south", there=False)
    assert shown()[:3] == (uid, 2, "withdrawn")
    desk.crawl("north")
    assert shown()[:3] == (uid, 3, "confirmed")


# ── Looking back ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _feed(store: Store, as_of: datetime | None = None) -> tuple[bytes, list[tuple[str, ...]]]:
    """The calendar of all talks, and the UIDs that mean each; as of a moment, if one is named."""
    entries = tuple(store.find(TalkQuery(as_of=as_of)))
    return ics.render(Feed("all", "All", entries)), [(entry.uid, *entry.aliases) for entry in entries]


@pytest.mark.parametrize("says", [ALIKE, UNLIKE], ids=["by the score", "by hand"])
def test_the_feed_as_of_a_moment_is_that_of_then_whatever_was_joined_and_set_apart_since(
    store: Store, says: dict[str, dict[str, str]]
) -> None:
    desk = Desk(store, {where: says[where] for where in ("north", "south", "west")})
    copies = [(desk.now, _feed(store))]

    def kept() -> None:
        copies.append((desk.now, _feed(store)))

    if says is UNLIKE:
        for one in ("north", "west"):
            desk.join(one, "south")
            kept()
    for where in ("south", "north"):
        desk.split(where)
        kept()
    desk.says = {**desk.says, "west": {**desk.says["west"], "room": "R 14"}}
    desk.crawl("west")
    kept()
    desk.join("north", "west")
    kept()
    desk.says = {**desk.says, "east": says["east"]}
    desk.crawl("east")
    desk.uid_of["east"] = store.known("east")[0].uid
    kept()
    desk.says = {**desk.says, "west": {**desk.says["west"], "room": "R 15"}}
    desk.crawl("west")
    assert any(b"X-TALKFEED-ALIAS" in feed for _, (feed, _) in copies)
    for moment, copy in copies:
        assert _feed(store, moment) == copy, moment
