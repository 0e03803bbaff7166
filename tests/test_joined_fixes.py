"""A person's word on a talk that several institutes announce: it stands above all of them, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections, Store
from pipeline.store.joining import Joins
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Status, talk_json

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
SAYS = {
    "north": {"title": "On the Tides of the Inner Sea", "when": "March 3, 2026, 3:00 pm", "speaker": "Ada Byron"},
    "south": {
        "title": "On the Tides of the Inner Sea",
        "when": "March 3, 2026, 3:00 pm",
        "speaker": "Ada Byron",
        "room": "R 12",
        "mode": "hybrid",
    },
}


def _source(where: str) -> Source:
    listing = Listing(url=f"https://{where}.example/talks")
    return Source(id=where, name=where.title(), timezone="Europe/Berlin", listing=(listing,))


def _claims(where: str, **says: str) -> tuple[Claim, ...]:
    said = {**SAYS[where], **says}.items()
    return tuple(Claim(k, text, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, text in said)


class Desk:
    """Two institutes that announce one talk, and a person."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, NOW
        for where in ("north", "south"):
            self.crawl(where)
        self.uid = self.shown().uid
        assert self.store.known("north")[0].uid == self.uid
        assert len(self.shown().parts) == 2

    def crawl(self, where: str, **says: str) -> None:
        self.now += timedelta(days=1)
        url = f"https://{where}.example/talks/1"
        seen = Sighting("talk", url, url, _claims(where, **says), own_page=True)
        source = _source(where)
        reach = Coverage(reach=((source.listing[0].url, date(2027, 1, 1)),))
        run = f"{where}-{self.now.isoformat()}"
        ingest(self.store, source, Harvest(where, run, self.now, self.now, (seen,), 1, coverage=reach), now=self.now)

    def fix(self, *assignments: str) -> None:
        self.now += timedelta(hours=1)
        Corrections(self.store).fix(self.uid, assignments, reason="the door says so", now=self.now)

    def shown(self) -> Entry:
        (entry,) = self.store.find(TalkQuery())
        return entry


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


FIXES: Mapping[str, tuple[str, str, object]] = {
    "a room that another listing names": ("room=", "room", None),
    "a room": ("room=R 14", "room", "R 14"),
    "a title": ("title=Of Rivers", "title", "Of Rivers"),
    "nobody speaks": ("speakers=", "speakers", []),
    "an hour": ("start=17:00", "start", "2026-03-03T17:00"),
    "a mode": ("attendance_mode=online", "attendance_mode", "online"),
    "no mode": ("attendance_mode=", "attendance_mode", None),
    "a kind": ("kind=seminar", "kind", "seminar"),
    "it is on": ("status=confirmed", "status", "confirmed"),
    "it is off": ("status=cancelled", "status", "cancelled"),
}


@pytest.mark.parametrize("name", FIXES)
def test_a_persons_word_is_shown_whatever_any_listing_says(desk: Desk, name: str) -> None:
    text, field, value = FIXES[name]
    before = desk.shown()
    desk.fix(text)
    for where, says in (
        ("south", {}),
        ("south", {"title": "CANCELLED: On the Tides of the Inner Sea"}),
        ("north", {"room": "R 1"}),
        ("north", {"title": "CANCELLED: On the Tides of the Inner Sea"}),
    ):
        entry = desk.shown()
        assert talk_json(entry.talk)[field] == value
        assert entry.uid == before.uid
        _is_found(desk.store, entry)
        desk.crawl(where, **says)
    _is_found(desk.store, desk.shown())
    desk.crawl("north")
    desk.crawl("south")
    Corrections(desk.store).unfix(desk.uid, (), now=desk.now)
    assert replace(desk.shown().talk, confidence=before.talk.confidence) == before.talk
    kinds = [(step.by, step.note) for step in desk.store.history(desk.uid) if step.by]
    if value != talk_json(before.talk)[field]:
        assert kinds == [("person", "the door says so"), ("person", "correction taken back")]


def _is_found(store: Store, entry: Entry) -> None:
    """By what is shown of it, and by nothing else."""
    for status in Status:
        assert store.count(TalkQuery(status=(status,))) == (entry.talk.status is status), status
    for mode in ("in-person", "online", "hybrid"):
        assert store.count(TalkQuery(mode=(mode,))) == (entry.talk.place.attendance_mode == mode), mode
    for kind in ("talk", "seminar"):
        assert store.count(TalkQuery(kind=(kind,))) == (entry.talk.kind == kind), kind


def test_a_persons_word_tears_no_listings_apart(desk: Desk) -> None:
    """Whatever is corrected: what the institutes say is compared, too."""
    desk.fix("title=Of Rivers", "speakers=Emmy Noether", "start=2026-03-05T11:00", "room=R 99")
    assert (desk.shown().uid, len(desk.shown().parts)) == (desk.uid, 2)
    desk.crawl("south", room="R 13")
    desk.crawl("north", room="R 13")
    assert (desk.shown().uid, desk.shown().talk.title, desk.shown().talk.place.room) == (desk.uid, "Of Rivers", "R 99")


