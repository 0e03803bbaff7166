"""What people correct survives crawls, notices when its source changes, and can be taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from config.errors import CorrectionError
from config.sources import Source
from pipeline.assignments import understood
from pipeline.corrections import moment
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections, Store
from pipeline.store.tables import correction, metadata
from pipeline.talk import (
    At,
    Claim,
    Coverage,
    Layer,
    Person,
    Sighting,
    Span,
    Status,
    Talk,
)
from tests.corrected import CHICAGO, LISTING, TALK


def sighting(**claims: str) -> Sighting:
    """The talk's own page as it stands, with these claims besides."""
    said = {"title": "On the Number of Stars", "when": "Tuesday, March 3, 2026, 3:00–4:00 pm", "room": "R 12"} | claims
    made = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in said.items() if v)
    return Sighting("talk", f"{LISTING}stars", f"{LISTING}stars", made, own_page=True)


class Desk:
    """An institute's page, crawled every six hours; and a person with a pen."""

    def __init__(self, store: Store, source: Source, now: datetime) -> None:
        self.store, self.source, self.now, self.pen = store, source, now, Corrections(store)
        self.crawl()
        self.uid = self.entry.uid

    def crawl(self, *, seen: bool = True, **claims: str) -> None:
        self.now += timedelta(hours=6)
        coverage = Coverage(reach=((LISTING, date(2027, 1, 1)),))
        sightings = (sighting(**claims),) if seen else ()
        run = f"run-{self.now.isoformat()}"
        harvest = Harvest("institute", run, self.now, self.now, sightings, pages_ok=2, coverage=coverage)
        ingest(self.store, self.source, harvest, now=self.now)

    def fix(self, *assignments: str, until: date | None = None) -> None:
        self.now += timedelta(minutes=1)
        self.pen.fix(self.uid, assignments, reason="the door says so", now=self.now, until=until)

    def unfix(self, *fields: str) -> None:
        self.now += timedelta(minutes=1)
        self.pen.unfix(self.uid, fields, now=self.now)

    @property
    def entry(self) -> Entry:
        (found,) = self.store.find(TalkQuery())
        return found

    @property
    def talk(self) -> Talk:
        return self.entry.talk

    def rows(self) -> dict[str, list[list[str]]]:
        with self.store.reading() as connection:
            return {
                name: sorted([*map(str, row)] for row in connection.execute(table.select()))
                for name, table in metadata.tables.items()
                if name not in ("run", "source", "rejection")
            }


@pytest.fixture
def desk(store: Store, source: Source, now: datetime) -> Desk:
    """A talk that was crawled once."""
    return Desk(store, source, now)


# ── In the database ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_survives_crawls_which_then_write_nothing(desk: Desk) -> None:
    desk.fix("room=R 14")
    assert (desk.talk.place.room, desk.entry.sequence) == ("R 14", 1)
    before = desk.rows()
    desk.crawl()
    desk.crawl()
    assert desk.rows() == before


def test_a_correction_is_a_revision_by_a_person(desk: Desk) -> None:
    desk.fix("room=R 14", "speakers=Ada Lovelace (Cambridge); Alan Turing")
    first, second = desk.store.history(desk.uid)
    assert (first.by, second.by, second.note) == (None, "person", "the door says so")
    assert second.kind == "place changed, speaker changed"
    assert second.diff["room"] == ("R 12", "R 14")
    assert desk.talk.speakers == (Person("Ada Lovelace", "Cambridge"), Person("Alan Turing"))
    assert next(run.id[:7] for run in desk.store.runs()) == "person-"


def test_other_fields_follow_the_source(desk: Desk) -> None:
    desk.fix("room=R 14")
    desk.crawl(title="On the Number of Stars", when="Tuesday, March 3, 2026, 5:00–6:00 pm")
    assert desk.talk.when.start == datetime(2026, 3, 3, 17)
    assert (desk.talk.place.room, desk.entry.sequence) == ("R 14", 2)
    assert desk.pen.conflicts() == {}


def test_a_source_that_changes_under_a_correction_raises_a_conflict_and_no_revision(desk: Desk) -> None:
    desk.fix("room=R 14")
    updated = desk.entry.updated
    desk.crawl(room="R 20")
    (one,) = desk.pen.all()
    assert (one.state(), one.was, one.says, one.conflict_at) == ("conflict", "R 12", "R 20", desk.now)
    assert (desk.talk.place.room, desk.entry.updated, desk.entry.sequence) == ("R 14", updated, 1)
    assert desk.pen.conflicts() == {"institute": [one]}
    assert "R 20" in [one.claim.text for one in desk.store.evidence(desk.uid) if one.claim]
    before = desk.rows()
    desk.crawl(room="R 20")
    assert desk.rows() == before


