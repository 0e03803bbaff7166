"""Every text in every language: complete catalogues, placeholders kept, the reader's language found and remembered."""

from __future__ import annotations

import importlib.util
import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from calendar_export.languages import catalogue, known, languages, preferred
from calendar_export.showing import Shown
from calendar_export.words import words
from config.settings import load_settings
from pipeline.talk import Span
from talkfeed.service import service
from talkfeed.wiring import App

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted((ROOT / "calendar_export" / "translations").glob("*.po"))
PLACES = re.compile(r"%\(\w+\)s|\{\w*(?:!r)?\}")


def translate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "docs" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_holds_what_is_said_and_nothing_else(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == translate().updated(path), (
        "python docs/translate.py brings it up to date"
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_each_text_is_translated_and_keeps_its_places(path: Path) -> None:
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=path.stem) if message.id]
    assert len(messages) > 100
    for message in messages:
        said = [message.id] if isinstance(message.id, str) else list(message.id)
        told = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(told), message.id
        for place, one in enumerate(told):
            assert set(PLACES.findall(one)) == set(PLACES.findall(said[min(place, len(said) - 1)])), message.id


def test_the_languages_are_those_of_the_folder() -> None:
    assert languages() == {"en": "English", "de": "Deutsch"}
    assert {path.stem for path in CATALOGUES} | {"en"} == set(languages())


@pytest.mark.parametrize(
    ("tag", "code"), [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("en-GB", "en"), ("ja", "en"), ("", "en")]
)
def test_a_tag_finds_its_language(tag: str, code: str) -> None:
    assert known(tag) == code


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("fr,en;q=0.5,de;q=0.7", "de"),
        ("en,de", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("*", "en"),
        ("de;q=x, , ;;q=1", "en"),
        ("a" * 10_000, "en"),
    ],
)
def test_what_a_browser_asks_for_is_found(accepted: str, code: str) -> None:
    assert preferred(accepted) == code


def test_dates_hours_and_words_are_in_the_language() -> None:
    german, english = Shown("de-AT"), Shown("en-US")
    day = date(2026, 3, 2)
    assert (german.long_day(day), english.long_day(day)) == ("Montag, 2. März 2026", "Monday, 2 March 2026")
    assert (german.month(day), english.month(day)) == ("März 2026", "March 2026")
    span = Span(datetime(2026, 3, 2, 15), timezone="Europe/Lisbon")
    assert (german.zone_name(span), english.zone_name(span)) == ("Zeit in Lissabon", "Lisbon time")
    assert german.instant(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == "2. März 2026, 09:05 UTC"
    assert german.changed("moved, place changed") == "verlegt, anderer Ort"
    assert words("de-CH").cancelled == "Abgesagt: "
    assert catalogue("xx").gettext("Search") == "Search"


def test_a_wrong_parameter_is_answered_in_the_readers_language(tmp_path: Path) -> None:
    app = App(load_settings(None, {"data_dir": tmp_path}, {}))
    page = {"Accept": "text/html"}
    with TestClient(service(app)) as client:
        for path, said in (
            ("/?from=yesterday", "from: 'yesterday' ist kein Tag; schreiben Sie ihn als 2026-03-01"),
            ("/?colour=red&limit={x}", "es gibt keinen Filter 'colour'"),
            ("/?sourc=x", "war source gemeint?"),
            ("/?q={name}&limit={x}", "limit: '{x}' ist keine Zahl von 1 bis"),
            ("/?page=x", "page: 'x' ist keine Seite"),
            ("/embed/all?theme=pink", "theme: 'pink' ist nicht eines von auto, light, dark"),
        ):
            answer = client.get(path, headers={**page, "Accept-Language": "de"})
            assert answer.status_code == 400
            assert said in unescape(answer.text), answer.text
        assert client.get("/?from=yesterday", headers=page).text.count("is no day; write it as") == 1
        assert client.get("/api/talks?from=yesterday", headers={"Accept-Language": "de"}).json()["detail"] == (
            "from: 'yesterday' is no day; write it as 2026-03-01"
        )
    app.close()
