"""Commands that ask: `talks`, `status`, `runs`."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import typer

from calendar_export.feed import Feed
from config.errors import StoreError
from pipeline.absence import MARKS
from pipeline.health import Run, SourceHealth
from pipeline.known import Known
from pipeline.query import Entry, TalkQuery
from pipeline.settling import told
from pipeline.store import Corrections
from pipeline.store.amending import EXPIRY, PERSON, UNFIX
from pipeline.store.resuming import RESTORED
from pipeline.talk import iso
from talkfeed.commands import filters
from talkfeed.commands.crawling import NOTHING_ENABLED
from talkfeed.commands.session import Session, UsageError, counted
from talkfeed.meant import check, checked

FORMS = ("table", "json", "jsonl", "csv", "ics")


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    for command in (talks, status, runs):
        cli.command()(command)


def talks(
    context: typer.Context,
    words: filters.Words = None,
    source: filters.Source = None,
    series: filters.Series = None,
    speaker: filters.Speaker = None,
    topic: filters.Topic = None,
    place: filters.Venue = None,
    mode: filters.Mode = None,
    status: filters.Status = None,
    kind: filters.Kind = None,
    since: str | None = typer.Option(None, "--from", help="First day, 2026-12-01; today by default."),
    until: str | None = typer.Option(None, "--to", help="Last day, included."),
    barred: filters.Barred = None,
    as_of: str | None = typer.Option(None, "--as-of", help="What was known then: 2026-05-03 or a moment in UTC."),
    feed: str | None = typer.Option(None, "--feed", help="Exactly what this feed says, or said --as-of then."),
    everything: bool = typer.Option(False, "--all", help="Past talks too."),
    form: str = typer.Option("table", "--format", help="table, json, jsonl, csv or ics."),
) -> None:
    """Query the talks; those to come by default.

    Example: talkfeed talks learning --mode online --format csv
    """
    session: Session = context.obj
    asked = filters.pairs(
        words, barred, source=source, series=series, speaker=speaker, topic=topic, place=place, mode=mode,
        status=status, kind=kind,
    )  # fmt: skip
    days = [("from", since or ""), ("to", until or ""), ("as_of", as_of or "")]
    query = checked(session.app, TalkQuery.from_params(asked + days))
    form = "json" if session.json else form
    if form not in FORMS:
        raise UsageError(f"--format {form!r} is unknown; choose one of {', '.join(FORMS)}")
    if query.as_of is None:
        _end_what_is_over(session)
    elif _is_to_come(query.as_of, str(as_of), session.clock()):
        raise UsageError(f"--as-of {as_of}: that is still to come; what was known can be asked until now")
    if feed is not None:
        if query != TalkQuery(as_of=query.as_of):
            raise UsageError("--feed says what a feed holds; leave the other filters out")
        show(session, _of_feed(session, feed, query.as_of), form)
        return
    if query.since is None and query.until is None and not everything:
        today = (query.as_of or session.clock()).astimezone(UTC).date()
        query = replace(query, since=today, undated=True)
    show(session, session.app.store.find(query), form)


def _is_to_come(moment: datetime, text: str, now: datetime) -> bool:
    """Whether a moment asked for has not begun yet; `text`: as it was written, a day lasts until its end."""
    return moment.date() > now.astimezone(UTC).date() or (moment > now and len(text.strip()) > len("2026-05-03"))


def _end_what_is_over(session: Session) -> None:
    """Corrections whose last day has passed end before talks are listed. Where that may not be written, or the clock is
    not the machine's, a person is told."""
    corrections, now = session.app.corrections, session.clock()
    if session.now is None:
        with suppress(StoreError):
            corrections.expire(now)
    if over := sorted({one.uid[:8] for one in corrections.over(now)}):
        session.say(f"Corrections that are over are still shown of {', '.join(over)}; 'talkfeed publish' ends them.")


def _of_feed(session: Session, name: str, as_of: datetime | None) -> Feed:
    """A feed as it is, or was."""
    from talkfeed import publishing

    spec = next((one for one in session.app.feeds() if one.id == name), None)
    if spec is None:
        raise UsageError(f"there is no feed {name!r}; 'talkfeed feeds' lists them")
    return publishing.feed(session.app, spec, session.clock(), as_of=as_of)


