"""What a newcomer waits for, and what stays in memory: from `git clone` to the first feed, and `up` at rest.

    python -m benchmarks newcomer [--no-clone]

Clones this repository into a temporary folder, runs the README's first command there with `demo --once`, and times each
step (wall; pip's share depends on the network and its cache). Then starts the demo as a service, waits until its
crawl is done, and reads the resident memory of all its processes from /proc. `--no-clone`: only the memory, of this
installation.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
REST_S = 20


def steps(folder: Path) -> dict[str, float]:
    """Seconds of each step, in a fresh clone below `folder`."""
    clone = folder / "talkfeed"
    bin_ = clone / ".venv" / "bin"
    commands = {
        "git clone": ["git", "clone", "--quiet", str(ROOT), str(clone)],
        "python3 -m venv": ["python3", "-m", "venv", str(clone / ".venv")],
        "pip install .": [str(bin_ / "pip"), "install", "--quiet", "."],
        "talkfeed demo --once": [str(bin_ / "talkfeed"), "demo", "--once", "-q"],
        "again": [str(bin_ / "talkfeed"), "demo", "--once", "-q"],
    }
    seconds = {}
    for name, command in commands.items():
        began = time.monotonic()
        subprocess.run(command, cwd=folder if name == "git clone" else clone, check=True, capture_output=True)
        seconds[name] = time.monotonic() - began
    return seconds


def at_rest(folder: Path) -> dict[str, float]:
    """Megabytes resident of a demo that has crawled and serves, its sample institutes included."""
    log = folder / "log"
    with log.open("w") as out:
        demo = subprocess.Popen(
            [sys.executable, "-m", "talkfeed", "demo", "--port", "0"], cwd=folder, stdout=out, stderr=out
        )
    try:
        while "Subscribe" not in log.read_text():
            if demo.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.2)
        peak = status_mb(demo.pid, "VmHWM")
        time.sleep(REST_S)
        return {"resident": status_mb(demo.pid, "VmRSS"), "peak": peak, "processes": 1 + len(children(demo.pid))}
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(30)


def status_mb(pid: int, key: str) -> float:
    """A figure of /proc/PID/status, in megabytes."""
    match = re.search(rf"{key}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(match[1]) / 1024 if match else 0.0


def children(pid: int) -> list[str]:
    """The processes this one started that still live."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks newcomer")
    parser.add_argument("--no-clone", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        if not asked.no_clone:
            seconds = steps(Path(place))
            for name, value in seconds.items():
                sys.stdout.write(f"{name:<24}{value:8.1f} s\n")
            sys.stdout.write(f"{'clone to first feed':<24}{sum(seconds.values()) - seconds['again']:8.1f} s\n")
        rest = Path(place) / "rest"
        rest.mkdir()
        for name, value in at_rest(rest).items():
            sys.stdout.write(f"{'up at rest: ' + name:<24}{value:8.1f}{'' if name == 'processes' else ' MB'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
