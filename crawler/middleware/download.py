"""The one way out: every request of every crawl, robots.txt and redirects included, is made here.

Why not on Twisted's reactor: a reactor runs once per process and resolves names for everybody; on plain asyncio a
crawl runs in any loop, any number of times, the guard sits at the socket itself, and a page has one time limit for
everything from the first packet to the last byte, so that a slow drip ends.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from config.errors import GuardError
from crawler.guard import Guard, bracketed, host_and_port, plain_host, site_of
from crawler.manners import NotNow, retry_after

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.visit import Visit


HEADER_BYTES = 64 * 1024
"""The longest header line; content security policies of real sites are longer than the 8 KiB that are usual."""

NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


@cache
def checked_tls() -> ssl.SSLContext:
    """TLS with certificates checked; made once per process, for reading all authorities takes longer than a crawl."""
    return ssl.create_default_context()


@cache
def unchecked_tls() -> ssl.SSLContext:
    """TLS for hosts whose certificates the operator excepts from the check (`tls_exceptions`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Refused(IgnoreRequest):
    """The guard does not let this address be asked; its text is a sentence."""


class Unasked(IgnoreRequest):
    """This request is not made in this crawl: over budget, out of time, or asked to wait; its text says why."""


class GuardedResolver(AbstractResolver):
    """Resolves names and lets the guard judge every answer, whoever asked and however the name was come by."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._resolver = aiohttp.ThreadedResolver()
        self._approved: set[tuple[str, int]] = set()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises GuardError when one of them must not be asked."""
        answers = await self._resolver.resolve(host, port, family)
        for answer in answers:
            self._guard.check_address(host, port, answer["host"])
            self._approved.add((answer["host"], port))
        return answers

    def socket(self, address: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """A socket for one address: the last look before a packet leaves."""
        family, kind, protocol, _, place = address
        ip, port = str(place[0]), int(str(place[1]))
        if (ip, port) not in self._approved:
            self._guard.check_address(ip, port, ip)
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        await self._resolver.close()


class GuardedDownload(AiohttpDownloadHandler):
    """HTTP and HTTPS for Scrapy: guarded, polite, with certificates checked unless the operator excepts a host."""

    experimental: ClassVar[bool] = False  # Scrapy's own remark; what it warns of is tested here

    def __init__(self, crawler: Crawler) -> None:
        BaseStreamingDownloadHandler.__init__(self, crawler)  # not the parent's: it would open its own connections
        visit: Visit = crawler.spider.visit  # type: ignore[union-attr]
        self._visit = visit
        self._proxy = visit.settings.proxy
        places = [*visit.settings.private_hosts, *([_place_of(self._proxy)] if self._proxy else [])]
        self._resolver = GuardedResolver(Guard(places))
        self._targets = GuardedResolver(visit.guard)
        self._exceptions = {plain_host(host) for host in visit.settings.tls_exceptions}
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, socket_factory=self._resolver.socket, limit=self._pool_size_total
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    async def download_request(self, request: Request) -> Response:
        """Guard, take the host's turn, ask; what the answer says about waiting is kept for all."""
        visit = self._visit
        try:
            visit.guard.check_url(request.url)
            host, port = host_and_port(request.url)
            site = site_of(request.url)
            async with visit.manners.turn(site, visit.source.limits.delay, lambda: visit.ended):
                await self._look_behind_the_proxy(request, host, port)
                response = await self._answer(request, site)
                if response.status in (429, 503):
                    header = response.headers.get("Retry-After")
                    if (pause_s := retry_after(header.decode("latin-1") if header else None)) is not None:
                        visit.manners.pause(site, pause_s)
                return response
        except GuardError as refusal:
            raise Refused(str(refusal)) from refusal
        except NotNow as reason:
            raise Unasked(str(reason)) from reason

    async def _answer(self, request: Request, site: str) -> Response:
        """The answer; a host that gives none, again and again, is left alone."""
        try:
            response = await super().download_request(request)
        except NO_ANSWER:
            self._visit.manners.silent(site)
            raise
        self._visit.manners.answered(site)
        return response

    async def _look_behind_the_proxy(self, request: Request, host: str, port: int) -> None:
        """A proxy resolves names itself; where they can be resolved here too, they are judged here first."""
        if request.meta.get("proxy"):
            with contextlib.suppress(OSError):
                await self._targets.resolve(host, port)

    @asynccontextmanager
    async def _make_request(self, request: Request, timeout: float) -> AsyncIterator[_ClientResponse]:
        """One request, within `timeout` seconds from the connection to the last byte; failures in Scrapy's words."""
        unchecked = host_and_port(request.url)[0] in self._exceptions
        try:
            async with await self._session.request(
                request.method,
                yarl.URL(request.url, encoded=True),
                data=request.body or None,
                headers=self._request_headers(request).to_tuple_list(),
                timeout=aiohttp.ClientTimeout(total=timeout),
                ssl=unchecked_tls() if unchecked else checked_tls(),
                allow_redirects=False,
                proxy=self._extract_proxy_url_with_creds(request),
            ) as response:
                yield cast("_ClientResponse", response)
        except TimeoutError as trouble:
            raise DownloadTimeoutError(f"took longer than {timeout:g} seconds") from trouble
        except aiohttp.ClientConnectorDNSError as trouble:
            raise CannotResolveHostError(str(trouble.os_error)) from trouble
        except aiohttp.ClientConnectorCertificateError as trouble:
            raise DownloadFailedError(f"its certificate is not valid ({trouble.certificate_error})") from trouble
        except aiohttp.ClientConnectorError as trouble:
            raise DownloadConnectionRefusedError(str(trouble.os_error)) from trouble
        except aiohttp.ClientResponseError as trouble:
            raise DownloadFailedError(
                f"its answer is no HTTP: {trouble.message.partition(chr(10))[0][:80]}"
            ) from trouble
        except aiohttp.ClientError as trouble:
            raise DownloadFailedError(str(trouble)) from trouble


def _place_of(url: str) -> str:
    """The `host:port` of a proxy."""
    host, port = host_and_port(url)
    return f"{bracketed(host)}:{port}"
