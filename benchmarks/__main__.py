"""`python -m benchmarks [NAME] [OPTIONS]`: one benchmark, or the list of them."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the benchmark that is named, with the rest of the line; without a name say which there are."""
    names = sorted(file.stem for file in HERE.glob("[a-z]*.py"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.stdout.write(f"python -m benchmarks NAME, one of: {', '.join(names)}\n")
        sys.exit(2 if len(sys.argv) > 1 else 0)
    name = sys.argv[1]
    sys.argv = [f"benchmarks {name}", *sys.argv[2:]]
    runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
