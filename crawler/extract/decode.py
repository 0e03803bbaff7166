"""From bytes to text, before anything is parsed: decompress, find the charset, tell what sort of document it is.

Nothing here believes a file name, and a server's Content-Type is a hint at most: what a document is stands in its
bytes. All functions are total: whatever the bytes, they answer.
"""

from __future__ import annotations

import codecs
import html
import json
import re
import zlib
from collections.abc import Mapping, Sequence

MAX_BYTES = 16 * 2**20
"""No page is read further than this, decompressed (a bomb of zeros is small on the wire)."""

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers do (WHATWG Encoding): pages that say latin-1 mean windows-1252, and so on.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}

_JSONP = re.compile(r"^\s*(?:/\*.*?\*/\s*)?[\w$.\[\]'\"]{0,200}\s*\(\s*(?=[\[{])", re.S)
_HTML_START = re.compile(r"^(?:\s|<!--.{0,5000}?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XML_START = re.compile(r"^(?:\s|<!--.{0,5000}?-->)*<(?:\?xml|rss|feed|rdf:RDF|[\w.-]+:[\w.-]+[\s>])", re.I | re.S)
_WRAPPING = re.compile(
    r"^\s*(?://\s*|/\*\s*)?<!(?:--|\[CDATA\[)(?:\s*\*/)?|(?://\s*|/\*\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*$"
)
_COMMENT_OR_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|(?<![:"\w])//[^\n]*', re.S)
_LIST_OF_OBJECTS = re.compile(r"[=:(]\s*(\[\s*\{\s*\")")
MANY_LISTS = 20
"""Lists in one script that are tried."""

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_SAYS = re.compile(r"title|start|date|^name$", re.I)
_BETWEEN = re.compile(r"[\s;,]*")
_HTML_TAG = re.compile(
    r"</?(?:!doctype|html|head|body|div|p|span|a|ul|ol|li|table|tr|td|h[1-6]|br|script|section|article|main|time|meta|"
    r"title|link|img|b|i|em|strong|dl|dt|dd|center|font|form)\b[^<>]{0,2000}>",
    re.I,
)
_CALENDAR = re.compile(r"^[ \t]*BEGIN:(?:VCALENDAR|VEVENT)[ \t]*$", re.I | re.M)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|[*+-] +\S.*\]\(|\d+\. +\S.*\]\(|\|.*\|[ \t]*$)|\]\(\S+\)|\*\*\S[^*\n]*\*\*", re.M
)


def unpack(body: bytes) -> bytes:
    """The body, decompressed if it is gzip, and no more than MAX_BYTES of it. A broken stream gives what came out."""
    for _ in range(2):  # servers have been seen to compress twice
        if body[:2] != b"\x1f\x8b":
            break
        inflate = zlib.decompressobj(wbits=31)
        try:
            body = inflate.decompress(body, MAX_BYTES)
        except zlib.error:
            body = _what_came_out(body)
    return body[:MAX_BYTES]


def _what_came_out(body: bytes) -> bytes:
    """The readable beginning of a damaged gzip stream, in steps small enough to lose little."""
    inflate, out = zlib.decompressobj(wbits=31), bytearray()
    for start in range(0, len(body), 512):
        try:
            out += inflate.decompress(body[start : start + 512], MAX_BYTES)
        except zlib.error:
            break
        if len(out) >= MAX_BYTES:
            break
    return bytes(out)


def charset(body: bytes, content_type: str | None = None) -> str:
    """The Python codec the bytes are most likely written in.

    A byte order mark decides; then valid UTF-8, which no other charset looks like by accident, whatever the page
    says of itself; then the server's header, the page's own declaration, and windows-1252.
    """
    return _charset_and_text(body, content_type)[0]


