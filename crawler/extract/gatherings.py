"""Words, in folded text, for gatherings and for those who gather, as rules of several rooms look for them."""

from __future__ import annotations

import re

from pipeline.reading.states import EVENT
from pipeline.reading.states import GATHERING as _GATHERING

GATHERING = re.compile(
    rf"\b(?:meets?|(?:{_GATHERING})(?:s|e|en)?|{EVENT}|colloquia|seminari|incontri|classes|"
    r"calls?(?! (?:in|for|us)\b))\b"
)
"""People come together."""

BODIES = re.compile(
    r"\b(?:boards?|(?:sub ?)?commissions?|(?:sub ?)?committees?|councils?|task force|senate|"
    r"assembly|club|society|(?:planning|working|study|reading|user|focus) groups?|gremi(?:um|en)|ausschuss|kommission|"
    r"arbeitsgruppe|comite|conseil|commissione|comitato|consiglio|comision|consejo|commissie|raad|werkgroep)\b"
)
"""Who meets."""
