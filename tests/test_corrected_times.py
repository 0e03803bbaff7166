"""Start, end and zone as a person corrects them: with or without a day, and while the source moves the talk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from config.errors import CorrectionError
from config.sources import Source
from pipeline.assignments import understood
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections, Store
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Span, Talk

TALK = Talk(
    source="institute",
    url="https://institute.example/talks/stars",
    title="On the Number of Stars",
    when=Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16), "America/Chicago"),
)


# ── Hours without a day ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("texts", "start", "end"),
    [
        (("start=14:30", "end=15:30"), "2026-03-03T14:30", "2026-03-03T15:30"),
        (("start=17:30", "end=18:30"), "2026-03-03T17:30", "2026-03-03T18:30"),
        (("start=2026-03-05T17:30", "end=18:30"), "2026-03-05T17:30", "2026-03-05T18:30"),
        (("start=17:30", "end=2026-03-04T01:00"), "2026-03-03T17:30", "2026-03-04T01:00"),
        (("start=2026-03-05", "end=2026-03-06"), "2026-03-05", "2026-03-06"),
    ],
)
def test_an_end_is_on_the_day_of_the_new_start_in_whichever_order_they_are_said(
    texts: tuple[str, ...], start: str, end: str
) -> None:
    for said in (texts, texts[::-1]):
        wanted = understood(said, TALK)
        assert (wanted["start"], wanted["end"]) == (start, end)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (("start=14:30", "end=13:30"), "end: 2026-03-03T13:30 is not after the start 2026-03-03T14:30"),
        (("start=14:30", "end=14:30"), "is not after the start"),
        (("start=14:30", "end=25:00"), "end: '25:00' is no hour"),
        (("start=2:90", "end=15:30"), "start: '2:90' is no hour"),
        (("start=2026-03-05", "end=15:30"), "write it too: start=2026-03-05T15:00 end=2026-03-05T16:00"),
        (("start=", "end=15:30"), "write both: start=2026-12-01T15:00 end=2026-12-01T16:00"),
        (("start=2026-03-05T15:00", "end=2026-03-05"), "has an hour; write one: end=2026-03-05T16:00"),
        (("start=2027-03-14T02:30",), "no 02:30 on 2027-03-14 in America/Chicago, .* write start=2027-03-14T03:30"),
        (("end=2027-03-14T02:30",), "end: there is no 02:30 on 2027-03-14"),
    ],
)
def test_a_start_and_an_end_that_cannot_be_are_refused_in_a_sentence(texts: tuple[str, ...], sentence: str) -> None:
    for said in (texts, texts[::-1]):
        with pytest.raises(CorrectionError, match=sentence):
            understood(said, TALK)


def test_hours_of_a_talk_without_a_day_need_one() -> None:
    nowhere = Talk("institute", TALK.url, TALK.title, Span(None))
    for said in (("start=14:30", "end=15:30"), ("end=15:30", "start=14:30")):
        with pytest.raises(CorrectionError, match="start: the talk has no day yet"):
            understood(said, nowhere)
    bare = Talk("institute", TALK.url, TALK.title, Span(date(2026, 3, 3), None, "America/Chicago", time_known=False))
    assert understood(("end=15:30", "start=14:30"), bare)["end"] == "2026-03-03T15:30"


# ── Held along ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Desk:
    """A talk of one institute, its source's word, and a person with a pen; on a database."""

    def __init__(self, store: Store, source: Source, now: datetime) -> None:
        self.store, self.source, self.now, self.pen = store, source, now, Corrections(store)
        self.says("Tuesday, March 3, 2026, 3:00–4:00 pm")
        self.uid = self.entry.uid

    def says(self, when: str, **more: str) -> None:
        self.now += timedelta(hours=6)
        url = f"{self.source.listing[0].url}stars"
        texts = {"title": TALK.title, "when": when} | more
        claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in texts.items())
        seen = Sighting("talk", url, url, claims, own_page=True)
        reach = Coverage(reach=((self.source.listing[0].url, date(2026, 12, 31)),))
        run = f"{self.source.id}-{self.now.isoformat()}"
        harvest = Harvest(self.source.id, run, self.now, self.now, (seen,), 1, coverage=reach)
        ingest(self.store, self.source, harvest, now=self.now)

    def fix(self, *assignments: str) -> None:
        self.now += timedelta(minutes=1)
        self.pen.fix(self.uid, assignments, reason="a mail", now=self.now)

    @property
    def entry(self) -> Entry:
        (entry,) = self.store.find(TalkQuery())
        return entry

    @property
    def end(self) -> object:
        return self.entry.talk.when.end

    def states(self) -> dict[str, str]:
        """What people are told of corrections."""
        return {one.field: one.state() for one in self.pen.all() if not one.is_held_along}


@pytest.fixture
def desk(store: Store, source: Source, now: datetime) -> Desk:
    return Desk(store, source, now)


