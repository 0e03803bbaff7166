"""How surely cross-posted talks are told from twins: labelled pairs, made by rules that know nothing of the score.

    python -m benchmarks joining [--pairs 30000] [--seed 1] [--json] [--show 10]

Half of the pairs are one talk as a second institute would announce it: another zone, spelling, prefix, address, with or
without its speaker, its hour, its place, its title still to come, moved or retitled on one side later. The other half
are twins: two talks that have nearly all in common, many of them all but one fact. `benchmarks/pairs` makes them. Ends
with status 1 where precision is below 0.999 or recall below 0.95.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pairs import Case, cases
from benchmarks.pairs.result import Result
from pipeline.joins import Row, alike, pair_of

PRECISION, RECALL = 0.999, 0.95
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)


def is_joined(case: Case) -> bool:
    """Whether the first two talks of a case are joined, in the company of the others."""
    rows = [Row(f"{number}", talk, NOW) for number, talk in enumerate(case.talks)]
    pair = pair_of("0", "1")
    return pair in alike(rows, [pair] if case.joined else [])


def judged(those: Iterable[Case]) -> Result[Case]:
    """Every case decided and compared with its label."""
    result = Result[Case]()
    for case in those:
        result.put(case, case.sort, same=case.same, said=is_joined(case))
    return result


def report(result: Result[Case], show: int) -> None:
    """The figures, and some failures of each sort, for people."""
    write = sys.stdout.write
    write(f"{sum(result.sorts.values())} pairs: precision {result.precision:.5f}, recall {result.recall:.4f}\n")
    write(f"joined rightly {result.right}, wrongly {result.wrong}; missed {result.missed}, apart {result.apart}\n")
    for sort, count in sorted(result.sorts.items()):
        failures = result.failed.get(sort, [])
        write(f"{sort:40} {count:6} {len(failures):5} wrong\n")
        for case in failures[:show]:
            for talk in case.talks:
                where = talk.place
                write(f"    {talk.when.start} {talk.when.timezone} | {talk.title} | {[x.name for x in talk.speakers]}")
                write(f" | {where.venue} {where.room} {where.address} | {talk.series} | {case.edits}\n")
            write("\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks joining", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=30_000, help="how many pairs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="failures shown of each sort")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = parser.parse_args()
    result = judged(cases(random.Random(asked.seed), asked.pairs))
    if asked.json:
        counts = {name: getattr(result, name) for name in ("right", "wrong", "missed", "apart", "precision", "recall")}
        sys.stdout.write(json.dumps(counts) + "\n")
    else:
        report(result, asked.show)
    sys.exit(result.precision < PRECISION or result.recall < RECALL)


if __name__ == "__main__":
    main()
