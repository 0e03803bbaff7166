"""Pages that answer 200 and show nothing: logins, challenges, maintenance, soft 404s, pages that are all script.

Asked about a listing in which no talk and no link to one was found, so that a word list can do no harm: whatever it
says, the run is then merely not believed about absences. A short page of which the heading is nothing but a notice
announces nothing, whatever day it tells. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.extract.page import Page
from pipeline.reading.states import MAINTAINED
from pipeline.reading.status import is_maintenance
from pipeline.reading.text import fold

LITTLE = 400
"""Characters of visible text below which a page counts as a notice, not as a listing."""

_SAYS_MAINTAINED = re.compile(rf"(?<![a-z\d])(?:{MAINTAINED})(?![a-z\d])")
NOTICES = (
    (
        re.compile(r"\b404\b|not found|nicht gefunden|introuvable|no longer exists|does not exist", re.I),
        "says “not found”",
    ),
    (
        re.compile(
            r"just a moment|attention required|captcha|verify (that )?you are human|access denied|forbidden", re.I
        ),
        "wants to see a person, not a crawler",
    ),
)
LOGINS = re.compile(r"/(log-?in|sign-?in|sso|saml2?|cas|wayf|shibboleth|idp|adfs|oauth2?)\b", re.I)
"""Paths of pages that ask who one is."""

SCRIPT_WANTED = re.compile(r"(enable|requires?|turn on|activate|need) (java ?script)|javascript (is|must|has)", re.I)


NO_TEXT = re.compile(r"(?:image|audio|video|font)/|application/(?:pdf|zip|gzip|octet-stream|vnd\.|msword)", re.I)
"""Content-Types of what is no page, whatever can be made of its bytes."""

MAGIC = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"PK\x03\x04",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x7fELF",
)


def why_no_page(page: Page) -> str:
    """Why these bytes are no text to be read, as the end of a sentence; "" if they may be."""
    declared = (page.content_type or "").partition(";")[0].strip()
    if page.body.startswith(MAGIC) or (NO_TEXT.match(declared) and b"\0" in page.body[:4096]):
        return f"is no page but {declared or 'a binary file'}"
    return ""


def why_blind(page: Page) -> str:
    """What kind of page this is that shows no talk for a reason of its own, as the end of a sentence; "" if none."""
    if page.kind != "html" or page.document is None:
        return ""
    if page.document.xpath("//input[@type='password']") or LOGINS.search(urlsplit(page.url).path):
        return "asks for a login"
    text = page.text_at("").strip()
    heading = f"{page.title} {page.text('h1')}"
    for notice, meaning in NOTICES:
        if notice.search(heading) or (len(text) < LITTLE and notice.search(text)):
            return meaning
    if _SAYS_MAINTAINED.search(fold(heading)) or (len(text) < LITTLE and _SAYS_MAINTAINED.search(fold(text))):
        return "says that the site is being maintained"
    scripts = page.document.xpath("count(//script)")
    if scripts and (len(text) < LITTLE or SCRIPT_WANTED.search(page.text("noscript"))):
        return "shows nothing without JavaScript"
    return ""


_REASONS = (
    r"(?:page )?not found|(?:the )?page (?:could not be|cannot be|was not) found|(?:seite )?nicht gefunden|"
    r"page (?:introuvable|non trouvee)|pagina (?:no encontrada|non trovata|niet gevonden)|access denied|forbidden|"
    r"(?:internal )?server error|bad gateway|gateway time ?out|service (?:temporarily )?unavailable"
)
NOTHING_ELSE = re.compile(
    rf"(?:http )?(?:error )?(?:403|404|500|502|503|504)(?: error)?(?: (?:{_REASONS}))?|{_REASONS}|"
    r"(?:please )?(?:log|sign) ?in|login|anmelden|connexion|just a moment|attention required|"
    r"(?:please )?verify (?:that )?you are human|checking your browser(?: before accessing.*)?"
)
"""What the heading of a page says that is a notice and nothing else, besides maintenance."""


def why_notice(page: Page) -> str:
    """What a page that tells a day is all the same, as the end of a sentence: a notice, "Wartungsarbeiten … wir sind
    ab 24.11.2026, 8 Uhr wieder da"; "" for any other page. A talk about maintenance is none: the heading says more."""
    if page.kind != "html" or page.document is None or len(page.text_at("").strip()) >= LITTLE:
        return ""
    heading = page.text("h1").strip() or page.title
    if not (NOTHING_ELSE.fullmatch(fold(heading)) or is_maintenance(heading)):
        return ""
    return why_blind(page) or "is a notice"


CLOSINGS = (
    (b"<html", b"</html"),
    (b"<body", b"</body"),
    (b"BEGIN:VCALENDAR", b"END:VCALENDAR"),
    (b"<rss", b"</rss"),
    (b"<feed", b"</feed"),
)
"""How documents begin, and how they end."""


def why_cut(page: Page, before: bytes) -> str:
    """Whether the end of this page is missing, as the end of a sentence; "" if not. Some sites never close what they
    open: a page is cut off if it was closed `before`, a calendar always."""
    for opening, closing in CLOSINGS:
        sure = opening == b"BEGIN:VCALENDAR" and page.body.lstrip(b"\xef\xbb\xbf \r\n").startswith(opening)
        if (sure or closing in before) and opening in page.body and closing not in page.body:
            return "breaks off in the middle"
    is_json = "json" in (page.content_type or "") or page.body.lstrip()[:1] in (b"{", b"[")
    return "breaks off in the middle" if is_json and page.body.strip()[-1:] not in b"}]);" else ""


FRONT = re.compile(r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:index|home|default|start)(?:\.\w+)?)?/?", re.I)
"""Paths of front pages, also of each language."""


def why_elsewhere(asked: str, answered: str, *, is_talk: bool = False) -> str:
    """What a redirect says about a listing or a talk's page: that it is no more, if it leads to the front page; "" if
    nothing. A talk, say a conference, may have a site of its own."""
    was, is_now = urlsplit(asked), urlsplit(answered)
    hosts = {(one.hostname or "").removeprefix("www.") for one in (was, is_now)}
    lost = FRONT.fullmatch(is_now.path) and not is_now.query and not FRONT.fullmatch(was.path)
    return "leads to the site's front page" if lost and not (is_talk and len(hosts) > 1) else ""
