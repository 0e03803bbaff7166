"""Damaged pages: none may raise, take long, or take much memory.

    python -m benchmarks mutations [--corpus DIR] [--pages 10000] [--seed 1] [--keep FOLDER]

Base pages are our own saved ones and the samples', and those of the corpora where there are any. Each is damaged in one
to three of the ways below and read from bytes to talks. It ends with 1 where a page raised, took more than SLOWEST
seconds of CPU, or where the process grew beyond LARGEST megabytes of resident memory, as the operating system counts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.accuracy import where
from config.sources import Source
from crawler.extract import extract
from crawler.extract.decode import unpack
from crawler.extract.page import Page
from pipeline.gather import gather
from pipeline.normalise import normalise

SLOWEST, LARGEST = 2.0, 300.0
"""Seconds of CPU a page; megabytes."""
RUNS = 3
"""How often a page is read that took longer: the shortest counts, for machines are shared."""
SOME = 500
"""Pages after which it is told how far things are."""
MEGABYTE = 1_000_000
HERE = Path(__file__).parents[1]
OWN = (HERE / "tests" / "pages", HERE / "talkfeed" / "samples")
MANIFESTS = ("academic/golden", "academic/suites", "feeds/golden", "news/golden", "meetings/golden")
SUFFIXES = (".html", ".md", ".txt", ".ics", ".xml", ".json")


# ── Ways to damage a page ─────────────────────────────────────────────────────────────────────────────────────────────


def _somewhere(page: bytes, chance: random.Random) -> int:
    """A place in a page, more often one where a tag or a string ends."""
    place = chance.randrange(len(page) + 1)
    found = page.find(chance.choice((b">", b'"', b"<", b",", b"\n")), place)
    return found + 1 if found >= 0 else place


def cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def cut_out(page: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:first] + page[last:]


def nested(page: bytes, chance: random.Random) -> bytes:
    """Ten thousand deep: elements, or the brackets of JSON."""
    opening = chance.choice(
        (b"<div>", b"<ul><li>", b"<b>", b"<table><tr><td>", b"[", b'{"a":', b"<a href=x>", b"<a:b>")
    )
    place = _somewhere(page, chance)
    return page[:place] + opening * 10_000 + page[place:]


def one_line(page: bytes, chance: random.Random) -> bytes:
    """A line of five megabytes."""
    stuff = chance.choice(
        (b"talk ", b"3 May 2026 4 pm ", b"Speaker: Ada Marsh (Delta), ", b"a", b"12/", b"(", b"\xe3\x80\x80", b"1:")
    )
    place = _somewhere(page, chance)
    return page[:place] + stuff * (5 * MEGABYTE // len(stuff)) + page[place:]


def wrong_charset(page: bytes, chance: random.Random) -> bytes:
    told = chance.choice(("utf-16", "utf-32", "shift_jis", "latin-1", "utf-7", "no-such-charset", "gb18030"))
    said = f'<meta charset="{told}">'.encode()
    if chance.random() < 0.5:
        return said + page
    try:
        return page.decode("utf-8", "replace").encode(told, "replace")
    except LookupError:
        return said + page


def nuls(page: bytes, chance: random.Random) -> bytes:
    body = bytearray(page)
    for _ in range(min(len(body), 200)):
        body[chance.randrange(len(body))] = 0
    return bytes(body)


def broken_json_ld(page: bytes, chance: random.Random) -> bytes:
    event = {"@type": "Event", "name": "Tides", "startDate": "2026-05-03T16:00", "location": {"@type": "Place"}}
    text = json.dumps(event)
    wrong = chance.choice(
        (
            text[: chance.randrange(len(text))],
            text.replace(":", ""),
            text * 300,
            "[" * 5000,
            text.replace('"', "&quot;"),
            f"//{text}",
        )
    )
    place = _somewhere(page, chance)
    return page[:place] + f'<script type="application/ld+json">{wrong}</script>'.encode() + page[place:]


def repeated(page: bytes, chance: random.Random) -> bytes:
    """A part of the page again and again, up to a few megabytes."""
    first, last = sorted(_somewhere(page, chance) for _ in range(2))
    part = page[first:last][:50_000]
    times = min(chance.choice((2, 50, 500)), 2 * MEGABYTE // max(1, len(part)))
    return page[:last] + part * times + page[last:]


def long_attribute(page: bytes, chance: random.Random) -> bytes:
    name = chance.choice((b"class", b"href", b"id", b"style", b"datetime", b"content", b"title", b"itemprop"))
    stuff = chance.choice((b"a", b"event ", b"2026-05-03 ", b"/", b"%3A", b"&amp;", b"-"))
    value = stuff * (MEGABYTE // len(stuff))
    place = _somewhere(page, chance)
    return page[:place] + b"<div " + name + b'="' + value + b'">3 May 2026</div>' + page[place:]


def entities(page: bytes, chance: random.Random) -> bytes:
    flood = (
        chance.choice((b"&amp;", b"&#x202e;", b"&nbsp;", b"&amp;amp;", b"&#0;", b"&", b"&lt;", b"&#8203;")) * 100_000
    )
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>' + b"&c;" * 1000
    place = _somewhere(page, chance)
    return bomb + page if chance.random() < 0.2 else page[:place] + flood + page[place:]


def stray_tags(page: bytes, chance: random.Random) -> bytes:
    """Closing tags that close nothing, opening ones that are never closed."""
    for _ in range(chance.choice((3, 50))):
        place = _somewhere(page, chance)
        tag = chance.choice(
            (b"</div>", b"</body>", b"</html>", b"</td>", b"</item>", b"<p>", b"<table>", b"<script>", b"<!--")
        )
        page = page[:place] + tag + page[place:]
    return page


def shuffled(page: bytes, chance: random.Random) -> bytes:
    """Some bytes exchanged, or pieces put in another order."""
    if chance.random() < 0.5:
        body = bytearray(page)
        for _ in range(min(len(body), 400)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        return bytes(body)
    size = max(1, len(page) // 40)
    pieces = [page[start : start + size] for start in range(0, len(page), size)]
    chance.shuffle(pieces)
    return b"".join(pieces)


def torn_gzip(page: bytes, chance: random.Random) -> bytes:
    """Packed, and cut off or damaged on the way."""
    packed = bytearray(gzip.compress(page, 1, mtime=0))
    for _ in range(chance.choice((0, 1, 20))):
        packed[chance.randrange(len(packed))] = chance.randrange(256)
    return bytes(packed[: chance.choice((len(packed), chance.randrange(len(packed) + 1)))])


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, cut_out, nested, one_line, wrong_charset, nuls, broken_json_ld, repeated, long_attribute, entities, stray_tags,
    shuffled, torn_gzip,
)  # fmt: skip


# ── The run ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Outcome:
    """What came of a run: pages read, talks found, the slowest page, the peak of memory, and what was wrong."""

    pages: int = 0
    talks: int = 0
    slowest: tuple[float, str] = (0.0, "")
    peak: float = 0.0
    raised: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)


def bases(corpus: Path | None) -> list[tuple[str, Path]]:
    """Name and file of the pages to damage."""
    own = sorted(path for folder in OWN for path in folder.rglob("*") if path.suffix in SUFFIXES)
    found = [(path.stem, path) for path in own]
    for name in MANIFESTS if corpus else ():
        manifest = (corpus or HERE) / f"{name}.jsonl"
        lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
        found += [(line["id"], manifest.parent / line["file"]) for line in lines]
    return found


def damaged(pages: Sequence[tuple[str, Path]], number: int, seed: int) -> tuple[str, bytes]:
    """The page of this number: which one and how it is damaged follow from number and seed alone."""
    chance = random.Random(f"{seed}:{number}")
    name, path = chance.choice(pages)
    body = unpack(path.read_bytes())
    ways = [WAYS[number % len(WAYS)], *chance.sample(WAYS, chance.choice((0, 0, 1, 2)))]
    for way in ways:
        body = way(body, chance)
    return f"{number} {name} {'+'.join(way.__name__ for way in ways)}", body[: 8 * MEGABYTE]


def read(body: bytes) -> int:
    """How many talks and articles a page announces."""
    page = Page("https://institute.example/events", body, date(2026, 3, 1), timezone="Europe/Berlin")
    source = Source(id="", name="", timezone="Europe/Berlin")
    return len([normalise(sighting, source, page.retrieved) for sighting in gather(extract(page, source))])


def timed(body: bytes, name: str, found: Outcome) -> float:
    """Read a page; the seconds of CPU it took."""
    start = time.process_time()
    try:
        found.talks += read(body)
    except Exception as error:  # noqa: BLE001 - that none is raised is what is asked
        found.raised.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return time.process_time() - start


def run(pages: Sequence[tuple[str, Path]], numbers: Sequence[int], seed: int, keep: Path | None = None) -> Outcome:
    """Read the damaged pages of these numbers; those with something wrong are kept in a folder, if one is given."""
    found = Outcome()
    for number in numbers:
        name, body = damaged(pages, number, seed)
        lasted = timed(body, name, found)
        for _ in range(RUNS - 1 if lasted > SLOWEST else 0):
            lasted = min(lasted, timed(body, name, Outcome()))
        found.slowest = max(found.slowest, (lasted, name))
        if lasted > SLOWEST:
            found.slow.append(f"{name}: {lasted:.1f} s")
        if keep and (lasted > SLOWEST or (found.raised and found.raised[-1].startswith(name))):
            (keep / f"{number}.page").write_bytes(body)
        found.pages += 1
        found.ways[name.split()[-1].partition("+")[0]] += 1
        if found.pages % SOME == 0:
            sys.stderr.write(f"{found.pages} pages, raised {len(found.raised)}, slowest {found.slowest[0]:.2f} s\n")
    found.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main(argv: list[str] | None = None) -> int:
    """Damage, read, tell."""
    parser = argparse.ArgumentParser(prog="benchmarks mutations")
    parser.add_argument("--corpus")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first page")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the pages that something is wrong with")
    asked = parser.parse_args(argv)
    pages = bases(where(asked.corpus))
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    found = run(pages, range(asked.first, asked.first + asked.pages), asked.seed, asked.keep)
    out = sys.stdout
    out.write(f"{found.pages} pages out of {len(pages)}, damaged in {len(found.ways)} ways; {found.talks} read\n")
    out.write(f"raised {len(found.raised)}, over {SLOWEST:.0f} s {len(found.slow)}\n")
    out.write(f"slowest {found.slowest[0]:.2f} s ({found.slowest[1]}); peak {found.peak:.0f} MB\n")
    for line in [*found.raised, *found.slow]:
        out.write(f"  {line}\n")
    judged_by_time = os.environ.get("CI") != "true"  # machines of continuous integration are shared and noisy
    return 1 if found.raised or (found.slow and judged_by_time) or found.peak > LARGEST else 0


if __name__ == "__main__":
    sys.exit(main())
