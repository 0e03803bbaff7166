"""Addresses found on pages, made safe to write into feeds and pages of ours."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

# RFC 3986: reserved and unreserved characters, and % for what is encoded already. quote() adds the unreserved ones.
_KEEP = "%:/?#[]@!$&'()*+,;="
_PLAIN = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:/[\w.~%:/?#@!$&'()*+,;=-]*)?", re.ASCII)
LONGEST = 2048  # characters; what browsers and servers take without trouble


@lru_cache(maxsize=4096)  # a talk names its own address several times
@lru_cache(maxsize=4096)  # a talk names its own address several times
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


def report_url(contact: str | None, uid: str, about: str = "") -> str:
    """How to tell the operator about a mistake in this talk, by mail or on the page that `contact` names. Its UID goes
    along: in the subject, after `about`, or as the parameter `talk`. "" without a contact."""
    if not contact:
        return ""
    before, after = _report(contact, about)
    return f"{before}{uid if _SAFE.fullmatch(uid) else quote(uid, safe='@')}{after}" if before else ""


_SAFE = re.compile(r"[\w.@~-]+", re.ASCII)


@lru_cache(maxsize=64)
def _report(contact: str, about: str) -> tuple[str, str]:
    """What stands before and after the UID in such an address."""
    if "@" in contact and not urlsplit(contact).scheme:
        return f"mailto:{quote(contact, safe='@')}?subject={quote(about or 'Talk')}%20", ""
    address, mark, fragment = web_url(contact).partition("#")
    return (f"{address}{'&' if '?' in address else '?'}talk=" if address else ""), mark + fragment
