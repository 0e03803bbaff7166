"""Weeks and months: every talk on its days, whole weeks, and nothing on days of others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_export.sheet import Sheet, days
from calendar_export.web import Choice, Listing, Site, render_sheet
from pipeline.query import Entry
from pipeline.talk import Recurrence, Span, Talk

AT = datetime(2026, 1, 1, tzinfo=UTC)
MONTH = Sheet("month", date(2026, 12, 9))
BERLIN = "Europe/Berlin"


def entry(number: int, when: Span, **fields: Any) -> Entry:
    facts = {"title": f"Talk {number}", "url": f"https://institute.example/{number}", "when": when} | fields
    return Entry(f"{number}@talkfeed", Talk(source="sample", **facts), 0, AT, AT)


@given(st.sampled_from(["week", "month"]), st.dates(date(1971, 1, 1), date(2198, 12, 31)))
def test_a_sheet_is_whole_weeks_around_its_day_and_turns_both_ways(view: str, on: date) -> None:
    sheet = Sheet(view, on)
    assert (sheet.first.weekday(), sheet.last.weekday()) == (0, 6)
    assert sheet.first <= on <= sheet.last
    weeks = sheet.weeks([], on)
    assert {len(week) for week in weeks} == {7}
    shown = [cell.day for week in weeks for cell in week]
    assert shown == [sheet.first + timedelta(days=n) for n in range(len(shown))]
    inside = [cell.day for week in weeks for cell in week if not cell.outside]
    if view == "month":
        assert inside[0].day == 1
        assert {day.month for day in inside} == {on.month}
    assert on in inside
    after, before = Sheet(view, sheet.after), Sheet(view, sheet.before)
    assert Sheet(view, after.before).first == sheet.first == Sheet(view, before.after).first


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Span(datetime(2026, 12, 9, 15), datetime(2026, 12, 9, 16), BERLIN), ["2026-12-09"]),
        (Span(date(2026, 12, 30), date(2027, 1, 9), "", all_day=True), [f"2026-12-{n}" for n in (30, 31)]),
        (Span(datetime(2026, 12, 9, 22), datetime(2026, 12, 10, 1), BERLIN), ["2026-12-09", "2026-12-10"]),
        (Span(date(2026, 11, 20), date(2026, 12, 2), "", all_day=True), ["2026-12-01", "2026-12-02"]),
        (Span(None), []),
        (Span(datetime(2025, 12, 9, 15), None, BERLIN), []),
        (
            Span(
                datetime(2026, 11, 24, 15), None, BERLIN,
                recurrence=Recurrence("FREQ=WEEKLY;COUNT=5", exdate=("2026-12-08T15:00",)),
            ),
            ["2026-12-01", "2026-12-15", "2026-12-22"],
        ),
    ],
)  # fmt: skip
def test_a_talk_stands_on_the_days_on_which_it_takes_place(when: Span, expected: list[str]) -> None:
    assert [str(day) for day in days(when, date(2026, 12, 1), date(2026, 12, 31))] == expected


def test_a_month_is_a_table_that_everybody_can_read() -> None:
    talks = (
        entry(1, Span(datetime(2026, 12, 9, 15), None, BERLIN), title="<b>Stars</b>"),
        entry(2, Span(date(2026, 12, 9), None, "", all_day=True, time_known=False)),
    )
    views = (Choice("Agenda", "/"), Choice("Month", "/?view=month", None, True))
    now = datetime(2026, 12, 10, 9, tzinfo=UTC)
    listing = Listing(talks, now, newer_url="/?on=before", older_url="/?on=after", views=views)
    page = lxml.html.document_fromstring(render_sheet(Site(base_url="https://talks.example.org"), listing, MONTH))
    assert page.xpath("//h2[@id='sheet']")[0].text == "December 2026"
    assert [head.get("title") for head in page.xpath("//thead//abbr")][::6] == ["Monday", "Sunday"]
    assert len(page.xpath("//tbody//td")) == 35
    (day,) = page.xpath("//td[.//time[@datetime='2026-12-09']]")
    assert [" ".join(one.text_content().split()) for one in day.xpath(".//li/a")] == ["Talk 2", "15:00 <b>Stars</b>"]
    assert page.xpath("//time[@aria-current='date']/@datetime") == ["2026-12-10"]
    assert page.xpath("//nav[@class='views']//a[@aria-current]")[0].text == "Month"
    assert page.xpath("//a[@rel='prev']/@href") == ["/?on=before"]
