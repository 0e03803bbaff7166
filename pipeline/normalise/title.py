"""The title of a talk, and what the headline says besides: speakers, series, kind, status.

A talk's own title ("Title: …", or what the headline holds after the speaker) comes before the headline. Where there is
none ("CNI seminar: Ada Lovelace", "TBA") the title shown is the string as the page has it, whole: never made up, and
a placeholder stays one, so that the day it is filled in is noticed. Where no title is claimed at all, it is the names
of the speakers, else the series.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.normalise.trust import Choice, best, order_of
from pipeline.reading.people import Headline, is_generic, name_score, read_headline
from pipeline.reading.places import room_behind
from pipeline.reading.status import read_status
from pipeline.reading.text import clean, fold, is_untitled, label
from pipeline.reading.times import Context, read_when
from pipeline.reading.title_states import split_status
from pipeline.talk import Claim, Kind, Layer, Person, Sighting, Status

LONGEST_TITLE = 500
"""Characters; the rest is cut."""

SPELLED_ALIKE = 0.75
"""How much of the shorter of two titles must be in the longer one for both to name one talk."""


@dataclass(frozen=True, slots=True)
class Titled:
    """What the headlines give. `own` is False where the title shown is no title of the talk's own."""

    title: str
    own: bool
    confidence: float
    choice: Choice
    speakers: tuple[Person, ...] = ()
    series: str | None = None
    kind: Kind | None = None
    status: Status | None = None
    moved: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    claim: Claim
    text: str  # cleaned, without its state words
    status: Status | None
    head: Headline
    labelled: bool

    @property
    def placeholder(self) -> bool:
        return is_untitled(self.text)

    @property
    def own(self) -> str | None:
        return None if self.placeholder else self.head.title


def decide_title(sighting: Sighting, speakers: Sequence[Person], trust: Mapping[str, str]) -> Titled:
    """The title, out of all title claims. `speakers`: whom other claims name; a title that only names them is none."""
    claims = best(sighting.of("title"), order_of("title", trust))
    candidates = [one for claim in claims if (one := _candidate(claim, speakers))]
    candidates = _without_suffixes(candidates)
    if not candidates:
        return Titled("", False, 0.2, Choice("title", [], claims))
    candidates = [one for one in candidates if not _only_when(one.text)] or candidates
    notices = [one for one in candidates if _is_notice(one)]
    candidates = [one for one in candidates if one not in notices] or candidates
    real = [one for one in candidates if one.own]
    labelled = [one for one in real if one.labelled]
    first = (labelled or _own_first(real) or candidates)[0]
    title = without_time(first.own or first.text, seen=first.claim.layer is Layer.VISIBLE)
    about = [first, *(one for one in candidates if one is not first)]
    heads = [one.head for one in about]
    status = _status([*(one for one in about if _speaks_of(one, first)), *notices])
    choice = Choice("title", [first.claim], claims, _rule(first))
    return Titled(
        title=title[:LONGEST_TITLE].rstrip(),
        own=bool(first.own),
        confidence=_sureness(first, candidates),
        choice=choice,
        speakers=next((head.speakers for head in heads if head.speakers), ()),
        series=next((head.series for head in heads if head.series), None),
        kind=next((head.kind for head in heads if head.kind), None),
        status=status,
        moved=next((one.claim.text for one in candidates if one.status is Status.CONFIRMED), ""),
    )


def _is_notice(one: _Candidate) -> bool:
    """Whether what stands in a title's place only calls the talk off, on a line of its own above the title."""
    seen = one.claim.layer is Layer.VISIBLE and one.status in (Status.CANCELLED, Status.POSTPONED)
    return seen and read_status(one.claim.text) is one.status and one.text == clean(one.claim.text).strip(" |•·")


def _only_when(text: str) -> bool:
    """Whether a text under the name of a title is a date or a weekday and nothing else."""
    if _WEEKDAY.fullmatch(text):
        return True
    if len(text) > 60 or not any(character.isdigit() for character in text):
        return False
    reading = read_when(text, _SOME_YEAR)
    return reading is not None and reading.end - reading.start >= len(text) - 2


