"""One source, crawled from a real site on loopback: slow, broken, endless, redirecting, closed, unchanged."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import json
import re
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings.default_settings import DOWNLOAD_HANDLERS_BASE

from config.errors import GuardError
from config.settings import Settings
from config.sources import Limits, Listing, Source
from crawler.batch import crawl_batch
from crawler.guard import Guard
from crawler.middleware.download import GuardedResolver
from crawler.settings import scrapy_settings, settings_for
from pipeline.gather import gather
from pipeline.harvest import Harvest, read

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Remembered:
    url: str
    sha256: str
    retrieved: datetime
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None


class Memory:
    """An archive in memory."""

    def __init__(self) -> None:
        self.pages: dict[str, Remembered] = {}
        self.bodies: dict[str, bytes] = {}
        self.last_seen: dict[str, datetime] = {}

    def keep(self, url: str, source: str, body: bytes, *, status: int, headers: Any, retrieved: datetime) -> str:
        assert source
        sha256 = hashlib.sha256(body).hexdigest()
        self.bodies[sha256] = body
        low = {name.lower(): value for name, value in headers.items()}
        self.pages[url] = Remembered(
            url, sha256, retrieved, status, low.get("etag"), low.get("last-modified"), low.get("content-type")
        )
        return sha256

    def recall(self, url: str) -> Remembered | None:
        return self.pages.get(url)

    def body(self, sha256: str) -> bytes | None:
        return self.bodies.get(sha256)

    def seen(self, url: str, now: datetime) -> None:
        self.last_seen[url] = now


def event(title: str, start: str, url: str = "") -> str:
    about = {"@context": "https://schema.org", "@type": "Event", "name": title, "startDate": start}
    if url:
        about["url"] = url
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


def listing(*paths: str, more: str = "") -> str:
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths)
    return f"<html><head><title>Seminars</title></head><body><h1>Seminars</h1><ul>{links}</ul>{more}</body></html>"


def talk(number: int) -> str:
    return f"<html><body><h1>Talk {number}</h1>{event(f'Talk {number}', f'2026-04-{number:02}T15:00')}</body></html>"


@pytest.fixture
def crawl(tmp_path: Path) -> Callable[..., Harvest]:
    """Crawl one source on some sites and give its harvest."""

    def crawl(
        *urls: str,
        follow: str | None = r"/talks/\d+$",
        now: datetime = NOW,
        archive: Any = None,
        private: tuple[str, ...] = ("127.0.0.1",),
        limits: Limits | None = None,
        deadline_s: float = 20,
        proxy: str | None = None,
        kind: str = "events",
        expected: tuple[str, ...] = (),
        **more: Any,
    ) -> Harvest:
        source = Source(
            id="sample",
            name="Sample",
            timezone="Europe/Berlin",
            listing=tuple(Listing(url=url, follow=follow, kind=kind) for url in urls),
            limits=limits or Limits(delay=0),
            **more,
        )
        results = asyncio.run(
            crawl_batch(
                [source],
                Settings(private_hosts=private, contact="mail@example.org", proxy=proxy),
                archive=archive,
                harvest_dir=tmp_path,
                now=now,
                deadline_s=deadline_s,
                expected=lambda source: expected,
            )
        )
        path = results["sample"]
        assert isinstance(path, Path), path
        return read(path)

    return crawl


def titles(harvest: Harvest) -> list[str]:
    return sorted({claim.text for sighting in harvest.sightings for claim in sighting.of("title")})


def test_a_listing_leads_to_its_talks(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2", "/about"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1", "Talk 2"]
    assert all(sighting.own_page for sighting in harvest.sightings)
    assert site.paths() == ["/events", "/talks/1", "/talks/2"]
    assert site.asked[0].path == "/robots.txt"
    assert site.asked[0].headers["user-agent"].startswith("Talkfeed/")
    assert "mail@example.org" in site.asked[-1].headers["user-agent"]
    assert harvest.pages_ok == 3
    assert harvest.coverage.flaw == ""
    assert harvest.coverage.reach == ((f"{site.url}/events", date(2026, 4, 2)),)
    assert harvest.problems == ()


def test_a_missing_listing_is_a_flaw_and_the_others_go_on(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/nothing", f"{site.url}/events")
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.flaw == f"{site.url}/nothing answers 404 (Not Found)"
    assert harvest.problems == (harvest.coverage.flaw,)
    assert harvest.pages_failed == 1
    assert [url for url, _ in harvest.coverage.reach] == [f"{site.url}/events"]


def test_a_talk_page_that_is_gone_is_told_and_is_no_flaw(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2"))
    site.page("/talks/1", talk(1))
    site.page("/talks/2", "moved away", status=410)
    harvest = crawl(f"{site.url}/events")
    assert harvest.coverage.gone == (f"{site.url}/talks/2",)
    assert harvest.coverage.flaw == ""


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"body": "no", "status": 403}, "answers 403"),
        ({"body": "<html><form><input type=password></form></html>"}, "asks for a login"),
        ({"body": "<html><title>Page not found</title><p>Sorry</p></html>"}, "says “not found”"),
        ({"body": "<html><title>Just a moment...</title></html>"}, "wants to see a person"),
        ({"body": "<html><h1>Down for maintenance</h1></html>"}, "being maintained"),
        (
            {"body": "<h1>Wartungsarbeiten</h1><p>Wir sind ab 24.11.2026, 8 Uhr wieder da.</p>"},
            "being maintained",
        ),
        (
            {"body": "<title>Seminars</title><h1>Site maintenance</h1><p>Tuesday, 24 November 2026, 8 am to noon</p>"},
            "being maintained",
        ),
        ({"body": "<html><div id=root></div><script>app()</script></html>"}, "nothing without JavaScript"),
        ({"body": b"x" * 3_000_000}, "larger than"),
        ({"body": "", "status": 302, "headers": {"Location": "file:///etc/passwd"}}, "file:///etc/passwd"),
        ({"body": "", "status": 302, "headers": {"Location": "http://10.0.0.1/"}}, "10.0.0.1 is a private address"),
        ({"body": "", "status": 302, "headers": {"Location": "http://169.254.169.254/latest"}}, "metadata"),
        ({"body": "", "status": 302, "headers": {"Location": "http://localhost:1/"}}, "loopback"),
        ({"body": "", "status": 302, "headers": {"Location": "http://2130706433:1/"}}, "loopback"),
        ({"body": "", "status": 302, "headers": {"Location": "/events"}}, "redirects without end"),
        (
            {"body": "short", "headers": {"Content-Length": "1000", "Connection": "close"}},
            "broke off|could not be fetched",
        ),
    ],
)
def test_what_a_listing_hides_is_a_flaw_with_its_reason(site: Any, crawl: Any, answer: Any, says: str) -> None:
    site.page("/events", **answer)
    harvest = crawl(f"{site.url}/events", private=(site.host,), limits=Limits(delay=0, bytes=2_000_000))
    assert harvest.sightings == ()
    assert re.search(says, harvest.coverage.flaw)
    assert f"{site.url}/events" in harvest.coverage.flaw or "Location" in str(answer)
    assert harvest.coverage.reach == ()
    assert harvest.pages_failed == 1


def test_a_redirect_inside_the_allowed_places_is_followed(site: Any, sites: Any, crawl: Any) -> None:
    other = sites()
    other.page("/moved", listing(more=event("Talk 9", "2026-04-09T10:00")))
    site.page("/events", "", status=301, headers={"Location": f"{other.url}/moved"})
    harvest = crawl(f"{site.url}/events", private=(site.host, other.host))
    assert titles(harvest) == ["Talk 9"]


def test_no_private_canary_is_ever_asked(site: Any, sites: Any, crawl: Any) -> None:
    canary = sites()
    canary.page("/", "secret")
    canary.page("/robots.txt", "User-agent: *\nAllow: /")
    port = canary.port
    hosts = (
        f"127.0.0.1:{port}",
        f"localhost:{port}",
        f"2130706433:{port}",
        f"[::ffff:127.0.0.1]:{port}",
        f"0x7f.1:{port}",
    )
    ways = [f"http://{host}/" for host in hosts]
    site.page("/events", "<html>" + "".join(f'<a href="{way}">talk</a>' for way in ways) + listing("/hop/1", "/hop/2"))
    site.page("/hop/1", "", status=302, headers={"Location": ways[1]})
    site.page("/hop/2", f'<html><meta http-equiv="refresh" content="0;url={ways[2]}"></html>')
    site.page("/robots.txt", "", status=302, headers={"Location": f"{ways[0]}robots.txt"})
    crawl(f"{site.url}/events", follow=r".", private=(site.host,))
    assert "/events" in site.paths()
    assert canary.asked == []


def resolve_to_loopback(monkeypatch: Any, name: str) -> list[str]:
    """From now on this name resolves to the loopback address; gives the names that were asked for."""
    real = asyncio.base_events.BaseEventLoop.getaddrinfo
    names: list[str] = []

    async def rebound(self: Any, host: Any, port: Any, **more: Any) -> Any:
        names.append(host)
        return await real(self, "127.0.0.1" if host == name else host, port, **more)

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", rebound)
    return names


def test_a_name_that_resolves_to_a_private_address_is_refused(site: Any, crawl: Any, monkeypatch: Any) -> None:
    names = resolve_to_loopback(monkeypatch, "talks.example")
    site.page("/events", listing(more=event("Secret", "2026-04-09T10:00")))
    harvest = crawl(f"http://talks.example:{site.port}/events", private=())
    assert "talks.example" in names
    assert "loopback" in harvest.coverage.flaw
    assert site.asked == []


def test_a_proxy_is_not_asked_for_private_places_either(site: Any, sites: Any, crawl: Any, monkeypatch: Any) -> None:
    proxy = sites()
    resolve_to_loopback(monkeypatch, "talks.example")
    for private in ("http://10.0.0.1/events", f"http://talks.example:{site.port}/events"):
        harvest = crawl(private, private=(), proxy=proxy.url)
        assert "was refused" in harvest.coverage.flaw
    assert proxy.asked == []


def test_no_socket_is_made_for_an_address_nobody_approved() -> None:
    def address(ip: str) -> Any:
        return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (ip, 80))

    async def go() -> None:
        resolver = GuardedResolver(Guard(["127.0.0.1:81"]))
        resolver.socket(address("8.8.8.8")).close()
        with pytest.raises(GuardError):
            resolver.socket(address("127.0.0.1"))
        await resolver.close()

    asyncio.run(go())


def test_the_bounds_are_those_we_promise() -> None:
    settings = scrapy_settings()
    handlers = settings["DOWNLOAD_HANDLERS"]
    assert isinstance(handlers, dict)
    assert {scheme for scheme, path in handlers.items() if path} == {"http", "https"}
    assert set(handlers) >= set(DOWNLOAD_HANDLERS_BASE)
    assert settings["DOWNLOAD_TIMEOUT"] == 30
    assert settings["DOWNLOAD_MAXSIZE"] == 32 * 2**20
    assert settings["REDIRECT_MAX_TIMES"] == 5
    assert (settings["ROBOTSTXT_OBEY"], settings["COOKIES_ENABLED"], settings["TELNETCONSOLE_ENABLED"]) == (1, 0, 0)
    unbounded = Source(id="a", name="a", timezone="UTC", limits=Limits(bytes=10**12))
    assert settings_for(unbounded, Settings())["DOWNLOAD_MAXSIZE"] == 32 * 2**20


def test_a_slow_drip_ends(site: Any, crawl: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("crawler.settings.DOWNLOAD_TIMEOUT", 0.5)

    def drip() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.1)
            yield b"<p>and another thing</p>"

    site.pages["/events"] = lambda _: site.Answer(drip())
    harvest = crawl(f"{site.url}/events")
    assert "took longer than 0.5 seconds" in harvest.coverage.flaw


def test_an_endless_page_ends_at_its_limit(site: Any, crawl: Any) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"<p>more</p>" * 1000

    site.pages["/events"] = lambda _: site.Answer(endless())
    harvest = crawl(f"{site.url}/events", limits=Limits(delay=0, bytes=1_000_000))
    assert "larger than" in harvest.coverage.flaw


@pytest.mark.parametrize("layers", [1, 2])
def test_a_gzip_bomb_costs_one_page_and_little_memory(site: Any, crawl: Any, layers: int) -> None:
    bomb = b"\0" * (100 * 2**20)
    for _ in range(layers):
        bomb = gzip.compress(bomb)
    site.page("/events", listing("/talks/1", "/talks/2"))
    site.page("/talks/1", bomb, headers={"Content-Encoding": ", ".join(["gzip"] * layers)})
    site.page("/talks/2", talk(2))
    tracemalloc.start()
    harvest = crawl(f"{site.url}/events")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert titles(harvest) == ["Talk 2"]
    assert [problem for problem in harvest.problems if "/talks/1 is larger than" in problem]
    assert most < 100 * 2**20


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


def test_paging_goes_on_to_the_end(site: Any, crawl: Any) -> None:
    for number in range(1, 4):
        more = f'<a rel="next" href="/events?page={number + 1}">Next</a>' if number < 3 else ""
        path = "/events" if number == 1 else f"/events?page={number}"
        site.page(path, listing(f"/talks/{number}", more=more))
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1", "Talk 2", "Talk 3"]
    assert harvest.coverage.reach == ((f"{site.url}/events", date(2026, 4, 3)),)
    assert harvest.coverage.flaw == ""


def test_an_endless_calendar_is_left_after_its_depth(site: Any, crawl: Any) -> None:
    def month(asked: Any) -> Any:
        number = int(asked.path.partition("=")[2] or 1)
        link = f'<a rel="next" href="/events?page={number + 1}">Next</a>'
        return site.Answer(listing(f"/talks/{(number * 7) % 27 + 1}", more=link))

    for number in range(1, 1000):
        site.pages[f"/events?page={number}"] = month
    site.pages["/events"] = month
    for number in range(1, 28):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events", limits=Limits(delay=0, depth=3))
    assert [path for path in site.paths() if path.startswith("/events")] == [
        "/events",
        "/events?page=2",
        "/events?page=3",
        "/events?page=4",
    ]
    assert harvest.coverage.reach == ()  # 8, 15, 22, 2 April: in no order, so nothing is proved
    assert harvest.coverage.flaw == ""


def test_a_later_page_of_a_listing_that_fails_is_a_flaw(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", more='<a rel="next" href="/events?page=2">Next</a>'))
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.flaw == f"{site.url}/events?page=2 answers 404 (Not Found)"
    assert harvest.coverage.reach == ()


def test_a_feed_leads_to_the_pages_it_announces(site: Any, crawl: Any) -> None:
    date = "<pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate>"
    entry = f"<item><title>Talk 1</title><link>{site.url}/talks/1</link>{date}</item>"
    rss = f'<rss version="2.0"><channel><title>Seminars</title><link>{site.url}</link>{entry}</channel></rss>'
    site.page("/feed", rss, headers={"Content-Type": "application/rss+xml"})
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/feed", follow=None)
    assert site.paths() == ["/feed", "/talks/1"]
    assert any(sighting.own_page for sighting in harvest.sightings)


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


def test_the_budget_of_pages_is_kept_and_listings_come_first(site: Any, crawl: Any) -> None:
    site.page("/a", listing(*(f"/talks/{number}" for number in range(1, 10))))
    site.page("/b", listing("/talks/20"))
    for number in range(1, 21):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/a", f"{site.url}/b", limits=Limits(delay=0, pages=5))
    assert len(site.paths()) == 5
    assert {"/a", "/b"} <= set(site.paths())
    assert any("budget of 5 pages" in problem for problem in harvest.problems)


def test_an_empty_listing_that_says_so_vouches_for_it(site: Any, crawl: Any) -> None:
    site.page("/events", "<html><p>No upcoming\n events&nbsp;at this time.</p></html>")
    harvest = crawl(f"{site.url}/events", empty="no upcoming events")
    assert harvest.coverage.vouched
    assert harvest.coverage.flaw == ""


def test_an_empty_phrase_beside_coming_talks_vouches_for_nothing(site: Any, crawl: Any) -> None:
    page = "<p>No upcoming events</p>"
    site.page("/events", listing(more=page + event("Talk 1", "2026-04-01T15:00")))
    assert not crawl(f"{site.url}/events", empty="no upcoming events").coverage.vouched
    site.page("/events", listing(more=page + event("Talk 1", "2025-04-01T15:00")))
    assert crawl(f"{site.url}/events", empty="no upcoming events").coverage.vouched


JUNK = {
    "closes at once": b"",
    "no http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
    "broken chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "long header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\nhello",
    "split header": b"HTTP/1.1 200 OK\r\nLocation: a\x00b\r\n\r\nhello",
    "false gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "odd status": b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n",
    "odd place": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", JUNK)
def test_a_server_that_speaks_nonsense_is_one_sentence(crawl: Any, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = server.accept()
                    with contextlib.suppress(OSError), peer:
                        asked = peer.recv(65536)
                        peer.sendall(b"HTTP/1.1 404 No\r\n\r\n" if b"robots.txt" in asked else JUNK[name])

        threading.Thread(target=speak, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/events"
        harvest = crawl(url)
        server.shutdown(socket.SHUT_RDWR)
    assert harvest.sightings == ()
    assert harvest.coverage.flaw.startswith(url)
    assert "\n" not in harvest.coverage.flaw
    assert len(harvest.coverage.flaw) < 500


def test_a_long_header_is_no_obstacle(site: Any, crawl: Any) -> None:
    site.page("/events", talk(1), headers={"Content-Security-Policy": "default-src https://a.example " * 1000})
    assert titles(crawl(f"{site.url}/events")) == ["Talk 1"]


def test_a_page_that_breaks_the_reader_costs_that_page(site: Any, crawl: Any, monkeypatch: Any) -> None:
    import crawler.spiders.source as spider

    real = spider.extract

    def brittle(page: Any, source: Any) -> Any:
        if page.url.endswith("/talks/1"):
            raise ZeroDivisionError("a mistake of ours")
        return real(page, source)

    monkeypatch.setattr(spider, "extract", brittle)
    site.page("/events", listing("/talks/1", "/talks/2"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 2"]
    assert any("/talks/1 could not be read: a mistake of ours" in problem for problem in harvest.problems)


def test_a_crawl_out_of_time_says_so_and_keeps_what_it_has(site: Any, crawl: Any) -> None:
    site.page("/events", listing(*(f"/talks/{number}" for number in range(1, 10))))
    for number in range(1, 10):
        site.page(f"/talks/{number}", talk(number), wait_s=0.3)
    harvest = crawl(f"{site.url}/events", deadline_s=1.2)
    assert 0 < len(titles(harvest)) < 9
    assert "was not crawled to its end within" in harvest.coverage.flaw


def test_a_talk_page_that_answers_with_its_listing_announces_nothing_anew(site: Any, crawl: Any) -> None:
    numbers = range(1, 5)
    cards = "".join(
        f'<li class="event"><a href="/talks/{n}">The Life of Number {n}</a> <span>{n} June 2027, 15:00</span></li>'
        for n in numbers
    )
    page = f"<html><body><h1>Events</h1><ul>{cards}</ul></body></html>"
    site.page("/events", page)
    for number in numbers:
        site.page(f"/talks/{number}", page)
    harvest = crawl(f"{site.url}/events")
    assert all("answers with its listing" in problem for problem in harvest.problems)
    assert len(harvest.problems) == 4
    assert {sighting.page_url for sighting in harvest.sightings} == {f"{site.url}/events"}


def test_a_picture_in_place_of_a_page_is_told_and_yields_no_talk(site: Any, crawl: Any) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40 + b"\n12 March 2027, 15:00\nA talk\n"
    site.page("/events", picture, headers={"Content-Type": "image/png"})
    harvest = crawl(f"{site.url}/events")
    assert harvest.sightings == ()
    assert "is no page but image/png" in harvest.coverage.flaw


def test_the_day_of_a_posting_behind_a_news_listing_is_no_talk(site: Any, crawl: Any) -> None:
    teasers = "".join(
        f'<li class="teaser"><a href="/n/{n}">Prize {n} goes to the laboratory</a> <span>{n} March 2026</span></li>'
        for n in range(1, 7)
    )
    site.page("/news", f"<html><body><h1>News</h1><ul>{teasers}</ul></body></html>")
    harvest = crawl(f"{site.url}/news", kind="news")
    assert [sighting for sighting in harvest.sightings if sighting.kind == "talk"] == []


def test_a_page_that_quotes_a_calendar_keeps_its_talks() -> None:
    from crawler.extract import decode

    quoted = "<html><body><h1>Talk</h1><pre>\nBEGIN:VEVENT\nSUMMARY:Injected\nEND:VEVENT\n</pre></body></html>"
    assert decode.kind_of(quoted) == "html"
    assert decode.kind_of("BEGIN:VCALENDAR\nEND:VCALENDAR") == "ics"


# ── How far it saw ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_coming_talk_that_no_listing_shows_is_asked_for_itself(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    known = (*(f"{site.url}/talks/{number}" for number in (1, 2, 3)), "https://elsewhere.example/talks/4")
    harvest = crawl(f"{site.url}/events", expected=known)
    assert titles(harvest) == ["Talk 1", "Talk 2"]  # paged away, and still there
    assert harvest.coverage.gone == (f"{site.url}/talks/3",)
    assert harvest.coverage.reach == (
        (f"{site.url}/events", date(2026, 4, 1)),
    )  # the listing shows no more than before
    assert site.paths().count("/talks/1") == 1
    assert harvest.coverage.flaw == ""


def test_a_talk_on_no_listing_whose_page_is_down_was_not_seen(site: Any, crawl: Any) -> None:
    """What its page once said counts only while a listing leads to it: else a talk would be seen for ever."""
    memory, known = Memory(), (f"{site.url}/talks/2",)
    site.page("/events", listing("/talks/1", "/talks/2"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    crawl(f"{site.url}/events", archive=memory)
    site.page("/talks/2", "<html><body><h1>Page not found</h1></body></html>")
    assert titles(crawl(f"{site.url}/events", archive=memory, expected=known)) == ["Talk 1", "Talk 2"]
    site.page("/events", listing("/talks/1"))
    harvest = crawl(f"{site.url}/events", archive=memory, expected=known)
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.down == (f"{site.url}/talks/2",)


def test_a_blind_run_asks_for_no_more(site: Any, crawl: Any) -> None:
    site.page("/events", "", status=503)
    site.page("/talks/2", talk(2))
    crawl(f"{site.url}/events", expected=(f"{site.url}/talks/2",))
    assert "/talks/2" not in site.paths()


def test_talk_pages_that_could_not_be_read_are_told_apart(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2", "/talks/3"))
    site.page("/talks/1", talk(1))
    site.page("/talks/2", "", status=500)
    harvest = crawl(f"{site.url}/events")
    assert harvest.coverage.unread == harvest.coverage.down == (f"{site.url}/talks/2",)
    assert harvest.coverage.gone == (f"{site.url}/talks/3",)
    assert harvest.coverage.flaw == ""


def test_a_listing_cut_off_in_the_middle_is_a_flaw(site: Any, crawl: Any) -> None:
    memory, whole = Memory(), listing("/talks/1") + "</body></html>"
    site.page("/talks/1", talk(1))
    site.page("/events", whole)
    assert crawl(f"{site.url}/events", archive=memory).coverage.flaw == ""
    site.page("/events", whole[: whole.index("</ul>")])
    harvest = crawl(f"{site.url}/events", archive=memory)
    assert "breaks off in the middle" in harvest.coverage.flaw
    site.page("/events", whole)
    assert crawl(f"{site.url}/events", archive=memory).coverage.flaw == ""


def test_a_listing_under_changing_bytes_in_place_of_a_talk_announces_nothing_anew(site: Any, crawl: Any) -> None:
    cards = "".join(
        f"<li><h3>On the Nature of Talk {n}</h3><p>Tuesday, April {n}, 2026, 3:00 pm</p><p>Speaker: Ada Byron</p></li>"
        for n in (7, 14, 21)
    )
    served = iter(range(1000))

    def answer(asked: Any) -> Any:
        return site.Answer(
            f"<html><head><meta name=nonce content={next(served)}></head><body><h1>Talks</h1><ul>{cards}</ul>"
            '<a href="/talks/1">More</a></body></html>'
        )

    site.pages["/events"] = site.pages["/talks/1"] = answer
    harvest = crawl(f"{site.url}/events")
    assert {sighting.page_url for sighting in harvest.sightings} == {f"{site.url}/events"}
    assert harvest.coverage.unread == (f"{site.url}/talks/1",)
    assert "answers with its listing" in harvest.problems[0]


def test_a_talk_that_a_redirect_leads_to_is_known_by_both_addresses(site: Any, crawl: Any) -> None:
    cards = "".join(
        f'<li><h3><a href="/talks/{n}">Talk {n} of Many</a></h3><p>Wednesday, April {n}, 2026, 3:00 pm</p></li>'
        for n in (1, 8, 15)
    )
    site.page("/events", listing(more=f"<ul>{cards}</ul>"))
    site.page("/talks/8", talk(8))
    site.page("/talks/15", talk(15))
    site.page("/talks/1", "", status=301, headers={"Location": "/new/one"})
    site.page("/new/one", talk(1))
    harvest = crawl(f"{site.url}/events")
    pooled = [one for one in gather(harvest.sightings) if one.kind == "talk"]
    assert [one.url for one in pooled].count(f"{site.url}/talks/1") == 0
    (moved,) = (one for one in pooled if one.url == f"{site.url}/new/one")
    assert len(pooled) == 3
    assert any(key.endswith("/talks/1") for key in moved.keys)
