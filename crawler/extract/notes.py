"""Lines that tell those who come what to do or to expect, and are no titles: "Lunch provided", "Bitte anmelden"."""

from __future__ import annotations

import re

from pipeline.reading.text import fold

_HOW = (
    r"(?:by|at|here|via|on|online|with|through|using|for|now|in advance|before|until|till|link|form|fees?|free|open|"
    r"opens|closes|deadline|is|are|will|required|requested|needed|mandatory|appreciated|recommended|please|not|and|to|"
    r"\d+|gratuit\w*|libres?|obligato\w+|requise?s?|souhaitees?|ouvertes?|closes|par|avant|jusqu\w*|en ligne|ici|"
    r"aupres|sur (?:le |notre |l )?(?:site|page|place|invitation|lien)|previa|necesaria|abierta|hasta|a traves|"
    r"en linea|aqui)\b"
)
"""What follows "register", "inscription" in a note: "Registration of images", "Inscriptions grecques" are titles."""

_TO_EAT = (
    r"(?:lunch\w*|breakfast|dinner|supper|snacks?|food|drinks?|refreshments?|coffee|tea|pizzas?|cookies|cake|wine|beer|"
    r"kaffee|tee|kuchen|getranke|imbiss|cafe|pot|dejeuner|repas|cocktail|collation|gouter|buffet|koffie|thee|broodjes|"
    r"drankjes|fika|kaffe|smorgas\w*|caffe|rinfresco|aperitivo|almuerzo|lanche)"
)
_TO_SEE = (
    r"(?:talks?|lectures?|seminars?|events?|sessions?|meetings?|presentations?|colloquium|slides|recordings?|videos?|"
    r"links?|details|passwords?|passcodes?|certificates?|vortr[ae]ge?|veranstaltung(?:en)?|seminare?|kolloquium|"
    r"vorlesung|zugangsdaten|folien|seances?|exposes?|conferences?|seminaires?|lien|lezing|seminario|conferenza|"
    r"incontro|charla|conferencia|enlace|palestra|forelasning(?:en)?|foredrag(?:et)?|seminariet|lanken)"
)
_GIVEN = (
    r"(?:served|provided|offered|sent|e ?mailed|available|recorded|(?:live ?)?streamed|broadcast|distributed|serviert|"
    r"gereicht|angeboten|verschickt|aufgezeichnet|ubertragen|gestreamt|servie?s?|offerte?s?|propose\w*|envoyee?s?|"
    r"enregistree?s?|diffusee?s?|servit[oi]|offert[oi]|registrat[oa]|inviat[oa]|servid[oa]|ofrecid[oa]|grabad[oa]|"
    r"gravad[oa]|oferecid[oa]|geschonken|verstuurd|opgenomen|aangeboden|serveras|bjuds|spelas in|skickas)\b"
)
_IS = r"(?:will|is|are|can|may|wird|werden|est|sont|sera|seront|e|viene|verra|sara|wordt|worden|kommer att|kan)"
_BEFORE = r"(?:the|a|an|our|this|all|free|light|some|zoom|meeting|der|die|das|un|une|du|le|la|les|il|el|o|de|het|en)"
_NOTE = re.compile(
    rf"(?:register|rsvp|sign up|registrations?|inscri(?:ption|pcion)(?:s|es)?)(?:$| {_HOW})|"
    r"(?:please|join us|all (?:are )?(?:very )?welcome|every(?:one|body) (?:is |are )?(?:\w+ly |very )?(?:welcome|"
    r"invited)|followed by|joint(?:ly)? with|together with|in collaboration with|hosted by|organi[sz]ed by|"
    r"free (?:entry|admission)|open to (?:all|the public)|no registration|bring (?:your|a) (?:own )?(?:lunch|laptops?|"
    r"drinks?|food|mug|cup|friends?)|(?:zoom|meeting|video) links?(?:$| (?:will|is|to|for|available|here|by|on|"
    r"follows|below))|part of (?:the|our|a) (?:\w+ ){0,6}(?:series|programmes?|seminars?|colloquium|workshop|"
    r"conference|festival|lectures)$|bitte|anmeldung|anschliessend|im anschluss(?! an (?!den vortrag|das kolloquium|"
    r"die veranstaltung))|gemeinsam mit|in (?:zusammenarbeit|kooperation) mit|eintritt frei|gaste sind|entree libre|"
    r"veuillez|"
    rf"suivie? d(?:une?|u|e la) (?:discussion|debat|aperitif|verre|{_TO_EAT})|"
    r"en (?:collaboration|partenariat) avec|ouverte? a tous|ingresso libero|a seguire|in collaborazione con|"
    r"entrada (?:libre|gratuita|franca)|a continuacion|en colaboracion con|toegang (?:is )?(?:gratis|vrij)|aanmeld\w+|"
    r"gevolgd door|in samenwerking met|anmalan|fri entre|i samarbete med)\b|"
    rf"(?:{_BEFORE} ){{0,2}}(?:{_TO_EAT}(?: \w+){{0,2}} {_GIVEN}$|(?:{_TO_EAT}|"
    rf"{_TO_SEE})(?: \w+){{0,5}} {_IS}(?: \w+){{0,3}} {_GIVEN}|{_TO_EAT} (?:serveras|bjuds)|(?:er word(?:t|en)|"
    rf"es gibt|se servira|sera servi|sera offert|sara servito|sara offerto|sera servido) (?:\w+ )?{_TO_EAT}\b)"
)
"""How folded lines begin that are notes. Openers that titles have as well count with what follows them."""

_LABELLED = re.compile(
    r"\W*(?:language|(?:vortrags)?sprache|langue|(?:voer)?taal|idioma|lingua|språk)\b[^:]{0,30}:", re.I
)
_ADDRESS = re.compile(r"\S@\S+\.\w|https?://|\bwww\.")


def is_note(text: str) -> bool:
    """Whether a line tells those who come what to do: to register, to bring lunch, whom to write to, that all are
    welcome. A title may begin like one: "Registration of medical images", "Part of the puzzle"."""
    return bool(_ADDRESS.search(text) or _LABELLED.match(text) or _NOTE.match(fold(text)))