_SOME_YEAR = Context(year=2024, month_first=True)
_TRAILING_TIME = re.compile(
    r"(?:\s+[|–—-]+\s*|\s*[,(]\s*|\s+(?:at|on|@)\s+)(?P<time>[^|()]{0,14}\d[^|()]{0,34}?)\)?(?P<more> \([^()]*\))?$"
)
_TRAILING_DAY = re.compile(
    r"(?<!\bfrom)(?<!\bof)(?<!\bsince)(?<!\buntil)(?<!\bby)(?<!ed)\s+"
    r"(?P<time>\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)(?:\d\d){1,2}|"
    r"[^\W\d_]{3,9}\.? \d{1,2}[a-z]{0,2},? (?:19|20)\d\d|\d{1,2}[a-z.]{0,2} [^\W\d_]{3,9}\.? (?:19|20)\d\d)(?P<more>)$",
    re.IGNORECASE,
)
"""A day at the end that nothing parts from the title; "revised 3/4/2024" and "minutes of 3/4/2024" are other days."""


def without_time(title: str, *, seen: bool = True) -> str:
    """A title without the day or hour before or behind it: "Regular Meeting - 8 Jan 2024", "3 pm: On foams".

    `seen`: it is a line that people read. In data the title has a field of its own, and what people put there stays:
    "May 6, 2024 Rope Council". Only what is parted from it, and hours before it, are software's doing.
    """
    for trailing in (_TRAILING_TIME, _TRAILING_DAY) if seen else (_TRAILING_TIME,):
        last = trailing.search(title)
        if last and _is_time(last["time"]) and len(title[: last.start()].strip()) >= 4:
            more = last["more"] or ""
            title = title[: last.start()].rstrip(" ,–—-|") + ("" if _PAPER.fullmatch(fold(more)) else more)
    for first in reversed(list(_LEADING_ENDS.finditer(title[:60]))):
        time = title[: first.start()]
        if (seen or _HOUR.search(time)) and _is_time(time) and len(title[first.end() :]) >= 8:
            return title[first.end() :].strip()
    return title


_HOUR = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m", re.IGNORECASE)
_PAPER = re.compile(r"(?:(?:draft|final|amended|revised|approved|pdf) ?)*(?:agenda|minutes|notice|packet)?")
_LEADING_ENDS = re.compile(r"(?:\s*[:|–—-])?\s+(?=[^\W\d_]{2})")


def _is_time(text: str) -> bool:
    """Whether a stretch is a day or an hour with its figures, and nothing else."""
    text = text.strip(" ,:–—-|")
    if not re.search(r"\d[:.]\d\d|\d ?[ap]\.?m|\d{4}|\d[/.]\d|\d-\d\d?-\d", text, re.IGNORECASE):
        return False
    if len(re.findall(r"[^\W\d_]{3,}", text)) > 2:
        return False  # words of a title
    for said in (text, f"2024-03-01 {text}"):
        reading = read_when(said, _SOME_YEAR)
        if (
            reading is not None
            and reading.span.day is not None
            and reading.end - reading.start >= len(said.rstrip(".")) - 1
        ):
            return True
    return False


_WEEKDAY = re.compile(
    r"\W*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\W*",
    re.IGNORECASE,
)


def _candidate(claim: Claim, speakers: Sequence[Person]) -> _Candidate | None:
    text = clean(html.unescape(claim.text)).strip(" |•·")
    if not text:
        return None
    labelled = claim.by in ("visible:label", "visible:column", "ics:DESCRIPTION")
    named = label(text)
    if named and named[0] == "title" and named[1]:
        text, labelled = named[1], True
    text, status = split_status(text)
    if claim.layer is Layer.VISIBLE and (room := room_behind(text)):
        text = text[: room[0]]
    if (paper := _PAPER_FOR.match(text)) and len(text) - paper.end() >= 4:
        text = text[paper.end() :]
    head = (
        Headline(text) if labelled and name_score(text) < 0.7 and not _led_by(text, speakers) else read_headline(text)
    )
    head = _without_known(text, head, speakers)
    if head.title and head.title != text and _only_when(head.title):
        head = Headline(text)  # "Reading Group: May 31" has no title besides
    return _Candidate(claim, text, status, head, labelled)


_PAPER_FOR = re.compile(
    r"(?:public |official |legal )?(?:notice|agenda|order of business|minutes)(?: is hereby given)? (?:of|for) "
    r"(?:an? |the )?(?!cancel|postpone)(?=(?:[\w&'’-]+ ){0,6}(?:meeting|session|hearing|seminar|colloquium)\b)",
    re.IGNORECASE,
)
"""Papers are titled after what they are for: "Notice of Regular Meeting", "Order of business for the Board meeting"."""


