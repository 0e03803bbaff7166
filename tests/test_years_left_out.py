"""Days whose year a page leaves out, seen again later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.sources import Source
from pipeline import harvest as harvest_file
from pipeline.gather import gather
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import Span
from tests.sighted import DUST, STARS, harvest, sighting

# ── A year left out ───────────────────────────────────────────────────────────────────────────────────────────────────

AUTUMN = datetime(2026, 11, 21, 9, tzinfo=UTC)
DEC_6 = Span(datetime(2026, 12, 6, 15), None, "America/Chicago")


@pytest.mark.parametrize("days", [1, 30, 120, 400, 800])
@pytest.mark.parametrize("same_bytes", [True, False])
@pytest.mark.parametrize("own_page", [True, False])
def test_a_talk_without_a_year_stays_in_its_year(
    store: Store, source: Source, days: int, *, same_bytes: bool, own_page: bool
) -> None:
    """What an unchanged page says, it said when it was first seen; and one whose bytes change with every answer does
    not move a talk that is known on this very day of another year."""
    said = sighting("stars", title="On Stars", when="Dec 6, 3:00 pm", own_page=own_page)
    ingest(store, source, harvest(AUTUMN, replace(said, retrieved=AUTUMN)), now=AUTUMN)
    later = AUTUMN + timedelta(days=days)
    again = replace(said, retrieved=AUTUMN if same_bytes else later)
    report = ingest(store, source, harvest(later, again), now=later)
    assert (report.announced, report.changed, report.unchanged) == (0, 0, 1)
    (entry,) = store.find(TalkQuery())
    assert (entry.talk.when, entry.sequence) == (DEC_6, 0)


def test_what_else_a_talk_without_a_year_says_is_heard(store: Store, source: Source) -> None:
    said = sighting("stars", title="On Stars", when="Dec 6, 3:00 pm")
    ingest(store, source, harvest(AUTUMN, said), now=AUTUMN)
    later = AUTUMN + timedelta(days=120)
    longer = sighting("stars", title="On Stars", when="Dec 6, 3:00 pm", abstract="The slides are online by now.")
    assert ingest(store, source, harvest(later, longer), now=later).changed == 1
    (entry,) = store.find(TalkQuery())
    assert (entry.talk.when, entry.talk.abstract) == (DEC_6, "The slides are online by now.")
    assert "year:known" in {one.rule for one in store.evidence(entry.uid)}


@pytest.mark.parametrize("when", ["Dec 6, 2027, 3:00 pm", "Monday, Dec 6, 3:00 pm", "Dec 7, 3:00 pm"])
def test_next_years_talk_is_another_day(store: Store, source: Source, when: str) -> None:
    """A year that is stated, a weekday that fits next year only, another day: then it is no echo."""
    ingest(store, source, harvest(AUTUMN, sighting("a", title="On Stars", when="Dec 6, 3:00 pm")), now=AUTUMN)
    later = AUTUMN + timedelta(days=360)
    ingest(store, source, harvest(later, sighting("b", title="On Stars", when=when)), now=later)
    days = [entry.talk.when.day for entry in store.find(TalkQuery())]
    assert [day.year for day in days if day] == [2026, 2027]


def test_one_said_on_two_pages_is_as_old_as_its_own_page() -> None:
    card = sighting("stars", own_page=False, title="On Stars", when="Dec 6")
    page = sighting("stars", title="On Stars", when="Dec 6, 3:00 pm")
    old, new = AUTUMN - timedelta(days=9), AUTUMN
    for retrieved, want in (((old, new), new), ((new, old), old)):
        pair = [replace(one, retrieved=at) for one, at in zip((card, page), retrieved, strict=True)]
        (pooled,), (turned,) = gather(pair), gather(pair[::-1])
        assert pooled == turned
        assert pooled.retrieved == want


def test_a_harvest_file_keeps_since_when(tmp_path: Path, now: datetime) -> None:
    made = harvest(now, replace(STARS, retrieved=now - timedelta(days=100)), DUST)
    assert harvest_file.read(harvest_file.write(tmp_path / "h.jsonl", made)) == made
