"""`FIELD=VALUE` as a person writes it, understood: what a correction is to say, in the JSON form of INTERFACE §5.

Nothing is guessed here: what cannot be meant is refused in a sentence that shows a right one. An empty value says that
the field is not known.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.errors import CorrectionError
from pipeline.corrections import fits, moment
from pipeline.form import wall
from pipeline.reading.text import clean, clean_block
from pipeline.talk import Kind, Mode, Status, Talk, iso, talk_json

ALSO_CALLED = {
    "speaker": "speakers", "host": "hosts", "topic": "topics", "mode": "attendance_mode", "zone": "timezone",
    "online": "online_url", "registration": "registration_url", "place": "venue", "attend": "attendance_mode",
}  # fmt: skip
YEARS = range(1900, 2200)
LONGEST = 20_000
"""Characters of a value; an abstract is no book."""


def understood(assignments: Iterable[str], talk: Talk) -> dict[str, Any]:
    """The fields that these `FIELD=VALUE` texts correct, without what a corrected start holds along; `talk` as shown.
    CorrectionError in a sentence for what is no field, no value, or cannot be so."""
    wanted: dict[str, Any] = {}
    for text in assignments:
        name, sign, value = text.partition("=")
        if not sign:
            raise CorrectionError(f"{text!r}: write FIELD=VALUE, such as room='R 12'; known fields are {_known()}")
        field = _field(name)
        if field in wanted:
            raise CorrectionError(f"{field}: say it once")
        if len(value) > LONGEST:
            raise CorrectionError(f"{field}: the value is {len(value)} characters long; {LONGEST} are the most")
        wanted[field] = _READERS[field](value.strip()) if value.strip() else _unknown(field)
    return _possible(_on_its_day(wanted, talk), talk)


def field_called(name: str) -> str:
    """The field of the JSON form that people call so, as `fixes` names them too; the name itself where none is."""
    name = name.strip().lower().replace(" ", "_")
    return ALSO_CALLED.get(name, name)


def legible(what: str, text: str) -> str:
    """The text without NUL, which no database keeps. CorrectionError where bytes in it are not UTF-8: `what` was to be
    said by them."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        shown = text.encode("utf-8", "replace").decode()
        raise CorrectionError(
            f"{legible('', what.encode('utf-8', 'replace').decode())}: {shown!r} is not UTF-8; write it so"
        )
    return text.replace("\0", "")


def _field(name: str) -> str:
    name = field_called(name)
    if name in _READERS:
        return name
    if name in ("uid", "source", "sequence", "created", "updated", "confidence", "listings", "start_utc", "end_utc"):
        raise CorrectionError(f"{name}: Talkfeed keeps this itself; it cannot be corrected")
    if name == "recurrence":
        raise CorrectionError("recurrence: the rule of a series cannot be corrected")
    near = difflib.get_close_matches(name, _READERS, 1)
    raise CorrectionError(f"{name!r} is no field; " + (f"did you mean {near[0]}?" if near else f"known are {_known()}"))


def _known() -> str:
    return ", ".join(sorted(_READERS))


def _unknown(field: str) -> Any:
    """What says that a field is not known."""
    if field in ("title", "status", "kind", "url"):
        hint = {"title": "; write title=TBA", "status": "; write status=tentative", "kind": "; write kind=other"}
        raise CorrectionError(f"{field}: every talk has one{hint.get(field, '')}")
    if field == "timezone":
        raise CorrectionError("timezone: without a zone a talk has no moment; name one, such as Europe/Paris")
    return [] if field in ("topics", "speakers", "hosts") else None


