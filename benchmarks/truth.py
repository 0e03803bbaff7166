"""Truth over time: institutes live, are crawled well and badly, and what was published must never be wrong.

    python -m benchmarks truth [--lives 1000] [--steps 50] [--seed 1] [--postgres URL]

A hypothesis state machine (`benchmarks/simulation`): talks are announced, filled in, retitled, moved, called off,
dropped, brought back, paged away; sites are redesigned, reuse addresses, answer with errors, lie; persons join and
split. Every run goes through the real ingest into the real database, and in every third life, with its
sightings backwards, into another.
After every step: no UID changes, no SEQUENCE falls, nothing is called off or withdrawn that stands, no UID is shown
twice; a repeated run writes nothing but its own row; the past is as the copies kept of it. Ends with status 1 where
anything was broken, after printing the shortest life in which it is.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.simulation.life import Lives
from benchmarks.simulation.world import emptied
from benchmarks.throughput import fresh
from pipeline.store import Store

SOME = 50
"""Lives after which it is told how far things are; each such lot begins with a seed of its own."""


def machine(stores: Callable[[], tuple[Store, Store]]) -> tuple[type[Lives], Counter[str]]:
    """The state machine over these stores, and what it counts: lives, steps, runs."""
    counts: Counter[str] = Counter()

    def made() -> tuple[Store, Store]:
        counts["lives"] += 1
        return stores()

    class Counted(Lives):
        def check_invariants(self, *arguments: object, **more: object) -> None:
            counts["steps"] += 1
            super().check_invariants(*arguments, **more)

        def teardown(self) -> None:
            counts["runs"] += self.runs
            counts["cast anew"] += self.kept.total()
            counts["kept"] += self.kept[True]
            super().teardown()

    Counted.stores = staticmethod(made)
    return Counted, counts


def lived(url: str, mirror: str, lives: int, steps: int, number: int, *, shrink: bool = True) -> Counter[str]:
    """So many lives of so many steps on an empty database, and on its mirror. AssertionError where one breaks."""
    with Store.open(url) as store, Store.open(mirror) as other:
        one, counts = machine(lambda: (emptied(store), emptied(other)))
        run_state_machine_as_test(
            seed(number)(one),
            settings=settings(
                max_examples=lives,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
            _min_steps=steps - 1,  # lives of full length
        )
    return counts


@contextmanager
def databases(postgres: str | None) -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases of one engine, gone afterwards."""
    with fresh(postgres) as one, fresh(postgres) as other:
        yield one, other


def main() -> int:
    """Live and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks truth", description=__doc__.splitlines()[0])
    parser.add_argument("--lives", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=50, help="at most so many in each life")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", help="live on this PostgreSQL database, in schemas of its own, not on SQLite")
    parser.add_argument("--raw", action="store_true", help="print the first life that breaks as it was found, at once")
    asked = parser.parse_args()
    engine = "PostgreSQL" if asked.postgres else "SQLite"
    begin = time.perf_counter()
    with databases(asked.postgres) as (url, mirror):
        try:
            counts: Counter[str] = Counter()
            while (missing := max(asked.lives - counts["lives"], asked.lives - counts["steps"] // asked.steps)) > 0:
                some = min(SOME, missing)
                number = asked.seed + counts["lives"]
                counts += lived(url, mirror, some, asked.steps, number, shrink=not asked.raw)
                took = time.perf_counter() - begin
                sys.stdout.write(
                    f"{engine}: {counts['lives']} lives, {counts['steps']} steps, {counts['runs']} runs "
                    f"in {took:.0f} s; nothing broken; {counts['kept']} of {counts['cast anew']} talks cast anew kept "
                    "their UID\n"
                )
                sys.stdout.flush()
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            traceback.print_exc()
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
