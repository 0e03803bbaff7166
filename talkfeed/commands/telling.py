"""Commands that tell why and what became of it: `history`, `why`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import typer

from calendar_export.telling import label, said, told
from config.errors import QueryError
from pipeline.assignments import field_called
from pipeline.corrections import Correction
from pipeline.form import with_fields
from pipeline.joins import evidence_together
from pipeline.query import Entry, TalkQuery, instant_of
from pipeline.store import Corrections, Revision, Store, retention
from pipeline.store.history import Happened
from pipeline.store.joining import Joins
from pipeline.store.matching import matches
from pipeline.talk import Evidence, Status, Talk, iso, talk_json, utc_iso
from talkfeed import reasons
from talkfeed.commands import newsroom
from talkfeed.commands.session import TITLE, Session, UsageError, counted
from talkfeed.commands.terminal import shortened, write
from talkfeed.joined import joined_json, joined_lines
from talkfeed.meant import check
from talkfeed.told import evidence_json, revision_json

INDENT = " " * 20


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(history)
    cli.command()(why)


# ── History ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def history(
    context: typer.Context,
    talk: str | None = typer.Argument(
        None, help="A UID, the beginning of one, the address of a talk or article; without it: all."
    ),
    feed: str | None = typer.Option(None, "--feed", help="What changed in this feed."),
    source: list[str] = typer.Option([], "--source", help="What changed at this institute; repeated: any of them."),
    since: str | None = typer.Option(
        None, "--since", help="7d, 24h, 2w, a day or a moment; 7d unless a talk is named."
    ),
    until: str | None = typer.Option(None, "--until", help="A day or a moment; until now by default."),
) -> None:
    """Tell what changed when: of one talk, or everywhere in the last week.

    Example: talkfeed history --source uchicago-dsi --since 30d
    """
    session: Session = context.obj
    if talk is not None:
        if feed or source or since or until:
            raise UsageError("history takes a talk, or --feed, --source, --since and --until, not both")
        if session.app.store.entry(talk) is None and (article := newsroom.article_named(session, talk)):
            newsroom.tell(session, article)
        else:
            _history_of(session, named(session, talk))
        return
    check(session.app, source)
    begin, end = moment(since or "7d", session.clock()), until and moment(until, session.clock())
    if (end or session.clock()) <= begin:
        last = f"--until {until}" if end else "now"
        raise UsageError(f"{last} is not after --since {since or '7d'}: nothing lies between them")
    retention.must_be_kept(session.app.store, begin, session.clock())
    query = None if feed is None else _query_of(session, feed)
    found = _changes(session, query, source, begin, end or None)
    if session.json:
        session.put([{"uid": x.after.uid, **_step_json(x), **revision_json(x.revision)} for x in found])
        return
    talks = len({one.after.uid for one in found})
    session.say(f"{counted(len(found), 'change')} of {counted(talks, 'talk')} since {begin:%Y-%m-%d %H:%M} UTC")
    against = _against(session, query, source, begin, end or None)
    write(session.out, _by_day(found, against, TITLE if session.out.is_terminal else None))


def named(session: Session, name: str) -> Entry:
    """The talk meant by a UID, its beginning, an alias or an address. UsageError if there is none."""
    entry = session.app.store.entry(name)
    if entry is None and newsroom.article_named(session, name) is not None:
        raise UsageError(
            f"{name!r} is an article, no talk; 'talkfeed history {name}' tells why its pages are one and whom it names"
        )
    if entry is None:
        raise UsageError(
            f"there is no talk {name!r}; 'talkfeed talks --all' lists them with the beginning of their UIDs"
        )
    return entry


def moment(text: str, now: datetime) -> datetime:
    """`7d`, `24h`, `2w` before now, or a day (its beginning) or moment as queries write them. QueryError if neither."""
    if found := re.fullmatch(r"(\d{1,4}) ?([hdw])", text.strip()):
        return (
            now - int(found[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[found[2]]
        )
    try:
        whole = instant_of("since", text)
    except QueryError:
        raise QueryError(f"{text!r} is no time; write 7d, 24h, 2w, 2026-05-03 or 2026-05-03T12:00:00Z") from None
    assert whole is not None
    return whole.replace(hour=0, minute=0, second=0) if len(text.strip()) <= 10 else whole


def _changes(
    session: Session, query: TalkQuery | None, sources: Sequence[str], since: datetime, until: datetime | None
) -> list[Happened]:
    found = session.app.store.happened(since, until)
    found = [one for one in found if not sources or _is_of(one.after.talk, sources)]
    return [one for one in found if query is None or one.concerns(query)]


def _query_of(session: Session, feed: str) -> TalkQuery:
    spec = next((one for one in session.app.feeds() if one.id == feed), None)
    if spec is None:
        raise UsageError(f"there is no feed {feed!r}; 'talkfeed feeds' lists them")
    return spec.query


def _is_of(talk: Talk, sources: Sequence[str]) -> bool:
    return talk.source in sources or any(one.source in sources for one in talk.listings)


def _against(
    session: Session, query: TalkQuery | None, sources: Sequence[str], since: datetime, until: datetime | None
) -> Iterator[tuple[datetime, Correction, str, Entry]]:
    """What sources came to say of corrected fields in that time, each with the talk as it is shown."""
    store = session.app.store
    for one in Corrections(store).all(ended=True):
        told = [(at, words) for at, words in _noticed(one) if since <= at and (until is None or at < until)]
        if not told:
            continue
        entry = store.entry(one.uid)
        if entry is None or (sources and not _is_of(entry.talk, sources)):
            continue
        if query is None or matches(query, entry.talk):
            yield from ((at, one, words, entry) for at, words in told)


def _history_of(session: Session, entry: Entry) -> None:
    store = session.app.store
    steps, corrections = store.history(entry.uid), Corrections(store).of(entry, ended=True)
    if session.json:
        session.put(
            {
                "uid": entry.uid,
                "history": [revision_json(step) for step in steps],
                "corrections": [correction_json(one, session.clock()) for one in corrections],
            }
        )
        return
    lines = [*heading(entry), "", *_forgotten(entry, steps), *_life(entry.talk, steps, corrections)]
    write(session.out, lines, title=True)
    session.say(f"{counted(len(steps), 'step')}, times in UTC; calendars have it as SEQUENCE {entry.sequence}")


def _forgotten(entry: Entry, steps: Sequence[Revision]) -> Iterator[str]:
    """That a talk's first steps are no longer kept."""
    if steps and (gone := steps[0].number - 1):
        yield f"{entry.created:%Y-%m-%d %H:%M}  announced"
        if gone > 1:
            many = f"{gone - 1} later steps are" if gone > 2 else "1 later step is"
            yield f"{INDENT}{many} no longer kept (history_days)"