def test_a_correction_holds_when_its_listing_vanishes(desk: Desk) -> None:
    desk.fix("room=R 14")
    url = "https://north.example/talks"
    source = _source("north")
    for _ in range(3):
        desk.now += timedelta(days=1)
        gone = Coverage(gone=(f"{url}/1",), reach=((url, date(2027, 1, 1)),))
        empty = Harvest("north", desk.now.isoformat(), desk.now, desk.now, (), 1, coverage=gone)
        ingest(desk.store, source, empty, now=desk.now, believe=True)
    statuses = {part.talk.source: part.talk.status for part in desk.shown().parts}
    assert statuses == {"north": Status.WITHDRAWN, "south": Status.CONFIRMED}
    assert (desk.shown().uid, desk.shown().talk.place.room) == (desk.uid, "R 14")


def test_set_apart_the_correction_stays_with_the_listing_it_was_made_under(desk: Desk) -> None:
    desk.fix("room=R 14")
    other = desk.shown().parts[1].uid
    Joins(desk.store).split(desk.uid, now=desk.now)
    rooms = {entry.uid: entry.talk.place.room for entry in desk.store.find(TalkQuery())}
    assert rooms == {desk.uid: "R 14", other: "R 12"}
    Joins(desk.store).join(desk.uid, other, now=desk.now)
    assert desk.shown().talk.place.room == "R 14"


def test_a_correction_of_a_listing_that_is_joined_later_is_kept_and_taken_back(store: Store) -> None:
    desk = Desk(store)
    other = desk.shown().parts[1].uid
    Joins(store).split(other, now=desk.now)
    Corrections(store).fix(other, ["room=R 77"], reason="seen", now=desk.now)
    Joins(store).join(desk.uid, other, now=desk.now)
    assert desk.shown().talk.place.room == "R 77"
    assert [one.field for one in Corrections(store).of(desk.shown())] == ["room"]
    Corrections(store).unfix(desk.uid, ["room"], now=desk.now)
    assert desk.shown().talk.place.room == "R 12"


def test_a_correction_outlives_the_move_of_its_source(desk: Desk) -> None:
    """What a person said of a talk of the new source holds of the one it is merged into."""
    twin = Sighting(
        "talk", "https://north.example/talks/1", "https://north.example/talks/1", _claims("north"), own_page=True
    )
    new = Source(id="new", name="New", timezone="Europe/Berlin", listing=(Listing(url="https://north.example/talks"),))
    ingest(desk.store, new, Harvest("new", "new-1", desk.now, desk.now, (twin,), 1), now=desk.now)
    (young,) = desk.store.known("new")
    Corrections(desk.store).fix(young.uid, ["room=R 14"], reason="the door says so", now=desk.now)
    sources = [_source("north").model_copy(update={"moved_to": "new"}), _source("south"), new]
    desk.store.sources_sync(sources, now=desk.now + timedelta(hours=1))
    entry = desk.shown()
    assert (entry.uid, entry.talk.place.room) == (desk.uid, "R 14")
    assert young.uid in entry.aliases
    (held,) = Corrections(desk.store).of(entry)
    assert (held.uid, held.field, held.reason) == (desk.uid, "room", "the door says so")
    ingest(desk.store, new, Harvest("new", "new-2", desk.now, desk.now, (twin,), 1), now=desk.now + timedelta(hours=2))
    assert desk.shown().talk.place.room == "R 14"
    Corrections(desk.store).unfix(desk.uid, (), now=desk.now + timedelta(hours=3))
    assert desk.shown().talk.place.room == "R 12"


def test_what_another_listing_said_already_changes_nothing_that_is_seen(desk: Desk) -> None:
    """The first listing learns the room and the way to attend that were shown: its row says so now, its history
    nothing, and what was known before stays what it was."""
    before, moment = desk.shown(), desk.now
    assert before.talk.place.room == "R 12"
    desk.crawl("north", room="R 12", mode="hybrid")
    assert desk.store.known("north")[0].talk.place.room == "R 12"
    after = desk.shown()
    assert (after.revision, after.sequence, after.updated) == (before.revision, before.sequence, before.updated)
    assert talk_json(after.talk) == talk_json(before.talk)
    (then,) = desk.store.find(replace(TalkQuery(), as_of=moment))
    assert talk_json(then.talk) == talk_json(before.talk)
    assert [step.number for step in desk.store.history(desk.uid)] == list(range(1, before.revision + 1))
    desk.crawl("north", room="R 14", mode="hybrid")
    assert (desk.shown().talk.place.room, desk.shown().sequence) == ("R 14", before.sequence + 1)
