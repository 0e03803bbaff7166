# ruff: noqa: E501
"""Words by which pages say what becomes of a talk, what is no talk, and what sort of talk it is. `status` reads them.

Patterns are matched in folded text (`text.fold`: no case, no accents, no punctuation), so "annulée" reads `annulee`.
"""

from __future__ import annotations

from pipeline.talk import Kind, Status

MOVED = r"moved|re ?scheduled|verlegt|deplacee?s?|spostat[oaie]|reprogramad[oa]s?|verplaatst|flytta[dt]"
"""That a talk takes place at another time or place."""

STATES: dict[Status, str] = {
    Status.CANCELLED: (
        r"cancell?ed|cancellation notice|notice of cancellation|event ?cancell?ed|has been cancell?ed|is cancell?ed|called off|will not take place|"
        r"does not take place|(?:has been |is )?withdrawn by the speaker|no longer taking place|"
        r"(?:wurde |ist )?abgesagt|fallt (?:leider )?(?:heute )?(?:\w{3,30}bedingt )?aus|entfallt(?: leider)?|entfallen|ausfallen|findet (?:leider )?nicht statt|"
        r"annule|annulee|annulees|annules|supprimee?|annullat[oaie]|cancellat[oaie]|cancelad[oa]s?|suspendid[oa]s?|"
        r"anulad[oa]s?|geannuleerd|afgelast|gaat niet door|vervalt|installt|installd|installda|aflyst|avlyst|"
        r"peruttu|odwolane|中止|休講|開催中止|取消|取り消し|已取消|취소|취소됨"
    ),
    Status.POSTPONED: (
        r"postponed|event ?postponed|deferred|(?:wird |wurde |ist )?verschoben|reportee?s?|differee?|rinviat[oaie]|"
        r"posticipat[oaie]|aplazad[oa]s?|pospuest[oa]s?|adiad[oa]s?|uitgesteld|uppskjute[nt]|udsat|utsatt|延期|推迟|연기|"
        r"연기됨"
    ),
    Status.TENTATIVE: (
        r"tentative|tentatively|provisional|to be confirmed|tbc|unconfirmed|vorlaufig|provisoire|provvisorio|provisional|"
        r"voorlopig|preliminar|in preparation|仮|暂定|잠정"
    ),
    Status.CONFIRMED: (
        rf"{MOVED}|event ?rescheduled|event ?scheduled|scheduled|confirmed|event ?moved ?online|moved online|"
        r"new date|new time|new day|new room|new location|new venue|date change|time change|date changed|time changed|"
        r"room change|room changed|change of (?:date|time|room|venue|day)|changed (?:date|time|room|venue)|"
        r"venue change|location change|updated?|reinstated|neuer termin|neue uhrzeit|neuer raum|raumanderung|"
        r"terminanderung|bestatigt|confirmee?|changement de (?:salle|date|horaire)|confermat[oaie]|"
        r"confirmad[oa]s?|日程変更|時間変更|会場変更|改期|变更|note unusual "
        r"(?:time|day|date|place|room|venue|location)(?: and (?:time|day|date|place|room|venue|location))?|"
        r"(?:please )?note (?:the )?(?:unusual|change[sd]?(?: of| in)?|special|different|new|non standard) "
        r"(?:time|day|date|place|room|venue|location)(?: and (?:time|day|date|place|room|venue|location))?|"
        r"special (?:time|day|date|room|place)|unusual (?:time|day|date|room|place)|sold out|fully booked|waitlist|"
        r"waiting list|wait list only|ausgebucht|complet|al completo|esaurito|uitverkocht|fullbokat"
    ),
}
"""Words by state. Those of CONFIRMED say that a talk takes place, elsewhere or at another time."""