def show(session: Session, found: Feed | list[Entry], form: str) -> None:
    """Talks, or a whole feed, on stdout, in one of the forms."""
    from calendar_export import FORMATS
    from calendar_export.jsonfeed import entry_json

    entries = found if isinstance(found, list) else list(found.entries)
    if form == "json":
        session.put([entry_json(entry) for entry in entries])
    elif form == "jsonl":
        for entry in entries:
            session.put(entry_json(entry))
    elif form in FORMATS:
        if isinstance(found, list):
            updated = max((entry.updated for entry in found), default=None)
            found = Feed("talks", "Talks", tuple(found), updated=updated, cancelled=session.settings.cancelled)
        sys.stdout.flush()
        sys.stdout.buffer.write(FORMATS[form].render(found))
    else:
        session.table(
            counted(len(entries), "talk"),
            ("when", "zone", "title", "speaker", "place", "source", "status", "uid"),
            (row(entry) for entry in entries),
            below=("zone", "place", "status"),
        )
        if not entries:
            session.say("No talk answers this. --all asks the past too.")
            if not session.app.enabled():
                session.say(NOTHING_ENABLED)


def row(entry: Entry) -> list[object]:
    """A talk as a line of the table."""
    talk = entry.talk
    place = talk.place.room or talk.place.venue or (talk.place.attendance_mode and talk.place.attendance_mode.value)
    when = (iso(talk.when.start) or "no date yet").replace("T", " ")
    speakers = ", ".join(person.name for person in talk.speakers)
    status = "" if talk.status.value == "confirmed" else talk.status.value
    return [when, talk.when.timezone, talk.title, speakers, place, talk.source, status, entry.uid[:8]]


def status(
    context: typer.Context,
    source: str | None = typer.Argument(None, help="One source, with its last runs."),
) -> None:
    """Say how each source fares. Exit status 1: somebody should look.

    Example: talkfeed status
    """
    session: Session = context.obj
    found = session.app.health()
    rows = [one for one in found.sources if source in (None, one.source.id)]
    if source is not None and not rows:
        raise UsageError(f"no source is called {source!r}; 'talkfeed sources' lists them")
    shown = [one for one in rows if one.source.enabled or source]
    if any(one.condition.is_unhealthy for one in shown):
        session.unhealthy = True
    against = Corrections(session.app.store).conflicts(session.clock())
    conflicts = {name: those for name, those in sorted(against.items()) if source in (None, name)}
    session.unhealthy = session.unhealthy or bool(conflicts)
    kept, unsettled = _kept(session, shown[0]) if source is not None else ([], [])
    if session.json:
        body: dict[str, object] = {
            "condition": found.condition.value,
            "sentence": found.sentence,
            "sources": [fare(x) for x in shown],
        }
        body |= {"conflicts": {name: len(those) for name, those in conflicts.items()}}
        absent = [{"uid": x.uid, "title": x.talk.title, "url": x.talk.url, "misses": x.misses} for x in kept]
        session.put(body if source is None else body | {"absent": absent, "unsettled": unsettled})
        return
    session.table(
        found.sentence,
        ("source", "condition", "why", "last run", "next run"),
        ([x.source.id, x.condition.value, x.sentence, x.source.last_run_at, x.source.next_due_at] for x in shown),
    )
    for sentence in [f"{x.source.id}: {x.remedy}" for x in shown if x.remedy] if shown else [NOTHING_ENABLED]:
        session.say(sentence)
    for name, those in conflicts.items():
        many = f"{len(those)} corrections stand" if len(those) > 1 else "1 correction stands"
        session.warn(f"{name}: {many} against what the source says now; 'talkfeed fixes' tells which")
    for problem in (*session.app.problems, *session.app.stuck()):
        session.warn(problem)
    if kept:
        lines = ([iso(old.talk.when.start), old.talk.title, old.talk.url, old.uid[:8]] for old in kept)
        session.table("Not seen any more, and kept", ("when", "title", "address", "uid"), lines)
    if source is not None and (unseen := _unseen(session, shown[0])):
        session.say(unseen)
    for sentence in unsettled:
        session.say(f"unsettled: {sentence}; 'talkfeed fix' settles it")
    if source is not None:
        _runs(session, source, 10)


