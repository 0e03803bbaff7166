"""Pages damaged in every way we can think of are read without an exception. `python -m benchmarks mutations` does the
same to ten thousand, those of the corpora among them, and counts seconds and megabytes."""

from __future__ import annotations

from benchmarks.mutations import WAYS, bases, damaged, read, run

PAGES = 13 * 8


def test_damaged_pages_raise_nothing_and_still_say_something() -> None:
    found = run(bases(None), range(PAGES), seed=3)
    assert found.raised == []
    assert set(found.ways) == {way.__name__ for way in WAYS}
    assert found.talks > PAGES // 10


def test_a_damaged_page_follows_from_its_number_alone() -> None:
    pages = bases(None)
    assert [damaged(pages, number, seed=3) for number in (0, 7)] == [damaged(pages, number, 3) for number in (0, 7)]
    assert damaged(pages, 0, seed=3) != damaged(pages, 0, seed=4)


ODD = """<html><body><h³>Tidal Seminar</h³><h\x01x itemscope itemtype="https://schema.org/Event">
<table><tr><td rowspan="³">5 May 2026, 4 pm</td><td colspan="99999999999999999999">How Salt Travels</td></tr>
<tr><td colspan="²">12 May 2026, 4 pm</td><td>Tides under Ice</td></tr></table>
<n\x02 itemprop="startDate">5 May 2026</n\x02></h\x01x></body></html>"""


def test_names_and_numbers_that_are_none_raise_nothing() -> None:
    assert read(ODD.encode()) >= 1
