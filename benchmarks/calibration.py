"""What a confidence is worth: of the values given with it, the share that is right, by field, on the corpora.

    python -m benchmarks calibration [--corpus DIR] [--only academic,feeds,meetings] [--wrong N]

Of the values given with 0.9 and more at least 97 % must be right; else it ends with 1. What is right say the corpora's
own scorers. Where there are no corpora it says "not measured" and ends with 0.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.accuracy import where

Json = dict[str, Any]
Judged = tuple[str, float, bool, str]
"""Field, confidence, whether the value is right, and both values for people."""

BANDS = (0.95, 0.9, 0.8, 0.7, 0.5, 0.0)
HIGH, ENOUGH = 0.9, 0.97
MANIFESTS = {
    "academic": ("academic/golden.jsonl", "academic/suites.jsonl"),
    "feeds": ("feeds/golden.jsonl",),
    "seeds": ("seeds/golden.jsonl",),
    "meetings": ("meetings/golden.jsonl",),
}
ALIKE = 1.2
"""Likeness (two for the title, one for the day) from which on two records are one event."""


def judged(folder: Path, manifest: str, line: Mapping[str, Any]) -> list[Judged]:
    """The values Talkfeed gives for one page, each with its confidence and whether the answer agrees."""
    from config.sources import Source
    from crawler.extract import extract
    from crawler.extract.page import Page
    from pipeline.gather import gather
    from pipeline.normalise import normalise
    from pipeline.talk import Talk, talk_json
    from talkfeed.extracting import known_zone, parse_retrieved

    body = (folder / manifest).parent.joinpath(line["file"]).read_bytes()
    zone = known_zone(str(line.get("timezone") or ""))
    page = Page(str(line.get("url") or ""), body, parse_retrieved(line.get("retrieved")), timezone=zone)
    source = Source(id="", name="", timezone=page.timezone, language=page.language)
    talks = [
        one for s in gather(extract(page, source)) if isinstance(one := normalise(s, source, page.retrieved), Talk)
    ]
    given = [(talk_json(talk), _confidences(talk.evidence)) for talk in talks]
    compare = _meetings if manifest.startswith("meetings") else _academic
    return list(compare(_scorer(folder, manifest), line, given))


def _confidences(evidence: Any) -> dict[str, float]:
    sure: dict[str, float] = {}
    for one in evidence:
        if one.chosen:
            sure.setdefault(one.field, one.confidence)
    return sure


def _scorer(folder: Path, manifest: str) -> Any:
    name = "score" if manifest.startswith("meetings") else "score_academic"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        if spec is None or spec.loader is None:
            raise SystemExit(f"no scorer {name}.py in {folder}")
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


Given = list[tuple[Json, dict[str, float]]]


def _academic(scorer: Any, line: Mapping[str, Any], given: Given) -> Iterator[Judged]:
    zone = line.get("timezone")
    pairs = sorted(
        (
            (scorer.likeness(g, p, zone), i, j)
            for i, g in enumerate(line.get("events") or ())
            for j, (p, _) in enumerate(given)
        ),
        reverse=True,
    )
    used_golden: set[int] = set()
    found: dict[int, int] = {}
    for likeness, i, j in pairs:
        if likeness >= ALIKE and i not in used_golden and j not in found:
            used_golden.add(i)
            found[j] = i
    for j, (talk, sure) in enumerate(given):
        golden = line["events"][found[j]] if j in found else None
        yield from _of_academic(scorer, golden, talk, sure, zone)


EVIDENCE = {
    "title": "title", "start": "when", "end": "when", "speakers": "speakers", "venue": "where", "room": "where",
    "series": "series", "abstract": "abstract", "bio": "bio", "online_url": "online_url",
    "registration_url": "registration_url", "attendance_mode": "attendance_mode",
}  # fmt: skip
"""Field of the JSON form → field of the evidence."""


def _of_academic(scorer: Any, golden: Json | None, talk: Json, sure: dict[str, float], zone: Any) -> Iterator[Judged]:
    """The scorer's own word on each field; of an event that is none, title and start are wrong."""
    tally = scorer.Tally()
    if golden is not None:
        scorer.score_event(tally, golden, talk, zone, [], "")
    for field, evidence in EVIDENCE.items():
        given = [one["name"] for one in talk["speakers"]] if field == "speakers" else talk.get(field)
        if not given or (golden is None and field not in ("title", "start")):
            continue
        if golden is not None and (field not in golden or field in (golden.get("unscored") or ())):
            continue
        right, wrong, _ = tally.c[field] if golden is not None else (0, 1, 0)
        if right or wrong:
            said = f"{(golden or {}).get(field)} | {given}"
            yield field, sure.get(evidence, 0.0), not wrong, said


