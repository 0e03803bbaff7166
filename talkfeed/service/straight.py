"""Feeds that stand ready, answered on the connection itself: no task is started, nothing is awaited.

Of the 32 µs of CPU that a 304 costs under uvicorn, a task, its cycle of messages and a new keep-alive timer for each
request are 20; nginx needs 6 with the same file (`python -m benchmarks serving`). uvicorn takes the class of its HTTP
protocol as a setting: this one answers plain GETs of feeds that stand ready (`Ready`) and leaves all else to uvicorn.
httptools reads every request, so that this agrees with uvicorn on where one ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from talkfeed.service.quick import Ready

WHOLE_KEPT = 8


@lru_cache(maxsize=WHOLE_KEPT)  # a date is good for a second
def whole(status: bytes, first: tuple[tuple[bytes, bytes], ...], rest: bytes, body: bytes) -> bytes:
    """An answer as it is sent, in one piece: writing two costs more than writing."""
    return b"".join([status, *(b"%s: %s\r\n" % header for header in first), rest, body])


class Straight(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol, which answers what stands ready at once. The application has it as `ready`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready: Mapping[str, Ready] = self.config.app.ready  # type: ignore[union-attr]
        self.heard = self.loop.time()

    def on_headers_complete(self) -> None:
        """Answer, or do as uvicorn does."""
        if not self._answered():
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
        first = tuple(self.server_state.default_headers)  # the date
        self.transport.write(whole(chosen.status, first, chosen.rest, chosen.body))
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)
        return True

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
