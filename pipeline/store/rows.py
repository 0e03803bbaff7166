"""Talks as rows and rows as talks: the one place where both shapes are known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Any

from pipeline.reading.addresses import canonical
from pipeline.reading.text import fold
from pipeline.talk import (
    Article,
    At,
    Claim,
    Evidence,
    Ground,
    Kind,
    Layer,
    Listed,
    Mode,
    Person,
    Place,
    Recurrence,
    Span,
    Status,
    Talk,
    article_json,
    instant,
    talk_json,
)

Row = dict[str, Any]

_encoded = json.JSONEncoder(ensure_ascii=False).encode  # made once: it is asked for every talk of every run

_WITHOUT_SPACES = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f])")


LONGEST_SEARCHED = 100_000
"""Characters of a talk that are searched; PostgreSQL indexes no text of a megabyte."""

LONGEST_NAME = 200
"""Characters of a name that are compared."""


def searchable(text: str) -> str:
    """Folded words with blanks between them; scripts written without blanks are set apart letter by letter, so that
    any part of them can be found."""
    folded = fold(text)
    return folded if folded.isascii() else " ".join(_WITHOUT_SPACES.sub(r" \1 ", folded).split())


def plain(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and halves of surrogate pairs, which no file can hold."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


# Latin letters that Unicode does not take apart.
_LATIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"})


def slug(text: str) -> str:
    """A name as addresses write it: folded, ASCII alone, hyphens for blanks, not longer than 80.

    What ASCII cannot say (Семинар, 談話会) leaves a short digest at the end, so that two such names stay two.
    """
    folded = fold(text).translate(_LATIN)
    words = "-".join("".join(letter if letter.isascii() else " " for letter in folded).split())
    if folded.isascii():
        return words[:80].strip("-") or "-"
    return f"{words[:71].strip('-')}-{blake2b(folded.encode(), digest_size=4).hexdigest()}".strip("-")


def series_id(source: str, name: str) -> str:
    """`source.slug`, which is also the id of the series' feed."""
    return f"{source}.{slug(name)}"


def person_id(person: Person) -> str:
    """The same for the same words, so that nobody need be looked up before being stored."""
    words = "\0".join((person.name, person.affiliation or "\1", person.url or "\1"))
    return blake2b(words.encode(), digest_size=8).hexdigest()


def order_utc(when: Span) -> datetime | None:
    """The instant by which talks are sorted: the start, or the first moment of its day (in UTC without a zone)."""
    if when.start is None:
        return None
    start = when.start if isinstance(when.start, datetime) else datetime.combine(when.start, time())
    return instant(start, when.timezone) or start.replace(tzinfo=UTC)


def talk_row(talk: Talk) -> Row:
    """The columns of `talk` that describe it; identity, counters and instants of storage are the caller's."""
    when, place, again = talk.when, talk.place, talk.when.recurrence
    return {
        "source": talk.source,
        "series_id": series_id(talk.source, talk.series) if talk.series else None,
        "url": talk.url,
        "title": talk.title,
        "kind": talk.kind.value,
        "start": when.start,
        "end": when.end,
        "timezone": when.timezone,
        "all_day": when.all_day,
        "time_known": when.time_known,
        "recurrence": again and {"rrule": again.rrule, "rdate": list(again.rdate), "exdate": list(again.exdate)},
        "start_utc": when.start_utc,
        "end_utc": when.end_utc,
        "order_utc": order_utc(when),
        "first_day": when.day,
        "last_day": when.last_day,
        "status": talk.status.value,
        "attendance_mode": place.attendance_mode and place.attendance_mode.value,
        "venue": place.venue,
        "room": place.room,
        "address": place.address,
        "online_url": place.online_url,
        "registration_url": talk.registration_url,
        "abstract": talk.abstract,
        "bio": talk.bio,
        "language": talk.language,
        "image": talk.image,
        "confidence": talk.confidence,
    }


def talk_hash(talk: Talk) -> str:
    """Of the facts of a talk: equal for two that differ only in where they are announced and how sure they are."""
    form = talk_json(talk)
    form["url"] = canonical(talk.url)
    for name in ("source", "listings", "confidence"):
        del form[name]
    return blake2b(_encoded(form).encode(errors="replace"), digest_size=12).hexdigest()


