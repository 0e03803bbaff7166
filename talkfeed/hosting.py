"""The service on its address: what `serve` needs, and no more of the program than that."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from config.errors import ServeError
from talkfeed.service import service
from talkfeed.service.straight import Straight
from talkfeed.wiring import App

GRACE_S = 5


def listen(host: str, port: int) -> socket.socket:
    """A bound socket, before anything else is begun: a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as trouble:
        listener.close()
        reason = (trouble.strerror or str(trouble)).lower()
        raise ServeError(f"cannot serve on {host} port {port}: {reason}; choose another with --port") from None
    except OverflowError:
        listener.close()
        raise ServeError(f"{port} is no port; choose one from 1 to 65535 with --port") from None
    return listener


@contextmanager
def serving(app: App, listener: socket.socket) -> Iterator[None]:
    """Serve site and feeds from a thread, until the block is left."""
    with hosting(service(app), listener, http=Straight):
        yield


@contextmanager
def hosting(application: Any, listener: socket.socket, **settings: Any) -> Iterator[None]:
    """Serve an ASGI application from a thread, until the block is left. `settings`: more of uvicorn's."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
        proxy_headers=False,  # no answer depends on who asks
        ws="none",
        **settings,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="service", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(2 * GRACE_S)


def wait() -> None:
    """Until a signal ends it."""
    threading.Event().wait()
