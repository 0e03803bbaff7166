"""One `up` per data folder: two would crawl everything twice."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.errors import FULL, ServeError

PATIENCE_S = 40
"""How long a worker that lost its parent may take to end."""


@contextmanager
def held(data_dir: Path) -> Iterator[int]:
    """Hold the folder's lock; its file descriptor. The operating system lets go of it however the process ends; a
    worker that inherits the descriptor holds the lock too, so that nobody else begins while it still crawls."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / "up.lock").open("a+")
    except OSError as trouble:
        raise _refused(data_dir, trouble) from None
    with file:
        if not _locked(file):
            file.seek(0)
            raise ServeError(
                f"{data_dir} is already in use by a running talkfeed (process {file.read().strip() or 'unknown'}); "
                "stop that one first, or choose another folder with --data-dir"
            )
        try:
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), str(os.getpid()).encode())  # past the buffer, which closing would write again
        except OSError as trouble:
            raise _refused(data_dir, trouble) from None
        yield file.fileno()


def _refused(data_dir: Path, trouble: OSError) -> ServeError:
    why = (trouble.strerror or str(trouble)).lower()
    remedy = "free space there" if trouble.errno in FULL else "choose another folder with --data-dir"
    return ServeError(f"{data_dir} cannot be written to: {why}; {remedy}")


def _locked(file: IO[str]) -> bool:
    """Take the lock. Where its holder is dead and only the worker it left behind holds on, wait for that one to end."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if _holder_lives(file) or time.monotonic() > end:
                return False
            time.sleep(0.2)


def _holder_lives(file: IO[str]) -> bool:
    file.seek(0)
    try:
        os.kill(int(file.read().strip()), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
