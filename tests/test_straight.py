"""Feeds that stand ready are answered on the connection itself: over real sockets, nobody can tell but by the time."""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from calendar_export.joined import stamp_of
from config.settings import load_settings
from talkfeed import hosting, publishing
from talkfeed.service import service, straight
from talkfeed.service.quick import Said
from talkfeed.service.straight import Straight
from talkfeed.wiring import App

PATH = "/feeds/all.ics"
OPEN: list[socket.socket] = []
HEAD = re.compile(rb"HTTP/1\.1 (\d+) [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, fill: Callable[..., Path]) -> Path:
    """A data folder that holds the talks of a sample institute's own calendar."""
    return fill(tmp_path_factory.mktemp("straight"))


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    app = App(load_settings(None, {"data_dir": folder}, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    publishing.publish(app)
    yield app
    app.close()


@pytest.fixture(autouse=True)
def ending() -> Iterator[None]:
    """Clients let go in the end."""
    yield
    while OPEN:
        OPEN.pop().close()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each request was answered straight."""
    seen: list[bool] = []
    send, by_task = Straight._send, HttpToolsProtocol.on_headers_complete

    def sending(self: Straight, said: Said) -> None:
        seen.append(True)
        send(self, said)

    def starting(self: HttpToolsProtocol) -> None:
        seen.append(False)
        by_task(self)

    monkeypatch.setattr(Straight, "_send", sending)
    monkeypatch.setattr(HttpToolsProtocol, "on_headers_complete", starting)
    return seen


@pytest.fixture(params=["copied", "from its file"])
def port(
    app: App, counted: list[bool], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """A server whose feed of all talks stands ready, sent in either way."""
    monkeypatch.setattr(straight, "LARGE", 1 if request.param == "from its file" else 1 << 30)
    listener = hosting.listen("127.0.0.1", 0)
    with hosting.serving(app, listener):
        port = listener.getsockname()[1]
        Client(port).ask()
        assert counted == [False], "the first time it is made"
        counted.clear()
        yield port


class Client:
    """Speaks HTTP byte by byte."""

    def __init__(self, port: int, buffer: int = 0) -> None:
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(30)
        while self.socket.connect_ex(("127.0.0.1", port)):  # it is only just starting
            time.sleep(0.05)
        self.got = b""
        OPEN.append(self.socket)

    def send(self, *headers: str, line: str = f"GET {PATH} HTTP/1.1", body: str = "") -> None:
        self.socket.sendall(("\r\n".join([line, "Host: t.example", *headers]) + "\r\n\r\n" + body).encode())

    def answer(self, *, bare: bool = False) -> tuple[int, dict[str, str], bytes]:
        """The next answer; `bare`: to HEAD, without its body."""
        while not (found := HEAD.match(self.got)):
            self.more()
        status = int(found[1])
        lines = [line.split(": ", 1) for line in found[2].decode().splitlines()]
        assert len({name for name, _ in lines}) == len(lines), "each header once"
        headers = dict(lines)
        size = 0 if bare or status == 304 else int(headers["content-length"])
        while len(self.got) < found.end() + size:
            self.more()
        body, self.got = self.got[found.end() : found.end() + size], self.got[found.end() + size :]
        return status, headers, body

    def more(self) -> None:
        part = self.socket.recv(1 << 16)
        assert part, "the connection ended within an answer"
        self.got += part

    def ask(self, *headers: str, **how: str) -> tuple[int, dict[str, str], bytes]:
        self.send(*headers, **how)
        return self.answer(bare=how.get("line", "").startswith("HEAD"))

    def ended(self) -> bool:
        """Whether the server closed, having sent nothing more."""
        return self.got == b"" and self.socket.recv(1) == b""


def test_it_says_what_uvicorn_says(port: int, counted: list[bool], app: App) -> None:
    """The same headers and bytes as from the application itself, which HEAD and a query still ask."""
    client = Client(port)
    file = (app.settings.public_dir / PATH[1:]).read_bytes()
    plain = client.ask("Accept-Encoding: identity")
    assert (plain[0], plain[2], counted.pop()) == (200, file, True)
    assert {"date", "etag", "last-modified", "content-type", "content-length", "vary", "cache-control"} <= set(plain[1])
    zipped = client.ask("Accept-Encoding: gzip")
    assert (gzip.decompress(zipped[2]), zipped[1]["content-encoding"]) == (file, "gzip")
    tag, since = plain[1]["etag"], plain[1]["last-modified"]
    for headers, status in (
        (["Accept-Encoding: identity"], 200), (["Accept-Encoding: gzip"], 200), ([f"If-None-Match: {tag}"], 304),
        ([f"If-None-Match: {zipped[1]['etag']}", "Accept-Encoding: gzip"], 304), (['If-None-Match: "other"'], 200),
        ([f'If-None-Match: "a", W/{tag}'], 304), ([f"If-Modified-Since: {since}"], 304), (["If-None-Match: *"], 304),
        ([f"If-Modified-Since: {since}", 'If-None-Match: "other"'], 200),
        (['If-None-Match: "other"', f"If-None-Match: {tag}"], 304),
    ):  # fmt: skip
        straight = client.ask(*headers)
        by_task = client.ask(*headers, line=f"HEAD {PATH} HTTP/1.1")
        assert counted[-2:] == [True, False]
        assert straight[0] == by_task[0] == status
        assert without_date(straight[1]) == without_date(by_task[1])


def without_date(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "date"}


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        (f"GET {PATH}?alarm=5 HTTP/1.1", []),
        (f"GET {PATH.replace('all', '%61ll')} HTTP/1.1", []),
        (f"GET http://t.example{PATH} HTTP/1.1", []),
        (f"POST {PATH} HTTP/1.1", ["Content-Length: 0"]),
        (f"GET {PATH} HTTP/1.1", ["Origin: https://elsewhere.example"]),
        (f"GET {PATH} HTTP/1.1", ["Connection: upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: x"]),
        ("GET /feeds/nothing.ics HTTP/1.1", []),
    ],
)
def test_what_is_not_plain_is_left_to_uvicorn(port: int, counted: list[bool], line: str, headers: list[str]) -> None:
    client = Client(port)
    assert client.ask(*headers, line=line)[0] in (200, 404, 405)
    assert counted == [False]
    if "upgrade" not in str(headers):
        assert client.ask()[0] == 200, "the connection goes on"
        assert counted == [False, True]


def test_a_body_is_no_second_request(port: int, counted: list[bool]) -> None:
    """What one server takes for a body and another for a request lets strangers speak for others."""
    inner = "GET /feeds/nothing.ics HTTP/1.1\r\nHost: t.example\r\n\r\n"
    for headers, body in (
        ([f"Content-Length: {len(inner)}"], inner),
        (["Transfer-Encoding: chunked"], f"{len(inner):x}\r\n{inner}\r\n0\r\n\r\n"),
    ):
        client = Client(port)
        client.send(*headers, body=body)
        assert client.answer()[0] == 200
        assert client.ask("If-None-Match: *")[0] == 304, "the next answer is the next request's"
        assert (counted.pop(), counted.pop()) == (True, False)
    client = Client(port)
    client.send("Transfer-Encoding: chunked", "Content-Length: 5", body="0\r\n\r\n" + inner)
    assert client.answer()[0] == 400
    assert client.ended()


def test_old_clients_and_those_that_say_so_are_let_go(port: int, counted: list[bool]) -> None:
    for line, headers in ((f"GET {PATH} HTTP/1.0", []), (f"GET {PATH} HTTP/1.1", ["Connection: close"])):
        client = Client(port)
        status, said, body = client.ask(*headers, line=line)
        assert (status, said["connection"], len(body) > 1000) == (200, "close", True)
        assert client.ended()
    assert counted == [False, False]


def test_requests_sent_at_once_are_answered_in_order(port: int, counted: list[bool]) -> None:
    """Ready or not: nothing overtakes what is still being made."""
    client = Client(port)
    lines = [PATH, "/health", PATH, "/feeds/nothing.ics", PATH, PATH]
    request = "".join(f"GET {path} HTTP/1.1\r\nHost: t.example\r\nIf-None-Match: *\r\n\r\n" for path in lines)
    for piece in (request, request[:30], request[30:90], request[90:]):
        client.socket.sendall(piece.encode())
    for _ in range(2):
        assert [client.answer()[0] for _ in lines] == [304, 200, 304, 404, 304, 304]
    assert counted[0]
    assert True not in counted[1:6], "while an earlier one is being answered, later ones wait"


def test_who_does_not_read_is_not_written_to(port: int, counted: list[bool]) -> None:
    """A thousand answers are not piled up for a client that reads none of them; when it does it gets all."""
    client, many = Client(port, buffer=4096), 1000
    request = f"GET {PATH} HTTP/1.1\r\nHost: t.example\r\nAccept-Encoding: identity\r\n\r\n".encode()
    client.socket.setblocking(False)
    sent = 0
    until = time.monotonic() + 1
    while sent < many * len(request) and time.monotonic() < until:
        try:
            sent += client.socket.send((request * many)[sent:])
        except BlockingIOError:
            time.sleep(0.01)
    assert counted.count(True) < many / 2
    assert Client(port).ask()[0] == 200, "others are served meanwhile"
    client.socket.setblocking(True)
    client.socket.settimeout(30)
    asked = -(-sent // len(request))
    client.socket.sendall((request * many)[sent : asked * len(request)])
    assert {client.answer()[0] for _ in range(asked)} == {200}


def test_a_feed_published_between_two_requests_is_seen_at_once(port: int, counted: list[bool], app: App) -> None:
    file = app.settings.public_dir / PATH[1:]
    before = file.read_bytes()
    client = Client(port)
    tag = client.ask("Accept-Encoding: identity")[1]["etag"]
    try:
        changed = file.with_name("next")
        changed.write_bytes(before.replace(b"METHOD:PUBLISH\r\n", b""))
        changed.replace(file)
        status, headers, body = client.ask("Accept-Encoding: identity", f"If-None-Match: {tag}")
        assert (status, body) == (200, file.read_bytes())
        assert headers["etag"] != tag
    finally:
        file.write_bytes(before)
    assert client.ask(f"If-None-Match: {tag}")[0] == 304
    assert counted == [True, False, False]


def test_a_quiet_connection_is_closed_and_a_busy_one_is_not(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    listener, started = hosting.listen("127.0.0.1", 0), hosting.hosting
    monkeypatch.setattr(hosting, "hosting", lambda *a, **more: started(*a, **more, timeout_keep_alive=1))
    with hosting.serving(app, listener):
        busy, quiet = Client(listener.getsockname()[1]), Client(listener.getsockname()[1])
        for client in (busy, quiet):
            client.ask()
            client.ask()
        for _ in range(5):
            time.sleep(0.4)
            assert busy.ask("If-None-Match: *")[0] == 304
            assert busy.ask(line="GET /health HTTP/1.1")[0] == 200
        assert quiet.ended()
        assert busy.ended(), "in the end it is quiet, too"


def test_it_ends_though_connections_are_open(app: App) -> None:
    listener = hosting.listen("127.0.0.1", 0)
    with hosting.serving(app, listener):
        client = Client(listener.getsockname()[1])
        client.ask()
        assert client.ask()[0] == 200
        begun = time.monotonic()
    assert time.monotonic() - begun < hosting.GRACE_S
    assert client.ended()


def test_a_file_is_let_go_with_what_holds_it(tmp_path: Path) -> None:
    file = tmp_path / "all.ics"
    file.write_bytes(b"BEGIN")
    stamp = stamp_of(str(file))
    held = straight.opened(str(file), stamp)
    assert held is not None
    number = held.number
    assert straight.opened(str(file), stamp) is held
    file.write_bytes(b"another")
    assert straight.opened(str(file), (0, *stamp[1:])) is None, "never the bytes of another file"
    straight.opened.cache_clear()
    del held
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
    with pytest.raises(FileNotFoundError):
        straight.opened(str(tmp_path / "none"), stamp)


def test_serving_loads_nothing_that_only_crawling_needs() -> None:
    """It stays below 90 MB (`python -m benchmarks serving`)."""
    code = "import sys, talkfeed.commands, talkfeed.hosting, talkfeed.publishing; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    heavy = "scrapy twisted lxml.html apscheduler apprise alembic sqlalchemy.orm sqlalchemy.dialects.postgresql psycopg"
    ours = "crawler pipeline.ingest pipeline.normalise pipeline.reading.times"
    assert not loaded & {*heavy.split(), *ours.split()}


def test_the_application_has_what_stands_ready(app: App) -> None:
    assert service(app).ready == {}  # type: ignore[attr-defined]
