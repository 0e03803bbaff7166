"""What counts towards believing: a page that changes its mind, a run that comes twice, and what only persons did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.sources import Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.ingest import ingest
from pipeline.known import Known
from pipeline.store import Corrections, Store
from pipeline.store.joining import Joins
from pipeline.talk import At, Claim, Coverage, Layer, Person, Sighting, Span, Status, Talk

LISTING = "https://institute.example/talks/"
FAR = Coverage(reach=((LISTING, date(2027, 1, 1)),))
TALKS = {
    "a": {"title": "On the Number of Stars", "when": "March 3, 2026, 3 pm", "speaker": "Ada Byron"},
    "b": {"title": "Against Copper", "when": "March 10, 2026, 3 pm", "speaker": "Lise Abel"},
    "c": {"title": "Why Mosses", "when": "March 17, 2026, 3 pm", "speaker": "Emmy Sato"},
    "z": {"title": "The Last Harbour", "when": "December 1, 2026, 3 pm", "speaker": "Vera Kummer"},
}


class Desk:
    """An institute of four talks, crawled every six hours, and a person."""

    def __init__(self, store: Store, source: Source, now: datetime) -> None:
        self.store, self.source, self.now, self.pen = store, source, now, Corrections(store)
        self.crawl()

    def crawl(self, without: str = "", coverage: Coverage = FAR, **says: dict[str, str]) -> Harvest:
        self.now += timedelta(hours=6)
        seen = [self.sighting(name, says.get(name, {})) for name in TALKS if name not in without]
        run = f"run-{self.now.isoformat()}"
        harvest = Harvest("institute", run, self.now, self.now, tuple(seen), pages_ok=5, coverage=coverage)
        self.again(harvest)
        return harvest

    def again(self, harvest: Harvest) -> None:
        ingest(self.store, self.source, harvest, now=self.now)

    @staticmethod
    def sighting(name: str, says: dict[str, str]) -> Sighting:
        said = {**TALKS[name], **says}.items()
        claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in said if v)
        url = f"{LISTING}{name}"
        return Sighting("talk", url, url, claims, own_page=True)

    def known(self, name: str) -> Known:
        (found,) = (old for old in self.store.known("institute") if old.talk.url == f"{LISTING}{name}")
        return found

    def fix(self, name: str, *assignments: str) -> None:
        self.now += timedelta(minutes=1)
        self.pen.fix(self.known(name).uid, assignments, reason="the door says so", now=self.now)

    def unfix(self, name: str) -> None:
        self.now += timedelta(minutes=1)
        self.pen.unfix(self.known(name).uid, (), now=self.now)


@pytest.fixture
def desk(store: Store, source: Source, now: datetime) -> Desk:
    return Desk(store, source, now)


R12, R14 = {"room": "R 12"}, {"room": "R 14"}


def test_a_page_that_cannot_make_up_its_mind_is_believed_when_it_has_said_the_same_three_times(desk: Desk) -> None:
    for says in (R12, R14, R12):
        desk.crawl(a=says)
        assert desk.known("a").talk.place.room == says["room"]
    for _ in range(2):
        desk.crawl(a=R14)
        assert desk.known("a").talk.place.room == "R 12"
    desk.crawl(a=R14)
    assert (desk.known("a").talk.place.room, desk.known("a").unsettled) == ("R 14", {})


def test_a_run_that_comes_again_counts_once(desk: Desk) -> None:
    for says in (R12, R14, R12):
        desk.crawl(a=says)
    last = desk.crawl(a=R14)
    held = desk.known("a")
    for _ in range(4):
        desk.again(last)
        assert desk.known("a") == held
    assert held.talk.place.room == "R 12"


def test_what_a_run_could_not_read_it_could_not_read_either_when_it_comes_again(desk: Desk) -> None:
    """The address of a talk may have been reused, and its page, which would tell, answered with an error."""
    card = {"title": "Umbrellas of Rain", "when": "May 5, 2026, 11 am", "speaker": ""}
    unread = Coverage(reach=FAR.reach, unread=(f"{LISTING}b",), down=(f"{LISTING}b",))
    harvest = desk.crawl(b=card, coverage=unread)
    desk.again(harvest)
    assert desk.known("b").talk.title == "Against Copper"


@pytest.mark.parametrize("order", [1, -1])
def test_a_card_at_an_address_used_again_is_the_talk_that_is_there_now(order: int) -> None:
    """Two talks are known at one address; whichever comes first, a card of one whose page is down is no sight of the
    other."""

    def at_b(uid: str, title: str, day: int, name: str) -> Known:
        when = Span(datetime(2026, 4, day, 15), timezone="UTC")
        keys = keys_of(f"{LISTING}b", (), when.day, title)
        one = Talk("institute", f"{LISTING}b", title, when, speakers=(Person(name),), keys=keys)
        return Known(uid, one, keys=keys, found_on=(LISTING,))

    was, now_there = at_b("1", "Against Copper", 2, "Lise Abel"), at_b("2", "Umbrellas of Rain", 23, "Ada Byron")
    was = replace(was, misses={"unlisted": 1})
    card = replace(now_there.talk, speakers=())
    unread = Coverage(reach=FAR.reach, unread=(f"{LISTING}b",), down=(f"{LISTING}b",))
    verdict = decide([card], [was, now_there][::order], unread, now=datetime(2026, 2, 4, 9, tzinfo=UTC))
    assert verdict.met == {"2"}
    assert verdict.changes == ()


def test_what_persons_did_is_no_flapping(desk: Desk) -> None:
    joins = Joins(desk.store)
    desk.crawl(a={"speaker": ""}, b={"speaker": ""})
    one, other = desk.known("a").uid, desk.known("c").uid
    joins.join(one, other, now=desk.now + timedelta(minutes=1))  # shown with the other's speaker
    joins.split(one, now=desk.now + timedelta(minutes=2))
    desk.crawl(b={"speaker": ""}, a={"speaker": "Emmy Sato"})
    assert [one.name for one in desk.known("a").talk.speakers] == ["Emmy Sato"]
    desk.fix("b", "speakers=Grace Hurwitz")
    desk.unfix("b")
    desk.crawl(b={"speaker": "Grace Hurwitz"})
    assert [one.name for one in desk.known("b").talk.speakers] == ["Grace Hurwitz"]


# ── Absence under a correction ────────────────────────────────────────────────────────────────────────────────────────


def test_a_persons_word_is_no_sight_of_a_talk(desk: Desk) -> None:
    desk.crawl(without="b")
    missed = desk.known("b").misses
    desk.fix("b", "room=R 14")
    assert desk.known("b").misses == missed == {"unlisted": 1}


def test_a_correction_hides_no_absence(desk: Desk) -> None:
    """Shown as called off, or as of a day that is over, the talk is missed like any other by what its source said."""
    desk.fix("b", "status=cancelled")
    desk.fix("c", "start=2026-01-05T15:00")
    for runs in (1, 2):
        desk.crawl(without="b")
        assert desk.known("b").misses == {"unlisted": runs}
    desk.crawl(without="b")
    assert (desk.known("b").talk.status, desk.known("b").misses) == (Status.CANCELLED, {})
    desk.unfix("b")
    assert desk.known("b").talk.status is Status.WITHDRAWN


def test_the_page_of_a_corrected_talk_is_asked_for_while_its_source_has_it_to_come(desk: Desk) -> None:
    desk.fix("b", "status=cancelled")
    desk.fix("c", "start=2026-01-05T15:00")
    everything = {f"{LISTING}{name}" for name in TALKS}
    assert set(desk.store.expected("institute", desk.now).urls) == everything
    desk.crawl(b={"title": "CANCELLED: Against Copper"})
    assert set(desk.store.expected("institute", desk.now).urls) == everything - {f"{LISTING}b"}


def test_a_talk_whose_own_page_is_down_is_not_missed(desk: Desk) -> None:
    down = Coverage(reach=FAR.reach, down=(f"{LISTING}b",), unread=(f"{LISTING}b",))
    for _ in range(5):
        desk.crawl(without="b", coverage=down)
    assert (desk.known("b").talk.status, desk.known("b").misses) == (Status.CONFIRMED, {})
