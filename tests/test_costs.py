"""What a run in which nothing changed asks of the database: keys and hashes; it writes no more than that it ran."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from benchmarks.deciding import NOW, OWN, counted, talks_of, verdict_of
from benchmarks.throughput import source
from pipeline.store import Store
from pipeline.store import tables as t

LATER = NOW + timedelta(hours=6)


def asked(store: Store, run: str, count: int) -> tuple[int, set[str], list[str]]:
    """Statements, tables written and long columns read by a run that sees so many talks again."""
    with counted(store) as found:
        verdict = verdict_of(store, source(1), talks_of(1, count), now=LATER, write=run)
    assert (verdict.changes, verdict.unchanged) == ((), count)
    return found.count, {table for table, rows in found.written.items() if rows}, found.wordy


def test_an_unchanged_run_reads_keys_and_hashes_and_writes_its_own_row_and_its_sources(store: Store) -> None:
    verdict_of(store, source(1), talks_of(1, 5), now=NOW, write="first")
    count, written, wordy = asked(store, "second", 5)
    assert (written, wordy) == (OWN, [])
    verdict_of(store, source(1), talks_of(1, 40), now=LATER, write="third")
    assert asked(store, "fourth", 40) == (count, OWN, []), "no more statements for more talks"


def test_of_talks_that_are_over_nothing_is_read(store: Store) -> None:
    verdict_of(store, source(1), talks_of(1, 5), now=NOW, write="first")
    with counted(store) as found:
        verdict_of(store, source(1), [], now=NOW + timedelta(days=900), write="second")
    assert found.wordy == []


def test_a_database_of_older_make_learns_hashes_once(store: Store) -> None:
    verdict_of(store, source(1), talks_of(1, 5), now=NOW, write="first")
    with store.changing() as connection:
        connection.execute(update(t.talk).values(hash=None))
    _, written, wordy = asked(store, "second", 5)
    assert written == OWN | {"talk"}
    assert wordy
    assert asked(store, "third", 5)[1:] == (OWN, [])


def test_a_change_in_any_field_is_noticed(store: Store) -> None:
    one, *others = talks_of(1, 5)
    verdict_of(store, source(1), [one, *others], now=NOW, write="first")
    for run, changes in enumerate(({"abstract": "Why?"}, {"image": "https://a.example/x.png"}, {"language": "de"})):
        one = replace(one, **changes)  # type: ignore[arg-type]
        (change,) = verdict_of(store, source(1), [one, *others], now=LATER, write=f"run-{run}").changes
        assert change.fields.keys() == changes.keys()
