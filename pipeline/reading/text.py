"""Text as people write it, made comparable: cleaning, folding, labels, placeholders, links freed from trackers.

Everything here is pure, linear in the length of the text, and answers every text: no input raises.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from pipeline.reading.labels import LABELS
from pipeline.reading.placeholders import ENDS, NAMES_TITLE, NO_TITLE_YET, NOTHING_SET, OPEN, PART, UNSAID
from pipeline.reading.remembered import remembered

# Characters that are there for the typesetter: soft hyphen, zero-width blanks and joiners, direction marks, BOM.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# Control characters other than white space never belong to a text.
_INVISIBLE |= dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)])
_UNSEEN = re.compile(f"[{re.escape(''.join(map(chr, _INVISIBLE)))}]+")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


def clean(text: str) -> str:
    """One line: NFC, every white space a single blank, invisible characters gone, nothing at the ends."""
    if not text.isprintable():  # most texts are, and nothing invisible is
        text = _UNSEEN.sub("", text)
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def clean_block(text: str) -> str:
    """Like `clean`, but paragraphs stay: lines are cleaned one by one, at most one empty line between them."""
    lines = [clean(line) for line in _LINE_ENDS.sub("\n", text).split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


# What `fold` makes of ASCII: apostrophes and invisible characters vanish, all but letters and digits part words.
_ASCII_FOLDED = {code: " " for code in range(128) if not chr(code).isalnum()}
_ASCII_FOLDED |= {code: "" for code in (ord("'"), *_INVISIBLE) if code < 128}
_ACCENTS = dict.fromkeys([*range(0x0300, 0x0370), *range(0xFE00, 0xFE10)])  # how a sign is drawn is none of it
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


LONGEST = 200_000
"""Characters that are compared; no text that means something is longer."""


@remembered()
def fold(text: str) -> str:
    """For comparison only: no case, accents, punctuation or width; words separated by one blank."""
    text = text[:LONGEST]
    if not text.isascii():  # most texts are, or hold a dash or an umlaut
        text = _BEYOND_ASCII.sub(lambda found: _bare(found[0]), text)
    return " ".join(text.casefold().translate(_ASCII_FOLDED).split())


@remembered(20)
def _bare(text: str) -> str:
    """Letters of any script without accents and width; all that is no letter, digit or mark as blanks."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "").translate(_INVISIBLE)).casefold()
    composed = unicodedata.normalize("NFC", decomposed.translate(_ACCENTS))
    return "".join(x if x.isalnum() or unicodedata.category(x)[0] == "M" else " " for x in composed)


