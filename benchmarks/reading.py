"""How long reading takes: pages by corpus, structured pages beside one lxml parse, dates beside dateparser.

    python -m benchmarks reading [--corpus DIR]

CPU time of this process, the best of RUNS, for machines are shared. A page is read as `talkfeed extract` reads it, from
bytes to talks. Structured pages are the suites' and all with JSON-LD: what they say to machines, parse included,
is compared with one `lxml` parse of the same bytes; "other html" is all other HTML. The bounds are printed beside what
was measured. It judges nothing and ends with 0: times are for people.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from benchmarks.accuracy import where
from benchmarks.dates import speed
from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from crawler.extract.structured import structured
from pipeline.gather import gather
from pipeline.normalise import normalise
from talkfeed.extracting import known_zone, parse_retrieved

RUNS = 2
PARSES, MEDIAN, SLOWEST, TIMES = 3, 25, 2_000, 50
"""What is promised: parses a structured page; milliseconds of other pages, and of any; times as fast as dateparser."""
MANIFESTS = ("seeds/golden", "academic/golden", "academic/suites", "feeds/golden", "news/golden", "meetings/golden")
OWN = Path(__file__).parents[1] / "tests" / "pages"


@dataclass(frozen=True, slots=True)
class Timed:
    """One page: seconds for all of it, for its structured data alone (with the parse), and for one lxml parse."""

    id: str
    whole: float
    marked: float
    parse: float
    is_structured: bool


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the best of the runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def pages_of(folder: Path | None) -> Iterator[tuple[str, str, bytes, dict[str, Any]]]:
    """Corpus, id, bytes and manifest line of every page; our own saved pages where there are no corpora."""
    for path in sorted(path for path in OWN.rglob("*") if path.suffix in (".html", ".md", ".txt")):
        yield "own", path.stem, path.read_bytes(), {"url": "https://institute.example/", "timezone": "America/Chicago"}
    for name in MANIFESTS if folder else ():
        manifest = (folder or OWN) / f"{name}.jsonl"
        for text in manifest.read_text("utf-8").splitlines():
            line = json.loads(text)
            yield (
                name.partition("/")[0] if "suites" not in name else "suites",
                line["id"],
                manifest.parent.joinpath(line["file"]).read_bytes(),
                line,
            )


def timed(name: str, body: bytes, line: dict[str, Any]) -> Timed:
    """The times of one page."""
    source = Source(id="", name="", timezone=known_zone(str(line.get("timezone") or "")))

    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

    def page() -> Page:
        return Page(str(line.get("url") or ""), plain, parse_retrieved(line.get("retrieved")), timezone=source.timezone)

    def whole() -> None:
        it = page()
        for sighting in gather(extract(it, source)):
            normalise(sighting, source, it.retrieved)

    one = page()
    html = one.kind == "html"
    return Timed(
        id=name,
        whole=seconds(whole),
        marked=seconds(lambda: structured(page(), source)) if html else 0.0,
        parse=seconds(lambda: lxml.html.document_fromstring(plain)) if html else 0.0,
        is_structured=html and "ld+json" in one.content,
    )


def row(name: str, found: list[Timed]) -> str:
    """Median, 95 % and slowest of some pages, in milliseconds."""
    times = sorted((one.whole * 1e3, one.id) for one in found)
    late = times[min(len(times) - 1, int(0.95 * len(times)))][0]
    middle = statistics.median(ms for ms, _ in times)
    return f"{name:12}{len(times):6}{middle:10.1f}{late:10.1f}{times[-1][0]:10.1f}  {times[-1][1]}"


def write_ratio(marked: list[Timed]) -> None:
    """How many parses the structured data of these pages cost."""
    if marked:
        total = sum(one.marked for one in marked) / sum(one.parse for one in marked)
        middle = statistics.median(one.marked / one.parse for one in marked)
        sys.stdout.write(
            f"\n{len(marked)} structured pages: {total:.2f} × one lxml parse, the median page {middle:.2f} ×"
            f" (at most {PARSES})\n"
        )


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks reading")
    parser.add_argument("--corpus")
    asked = parser.parse_args(argv)
    found: dict[str, list[Timed]] = {}
    for corpus, name, body, line in pages_of(where(asked.corpus)):
        found.setdefault(corpus, []).append(timed(name, body, line))
    out = sys.stdout
    out.write(f"{'milliseconds':12}{'pages':>6}{'median':>10}{'95 %':>10}{'slowest':>10}\n")
    for corpus, pages in found.items():
        out.write(row(corpus, pages) + "\n")
    everything = [one for pages in found.values() for one in pages]
    html = [(corpus, one) for corpus, pages in found.items() for one in pages if one.parse]
    marked = [one for corpus, one in html if one.is_structured or corpus == "suites"]
    others = [one for corpus, one in html if not (one.is_structured or corpus == "suites")]
    out.write(row("other html", others) + "\n")
    out.write(row("all", everything) + "\n")
    write_ratio(marked)
    out.write(f"other html: the median at most {MEDIAN} ms, no page more than {SLOWEST} ms\n")
    dates = speed()
    out.write(
        f"dates both read: {dates['ours_us']:.1f} µs each, {dates['ratio']:.1f} × as fast as dateparser"
        f" (at least {TIMES})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
