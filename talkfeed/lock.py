"""One `up` per data folder: two would crawl everything twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import ServeError


@contextmanager
def held(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; the operating system lets go of it however the process ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "up.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip() or "unknown"
            raise ServeError(
                f"{data_dir} is already in use by a running talkfeed (process {who}); "
                "stop that one first, or choose another folder with --data-dir"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
