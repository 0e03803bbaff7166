"""What may be republished of talks and articles: what their source allows, and no key to a closed meeting.

Feeds, pages and searches of the public all look through here; the operator's own commands do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

from config.sources import Publish
from pipeline.joins import corrected_together, evidence_together, together
from pipeline.query import Entry, NewsEntry, Part, TalkQuery
from pipeline.reading.text import clean
from pipeline.store import Revision
from pipeline.store.people import People
from pipeline.talk import Evidence, Talk
from talkfeed.wiring import App

SHARES = ("none", "summary", "full")

IMPORTED = "import"
"""The source of pages that belong to no institute: what an operator brings in, nobody else has a say in."""

UNKNOWN = Publish(talks=False, abstracts=False, articles="none")
"""A source of which nothing is known, not even from before: what it forbids is not known, so nothing is allowed."""

PASSAGE = 30
"""Characters; what is shorter and stands in an abstract too, such as a name, is no quotation of it."""


def policy(app: App, source: str) -> Publish:
    """What this source allows. While its file is gone or broken, what it allowed before: a typo must neither publish
    what is forbidden nor empty a calendar."""
    if (known := app.sources.get(source)) is not None:
        return known.publish
    return Publish() if source == IMPORTED else app.said_before.get(source, UNKNOWN)


def asked(app: App, query: TalkQuery, *, counted: bool = False) -> TalkQuery:
    """A question of the public: of sources that keep their talks or abstracts for themselves, these answer nothing.
    Where it has no words and answers are not `counted`, `permitted` sees to that alone."""
    if not (query.q or counted):
        return query
    policies = _policies(app)
    hidden = frozenset(source for source, said in policies.items() if not said.talks)
    closed = hidden | {source for source, said in policies.items() if not said.abstracts}
    return replace(query, hidden=hidden, closed=closed)


def _policies(app: App) -> dict[str, Publish]:
    return {source: policy(app, source) for source in {*app.sources, *(row.id for row in app.store.source_rows())}}


def speakers(app: App) -> People:
    """The speakers of talks that may be shown: others are named nowhere."""
    return People(app.store, frozenset(source for source, said in _policies(app).items() if not said.talks))


def permitted(app: App, entries: Iterable[Entry]) -> list[Entry]:
    """What of these entries their sources allow to be republished, without passcodes unless the settings want them."""
    allowed = (_permitted_parts(app, one) if one.parts else _permitted_alone(app, one) for one in entries)
    kept = (one for one in allowed if one is not None)
    return [one if app.settings.passcodes else replace(one, talk=closed(one.talk)) for one in kept]


def _permitted_alone(app: App, entry: Entry) -> Entry | None:
    talk = _permitted_talk(app, entry.talk)
    return None if talk is None else replace(entry, talk=talk)


def _permitted_parts(app: App, entry: Entry) -> Entry | None:
    """A joined talk made of what each of its listings' sources allows; of those that allow nothing, nothing."""
    allowed = [(part, _permitted_talk(app, part.talk)) for part in entry.parts]
    if all(talk is part.talk for part, talk in allowed):
        return entry
    talks = [talk for _, talk in allowed if talk is not None]
    shown = ((part.uid, None if talk is None else policy(app, talk.source).abstracts) for part, talk in allowed)
    said = " ".join(f"{uid} {abstracts}" for uid, abstracts in shown)
    view = blake2b(said.encode(), digest_size=4).hexdigest()
    corrected = corrected_together(_permitted_words(app, part) for part in entry.parts)
    return replace(entry, talk=together(talks, corrected), view=view) if talks else None


def _permitted_words(app: App, part: Part) -> Mapping[str, object]:
    """What the operator corrected is the operator's to publish; but no text of a source that keeps its texts."""
    kept = () if policy(app, part.talk.source).abstracts else ("abstract", "bio")
    return {name: value for name, value in part.corrected.items() if name not in kept}


def _permitted_talk(app: App, talk: Talk) -> Talk | None:
    said = policy(app, talk.source)
    if not said.talks:
        return None
    return talk if said.abstracts else replace(talk, abstract=None, bio=None)


def share_of(app: App, source: str) -> str:
    """How much of its articles setting and source allow to be republished: the lesser of both; of SHARES."""
    said = policy(app, source).articles or app.settings.article_body
    return min(said, app.settings.article_body, key=SHARES.index)


def permitted_news(app: App, entries: Iterable[NewsEntry]) -> list[NewsEntry]:
    """What of these articles setting and source allow to be republished. The source of the page that is shown decides;
    what a copy elsewhere may say does not free its original."""
    allowed = []
    for entry in entries:
        article = entry.article
        share = share_of(app, article.source)
        summary = None if share == "none" else article.summary
        body = article.body if share == "full" else summary or ""
        allowed.append(replace(entry, article=replace(article, summary=summary, body=body)))
    return allowed


def evidence_of(app: App, entry: Entry) -> list[Evidence]:
    """What may be shown of where a stored talk's values come from; of a joined talk each field's from the listing
    believed most that has any."""
    listings = [part for part in entry.listings() if policy(app, part.talk.source).talks]
    told = ((x.talk, permitted_evidence(app, x.talk, app.store.evidence(x.uid))) for x in listings)
    return evidence_together(entry.talk, told)


