"""Headlines taken apart: speaker, affiliation, series and the talk's own title ("Gari Clifford (Emory) – Myths …").

Forms are tried in order and fire only if the part that should be people reads as people: with an affiliation or a title
beside the name, or with a frequent given name. Else the headline is the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.reading.people.listing import (
    find_people,
    is_from,
    only_people,
)
from pipeline.reading.people.name import name_score
from pipeline.reading.places import is_room
from pipeline.reading.remembered import remembered
from pipeline.reading.status import read_kind
from pipeline.reading.text import clean, is_placeholder
from pipeline.talk import Kind, Person


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline taken apart. `title` None: it names no talk of its own ("CNI seminar: Ada Lovelace", "…: TBA")."""

    title: str | None
    speakers: tuple[Person, ...] = ()
    series: str | None = None
    kind: Kind | None = None


@remembered()
def read_headline(title: str) -> Headline:
    """Take one headline apart; state words ("CANCELLED:") must be off (`status.split_status`)."""
    text = clean(title)
    if not text or len(text) > LONGEST_HEADLINE:
        return Headline(text or None)
    for form in (
        _quoted,
        _defence,
        _sort_then_people,
        _led_by_people,
        _series_first,
        _people_last,
        _by_people,
        _people_alone,
    ):
        read = form(text)
        if read:
            return _settled(read)
    return _settled(Headline(text, kind=_own_kind(text)))


LONGEST_HEADLINE = 400
"""Characters; what is longer is a paragraph."""


def _settled(read: Headline) -> Headline:
    """A headline whose title is only "TBA" has none; quotes around the whole title fall."""
    title = _unquoted(read.title) if read.title else None
    if not title or is_placeholder(title) or _NO_TITLE.fullmatch(title):
        title = None
    return replace(read, title=title, kind=read.kind or (read_kind(read.series) if read.series else None))


_AROUND = re.compile(r"[\"“”„«「『‘'](?P<inner>[^\"“”«»「」『』]+)[\"”“»」』’']\.?")


def _unquoted(title: str) -> str:
    """A title without the quotes around all of it; quotes around a part of it stay."""
    title = title.strip()
    pair = _AROUND.fullmatch(title)
    return pair["inner"].strip() if pair else title


# ── Cuts ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_CUT = re.compile(r"\s*[:：]\s+|：|\s+[–—|-]{1,2}\s+|\s*[—–]\s+|\s+[–—]\s*|(?<=[)\]])\s*[:–—-]\s*")
_OPEN, _CLOSE = "([（【“„«「『", ")]）】”“»」』"
_NO_TITLE = re.compile(r"\W*|(?:seminar|talk|lecture|colloquium|presentation|vortrag)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cut:
    left: str
    right: str
    colon: bool


def _cuts(text: str) -> list[_Cut]:
    """Every place where the headline may be cut in two, none inside brackets or quotes."""
    depth, inside = 0, []
    for character in text:
        if character in _CLOSE and depth:
            depth -= 1
        elif character in _OPEN:
            depth += 1
        inside.append(depth > 0)
    return [
        _Cut(text[: cut.start()].strip(), text[cut.end() :].strip(), cut[0].strip() in (":", "："))
        for cut in _CUT.finditer(text)
        if not inside[cut.start()] and cut.start() and cut.end() < len(text)
    ][:8]


# ── Forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_QUOTED = re.compile(
    r"^(?P<head>.{2,200}?)[\s,:–—|-]*[\s,:–—|]\s*[\"“”„«「『](?P<title>[^\"“”«»「」『』]{2,300})[\"”“»」』]\W{0,3}$"
)
_EASTERN_QUOTED = re.compile(r"^(?P<head>[^「『]{2,60})[「『](?P<title>[^「」『』]{2,300})[」』]$")


def _quoted(text: str) -> Headline | None:
    """`Series: Speaker (Affiliation): "Title"`, `Speaker, Role, "Title"`, `XYZ Defense: "Title"`."""
    match = _QUOTED.match(text) or _EASTERN_QUOTED.match(text)
    if not match:
        return None
    head, title = match["head"].strip(" ,:–—-|"), match["title"].strip(" ,")
    speakers = only_people(head)
    if speakers:
        return Headline(title, speakers)
    for cut in _cuts(head):
        speakers = only_people(cut.right)
        if speakers:
            return Headline(title, speakers, _series(cut.left), read_kind(cut.left))
    if read_kind(head) and len(head.split()) <= 10:
        return Headline(title, (), _series(head), read_kind(head))
    return None


