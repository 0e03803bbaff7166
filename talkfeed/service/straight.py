"""Feeds that stand ready, answered on the connection itself: no task is started, nothing is awaited.

Of the 32 µs of CPU that a 304 costs under uvicorn, a task, its cycle of messages and a new keep-alive timer for each
request are 20; nginx needs 6 with the same file (`python -m benchmarks serving`). uvicorn takes the class of its HTTP
protocol as a setting: this one answers plain GETs of feeds that stand ready (`Ready`) and leaves all else to uvicorn.
httptools reads every request, so that this agrees with uvicorn on where one ends and the next begins. What is large is
sent by the kernel from its file, as nginx does it: copying 100 kB to the socket costs 6 µs more.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import finalize

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from calendar_export.joined import Stamp, stamp_of
from talkfeed.service.quick import Ready, Said

WHOLE_KEPT = 8
FILES_KEPT = 64
LARGE = 32_768
"""Octets from which on it is cheaper that the kernel sends a file than that its bytes are copied."""

FROM_FILES = sys.platform == "linux"


@lru_cache(maxsize=WHOLE_KEPT)  # a date is good for a second
def whole(status: bytes, first: tuple[tuple[bytes, bytes], ...], rest: bytes, body: bytes) -> bytes:
    """An answer as it is sent, in one piece: writing two costs more than writing."""
    return b"".join([status, *(b"%s: %s\r\n" % header for header in first), rest, body])


class Opened:
    """A file that is open as long as this is."""

    def __init__(self, path: str) -> None:
        self.number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        finalize(self, os.close, self.number)


@lru_cache(maxsize=FILES_KEPT)
def opened(path: str, stamp: Stamp) -> Opened | None:
    """The file as it was at this stamp; None where another one stands there by now. OSError."""
    file = Opened(path)
    return file if stamp_of(file.number) == stamp else None


class Straight(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol, which answers what stands ready at once. The application has it as `ready`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready: Mapping[str, Ready] = self.config.app.ready  # type: ignore[union-attr]
        self.heard = self.loop.time()
        self.socket: socket.socket | None = None

    def on_message_begin(self) -> None:
        """What of a request is heard here; its scope is made when uvicorn needs it."""
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Answer, or do as uvicorn does."""
        if self._answered():
            return
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)  # the list is the scope's, too
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request without a body has ended; where it was answered here, there is no cycle to be told."""
        if self.cycle is not None:
            super().on_message_complete()

    def _answered(self) -> bool:
        """Whether the request was answered here.

        It is not while an earlier one is, nor while the client does not read what it was sent: uvicorn waits for both.
        """
        found = self.ready.get(self.url.decode("latin-1"))  # no query, nothing escaped, no foreign host
        if found is None or self.flow.write_paused or not (self.cycle is None or self.cycle.response_complete):
            return False
        parser = self.parser
        if parser.get_method() != b"GET" or parser.get_http_version() != "1.1" or self.limit_concurrency is not None:
            return False
        if not parser.should_keep_alive() or parser.should_upgrade() or self.transport.is_closing():
            return False
        if (chosen := found.chosen(self.headers)) is None:
            return False
        self.cycle = None  # type: ignore[assignment]  # nothing is going on, as before the first request
        self._send(chosen)
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)
        return True

    def _send(self, said: Said) -> None:
        first = tuple(self.server_state.default_headers)  # the date
        if said.file is None or len(said.body) < LARGE or not FROM_FILES or self.transport.get_write_buffer_size():
            self.transport.write(whole(said.status, first, said.rest, said.body))
            return
        head = whole(said.status, first, said.rest, b"")
        sent = self._send_from(said.file, head, len(said.body))
        if sent < len(head) + len(said.body):
            self.transport.write(memoryview(head + said.body)[sent:])

    def _send_from(self, file: tuple[str, Stamp], head: bytes, size: int) -> int:
        """Send a head and so many octets of a file, past the transport, which has nothing to send; how many octets went
        out. What the socket does not take now, and what is wrong with it, is left to the transport."""
        sent = 0
        try:
            if (body := opened(*file)) is None:
                return 0
            if self.socket is None:
                self.socket = socket.socket(fileno=os.dup(self.transport.get_extra_info("socket").fileno()))
            sent = self.socket.send(head, socket.MSG_MORE)  # in one packet with what follows
            if sent == len(head):
                sent += os.sendfile(self.socket.fileno(), body.number, 0, size)
        except OSError:
            pass
        return sent

    # A timer for each request costs more than its answer: one goes on, and looks at its end whether all was quiet.

    def data_received(self, data: bytes) -> None:
        """Remember when something was heard."""
        self.heard = self.loop.time()
        super().data_received(data)

    def _unset_keepalive_if_required(self) -> None:
        """Asked at each piece of data: the timer goes on."""

    def on_response_complete(self) -> None:
        """uvicorn has answered, and sets a timer of its own."""
        super()._unset_keepalive_if_required()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super()._unset_keepalive_if_required()
        super().connection_lost(exc)
        if self.socket is not None:
            self.socket.close()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing was heard for so long, else wait for the rest. What is being answered stays:
        its end sets the timer again."""
        self.timeout_keep_alive_task = None
        if self.cycle is not None and not self.cycle.response_complete:
            return
        if (rest := self.heard + self.timeout_keep_alive - self.loop.time()) > 0:
            self._wait(rest)
        else:
            super().timeout_keep_alive_handler()

    def _wait(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)
