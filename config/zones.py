"""Time zones come from the pinned `tzdata` package, not from the machine, so that bytes are the same everywhere.

Importing this module (every room does, through `config`) is what sets it: `zoneinfo` looks into its search path first
and takes the package only when it finds nothing there, so the path is emptied, once, here and nowhere else.
"""

from __future__ import annotations

import zoneinfo
from difflib import get_close_matches
from functools import cache

zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()


@cache
def zones() -> frozenset[str]:
    """Every IANA zone name that may stand in a source file."""
    return frozenset(zoneinfo.available_timezones())


def nearest_zone(text: str) -> str | None:
    """The zone somebody probably meant by `text`: "Europe/Belin", "berlin", "America/New York", "CET " …"""
    wanted = text.strip().replace(" ", "_").casefold()
    by_name = {name.casefold(): name for name in sorted(zones())}
    by_city = {name.rsplit("/", 1)[-1]: full for name, full in by_name.items() if "/" in name}
    if wanted in by_name:
        return by_name[wanted]
    city = wanted.rsplit("/", 1)[-1]
    if city in by_city:
        return by_city[city]
    for known, given in ((by_name, wanted), (by_city, city)):
        if match := get_close_matches(given, known, n=1, cutoff=0.75):
            return known[match[0]]
    return None


def checked_zone(text: str) -> str:
    """`text` if it is an IANA zone; otherwise ValueError with the nearest one, as a fragment of a sentence."""
    if text in zones():
        return text
    near = nearest_zone(text)
    remedy = f'did you mean "{near}"?' if near else 'write one such as "America/Chicago" or "Europe/Berlin"'
    raise ValueError(f'"{text}" is no time zone of the IANA list; {remedy}')