def test_a_source_that_says_nothing_any_more_is_a_conflict_too(desk: Desk) -> None:
    desk.fix("room=R 14")
    desk.crawl(room="")
    (one,) = desk.pen.all()
    assert (one.state(), one.says) == ("conflict", None)
    desk.unfix("room")
    assert desk.talk.place.room is None


def test_a_source_that_goes_back_settles_the_conflict_and_one_that_agrees_is_told(desk: Desk) -> None:
    desk.fix("room=R 14")
    desk.crawl(room="R 20")
    desk.crawl()
    assert [one.state() for one in desk.pen.all()] == ["holds"]
    desk.crawl(room="R 14")
    assert [one.state() for one in desk.pen.all()] == ["agreed"]


def test_a_source_that_agreed_and_takes_that_back_is_in_conflict(desk: Desk) -> None:
    desk.fix("status=cancelled")
    desk.crawl(status="cancelled")
    agreed = desk.now
    assert [one.state() for one in desk.pen.all()] == ["agreed"]
    desk.crawl(status="confirmed")
    (one,) = desk.pen.all()
    assert (one.state(), one.says, one.conflict_at) == ("conflict", "confirmed", desk.now)
    assert one.notices() == [(agreed, "cancelled", "agreed"), (desk.now, "confirmed", "conflict")]
    assert (desk.talk.status, desk.pen.conflicts()) == (Status.CANCELLED, {"institute": [one]})
    before = desk.rows()
    desk.crawl(status="confirmed")
    assert desk.rows() == before, "noticed once"


def test_all_that_was_noticed_stays_written(desk: Desk) -> None:
    desk.fix("room=R 14")
    moments = []
    for room in ("R 20", "R 12", "R 14"):
        desk.crawl(room=room)
        moments.append(desk.now)
    noticed = [*zip(moments, ("R 20", "R 12", "R 14"), ("conflict", "holds", "agreed"), strict=True)]
    assert desk.pen.all()[0].notices() == noticed
    desk.unfix("room")
    assert desk.pen.all(ended=True)[0].notices() == noticed


def test_what_was_noticed_before_all_of_it_was_kept_is_still_told(desk: Desk) -> None:
    desk.fix("room=R 14")
    desk.crawl(room="R 20")
    with desk.store.changing() as connection:
        connection.execute(update(correction).values(conflict={"says": "R 20"}))
    assert desk.pen.all()[0].notices() == [(desk.now, "R 20", "conflict")]


def test_taken_back_the_sources_present_word_returns(desk: Desk) -> None:
    desk.fix("room=R 14", "title=On Stars")
    desk.crawl(room="R 20")
    desk.unfix("room")
    assert (desk.talk.place.room, desk.talk.title) == ("R 20", "On Stars")
    desk.unfix()
    assert desk.talk.title == "On the Number of Stars"
    assert [revision.sequence for revision in desk.store.history(desk.uid)] == [0, 1, 2, 3]
    assert desk.pen.all() == []
    assert [one.state() for one in desk.pen.all(ended=True)] == ["taken back", "taken back"]
    before = desk.rows()
    desk.crawl(room="R 20")
    assert desk.rows() == before
    with pytest.raises(CorrectionError, match="this talk is not corrected"):
        desk.unfix()


def test_a_correction_runs_out_after_its_last_day(desk: Desk) -> None:
    desk.fix("room=R 14", until=desk.now.date())
    assert desk.pen.expire(desk.now) == []
    desk.now += timedelta(days=1)
    (change,) = desk.pen.expire(desk.now)
    assert (change.kind, desk.talk.place.room) == ("place changed", "R 12")
    assert desk.store.history(desk.uid)[-1].by == "expiry"
    assert [one.state() for one in desk.pen.all(ended=True)] == ["ran out"]
    assert desk.pen.expire(desk.now) == []


def test_a_corrected_start_holds_the_whole_time(desk: Desk) -> None:
    desk.fix("start=17:30")
    assert desk.talk.when == Span(datetime(2026, 3, 3, 17, 30), None, CHICAGO)  # an end at 16:00 would be nonsense
    desk.crawl(when="Thursday, March 5, 2026, 9:00–10:00 am")
    assert desk.talk.when == Span(datetime(2026, 3, 3, 17, 30), None, CHICAGO)
    assert {one.field: one.state() for one in desk.pen.all()}["start"] == "conflict"
    desk.unfix("start")
    assert desk.talk.when == Span(datetime(2026, 3, 5, 9), datetime(2026, 3, 5, 10), CHICAGO)
    assert desk.pen.all() == []


