"""Why a value is what it is, in lines for people: the claim and its place, the rule, how sure, who disagreed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from calendar_export.lines import one_line
from calendar_export.telling import UNKNOWN, label, said
from pipeline.corrections import Correction
from pipeline.store.archive import Remembered
from pipeline.talk import At, Evidence, Talk, talk_json

_FIELDS = {
    "title": ("title",),
    "when": ("start", "end", "timezone", "all_day", "time_known", "recurrence"),
    "where": ("venue", "room", "address", "online_url"),
    "speakers": ("speakers",),
    "hosts": ("hosts",),
    "topics": ("topics",),
}
"""What a claim speaks about → the fields of the JSON form that it decides; others bear the field's own name."""

_ALSO = {
    "when": ("end", "timezone", "recurrence"),
    "where": ("venue", "room", "address", "online_url"),
    "speakers": ("speaker", "affiliation"),
    "hosts": ("host",),
    "topics": ("topic",),
}
"""Other claims that have a say in the same."""

ORDER = ("title", "when", "where", "attendance_mode", "speakers", "hosts", "series", "kind", "status", "topics")
CITED = 160


def fields_of(claimed: str) -> tuple[str, ...]:
    """The fields of the JSON form that claims of this name decide."""
    return _FIELDS.get(claimed, (claimed,))


def claims_about(field: str) -> frozenset[str]:
    """The claims that have a say in a field; `field` is one of the JSON form or a claim's own name. Empty: no field."""
    asked = {name for name, fields in _FIELDS.items() if field == name or field in fields}
    asked |= {name for name, others in _ALSO.items() if field in others}
    if not asked and field in talk_json(_NOTHING):
        asked = {field}
    return frozenset(asked).union(*(_ALSO.get(name, ()) for name in asked))


def claims_named(name: str) -> frozenset[str]:
    """The claims told under this name."""
    return frozenset({name, *_ALSO.get(name, ())})


_NOTHING = Talk("", "", "")


def answered(talk: Talk, claimed: Collection[str], corrections: Iterable[Correction]) -> Iterator[tuple[str, str]]:
    """Each thing of which something is known, with the values the talk has, what matters most first."""
    form = talk_json(talk)
    names = set(claimed)
    home = {field: name for name, fields in _FIELDS.items() for field in fields}
    names |= {home.get(one.field, one.field) for one in corrections}
    names = {name for name in names if not any(name in others and home in names for home, others in _ALSO.items())}
    for name in sorted(names, key=lambda x: (ORDER.index(x) if x in ORDER else len(ORDER), x)):
        values = [said(form[field]) for field in fields_of(name) if field in form and form[field] not in (None, "", [])]
        if name == "when":
            values = [_span(form)]
        text = ", ".join(values) or UNKNOWN
        yield name, text if len(text) <= CITED else f"{text[:CITED]} …"


def _span(form: dict[str, object]) -> str:
    start, end, zone = (said(form[name]) if form[name] else "" for name in ("start", "end", "timezone"))
    if not start:
        return UNKNOWN
    if end[:11] == start[:11] and len(end) > 10:
        end = end[11:]
    hint = "" if form["time_known"] else ", the hour is not announced"
    return f"{start}{f' to {end}' if end else ''} {zone}".strip() + hint


def evidence_lines(one: Evidence, pages: Sequence[str]) -> Iterator[str]:
    """One claim: what it says, who read it, where; then what the value rests on besides."""
    sure = f"{one.confidence:.2f}" if one.chosen and one.confidence else "    " if one.chosen else "not believed:"
    if one.claim is None:
        yield f"{sure} inferred{f', {one.rule}' if one.rule else ''}"
    else:
        rule = f", {one.rule}" if one.rule else ""
        yield f"{sure} “{cited(one.claim.text)}” by {one.claim.by}{rule}"
        yield f"     {place(one.claim.at, pages)}"
    for ground in one.grounds:
        text = f" “{cited(ground.text)}”" if ground.text else ""
        where = f" {place(ground.at, pages)}" if ground.at else ""
        yield f"     because {ground.fact}{text}{where}"


def cited(text: str) -> str:
    """A passage in one line, not too long."""
    text = one_line(text)
    return text if len(text) <= CITED else f"{text[:CITED]} …"


def place(at: At, pages: Sequence[str]) -> str:
    """Where a text stood: the page's number in the list below, the path in it, the characters."""
    page = f"[{pages.index(at.page) + 1}]" if at.page in pages else f"page {at.page[:12]}"
    span = f" characters {at.start}–{at.end}" if at.start or at.end else ""
    return f"{page} {at.path}{span}".rstrip()


def page_line(number: int, sha256: str, known: Sequence[Remembered], former: tuple[str, datetime] | None = None) -> str:
    """A page as a footnote: where it is, since when it says so, or that its address says something else by now;
    `former`: that address, and since when (aware) it said so."""
    if not known and former is None:
        return f"[{number}] page {sha256[:12]}, imported, or no longer kept"
    if not known and former is not None:
        at = f"{former[1]:%Y-%m-%d %H:%M} UTC"
        return f"[{number}] {former[0]} (as fetched {at}; it says something else by now, sha256 {sha256[:12]})"
    first = known[0]
    return f"[{number}] {first.url} (so since {first.retrieved:%Y-%m-%d %H:%M} UTC, sha256 {sha256[:12]})"


def corrected_line(one: Correction, now: datetime) -> str:
    """Whose word stands over the source's."""
    until = f", until {one.until}{', over' * one.has_run_out(now)}" if one.until else ""
    head = f"by a person, {one.made_at:%Y-%m-%d}{until}: {label(one.field)} {said(one.value)} ({one.reason})"
    if one.state() == "conflict":
        return f"{head}; in conflict: the source says {said(one.says)} since {one.conflict_at:%Y-%m-%d}"
    return f"{head}; the source says {said(one.says)}"
