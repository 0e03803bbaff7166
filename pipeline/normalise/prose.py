"""Abstracts and biographies: which text, where it begins and where it ends; trackers out of its links."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.text import clean_block, fold, is_placeholder, label, unwrap
from pipeline.talk import Claim, Layer, Sighting

_WRAPPED = re.compile(r"https?://(?:[\w.-]*urldefense|[\w.-]*safelinks|www\.google\.com/url)[^\s<>\")\]]+")
_TAG = re.compile(r"</?(?:p|br|div|a|span|strong|em|b|i|u|ul|ol|li|h\d|table|tr|td|img)\b[^<>]*>", re.IGNORECASE)
_CUT_SHORT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\]|read more|continue reading)\s*$", re.IGNORECASE)
_ENDS = re.compile(
    r"^(?:part of the |this (?:talk|event|seminar) is part of |add to calendar|share (?:this|on)|register(?: here)?$)",
    re.IGNORECASE,
)
SHORTEST = 25
"""Characters; a shorter text is no abstract."""
LONGEST_NAME = 200
"""Characters of a line that names speakers and where they are from."""
_SENTENCES = re.compile(r"\w\w\w[.!?]\s+\w")
_SAME = {"abstract": ("abstract",), "bio": ("bio",)}


def decide_prose(sighting: Sighting, name: str, trust: Mapping[str, str], title: str) -> tuple[str | None, Choice]:
    """The abstract or bio (`name`): a labelled text first; one cut short gives way to the whole of it."""
    claims = best(sighting.of(name), order_of(name, trust))
    claims = sorted(claims, key=lambda claim: claim.layer is Layer.VISIBLE and claim.by == "visible:paragraphs")
    spoken = [fold(claim.text) for claim in sighting.of("speaker")]
    read = ((claim, without_speaker(read_prose(claim.text, name) or "", spoken)) for claim in claims)
    told = [(claim, text) for claim, text in read if text and fold(text) != fold(title)]
    if name == "bio" and not told:
        told = [(claim, text) for claim in sighting.of("abstract") if (text := _section(claim.text, "bio"))]
    if not told:
        return None, Choice(name, [], claims)
    claim, text = told[0]
    if _CUT_SHORT.search(text):
        begin = fold(_CUT_SHORT.sub("", text))[:60]
        claim, text = next(((c, t) for c, t in told[1:] if fold(t).startswith(begin) and len(t) > len(text)), told[0])
    return text, Choice(name, [claim], claims)


def read_prose(text: str, name: str) -> str | None:
    """One text without its label, and without what follows at the next label."""
    if _TAG.search(text):
        text = _TAG.sub("\n", text)
    text = clean_block(_WRAPPED.sub(lambda match: unwrap(match[0]) or match[0], html.unescape(text)))
    own = _section(text, name)
    text = own if own is not None else _until_label(text, name)
    return text if len(text) >= SHORTEST and not is_placeholder(text) else None


def without_speaker(text: str, speakers: Sequence[str]) -> str:
    """A text without the lines at its beginning that, behind a label, name only who is known to speak (`speakers`,
    folded): the talk tells that itself. "" where nothing of an abstract's length is left."""
    lines = text.split("\n")
    while lines and len(lines[0]) <= LONGEST_NAME and (found := label(lines[0])) and found[0] == "speaker":
        told = fold(found[1])
        if _SENTENCES.search(found[1]) or not any(one and one in told for one in speakers):
            break
        lines = lines[1:]
    rest = "\n".join(lines).strip()
    return rest if rest == text or len(rest) >= SHORTEST else ""


def _section(text: str, name: str) -> str | None:
    """What stands behind this very label inside a longer description; None where the label does not occur."""
    lines = clean_block(html.unescape(text)).split("\n")
    for place, line in enumerate(lines):
        found = label(line[:200])
        if found and found[0] == name:
            after = label(line)
            rest = [after[1] if after else "", *lines[place + 1 :]]
            return _until_label("\n".join(rest).strip(), name)
    return None


def _until_label(text: str, name: str) -> str:
    kept: list[str] = []
    for line in text.split("\n"):
        found = label(line[:200]) if line else None
        if found is not None and found[0] not in _SAME[name] and kept and _is_mark(line, found):
            break
        if _ENDS.match(line) and kept:
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _is_mark(line: str, found: tuple[str, str]) -> bool:
    """Whether a line inside prose is a label in earnest: with a colon, or alone on its line and of a known field."""
    return (
        found[1] != ""
        or line.rstrip().endswith((":", "："))
        or (found[0] in ("bio", "abstract", "speaker", "registration_url") and len(line) < 40)
    )


def first_sentences(text: str, most: int = 300) -> str | None:
    """The first sentences of a text, at most so many characters, whole sentences where possible."""
    flat = " ".join(
        line for line in text.split("\n") if len(line) > 60 or line.endswith((".", "。", "!", "?"))
    ) or text.replace("\n", " ")
    if len(flat) <= most:
        return flat.strip() or None
    cut = flat[:most]
    ends = [
        m.end()
        for m in re.finditer(r"[.!?。！？][\"”’)]*(?=\s|$)|[。！？]", cut)
        if not re.search(r"\b(?:U\.S|e\.g|i\.e|Dr|Prof|St|vs|[A-Z])\.$", cut[: m.end()])
    ]
    if ends and ends[-1] >= 40:
        return cut[: ends[-1]].strip()
    return cut[: cut.rfind(" ") if " " in cut[40:] else most].rstrip(" ,;:") + "…"


def as_found(claim: Claim) -> str:
    """A claim's text as one clean line, entities read."""
    return " ".join(clean_block(html.unescape(claim.text)).split())
