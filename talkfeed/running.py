"""`up`: crawl what is due, publish, serve, go on by schedule; and come to rest cleanly."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from config.errors import ServeError
from talkfeed import publishing
from talkfeed.engine import Engine, Event
from talkfeed.rounds import Round, carry_out
from talkfeed.schedule import Schedule
from talkfeed.service import service
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


def look(app: App, engine: Engine, watch: Callable[[Event], None]) -> Round | None:
    """Crawl what is due and publish; None when nothing was."""
    enabled = set(app.enabled())
    due = [source for source in app.store.due(app.clock()) if source in enabled]
    if not due:
        return None
    result = carry_out(app, engine, due, watch)
    publishing.publish(app)
    return result


def serve(app: App, listener: socket.socket) -> None:
    """Serve site and feeds until interrupted."""
    config = uvicorn.Config(
        service(app),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
        date_header=True,
    )
    uvicorn.Server(config).run(sockets=[listener])


def run(app: App, engine: Engine, listener: socket.socket, told: Callable[[Round], None]) -> None:
    """Serve at once, look for due sources every minute, until interrupted."""

    def due() -> None:
        if (result := look(app, engine, lambda event: None)) is not None:
            told(result)

    def publish() -> None:
        publishing.publish(app)

    schedule = Schedule(due, publish, lambda: prune(app))
    schedule.start()
    try:
        serve(app, listener)
    finally:
        engine.stop()
        schedule.stop()


def prune(app: App) -> None:
    """Forget fetched pages older than `archive_days`."""
    app.archive.prune(app.archive_horizon())