def small_number(text: str) -> int:
    """A number of up to six digits, as attributes and addresses hold them; 0 for anything else: `int` raises at "³"."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


# ── Labels ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_LABEL_OF: dict[str, str] = {}
for _field, _languages in LABELS.items():
    for _words in _languages.values():
        for _word in _words.split("|"):
            _LABEL_OF.setdefault(fold(_word), _field)

LONGEST_LABEL = 60
"""Characters; what stands before a colon and is longer is a sentence."""

_HEAD = re.compile(rf"[^\w]{{0,6}}(?P<head>[^:：\n]{{1,{LONGEST_LABEL}}})(?P<mark>(?!(?<=\d)[:：]\d\d)[:：]|\n|$)")
_DASHED = re.compile(rf"[^\w]{{0,6}}(?P<head>[^:：\n–—-]{{1,{LONGEST_LABEL}}}?) ?(?: [–—-]{{1,2}} |[–—])")
_GENDER = re.compile(r"^(\W{0,6}\w{3,20}):(r|in|innen|n)\b(?=\s*[:：\n])")
"""A colon inside a word: "Vortragende:r:", "Referent:innen:"."""
_DASH_MAY_FOLLOW = frozenset({"speaker", "title", "abstract", "bio", "where", "when", "host", "affiliation"})
_NUMBER_AFTER = re.compile(r"[\s#]*\(?\d{1,2}\)?$")


@remembered()
def label(text: str) -> tuple[str, str] | None:
    """The field a label names, and what follows it: "Speaker: Ada Lovelace" → ("speaker", "Ada Lovelace").

    The rest is "" if the text is a label alone. The field is one of `pipeline.talk.FIELDS`, or "" for a label that
    ends the one before but says nothing of a talk ("Refreshments:", "Sponsor:"). None: there is no label.
    """
    text = _GENDER.sub(r"\1*\2", text, count=1)
    head = _HEAD.match(text)
    if head:
        field = label_field(head["head"])
        if field is not None:
            return field, text[head.end() :].strip(" \t\n*_:：")
    dashed = _DASHED.match(text)
    if dashed:
        field = label_field(dashed["head"])
        if field in _DASH_MAY_FOLLOW:
            return field or "", text[dashed.end() :].strip()
    return None


def label_field(words: str) -> str | None:
    """The field named by these words alone ("Date and time" → "when"), "" for a label of nothing, None for no label."""
    if len(words) > LONGEST_LABEL:
        return None
    key = fold(words)
    if key in _LABEL_OF:
        return _LABEL_OF[key]
    key = _NUMBER_AFTER.sub("", key)
    for start in ("the ", "talk ", "seminar ", "event ", "speaker ", "lecture "):
        if key.startswith(start) and (field := _LABEL_OF.get(key.removeprefix(start))) is not None:
            return field
    return _LABEL_OF.get(key)


# ── Placeholders ──────────────────────────────────────────────────────────────────────────────────────────────────────

_PARTS = re.compile(r"[()\[\]{}（）【】/|,;:：•·–—\n]+|\s-+\s|\.\s+(?=[^\W\d_]{2})")
LONGEST_PLACEHOLDER = 120
"""Characters; what is longer says something."""


@remembered()
def is_placeholder(text: str) -> bool:
    """Whether the whole text only says that nothing is settled: "TBA", "N.N. (Titel folgt)", "未定", "---"."""
    if len(text) > LONGEST_PLACEHOLDER:
        return False
    key = fold(text)
    if not key:
        return bool(text.strip())
    if _is_open(key) or (key.startswith(("no ", "missing ")) and NOTHING_SET.fullmatch(key)):
        return True
    some = False
    for part in _part_keys(text):
        if _is_open(part):
            some = True
        elif not PART.fullmatch(part):
            return False
    return some


@remembered()
def is_untitled(text: str) -> bool:
    """Whether a title says that there is none yet, be it beside other words: "Talk by Ada Byron (title TBA)"."""
    if is_placeholder(text):
        return True
    if len(text) > 2 * LONGEST_PLACEHOLDER:
        return False
    return any(_may_be_open(key) and NO_TITLE_YET.fullmatch(key) for key in _part_keys(text))


def is_title_open(text: str) -> bool:
    """Whether a line says, in the place of a title, that there is none yet: "TBA", "Titel folgt", not "Room: TBA"."""
    if not is_placeholder(text):
        return False
    keys = list(_part_keys(text))
    if any(NO_TITLE_YET.fullmatch(key) for key in (fold(text), *keys)):
        return True
    heads = [key for key in keys if not _is_open(key)]
    if heads:
        return any(NAMES_TITLE.fullmatch(head) for head in heads)
    return bool(keys) and bool(UNSAID.fullmatch(keys[0]))


def _may_be_open(key: str) -> bool:
    return not key.isascii() or key.rpartition(" ")[2] in ENDS


def _is_open(key: str) -> bool:
    return _may_be_open(key) and bool(OPEN.fullmatch(key))


def _part_keys(text: str) -> Iterator[str]:
    """What stands between brackets, dashes and commas, folded."""
    return filter(None, map(fold, _PARTS.split(text)))


# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_TARGET_KEYS = ("url", "u", "q", "target", "redirect", "redirect_url", "redirecturl", "link", "to", "goto", "dest",
                "destination", "a", "z", "href", "r")  # fmt: skip
_REDIRECTING_HOST = re.compile(
    r"^(?:click|clicks|track|tracking|trk|links?|email|mail|mailing|newsletter|news|nl|go|r|l|t|e|out|redirect|redir|"
    r"away|url|lnk|safelinks|linkprotect|clicktracker|secure-web)\d*[.-]|safelinks\.protection|linkprotect|urldefense|"
    r"protection\.sophos\.|"
    r"^lm?\.(?:facebook|instagram)\.com$|slack-redir|^t\.umblr\.com$|^link\.edgepilot"
)
_REDIRECTING_PATH = re.compile(
    r"(?:^|/)(?:url|redirect\w*|redir|click\w*|track\w*|link|links|out|away|goto|go|exit|leave|r|l|c|t|u|ct|"
    r"l\.php|jump|external|ls/click|ext|follow)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)
# Pages that are told an address to share or to return to after login: the address is not where the link leads.
_ABOUT_A_LINK = re.compile(
    r"share|intent|login|signin|sign-in|/sso|/cas/|auth|validator|/save|pinterest|submit|translate|compose|bookmark|"
    r"calendar|consent",
    re.IGNORECASE,
)
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|igshid|ck_subscriber_id)$"
)
_V3 = re.compile(r"/v3/__(?P<url>.+?)__;(?P<kept>[^!]*)!")
_V3_RUN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WRAPPINGS = 6
"""How many wrappers around one link are opened; more than three were never met."""


@remembered(500)
def unwrap(url: str) -> str:
    """Where a link really leads: mail scanners and redirectors opened, tracking parameters dropped.

    Always an absolute http or https address, or "" (for `mailto:`, `javascript:`, relative or broken ones). Nothing is
    fetched: only wrappers that carry their target in the address can be opened.
    """
    url = html.unescape("".join(url.translate(_INVISIBLE).split()))
    for _ in range(_WRAPPINGS):
        inner = _target(url)
        if not inner or inner == url:
            break
        url = inner
    return _plain(url)


def _target(url: str) -> str:
    """What one wrapper holds, or "" if the address is no wrapper."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if "urldefense" in host:
        return _urldefense(url, parts.query)
    if _ABOUT_A_LINK.search(f"{host}{parts.path}"):
        return ""
    google = bool(re.search(r"(?:^|\.)google(?:\.[a-z]{2,3}){1,2}$", host))
    if google and parts.path != "/url":
        return ""
    if not (_REDIRECTING_HOST.search(host) or _REDIRECTING_PATH.search(parts.path)):
        return ""
    given = {key.lower(): value for key, value in parse_qsl(parts.query)}
    for wrapped in (*(given.get(key, "") for key in _TARGET_KEYS), parts.path.rpartition("/")[2]):
        if value := _decoded(wrapped):
            return value
    return ""


