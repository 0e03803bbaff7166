# ruff: noqa: E501
"""What leaves a talk standing though a word says that something is off.

Such a word may be about another gathering ("next week's seminar"), a habit ("in the holidays"), the manner ("as an
in-person event"), a span ("postponed by an hour"); and it may be taken back ("it takes place after all").
"""

from __future__ import annotations

import re

from pipeline.reading.daynames import MONTH, WEEKDAY
from pipeline.reading.states import BECAUSE, DETERMINER, NOT, SEASON, STATES, THING
from pipeline.reading.text import clean, fold
from pipeline.talk import Status

_CLAUSE = re.compile(r"[,;:!?()]\s|\s[–—-]\s")
_END = re.compile(r"(?<=[^\W\d_][^\W\d_])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bProf)[.!?;？]['”\"]?\s+(?=\W?[A-ZÀ-Þ])")
_ASKS = ("?", "？")
_STATE = re.compile(
    rf"\b(?:{STATES[Status.CANCELLED]}|{STATES[Status.POSTPONED]}|(?:se )?(?:cancela|suspende|anula|aplaza|pospone)|"
    r"nicht (?:mehr )?statt|aus(?= \||$)|niet door)\b"
)
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|o)? (?:(?:of|de|di|do) )?(?:{MONTH})\b|\b(?:{MONTH}) (?:the )?\d{{1,2}}(?!\d)|"
    r"\b(?:[0-2]?\d|3[01]) (?:0?[1-9]|1[0-2])\b"
)
_OTHER = (
    r"(?:next|following|previous|preceding|other|another|second|third|fourth|fifth|last|earlier|later|first|afternoon|"
    r"morning|(?:next|last|previous) (?:weeks|months|terms)|yesterdays|(?:in der |der )?(?:nachste|folgende|vorige|"
    r"vorhergehende|letzte|andere|zweite|dritte|vierte|funfte|erste|spatere)[nrsm]?|prochaine?|precedente?|autre|"
    r"deuxieme|seconde?|troisieme|premiere?|derniere?|prossim[oa]|seguente|successiv[oa]|altr[oa]|second[oa]|terz[oa]|"
    r"prim[oa]|ultim[oa]|proxim[oa]|siguiente|anterior|otr[oa]|segund[oa]|tercer[oa]?|primer[oa]?|volgende|vorige|"
    r"andere|tweede|derde|eerste|laatste|seguinte|outr[oa]|terceir[oa]|primeir[oa]|nasta|foljande|forra|andra|tredje)"
)
_OTHER_BEHIND = (
    r"(?:suivante?|prochaine?|precedente?|derniere?|seguente|successiv[oa]|prossim[oa]|precedente|scors[oa]|siguiente|"
    r"proxim[oa]|anterior|seguinte|(?:before|after|afterwards|davor|danach|avant|apres|prima|dopo|antes|despues)"
    r"(?: (?:is|was|has|wird|wurde|ist|entfallt|fallt|est|a|e|es|ha|sera|sara)\b| ?$))"
)
_WEEK = (
    r"(?:(?:(?:in|of|from|der|die|den|von|im|de|la|le|del|della|van|op|el|the) )*(?:(?:next|following|last|previous) "
    r"(?:week|month|term|semester)|(?:nachste|kommende|letzte|vorige|folgende)[nrsm]? (?:woche|monat|semester|mal)|"
    r"(?:semaine|seance|mois) (?:prochaine?|suivante?|derniere?)|prochaine semaine|(?:settimana|mese) (?:prossim[oa]|"
    r"scors[oa])|prossima settimana|(?:semana|mes) (?:que viene|proxim[oa]|pasad[oa])|proxima semana|(?:volgende|vorige) "
    r"(?:week|maand)|(?:nasta|forra) (?:vecka|manad)))"
)
_FIRST_OF_ALL = (
    r"(?:(?:der |die |das )?(?:first|last|final|(?:erste|letzte)[nrs]?|premiere?|derniere?|prim[oa]|ultim[oa]|primer[oa]?|"
    rf"eerste|laatste|primeir[oa]) (?:\w+ ){{0,2}}?{THING} (?:of|in|im|de|del|della|dell|di|da|do|van|der|des) (?:(?:this|the|our|"
    r"new|calendar|academic|der|die|diese[mrs]?|unsere[rs]?|neuen|la|le|cette|nouvelle|el|este|quest[oa]|het|dit|de) ){0,3}"
    r"(?:years?|series|term|semesters?|season|jahr\w*|reihe|serie|saison|lannee|annee|semestre|cycle|lanno|dellanno|anno|stagione|ano|"
    r"curso|temporada|jaar|seizoen)\b)"
)
"""The first or last of all, in whose row or on whose page this stands: "the last talk of the year"."""
_ELSE = re.compile(
    rf"\b(?<!this )(?<!todays )(?<!heutige )(?<!heutigen )(?!{_FIRST_OF_ALL}){_OTHER}(?! minute| moment) (?:(?!(?:{DETERMINER}|{THING})\b)\w+ ){{0,2}}{THING}\b|"
    rf"\b{THING} (?:\w+ )?{_OTHER_BEHIND}(?!\w)|\b{THING} (?:after this|that follows)\b|"
    rf"\b(?:(?:poster|networking|q a) session|(?:social|networking) event)\b|\b{THING} {_WEEK}\b"
)
"""Another gathering than this: "the second talk", "la séance suivante", "der Vortrag in der nächsten Woche"."""
_BEHIND_ELSE = re.compile(
    r"^(?!(?:\w+ ){0,3}?(?:last|previous|letzte[nrsm]?|vorige[nrsm]?|derniere?|scors[oa]|pasad[oa]|forra)\b)"
    rf"(?:leider |already )?{_WEEK}\b"
)
"""A time to come; "cancelled last week" tells when it was called off."""
_YEAR_PAST = (
    r"(?:(?:last|previous) (?:year|term|semester|season|spring|summer|autumn|fall|winter)|(?:letzte|vergangene|vorige)"
    r"[nrsm]? (?:jahr\w*|semester\w*|sommer\w*|winter\w*|fruhjahr|fruhling|herbst)|(?:lan|annee|saison|semestre|printemps|"
    r"automne|ete|hiver) (?:derniere?|passee?)|(?:ano|curso|semestre|otono|verano|invierno|primavera) pasad[oa]|(?:l?anno|"
    r"semestre|autunno|inverno|estate|primavera) scors[oa]|scors[oa] (?:anno|semestre|autunno|inverno|estate|primavera)|"
    r"ano passado|vorig (?:jaar|semester)|vorige (?:herfst|winter|zomer|lente)|(?:forra aret|i fjol))"
)
_PAST = re.compile(
    rf"^(?:(?:in|im|already|schon|bereits|deja|gia|ya) ){{0,2}}(?:{DETERMINER} |l )?{_YEAR_PAST}\b|"
    rf"\b{_YEAR_PAST} (?:leider )?$|"
    r"\b(?:originally|ursprunglich|initialement|originariamente|originalmente|inicialmente|oorspronkelijk)\b[\w |]* (?:but|aber|"
    r"mais|ma|pero|maar) (?:\w+ ){0,3}$"
)
"""Of another time; "originally planned for May, but cancelled"."""
_HOLIDAYS = (
    r"(?:holidays?|vacations?|break|recess|\w*ferien|(?:gesetzlichen )?feiertag(?:en|e)?|vorlesungsfreie[nr]? zeit|"
    r"\w*pause|vacances|(?:jours )?feries|conges|vacanze|(?:giorni )?festiv[oi]|ferie|vacaciones|(?:dias )?festivos|"
    r"feriados|ferias|\w*vakantie|feestdagen|helgdagar|loven|(?:summer|sommer|ete|estate|verano|verao|zomer|"
    r"winter|hiver|inverno|invierno|sommaren|vintern)(?: (?:months?|term|semester))?)"
)
_IN_HOLIDAYS = (
    r"(?:(?:in|im|an|wahrend|uber|during|over|on|pendant|durant|durante|en|i|tijdens|op|under|nell[ae]?|nei|nel|em|nas|nos|"
    r"aux?|les|los|pa) (?:(?!(?:thanksgiving|easter|christmas|xmas|carnival|spring|fall|autumn|reading)\b)"
    rf"(?!{THING}\b)\w+ ){{0,2}}?{_HOLIDAYS}\b|nell ?estate\b)"
)
_HABIT = re.compile(
    rf"^(?:(?:and|und|et) )?{_IN_HOLIDAYS}|\b{THING} (?!(?:on|over|uber|under|op) (?!public|bank|the holi|holi)){_IN_HOLIDAYS}"
)
_HABIT_BEFORE = re.compile(
    rf"\b(?:findet|fallt|gaat|wird|wordt|ist|is|are|est|sont|se|esta|e|viene|kann) {_IN_HOLIDAYS} (?:leider )?$"
)
_HABIT_BEHIND = re.compile(rf"^(?:(?:always|generally|immer|grundsatzlich|toujours|siempre|leider) )?{_IN_HOLIDAYS}")
"""A time that comes again and again: "in den Ferien", "on public holidays"."""
_PRESENT = (
    r"(?:in person|on ?site|face to face|on campus|physical(?:ly)?|prasenz\w*|vor ort|presentiel(?:le)?|en personne|"
    r"in presenza|di persona|presencial(?:mente)?|op locatie|fysieke?|pa plats|fysiskt?)"
)
_NOT_THIS = r"(?<!this )(?<!dieser )(?<!diese )(?<!cette )(?<!questo )(?<!deze )"
_MANNER = re.compile(
    rf"{_NOT_THIS}\b{_PRESENT} (?:\w+ )?{THING}\b|\b(?:ist|wird|wurde|findet|fallt|is|est|se|e|esta|wordt) {_PRESENT} (?:leider )?$|\b{THING} (?:in )?{_PRESENT} (?:(?:is|has|was|wird|ist|est|a|e|es|se)\b|$)"
)
_MANNER_BEHIND = re.compile(
    rf"^(?:(?:as|als|comme|come|como|in|en|an?|the|der|eine?|une?|un[oa]?|event|evento|veranstaltung) ){{0,3}}?{_PRESENT}\b"
)
_ONLINE = r"(?:online|on zoom|(?:via|per|auf) zoom|virtual(?:ly|mente)?|virtuell|en ligne|en linea|in streaming|da remoto|a distance)"
_MISTAKE = (
    r"(?:by (?:mistake|accident)|in error|erroneously|mistakenly|wrongly|falsely|versehentlich|irrtumlich\w*|falschlich\w*|"
    r"par erreur|por (?:error|engano)|per (?:errore|sbaglio|vergissing)|abusievelijk|ten onrechte|av misstag)"
)
_MISTAKEN = re.compile(
    rf"^reinstated\b|\b(?:about to be|almost|nearly|beinahe|presque|bijna|{_MISTAKE}) (?:(?:been|be|als) )?$|"
    rf"\b(?:rumou?rs?|gerucht\w*|rumeurs?|rumores|voci) (?:\w+ ){{0,2}}?(?:that|dass|das|que|che|dat|wonach|selon) (?=.*\b{THING}\b)|"
    r"\b(?:rumou?red|geruchteweise) "
)
"""What stands before a state that is none: beside it, or at the head of its sentence."""
_MISTAKEN_BEHIND = re.compile(
    rf"^(?:leider )?{_MISTAKE}\b|\b(?:is|was|has been|est|a ete|e|e stat[oa])(?: \w+)? (?:reinstated|maintenue?s?|retablie?s?)\b"
)
_LATER = (
    rf"(?:{MONTH}|{WEEKDAY}|(?<!\ba )(?:{SEASON})|20\d\d|\w*semester\w*|wochen?|monate?n?|jahr\w*|semaines?|mois|annee|settimana|mese|"
    r"anno|semana|mes|ano|maand|jaar|vecka|next|(?:nachste|kommende|folgende)[nrsm]?|prochaine?|suivante?|prossim[oa]|proxim[oa]|"
    r"siguiente|seguente|volgende|nasta|later|spater\w*|ulterieure?|plus tard|another|andere[nrsm]?|bald|soon)"
)
"""Words of another time, at which a talk that is off now may be held."""
_W = rf"(?:(?!(?:{NOT}|{_LATER})\b)\w+ )"
_TAKES = (
    r"(?:(?:will|does|is going to|is to)(?: now| still| indeed| however)* (?:take place|be (?:held|given)|go ahead|happen)|"
    r"(?:now |still )?(?:takes place|goes ahead)|is (?:(?:now|still) )?(?:on|given|held|taking place|going ahead)|"
    rf"findet {_W}{{0,3}}statt|wird {_W}{{0,2}}(?:gehalten|stattfinden)|aura {_W}?lieu|a {_W}?lieu|se tiendra|"
    r"(?<!non )si (?:terra|svolgera)|avra (?:\w+ )?luogo|(?<!no )se (?:celebrara|realizara)|tendra (?:\w+ )?lugar|"
    rf"gaat {_W}{{0,2}}door|vindt {_W}{{0,3}}plaats)"
)
_AFTER_ALL = (
    rf"(?: (?:after all|again|wieder|now|today|as (?:planned|scheduled|usual)|doch|trotzdem|wie geplant|{_ONLINE}|comme prevu|"
    r"finalement|come previsto|como previsto|toch|zoals gepland|in person|instead|normally))*(?= \||$)"
)
_AND = r"(?:and|but|und|aber|sondern|et|mais|e|ma|y|pero|sino|en|maar|och|men)"
_SAME = (
    rf"(?:now|so|it|he|she|this|they|nun|jetzt|er|es|sie|dieser?s?|elle|il|ella|ahora|ora|hij|het|(?!next|tomorrow){DETERMINER} {THING}|"
    rf"{_AND}|yes|ja|oui|si|finalmente|finalement|al final|will)"
)
"""The talk that is spoken of; no other gathering, and no "tickets"."""
_MOVED_ONLINE = re.compile(
    rf"(?:^|\| |\b{_AND} )(?:{_SAME} ){{0,3}}(?:(?:has|have|was|been|wird|wurde|a|ete|stat[oa]|ha|sido|aura|avra|se|si|instead|"
    r"therefore|daher|stattdessen|is|ist|est|e|es) ){0,4}?(?:moved|held|takes? place|taking place|given|be|be held|is|ist|est|e|es|"
    r"wird|switched|findet|lieu|luogo|lugar|tiendra|terra|svolgera|celebrara|celebra|realizara|sera|sara|vindt(?: plaats)?|gaat|"
    r"verlegt|deplacee?|spostat[oa]|traslad\w+|verplaatst|flytta[dt]) "
    rf"(?:(?!(?:made|available|posted|published|announced|found|put|shown|{NOT}|{_LATER})\b)\w+ ){{0,2}}?{_ONLINE}\b"
    rf"(?![^|]*\b{_LATER}\b)"
)
_HELD = re.compile(rf"(?:^|\| |\b{_AND} )(?:{_SAME} ){{0,3}}{_TAKES}{_AFTER_ALL}")
"""That it takes place, and no new day behind it: "but it takes place", "und findet doch statt"."""
_NO = re.compile(
    r"(?:^|\| )(?:not so|(?:it|this|that) (?:is|was) (?:not(?: true| so| the case)?|false|wrong)|"
    r"it isnt|thats (?:not true|false|wrong)|(?:das )?stimmt nicht|(?:das )?ist (?:er |sie |es )?(?:nicht(?: wahr| so| der "
    r"fall)?|falsch)|ce nest pas (?:vrai|le cas)|cest faux|no es (?:cierto|verdad|asi)|es falso|non e (?:vero|cosi)|"
    r"e falso|dat klopt niet|niet waar|(?:this|it|that) (?:is|was) (?:an? |our )?(?:mistake|error)|das (?:ist|war) ein (?:irrtum|"
    r"fehler|versehen)|c?etait une erreur|fue un error|e(?:ra)? un errore)(?= \||$)"
)
"""That it is not so, in a clause of its own."""
_N = rf" (?!{_LATER}\b)\w+"
_REPLACED = re.compile(
    rf"\b(?:(?:will (?:speak|talk|lecture|present|give \w+ \w+)|speaks|presents|gives \w+ \w+)(?:{_N}){{0,4}}? instead|instead(?: of \w+(?: \w+)"
    r"?)? (?:\| )?(?:\w+ ){1,4}(?:will (?:speak|talk|give|present|lecture)|speaks|gives|presents)|(?:takes?|fills?|steps?) "
    rf"(?:over|in)(?= \||$)|(?:spricht|redet|tragt)(?:{_N}){{0,4}} stattdessen|stattdessen (?:spricht|redet|halt|tragt)|springt"
    rf"(?: \w+){{0,3}} ein|ubernimmt(?= \||$| (?:den|diesen) (?:vortrag|termin)\b)|(?:parlera|interviendra)(?:{_N}){{0,4}} a (?:sa|la) place|a sa place (?:\| )?(?:\w+ ){{0,4}}"
    rf"(?:parlera|interviendra)|remplacera|(?:hablara|dara)(?:{_N}){{0,5}} en su lugar|en su lugar (?:\w+ ){{0,3}}(?:hablara|"
    rf"dara)|(?:parlera|interverra)(?:{_N}){{0,5}} al suo posto|al suo posto (?:\w+ ){{0,3}}(?:parlera|interverra)|in plaats "
    rf"daarvan (?:spreekt|geeft)|spreekt(?:{_N}){{0,4}} in plaats)\b"
)
"""That somebody else speaks: "Bob Ray will speak instead"."""
_LENGTH = (
    r"(?:(?: \w+){0,3} | ?)(?:min(?:ute[ns]?|utes|uti|utos|uten|uuten|s)?|hours?|stunden?|viertelstunde|d?heures?|h|"
    r"or[ae]s?|unora|mezzora|horas?|uur|kwartier|timm\w*)\b"
)
_ABOUT = r"(?: (?:about|approximately|some|etwa|rund|circa|ca|environ|unos))?"
_SPAN_BEFORE = re.compile(rf"\b(?:um|met|med|(?:is|wordt)(?= een | \d| half )){_ABOUT}{_LENGTH}(?: nach hinten)? ?$")
_SPAN = re.compile(
    rf"^(?:(?:by|de|di|por|met|med|of|with|con){_ABOUT}|dune?|dun){_LENGTH}|^(?:media|una|\d{{1,3}}) (?:horas?|minutos)\b|^(?:alle(?: ore)?|a las?|as|om|um) \d"
)
"""By how much a talk begins later: "by 15 minutes", "um eine Stunde", "alle 17"."""
_FROM_SEASON = re.compile(
    r"^(?:from|vom|von|aus dem|de|du|del|dal|dall|dalla|do|van|fran) (?:(?:the|dem|la|el|last|het|l) )?"
    rf"(?:{SEASON}|last \w+)(?: (?:semester|term|20\d\d))*(?= \||$)"
)
_WITH = (
    r"(?:im anschluss an|tras|qu[ei] (?:suit|devait suivre|sigue|precede)|che (?:segue|precede)|a lissue de|of|after|before|following|for|at|with|during|around|to|into|about|behind|nach|vor|bei|zu|zum|zur|beim|fur|"
    r"wahrend|von|vom|apres|avant|pendant|pour|de|du|a|au|aux|avec|dopo|prima|durante|per|al|alla|allo|da|di|del|della|"
    r"dello|con|despues|antes|para|por|na|voor|tijdens|van|naar|bij|met|efter|fore|till|under)"
)
_NO_SUBJECT = (
    r"(?:note|info\w*|hinweis|attention|achtung|notice|update|news|regarding|concerning|betreff|status|re|unfortunately|"
    r"leider|helaas|purtroppo|malheureusement|please|bitte|we|i|wir|nous|heute|today|at|in|on|am|im|an|auf|due|because|"
    r"after|from|for|wegen|nach|vor|fur|aus|par|pour|per|por|voor|wegens|mangels|as|with|without|mit|ohne|given|weil|da|"
    r"considering|despite|trotz|infolge|auf ?grund|suite|owing)"
)
_PART = re.compile(
    rf"^(?!{_NO_SUBJECT}\b)(?!(?:(?!{_WITH}\b)\w+ ){{0,4}}(?:visit|besuch|auftritt|visite|visita) (?:to|at|bei|beim|im|a|au|al)\b)(?:{DETERMINER} |les |die |los |las |i |gli |our )?(?:(?!(?:{THING}|is|was|has|wird|ist)\b)\w+ ){{1,3}}?"
    rf"{_WITH} (?:(?:{DETERMINER}|den|dem|des|our|each|her|his|their|su|son|sa|suo|sua|zijn|haar) )?(?:\w+ ){{0,2}}?{THING}\b"
    rf"(?!.*\b{THING}\b)"
)
"""What only goes with a gathering: "Childcare during the talk", "Der Bustransfer zum Vortrag"."""
_IN_PASSING = re.compile(r"\| (?:der|die|das|which|that|qui|que|che|dat|som) (?!ist\b|wird\b|is\b)[^|]*\| ")
"""What is told in passing: "der schon im Mai ausgefallen ist"."""
QUOTED = r"(?:'[^']{2,120}'|‘[^‘’]{2,120}’|[„“”\"«»][^„“”\"«»]{2,120}[“”\"«»])"
_QUOTED = re.compile(rf"(?<!\w){QUOTED}(?!\w)")
_TOPIC = re.compile(rf"\b{THING} (?:on|about|uber|sur|sobre|over|su|sull[ae]) (?!{WEEKDAY}|{MONTH}|\d)")
"""A title, and what leads to what a talk is about: words in them say nothing of it."""
_ATTRIBUTE = re.compile(rf"\b(?:{DETERMINER}|an?|einen?|une?) $")
_THING_NEXT = re.compile(rf"{THING}\b")
_BECAUSE_FIRST = re.compile(rf"^.*?\b(?:{BECAUSE})\b.*?(?=\b{DETERMINER} (?:\w+ ){{0,3}}{THING}\b)")
_BECAUSE = re.compile(rf" (?:{BECAUSE}|since|as the|as|weil|da|car|parce)\b")


