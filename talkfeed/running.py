"""`up`: crawl what is due, publish, go on by schedule; and come to rest cleanly."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

from config.errors import MailError
from talkfeed import alerts, digests, publishing
from talkfeed.engine import Engine, Event
from talkfeed.rounds import Round, carry_out
from talkfeed.schedule import Schedule
from talkfeed.wiring import App

log = logging.getLogger(__name__)


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
