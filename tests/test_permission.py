"""What may not be republished is shown nowhere: keys to meetings, and what a source keeps for itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from config.sources import Listing, Publish, Source
from pipeline.joins import together
from pipeline.query import Entry, Part
from pipeline.talk import Place, Talk, talk_json
from talkfeed.permission import permitted, without_passcodes
from talkfeed.wiring import App


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://x.zoom.us/j/123?pwd=aB3", "https://x.zoom.us/j/123"),
        ("https://x.zoom.us/j/123?pwd=aB3&uname=x", "https://x.zoom.us/j/123?uname=x"),
        ("https://x.zoom.us/j/123?uname=x&pwd=aB3#success", "https://x.zoom.us/j/123?uname=x#success"),
        ("https://x.example/m?pwd=a&passcode=b", "https://x.example/m"),
        ("Join at https://x.zoom.us/j/1?pwd=aB3 or come by.", "Join at https://x.zoom.us/j/1 or come by."),
        ("On stars.\nPasscode: 123456\nAll welcome.", "On stars.\nAll welcome."),
        ("Meeting ID: 123 456, Passcode: Ab#1", "Meeting ID: 123 456,"),
        ("Meeting ID: 987 (Passcode: 123456)", "Meeting ID: 987"),
        ("Zoom (Kenncode: 445566)", "Zoom"),
        ("Mot de passe : secret", ""),
        ("The password is \"star\".", "The."),
        ("The meeting password is 1234", "The"),
        ("パスコード：123456", ""),
        ("Password: the smallest prime above 100", ""),
        ("The password is the weakest link of every system.", "The password is the weakest link of every system."),
        ("Passing to the limit we get codes: many.", "Passing to the limit we get codes: many."),
        ("Why? Because of pass-through.", "Why? Because of pass-through."),
    ],
)  # fmt: skip
def test_keys_to_meetings_are_taken_out(text: str, left: str) -> None:
    assert without_passcodes(text) == left


@pytest.mark.parametrize(
    "text", [" " * 40_000 + "pass", "pass" + " " * 40_000, "zoom " * 8_000 + "pass", "pass(" * 8_000, "pass: " * 8_000]
)
def test_no_text_takes_long(text: str, in_no_time: Any) -> None:
    with in_no_time():
        without_passcodes(text)


# ── Joined talks ──────────────────────────────────────────────────────────────────────────────────────────────────────

NORTH = Talk("north", "https://north.example/1", "On Tides", abstract="North's own words.", bio="Who North invites.")
SOUTH = Talk("south", "https://south.example/1", "Tides", abstract="South's own words.", place=Place(room="R 1"))
WHEN = datetime(2026, 2, 4, tzinfo=UTC)


def joined(**corrected: object) -> Entry:
    """North published it first, and a person corrected what North says."""
    parts = (Part("n@talkfeed", NORTH, corrected), Part("s@talkfeed", SOUTH))
    return Entry("n@talkfeed", together([NORTH, SOUTH], corrected), 1, WHEN, WHEN, 2, ("s@talkfeed",), parts)


def seen(tmp_path: Path, entry: Entry, north: Publish, south: Publish = Publish()) -> Entry | None:  # noqa: B008
    """What the public sees of it where the sources allow this."""
    app = App(Settings(data_dir=tmp_path), lambda: WHEN)
    listing = (Listing(url="https://x.example/"),)
    app.__dict__["sources"] = {
        name: Source(id=name, name=name, timezone="Europe/Berlin", listing=listing, publish=said)
        for name, said in (("north", north), ("south", south))
    }
    return next(iter(permitted(app, [entry])), None)


def test_of_a_joined_talk_a_hidden_source_shows_nothing_and_the_uid_stays(tmp_path: Path) -> None:
    whole, hidden = seen(tmp_path, joined(), Publish()), seen(tmp_path, joined(), Publish(talks=False))
    assert whole is not None
    assert (whole.talk.title, whole.talk.abstract) == ("On Tides", "North's own words.")
    assert hidden is not None
    assert (hidden.uid, hidden.aliases) == (whole.uid, whole.aliases)
    assert "north" not in repr(talk_json(hidden.talk)).lower()
    assert hidden.talk.title == "Tides"
    assert hidden.view != whole.view, "kept apart in the ledger"
    assert seen(tmp_path, joined(), Publish(talks=False), Publish(talks=False)) is None


def test_of_a_joined_talk_texts_come_from_whoever_gives_them(tmp_path: Path) -> None:
    entry = seen(tmp_path, joined(), Publish(abstracts=False))
    assert entry is not None
    assert (entry.talk.title, entry.talk.abstract, entry.talk.bio) == ("On Tides", "South's own words.", None)


def test_what_a_person_corrected_is_shown_whoever_is_hidden(tmp_path: Path) -> None:
    corrected = joined(room="R 99", abstract="North's own words, without a slip.")
    for allowed in (Publish(talks=False, abstracts=False), Publish(abstracts=False)):
        entry = seen(tmp_path, corrected, allowed)
        assert entry is not None
        assert (entry.talk.place.room, entry.talk.abstract) == ("R 99", "South's own words.")
    entry = seen(tmp_path, corrected, Publish())
    assert entry is not None
    assert entry.talk.abstract == "North's own words, without a slip."
