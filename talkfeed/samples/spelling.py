"""How the sample institutes spell days, hours and addresses: fixed tables, so that no machine's locale has a say."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WOCHENTAGE = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONATE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip

STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "but", "by", "do", "for", "from", "in", "is", "it", "not", "of", "on", "or",
    "per", "the", "to", "up", "via", "when", "with",
})  # fmt: skip


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def month(day: date, letters: int | None = None) -> str:
    return MONTHS[day.month - 1][:letters]


def american(day: date) -> str:
    """December 1, 2026"""
    return f"{month(day)} {day.day}, {day.year}"


def british(day: date) -> str:
    """1 December 2026"""
    return f"{day.day} {month(day)} {day.year}"


def german(day: date) -> str:
    """Di, 1. Dezember 2026"""
    return f"{WOCHENTAGE[day.weekday()]}, {day.day}. {MONATE[day.month - 1]} {day.year}"


def french(day: date) -> str:
    """1er décembre 2026"""
    return f"{'1er' if day.day == 1 else day.day} {MOIS[day.month - 1]} {day.year}"


def japanese(day: date) -> str:
    """2026年12月1日（火）"""
    return f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"


def clock(at: datetime, *, space: str = "", upper: bool = False) -> str:
    """4:00pm; with a space and in capitals 4:00 PM"""
    half = "am" if at.hour < 12 else "pm"
    return f"{at.hour % 12 or 12}:{at.minute:02}{space}{half.upper() if upper else half}"


def offset(at: datetime, timezone: str) -> str:
    """Wall time with the zone's offset on that day: 2026-12-01T16:00:00-05:00"""
    return at.replace(tzinfo=ZoneInfo(timezone)).isoformat()


def rfc822(day: date, timezone: str) -> str:
    """The morning of a day as RSS writes it: Tue, 01 Dec 2026 09:00:00 -0500"""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(timezone))
    return f"{weekday(day)[:3]}, {day.day:02} {month(day, 3)} {day.year} {at:%H:%M:%S %z}"


def slug(title: str) -> str:
    """WordPress's way: every word, joined by hyphens, without accents."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"talk-{len(title)}"


def pathauto(title: str, taken: set[str], longest: int) -> str:
    """Drupal Pathauto's way: no stop words, cut at the end of a word; a second one of the same name gets `-0`."""
    kept = ""
    for word in slug(title).split("-"):
        if word in STOP_WORDS:
            continue
        if len(kept) + 1 + len(word) > longest:
            break
        kept = f"{kept}-{word}" if kept else word
    alias, number = kept, 0
    while alias in taken:
        alias, number = f"{kept}-{number}", number + 1
    taken.add(alias)
    return alias


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())
