"""Start, end and zone as a person corrects them: with or without a day, and while the source moves the talk."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from config.errors import CorrectionError
from pipeline.assignments import understood
from pipeline.talk import Span, Talk

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
        (("start=2026-03-05", "end=15:30"), "is not after the start 2026-03-05"),
        (("start=", "end=15:30"), "is not after the start"),
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
