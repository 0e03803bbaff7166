"""Cleaning, folding, labels, placeholders and links: tables anyone can extend, and bad input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.labels import LABELS
from pipeline.reading.placeholders import ENDS
from pipeline.reading.text import clean, clean_block, fold, is_placeholder, is_title_open, is_untitled, label, unwrap
from pipeline.talk import FIELDS

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "text.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE["label"], ids=lambda row: repr(row["text"]))
def test_a_label_names_its_field(row: dict[str, Any]) -> None:
    assert label(row["text"]) == ((row["field"], row["rest"]) if "field" in row else None)


@pytest.mark.parametrize("text", TABLE["placeholder"])
def test_what_says_nothing_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", TABLE["no_placeholder"])
def test_what_says_something_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("text", [*TABLE["untitled"], *TABLE["placeholder"]])
def test_a_title_may_say_beside_other_words_that_there_is_none(text: str) -> None:
    assert is_untitled(text)


@pytest.mark.parametrize("text", [*TABLE["titled"], "Foams", ""])
def test_what_else_is_open_takes_no_title_away(text: str) -> None:
    assert not is_untitled(text)


def test_a_line_says_that_the_title_is_open_not_the_room() -> None:
    assert [text for text in TABLE["title_open"] if not is_title_open(text)] == []
    assert [text for text in TABLE["else_open"] if is_title_open(text)] == []


def test_every_phrase_is_told_by_its_last_word() -> None:
    phrases = (
        "to be finalised",
        "will be posted soon",
        "steht noch nicht fest",
        "non définie",
        "se anunciará en breve",
        "n/a",
        "volgt nog",
        "t.b.d.",
    )
    assert [text for text in phrases if not is_placeholder(text)] == []
    assert {"tba", "finalised", "folgt", "nog", "confirmada"} <= ENDS


@pytest.mark.parametrize("row", TABLE["link"], ids=lambda row: row["url"])
def test_a_link_leads_where_it_leads(row: dict[str, str]) -> None:
    assert unwrap(row["url"]) == row["to"]


def test_every_label_belongs_to_a_field_of_a_talk() -> None:
    assert set(LABELS) <= FIELDS | {""}
    for field, languages in LABELS.items():
        for words in languages.values():
            for word in words.split("|"):
                assert word == word.strip() != "", (field, words)
                assert fold(word), word


def test_white_space_and_invisible_characters_go() -> None:
    assert clean(" On\u00a0\u00adfoams\u200b\r\n and\tfroths ") == "On foams and froths"
    assert clean("Cafe\u0301") == "Café"
    assert clean_block("One\r\n\r\n\r\n two \n three\n") == "One\n\ntwo\nthree"


def test_folding_ignores_case_accents_width_and_punctuation() -> None:
    assert fold("Émilie  DU-Châtelet’s „Ｆｏａｍ“") == "emilie du chatelets foam"
    assert fold("がくかい") != fold("かくかい")


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean_block(clean_block(text)) == clean_block(text)
    assert fold(fold(text)) == fold(text)
    is_placeholder(text)
    found = label(text)
    assert found is None or found[0] in FIELDS | {""}


@given(
    st.text(max_size=120), st.sampled_from(["", "https://", "https://a.example/url?u=", "https://urldefense.com/v3/__"])
)
@settings(max_examples=150, deadline=None)
def test_a_link_is_a_web_address_or_nothing(text: str, start: str) -> None:
    link = unwrap(start + text)
    assert link == "" or link.startswith(("http://", "https://"))
    assert unwrap(link) == link or "urldefense" in link or "u=" in link


@given(st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9/]{0,20}", fullmatch=True))
@settings(max_examples=60, deadline=None)
def test_wrapping_is_undone(url: str) -> None:
    safe = f"https://eur01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=05"
    assert unwrap(safe) == url
    assert unwrap(f"https://www.google.com/url?q={quote(safe, safe='')}&sa=D") == url
    assert unwrap(f"https://urldefense.com/v3/__{url}__;!!a!b$") == url