def _charset_and_text(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The charset, and the text if it had to be read in it to know, else ""."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name, ""
    head = body[:4096]
    declared = [m[1] for m in (_HEADER.search(content_type or ""),) if m]
    declared += [m[1].decode("ascii") for m in (_XML_DECLARATION.search(head), _META.search(head)) if m]
    names = [name for name in map(_codec, declared) if name]
    if b"\x1b" in head and any(name.startswith("iso2022") for name in names):  # seven-bit Japanese is valid UTF-8 too
        return next(name for name in names if name.startswith("iso2022")), ""
    if len(head) >= 8 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le", ""
    if len(head) >= 8 and head[::2].count(0) > len(head) // 4:
        return "utf-16-be", ""
    try:
        return "utf-8", body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(body) - 4 and error.reason == "unexpected end of data":
            return "utf-8", ""  # cut off within a letter
    return _charset_declared(body, names), ""


def _charset_declared(body: bytes, names: Sequence[str]) -> str:
    """The declared charset of bytes that are not UTF-8, if they can be read in it."""
    for name in names:
        if name not in ("utf-8", "utf-16-le", "utf-16-be", "utf-16") and _decodes(body, name):
            return name
    if "utf-8" in names and body.decode("utf-8", "replace").count("�") * 200 < len(body):
        return "utf-8"  # a few damaged letters in a page that says it is UTF-8
    return "cp1252"


def _codec(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return ""
    if name.startswith(("utf-7", "idna", "punycode", "raw", "unicode", "rot", "hex", "base64", "zlib", "bz2", "undef")):
        return ""
    return _MEANT.get(name, name)


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return name == "cp1252"  # its five holes are no reason to distrust the declaration
    return True


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a body: no byte order mark, no NULs, lines ended by a line feed alone."""
    name, text = _charset_and_text(body, content_type)
    try:
        text = text or body.decode(name, "replace")
    except (UnicodeError, LookupError, ValueError):
        text = body.decode("utf-8", "replace")
    text = text.lstrip("\ufeff")
    if "\0" in text:
        text = text.replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def kind_of(text: str, content_type: str | None = None) -> str:
    """What a document is: "html", "json", "xml", "ics", "markdown" or "text".

    The beginning decides; a Content-Type of text/html only where the text has no shape of its own.
    """
    start = text[:20000].lstrip()
    if start[:1] != "<" and _CALENDAR.search(start[:4000]):  # a page may quote a calendar and is none
        return "ics"
    if start[:1] in ("{", "[") and _is_json(text):
        return "json"
    if _FRONT_MATTER.match(start + "\n"):
        return "markdown"
    if _HTML_START.match(start):
        return "html"
    if start[:1] == "<" and _XML_START.match(start):
        return "xml"
    if start[:1] == "<" and len(_HTML_TAG.findall(start)) >= 1:
        return "html"
    if _JSONP.match(start) and _is_json(text):
        return "json"
    if content_type and "html" in content_type.lower():
        return "html"
    tags, markdown = len(_HTML_TAG.findall(start)), len(_MARKDOWN.findall(start))
    if tags >= 3 and tags > markdown:
        return "html"
    return "markdown" if markdown else "text"


def _is_json(text: str) -> bool:
    value = parse_json(text)
    return isinstance(value, dict | list)


def parse_json(text: str) -> object:
    """The value of JSON or JSONP; None if it is neither. Raw control characters in strings are tolerated."""
    text = text.strip()
    wrapper = _JSONP.match(text)
    try:
        if wrapper and text[:1] not in ("{", "["):
            return json.JSONDecoder(strict=False).raw_decode(text, wrapper.end())[0]
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def markup_in(value: object, size: int) -> str:
    """The HTML that a JSON document of `size` characters is a mere envelope for, or "".

    Calendars that load as one scrolls send pieces of pages so. An object that names a thing and its day is no envelope.
    """
    pieces: list[str] = []
    queue: list[tuple[object, int]] = [(value, 0)]
    while queue and len(pieces) < 1000:
        each, depth = queue.pop()
        if isinstance(each, dict) and depth < 5 and not any(_SAYS.search(str(key)) for key in each):
            queue.extend((inner, depth + 1) for inner in reversed(each.values()))
        elif isinstance(each, list) and depth < 5:
            queue.extend((inner, depth + 1) for inner in reversed(each))
        elif isinstance(each, str) and len(each) > 200 and len(_HTML_TAG.findall(each[:20000])) >= 5:
            pieces.append(each)
    return "\n".join(pieces) if sum(map(len, pieces)) * 2 > size else ""


def parse_loose_json(text: str) -> object:
    """The value of JSON as people put it into pages; several values after one another become a list; None: nothing.

    Tolerated, as long as what is left is unambiguous: raw line ends in strings, comments and CDATA marks around it,
    trailing and missing commas, a semicolon at the end, markup entities for the quotes.
    """
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    values: list[object] = []
    for mended in (str, _without_comments, html.unescape):
        candidate = mended(text)
        try:
            values = _values(_TRAILING_COMMA.sub(r"\1", candidate) if candidate is not text else candidate)
        except (ValueError, RecursionError):
            continue
        break
    return values[0] if len(values) == 1 else values or None


def list_in(code: str) -> object:
    """The longest JSON list of objects that a script's code holds (`window.events = [{"title": …}]`); else None."""
    longest: list[object] = []
    for match in list(_LIST_OF_OBJECTS.finditer(code))[:MANY_LISTS]:
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(code, match.start(1))
        except (ValueError, RecursionError):
            continue
        longest = max(longest, value, key=len)
    return longest or None


def _values(text: str) -> list[object]:
    """All JSON values in a row, with at most commas, semicolons and white space between them."""
    decoder, position = json.JSONDecoder(strict=False), 0
    values: list[object] = []
    while (between := _BETWEEN.match(text, position)) and between.end() < len(text):
        value, position = decoder.raw_decode(text, between.end())
        values.append(value)
    return values


MENDED = 300_000
"""Characters of a script in which comments are looked for; longer ones are written by machines, which write none."""


def _without_comments(text: str) -> str:
    if len(text) > MENDED:
        return text
    return _COMMENT_OR_STRING.sub(lambda match: match[0] if match[0].startswith('"') else "", text)


_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x00\x00\x01\x00")
_CONTROLS = bytes(one for one in (*range(0x20), 0x7F) if one not in b"\t\n\x0b\f\r\x1b")
"""Characters that stand in no text; escapes do, in ISO-2022."""

LOOKED_AT = 4096
FEW_CONTROLS = 0.04
"""Of a text; of bytes drawn by chance a ninth are such characters."""


def is_binary(body: bytes) -> bool:
    """Whether these bytes, unpacked, are a picture, an archive or noise: neither markup nor text."""
    if body.startswith(_BINARY):
        return True
    begin = body[:LOOKED_AT]
    controls = len(begin) - len(begin.translate(None, _CONTROLS))
    return controls > FEW_CONTROLS * len(begin) and not charset(body).startswith(("utf-16", "utf-32"))


def front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """The `key: value` lines between two `---` lines at the very beginning, and the text after them.

    No YAML: one line, one key; quotes around a value are taken off; deeper structure is skipped.
    """
    match = _FRONT_MATTER.match(text.lstrip("\n"))
    if not match:
        return {}, text
    fields: dict[str, str] = {}
    for line in match[1].split("\n"):
        key, colon, value = line.partition(":")
        value = value.strip()
        if (
            not colon
            or not re.fullmatch(r"[A-Za-z_][\w-]*", key)
            or (value[:1] not in "\"'" and value[:2] in ("|", ">"))
        ):
            continue
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        fields[key.lower()] = value
    if not fields:
        return {}, text
    return fields, text.lstrip("\n")[match.end() :]
