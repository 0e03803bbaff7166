"""A calendar for any SQL query whose answer has a column `uid`: Datasette's output form `ics`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from datasette import Response, hookimpl
from datasette.utils.asgi import BadRequest

from calendar_export import FORMATS
from calendar_export.feed import Feed
from pipeline.query import Entry
from talkfeed.explore.questions import QUESTIONS
from talkfeed.permission import permitted
from talkfeed.wiring import App

COLUMNS = ("uid", "talk_uid")
"""Columns that name a talk."""


class Calendars:
    """A plugin for Datasette and its `database`. What a source does not let us republish stays out here too."""

    def __init__(self, app: App, database: str) -> None:
        self.app, self.database = app, database
        self.__name__ = "talkfeed"  # Datasette asks each plugin, which it takes for a module

    @hookimpl  # type: ignore[untyped-decorator]
    def register_output_renderer(self) -> dict[str, object]:
        """The form `ics`."""
        return {"extension": "ics", "render": self.render, "can_render": self.can_render}

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(self) -> dict[str, object]:
        """What the first page shows."""
        return {"questions": QUESTIONS, "database": self.database}

    def can_render(self, columns: Sequence[str]) -> bool:
        """Whether the answer names talks."""
        return any(name in columns for name in COLUMNS)

    def render(self, columns: Sequence[str], rows: Iterable[Any], query_name: str | None) -> Any:
        """The talks of the answer, each once, as a calendar."""
        if not self.can_render(columns):
            raise BadRequest("an answer without a column uid names no talks; add it to the query")
        name = next(name for name in COLUMNS if name in columns)
        title = (query_name or "query").replace("_", " ").capitalize()
        feed = Feed(
            id=f"explore:{query_name or 'query'}", title=title, entries=self._talks([row[name] for row in rows])
        )
        return Response(
            FORMATS["ics"].render(feed).decode(),
            content_type=FORMATS["ics"].media_type,
            headers={"Cache-Control": "no-store"},
        )

    def _talks(self, uids: Iterable[object]) -> tuple[Entry, ...]:
        found = {
            entry.uid: entry
            for uid in dict.fromkeys(uids)
            if isinstance(uid, str) and (entry := self.app.store.entry(uid)) is not None
        }
        return tuple(permitted(self.app, list(found.values())))
