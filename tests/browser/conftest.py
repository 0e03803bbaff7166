"""A real browser at a real service: Debian's Chromium, driven by Playwright; axe-core from npm looks for barriers.

What is not on a machine is skipped with a reason, except where CI is set: there it fails.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from config.settings import load_settings
from talkfeed.service import service
from talkfeed.wiring import App

NOW = "2026-03-02T09:00:00Z"
PATIENCE_S = 30
Serve = Callable[..., AbstractContextManager[tuple[str, App]]]


def absent(reason: str) -> None:
    """Skip, or in continuous integration fail: there the browser must be asked."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with the talks of the sample institutes."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "talkfeed", "--now", NOW, "--data-dir", str(folder), "demo", "--once"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    with serving(folder) as (address, _):
        yield address


@pytest.fixture(scope="session")
def serve() -> Serve:
    """What serves a data folder of one's own."""
    return serving


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[tuple[str, App]]:
    """A service on a port of its own with what this data folder holds; its address and the deployment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    given = {"data_dir": folder, "contact": "talks@example.org", "base_url": address, **settings}
    app = App(load_settings(None, given, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    server = uvicorn.Server(uvicorn.Config(service(app), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE_S
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    yield address, app
    server.should_exit = True
    thread.join(PATIENCE_S)
    app.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: as long as Playwright runs, nothing else of this process can run an event loop."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        absent("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser in Chicago, on a wide screen; what its console complains of fails the test."""
    context = browser.new_context(
        base_url=site, timezone_id="America/Chicago", locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that looks for barriers."""
    given = os.environ.get("TALKFEED_TEST_NODE_MODULES")
    folder = Path(given) if given else tmp_path_factory.mktemp("axe") / "node_modules"
    script = folder / "axe-core" / "axe.min.js"
    if not script.exists():
        if (npm := shutil.which("npm")) is None:
            absent("npm, which fetches axe-core, is not installed")
        command = [str(npm), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder.parent)]
        if subprocess.run([*command, "axe-core@4"], capture_output=True, timeout=120, check=False).returncode:
            absent("axe-core could not be fetched from npm")
    return script.read_text(encoding="utf-8")