_DEFENCE = re.compile(
    r"^(?P<head>.{0,80}?(?:defen[cs]e|hearing|dissertation talk|examination|viva(?: voce)?|disputation|"
    r"promotionsvortrag|rigorosum|soutenance(?: de th[èe]se| d['’]hdr)?|defensa de tesis|discussione (?:di )?tesi|答辩|"
    r"exit talk|candidacy exam))\s*(?:hearing|talk|seminar)?\s*"
    r"(?:(?P<glue>:|：|[-–—]|\bfor\b|\bof\b|\bby\b|\bvon\b|\bde\b|\bdi\b|,)\s*)(?P<rest>\S.*)$",
    re.IGNORECASE,
)


def _defence(text: str) -> Headline | None:
    """`Final Defense Hearing for LISETTE ENUMAH`, `PhD Defense: Name – Title`, `MEAM Dissertation Defense: Title`."""
    match = _DEFENCE.match(text)
    if not match:
        return None
    words = match["head"]
    if read_kind(f"{words} defense" if "hearing" in words.lower() else words) is not Kind.DEFENCE:
        return None
    rest = match["rest"].strip()
    speakers = only_people(rest) or _people_if_name(rest)
    if speakers:
        return Headline(None, speakers, kind=Kind.DEFENCE)
    led = _led_by_people(rest)
    if led:
        return replace(led, kind=Kind.DEFENCE)
    for cut in _cuts(rest):
        if name_score(cut.left) >= 0.5:
            return Headline(cut.right, _people_if_name(cut.left), kind=Kind.DEFENCE)
    return Headline(rest, kind=Kind.DEFENCE) if match["glue"] in (":", "：", "-", "–", "—") else None


def _people_if_name(text: str) -> tuple[Person, ...]:
    """One person where the place in the headline already says that a person stands there."""
    return tuple(one.person for one in find_people(text)[:1]) if name_score(text) >= 0.5 else ()


_SORT = re.compile(
    r"^(?P<sort>(?:[\w.&'’-]+ ){0,4}?(?:inaugural lecture|guest lecture|lecture|talk|seminar|colloquium|oratie|lezing|"
    r"presentation|presentatie|"
    r"promotie|vortrag|gastvortrag|antrittsvorlesung|disputation|exposé|conférence|charla|conferencia|seminario|afscheidsrede))"
    r"(?P<by> (?:by|door|von|par|di|por|with|mit|met|van))?\s+(?P<rest>[^\W\d_].{4,300})$",
    re.IGNORECASE,
)


def _sort_then_people(text: str) -> Headline | None:
    """`Oratie prof. dr. Kees Bakker: Title`, `Foam lecture by Ada Byron: Title`, `Promotie Ada Byron - 'Title'`."""
    match = _SORT.match(text)
    if not match:
        return None
    sort, rest = match["sort"], match["rest"]
    led = _led_by_people(rest)
    if led is None and read_kind(sort) is Kind.DEFENCE:
        cut = next((c for c in _cuts(rest) if name_score(c.left) >= 0.5), None)
        led = Headline(cut.right, _people_if_name(cut.left)) if cut else None
    if led is None and _TITLED.match(rest) and not match["by"] and (speakers := only_people(rest)):
        return Headline(None, speakers, kind=read_kind(sort))  # "Open day presentation Prof. Ada Byron (Delft)"
    if led is None or led.title is None:
        return None
    return replace(led, series=_series(sort) if " " in sort else None, kind=read_kind(sort))


_SERIES_ONLY = re.compile(r"^[^:–—]{3,60} (?:seminar|lecture|talk|speaker)? ?series$", re.IGNORECASE)