def heading(entry: Entry) -> Iterator[str]:
    """A talk in two or three lines."""
    talk = entry.talk
    speakers = ", ".join(person.name for person in talk.speakers)
    status = "" if talk.status.value == "confirmed" else talk.status.value
    where = talk.place.room or talk.place.venue
    when = f"{said(iso(talk.when.start))} {talk.when.timezone}".strip() if talk.when.start else "no date yet"
    yield talk.title
    yield " · ".join(filter(None, (when, speakers, where, status, talk.source, entry.uid.split("@")[0])))
    yield talk.url


def _life(talk: Talk, steps: Sequence[Revision], corrections: Iterable[Correction]) -> Iterator[str]:
    """What happened to one talk, and what its source came to say against corrections, in the order of time."""
    for step in reversed(steps):
        talk = with_fields(talk, {name: pair[0] for name, pair in step.diff.items() if name != "joined_to"})
    lines = [
        (step.changed_at, step.number, (*_step(step), *(_first_words(talk) if step.number == 1 else ())))
        for step in steps
    ]
    lines += [(at, 10**9, (words,)) for one in corrections for at, words in _noticed(one)]
    told = None
    for at, _, texts in sorted(lines):
        first, *rest = texts
        yield f"{at:%Y-%m-%d %H:%M}  {first}" if at != told else f"{'':16}  {first}"
        yield from rest
        told = at


