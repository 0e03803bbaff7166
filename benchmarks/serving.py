"""Serving a feed, side by side in one run: `talkfeed serve` and nginx with the same file.

    python -m benchmarks serving [--seconds 3] [--rounds 5]

CPU time of each server's processes (/proc, Linux) for a request over kept-alive connections under load (wrk), median of
so many rounds in turn; the client's own time is not counted. nginx and wrk come from Debian; nginx serves the published
file twice: with `sendfile on`, as Debian's settings have it, and without, as nginx's own have it. Memory is what
`talkfeed serve` holds (VmRSS) after all of it. The limits of issue 5 are judged against the cheaper nginx.
Figures: docs/figures.md.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.export import Desk
from talkfeed import publishing

TALKS = 66  # make a calendar of about 100 kB
CONNECTIONS = 16
PATH = "/feeds/institute.ics"
NGINX_SENDFILE = "nginx"
SERVERS = (NGINX_SENDFILE, "nginx, sendfile off", "talkfeed")
LIMITS = {"200": 2.0, "200 gzip": 4.0, "304": 4.0}
"""How many times nginx's CPU a request may cost (issue 5); gzip, of which it says nothing, as a 304."""

LIMIT_MB = 90
TICK = os.sysconf("SC_CLK_TCK")
NGINX = """daemon off; pid {folder}/nginx.{sendfile}.pid; error_log stderr error; worker_processes 1;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile {sendfile}; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  types {{ text/calendar ics; }} gzip_static on;
  server {{ listen 127.0.0.1:{port}; root {root}; }} }}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as there:
        return int(there.getsockname()[1])


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu(pid: int) -> float:
    """Seconds of CPU that a process and its children have used."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid)]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICK


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold."""
    lines = [line for one in family(pid) for line in Path(f"/proc/{one}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@contextmanager
def started(port: int, *command: str) -> Iterator[int]:
    """A server that answers; the number of its process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, **headers: str) -> http.client.HTTPResponse:
    """One request; the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", PATH, headers=sent(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def sent(headers: dict[str, str]) -> dict[str, str]:
    return {"Accept-Encoding": "identity", **{name.replace("_", "-"): value for name, value in headers.items()}}


def load(port: int, seconds: float, headers: dict[str, str]) -> int:
    """Requests for so long, as many as the server answers over a few connections; how many those were."""
    told = [part for name, value in sent(headers).items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *told, f"http://127.0.0.1:{port}{PATH}"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) requests in", out)
    if found is None or "Non-2xx" in out:  # 304 counts as well
        sys.exit(out)
    return int(found[1])


def measure(folder: Path, seconds: float, rounds: int) -> dict[str, dict[str, float]]:
    """Microseconds of CPU for a request of each kind, by server; and megabytes."""
    desk = Desk(folder, TALKS)
    publishing.publish(desk.app)
    root = desk.app.settings.public_dir
    desk.app.close()
    size = (root / "feeds/institute.ics").stat().st_size
    ours, theirs = free_port(), {sendfile: free_port() for sendfile in ("on", "off")}
    (folder / "t").mkdir()
    for sendfile, port in theirs.items():
        said = NGINX.format(folder=folder, port=port, root=root, sendfile=sendfile)
        (folder / f"nginx.{sendfile}").write_text(said)
    (folder / "sources").mkdir()
    clock = desk.now.isoformat().replace("+00:00", "Z")
    talkfeed = (sys.executable, "-m", "talkfeed", "-q", "--data-dir", str(folder), "--now", clock)
    found: dict[str, dict[str, list[float]]] = {name: {} for name in SERVERS}
    nginx = str(shutil.which("nginx"))
    with (
        started(ours, *talkfeed, "serve", "--port", str(ours)) as us,
        started(theirs["on"], nginx, "-c", str(folder / "nginx.on")) as them,
        started(theirs["off"], nginx, "-c", str(folder / "nginx.off")) as those,
    ):
        servers = dict(zip(SERVERS, ((them, theirs["on"]), (those, theirs["off"]), (us, ours)), strict=True))
        kinds = {
            name: {
                "200": (200, {}),
                "200 gzip": (200, {"Accept_Encoding": "gzip"}),
                "304": (304, {"If_None_Match": str(ask(port).headers["ETag"])}),
            }
            for name, (_, port) in servers.items()
        }
        for _ in range(rounds):
            for name, (pid, port) in servers.items():
                for kind, (status, headers) in kinds[name].items():
                    if (said := ask(port, **headers).status) != status:
                        sys.exit(f"{name} answered {said}, not {status}")
                    before = cpu(pid)
                    count = load(port, seconds, headers)
                    found[name].setdefault(kind, []).append((cpu(pid) - before) * 1e6 / count)
        result = {name: {kind: statistics.median(some) for kind, some in one.items()} for name, one in found.items()}
        result["talkfeed"]["MB"], result[NGINX_SENDFILE]["MB"] = memory(us), memory(them)
    result["feed"] = {"bytes": size}
    return result


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="CPU of a request for a feed, beside nginx.")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    for name in ("nginx", "wrk"):
        if shutil.which(name) is None:
            sys.exit(f"{name} is not on this machine: apt-get install {name}")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # nginx reads as another user
        found = measure(Path(folder), asked.seconds, asked.rounds)
    sys.stdout.write(f"a feed of {found['feed']['bytes']:,.0f} bytes; µs of CPU a request\n")
    missed = []
    sys.stdout.write(f"{'':10}" + "".join(f"{name:>21}" for name in SERVERS) + "\n")
    for kind, limit in LIMITS.items():
        we, they = found["talkfeed"][kind], found[NGINX_SENDFILE][kind]
        sys.stdout.write(f"{kind:10}" + "".join(f"{found[name][kind]:21.1f}" for name in SERVERS))
        sys.stdout.write(f"   {we / they:5.2f} × (at most {limit:g})\n")
        missed += [kind] if we > limit * they else []
    megabytes = found["talkfeed"]["MB"]
    sys.stdout.write(f"{'memory':10}{found[NGINX_SENDFILE]['MB']:21.1f}{megabytes:42.1f} MB (at most {LIMIT_MB})\n")
    missed += ["memory"] if megabytes > LIMIT_MB else []
    if missed:
        sys.stdout.write(f"missed: {', '.join(missed)}\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