def _kept(session: Session, one: SourceHealth) -> tuple[list[Known], list[str]]:
    """The coming talks of a source whose absence is not believed so far; and what its pages keep taking back, a
    sentence each."""
    now = session.clock()
    coming = [old for old in session.app.store.known(one.source.id) if old.is_coming(now)]
    last = one.last_run
    nothing_seen = last is not None and last.complete and bool(last.doubt) and not last.talks
    kept = [old for old in coming if nothing_seen or not MARKS.isdisjoint(old.misses)]
    return kept, [f"{sentence} ({old.uid[:8]})" for old in coming for sentence in told(old.talk, old.unsettled)]


def _unseen(session: Session, one: SourceHealth) -> str:
    """What to do about coming talks that the last run, whole and believed, did not show; "" where it showed as many."""
    now, last = session.clock(), one.last_run
    coming = sum(old.is_coming(now) for old in session.app.store.known(one.source.id))
    if last is None or not last.complete or last.doubt or last.error or not 0 < last.talks < coming:
        return ""
    return (
        f"{coming} talks to come are known, and the last run saw {last.talks}: what a listing shows no more is kept "
        "where it does not reach to its day; "
        f"'talkfeed crawl {one.source.id} --believe --dry-run' names what is not there"
    )


def fare(one: SourceHealth) -> dict[str, object]:
    """A source's health as JSON."""
    row = one.source
    return {
        "source": row.id,
        "name": row.name,
        "condition": one.condition.value,
        "sentence": one.sentence,
        "remedy": one.remedy or None,
        "last_run": row.last_run_at,
        "next_run": row.next_due_at,
        "failures": row.failures,
    }


def runs(
    context: typer.Context,
    source: str | None = typer.Argument(None, help="Of one source only."),
    limit: int = typer.Option(20, "--limit", min=1, max=10_000, help="How many, newest first."),
) -> None:
    """Say what each run did.

    Example: talkfeed runs --limit 5
    """
    session: Session = context.obj
    check(session.app, [source] if source else ())
    _runs(session, source, limit)


PAGES = "pages imported or read again"
_BROUGHT = {
    PERSON: "a correction",
    UNFIX: "a correction taken back",
    EXPIRY: "a correction that ran out",
    RESTORED: "counted on from what was published",
}
"""What a run was that was none, by how its id begins."""

COUNTS = ("announced", "changed", "unchanged", "cancelled", "withdrawn", "articles")


def _did(run: Run) -> str:
    """What a run did, in one line."""
    counts = ", ".join(f"{getattr(run, name)} {name}" for name in COUNTS if getattr(run, name))
    return ". ".join(filter(None, (counts, _noted(run))))


def _noted(run: Run) -> str:
    """What went wrong with a run, or that it was none."""
    return run.error or run.doubt or ("" if run.crawled else _BROUGHT.get(run.id.partition("-")[0], PAGES))


def _runs(session: Session, source: str | None, limit: int) -> None:
    found = session.app.store.runs(source, limit)
    if session.json:
        session.put([{name: getattr(run, name) for name in run.__slots__} for run in found])
        return
    if session.narrow:
        told = ([run.started_at, run.source, run.pages_ok or "", _did(run)] for run in found)
        session.table("Runs", ("started", "source", "pages", "what it did"), told)
    else:
        rows = (
            [
                run.started_at,
                run.source,
                *(getattr(run, one) or "" for one in ("pages_ok", *COUNTS)),
                _noted(run),
            ]
            for run in found
        )
        session.table("Runs", ("started", "source", "pages", *COUNTS, "note"), rows)
    for run in found:
        for problem in run.problems if session.verbose else ():
            sys.stderr.write(json.dumps({"run": run.id, "problem": problem}, ensure_ascii=False) + "\n")
