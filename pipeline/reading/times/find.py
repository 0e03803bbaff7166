"""The two ways to ask: what does this text say, and where in this prose is a time."""

from __future__ import annotations

from pipeline.reading.times.context import Context, Reading


def read_when(text: str, context: Context) -> Reading | None:
    """What a text that as a whole is about a time says; None where it says nothing certain enough."""
    del text, context
    return None


def find_when(text: str, context: Context) -> list[Reading]:
    """Every time-like stretch of a prose text, in order, none overlapping."""
    del text, context
    return []


def looks_like_when(text: str) -> bool:
    """Whether it is worth asking: a cheap look for a month, a numeric date or a clock time."""
    del text
    return False


def when_json(text: str, context: Context) -> dict[str, object]:
    """How a text is understood, as INTERFACE §4 `when` prints it."""
    del text, context
    return {"start": None, "end": None, "all_day": False, "timezone": None, "recurrence": None, "confidence": 0.0}
