# ruff: noqa: E501
"""Labels as pages write them before a colon: "Speaker:", "Ort:", "日時：". Words only; `text.label` reads them.

Keys are fields of `pipeline.talk.FIELDS`; the key "" holds labels that end the one before but name no field of a talk.
A row is one language; words are compared after `text.fold`, so case, accents and brackets do not matter.
"""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "speaker": {
        "en": "speaker|speakers|speaker(s)|presenter|presenters|presented by|lecturer|lecturers|guest|guest speaker|"
        "guest speakers|invited speaker|keynote speaker|featured speaker|featuring|panelist|panelists|panellists|"
        "candidate|phd candidate|doctoral candidate|speaker name|name of speaker|name of the speaker|"
        "speaker information|seminar speaker|talk by|author|authors|who",
        "de": "vortragende|vortragender|vortragende(r)|vortragende*r|vortragende:r|referent|referentin|referenten|"
        "referent(in)|referent/in|referent*in|referierende|sprecher|sprecherin|sprecher(in)|sprecher/in|redner|"
        "rednerin|gast|gastredner|kandidat|kandidatin|doktorand|doktorandin|es spricht|mit",
        "fr": "orateur|oratrice|orateurs|orateur(s)|oratrice(s)|orateur/oratrice|orateur.trice|intervenant|intervenante|intervenants|"
        "intervenant(e)|intervenant(s)|intervenant.e|conférencier|conférencière|conférenciers|exposé de|"
        "exposant|invité|invitée|candidat|candidate|doctorant|doctorante|par|présenté par",
        "it": "relatore|relatrice|relatori|relatore/relatrice|relatori/relatrici|oratore|oratrice|conferenziere|ospite|interviene|intervengono|"
        "candidato|candidata",
        "es": "ponente|ponentes|orador|oradora|oradores|orador(a)|conferenciante|conferencista|imparte|invitado|"
        "invitada|ponente(s)|a cargo de|doctorando|doctoranda|ponente invitado|ponente invitada",
        "nl": "spreker|sprekers|spreekster|gastspreker|promovendus|promovenda|docent",
        "pt": "palestrante|palestrantes|orador|oradora|apresentador|apresentadora|conferencista|ministrante",
        "sv": "talare|föredragshållare|föreläsare|respondent|medverkande",
        "da": "taler|foredragsholder|oplægsholder",
        "ja": "講演者|講師|話者|発表者|登壇者|スピーカー|報告者|講演者名",
        "zh": "报告人|主讲人|演讲者|演讲人|主讲嘉宾|讲者|主讲|报告嘉宾|主讲教师|講者|演講者|主講人|報告人",
        "ko": "연사|발표자|강연자|연자|초청연사|강사",
    },
    "affiliation": {
        "en": "affiliation|affiliations|institution|speaker affiliation|speaker's affiliation|university|"
        "home institution|organization|organisation",
        "de": "institution|zugehörigkeit|affiliation|universität|einrichtung",
        "fr": "affiliation|institution|établissement|université",
        "it": "affiliazione|ente|istituzione|università",
        "es": "afiliación|institución|procedencia|universidad|filiación",
        "nl": "affiliatie|instelling",
        "pt": "afiliação|instituição",
        "sv": "lärosäte|tillhörighet",
        "ja": "所属|ご所属|所属機関",
        "zh": "单位|报告人单位|所属单位|工作单位|單位",
        "ko": "소속",
    },
    "title": {
        "en": "title|topic|talk title|talk|title of talk|title of the talk|seminar title|lecture title|subject|"
        "presentation title|title of presentation|thesis title|dissertation title|event title|topic of the talk",
        "de": "titel|thema|vortragstitel|titel des vortrags|vortrag|vortragsthema|titel der dissertation",
        "fr": "titre|sujet|titre de l'exposé|titre de la conférence|titre du séminaire|titre de la thèse|thème|exposé",
        "it": "titolo|argomento|titolo del seminario|titolo dell'intervento|tema|titolo della tesi",
        "es": "título|tema|título de la charla|título de la conferencia|título del seminario|título de la ponencia|"
        "título de la tesis|charla|conferencia|ponencia",
        "nl": "titel|onderwerp|thema|titel van de lezing",
        "pt": "título|tema|assunto|título da palestra|palestra",
        "sv": "titel|ämne|rubrik|föredragets titel",
        "da": "titel|emne",
        "ja": "題目|演題|タイトル|話題|講演題目|講演タイトル|テーマ|題名|講演題名|発表題目",
        "zh": "报告题目|题目|讲座题目|演讲题目|标题|主题|讲座主题|报告主题|题名|題目|講題|演講題目",
        "ko": "제목|강연제목|발표제목|주제|강연 제목|발표 제목",
    },
    "abstract": {
        "en": "abstract|summary|description|talk abstract|about the talk|about this talk|about the lecture|"
        "about the event|about the seminar|seminar abstract|synopsis|overview|abstract of the talk|abstract of talk|"
        "event description|details|talk description|lecture abstract|about",
        "de": "zusammenfassung|abstract|inhalt|kurzfassung|zum inhalt|beschreibung|zum vortrag|über den vortrag",
        "fr": "résumé|présentation|description|résumé de l'exposé|résumé de la conférence|abrégé",
        "it": "sommario|abstract|riassunto|descrizione|presentazione",
        "es": "resumen|descripción|sinopsis|resumen de la charla|abstract",
        "nl": "samenvatting|beschrijving|inhoud|omschrijving|korte samenvatting",
        "pt": "resumo|descrição|sinopse",
        "sv": "sammanfattning|beskrivning|abstrakt|om föreläsningen|om seminariet",
        "da": "resumé|beskrivelse|abstrakt",
        "ja": "要旨|概要|アブストラクト|講演要旨|講演概要|内容|アブスト",
        "zh": "摘要|报告摘要|内容简介|报告内容|内容摘要|讲座内容|报告简介|讲座简介|内容概要|報告摘要|演講摘要",
        "ko": "초록|요약|강연내용|내용|강연 초록|발표 초록|개요",
    },
    "bio": {
        "en": "bio|biography|about the speaker|about the speakers|speaker bio|speaker biography|short cv|cv|"
        "short bio|short biography|speaker's bio|speaker's biography|biographical sketch|brief bio|brief biography|"
        "bio sketch|biosketch|bios|speaker bios|about the author|about the presenter|speaker profile|"
        "bio of the speaker|biography of the speaker|about our speaker|author bio|biographical note",
        "de": "zur person|kurzbiographie|kurzbiografie|biographie|biografie|lebenslauf|über den referenten|"
        "über die referentin|zum referenten|zur referentin|über den vortragenden|über die vortragende|vita|kurzvita",
        "fr": "biographie|notice biographique|à propos de l'orateur|à propos de l'intervenant|bio|courte biographie|"
        "biographie de l'orateur",
        "it": "biografia|nota biografica|breve biografia|note biografiche|bio|biografia del relatore",
        "es": "biografía|semblanza|reseña biográfica|breve biografía|bio|sobre el ponente|sobre la ponente|perfil",
        "nl": "over de spreker|biografie|bio|over de sprekers",
        "pt": "biografia|sobre o palestrante|minibiografia|mini-bio|nota biográfica",
        "sv": "om talaren|biografi|om föreläsaren",
        "ja": "略歴|講師略歴|プロフィール|講師紹介|講演者略歴|講演者紹介|経歴",
        "zh": "报告人简介|个人简介|主讲人简介|简介|嘉宾简介|演讲者简介|讲者简介|人物简介|報告人簡介|講者簡介|主讲人介绍",
        "ko": "약력|연사소개|연사 소개|강연자 소개|발표자 소개|연사약력",
    },
    "host": {
        "en": "host|hosts|faculty host|hosted by|organizer|organizers|organiser|organisers|organized by|"
        "organised by|contact|contact person|chair|chaired by|event host|seminar host|faculty hosts|invited by|"
        "seminar organizer|contact name|event contact|contacts|local host|convenor|convener|organizing committee",
        "de": "gastgeber|gastgeberin|einladende|einladender|einladende(r)|veranstalter|veranstalterin|kontakt|"
        "organisation|organisator|organisatoren|ansprechpartner|ansprechpartnerin|eingeladen von|ansprechperson|"
        "organisiert von|einladung",
        "fr": "organisateur|organisateurs|organisatrice|responsable|responsables|invité par|invitée par|contact|"
        "organisé par|organisation|organisateur(s)",
        "it": "organizzatore|organizzatori|referente|contatti|contatto|organizzato da|organizza",
        "es": "organizado por|organizador|organizadores|organizadora|anfitrión|anfitriona|organiza|contacto|"
        "responsable|invitado por|coordinador|coordina|coordinadora",
        "nl": "organisator|contactpersoon|georganiseerd door|contact|gastheer|organisatie",
        "pt": "organização|organizador|organizadores|contato|contacto|anfitrião|coordenação|responsável",
        "sv": "arrangör|kontaktperson|värd|kontakt|arrangörer|organisatör",
        "da": "arrangør|kontaktperson|vært",
        "ja": "世話人|主催|連絡先|問い合わせ先|お問い合わせ先|お問い合わせ|問い合わせ|主催者|問合せ先|オーガナイザー|企画|司会",
        "zh": "邀请人|主持人|联系人|主办单位|主办方|组织者|主办|邀請人|主持|联系方式|举办单位|聯絡人",
        "ko": "주최|담당자|문의|초청자|주관|문의처|호스트",
    },
    "when": {
        "en": "when|date|time|date & time|date and time|date/time|dates|day|hour|schedule|start|starts|start time|"
        "starting|begins|day and time|day & time|event date|event time|time & date|time and date|start date|"
        "date(s)|time(s)|talk time|seminar time|date, time|talk begins|date of event|hours|when is it",
        "de": "datum|zeit|uhrzeit|termin|beginn|wann|termine|datum und zeit|datum & zeit|datum und uhrzeit|"
        "datum / uhrzeit|zeitpunkt|vortragsbeginn|tag|datum/zeit|startdatum|start",
        "fr": "date|heure|horaire|quand|horaires|date et heure|date et horaire|jour|début|dates|jour et heure",
        "it": "data|ora|orario|quando|data e ora|giorno|inizio|date|data/ora|data e orario|ore",
        "es": "fecha|hora|día|cuándo|fecha y hora|horario|fechas|día y hora|inicio|fecha/hora",
        "nl": "datum|tijd|wanneer|datum en tijd|tijdstip|aanvang|datum & tijd|vanaf|van|datum/tijd",
        "pt": "data|hora|horário|quando|data e hora|dia|início|data/hora|dia e hora",
        "sv": "datum|tid|när|datum och tid|tidpunkt|starttid|dag",
        "da": "dato|tid|tidspunkt|hvornår|dato og tid",
        "ja": "日時|日程|時間|開催日|開催日時|日にち|開始時間|開催日程|日付|講演日時|とき|開始時刻|時刻",
        "zh": "时间|报告时间|日期|讲座时间|演讲时间|会议时间|活动时间|時間|日期时间|日期與時間|举办时间",
        "ko": "일시|날짜|시간|일정|일자|강연일시|일 시",
    },
    "end": {
        "en": "end|ends|end time|end date|until|finishes",
        "de": "ende|bis|enddatum|veranstaltungsende",
        "fr": "fin|date de fin|heure de fin",
        "it": "fine|data fine|termine",
        "es": "fin|hora de fin|finaliza|fecha de fin",
        "nl": "t/m|tot en met|tot|einde|einddatum|eindtijd",
        "pt": "término|fim",
        "sv": "sluttid|slut|slutdatum",
        "ja": "終了|終了時間|終了予定",
        "zh": "结束时间",
        "ko": "종료",
    },
    "where": {
        "en": "where|location|venue|place|event location|seminar location|locations|venue details|site|"
        "meeting place|meeting location|talk location|in person location|in-person location|venue/location|"
        "location/venue|venue name|in person|in-person",
        "de": "ort|wo|veranstaltungsort|adresse des veranstaltungsortes|tagungsort|treffpunkt|gebäude|ort/raum|"
        "location|raum/ort|ort und raum",
        "fr": "lieu|où|endroit|lieu de la conférence|lieux|bâtiment|localisation",
        "it": "luogo|dove|sede|luogo dell'evento|edificio",
        "es": "lugar|dónde|lugar de celebración|ubicación|sede|localización|edificio",
        "nl": "locatie|plaats|waar|gebouw|adres en locatie|plek",
        "pt": "local|onde|localização|lugar",
        "sv": "plats|lokal|var|ställe",
        "da": "sted|hvor|lokation",
        "ja": "場所|会場|開催場所|ところ|開催地|開催会場",
        "zh": "地点|报告地点|讲座地点|会议地点|活动地点|演讲地点|地點|举办地点",
        "ko": "장소|강연장소|위치|곳",
    },
    "room": {
        "en": "room|room number|lecture hall|seminar room|hall|lecture room|auditorium",
        "de": "raum|hörsaal|seminarraum|saal|raumnummer|zimmer",
        "fr": "salle|amphi|amphithéâtre|numéro de salle",
        "it": "aula|sala|stanza",
        "es": "aula|sala|salón|salón de actos",
        "nl": "zaal|ruimte|lokaal|collegezaal|kamer",
        "pt": "sala|auditório|anfiteatro",
        "sv": "sal|rum|hörsal",
        "ja": "教室|部屋|会議室",
        "zh": "会议室|教室",
        "ko": "강의실|호실",
    },
    "address": {
        "en": "address|street address|street",
        "de": "adresse|anschrift|straße",
        "fr": "adresse",
        "it": "indirizzo",
        "es": "dirección",
        "nl": "adres",
        "pt": "endereço|morada",
        "sv": "adress",
        "ja": "住所|所在地",
        "zh": "地址",
        "ko": "주소",
    },
    "online_url": {
        "en": "zoom link|zoom|webinar|livestream|live stream|remote access|join|join zoom meeting|zoom meeting|"
        "zoom url|zoom info|join online|join link|meeting link|online link|link to zoom|virtual link|online|"
        "webinar link|video link|streaming link|stream|virtual|virtual location|join here|teams link|teams meeting|"
        "microsoft teams|google meet|meeting url|link|join via zoom|livestream link|online meeting|watch live|"
        "webex|join url|streaming|join the webinar|via zoom|zoom webinar",
        "de": "zugangsdaten|livestream|per zoom|zoom-link|link zur veranstaltung|online-zugang|zoomlink|einwahldaten|"
        "zoom-zugang|link zum livestream|zoom-meeting|online-link|video-stream",
        "fr": "lien zoom|visioconférence|en ligne|en distanciel|lien|lien de connexion|lien visio|visio|"
        "lien de la visioconférence|lien bbb|lien teams",
        "it": "collegamento|in streaming|da remoto|link zoom|link teams|diretta streaming|streaming|link al meeting",
        "es": "enlace|en línea|por zoom|enlace zoom|enlace de zoom|conexión|streaming|retransmisión|enlace de acceso",
        "nl": "link|livestream|online deelname|zoomlink",
        "pt": "ligação|link zoom|transmissão|sala zoom|link de acesso|videoconferência",
        "sv": "zoomlänk|länk|zoom-länk|livesändning",
        "ja": "オンライン|配信|オンライン会場|zoomリンク|参加url|接続先|視聴url|zoom url|ズーム",
        "zh": "腾讯会议|会议号|线上|会议链接|直播链接|zoom会议|线上会议|直播|会议id|腾讯会议号|線上",
        "ko": "온라인|줌|줌 링크|zoom 링크|접속 링크|접속",
    },
    "series": {
        "en": "series|part of|seminar series|lecture series|talk series|event series|seminar|colloquium|"
        "part of the series|this talk is part of|this event is part of|program|programme",
        "de": "reihe|kolloquium|ringvorlesung|oberseminar|vortragsreihe|veranstaltungsreihe|seminarreihe|"
        "forschungsseminar|im rahmen von|im rahmen der reihe|vorlesungsreihe",
        "fr": "séminaire|colloque|cycle|cycle de conférences|série|dans le cadre de",
        "it": "ciclo|seminari|colloquio|ciclo di seminari|seminario|rassegna|serie",
        "es": "seminario|ciclo|coloquio|ciclo de conferencias|serie",
        "nl": "reeks|serie|lezingenreeks|onderdeel van|colloquium",
        "pt": "ciclo|série|colóquio|seminário|ciclo de palestras",
        "sv": "serie|seminarieserie|föreläsningsserie|del av|seminarium",
        "ja": "セミナー|談話会|研究会|シリーズ|セミナー名|会議名",
        "zh": "系列|学术报告|讲座|研讨会|讲座系列|系列讲座|系列报告|論壇|学术讲座",
        "ko": "세미나|콜로퀴움|시리즈|세미나명",
    },
    "language": {
        "en": "language|language of the talk|talk language",
        "de": "sprache|vortragssprache|veranstaltungssprache",
        "fr": "langue",
        "it": "lingua",
        "es": "idioma|lengua",
        "nl": "taal|voertaal",
        "pt": "idioma|língua",
        "sv": "språk",
        "ja": "言語|使用言語|講演言語",
        "zh": "语言|報告語言|报告语言",
        "ko": "언어|강연언어",
    },
    "registration_url": {
        "en": "registration|rsvp|register|sign up|registration link|register here|tickets|ticket|booking|"
        "registration url|sign-up|signup|book|to register|how to register|registration required",
        "de": "anmeldung|anmeldelink|registrierung|zur anmeldung|tickets",
        "fr": "inscription|inscriptions|s'inscrire|lien d'inscription",
        "it": "iscrizione|registrazione|iscrizioni|per iscriversi",
        "es": "inscripción|inscripciones|registro|enlace de inscripción",
        "nl": "aanmelden|inschrijven|registratie|aanmelding|aanmeldlink",
        "pt": "inscrição|inscrições|registo|registro",
        "sv": "anmälan|registrering|anmäl dig",
        "ja": "申込|申込方法|申し込み|参加申込|参加登録|申込先|お申し込み|申込み|登録",
        "zh": "报名|报名方式|报名链接|注册|報名",
        "ko": "등록|신청|참가신청|사전등록|신청방법",
    },
    "topic": {
        "en": "topics|category|categories|tags|keywords|field|research area|subjects|event category|tagged|subject area",
        "de": "kategorie|kategorien|schlagwörter|stichworte|themen|schlagworte|fachgebiet",
        "fr": "mots-clés|catégorie|catégories|thèmes|domaine|thématique",
        "it": "parole chiave|categoria|categorie|ambito",
        "es": "palabras clave|categoría|categorías|etiquetas|temas|área",
        "nl": "categorie|trefwoorden|onderwerpen|tags",
        "pt": "palavras-chave|categoria|categorias",
        "sv": "nyckelord|kategori|ämnesord",
        "ja": "キーワード|カテゴリ|カテゴリー|分野",
        "zh": "关键词|类别|分类|關鍵詞",
        "ko": "키워드|분류|분야",
    },
    "kind": {
        "en": "event type|type|type of event|event format type",
        "de": "veranstaltungsart|veranstaltungstyp|art der veranstaltung",
        "fr": "type d'événement|type",
        "it": "tipo di evento|tipologia",
        "es": "tipo de evento|tipo",
        "nl": "soort|type",
        "pt": "tipo de evento",
        "sv": "typ|evenemangstyp",
        "ja": "種別|種類",
        "zh": "类型",
        "ko": "유형|종류",
    },
    "attendance_mode": {
        "en": "format|event format|attendance|mode|attendance mode|modality",
        "de": "format|veranstaltungsformat|durchführung",
        "fr": "format|modalité|modalités",
        "it": "modalità",
        "es": "formato|modalidad",
        "nl": "vorm",
        "pt": "formato|modalidade",
        "sv": "form",
        "ja": "開催形式|開催方法|形式|参加方法",
        "zh": "形式|报告形式|会议形式|报告方式",
        "ko": "방식|진행방식|형식",
    },
    "status": {"en": "status|event status|note", "de": "status|hinweis", "fr": "statut", "es": "estado"},
    "": {
        "en": "moderator|moderators|moderated by|committee|thesis committee|dissertation committee|examiners|"
        "examination committee|advisor|advisors|adviser|supervisor|supervisors|opponent|opponents|discussant|"
        "discussants|co-authors|coauthors|joint work with|sponsor|sponsors|sponsored by|co-sponsored by|cost|"
        "price|admission|audience|target audience|open to|website|web site|event website|more info|"
        "more information|further information|additional information|for more information|phone|email|e-mail|tel|"
        "fax|refreshments|lunch|tea|coffee|reception|doors|doors open|parking|directions|accessibility|references|"
        "reference|reading|readings|slides|video|recording|paper|posted|published|updated|last updated|deadline|"
        "registration deadline|passcode|meeting id|password|share|add to calendar|download|attachments|files|agenda|"
        "notes|comments|credits|capacity|map|get directions|department|organising department|college|school|unit|"
        "booking required|access|host organization|related events|past events|share this|duration|photo credit|"
        "image credit|introduction|zoom id|zoom password|meeting number|access code|please note|posters|pizza|"
        "acknowledgements|acknowledgments|prerequisites|remarks|remark|supported by|respondent|interpreter|dial-in",
        "de": "moderation|diskussion|prüfungskommission|betreuer|betreuerin|gutachter|sponsor|kosten|eintritt|"
        "zielgruppe|weitere informationen|telefon|empfang|einlass|anfahrt|literatur|folien|dauer|hinweise|teilen|"
        "download|anmeldeschluss|kaffee|gefördert von|fakultät|e-mail|erstgutachter|anhang|barrierefreiheit|kenncode",
        "fr": "modérateur|modération|jury|directeur de thèse|encadrant|coût|tarif|public|informations|téléphone|"
        "accueil|accès|références|diapositives|durée|pause|composition du jury|rapporteurs|partager|entrée|courriel",
        "it": "moderatore|modera|discussant|commissione|costo|ingresso|pubblico|ulteriori informazioni|telefono|"
        "durata|supervisore|introduce|allegati|saluti|bibliografia",
        "es": "modera|moderador|tribunal|director|directora|precio|entrada|público|más información|teléfono|"
        "duración|supervisor|directores|bibliografía|correo|dirigido a|presenta|archivos",
        "nl": "moderator|promotor|copromotor|kosten|toegang|doelgroep|meer informatie|telefoon|begeleider|"
        "toegankelijkheid|prijs|deel",
        "pt": "moderador|banca|orientador|custo|público-alvo|mais informações|telefone|duração",
        "sv": "moderator|opponent|handledare|kostnad|målgrupp|mer information|telefon|betygsnämnd|huvudhandledare",
        "ja": "参加費|対象|定員|備考|参考文献|共催|後援|座長|懇親会|資料|受講料|主査|副査|パスコード|ミーティングid|参考url",
        "zh": "主办|承办单位|协办单位|备注|密码|会议密码|承办|协办|费用|承办方|参考文献",
        "ko": "대상|비고|참가비|비밀번호|후원|공동주최|좌장|회의 id",
    },
}
"""Field → language → words, separated by `|`. A word in several fields belongs to the first of them."""