def permitted_evidence(app: App, talk: Talk, evidence: Iterable[Evidence]) -> list[Evidence]:
    """What of a talk's evidence may be shown. `talk` is the talk as stored: its own texts tell what quotes them."""
    allowed = list(evidence)
    if not policy(app, talk.source).abstracts:
        kept = " ".join(clean(text) for text in (talk.abstract, talk.bio) if text)
        allowed = [one for one in allowed if one.field not in ("abstract", "bio") and not _quotes(one, kept)]
    return allowed if app.settings.passcodes else [_closed_evidence(one) for one in allowed]


def permitted_history(app: App, entry: Entry, steps: Iterable[Revision]) -> list[Revision]:
    """What may be told of a talk's past: no texts that a source of it keeps for itself; of a talk joined with a listing
    that may not be shown at all, only what happened when."""
    policies = [policy(app, part.talk.source) for part in entry.parts] or [policy(app, entry.talk.source)]
    kept = () if all(one.abstracts for one in policies) else ("abstract", "bio")
    told = all(one.talks for one in policies)

    def said(diff: Mapping[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
        return {
            name: (permitted_value(app, old), permitted_value(app, new))
            for name, (old, new) in diff.items()
            if told and name not in kept
        }

    return [replace(step, diff=said(step.diff)) for step in steps]


def permitted_value(app: App, value: object) -> object:
    """A value of a talk's past in the JSON form, fit to be shown."""
    if app.settings.passcodes:
        return value
    if isinstance(value, list):
        return [permitted_value(app, part) for part in value]
    if isinstance(value, dict):
        return {name: permitted_value(app, part) for name, part in value.items()}
    return without_passcodes(value) if isinstance(value, str) else value


def _quotes(one: Evidence, kept: str) -> bool:
    """Whether evidence repeats a passage of what a source keeps for itself, as one on speakers found in a bio does."""
    claimed = [(one.claim.field, clean(one.claim.text))] if one.claim else []
    for field, text in (*claimed, *((one.field, clean(ground.text)) for ground in one.grounds)):
        if field in ("abstract", "bio"):
            return True
        if len(text) > PASSAGE and (text in kept or any(part in kept for part in _parts(text))):
            return True
    return False


def _parts(text: str) -> Iterable[str]:
    """The sentences of a text that are long enough to be passages."""
    return (part for part in re.split(r"(?<=[.!?])\s+", text) if len(part) > PASSAGE)


# ── Passcodes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_HINT = re.compile(
    r"pass|pwd|kenn|zugangs|secret|acc[eè]s|contrase|clave|senha|パス|密|비밀|암호|парол|код", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"([?&])(?:pwd|passcode|password|passwd|encpwd|cpwd)=[^&#\s\"'<>)]*(&?)", re.IGNORECASE)
_WORD = (
    r"(?:(?:(?:meeting|webinar|zoom|webex|teams)[ -]){0,3}"
    r"(?:pass[ -]?codes?|passwords?|pass[ -]?words?|pwd|pass)|(?:meeting-?)?(?:kenncode|kennwort|passwort)|zugangscode"
    r"|mot de passe|code secret|code d['’]acc[eè]s|contraseña|clave de acceso|código de acceso|senha|wachtwoord"
    r"|パスコード|パスワード|密码|密碼|会议密码|비밀번호|암호|код доступа|пароль)"
)
_QUOTED = r"[\"“'‘][^\"”'’\n]+[\"”'’]"
_NUMBERED = r"[^\s;|,)\]]*\d[^\s;|,)\]]*(?:[ ]\d+)*"
_TOLD = re.compile(
    rf" ?[(\[]? ?\b{_WORD} {{0,3}}(?:\([^)\n]{{0,40}}\) ?)?"
    rf"(?:[:：=] {{0,3}}(?:{_QUOTED}|{_NUMBERED}|[^\n;|.]+)"
    rf"| {{1,3}}(?:is|ist|est) ?:? ?(?:{_QUOTED}|{_NUMBERED}))[)\]]?",
    re.IGNORECASE,
)


def without_passcodes(text: str) -> str:
    """The text without keys to meetings: `pwd=…` in addresses, and what follows "Passcode:" in many languages."""
    if not _HINT.search(text):
        return text
    before = None
    while before != text:  # two keys in one address share the sign between them
        before, text = text, _IN_ADDRESS.sub(lambda found: found[1] if found[2] else "", text)
    lines = []
    for line in text.split("\n"):
        bare = _TOLD.sub("", line)
        if bare == line or bare.strip(" \t.,;|·-–—"):
            lines.append(bare if bare == line else bare.strip())
    return "\n".join(lines)


def closed(talk: Talk) -> Talk:
    """The talk without passcodes."""

    def bare(text: str | None) -> str | None:
        return text and (without_passcodes(text) or None)

    place = talk.place
    there = replace(
        place,
        venue=bare(place.venue),
        room=bare(place.room),
        address=bare(place.address),
        online_url=bare(place.online_url),
    )
    return replace(
        talk,
        place=there,
        registration_url=bare(talk.registration_url),
        abstract=bare(talk.abstract),
        bio=bare(talk.bio),
    )


def _closed_evidence(one: Evidence) -> Evidence:
    claim = one.claim and replace(
        one.claim, text=without_passcodes(one.claim.text), url=without_passcodes(one.claim.url)
    )
    grounds = tuple(replace(ground, text=without_passcodes(ground.text)) for ground in one.grounds)
    return replace(one, claim=claim, grounds=grounds)
