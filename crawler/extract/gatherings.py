"""Words, in folded text, for gatherings and for those who gather, as rules of several rooms look for them."""

from __future__ import annotations

import re

GATHERING = re.compile(
    r"\b(?:meet(?:s|ings?)?|seminars?|talks?|lectures?|colloqui(?:um|a)|sessions?|hearings?|workshops?|webinars?|classes|"
    r"calls?(?! (?:in|for|us)\b)|gatherings?|symposium|conferences?|event|evento|sitzung(?:en)?|seminare|vortrage?|"
    r"kolloquium|veranstaltung(?:en)?|evenement|"
    r"seminaires?|reunions?|seances?|exposes|conferenza|conferencias?|seminari(?:um|et)?|incontr[oi]|seminarios?|charlas?|lezing(?:en)?|"
    r"bijeenkomst(?:en)?|vergadering(?:en)?)\b"
)
"""People come together."""

BODIES = re.compile(
    r"\b(?:boards?|(?:sub ?)?commissions?|(?:sub ?)?committees?|councils?|task force|senate|"
    r"assembly|club|society|(?:planning|working|study|reading|user|focus) groups?|gremi(?:um|en)|ausschuss|kommission|"
    r"arbeitsgruppe|comite|conseil|commissione|comitato|consiglio|comision|consejo|commissie|raad|werkgroep)\b"
)
"""Who meets."""