def _meetings(scorer: Any, line: Mapping[str, Any], given: Given) -> Iterator[Judged]:
    """Titles are other people's words for a meeting, often made up: only what the page shows is judged."""
    zone = line.get("timezone") or ""
    events = line.get("events") or []
    same, _ = scorer.match(events, [talk for talk, _ in given], zone)
    matched = set()
    for i, j in same:
        golden, (talk, sure) = events[i], given[j]
        shown = golden.get("in_page") or {}
        matched.add(j)
        if shown.get("title"):
            right = scorer.title_similarity(golden["title"], talk["title"]) >= 0.5
            yield "title", sure.get("title", 0.0), right, f"{golden['title']} | {talk['title']}"
        if shown.get("start_time") and talk["time_known"]:
            right = scorer.when(golden["start"], zone)[1] == scorer.when(talk["start"], zone)[1]
            yield "start", sure.get("when", 0.0), right, f"{golden['start']} | {talk['start']}"
        if shown.get("location") and scorer.place_of(talk) and golden.get("location"):
            right = scorer.location_ok(golden["location"], scorer.place_of(talk))
            yield "venue", sure.get("where", 0.0), right, f"{golden['location']} | {scorer.place_of(talk)}"
    if line.get("golden_complete"):
        for j, (talk, sure) in enumerate(given):
            if j not in matched:
                yield "start", sure.get("when", 0.0), False, f"no such event | {talk['start']} {talk['title']}"


def table(all_judged: list[tuple[str, Judged]]) -> str:
    """Share of right values by field and band, as a Markdown table."""
    cells: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0])
    for _, (field, sure, right, _) in all_judged:
        band = next(band for band in BANDS if sure >= band)
        for name in (field, "all"):
            cells[name, band][0] += right
            cells[name, band][1] += 1
    names = [*sorted({field for _, (field, *_) in all_judged}), "all"]
    head = "| field | " + " | ".join(f"≥ {band}" for band in BANDS) + " |\n|---|" + "---|" * len(BANDS)
    rows = []
    for name in names:
        shares = (cells[name, band] for band in BANDS)
        rows.append(f"| {name} | " + " | ".join(f"{r / n:.3f} of {n}" if n else "" for r, n in shares) + " |")
    return "\n".join([head, *rows])


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where what is given as sure is not."""
    parser = argparse.ArgumentParser(prog="benchmarks calibration")
    parser.add_argument("--corpus")
    parser.add_argument("--only", default="")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong values that were given as sure")
    asked = parser.parse_args(argv)
    folder = where(asked.corpus)
    if folder is None:
        sys.stdout.write("calibration: not measured: no corpora here (see --corpus)\n")
        return 0
    found: list[tuple[str, Judged]] = []
    with ProcessPoolExecutor() as pool:
        for name in asked.only.split(",") if asked.only else MANIFESTS:
            for manifest in MANIFESTS[name]:
                lines = [json.loads(text) for text in (folder / manifest).read_text("utf-8").splitlines()]
                lines = [line for line in lines if line.get("events")]
                answers = pool.map(judged, [folder] * len(lines), [manifest] * len(lines), lines, chunksize=4)
                found += [(line["id"], one) for line, page in zip(lines, answers, strict=True) for one in page]
    sys.stdout.write(table(found) + "\n")
    high = [(page, one) for page, one in found if one[1] >= HIGH]
    wrong = [(page, one) for page, one in high if not one[2]]
    share = 1 - len(wrong) / len(high) if high else 1.0
    sys.stdout.write(
        f"\nof {len(high)} values given with {HIGH} and more, {share:.2%} are right (at least {ENOUGH:.0%})\n"
    )
    for page, (field, sure, _, said) in wrong[: asked.wrong]:
        sys.stdout.write(f"  {page}: {field} {sure}: {said[:200]}\n")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
