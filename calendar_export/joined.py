"""What a published calendar was joined from, in a file of its own: so that of the next only what changed is read.

Of 10,000 talks a hundredth of which changed, reading the others' rows and kept events took two thirds of the time. The
list of talks as the database gives it, a short line each, is compared with the one the calendar was joined from; talks
whose line stands there stay as they are in the calendar, octet by octet. The list is believed only of the very file it
was written for; without it a feed is made as the first time.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

Stamp = tuple[int, int, int]


@contextmanager
def in_one_go() -> Iterator[None]:
    """Within it Python does not look for garbage in circles: ten thousand small things come at once and make none, and
    looking through them again and again takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def stamp_of(path: str | int) -> Stamp:
    """What tells a file (its path, or the number of an open one) from the one that replaces it: nanoseconds, octets,
    inode. OSError, or ValueError for no path."""
    state = os.stat(path)  # noqa: PTH116 - at each request, at a third of the time
    return state.st_mtime_ns, state.st_size, state.st_ino


class Line(NamedTuple):
    """One talk of a feed. `kept_as`: the name under which a ledger keeps its VEVENT as this feed wants it.

    `zone` and the years in which the talk needs it; "" for days and what this feed drops. `last_day`: ISO, "" unknown.
    """

    uid: str
    revision: int
    kept_as: str
    zone: str
    first_year: int
    last_year: int
    last_day: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A published calendar: `rows`, its talks as the database listed them ("": it does not tell all), and the line of
    each; the octets of each one's event, one after the other from `begin` on. `made`: the digest of what else decides
    on them."""

    path: Path
    made: str
    etag: str
    stamp: Stamp
    rows: Sequence[str]
    lines: Sequence[Line]
    sizes: Sequence[int]
    begin: int

    def places(self, rows: Sequence[str]) -> list[int | None]:
        """Where each of these rows stands in this calendar; None for those that do not."""
        index = dict(zip(self.rows, range(len(self.rows)), strict=True))
        return list(map(index.get, rows))

    def events(self) -> list[memoryview]:
        """The event of each line; none where the file is not the one it was."""
        try:
            content = memoryview(self.path.read_bytes())
            if stamp_of(str(self.path)) != self.stamp:
                return []
        except OSError:
            return []
        ends = list(accumulate(self.sizes, initial=self.begin))
        return [content[one:other] for one, other in pairwise(ends)]


def read(path: Path, listed: Path, made: str) -> Joined | None:
    """What the calendar at this path was joined from, as `listed` in another file; None where nobody knows it, where
    the calendar is not the one that was written then, or where something else decided on its bytes."""
    try:
        digest, _, text = listed.read_bytes().partition(b"\n")
        if digest.decode() != _digest(text):
            return None
        told: dict[str, Any] = json.loads(text)
        if told["made"] != made or tuple(told["stamp"]) != (stamp := stamp_of(str(path))):
            return None
    except (OSError, ValueError, KeyError):
        return None
    facts = [told["facts"][number] for number in told["fact"]]
    columns = (told["uids"], told["revisions"], *zip(*facts, strict=True), told["days"]) if facts else ()
    lines = list(map(partial(tuple.__new__, Line), zip(*columns, strict=True)))
    return Joined(path, made, told["etag"], stamp, told["rows"], lines, told["sizes"], told["begin"])


def text_of(joined: Joined) -> bytes:
    """What `read` reads."""
    numbers: dict[tuple[str, str, int, int], int] = {}
    fact = [numbers.setdefault(line[2:6], len(numbers)) for line in joined.lines]
    told = {
        "made": joined.made,
        "etag": joined.etag,
        "stamp": joined.stamp,
        "begin": joined.begin,
        "facts": list(numbers),
        "fact": fact,
        "rows": joined.rows,
        "uids": [line.uid for line in joined.lines],
        "revisions": [line.revision for line in joined.lines],
        "days": [line.last_day for line in joined.lines],
        "sizes": joined.sizes,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return _digest(text).encode() + b"\n" + text


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]