def _led_by(text: str, speakers: Sequence[Person]) -> bool:
    """Whether a labelled title nevertheless begins with a speaker known from elsewhere."""
    return any(fold(text).startswith(fold(one.name)) for one in speakers)


def _without_known(text: str, head: Headline, speakers: Sequence[Person]) -> Headline:
    """The headline once more, where a speaker known from elsewhere leads or ends it and the grammar was not sure."""
    if head.speakers or not head.title:
        return head
    for one in speakers:
        if fold(text) == fold(one.name):
            return Headline(None, (one,))
        name = rf"(?:(?:Prof|Dr|Professor)\.? )*{re.escape(one.name)}"
        led = re.match(rf"^{name}(?: ?\([^()]*\)|, [^:–—]{{2,80}}?)?\s*[:–—-]\s*(?P<title>\S.*)$", text, re.I)
        last = re.match(rf"^(?P<title>.{{4,}}?)\s*(?:[–—|]|\s-|,? by|\()\s*{name}\b\W*(?:\([^()]*\))?\W*$", text, re.I)
        found = led or last
        if found:
            title = found["title"].strip(' "“”')
            return Headline(None if is_generic(title) else title, (one,), head.series, head.kind)
    return head


_SUFFIX = re.compile(r"\s*(?:[|–—·:»•]|\s-|::)\s*(?P<rest>[^|–—»]{2,80})$")


def _without_suffixes(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without the site's name, which a page's <title> carries behind its heading: "… – DSI", "… | Institute"."""
    kept = []
    for one in candidates:
        shorter = next(
            (
                other
                for other in candidates
                if other is not one and len(other.text) >= 4 and one.text.startswith(other.text)
                and not other.placeholder and _SUFFIX.fullmatch(one.text[len(other.text) :])
                and not one.head.speakers
            ),
            None,
        )  # fmt: skip
        kept.append(
            _Candidate(one.claim, shorter.text, one.status or shorter.status, shorter.head, one.labelled)
            if shorter
            else one
        )
    return kept


def _own_first(real: list[_Candidate]) -> list[_Candidate]:
    """Candidates with a title of their own; what names only a series or the day comes after what names the talk."""
    return sorted(
        real,
        key=lambda one: one.claim.by == "visible:above" or (one.head.kind is not None and _is_series_name(one.text)),
    )


_SERIES_NAME = re.compile(
    r"(?:[\w&.'’/-]+ ){0,6}(?:seminar|colloquium|kolloquium|lecture|seminar series|lecture series|talks?|forum|"
    r"séminaire|seminario|oberseminar|workshop)s?(?: (?:series|talk|\d{4}))?",
    re.IGNORECASE,
)


def _is_series_name(text: str) -> bool:
    return bool(_SERIES_NAME.fullmatch(text))


def _speaks_of(one: _Candidate, first: _Candidate) -> bool:
    """Whether a title is another spelling of the chosen one, so that its state words are said of the same talk."""
    words, others = (set(fold(each.text).split()) for each in (one, first))
    return one.status is None or len(words & others) >= SPELLED_ALIKE * min(len(words), len(others))


def _status(candidates: Sequence[_Candidate]) -> Status | None:
    found = [one.status for one in candidates if one.status]
    return next((status for status in found if status is not Status.CONFIRMED), found[0] if found else None)


def _rule(first: _Candidate) -> str:
    if first.labelled:
        return "labelled"
    return "headline" if first.own and first.own != first.text else "as found"


def _sureness(first: _Candidate, candidates: Sequence[_Candidate]) -> float:
    """How sure: a label or a machine says so, several layers say the same, or one eye saw something like a heading."""
    if not first.own:
        return 0.6 if not first.placeholder else 0.5
    layer = {Layer.SITE: 0.95, Layer.STRUCTURED: 0.85, Layer.PLATFORM: 0.85}.get(first.claim.layer, 0.75)
    by = {
        "visible:label": 0.9,
        "visible:column": 0.92,
        "visible:heading": 0.8,
        "visible:title": 0.65,
        "visible:above": 0.4,
    }
    sure = by.get(first.claim.by, layer)
    key = fold(first.own)
    others = [one for one in candidates if one.claim.layer is not first.claim.layer]
    if any(key in fold(one.text) or fold(one.text) in key for one in others):
        sure += (1 - sure) * 0.7
    elif others:
        sure *= 0.9
    return round(min(sure, 0.99), 3)
