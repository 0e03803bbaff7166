"""A sighting of a talk becomes a `Talk`, or is rejected because nothing in it says *talk*."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from config.sources import Source
from pipeline.identity import keys_of
from pipeline.normalise.people import (
    completed,
    decide_hosts,
    decide_speakers,
    merged,
    same_person,
    speaker_of_bio,
    with_programme,
)
from pipeline.normalise.place import Placed, decide_place, notices_in_place
from pipeline.normalise.prose import as_found, decide_prose
from pipeline.normalise.title import Titled, decide_title
from pipeline.normalise.trust import Choice, best, order_of
from pipeline.normalise.when import When, decide_when
from pipeline.reading.people import read_headline
from pipeline.reading.status import is_no_talk, moved_from, read_kind, read_status, says_moved
from pipeline.reading.text import clean, fold, is_placeholder, unwrap
from pipeline.reading.times import Context, find_when
from pipeline.talk import At, Claim, Kind, Layer, Listed, Person, Rejected, Sighting, Status, Talk

_NAVIGATION = re.compile(
    r"home|events?|news|calendar|upcoming(?: events?)?|past(?: events?)?|all events|read more|more|learn more|details|"
    r"view(?: all)?|contact(?: us)?|about(?: us)?|people|search|menu|register|rsvp|add to calendar|subscribe|archive|"
    r"next|previous|back|login|sign in|share|skip to (?:main )?content|page not found|404(?: .*)?|seminars|talks|"
    r"events? (?:calendar|archive|list)|veranstaltungen|termine|aktuelles|kalender|evenements|agenda|actualites|"
    r"eventi|eventos|noticias|evenementen|related events|other events|more events|filter|categories|export|print|"
    r"location|date|time|when|where"
)


def talk_of(sighting: Sighting, source: Source, retrieved: date | datetime | None) -> Talk | Rejected:
    """The talk a sighting is about. Pure: the clock is `retrieved`, the day the page was fetched, or unknown."""
    sighting = _with_defaults(sighting, source)
    trust = source.trust
    language = _language(sighting)
    context = Context(timezone=source.timezone, language=source.language or language, retrieved=retrieved)
    when = decide_when(sighting, context, trust)
    listed, listed_choice = decide_speakers(sighting, trust)
    titled = decide_title(sighting, listed, trust)
    speakers, speaker_choice = _speakers(sighting, listed, listed_choice, titled)
    series, series_choice = _series(sighting, titled, trust)
    title = titled.title or ", ".join(one.name for one in speakers) or (series or "")
    reason = _no_talk(sighting, title, when, speakers)
    if reason:
        return Rejected(sighting, reason)
    abstract, abstract_choice = decide_prose(sighting, "abstract", trust, title)
    bio, bio_choice = decide_prose(sighting, "bio", trust, title)
    hosts, host_choice = decide_hosts(sighting, trust, speakers)
    placed = decide_place(sighting, trust)
    status, status_choice = _status(sighting, titled, trust, replace(context, day=when.span.day))
    kind, kind_choice = _kind(sighting, titled, series, trust)
    titled.choice.confidence = titled.confidence
    when.choices[0].confidence = when.confidence
    choices = (
        titled.choice, *when.choices, speaker_choice, host_choice, *placed.choices, series_choice, kind_choice,
        status_choice, abstract_choice, bio_choice,
    )  # fmt: skip
    url = unwrap(sighting.url) or sighting.url
    return Talk(
        source=source.id,
        url=url,
        title=title,
        when=when.span,
        series=series,
        kind=kind,
        topics=_topics(sighting),
        language=language,
        image=_image(sighting, trust),
        status=status,
        place=placed.place,
        registration_url=placed.registration_url,
        speakers=speakers,
        hosts=hosts,
        abstract=abstract,
        bio=bio if bio != abstract else None,
        listings=(Listed(source.id, url),) if url and not url.startswith("file:") else (),  # nobody finds it in a file
        confidence=_confidence(titled, when, title),
        keys=keys_of(url, sighting.keys, when.span.day, title),
        evidence=tuple(line for choice in choices for line in choice.evidence()),
    )


def _speakers(
    sighting: Sighting, listed: tuple[Person, ...], choice: Choice, titled: Titled
) -> tuple[tuple[Person, ...], Choice]:
    """Those listed, with what headline and programme add; else whom the text invites, or the biography is about."""
    people = completed(listed, titled.speakers)
    if titled.speakers and all(any(same_person(one.name, two.name) for two in titled.speakers) for one in listed):
        people = merged((*people, *titled.speakers))
        chosen = [*choice.chosen, *(claim for claim in titled.choice.chosen if claim not in choice.chosen)]
        choice = Choice("speakers", chosen, choice.losers, choice.rule or "headline")
    people, choice = with_programme(sighting, people, choice)
    return (people, choice) if people else speaker_of_bio(sighting, choice)


def _with_defaults(sighting: Sighting, source: Source) -> Sighting:
    """What the source file says where the page is silent (`[defaults] venue = "…"`): claims of the layer *context*."""
    told = tuple(
        Claim(name, value, Layer.CONTEXT, f"source:defaults.{name}", At(""))
        for name, value in source.defaults.items()
        if not (name in ("venue", "room", "address") and sighting.of("where", "venue", "room", "address"))
    )
    return replace(sighting, claims=(*sighting.claims, *told)) if told else sighting


def _no_talk(sighting: Sighting, title: str, when: When, speakers: tuple[Person, ...]) -> str:
    """Why this is no talk, or "". A date, speakers or markup say *talk*; a navigation word as title says none."""
    if not title:
        return "nothing names the talk"
    if is_no_talk(title) and not speakers:
        return "the title names no talk"
    if _NAVIGATION.fullmatch(fold(title)) and not speakers:
        return "the title is navigation"
    if when.span.start is None:
        declared = any(claim.layer is Layer.STRUCTURED for claim in sighting.of("title"))  # marked up as an event
        strong = (
            declared
            or bool(speakers)
            or (sighting.own_page and sighting.of("abstract") and sighting.of("series", "where", "venue"))
        )
        if not strong:
            return "neither date nor speaker"
    return ""


def _confidence(titled: Titled, when: When, title: str) -> float:
    """The least sure of title and start."""
    sure = titled.confidence if titled.title == title else 0.5
    return round(min(sure, when.confidence), 3)


# ── Smaller fields ────────────────────────────────────────────────────────────────────────────────────────────────────


def _series(sighting: Sighting, titled: Titled, trust: Mapping[str, str]) -> tuple[str | None, Choice]:
    claims = best(sighting.of("series"), order_of("series", trust))
    for claim in claims:
        name = re.sub(r"^(?:part of (?:the )?|series\s*[:：]\s*)", "", as_found(claim), flags=re.IGNORECASE).strip(
            ' .:*"“”|–-'
        )
        if fold(titled.title) in fold(name) and read_headline(name).speakers:
            continue  # "Colloquium: Ada Byron (Bath), “On foams”"
        if 2 < len(name) <= 150 and not is_placeholder(name) and fold(name) != fold(titled.title):
            return name, Choice("series", [claim], claims)
    if titled.series:
        return titled.series, Choice("series", titled.choice.chosen, claims, "headline")
    return None, Choice("series", [], claims)


def _kind(sighting: Sighting, titled: Titled, series: str | None, trust: Mapping[str, str]) -> tuple[Kind, Choice]:
    claims = best(sighting.of("kind"), order_of("kind", trust))
    for claim in claims:
        kind = read_kind(claim.text)
        if kind is not None:
            return kind, Choice("kind", [claim], claims, "stated")
    if titled.kind:
        return titled.kind, Choice("kind", titled.choice.chosen, claims, "headline")
    kind = read_kind(series) if series else None
    return kind or Kind.TALK, Choice("kind", [], claims, "series" if kind else "default")


def _status(sighting: Sighting, titled: Titled, trust: Mapping[str, str], context: Context) -> tuple[Status, Choice]:
    """A talk is off as soon as anybody says so in the slot for it; software says "scheduled" of everything."""
    claims = best(sighting.of("status"), order_of("status", trust))
    placed = (
        claim for claim in notices_in_place(sighting) if claim.by != "visible:default"
    )  # not what holds for a list
    own = (claim for claim in placed if not _is_of_another_day(claim.text, context))
    slots = (*claims, *own)
    told = [(claim, status) for claim in slots if (status := _said(claim.text, context))]
    for grave in (Status.CANCELLED, Status.POSTPONED, Status.TENTATIVE):
        if titled.status is grave:
            return grave, Choice("status", titled.choice.chosen, claims, "title")
        found = next((claim for claim, status in told if status is grave), None)
        if found and not (grave is Status.POSTPONED and titled.status is Status.CONFIRMED):
            return grave, Choice("status", [found], claims, "stated")
    return Status.CONFIRMED, Choice("status", [claim for claim, _ in told][:1], claims)


def _is_of_another_day(text: str, context: Context) -> bool:
    """Whether a notice where the room would stand names a day, and not that of the talk."""
    days = {reading.span.day for reading in find_when(text, replace(context, day=None))} - {None}
    return bool(days) and context.day is not None and context.day not in days


def _said(text: str, context: Context) -> Status | None:
    """What a text says of a talk on `context.day`: one that is moved to another day is postponed on this, and so is one
    that is moved from this."""
    status = read_status(text)
    if status is not Status.CONFIRMED or context.day is None:
        return status
    if says_moved(text):
        first = text.split(" ")[0]
        after = re.split(r"\s[—–-]\s|:\s", text)[-1].strip(" *([")
        after = after.removeprefix(first) if first.isalpha() else after  # "12월 17일로 연기" begins with the day
        days = {reading.span.day for reading in find_when(after, replace(context, day=None))}
        return Status.POSTPONED if days and context.day not in days else status
    before = {reading.span.day for reading in find_when(moved_from(text), replace(context, day=None))}
    return Status.POSTPONED if before == {context.day} else status


def _topics(sighting: Sighting) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for claim in sighting.of("topic"):
        text = as_found(claim)
        pieces = re.split(r"\s*[,;|]\s*", text) if len(text) > 30 or claim.by.startswith("visible") else [text]
        for piece in pieces:
            piece = piece.strip(" #.")
            if 1 < len(piece) <= 80 and fold(piece):
                found.setdefault(fold(piece), piece)
    return tuple(found.values())[:30]


_LANGUAGES = {
    "en": "english|englisch|anglais|inglese|ingles|engels|engelska|英語|英语|영어",
    "de": "german|deutsch|allemand|tedesco|aleman|duits|tyska|ドイツ語|德语",
    "fr": "french|franzosisch|francais|francese|frances|frans|franska|フランス語|法语",
    "it": "italian|italienisch|italien|italiano|italiaans|italienska",
    "es": "spanish|spanisch|espagnol|spagnolo|espanol|castellano|spaans",
    "nl": "dutch|niederlandisch|neerlandais|olandese|nederlands",
    "pt": "portuguese|portugiesisch|portugais|portugues|portoghese",
    "sv": "swedish|schwedisch|suedois|svenska",
    "ja": "japanese|japanisch|japonais|giapponese|japones|日本語|日语",
    "zh": "chinese|chinesisch|chinois|cinese|chino|中文|中国語|汉语|普通话",
    "ko": "korean|koreanisch|coreen|한국어",
}
_CODE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split("|")}


def _language(sighting: Sighting) -> str | None:
    """The language a page states, as a BCP 47 tag."""
    for claim in best(sighting.of("language"), order_of("language", {})):
        text = clean(claim.text)
        if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", text) and fold(text) not in _CODE_OF:
            return text.replace("_", "-")
        word = next((w for w in fold(text).split() if w in _CODE_OF), None)
        if word:
            return _CODE_OF[word]
    return None


def _image(sighting: Sighting, trust: Mapping[str, str]) -> str | None:
    for claim in best(sighting.of("image"), order_of("image", trust)):
        if url := unwrap(claim.url) or unwrap(claim.text):
            return url
    return None


__all__ = ["Placed", "talk_of"]
