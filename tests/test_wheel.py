"""What is installed is whole: catalogue, templates, migrations and samples are in the wheel, tests are not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_what_runs_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    packages = {name.partition("/")[0] for name in names}
    assert {name for name in packages if ".dist-info" not in name} == {
        "config", "pipeline", "crawler", "calendar_export", "talkfeed",
    }  # fmt: skip
    for folder, ending in (
        ("config", ".toml"), ("config/sources", ".toml"), ("calendar_export/templates", ".html"),
        ("talkfeed/samples", ".toml"), ("talkfeed/samples/templates", ".html"), ("pipeline/store/migrations", ".py"),
    ):  # fmt: skip
        there = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob(f"*{ending}")}
        assert there, folder
        assert there <= names, (folder, there - names)


def test_the_wheel_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    home, folder = tmp_path / "installed", tmp_path / "empty"
    folder.mkdir()
    zipfile.ZipFile(wheel).extractall(home)
    env = {**os.environ, "PYTHONPATH": str(home)}
    where = subprocess.run(
        [sys.executable, "-c", "import talkfeed, config; print(talkfeed.__file__, config.__file__)"],
        cwd=folder, env=env, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert where.stdout.count(str(home)) == 2
    done = subprocess.run(
        [sys.executable, "-m", "talkfeed", "demo", "--once"],
        cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "talkfeed-demo/public/feeds/all.ics").stat().st_size > 10_000