def text_row(uid: str, talk: Talk) -> Row:
    """What searches look at."""
    people = [word for person in (*talk.speakers, *talk.hosts) for word in (person.name, person.affiliation)]
    place = " ".join(filter(None, (talk.place.venue, talk.place.room, talk.place.address)))
    told = "\n".join(filter(None, (talk.title, *people, talk.series, *talk.topics, place)))
    words = "\n".join(filter(None, (told, talk.abstract, talk.bio)))
    return {
        "talk_uid": uid,
        "words": searchable(words[:LONGEST_SEARCHED]),
        "told": searchable(told[:LONGEST_SEARCHED]),
        "place": fold(place),
        "series": fold(talk.series or ""),
    }


def person_row(person: Person) -> Row:
    return {
        "id": person_id(person),
        "name": person.name,
        "affiliation": person.affiliation,
        "url": person.url,
        "slug": slug(person.name),
        "folded_name": fold(person.name)[:LONGEST_NAME],
    }


def evidence_rows(uid: str, evidence: Iterable[Evidence]) -> list[Row]:
    """A row per claim or inference, in the order given."""
    return [{"talk_uid": uid, "position": number, **evidence_row(one)} for number, one in enumerate(evidence)]


def evidence_row(one: Evidence) -> Row:
    claim = one.claim
    at = claim.at if claim else None
    return {
        "field": one.field,
        "text": claim and plain(claim.text),
        "url": plain(claim.url) if claim and claim.url else None,
        "layer": claim and claim.layer.value,
        "by": claim and claim.by,
        "rule": one.rule,
        "page": at and at.page,
        "path": at and plain(at.path),
        "span_start": at and at.start,
        "span_end": at and at.end,
        "grounds": [ground_json(ground) for ground in one.grounds] or None,
        "chosen": one.chosen,
        "confidence": one.confidence if one.chosen else None,
    }


def ground_json(ground: Ground) -> Row:
    at = ground.at
    place = {"page": at.page, "path": plain(at.path), "start": at.start, "end": at.end} if at else None
    return {"fact": plain(ground.fact), "text": plain(ground.text), "at": place}


def evidence_of(row: Any) -> Evidence:
    """A row of `evidence` read back."""
    claim = None
    if row.layer is not None:
        at = At(row.page or "", row.path or "", row.span_start or 0, row.span_end or 0)
        claim = Claim(row.field, row.text or "", Layer(row.layer), row.by or "", at, row.url or "")
    grounds = tuple(Ground(g["fact"], g["text"], At(**g["at"]) if g["at"] else None) for g in (row.grounds or ()))
    return Evidence(row.field, claim, row.chosen, row.rule, grounds, row.confidence or 0.0)


def talk_of(
    row: Any,
    speakers: tuple[Person, ...],
    hosts: tuple[Person, ...],
    topics: tuple[str, ...],
    listings: tuple[Listed, ...],
    keys: tuple[str, ...] = (),
) -> Talk:
    """A row of `talk` (with `series`, the series' name) and its children as the talk they are."""
    again = row.recurrence
    recurrence = again and Recurrence(again["rrule"], tuple(again["rdate"]), tuple(again["exdate"]))
    mode = row.attendance_mode
    return Talk(
        source=row.source,
        url=row.url,
        title=row.title,
        when=Span(row.start, row.end, row.timezone, row.all_day, row.time_known, recurrence),
        series=row.series,
        kind=Kind(row.kind),
        topics=topics,
        language=row.language,
        image=row.image,
        status=Status(row.status),
        place=Place(Mode(mode) if mode else None, row.venue, row.room, row.address, row.online_url),
        registration_url=row.registration_url,
        speakers=speakers,
        hosts=hosts,
        abstract=row.abstract,
        bio=row.bio,
        listings=listings,
        confidence=row.confidence,
        keys=keys,
    )


# ── Articles ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LONGEST_CITED = 300
"""Characters of a claim kept with an article: its body is stored already, and `span` says where the rest stands."""


def article_row(article: Article) -> Row:
    """The columns of `article` that describe it."""
    evidence = [evidence_row(one) for one in article.evidence]
    for one in evidence:
        one["text"] = one["text"] and one["text"][:LONGEST_CITED]
    told = {"source": article.source, "url": article.url, "confidence": article.confidence, "evidence": evidence}
    return article_json(article) | told


def article_of(row: Any) -> Article:
    """A row of `article` as the article it is."""
    said = row.published
    published = said and (datetime.fromisoformat(said) if "T" in said else datetime.fromisoformat(said).date())
    return Article(
        source=row.source,
        url=row.url,
        title=row.title,
        published=published,
        author=row.author,
        body=row.body,
        summary=row.summary,
        image=row.image,
        canonical_url=row.canonical_url,
        people=tuple(Person(x["name"], x["affiliation"], x["url"]) for x in row.people),
        confidence=row.confidence,
    )
