"""The demo: sample institutes on loopback, and the real thing run on them, in a folder of its own (INTERFACE §1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from config.errors import SettingsError
from config.settings import Settings, load_settings
from talkfeed import lock, samples

FOLDER = Path("talkfeed-demo")
HOST = "127.0.0.1"


@contextmanager
def institutes(folder: Path, now: datetime) -> Iterator[Settings]:
    """Serve the sample institutes; the settings of a deployment that knows them and nothing else.

    The day of the first start and the port are kept in `demo.json`, so that a demo started again meets the same
    institutes at the same addresses. ServeError: the folder cannot be written to, or another demo runs in it.
    """
    folder = folder.absolute()
    with lock.held(folder):  # let go again: who serves holds it
        pass
    anchor, port = _remembered(folder / "demo.json", now.date())
    with samples.serve(anchor, HOST, port) as server:
        _remember(folder / "demo.json", anchor, server.port)
        sources = folder / "sources"
        samples.write_sources(sources, f"http://{HOST}:{server.port}")
        yield load_settings(_settings_file(folder, server.port), None, {})


def _settings_file(folder: Path, port: int) -> Path:
    """The demo's own settings: no other deployment's reach into it, and other commands can look at it with --config."""
    file = folder / "talkfeed.toml"
    file.write_text(
        "# Written by 'talkfeed demo'. Look around with: talkfeed --config talkfeed-demo/talkfeed.toml talks\n"
        'data_dir = "."\n'
        'sources_dirs = ["sources"]\n'
        "catalogue = false\n"
        f'private_hosts = ["{HOST}:{port}"]\n',
        "utf-8",
    )
    return file


def _remembered(file: Path, today: date) -> tuple[date, int]:
    try:
        kept = json.loads(file.read_text("utf-8"))
        return date.fromisoformat(kept["anchor"]), int(kept["port"])
    except FileNotFoundError:
        return today, 0
    except (ValueError, KeyError, TypeError, OSError) as trouble:
        raise SettingsError(f"{file} cannot be read ({trouble}); remove the folder to begin the demo anew") from None


def _remember(file: Path, anchor: date, port: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"anchor": anchor.isoformat(), "port": port}) + "\n", "utf-8")
