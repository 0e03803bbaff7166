"""A page outside a crawl: same manners, same guard, and one sentence when it cannot be had."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from datetime import UTC, datetime
from typing import Any

import pytest

from config.errors import GuardError, PageError
from config.settings import Settings
from crawler.fetch import fetch

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
OPEN = Settings(private_hosts=("127.0.0.1",), contact="mail@example.org")


def test_a_page_comes_as_the_extractors_know_it(site: Any) -> None:
    body = gzip.compress("<html><h1>Grüße</h1></html>".encode("latin-1"))
    headers = {"Content-Type": "text/html; charset=iso-8859-1", "Content-Encoding": "gzip"}
    site.page("/talk", body, headers=headers)
    page = fetch(f"{site.url}/talk", OPEN, timezone="Europe/Berlin", language="de", now=NOW)
    assert (page.url, page.kind, page.retrieved) == (f"{site.url}/talk", "html", NOW)
    assert (page.timezone, page.language) == ("Europe/Berlin", "de")
    assert page.text("h1") == "Grüße"
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/talk"]
    assert "mail@example.org" in site.asked[1].headers["user-agent"]


def test_the_address_is_where_redirects_led(site: Any) -> None:
    site.page("/old", "", status=301, headers={"Location": "/new"})
    site.page("/new", "<html>here</html>")
    assert fetch(f"{site.url}/old", OPEN).url == f"{site.url}/new"


def test_it_may_be_called_from_inside_a_loop(site: Any) -> None:
    site.page("/talk", "<html>here</html>")

    async def inside() -> str:
        return fetch(f"{site.url}/talk", OPEN).kind

    assert asyncio.run(inside()) == "html"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"body": "no", "status": 404}, r"/talk answers 404 \(Not Found\)"),
        ({"body": "no", "status": 299}, "answers 299|not a known status"),
        ({"body": "x" * (9 * 2**20)}, "larger than"),
        ({"body": "", "status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "metadata"),
        ({"body": "", "status": 302, "headers": {"Location": "ftp://example.org/"}}, "ftp://example.org"),
        ({"body": b"\x00", "headers": {"Content-Encoding": "gzip"}}, "/talk"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(site: Any, answer: Any, says: str) -> None:
    site.page("/talk", **answer)
    if answer.get("status") == 299:
        assert fetch(f"{site.url}/talk", OPEN).body == b"no"
        return
    with pytest.raises(PageError, match=says) as trouble:
        fetch(f"{site.url}/talk", OPEN)
    assert "\n" not in str(trouble.value)


def test_robots_txt_is_kept(site: Any) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /talk\n")
    site.page("/talk", "<html>here</html>")
    with pytest.raises(PageError, match=r"robots\.txt"):
        fetch(f"{site.url}/talk", OPEN)
    assert site.paths() == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "file:///etc/passwd", "http://[::1]/", "nothing"])
def test_the_guard_stands_here_too(url: str) -> None:
    with pytest.raises(GuardError):
        fetch(url, Settings())


def test_a_host_that_is_nowhere_is_one_sentence() -> None:
    with pytest.raises(PageError, match=r"cannot be found|cannot be reached"):
        fetch("http://no-such-host.invalid/", Settings())


def test_a_certificate_that_is_not_valid_is_refused_unless_excepted(sites: Any, self_signed: ssl.SSLContext) -> None:
    tls_site = sites(self_signed)
    tls_site.page("/talk", "<html>here</html>")
    with pytest.raises(PageError, match="certificate is not valid"):
        fetch(f"{tls_site.url}/talk", OPEN)
    excepted = Settings(private_hosts=("127.0.0.1",), tls_exceptions=("127.0.0.1",))
    assert fetch(f"{tls_site.url}/talk", excepted).kind == "html"


def test_a_proxy_is_used_for_everything_and_asked_for_nothing_private(site: Any) -> None:
    site.page("http://institute.example/talk", "<html>through the proxy</html>")
    behind = Settings(proxy=site.url)
    page = fetch("http://institute.example/talk", behind)
    assert (page.url, page.text("html")) == ("http://institute.example/talk", "through the proxy")
    assert [asked.path for asked in site.asked] == [
        "http://institute.example/robots.txt",
        "http://institute.example/talk",
    ]
    for private in ("http://10.0.0.1/", "http://localhost:8000/", f"{site.url}/"):
        with pytest.raises(PageError):
            fetch(private, behind)
    assert len(site.asked) == 2
