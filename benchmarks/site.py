"""The site as a phone meets it: what each kind of page weighs, how soon it shows, whether anything jumps.

    python -m benchmarks site [--talks 8000] [--rounds 3]

A service with so many talks of forty institutes, in front of Debian's Chromium on a phone's screen, as Lighthouse sets
it up: four times slower, 1.6 Mbit/s, 150 ms a round trip. `render` is the server's own time for a page it has not kept,
wall clock, median of so many rounds; `first paint` the First Contentful Paint of a first visit, median too; the rest
does not depend on the machine. `tests/browser` asks the same of the sample institutes' pages, without time.
Figures: docs/figures.md.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from config.settings import load_settings
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.talk import Article, Coverage, Mode, Person, Place, Span, Talk
from talkfeed.service import service
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
INSTITUTES = 40
SERIES = ("Colloquium", "Research Seminar", "Lunch Talk", "Distinguished Lectures", "Reading Group")
ABSTRACT = (
    "We show how sediment settles behind a barrier, what the tide leaves of it, and why nobody had looked before. "
)
SOURCE = """name = "{name}"
homepage = "https://{id}.example/"
timezone = "{zone}"
[[listing]]
url = "https://{id}.example/"
"""
ZONES = ("Europe/London", "America/Chicago", "Asia/Tokyo", "Europe/Berlin")
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""Lighthouse's slow 4G; bytes a second."""

CPU_SLOWER = 4
PATIENCE_MS = 180_000
WIDE = 15
KINDS = {"sources": "source", "series": "series", "speakers": "speaker", "news": "article"}
"""Pages about one thing: the beginning of their address, and what they are called here."""

WATCH = """
window.shift = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shift += one.value })
  .observe({type: 'layout-shift', buffered: true});
"""
SEEN = """() => ({
  shift: window.shift, nodes: document.getElementsByTagName('*').length,
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0})"""


@dataclass(frozen=True, slots=True)
class View:
    """One first visit: bytes as sent and as they are, how many requests to which hosts, elements, the sum of layout
    shifts, milliseconds to the first paint."""

    sent: int
    whole: int
    requests: int
    hosts: frozenset[str]
    nodes: int
    shift: float
    paint_ms: float