def clauses_of(text: str) -> str:
    """A text folded, with a stroke between its clauses."""
    return " | ".join(folded for clause in _CLAUSE.split(clean(text)) if (folded := fold(clause)))


def is_standing(text: str, status: Status) -> bool:
    """Whether a text with a word in it that something is off does not say so of the talk that it stands by."""
    clauses, following, asked = _stated_in(text)
    if asked or takes_place(following):
        return True
    if _STATE.search(told := _IN_PASSING.sub("| ", clauses)):
        clauses = told
    state = _STATE.search(clauses)
    before, behind = (clauses[: state.start()], clauses[state.end() :].strip()) if state else (clauses, "")
    if takes_place(behind) or _MISTAKEN.search(before) or _MISTAKEN_BEHIND.search(behind):
        return True
    if _ATTRIBUTE.search(before) and _THING_NEXT.match(behind):
        return True  # "a repeat of the cancelled talk of May"
    before, behind = _BECAUSE_FIRST.sub("", before), _BECAUSE.split(f" {behind}")[0].strip()
    if _MANNER.search(before) or _MANNER_BEHIND.search(behind) or _PART.search(before.rsplit("| ", 1)[-1]):
        return True
    if _PAST.search(before) or _PAST.search(behind):
        return True
    if not _DAY.search(clauses) and (_names_else(before) or _BEHIND_ELSE.search(behind)):
        return True
    if status is Status.POSTPONED:
        return bool(_SPAN_BEFORE.search(before) or _SPAN.search(behind) or _FROM_SEASON.search(behind))
    return bool(_HABIT.search(before) or _HABIT_BEFORE.search(before) or _HABIT_BEHIND.search(behind))


def _names_else(before: str) -> bool:
    """Whether another gathering is named, not only in what the talk is about."""
    topic, other = _TOPIC.search(before), _ELSE.search(before)
    return other is not None and (topic is None or other.start() < topic.end())


def _stated_in(text: str) -> tuple[str, str, bool]:
    """The clauses of the first sentence with a state in it, those of the sentence behind it, whether it is a question."""
    text, begun = _QUOTED.sub("“”", clean(text)), 0
    ends = [*((end.start(), end.end()) for end in _END.finditer(text)), (len(text), len(text))]
    for at, (end, next_begun) in enumerate(ends):
        clauses = clauses_of(text[begun:end])
        if _STATE.search(clauses):
            following = text[next_begun : ends[at + 1][0] + 1] if at + 1 < len(ends) else ""
            return clauses, "" if following.endswith(_ASKS) else clauses_of(following), text[end : end + 1] in _ASKS
        begun = next_begun
    return clauses_of(text), "", False


def takes_place(clauses: str) -> bool:
    """Whether what is said right behind a state takes it back: it takes place, elsewhere, or with somebody else."""
    return bool(
        _HELD.search(clauses) or _NO.search(clauses) or _MOVED_ONLINE.search(clauses) or _REPLACED.search(clauses)
    )