GATHERING = (
    r"meeting|seminar|talk|lecture|colloquium|session|hearing|workshop|webinar|gathering|symposium|conference|"
    r"sitzung|vortrag|kolloquium|veranstaltung|seminaire|reunion|seance|expose|conferenza|seminario|incontro|charla|"
    r"conferencia|coloquio|colloquio|colloque|palestra|lezione|lezing|bijeenkomst|vergadering|seminari(?:um|et)|"
    r"forelasning|foredrag"
)
"""What people come together for, in the singular."""
EVENT = r"event|evento|evenement"
"""The same in general; the plural heads lists of whatever there is."""
IN_A_SLOT = (
    r"absage|(?:veranstaltungs|vortrags|termin)absage|withdrawn|zuruckgezogen|retiree?s?|ritirat[oa]|retirad[oa]"
)
"""Words that call a talk off where nothing stands beside them but its sort; sentences say them of much else."""
THING = (
    rf"(?:{GATHERING}|{EVENT}|class|presentation|defen[cs]e|program|programme|course|speaker series|vorlesung|termin|"
    r"soutenance|sesion|acto)"
)
"""What may be called off: gatherings, and what is one on a page of talks only."""
DETERMINER = (
    r"(?:this|the|todays|today s|tomorrows|our|next|that|dieser|dieses|diese|der|die|das|la|le|l|cette|ce|cet|lo|il|"
    r"questo|questa|este|esta|el|deze|dit|het|de|o|a(?= (?:palestra|conferencia|sessao|apresentacao|defesa)\b))"
)
NOT = (
    r"not|never|neither|no(?= (?:longer|way|esta|estan|fue|ha|han|se|queda|sera)\b)|nicht|nie|niemals|kein\w*|niet|nooit|geen|"
    r"pas|plus|jamais|non|nao|nunca|jamas|inte|ej|icke|aldrig"
)
"""Words that deny what is said behind them."""
NEW_TIME = (
    r"(?:new|neue[rns]?|nouvel(?:le)?|nuev[oa]|nuov[oa]|nieuwe?|nov[oa]|ny|nya|nytt) (?:date|time|day|room|venue|place|location|slot|termin|tag|"
    r"uhrzeit|zeit|datum|raum|ort|heure|horaire|salle|lieu|fecha|hora|dia|sala|lugar|aula|data|ora|orario|luogo|tijd|zaal|"
    r"horario|local|tid|lokal|sal|plats)"
)
_NOT_MOVED = rf"(?!(?:{MOVED}|{NEW_TIME})\b)"
TOLD = r"how|why|that|whether|wie|warum|dass|ob|comment|pourquoi|como|por que|come|perche|hoe|waarom|hur|varfor|att"
"""What leads to that which a talk tells of: "The talk explains how noise is cancelled"."""
BESIDES = (
    r"dinners?|lunch(?:eon)?|breakfast|brunch|coffee|tea|drinks|buffet|reception|party|excursion|tour|walk|hike|trip|picnic|break|"
    r"room|hall|building|venue|website|registration|subscription|order|fees?|tickets?|posters?|photo|video|recording|"
    r"(?:live ?)?stream(?:ing)?|broadcast|zoom|link|catering|essen|abendessen|mittagessen|empfang|kaffee|ausflug|"
    r"aufzeichnung|ubertragung|diner|dejeuner|cena|pranzo|almuerzo|jantar|borrel|lunchen|middag(?:en)?"
)
"""What goes with a gathering that takes place without it: "The seminar dinner is cancelled"."""
AT_A_TIME = (
    r"when|where|while|whilst|although|though|until|such as|wenn|als|wahrend|obwohl|nachdem|bevor|quand|lorsque|alors que|"
    r"apres que|cuando|aunque|mientras|quando|mentre|benche|dopo che|enquanto|embora|toen|terwijl|hoewel|nadat|nar|medan"
)
"""What leads to that which a sentence tells besides: "planned for May, when the lecture was cancelled"."""
WITH = (
    r"of|after|before|following|for|at|with|during|around|nach|vor|bei|zu|zum|zur|beim|apres|avant|pendant|dopo|prima|durante|"
    r"despues|antes|depois|na|voor|tijdens|efter|fore|under|von|du|de|del|della|do|da|van|til|till"
)
"""What leads to the gathering that something goes with: "the reception after the talk"."""
NOT_HELD = (
    r"(?:will not|wont|does not|doesnt|can ?not|cant|could not) (?:take place|be held|go ahead)|will no longer (?:take place|be held)|"
    r"no longer takes place|(?:is|will) (?:not|no longer) (?:be )?(?:taking place|being held|going ahead)|isnt taking place|"
    r"naura (?:finalement |malheureusement )?pas lieu|na pas lieu|ne se tiendra pas|ne p(?:eut|ourra) (?:malheureusement )?(?:pas )?"
    r"(?:avoir lieu|se tenir)|no (?:tendra|tiene) lugar|no se (?:celebra|celebrara|realizara|llevara a cabo)|"
    r"no (?:puede|podra) (?:celebrarse|realizarse|tener lugar)|non (?:avra|ha) (?:piu )?luogo|non si (?:tiene|terra|svolgera)(?: piu)?|"
    r"non (?:puo|potra) (?:tenersi|avere luogo|svolgersi)|nao (?:tera|tem) lugar|se (?:cancela|suspende|anula)|nao se realiza|"
    r"nao sera realizad[oa]|gaat (?:helaas |vandaag )?niet door|kan (?:helaas )?niet doorgaan|vervalt|stalls in"
)
"""That a talk is not held, as verbs say it that deny."""
HELD = (
    r"is|takes|starts?|begins?|will|wird|ist|findet|beginnt|startet|est|sera|a|aura|se tiendra|commence|debute|es|sera|tiene|"
    r"tendra|empieza|comienza|e|sara|ha|avra|si (?:tiene|terra|svolge|svolgera)|inizia|tem|tera|comeca|vindt|begint|start|"
    r"zal|wordt|ar|blir|halls|borjar|startar|ager"
)
"""Verbs by which something takes place."""
INSTEAD = (
    r"instead of|in place of|in lieu of|rather than|(?:an)?statt|anstelle|(?:au lieu|a la place|en remplacement) d(?:u|es?)?|"
    r"en (?:lugar|vez) del?|em vez d[aeo]s?|(?:em|no) lugar d[aeo]s?|"
    r"(?:invece|al posto) d(?:i|[ae]l|ello|ell[ae]?|ei|egli)|anziche|in plaats van|i ?p ?v|i ?stallet for"
)
"""What leads to that which another replaces."""
BECAUSE = (
    r"due to|owing to|because(?: of)?|on account of|wegen|auf ?grund|infolge|en raison d\w*|a cause d\w*|"
    r"pour cause d\w*|pour raisons?|suite a|wegens|vanwege|in verband met|i ?v ?m|pa grund a[vf]|grundet|p ?g ?a|a causa d\w*|causa|"
    r"debido a\w*|devido a\w*"
)
"""What leads to a reason."""


