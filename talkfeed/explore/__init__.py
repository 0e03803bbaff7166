"""Datasette on the database: questions kept ready, every table to browse, and any answer with UIDs as a calendar.

Needs the extra `explore`. It reads and never writes, and shows all there is: it is for those who run Talkfeed, and is
served on this machine unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.errors import ServeError
from pipeline.store import transfer
from talkfeed.explore.questions import QUESTIONS
from talkfeed.wiring import App

NAME = "talkfeed"
"""What the database is called in addresses."""

INTERNAL = ("alembic_version", "ledger", "publication", "talk_history", "talk_key", "talk_text")
"""Tables in which Talkfeed keeps its own house: listed last."""

PATIENCE_MS = 10_000
MOST_ROWS = 5_000


@contextmanager
def readable(app: App) -> Iterator[Path]:
    """A SQLite file with all there is: the database itself, or a copy as of now of one on PostgreSQL."""
    store = app.store
    if store.engine.dialect.name == "sqlite":
        yield Path(str(store.engine.url.database))
        return
    with TemporaryDirectory(prefix="talkfeed-explore-") as folder:
        file = Path(folder) / f"{NAME}.db"
        transfer.backup(store, file)
        yield file


def datasette(app: App, file: Path) -> Any:
    """Datasette on this file, with the questions and the calendar form. ServeError if it is not installed."""
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError:
        raise ServeError("Datasette is not installed; pip install 'talkfeed[explore]' brings it") from None
    from talkfeed.explore.calendar import Calendars

    if (old := pm.get_plugin(NAME)) is not None:
        pm.unregister(old)
    pm.register(Calendars(app, file.stem), name=NAME)
    metadata = {
        "title": "Talkfeed: what was collected",
        "description": "Any answer that has a column uid is also a calendar: change .json of its address to .ics.",
        "databases": {file.stem: {"queries": QUESTIONS, "tables": {name: {"hidden": True} for name in INTERNAL}}},
    }
    limits = {"sql_time_limit_ms": PATIENCE_MS, "max_returned_rows": MOST_ROWS, "default_page_size": 50}
    templates = Path(__file__).with_name("templates")
    return Datasette([str(file)], metadata=metadata, settings=limits, template_dir=str(templates))
