"""Links that only say that there is more: they name nothing, and lead from a card to its talk's own page."""

from __future__ import annotations

import re

from crawler.extract.blocks import parts_of
from crawler.extract.passing import FILES
from pipeline.reading.text import fold

_LEADS = re.compile(
    r"(?:(?:more|full|event|talk|further|all|the|to|for|see|view|show|read|open|about|get) )*"
    r"(?:details?|abstract|info|information|description|synopsis)|(?:read|see|learn|find out|show) more|read on"
    r"|(?:(?:view|see|show|open|go to|visit) )(?:the )?(?:event|talk|lecture|seminar|full event)(?: page)?"
    r"|(?:(?:mehr|weitere|nahere|alle) )*(?:mehr|details?|infos?|informationen|erfahren|lesen)"
    r"|(?:zum|zur|zu den) (?:vortrag|veranstaltung|details)|weiterlesen|weiter|zusammenfassung"
    r"|en (?:savoir|lire) plus|lire (?:la suite|plus)|voir (?:plus|les details|le detail|l ?evenement)|resume"
    r"|plus d ?(?:infos?|informations|details)"
    r"|leggi(?: (?:tutto|di piu|altro))?|scopri(?: di piu)?|vai all ?evento|dettaglio?i?|maggiori informazioni"
    r"|(?:leer|ver|saber) (?:mas|detalles?|evento)|mas (?:informacion|info|detalles)|detalles?|resumen"
    r"|lees (?:meer|verder)|meer(?: (?:info|informatie|lezen))?|verder lezen"
    r"|(?:saiba|ler|ver|leia) mais|mais (?:informacoes|detalhes)|detalhes|resumo"
    r"|las (?:mer|vidare)|mer (?:info|information)|detaljer"
    r"|詳細(?:を見る|はこちら)?|もっと見る|続きを読む|要旨|詳しくは?|详情|查看(?:详情|更多)|更多|详细|阅读更多"
    r"|자세히(?: 보기)?|더 ?보기|상세 ?(?:보기)?"
)


_ARROWS = re.compile(r"\s*[→⟶»›>]+\s*")
_ASIDE = re.compile(
    r"/(?:(?:people|persons?|personen|staff|maps?|ical|ics)/[^/]+|(?:maps?|edit|log-?in|sign-?in)"
    r"|(?:add-?to-?)?calendar/(?:add|export|ics|ical)(?:/[^/]+)?|add-?to-?calendar(?:/[^/]+)?)/?$",
    re.IGNORECASE,
)
"""Paths of people, maps, calendars to put a talk into, and of what only those may open who run the site."""


def leads_on(text: str) -> bool:
    """Whether a link says no more than that there is more to read: "Details", "Abstract", "mehr", "→"."""
    said = fold(text)
    return bool(_LEADS.fullmatch(said)) if said else bool(_ARROWS.fullmatch(text))


def leads_aside(path: str) -> bool:
    """Whether an address's path is that of something beside a talk: its speaker, its place on a map, a calendar."""
    return bool(_ASIDE.search(path))


def is_page_beside(here: str, url: str) -> bool:
    """Whether an address is that of another page of the same site that may be a talk's own."""
    parts = parts_of(url)
    if parts.netloc != parts_of(here).netloc or not parts.path.strip("/"):
        return False
    return url.split("#")[0] != here.split("#")[0] and not FILES.search(parts.path)
