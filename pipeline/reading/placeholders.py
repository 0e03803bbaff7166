# ruff: noqa: E501
"""How pages say that something is not settled yet, in folded words: "TBA", "Titel folgt", "題目未定".

Words only; `text.is_placeholder` and `text.is_untitled` read them. A phrase is what is not settled (SUBJECT), if it is
said, and that it is not (UNSETTLED); a row is one language, and subjects of one go with phrases of another, for
international institutes mix them ("Titel TBA").
"""

from __future__ import annotations

import re

TITLE = (
    r"(?:talk|lecture|seminar|presentation)?\ ?(?:title|topic|subject)s?"
    r"|(?:vortrags|gastvortrags)?(?:titel|thema)"
    r"|titre|sujet|titolo|argomento|titulo|tema|assunto|onderwerp|rubrik|amne|tittel|emne"
    r"|(?:講演|発表)?(?:題目|題名|演題|タイトル)|标题|標題|题目|报告题目|主题|제목|강연 ?제목|주제"
)
"""What a talk is about, as far as it has a name."""

SUBJECT = (
    rf"{TITLE}|speakers?|presenters?|abstract|summary|venue|location|place|room|dates?|times?|start time|hour|bio"
    r"|(?:zoom|online)?\ ?links?|(?:(?:more|further|all|full|other) )?(?:details|information|info)|event|talk|lecture|seminar"
    r"|ort|raum|uhrzeit|zeit|zeitpunkt|datum|termin|referent(?:in|innen| in)?|referierende|vortragende(?:r| r)?|sprecher(?:in)?"
    r"|zusammenfassung|(?:(?:weitere|nahere|alle) )?(?:details|informationen|infos|angaben)|veranstaltungsort|beginn"
    r"|lieu|salle|heure|horaire|dates?|orateur|oratrice|intervenante?|resume|(?:plus )?d ?(?:informations|details)|informations"
    r"|luogo|aula|ora|orario|data|relatore|relatrice|(?:maggiori |ulteriori )?(?:dettagli|informazioni)"
    r"|ponente|lugar|sala|hora|fecha|resumen|(?:mas )?(?:detalles|informacion)"
    r"|spreker|locatie|zaal|tijd|tijdstip|samenvatting|(?:meer |nadere )?informatie"
    r"|palestrante|local|horario|resumo|(?:mais )?informacoes"
    r"|talare|plats|lokal|sal|tid|(?:mer |ytterligare )?information"
    r"|講演者|講師|場所|会場|時間|日時|日程|要旨|概要|詳細|报告人|主讲人|演讲者|地点|时间|日期|摘要|講者|時間|地點|연사|강연자|발표자|장소|시간|일시|초록"
)
"""What else may be left open, each word once per language."""

_LATER = r"(?:soon|later|shortly|in\ due\ course|nearer\ the\ (?:date|time)|closer\ to\ the\ (?:date|event|talk|time)|here|on\ this\ page)"
_NOCH = r"(?:(?:noch|spater|in\ kurze|demnachst|rechtzeitig|zeitnah|bald|hier|kurzfristig)\ )*"
_PLUS_TARD = r"(?:ulterieurement|prochainement|plus\ tard|bientot)"

UNSETTLED = (
    r"tba|tbd|tbc|tbs|t\ b\ a|t\ b\ d|t\ b\ c|n\ n|nn"
    r"|(?:yet\ |still\ )?to\ be\ (?:announced|determined|confirmed|decided|advised|added|defined|scheduled|provided"
    rf"|arranged|communicated|fixed|set|agreed|finali[sz]ed)(?:\ {_LATER})?"
    r"|not\ (?:yet\ )?(?:been\ )?(?:announced|determined|confirmed|decided|added|available|known|set|specified|provided|fixed|finali[sz]ed)"
    rf"|(?:will\ be\ )?(?:announced|confirmed|added|posted|published|updated|provided|available)\ {_LATER}"
    rf"|will\ (?:be\ (?:announced|confirmed|added|posted|published|provided)|follow)(?:\ {_LATER})?"
    r"|to\ follow|coming\ soon|forthcoming|pending|unknown|unspecified|undecided|none|n\ a|na|null|undefined"
    rf"|(?:wird|werden)\ {_NOCH}(?:bekannt\ ?(?:gegeben|gemacht)|mitgeteilt|angekundigt|festgelegt|veroffentlicht|nachgereicht|erganzt)"
    rf"|{_NOCH}(?:offen|unbekannt|unklar|nicht\ (?:bekannt|fest|festgelegt|bestatigt))|steht\ noch\ (?:nicht\ fest|aus)"
    r"|(?:folgt|folgen)(?:\ (?:noch|spater|in\ kurze|demnachst))?|in\ planung"
    rf"|a\ (?:preciser|venir|confirmer|definir|determiner|annoncer|communiquer)|(?:sera\ )?(?:annoncee?|precisee?|communiquee?)\ {_PLUS_TARD}"
    r"|sera\ (?:annoncee?|precisee?|communiquee?)|non\ (?:communiquee?|precisee?|definie?)|pas\ encore\ (?:connue?|definie?|fixee?)"
    r"|(?:ancora\ )?da\ (?:definire|confermare|annunciare|stabilire|comunicare|determinare|decidere|precisare)"
    r"|in\ via\ di\ definizione|in\ attesa\ di\ conferma|(?:sara|verra)\ (?:annunciat[oa]|comunicat[oa])(?:\ (?:a\ breve|prossimamente))?"
    r"|por\ (?:confirmar|definir|determinar|anunciar|concretar|decidir)|pendiente(?:\ de\ (?:confirmar|confirmacion|definir|anunciar))?"
    r"|se\ anunciara(?:\ (?:proximamente|mas\ adelante|en\ breve))?|sin\ (?:titulo|determinar|definir)"
    r"|a\ (?:ser\ )?(?:confirmar|definir|anunciar|determinar|designar|indicar|(?:confirm|defin|anunci)[ai]d[oa])"
    r"|(?:nog\ )?(?:niet\ bekend|onbekend)|volg(?:t|en)(?:\ (?:nog|later|binnenkort))?|(?:nader|nog|later)\ te\ bepalen"
    r"|wordt\ (?:nog\ |later\ )?(?:bekend\ ?gemaakt|aangekondigd|bepaald)|nntb|ntb|n\ t\ b"
    r"|meddelas(?:\ senare)?|kommer\ senare|(?:annu\ )?(?:ej|inte)\ (?:klart|klar|bestamt|faststalld)|anslas\ senare"
    r"|未定|調整中|未确定|待定|待公布|待通知|待确认|待補|追って連絡|後日発表|後日連絡|後日お知らせ|미정|미확정|추후\ ?(?:공지|안내|결정|공개)"
)
"""That something is not settled."""

