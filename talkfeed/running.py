"""`up`: serve, crawl what is due, publish, go on by schedule; and come to rest cleanly."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any

import uvicorn

from config.errors import MailError, ServeError
from talkfeed import alerts, digests, publishing
from talkfeed.engine import Engine, Event
from talkfeed.rounds import Round, carry_out
from talkfeed.schedule import Schedule
from talkfeed.service import service
from talkfeed.service.straight import Straight
from talkfeed.wiring import App

log = logging.getLogger(__name__)

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


def look(app: App, engine: Engine, watch: Callable[[Event], None]) -> Round | None:
    """Crawl what is due and publish; None when nothing was due, or these are quiet hours."""
    app.refresh()
    app.tend(whole=True)
    due = [] if is_quiet(app.settings.quiet_hours, app.clock()) else app.due()
    if not due:
        return None
    with alerts.told(app):
        result = carry_out(app, engine, due, watch)
        for problem in publishing.publish(app).problems:
            log.warning("%s", problem)
    return result


def is_quiet(hours: str | None, now: datetime) -> bool:
    """Whether nothing is crawled at `now` (aware): within "22:00-06:00", in UTC; the end is not included."""
    if not hours:
        return False
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    clock = now.astimezone(UTC).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


@contextmanager
def scheduled(app: App, engine: Engine) -> Iterator[None]:
    """Look for due sources every minute, until the block is left; what somebody should look at goes to the log."""

    def due() -> None:
        result = look(app, engine, lambda event: None)
        for trouble in result.troubles() if result else ():
            log.warning("%s", trouble)

    def publish() -> None:
        for problem in publishing.publish(app).problems:
            log.warning("%s", problem)

    schedule = Schedule(due, publish, lambda: prune(app), lambda: mail(app))
    schedule.start()
    try:
        yield
    finally:
        engine.stop()
        schedule.stop()


def mail(app: App) -> None:
    """Send the digests that are due; what could not be sent is tried again in an hour."""
    try:
        problems = digests.send(app, app.clock())
    except MailError as trouble:
        problems = [str(trouble)]
    for problem in problems:
        log.warning("%s", problem)


def prune(app: App) -> None:
    """Forget what retention does not keep."""
    gone = {table: rows for table, rows in app.forget().items() if rows}
    log.info("forgotten: %s", gone or "nothing")
