"""Status words, what is no talk, kinds: tables anyone can extend, and bad input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.status import is_no_talk, read_kind, read_status
from pipeline.reading.title_states import split_status
from pipeline.talk import Kind, Status

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "status.toml").read_text(encoding="utf-8"))
SLOTS = [(row.get("status"), text) for row in TABLE["slot"] for text in row["texts"]]


@pytest.mark.parametrize(("status", "text"), SLOTS)
def test_a_state_counts_in_its_own_slot_only(status: str | None, text: str) -> None:
    assert read_status(text) == (Status(status) if status else None)


@pytest.mark.parametrize(
    "text",
    [
        "Because the lecture hall is closed the lecture is cancelled.",
        "The lecture hall is closed, the lecture is cancelled.",
        "The workshop link has changed; the workshop is cancelled",
        "The talk is cancelled in 2026.",
        "The talk was cancelled in 2026 because of illness.",
    ],
)
def test_a_gathering_named_behind_what_goes_with_it_is_off(text: str) -> None:
    assert read_status(text) is Status.CANCELLED


@pytest.mark.parametrize(
    "text",
    [
        "The seminar dinner is cancelled.",
        "The seminar dinner after the talk is cancelled.",
        "The lecture was cancelled in 1933.",
        "The talk was cancelled then.",
    ],
)
def test_what_goes_with_a_gathering_and_what_was_long_ago_call_nothing_off(text: str) -> None:
    assert read_status(text) is None


@pytest.mark.parametrize("row", TABLE["title"], ids=lambda row: row["text"])
def test_a_title_loses_its_state_words(row: dict[str, str]) -> None:
    status = Status(row["status"]) if "status" in row else None
    assert split_status(row["text"]) == (row.get("title", row["text"]), status)


def test_calendar_entries_are_no_talks() -> None:
    assert [text for text in TABLE["talks"]["none"] if not is_no_talk(text)] == []
    assert [text for text in TABLE["talks"]["some"] if is_no_talk(text)] == []


def test_a_reason_behind_no_class_is_what_is_said_where_a_speaker_is_named() -> None:
    assert [text for text in TABLE["spoken"]["none"] if not is_no_talk(text, spoken=True)] == []
    assert [text for text in TABLE["spoken"]["some"] if is_no_talk(text, spoken=True)] == []


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TABLE["kinds"].items() for text in texts])
def test_a_kind_is_named(kind: str, text: str) -> None:
    assert read_kind(text) == (None if kind == "none" else Kind(kind))


TITLES = st.sampled_from(["On foams", "Ada Byron (MIT): Random trees", "Noise cancellation: A survey", "泡について"])
STATES = st.sampled_from(["CANCELLED", "Canceled", "postponed", "Abgesagt", "annulé", "中止"])
FORMS = st.sampled_from(
    ["{0}: {1}", "{0} - {1}", "({0}) {1}", "[{0}] {1}", "{1} - {0}", "{1} ({0})", "{1} [{0}]", "{1} – {0}"]
)


@given(TITLES, STATES, FORMS)
@settings(max_examples=100, deadline=None)
def test_a_state_put_on_a_title_comes_off(title: str, state: str, form: str) -> None:
    rest, status = split_status(form.format(state, title))
    assert rest == title
    assert status in (Status.CANCELLED, Status.POSTPONED)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    read_status(text)
    is_no_talk(text)
    read_kind(text)
    rest, status = split_status(text)
    assert rest.strip() == text.strip() or status is not None


@pytest.mark.parametrize(
    "unit",
    ["a", "this talk ", "is ", "cancelled ", "- ", "(", "no ", "the seminar is ", "the next talk ",
     "is cancelled and it ", "cancelled, now it ", "findet in den ", "postponed by a half an ",
     "wir müssen den Vortrag ", "leider ", "⚠️ ", "⚠", "cancelled ⚠️", "originally but ", "in the ",
     "due to the ", "we regret to ", "/", "instead of ", ", "],
)  # fmt: skip
def test_long_texts_are_read_in_no_time(unit: str, in_no_time: Any) -> None:
    text = unit * (20_000 // len(unit))
    with in_no_time():
        for length in (150, 300, 20_000):
            read_status(text[:length])
            split_status(text[:length])
            is_no_talk(text[:length])
            read_kind(text[:length])
