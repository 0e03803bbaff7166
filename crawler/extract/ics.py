"""An institute's own iCalendar."""

from __future__ import annotations

from crawler.extract.page import Page


def text_at(page: Page, path: str) -> str:
    return ""
