"""The documentation is true: generated pages are current, everything is documented, every example runs."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from config import errors
from config.settings import Settings
from config.sources import Limits, Listing, Publish, Source
from pipeline import absence, alerts, settling
from pipeline.store import retention
from talkfeed import changing, publishing, samples

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def generator() -> ModuleType:
    """`docs/generate.py`, which is no module of a package."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current() -> None:
    for name, content in generator().pages().items():
        assert (DOCS / "reference" / name).read_text("utf-8") == content, f"run: python docs/generate.py ({name})"


def test_how_a_page_is_read_is_what_the_code_does() -> None:
    text = (DOCS / "reading.md").read_text("utf-8")
    assert len(re.findall(r"^<!-- \w+ -->$", text, re.M)) == 7
    assert generator().reading(text) == text, "run: python docs/generate.py (reading.md)"
    said = re.findall(r"`([\w/]+\.py)`", text[text.index("## Where to look") :])
    rooms = [ROOT, ROOT / "crawler" / "extract"]
    assert [name for name in said if not any((room / name).exists() for room in rooms)] == []


def test_every_setting_and_source_key_is_documented() -> None:
    settings = (DOCS / "reference/settings.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if not re.search(rf"^#? ?{name} ", settings, re.M)] == []
    sources = (DOCS / "reference/sources.md").read_text("utf-8")
    own = [name for name in Source.model_fields if name not in ("id", "file", "shipped")]
    keys = [*own, *Listing.model_fields, *Limits.model_fields, *Publish.model_fields]
    assert [name for name in keys if f"`{name}`" not in sources] == []


def test_every_error_is_documented() -> None:
    text = (DOCS / "reference/errors.md").read_text("utf-8")
    names = [name for name, one in vars(errors).items() if inspect.isclass(one)]
    assert [name for name in names if name not in text] == []


def test_what_is_told_of_truth_is_what_the_code_does() -> None:
    text = " ".join((DOCS / "truth.md").read_text("utf-8").split())
    words = {2: "two", 3: "three", 6: "six"}
    assert absence.BELIEVABLE == 0.5, "more than half"
    for said in (
        f"on {words[absence.PATIENCE['gone']]} complete runs in a row",
        f"on {words[absence.PATIENCE['unlisted']]} complete runs in a row",
        f"within {settling.FLAPPING.days} days",
        f"has changed {words[settling.RESTLESS]} times in {settling.FLAPPING.days} days",
        f"until {words[settling.SETTLED]} runs in a row have said the same",
        f"in the last {changing.KEPT.days} days",
        f"at least {retention.LEAST.days} days of changes",
        f"failed {'twice' if alerts.PATIENCE == 2 else '?'} in a row",
        f"until a {'week' if publishing.CALLED_OFF_KEPT.days == 7 else '?'} after their day",
    ):
        assert said in text, said


def test_links_lead_somewhere() -> None:
    broken = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


NO_EXAMPLE = (
    "talkfeed up",
    "talkfeed demo",
    "talkfeed serve",
    "talkfeed explore",
    "talkfeed digests add",
    "talkfeed digests remove",
    "talkfeed extract https",
    "talkfeed crawl example-lab",
    "talkfeed feeds r",
    "talkfeed join",
    "talkfeed split",
    "talkfeed db restore",
    "talkfeed db move",
    "talkfeed fix ",
    "talkfeed unfix",
    "talkfeed why",
    "talkfeed history 1f2e3d4c",
)
"""Commands that go on for ever, need a network, or speak of what the reader has made: tested elsewhere."""


def examples() -> list[str]:
    """Every `talkfeed …` line of the documentation, without its remark."""
    found = []
    for page in PAGES:
        said = re.findall(r"^(?:    |  Example: )(?:\.venv/bin/)?(talkfeed [^#\n]+)", page.read_text("utf-8"), re.M)
        found += [line.strip() for line in said]
    return sorted(set(found))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a reader's: the demo has run, a page is saved."""
    folder = tmp_path_factory.mktemp("reader")
    subprocess.run(
        [sys.executable, "-m", "talkfeed", "demo", "--once"], cwd=folder, check=True, capture_output=True, timeout=200
    )
    page = next(body for kind, body in samples.build(date(2026, 3, 2)).values() if "html" in kind)
    (folder / "page.html").write_bytes(page)
    (folder / "saved-pages").mkdir()
    (folder / "saved-pages" / "one.html").write_bytes(page)
    (folder / "talks.ics").write_bytes((folder / "talkfeed-demo/public/feeds/all.ics").read_bytes())
    return folder


@pytest.mark.parametrize("line", examples())
def test_every_example_runs(line: str, desk: Path) -> None:
    if line.startswith(NO_EXAMPLE):
        assert line.split()[1] in (DOCS / "reference/commands.md").read_text("utf-8")
        return
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(line)], cwd=desk, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), (line, done.stderr)
    assert "Traceback" not in done.stderr