def _decoded(value: str) -> str:
    """A parameter as an absolute web address, its repeated percent encodings undone; "" if it is none."""
    for _ in range(_WRAPPINGS):
        if re.match(r"https?://[^/\s]", value, re.IGNORECASE):
            return value
        if re.match(r"https?%", value, re.IGNORECASE):
            value = unquote(value)
        elif value.startswith(_HTTP_IN_BASE64):
            value = _unpacked(value)
        else:
            return ""
    return ""


_HTTP_IN_BASE64 = "aHR0c"


def _unpacked(packed: str) -> str:
    """A text out of base64, "" where it is none."""
    try:
        return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _urldefense(url: str, query: str) -> str:
    """Proofpoint's three generations: v1 percent-encodes, v2 writes - for % and _ for /, v3 cuts odd characters out."""
    cut = _V3.search(url)
    if cut:
        return _v3_filled(cut["url"], cut["kept"])
    wrapped = dict(parse_qsl(query)).get("u", "")
    if "/v1/" in url:
        return unquote(wrapped)
    return unquote(wrapped.translate(str.maketrans("-_", "%/"))) if "/v2/" in url else ""


def _v3_filled(url: str, kept: str) -> str:
    """Put the characters kept in base64 back where `*` (one) and `**X` (a run) stand."""
    spare = _unpacked(kept)
    position = 0

    def back(match: re.Match[str]) -> str:
        nonlocal position
        count = _V3_RUN.index(match[1]) + 2 if match[1] else 1
        run = spare[position : position + count]
        position += count
        return run or match[0]

    filled = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", back, url) if spare else url
    # Gateways merge the slashes after the scheme.
    return re.sub(r"^(https?):/(?=[^/])", r"\1://", filled)


def _plain(url: str) -> str:
    """An address as it is kept: web schemes only, lower-case host, no tracking parameters."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    query = parts.query
    if any(_TRACKING.match(pair.split("=", 1)[0]) for pair in query.split("&")):
        query = "&".join(pair for pair in query.split("&") if not _TRACKING.match(pair.split("=", 1)[0]))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower() if "@" not in parts.netloc else parts.netloc,
                       parts.path, query, parts.fragment))  # fmt: skip
