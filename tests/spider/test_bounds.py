"""One source, crawled from a site that redirects, leads to private places, drips, never ends or swells."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy.settings.default_settings import DOWNLOAD_HANDLERS_BASE

from config.errors import GuardError
from config.settings import Settings
from config.sources import Limits, Source
from crawler.guard import Guard
from crawler.middleware.download import GuardedResolver
from crawler.settings import scrapy_settings, settings_for
from tests.spider.sites import event, listing, talk, titles


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