def _led_by_people(text: str) -> Headline | None:
    """`Speaker (Affiliation) – Title`, `Speaker (Affiliation): Title`, `Speaker: Title`."""
    for cut in _cuts(text)[:3]:
        speakers = only_people(cut.left)
        if not speakers:
            continue
        longer = next((c for c in _cuts(cut.right)[:1] if _is_organisation_only(c.left)), None)
        if longer and not speakers[-1].affiliation:  # "Name – Affiliation – Title"
            speakers = (*speakers[:-1], replace(speakers[-1], affiliation=longer.left))
            return Headline(longer.right, speakers)
        if _is_organisation_only(cut.right) and not speakers[-1].affiliation:
            return Headline(None, (*speakers[:-1], replace(speakers[-1], affiliation=cut.right)))
        if _SERIES_ONLY.search(cut.right):
            return Headline(None, speakers, cut.right)
        return Headline(cut.right, speakers)
    return _led_by_brackets(text)


_BEHIND_BRACKETS = re.compile(r"(?<=[)）]),\s+(?=\S)")


def _led_by_brackets(text: str) -> Headline | None:
    """`Speaker (Affiliation), Title`: at the last comma behind brackets before which are only people."""
    for cut in reversed(list(_BEHIND_BRACKETS.finditer(text))[:8]):
        rest = text[cut.end() :]
        speakers = only_people(text[: cut.start()])
        if not speakers or not speakers[-1].affiliation:
            continue
        if is_placeholder(rest):
            return Headline(None, speakers)
        if is_from(rest) or is_room(rest) or only_people(rest) or only_people(rest.split(",")[0]):
            return None
        return Headline(rest, speakers)
    return None


_BARE_ORGANISATION = re.compile(
    r"^(?:the )?(?:univers|institut|[A-Z]{2,6}$|[\w.]+ (?:univers|institut|college)|"
    r"eth |epfl|max planck|école|tu |lmu )",
    re.IGNORECASE,
)


def _is_organisation_only(text: str) -> bool:
    return len(text.split()) <= 6 and bool(_BARE_ORGANISATION.match(text))


