"""Addresses found on pages, made safe to write into feeds and pages of ours."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# RFC 3986: reserved and unreserved characters, and % for what is encoded already. quote() adds the unreserved ones.
_KEEP = "%:/?#[]@!$&'()*+,;="
_PLAIN = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:/[\w.~%:/?#@!$&'()*+,;=-]*)?", re.ASCII)
LONGEST = 2048  # characters; what browsers and servers take without trouble


def web_url(url: str | None) -> str:
    """The address in ASCII if it is http or https with a host, else ""."""
    if not url:
        return ""
    if len(url) <= LONGEST and _PLAIN.fullmatch(url):  # nearly all
        return url
    address = url.strip()
    if not address[:8].lower().startswith(("http://", "https://")):
        return ""
    try:
        if not urlsplit(address).hostname:
            return ""
    except ValueError:
        return ""
    encoded = quote(address.encode("utf-8", "ignore"), safe=_KEEP)
    return encoded if len(encoded) <= LONGEST else ""
