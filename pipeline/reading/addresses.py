"""Addresses in the one form used for comparing."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_ga|_hs\w+|ref_src|phpsessid|jsessionid|sid|session_?id|cfid"
    r"|cftoken|aspsessionid\w*",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}

_WHOLE = re.compile(r"https?://[\w.:-]+/[\w/%,.&=+~?-]*", re.ASCII)
_FROM_ROOT = re.compile(r"/(?!/)[\w/%,.&=+~?-]*", re.ASCII)
_ORIGIN = re.compile(r"https?://[\w.:-]+(?=/)", re.ASCII)
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)((?:/[\w/%,.&=+~-]*)?)", re.ASCII)


def join(base: str, href: str) -> str:
    """An address as it is meant on a page at `base`; "" where it is none. Most need no more than a look."""
    if "/." not in href and href[-1:] != "?":
        if _WHOLE.fullmatch(href):
            return href
        if _FROM_ROOT.fullmatch(href) and (origin := _ORIGIN.match(base)):
            return origin[0] + href
    try:
        return urljoin(base, href)
    except ValueError:  # "http://[" and the like
        return ""


@lru_cache(maxsize=2**14)
def canonical(url: str) -> str:
    """An address in the one form used for comparing: no scheme, `www.`, default port, session or campaign mark; the
    query sorted; no slash at the end. The fragment stays: it may be all that tells two talks of a page apart."""
    plain = _PLAIN.fullmatch(url)  # most are, and need no more than a look
    if plain and (host := plain[1].removeprefix("www.")):
        return f"//{host}{plain[2].rstrip('/')}"
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.")
    if port and port != _PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    path = _SESSION_IN_PATH.sub("", parts.path).rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted((k, v) for k, v in pairs if not _TRACKING.fullmatch(k)))
    return urlunsplit(("", host, path, query, parts.fragment)) if host else url.strip()