def _step(step: Revision) -> Iterator[str]:
    yield step.kind + whose(step)
    yield from (f"{INDENT}{line}" for line in compared(step))


FIRST_WORDS = ("status", "title", "start", "venue", "room", "online_url", "speakers", "series")
"""What is told of an announcement."""


def _first_words(talk: Talk) -> Iterator[str]:
    """A talk as it was announced."""
    form = talk_json(talk)
    known = [name for name in FIRST_WORDS if form[name] not in (None, "", [], "confirmed")]
    width = max(len(label(name)) for name in known) if known else 0
    yield from (f"{INDENT}{label(name):{width}}  {said(form[name])}" for name in known)


def whose(step: Revision) -> str:
    """Whose word a revision is, where it is not the source's; and why, where no page says so."""
    person = ", by a person" if step.by == "person" else ""
    return f"{person}: {step.note}" if step.note or step.by else ""


def compared(step: Revision) -> list[str]:
    """`room   R 12 → R 14`, a line per field, aligned."""
    fields = list(told(step.diff))
    width = max((len(name) for name, _, _ in fields), default=0)
    return [f"{name:{width}}  {before} → {after}" for name, before, after in fields]


def _noticed(one: Correction) -> Iterator[tuple[datetime, str]]:
    """What the source came to say under a correction, each time in its words; of what is only held along with a start,
    that it came to mean another zone."""
    field = label(one.field)
    for at, says, state in one.notices() if one.is_told else ():
        if one.along and state != "conflict":
            continue
        if state == "agreed":
            yield at, f"the source says {field} {said(says)} too, as it was corrected"
        elif state == "holds":
            yield at, f"the source says {field} {said(says)} again, as it did when it was corrected"
        else:
            yield at, f"conflict: the source says {field} {said(says)} now; corrected to {said(one.value)}"


def _by_day(
    found: Sequence[Happened], against: Iterable[tuple[datetime, Correction, str, Entry]], widest: int | None
) -> Iterator[str]:
    """What happened, and what sources came to say against corrections, the latest first; what is of one minute by the
    days of the talks. `widest`: columns of a title; None: it stands whole."""
    lines = [
        (step.changed_at, step.number, step.kind, whose(step).lstrip(",: "), one.after, compared(step))
        for one in found
        for step in [one.revision]
    ]
    lines += [(at, 10**9 + (one.id or 0), words, "", entry, []) for at, one, words, entry in against]
    begins = {line[4].uid: iso(line[4].talk.when.start) or "later" for line in reversed(lines)}
    lines.sort(key=lambda line: (begins[line[4].uid], line[4].uid, -line[1]))
    lines.sort(key=lambda line: line[0].replace(second=0, microsecond=0), reverse=True)
    day = None
    for at, _, words, note, entry, fields in lines:
        talk = entry.talk
        if at.date() != day:
            day = at.date()
            yield f"{day}"
        when = said(iso(talk.when.start)) if talk.when.start else "no date yet"
        title = shortened(talk.title, widest) if widest else talk.title
        by = f", {note}" if note else ""
        yield f"  {at:%H:%M}  {words}: {when}  {title}  ({talk.source} {entry.uid[:8]}){by}"
        yield from (f"{INDENT}{line}" for line in fields)


def _step_json(one: Happened) -> dict[str, object]:
    talk = one.after.talk
    return {"source": talk.source, "title": talk.title, "start": iso(talk.when.start)}


def correction_json(one: Correction, now: datetime) -> dict[str, object]:
    """A correction as programs read it. `says`: what the source says at present; `state`: holds, conflict, agreed,
    over, or why it ended; `noticed`: all that the source came to say since, and how the correction stood by that."""
    return {
        "uid": one.uid,
        "field": one.field,
        "value": one.value,
        "was": one.was,
        "says": one.says,
        "state": one.state(now),
        "reason": one.reason,
        "made_at": utc_iso(one.made_at),
        "until": iso(one.until),
        "conflict_at": utc_iso(one.conflict_at),
        "noticed": [{"at": utc_iso(at), "says": says, "state": state} for at, says, state in one.notices()],
        "ended_at": utc_iso(one.ended_at),
    }


