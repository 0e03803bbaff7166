"""The hour that people write into a title, because their calendar has no field for it or they left that empty."""

from __future__ import annotations

import re

_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b\.?|(?:[01]?\d|2[0-3])[:h][0-5]\d(?:\s?(?:uhr|h)\b)?)"
_HOUR = re.compile(
    rf"(?<![\w:./])(?:(?:{_CLOCK}|\d{{1,2}}(?:[:.]\d\d)?)\s?(?:-|–|to)\s?)?{_CLOCK}"
    r"|(?:(?<=^)|(?<=\bat )|(?<=@ )|(?<=@))noon\b",
    re.IGNORECASE,
)


def hour_in(title: str) -> tuple[int, int] | None:
    """Where a title states its hour or its range of hours; None where it states none, or several."""
    found = list(_HOUR.finditer(title[:300]))
    return found[0].span() if len(found) == 1 else None


def without_hour(title: str) -> int:
    """How long a title is without the hour it ends with ("Board Meeting @ 2:30 pm"); all of it where it ends otherwise.

    What is left is a title still: at least four characters of it.
    """
    hour = hour_in(title)
    if hour is None or title[hour[1] :].strip(" .)]"):
        return len(title)
    rest = re.sub(r"[\s,;:|@([–—-]+(?:at\s+|@\s*)?$|\s+at\s+$", "", title[: hour[0]])
    return len(rest) if len(rest) >= 4 else len(title)
