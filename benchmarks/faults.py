"""How often a site that cannot show its talks is taken for one that called them off: every blindness, every site.

    python -m benchmarks faults [--sites 30] [--runs 5] [--only NAME] [--postgres URL] [--json]

Sites of five makes are served on loopback and crawled by the real spider; what comes home goes through the real ingest
into a real database. After a healthy run each fault of `benchmarks/simulation/pages.py` stands in the way for so many
runs, and after each of them it is counted what was wrongly called off (cancelled, withdrawn) and what was wrongly
emptied (a room, a speaker, an hour that was known). Then the site is well again.

Beside it stands the rule of City Scrapers, fed with the very same runs: what is upcoming and was not seen is cancelled.
The last lines tell how many runs the truth takes: a talk called off in words, and one that is there no more. Ends with
status 1 where anything was wrongly called off or emptied, or the truth came later than the table in
docs/truth.md allows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.simulation.pages import FAULTS, Fault, Reply, Site, institute, tag_of
from benchmarks.throughput import fresh
from config.settings import Settings
from config.sources import Limits, Listing, Source
from crawler.batch import crawl_batch
from pipeline.harvest import Harvest, read
from pipeline.identity import title_of
from pipeline.ingest import ingest, understand
from pipeline.known import Known
from pipeline.store import Store
from pipeline.store.archive import Archive
from pipeline.talk import Status, talk_json

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
EVERY = timedelta(hours=6)
OFF = (Status.CANCELLED, Status.WITHDRAWN)
FIELDS = ("start", "room", "speakers", "abstract")
"""What must not be emptied."""

ALLOWED = {"by word": 1, "page gone": 2, "row gone": 3}
"""After how many runs the truth must be told, by the table of docs/truth.md."""


class Host:
    """A server on loopback that answers as one site, with or without a fault in the way."""

    def __init__(self) -> None:
        self.site: Site | None = None
        self.fault: Fault | None = None
        host = self

        class OneRequest(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                reply = host.reply(self.path, self.headers.get("If-None-Match", ""))
                if reply.silent:
                    self.close_connection = True
                    return
                body = reply.body.encode()
                self.send_response(reply.status)
                headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
                if reply.status == 200:
                    headers["ETag"] = tag_of(reply)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) if reply.said is None else reply.said))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), OneRequest)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def reply(self, path: str, condition: str) -> Reply:
        """What the site answers, or what stands in its way; 304 to who has the same already."""
        assert self.site is not None
        reply = self.site.answer(path)
        if self.fault is not None:
            return self.fault(self.site, path, reply, condition != "")
        return Reply(status=304) if condition and condition == tag_of(reply) else reply

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Score:
    """Of one fault: talk-runs watched; what each side wrongly called off, and what was wrongly emptied; talks that
    were not as before once the site was well again. `runs`: crawls with the fault."""

    fault: str
    runs: int = 0
    watched: int = 0
    called_off: int = 0
    emptied: int = 0
    not_back: int = 0
    by_rule: int = 0
    doubts: Counter[str] = field(default_factory=Counter)


class CityScrapers:
    """The rule of City Scrapers: a talk that was scraped before, is upcoming and was not scraped now is cancelled.
    Talks are known by their start and their title, as its ids are."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], datetime] = {}
        self.cancelled: set[tuple[str, str]] = set()

    def takes(self, harvest: Harvest, source: Source, now: datetime) -> None:
        """A run, whole or not: the rule does not ask."""
        seen = {}
        for talk in understand(harvest, source).talks:
            if talk.when.start_utc is not None:
                seen[f"{talk.when.start_utc:%Y%m%d%H%M}", title_of(talk)] = talk.when.start_utc
        upcoming = {key for key, start in self.known.items() if start > now}
        self.cancelled = (self.cancelled | (upcoming - seen.keys())) - seen.keys()
        self.known |= seen


