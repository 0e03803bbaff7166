"""Addresses in the one form used for comparing."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_ga|_hs\w+|ref_src|phpsessid|jsessionid|sid|session_?id|cfid"
    r"|cftoken|aspsessionid\w*",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """An address in the one form used for comparing: no scheme, `www.`, default port, session or campaign mark; the
    query sorted; no slash at the end. The fragment stays: it may be all that tells two talks of a page apart."""
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
