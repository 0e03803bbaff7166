"""Which half of the day an hour of twelve means, where words behind it say so: "4 Uhr nachmittags", "a las 4 de la
tarde", "à 8 h du soir".

The words are read as the "am" or "pm" that they are, so that the grammar needs no forms of their own.
"""

from __future__ import annotations

import re

_FORENOON = (
    r"in the morning|(?:am )?(?:morgens?|vormittags?)|früh|du matin|de la mañana|da manhã|del mattino|di mattina|"
    r"'s (?:ochtends|morgens)|på (?:morgonen|förmiddagen)"
)
_AFTERNOON = (
    r"in the afternoon|(?:am )?nachmittags?|de l'après-midi|de la tarde|da tarde|d[ei]l? pomeriggio|'s middags|"
    r"på eftermiddagen"
)
_EVENING = (
    r"(?:in the evening|at night)|(?:am )?abends?|du soir|de la noche|da noite|di sera|della sera|'s avonds|på kvällen"
)
HALF = rf"(?:{_FORENOON}|{_AFTERNOON}|{_EVENING})"
"""What stands behind an hour, after a blank."""

_SAID = re.compile(
    r"(?<![\d:.,/-])(?P<clock>(?P<hour>0?[1-9]|1[0-2])(?:[:.h]\d\d)?)"
    r"\s?(?:uhr|heures?|h|hs|horas?|uur|o'?clock)?\s(?:"
    rf"(?P<forenoon>{_FORENOON})|(?P<afternoon>{_AFTERNOON})|(?P<evening>{_EVENING}))(?![\w-])",
    re.IGNORECASE,
)
WORDS = frozenset(
    str.split(
        "morning afternoon evening night morgens morgen vormittags vormittag früh nachmittags nachmittag abends abend "
        "matin après soir mañana tarde noche manhã noite mattino mattina pomeriggio sera ochtends middags avonds "
        "morgonen förmiddagen eftermiddagen kvällen"
    )
)
"""Words of which one must stand in a text for it to say so."""

_AFTER_NOON = re.compile(r"(?<=après)[- ]midi\b", re.IGNORECASE)
"""No noon."""


def with_halves(text: str) -> str:
    """The text with such words made "am" or "pm"; every character keeps its place."""
    return _AFTER_NOON.sub("     ", _SAID.sub(_half, text))


def _half(said: re.Match[str]) -> str:
    twelve = int(said["hour"]) == 12
    if twelve and not said["afternoon"]:
        return said[0]  # midnight, or noon: nobody can tell
    half = "am" if said["forenoon"] else "pm"
    return said["clock"] + half.rjust(len(said[0]) - len(said["clock"]))