def _on_its_day(wanted: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Hours without a day are on the day that is meant: the new start's for an end, else the talk's own."""
    form: dict[str, Any] = talk_json(talk)
    if isinstance(hour := wanted.get("start"), time):
        wanted["start"] = _on("start", hour, form["start"])
    if isinstance(hour := wanted.get("end"), time):
        wanted["end"] = _on("end", hour, wanted.get("start") or form["end"] or form["start"])
    return wanted


def _on(field: str, hour: time, day: str | None) -> str:
    if day is None:
        end = " end=2026-12-01T16:00" if field == "end" else ""
        raise CorrectionError(f"{field}: the talk has no day yet; write start=2026-12-01T15:00{end}")
    return f"{day[:10]}T{hour:%H:%M}"


def _possible(wanted: dict[str, Any], talk: Talk) -> dict[str, Any]:
    if talk.when.recurrence and not {"start", "end", "time_known"}.isdisjoint(wanted):
        raise CorrectionError("start: this talk recurs; the times of a series cannot be corrected")
    if "time_known" in wanted and "start" not in wanted:
        wanted = {"start": talk_json(talk)["start"], **wanted}
    form: dict[str, Any] = talk_json(talk) | moment(talk, wanted)
    begin, end = (wall(str(form[name])) if form[name] else None for name in ("start", "end"))
    if isinstance(begin, datetime) and not form["timezone"]:
        raise CorrectionError("start: an hour needs a zone; add timezone=Europe/Paris")
    if isinstance(begin, datetime) and not form["time_known"]:
        raise CorrectionError("time_known: an hour is stated; write start as a day, such as 2026-12-01")
    if "end" in wanted and not fits(begin, end):
        raise CorrectionError(_no_end(begin, end))
    for name in ("start", "end") if "timezone" in wanted else wanted.keys() & {"start", "end"}:
        _must_exist(name, begin if name == "start" else end, form["timezone"])
    return wanted


def _no_end(begin: date | None, end: date | None) -> str:
    """Why a talk that begins then cannot end then, and what to write instead."""
    assert end is not None
    if begin is None:
        hour = isinstance(end, datetime)
        example = "start=2026-12-01T15:00 end=2026-12-01T16:00" if hour else "start=2026-12-01 end=2026-12-02"
        return f"end: without a start there is no end; write both: {example}"
    if isinstance(end, datetime) and not isinstance(begin, datetime):
        return f"end: the start {begin} has no hour; write it too: start={begin}T15:00 end={begin}T16:00"
    if isinstance(begin, datetime) and not isinstance(end, datetime):
        return f"end: the start {iso(begin)} has an hour; write one: end={end}T{begin + timedelta(hours=1):%H:%M}"
    return f"end: {iso(end)} is not after the start {iso(begin)}"


def _must_exist(name: str, moment: date | None, zone: str) -> None:
    """CorrectionError for an hour that clocks leave out there when they are put forward."""
    if not isinstance(moment, datetime) or not zone:
        return
    there = moment.replace(tzinfo=ZoneInfo(zone))
    real = there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None)
    if real != moment:
        raise CorrectionError(
            f"{name}: there is no {moment:%H:%M} on {moment:%Y-%m-%d} in {zone}, clocks are put forward then; "
            f"write {name}={iso(real)}"
        )


# ── Values ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _wall(name: str, text: str) -> Any:
    if re.fullmatch(r"\d{1,2}:\d{2}", text):
        try:
            return time.fromisoformat(text.zfill(5))
        except ValueError:
            raise CorrectionError(f"{name}: {text!r} is no hour; write {name}=15:00") from None
    text = re.sub(r"(?<=\d) +(?=\d)", "T", text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", text):
        zoned = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)", text)
        hint = "; it is wall time in the talk's zone, without an offset" if zoned else ""
        raise CorrectionError(f"{name}: {text!r} is no time; write {name}=2026-12-01T15:00 or {name}=2026-12-01{hint}")
    try:
        value = wall(text)
    except ValueError:
        raise CorrectionError(f"{name}: {text!r} is in no calendar; write {name}=2026-12-01T15:00") from None
    if not isinstance(value, date) or value.year not in YEARS:
        raise CorrectionError(f"{name}: no talk takes place in {text[:4]}")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CorrectionError(f"timezone: {text!r} is no zone; write one such as America/Chicago") from None
    return text


def _one_of(name: str, words: Iterable[str], text: str) -> str:
    known, said = tuple(words), text.lower().replace(" ", "-")
    said = {"canceled": "cancelled", "defense": "defence"}.get(said, said)
    if said not in known:
        raise CorrectionError(f"{name}: {text!r} is none of {', '.join(known)}")
    return said


def _address(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or len(text.split()) != 1:
        raise CorrectionError(f"{name}: {text[:80]!r} is no address; write {name}=https://…")
    return text


def _text(name: str, text: str) -> str:
    found = clean_block(text) if name in ("abstract", "bio") else clean(text)
    if not found:
        raise CorrectionError(f"{name}: nothing readable is in {text[:40]!r}")
    return found


def _yes(name: str, text: str) -> bool:
    if text.lower() in ("true", "yes", "1"):
        return True
    if text.lower() in ("false", "no", "0"):
        return False
    raise CorrectionError(f"{name}: write {name}=true or {name}=false")


_PERSON = re.compile(r"(?P<name>[^()<>]+?)\s*(?:\((?P<affiliation>.+)\))?\s*(?:<(?P<url>[^<>]*)>)?")


def _people(name: str, text: str) -> list[dict[str, str | None]]:
    """`Ada Lovelace (Cambridge) <https://…>; Alan Turing`."""
    people: list[dict[str, str | None]] = []
    for part in filter(None, (one.strip() for one in re.split(r";(?![^()]*\))", text))):
        found = _PERSON.fullmatch(part)
        if found is None:
            raise CorrectionError(f"{name}: {part!r}: write {name}='Ada Lovelace (Cambridge); Alan Turing'")
        url = _address(name, found["url"]) if found["url"] else None
        affiliation = clean(found["affiliation"] or "") or None
        people.append({"name": clean(found["name"]), "affiliation": affiliation, "url": url})
    return people


def _topics(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (clean(one) for one in text.split(";")))))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "start": partial(_wall, "start"),
    "end": partial(_wall, "end"),
    "timezone": _zone,
    "time_known": partial(_yes, "time_known"),
    "status": partial(_one_of, "status", [one.value for one in Status if one is not Status.WITHDRAWN]),
    "kind": partial(_one_of, "kind", [one.value for one in Kind]),
    "attendance_mode": partial(_one_of, "attendance_mode", [one.value for one in Mode]),
    "topics": _topics,
    **{name: partial(_people, name) for name in ("speakers", "hosts")},
    **{name: partial(_address, name) for name in ("url", "image", "online_url", "registration_url")},
    **{name: partial(_text, name) for name in ("title", "series", "venue", "room", "address", "abstract", "bio")},
    "language": partial(_text, "language"),
}