@dataclass
class World:
    """Hosts, a database, an archive, and the clock."""

    hosts: Sequence[Host]
    store: Store
    archive: Archive
    folder: Path
    now: datetime = START

    def sources(self, lot: int) -> list[Source]:
        """The sources of one lot of institutes, at these hosts from now on."""
        found = []
        for number, host in enumerate(self.hosts):
            host.site, host.fault = institute(number, lot, self.now.replace(tzinfo=None)), None
            follow = r"/(talks|lectures-\d)/[\w-]+$" if host.site.has_pages else None
            listing = Listing(url=f"{host.url}{host.site.listing}", **({"follow": follow} if follow else {}))
            limits = Limits(delay=0.0)
            name = f"lot-{lot}-{number}"
            found.append(
                Source(id=name, name=name, timezone="Europe/Berlin", language="en", listing=(listing,), limits=limits)
            )
        return found

    def crawl(self, sources: Sequence[Source]) -> dict[str, tuple[Harvest, str]]:
        """One run of each: what it brought home, and the doubt."""
        self.now += EVERY
        settings = Settings(private_hosts=("127.0.0.1",), contact="mail@example.org")
        paths = asyncio.run(
            crawl_batch(
                sources,
                settings,
                archive=self.archive,
                harvest_dir=self.folder,
                now=self.now,
                expected=lambda name: self.store.expected(name, self.now),
            )
        )
        found = {}
        for source in sources:
            path = paths[source.id]
            assert isinstance(path, Path), path
            harvest = read(path)
            path.unlink()
            found[source.id] = harvest, ingest(self.store, source, harvest, now=self.now).doubt
        return found


def lost(before: Mapping[str, Known], now: Mapping[str, Known]) -> tuple[int, int]:
    """How many talks are off though they are not, and how many values are empty though they were known."""
    off = sum(now[uid].talk.status in OFF for uid in before)
    empty = 0
    for uid, old in before.items():
        was, is_now = talk_json(old.talk), talk_json(now[uid].talk)
        empty += sum(bool(was[name]) and not is_now[name] for name in FIELDS)
    return off, empty


def known(store: Store, source: Source) -> dict[str, Known]:
    return {old.uid: old for old in store.known(source.id)}


def measure(world: World, name: str, lot: int, runs: int) -> Score:
    """A healthy run, so many runs with the fault, and a healthy one again."""
    sources, score = world.sources(lot), Score(name)
    rules = {source.id: CityScrapers() for source in sources}
    first = world.crawl(sources)
    before = {source.id: known(world.store, source) for source in sources}
    for source, host in zip(sources, world.hosts, strict=True):
        assert host.site is not None
        assert len(before[source.id]) == len(host.site.talks), f"{source.id}: not all talks are read"
        rules[source.id].takes(first[source.id][0], source, world.now)
        host.fault = FAULTS[name]
    for _ in range(runs):
        found = world.crawl(sources)
        for source in sources:
            harvest, doubt = found[source.id]
            rules[source.id].takes(harvest, source, world.now)
            off, empty = lost(before[source.id], known(world.store, source))
            score.runs += 1
            score.watched += len(before[source.id])
            score.called_off += off
            score.emptied += empty
            score.by_rule += len(rules[source.id].cancelled & _true(before[source.id]))
            score.doubts[_kind(doubt)] += 1
    for host in world.hosts:
        host.fault = None
    world.crawl(sources)
    score.not_back = sum(sum(lost(before[source.id], known(world.store, source))) for source in sources)
    return score


def _true(before: Mapping[str, Known]) -> set[tuple[str, str]]:
    talks = [old.talk for old in before.values()]
    return {(f"{talk.when.start_utc:%Y%m%d%H%M}", title_of(talk)) for talk in talks}


def _kind(doubt: str) -> str:
    return " ".join(word for word in doubt.split()[:9] if "://" not in word and not word.isdigit()) or "none"


