"""Corrections as values: whatever they change, taking them back gives what the source said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from config.errors import CorrectionError
from pipeline.assignments import understood
from pipeline.changes import Known, Verdict, compare
from pipeline.corrections import Correction, correct, overlay, reconcile, source_word, take_back, uncorrected
from pipeline.form import with_fields
from pipeline.talk import (
    Kind,
    Listed,
    Mode,
    Person,
    Place,
    Span,
    Status,
    Talk,
    talk_json,
)
from tests.corrected import CHICAGO, LISTING

# ── As values ─────────────────────────────────────────────────────────────────────────────────────────────────────────

words = st.none() | st.sampled_from(["R 12", "R 14", "Hall"])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
starts = (
    st.none()
    | days
    | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda x: x.replace(microsecond=0, second=0))
)


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """Any talk of the one address."""
    start = draw(starts)
    length = draw(st.none() | st.integers(1, 9))
    step = timedelta(hours=length or 0) if isinstance(start, datetime) else timedelta(days=length or 0)
    is_day = start is not None and not isinstance(start, datetime)
    span = Span(start, start + step if start and length else None, CHICAGO, is_day, not is_day or draw(st.booleans()))
    people = st.lists(st.builds(Person, st.sampled_from("ABC"), words), max_size=2).map(tuple)
    return Talk(
        source="institute",
        url=f"{LISTING}stars",
        title=draw(st.sampled_from(["On Stars", "TBA", "On Dust"])),
        when=span,
        series=draw(words),
        kind=draw(st.sampled_from(Kind)),
        topics=draw(st.lists(st.sampled_from("xyz"), max_size=2).map(tuple)),
        status=draw(st.sampled_from([Status.CONFIRMED, Status.CANCELLED, Status.POSTPONED])),
        place=Place(draw(st.none() | st.sampled_from(Mode)), draw(words), draw(words), draw(words)),
        speakers=draw(people),
        hosts=draw(people),
        abstract=draw(words),
        listings=(Listed("institute", f"{LISTING}stars"),),
        keys=("url:stars",),
    )


@given(talks(), talks())
def test_the_form_reads_back(one: Talk, other: Talk) -> None:
    form = {k: v for k, v in talk_json(other).items() if k not in ("source", "confidence")}
    assert with_fields(one, form) == other


assignments = st.sampled_from(
    (
        "room=R 99",
        "room=",
        "title=Corrected",
        "status=confirmed",
        "speakers=Eve (X)",
        "venue=Hall 9",
        "abstract=",
        "start=2026-06-01T15:00",
        "start=2026-06-01",
        "start=",
        "timezone=Europe/Paris",
        "end=23:59",
    )
)
steps = st.lists(
    st.one_of(
        talks().map(lambda talk: ("sees", talk)),
        st.just(("misses", None)),
        st.lists(assignments, min_size=1, max_size=3, unique_by=lambda x: x.split("=")[0]).map(lambda x: ("fix", x)),
        st.sampled_from(["room", "start", "title", "all"]).map(lambda x: ("unfix", x)),
    ),
    max_size=12,
)


@given(talks(), steps)
def test_what_is_shown_is_always_the_sources_word_with_the_corrections(
    first: Talk, steps: list[tuple[str, Any]]
) -> None:
    """A life of crawls and corrections: the source's word is never lost, SEQUENCE never falls, twice is once."""
    now = datetime.fromisoformat("2026-02-04T09:00:00Z")
    said, old, held = first, Known("u", first, keys=first.keys), list[Correction]()
    number = 0
    for what, given_ in steps:
        before = old
        now += timedelta(hours=1)
        if what == "sees" or what == "misses":
            said = given_ if what == "sees" else said
            for _ in range(2):
                (known,) = uncorrected([old], {"u": held})
                change = compare(said, known)
                verdict = Verdict((change,) if change else ())
                verdict, noticed, _ = reconcile(verdict, {"u": held}, now=now)
                held = [x for x in ({one.id: one for one in (*held, *noticed)}).values() if x.ended_at is None]
                old = _after(old, verdict.changes[0] if verdict.changes else None)
            assert not verdict.changes
            assert not noticed
        else:
            try:
                if what == "fix":
                    done = correct(old, held, understood(given_, old.talk), reason="r", now=now)
                else:
                    done = take_back(old, held, () if given_ == "all" else (given_,), now=now)
            except CorrectionError:
                continue
            gone = {one.id for one in done.corrections if one.id}
            held = [one for one in held if one.id not in gone]
            for one in done.corrections:
                if one.id is None:
                    number += 1
                    held.append(replace(one, id=number))
            old = _after(old, done.change)
        shown_as = {k: v for k, v in talk_json(overlay(said, held)).items() if k != "confidence"}
        assert {k: v for k, v in talk_json(old.talk).items() if k != "confidence"} == shown_as
        assert source_word(old.talk, held) == replace(said, confidence=old.talk.confidence)
        assert old.sequence >= before.sequence
        when = old.talk.when
        assert (
            when.end is None or when.start is None or type(when.end) is not type(when.start) or when.end >= when.start
        )


def _after(old: Known, change: Any) -> Known:
    return old if change is None else replace(old, talk=change.talk, sequence=change.sequence, revision=change.revision)
