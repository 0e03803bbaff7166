"""Content lines of iCalendar: escaped, folded, free of anything that could be taken for calendar syntax.

Byte for byte what icalendar 7.3 writes, at a fraction of the time (its folding encodes character by character), with
one exception on purpose: icalendar turns the two characters `\\N`, of which TeX in abstracts is full, into a line
break; here they come back as they went in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FOLD_AT = 74  # octets of a line before it is folded: with the leading space of a continuation 75, RFC 5545's limit

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def plain(text: str) -> str:
    """Text that every reader takes alike: `\\n` is its only line break, no control characters, no lone surrogates.

    U+2028, U+0085 and their kin are line breaks to some readers and text to others; here they are line breaks.
    """
    if text.isprintable() or not _SUSPECT.search(text):  # printable text, quickly told, holds none of them
        return text
    return _UNWRITABLE.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """`plain` text on a single line, for titles and places."""
    if not text.isprintable():
        text = plain(text)
    elif "  " not in text and text[:1] != " " and text[-1:] != " ":  # of printable text a space is the only white space
        return text
    return " ".join(text.split())


def isolated(text: str) -> str:
    """Text to stand in a line of ours: what runs from right to left is set between U+2068 and U+2069, so that it turns
    nothing around it (Unicode Standard Annex 9); other text is as it was."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def escape(text: str) -> str:
    """A TEXT value (RFC 5545 §3.3.11)."""
    return escaped(plain(text))


def escaped(text: str) -> str:
    """A TEXT value of text that is `plain` already."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: bytes) -> bytes:
    """The line without its end, folded so that no part is longer than 75 octets or cuts a character in two.

    Like icalendar, never right after a backslash or a caret: some readers unescape before they unfold.
    """
    if len(line) <= FOLD_AT:
        return line
    parts, start, end = [], 0, len(line)
    while end - start > FOLD_AT:
        cut = start + FOLD_AT
        while line[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        if line[cut - 1] in b"\\^":
            cut -= 1
        parts.append(line[start:cut])
        start = cut
    parts.append(line[start:])
    return b"\r\n ".join(parts)


def text_line(name: str, value: str) -> str:
    """A property whose value is TEXT, unfolded. `name` may carry parameters that are known to be safe.

    A property whose value is no TEXT and made by us (a time, a number, an address from `links.web_url`) needs no
    function: it is `name:value`.
    """
    return f"{name}:{escape(value)}"


def plain_line(name: str, value: str) -> str:
    """`text_line` of a value that is `plain` already, or made of such."""
    return f"{name}:{escaped(value)}"


def list_line(name: str, values: Iterable[str]) -> str:
    """A property with several TEXT values, such as CATEGORIES, unfolded."""
    return f"{name}:{','.join(map(escape, values))}"


def folded(lines: Iterable[str]) -> bytes:
    """Lines as they are written: folded, each with its end. Empty ones are left out."""
    found = [raw if len(raw) <= FOLD_AT else fold(raw) for line in lines if line for raw in (line.encode(),)]
    return b"\r\n".join(found) + b"\r\n" if found else b""
