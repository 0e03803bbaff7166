"""Talks per week, counted and drawn: to scale, within their frame, told in words and as a table too."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_export.web import Site as Pages
from calendar_export.web import SourceLine, _environment, render_sources
from calendar_export.weeks import AHEAD, BACK, HEIGHT, LEFT, TOP, WIDTH, span, spark, week_plot, weeks
from config.sources import Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store.joining import Joins
from pipeline.store.weekly import per_day
from pipeline.talk import Coverage, Recurrence, Span, Status, Talk

TODAY = date(2026, 3, 4)  # a Wednesday
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def talk(title: str, day: date, status: Status = Status.CONFIRMED, rrule: str = "", source: str = "harbour") -> Talk:
    again = Recurrence(rrule) if rrule else None
    when = Span(datetime(day.year, day.month, day.day, 15), timezone="Europe/London", recurrence=again)
    url = f"https://{source}.example/{title}"
    return Talk(source, url, title, when, status=status, keys=keys_of(url, (), day, title))


def keep(store: Store, source: str, talks: list[Talk]) -> None:
    made = Source(id=source, name=source, timezone="Europe/London", listing=[{"url": f"https://{source}.example/"}])  # type: ignore[list-item]
    store.sources_sync([made], now=NOW)
    with store.writing(made, now=NOW) as past:
        verdict = decide(talks, past.known(talks), Coverage(), now=NOW, taken=past.taken())
        past.apply(Harvest(source, f"run-{source}", NOW, NOW, pages_ok=1), verdict, [])


def test_the_database_counts_what_takes_place(store: Store) -> None:
    keep(store, "harbour", [
        talk("Mud", date(2026, 3, 9)),
        talk("Silt", date(2026, 3, 9)),
        talk("Sand", date(2026, 3, 10), Status.CANCELLED),
        talk("Tea", date(2026, 3, 5), rrule="FREQ=WEEKLY;COUNT=3"),
        talk("Long ago", date(2025, 3, 10)),
        talk("Far ahead", date(2027, 3, 10)),
    ])  # fmt: skip
    keep(store, "river", [talk("Eels", date(2026, 3, 9), source="river")])
    first, last = span(TODAY)
    assert per_day(store, first, last) == Counter(
        {
            ("harbour", date(2026, 3, 9)): 2,
            ("harbour", date(2026, 3, 5)): 1,
            ("harbour", date(2026, 3, 12)): 1,
            ("harbour", date(2026, 3, 19)): 1,
            ("river", date(2026, 3, 9)): 1,
        }
    )
    assert {source for source, _ in per_day(store, first, last, ["river"])} == {"river"}


def test_a_recurring_talk_that_a_source_lists_twice_counts_once(store: Store) -> None:
    weekly = "FREQ=WEEKLY;COUNT=3"
    keep(store, "harbour", [
        talk("Tea", date(2026, 3, 5), rrule=weekly),
        talk("Five o'clock", date(2026, 3, 5), rrule=weekly),
        talk("Cake", date(2026, 3, 5), rrule=weekly),
    ])  # fmt: skip
    keep(store, "river", [talk("Tea by the river", date(2026, 3, 5), rrule=weekly, source="river")])
    uids = {one.talk.title: one.uid for one in store.find(TalkQuery())}
    for other in ("Five o'clock", "Tea by the river"):
        Joins(store).join(uids["Tea"], uids[other], now=NOW)
    days = [date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 19)]
    counted = {("harbour", day): 2 for day in days} | {("river", day): 1 for day in days}
    assert per_day(store, *span(TODAY)) == Counter(counted)


def test_days_are_counted_by_their_week() -> None:
    told = weeks({MONDAY: 1, MONDAY + timedelta(days=6): 2, MONDAY - timedelta(days=1): 4}, TODAY)
    assert told.counts[BACK - 1 : BACK + 2] == (4, 3, 0)
    assert (told.past, told.coming, told.most) == (4, 3, 4)
    assert told.told() == [(MONDAY - timedelta(weeks=1), 4), (MONDAY, 3)]
    assert span(TODAY) == (MONDAY - timedelta(weeks=BACK), MONDAY + timedelta(weeks=AHEAD))


@given(st.dictionaries(st.integers(0, (BACK + AHEAD) * 7 - 1), st.integers(1, 500), max_size=60), st.dates())
def test_whatever_it_is_told_it_stays_within_its_frame(days: dict[int, int], today: date) -> None:
    today = today.replace(year=2000 + today.year % 100, day=min(today.day, 28))
    first, _ = span(today)
    told = weeks({first + timedelta(days=number): count for number, count in days.items()}, today)
    picture, small = week_plot(told), spark(told, told.most)
    assert (picture is None) == (small is None) == (not days)
    if picture is None or small is None:
        return
    for path, left, right, bottom, top in (
        (picture.past + picture.coming, LEFT, WIDTH, TOP + HEIGHT, TOP - 0.5),
        (small.past + small.coming, 0, small.width, small.height, 0),
    ):
        bars = re.findall(r"M([\d.]+) ([\d.]+)v-([\d.]+)", path)
        assert len(bars) == len(told.told())
        for x, y, high in bars:
            assert left <= float(x) <= right
            assert float(y) == bottom
            assert float(high) <= bottom - top
    assert len(picture.marks) >= 5
    assert all(later[0] - sooner[0] > 20 for sooner, later in zip(picture.marks, picture.marks[1:], strict=False))


def test_bars_are_to_scale() -> None:
    picture = week_plot(weeks({MONDAY: 8, MONDAY + timedelta(weeks=1): 2, MONDAY - timedelta(weeks=2): 4}, TODAY))
    assert picture is not None
    assert [float(x) for x in re.findall(r"v-([\d.]+)", picture.coming)] == [HEIGHT, HEIGHT / 4]
    assert [float(x) for x in re.findall(r"v-([\d.]+)", picture.past)] == [HEIGHT / 2]
    assert picture.lines == ((TOP + HEIGHT, 0), (TOP + HEIGHT / 2, 4), (TOP, 8))


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_told_in_words_too(language: str) -> None:
    picture = week_plot(weeks({MONDAY: 3, MONDAY - timedelta(weeks=2): 1}, TODAY))
    module = _environment(language).get_template("weeks.html").make_module()
    text = str(module.plot(picture))  # type: ignore[attr-defined]
    root = ET.fromstring(text.replace("&nbsp;", " "))
    svg = next(one for one in root.iter() if one.tag.endswith("svg"))
    named = {one.get("id"): "".join(one.itertext()) for one in svg.iter() if one.get("id")}
    assert svg.get("role") == "img"
    assert set(str(svg.get("aria-labelledby")).split()) <= named.keys()
    said = "3 talks in the weeks to come, 1 in the thirteen before; at most 3 a week."
    assert (named["weeks-text"] == said) == (language == "en")
    assert [[cell.text for cell in row] for row in root.iter("tr")][1:] == (
        [["Mon 16 Feb", "1"], ["Mon 2 Mar", "3"]] if language == "en" else [["Mo. 16. Feb.", "1"], ["Mo. 2. März", "3"]]
    )
    assert "style=" not in text
    assert "http" not in text, "nothing is loaded from elsewhere"


def test_sources_are_drawn_to_one_scale_with_all_numbers_in_a_table() -> None:
    some = {"harbour": {MONDAY: 9}, "river": {MONDAY + timedelta(weeks=1): 3}}
    lines = [SourceLine(name, name.title(), spark=spark(weeks(days, TODAY), 9)) for name, days in some.items()]
    text = render_sources(Pages(), [*lines, SourceLine("quiet", "Quiet")])
    assert text.count('<svg class="spark"') == 2
    assert [float(x) for x in re.findall(r'class="bars" d="M[\d.]+ 28v-([\d.]+)"', text)] == [26.0, 8.67]
    assert 'aria-label="9 talks in the weeks to come, 0 in the thirteen before; at most 9 a week"' in text
    table = text[text.index("<details>") : text.index("</details>")]
    rows = [
        re.findall(r"<t[hd][^>]*>(?:<bdi>)?([^<]*)", row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    ]
    assert rows == [["Week from", "Harbour", "River"], ["Mon 2 Mar", "9", ""], ["Mon 9 Mar", "", "3"]]
    assert "<svg" not in render_sources(Pages(), [SourceLine("quiet", "Quiet")])
