"""Words, in folded text, for gatherings and for those who gather, as rules of several rooms look for them."""

from __future__ import annotations

import re

from pipeline.reading.states import ASIAN_THING, EVENT
from pipeline.reading.states import GATHERING as _GATHERING
from pipeline.reading.text import fold

GATHERING = re.compile(
    rf"(?:\b(?:meets?|(?:{_GATHERING})(?:s|e|en)?|{EVENT}|colloquia|kolloquien|colloqui|seminari|incontri|conferenze|"
    r"lezioni|forelasningar(?:na)?|foredraget|seminarier(?:na)?|classes|"
    rf"calls?(?! (?:in|for|us)\b))\b|(?:{ASIAN_THING}))"
)
"""People come together."""

BODIES = re.compile(
    r"\b(?:boards?|(?:sub ?)?commissions?|(?:sub ?)?committees?|councils?|task force|senate|"
    r"assembly|club|society|(?:planning|working|study|reading|user|focus) groups?|gremi(?:um|en)|ausschuss|kommission|"
    r"arbeitsgruppe|comite|conseil|commissione|comitato|consiglio|comision|consejo|commissie|raad|werkgroep)\b"
)
"""Who meets."""

_SERIES = re.compile(
    r"\w*(?:seminar|seminair|kolloqui|colloqui|coloqui)\w*|(?:talks|lectures|vortr[ae]ge|vortragsreihe|charlas|lezingen|"
    r"exposes|foredrag|forelasningar)|談話会|.*(?:セミナー|学术报告|세미나)"
)
MOST = 4
"""Words of a series' name; what is longer is a title."""


def names_series(text: str) -> bool:
    """Whether a heading is the name of a series of talks: "Kolloquium", "Seminar, autumn 2026"."""
    words = fold(text).split()
    return len(words) <= MOST and any(map(_SERIES.fullmatch, words))
