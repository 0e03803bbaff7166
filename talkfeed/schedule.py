"""A handful of timers in memory: look for due sources, publish at midnight, prune, mail. Never imports Scrapy.

What is due lives in the `source` rows, not here (DECISIONS, "Processes"): stopped and started again, nothing is lost
and nothing is crawled twice. One job runs at a time, and a job missed during sleep runs once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a look that lasts longer than a minute is no news

LOOK_S = 60
"""Seconds between two looks at what is due."""

LATE_S = 3600
"""How late a job may start and still run: a laptop that slept an hour catches up."""


class Schedule:
    """The system jobs of one deployment. Each job is a function without arguments, run in one background thread."""

    def __init__(
        self,
        look: Callable[[], None],
        publish: Callable[[], None],
        prune: Callable[[], None],
        mail: Callable[[], None],
    ) -> None:
        self._timers = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_S},
        )
        self._timers.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        jobs: Sequence[tuple[str, Callable[[], None], object]] = (
            ("look", look, IntervalTrigger(seconds=LOOK_S)),
            ("publish", publish, CronTrigger(hour=0, minute=0, second=5, timezone=UTC)),
            ("mail", mail, CronTrigger(minute=11, timezone=UTC)),
            ("prune", prune, CronTrigger(hour=3, minute=17, timezone=UTC)),
        )
        for name, job, trigger in jobs:
            self._timers.add_job(job, trigger, id=name)

    def start(self) -> None:
        """Begin; the first look happens after LOOK_S."""
        self._timers.start()

    def stop(self) -> None:
        """End after the running job."""
        self._timers.shutdown(wait=True)


def _tell(event: JobExecutionEvent) -> None:
    """A missed or failed job is visible; the next one runs all the same."""
    if event.exception is not None:
        log.error("the job %r failed: %s", event.job_id, event.exception, exc_info=event.exception)
    else:
        log.warning("the job %r was missed at %s", event.job_id, event.scheduled_run_time)