def _reason(words: str) -> str:
    return (
        rf"(?:(?:{BECAUSE}|aus \w+ grunden|per motivi|por (?:motivos?|razones|razoes|causas?)|"
        r"(?:per|por|pour|door) (?:la |l |el |a |o |lo )?"
        r"(?:sciopero|huelga|greve|maladie|malattia|indisposizione|enfermedad|doenca|ziekte|maltempo|neve|lluvia|chuva|staking))"
        rf"{words}|(?:the )?(?:speaker|"
        r"lecturer|presenter|referent(?:in)?|redner(?:in)?|orat(?:eur|rice)|spreker|relat(?:ore|rice)|"
        r"ponente|palestrante|talare(?:n)?) (?:(?:is|ist|est|e|esta|har) )?(?:ill|sick|unwell|indisposed|unavailable|unable \w+ \w+|krank|"
        r"erkrankt|verhindert|malade|souffrante?|empeche?e?|ziek|verhinderd|malat[oa]|indispost[oa]|enferm[oa]|doente|sjuk)|\w{3,30}bedingt)"
    )


REASON = _reason(rf"(?: {_NOT_MOVED}\w+){{0,7}}")
"""Why a talk is off, as it stands behind the state: "wegen Krankheit", "owing to illness", "speaker ill"."""
REASON_FIRST = "(?!because (?!of)|causa )" + _reason(
    rf"(?: {_NOT_MOVED}(?!(?:{HELD}|are|was|were|has|have|be|can|may|might|could|war|wurde|fut|fue|foi)\b)\w+){{0,5}}"
)
"""The same before the state, without a verb of its own: "Wegen Krankheit abgesagt"."""
SEASON = (
    r"spring|summer|autumn|fall|winter|term|semester|year|month|week|fruhjahr|fruhling|sommer|herbst|(?:winter|sommer)semester|"
    r"printemps|ete|automne|hiver|rentree|primavera|autunno|estate|inverno|otono|verano|invierno|outono|verao|voorjaar|"
    r"najaar|zomer|varen|hosten|sommaren|vintern"
)
"""Times of the year."""
DEFINITE = r"(?:seminariet|forelasningen|kollokviet|foredraget|symposiet)"
"""Gatherings that bear their article behind, as in Swedish."""
ASIAN_THING = (
    r"談話会|セミナー|講演会?|研究会|コロキウム|シンポジウム|ゼミ|講義|発表|报告会?|讲座|講座|研讨会|讨论班|会议|"
    r"세미나|콜로퀴움|강연회?|강의|발표|워크숍|행사"
)
"""What may be called off in languages that do not part words."""
ONTO = r"(?:に|へ|으?로)\s?(?:日程)?(?:変更|延期|移動|振替|변경|연기)"
"""That something moves, behind the day onto which it does."""
NO_TALK = r"""no\ (?:(?!in\b|for\b|of\b|free\b|more\b|with\b|as\b|and\b|such\b|is\b|are\b)\w+\ ){0,4}
        (?:seminar|colloquium|talk|lecture|class|classes|meeting|workshop|session)s?
        (?:\ (?:today|tomorrow|this\ week|next\ week|on|due|because|this|thanksgiving|spring|fall|winter|easter|holiday
        |labor|memorial|reading|exam|final|finals|mlk|juneteenth|scheduled|series)\b.*)?
    |(?:es\ findet\ )?kein(?:e|en)?\ (?:[\w]+\ )?(?:seminar|vortrag|kolloquium|sitzung|vorlesung|oberseminar)(?:\ .*)?
    |pas\ de\ (?:seminaire|seance|expose|colloque)(?:\ .*)?
    |nessun\ (?:seminario|incontro)(?:\ .*)?
    |(?:no\ hay|sin)\ (?:seminario|charla|sesion|coloquio)(?:\ .*)?
    |geen\ (?:seminar|lezing|colloquium|bijeenkomst)(?:\ .*)?
    |(?:university|campus|offices?|college|department|school)\ (?:closed|closure|holiday|holidays|recess)(?:\ .*)?|closed|holidays?
    |(?:spring|fall|autumn|winter|summer|thanksgiving|easter|midterm|mid\ semester|semester|term|christmas|holiday|reading|lunch
        |coffee|tea|bio|short|afternoon|morning|session|q\ a)\ (?:break|recess|pause)s?(?:\ .{0,40})?
    |(?:coffee|tea|lunch|dinner|breakfast|refreshments|reception|networking|welcome|registration|check\ in|checkin|poster\ session
        |posters|group\ photo|break|pause|kaffeepause|mittagspause|mittagessen|kaffee|empfang|begrussung|abendessen|umtrunk|apero
        |pause\ cafe|cafe|dejeuner|diner|accueil|accueil\ cafe|cocktail|buffet|pranzo|pausa|pausa\ caffe|registrazione|cena
        |almuerzo|comida|inscripcion|koffie|borrel|inloop|fika|closing|closing\ remarks|opening|opening\ remarks|welcome\ remarks
        |introduction|general\ discussion|discussion|free\ discussion|panel\ break|free\ time|excursion|conference\ dinner
        |arrival|departure|doors\ open|wrap\ up|adjourn|cafe\ break|茶歇|休憩|昼食|懇親会|受付|휴식|점심)
        (?:\ (?:and|with|&|und|et)\ (?:coffee|tea|lunch|refreshments|networking|registration|welcome|discussion|reception|drinks
        |cookies|cake|kaffee|cafe|posters?|introductions?|opening(?:\ remarks)?|closing(?:\ remarks)?|breakfast))?(?:\ break)?
        (?:\ \d[\d ]*)?
    |(?:\w+\ ){0,3}office\ hours?(?:\ (?:of|with|by|for)\ .*)?
    |(?:coffee|tea|lunch)\ (?:and|or)\ (?:coffee|tea|cookies|cake|lunch)
    |(?:faculty|staff|department|departmental)\ meeting(?:\ .*)?
    |(?:labor|memorial|independence|martin\ luther\ king(?:\ jr)?|mlk|presidents|veterans|columbus|indigenous\ peoples|christmas
        |new\ years?|boxing|good)\ (?:day|eve|friday)(?:\ .{0,30})?|thanksgiving|thanksgiving\ (?:day|week|holiday)|juneteenth|easter
        |easter\ monday
    |(?:dr\ )?(?:martin\ luther\ king(?:\ jr)?|lincoln|washington|presidents?)(?:\ ?s)?\ birthday(?:\ .{0,20})?
    |hold|hold\ (?:for|the\ date)\b.*|reserved|placeholder|room\ booked|private\ event
    |relache|(?:jours?\ )?feries?|vacances(?:\ (?:scolaires|universitaires|de\ \w+|d\ \w+))?|pause\ (?:estivale|hivernale|de\ noel)
    |(?:semester|weihnachts|oster|pfingst|sommer|winter|herbst)(?:ferien|pause)|ferien|(?:gesetzlicher\ )?feiertag|dies\ academicus
    |vorlesungsfreie?(?:\ (?:zeit|woche|tag))?
    |(?:recess?o|vacaciones|vacanze|ferie|ferias|feriado)(?:\ (?:de\ )?(?:academico|universitari[oe]|invernal|estival|natalizie|pasquali
        |estive|navidad|natal|verano|invierno|verao|inverno|nacional))?|semana\ santa|(?:dia\ )?festivo|pausa\ (?:natalizia|estiva)
    |(?:sem|nao\ ha|nao\ havera|no\ habra|non\ c\ e)\ (?:seminario|palestra|coloquio|charla|sesion|colloquio)(?:\ .*)?
    |(?:ingen|inget)\ (?:seminarium|forelasning|foredrag|seminar|kollokvium)(?:\ .*)?
    |(?:sport|host|jul|pask|vinter|sommar)lov|(?:herfst|kerst|voorjaars|mei|zomer)(?:vakantie|reces)
    |(?:談話会|セミナー|講演)は?(?:なし|お休み|休み|ありません)
    |(?:public|bank|national)\ holidays?|(?:group|lab|team)\ retreat|(?:free|open|available|empty)\ slot|slot\ (?:available|free)
    |(?:still\ )?available|vacant|noch\ frei|freier\ termin|creneau\ libre|(?:fecha|data|slot)\ (?:libre|libera|livre)
    |christmas|xmas|weihnachten|heiligabend|navidad|kerst(?:mis)?|julafton|juldagen
    |(?:nationale\ )?feestdag(?:en)?|helgdag(?:ar)?|rod\ dag|nationalfeiertag|festa\ nazionale|karfreitag|(?:oster|pfingst)montag
    |クリスマス|圣诞节|성탄절|크리스마스|休講|祝日|休会|年末年始|停课|停讲|放假|元旦|国庆节|春节|휴강|휴일|공휴일|방학
    |冬休み|夏休み|春休み|休み|休日"""
