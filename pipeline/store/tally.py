"""How many talks answer a query, and by what they can be narrowed, counted by the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from pipeline.query import Entry, TalkQuery
from pipeline.store import find, read
from pipeline.store import tables as t


@dataclass
class Tally:
    """Talks in all, and by what they are shown with. Of joined talks, which are few, each field comes from one of
    several listings: they are read, and added by whoever knows what of them may be shown."""

    total: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    series: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """One more."""
        talk = entry.talk
        mode = talk.place.attendance_mode
        self.put(talk.source, talk.series, talk.kind.value, mode.value if mode else None)

    def put(self, source: str, series: str | None, kind: str, mode: str | None, times: int = 1) -> None:
        """So many talks with these values."""
        self.total += times
        for counter, value in ((self.sources, source), (self.series, series), (self.kinds, kind), (self.modes, mode)):
            if value:
                counter[value] += times


def tally(connection: Connection, query: TalkQuery, dialect: str) -> tuple[Tally, list[Entry]]:
    """The talks of one listing that answer, counted, and those of several, read; the query's limit aside."""
    talk, conditions = t.talk.c, find.conditions(query, dialect)
    joined = talk.uid.in_(find.LED)
    columns = (talk.source, t.series.c.name, talk.kind, talk.attendance_mode)
    alone = select(*columns, func.count()).join_from(t.talk, t.series, talk.series_id == t.series.c.id, isouter=True)
    found = Tally()
    for row in connection.execute(alone.where(~joined, *conditions).group_by(*columns)):
        found.put(*row)
    several = connection.execute(read.talks().where(joined, *conditions)).all()
    return found, read.entries(connection, several)
