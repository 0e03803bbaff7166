"""Labels of the corpora that we believe wrong, or that are not to be read from their page, and what is measured
without them.

    python -m benchmarks doubted [--corpus DIR]

`doubted.json` lists them: `corpus`, `page` (its id in the manifest), `field`, `events` (the labelled starts, with the
title where several begin at once; all of the page where it is left out) and `says`, what the page says instead. This
prints the tables that stand in `docs/figures.md`, and ends with 1 where an entry fits no label. `benchmarks accuracy`
scores twice: with the labels as they are, and with those set aside. Nothing that reads pages knows of this list.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LISTED = Path(__file__).with_name("doubted.json")
BESIDE = Path(__file__).parents[2] / "shared" / "corpus"

TABLES = {
    ("meetings", "start_time"): "Hours",
    ("meetings", "end"): "Ends",
    ("meetings", "location"): "Places",
    ("meetings", "status"): "Cancelled",
    ("meetings", "title"): "Titles",
    ("news", "published"): "Days of publication",
}
"""The tables, by corpus and field."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Labels of one field on one page. `events`: the starts of the labelled talks, with the title where several begin
    at once; () for all of the page."""

    corpus: str
    page: str
    field: str
    says: str
    events: tuple[str, ...] = ()

    def is_about(self, talk: Mapping[str, Any]) -> bool:
        """Whether a labelled talk is one of these."""
        return not self.events or not {talk["start"], f"{talk['start']} {talk['title']}"}.isdisjoint(self.events)


def listed(path: Path = LISTED) -> list[Doubt]:
    """The list as it is kept."""
    return [
        Doubt(**{**one, "events": tuple(one.get("events", ()))}) for one in json.loads(path.read_text(encoding="utf-8"))
    ]


def without(labels: Iterable[Mapping[str, Any]], doubts: Sequence[Doubt]) -> Iterator[dict[str, Any]]:
    """The pages of a manifest, the doubted labels marked so that its scorer sets them aside."""
    for page in labels:
        mine = [doubt for doubt in doubts if doubt.page == page["id"]]
        page = deepcopy(dict(page))
        for doubt in mine:
            for talk in _meant(page, doubt):
                _set_aside(talk, doubt.field)
        yield page


def _meant(page: Mapping[str, Any], doubt: Doubt) -> list[dict[str, Any]]:
    """The labelled talks, or articles, that a doubt is about."""
    if doubt.field == "published":
        return [article for article in page["articles"] if article.get("published")]
    meant = [talk for talk in page["events"] if doubt.is_about(talk)]
    return [talk for talk in meant if doubt.field == "status" or talk["in_page"].get(doubt.field)]


def _set_aside(talk: dict[str, Any], field: str) -> None:
    """Mark one label so that the scorers of the corpora ask nobody about it."""
    if field == "published":
        talk["unscored"] = [*talk.get("unscored", ()), field]
        return
    talk["in_page"][field] = False
    if field == "status":
        talk["status"] = "cancelled"  # neither asked for, being not in the page, nor counted as invented


def counted(labels: Iterable[Mapping[str, Any]], doubts: Sequence[Doubt]) -> dict[Doubt, int]:
    """How many labels each doubt is about."""
    pages = {page["id"]: page for page in labels}
    return {doubt: len(_meant(pages[doubt.page], doubt)) if doubt.page in pages else 0 for doubt in doubts}


def tables(doubts: Sequence[Doubt], sizes: Mapping[Doubt, int]) -> Iterator[str]:
    """The tables of `docs/figures.md`, in Markdown; the largest first."""
    for (corpus, field), name in TABLES.items():
        mine = [doubt for doubt in doubts if (doubt.corpus, doubt.field) == (corpus, field)]
        if mine:
            total = sum(sizes[doubt] for doubt in mine)
            yield f"\n### {name} ({corpus}: {total})\n\n| page | labels | what the page says |\n|---|---|---|\n"
            for doubt in sorted(mine, key=lambda doubt: (-sizes[doubt], doubt.page)):
                yield f"| {doubt.page} | {sizes[doubt]} | {doubt.says} |\n"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """A manifest's pages."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(argv: list[str] | None = None) -> int:
    """Print the tables; 1 where an entry of the list fits no label."""
    parser = argparse.ArgumentParser(prog="benchmarks doubted", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus")
    folder = Path(parser.parse_args(argv).corpus or os.environ.get("TALKFEED_CORPUS") or BESIDE)
    if not (folder / "seeds").is_dir():
        sys.stdout.write("doubted: not measured: no corpora here (see --corpus)\n")
        return 0
    doubts = listed()
    sizes: dict[Doubt, int] = {}
    for corpus in {doubt.corpus for doubt in doubts}:
        mine = [doubt for doubt in doubts if doubt.corpus == corpus]
        sizes |= counted(read_lines(folder / corpus / "golden.jsonl"), mine)
    sys.stdout.write("".join(tables(doubts, sizes)))
    lost = [doubt for doubt, size in sizes.items() if size < max(1, len(doubt.events))]
    for doubt in lost:
        sys.stdout.write(f"fits no label: {doubt.corpus} {doubt.page} {doubt.field}\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