"""What a title that names no talk consists of, as a verbose pattern (blanks are escaped)."""
CALENDAR = r"""(?:registration|abstracts?|submission|application|paper)\ (?:\w+\ ){0,2}deadlines?(?:\ (?:for|to)\ .*)?
    |deadlines?|deadline\ for\ .*
    |(?:first|last)\ day\ of\ (?:classes|class|spring|fall|summer|winter|semester|term|instruction|lectures)(?:\ .*)?
    |(?:final|midterm|graduate\ field|qualifying)?\ ?(?:examinations?|exams?|exam\ period|finals)(?:\ (?:begin|end|week|period|written
        |oral).*)?
    |(?:graduate\ field|final|midterm)\ (?:exams|examinations)(?:\ .*)?
    |classes\ (?:begin|end|resume|start)(?:\ .*)?|reading\ (?:days?|week|period)|commencement|(?:semester|term)\ (?:begins|ends|starts)
    |(?:(?:call\ for\ )?(?:abstracts?|papers?|proposals?|submissions?|applications?|nominations?|registrations?|early\ bird|bids?|grants?
        |scholarships?)\ ){1,3}(?:deadlines?|due\ dates?|due)(?:\ .*)?
    |(?:registrations?|applications?|submissions?|nominations?)\ (?:opens?|closes?|opened|closed)(?:\ .*)?
    |(?:anmeldeschluss|bewerbungsfrist|anmeldefrist|einreichungsfrist|date\ limite|fecha\ limite|data\ limite|scadenza)(?:\ .*)?
    |(?:\w+\ ){0,2}(?:applications?|abstracts?|proposals?|submissions?|nominations?|assignments?|grades)\ (?:are\ )?due(?:\ .*)?
    |(?:(?:spring|fall|autumn|winter|summer|first|second|new|academic|university)\ ){1,2}(?:semester|term|quarter|year|classes)
        \ (?:begins?|ends?|starts?|resumes?)
    |(?:construction|enrol?lment|registration)\ (?:starts|begins|ends|opens|closes)
    |\w{0,20}(?:締切|締め切り)"""