def visit(browser: Browser, address: str, *, slow: bool = False) -> View:
    """A first visit with a phone; `slow`: with a slow one, far from a mast."""
    context = browser.new_context(viewport={"width": 390, "height": 740}, timezone_id="America/Chicago", locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(WATCH)
    if slow:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    try:
        return _seen(page, address)
    finally:
        context.close()


def _seen(page: Page, address: str) -> View:
    answers = []
    page.on("requestfinished", lambda request: answers.append((request, request.response())))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(300)  # what moves late moves now
    found = page.evaluate(SEEN)
    return View(
        sum(request.sizes()["responseBodySize"] for request, _ in answers),
        sum(len(answer.body()) for _, answer in answers if answer is not None),
        len(answers),
        frozenset(urlsplit(request.url).netloc for request, _ in answers),
        found["nodes"],
        found["shift"],
        found["paint"],
    )


def kinds(browser: Browser, site: str) -> dict[str, str]:
    """The address of a page of each kind, found by its links as a visitor would."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    found = {"home": "/", "week": "/?view=week", "month": "/?view=month"}
    page.goto("/")
    talks = [str(link.get_attribute("href")) for link in page.locator(".talk h3 a").all()[:20]]
    found["talk"] = talks[0]
    looked = [talks[0], "/news", *talks[1:]]  # a talk leads to a source that has some
    while looked and not set(KINDS.values()) <= found.keys():
        page.goto(looked.pop(0))
        for kind, name in KINDS.items():
            link = page.locator(f"main a[href^='/{kind}/']").first
            if name not in found and link.count():
                found[name] = str(link.get_attribute("href"))
                looked.insert(0, found[name])
    context.close()
    return found | {"sources": "/sources", "changes": "/changes", "news": "/news", "status": "/status"}


# ── A full house ──────────────────────────────────────────────────────────────────────────────────────────────────────


def talks_of(number: int, count: int) -> list[Talk]:
    """An institute's talks, from half a year ago to half a year ahead."""
    source, made = f"institute-{number}", []
    for one in range(count):
        day = date(2026, 3, 2) + timedelta(days=-180 + 360 * one // count)
        start = datetime(day.year, day.month, day.day, 10 + one % 8)  # noqa: DTZ001  (wall time)
        url, title = f"https://{source}.example/{one}", f"What the tide leaves behind: barriers, part {one} of {number}"
        speaker = Person(
            f"{('Ada', 'Ben', 'Cleo', 'Dara')[one % 4]} Okuosa-{(number * 7 + one) % 900}", "Harbour University"
        )
        made.append(
            Talk(
                source,
                url,
                title,
                Span(start, start + timedelta(hours=1), ZONES[number % 4]),
                SERIES[one % 5],
                place=Place(Mode.IN_PERSON, "Main Building", f"Room {one % 9}"),
                speakers=(speaker,),
                abstract=ABSTRACT * 6,
                keys=keys_of(url, (), day, title),
            )
        )
    return made


def fill(app: App, talks: int) -> None:
    """Put so many talks, and some articles, into the database."""
    each = max(1, talks // INSTITUTES)
    for number in range(INSTITUTES):
        source = f"institute-{number}"
        news = [
            Article(
                source,
                f"https://{source}.example/n/{n}",
                f"News {n} of institute {number}",
                date(2026, 2, 1 + n),
                body=ABSTRACT * 9,
            )
            for n in range(9)
        ]
        found = talks_of(number, each)
        with app.store.writing(app.sources[source], now=NOW) as past:
            verdict = decide(found, past.known(found), Coverage(), now=NOW, taken=past.taken())
            past.apply(Harvest(source, f"run-{number}", NOW, NOW, pages_ok=1), verdict, news)


@contextmanager
def house(folder: Path, talks: int) -> Iterator[str]:
    """The address of a service with so many talks."""
    (folder / "sources").mkdir()
    for number in range(INSTITUTES):
        name = f"institute-{number}"
        text = SOURCE.format(id=name, name=f"Institute of Harbours {number}", zone=ZONES[number % 4])
        (folder / "sources" / f"{name}.toml").write_text(text, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {
        "data_dir": folder,
        "sources_dirs": [folder / "sources"],
        "catalogue": False,
        "contact": "talks@example.org",
    }
    app = App(load_settings(None, given | {"base_url": f"http://127.0.0.1:{port}"}, {}), lambda: NOW)
    app.tend(whole=True)
    fill(app, talks)
    server = uvicorn.Server(uvicorn.Config(service(app), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)
    app.close()


def render_ms(address: str, rounds: int) -> float:
    """Milliseconds until the server has sent a page, median."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        with urlopen(Request(address, headers={"Accept": "text/html"}), timeout=60) as answer:
            answer.read()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def report(views: Mapping[str, Sequence[View]], times: Mapping[str, float]) -> Iterator[str]:
    """The figures, a line for each kind of page."""
    columns = ("sent kB", "raw kB", "requests", "elements", "shift", "first paint ms", "render ms")
    yield f"{'page':10}" + "".join(f"{column:>{WIDE}}" for column in columns)
    for name, some in views.items():
        one, paint = some[0], statistics.median(view.paint_ms for view in some)
        shift = max(view.shift for view in some)
        sizes = [f"{one.sent / 1000:.1f}", f"{one.whole / 1000:.1f}", str(one.requests), str(one.nodes)]
        figures = [*sizes, f"{shift:.3f}", f"{paint:.0f}", f"{times[name]:.0f}"]
        yield f"{name:10}" + "".join(f"{figure:>{WIDE}}" for figure in figures)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The site as a phone meets it.")
    parser.add_argument("--talks", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not on this machine: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        house(Path(folder), asked.talks) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = kinds(browser, site)
        times = {name: render_ms(site + path, asked.rounds) for name, path in pages.items()}
        views = {
            name: [visit(browser, site + path, slow=True) for _ in range(asked.rounds)] for name, path in pages.items()
        }
        browser.close()
    sys.stdout.write(f"{asked.talks} talks of {INSTITUTES} institutes\n")
    sys.stdout.writelines(f"{line}\n" for line in report(views, times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