# ── Why ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def why(
    context: typer.Context,
    talk: str = typer.Argument(..., help="A UID, the beginning of one, or the talk's address."),
    field: str | None = typer.Argument(None, help="One field only: title, start, speakers, room …"),
) -> None:
    """Tell where each value comes from: page, place in it, extractor, rule, confidence; and what was not believed.

    Example: talkfeed why 1f2e3d4c start
    """
    session: Session = context.obj
    entry = named(session, talk)
    app = session.app
    told = ((part.talk, app.store.evidence(part.uid)) for part in entry.listings())
    evidence = evidence_together(entry.talk, told)
    pairings = Joins(app.store).pairings(entry.uid) if field is None else []
    corrections = [one for one in Corrections(app.store).of(entry) if not one.is_held_along]
    wanted: frozenset[str] = frozenset()
    if field is not None:
        wanted = reasons.claims_about(field) or reasons.claims_about(field_called(field))
        if not wanted:
            raise UsageError(f"{field!r} is no field; known are {', '.join(sorted(talk_json(entry.talk)))}")
        evidence = [one for one in evidence if one.field in wanted]
        corrections = [one for one in corrections if reasons.claims_about(one.field) & wanted]
    gone = _withdrawal(app.store, entry) if field is None or reasons.claims_about("status") & wanted else None
    pages = app.archive.pages({one.claim.at.page for one in evidence if one.claim})
    former = app.archive.former(sha for sha, those in pages.items() if not those)
    if session.json:
        body: dict[str, object] = {"uid": entry.uid, "evidence": [evidence_json(one) for one in evidence]}
        body["corrections"] = [correction_json(one, session.clock()) for one in corrections]
        if gone is not None:
            body["withdrawn"] = {"at": utc_iso(gone.changed_at), "because": gone.note}
        if field is None:
            body["joined"] = joined_json(entry, pairings)
        body["pages"] = {sha: [x.url for x in those] or [*former.get(sha, ())[:1]] for sha, those in pages.items()}
        session.put(body)
        return
    listings = [*joined_lines(entry, pairings)] if field is None else []
    lines = [
        *heading(entry),
        "",
        *listings,
        *([""] if listings else []),
        *([f"status  withdrawn on {gone.changed_at:%Y-%m-%d %H:%M} UTC{whose(gone)}", ""] if gone else []),
        *_reasons(entry, evidence, corrections, list(pages), session.clock()),
    ]
    if not evidence and not corrections and not gone and field is None:
        lines += ["Where its values come from is no longer kept (history_days)."]
    lines += [*(reasons.page_line(n, sha, pages[sha], former.get(sha)) for n, sha in enumerate(pages, 1))]
    write(session.out, lines, title=True)


def _withdrawal(store: Store, entry: Entry) -> Revision | None:
    """The step by which a talk that vanished was withdrawn: no page says so, the evidence stands in its history."""
    if entry.talk.status is not Status.WITHDRAWN:
        return None
    steps = [step for step in store.history(entry.uid) if step.diff.get("status", ("", ""))[1] == Status.WITHDRAWN]
    return steps[-1] if steps else None


def _reasons(
    entry: Entry, evidence: Sequence[Evidence], corrections: Sequence[Correction], pages: Sequence[str], now: datetime
) -> Iterator[str]:
    for name, values in reasons.answered(entry.talk, {one.field for one in evidence}, corrections):
        yield f"{name}  {values}"
        mine = [one for one in corrections if one.field in reasons.fields_of(name)]
        yield from (f"    {reasons.corrected_line(one, now)}" for one in mine)
        claims = [one for one in evidence if one.field in reasons.claims_named(name)]
        yield from (f"    {line}" for one in claims for line in reasons.evidence_lines(one, pages))
        yield ""
