"""Words of several persons at once, said twice, or in an unlucky order; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from config.errors import CorrectionError
from config.sources import Listing, Source
from pipeline.changes import Report
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections, Store
from pipeline.store.joining import Joins
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Status

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
STARS = {"title": "On the Number of Stars", "when": "March 3, 2026, 3 pm", "speaker": "Ada Byron", "room": "R 12"}


def crawl(store: Store, where: str, now: datetime, *talks: dict[str, str], believe: bool = False) -> Report:
    """A whole run of an institute that announces these talks, and nothing else."""
    listing = f"https://{where}.example/talks"
    made = Source(id=where, name=where.title(), timezone="Europe/Berlin", listing=(Listing(url=listing),))
    seen = []
    for number, said in enumerate(talks):
        claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in said.items())
        url = f"{listing}/{said.get('slug', number)}"
        seen.append(Sighting("talk", url, url, claims, own_page=True))
    coverage = Coverage(reach=((listing, date(2027, 1, 1)),))
    harvest = Harvest(where, f"{where}-{now.isoformat()}", now, now, tuple(seen), 1, coverage=coverage)
    return ingest(store, made, harvest, now=now, believe=believe)


def shown(store: Store) -> Entry:
    (entry,) = store.find(TalkQuery())
    return entry


def at_once(*words: Callable[[], object]) -> list[object]:
    """What each of these came to, said at the same moment: what it gave, or what it raised."""
    start = Barrier(len(words))

    def say(word: Callable[[], object]) -> object:
        start.wait()
        try:
            return word()
        except CorrectionError as refused:
            return refused

    with ThreadPoolExecutor(len(words)) as pool:
        return list(pool.map(say, words))


@pytest.fixture
def joined(store: Store) -> Store:
    """One talk that two institutes announce."""
    for where in ("north", "south"):
        crawl(store, where, NOW, STARS)
    assert len(shown(store).parts) == 2
    return store


def test_several_correct_one_talk_at_once(joined: Store) -> None:
    pen, parts = Corrections(joined), [part.uid for part in shown(joined).parts]
    later = NOW + timedelta(minutes=5)
    values = {"room": "R 14", "venue": "Hall", "title": "On Dust", "abstract": "Of dust."}
    words = [
        lambda uid=parts[number % 2], name=name, value=value: pen.fix(
            uid, [f"{name}={value}"], reason="the door says so", now=later
        )
        for number, (name, value) in enumerate(values.items())
    ]
    at_once(*words, lambda: crawl(joined, "north", later, STARS), lambda: crawl(joined, "south", later, STARS))
    talk = shown(joined).talk
    assert (talk.place.room, talk.place.venue, talk.title, talk.abstract) == tuple(values.values())
    for uid in parts:
        assert [step.number for step in joined.history(uid)] == list(range(1, len(joined.history(uid)) + 1))


def test_two_take_one_correction_back_and_leave_the_other(joined: Store) -> None:
    pen, uid, later = Corrections(joined), shown(joined).uid, NOW + timedelta(minutes=5)
    for _ in range(5):
        pen.fix(uid, ["room=R 14", "venue=Hall"], reason="the door says so", now=later)
        found = at_once(*[lambda: pen.unfix(uid, ["room"], now=later)] * 3)
        assert sum(isinstance(one, CorrectionError) for one in found) == 2
        assert [one.field for one in pen.all()] == ["venue"]
        assert (shown(joined).talk.place.room, shown(joined).talk.place.venue) == ("R 12", "Hall")


def test_a_correction_made_anew_does_not_run_out_with_the_old_one(joined: Store) -> None:
    pen, uid, later = Corrections(joined), shown(joined).uid, NOW + timedelta(days=9)
    pen.fix(uid, ["room=R 14"], reason="today only", now=NOW, until=NOW.date())
    at_once(
        lambda: pen.fix(uid, ["room=R 15"], reason="for good", now=later),
        *[lambda: pen.expire(later)] * 2,
    )
    assert shown(joined).talk.place.room == "R 15"


# ── Said twice ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_believed_twice_withdraws_once(store: Store) -> None:
    talks = [
        {**STARS, "title": f"Star {n} of Many", "when": f"March {n}, 2026, 3 pm", "slug": f"{n}"} for n in range(3, 9)
    ]
    crawl(store, "north", NOW, *talks)
    doubted = crawl(store, "north", NOW + timedelta(hours=1), talks[0])
    assert doubted.doubt
    first = crawl(store, "north", NOW + timedelta(hours=2), talks[0], believe=True)
    steps = {entry.uid: store.history(entry.uid) for entry in store.find(TalkQuery())}
    second = crawl(store, "north", NOW + timedelta(hours=3), talks[0], believe=True)
    again = crawl(store, "north", NOW + timedelta(hours=3), talks[0], believe=True)  # the very same run
    assert [one.withdrawn for one in (first, second, again)] == [5, 0, 0]
    assert {entry.uid: store.history(entry.uid) for entry in store.find(TalkQuery())} == steps
    back = crawl(store, "north", NOW + timedelta(hours=4), *talks)
    assert back.reinstated == 5


def test_set_apart_after_an_edit_each_says_its_own(store: Store) -> None:
    crawl(store, "north", NOW, STARS)
    crawl(
        store,
        "south",
        NOW,
        {**STARS, "title": "Copper, Briefly", "speaker": "Lise Abel", "when": "March 9, 2026, 1 pm"},
    )
    before = {entry.uid: entry for entry in store.find(TalkQuery())}
    one, other = sorted(before)
    lead = Joins(store).join(one, other, now=NOW + timedelta(minutes=1))
    crawl(store, "north", NOW + timedelta(hours=1), {**STARS, "title": "On the Weight of Stars", "room": "R 99"})
    joined = shown(store)
    assert joined.uid == lead
    Joins(store).split(one, now=NOW + timedelta(hours=2))
    after = {entry.uid: entry for entry in store.find(TalkQuery())}
    assert after.keys() == before.keys()
    titles = {entry.talk.source: (entry.talk.title, entry.talk.place.room) for entry in after.values()}
    assert titles == {"north": ("On the Weight of Stars", "R 99"), "south": ("Copper, Briefly", "R 12")}
    assert all(after[uid].sequence >= before[uid].sequence for uid in before)
    assert after[lead].updated > joined.updated  # it is announced in one place only again
    crawl(store, "north", NOW + timedelta(hours=3), {**STARS, "title": "On the Weight of Stars", "room": "R 99"})
    assert {entry.uid for entry in store.find(TalkQuery())} == before.keys()  # a person's word stands
    assert all(entry.talk.status is Status.CONFIRMED for entry in store.find(TalkQuery()))