def test_an_end_that_nobody_corrected_is_the_sources_where_it_agrees_on_the_start(desk: Desk) -> None:
    desk.fix("start=2026-03-05T15:00")
    assert (desk.end, desk.states()) == (None, {"start": "holds"})
    desk.says("Thursday, March 5, 2026, 3:00–4:00 pm")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 5, 16), {"start": "agreed"})
    assert {one.state() for one in desk.pen.all()} <= {"holds", "agreed"}
    assert desk.entry.sequence == 2
    desk.says("Thursday, March 5, 2026, 3:00–4:30 pm")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 5, 16, 30), {"start": "agreed"})
    written = len(desk.store.history(desk.uid))
    desk.says("Thursday, March 5, 2026, 3:00–4:30 pm")
    assert len(desk.store.history(desk.uid)) == written
    desk.pen.unfix(desk.uid, (), now=desk.now)
    assert desk.end == datetime(2026, 3, 5, 16, 30)


def test_an_end_held_along_is_no_conflict_of_its_own_while_the_source_says_another_start(desk: Desk) -> None:
    desk.fix("start=2026-03-05T15:00")
    desk.says("Friday, March 6, 2026, 9:00–10:00 am")
    assert (desk.end, desk.states()) == (None, {"start": "conflict"})
    assert [one.field for those in desk.pen.conflicts().values() for one in those] == ["start"]
    desk.says("Thursday, March 5, 2026, 3:00–4:00 pm")
    desk.says("Friday, March 6, 2026, 9:00–10:00 am")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 5, 16), {"start": "conflict"})


def test_an_end_that_still_fits_follows_too(desk: Desk) -> None:
    desk.fix("start=15:30")
    assert desk.end == datetime(2026, 3, 3, 16)
    desk.says("Tuesday, March 3, 2026, 3:00–5:00 pm")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 3, 16), {"start": "holds"})
    desk.says("Tuesday, March 3, 2026, 3:30–5:00 pm")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 3, 17), {"start": "agreed"})


@pytest.mark.parametrize(
    "words",
    [
        [("start=2026-03-05T15:00", "end=17:00")],
        [("start=2026-03-05T15:00",), ("end=17:00",)],
        [("start=2026-03-04T15:00", "end=2026-03-05T17:00"), ("start=2026-03-05T15:00",)],
    ],
)
def test_an_end_that_a_person_said_stays(desk: Desk, words: list[tuple[str, ...]]) -> None:
    for said in words:
        desk.fix(*said)
    assert desk.end == datetime(2026, 3, 5, 17)
    desk.says("Thursday, March 5, 2026, 3:00–4:00 pm")
    assert (desk.end, desk.states()) == (datetime(2026, 3, 5, 17), {"start": "agreed", "end": "conflict"})
    desk.says("Thursday, March 5, 2026, 3:00–5:00 pm")
    assert desk.states() == {"start": "agreed", "end": "agreed"}


def test_a_start_corrected_back_to_what_the_source_says_has_its_end(desk: Desk) -> None:
    desk.fix("start=2026-03-05T15:00")
    desk.fix("start=2026-03-03T15:00")
    assert desk.end == datetime(2026, 3, 3, 16)


def test_until_there_was_a_mark_an_end_that_became_unknown_is_taken_for_held_along(
    desk: Desk, database_url: str
) -> None:
    desk.fix("start=2026-03-05T15:00", "room=R 14")
    with desk.store.changing() as connection:
        connection.execute(text("ALTER TABLE correction DROP COLUMN along"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0010'"))
    desk.store.close()
    with Store.open(database_url) as store:
        held = {one.field: one.along for one in Corrections(store).all()}
    assert held == {
        "start": False, "end": True, "timezone": True, "all_day": True, "time_known": True, "room": False
    }  # fmt: skip


# ── Each with its own reason and last day ─────────────────────────────────────────────────────────────────────────────


def test_another_word_on_the_time_leaves_the_reason_of_the_first(desk: Desk) -> None:
    desk.pen.fix(desk.uid, ["start=14:00"], reason="the door says so", now=desk.now)
    desk.pen.fix(desk.uid, ["end=18:00"], reason="a reception", now=desk.now + timedelta(minutes=1))
    assert {one.field: one.reason for one in desk.pen.all() if not one.is_held_along} == {
        "start": "the door says so",
        "end": "a reception",
    }


def test_start_and_end_run_out_together_or_are_refused(desk: Desk) -> None:
    last = desk.now.date() + timedelta(days=3)
    desk.pen.fix(desk.uid, ["start=14:00"], reason="the door says so", now=desk.now)
    with pytest.raises(CorrectionError, match="start is corrected with no --until"):
        desk.pen.fix(desk.uid, ["end=18:00"], reason="a reception", now=desk.now, until=last)
    desk.pen.fix(desk.uid, ["start=14:00", "end=18:00"], reason="a reception", now=desk.now, until=last)
    with pytest.raises(CorrectionError, match=f"with --until {last}"):
        desk.pen.fix(desk.uid, ["end=19:00"], reason="a longer one", now=desk.now)
    desk.pen.fix(desk.uid, ["room=R 1"], reason="so", now=desk.now)
    assert desk.end == datetime(2026, 3, 3, 18)
