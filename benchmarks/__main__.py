"""`python -m benchmarks [NAME] [OPTIONS]`: one benchmark, or the list of them."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the benchmark that is named, with the rest of the line; without a name say which there are."""
    names = sorted(file.stem for file in HERE.glob("[a-z]*.py"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.stdout.write("python -m benchmarks NAME [OPTIONS]\n\n")
        sys.stdout.writelines(f"  {name:12}{_what(name)}\n" for name in names)
        sys.exit(2 if len(sys.argv) > 1 else 0)
    name = sys.argv[1]
    sys.argv = [f"benchmarks {name}", *sys.argv[2:]]
    runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")


def _what(name: str) -> str:
    """The first line of a benchmark's docstring: what it measures."""
    said = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text("utf-8"))) or ""
    return said.partition("\n")[0]


if __name__ == "__main__":
    main()
