"""How far a run could see, and manners towards hosts: pure parts of the crawler, each by itself."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blindness import why_blind, why_cut, why_elsewhere, why_notice
from crawler.extract.page import Page
from crawler.manners import SILENCES, Manners, NotNow, retry_after
from crawler.survey import FAR, Survey, View, days_of, reach_of, says_empty
from pipeline.coverage import EVER
from pipeline.reading.status import is_maintenance
from pipeline.reading.times import Context
from pipeline.talk import At, Claim, Layer, Sighting

TODAY = date(2026, 3, 2)
A = "https://a.example/events"
B = "https://a.example/seminars"


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("view", "reach"),
    [
        (View([day(3), day(9), day(5)], read=1), day(9)),
        (View([day(3), day(9)], read=1, failed=True), None),
        (View([], read=1), None),
        (View([day(3)], read=0), None),
        (View([day(3), day(9)], read=2, cut=True), day(9)),
        (View([day(9), day(3), day(-2)], read=2, cut=True), day(9)),
        (View([day(9), day(3)], read=2, cut=True), None),
        (View([day(3), day(9), day(5)], read=2, cut=True), None),
        (View([day(3), TODAY + FAR + timedelta(days=1)], read=1), day(3)),
    ],
)
def test_a_listing_reaches_as_far_as_it_proves(view: View, reach: date | None) -> None:
    assert reach_of(view, TODAY) == reach


@given(st.lists(st.integers(-500, 500), max_size=20), st.booleans(), st.booleans())
def test_reach_is_never_beyond_what_was_seen(days: list[int], failed: bool, cut: bool) -> None:
    view = View([day(number) for number in days], read=1, failed=failed, cut=cut)
    reach = reach_of(view, TODAY)
    assert reach is None or reach == max(view.days)
    assert not (failed and reach)


def test_a_listing_that_was_never_answered_is_a_flaw() -> None:
    survey = Survey()
    survey.page_read(A, "aa", unchanged=False)
    survey.view(A).read = 1
    assert survey.coverage([A], TODAY).flaw == ""
    assert survey.coverage([A, "https://b.example/"], TODAY).flaw == "https://b.example/ was not read"


def test_unchanged_means_that_every_page_was() -> None:
    survey = Survey()
    survey.view(A).read = 1
    survey.page_read(A, "aa", unchanged=True)
    survey.page_read(f"{A}/1", "bb", unchanged=True)
    assert survey.coverage([A], TODAY).unchanged
    first = survey.fingerprint()
    survey.page_read(f"{A}/2", "cc", unchanged=False)
    assert not survey.coverage([A], TODAY).unchanged
    assert survey.fingerprint() != first
    survey.failed("https://a.example/3 answers 500")
    assert survey.fingerprint() == ""


def test_the_order_of_pages_does_not_matter_to_the_fingerprint() -> None:
    one, other = Survey(), Survey()
    for survey, order in ((one, "abc"), (other, "cba")):
        for name in order:
            survey.page_read(name, name * 2, unchanged=False)
    assert one.fingerprint() == other.fingerprint() != ""


def test_a_flawed_run_vouches_for_nothing() -> None:
    survey = Survey()
    survey.view(A).read = 1
    survey.view(A).empty = True
    assert survey.coverage([A], TODAY).vouched
    assert survey.coverage([A], TODAY).reach == ((A, EVER),)
    survey.view(B).read = 1
    assert not survey.coverage([A, B], TODAY).vouched, "one empty listing says nothing of the other"
    assert survey.coverage([A, B], TODAY, news=[B]).vouched
    survey.saw(A, [day(3)])
    assert not survey.coverage([A], TODAY).vouched, "the words of an empty listing beside a talk"
    survey.view(A).days.clear()
    survey.listing_failed(A, f"{A} answers 500")
    coverage = survey.coverage([A], TODAY)
    assert (coverage.vouched, coverage.reach, coverage.flaw) == (False, (), f"{A} answers 500")


def test_days_come_from_what_pages_say() -> None:
    def sighting(kind: str, *whens: str) -> Sighting:
        return Sighting(kind, A, A, tuple(Claim("when", when, Layer.VISIBLE, "x", At("ab")) for when in whens))

    context = Context("Europe/Berlin", "en", datetime(2026, 3, 2, tzinfo=UTC))
    seen = [
        sighting("talk", "2026-04-01T15:00:00+02:00"),
        sighting("talk", "to be announced", "Tuesday, 7 April 2026, 3 pm"),
        sighting("talk", "1 May – 30 June 2026"),
        sighting("talk"),
        sighting("article", "2026-05-01"),
    ]
    assert days_of(seen, context) == [date(2026, 4, 1), date(2026, 4, 7), date(2026, 5, 1)]


def test_an_empty_listing_says_so_in_its_own_words() -> None:
    page = Page(A, b"<p>There are NO\n upcoming&nbsp;events.</p>")
    assert says_empty(page, "no upcoming events")
    assert not says_empty(page, "nothing planned")
    assert not says_empty(page, None)


def test_a_real_listing_is_not_blind() -> None:
    text = "Our seminar meets on Thursdays. " * 30
    assert why_blind(Page(A, f"<title>Seminars</title><p>{text}</p><script>x()</script>".encode())) == ""
    assert why_blind(Page(A, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")) == ""
    assert why_blind(Page("https://a.example/sso/login", b"<p>Choose your institution</p>")) == "asks for a login"


@pytest.mark.parametrize(
    "heading",
    ["Wartungsarbeiten", "Site maintenance", "Scheduled maintenance", "Under maintenance", "En maintenance",
     "Onderhoud", "メンテナンス中", "We will be back soon", "We'll be right back", "Back soon",
     "The service is temporarily unavailable", "Out of service", "Website currently offline", "Wartung am 24.11.2026",
     "We are upgrading our website", "Page under construction", "Im Aufbau", "En construction"],
)  # fmt: skip
def test_a_heading_says_that_the_site_is_being_maintained(heading: str) -> None:
    assert is_maintenance(heading)
    assert why_notice(Page(A, f"<h1>{heading}</h1><p>24 November 2026, 8 am</p>".encode()))


@pytest.mark.parametrize(
    "heading",
    ["Predictive maintenance of dikes", "Maintenance of memory", "Wartung von Brücken", "Back soon after sunset: bats",
     "Erwartungen", "Offline", "DNA maintenance", "500 Jahre Reformation", "500 Years of Printing", "502 und kein Ende",
     "404 lost manuscripts", "Forbidden colours", "Just a moment of inertia", "Under construction: how bones grow",
     "Updating our beliefs"],
)  # fmt: skip
def test_a_talk_is_no_notice_whatever_its_title_begins_with(heading: str) -> None:
    assert not is_maintenance(heading)
    page = f"<h1>{heading}</h1><p>Talk by Ida Holm (Oslo), 10 December 2026, 4 pm, Room 3</p>"
    assert why_notice(Page(A, page.encode())) == ""


@pytest.mark.parametrize(
    "heading",
    ["404", "Error 404", "404 Not Found", "HTTP Error 503 Service Unavailable", "500 – Internal Server Error",
     "502 Bad Gateway", "504 Gateway Timeout", "Just a moment...",
     "Checking your browser before accessing a.example", "403 Forbidden", "404: Seite nicht gefunden",
     "Page introuvable"],
)  # fmt: skip
def test_an_error_is_a_notice(heading: str) -> None:
    assert why_notice(Page(A, f"<h1>{heading}</h1><p>24 November 2026, 8:00</p>".encode()))


HTML = b"<html><body><ul><li>On Stars</li></ul></body></html>"
ICS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"


@pytest.mark.parametrize(
    ("body", "before", "cut"),
    [
        (HTML[:20], HTML, True),
        (HTML, HTML, False),
        (HTML[:20], b"", False),  # never seen whole: some sites never close what they open
        (HTML[:20], HTML[:25], False),
        (ICS, b"", True),
        (ICS + b"END:VEVENT\r\nEND:VCALENDAR\r\n", b"", False),
        (b'{"events": [{"title": "On', b"", True),
        (b'{"events": []}\n', b"", False),
        (b"<rss><channel><item>", b"<rss></rss>", True),
    ],
)
def test_a_page_that_breaks_off_is_told(body: bytes, before: bytes, *, cut: bool) -> None:
    assert bool(why_cut(Page(A, body), before)) is cut


def test_only_the_front_page_is_elsewhere() -> None:
    assert why_elsewhere(A, "https://a.example/")
    assert not why_elsewhere(A, "https://a.example/new-events")
    assert why_elsewhere(A, "https://a.example/en/index.html")
    assert why_elsewhere("https://a.example/t/2", "https://www.a.example/", is_talk=True)
    assert not why_elsewhere("https://a.example/fair", "https://fair.example/", is_talk=True), "a site of its own"
    assert not why_elsewhere("https://a.example/", "https://www.a.example/")
    assert not why_elsewhere("https://a.example/", "https://a.example/de/")
    assert not why_elsewhere("https://a.example/index", "https://a.example/?page=events")


# ── Manners ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 5 ", 5), ("Mon, 02 Mar 2026 06:01:00 GMT", 60), ("Sun, 01 Mar 2026 06:00:00 GMT", 0)],
)
def test_retry_after_in_both_forms(header: str, seconds: float) -> None:
    assert retry_after(header, now=datetime(2026, 3, 2, 6, 0, tzinfo=UTC)) == seconds


@given(st.text())
def test_retry_after_is_total(text: str) -> None:
    assert (retry_after(text) or 0) >= 0


def goes_on() -> str:
    return ""


def test_a_host_has_one_visitor_at_a_time_and_others_do_not_wait() -> None:
    manners = Manners()
    inside: list[str] = []
    most: dict[str, int] = {}

    async def visit(host: str) -> None:
        async with manners.turn(host, 0.05, goes_on):
            inside.append(host)
            most[host] = max(most.get(host, 0), inside.count(host))
            most["both"] = max(most.get("both", 0), len(set(inside)))
            await asyncio.sleep(0.02)
            inside.remove(host)

    async def everybody() -> None:
        await asyncio.gather(*(visit(host) for host in ("a", "b") for _ in range(4)))

    began = time.monotonic()
    asyncio.run(everybody())
    assert most == {"a": 1, "b": 1, "both": 2}
    assert time.monotonic() - began > 0.15


def test_a_long_pause_is_not_waited_for_and_a_crawl_that_ended_asks_nothing() -> None:
    async def go() -> None:
        manners = Manners(patience_s=1)
        manners.pause("a", 60)
        with pytest.raises(NotNow, match="a asks to be left alone for 60 seconds"):
            async with manners.turn("a", 0, goes_on):
                pass
        with pytest.raises(NotNow, match="over"):
            async with manners.turn("b", 0, lambda: "over"):
                pass

    asyncio.run(go())


def test_a_silent_host_is_left_alone_until_it_answers() -> None:
    async def go() -> None:
        manners = Manners()
        for _ in range(SILENCES - 1):
            manners.silent("a")
        manners.answered("a")
        manners.silent("a")
        async with manners.turn("a", 0, goes_on):
            pass
        for _ in range(SILENCES):
            manners.silent("a")
        with pytest.raises(NotNow, match="stopped answering"):
            async with manners.turn("a", 0, goes_on):
                pass

    asyncio.run(go())
