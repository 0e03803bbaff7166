"""One source, crawled again: what is unchanged is not asked for, what is down is read as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.spider.sites import NOW, Memory, event, listing, talk, titles


def test_an_unchanged_site_is_asked_for_its_listing_only(site: Any, crawl: Any) -> None:
    def tagged(body: str) -> Callable[[Any], Any]:
        tag = f'"{hashlib.md5(body.encode()).hexdigest()}"'
        return lambda asked: (
            site.Answer("", 304, {"ETag": tag})
            if asked.headers.get("if-none-match") == tag
            else site.Answer(body, 200, {"ETag": tag})
        )

    numbers = range(1, 21)
    site.pages["/events"] = tagged(listing(*(f"/talks/{number}" for number in numbers)))
    for number in numbers:
        site.pages[f"/talks/{number}"] = tagged(talk(number))
    memory = Memory()
    first = crawl(f"{site.url}/events", archive=memory)
    site.asked.clear()
    runs = [crawl(f"{site.url}/events", archive=memory, now=NOW + timedelta(hours=6 * n)) for n in range(1, 11)]
    assert all(set(run.sightings) == set(first.sightings) for run in runs)
    assert all(run.coverage.unchanged for run in runs)
    assert {run.listing_hash for run in runs} == {first.listing_hash}
    assert not first.coverage.unchanged
    paths = site.paths()
    assert paths.count("/events") == 10
    assert sorted(path for path in paths if path != "/events") == sorted(f"/talks/{number}" for number in numbers)


def test_links_that_redirect_are_remembered_too(site: Any, crawl: Any) -> None:
    numbers = range(1, 11)
    site.page("/events", listing(*(f"/talks/{number}" for number in numbers)))
    for number in numbers:
        site.page(f"/talks/{number}", "", status=301, headers={"Location": f"/talks/{number}/"})
        site.page(f"/talks/{number}/", talk(number))
    memory = Memory()
    first = crawl(f"{site.url}/events", archive=memory)
    site.asked.clear()
    again = crawl(f"{site.url}/events", archive=memory, now=NOW + timedelta(hours=6))
    assert set(again.sightings) == set(first.sightings)
    assert {sighting.page_url for sighting in again.sightings} == {f"{site.url}/talks/{n}/" for n in numbers}
    assert again.listing_hash == first.listing_hash
    assert len(site.paths()) < 12, "the listing, and of twenty requests only the few whose turn it is"
    assert set(memory.last_seen) == set(memory.pages), "what is still of use stays, and so does the way to it"


def test_a_silent_edit_is_found_by_the_rota(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    site.page("/talks/1", talk(7))
    seen = []
    for day in range(1, 11):
        harvest = crawl(f"{site.url}/events", archive=memory, now=NOW + timedelta(hours=6 * day))
        seen.append((titles(harvest), harvest.coverage.unchanged))
    assert (["Talk 7"], False) in seen
    assert seen[-1][0] == ["Talk 7"]


def test_the_same_bytes_without_validators_are_unchanged_too(site: Any, crawl: Any, monkeypatch: Any) -> None:
    import crawler.spiders.source as spider

    real, read_as_of = spider.extract, []

    def noting(page: Any, source: Any) -> Any:
        read_as_of.append(page.retrieved)
        return real(page, source)

    monkeypatch.setattr(spider, "extract", noting)
    site.page("/events", listing(more=event("Talk 3", "2026-04-03T10:00")))
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    later = crawl(f"{site.url}/events", archive=memory, now=NOW + timedelta(days=1))
    assert later.coverage.unchanged
    assert read_as_of == [NOW, NOW]
    assert memory.pages[f"{site.url}/events"].retrieved == NOW
    assert memory.last_seen == {f"{site.url}/events": NOW + timedelta(days=1)}
    assert {sighting.retrieved for sighting in later.sightings} == {NOW}


def test_a_talk_page_that_is_down_is_read_as_it_was(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    site.page("/events", listing("/talks/1", more="<p>news</p>"))
    site.page("/talks/1", "oops", status=500)
    harvest = crawl(f"{site.url}/events", archive=memory)
    assert titles(harvest) == ["Talk 1"]
    assert harvest.pages_failed == 1
    assert harvest.coverage.flaw == ""
    assert not harvest.coverage.unchanged


def test_a_login_in_place_of_a_talk_is_not_taken_for_it(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    site.page("/talks/1", "", status=302, headers={"Location": "/sso/start"})
    site.page("/sso/start", "<html><h1>Who are you?</h1><form><input name=user></form></html>")
    for number in range(2):
        site.page("/events", listing("/talks/1", more=f"<p>news {number}</p>"))
        harvest = crawl(f"{site.url}/events", archive=memory)
        assert titles(harvest) == ["Talk 1"]
        assert any("asks for a login" in problem for problem in harvest.problems)


def test_a_notice_with_a_day_in_place_of_a_talk_is_not_taken_for_it(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    site.page("/events", listing("/talks/1", more="<p>news</p>"))
    site.page("/talks/1", "<h1>Maintenance</h1><p>We are back on Tuesday, 24 November 2026, 8 am.</p>")
    harvest = crawl(f"{site.url}/events", archive=memory)
    assert titles(harvest) == ["Talk 1"]
    assert any("being maintained" in problem for problem in harvest.problems)


def test_a_talk_about_maintenance_is_one(site: Any, crawl: Any) -> None:
    site.page("/events", "<h1>Predictive maintenance of dikes</h1><p>Tuesday, 24 November 2026, 4 pm, Room 12</p>")
    harvest = crawl(f"{site.url}/events")
    assert len(harvest.sightings) == 1
    assert harvest.coverage.flaw == ""


def test_a_listing_that_leads_to_the_front_page_is_a_flaw(site: Any, crawl: Any) -> None:
    site.page("/events", "", status=302, headers={"Location": "/"})
    site.page("/", talk(1))
    harvest = crawl(f"{site.url}/events")
    assert harvest.coverage.flaw == f"{site.url}/events leads to the site's front page"
    assert titles(harvest) == ["Talk 1"]


def test_conditions_do_not_travel_along_redirects(site: Any, crawl: Any) -> None:
    site.pages["/events"] = lambda _: site.Answer(talk(1), 200, {"ETag": '"old"'})
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    site.page("/events", "", status=302, headers={"Location": "/new"})
    site.page("/new", talk(2))
    assert titles(crawl(f"{site.url}/events", archive=memory)) == ["Talk 2"]
    asked = {asked.path: asked.headers.get("if-none-match") for asked in site.asked}
    assert (asked["/events"], asked["/new"]) == ('"old"', None)


def test_a_304_for_a_page_the_archive_lost_is_asked_again(site: Any, crawl: Any) -> None:
    site.pages["/events"] = lambda asked: (
        site.Answer("", 304) if "if-none-match" in asked.headers else site.Answer(talk(1), 200, {"ETag": '"a"'})
    )
    memory = Memory()
    crawl(f"{site.url}/events", archive=memory)
    memory.bodies.clear()
    assert titles(crawl(f"{site.url}/events", archive=memory)) == ["Talk 1"]


def test_the_real_archive_serves_as_well(site: Any, crawl: Any, tmp_path: Path) -> None:
    from pipeline.store.archive import Archive

    numbers = range(1, 9)
    site.page("/events", listing(*(f"/talks/{number}" for number in numbers)))
    for number in numbers:
        site.page(
            f"/talks/{number}", talk(number).encode("utf-16"), headers={"Content-Type": "text/html; charset=utf-16"}
        )
    with Archive.open(tmp_path / "archive.db") as archive:
        first = crawl(f"{site.url}/events", archive=archive)
        site.asked.clear()
        again = crawl(f"{site.url}/events", archive=archive, now=NOW + timedelta(hours=1))
    assert sorted(titles(first)) == sorted(titles(again)) == [f"Talk {number}" for number in numbers]
    assert set(first.sightings) == set(again.sightings)
    assert again.coverage.unchanged
    assert len(site.paths()) < 6


def test_a_year_of_the_same_bytes_is_read_as_on_the_first_day(site: Any, crawl: Any, tmp_path: Path) -> None:
    from pipeline.store.archive import Archive

    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", "<html><body><h1>On Stars</h1><p>Ada Lovelace</p><p>Dec 6, 3:00 pm</p></body></html>")
    with Archive.open(tmp_path / "archive.db") as archive:
        for days in range(0, 800, 100):
            now = NOW + timedelta(days=days)
            harvest = crawl(f"{site.url}/events", archive=archive, now=now)
            archive.prune(now - timedelta(days=365))
            assert {one.retrieved for one in harvest.sightings if one.own_page} == {NOW}
    assert titles(harvest) == ["On Stars"]
