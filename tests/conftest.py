"""What tests share: a store on each engine, the clock, a source; a web site on loopback that answers as it is
told, well or badly."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import settings

from config.sources import Listing, Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.normalise import normalise
from pipeline.store import Store
from pipeline.talk import Talk
from talkfeed import samples
from talkfeed.commands import run

settings.register_profile("shared machine", deadline=None)  # time is measured in benchmarks/, never in a test
settings.load_profile("shared machine")

POSTGRES = os.environ.get("TALKFEED_TEST_POSTGRES", "")


@pytest.fixture
def now() -> datetime:
    """The clock of all tests: a Wednesday morning."""
    return datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def source() -> Source:
    """An institute with one listing."""
    listing = Listing(url="https://institute.example/talks/")
    return Source(id="institute", name="The Institute", timezone="America/Chicago", listing=(listing,))


@pytest.fixture
def in_no_time() -> Callable[[], AbstractContextManager[None]]:
    """A block that must not cost this process more than seconds, however busy the machine: what it guards against is
    work that grows with the square of a text, which takes minutes."""

    @contextmanager
    def guarded() -> Iterator[None]:
        begun = time.process_time()
        yield
        assert time.process_time() - begun < 5

    return guarded


@pytest.fixture
def talks() -> Callable[..., list[Talk]]:
    """Reads the talks that the body of a page announces on 20 November 2026, by their starts."""
    source = Source(id="a", name="A", timezone="Europe/Berlin")

    def read(body: str, path: str = "/talks/") -> list[Talk]:
        html = f"<html><head><title>Talks</title></head><body>{body}</body></html>"
        page = Page(f"https://a.example.org{path}", html.encode(), date(2026, 11, 20), timezone=source.timezone)
        found = (normalise(sighting, source, date(2026, 11, 20)) for sighting in extract(page, source))
        return sorted((talk for talk in found if isinstance(talk, Talk)), key=lambda talk: str(talk.when.start))

    return read


@pytest.fixture
def starts(talks: Callable[..., list[Talk]]) -> Callable[..., list[str]]:
    """Reads when the talks that the body of a page announces begin."""
    return lambda body, path="/talks/": [one.when.start.isoformat() for one in talks(body, path) if one.when.start]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'talkfeed.db'}"
        return
    if not POSTGRES:
        pytest.skip("TALKFEED_TEST_POSTGRES names no PostgreSQL database to test on")
    schema = f"test_{uuid4().hex}"
    plain = POSTGRES.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
        yield f"{POSTGRES}?options={quote(f'-csearch_path={schema}')}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Opens stores and closes them when the test is over."""
    opened: list[Store] = []

    def open_one(url: str) -> Store:
        opened.append(Store.open(url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(database_url: str, open_store: Callable[[str], Store]) -> Store:
    """An empty store, on each engine in turn."""
    return open_store(database_url)


@pytest.fixture(scope="session")
def fill() -> Callable[..., Path]:
    """Makes a folder a data folder that holds the talks of a sample institute's own calendar, imported at `now`."""
    calendars = [body for kind, body in samples.build(date(2026, 3, 2)).values() if kind.startswith("text/calendar")]

    def filled(folder: Path, now: str = "2026-03-02T09:00:00Z") -> Path:
        (folder / "talks.ics").write_bytes(max(calendars, key=len))
        assert run(["--data-dir", str(folder), "--now", now, "import", str(folder / "talks.ics"), "-q"]) == 0
        return folder

    return filled


# ── A site ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Answer:
    """One answer of the site. `body` may be pieces, sent one by one; `wait_s` passes before the first byte."""

    body: bytes | str | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0


@dataclass
class Asked:
    """One request the site received, `at` seconds on the monotonic clock."""

    path: str
    headers: dict[str, str]
    at: float


class Site:
    """A site on loopback: `pages` maps paths to answers, or to functions of the request; others are 404."""

    Answer = Answer

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
        self.in_flight = self.most_in_flight = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def page(self, path: str, body: bytes | str | Iterable[bytes], **more: object) -> None:
        """Publish a page."""
        self.pages[path] = Answer(body, **more)  # type: ignore[arg-type]

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - two selves meet here
        class OneRequest(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(
                    self.path, {name.lower(): value for name, value in self.headers.items()}, time.monotonic()
                )
                site.asked.append(asked)
                site.in_flight += 1
                site.most_in_flight = max(site.most_in_flight, site.in_flight)
                try:
                    found = site.pages.get(self.path, Answer("not here", 404))
                    self.send(found(asked) if callable(found) else found)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client had enough
                finally:
                    site.in_flight -= 1

            def send(self, answer: Answer) -> None:
                time.sleep(answer.wait_s)
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
                if isinstance(body, bytes):
                    headers.setdefault("Content-Length", str(len(body)))
                else:
                    headers["Connection"] = "close"
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in (body,) if isinstance(body, bytes) else body:
                    self.wfile.write(piece)
                    self.wfile.flush()

            def log_message(self, *_: object) -> None:
                pass

        return OneRequest


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own."""
    one = Site()
    yield one
    one.close()


@pytest.fixture
def sites() -> Iterator[Callable[..., Site]]:
    """As many web sites as the test wants."""
    made: list[Site] = []

    def make(tls: ssl.SSLContext | None = None) -> Site:
        made.append(Site(tls))
        return made[-1]

    yield make
    for one in made:
        one.close()


_NOW = datetime(2026, 2, 4, tzinfo=UTC)


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(_NOW - timedelta(days=1)).not_valid_after(_NOW + timedelta(days=9999))
    private = serialization.PrivateFormat.PKCS8
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "key.pem")
    return context


# ── A mail server ─────────────────────────────────────────────────────────────────────────────────────────────────────


class MailServer:
    """A real mail server on loopback. `got` holds what was delivered, `secure` whether over TLS; who writes to
    `nobody@…` is refused. With `password` it lets nobody in without; `starttls`, `tls`: as servers speak it."""

    def __init__(
        self, *, password: str = "", starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.got: list[EmailMessage] = []
        self.secure: list[bool] = []
        self.logins: list[str] = []
        self._password = password
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            ssl_context=tls,
            tls_context=starttls,
            authenticator=self._let_in,
            auth_require_tls=starttls is not None,
        )
        self._tls = tls is not None
        self._controller.start()

    def _let_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: object) -> AuthResult:
        assert isinstance(said, LoginPassword)
        self.logins.append(said.login.decode())
        return AuthResult(success=said.password.decode() == self._password, handled=False)

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        made = message_from_bytes(envelope.original_content or b"", policy=default_policy)
        assert isinstance(made, EmailMessage)
        self.got.append(made)
        self.secure.append(self._tls or session.ssl is not None)
        return "250 OK"

    def close(self) -> None:
        self._controller.stop()


@pytest.fixture
def mail_servers() -> Iterator[Callable[..., MailServer]]:
    """As many mail servers as the test wants, each made with the arguments of `MailServer`."""
    made: list[MailServer] = []

    def make(**how: Any) -> MailServer:
        made.append(MailServer(**how))
        return made[-1]

    yield make
    for one in made:
        one.close()