# ── The truth ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def truths(world: World, lot: int) -> dict[str, Counter[int]]:
    """How many runs it takes until a talk called off in words, and one that is there no more, are off; 0: never."""
    sources = world.sources(lot)
    world.crawl(sources)
    wanted: dict[str, dict[str, str]] = {}
    for source, host in zip(sources, world.hosts, strict=True):
        site = host.site
        assert site is not None
        first, second, *_ = site.shown()
        site.talks[first.number] = replace(first, word="CANCELLED")
        site.talks.pop(second.number)
        by_title = {old.talk.title: uid for uid, old in known(world.store, source).items()}
        kind = "page gone" if site.has_pages else "row gone"
        wanted[source.id] = {"by word": by_title[first.title], kind: by_title[second.title]}
    took: dict[str, Counter[int]] = {name: Counter() for name in ALLOWED}
    for run in range(1, 6):
        world.crawl(sources)
        for source in sources:
            now = known(world.store, source)
            for kind, uid in list(wanted[source.id].items()):
                if now[uid].talk.status in OFF:
                    took[kind][run] += 1
                    del wanted[source.id][kind]
    for rest in wanted.values():
        for kind in rest:
            took[kind][0] += 1
    return took


def is_timely(took: Mapping[str, Counter[int]]) -> bool:
    """Whether the truth was told as soon as the table allows, everywhere, and no sooner."""
    return all(set(took[kind]) <= {runs} for kind, runs in ALLOWED.items())


# ── Telling ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def served(sites: int, url: str) -> Iterator[World]:
    """A world of so many hosts over this database."""
    logging.getLogger("talkfeed").setLevel(logging.ERROR)
    hosts = [Host() for _ in range(sites)]
    with tempfile.TemporaryDirectory() as folder, Store.open(url) as store:
        archive = Archive.open(Path(folder) / "archive.db")
        try:
            yield World(hosts, store, archive, Path(folder))
        finally:
            archive.close()
            for host in hosts:
                host.close()


def report(scores: Sequence[Score], took: Mapping[str, Counter[int]], engine: str) -> None:
    """The table, for people."""
    write = sys.stdout.write
    write(f"{engine}: wrongly called off, of all talks after each run with the fault\n")
    write(f"{'fault':22} {'runs':>5} {'talks':>6} {'Talkfeed':>9} {'emptied':>8} {'not back':>9} {'the rule':>9}\n")
    for one in scores:
        counts = f"{one.runs:5} {one.watched:6} {one.called_off:9} {one.emptied:8} {one.not_back:9} {one.by_rule:9}"
        write(f"{one.fault:22} {counts}\n")
    sums = [sum(getattr(one, name) for one in scores) for name in NUMBERS]
    write(f"{'all':22} {sums[0]:5} {sums[1]:6} {sums[2]:9} {sums[3]:8} {sums[4]:9} {sums[5]:9}\n")
    for kind, counts in took.items():
        told = ", ".join(f"{count} {f'after run {run}' if run else 'never'}" for run, count in sorted(counts.items()))
        write(f"true, {kind:15} {told or '-'}\n")


NUMBERS = ("runs", "watched", "called_off", "emptied", "not_back", "by_rule")


def is_well(scores: Sequence[Score], took: Mapping[str, Counter[int]]) -> bool:
    """Whether nothing was wrongly called off or emptied, and the truth was told in time."""
    return not any(one.called_off + one.emptied + one.not_back for one in scores) and is_timely(took)


def all_of(url: str, sites: int, runs: int, names: Sequence[str]) -> tuple[list[Score], dict[str, Counter[int]]]:
    """Every fault named, and the truth, on this database."""
    with served(sites, url) as world:
        scores = [measure(world, name, lot, runs) for lot, name in enumerate(names)]
        return scores, truths(world, len(FAULTS))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks faults", description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=30)
    parser.add_argument("--runs", type=int, default=5, help="runs that a fault lasts")
    parser.add_argument("--only", action="append", choices=sorted(FAULTS), help="this fault alone")
    parser.add_argument("--postgres", help="use this PostgreSQL database, in a schema of its own, not SQLite")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked: Any = parser.parse_args()
    with fresh(asked.postgres) as url:
        scores, took = all_of(url, asked.sites, asked.runs, asked.only or list(FAULTS))
    if asked.json:
        sys.stdout.write(json.dumps({"faults": [asdict(one) for one in scores], "true": took}) + "\n")
    else:
        report(scores, took, "PostgreSQL" if asked.postgres else "SQLite")
    return 0 if is_well(scores, took) else 1


if __name__ == "__main__":
    sys.exit(main())
