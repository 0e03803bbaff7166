"""What may not be republished is shown nowhere: keys to meetings, and what a source keeps for itself."""

from __future__ import annotations

import time

import pytest

from talkfeed.permission import without_passcodes


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
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    without_passcodes(text)
    assert time.process_time() - begun < 1