_TOKEN = re.compile(r"\(\?:|\[\w+\]|\\ |.")


def _last_words(pattern: str) -> frozenset[str]:
    """The last words of all phrases that a pattern of words, blanks, groups, classes, `?` and `*` stands for."""
    outer: list[tuple[set[str], set[str]]] = []
    ends, before, last = set[str](), {""}, {""}
    for token in _TOKEN.findall(pattern):
        if token in "?*":
            last |= {""}
        elif token == "(?:":
            outer.append((ends, _then(before, last)))
            ends, before, last = set(), {""}, {""}
        elif token == "|":
            ends, before, last = ends | _then(before, last), {""}, {""}
        elif token == ")":
            last = ends | _then(before, last)
            ends, before = outer.pop()
        else:
            before, last = _then(before, last), set(token.strip("[]").removeprefix("\\"))
    return frozenset(word.strip() for word in ends | _then(before, last))


def _then(texts: set[str], more: set[str]) -> set[str]:
    """Each text followed by each of the others, from its last blank on."""
    joined = (text + other for text in texts for other in more)
    return {text[max(text.rfind(" "), 0) :] for text in joined}


ENDS = _last_words(UNSETTLED)
"""The last words of all of them, to tell most texts at a glance; what is not ASCII is looked at in any case."""

_AND = r"(?:\ (?:and|und|et|y|e|en|och|or|und\ die|und\ der)\ |\ |と|・|和|및\ )"
_ARTICLE = r"(?:the|exact|der|die|das|genaue|genauer|le|la|il|el|o|de|het|den)\ "
_SAYS = r"(?:is|are|wird|sera|es|e|ist|sind|は|이|가)"


def _phrase(subject: str, *, needed: bool) -> re.Pattern[str]:
    subjects = rf"(?:{_ARTICLE})?(?:{subject})(?:{_AND}(?:{_ARTICLE})?(?:{SUBJECT})){{0,3}}(?:\ |(?<=[^\x00-\x7f]))(?:{_SAYS}\ ?)?"
    return re.compile(rf"(?:{subjects})?(?:{UNSETTLED})" if not needed else rf"{subjects}(?:{UNSETTLED})")


OPEN = _phrase(SUBJECT, needed=False)
"""A folded phrase that says of nothing in particular, or of some part of a talk, that it is open."""

NO_TITLE_YET = _phrase(TITLE, needed=True)
"""A folded phrase that says of the title, and perhaps of more, that it is open."""

PART = re.compile(rf"(?:{_ARTICLE})?(?:{SUBJECT})")
"""A part of a talk by name, and nothing of it: the head of "Title: TBA"."""

NAMES_TITLE = re.compile(rf"(?:.*\ )?(?:{TITLE})(?:\ .*)?")
"""The head of a phrase that names the title, perhaps beside more: "Speaker and title"."""

NOTHING_SET = re.compile(
    r"(?:no|missing) (?:title|location|address|venue|speaker|speakers|abstract|place|room|description|image|date)"
    r"(?: (?:set|given|available|provided|yet|specified|information|info))?(?: (?:yet|available))?"
)
"""Templates that say what nobody filled in."""

UNSAID = re.compile(UNSETTLED)
"""A folded phrase that says of nothing in particular that it is open."""
