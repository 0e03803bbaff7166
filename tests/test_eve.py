"""A talk that is about to take place leaves lists of what is to come: nobody has called it off by that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.changes import Verdict, decide
from pipeline.corrections import Correction, reconcile
from pipeline.known import Known
from pipeline.talk import Coverage, Recurrence, Span, Status, Talk

LISTING = "https://institute.example/talks/"
FAR = Coverage(reach=((LISTING, date(2027, 1, 1)),))
NIGHT = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
"""Half past midnight in Chicago, on the day of the first talk."""


def known(name: str, day: int, **more: object) -> Known:
    start = datetime(2026, 3, day, 17, 30)
    talk = Talk("s", f"{LISTING}{name}", f"Title {name}", Span(start, timezone="America/Chicago"))
    talk = replace(talk, keys=(f"url:{name}",), **more)  # type: ignore[arg-type]
    return Known(name, talk, keys=talk.keys, found_on=(LISTING,))


TODAY, NEXT, LAST = known("today", 3), known("next", 10), known("last", 17)


def judged(now: datetime, seen: tuple[Known, ...], *olds: Known, coverage: Coverage = FAR) -> Verdict:
    return decide([old.talk for old in seen], olds, coverage, now=now, listings=(LISTING,))


@pytest.mark.parametrize(
    "coverage",
    [FAR, replace(FAR, gone=(TODAY.talk.url,)), replace(FAR, vouched=True)],
    ids=["not listed", "its page is gone", "the site says that nothing is coming"],
)
@pytest.mark.parametrize("now", [NIGHT, NIGHT - timedelta(hours=12)], ids=["on its day", "in the afternoon before"])
def test_a_list_that_begins_with_tomorrow_calls_nothing_off(now: datetime, coverage: Coverage) -> None:
    verdict = judged(now, (NEXT, LAST), TODAY, NEXT, LAST, coverage=coverage)
    assert (verdict.changes, verdict.missed, verdict.doubt) == ((), (), "")


def test_two_talks_of_today_are_no_doubt() -> None:
    evening = known("evening", 3)
    assert not judged(NIGHT, (NEXT,), TODAY, evening, NEXT).doubt
    assert judged(NIGHT - timedelta(days=3), (NEXT,), TODAY, evening, NEXT).doubt


def test_a_page_of_the_next_talk_calls_the_last_one_off_no_more_than_a_list() -> None:
    assert not judged(NIGHT, (), TODAY).doubt
    assert not judged(NIGHT, (NEXT,), TODAY, NEXT).missed


@pytest.mark.parametrize(
    ("why", "old", "seen"),
    [
        ("it was missed before its day", replace(TODAY, misses={"unlisted": 2}), (NEXT, LAST)),
        ("the list shows another talk of that day", TODAY, (known("early", 3), NEXT, LAST)),
        ("the list shows a new talk of that day", TODAY, (replace(known("new", 3), uid=""), NEXT, LAST)),
        ("the list shows the past", TODAY, (known("past", 1), NEXT, LAST)),
    ],
)
def test_an_absence_that_says_something_counts_on_the_day_too(why: str, old: Known, seen: tuple[Known, ...]) -> None:
    assert judged(NIGHT, seen, old, *(one for one in seen if one.uid)).missed, why


def test_a_talk_that_was_missed_before_its_day_is_withdrawn_on_it() -> None:
    (change,) = judged(NIGHT, (NEXT, LAST), replace(TODAY, misses={"unlisted": 2}), NEXT, LAST).changes
    assert (change.uid, change.talk.status) == ("today", Status.WITHDRAWN)


def test_the_evidence_stays_where_something_else_of_the_talk_is_corrected() -> None:
    verdict = judged(NIGHT, (NEXT, LAST), replace(TODAY, misses={"unlisted": 2}), NEXT, LAST)
    pen = Correction("today", "room", "R 9", None, "the door says so", NIGHT)
    (change,) = reconcile(verdict, {"today": (pen,)}, now=NIGHT)[0].changes
    assert (change.talk.place.room, change.note) == ("R 9", verdict.changes[0].note)
    assert "3 complete runs" in str(change.note)


@pytest.mark.parametrize("gone", [(), (TODAY.talk.url,)], ids=["not listed", "its page is gone"])
@pytest.mark.parametrize(
    "when",
    [
        Span(date(2026, 3, 2), date(2026, 3, 6), "America/Chicago", all_day=True),
        Span(datetime(2026, 3, 2, 9), datetime(2026, 3, 6, 17), "America/Chicago"),
        Span(datetime(2026, 3, 3, 0, 15), timezone="America/Chicago"),
    ],
    ids=["days", "hours over days", "an hour"],
)
def test_what_has_begun_is_not_missed(when: Span, gone: tuple[str, ...]) -> None:
    """Lists of what is to come have done with it, also those that show the rest of its day, or its last days' talks."""
    running = replace(TODAY, talk=replace(TODAY.talk, when=when), misses={"unlisted": 2})
    verdict = judged(NIGHT, (NEXT, LAST), running, NEXT, LAST, coverage=replace(FAR, gone=gone))
    assert (verdict.changes, verdict.missed, verdict.doubt) == ((), (), "")


def test_of_a_series_the_next_occasion_counts() -> None:
    weekly = replace(TODAY.talk.when, start=datetime(2026, 2, 3, 17, 30), recurrence=Recurrence("FREQ=WEEKLY;COUNT=9"))
    series = replace(TODAY, talk=replace(TODAY.talk, when=weekly))
    assert not judged(NIGHT, (NEXT, LAST), series, NEXT, LAST).missed
    assert judged(NIGHT - timedelta(days=3), (NEXT, LAST), series, NEXT, LAST).missed
