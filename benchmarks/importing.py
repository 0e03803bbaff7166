"""Talks per second through `talkfeed import`: saved pages on disk to talks in the database and feeds on disk.

    python -m benchmarks importing [SEASONS]

The pages are the sample institutes' own, as they look in so many seasons (10 by default), saved as files with their
address. Wall time of the command, all cores; then the same again, when nothing is new.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from talkfeed import samples

INSTITUTES = ("idas", "tanjong", "linc")


def save(folder: Path, seasons: int) -> int:
    """Write the pages of talks; how many there are."""
    count = 0
    for season in range(seasons):
        base = f"http://season-{season}.example.org"
        for path, (kind, body) in samples.build(date(2026, 3, 2) + timedelta(weeks=10 * season), base).items():
            if "html" in kind and path.split("/")[1] in INSTITUTES and "event" in path:
                note = f"<!-- saved from url=(0040){base}{path} -->\n".encode()
                (folder / f"{season}-{count}.html").write_bytes(note + body)
                count += 1
    return count


def main(seasons: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "pages").mkdir()
        pages = save(home / "pages", seasons)
        talkfeed = [sys.executable, "-m", "talkfeed"]
        for name in ("new", "again"):
            began = time.monotonic()
            command = [*talkfeed, "import", "pages", "--timezone", "America/New_York"]
            done = subprocess.run(command, cwd=home, check=False, capture_output=True)
            if done.returncode not in (0, 1):  # 1: done, and something is worth a look
                raise SystemExit(done.stderr.decode())
            seconds = time.monotonic() - began
            asked = [*talkfeed, "--json", "talks", "--all"]
            talks = len(json.loads(subprocess.run(asked, cwd=home, check=True, capture_output=True).stdout))
            sys.stdout.write(
                f"{name:<6} {pages} pages, {talks} talks: {seconds:.1f} s, {pages / seconds:.0f} pages/s, "
                f"{talks / seconds:.0f} talks/s\n"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