def test_a_corrected_end_is_over_when_the_source_moves_the_talk(desk: Desk) -> None:
    desk.fix("end=17:00")
    desk.crawl(when="Thursday, March 5, 2026, 9:00–10:00 am")
    assert desk.talk.when == Span(datetime(2026, 3, 5, 9), datetime(2026, 3, 5, 10), CHICAGO)
    assert [one.state() for one in desk.pen.all(ended=True)] == ["the source moved the talk"]


def test_a_correction_replaced_keeps_the_sources_word(desk: Desk) -> None:
    desk.fix("room=R 14")
    desk.crawl(room="R 20")
    desk.fix("room=R 15")
    (one,) = desk.pen.all()
    assert (one.value, one.was, one.state()) == ("R 15", "R 20", "holds")
    desk.unfix()
    assert desk.talk.place.room == "R 20"


def test_a_talk_called_off_by_a_person_stays_so_and_one_held_is_not_withdrawn(desk: Desk) -> None:
    desk.fix("status=cancelled")
    desk.crawl()
    assert desk.talk.status is Status.CANCELLED
    desk.fix("status=confirmed")
    for _ in range(4):
        desk.crawl(seen=False)
    assert desk.talk.status is Status.CONFIRMED


def test_a_series_is_corrected_to_the_name_it_is_known_by(desk: Desk) -> None:
    desk.crawl(series="Colloquium on Stars")
    desk.fix("series=colloquium on stars")
    for _ in range(3):  # until it is believed that the page names none any more
        desk.crawl(series="")
        assert desk.talk.series == "Colloquium on Stars"
    before = desk.rows()
    desk.crawl(series="")
    assert desk.rows() == before


# ── What people write ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("start=2026-12-01T15:00", "start", "2026-12-01T15:00"),
        ("start=2026-12-01 15:00", "start", "2026-12-01T15:00"),
        ("start=16:30", "start", "2026-03-03T16:30"),
        ("start=2026-12-01", "all_day", True),
        ("start=2026-12-01", "time_known", False),
        ("start=", "start", None),
        ("start=", "end", None),
        ("start=14:00", "end", "2026-03-03T16:00"),
        ("end=", "end", None),
        ("end=17:00", "end", "2026-03-03T17:00"),
        ("zone=Europe/Paris", "timezone", "Europe/Paris"),
        ("room=", "room", None),
        ("room= R   12a ", "room", "R 12a"),
        ("status=Canceled", "status", "cancelled"),
        ("mode=in person", "attendance_mode", "in-person"),
        ("kind=defense", "kind", "defence"),
        ("topics=stars; dust", "topics", ["stars", "dust"]),
        ("speaker=", "speakers", []),
        (
            "speakers=Ada Lovelace (Dept. (Maths); Cambridge) <https://ada.example/>; 山田 花子",
            "speakers",
            [
                {"name": "Ada Lovelace", "affiliation": "Dept. (Maths); Cambridge", "url": "https://ada.example/"},
                {"name": "山田 花子", "affiliation": None, "url": None},
            ],
        ),
        ("online_url=https://zoom.example/j/1", "online_url", "https://zoom.example/j/1"),
        ("title=a=b", "title", "a=b"),
    ],
)
def test_what_people_write_is_understood(text: str, field: str, value: object) -> None:
    assert moment(TALK, understood([text], TALK))[field] == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("room", "write FIELD=VALUE"),
        ("romo=3", "did you mean room"),
        ("uid=3", "Talkfeed keeps this itself"),
        ("recurrence=3", "cannot be corrected"),
        ("start=yesterday", "write start=2026-12-01T15:00"),
        ("start=2026-02-30", "is in no calendar"),
        ("start=25:00", "is no hour"),
        ("start=2026-12-01T15:00Z", "without an offset"),
        ("start=0003-12-01", "no talk takes place in 0003"),
        ("end=14:00", "is not after the start"),
        ("timezone=Mars/Olympus", "is no zone"),
        ("timezone=", "name one"),
        ("title=", "write title=TBA"),
        ("status=withdrawn", "none of confirmed"),
        ("url=javascript:alert(1)", "is no address"),
        ("speakers=((", "write speakers='Ada Lovelace"),
        ("time_known=perhaps", "write time_known=true"),
        ("time_known=false", "an hour is stated"),
        ("room=\x00", "nothing readable"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CorrectionError, match=re.escape(sentence)):
        understood([text], TALK)


def test_an_hour_needs_a_day_and_a_zone() -> None:
    with pytest.raises(CorrectionError, match="no day yet"):
        understood(["start=15:00"], replace(TALK, when=Span(None)))
    with pytest.raises(CorrectionError, match="needs a zone"):
        understood(["start=2026-12-01T15:00"], replace(TALK, when=Span(None)))
    with pytest.raises(CorrectionError, match="say it once"):
        understood(["room=1", "room=2"], TALK)