"""The same of deadlines and terms, which a talk may be called where somebody is named who gives it."""

MAINTAINED = (
    r"maintenance|temporarily unavailable|service unavailable|out of service|"
    r"(?:be )?right back|(?:be )?back (?:soon|shortly)|"
    r"(?:site|website|server|system|service|page)(?: is)?(?: currently| temporarily)? (?:offline|down|unavailable)|"
    r"(?:upgrading|updating|rebuilding|relaunching|redesigning) (?:our|the|this) (?:web ?site|site|system|pages?)|"
    r"under construction|(?:noch )?im aufbau|en construction|en travaux|in costruzione|en construccion|"
    r"(?:server|system)?wartung(?:sarbeiten|smodus|spause|sfenster)?|systemarbeiten|onderhoud(?:swerkzaamheden)?|"
    r"mantenimiento|manutenzione|manutencao|underhall|"
    r"(?:システム|サーバー?)?メンテナンス(?:中|のお知らせ)?|"
    r"(?:系统|网站)?维护(?:中|公告)?|(?:시스템 ?|서버 ?|정기 ?)?점검(?: ?안내| ?중)?"
)
"""How sites say, in folded words, that they are being maintained."""
AROUND = (
    r"(?:we|ll|well|will|are|is|the|our|this|site|website|system|server|database|page|service|scheduled|planned|emergency|"
    r"routine|currently|temporarily|down|under|in|for|today|work|window|mode|break|notice|progress|announcement|"
    r"geplante|laufende|heute|der|seite|en|em|cours|de|du|serveur|programmee|gepland|sitio|programado|sito|programmata|"
    r"planerat)"
)
"""What may stand around them where nothing else is said."""

KINDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.DEFENCE,
        (
            r"\b(?:ph ?d|m ?sc|masters?|thesis|dissertation|doctoral|final|oral|doctorate|phd thesis|viva|qualifying|"
            r"candidacy)\b[\w ]{0,30}\bdefen[cs]es?\b|\bdefen[cs]e of (?:the )?(?:ph ?d |doctoral )?(?:thesis|dissertation)|"
            r"\b(?:final|dissertation|thesis|doctoral) (?:defen[cs]e|hearing|examination|exit talk)|\bdissertation talk\b|\bviva\b|"
            r"\bviva voce\b|disputation|promotionsvortrag|rigorosum|habilitations?vortrag|\bhabilitation\b|\bverteidigung\b|"
            r"soutenance|\bhdr\b|discussione (?:di|della) tesi|defensa de (?:la )?tesis|promotie\b|disputas|proefschrift|"
            r"学位審査|公聴会|答辩|defesa de (?:tese|mestrado|doutorado)|^defen[cs]e$|thesis defen[cs]e|학위논문 ?심사"
        ),
    ),
    (
        Kind.WORKSHOP,
        (
            r"\bworkshops?\b|\bhackathons?\b|\bhands on\b|\batelier\b|\btaller\b|\blaboratorio\b|ワークショップ|研修|工作坊|워크숍|"
            r"\btutorials?\b|\bbootcamp\b|\bmasterclass\b"
        ),
    ),
    (
        Kind.CONFERENCE,
        (
            r"\bconferences?\b(?! room)|\bsymposi(?:um|a|en)\b|\bsummit\b|\bcongress\b|\btagung\b|\bkonferenz\b|\bfachtagung\b|"
            r"\bcolloque\b|\bcongres\b|\bcongresso\b|\bconvegno\b|\bcongreso\b|\bjornadas?\b|\bretreat\b|\bsimposio\b|"
            r"シンポジウム|国際会議|学会|会议|论坛|\bkongress\b|\bjournees?\b|\bsymposion\b|학술대회|심포지엄|\bstudy day\b"
        ),
    ),
    (
        Kind.COURSE,
        (
            r"\bcourses?\b|\bsummer school\b|\bwinter school\b|\bspring school\b|\bautumn school\b|\bminicourse\b|\bmini course\b|"
            r"\bkurs\b|\bblockkurs\b|\bsommerschule\b|\becole d ete\b|\bcours\b|\bcorso\b|\bscuola estiva\b|\bcurso\b|\bcursus\b|"
            r"\btraining\b|集中講義|课程|短期课程|\bminicours\b"
        ),
    ),
    (
        Kind.COLLOQUIUM,
        (
            r"colloqui(?:um|a)\b|kolloqui(?:um|en)\b|\bcolloqui[oa]?\b|\bcoloquio\b|談話会|コロキウム|콜로퀴움|colloquium"
        ),
    ),
    (
        Kind.SEMINAR,
        (
            r"seminars?\b|\bwebinars?\b|oberseminar|\bseminaires?\b|\bseminari[oi]?\b|\bseminarios\b|\bseminari(?:um|et|er)\b|"
            r"セミナー|研讨会|学术报告|\bbrown bag\b|\bjournal club\b|\breading group\b|\blunch talk\b|세미나|輪講|ゼミ"
        ),
    ),
    (
        Kind.LECTURE,
        (
            r"\blectures?\b(?! (?:hall|theat|room))|vorlesung\b|antrittsvorlesung|ringvorlesung|\bkeynote\b|"
            r"\bconference (?:publique|grand public)\b|\blezione\b|\bconferenza\b|\bconferencia\b|\bcatedra\b|\bmasterlezing\b|"
            r"\blezing\b|\boratie\b|\bforelasning\b|特別講義|讲座|강연|\baula magna\b|\bpalestra\b"
        ),
    ),
    (Kind.TALK, r"\btalks?\b|\bvortrag\b|\bexpose\b|\bcharla\b|\bforedrag\b|講演|报告|발표|\bcauserie\b"),
)
"""Patterns of sorts, the most telling first."""