_SERIES_WORD = re.compile(
    r"\b(?:seminars?|colloqui(?:um|a)|series|forum|club|lectures?|workshop|talks?|salon|symposium|webinars?|kolloquium|"
    r"oberseminar|ringvorlesung|reihe|séminaire|seminario|coloquio|colloquio|ciclo|cycle|conversations|seminarium|"
    r"lunch|brown ?bag|tea|hour|rounds|meetup|group|speakers?)\b|セミナー|談話会|研究会|讲座|论坛|세미나|콜로퀴움",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:(?:the|a|an|our|open|special|guest|invited|public|keynote|research|online|virtual|hybrid|weekly|departmental|"
    r"department|faculty|job|phd|student|plenary|inaugural|upcoming|next|lunch|evening|annual|distinguished) )*"
    r"(?:talk|seminar|lecture|colloquium|workshop|event|presentation|webinar|vortrag|gastvortrag|vorlesung|"
    r"antrittsvorlesung|kolloquium|séminaire|exposé|conférence|seminario|conferenza|charla|conferencia|lezing|tutorial|"
    r"keynote|defen[cs]e|panel|discussion|speaker)s?(?: (?:series|by|with))?",
    re.IGNORECASE,
)
LONGEST_SERIES = 10
"""Words."""


def is_generic(title: str) -> bool:
    """Whether a title is only a sort of talk: "Seminar", "Guest lecture"."""
    return bool(_GENERIC.fullmatch(title.strip()))


def _series(text: str) -> str | None:
    """A series name out of what stands before a speaker; None for "Talk", "Guest lecture" and other sorts of talk."""
    text = text.strip(" :–—-|,")
    if not text or _GENERIC.fullmatch(text) or not re.search(r"[^\W\d_]", text):
        return None
    return text if read_kind(text) is not Kind.DEFENCE else None


def _series_first(text: str) -> Headline | None:
    """`Series: Speaker (Affiliation): Title`, `Series - Speaker`, `Series: Title`."""
    for cut in _cuts(text)[:2]:
        words = len(cut.left.split())
        kind = read_kind(cut.left)
        named = bool(_SERIES_WORD.search(cut.left)) and words <= LONGEST_SERIES
        alone = only_people(cut.right)
        if alone and (named or (cut.colon and words <= 4)):
            return Headline(None, alone, _series(cut.left), kind)
        led = _led_by_people(cut.right) if named or (cut.colon and words <= 4) else None
        if led and led.speakers:
            return replace(led, series=_series(cut.left), kind=kind)
        if named and kind in (Kind.WORKSHOP, Kind.CONFERENCE, Kind.COURSE):
            return Headline(text, kind=kind)
        if named and (words == 1 or _ends_as_series(cut.left)):
            last = _people_last(cut.right)
            rest = last or Headline(cut.right)
            return replace(rest, series=_series(cut.left), kind=kind)
    return None


_SERIES_FIRST = re.compile(r"(?:seminar|colloquium|séminaire|oberseminar|kolloquium) ", re.IGNORECASE)


def _ends_as_series(text: str) -> bool:
    """Whether a series word stands last or first: "Physics Colloquium", not "Talks that matter"."""
    return bool(_SERIES_WORD.search(" ".join(text.split()[-2:])) or _SERIES_FIRST.match(text))


def _people_last(text: str) -> Headline | None:
    """`Title - Speaker`, `Title (Speaker, Affiliation)`: at the last dash only, and a colon is no dash."""
    for cut in reversed(_cuts(text)):
        if not cut.colon:
            speakers = only_people(cut.right)
            return Headline(cut.left, speakers, kind=_own_kind(cut.left)) if speakers else None
    match = re.match(r"^(?P<title>.{8,}\S)\s*[(\[](?P<people>[^()\[\]]{5,100})[)\]]$", text)
    if match and "," in match["people"]:
        speakers = only_people(match["people"])
        if speakers and speakers[0].affiliation:
            return Headline(match["title"], speakers)
    return None


_BY = re.compile(
    r"^(?P<title>.{3,}?)\W*\s(?:(?P<by>by|presented by|von|par|di|por|door)|(?P<with>with|mit|avec))\s"
    r"(?P<people>.{4,160})$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:joint(?:ly)?|work|working|collaborat\w+|together|travail|gemeinsam)(?: \w+)?$", re.IGNORECASE
)
_TITLED = re.compile(r"\b(?:Prof|Dr)\b")
_CONVERSATION = re.compile(r"conversation$", re.IGNORECASE)


def _by_people(text: str) -> Headline | None:
    """`Title by Speaker`, `Talk by Professor Benjamin Baer (Princeton University)`, `A conversation with …`."""
    start = 0
    for _ in range(5):
        match = _BY.match(text[start:])
        if not match:
            return None
        title = text[: start + match.end("title")].strip(" ,:–—-")
        generic = bool(_GENERIC.fullmatch(title))
        speakers = only_people(match["people"])
        several = len(speakers) > 1 and bool(match["with"]) and not _TOGETHER.search(title)
        if several and not generic and not _CONVERSATION.search(title):
            return Headline(text, speakers, kind=_own_kind(title))  # "Tides at noon with Ada Byron and Ann Lee"
        if speakers and (match["by"] or generic or _CONVERSATION.search(title)):
            english = (match["by"] or "by").lower() in ("by", "presented by")
            if not (english or generic or speakers[0].affiliation or _TITLED.search(match["people"])):
                return None
            if not (match["by"] or generic):
                return Headline(text, speakers)  # "A conversation with …" is the title
            if _ends_as_series(title) and len(title.split()) <= 5 and ":" not in title:
                return Headline(None, speakers, _series(title), read_kind(title))
            return Headline(None if generic else title, speakers, kind=_own_kind(title))
        start += match.end("title") + 1
    return None


def _people_alone(text: str) -> Headline | None:
    """`Winnie van Dijk (Chicago)`, `Ada Lovelace`."""
    speakers = only_people(text)
    return Headline(None, speakers) if speakers else None


_AT_EDGE = re.compile(
    r"^(?:the )?\w+ ?(?:seminar|lecture|talk|colloquium)\b|"
    r"\b(?:seminar|lecture|talk|colloquium|vortrag|vorlesung|lecture series)s?$",
    re.IGNORECASE,
)


def _own_kind(text: str) -> Kind | None:
    """The kind a title states of itself; "seminar", "lecture" and "talk" only where they stand first or last."""
    kind = read_kind(text)
    if kind in (Kind.SEMINAR, Kind.LECTURE, Kind.TALK) and not _AT_EDGE.search(text):
        return None
    if kind in (Kind.COURSE, Kind.CONFERENCE, Kind.WORKSHOP, Kind.COLLOQUIUM) and len(text.split()) > 12:
        return None
    return kind
