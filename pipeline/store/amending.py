"""One talk decided about by a person's word, and written; its source waits meanwhile, as during an ingest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from pipeline.changes import Known
from pipeline.corrections import Amended, Correction, correct
from pipeline.store import joins, read, schedule
from pipeline.store import tables as t
from pipeline.store.apply import Pen
from pipeline.store.corrected import corrections

PERSON, EXPIRY = "person", "expiry"
"""Whose word a revision is, where it is not the source's (`revision.by`)."""

UNFIX = "unfix"
"""How the id of a run begins by which a person took a word back; others begin with whose word they are."""

Decision = Callable[[Known, list[Correction]], Amended]


def amend(
    connection: Connection, uid: str, decide: Decision, now: datetime, by: str, note: str, run: str = ""
) -> Amended:
    """Decide about one talk, by UID, and write that as the word of `by`, with its reason; `run`: how
    the run's id begins, if not so. What is decided on is read when it is this one's turn: another word or a crawl may
    have come in between."""
    joins.take_turns(connection)
    source = connection.scalar(select(t.talk.c.source).where(t.talk.c.uid == uid))
    connection.execute(select(t.source.c.id).where(t.source.c.id == source).with_for_update())
    (old,) = read.known_among(connection, [uid])
    done = decide(old, corrections(connection, t.correction.c.talk_uid == uid))
    changes = [done.change] if done.change else []
    brought = run_of(connection, old.talk.source, run or by, now) if changes else ""
    Pen(connection, now).write(changes, brought, by=by, note=note, corrections=done.corrections)
    return done


def run_of(connection: Connection, source: str, by: str, now: datetime) -> str:
    """A run of its own: every revision says which one brought it."""
    row: dict[str, Any] = {"id": f"{by}-{uuid4().hex}", "source": source, "started_at": now, "finished_at": now}
    row |= {"crawled": False, "complete": False, "pages_ok": 0, "pages_failed": 0}
    row |= {"doubt": "", "error": "", "problems": []} | dict.fromkeys(schedule.COUNTS, 0) | {"changed": 1}
    connection.execute(t.run.insert(), [row])
    return str(row["id"])


def hand_over(connection: Connection, held: list[Correction], kept: str, now: datetime) -> None:
    """What people corrected in a talk that was merged into another holds of the other, where nobody corrected that."""
    held = [one for one in held if not one.along]
    for made in dict.fromkeys((one.reason, one.until) for one in held):
        words = {one.field: one.value for one in held if (one.reason, one.until) == made}

        def decided(old: Known, mine: list[Correction], words: dict[str, Any] = words, made: Any = made) -> Amended:
            new = {name: value for name, value in words.items() if name not in {one.field for one in mine}}
            return correct(old, mine, new, reason=made[0], now=now, until=made[1])

        amend(connection, kept, decided, now, PERSON, made[0])
