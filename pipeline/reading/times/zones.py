"""Zone words: "EST", "Pacific Time", "heure de Paris", "UTC+2" and whose wall clock they mean."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

# Abbreviation → the zones that use it, the likeliest first. Both seasons' names mean the wall clock of the place:
# people write EST in July.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ET", "EST", "EDT"), ("America/New_York", "America/Toronto")),
    **dict.fromkeys(("CT", "CST", "CDT"), ("America/Chicago", "America/Winnipeg", "Asia/Shanghai", "Asia/Taipei")),
    **dict.fromkeys(("MT", "MST", "MDT"), ("America/Denver", "America/Phoenix", "America/Edmonton")),
    **dict.fromkeys(("PT", "PST", "PDT"), ("America/Los_Angeles", "America/Vancouver")),
    **dict.fromkeys(("AKST", "AKDT"), ("America/Anchorage",)),
    **dict.fromkeys(("AST", "ADT"), ("America/Halifax", "America/Puerto_Rico")),
    "HST": ("Pacific/Honolulu",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "IDT": ("Asia/Jerusalem",),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ", "MET", "MEST"), ("Europe/Berlin",)),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    **dict.fromkeys(("EET", "EEST"), ("Europe/Helsinki",)),
    "MSK": ("Europe/Moscow",),
    "SAST": ("Africa/Johannesburg",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "HKT": ("Asia/Hong_Kong",),
    "SGT": ("Asia/Singapore",),
    **dict.fromkeys(("AEST", "AEDT", "AET"), ("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane")),
    **dict.fromkeys(("ACST", "ACDT"), ("Australia/Adelaide", "Australia/Darwin")),
    "AWST": ("Australia/Perth",),
    **dict.fromkeys(("NZST", "NZDT"), ("Pacific/Auckland",)),
    **dict.fromkeys(("UTC", "GMT", "Z"), ("UTC",)),
}
NAMED = {
    "eastern": "ET",
    "central": "CT",
    "mountain": "MT",
    "pacific": "PT",
    "atlantic": "AST",
}
"""First words of "Eastern Time"."""


@lru_cache(maxsize=1)
def cities() -> dict[str, str]:
    """Lower-case city → zone, from the zone database: for "Paris time"."""
    return {
        name.rpartition("/")[2].replace("_", " ").lower(): name
        for name in sorted(available_timezones())
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    }


@lru_cache(maxsize=1)
def city_words() -> frozenset[str]:
    """The last words of all cities, so that a word can be passed over quickly."""
    return frozenset(name.rpartition(" ")[2] for name in cities())


@lru_cache(maxsize=512)
def _names(zone: str) -> frozenset[str]:
    """The abbreviations the zone itself uses, in winter and in summer."""
    own = ZoneInfo(zone)
    return frozenset(datetime(2024, month, 1, tzinfo=own).tzname() or "" for month in (1, 7))


@lru_cache(maxsize=1024)
def zone_of(word: str, home: str) -> str:
    """The zone whose wall clock `word` means on a page from `home` ("" unknown); "" where nobody can tell.

    An abbreviation of the home zone, in either season, means the home zone. "GMT" does so in Britain all year.
    """
    if "/" in word:
        return word
    using = ABBREVIATIONS.get(word, ())
    if home and (word in _names(home) or home in using or _same_clock(using, home)):
        return home
    return using[0] if using else ""


def _same_clock(using: tuple[str, ...], home: str) -> bool:
    """Whether home keeps the clock of one of these zones all year (Madrid and Berlin)."""
    return any(zone != "UTC" and _names(zone) == _names(home) for zone in using)


def offset_zone(minutes: int) -> str:
    """An IANA name for a fixed offset; only whole hours have one, others give ""."""
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    if rest or hours > 12:
        return ""
    return f"Etc/GMT{'-' if minutes > 0 else '+'}{hours}"


def out_of_season(word: str, zone: str, when: object) -> bool:
    """Whether the abbreviation is not the one in force at that wall time ("EST" in July)."""
    if not isinstance(when, datetime) or word not in ABBREVIATIONS or len(word) < 3:
        return False
    return word != when.replace(tzinfo=ZoneInfo(zone)).tzname() and word in _names(zone)
