"""How well pages are understood that Talkfeed was never told about: every corpus, every field, against its floor.

    python -m benchmarks accuracy [--corpus DIR] [--only academic,feeds] [--raise] [--markdown]

The corpora are pages of others, for measuring only; they lie at `--corpus`, else at TALKFEED_CORPUS, else beside the
checkout in `../shared/corpus`. Where there are none it says "not measured" and ends with 0. `accuracy.json` holds the
floors: a figure below its floor ends with 1; `--raise` lifts floors to what was measured and never lowers one. A corpus
some of whose labels we believe wrong (`doubted.json`) is scored twice, with those labels and without them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any

from benchmarks import doubted

FLOORS = Path(__file__).with_name("accuracy.json")
HERE = Path(__file__).parents[1]
BESIDE = HERE.parent / "shared" / "corpus"
LOW_IS_GOOD = ("violations", "false_cancelled", "wrong", "on_news_page")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One manifest with its scorer; `command` is what reads it."""

    name: str
    manifest: str
    scorer: str
    command: tuple[str, ...] = ("extract", "--batch")


CORPORA = (
    Corpus("seeds", "seeds/golden.jsonl", "score_academic.py"),
    Corpus("academic", "academic/golden.jsonl", "score_academic.py"),
    Corpus("suites", "academic/suites.jsonl", "score_academic.py"),
    Corpus("feeds", "feeds/golden.jsonl", "score_academic.py"),
    Corpus("news", "news/golden.jsonl", "score_academic.py"),
    Corpus("meetings", "meetings/golden.jsonl", "score.py"),
    Corpus("dates", "../reference/date-spellings.jsonl", "score_dates.py", ("when", "--batch")),
)


WITHOUT = "{}, without {} doubted labels"
"""How a corpus is called from whose score labels are set aside."""

WITHOUT_HELD = "{}, without doubted labels"
"""The same among the floors."""


def measure(corpus: Corpus, folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """What one corpus scores, by figure: with all its labels, then without those we believe wrong, if there are any."""
    manifest = folder / corpus.manifest
    with tempfile.TemporaryDirectory() as place:
        answers = Path(place) / "answers.jsonl"
        with answers.open("w") as out:
            command = [sys.executable, "-m", "talkfeed", *corpus.command, str(manifest)]
            here = {**os.environ, "PYTHONPATH": str(HERE)}  # this checkout, whichever is installed
            done = subprocess.run(command, stdout=out, check=False, cwd=place, env=here)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
        yield corpus.name, _scored(folder / corpus.scorer, manifest, answers)
        doubts = [doubt for doubt in doubted.listed() if doubt.corpus == corpus.name]
        if doubts:
            labels = doubted.read_lines(manifest)
            trusted = Path(place) / "labels.jsonl"
            trusted.write_text("\n".join(json.dumps(page) for page in doubted.without(labels, doubts)), "utf-8")
            name = WITHOUT.format(corpus.name, sum(doubted.counted(labels, doubts).values()))
            yield name, _scored(folder / corpus.scorer, trusted, answers)


def _scored(scorer: Path, labels: Path, answers: Path) -> dict[str, float]:
    """The figures by which a corpus's own scorer judges answers."""
    command = [sys.executable, str(scorer), str(labels), str(answers), "--json"]
    scored = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return dict(figures(json.loads(scored.stdout)))


def figures(scored: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The figures in a scorer's answer that count, by a short name."""
    if "overall" in scored:  # score.py
        yield from _of_meetings(scored)
    elif "lines" in scored:  # score_dates.py
        for name in ("start", "end", "all_day", "wrong"):
            yield name, scored[name]
    else:
        yield from _of_academic(scored)


def _of_academic(scored: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name, one in scored["fields"].items():
        if name == "event_on_news_page":
            yield name, one["fp"]
        elif one["f1"] is not None:
            yield f"{name}.f1", one["f1"]
        if name == "news_published":  # asked for apart: no day is better than a wrong one
            yield f"{name}.precision", one["precision"]
            yield f"{name}.recall", one["recall"]
    if body := scored["news_body"]:
        for name in ("precision", "recall", "f1"):
            yield f"news_body.{name}", body[name]
    yield "violations", len(scored["violations"])


def _of_meetings(scored: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    whole = scored["overall"]
    yield "macro_recall", whole["macro_recall"]
    yield "macro_strict_recall", whole["macro_strict_recall"]
    yield "complete_pages.event.f1", whole["complete_pages"]["event"]["f1"]
    yield "html/detail.event.precision", scored["by_group"]["html/detail"]["event"]["precision"]
    for name, one in whole["fields"].items():
        yield f"{name}.accuracy", one["accuracy"]
    yield "false_cancelled", whole["false_cancelled"]


def is_worse(name: str, value: float, bound: float) -> bool:
    """Whether a figure lies on the wrong side of its floor."""
    return value > bound if name.endswith(LOW_IS_GOOD) else value < bound - 1e-9


def lifted(measured: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """The floors with those that were passed lifted to what was measured, three digits."""
    merged = dict(floors)
    for name, value in measured.items():
        rounded = value if name.endswith(LOW_IS_GOOD) else floor(value * 1000) / 1000
        if name not in merged or is_worse(name, merged[name], rounded):
            merged[name] = rounded
    return dict(sorted(merged.items()))


def where(given: str | None) -> Path | None:
    """The folder of the corpora, if there is one."""
    folder = Path(given or os.environ.get("TALKFEED_CORPUS") or BESIDE)
    return folder.resolve() if (folder / "seeds").is_dir() else None


def show(name: str, measured: Mapping[str, float], floors: Mapping[str, float], markdown: bool) -> list[str]:
    """Print one corpus; the figures below their floor."""
    fallen = [key for key, bound in floors.items() if key in measured and is_worse(key, measured[key], bound)]
    lost = [key for key in floors if key not in measured]
    out = sys.stdout
    out.write(f"\n| {name} | figure | floor |\n|---|---|---|\n" if markdown else f"\n{name}\n")
    for key, value in measured.items():
        said = f"{value:.3f}" if isinstance(value, float) else str(value)
        bound = floors.get(key, "")
        mark = "" if key not in fallen else " BELOW ITS FLOOR"
        out.write(f"| {key} | {said} | {bound}{mark} |\n" if markdown else f"  {key:<32}{said:>8}  {bound}{mark}\n")
    return [f"{name}: {key}" for key in fallen + lost]


def main(argv: list[str] | None = None) -> int:
    """Measure, print, compare with the floors."""
    parser = argparse.ArgumentParser(prog="benchmarks accuracy", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus")
    parser.add_argument("--only", default="")
    parser.add_argument("--raise", dest="lift", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args(argv)
    folder = where(asked.corpus)
    if folder is None:
        sys.stdout.write("accuracy: not measured: no corpora here (see --corpus)\n")
        return 0
    if not FLOORS.exists() and not asked.lift:
        sys.stdout.write(f"accuracy: {FLOORS.name} is missing; --raise writes it\n")
        return 1
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    fallen: list[str] = []
    for corpus in CORPORA:
        if asked.only and corpus.name not in asked.only.split(","):
            continue
        for name, measured in measure(corpus, folder):
            held = name if name == corpus.name else WITHOUT_HELD.format(corpus.name)
            fallen += show(name, measured, floors.get(held, {}), asked.markdown)
            floors[held] = lifted(measured, floors.get(held, {}))
    if asked.lift:
        FLOORS.write_text(json.dumps(dict(sorted(floors.items())), indent=1) + "\n", "utf-8")
    if fallen:
        sys.stdout.write(f"\nbelow its floor or gone: {'; '.join(fallen)}\n")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
