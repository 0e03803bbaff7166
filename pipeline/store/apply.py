"""Writing what a run means: one transaction, whole or not at all. Tables are written in bulk, never talk by talk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, or_, select, update

from config.sources import Source
from pipeline.absence import MARKS
from pipeline.changes import Change, Diff, Known, Report, Verdict
from pipeline.corrections import Correction
from pipeline.harvest import Harvest
from pipeline.reading.addresses import canonical
from pipeline.settling import FLAPPING
from pipeline.store import joins, read, schedule, successors
from pipeline.store import tables as t
from pipeline.store.articles import ArticlePen
from pipeline.store.comparing import compared
from pipeline.store.corrected import held, keep
from pipeline.store.faces import joined_faces
from pipeline.store.rows import (
    Row,
    evidence_rows,
    person_id,
    person_row,
    plain,
    series_id,
    slug,
    talk_hash,
    talk_row,
    text_row,
)
from pipeline.store.told import going_on
from pipeline.talk import Article, Rejected, Status, Talk

RUNS_WITH_REJECTIONS = 5
"""How many runs of a source keep their rejected sightings."""


NOWHERE: Mapping[str, str] = MappingProxyType({})


class Pen:
    """Writes changes of talks, whoever brought them; within one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection, self.now = connection, now

    def write(
        self,
        changes: Sequence[Change],
        run: str,
        *,
        found_on: Mapping[str, str] = NOWHERE,
        by: str | None = None,
        note: str | None = None,
        corrections: Iterable[Correction] = (),
    ) -> None:
        """Write these changes as what the run brought, or as a person's word (`by`, with the reason as `note`); and
        corrections, new ones or as they stand now."""
        corrections = tuple(corrections)
        spoken = {one.uid for one in corrections}
        if not changes and not spoken:
            return
        changes = going_on(self.connection, changes)
        before = joined_faces(self.connection, sorted({change.uid for change in changes if change.known} | spoken))
        keep(self.connection, corrections)
        self._write_changes(changes, run, by, note)
        self._write_listings(changes, found_on)
        told = spoken & before.keys()
        joins.settle(self.connection, self.now, changes, before, run=run, by=by, note=note, spoken=told)

    def _write_changes(self, changes: Sequence[Change], run: str, by: str | None, note: str | None) -> None:
        old = [change.uid for change in changes if change.known]
        talks = [change.talk for change in changes]
        series = {series_id(x.source, x.series): (x.source, x.series) for x in talks if x.series}
        people = {person_id(one): one for talk in talks for one in (*talk.speakers, *talk.hosts)}
        rows = [{"id": key, "source": s, "name": name, "slug": slug(name)} for key, (s, name) in sorted(series.items())]
        upsert(self.connection, t.series, rows, update=())
        upsert(self.connection, t.person, [person_row(people[key]) for key in sorted(people)], update=())
        kept = {"uid", "created", "unsettled", "joined_to"} | (
            {"misses"} if by else set()
        )  # a person's word is no sight
        columns = tuple(column.name for column in t.talk.columns if column.name not in kept)
        upsert(self.connection, t.talk, [self._talk_row(change) for change in changes], update=columns)
        for chunk in read.chunks(old):
            for table in (t.talk_person, t.topic):
                self.connection.execute(delete(table).where(table.c.talk_uid.in_(chunk)))
        heard = [change.uid for change in changes if change.known and change.talk.evidence]
        for chunk in read.chunks(heard):
            self.connection.execute(delete(t.evidence).where(t.evidence.c.talk_uid.in_(chunk)))
        self._insert_children(changes)
        revisions = [
            {
                "talk_uid": change.uid,
                "number": change.revision,
                "run_id": run,
                "kind": change.kind,
                "sequence": change.sequence,
                "changed_at": self.now,
                "diff": {name: list(pair) for name, pair in change.fields.items()},
                "by": by,
                "note": note or change.note,
            }
            for change in changes
        ]
        insert(self.connection, t.revision, revisions)
        successors.remember(self.connection, changes)
        self.write_keys((change.uid, change.keys) for change in changes)

    def _talk_row(self, change: Change) -> Row:
        counters = {"sequence": change.sequence, "revision": change.revision, "misses": None}
        own = {**talk_row(change.talk), **counters, "hash": talk_hash(change.talk)}
        return {"uid": change.uid, **own, "created": self.now, "updated": self.now}

    def _insert_children(self, changes: Sequence[Change]) -> None:
        people, topics, texts, evidence = [], [], [], []
        for change in changes:
            uid, talk = change.uid, change.talk
            for role, those in (("speaker", talk.speakers), ("host", talk.hosts)):
                people += [
                    {"talk_uid": uid, "role": role, "position": number, "person_id": person_id(one)}
                    for number, one in enumerate(those)
                ]
            topics += [
                {"talk_uid": uid, "position": number, "topic": topic, "folded": slug(topic)}
                for number, topic in enumerate(talk.topics)
            ]
            texts.append(text_row(uid, talk))
            if not (change.known and not talk.evidence):
                evidence += evidence_rows(uid, talk.evidence)
        insert(self.connection, t.talk_person, people)
        insert(self.connection, t.topic, topics)
        upsert(self.connection, t.talk_text, texts, key=("talk_uid",), update=("words", "told", "place", "series"))
        insert(self.connection, t.evidence, evidence)

    def _write_listings(self, changes: Sequence[Change], found_on: Mapping[str, str]) -> None:
        rows = [
            {"talk_uid": change.uid, "source": one.source, "url": one.url, "found_on": found_on.get(canonical(one.url))}
            for change in changes
            for one in change.talk.listings
        ]
        upsert(self.connection, t.listing, [row for row in rows if row["found_on"]], update=("found_on",))
        upsert(self.connection, t.listing, [row for row in rows if not row["found_on"]], update=())

    def write_keys(self, learnt: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Keys by which talks are known from now on: UID and keys, the strongest first."""
        rows = [
            {"talk_uid": uid, "key": key, "strength": strength}
            for uid, keys in learnt
            for strength, key in enumerate(keys)
        ]
        upsert(self.connection, t.talk_key, rows, update=())


class Transaction(Pen):
    """A source's past, and the pen to write its next run with. Ends with the `with` block of `Store.writing`."""

    def __init__(self, connection: Connection, source: Source, now: datetime) -> None:
        super().__init__(connection, now)
        self.source = source
        self._hashes: Mapping[str, str] = {}
        joins.take_turns(connection)
        schedule.ensure(connection, source)

    def known(self, seen: Iterable[Talk], corrected: Collection[str] = ()) -> list[Known]:
        """What is known of the source's talks, as far as a run that saw these is to be compared with it. `corrected`:
        UIDs of those that people corrected."""
        found = compared(self.connection, self.source.id, seen, self.now, corrected)
        self._hashes = found.hashes
        return found.known

    def recent(self, changes: Iterable[Change]) -> dict[str, list[tuple[datetime, Diff]]]:
        """The latest revisions of the known talks among these: when, and what changed, the first first."""
        uids = [change.uid for change in changes if change.known]
        return read.steps(self.connection, uids, self.now - FLAPPING)

    def corrections(self) -> dict[str, list[Correction]]:
        """What people corrected in the source's talks, as far as it holds, by UID."""
        return held(self.connection, self.source.id)

    def has(self, run: str) -> bool:
        """Whether this run was written before."""
        return self.connection.scalar(select(t.run.c.id).where(t.run.c.id == run)) is not None

    def taken(self) -> set[str]:
        """UIDs that may not be minted again: of this source's talks that were merged into others, or handed over to the
        source that took its place for a while."""
        talk, mine = t.talk.c, t.talk.c.source == self.source.id
        listed = talk.uid.in_(select(t.listing.c.talk_uid).where(t.listing.c.source == self.source.id))
        merged = select(t.alias.c.uid).join(t.talk, talk.uid == t.alias.c.talk_uid).where(or_(mine, listed))
        handed = select(talk.uid).where(~mine, listed)
        return set(self.connection.scalars(merged.union(handed)))

    def series_names(self) -> dict[str, str]:
        """The source's series: slug → the name it was first written with."""
        own = select(t.series.c.slug, t.series.c.name).where(t.series.c.source == self.source.id)
        return {row.slug: row.name for row in self.connection.execute(own)}

    def apply(
        self,
        harvest: Harvest,
        verdict: Verdict,
        articles: Iterable[Article] = (),
        rejected: Sequence[Rejected] = (),
        *,
        found_on: Mapping[str, str] = NOWHERE,
        noticed: Iterable[Correction] = (),
        hidden: Sequence[Change] = (),
    ) -> Report:
        """Write the run: its changes, its misses, its articles, its own row and, if it was a crawl, its source's.
        `found_on`: a talk's address in comparable form → the page that announced it. `noticed`: corrections that stand
        differently now; `hidden`: changes of the source's word that corrections hide."""
        news = ArticlePen(self.connection, articles, self.now)
        report = replace(_count(harvest, verdict, rejected), articles=news.changed)
        self._write_run(harvest, report)
        news.write(harvest.run)
        self.write(verdict.changes, harvest.run, found_on=found_on, corrections=noticed)
        self.write_keys((uid, keys) for uid, keys in verdict.learnt)
        self._write_hidden(hidden, found_on)
        self._write_misses(verdict, hidden)
        self._write_unsettled(verdict)
        self._write_hashes({change.uid for change in verdict.changes})
        self._write_rejected(harvest.run, rejected)
        if harvest.coverage.is_crawl:
            schedule.ran(self.connection, self.source, harvest, self.now)
        return report

    def _write_run(self, harvest: Harvest, report: Report) -> None:
        counts = {name: getattr(report, name) for name in schedule.COUNTS}
        row = {
            "id": harvest.run,
            "source": self.source.id,
            "started_at": harvest.started,
            "finished_at": harvest.finished,
            "crawled": harvest.coverage.is_crawl,
            "complete": harvest.coverage.is_crawl and not harvest.coverage.flaw,
            "pages_ok": harvest.pages_ok,
            "pages_failed": harvest.pages_failed,
            "doubt": plain(report.doubt),
            "error": "",
            "problems": [plain(problem) for problem in report.problems],
        }
        upsert(self.connection, t.run, [row | counts], update=())

    def _write_hidden(self, changes: Sequence[Change], found_on: Mapping[str, str]) -> None:
        """What is new about talks that are shown as before: their keys, their listings, where values come from."""
        heard = [change for change in changes if change.talk.evidence]
        for chunk in read.chunks([change.uid for change in heard]):
            self.connection.execute(delete(t.evidence).where(t.evidence.c.talk_uid.in_(chunk)))
        insert(self.connection, t.evidence, [row for x in heard for row in evidence_rows(x.uid, x.talk.evidence)])
        self.write_keys((change.uid, change.keys) for change in changes)
        self._write_listings(changes, found_on)

    def _write_misses(self, verdict: Verdict, hidden: Sequence[Change]) -> None:
        """Count the misses, and forget them once a talk was seen again or is believed gone, also where a correction
        hides that; a talk already counted right is not touched."""
        under = {change.uid: change.known for change in hidden if change.known}
        changed = {change.uid for change in verdict.changes}
        rows: list[Row] = [
            {"b_uid": old.uid, "misses": dict(misses)}
            for old, misses in verdict.missed
            if old.uid not in changed and old.uid not in under and misses != old.misses
        ]
        over = verdict.forgiven | {uid for uid, old in under.items() if old.misses}
        rows += [{"b_uid": uid, "misses": None} for uid in sorted(over - changed)]
        if rows:
            statement = update(t.talk).where(t.talk.c.uid == bindparam("b_uid")).values(misses=bindparam("misses"))
            self.connection.execute(statement, rows)

    def _write_unsettled(self, verdict: Verdict) -> None:
        """What pages keep taking back, where that is new."""
        rows = [{"b_uid": uid, "unsettled": dict(state) or None} for uid, state in sorted(verdict.unsettled.items())]
        if rows:
            statement = update(t.talk).where(t.talk.c.uid == bindparam("b_uid"))
            self.connection.execute(statement.values(unsettled=bindparam("unsettled")), rows)

    def _write_hashes(self, changed: Collection[str]) -> None:
        """Of talks that had to be read because theirs was missing or of an older make."""
        rows = [{"b_uid": uid, "hash": one} for uid, one in sorted(self._hashes.items()) if uid not in changed]
        if rows:
            statement = update(t.talk).where(t.talk.c.uid == bindparam("b_uid")).values(hash=bindparam("hash"))
            self.connection.execute(statement, rows)

    def _write_rejected(self, run: str, rejected: Sequence[Rejected]) -> None:
        rows = [
            {
                "run_id": run,
                "position": number,
                "page_url": plain(one.sighting.page_url),
                "reason": plain(one.reason),
                "claims": {claim.field: plain(claim.text[:300]) for claim in one.sighting.claims},
            }
            for number, one in enumerate(rejected)
        ]
        if not rows:
            return
        upsert(self.connection, t.rejection, rows, update=())
        recent = (
            select(t.run.c.id)
            .where(t.run.c.source == self.source.id)
            .order_by(t.run.c.started_at.desc(), t.run.c.id)
            .offset(RUNS_WITH_REJECTIONS)
        )
        old = list(self.connection.scalars(recent.limit(CLEARED_AT_ONCE)))
        self.connection.execute(delete(t.rejection).where(t.rejection.c.run_id.in_(old)))


CLEARED_AT_ONCE = 20
"""Older runs looked at when rejections are cleared: each run clears what the one before left."""


def _count(harvest: Harvest, verdict: Verdict, rejected: Sequence[Rejected]) -> Report:
    words = [change.kinds for change in verdict.changes]
    announced = sum("announced" in kinds for kinds in words)
    withdrawn = sum("withdrawn" in kinds for kinds in words)
    return Report(
        run=harvest.run,
        source=harvest.source,
        announced=announced,
        changed=len(words) - announced - withdrawn,
        unchanged=verdict.unchanged,
        missed=sum(MARKS.isdisjoint(misses) for _, misses in verdict.missed),
        cancelled=sum(
            change.talk.status is Status.CANCELLED and (not change.known or "status" in change.fields)
            for change in verdict.changes
        ),
        withdrawn=withdrawn,
        reinstated=sum("reinstated" in kinds for kinds in words),
        rejected=len(rejected),
        doubt=verdict.doubt,
        problems=(*harvest.problems, *verdict.restless),
        lines=(*(change.line() for change in verdict.changes), *(f"unsettled: {said}" for said in verdict.restless)),
    )


# ── Statements both engines know ──────────────────────────────────────────────────────────────────────────────────────


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows nobody has yet."""
    if rows:
        connection.execute(table.insert(), rows)


def _mergeable(engine: str, table: Table) -> Any:
    """An INSERT that says what becomes of rows that are there. A dialect takes 3 MB; nobody needs both."""
    if engine == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str] = (),
    update: Sequence[str] | None = None,
) -> None:
    """Rows that may be there: `update` names the columns that follow, None for all, () for none. `key`: what makes a
    row the same; the primary key if not given. A list of rows, never one statement with many values (7 × slower)."""
    if not rows:
        return
    made = _mergeable(connection.dialect.name, table)
    index = list(key) or [column.name for column in table.primary_key.columns]
    names = [name for name in rows[0] if name not in index] if update is None else update
    if names:
        statement = made.on_conflict_do_update(index_elements=index, set_={name: made.excluded[name] for name in names})
    else:
        statement = made.on_conflict_do_nothing(index_elements=index)
    connection.execute(statement, rows)
