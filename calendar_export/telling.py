"""What changed, for people: a field's value before and after, in few words; long texts only where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from calendar_export.lines import one_line

UNKNOWN = "not known"
WHOLE = 90
"""Characters; a longer text is told by its differences."""

AROUND = 24
"""Characters shown on each side of a difference."""

MOST = 3
"""Differences told of one text."""

_FOLLOW = ("all_day", "time_known")  # tell nothing beside a new start
_ORDER = (
    "status", "title", "start", "end", "timezone", "recurrence", "attendance_mode", "venue", "room", "address",
    "online_url", "speakers", "hosts", "series",
)  # fmt: skip

Diff = Mapping[str, tuple[object, object]]


def told(diff: Diff) -> Iterator[tuple[str, str, str]]:
    """Field as people read it, before and after."""
    for name, before, after in steps(diff):
        yield label(name), before, after


def steps(diff: Diff) -> Iterator[tuple[str, str, str]]:
    """Field, before and after, what matters to an attendee first. An announcement's diff is empty, and so is this."""
    names = sorted(diff, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    for name in names:
        if (name in _FOLLOW and "start" in diff) or (name == "listings" and _follow_the_page(diff)):
            continue
        before, after = _places(*diff[name]) if name == "listings" else map(said, diff[name])
        if len(before) > WHOLE or len(after) > WHOLE:
            before, after = apart(before, after)
        yield name, before, after


def _follow_the_page(diff: Diff) -> bool:
    """Whether the listings changed by the addresses alone between which the talk's page moved, told already."""
    old, new = (
        [x for x in value if isinstance(x, Mapping)] if isinstance(value, (list, tuple)) else []
        for value in diff["listings"]
    )
    return {x.get("url") for x in (*old, *new) if (x in old) != (x in new)} <= set(diff.get("url", ()))


def _places(before: object, after: object) -> tuple[str, str]:
    """Listings, by those that went and those that came."""
    old, new = (
        {said(one): None for one in value} if isinstance(value, (list, tuple)) else {} for value in (before, after)
    )
    gone, come = [x for x in old if x not in new], [x for x in new if x not in old]
    return "; ".join(gone) or "not there", "; ".join(come) or "not there"


def label(name: str) -> str:
    """A field's name as people read it."""
    return {"online_url": "online", "registration_url": "registration", "attendance_mode": "attend"}.get(
        name, name.replace("_", " ")
    )


def said(value: object) -> str:
    """A value of the JSON form for people; UNKNOWN where there is none."""
    if value is None or value in ("", []):
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(said(part) for part in value)
    if isinstance(value, Mapping):
        return _thing(value)
    text = one_line(str(value))
    return f"{text[:10]} {text[11:]}" if _is_wall(text) else text


def _thing(value: Mapping[str, object]) -> str:
    """A person, a listing, a recurrence."""
    if "name" in value:
        affiliation = value.get("affiliation")
        return f"{value['name']} ({affiliation})" if affiliation else str(value["name"])
    if "rrule" in value:
        days = (("also on", value.get("rdate")), ("not on", value.get("exdate")))
        return ", ".join(
            filter(None, (str(value["rrule"] or ""), *(f"{word} {_days(told)}" for word, told in days if told)))
        )
    return str(value.get("url") or ", ".join(str(part) for part in value.values() if part))


def _days(value: object) -> str:
    """The days that a recurrence adds or leaves out."""
    return " and ".join(map(said, value)) if isinstance(value, (list, tuple)) else said(value)


def _is_wall(text: str) -> bool:
    return len(text) == 16 and text[4] == text[7] == "-" and text[10] == "T"


def apart(before: str, after: str) -> tuple[str, str]:
    """Two long texts, each as the passages in which they differ."""
    if UNKNOWN in (before, after):
        return _beginning(before), _beginning(after)
    old, new = before.split(" "), after.split(" ")
    blocks = [one for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if one[0] != "equal"]
    kept = blocks[:MOST]
    more = " …" if len(blocks) > MOST else ""
    gone = " ".join(_passage(old, first, last) for _, first, last, _, _ in kept)
    come = " ".join(_passage(new, first, last) for _, _, _, first, last in kept)
    return gone + more, come + more


def _passage(words: list[str], first: int, last: int) -> str:
    """Words first to last, with a few around them."""
    lead, tail = " ".join(words[:first])[-AROUND:], " ".join(words[last:])[:AROUND]
    lead = lead if len(" ".join(words[:first])) <= AROUND else f"…{lead.partition(' ')[2]}"
    tail = tail if len(" ".join(words[last:])) <= AROUND else f"{tail.rpartition(' ')[0]}…"
    return " ".join(filter(None, (lead, _beginning(" ".join(words[first:last])), tail)))


def _beginning(text: str) -> str:
    return text if len(text) <= WHOLE else f"{text[:WHOLE].rpartition(' ')[0]} … ({len(text)} characters)"
