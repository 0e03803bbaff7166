"""Days that a list writes as numbers alone, under a line that is a month."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.gather import gather
from pipeline.normalise import normalise
from pipeline.talk import Talk

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "numbered_days.toml").read_text(encoding="utf-8"))


def starts(html: str, language: str = "en") -> dict[str, str]:
    """Each talk's title with its start: a day, or a day and an hour."""
    body = f'<html lang="{language}"><body>{html}</body></html>'.encode()
    page = Page("https://a.example.org/seminar/", body, date(2026, 10, 1), timezone="Europe/Berlin")
    source = Source(id="", name="", timezone="Europe/Berlin")
    found = [normalise(sighting, source, page.retrieved) for sighting in gather(extract(page, source))]
    return {
        talk.title: talk.when.start.isoformat().removesuffix(":00")
        for talk in found
        if isinstance(talk, Talk) and talk.when.start is not None
    }


@pytest.mark.parametrize("row", TABLE["list"], ids=lambda row: row["name"])
def test_a_number_is_a_day_of_the_month_above_or_none(row: dict[str, Any]) -> None:
    assert starts(row["html"], row.get("language", "en")) == row.get("talks", {})


def test_lists_under_headings_of_months_are_one_list() -> None:
    """Two talks in October and one in January, each a day alone in its line: none of them is what the page is about."""
    entry = "<dt>{}</dt><dd>{}: {}</dd>"
    html = (
        "<h1>Oberseminar – Wintersemester 2026/27</h1><h3>Oktober</h3><dl>"
        + entry.format("Mi 14.10.2026", "Ute Stein (Bonn)", "Gitter und Formen")
        + entry.format("Mi 21.10.2026", "Jan Kern (Jena)", "Summen von Quadraten")
        + "</dl><h3>Januar</h3><dl>"
        + entry.format("Mi 13.1.2027", "Ole Vogt (Kiel)", "Motive in Familien")
        + "</dl>"
    )
    assert list(starts(html, "de")) == ["Gitter und Formen", "Summen von Quadraten", "Motive in Familien"]
