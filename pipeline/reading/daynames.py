"""What months and weekdays are called, language by language: for the grammar of times, and whoever needs no more."""

from __future__ import annotations

from pipeline.reading.text import fold

# Twelve months, seven weekdays from Monday; spellings of one separated by blanks.
MONTHS = {
    "en": "january jan|february feb febr|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec",
    "de": "januar jänner|februar feber|märz mrz mär|april|mai|juni|juli|august|september|oktober okt|november"
    "|dezember dez",
    "fr": "janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre|octobre|novembre"
    "|décembre déc",
    "es": "enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto !ago|septiembre setiembre|octubre|noviembre"
    "|diciembre dic",
    "it": "gennaio gen genn|febbraio febbr|marzo|aprile|maggio mag magg|giugno giu|luglio lug|agosto !ago"
    "|settembre !set sett|ottobre ott|novembre|dicembre dic",
    "nl": "januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober okt|november|december",
    "pt": "janeiro|fevereiro fev|março|abril abr|maio !mai|junho|julho|agosto !ago|setembro !set|outubro !out"
    "|novembro|dezembro dez",
    "sv": "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober okt|november|december",
}
WEEKDAYS = {
    "en": "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|saturday sat|sunday sun",
    "de": "montag !mo|dienstag !di|mittwoch !mi|donnerstag !do|freitag !fr|samstag sonnabend !sa|sonntag !so",
    "fr": "lundi !lun|mardi !mar|mercredi !mer|jeudi !jeu|vendredi !ven|samedi !sam|dimanche !dim",
    "es": "lunes !lun|martes !mar|miércoles mié mier|jueves !jue|viernes !vie|sábado sáb|domingo !dom",
    "it": "lunedì !lun|martedì !mar|mercoledì !mer|giovedì !gio|venerdì !ven|sabato !sab|domenica !dom",
    "nl": "maandag !ma|dinsdag !di|woensdag !wo|donderdag !do|vrijdag !vr|zaterdag !za|zondag !zo",
    "pt": "segunda-feira !segunda !seg|terça-feira !terça !ter|quarta-feira !quarta !qua|quinta-feira !quinta !qui"
    "|sexta-feira !sexta !sex|sábado sáb|domingo !dom",
    "sv": "måndag mån|tisdag !tis|onsdag !ons|torsdag !tors|fredag !fre|lördag lör|söndag sön",
    "ja": "月曜日 月曜|火曜日 火曜|水曜日 水曜|木曜日 木曜|金曜日 金曜|土曜日 土曜|日曜日 日曜",
    "zh": "星期一 周一 週一|星期二 周二 週二|星期三 周三 週三|星期四 周四 週四|星期五 周五 週五|星期六 周六 週六"
    "|星期日 星期天 周日 週日",
    "ko": "월요일|화요일|수요일|목요일|금요일|토요일|일요일",
}


def _names(table: dict[str, str]) -> str:
    """The names in a table of the lexicon, folded, as alternatives of a pattern; without those that need a dot."""
    spelled = (name for names in table.values() for name in names.replace("|", " ").split())
    return "|".join(sorted({fold(name) for name in spelled if not name.startswith("!")}))


MONTH, WEEKDAY = _names(MONTHS), _names(WEEKDAYS)
"""The names of months and of the days of the week, folded, as alternatives of a pattern."""
