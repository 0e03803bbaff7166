"""One source, crawled kindly: robots, pauses, what a busy server asks for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from config.sources import Limits
from tests.spider.sites import listing, talk, titles


def test_robots_txt_is_kept(site: Any, crawl: Any) -> None:
    site.page("/robots.txt", "User-agent: talkfeed\nDisallow: /talks/2\n")
    site.page("/events", listing("/talks/1", "/talks/2"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert "/talks/2" not in site.paths()
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.flaw == f"{site.url}/talks/2 is closed to us by robots.txt"


def test_a_listing_closed_by_robots_txt_is_a_flaw(site: Any, crawl: Any) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.page("/events", talk(1))
    harvest = crawl(f"{site.url}/events")
    assert site.paths() == []
    assert "robots.txt" in harvest.coverage.flaw


def test_a_server_that_fails_to_give_robots_txt_has_not_agreed(site: Any, crawl: Any) -> None:
    site.page("/robots.txt", "oops", status=503)
    site.page("/events", talk(1))
    assert "robots.txt answers 503" in crawl(f"{site.url}/events").coverage.flaw
    assert site.paths() == []


def test_a_robots_txt_that_is_no_such_thing_forbids_nothing(site: Any, crawl: Any) -> None:
    site.page("/events", talk(1))
    for robots in (b"\xff\xfe\x00" * 1000, "<html>Not here</html>", b"#" * 3_000_000):
        site.page("/robots.txt", robots)
        assert titles(crawl(f"{site.url}/events", limits=Limits(delay=0, bytes=2_000_000))) == ["Talk 1"]


def test_a_server_that_is_down_is_not_asked_for_ever(site: Any, crawl: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("crawler.settings.DOWNLOAD_TIMEOUT", 0.2)
    site.page("/events", listing(*(f"/talks/{number}" for number in range(1, 20))))
    for number in range(1, 20):
        site.page(f"/talks/{number}", talk(number), wait_s=1)
    harvest = crawl(f"{site.url}/events")
    assert len(site.paths()) == 5
    assert any("has stopped answering" in problem for problem in harvest.problems)
    assert harvest.pages_failed == 19


def test_requests_take_turns_with_a_pause(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2", "/talks/3"))
    for number in (1, 2, 3):
        site.page(f"/talks/{number}", talk(number), wait_s=0.05)
    crawl(f"{site.url}/events", limits=Limits(delay=0.2))
    times = [asked.at for asked in site.asked]
    assert min(after - before for before, after in pairwise(times)) > 0.19
    assert site.most_in_flight == 1


def test_crawl_delay_is_kept(site: Any, crawl: Any) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    crawl(f"{site.url}/events")
    times = [asked.at for asked in site.asked]
    assert min(after - before for before, after in pairwise(times)) > 0.39


def test_retry_after_is_kept(site: Any, crawl: Any) -> None:
    answers = [site.Answer("wait", 429, {"Retry-After": "1"}), site.Answer(talk(1))]
    site.page("/events", listing("/talks/1", "/talks/2"))
    site.pages["/talks/1"] = lambda _: answers.pop(0)
    site.page("/talks/2", talk(2))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1", "Talk 2"]
    told = next(asked.at for asked in site.asked if asked.path == "/talks/1")
    assert all(asked.at - told > 0.99 for asked in site.asked if asked.at > told)


def test_a_host_that_wants_a_long_pause_gets_it(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2"))
    site.page("/talks/1", "wait", status=503, headers={"Retry-After": "3600"})
    site.page("/talks/2", talk(2))
    harvest = crawl(f"{site.url}/events")
    assert site.paths() == ["/events", "/talks/1"]
    assert any("asks to be left alone" in problem for problem in harvest.problems)


def test_a_failing_server_is_asked_twice_and_no_more(site: Any, crawl: Any) -> None:
    site.page("/events", "oops", status=500)
    harvest = crawl(f"{site.url}/events")
    assert site.paths() == ["/events", "/events"]
    assert "answers 500" in harvest.coverage.flaw
