"""`scrapy crawl ID -O talks.jsonl`: talks in the JSON of INTERFACE §5, written when all sightings are in.

Making talks of sightings is the pipeline's, which the crawler does not know: the function is named by the Scrapy
setting TALKFEED_UNDERSTAND (`module:function`), called with the sightings, the source and when it was crawled.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import IO, Any, Self

from scrapy.crawler import Crawler
from scrapy.exporters import BaseItemExporter

from crawler.visit import Visit
from pipeline.talk import Sighting

Rows = list[dict[str, object]]


class TalkExporter(BaseItemExporter):
    """Collects sightings; what becomes of them is written at the end."""

    def __init__(self, file: IO[bytes], understand: Callable[[list[Sighting]], Rows], **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self._file = file
        self._understand = understand
        self._sightings: list[Sighting] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **options: Any) -> Self:
        module, _, name = crawler.settings["TALKFEED_UNDERSTAND"].partition(":")
        function = getattr(import_module(module), name)
        visit: Visit = crawler.spider.visit  # type: ignore[union-attr]
        return cls(file, lambda sightings: list(function(sightings, visit.source, visit.now)), **options)

    def export_item(self, item: Sighting) -> None:
        self._sightings.append(item)

    def finish_exporting(self) -> None:
        self._file.write(self.written(self._understand(self._sightings)).encode())

    def written(self, rows: Rows) -> str:
        """All rows as text."""
        raise NotImplementedError


class TalkLines(TalkExporter):
    """A talk a line."""

    def written(self, rows: Rows) -> str:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class TalkJson(TalkExporter):
    """A list of talks."""

    def written(self, rows: Rows) -> str:
        return json.dumps(rows, ensure_ascii=False, indent=self.indent or None) + "\n"


class TalkTable(TalkExporter):
    """A row a talk; lists and objects as JSON in their cells."""

    def written(self, rows: Rows) -> str:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value
