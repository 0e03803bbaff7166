"""A recurring talk knows when it takes place, and how long it is still to come."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.recurrence import MOST, recurring
from pipeline.talk import Recurrence, Span, Talk

TUESDAY = datetime(2026, 1, 6, 15)


@pytest.mark.parametrize(
    ("rrule", "rdate", "exdate", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", (), (), ["01-06", "01-13", "01-20"]),
        ("FREQ=WEEKLY;UNTIL=20260120", (), (), ["01-06", "01-13"]),
        ("FREQ=WEEKLY;UNTIL=20260120T150000", (), (), ["01-06", "01-13", "01-20"]),
        ("FREQ=WEEKLY;UNTIL=20260120T060000Z", (), (), ["01-06", "01-13", "01-20"]),  # 15:00 in Tokyo
        ("FREQ=WEEKLY;COUNT=3", ("2026-02-01T10:00",), ("2026-01-13T15:00",), ["01-06", "01-20", "02-01"]),
        ("FREQ=WEEKLY;COUNT=3", (), ("2026-01-06T15:00",), ["01-13", "01-20"]),
        ("", ("2026-01-09T15:00",), (), ["01-06", "01-09"]),
        ("every Tuesday", (), (), ["01-06"]),
        ("FREQ=WEEKLY;COUNT=3", ("soon",), (), ["01-06"]),
    ],
)
def test_starts(rrule: str, rdate: tuple[str, ...], exdate: tuple[str, ...], days: list[str]) -> None:
    assert [f"{start:%m-%d}" for start in recurring(TUESDAY, "Asia/Tokyo", rrule, rdate, exdate)] == days


def test_no_rule_runs_away() -> None:
    for rule in ("FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY=30;freq=weekly;BYMONTH=2"):
        assert recurring(TUESDAY, "UTC", rule) == (TUESDAY,)
    assert len(recurring(TUESDAY, "UTC", "FREQ=DAILY;BYHOUR=15,16,17")) == MOST
    assert recurring(TUESDAY, "UTC", "FREQ=WEEKLY")[-1] < datetime(2028, 2, 1)


def test_a_series_is_to_come_until_its_last_start() -> None:
    again = Recurrence("FREQ=WEEKLY;COUNT=3")
    talk = Talk("s", "u", "T", Span(TUESDAY, datetime(2026, 1, 6, 16), "Asia/Tokyo", recurrence=again))
    assert talk.when.last_day == date(2026, 1, 20)
    assert talk.is_coming(datetime(2026, 1, 20, 5, 59, tzinfo=UTC))
    assert not talk.is_coming(datetime(2026, 1, 20, 6, 0, tzinfo=UTC))


def test_a_series_of_days_too() -> None:
    span = Span(date(2026, 1, 6), date(2026, 1, 7), "UTC", all_day=True, recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"))
    assert span.occurrences() == (date(2026, 1, 6), date(2026, 1, 13), date(2026, 1, 20))
    assert span.last_day == date(2026, 1, 21)
    assert Span(date(2026, 1, 6), date(2026, 1, 7), all_day=True).last_day == date(2026, 1, 7)
    assert Span(None).last_day is None
    assert Span(None).occurrences() == ()
